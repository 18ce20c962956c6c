//! Access tokens: JWT signed with Ed25519, ten minutes, no role and no organisation inside. One algorithm, a closed list
//! of keys, every claim required. Not here: refresh tokens (`accounts`), which are opaque.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Moment;
use crate::error::{Error, Fault, Result};
use crate::id::{AccountId, DeviceId};

/// Seconds for which an access token is good.
pub const LIFETIME: i64 = 600;
/// Seconds by which two clocks may differ.
const LEEWAY: i64 = 15;
const ISSUER: &str = "sanhui";
const AUDIENCE: &str = "sanhui-api";
/// RFC 9068.
const TYPE: &str = "at+jwt";
/// Verified tokens remembered: a verification costs more than the rest of a small request.
const REMEMBERED: usize = 20_000;

/// Who a token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims {
    pub account: AccountId,
    pub device: DeviceId,
}

/// All claims, each required.
#[derive(Debug, Serialize, Deserialize)]
struct Wire {
    iss: String,
    aud: String,
    sub: AccountId,
    sid: DeviceId,
    jti: uuid::Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
}

#[derive(Clone, Copy)]
struct Verified {
    claims: Claims,
    from: i64,
    until: i64,
}

/// The key that signs, those that are accepted, and what was verified lately.
pub struct Keys {
    signer: EncodingKey,
    kid: String,
    known: Vec<(String, Public)>,
    secret: hmac::Key,
    seen: Cache<[u8; 32], Verified>,
}

struct Public {
    key: DecodingKey,
    raw: Vec<u8>,
}

/// The public keys, for others who check our tokens (RFC 7517).
#[derive(Serialize, ToSchema)]
pub struct Jwks {
    pub keys: Vec<Jwk>,
}

/// One Ed25519 public key (RFC 8037).
#[derive(Serialize, ToSchema)]
pub struct Jwk {
    #[schema(example = "OKP")]
    pub kty: &'static str,
    #[schema(example = "Ed25519")]
    pub crv: &'static str,
    #[schema(example = "EdDSA")]
    pub alg: &'static str,
    #[schema(example = "sig")]
    pub r#use: &'static str,
    pub kid: String,
    pub x: String,
}

impl Keys {
    /// Reads the signing key (PKCS#8, PEM), or makes it at the first start, readable to its owner alone.
    ///
    /// # Errors
    /// When a file cannot be read or written or is not an Ed25519 key.
    pub fn load_or_create(file: &Path, old: &[PathBuf]) -> Result<Keys> {
        let failed = |error: std::io::Error| Error::internal(format!("{}: {error}", file.display()));
        if !file.exists() {
            create(file).map_err(failed)?;
        }
        let der = der_of(&fs::read_to_string(file).map_err(failed)?).ok_or_else(|| not_a_key(file))?;
        let pair = Ed25519KeyPair::from_pkcs8(&der).map_err(|_| not_a_key(file))?;
        let public = pair.public_key().as_ref().to_vec();
        let kid = thumbprint(&public);
        let mut known = vec![(kid.clone(), Public::of(public))];
        for file in old {
            let text = fs::read_to_string(file).map_err(|error| Error::internal(format!("{}: {error}", file.display())))?;
            // The last 32 bytes of an Ed25519 SubjectPublicKeyInfo are the key.
            let raw = der_of(&text).filter(|der| der.len() == 44).and_then(|der| der.get(12..).map(<[u8]>::to_vec)).ok_or_else(|| not_a_key(file))?;
            known.push((thumbprint(&raw), Public::of(raw)));
        }
        let secret = hmac::Key::new(hmac::HMAC_SHA256, digest::digest(&digest::SHA256, &der).as_ref());
        Ok(Keys { signer: EncodingKey::from_ed_der(&der), kid, known, secret, seen: Cache::new(REMEMBERED) })
    }

