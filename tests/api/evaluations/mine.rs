//! What became of a branch's own records, for whoever records there: the newest first.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, handed_in, id, record, reviewer, say, secretary, told_so, verdict};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::grove::{Grove, seated};

async fn news(caller: &Client<'_>) -> Vec<Value> {
    let page = caller.get("/mine?limit=100").send().await.expect(200).json();
    page["items"].as_array().cloned().unwrap_or_default()
}

/// What is told of one record, the newest first.
async fn of(t: &TestApp, session: &str) -> Vec<Value> {
    news(&t.as_(secretary())).await.into_iter().filter(|one| one["id"] == session).collect()
}

fn words(news: &[Value]) -> Vec<String> {
    news.iter().map(|one| one["what"].as_str().unwrap_or_default().to_string()).collect()
}

async fn amend(t: &TestApp, session: &str, version: i32) {
    let body = record("branch", json!({ "minutes": "补充。", "amendment_reason": "漏记发言。" }));
    t.as_(secretary()).put(format!("/sessions/{session}")).if_match(version).json(&body).send().await.expect(200);
}

/// A record that everything became of, a minute apart.
async fn lived(t: &TestApp) -> String {
    let session = handed_in(t, json!({})).await;
    t.clock().advance(60);
    told_so(t, "township", &session, 2, "note").await;
    t.clock().advance(60);
    let returned = told_so(t, "village", &session, 2, "return").await;
    let path = format!("/evaluations/{returned}");
    t.as_(secretary()).post(format!("{path}/appeal")).json(&json!({ "reason": "已写明。" })).send().await.expect(200);
    t.clock().advance(60);
    let answer = json!({ "answer": "撤销。", "withdraw": true });
    t.as_(reviewer("township")).post(format!("{path}/answer")).json(&answer).send().await.expect(200);
    t.clock().advance(60);
    told_so(t, "village", &session, 4, "accept").await;
    t.clock().advance(60);
    t.as_(reviewer("county")).post(format!("/sessions/{session}/reopen")).if_match(5).json(&json!({ "reason": "抽查。" })).send().await.expect(200);
    t.clock().advance(60);
    told_so(t, "county", &session, 6, "accept").await;
    t.clock().advance(60);
    amend(t, &session, 7).await;
    session
}

#[actix_web::test]
async fn everything_that_became_of_a_record_is_told_the_newest_first() {
    let t = app().await;
    let session = lived(&t).await;
    let told = of(&t, &session).await;
    assert_eq!(words(&told), ["amendment_waiting", "accepted", "reopened", "accepted", "answered", "returned", "noted"]);
    let at: Vec<&str> = told.iter().filter_map(|one| one["at"].as_str()).collect();
    assert_eq!((at[0], at[6]), ("2026-11-23T06:37:00Z", "2026-11-23T06:31:00Z"));
    assert_eq!((&told[0]["reason"], &told[0]["of_amendment"], &told[0]["evaluation"]), (&json!("漏记发言。"), &json!(true), &Value::Null));
    assert_eq!((&told[2]["reason"], &told[2]["of_amendment"], &told[2]["evaluation"]), (&json!("抽查。"), &json!(false), &Value::Null));
    assert_eq!((&told[4]["evaluation"]["answer"]["text"], &told[4]["committee_name"]), (&json!("撤销。"), &Value::Null));
    assert_eq!(told[5]["evaluation"]["reasons"], json!([{ "pointer": "/held_on", "text": "请核对日期。" }]));
    assert_eq!((&told[5]["committee_name"], &told[6]["committee_name"]), (&json!("大河县 village"), &json!("大河县 township")));
    for one in &told {
        assert_eq!(
            (&one["organization_name"], &one["status"], &one["version"]),
            (&json!("大河县 branch"), &json!("accepted"), &json!(8)),
            "as it stands"
        );
    }
}

#[actix_web::test]
async fn what_is_said_of_an_amendment_is_told_as_of_the_amendment() {
    let t = app().await;
    let session = handed_in(&t, json!({})).await;
    told_so(&t, "village", &session, 2, "accept").await;
    t.clock().advance(60);
    amend(&t, &session, 3).await;
    t.clock().advance(60);
    told_so(&t, "village", &session, 4, "return").await;
    let told = of(&t, &session).await;
    assert_eq!(words(&told), ["returned", "accepted"], "what was returned waits no longer");
    assert_eq!((&told[0]["of_amendment"], &told[1]["of_amendment"]), (&json!(true), &json!(false)));
    t.as_(secretary()).post(format!("/sessions/{session}/withdraw")).if_match(5).send().await.expect(200);
    assert_eq!(words(&of(&t, &session).await), ["returned", "accepted"]);
}

