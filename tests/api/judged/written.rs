//! Written opinions: an absent voter's, that came before the meeting, once. What else is listed is not counted, and said.

use serde_json::{Value, json};

use super::votes::{ON_MEMBERSHIP, QUORUM_AND_PASS, VOTE};
use super::{Branch, with};

/// Who wrote, by the place in the branch, what and when; here in the days before.
fn from(branch: &Branch, place: usize) -> Value {
    json!({ "person": { "member": branch.people[place] }, "opinion": "approve", "received_on": "2026-11-19" })
}

/// Twelve came and eight were in favour: one written approval decides.
fn admission(branch: &Branch, written: &[Value]) -> Value {
    with(&branch.voting("admission", 12, 8), &format!("{VOTE}/written"), written)
}

#[actix_web::test]
async fn an_absent_voters_opinion_from_before_decides() {
    let branch = Branch::standard().await;
    branch.check(&admission(&branch, &[])).await.is("ADM-PASS", "violated").is_silent_of("ADM-WRIT");
    let checked = branch.check(&admission(&branch, &[from(&branch, 13)])).await;
    checked.is("ADM-PASS", "met").is("ADM-WRIT", "met").is_silent_of("WRITE-ROLL");
    // Two are as well in order as one.
    branch.check(&admission(&branch, &[from(&branch, 13), from(&branch, 14)])).await.is("ADM-PASS", "met").is("ADM-WRIT", "met");
}

#[actix_web::test]
async fn an_opinion_against_is_no_vote_in_favour() {
    let branch = Branch::standard().await;
    for opinion in ["oppose", "abstain"] {
        let checked = branch.check(&admission(&branch, &[with(&from(&branch, 13), "/opinion", opinion)])).await;
        checked.is("ADM-PASS", "violated").is("ADM-WRIT", "met");
    }
}

#[actix_web::test]
async fn whose_opinion_does_not_count_is_named_with_the_reason() {
    let mut branch = Branch::of(15, 2).await;
    let suspended = branch.enrol(json!({ "flags": ["rights_suspended"] })).await;
    let disciplined = branch.enrol(json!({ "flags": ["on_probation_within_party"] })).await;
    let last = branch.enrol(json!({})).await;
    let cases = [
        (from(&branch, 15), "预备党员"),
        (from(&branch, 0), "已到会"),
        (from(&branch, suspended), "中止权利"),
        (from(&branch, disciplined), "当日没有表决权"),
        (with(&from(&branch, last), "/received_on", "2026-11-21"), "会后收到"),
        (json!({ "person": { "name": "无此人" }, "opinion": "approve", "received_on": "2026-11-19" }), "不在当天名册上"),
    ];
    for (written, reason) in cases {
        let checked = branch.check(&admission(&branch, &[written])).await;
        checked.is("ADM-PASS", "violated").is("WRITE-ROLL", "warning");
        assert!(
            checked.says("WRITE-ROLL").contains("的书面意见不计入") && checked.says("WRITE-ROLL").contains(reason),
            "{}",
            checked.says("WRITE-ROLL")
        );
        assert_eq!(checked.pointers("WRITE-ROLL"), ["/agenda/0/votes/0/written/0"]);
    }
}

#[actix_web::test]
async fn one_that_does_not_count_takes_nothing_from_those_that_do() {
    let branch = Branch::standard().await;
    let checked = branch.check(&admission(&branch, &[from(&branch, 0), from(&branch, 13)])).await;
    checked.is("ADM-PASS", "met").is("ADM-WRIT", "violated").is("WRITE-ROLL", "warning");
    assert_eq!(
        (checked.one("ADM-WRIT")["numbers"]["written"].as_i64(), checked.one("ADM-WRIT")["numbers"]["written_in_order"].as_i64()),
        (Some(2), Some(1))
    );
}

#[actix_web::test]
async fn nobody_counts_twice_by_whatever_name() {
    let branch = Branch::standard().await;
    let by_name = json!({ "person": { "name": "党员14" }, "opinion": "approve", "received_on": "2026-11-18" });
    let seven = |written: &[Value]| with(&branch.voting("admission", 12, 7), &format!("{VOTE}/written"), written);
    branch.check(&seven(&[from(&branch, 13), from(&branch, 14)])).await.is("ADM-PASS", "met");
    for twice in [[from(&branch, 13), from(&branch, 13)], [from(&branch, 13), by_name.clone()], [by_name.clone(), from(&branch, 13)]] {
        let checked = branch.check(&seven(&twice)).await;
        checked.is("ADM-PASS", "violated").is("WRITE-ROLL", "warning");
        assert!(checked.says("WRITE-ROLL").contains("重复"), "{}", checked.says("WRITE-ROLL"));
    }
}