    /// A token for an account on a device, from `now` for [`LIFETIME`] seconds.
    pub fn sign(&self, claims: Claims, now: Moment) -> Result<String> {
        let iat = now.unix_seconds();
        let wire = Wire {
            iss: ISSUER.to_string(),
            aud: AUDIENCE.to_string(),
            sub: claims.account,
            sid: claims.device,
            jti: crate::id::nonce(),
            iat,
            nbf: iat,
            exp: iat + LIFETIME,
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_string());
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, &wire, &self.signer).map_err(Error::internal)
    }

    /// Whose token this is. A verified one is remembered until it runs out; a refused one never is.
    ///
    /// # Errors
    /// `token_expired` for one that was good; `sign_in_required` for anything else.
    pub fn verify(&self, token: &str, now: Moment) -> Result<Claims> {
        let mut name = [0; 32];
        name.iter_mut().zip(digest::digest(&digest::SHA256, token.as_bytes()).as_ref()).for_each(|(to, from)| *to = *from);
        let known = self.seen.get(&name);
        let is_new = known.is_none();
        let verified = match known {
            Some(verified) => verified,
            None => self.read(token).ok_or(Fault::SignInRequired)?,
        };
        let now = now.unix_seconds();
        if now >= verified.until + LEEWAY {
            self.seen.remove(&name);
            return Err(Fault::TokenExpired.into());
        }
        if now < verified.from - LEEWAY {
            return Err(Fault::SignInRequired.into());
        }
        if is_new {
            self.seen.insert(name, verified);
        }
        Ok(verified.claims)
    }

    /// Checks everything but the time, which is our clock's to say and not the library's.
    fn read(&self, token: &str) -> Option<Verified> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) || header.alg != Algorithm::EdDSA {
            return None;
        }
        let kid = header.kid?;
        let (_, public) = self.known.iter().find(|(known, _)| *known == kid)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.validate_exp = false;
        rules.validate_nbf = false;
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        let wire = jsonwebtoken::decode::<Wire>(token, &public.key, &rules).ok()?.claims;
        let in_order = wire.iat <= wire.exp && wire.nbf <= wire.exp && wire.exp - wire.iat <= LIFETIME;
        in_order.then_some(Verified { claims: Claims { account: wire.sub, device: wire.sid }, from: wire.nbf.max(wire.iat), until: wire.exp })
    }

    pub fn jwks(&self) -> Jwks {
        let jwk = |(kid, public): &(String, Public)| Jwk {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            r#use: "sig",
            kid: kid.clone(),
            x: URL_SAFE_NO_PAD.encode(&public.raw),
        };
        Jwks { keys: self.known.iter().map(jwk).collect() }
    }

    /// A seal over `parts` with a secret that comes from the signing key; `label` keeps the uses apart.
    pub fn mac(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.secret);
        for part in std::iter::once(&label.as_bytes()).chain(parts) {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut seal = [0; 32];
        seal.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
        seal
    }
}

impl Public {
    fn of(raw: Vec<u8>) -> Public {
        Public { key: DecodingKey::from_ed_der(&raw), raw }
    }
}

fn not_a_key(file: &Path) -> Error {
    Error::internal(format!("{}: not an Ed25519 key in PEM", file.display()))
}

fn create(file: &Path) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let document = Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1()).map_err(|_| std::io::Error::other("no random numbers"))?;
    let mut out = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    write!(out, "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(document.as_ref()))?;
    out.sync_all()
}

fn der_of(pem: &str) -> Option<Vec<u8>> {
    let text: String = pem.lines().filter(|line| !line.starts_with("-----")).flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(text).ok()
}

