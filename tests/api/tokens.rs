//! Access tokens seen from outside, and the chain of refresh tokens that keeps a phone signed in.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use sanhui::error::Fault;
use serde_json::{Value, json};

use crate::support::app::{TestApp, device_of};
use crate::support::client::Reply;
use crate::support::diary::told;
use crate::support::grove::{GARDENER, Grove};
use crate::support::orchard::PASSWORD;

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

async fn sign_in(t: &TestApp, device: uuid::Uuid) -> Value {
    let body = json!({ "login": "opened", "password": PASSWORD, "device": { "id": device, "name": "手机" } });
    t.anonymous().post("/auth/login").json(&body).send().await.expect(200).json()
}

async fn refresh(t: &TestApp, tokens: &Value) -> Reply {
    t.anonymous().post("/auth/refresh").json(&json!({ "refresh_token": tokens["refresh_token"] })).send().await
}

async fn status(t: &TestApp, tokens: &Value) -> u16 {
    t.with_token(tokens["access_token"].as_str().expect("a token")).get("/me").send().await.status
}

#[actix_web::test]
async fn anybody_can_check_a_token_with_the_published_keys() {
    let t = app().await;
    let token = sign_in(&t, uuid::Uuid::now_v7()).await["access_token"].as_str().expect("a token").to_string();
    let published = t.anonymous().get("/.well-known/jwks.json").send().await.expect(200).json();
    let header = decode_header(&token).expect("a header");
    assert_eq!((header.typ.as_deref(), header.alg), (Some("at+jwt"), Algorithm::EdDSA));
    let keys = published["keys"].as_array().expect("keys");
    let key = keys.iter().find(|key| key["kid"].as_str() == header.kid.as_deref()).expect("the key it names");
    assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.validate_exp = false;
    rules.set_audience(&["sanhui-api"]);
    let public = DecodingKey::from_ed_components(key["x"].as_str().expect("x")).expect("a public key");
    let claims: Value = decode(&token, &public, &rules).expect("a token that is ours").claims;
    let mut names: Vec<&str> = claims.as_object().expect("claims").keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["aud", "exp", "iat", "iss", "jti", "nbf", "sid", "sub"], "no role and no organisation");
    assert_eq!(claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat), Some(600));
}

#[actix_web::test]
async fn a_token_is_of_one_account_on_its_own_device() {
    let t = app().await;
    let nobody = Grove::plant().nobody;
    for (account, device) in [(GARDENER, device_of(nobody)), (nobody, device_of(GARDENER))] {
        t.with_token(t.token(account, device)).get("/me").send().await.refused(Fault::SignInRequired);
    }
    let good = t.token(GARDENER, device_of(GARDENER));
    t.with_token(&good).get("/me").send().await.expect(200);
    for header in [good.clone(), format!("Basic {good}"), "Bearer".into(), "Bearer ".into(), format!("Bearer {good} {good}")] {
        t.anonymous().get("/me").header("authorization", header).send().await.refused(Fault::SignInRequired);
    }
    t.anonymous().get("/me").header("authorization", format!("bearer {good}")).send().await.expect(200);
}

#[actix_web::test]
async fn an_access_token_lasts_ten_minutes_and_a_refresh_brings_the_next() {
    let t = app().await;
    let first = sign_in(&t, uuid::Uuid::now_v7()).await;
    assert_eq!(first["expires_in"], 600);
    t.clock().advance(614);
    assert_eq!(status(&t, &first).await, 200);
    t.clock().advance(1);
    t.with_token(first["access_token"].as_str().expect("a token")).get("/me").send().await.refused(Fault::TokenExpired);
    let second = refresh(&t, &first).await.expect(200).json();
    assert_eq!(status(&t, &second).await, 200);
    assert_eq!((&first["account"], &first["device"]), (&second["account"], &second["device"]));
}

#[actix_web::test]
async fn a_phone_whose_reply_was_lost_is_not_thrown_out() {
    let t = app().await;
    let mut tokens = sign_in(&t, uuid::Uuid::now_v7()).await;
    // On a bad network every reply is lost once: each refresh is sent twice, half a minute apart, for two days.
    for _ in 0..8 {
        t.clock().advance(6 * 3600);
        refresh(&t, &tokens).await.expect(200);
        t.clock().advance(30);
        tokens = refresh(&t, &tokens).await.expect(200).json();
        assert_eq!(status(&t, &tokens).await, 200);
    }
}

#[actix_web::test]
async fn a_stolen_refresh_token_ends_the_family_and_is_told_in_the_trail() {
    let t = app().await;
    let (device, other) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
    let (stolen, elsewhere) = (sign_in(&t, device).await, sign_in(&t, other).await);
    let mut own = stolen.clone();
    for _ in 0..3 {
        t.clock().advance(700);
        own = refresh(&t, &own).await.expect(200).json();
    }
    let refused = refresh(&t, &stolen).await.refused(Fault::RefreshRefused);
    assert!(refused.json()["detail"].as_str().is_some_and(|detail| detail.contains("退出")), "{}", refused.text());
    assert_eq!(status(&t, &own).await, 401);
    refresh(&t, &own).await.refused(Fault::RefreshRefused);
    // Only that device: the other one goes on.
    refresh(&t, &elsewhere).await.expect(200);
    assert_eq!(told(&t, device).await, ["device.sign_in", "device.revoke"]);
    // Its owner signs in again, on the same device.
    let again = sign_in(&t, device).await;
    assert_eq!(status(&t, &again).await, 200);
}

#[actix_web::test]
async fn signing_in_anew_voids_what_the_device_held_before() {
    let t = app().await;
    let device = uuid::Uuid::now_v7();
    let before = sign_in(&t, device).await;
    let after = sign_in(&t, device).await;
    refresh(&t, &before).await.refused(Fault::RefreshRefused);
    refresh(&t, &after).await.expect(200);
    let out = t.with_token(after["access_token"].as_str().expect("a token"));
    out.post("/auth/logout").send().await.expect(204);
    refresh(&t, &after).await.refused(Fault::RefreshRefused);
}