#[actix_web::test]
async fn of_two_from_one_person_the_order_of_the_list_decides_nothing() {
    let branch = Branch::standard().await;
    let (late, early) = (with(&from(&branch, 13), "/received_on", "2026-11-21"), from(&branch, 13));
    for both in [[late.clone(), early.clone()], [early.clone(), late.clone()]] {
        branch.check(&admission(&branch, &both)).await.is("ADM-PASS", "met").is("WRITE-ROLL", "warning");
    }
    // In favour and then against: which of the two holds is not known.
    let against = with(&from(&branch, 13), "/opinion", "oppose");
    for both in [[early.clone(), against.clone()], [against, early]] {
        branch.check(&admission(&branch, &both)).await.is("ADM-PASS", "insufficient_data");
    }
    // Neither of them in favour.
    let neither = ["oppose", "abstain"].map(|opinion| with(&from(&branch, 13), "/opinion", opinion));
    branch.check(&admission(&branch, &neither)).await.is("ADM-PASS", "violated");
    // One that came before the meeting beside the same of which nobody knows: it counts.
    let (clear, unclear) = (from(&branch, 13), with(&from(&branch, 13), "/received_on", "2026-11-20"));
    for both in [[clear.clone(), unclear.clone()], [unclear, clear]] {
        branch.check(&admission(&branch, &both)).await.is("ADM-PASS", "met").is("WRITE-ROLL", "warning");
    }
}

#[actix_web::test]
async fn on_the_day_itself_it_must_be_said_that_it_came_before() {
    let branch = Branch::standard().await;
    let that_day = with(&from(&branch, 13), "/received_on", "2026-11-20");
    let begun = |record: &Value| with(record, "/starts_at", "2026-11-20T15:00:00+08:00");
    let of = |written: Value| admission(&branch, &[written]);
    let unsaid = branch.check(&begun(&of(that_day.clone()))).await;
    unsaid.is("ADM-PASS", "insufficient_data").is_silent_of("WRITE-ROLL");
    let cases = [
        (with(&that_day, "/before_meeting", true), "met", ""),
        (with(&that_day, "/before_meeting", false), "violated", "warning"),
        (with(&that_day, "/received_at", "2026-11-20T14:59:00+08:00"), "met", ""),
        (with(&that_day, "/received_at", "2026-11-20T15:00:00+08:00"), "violated", "warning"),
    ];
    for (written, outcome, warned) in cases {
        let checked = branch.check(&begun(&of(written))).await;
        checked.is("ADM-PASS", outcome);
        assert_eq!(checked.of("WRITE-ROLL").concat(), warned);
    }
    // A time says nothing beside a meeting of which the beginning is not told.
    let timed = with(&that_day, "/received_at", "2026-11-20T14:59:00+08:00");
    branch.check(&of(timed)).await.is("ADM-PASS", "insufficient_data");
}

#[actix_web::test]
async fn an_unclear_opinion_is_asked_only_where_it_decides() {
    let branch = Branch::standard().await;
    let that_day = with(&from(&branch, 13), "/received_on", "2026-11-20");
    for (approve, outcome) in [(7, "violated"), (8, "insufficient_data"), (9, "met")] {
        let record = with(&branch.voting("admission", 12, approve), &format!("{VOTE}/written"), json!([that_day]));
        branch.check(&record).await.is("ADM-PASS", outcome);
    }
}

#[actix_web::test]
async fn a_name_that_two_have_is_nobodys_opinion_for_sure() {
    let mut branch = Branch::of(16, 0).await;
    for _ in 0..2 {
        branch.enrol(json!({ "name": "王秀英" })).await;
    }
    let written = json!([{ "person": { "name": "王秀英" }, "opinion": "approve", "received_on": "2026-11-19" }]);
    // Ten are needed of eighteen.
    let record = with(&branch.voting("admission", 12, 9), &format!("{VOTE}/written"), written);
    branch.check(&record).await.is("ADM-PASS", "insufficient_data").is_silent_of("WRITE-ROLL");
}

#[actix_web::test]
async fn they_count_in_every_vote_on_membership_and_in_no_other() {
    let branch = Branch::standard().await;
    for (subject, _, pass) in QUORUM_AND_PASS {
        let record = with(&branch.voting(subject, 16, 8), "/attendance", branch.came(0..13));
        let record = with(&record, &format!("{VOTE}/written"), json!([from(&branch, 14)]));
        let expected = match subject {
            "election" => "insufficient_data",
            subject if ON_MEMBERSHIP.contains(&subject) => "met",
            _ => "violated",
        };
        let checked = branch.check(&record).await;
        checked.is(pass, expected);
        assert_eq!(checked.of("ADM-WRIT").is_empty(), !ON_MEMBERSHIP.contains(&subject), "{subject}");
    }
}

#[actix_web::test]
async fn they_make_no_quorum() {
    let branch = Branch::standard().await;
    let written: Vec<Value> = (8..16).map(|place| from(&branch, place)).collect();
    let record = with(&branch.voting("admission", 8, 8), &format!("{VOTE}/written"), written);
    branch.check(&record).await.is("ADM-QUORUM", "violated").is("ADM-PASS", "met");
}