/// RFC 7638.
fn thumbprint(public: &[u8]) -> String {
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, URL_SAFE_NO_PAD.encode(public));
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, canonical.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (Keys, PathBuf) {
        let folder = tempfile::tempdir().unwrap().keep();
        let file = folder.join("key.pem");
        (Keys::load_or_create(&file, &[]).unwrap(), file)
    }

    const NOW: i64 = 1_795_000_000;

    fn at(seconds: i64) -> Moment {
        Moment::from_micros(seconds * 1_000_000)
    }

    fn someone() -> Claims {
        Claims { account: AccountId::of(1), device: DeviceId::of(2) }
    }

    fn forged(keys: &Keys, header: Header, change: impl FnOnce(&mut serde_json::Value)) -> String {
        let mut claims = serde_json::json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": AccountId::of(1), "sid": DeviceId::of(2),
            "jti": uuid::Uuid::nil(), "iat": NOW, "nbf": NOW, "exp": NOW + LIFETIME });
        change(&mut claims);
        jsonwebtoken::encode(&header, &claims, &keys.signer).unwrap()
    }

    fn header(keys: &Keys) -> Header {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_string());
        header.kid = Some(keys.kid.clone());
        header
    }

    #[test]
    fn a_token_speaks_for_its_account_and_device_until_it_runs_out() {
        let (keys, _) = keys();
        let token = keys.sign(someone(), at(NOW)).unwrap();
        assert_eq!(keys.verify(&token, at(NOW)).unwrap(), someone());
        assert_eq!(keys.verify(&token, at(NOW + LIFETIME + LEEWAY - 1)).unwrap(), someone());
        assert_eq!(keys.verify(&token, at(NOW + LIFETIME + LEEWAY)).unwrap_err().fault, Fault::TokenExpired);
        assert_eq!(keys.verify(&token, at(NOW - LEEWAY - 1)).unwrap_err().fault, Fault::SignInRequired);
    }

    #[test]
    fn the_key_is_the_same_after_a_restart() {
        let (keys, file) = keys();
        let token = keys.sign(someone(), at(NOW)).unwrap();
        assert!(Keys::load_or_create(&file, &[]).unwrap().verify(&token, at(NOW)).is_ok());
    }

    #[test]
    fn every_claim_is_required_and_typed() {
        let (keys, _) = keys();
        assert!(keys.verify(&forged(&keys, header(&keys), |_| ()), at(NOW)).is_ok());
        for claim in ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp"] {
            let without = forged(&keys, header(&keys), |claims| drop(claims.as_object_mut().unwrap().remove(claim)));
            assert!(keys.verify(&without, at(NOW)).is_err(), "accepted without {claim}");
            let mistyped = forged(&keys, header(&keys), |claims| claims[claim] = serde_json::json!([1]));
            assert!(keys.verify(&mistyped, at(NOW)).is_err(), "accepted with a list for {claim}");
        }
    }

    #[test]
    fn another_audience_issuer_type_key_or_a_longer_life_is_refused() {
        let (keys, _) = keys();
        for (claim, value) in [("aud", "another"), ("iss", "another")] {
            assert!(keys.verify(&forged(&keys, header(&keys), |claims| claims[claim] = value.into()), at(NOW)).is_err());
        }
        assert!(keys.verify(&forged(&keys, header(&keys), |claims| claims["exp"] = (NOW + LIFETIME + 1).into()), at(NOW)).is_err());
        let wrong = |change: fn(&mut Header)| {
            let mut header = header(&keys);
            change(&mut header);
            forged(&keys, header, |_| ())
        };
        assert!(keys.verify(&wrong(|header| header.typ = Some("JWT".into())), at(NOW)).is_err());
        assert!(keys.verify(&wrong(|header| header.kid = Some("nobody".into())), at(NOW)).is_err());
        assert!(keys.verify(&wrong(|header| header.kid = None), at(NOW)).is_err());
    }

    #[test]
    fn no_algorithm_or_another_one_is_refused() {
        let (keys, _) = keys();
        let good = forged(&keys, header(&keys), |_| ());
        let claims = good.split('.').nth(1).unwrap();
        let unsigned = format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"none","typ":"{TYPE}","kid":"{}"}}"#, keys.kid)));
        assert!(keys.verify(&unsigned, at(NOW)).is_err());
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_string());
        header.kid = Some(keys.kid.clone());
        let body: serde_json::Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        let public = &keys.known[0].1.raw;
        let confused = jsonwebtoken::encode(&header, &body, &EncodingKey::from_secret(public)).unwrap();
        assert!(keys.verify(&confused, at(NOW)).is_err());
    }

    /// Changes each character of a token to its neighbour, one at a time.
    #[test]
    fn a_token_that_was_touched_anywhere_is_refused() {
        let (keys, _) = keys();
        let token = keys.sign(someone(), at(NOW)).unwrap();
        assert!(keys.verify(&token, at(NOW)).is_ok(), "and is remembered");
        for place in 0..token.len() {
            let mut touched = token.clone().into_bytes();
            touched[place] = if touched[place] == b'A' { b'B' } else { b'A' };
            let touched = String::from_utf8(touched).unwrap();
            assert_eq!(keys.verify(&touched, at(NOW)).unwrap_err().fault, Fault::SignInRequired, "touched at {place}");
        }
        for rubbish in ["", ".", "..", "...", "a.b.c", token.trim_start_matches('e'), &format!("{token}.")] {
            assert_eq!(keys.verify(rubbish, at(NOW)).unwrap_err().fault, Fault::SignInRequired, "{rubbish}");
        }
    }

    #[test]
    fn a_token_not_yet_valid_is_refused_and_is_good_when_its_time_comes() {
        let (keys, _) = keys();
        let early = forged(&keys, header(&keys), |claims| claims["nbf"] = (NOW + 60).into());
        assert!(keys.verify(&early, at(NOW)).is_err());
        assert!(keys.verify(&early, at(NOW + 60 - LEEWAY)).is_ok());
        let from_the_future = keys.sign(someone(), at(NOW + 3600)).unwrap();
        assert!(keys.verify(&from_the_future, at(NOW)).is_err());
    }

    #[test]
    fn another_servers_key_is_refused_until_it_is_listed_as_an_old_one() {
        use std::os::unix::fs::PermissionsExt;
        let ((old, _), (new, file)) = (keys(), keys());
        let token = old.sign(someone(), at(NOW)).unwrap();
        assert_eq!(new.verify(&token, at(NOW)).unwrap_err().fault, Fault::SignInRequired);
        // As `openssl pkey -pubout` writes it.
        let mut der = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
        der.extend(&old.known[0].1.raw);
        let public = file.with_file_name("old.pem");
        fs::write(&public, format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der))).unwrap();
        let rotated = Keys::load_or_create(&file, &[public]).unwrap();
        assert_eq!(rotated.verify(&token, at(NOW)).unwrap(), someone());
        let listed: Vec<String> = rotated.jwks().keys.into_iter().map(|key| key.kid).collect();
        assert_eq!(listed, [new.kid.clone(), old.kid.clone()]);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "nobody else reads the key");
        assert!(Keys::load_or_create(&file.with_file_name("old.pem"), &[]).is_err(), "a public key signs nothing");
    }

    #[test]
    fn a_thumbprint_is_the_one_of_the_standard() {
        // RFC 8037, appendix A.3.
        let public = URL_SAFE_NO_PAD.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
        assert_eq!(thumbprint(&public), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
