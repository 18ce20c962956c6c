//! Local rules: off until a committee switches them on, from a day on, for its own subtree and nothing beside it.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use crate::support::app::{TestApp, device_of};
use crate::support::client::{Client, Reply};
use crate::support::diary;
use crate::support::grove::{GARDENER, Grove, seated};

const PROFILE: &str = "appraisal-notices";

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

fn path(place: &str) -> String {
    format!("/organizations/{}/local-rules", id(place))
}

fn reviewer<'t>(t: &'t TestApp, place: &str) -> Client<'t> {
    t.as_(seated("committee_reviewer", place))
}

async fn switch_on(t: &TestApp, place: &str, since: &str) -> Reply {
    reviewer(t, place).put(format!("{}/{PROFILE}?since={since}", path(place))).send().await.expect(200)
}

async fn switch_off(t: &TestApp, place: &str) -> Reply {
    reviewer(t, place).delete(format!("{}/{PROFILE}", path(place))).send().await.expect(200)
}

/// What one profile in the list says: who switched it on, and since when.
fn said(profiles: &Value) -> (Value, Value) {
    let ours = profiles["items"].as_array().and_then(|all| all.iter().find(|one| one["id"] == PROFILE)).cloned().expect("the profile");
    (ours["switched_on_by"].clone(), ours["since"].clone())
}

async fn seen_at(t: &TestApp, place: &str) -> (Value, Value) {
    said(&t.as_(seated("recorder", place)).get(path(place)).send().await.expect(200).json())
}

fn on(by: &[&str], since: &str) -> (Value, Value) {
    (by.iter().map(|place| id(place)).collect(), json!(since))
}

fn off() -> (Value, Value) {
    (json!([]), Value::Null)
}

/// Whether an appraisal held there on that day is judged by the profile too.
async fn is_judged(t: &TestApp, place: &str, day: &str) -> bool {
    let body = json!({ "organization": id(place), "kind": "democratic_appraisal", "held_on": day, "appraisal": { "members": [] } });
    let checked = t.as_(seated("branch_secretary", place)).post("/sessions/check").json(&body).send().await.expect(200).json();
    let local: Vec<&Value> = checked["findings"].as_array().into_iter().flatten().filter(|finding| finding["profile"] == PROFILE).collect();
    let mut rules: Vec<&str> = local.iter().filter_map(|finding| finding["rule"].as_str()).collect();
    rules.sort_unstable();
    assert!(rules.is_empty() || rules == ["APP-BACK", "APP-PROB"], "each once, however many switched it on: {local:?}");
    !local.is_empty()
}

#[actix_web::test]
async fn local_rules_are_off_until_somebody_switches_them_on() {
    let t = app().await;
    let listed = t.as_(seated("branch_secretary", "branch")).get(path("branch")).send().await.expect(200).json();
    let expected = json!([{
        "id": PROFILE, "zh": "民主评议党员年度通知的常见要求", "en": "What yearly notices on appraisals commonly ask", "switched_on_by": [], "since": null,
    }]);
    assert_eq!(listed["items"], expected);
    assert!(!is_judged(&t, "branch", "2026-11-18").await);
}

#[actix_web::test]
async fn sessions_are_judged_from_the_day_on_and_not_before() {
    let t = app().await;
    switch_on(&t, "village", "2026-11-18").await;
    for (day, expected) in [("2026-11-17", false), ("2026-11-18", true), ("2026-11-19", true)] {
        assert_eq!(is_judged(&t, "branch", day).await, expected, "{day}");
    }
}

#[actix_web::test]
async fn without_a_day_they_are_on_from_today() {
    let t = app().await;
    // Already tomorrow in Beijing, and still today in Greenwich.
    t.clock().advance(10 * 3600);
    let reply = reviewer(&t, "village").put(format!("{}/{PROFILE}", path("village"))).send().await.expect(200);
    assert_eq!(said(&reply.json()), on(&["village"], "2026-11-24"));
}

