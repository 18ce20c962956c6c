//! The answer to an appeal: by somebody else than who gave the evaluation, once. When the evaluation falls, the record
//! waits for another.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, evaluations, fresh, handed_in, id, is, record, reviewer, secretary, seen, stands, state, told_so, waiting};
use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::diary::rows;

async fn answer(committee: &Client<'_>, evaluation: &str, text: &str, withdraw: bool) -> Reply {
    committee.post(format!("/evaluations/{evaluation}/answer")).json(&json!({ "answer": text, "withdraw": withdraw })).send().await
}

async fn appeal(t: &TestApp, evaluation: &str) {
    t.as_(secretary()).post(format!("/evaluations/{evaluation}/appeal")).json(&json!({ "reason": "请复核。" })).send().await.expect(200);
}

/// A record that the village decided on, and the appeal against that.
async fn contested(t: &TestApp, word: &str) -> (String, String) {
    let session = handed_in(t, json!({})).await;
    let evaluation = told_so(t, "village", &session, 2, word).await;
    appeal(t, &evaluation).await;
    (session, evaluation)
}

#[actix_web::test]
async fn an_answer_that_takes_the_evaluation_back_lets_the_record_wait_again() {
    let t = app().await;
    let township = t.as_(reviewer("township"));
    for (word, status) in [("accept", "accepted"), ("return", "returned")] {
        let (session, evaluation) = contested(&t, word).await;
        let (before, told_before) = (seen(&t, &session).await, evaluations(&t, &session).await[0].clone());
        assert_eq!(before["status"], status);
        t.clock().advance(7);
        let now = told_before["created_at"].clone();
        let told = answer(&township, &evaluation, "已复核，撤销。", true).await.expect(200).json();
        assert_ne!(told["answer"]["created_at"], now);
        let mut expected = told_before;
        expected["answer"] = json!({ "text": "已复核，撤销。", "by": reviewer("township"), "created_at": told["answer"]["created_at"] });
        expected["withdrawn"] = json!(true);
        assert_eq!((&told, evaluations(&t, &session).await), (&expected, vec![expected.clone()]));

        assert_eq!(stands(&t, &session).await, is("submitted", 4));
        assert!(waiting(&t.as_(reviewer("village")), "").await.contains(&session), "{word}: it waits again");
        let (after, rows) = (seen(&t, &session).await, rows(&t, &session).await);
        let row = rows.last().expect("a row");
        assert_eq!((&row["act"], &row["version"], &row["actor"]), (&json!("session.reopen"), &json!(4), &json!(reviewer("township"))));
        assert_eq!((&row["before"], &row["after"]), (&state(&before), &state(&after)));
        assert_eq!((&row["kind"], &row["day"]), (&json!("collective_study"), &json!(super::DAY)));
        assert_eq!((&after["record"], &after["submitted_at"]), (&before["record"], &before["submitted_at"]), "as it stood");
        told_so(&t, "village", &session, 4, "accept").await;
        assert_eq!(stands(&t, &session).await, is("accepted", 5));
    }
}

#[actix_web::test]
async fn an_answer_that_keeps_the_evaluation_leaves_the_record() {
    let t = app().await;
    for (word, status) in [("accept", "accepted"), ("return", "returned")] {
        let (session, evaluation) = contested(&t, word).await;
        t.clock().advance(3);
        let told = answer(&t.as_(reviewer("township")), &evaluation, "维持。", false).await.expect(200).json();
        let said = (&told["withdrawn"], &told["answer"]["text"], &told["answer"]["by"]);
        assert_eq!(said, (&json!(false), &json!("维持。"), &json!(reviewer("township"))));
        assert_eq!(stands(&t, &session).await, is(status, 3));
        assert_eq!(rows(&t, &session).await.len(), 3, "created, submitted, decided and nothing since");
    }
}

#[actix_web::test]
async fn the_trail_tells_an_answer() {
    let t = app().await;
    for withdraw in [true, false] {
        let (_, evaluation) = contested(&t, "return").await;
        answer(&t.as_(reviewer("county")), &evaluation, "已复核。", withdraw).await.expect(200);
        let found = rows(&t, &evaluation).await;
        let row = found.last().expect("a row");
        assert_eq!(found.len(), 2);
        assert_eq!((&row["act"], &row["subject_kind"], &row["version"]), (&json!("evaluation.answer"), &json!("evaluation"), &json!(2)));
        assert_eq!((&row["organization"], &row["actor"]), (&json!(id("branch")), &json!(reviewer("county"))));
        assert_eq!((&row["kind"], &row["day"]), (&json!("collective_study"), &json!(super::DAY)));
    }
}

#[actix_web::test]
async fn who_gave_the_evaluation_does_not_answer_for_it() {
    let t = app().await;
    let (session, evaluation) = contested(&t, "return").await;
    for withdraw in [true, false] {
        answer(&t.as_(reviewer("village")), &evaluation, "维持。", withdraw).await.refused(Fault::OwnRecord);
    }
    assert_eq!((stands(&t, &session).await, &evaluations(&t, &session).await[0]["answer"]), (is("returned", 3), &Value::Null));
    answer(&t.as_(reviewer("county")), &evaluation, "撤销。", true).await.expect(200);
}

