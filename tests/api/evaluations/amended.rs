//! What committees say of an amendment: it is judged while the accepted record stays in force, with its own evaluation.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, evaluations, fresh, hand_in, handed_in, id, is, record, reviewer, say, secretary, seen, stands, told_so, verdict, waiting};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, seated};

/// What a record of the branch is to become.
fn changed(minutes: &str) -> Value {
    record("branch", json!({ "minutes": minutes, "amendment_reason": "漏记发言。" }))
}

async fn amend(t: &TestApp, session: &str, version: i32, minutes: &str) -> i32 {
    t.as_(secretary()).put(format!("/sessions/{session}")).if_match(version).json(&changed(minutes)).send().await.expect(200).version()
}

/// A record that the village accepted, and what it is to become, waiting at version 4.
async fn amended(t: &TestApp) -> String {
    let session = handed_in(t, json!({})).await;
    told_so(t, "village", &session, 2, "accept").await;
    amend(t, &session, 3, "补充。").await;
    session
}

async fn amendment_waits(caller: &Client<'_>) -> Vec<String> {
    let page = caller.get("/reviews?limit=100&waits=amendment").send().await.expect(200).json();
    page["items"].as_array().into_iter().flatten().filter_map(|one| one["id"].as_str().map(str::to_string)).collect()
}

async fn appealed(t: &TestApp, evaluation: &str) {
    t.as_(secretary()).post(format!("/evaluations/{evaluation}/appeal")).json(&json!({ "reason": "请复核。" })).send().await.expect(200);
}

async fn answered(t: &TestApp, evaluation: &str, withdraw: bool) -> u16 {
    let body = json!({ "answer": "已复核。", "withdraw": withdraw });
    t.as_(reviewer("township")).post(format!("/evaluations/{evaluation}/answer")).json(&body).send().await.status
}

#[actix_web::test]
async fn an_evaluation_of_an_amendment_says_so_and_whose_text_it_read() {
    let t = app().await;
    for (word, status) in [("note", "submitted"), ("return", "returned"), ("accept", "")] {
        let session = amended(&t).await;
        let told = say(&t.as_(reviewer("village")), &session, 4, &verdict(word)).await.expect(201).json();
        assert_eq!((&told["amendment"], &told["document_version"], &told["version"]), (&json!(true), &json!(4), &json!(4)), "{word}");
        let now = seen(&t, &session).await;
        assert_eq!((now["status"].as_str(), now["amendment"]["status"].as_str().unwrap_or_default()), (Some("accepted"), status), "{word}");
        // The evaluation of the record in force stands beside it.
        let all = evaluations(&t, &session).await;
        let of_record: Vec<&Value> = all.iter().filter(|one| one["amendment"] == false).collect();
        assert_eq!((all.len(), of_record.len(), &of_record[0]["document_version"]), (2, 1, &json!(1)));
    }
}

#[actix_web::test]
async fn an_amendment_is_decided_on_once_and_noted_by_whoever_likes() {
    let t = app().await;
    let session = amended(&t).await;
    told_so(&t, "village", &session, 4, "return").await;
    for word in ["accept", "return"] {
        say(&t.as_(reviewer("township")), &session, 5, &verdict(word)).await.refused(Fault::WrongState);
    }
    // What is said now is said of the record in force.
    let note = say(&t.as_(reviewer("township")), &session, 5, &verdict("note")).await.expect(201).json();
    assert_eq!((&note["amendment"], &note["document_version"]), (&json!(false), &json!(1)));
}

#[actix_web::test]
async fn an_evaluation_of_an_amendment_names_the_version_that_was_read() {
    let t = app().await;
    let session = amended(&t).await;
    amend(&t, &session, 4, "再补充。").await;
    for (word, stale) in [("accept", 3), ("accept", 4), ("return", 4), ("note", 4)] {
        say(&t.as_(reviewer("village")), &session, stale, &verdict(word)).await.refused(Fault::StaleVersion);
    }
    told_so(&t, "village", &session, 5, "accept").await;
    assert_eq!(seen(&t, &session).await["record"]["minutes"], "再补充。");
}

