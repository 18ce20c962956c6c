//! Logins, invitations and their codes.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{accept, app, fresh, id};
use crate::support::grove::{GARDENER, seated};

#[actix_web::test]
async fn a_login_is_short_plain_and_easy_to_type() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (longest, longer) = ("x".repeat(64), "x".repeat(65));
    for (login, is_good) in [
        ("abc", true),
        ("1ab", true),
        ("a.b_c-d", true),
        ("a--", true),
        (longest.as_str(), true),
        ("ab", false),
        (".abc", false),
        ("_abc", false),
        ("Abc", false),
        ("abC", false),
        ("a+bc", false),
        (longer.as_str(), false),
    ] {
        let body = json!({ "login": login, "name": "x", "organization": id("branch") });
        let reply = gardener.put(fresh("/accounts")).creating().json(&body).send().await;
        if is_good {
            reply.expect(201);
        } else {
            assert_eq!(reply.refused(Fault::Invalid).fields(), [("/login".to_string(), FieldFault::BadFormat.code().to_string())], "{login}");
        }
    }
    let taken = json!({ "login": "abc", "name": "x", "organization": id("branch") });
    gardener.put(fresh("/accounts")).creating().json(&taken).send().await.refused(Fault::Invalid).field("/login", FieldFault::TakenAlready);
}

#[actix_web::test]
async fn an_invitation_says_its_code_once_and_until_when_it_is_good() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let invited = gardener.post(format!("/accounts/{}/invitation", id("opened"))).send().await.expect(200).json();
    assert_eq!((&invited["invitation_until"], &invited["opened"]), (&json!("2026-11-30T06:30:00Z"), &json!(false)));
    let code = invited["invitation_code"].as_str().expect("a code");
    let parts: Vec<&str> = code.split('-').collect();
    assert!(parts.len() == 4 && parts.iter().all(|part| part.len() == 4), "{code}");
    assert!(code.chars().all(|c| c == '-' || "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".contains(c)), "{code}");
    let again = gardener.post(format!("/accounts/{}/invitation", id("opened"))).send().await.expect(200).json();
    assert_ne!(again["invitation_code"], invited["invitation_code"]);
    let body = json!({ "login": "wang.wu", "name": "王五", "organization": id("branch") });
    let made = gardener.put(fresh("/accounts")).creating().json(&body).send().await.expect(201).json();
    assert_eq!((&made["invitation_until"], made["invitation_code"].is_string()), (&json!("2026-11-30T06:30:00Z"), true));
    accept(&t, &made["invitation_code"], "wang.wu").await.refused(Fault::Invalid).field("/password", FieldFault::WeakPassword);
    accept(&t, &made["invitation_code"], "correct horse battery").await.expect(200);
}

#[actix_web::test]
async fn an_account_that_was_disabled_is_as_new_once_it_is_invited_again() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = format!("/accounts/{}", id("opened"));
    gardener.post(format!("{path}/disable")).send().await.expect(200);
    let invited = gardener.post(format!("{path}/invitation")).send().await.expect(200).json();
    assert_eq!((&invited["disabled"], &invited["opened"], &invited["version"]), (&json!(false), &json!(false), &json!(5)));
    accept(&t, &invited["invitation_code"], "correct horse battery").await.expect(200);
}

#[actix_web::test]
async fn accounts_are_listed_where_they_are_kept() {
    let t = app().await;
    let village = t.as_(seated("organization_administrator", "village"));
    let body = json!({ "login": "zhao.liu", "name": "赵六", "organization": id("village") });
    village.put(fresh("/accounts")).creating().json(&body).send().await.expect(201);
    let logins = async |place: &str| -> Vec<String> {
        let page = village.get(format!("/organizations/{}/accounts?limit=100", id(place))).send().await.expect(200).json();
        page["items"].as_array().into_iter().flatten().filter_map(|one| one["login"].as_str().map(str::to_string)).collect()
    };
    assert_eq!(logins("village").await, ["zhao.liu"]);
    assert_eq!(logins("branch").await, ["account", "invited", "opened"]);
    assert_eq!(logins("branch_before").await, [""; 0]);
    village.get(format!("/organizations/{}/accounts", id("township"))).send().await.refused(Fault::NotFound);
    let page = village.get(format!("/organizations/{}/accounts", id("branch"))).send().await.expect(200).json();
    let opened: Vec<&Value> = page["items"].as_array().into_iter().flatten().map(|one| &one["opened"]).collect();
    assert_eq!(opened, [false, false, true]);
}
