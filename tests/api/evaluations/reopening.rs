//! A committee above takes up again what a lower one accepted: with a reason, and seen by the branch.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{also, app, evaluations, fresh, hand_in, handed_in, id, is, record, reviewer, say, secretary, seen, stands, told_so, verdict, waiting};
use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, seated};

const REASON: &str = "抽查发现票数不符。";

async fn reopen(committee: &Client<'_>, session: &str, version: i32, reason: &str) -> Reply {
    committee.post(format!("/sessions/{session}/reopen")).if_match(version).json(&json!({ "reason": reason })).send().await
}

/// A record that a place's committee accepted: it stands at version 3.
async fn accepted_by(t: &TestApp, place: &str) -> String {
    let session = handed_in(t, json!({})).await;
    told_so(t, place, &session, 2, "accept").await;
    session
}

#[actix_web::test]
async fn a_record_that_is_reopened_waits_for_another_evaluation_as_it_stands() {
    let t = app().await;
    for place in ["township", "county"] {
        let session = accepted_by(&t, "village").await;
        let before = seen(&t, &session).await;
        t.clock().advance(60);
        let told = reopen(&t.as_(reviewer(place)), &session, 3, REASON).await.expect(200);
        assert_eq!(told.header("etag"), "\"v4\"");
        let mut expected = before;
        (expected["status"], expected["version"]) = (json!("submitted"), json!(4));
        assert_eq!((told.json(), seen(&t, &session).await), (expected.clone(), expected), "{place}");
        assert_eq!(evaluations(&t, &session).await.len(), 1, "what was said before stays");
        assert!(waiting(&t.as_(reviewer("village")), "").await.contains(&session));
        told_so(&t, place, &session, 4, "return").await;
        assert_eq!(stands(&t, &session).await, is("returned", 5));
    }
}

#[actix_web::test]
async fn the_history_and_the_trail_tell_who_reopened_it_and_why() {
    let t = app().await;
    let session = accepted_by(&t, "village").await;
    let hash = seen(&t, &session).await["hash"].clone();
    reopen(&t.as_(reviewer("township")), &session, 3, REASON).await.expect(200);
    let newest = t.as_(secretary()).get(format!("/sessions/{session}/versions?limit=1")).send().await.expect(200).json()["items"][0].clone();
    let told = (&newest["version"], &newest["act"], &newest["reason"], &newest["author"], &newest["hash"]);
    assert_eq!(told, (&json!(4), &json!("session.reopen"), &json!(REASON), &json!(reviewer("township")), &hash));
    let row = rows(&t, &session).await.pop().expect("a row");
    assert_eq!((&row["act"], &row["actor"], &row["hash"]), (&json!("session.reopen"), &json!(reviewer("township")), &hash));
    assert_eq!((&row["before"]["status"], &row["after"]["status"]), (&json!("accepted"), &json!("submitted")));
}

#[actix_web::test]
async fn only_a_committee_above_the_one_that_accepted_reopens() {
    let t = app().await;
    for (accepter, who, may) in [
        ("village", "village", false),
        ("village", "township", true),
        ("township", "village", false),
        ("township", "township", false),
        ("township", "county", true),
        ("county", "county", false),
        ("county", "village", false),
    ] {
        let session = accepted_by(&t, accepter).await;
        let reply = reopen(&t.as_(reviewer(who)), &session, 3, REASON).await;
        if may {
            reply.expect(200);
            continue;
        }
        let detail = reply.refused(Fault::Forbidden).json()["detail"].as_str().unwrap_or_default().to_string();
        assert_eq!(detail, format!("记录由“{}”通过，只有它的上级可以重新评价。", name(&t, accepter).await), "{who} after {accepter}");
        assert_eq!(stands(&t, &session).await, is("accepted", 3));
    }
    let session = accepted_by(&t, "village").await;
    for elsewhere in ["village_before", "old_township"] {
        reopen(&t.as_(reviewer(elsewhere)), &session, 3, REASON).await.refused(Fault::NotFound);
    }
    for role in ["committee_auditor", "organization_administrator"] {
        reopen(&t.as_(seated(role, "township")), &session, 3, REASON).await.refused(Fault::Forbidden);
    }
    reopen(&t.as_(secretary()), &session, 3, REASON).await.refused(Fault::Forbidden);
    reopen(&t.as_(reviewer("county")), &fresh(), 3, REASON).await.refused(Fault::NotFound);
}

async fn name(t: &TestApp, place: &str) -> String {
    let found = t.as_(GARDENER).get(format!("/organizations/{}", id(place))).send().await.expect(200).json();
    found["name"].as_str().unwrap_or_default().to_string()
}

