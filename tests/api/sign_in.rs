//! Who gets in, stays in and is thrown out.

use futures_util::future::join_all;
use sanhui::accounts;
use sanhui::error::{Fault, FieldFault};
use sanhui::id::DeviceId;
use sanhui::sign_in::{DeviceDraft, sign_in};
use sanhui::text::Name;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Reply;
use crate::support::diary::told;
use crate::support::grove::{GARDENER, Grove, seated};
use crate::support::orchard::PASSWORD;

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

async fn login(t: &TestApp, login: &str, password: &str) -> Reply {
    let device = json!({ "id": uuid::Uuid::now_v7(), "name": "手机" });
    t.anonymous().post("/auth/login").json(&json!({ "login": login, "password": password, "device": device })).send().await
}

async fn refresh(t: &TestApp, tokens: &Value) -> Reply {
    t.anonymous().post("/auth/refresh").json(&json!({ "refresh_token": tokens["refresh_token"] })).send().await
}

async fn works(t: &TestApp, tokens: &Value) -> bool {
    t.with_token(tokens["access_token"].as_str().expect("a token")).get("/me").send().await.status == 200
}

#[actix_web::test]
async fn a_password_opens_and_nothing_else_does() {
    let t = app().await;
    assert!(works(&t, &login(&t, "opened", PASSWORD).await.expect(200).json()).await);
    assert!(works(&t, &login(&t, " Opened ", PASSWORD).await.expect(200).json()).await, "how a login is typed does not matter");
    let wrong = login(&t, "opened", "not that password").await.refused(Fault::WrongCredentials);
    let nobody = login(&t, "there-is-no-such", "not that password").await.refused(Fault::WrongCredentials);
    let without = login(&t, "invited", "").await.refused(Fault::WrongCredentials);
    let plain = |reply: Reply| reply.text().replace(reply.json()["request_id"].as_str().expect("an id"), "");
    let wrong = plain(wrong);
    assert_eq!((&wrong, &wrong), (&plain(nobody), &plain(without)), "who exists is not told");
}

#[actix_web::test]
async fn guessing_gets_slower_however_the_login_is_written() {
    let t = app().await;
    let mut refused = 0;
    for spelling in ["opened", "OPENED", " opened", "opened ", "Opened", "oPENED", "opened\t", "OpeneD"] {
        refused += usize::from(login(&t, spelling, "a guess of mine").await.status == 429);
    }
    assert!(refused >= 3, "only {refused} of 8 guesses were told to wait");
    let wait = login(&t, "opened", "a guess of mine").await.refused(Fault::TooManyRequests);
    let seconds: i64 = wait.header("retry-after").parse().expect("seconds");
    t.clock().advance(seconds);
    login(&t, "opened", PASSWORD).await.expect(200);
    // A login as long as a book is none, nor is such a password a guess.
    login(&t, &"x".repeat(200), "a guess of mine").await.refused(Fault::WrongCredentials);
    login(&t, &"x".repeat(201), "a guess of mine").await.refused(Fault::Invalid).field("/login", FieldFault::TooLong);
    login(&t, "nobody", &"x".repeat(200)).await.refused(Fault::WrongCredentials);
    login(&t, "nobody", &"x".repeat(201)).await.refused(Fault::Invalid).field("/password", FieldFault::TooLong);
}

#[actix_web::test]
async fn a_stranger_does_not_lock_the_owner_out() {
    let t = app().await;
    let device = json!({ "id": uuid::Uuid::now_v7(), "name": "手机" });
    let own = json!({ "login": "opened", "password": PASSWORD, "device": device });
    t.anonymous().post("/auth/login").json(&own).send().await.expect(200);
    for _ in 0..10 {
        login(&t, "opened", "a guess of mine").await;
    }
    login(&t, "opened", PASSWORD).await.refused(Fault::TooManyRequests);
    t.anonymous().post("/auth/login").json(&own).send().await.expect(200);
}

#[actix_web::test]
async fn a_refresh_token_is_good_once_and_a_lost_reply_does_no_harm() {
    let t = app().await;
    let first = login(&t, "opened", PASSWORD).await.expect(200).json();
    let second = refresh(&t, &first).await.expect(200).json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    t.clock().advance(59);
    assert_eq!(refresh(&t, &first).await.expect(200).json()["refresh_token"], second["refresh_token"], "the same successor for a retry");
    t.clock().advance(2);
    refresh(&t, &first).await.refused(Fault::RefreshRefused);
    refresh(&t, &second).await.refused(Fault::RefreshRefused);
    assert!(!works(&t, &second).await, "the whole family is out at once");
    refresh(&t, &json!({ "refresh_token": "anything" })).await.refused(Fault::RefreshRefused);
}