#[actix_web::test]
async fn they_hold_for_the_committees_subtree_and_nothing_beside_it() {
    let t = app().await;
    switch_on(&t, "village", "2026-11-01").await;
    for (place, expected) in [("branch", true), ("branch_before", true), ("branch_after", true), ("branch_cousin", false)] {
        assert_eq!(is_judged(&t, place, "2026-11-18").await, expected, "{place}");
    }
    for place in ["village", "branch", "group", "branch_after", "group_cousin"] {
        assert_eq!(seen_at(&t, place).await, on(&["village"], "2026-11-01"), "{place}");
    }
    for place in ["township", "county", "village_before", "village_after", "old_village", "branch_cousin"] {
        assert_eq!(seen_at(&t, place).await, off(), "{place}");
    }
}

#[actix_web::test]
async fn a_higher_committees_rules_reach_all_below() {
    let t = app().await;
    switch_on(&t, "county", "2026-11-01").await;
    for place in ["branch", "branch_before", "branch_cousin"] {
        assert!(is_judged(&t, place, "2026-11-18").await, "{place}");
    }
}

#[actix_web::test]
async fn of_two_committees_each_has_its_day() {
    let t = app().await;
    switch_on(&t, "village", "2026-11-10").await;
    switch_on(&t, "county", "2026-11-15").await;
    // From the top down; what the village switched on earlier holds there, and there only.
    assert_eq!(seen_at(&t, "branch").await, on(&["county", "village"], "2026-11-10"));
    assert_eq!(seen_at(&t, "branch_cousin").await, on(&["county"], "2026-11-15"));
    for (place, day, expected) in [
        ("branch", "2026-11-09", false),
        ("branch", "2026-11-10", true),
        ("branch", "2026-11-15", true),
        ("branch_cousin", "2026-11-14", false),
        ("branch_cousin", "2026-11-15", true),
    ] {
        assert_eq!(is_judged(&t, place, day).await, expected, "{place} on {day}");
    }
    switch_off(&t, "village").await;
    assert_eq!(seen_at(&t, "branch").await, on(&["county"], "2026-11-15"));
    assert!(!is_judged(&t, "branch", "2026-11-14").await);
}

#[actix_web::test]
async fn a_committee_that_was_first_is_not_put_off_by_one_below() {
    let t = app().await;
    switch_on(&t, "village", "2026-11-15").await;
    switch_on(&t, "county", "2026-11-10").await;
    assert_eq!(seen_at(&t, "branch").await, on(&["county", "village"], "2026-11-10"));
    assert_eq!((is_judged(&t, "branch", "2026-11-09").await, is_judged(&t, "branch", "2026-11-10").await), (false, true));
}

#[actix_web::test]
async fn switching_on_again_changes_the_day() {
    let t = app().await;
    assert_eq!(said(&switch_on(&t, "village", "2026-11-10").await.json()), on(&["village"], "2026-11-10"));
    for day in ["2026-11-15", "2026-11-05"] {
        assert_eq!(said(&switch_on(&t, "village", day).await.json()), on(&["village"], day));
        assert_eq!(seen_at(&t, "branch").await, on(&["village"], day));
    }
    assert_eq!((is_judged(&t, "branch", "2026-11-04").await, is_judged(&t, "branch", "2026-11-05").await), (false, true));
}

#[actix_web::test]
async fn switching_on_for_the_same_day_changes_nothing() {
    let t = app().await;
    switch_on(&t, "village", "2026-11-10").await;
    let (digest, length) = (t.digest(), t.trail_length().await);
    assert_eq!(said(&switch_on(&t, "village", "2026-11-10").await.json()), on(&["village"], "2026-11-10"));
    assert_eq!((t.digest(), t.trail_length().await), (digest, length));
}

