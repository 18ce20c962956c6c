//! What an item stands on: the committee's meeting before it, and what an earlier session left open.

use serde_json::{Value, json};

use super::records::on;
use super::votes::{ON_MEMBERSHIP, VOTE};
use super::{Branch, Checked, PLACE, check_by, hand_in_by, id, with, without};
use crate::support::client::Client;
use crate::support::entries::entry_at;
use crate::support::grove::{GARDENER, seated};

const PRIOR: &str = "/agenda/0/prior_committee_session";

fn session(path: &str) -> &str {
    path.trim_start_matches("/sessions/")
}

fn important(branch: &Branch) -> Value {
    with(&branch.meeting(), "/agenda/0/important", true)
}

/// Something that the branch held and handed in.
async fn held(branch: &Branch, kind: &str, day: &str) -> String {
    branch.hand_in(&json!({ "organization": id(PLACE), "kind": kind, "held_on": day, "late_reason": "补录" })).await
}

#[actix_web::test]
async fn an_important_item_names_the_committees_meeting_before_it() {
    let branch = Branch::standard().await;
    for day in ["2026-11-10", "2026-11-20"] {
        let before = held(&branch, "branch_committee_meeting", day).await;
        let checked = branch.check(&with(&important(&branch), PRIOR, session(&before))).await;
        checked.is("BGM-PRE", "met").is_silent_of("PRIOR-REF").is_silent_of("REC-FULL");
        assert!(checked.says("BGM-PRE").contains("支部委员会2026年11月"), "{}", checked.says("BGM-PRE"));
    }
}

#[actix_web::test]
async fn another_session_is_no_committees_meeting_before_it() {
    let branch = Branch::standard().await;
    let lecture = held(&branch, "party_lecture", "2026-11-03").await;
    let after = held(&branch, "branch_committee_meeting", "2026-11-21").await;
    let draft = format!("/sessions/{}", uuid::Uuid::now_v7());
    let body = json!({ "organization": id(PLACE), "kind": "branch_committee_meeting", "held_on": "2026-11-10" });
    branch.secretary().put(&draft).creating().json(&body).send().await.expect(201);
    for (path, day) in [(&lecture, "11月3日"), (&after, "11月21日"), (&draft, "11月10日")] {
        let checked = branch.check(&with(&important(&branch), PRIOR, session(path))).await;
        checked.is("PRIOR-REF", "warning").is("BGM-PRE", "insufficient_data");
        let said = checked.says("PRIOR-REF");
        assert!(said.contains(day) && said.contains("不是本支部会前的支部委员会会议"), "{said}");
        assert_eq!(checked.pointers("PRIOR-REF"), [PRIOR]);
    }
}

#[actix_web::test]
async fn a_groups_meeting_is_none_of_the_branchs_committee() {
    let branch = Branch::standard().await;
    let path = format!("/sessions/{}", uuid::Uuid::now_v7());
    let body = json!({ "organization": id("group_cousin"), "kind": "party_group_meeting", "held_on": "2026-11-18" });
    let leader = branch.t.as_(seated("group_leader", "group_cousin"));
    leader.put(&path).creating().json(&body).send().await.expect(201);
    leader.post(format!("{path}/submit")).if_match(1).send().await.expect(200);
    branch.check(&with(&important(&branch), PRIOR, session(&path))).await.is("PRIOR-REF", "warning").is("BGM-PRE", "insufficient_data");
}

#[actix_web::test]
async fn a_session_that_there_is_not_or_not_for_us_cannot_be_named() {
    let branch = Branch::standard().await;
    let theirs = format!("/sessions/{}", uuid::Uuid::now_v7());
    let body = json!({ "organization": id("branch_after"), "kind": "branch_committee_meeting", "held_on": "2026-11-18" });
    branch.t.as_(seated("branch_secretary", "branch_after")).put(&theirs).creating().json(&body).send().await.expect(201);
    for unknown in [uuid::Uuid::now_v7().to_string(), session(&theirs).to_string()] {
        let checked = branch.check(&with(&important(&branch), PRIOR, unknown)).await;
        assert_eq!(checked.impossible(), [PRIOR]);
    }
}

#[actix_web::test]
async fn what_is_always_important_needs_no_mark() {
    let branch = Branch::standard().await;
    for subject in ON_MEMBERSHIP.into_iter().chain(["election"]) {
        let checked = branch.check(&branch.voting(subject, 16, 16)).await;
        checked.is("BGM-PRE", "insufficient_data").is("REC-FULL", "incomplete");
        assert_eq!(checked.pointers("REC-FULL"), [PRIOR], "{subject}");
        assert!(checked.says("BGM-PRE").contains("未写明由哪次会议讨论"), "{}", checked.says("BGM-PRE"));
    }
    branch.check(&branch.meeting()).await.is_silent_of("BGM-PRE").is_silent_of("REC-FULL");
}

