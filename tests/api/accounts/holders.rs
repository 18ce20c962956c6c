//! Whose account an administrator may act for, and what a role lets its holder do.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, fresh, id};
use crate::support::app::TestApp;
use crate::support::grove::{GARDENER, seated};

/// Gives the branch's account a role at the township, which the village's administrator could not give, and answers where
/// it is kept.
async fn given(t: &TestApp, from: &str, to: Value) -> String {
    let path = fresh(&format!("/organizations/{}/grants", id("township")));
    let body = json!({ "account": id("account"), "role": "committee_reviewer", "valid_from": from, "valid_to": to });
    t.as_(GARDENER).put(&path).creating().json(&body).send().await.expect(201);
    path
}

#[actix_web::test]
async fn who_holds_a_higher_role_or_will_is_out_of_reach_until_it_is_over() {
    for (from, to, is_theirs) in [
        ("2026-11-01", json!("2026-11-22"), true),
        ("2026-11-01", json!("2026-11-23"), false),
        ("2026-11-01", Value::Null, false),
        ("2026-11-24", Value::Null, false),
        ("2027-01-01", json!("2027-12-31"), false),
    ] {
        let t = app().await;
        given(&t, from, to.clone()).await;
        let village = t.as_(seated("organization_administrator", "village"));
        let path = format!("/accounts/{}", id("account"));
        let body = json!({ "login": "account", "name": "王新", "organization": id("branch") });
        let replies = [
            village.put(&path).if_match(1).json(&body).send().await,
            village.post(format!("{path}/invitation")).send().await,
            village.post(format!("{path}/disable")).send().await,
        ];
        for reply in replies {
            if is_theirs {
                reply.expect(200)
            } else {
                reply.refused(Fault::Forbidden)
            };
        }
        // Whoever could give the role may.
        t.as_(seated("organization_administrator", "township")).post(format!("{path}/invitation")).send().await.expect(200);
    }
}

#[actix_web::test]
async fn a_role_that_was_ended_no_longer_protects() {
    let t = app().await;
    let grant = given(&t, "2026-11-01", Value::Null).await;
    t.as_(GARDENER).delete(&grant).send().await.expect(204);
    let village = t.as_(seated("organization_administrator", "village"));
    village.post(format!("/accounts/{}/invitation", id("account"))).send().await.expect(200);
}

#[actix_web::test]
async fn a_grants_id_is_of_one_place() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let here = fresh(&format!("/organizations/{}/grants", id("branch")));
    let body = json!({ "account": id("account"), "role": "recorder", "valid_from": "2026-11-01" });
    gardener.put(&here).creating().json(&body).send().await.expect(201);
    let elsewhere = here.replace(id("branch"), id("branch_before"));
    let before = t.trail_length().await;
    gardener.put(&elsewhere).creating().json(&body).send().await.refused(Fault::AlreadyExists);
    gardener.put(&elsewhere).if_match(1).json(&body).send().await.refused(Fault::AlreadyExists);
    gardener.delete(&elsewhere).send().await.refused(Fault::NotFound);
    gardener.delete(fresh(&format!("/organizations/{}/grants", id("branch")))).send().await.refused(Fault::NotFound);
    assert_eq!(t.trail_length().await, before);
    gardener.delete(&here).send().await.expect(204);
}

#[actix_web::test]
async fn one_is_told_exactly_what_ones_roles_let_one_do() {
    let t = app().await;
    let may = async |role: &str, place: &str| {
        let me = t.as_(seated(role, place)).get("/me").send().await.expect(200).json();
        let roles = me["roles"].as_array().expect("roles").clone();
        assert_eq!((roles.len(), &roles[0]["role"], &roles[0]["organization"]), (1, &json!(role), &json!(id(place))));
        let one = |one: &Value| format!("{} {}", one["action"].as_str().unwrap_or_default(), one["reach"].as_str().unwrap_or_default());
        let may: Vec<String> = roles[0]["may"].as_array().expect("permissions").iter().map(one).collect();
        may
    };
    let recorder = ["organization.read everywhere", "member.read here", "session.read here", "session.record here", "rules.read everywhere"];
    assert_eq!(may("recorder", "branch").await, recorder);
    let reviewer = [
        "organization.read everywhere",
        "member.read everywhere",
        "session.read everywhere",
        "session.evaluate below",
        "session.note below",
        "rules.read everywhere",
        "rules.manage everywhere",
    ];
    assert_eq!(may("committee_reviewer", "village").await, reviewer);
}

#[actix_web::test]
async fn a_places_roles_are_listed_page_by_page_with_their_holders() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let whole = gardener.get(format!("/organizations/{}/grants?limit=100", id("branch"))).send().await.expect(200).json();
    let whole = whole["items"].as_array().expect("grants").clone();
    assert!(whole.iter().any(|grant| grant["id"] == id("grant") && grant["account_name"] == "account" && grant["role"] == "recorder"));
    let (mut found, mut place) = (Vec::new(), format!("/organizations/{}/grants?limit=1", id("branch")));
    loop {
        let page = gardener.get(&place).send().await.expect(200).json();
        found.extend(page["items"].as_array().expect("grants").clone());
        match page["next_cursor"].as_str() {
            Some(cursor) => place = format!("/organizations/{}/grants?limit=1&cursor={cursor}", id("branch")),
            None => break,
        }
    }
    assert_eq!(found, whole);
    let ids: Vec<&str> = whole.iter().filter_map(|grant| grant["id"].as_str()).collect();
    assert!(ids.len() > 2 && ids.is_sorted());
}