#[actix_web::test]
async fn the_reasons_of_a_return_are_looked_up_in_the_amendment() {
    let t = app().await;
    let session = handed_in(&t, json!({ "kind": "party_lecture" })).await;
    told_so(&t, "village", &session, 2, "accept").await;
    let other = record("branch", json!({ "kind": "party_lecture", "host": { "person": { "name": "王秀英" } }, "amendment_reason": "漏记主持人。" }));
    t.as_(secretary()).put(format!("/sessions/{session}")).if_match(3).json(&other).send().await.expect(200);
    let mut body = verdict("return");
    body["reasons"] = json!([{ "pointer": "/host/person", "text": "请写明职务。" }]);
    say(&t.as_(reviewer("village")), &session, 4, &body).await.expect(201);
}

#[actix_web::test]
async fn the_same_words_again_are_answered_as_before() {
    let t = app().await;
    for word in ["note", "return", "accept"] {
        let (session, body) = (amended(&t).await, verdict(word));
        let first = say(&t.as_(reviewer("village")), &session, 4, &body).await.expect(201).json();
        let (before, stood) = (t.trail_length().await, seen(&t, &session).await);
        assert_eq!(say(&t.as_(reviewer("village")), &session, 4, &body).await.expect(200).json(), first);
        assert_eq!((t.trail_length().await, seen(&t, &session).await), (before, stood), "{word}");
    }
}

#[actix_web::test]
async fn an_amendment_waits_until_it_is_decided_on_taken_back_or_noted() {
    let t = app().await;
    let village = t.as_(reviewer("village"));
    for (done, by) in [("accept", "village"), ("return", "township"), ("note", "village")] {
        let session = amended(&t).await;
        assert_eq!((amendment_waits(&village).await, waiting(&village, "").await), (vec![session.clone()], vec![id("submitted").to_string()]));
        told_so(&t, by, &session, 4, done).await;
        assert_eq!(amendment_waits(&village).await, [""; 0], "{done}");
    }
    let session = amended(&t).await;
    t.as_(secretary()).post(format!("/sessions/{session}/withdraw")).if_match(4).send().await.expect(200);
    assert_eq!(amendment_waits(&village).await, [""; 0], "taken back");
}

#[actix_web::test]
async fn a_noted_amendment_waits_again_when_it_is_made_anew_and_waits_on_for_other_committees() {
    let t = app().await;
    let session = amended(&t).await;
    told_so(&t, "village", &session, 4, "note").await;
    assert_eq!(amendment_waits(&t.as_(reviewer("township"))).await, std::slice::from_ref(&session), "it was another committee's note");
    amend(&t, &session, 4, "再补充。").await;
    assert_eq!(amendment_waits(&t.as_(reviewer("village"))).await, [session]);
}

#[actix_web::test]
async fn a_return_of_an_amendment_that_falls_on_appeal_lets_it_wait_again() {
    let t = app().await;
    let session = amended(&t).await;
    told_so(&t, "village", &session, 4, "note").await;
    let returned = told_so(&t, "village", &session, 4, "return").await;
    appealed(&t, &returned).await;
    assert_eq!(answered(&t, &returned, true).await, 200);
    let now = seen(&t, &session).await;
    assert_eq!((&now["status"], &now["version"], &now["amendment"]["status"]), (&json!("accepted"), &json!(6), &json!("submitted")));
    let row = rows(&t, &session).await.pop().expect("a row");
    assert_eq!(
        (&row["act"], &row["before"]["amendment"], &row["after"]["amendment"]),
        (&json!("session.reopen"), &json!("returned"), &json!("submitted"))
    );
    assert_eq!(amendment_waits(&t.as_(reviewer("village"))).await, std::slice::from_ref(&session), "noted or not, it was returned since");
    told_so(&t, "village", &session, 6, "accept").await;
    assert_eq!(seen(&t, &session).await["record"]["minutes"], "补充。");
}

#[actix_web::test]
async fn a_return_of_an_amendment_no_longer_falls_once_it_was_made_anew_or_taken_back() {
    let t = app().await;
    for anew in [true, false] {
        let session = amended(&t).await;
        let returned = told_so(&t, "village", &session, 4, "return").await;
        appealed(&t, &returned).await;
        if anew {
            amend(&t, &session, 5, "再补充。").await;
        } else {
            t.as_(secretary()).post(format!("/sessions/{session}/withdraw")).if_match(5).send().await.expect(200);
        }
        let before = seen(&t, &session).await;
        assert_eq!(answered(&t, &returned, true).await, 409);
        assert_eq!(seen(&t, &session).await, before);
        assert_eq!(answered(&t, &returned, false).await, 200, "the appeal may still be answered");
    }
}

