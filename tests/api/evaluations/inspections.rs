//! What auditors say: they take note of what they read, and decide nothing.

use sanhui::error::Fault;
use serde_json::json;

use super::{also, app, evaluations, fresh, hand_in, id, is, record, reviewer, say, secretary, seen, stands, told_so, verdict, waiting};
use crate::support::diary::rows;
use crate::support::grove::seated;

#[actix_web::test]
async fn an_auditor_takes_note_in_the_committees_name() {
    let t = app().await;
    for place in ["village", "township", "county"] {
        let body = verdict("note");
        let told = say(&t.as_(seated("committee_auditor", place)), id("accepted"), 3, &body).await.expect(201).json();
        assert_eq!((&told["inspection"], &told["organization"], &told["verdict"]), (&json!(true), &json!(id(place)), &json!("note")));
        let row = rows(&t, body["id"].as_str().expect("an id")).await.pop().expect("a row");
        assert_eq!((&row["act"], &row["actor"]), (&json!("evaluation.note"), &json!(seated("committee_auditor", place))));
    }
    assert_eq!((stands(&t, id("accepted")).await, evaluations(&t, id("accepted")).await.len()), (is("accepted", 3), 4));
}

#[actix_web::test]
async fn an_auditor_accepts_and_returns_nothing() {
    let t = app().await;
    for word in ["accept", "return"] {
        say(&t.as_(seated("committee_auditor", "township")), id("submitted"), 2, &verdict(word)).await.refused(Fault::Forbidden);
    }
    assert_eq!((stands(&t, id("submitted")).await, evaluations(&t, id("submitted")).await.len()), (is("submitted", 2), 0));
    say(&t.as_(seated("committee_auditor", "village_before")), id("submitted"), 2, &verdict("note")).await.refused(Fault::NotFound);
    say(&t.as_(secretary()), id("submitted"), 2, &verdict("note")).await.refused(Fault::Forbidden);
}

#[actix_web::test]
async fn an_auditors_note_takes_nothing_out_of_the_reviewers_queue() {
    let t = app().await;
    let session = id("submitted");
    say(&t.as_(seated("committee_auditor", "village")), session, 2, &verdict("note")).await.expect(201);
    assert_eq!(waiting(&t.as_(reviewer("village")), "").await, [session]);
    told_so(&t, "village", session, 2, "note").await;
    assert_eq!(waiting(&t.as_(reviewer("village")), "").await, [""; 0]);
}

#[actix_web::test]
async fn who_reviews_above_and_audits_nearer_by_speaks_for_the_committee_that_evaluates() {
    let t = app().await;
    also(&t, reviewer("township"), "committee_auditor", "village").await;
    let told = say(&t.as_(reviewer("township")), id("submitted"), 2, &verdict("note")).await.expect(201).json();
    assert_eq!((&told["inspection"], &told["organization"]), (&json!(false), &json!(id("township"))));
}

#[actix_web::test]
async fn nobody_takes_note_of_what_they_wrote_nor_of_their_committees_own() {
    let t = app().await;
    let auditor = seated("committee_auditor", "village");
    also(&t, auditor, "recorder", "branch").await;
    let session = fresh();
    hand_in(&t.as_(auditor), &session, &record("branch", json!({}))).await;
    say(&t.as_(auditor), &session, 2, &verdict("note")).await.refused(Fault::OwnRecord);
    let committees = fresh();
    hand_in(&t.as_(seated("recorder", "village")), &committees, &record("village", json!({}))).await;
    say(&t.as_(seated("committee_auditor", "village")), &committees, 2, &verdict("note")).await.refused(Fault::NotFound);
    assert_eq!(seen(&t, &session).await["status"], "submitted");
}
