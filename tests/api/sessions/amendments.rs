//! An accepted record that changes: never silently. Its reason is asked, it is submitted and judged anew.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, begun, brought_to, decided, history, outcomes, picked, put, record, secretary, shown, stands, step, told, with};
use crate::support::app::TestApp;
use crate::support::grove::seated;

fn party_day() -> Value {
    record("theme_party_day", "2026-11-18")
}

async fn said(t: &TestApp, path: &str) -> Vec<String> {
    outcomes(&shown(&secretary(t), format!("{path}/findings")).await["items"])
}

#[actix_web::test]
async fn an_amendment_gives_its_reason() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let (before, length) = (stands(&t, &path).await, t.trail_length().await);
    let titled = with(&party_day(), "title", "补上标题");
    let blank = ["", " ", "\n\t　"].map(|blank| with(&titled, "amendment_reason", blank));
    for body in std::iter::once(titled).chain(blank) {
        let refused = put(&secretary(&t), &path, version, &body).await.refused(Fault::Invalid).field("/amendment_reason", FieldFault::ReasonRequired);
        assert_eq!(refused.fields().len(), 1, "{body}");
    }
    assert_eq!((stands(&t, &path).await, t.trail_length().await), (before, length));
}

#[actix_web::test]
async fn an_amendment_is_submitted_by_who_made_it_and_when() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let before = stands(&t, &path).await;
    t.clock().advance(3600);
    let recorder = t.as_(seated("recorder", "branch"));
    let body = with(&with(&party_day(), "title", "补上标题"), "amendment_reason", "漏记标题");
    let amended = put(&recorder, &path, version, &body).await.expect(200);
    assert_eq!(amended.header("etag"), "\"v4\"");
    let amended = amended.json();
    assert_eq!(
        picked(&amended, &["status", "version", "title", "record", "submitted_by", "submitted_at"]),
        json!(["submitted", 4, "补上标题", body, seated("recorder", "branch"), "2026-11-23T07:30:00Z"])
    );
    for kept in ["id", "organization", "received_at", "created_by"] {
        assert_eq!(amended[kept], before[kept], "{kept}");
    }
    assert_ne!(amended["hash"], before["hash"]);
    assert_eq!(stands(&t, &path).await, amended);
}

#[actix_web::test]
async fn the_history_keeps_the_reason_and_both_texts() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let body = with(&party_day(), "amendment_reason", "漏记标题");
    let amended = put(&secretary(&t), &path, version, &body).await.expect(200).json();
    let newest = history(&t, &path).await.remove(0);
    assert_eq!(
        picked(&newest, &["version", "act", "reason", "hash", "author"]),
        json!([4, "session.amend", "漏记标题", amended["hash"], seated("branch_secretary", "branch")])
    );
    assert_eq!(shown(&secretary(&t), format!("{path}/versions/3")).await, party_day());
    assert_eq!(shown(&secretary(&t), format!("{path}/versions/4")).await, body);
    let row = told(&t, &path).await.pop().expect("a row");
    assert_eq!(picked(&row, &["act", "version", "hash"]), json!(["session.amend", 4, amended["hash"]]));
    assert_eq!((&row["before"]["status"], &row["after"]["status"]), (&json!("accepted"), &json!("submitted")));
}

#[actix_web::test]
async fn an_amendment_is_judged_anew() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    assert_eq!(stands(&t, &path).await["outcome"], "insufficient_data");
    let before = said(&t, &path).await;
    assert!(before.contains(&"TPD-CONT insufficient_data".to_string()), "{before:?}");
    let empty = with(&with(&party_day(), "amendment_reason", "补写"), "party_day", json!({ "planned_on": "2026-11-10" }));
    let amended = put(&secretary(&t), &path, version, &empty).await.expect(200).json();
    assert_eq!(amended["outcome"], "violated");
    let after = said(&t, &path).await;
    assert!(after.contains(&"TPD-CONT violated".to_string()) && after.contains(&"TPD-PRE met".to_string()), "{after:?}");
    assert_eq!(told(&t, &path).await.pop().expect("a row")["after"]["outcome"], "violated");
}

#[actix_web::test]
async fn an_amendment_waits_for_the_committee_again() {
    let t = app().await;
    for verdict in ["accept", "return"] {
        let (path, version) = brought_to(&t, "accepted").await;
        put(&secretary(&t), &path, version, &with(&party_day(), "amendment_reason", "补写")).await.expect(200);
        decided(&t, &path, 4, verdict).await;
        let status = if verdict == "accept" { "accepted" } else { "returned" };
        assert_eq!(picked(&stands(&t, &path).await, &["status", "version"]), json!([status, 5]));
    }
}

#[actix_web::test]
async fn an_amendment_that_cannot_have_happened_is_refused() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let before = stands(&t, &path).await;
    let body = with(&with(&party_day(), "amendment_reason", "改期"), "held_on", "2026-11-24");
    let refused = put(&secretary(&t), &path, version, &body).await.refused(Fault::ImpossibleRecord);
    assert_eq!(refused.fields(), [("/held_on".to_string(), "in_the_future".to_string())]);
    assert_eq!(stands(&t, &path).await, before);
}

#[actix_web::test]
async fn the_missing_reason_is_named_before_anything_else_is_judged() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let body = with(&party_day(), "held_on", "2026-11-24");
    put(&secretary(&t), &path, version, &body).await.refused(Fault::Invalid).field("/amendment_reason", FieldFault::ReasonRequired);
}

#[actix_web::test]
async fn an_amendment_can_be_taken_back_as_a_draft() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let body = with(&party_day(), "amendment_reason", "补写");
    put(&secretary(&t), &path, version, &body).await.expect(200);
    let withdrawn = step(&secretary(&t), &path, "withdraw", 4).await.expect(200).json();
    assert_eq!(picked(&withdrawn, &["status", "version", "record"]), json!(["draft", 5, body]));
}

#[actix_web::test]
async fn only_an_amendment_has_a_reason_in_the_history() {
    let t = app().await;
    let body = with(&party_day(), "amendment_reason", "随手写的");
    let path = begun(&secretary(&t), &body).await;
    put(&secretary(&t), &path, 1, &with(&body, "title", "护河")).await.expect(200);
    step(&secretary(&t), &path, "submit", 2).await.expect(200);
    for version in history(&t, &path).await {
        assert_eq!(version["reason"], Value::Null, "{version}");
    }
}