#[actix_web::test]
async fn retries_at_once_get_the_same_successor() {
    let t = TestApp::with(&Grove::plant().template, |config| config.connections = 8).await;
    for _ in 0..5 {
        let tokens = login(&t, "opened", PASSWORD).await.expect(200).json();
        let replies = join_all((0..6).map(|_| refresh(&t, &tokens))).await;
        let mut next: Vec<String> = replies.into_iter().map(|reply| reply.expect(200).json()["refresh_token"].to_string()).collect();
        next.dedup();
        assert_eq!(next.len(), 1);
    }
}

#[actix_web::test]
async fn a_refresh_token_runs_out() {
    let t = TestApp::with(&Grove::plant().template, |config| config.refresh_days = 1).await;
    let tokens = login(&t, "opened", PASSWORD).await.expect(200).json();
    t.clock().advance(86_400);
    refresh(&t, &tokens).await.refused(Fault::RefreshRefused);
}

#[actix_web::test]
async fn an_invitation_opens_once_within_its_week() {
    let t = app().await;
    let ids = &Grove::plant().ids;
    let accept = |code: String, password: &str| {
        let device = json!({ "id": uuid::Uuid::now_v7(), "name": "手机" });
        t.anonymous().post("/auth/accept-invitation").json(&json!({ "code": code, "password": password, "device": device })).send()
    };
    let code = ids.get("invitation_code").to_string();
    for weak in ["short", "1234567890", "aaaaaaaaaaaaaa", "password123"] {
        accept(code.clone(), weak).await.refused(Fault::Invalid).field("/password", FieldFault::WeakPassword);
    }
    accept("2222-2222-2222-2222".into(), PASSWORD).await.refused(Fault::InvitationRefused);
    let typed = code.to_lowercase().replace('-', " ");
    assert!(works(&t, &accept(typed, PASSWORD).await.expect(200).json()).await);
    accept(code, PASSWORD).await.refused(Fault::InvitationRefused);

    let again = t.as_(GARDENER).post(format!("/accounts/{}/invitation", ids.get("invited"))).send().await.expect(200).json();
    login(&t, "invited", PASSWORD).await.refused(Fault::WrongCredentials);
    t.clock().advance(7 * 86_400);
    accept(again["invitation_code"].as_str().expect("a code").into(), PASSWORD).await.refused(Fault::InvitationRefused);
}

#[actix_web::test]
async fn a_new_password_signs_the_other_devices_out() {
    let t = app().await;
    let (one, other) = (login(&t, "opened", PASSWORD).await.json(), login(&t, "opened", PASSWORD).await.json());
    let mine = t.with_token(one["access_token"].as_str().expect("a token"));
    mine.post("/auth/password").json(&json!({ "current": "wrong", "new": "the next password" })).send().await.refused(Fault::WrongCredentials);
    mine.post("/auth/password").json(&json!({ "current": PASSWORD, "new": "short" })).send().await.field("/new", FieldFault::WeakPassword);
    mine.post("/auth/password").json(&json!({ "current": PASSWORD, "new": "the next password" })).send().await.expect(204);
    assert!(works(&t, &one).await && !works(&t, &other).await);
    refresh(&t, &other).await.refused(Fault::RefreshRefused);
    login(&t, "opened", PASSWORD).await.refused(Fault::WrongCredentials);
    login(&t, "opened", "the next password").await.expect(200);
}

#[actix_web::test]
async fn a_disabled_account_is_out_at_its_next_request() {
    let t = app().await;
    let tokens = login(&t, "opened", PASSWORD).await.expect(200).json();
    t.as_(GARDENER).post(format!("/accounts/{}/disable", Grove::plant().ids.get("opened"))).send().await.expect(200);
    assert!(!works(&t, &tokens).await);
    refresh(&t, &tokens).await.refused(Fault::RefreshRefused);
    login(&t, "opened", PASSWORD).await.refused(Fault::WrongCredentials);
}