#[actix_web::test]
async fn that_the_committee_did_not_discuss_it_is_said_and_warned_of() {
    let branch = Branch::standard().await;
    let checked = branch.check(&with(&important(&branch), "/agenda/0/committee_discussed", false)).await;
    checked.is("BGM-PRE", "warning").is_silent_of("REC-FULL");
    assert!(checked.says("BGM-PRE").contains("会前未经支部委员会讨论"), "{}", checked.says("BGM-PRE"));
}

#[actix_web::test]
async fn a_branch_without_a_committee_is_not_asked() {
    let mut branch = Branch::of(0, 0).await;
    branch.enrol(json!({ "duties": ["secretary"] })).await;
    for _ in 0..4 {
        branch.enrol(json!({})).await;
    }
    let record = with(&branch.voting("admission", 5, 5), "/agenda/0/important", true);
    branch.check(&record).await.is_silent_of("BGM-PRE").is_silent_of("REC-FULL");
}

fn carrying(branch: &Branch, of: &str, place: &str, progress: &str) -> Value {
    let carried = json!({ "session": session(of), "entry": entry_at(place), "progress": progress });
    with(&branch.meeting(), "/agenda", json!([{ "title": "落实情况", "carried": carried }]))
}

/// A members' meeting of before that agreed on something.
async fn agreed(branch: &Branch) -> String {
    let agenda = json!([{ "title": "护河", "decisions": [{ "text": "巡河" }] }]);
    let record =
        json!({ "organization": id(PLACE), "kind": "branch_general_meeting", "held_on": "2026-11-05", "late_reason": "补录", "agenda": agenda });
    branch.hand_in(&record).await
}

#[actix_web::test]
async fn what_is_carried_on_was_agreed_before() {
    let branch = Branch::standard().await;
    let before = agreed(&branch).await;
    branch.check(&carrying(&branch, &before, "/agenda/0/decisions/0", "done")).await.is_silent_of("CARRY-REF");
    let that_day = with(&carrying(&branch, &before, "/agenda/0/decisions/0", "done"), "/held_on", "2026-11-05");
    branch.check(&that_day).await.is_silent_of("CARRY-REF");
    let other = branch.check(&carrying(&branch, &before, "/agenda/0/decisions/7", "done")).await;
    other.is("CARRY-REF", "warning");
    assert!(other.says("CARRY-REF").contains("在本组织的记录中找不到"), "{}", other.says("CARRY-REF"));
    assert_eq!(other.pointers("CARRY-REF"), ["/agenda/0/carried"]);
    let lecture = held(&branch, "party_lecture", "2026-11-03").await;
    branch.check(&carrying(&branch, &lecture, "/agenda/0/decisions/0", "done")).await.is("CARRY-REF", "warning");
    let nowhere = carrying(&branch, &uuid::Uuid::now_v7().to_string(), "/agenda/0/decisions/0", "done");
    assert_eq!(branch.check(&nowhere).await.impossible(), ["/agenda/0/carried/session"]);
}

#[actix_web::test]
async fn what_was_closed_may_be_taken_up_again() {
    let branch = Branch::standard().await;
    let before = agreed(&branch).await;
    let closing = with(&with(&carrying(&branch, &before, "/agenda/0/decisions/0", "done"), "/held_on", "2026-11-10"), "/late_reason", "补录");
    branch.hand_in(&closing).await;
    branch.check(&carrying(&branch, &before, "/agenda/0/decisions/0", "open")).await.is_silent_of("CARRY-REF");
}

#[actix_web::test]
async fn nothing_is_carried_from_a_later_day() {
    let branch = Branch::standard().await;
    let before = agreed(&branch).await;
    let early = with(&carrying(&branch, &before, "/agenda/0/decisions/0", "done"), "/held_on", "2026-11-04");
    branch.check(&early).await.is("CARRY-REF", "warning");
}

#[actix_web::test]
async fn an_ordinary_vote_is_important_only_where_it_is_marked() {
    let branch = Branch::standard().await;
    let checked = branch.check(&important(&branch)).await;
    checked.is("BGM-PRE", "insufficient_data");
    assert_eq!(checked.pointers("REC-FULL"), [PRIOR]);
    branch.check(&with(&branch.meeting(), "/agenda/0/important", false)).await.is_silent_of("BGM-PRE");
    // What is not said to be voted on may be an admission, and is asked with the subject.
    let unsaid = branch.check(&without(&branch.meeting(), &format!("{VOTE}/subject"))).await;
    assert!(unsaid.pointers("REC-FULL").contains(&"/agenda/0/votes/0/subject"));
}

