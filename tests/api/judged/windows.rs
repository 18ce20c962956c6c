//! What was agreed comes due on its date: then it is done, carried on, or nothing is on record of it.

use serde_json::{Value, json};

use super::periods::said_of;
use super::records::on;
use super::{Branch, id, with};
use crate::support::entries::entry_at;

fn agreed(branch: &Branch, held: &str, due: &str, progress: Option<&str>) -> Value {
    let mut item = json!({ "text": "巡河", "owner": { "name": "李明" }, "due_on": due });
    if let Some(progress) = progress {
        item["progress"] = json!(progress);
    }
    with(&on(&branch.party_day(), held), "/party_day/follow_ups", json!([item]))
}

/// A meeting that takes up what a record left open at a place.
fn carrying(branch: &Branch, held: &str, path: &str, place: &str, progress: &str) -> Value {
    let carried = json!({ "session": path.trim_start_matches("/sessions/"), "entry": entry_at(place), "progress": progress });
    with(&on(&branch.committee_meeting(), held), "/agenda/0/carried", carried)
}

#[actix_web::test]
async fn what_fell_due_without_a_word_is_found_on_its_date_and_named() {
    let branch = Branch::standard().await;
    branch.hand_in(&agreed(&branch, "2026-09-20", "2026-10-30", None)).await;
    let said = said_of(&branch, "2026-10").await;
    said.is("TPD-POST", "violated").tells("TPD-POST", "“巡河”2026年10月30日到期，无办理情况", "was due on 30 October");
    // In the month in which it was agreed, nothing fell due.
    said_of(&branch, "2026-09").await.is_silent_of("TPD-POST");
}

#[actix_web::test]
async fn an_answer_is_done_or_carried_on() {
    let branch = Branch::standard().await;
    let place = "/party_day/follow_ups/0";
    for (month, progress) in [("2026-10", "done"), ("2026-09", "open"), ("2026-08", "dropped")] {
        let (held, due, taken_up) = (format!("{month}-01"), format!("{month}-20"), format!("{month}-18"));
        let path = branch.hand_in(&agreed(&branch, &held, &due, None)).await;
        said_of(&branch, month).await.is("TPD-POST", "violated");
        branch.hand_in(&carrying(&branch, &taken_up, &path, place, progress)).await;
        said_of(&branch, month).await.is("TPD-POST", "met");
    }
    branch.hand_in(&agreed(&branch, "2026-07-01", "2026-07-20", Some("done"))).await;
    said_of(&branch, "2026-07").await.is("TPD-POST", "met");
}

#[actix_web::test]
async fn an_item_is_due_when_its_day_is_over() {
    let branch = Branch::standard().await;
    branch.hand_in(&agreed(&branch, "2026-11-02", "2026-11-23", None)).await;
    said_of(&branch, "2026-11").await.is_silent_of("TPD-POST");
    branch.t.clock().advance(86_400);
    said_of(&branch, "2026-11").await.is("TPD-POST", "violated");
}

#[actix_web::test]
async fn an_amended_record_answers_for_itself() {
    let branch = Branch::standard().await;
    let path = branch.hand_in(&agreed(&branch, "2026-10-01", "2026-10-20", None)).await;
    said_of(&branch, "2026-10").await.is("TPD-POST", "violated");
    branch.secretary().post(format!("{path}/withdraw")).if_match(2).send().await.expect(200);
    branch.secretary().put(&path).if_match(3).json(&agreed(&branch, "2026-10-01", "2026-10-20", Some("done"))).send().await.expect(200);
    branch.secretary().post(format!("{path}/submit")).if_match(4).send().await.expect(200);
    said_of(&branch, "2026-10").await.is("TPD-POST", "met");
}

#[actix_web::test]
async fn measures_of_a_life_meeting_are_asked_after_in_their_year() {
    let branch = Branch::of(18, 0).await;
    let mut record = on(&branch.life(), "2025-11-20");
    record["life"]["measures"][0]["due_on"] = json!("2026-03-31");
    let path = branch.hand_in(&record).await;
    said_of(&branch, "2025").await.is_silent_of("OLM-POST");
    said_of(&branch, "2026").await.is("OLM-POST", "violated").tells("OLM-POST", "“每月学习一次”2026年3月31日到期", "was due on 31 March");
    branch.hand_in(&carrying(&branch, "2026-03-20", &path, "/life/measures/0", "done")).await;
    said_of(&branch, "2026").await.is("OLM-POST", "met");
}

#[actix_web::test]
async fn of_a_gathering_of_two_kinds_what_was_agreed_is_asked_after_all_the_same() {
    let branch = Branch::standard().await;
    let record = agreed(&branch, "2026-09-20", "2026-10-30", None);
    let both = with(&with(&record, "/kind", "branch_general_meeting"), "/also_kind", "theme_party_day");
    branch.hand_in(&both).await;
    said_of(&branch, "2026-10").await.is("TPD-POST", "violated");
}

#[actix_web::test]
async fn a_carried_item_is_one_that_this_organisation_left_open() {
    let branch = Branch::standard().await;
    let path = branch.hand_in(&agreed(&branch, "2026-11-02", "2026-12-20", None)).await;
    let place = "/party_day/follow_ups/0";
    let carried = |path: &str, place: &str| carrying(&branch, "2026-11-20", path, place, "done");
    branch.check(&carried(&path, place)).await.is_silent_of("CARRY-REF");
    // No such entry there.
    let wrong = branch.check(&carried(&path, "/party_day/follow_ups/1")).await;
    wrong.is("CARRY-REF", "warning").tells("CARRY-REF", "找不到", "carried item");
    // Of a day on which it was not agreed yet.
    let early = branch.check(&carrying(&branch, "2026-11-01", &path, place, "done")).await;
    early.is("CARRY-REF", "warning");
    // Another's.
    let neighbour = branch.t.as_(crate::support::grove::seated("branch_secretary", "branch_after"));
    let mut theirs = carried(&path, place);
    theirs["organization"] = json!(id("branch_after"));
    theirs["host"] = Value::Null;
    theirs["attendance"] = Value::Null;
    theirs["agenda"][0]["decisions"] = json!([]);
    let checked = super::check_by(&neighbour, &theirs).await;
    assert_eq!(checked.impossible(), ["/agenda/0/carried/session"], "it is not there for them");
}