#[actix_web::test]
async fn a_decision_says_until_when_it_may_be_appealed_against() {
    let t = TestApp::with(&Grove::plant().template, |config| config.appeal_days = 3).await;
    let session = handed_in(&t, json!({})).await;
    told_so(&t, "township", &session, 2, "note").await;
    let returned = told_so(&t, "village", &session, 2, "return").await;
    let until = async || {
        let told = of(&t, &session).await;
        let of = |word: &str| told.iter().find(|one| one["what"] == word).map(|one| one["appeal_until"].clone());
        (of("returned"), of("noted"))
    };
    assert_eq!(until().await, (Some(json!("2026-11-26")), Some(Value::Null)));
    t.clock().advance(3 * 86_400);
    assert_eq!(until().await.0, Some(json!("2026-11-26")), "to the last moment");
    t.clock().advance(1);
    assert_eq!(until().await.0, Some(Value::Null));
    let other = handed_in(&t, json!({ "held_on": "2026-11-25" })).await;
    let returned_too = told_so(&t, "village", &other, 2, "return").await;
    assert_ne!(returned, returned_too);
    t.as_(secretary()).post(format!("/evaluations/{returned_too}/appeal")).json(&json!({ "reason": "已写明。" })).send().await.expect(200);
    assert_eq!(of(&t, &other).await[0]["appeal_until"], Value::Null, "there is one already");
}

#[actix_web::test]
async fn through_its_pages_nothing_is_missed_and_nothing_comes_twice() {
    let t = app().await;
    // While the clock stands: only the ids and the kind of news tell them apart.
    for _ in 0..2 {
        let session = handed_in(&t, json!({})).await;
        let returned = told_so(&t, "village", &session, 2, "return").await;
        let path = format!("/evaluations/{returned}");
        t.as_(secretary()).post(format!("{path}/appeal")).json(&json!({ "reason": "已写明。" })).send().await.expect(200);
        let answer = json!({ "answer": "撤销。", "withdraw": true });
        t.as_(reviewer("township")).post(format!("{path}/answer")).json(&answer).send().await.expect(200);
        for (accepted, reopened) in [(4, 5), (6, 7)] {
            told_so(&t, "village", &session, accepted, "accept").await;
            let reason = json!({ "reason": format!("抽查 {reopened}。") });
            t.as_(reviewer("county")).post(format!("/sessions/{session}/reopen")).if_match(reopened).json(&reason).send().await.expect(200);
        }
        told_so(&t, "village", &session, 8, "accept").await;
        amend(&t, &session, 9).await;
    }
    lived(&t).await;
    let whole = news(&t.as_(secretary())).await;
    assert!(whole.len() > 20, "{}", whole.len());
    for limit in [1, 2, 3, 7] {
        let (mut found, mut place) = (Vec::new(), format!("/mine?limit={limit}"));
        loop {
            let page = t.as_(secretary()).get(&place).send().await.expect(200).json();
            found.extend(page["items"].as_array().cloned().unwrap_or_default());
            assert!(found.len() <= whole.len(), "pages without end");
            match page["next_cursor"].as_str() {
                Some(cursor) => place = format!("/mine?limit={limit}&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(json!(found), json!(whole), "{limit} at a time");
    }
}

#[actix_web::test]
async fn a_year_later_it_is_told_no_more() {
    let t = app().await;
    const YEAR: i64 = 365 * 86_400;
    assert!(!news(&t.as_(secretary())).await.is_empty());
    t.clock().advance(YEAR);
    assert!(!news(&t.as_(secretary())).await.is_empty(), "on the last day");
    t.clock().advance(1);
    assert_eq!(news(&t.as_(secretary())).await, [json!(null); 0]);
}

#[actix_web::test]
async fn only_what_is_ones_own_is_told() {
    let t = app().await;
    say(&t.as_(reviewer("village")), id("submitted"), 2, &verdict("note")).await.expect(201);
    for (role, place) in [("branch_secretary", "branch_before"), ("recorder", "village"), ("group_leader", "group")] {
        assert_eq!(news(&t.as_(seated(role, place))).await, [json!(null); 0], "{role} {place}");
    }
    assert!(!news(&t.as_(seated("recorder", "branch"))).await.is_empty());
    for account in [reviewer("village"), seated("committee_auditor", "village")] {
        t.as_(account).get("/mine").send().await.refused(Fault::Forbidden);
    }
}
