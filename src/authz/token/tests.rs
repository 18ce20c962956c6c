//! What is accepted as a token, and everything that is not.

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

#[test]
fn a_seal_is_of_its_key_its_use_and_each_of_its_parts() {
    let ((keys, file), (others, _)) = (keys(), keys());
    let seal = keys.mac("cursor", &[b"ab", b"c"]);
    assert_eq!(Keys::load_or_create(&file, &[]).unwrap().mac("cursor", &[b"ab", b"c"]), seal, "the same after a restart");
    let different = [
        others.mac("cursor", &[b"ab", b"c"]),
        keys.mac("refresh", &[b"ab", b"c"]),
        keys.mac("cursor", &[b"a", b"bc"]),
        keys.mac("cursor", &[b"abc"]),
        keys.mac("cursor", &[b"ab", b"c", b""]),
        keys.mac("cursor", &[]),
    ];
    assert!(different.iter().all(|other| *other != seal));
}
