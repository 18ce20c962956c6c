//! Held, captured and received are three clocks: a record that comes late is labelled and welcome; who wrote it down late
//! says why, and nobody is asked about the network.

use sanhui::error::{Fault, FieldFault};
use serde_json::json;

use super::{app, begun, brought_to, decided, handed_in, nowhere, picked, put, record, secretary, shown, stands, step, told, with};
use crate::support::app::TestApp;
use crate::support::grove::{Grove, seated};

/// Eight days before the clock's day: one more than the setting allows.
const LATE: &str = "2026-11-15";
const IN_TIME: &str = "2026-11-16";

async fn is_late(t: &TestApp, path: &str) -> bool {
    stands(t, path).await["late"].as_bool().expect("a label")
}

#[actix_web::test]
async fn a_record_is_late_from_the_day_after_the_last() {
    let t = app().await;
    for (held_on, late) in [("2026-11-23", false), ("2026-11-17", false), (IN_TIME, false), (LATE, true), ("2026-11-14", true), ("2025-11-23", true)]
    {
        let path = begun(&secretary(&t), &record("party_lecture", held_on)).await;
        assert_eq!(is_late(&t, &path).await, late, "{held_on}");
        let row = told(&t, &path).await.pop().expect("a row");
        assert_eq!(row["after"]["late"], late, "{held_on}");
    }
}

#[actix_web::test]
async fn how_many_days_is_a_setting() {
    let t = TestApp::with(&Grove::plant().template, |config| config.late_after_days = 2).await;
    for (held_on, late) in [("2026-11-21", false), ("2026-11-20", true)] {
        let path = begun(&secretary(&t), &record("party_lecture", held_on)).await;
        assert_eq!(is_late(&t, &path).await, late, "{held_on}");
    }
}

#[actix_web::test]
async fn the_day_a_record_came_is_the_day_at_home() {
    let t = app().await;
    // 23:59:59 in Beijing, and a second later.
    t.clock().advance(9 * 3600 + 29 * 60 + 59);
    let before_midnight = begun(&secretary(&t), &record("party_lecture", IN_TIME)).await;
    t.clock().advance(1);
    let after_midnight = begun(&secretary(&t), &record("party_lecture", IN_TIME)).await;
    assert_eq!((is_late(&t, &before_midnight).await, is_late(&t, &after_midnight).await), (false, true));
    assert_eq!(stands(&t, &after_midnight).await["received_at"], "2026-11-23T16:00:00Z");
}

#[actix_web::test]
async fn what_came_in_time_does_not_grow_late_by_being_worked_on() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("theme_party_day", IN_TIME)).await;
    t.clock().advance(5 * 86_400);
    let titled = with(&record("theme_party_day", IN_TIME), "title", "护河");
    let edited = put(&secretary(&t), &path, 1, &titled).await.expect(200).json();
    assert_eq!(picked(&edited, &["late", "received_at"]), json!([false, "2026-11-23T06:30:00Z"]));
    let submitted = step(&secretary(&t), &path, "submit", 2).await.expect(200).json();
    assert_eq!(picked(&submitted, &["late", "received_at", "submitted_at"]), json!([false, "2026-11-23T06:30:00Z", "2026-11-28T06:30:00Z"]));
}

#[actix_web::test]
async fn another_day_in_the_record_is_another_label() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("party_lecture", IN_TIME)).await;
    let edited = put(&secretary(&t), &path, 1, &record("party_lecture", LATE)).await.expect(200).json();
    assert_eq!(edited["late"], true);
    let edited = put(&secretary(&t), &path, 2, &record("party_lecture", IN_TIME)).await.expect(200).json();
    assert_eq!(edited["late"], false);
}

#[actix_web::test]
async fn a_late_record_is_handed_in_with_its_reason_and_keeps_its_label() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("theme_party_day", LATE)).await;
    let length = t.trail_length().await;
    let refused = step(&secretary(&t), &path, "submit", 1).await.refused(Fault::Invalid).field("/late_reason", FieldFault::ReasonRequired);
    assert_eq!(refused.fields().len(), 1);
    assert_eq!((picked(&stands(&t, &path).await, &["status", "version"]), t.trail_length().await), (json!(["draft", 1]), length));
    let told_why = with(&record("theme_party_day", LATE), "late_reason", "手机进了水");
    put(&secretary(&t), &path, 1, &told_why).await.expect(200);
    let submitted = step(&secretary(&t), &path, "submit", 2).await.expect(200).json();
    assert_eq!(picked(&submitted, &["status", "late"]), json!(["submitted", true]));
    decided(&t, &path, 3, "accept").await;
    assert_eq!(picked(&stands(&t, &path).await, &["status", "late"]), json!(["accepted", true]));
}

#[actix_web::test]
async fn a_blank_reason_is_none() {
    let t = app().await;
    for blank in ["", "  ", "\n\t　"] {
        let path = begun(&secretary(&t), &with(&record("theme_party_day", LATE), "late_reason", blank)).await;
        step(&secretary(&t), &path, "submit", 1).await.refused(Fault::Invalid).field("/late_reason", FieldFault::ReasonRequired);
    }
}

