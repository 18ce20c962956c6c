//! What is said beside the findings of a record: what does not apply and why, and how an organisation is set up.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, begun, handed_in, id, outcomes, record, secretary, shown};
use crate::support::app::TestApp;
use crate::support::grove::{GARDENER, seated};

async fn said_of(t: &TestApp, place: &str, on: &str) -> Value {
    let reader = t.as_(seated("committee_reviewer", "village"));
    shown(&reader, format!("/organizations/{}/findings{on}", id(place))).await
}

fn of(said: &Value, rule: &str) -> Vec<Value> {
    said["items"].as_array().into_iter().flatten().filter(|one| one["rule"] == rule).cloned().collect()
}

#[actix_web::test]
async fn what_does_not_apply_is_said_with_its_reason_to_who_asks_for_all() {
    let t = app().await;
    let path = handed_in(&secretary(&t), &record("branch_general_meeting", "2026-11-18")).await;
    let usual = shown(&secretary(&t), format!("{path}/findings")).await;
    let all = shown(&secretary(&t), format!("{path}/findings?all=true")).await;
    let (usual, all) = (usual["items"].as_array().expect("items").clone(), all["items"].as_array().expect("items").clone());
    assert!(usual.iter().all(|one| one["outcome"] != "not_applicable"));
    assert_eq!(all[..usual.len()], usual[..], "what applies stands first, as it was kept");
    let rest = &all[usual.len()..];
    assert!(!rest.is_empty() && rest.iter().all(|one| one["outcome"] == "not_applicable"), "{rest:?}");
    for one in rest {
        for language in ["zh", "en"] {
            assert!(one[language].as_str().is_some_and(|why| !why.is_empty()), "{one}");
        }
    }
    assert_eq!(shown(&secretary(&t), format!("{path}/findings?all=false")).await["items"], json!(usual));
}

#[actix_web::test]
async fn of_a_draft_nothing_is_said_though_all_is_asked_for() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("branch_general_meeting", "2026-11-18")).await;
    assert_eq!(shown(&secretary(&t), format!("{path}/findings?all=true")).await, json!({ "judged": false, "items": [] }));
}

#[actix_web::test]
async fn an_organisation_is_asked_for_its_set_up_on_a_day() {
    let t = app().await;
    let today = said_of(&t, "branch", "").await;
    assert_eq!((&today["on"], &said_of(&t, "branch", "?on=2026-11-23").await), (&json!("2026-11-23"), &today));
    assert!(outcomes(&today["items"]).iter().any(|one| one.starts_with("SET-3 ")), "{today}");
    // Three are on its roll; of two, it would not be a branch.
    assert_eq!(of(&today, "SET-3").iter().map(|one| one["outcome"].clone()).collect::<Vec<_>>(), ["met"]);
    let body = json!({ "to": id("branch_after"), "on": "2026-11-20" });
    t.as_(GARDENER).post(format!("/members/{}/transfer", id("other_member"))).if_match(1).json(&body).send().await.expect(200);
    let outcome = async |on: &str| of(&said_of(&t, "branch", on).await, "SET-3")[0]["outcome"].clone();
    assert_eq!([outcome("?on=2026-11-19").await, outcome("?on=2026-11-20").await], ["met", "violated"]);
}

#[actix_web::test]
async fn how_an_organisation_is_set_up_is_shown_to_who_reads_there() {
    let t = app().await;
    t.as_(seated("branch_secretary", "branch")).get(format!("/organizations/{}/findings", id("branch_before"))).send().await.refused(Fault::NotFound);
    for wrong in ["?on=", "?on=2026-13-01", "?on=2026-11", "?day=2026-11-18"] {
        secretary(&t).get(format!("/organizations/{}/findings{wrong}", id("branch"))).send().await.refused(Fault::BadQuery);
    }
}
