//! How an organisation is set up: its own findings, on a day, once, and never one of its meetings.

use serde_json::{Value, json};

use super::{Branch, Checked, PLACE, id};
use crate::support::grove::{GARDENER, seated};

async fn of(branch: &Branch, place: &str, on: &str) -> Checked {
    let reviewer = branch.t.as_(seated("committee_reviewer", "county"));
    let path = format!("/organizations/{}/findings{on}", id(place));
    let mut said = reviewer.get(path).send().await.expect(200).json();
    said["findings"] = said["items"].take();
    Checked(said)
}

async fn now(branch: &Branch) -> Checked {
    of(branch, PLACE, "").await
}

/// A secretary, and so many other full members without a duty.
async fn secretary_and(others: usize) -> Branch {
    let mut branch = Branch::of(0, 0).await;
    branch.enrol(json!({ "duties": ["secretary"] })).await;
    for _ in 0..others {
        branch.enrol(json!({})).await;
    }
    branch
}

#[actix_web::test]
async fn a_branch_of_its_own_has_three_full_members() {
    let mut branch = secretary_and(1).await;
    // Who is on probation does not make it three.
    branch.enrol(json!({ "status": "probationary", "full_on": null, "joined_on": "2026-03-01", "since": "2026-03-01" })).await;
    now(&branch).await.is("SET-3", "violated").tells("SET-3", "2人", "2");
    branch.enrol(json!({})).await;
    now(&branch).await.is("SET-3", "met");
}

#[actix_web::test]
async fn from_seven_full_members_on_there_is_a_committee() {
    let mut branch = secretary_and(5).await;
    now(&branch).await.is_silent_of("SET-COMM");
    branch.enrol(json!({})).await;
    now(&branch).await.is("SET-COMM", "violated").tells("SET-COMM", "1人", "1");
    branch.enrol(json!({ "duties": ["organization_commissioner"] })).await;
    now(&branch).await.is("SET-COMM", "violated");
    branch.enrol(json!({ "duties": ["discipline_commissioner"] })).await;
    now(&branch).await.is("SET-COMM", "met");
}

#[actix_web::test]
async fn a_committee_of_more_than_seven_is_worth_a_look() {
    let mut branch = secretary_and(2).await;
    for _ in 0..6 {
        branch.enrol(json!({ "duties": ["committee_member"] })).await;
    }
    now(&branch).await.is("SET-COMM-7", "met").is("SET-COMM", "met");
    branch.enrol(json!({ "duties": ["committee_member"] })).await;
    now(&branch).await.is("SET-COMM-7", "warning").is("SET-COMM", "met");
}

#[actix_web::test]
async fn a_roll_without_duties_or_without_anybody_is_not_known() {
    let mut branch = Branch::of(0, 0).await;
    let empty = now(&branch).await;
    empty.is("SET-3", "insufficient_data").is("SET-50", "insufficient_data");
    assert!(empty.says("SET-3").contains("请核对党员名册"), "{}", empty.says("SET-3"));
    for _ in 0..9 {
        branch.enrol(json!({})).await;
    }
    now(&branch).await.is("SET-3", "met").is("SET-COMM", "insufficient_data");
}

#[actix_web::test]
async fn fifty_are_a_branch_and_one_more_is_worth_a_look() {
    let mut branch = secretary_and(48).await;
    branch.enrol(json!({ "status": "probationary", "full_on": null, "joined_on": "2026-03-01", "since": "2026-03-01" })).await;
    now(&branch).await.is("SET-50", "met");
    branch.enrol(json!({})).await;
    now(&branch).await.is("SET-50", "warning").tells("SET-50", "51人", "51");
    // It is the branch's, once: its records can be clean.
    let study = json!({ "organization": id(PLACE), "kind": "collective_study", "held_on": super::HELD_ON, "study_minutes": 45, "study": { "topic": "党章" } });
    let said = branch.check(&study).await;
    assert!(said.findings().iter().all(|one| !one["rule"].as_str().unwrap_or_default().starts_with("SET-")), "{:#}", said.0["findings"]);
}

#[actix_web::test]
async fn a_meeting_is_never_told_how_its_branch_is_set_up() {
    let branch = secretary_and(8).await;
    now(&branch).await.is("SET-COMM", "violated");
    let said = branch.check(&branch.bare("branch_general_meeting")).await;
    for rule in ["SET-3", "SET-50", "SET-COMM", "SET-COMM-7", "PGM-LEAD", "PGM-DIV"] {
        said.is_silent_of(rule);
    }
}