#[actix_web::test]
async fn who_accepted_last_counts() {
    let t = app().await;
    // Accepted by the village, reopened and accepted by the township: now only the county is above.
    let session = accepted_by(&t, "village").await;
    reopen(&t.as_(reviewer("township")), &session, 3, REASON).await.expect(200);
    told_so(&t, "township", &session, 4, "accept").await;
    reopen(&t.as_(reviewer("township")), &session, 5, REASON).await.refused(Fault::Forbidden);
    reopen(&t.as_(reviewer("county")), &session, 5, REASON).await.expect(200);
    // The same after an amendment that the township accepted.
    let session = accepted_by(&t, "village").await;
    let amended = record("branch", json!({ "minutes": "补充。", "amendment_reason": "漏记。" }));
    t.as_(secretary()).put(format!("/sessions/{session}")).if_match(3).json(&amended).send().await.expect(200);
    told_so(&t, "township", &session, 4, "accept").await;
    reopen(&t.as_(reviewer("township")), &session, 5, REASON).await.refused(Fault::Forbidden);
    reopen(&t.as_(reviewer("county")), &session, 5, REASON).await.expect(200);
}

#[actix_web::test]
async fn an_amendment_stays_beside_a_record_that_is_reopened() {
    let t = app().await;
    let session = accepted_by(&t, "village").await;
    let amended = record("branch", json!({ "minutes": "补充。", "amendment_reason": "漏记。" }));
    t.as_(secretary()).put(format!("/sessions/{session}")).if_match(3).json(&amended).send().await.expect(200);
    let before = seen(&t, &session).await["amendment"].clone();
    let told = reopen(&t.as_(reviewer("township")), &session, 4, REASON).await.expect(200).json();
    assert_eq!((&told["status"], &told["amendment"]), (&json!("submitted"), &before));
    // Taken back, it leaves the record waiting; the record itself can then be taken back, and stays seen.
    t.as_(secretary()).post(format!("/sessions/{session}/withdraw")).if_match(5).send().await.expect(200);
    assert_eq!((stands(&t, &session).await, seen(&t, &session).await["amendment"].clone()), (is("submitted", 6), Value::Null));
    t.as_(secretary()).post(format!("/sessions/{session}/withdraw")).if_match(6).send().await.expect(200);
    let shown = t.as_(reviewer("village")).get(format!("/sessions/{session}")).send().await.expect(200).json();
    assert_eq!(shown["status"], "returned", "no committee loses sight of what it accepted");
}

#[actix_web::test]
async fn only_what_is_accepted_is_reopened_and_at_the_version_that_was_read() {
    let t = app().await;
    let county = t.as_(reviewer("county"));
    for (session, version) in [("submitted", 2), ("returned", 3)] {
        reopen(&county, id(session), version, REASON).await.refused(Fault::WrongState);
    }
    reopen(&county, id("draft"), 1, REASON).await.refused(Fault::NotFound);
    let session = accepted_by(&t, "village").await;
    for stale in [2, 4] {
        reopen(&county, &session, stale, REASON).await.refused(Fault::StaleVersion);
    }
    let path = format!("/sessions/{session}/reopen");
    county.post(path).json(&json!({ "reason": REASON })).send().await.refused(Fault::VersionRequired);
    for blank in ["", " ", "\n　"] {
        let refused = reopen(&county, &session, 3, blank).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [("/reason".to_string(), FieldFault::ReasonRequired.code().to_string())]);
    }
    assert_eq!(stands(&t, &session).await, is("accepted", 3));
}

#[actix_web::test]
async fn nobody_reopens_what_they_wrote() {
    let t = app().await;
    also(&t, reviewer("township"), "recorder", "branch").await;
    let session = fresh();
    hand_in(&t.as_(reviewer("township")), &session, &record("branch", json!({}))).await;
    told_so(&t, "village", &session, 2, "accept").await;
    reopen(&t.as_(reviewer("township")), &session, 3, REASON).await.refused(Fault::OwnRecord);
}

#[actix_web::test]
async fn a_reopening_that_is_sent_twice_is_done_once() {
    let t = app().await;
    let (county, session) = (t.as_(reviewer("county")), accepted_by(&t, "village").await);
    let first = reopen(&county, &session, 3, REASON).await.expect(200).json();
    let before = t.trail_length().await;
    assert_eq!(reopen(&county, &session, 3, REASON).await.expect(200).json(), first);
    reopen(&county, &session, 3, "另有原因。").await.refused(Fault::StaleVersion);
    reopen(&county, &session, 4, REASON).await.refused(Fault::WrongState);
    assert_eq!(t.trail_length().await, before);
    // Once it was evaluated anew the old request is a stale one.
    say(&county, &session, 4, &verdict("accept")).await.expect(201);
    reopen(&county, &session, 3, REASON).await.refused(Fault::StaleVersion);
}