#[actix_web::test]
async fn a_record_that_came_in_time_needs_no_reason() {
    let t = app().await;
    let path = handed_in(&secretary(&t), &record("theme_party_day", IN_TIME)).await;
    assert_eq!(picked(&stands(&t, &path).await, &["status", "late"]), json!(["submitted", false]));
}

#[actix_web::test]
async fn who_wrote_it_down_in_time_is_not_asked_why_the_network_was_away() {
    let t = app().await;
    // Captured on the seventh day and on the eighth, each to the second, at home and said in another zone.
    let cases = [
        ("2026-11-15T20:00:00+08:00", true),
        ("2026-11-22T23:59:59+08:00", true),
        ("2026-11-22T15:59:59Z", true),
        ("2026-11-23T00:00:00+08:00", false),
        ("2026-11-22T16:00:00Z", false),
    ];
    for (captured_at, is_free) in cases {
        let body = with(&record("theme_party_day", LATE), "captured_at", captured_at);
        let path = begun(&secretary(&t), &body).await;
        let reply = step(&secretary(&t), &path, "submit", 1).await;
        if is_free {
            assert_eq!(picked(&reply.expect(200).json(), &["status", "late"]), json!(["submitted", true]), "{captured_at}");
        } else {
            reply.refused(Fault::Invalid).field("/late_reason", FieldFault::ReasonRequired);
        }
    }
}

#[actix_web::test]
async fn what_was_written_down_late_but_came_in_time_cannot_be() {
    let t = app().await;
    // A phone whose clock runs ahead: the record is in time, and nobody is asked.
    let body = with(&record("theme_party_day", IN_TIME), "captured_at", "2026-12-20T08:00:00+08:00");
    handed_in(&secretary(&t), &body).await;
}

#[actix_web::test]
async fn an_amendment_that_makes_a_record_late_needs_the_reason_too() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let moved = with(&record("theme_party_day", LATE), "amendment_reason", "日期记错");
    put(&secretary(&t), &path, version, &moved).await.refused(Fault::Invalid).field("/late_reason", FieldFault::ReasonRequired);
    assert_eq!(picked(&stands(&t, &path).await, &["status", "version", "late"]), json!(["accepted", 3, false]));
    let amended = put(&secretary(&t), &path, version, &with(&moved, "late_reason", "当时记错")).await.expect(200).json();
    assert_eq!(picked(&amended, &["status", "late"]), json!(["accepted", false]), "what is in force came in time");
    assert_eq!(picked(&amended["amendment"], &["status", "late"]), json!(["submitted", true]));
}

#[actix_web::test]
async fn lateness_is_no_finding() {
    let t = app().await;
    let (late, in_time) = (with(&record("theme_party_day", LATE), "late_reason", "补录"), record("theme_party_day", IN_TIME));
    let mut said = Vec::new();
    for body in [late, in_time] {
        let path = handed_in(&secretary(&t), &body).await;
        said.push((super::outcomes(&shown(&secretary(&t), format!("{path}/findings")).await["items"]), stands(&t, &path).await["outcome"].clone()));
    }
    assert_eq!(said[0], said[1]);
}

#[actix_web::test]
async fn the_dry_run_says_whether_a_reason_will_be_asked_for() {
    let t = app().await;
    let captured = |held_on: &str, at: &str| with(&record("theme_party_day", held_on), "captured_at", at);
    let cases = [
        (record("theme_party_day", IN_TIME), false, true),
        (record("theme_party_day", LATE), true, false),
        (with(&record("theme_party_day", LATE), "late_reason", "补录"), true, true),
        (captured(LATE, "2026-11-22T23:59:59+08:00"), true, true),
        (captured(LATE, "2026-11-23T00:00:00+08:00"), true, false),
        // A time that cannot be is none.
        (captured(LATE, "2026-11-14T08:00:00+08:00"), true, false),
        (captured(IN_TIME, "2026-12-20T08:00:00+08:00"), false, true),
    ];
    for (body, late, possible) in cases {
        let said = secretary(&t).post("/sessions/check").json(&body).send().await.expect(200).json();
        assert_eq!(picked(&said, &["possible", "late"]), json!([possible, late]), "{body}");
        let asked = said["impossible"].as_array().is_some_and(|all| all.iter().any(|one| one["pointer"] == "/late_reason"));
        assert_eq!(asked, !possible, "{body}");
    }
    // Days later the same record would be late.
    t.clock().advance(86_400);
    let said = secretary(&t).post("/sessions/check").json(&record("theme_party_day", IN_TIME)).send().await.expect(200).json();
    assert_eq!(said["late"], true);
}

#[actix_web::test]
async fn a_late_draft_may_be_begun_and_changed_without_a_reason() {
    let t = app().await;
    let path = nowhere();
    let recorder = t.as_(seated("recorder", "branch"));
    recorder.put(&path).creating().json(&record("theme_party_day", LATE)).send().await.expect(201);
    put(&recorder, &path, 1, &with(&record("theme_party_day", LATE), "title", "护河")).await.expect(200);
}