#[actix_web::test]
async fn a_device_is_signed_out_by_its_owner_alone() {
    let t = app().await;
    let (one, other) = (login(&t, "opened", PASSWORD).await.json(), login(&t, "opened", PASSWORD).await.json());
    let mine = t.with_token(one["access_token"].as_str().expect("a token"));
    let devices = mine.get("/auth/devices").send().await.expect(200).json();
    assert_eq!(devices["items"].as_array().map(Vec::len), Some(3), "{devices}");
    t.as_(GARDENER).delete(format!("/auth/devices/{}", one["device"].as_str().expect("an id"))).send().await.refused(Fault::NotFound);
    mine.delete(format!("/auth/devices/{}", other["device"].as_str().expect("an id"))).send().await.expect(204);
    assert!(works(&t, &one).await && !works(&t, &other).await);
    mine.post("/auth/logout").send().await.expect(204);
    assert!(!works(&t, &one).await);
    // Somebody else's device cannot be taken over by signing in with its id.
    let body = json!({ "login": "opened", "password": PASSWORD, "device": { "id": crate::support::app::device_of(GARDENER), "name": "x" } });
    t.anonymous().post("/auth/login").json(&body).send().await.refused(Fault::AlreadyExists);
}

#[actix_web::test]
async fn a_role_begins_and_ends_with_its_days() {
    let t = app().await;
    let ids = &Grove::plant().ids;
    let path = format!("/organizations/{}/grants/{}", ids.get("branch"), uuid::Uuid::now_v7());
    let body = json!({ "account": ids.get("opened"), "role": "recorder", "valid_from": "2026-11-24", "valid_to": "2026-11-25" });
    t.as_(GARDENER).put(&path).creating().json(&body).send().await.expect(201);
    // The grant is of local days: the clock stands at 14:30 on the 23rd in Beijing.
    let mut seen = Vec::new();
    for hours in [0, 9, 1, 47, 1, 24] {
        t.clock().advance(hours * 3600);
        let tokens = login(&t, "opened", PASSWORD).await.expect(200).json();
        seen.push(t.with_token(tokens["access_token"].as_str().expect("a token")).get("/organizations").send().await.status);
    }
    assert_eq!(seen, [403, 403, 200, 200, 403, 403]);
}

#[actix_web::test]
async fn nobody_rises_by_resetting_a_higher_account() {
    let t = app().await;
    let administrator = seated("organization_administrator", "county");
    // The gardener's account is kept at the county, which this administrator administers; but it holds more than they may give.
    let path = format!("/accounts/{GARDENER}");
    t.as_(administrator).post(format!("{path}/invitation")).send().await.refused(Fault::Forbidden);
    t.as_(administrator).post(format!("{path}/disable")).send().await.refused(Fault::Forbidden);
    t.as_(GARDENER).post(format!("{path}/invitation")).send().await.expect(200);
}

#[actix_web::test]
async fn a_password_change_again_is_harmless_and_of_another_it_is_refused() {
    let t = app().await;
    let tokens = login(&t, "opened", PASSWORD).await.expect(200).json();
    let mine = t.with_token(tokens["access_token"].as_str().expect("a token"));
    let change = |current: &str, new: &str| mine.post("/auth/password").json(&json!({ "current": current, "new": new })).send();
    change(PASSWORD, "the next password").await.expect(204);
    let before = t.trail_length().await;
    // The reply was lost, and lost again: however often, it counts as no wrong password.
    for _ in 0..6 {
        change(PASSWORD, "the next password").await.expect(204);
    }
    change(PASSWORD, "yet another password").await.refused(Fault::WrongCredentials);
    assert_eq!(t.trail_length().await, before);
    login(&t, "opened", "the next password").await.expect(200);
    login(&t, "opened", "yet another password").await.refused(Fault::WrongCredentials);
}

#[actix_web::test]
async fn a_guess_at_the_old_password_gets_slower_too() {
    let t = app().await;
    let tokens = login(&t, "opened", PASSWORD).await.expect(200).json();
    let mine = t.with_token(tokens["access_token"].as_str().expect("a token"));
    let guess = || mine.post("/auth/password").json(&json!({ "current": "a guess of mine", "new": "the next password" })).send();
    for _ in 0..4 {
        guess().await.refused(Fault::WrongCredentials);
    }
    guess().await.refused(Fault::TooManyRequests);
    t.clock().advance(2);
    mine.post("/auth/password").json(&json!({ "current": PASSWORD, "new": "the next password" })).send().await.expect(204);
}