#[actix_web::test]
async fn switching_off_is_only_for_what_comes() {
    let t = app().await;
    switch_on(&t, "village", "2026-11-01").await;
    let secretary = t.as_(seated("branch_secretary", "branch"));
    let record = format!("/sessions/{}", uuid::Uuid::now_v7());
    let body = json!({ "organization": id("branch"), "kind": "democratic_appraisal", "held_on": "2026-11-18", "appraisal": { "members": [] } });
    secretary.put(&record).creating().json(&body).send().await.expect(201);
    secretary.post(format!("{record}/submit")).if_match(1).send().await.expect(200);
    assert_eq!(said(&switch_off(&t, "village").await.json()), off());
    assert!(!is_judged(&t, "branch", "2026-11-18").await);
    // The record keeps what it was judged by.
    let kept = secretary.get(format!("{record}/findings")).send().await.expect(200).json();
    let local: Vec<&Value> = kept["items"].as_array().into_iter().flatten().filter(|finding| finding["profile"] == PROFILE).collect();
    assert_eq!(local.len(), 2, "{kept}");
}

#[actix_web::test]
async fn switching_off_what_is_not_on_changes_nothing() {
    let t = app().await;
    switch_on(&t, "county", "2026-11-01").await;
    let (digest, length) = (t.digest(), t.trail_length().await);
    assert_eq!(said(&switch_off(&t, "village").await.json()), on(&["county"], "2026-11-01"));
    assert_eq!((t.digest(), t.trail_length().await), (digest, length));
}

#[actix_web::test]
async fn the_trail_tells_who_switched_what_and_which_version_it_is() {
    let t = app().await;
    for day in ["2026-11-10", "2026-11-15", "2026-11-16"] {
        switch_on(&t, "village", day).await;
    }
    switch_off(&t, "village").await;
    switch_on(&t, "village", "2026-11-20").await;
    let rows = diary::rows(&t, id("village")).await;
    let rows: Vec<&Value> = rows.iter().filter(|row| row["subject_kind"] == "local_rules").collect();
    let told: Vec<Value> = rows.iter().map(|row| json!([row["act"], row["version"]])).collect();
    let acts = [("local_rules.on", 1), ("local_rules.on", 2), ("local_rules.on", 3), ("local_rules.off", 1), ("local_rules.on", 1)];
    assert_eq!(told, acts.map(|(act, version)| json!([act, version])));
    let who = seated("committee_reviewer", "village");
    for row in rows {
        assert_eq!((&row["actor"], &row["device"], &row["organization"]), (&json!(who), &json!(device_of(who)), &json!(id("village"))));
    }
}

#[actix_web::test]
async fn a_profile_that_there_is_not_is_named_with_those_there_are() {
    let t = app().await;
    let length = t.trail_length().await;
    let (caller, wrong) = (reviewer(&t, "village"), format!("{}/appraisal-notice", path("village")));
    for ask in [caller.put(&wrong), caller.delete(&wrong)] {
        let refused = ask.send().await.refused(Fault::Invalid).field("", FieldFault::UnknownWord);
        assert_eq!(refused.json()["errors"][0]["message"], "不认识“appraisal-notice”；可用的有：appraisal-notices。");
    }
    caller.put(format!("{}/{PROFILE}?since=2026-02-30", path("village"))).send().await.refused(Fault::BadQuery);
    caller.put(format!("{}/{PROFILE}?from=2026-02-03", path("village"))).send().await.refused(Fault::BadQuery);
    assert_eq!(t.trail_length().await, length);
}

#[actix_web::test]
async fn only_a_committee_switches_and_only_at_its_own_place() {
    let t = app().await;
    let place = format!("{}/{PROFILE}", path("village"));
    for who in [seated("branch_secretary", "branch"), seated("committee_auditor", "village"), GARDENER] {
        t.as_(who).put(&place).send().await.refused(Fault::Forbidden);
        t.as_(who).delete(&place).send().await.refused(Fault::Forbidden);
    }
    for elsewhere in ["village_before", "village_after", "old_village"] {
        reviewer(&t, elsewhere).put(&place).send().await.refused(Fault::NotFound);
        reviewer(&t, elsewhere).delete(&place).send().await.refused(Fault::NotFound);
    }
    assert_eq!(seen_at(&t, "village").await, off());
    reviewer(&t, "county").put(format!("{place}?since=2026-11-10")).send().await.expect(200);
    assert_eq!(seen_at(&t, "village").await, on(&["village"], "2026-11-10"), "by a superior, but for the village");
}
