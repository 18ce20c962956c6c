//! Nobody evaluates what they wrote: in whatever version, by whatever act, and by whatever way in.

use sanhui::error::Fault;
use sanhui::id::AccountId;
use serde_json::{Value, json};

use super::{also, app, evaluations, fresh, hand_in, is, record, reviewer, say, secretary, stands, told_so, verdict};
use crate::support::app::TestApp;
use crate::support::client::Client;

/// Somebody who reviews for the village and records at the branch, too.
async fn both(t: &TestApp) -> AccountId {
    let account = reviewer("village");
    also(t, account, "recorder", "branch").await;
    account
}

async fn step(who: &Client<'_>, session: &str, what: &str, version: i32) {
    who.post(format!("/sessions/{session}/{what}")).if_match(version).send().await.expect(200);
}

/// A submitted record that `who` had a hand in by this one act, and its version; everything else the secretary did.
async fn written_by(t: &TestApp, who: AccountId, act: &str) -> (String, i32) {
    let (other, who, session) = (t.as_(secretary()), t.as_(who), fresh());
    let path = format!("/sessions/{session}");
    let plain = record("branch", json!({}));
    let edited = record("branch", json!({ "minutes": "补充。", "amendment_reason": "漏记发言。" }));
    match act {
        "create" => {
            who.put(&path).creating().json(&plain).send().await.expect(201);
            step(&other, &session, "submit", 1).await;
            (session, 2)
        }
        "edit" => {
            other.put(&path).creating().json(&plain).send().await.expect(201);
            who.put(&path).if_match(1).json(&edited).send().await.expect(200);
            step(&other, &session, "submit", 2).await;
            (session, 3)
        }
        "submit" => {
            other.put(&path).creating().json(&plain).send().await.expect(201);
            step(&who, &session, "submit", 1).await;
            (session, 2)
        }
        "withdraw" => {
            hand_in(&other, &session, &plain).await;
            step(&who, &session, "withdraw", 2).await;
            step(&other, &session, "submit", 3).await;
            (session, 4)
        }
        "amend" => {
            hand_in(&other, &session, &plain).await;
            told_so(t, "township", &session, 2, "accept").await;
            who.put(&path).if_match(3).json(&edited).send().await.expect(200);
            (session, 4)
        }
        _ => panic!("no such act: {act}"),
    }
}

/// How the record stands while what they wrote waits: an amendment leaves the accepted one in force.
fn waiting_as(act: &str) -> &'static str {
    if act == "amend" { "accepted" } else { "submitted" }
}

const ACTS: [&str; 5] = ["create", "edit", "submit", "withdraw", "amend"];

#[actix_web::test]
async fn nobody_evaluates_what_they_wrote_in_any_version() {
    let t = app().await;
    let who = both(&t).await;
    for act in ACTS {
        let (session, version) = written_by(&t, who, act).await;
        let said = evaluations(&t, &session).await.len();
        for word in ["note", "accept", "return"] {
            say(&t.as_(who), &session, version, &verdict(word)).await.refused(Fault::OwnRecord);
        }
        assert_eq!((stands(&t, &session).await, evaluations(&t, &session).await.len()), (is(waiting_as(act), version.into()), said), "{act}");
        told_so(&t, "township", &session, version, "accept").await;
    }
}

#[actix_web::test]
async fn nor_do_they_once_somebody_else_has_written_a_later_version() {
    let t = app().await;
    let who = both(&t).await;
    let (session, version) = written_by(&t, who, "create").await;
    told_so(&t, "township", &session, version, "return").await;
    step(&t.as_(secretary()), &session, "submit", version + 1).await;
    say(&t.as_(who), &session, version + 2, &verdict("accept")).await.refused(Fault::OwnRecord);
}

#[actix_web::test]
async fn nor_in_one_go_with_others() {
    let t = app().await;
    let who = both(&t).await;
    for act in ACTS {
        let (session, version) = written_by(&t, who, act).await;
        let body = |id: String| json!({ "grade": "good", "items": [{ "id": id, "session": session, "version": version }] });
        let results = t.as_(who).post("/reviews/accept").json(&body(fresh())).send().await.expect(200).json()["results"].clone();
        assert_eq!(results, json!([{ "session": session, "accepted": false, "code": "own_record" }]), "{act}");
        assert_eq!(stands(&t, &session).await, is(waiting_as(act), version.into()));
        if act == "amend" {
            // An amendment is looked at by a person: in one go nobody accepts it.
            continue;
        }
        let results = t.as_(reviewer("township")).post("/reviews/accept").json(&body(fresh())).send().await.expect(200).json()["results"].clone();
        assert_eq!(results, json!([{ "session": session, "accepted": true }]), "{act}");
    }
}

#[actix_web::test]
async fn nor_do_they_answer_an_appeal_about_it() {
    let t = app().await;
    let who = both(&t).await;
    for act in ACTS {
        let (session, version) = written_by(&t, who, act).await;
        let returned = told_so(&t, "township", &session, version, "return").await;
        let path = format!("/evaluations/{returned}");
        t.as_(secretary()).post(format!("{path}/appeal")).json(&json!({ "reason": "已写明。" })).send().await.expect(200);
        let answer = json!({ "answer": "已复核。", "withdraw": true });
        t.as_(who).post(format!("{path}/answer")).json(&answer).send().await.refused(Fault::OwnRecord);
        let status = if act == "amend" { "accepted" } else { "returned" };
        assert_eq!(stands(&t, &session).await, is(status, i64::from(version) + 1), "{act}");
        let answered: Value = t.as_(reviewer("county")).post(format!("{path}/answer")).json(&answer).send().await.expect(200).json();
        assert_eq!(answered["withdrawn"], true);
    }
}

#[actix_web::test]
async fn who_only_took_note_or_decided_before_wrote_nothing() {
    let t = app().await;
    let session = fresh();
    hand_in(&t.as_(secretary()), &session, &record("branch", json!({}))).await;
    told_so(&t, "village", &session, 2, "note").await;
    told_so(&t, "village", &session, 2, "return").await;
    step(&t.as_(secretary()), &session, "submit", 3).await;
    told_so(&t, "village", &session, 4, "accept").await;
    assert_eq!(stands(&t, &session).await, is("accepted", 5));
}