#[actix_web::test]
async fn the_acceptance_of_the_record_in_force_may_fall_while_an_amendment_waits() {
    let t = app().await;
    let session = handed_in(&t, json!({})).await;
    let accepted = told_so(&t, "village", &session, 2, "accept").await;
    appealed(&t, &accepted).await;
    amend(&t, &session, 3, "补充。").await;
    assert_eq!(answered(&t, &accepted, true).await, 200);
    let now = seen(&t, &session).await;
    assert_eq!((&now["status"], &now["version"], &now["amendment"]["status"]), (&json!("submitted"), &json!(5), &json!("submitted")));
    // The amendment is looked at first; accepted, it is what the record is.
    let village = t.as_(reviewer("village"));
    assert_eq!((amendment_waits(&village).await, waiting(&village, "").await.contains(&session)), (vec![session.clone()], false));
    told_so(&t, "village", &session, 5, "accept").await;
    assert_eq!(stands(&t, &session).await, is("accepted", 6));
    assert_eq!(seen(&t, &session).await["record"]["minutes"], "补充。");
}

#[actix_web::test]
async fn a_record_that_is_returned_whole_takes_its_returned_amendment_along() {
    let t = app().await;
    let session = handed_in(&t, json!({})).await;
    let accepted = told_so(&t, "village", &session, 2, "accept").await;
    appealed(&t, &accepted).await;
    amend(&t, &session, 3, "补充。").await;
    told_so(&t, "village", &session, 4, "return").await;
    assert_eq!(answered(&t, &accepted, true).await, 200);
    assert!(waiting(&t.as_(reviewer("village")), "").await.contains(&session), "only the record waits now");
    told_so(&t, "village", &session, 6, "return").await;
    let now = seen(&t, &session).await;
    assert_eq!((&now["status"], &now["amendment"]), (&json!("returned"), &Value::Null));
    t.as_(secretary())
        .put(format!("/sessions/{session}"))
        .if_match(7)
        .json(&record("branch", json!({ "minutes": "补充。" })))
        .send()
        .await
        .expect(200);
    assert_eq!(stands(&t, &session).await, is("returned", 8), "it is mended as any other");
}

#[actix_web::test]
async fn in_one_go_no_amendment_is_accepted() {
    let t = app().await;
    let session = amended(&t).await;
    let body = json!({ "grade": "good", "items": [{ "id": fresh(), "session": session, "version": 4 }] });
    let told = t.as_(reviewer("village")).post("/reviews/accept").json(&body).send().await.expect(200).json();
    assert_eq!(told["results"], json!([{ "session": session, "accepted": false, "code": "needs_a_look" }]));
    assert_eq!(stands(&t, &session).await, is("accepted", 4));
}

#[actix_web::test]
async fn an_amendment_of_a_dissolved_branch_is_still_read_and_decided_on() {
    let t = app().await;
    let owner = t.as_(seated("branch_secretary", "branch_after"));
    let session = fresh();
    hand_in(&owner, &session, &record("branch_after", json!({}))).await;
    told_so(&t, "village", &session, 2, "accept").await;
    let body = record("branch_after", json!({ "minutes": "补充。", "amendment_reason": "漏记发言。" }));
    owner.put(format!("/sessions/{session}")).if_match(3).json(&body).send().await.expect(200);
    let place = format!("/organizations/{}", id("branch_after"));
    t.as_(GARDENER).post(format!("{place}/dissolve")).if_match(1).json(&json!({ "on": "2026-11-20" })).send().await.expect(200);
    let village = t.as_(reviewer("village"));
    assert_eq!(amendment_waits(&village).await, std::slice::from_ref(&session));
    told_so(&t, "village", &session, 4, "accept").await;
    let now = village.get(format!("/sessions/{session}")).send().await.expect(200).json();
    assert_eq!((&now["status"], &now["record"]["minutes"], &now["amendment"]), (&json!("accepted"), &json!("补充。"), &Value::Null));
}