#[actix_web::test]
async fn the_committee_of_a_branch_that_was_merged_into_this_one_discussed_it_before() {
    let branch = Branch::standard().await;
    let there = id("branch_after");
    branch.set_up("branch_after", json!({ "has_committee": true })).await;
    let before = held(&branch, "branch_committee_meeting", "2026-11-17").await;
    let lecture = held(&branch, "party_lecture", "2026-11-17").await;
    let gardener = branch.t.as_(GARDENER);
    let path = format!("/organizations/{}", id(PLACE));
    let version = gardener.get(&path).send().await.expect(200).version();
    gardener.post(format!("{path}/merge")).if_match(version).json(&json!({ "into": there, "on": "2026-11-19" })).send().await.expect(200);
    let after = branch.t.as_(seated("branch_secretary", "branch_after"));
    let meeting = async |caller: &Client<'_>, day: &str, prior: &str| {
        check_by(caller, &on(&with(&with(&important(&branch), "/organization", there), PRIOR, session(prior)), day)).await
    };
    // Its secretary need not see the old record to name it.
    for day in ["2026-11-19", "2026-11-20"] {
        let checked = meeting(&after, day, &before).await;
        assert_eq!(checked.impossible(), [""; 0], "{day}");
        checked.is("BGM-PRE", "met").is_silent_of("PRIOR-REF");
    }
    meeting(&after, "2026-11-20", &lecture).await.is("PRIOR-REF", "warning").is("BGM-PRE", "insufficient_data");
    // Before the merge it was another branch's, which this one's secretary does not see.
    assert_eq!(meeting(&after, "2026-11-18", &before).await.impossible(), [PRIOR]);
    // Such a session may have settled a Party day, too.
    let settled = with(&with(&branch.party_day(), "/organization", there), "/party_day/planned_in", session(&before));
    let settled = without(&without(&settled, "/party_day/planned_on"), "/party_day/planned_by");
    check_by(&after, &settled).await.is("TPD-PRE", "met").tells("TPD-PRE", "2026年11月17日", "17 November");
}

#[actix_web::test]
async fn whoever_writes_for_two_branches_lends_neither_the_others_committee() {
    let branch = Branch::standard().await;
    let path = format!("/organizations/{}/grants/{}", id("branch_after"), uuid::Uuid::now_v7());
    let grant = json!({ "account": branch.caller, "role": "branch_secretary", "valid_from": "2026-11-01" });
    branch.t.as_(GARDENER).put(path).creating().json(&grant).send().await.expect(201);
    let theirs = json!({ "organization": id("branch_after"), "kind": "branch_committee_meeting", "held_on": "2026-11-18" });
    let before = hand_in_by(&branch.secretary(), &theirs).await;
    let checked = branch.check(&with(&important(&branch), PRIOR, session(&before))).await;
    assert_eq!(checked.is("PRIOR-REF", "warning").is("BGM-PRE", "insufficient_data").impossible(), [""; 0]);
}

#[actix_web::test]
async fn a_gathering_does_not_come_before_itself() {
    let branch = Branch::standard().await;
    let path = format!("/sessions/{}", uuid::Uuid::now_v7());
    let itself = with(&with(&important(&branch), "/also_kind", "branch_committee_meeting"), PRIOR, session(&path));
    let carried = json!({ "session": session(&path), "entry": entry_at("/agenda/0/decisions/0"), "progress": "done" });
    let itself = with(&with(&itself, "/agenda/0/decisions", json!([{ "text": "巡河" }])), "/agenda/0/carried", carried);
    let secretary = branch.secretary();
    secretary.put(&path).creating().json(&itself).send().await.expect(201);
    secretary.post(format!("{path}/submit")).if_match(1).send().await.expect(200);
    let first = Checked(json!({ "findings": secretary.get(format!("{path}/findings")).send().await.expect(200).json()["items"] }));
    first.is("PRIOR-REF", "warning").is("BGM-PRE", "insufficient_data").is("CARRY-REF", "warning");
    // Handed in, it is there to be found, and still proves nothing of itself.
    let again = secretary.post(format!("/sessions/check?session={}", session(&path))).json(&itself).send().await.expect(200).json();
    assert_eq!(again["findings"], first.0["findings"]);
}