#[actix_web::test]
async fn an_invitation_accepted_again_by_the_same_phone_lets_it_in_again() {
    let t = app().await;
    let ids = &Grove::plant().ids;
    let phone = json!({ "id": uuid::Uuid::now_v7(), "name": "手机" });
    let accept = |password: &str, device: &Value| {
        let body = json!({ "code": ids.get("invitation_code"), "password": password, "device": device });
        t.anonymous().post("/auth/accept-invitation").json(&body).send()
    };
    let first = accept(PASSWORD, &phone).await.expect(200).json();
    let again = accept(PASSWORD, &phone).await.expect(200).json();
    assert!(works(&t, &again).await);
    assert_eq!((&again["account"], &again["device"]), (&first["account"], &first["device"]));
    refresh(&t, &first).await.refused(Fault::RefreshRefused);
    refresh(&t, &again).await.expect(200);
    assert_eq!(told(&t, ids.get("invited")).await.iter().filter(|act| *act == "account.open").count(), 1, "it is opened once");
    accept("another password of mine", &phone).await.refused(Fault::WrongCredentials);
    let other = json!({ "id": uuid::Uuid::now_v7(), "name": "别的手机" });
    accept(PASSWORD, &other).await.refused(Fault::InvitationRefused);
    // Nobody still waits for that reply once the invitation has run out.
    t.clock().advance(7 * 86_400 - 1);
    accept(PASSWORD, &phone).await.expect(200);
    t.clock().advance(1);
    accept(PASSWORD, &phone).await.refused(Fault::InvitationRefused);
}

#[actix_web::test]
async fn who_signed_out_does_not_come_in_by_the_old_invitation() {
    let t = app().await;
    let ids = &Grove::plant().ids;
    let phone = json!({ "id": uuid::Uuid::now_v7(), "name": "手机" });
    let body = json!({ "code": ids.get("invitation_code"), "password": PASSWORD, "device": phone });
    let accept = || t.anonymous().post("/auth/accept-invitation").json(&body).send();
    let tokens = accept().await.expect(200).json();
    t.with_token(tokens["access_token"].as_str().expect("a token")).post("/auth/logout").send().await.expect(204);
    accept().await.refused(Fault::InvitationRefused);
    login(&t, "invited", PASSWORD).await.expect(200);
}

#[actix_web::test]
async fn an_invitation_is_good_until_its_last_second() {
    let t = app().await;
    let ids = &Grove::plant().ids;
    for (seconds, is_good) in [(7 * 86_400 - 1, true), (7 * 86_400, false)] {
        let invited = t.as_(GARDENER).post(format!("/accounts/{}/invitation", ids.get("invited"))).send().await.expect(200).json();
        t.clock().advance(seconds);
        let device = json!({ "id": uuid::Uuid::now_v7(), "name": "手机" });
        let body = json!({ "code": invited["invitation_code"], "password": PASSWORD, "device": device });
        let reply = t.anonymous().post("/auth/accept-invitation").json(&body).send().await;
        if is_good {
            reply.expect(200)
        } else {
            reply.refused(Fault::InvitationRefused)
        };
    }
}

#[actix_web::test]
async fn a_refresh_token_is_good_until_its_last_second_and_a_retry_until_a_minute_after() {
    let t = TestApp::with(&Grove::plant().template, |config| config.refresh_days = 1).await;
    let first = login(&t, "opened", PASSWORD).await.expect(200).json();
    t.clock().advance(86_399);
    let second = refresh(&t, &first).await.expect(200).json();
    let third = refresh(&t, &second).await.expect(200).json();
    t.clock().advance(60);
    assert_eq!(refresh(&t, &second).await.expect(200).json()["refresh_token"], third["refresh_token"]);
    t.clock().advance(1);
    let refused = refresh(&t, &second).await.refused(Fault::RefreshRefused);
    assert!(refused.text().contains("早已用过"), "the owner is told that somebody else may have it");
    assert_eq!(told(&t, first["device"].as_str().expect("an id")).await.last().map(String::as_str), Some("device.revoke"));
}

