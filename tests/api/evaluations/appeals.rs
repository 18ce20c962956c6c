//! The branch's appeal: against a decision, with a reason, once, within the days of the setting.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, evaluations, handed_in, id, is, reviewer, secretary, stands, told_so};
use crate::support::app::{NOW, TestApp};
use crate::support::client::{Client, Reply};
use crate::support::diary::rows;
use crate::support::grove::{Grove, seated};

const DAYS: i64 = 86_400;
const REASON: &str = "表决情况记录在第 3 项，请复核。";

async fn appeal(branch: &Client<'_>, evaluation: &str, reason: &str) -> Reply {
    branch.post(format!("/evaluations/{evaluation}/appeal")).json(&json!({ "reason": reason })).send().await
}

#[actix_web::test]
async fn an_appeal_stands_beside_the_evaluation_with_who_and_when() {
    let t = app().await;
    let before = evaluations(&t, id("returned")).await[0].clone();
    t.clock().advance(5);
    let told = appeal(&t.as_(secretary()), id("returning"), REASON).await.expect(200).json();
    let mut expected = before;
    expected["appeal"] = json!({ "text": REASON, "by": secretary(), "created_at": "2026-11-23T06:30:05Z" });
    assert_eq!(told, expected);
    assert_eq!(evaluations(&t, id("returned")).await, [expected]);
    assert_eq!(stands(&t, id("returned")).await, is("returned", 3), "an appeal alone changes no record");
}

#[actix_web::test]
async fn the_trail_tells_an_appeal() {
    let t = app().await;
    appeal(&t.as_(secretary()), id("returning"), REASON).await.expect(200);
    let found = rows(&t, id("returning")).await;
    assert_eq!(found.len(), 1);
    let row = &found[0];
    assert_eq!((&row["act"], &row["subject_kind"], &row["version"]), (&json!("evaluation.appeal"), &json!("evaluation"), &json!(2)));
    assert_eq!((&row["organization"], &row["actor"]), (&json!(id("branch")), &json!(secretary())));
    assert_eq!((&row["kind"], &row["day"], &row["created_at"]), (&json!("theme_party_day"), &json!("2026-11-18"), &json!(NOW)));
}

#[actix_web::test]
async fn an_acceptance_may_be_appealed_against_but_a_note_decides_nothing() {
    let t = app().await;
    appeal(&t.as_(secretary()), id("accepting"), REASON).await.expect(200);
    let note = told_so(&t, "village", id("submitted"), 2, "note").await;
    let before = t.trail_length().await;
    appeal(&t.as_(secretary()), &note, REASON).await.refused(Fault::WrongState);
    assert_eq!((t.trail_length().await, &evaluations(&t, id("submitted")).await[0]["appeal"]), (before, &Value::Null));
}

#[actix_web::test]
async fn a_branch_appeals_until_the_last_moment_of_the_fifteenth_day() {
    for (seconds, in_time) in [(15 * DAYS - 1, true), (15 * DAYS, true), (15 * DAYS + 1, false), (16 * DAYS, false)] {
        let t = app().await;
        t.clock().advance(seconds);
        let reply = appeal(&t.as_(secretary()), id("returning"), REASON).await;
        if in_time {
            reply.expect(200)
        } else {
            reply.refused(Fault::WrongState)
        };
        assert_eq!(evaluations(&t, id("returned")).await[0]["appeal"].is_null(), !in_time, "after {seconds} seconds");
    }
}

#[actix_web::test]
async fn how_many_days_there_are_is_a_setting() {
    for (days, seconds, in_time) in [(3, 3 * DAYS, true), (3, 3 * DAYS + 1, false), (30, 20 * DAYS, true), (0, 0, true), (0, 1, false)] {
        let t = TestApp::with(&Grove::plant().template, |config| config.appeal_days = days).await;
        t.clock().advance(seconds);
        let reply = appeal(&t.as_(secretary()), id("returning"), REASON).await;
        if in_time {
            reply.expect(200)
        } else {
            reply.refused(Fault::WrongState)
        };
    }
}

#[actix_web::test]
async fn the_days_are_counted_from_the_evaluation() {
    let t = app().await;
    t.clock().advance(10 * DAYS);
    let session = handed_in(&t, json!({ "held_on": "2026-12-01" })).await;
    let later = told_so(&t, "village", &session, 2, "return").await;
    t.clock().advance(10 * DAYS);
    appeal(&t.as_(secretary()), id("returning"), REASON).await.refused(Fault::WrongState);
    appeal(&t.as_(secretary()), &later, REASON).await.expect(200);
}

#[actix_web::test]
async fn a_branch_appeals_once_and_the_same_words_again_do_no_harm() {
    let t = app().await;
    let first = appeal(&t.as_(secretary()), id("returning"), REASON).await.expect(200).json();
    let before = t.trail_length().await;
    t.clock().advance(20 * DAYS);
    // However late: it was said in time.
    assert_eq!(appeal(&t.as_(secretary()), id("returning"), REASON).await.expect(200).json(), first);
    for other in ["另有理由。", "表决情况记录在第 3 项，请复核", ""] {
        appeal(&t.as_(secretary()), id("returning"), other).await.refused(Fault::WrongState);
    }
    assert_eq!((t.trail_length().await, evaluations(&t, id("returned")).await), (before, vec![first]));
}

#[actix_web::test]
async fn an_appeal_has_a_reason() {
    let t = app().await;
    for blank in ["", " ", "\n　\t"] {
        let refused = appeal(&t.as_(secretary()), id("returning"), blank).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [("/reason".to_string(), FieldFault::ReasonRequired.code().to_string())]);
    }
    assert_eq!(evaluations(&t, id("returned")).await[0]["appeal"], Value::Null);
    appeal(&t.as_(secretary()), id("returning"), &"长".repeat(2001)).await.field("/reason", FieldFault::TooLong);
}

#[actix_web::test]
async fn only_who_records_for_the_branch_appeals() {
    let t = app().await;
    for account in [reviewer("village"), seated("committee_auditor", "village"), seated("organization_administrator", "village")] {
        appeal(&t.as_(account), id("returning"), REASON).await.refused(Fault::Forbidden);
    }
    for account in [seated("branch_secretary", "branch_before"), seated("recorder", "village"), seated("group_leader", "group")] {
        appeal(&t.as_(account), id("returning"), REASON).await.refused(Fault::NotFound);
    }
    appeal(&t.as_(secretary()), &super::fresh(), REASON).await.refused(Fault::NotFound);
    let recorder = seated("recorder", "branch");
    let told = appeal(&t.as_(recorder), id("returning"), REASON).await.expect(200).json();
    assert_eq!(told["appeal"]["by"], json!(recorder));
}
