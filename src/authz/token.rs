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
mod tests;