#[actix_web::test]
async fn the_trail_tells_who_came_in_and_went_out() {
    let t = app().await;
    let tokens = login(&t, "opened", PASSWORD).await.expect(200).json();
    let device = tokens["device"].as_str().expect("an id");
    let mine = t.with_token(tokens["access_token"].as_str().expect("a token"));
    mine.post("/auth/password").json(&json!({ "current": PASSWORD, "new": "the next password" })).send().await.expect(204);
    mine.delete(format!("/auth/devices/{}", Grove::plant().ids.get("opened_device"))).send().await.expect(204);
    mine.post("/auth/logout").send().await.expect(204);
    assert_eq!(told(&t, device).await, ["device.sign_in", "device.sign_out"]);
    assert_eq!(told(&t, Grove::plant().ids.get("opened")).await.last().map(String::as_str), Some("account.password"));
    // The password change had signed it out already.
    assert_eq!(told(&t, Grove::plant().ids.get("opened_device")).await, ["device.sign_in"]);
}

#[actix_web::test]
async fn a_device_that_signs_in_again_is_the_same_device_under_its_new_name() {
    let t = app().await;
    let device = uuid::Uuid::now_v7();
    let mut last = Value::Null;
    for name in ["旧名", "新名"] {
        let body = json!({ "login": "opened", "password": PASSWORD, "device": { "id": device, "name": name } });
        last = t.anonymous().post("/auth/login").json(&body).send().await.expect(200).json();
        t.clock().advance(30);
    }
    let listed = t.with_token(last["access_token"].as_str().expect("a token")).get("/auth/devices").send().await.expect(200).json();
    let this = &listed["items"][0];
    assert_eq!((&this["id"], &this["name"], &this["this"]), (&json!(device), &json!("新名"), &json!(true)));
    assert_eq!((&this["created_at"], &this["seen_at"]), (&json!("2026-11-23T06:30:00Z"), &json!("2026-11-23T06:30:30Z")));
    refresh(&t, &last).await.expect(200);
    let listed = t.with_token(last["access_token"].as_str().expect("a token")).get("/auth/devices").send().await.expect(200).json();
    assert_eq!(listed["items"][0]["seen_at"], "2026-11-23T06:31:00Z", "a refresh is a sign of life too");
    assert_eq!(last["expires_in"], 600);
}

#[actix_web::test]
async fn whoever_was_verified_before_the_password_or_the_account_changed_is_not_let_in() {
    for change in ["nothing", "password", "disabled"] {
        let t = app().await;
        let verified = t.app.db.read(|snapshot| accounts::by_login(snapshot, "opened")).await.expect("a read").expect("the account");
        let path = format!("/accounts/{}", Grove::plant().ids.get("opened"));
        match change {
            "password" => {
                let tokens = login(&t, "opened", PASSWORD).await.expect(200).json();
                let mine = t.with_token(tokens["access_token"].as_str().expect("a token"));
                mine.post("/auth/password").json(&json!({ "current": PASSWORD, "new": "the next password" })).send().await.expect(204);
            }
            "disabled" => {
                t.as_(GARDENER).post(format!("{path}/disable")).send().await.expect(200);
            }
            _ => (),
        }
        let (keys, device) = (t.app.keys.clone(), DeviceDraft { id: DeviceId::fresh(), name: Name::parse("手机").expect("a name") });
        let entered = t.app.db.write(move |tx| sign_in(tx, &keys, 60, &verified, &device)).await;
        match change {
            "nothing" => assert!(entered.is_ok()),
            _ => assert_eq!(entered.map(drop).map_err(|error| error.fault), Err(Fault::WrongCredentials), "{change}"),
        }
    }
}

#[actix_web::test]
async fn a_device_is_listed_for_as_long_as_it_could_stay_signed_in() {
    for (seconds, is_listed) in [(2 * 86_400 - 1, true), (2 * 86_400, false)] {
        let t = TestApp::with(&Grove::plant().template, |config| config.refresh_days = 2).await;
        let first = login(&t, "opened", PASSWORD).await.expect(200).json();
        t.clock().advance(seconds);
        let last = login(&t, "opened", PASSWORD).await.expect(200).json();
        let listed = t.with_token(last["access_token"].as_str().expect("a token")).get("/auth/devices").send().await.expect(200).json();
        let found = listed["items"].as_array().expect("devices").iter().any(|device| device["id"] == first["device"]);
        assert_eq!(found, is_listed, "after {seconds} seconds");
    }
}