#[actix_web::test]
async fn a_group_has_a_leader() {
    let mut branch = Branch::of(3, 0).await;
    let group = |duties: Value| json!({ "group": id("group_cousin"), "duties": duties });
    of(&branch, "group_cousin", "").await.is("PGM-LEAD", "insufficient_data");
    branch.enrol(group(json!([]))).await;
    of(&branch, "group_cousin", "").await.is("PGM-LEAD", "insufficient_data");
    // Somebody in it has a duty, so its roll knows them.
    branch.enrol(group(json!(["youth_commissioner"]))).await;
    of(&branch, "group_cousin", "").await.is("PGM-LEAD", "violated").tells("PGM-LEAD", "无组长", "nobody leads");
    branch.enrol(group(json!(["group_leader"]))).await;
    of(&branch, "group_cousin", "").await.is("PGM-LEAD", "met").tells("PGM-LEAD", "组长为党员6", "党员6 leads it");
}

#[actix_web::test]
async fn a_branch_with_many_or_scattered_members_is_divided() {
    let branch = Branch::standard().await;
    now(&branch).await.is_silent_of("PGM-DIV");
    branch.set_up(PLACE, json!({ "large_or_scattered": true })).await;
    branch.set_up("branch_after", json!({ "large_or_scattered": true })).await;
    now(&branch).await.is("PGM-DIV", "met");
    of(&branch, "branch_after", "").await.is("PGM-DIV", "violated");
}

#[actix_web::test]
async fn in_an_organ_a_general_branch_and_a_committee_are_held_against_everybody_below_them() {
    let mut branch = Branch::standard().await;
    let as_a = |kind: &str, sector: &str| json!({ "kind": kind, "sector": sector });
    branch.set_up("village", as_a("general_branch", "organ")).await;
    of(&branch, "village", "").await.is("SET-GB", "warning").tells("SET-GB", "人，应为50至100人", "it should be 50 to 100");
    for _ in 0..60 {
        branch.enrol(json!({})).await;
    }
    of(&branch, "village", "").await.is("SET-GB", "met");
    branch.set_up("village", as_a("organ_party_committee", "organ")).await;
    of(&branch, "village", "").await.is("SET-GB-100", "warning").tells("SET-GB-100", "人，应不少于100人", "at least 100").is_silent_of("SET-GB");
    branch.set_up("village", as_a("organ_party_committee", "school")).await;
    of(&branch, "village", "").await.is_silent_of("SET-GB-100");
}

#[actix_web::test]
async fn it_is_asked_of_a_day() {
    let mut branch = secretary_and(2).await;
    for _ in 0..4 {
        branch.enrol(json!({ "since": "2026-09-01" })).await;
    }
    of(&branch, PLACE, "?on=2026-08-31").await.is_silent_of("SET-COMM");
    of(&branch, PLACE, "?on=2026-09-01").await.is("SET-COMM", "violated");
    now(&branch).await.is("SET-COMM", "violated");
    // The rules of that day too: there were none yet.
    assert_eq!(of(&branch, PLACE, "?on=2018-10-27").await.findings().len(), 0);
    of(&branch, PLACE, "?on=2018-10-28").await.is("SET-3", "met");
}

#[actix_web::test]
async fn nothing_is_wanting_before_it_was_looked_after() {
    let branch = secretary_and(1).await;
    of(&branch, PLACE, "?on=2019-12-31").await.is_silent_of("SET-3");
    of(&branch, PLACE, "?on=2020-01-01").await.is("SET-3", "violated");
}

#[actix_web::test]
async fn a_temporary_branch_leaves_dues_and_elections_alone() {
    let branch = Branch::standard().await;
    let collected = |is_so: bool| super::with(&branch.party_day(), "/party_day/dues_collected", is_so);
    branch.check(&collected(true)).await.is_silent_of("SET-TEMP");
    branch.set_up(PLACE, json!({ "kind": "temporary_branch" })).await;
    branch.check(&collected(true)).await.is("SET-TEMP", "warning").tells("SET-TEMP", "收缴党费", "dues");
    // Of a record that says nothing of it there is nothing to say.
    branch.check(&collected(false)).await.is_silent_of("SET-TEMP");
    branch.check(&branch.lecture()).await.is_silent_of("SET-TEMP");
    let election =
        json!({ "subject": "election", "candidate": { "name": "李明" }, "approve": 12, "oppose": 0, "abstain": 4, "proxies": 0, "passed": true });
    let elected = super::with(&branch.meeting(), "/agenda/0/votes/0", election);
    branch.check(&elected).await.is("SET-TEMP", "warning").tells("SET-TEMP", "选举", "election");
}

#[actix_web::test]
async fn a_dissolved_branch_lacks_nothing() {
    let branch = Branch::of(0, 0).await;
    let gardener = branch.t.as_(GARDENER);
    let path = format!("/organizations/{}", id("branch_after"));
    let version = gardener.get(&path).send().await.expect(200).version();
    gardener.post(format!("{path}/dissolve")).if_match(version).json(&json!({ "on": "2026-11-10" })).send().await.expect(200);
    assert_eq!(of(&branch, "branch_after", "").await.alarms(), [""; 0]);
}