#[actix_web::test]
async fn nothing_is_answered_that_nobody_appealed_against() {
    let t = app().await;
    let note = told_so(&t, "village", id("submitted"), 2, "note").await;
    for silent in [id("accepting"), id("returning"), &note] {
        for withdraw in [true, false] {
            answer(&t.as_(reviewer("township")), silent, "已复核。", withdraw).await.refused(Fault::WrongState);
        }
    }
    assert_eq!((stands(&t, id("accepted")).await, stands(&t, id("returned")).await), (is("accepted", 3), is("returned", 3)));
}

#[actix_web::test]
async fn an_appeal_is_answered_once_and_the_same_answer_again_does_no_harm() {
    let t = app().await;
    let (township, county) = (t.as_(reviewer("township")), t.as_(reviewer("county")));
    for withdraw in [true, false] {
        let (session, evaluation) = contested(&t, "return").await;
        let first = answer(&township, &evaluation, "已复核。", withdraw).await.expect(200).json();
        let (before, stood) = (t.trail_length().await, stands(&t, &session).await);
        t.clock().advance(60);
        assert_eq!(answer(&township, &evaluation, "已复核。", withdraw).await.expect(200).json(), first);
        answer(&township, &evaluation, "再次复核。", withdraw).await.refused(Fault::WrongState);
        answer(&township, &evaluation, "已复核。", !withdraw).await.refused(Fault::WrongState);
        answer(&county, &evaluation, "已复核。", withdraw).await.refused(Fault::WrongState);
        assert_eq!((t.trail_length().await, stands(&t, &session).await), (before, stood));
        assert_eq!(evaluations(&t, &session).await, [first]);
    }
}

#[actix_web::test]
async fn an_answer_has_words() {
    let t = app().await;
    let (session, evaluation) = contested(&t, "return").await;
    for blank in ["", " ", "\n　\t"] {
        let refused = answer(&t.as_(reviewer("township")), &evaluation, blank, true).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [("/answer".to_string(), FieldFault::ReasonRequired.code().to_string())]);
    }
    assert_eq!(stands(&t, &session).await, is("returned", 3));
    answer(&t.as_(reviewer("township")), &evaluation, &"长".repeat(2001), true).await.field("/answer", FieldFault::TooLong);
}

#[actix_web::test]
async fn a_committee_elsewhere_does_not_answer() {
    let t = app().await;
    for place in ["village_before", "old_village", "old_township"] {
        answer(&t.as_(reviewer(place)), id("appealed_return"), "已复核。", true).await.refused(Fault::NotFound);
    }
    answer(&t.as_(secretary()), id("appealed_return"), "已复核。", true).await.refused(Fault::Forbidden);
    answer(&t.as_(reviewer("township")), &fresh(), "已复核。", true).await.refused(Fault::NotFound);
}

#[actix_web::test]
async fn an_evaluation_no_longer_falls_once_the_record_has_moved_on() {
    let t = app().await;
    let (secretary, township) = (t.as_(secretary()), t.as_(reviewer("township")));
    // Handed in again, as it was.
    let (session, evaluation) = contested(&t, "return").await;
    secretary.post(format!("/sessions/{session}/submit")).if_match(3).send().await.expect(200);
    let before = t.trail_length().await;
    answer(&township, &evaluation, "撤销。", true).await.refused(Fault::WrongState);
    assert_eq!((stands(&t, &session).await, t.trail_length().await), (is("submitted", 4), before));
    assert_eq!(evaluations(&t, &session).await[0]["answer"], Value::Null, "what was refused is not kept");
    // And returned a second time: the second evaluation stands.
    let second = told_so(&t, "village", &session, 4, "return").await;
    answer(&township, &evaluation, "撤销。", true).await.refused(Fault::WrongState);
    assert_eq!(stands(&t, &session).await, is("returned", 5));
    // The appeal itself may still be answered.
    answer(&township, &evaluation, "维持。", false).await.expect(200);
    appeal(&t, &second).await;
    answer(&township, &second, "撤销。", true).await.expect(200);
    assert_eq!(stands(&t, &session).await, is("submitted", 6));
}

#[actix_web::test]
async fn what_is_half_mended_is_not_handed_in_by_an_answer() {
    let t = app().await;
    let (session, evaluation) = contested(&t, "return").await;
    let half = record("branch", json!({ "held_on": "2026-12-24", "minutes": "未写完" }));
    t.as_(secretary()).put(format!("/sessions/{session}")).if_match(3).json(&half).send().await.expect(200);
    answer(&t.as_(reviewer("township")), &evaluation, "撤销。", true).await.refused(Fault::WrongState);
    assert_eq!(stands(&t, &session).await, is("returned", 4));
}

#[actix_web::test]
async fn an_acceptance_no_longer_falls_once_an_amendment_was_accepted() {
    let t = app().await;
    let (session, evaluation) = contested(&t, "accept").await;
    let amended = record("branch", json!({ "minutes": "补充。", "amendment_reason": "漏记发言。" }));
    t.as_(secretary()).put(format!("/sessions/{session}")).if_match(3).json(&amended).send().await.expect(200);
    told_so(&t, "county", &session, 4, "accept").await;
    answer(&t.as_(reviewer("township")), &evaluation, "撤销。", true).await.refused(Fault::WrongState);
    assert_eq!(stands(&t, &session).await, is("accepted", 5));
}
