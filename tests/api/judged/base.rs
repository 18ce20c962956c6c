//! Who is due, who came, and what passes: the roll and the list decide, whatever was typed.

use serde_json::json;

use super::{Branch, with, without};

const VOTE: &str = "/agenda/0/votes/0";

#[actix_web::test]
async fn a_record_with_nothing_typed_that_the_roll_knows_has_no_alarm() {
    let branch = Branch::standard().await;
    let checked = branch.check(&branch.meeting()).await;
    assert_eq!(checked.alarms(), [""; 0]);
    checked.is("BGM-QUORUM", "met").is("BGM-PASS", "met").is("BGM-WHO", "met").is("BGM-HOST", "met").is("BGM-DISC", "met");
}

#[actix_web::test]
async fn half_of_those_with_a_vote_are_a_quorum_and_one_less_is_none() {
    let branch = Branch::standard().await;
    let of = |present: usize| {
        let record = with(&branch.meeting(), "/attendance", branch.came(0..present));
        with(&record, VOTE, json!({ "subject": "ordinary", "approve": present, "oppose": 0, "abstain": 0, "passed": false }))
    };
    branch.check(&of(8)).await.is("BGM-QUORUM", "met");
    branch.check(&of(7)).await.is("BGM-QUORUM", "violated");
}

#[actix_web::test]
async fn more_than_half_of_those_due_pass_an_item_whoever_came() {
    let branch = Branch::standard().await;
    let of = |approve: usize| {
        with(&branch.meeting(), VOTE, json!({ "subject": "ordinary", "approve": approve, "oppose": 0, "abstain": 0, "passed": true }))
    };
    branch.check(&of(9)).await.is("BGM-PASS", "met");
    branch.check(&of(8)).await.is("BGM-PASS", "violated");
}

#[actix_web::test]
async fn a_typed_base_that_is_not_the_rolls_is_judged_both_ways_and_stands_beside_it() {
    let branch = Branch::standard().await;
    let record = with(&branch.meeting(), "/attendance", branch.came(0..4));
    let typed = json!({ "subject": "ordinary", "voting_base": 6, "approve": 4, "oppose": 0, "abstain": 0, "passed": true });
    let checked = branch.check(&with(&record, VOTE, typed)).await;
    checked.is("BGM-QUORUM", "insufficient_data").is("BASE-ROLL", "warning").is("REC-FULL", "incomplete");
    assert!(checked.says("BASE-ROLL").contains("应到会有表决权的党员填6人，当天名册16人"), "{}", checked.says("BASE-ROLL"));
}

#[actix_web::test]
async fn with_a_reason_a_typed_base_still_contradicts_but_lacks_nothing() {
    let branch = Branch::standard().await;
    let vote = with(&branch.vote(), "/voting_base", 17);
    let record = with(&branch.meeting(), VOTE, with(&vote, "/voting_base_reason", "王五当天转入"));
    let checked = branch.check(&record).await;
    checked.is("BASE-ROLL", "warning").is_silent_of("REC-FULL").is("BGM-QUORUM", "met");
    assert!(checked.says("BASE-ROLL").contains("王五当天转入"));
}

#[actix_web::test]
async fn fewer_voters_than_attended_contradict_and_more_cannot_be() {
    let branch = Branch::standard().await;
    let of = |present: usize| {
        let record = with(&branch.meeting(), "/attendance", branch.came(0..12));
        with(&record, VOTE, json!({ "subject": "ordinary", "present_voters": present, "approve": 8, "oppose": 0, "abstain": 0, "passed": false }))
    };
    branch.check(&of(12)).await.is_silent_of("PRESENT-ROLL");
    branch.check(&of(10)).await.is("PRESENT-ROLL", "warning");
    assert_eq!(branch.check(&of(13)).await.impossible(), ["/agenda/0/votes/0/present_voters"]);
}

#[actix_web::test]
async fn those_on_probation_are_listed_and_have_no_vote() {
    let branch = Branch::standard().await;
    let record = with(&branch.meeting(), "/attendance", branch.came((0..7).chain(16..18)));
    let record = with(&record, VOTE, json!({ "subject": "ordinary", "approve": 7, "oppose": 0, "abstain": 0, "passed": false }));
    branch.check(&record).await.is("BGM-QUORUM", "violated").is("BGM-WHO", "met");
}

#[actix_web::test]
async fn without_a_list_nobody_knows_who_came() {
    let branch = Branch::standard().await;
    let checked = branch.check(&without(&branch.meeting(), "/attendance")).await;
    checked.is("BGM-QUORUM", "insufficient_data").is("BGM-WHO", "insufficient_data").is("REC-FULL", "incomplete");
}

#[actix_web::test]
async fn who_is_not_listed_is_named() {
    let branch = Branch::standard().await;
    let mut record = branch.meeting();
    record["attendance"]["people"].as_array_mut().expect("people").truncate(16);
    let checked = branch.check(&record).await;
    checked.is("BGM-WHO", "violated");
    assert!(checked.says("BGM-WHO").contains("未列入：党员17、党员18"), "{}", checked.says("BGM-WHO"));
}

#[actix_web::test]
async fn a_branch_without_a_roll_is_not_judged_by_it() {
    let branch = Branch::of(0, 0).await;
    let record = json!({
        "organization": super::id(super::PLACE), "kind": "branch_general_meeting", "held_on": super::HELD_ON, "attendance": { "people": [] },
        "minutes": "议事", "host": { "person": { "name": "张伟" } }, "agenda": [{ "title": "议事", "votes": [branch.vote()] }],
    });
    let checked = branch.check(&record).await;
    checked.is("BGM-WHO", "insufficient_data").is("BGM-QUORUM", "insufficient_data").is("BGM-HOST", "insufficient_data");
}
