//! What cannot have happened blocks the handing in and nothing else; what does not belong into a record is not even kept
//! in a draft; and a finding blocks nothing.

use sanhui::demo::member;
use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, begun, brought_to, handed_in, id, nowhere, outcomes, picked, put, record, record_of, secretary, shown, stands, step, with};
use crate::support::app::TestApp;
use crate::support::grove::{GARDENER, seated};

#[actix_web::test]
async fn a_draft_may_hold_what_cannot_have_happened_until_it_is_handed_in() {
    let t = app().await;
    let mut body = record("branch_general_meeting", "2026-11-24");
    body["starts_at"] = json!("2026-11-24T15:00:00+08:00");
    body["ends_at"] = json!("2026-11-24T14:00:00+08:00");
    let stranger = uuid::Uuid::now_v7();
    body["attendance"] = json!({ "people": [{ "member": stranger, "came": "present" }, { "member": stranger, "came": "absent" }] });
    let path = begun(&secretary(&t), &body).await;
    let length = t.trail_length().await;
    let refused = step(&secretary(&t), &path, "submit", 1).await.refused(Fault::ImpossibleRecord);
    let places = [
        ("/held_on", "in_the_future"),
        ("/ends_at", "ends_before_start"),
        ("/attendance/people/0/member", "not_there"),
        ("/attendance/people/1/member", "not_there"),
        ("/attendance/people/1/member", "twice_on_roll"),
    ];
    assert_eq!(refused.fields(), places.map(|(place, code)| (place.to_string(), code.to_string())));
    assert_eq!((picked(&stands(&t, &path).await, &["status", "version"]), t.trail_length().await), (json!(["draft", 1]), length));
    // Still a draft that can be worked on, and mended.
    put(&secretary(&t), &path, 1, &with(&body, "title", "计划中的会")).await.expect(200);
    put(&secretary(&t), &path, 2, &record("branch_general_meeting", "2026-11-23")).await.expect(200);
    step(&secretary(&t), &path, "submit", 3).await.expect(200);
}

#[actix_web::test]
async fn what_is_planned_for_tomorrow_is_handed_in_tomorrow() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("theme_party_day", "2026-11-24")).await;
    // A second before midnight in Beijing, and at midnight.
    t.clock().advance(9 * 3600 + 29 * 60 + 59);
    step(&secretary(&t), &path, "submit", 1).await.refused(Fault::ImpossibleRecord).field("/held_on", FieldFault::InTheFuture);
    t.clock().advance(1);
    step(&secretary(&t), &path, "submit", 1).await.expect(200);
}

#[actix_web::test]
async fn what_does_not_belong_is_refused_even_in_a_draft() {
    let t = app().await;
    let misfits = [
        ("talk", json!({}), ("/talk", "not_for_this_kind")),
        ("also_kind", json!("theme_party_day"), ("/also_kind", "not_for_this_kind")),
        ("recorder", json!({}), ("/recorder", "empty")),
    ];
    for (field, value, (place, code)) in misfits {
        let body = with(&with(&record("theme_party_day", "2026-11-18"), field, value), "amendment_reason", "补写");
        let wrong = [(place.to_string(), code.to_string())];
        let path = nowhere();
        assert_eq!(secretary(&t).put(&path).creating().json(&body).send().await.refused(Fault::Invalid).fields(), wrong);
        secretary(&t).get(&path).send().await.refused(Fault::NotFound);
        for status in ["draft", "returned", "accepted"] {
            let (path, version) = brought_to(&t, status).await;
            let before = stands(&t, &path).await;
            assert_eq!(put(&secretary(&t), &path, version, &body).await.refused(Fault::Invalid).fields(), wrong, "{status}");
            assert_eq!(stands(&t, &path).await, before);
        }
    }
}

#[actix_web::test]
async fn a_finding_never_blocks() {
    let t = TestApp::new().await;
    let caller = t.as_(t.world.north_secretary);
    let people =
        json!([{ "member": member(0), "came": "present" }, { "member": member(1), "came": "absent" }, { "member": member(2), "came": "absent" }]);
    let body = json!({ "organization": t.world.north_branch, "kind": "branch_committee_meeting", "held_on": "2026-11-20", "attendance": { "people": people } });
    let path = handed_in(&caller, &body).await;
    assert_eq!(picked(&shown(&caller, &path).await, &["status", "outcome"]), json!(["submitted", "violated"]));
    let said = outcomes(&shown(&caller, format!("{path}/findings")).await["items"]);
    assert!(said.contains(&"BCM-QUORUM violated".to_string()), "{said:?}");
}

#[actix_web::test]
async fn the_roll_is_the_one_of_the_day_and_the_place() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let enrol = async |place: &str, since: &str| {
        let member = uuid::Uuid::now_v7().to_string();
        let body = json!({ "organization": id(place), "name": "新来", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01", "since": since });
        gardener.put(format!("/members/{member}")).creating().json(&body).send().await.expect(201);
        member
    };
    let (new, neighbour) = (enrol("branch", "2026-11-18").await, enrol("branch_before", "2026-11-01").await);
    let came = |day: &str, member: &str| {
        with(&record("branch_general_meeting", day), "attendance", json!({ "people": [{ "member": member, "came": "present" }] }))
    };
    let cases = [(came("2026-11-18", &new), true), (came("2026-11-17", &new), false), (came("2026-11-18", &neighbour), false)];
    for (body, is_on_roll) in cases {
        let path = begun(&secretary(&t), &body).await;
        let reply = step(&secretary(&t), &path, "submit", 1).await;
        if is_on_roll {
            reply.expect(200);
        } else {
            reply.refused(Fault::ImpossibleRecord).field("/attendance/people/0/member", FieldFault::NotOnRoll);
        }
    }
}

#[actix_web::test]
async fn a_group_has_a_roll_of_its_own() {
    let t = app().await;
    let leader = t.as_(seated("group_leader", "group"));
    let came = |member: &str| json!({ "people": [{ "member": id(member), "came": "present" }] });
    let meeting = record_of("group", "party_group_meeting", "2026-11-18");
    handed_in(&leader, &with(&meeting, "attendance", came("member"))).await;
    // The branch's member in no group is none of the group's.
    let gardener = t.as_(GARDENER);
    let other = uuid::Uuid::now_v7().to_string();
    let body = json!({ "organization": id("branch"), "name": "不在组", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
    gardener.put(format!("/members/{other}")).creating().json(&body).send().await.expect(201);
    let path = begun(&leader, &with(&meeting, "attendance", json!({ "people": [{ "member": other, "came": "present" }] }))).await;
    step(&leader, &path, "submit", 1).await.refused(Fault::ImpossibleRecord).field("/attendance/people/0/member", FieldFault::NotOnRoll);
}

#[actix_web::test]
async fn what_cannot_have_happened_and_a_late_reason_are_asked_for_at_once() {
    let t = app().await;
    let mut body = record("branch_general_meeting", "2026-11-01");
    body["starts_at"] = json!("2026-11-01T15:00:00+08:00");
    body["ends_at"] = json!("2026-11-01T14:00:00+08:00");
    let path = begun(&secretary(&t), &body).await;
    let refused = step(&secretary(&t), &path, "submit", 1).await.refused(Fault::ImpossibleRecord);
    let places = [("/ends_at", "ends_before_start"), ("/late_reason", "reason_required")];
    assert_eq!(refused.fields(), places.map(|(place, code)| (place.to_string(), code.to_string())));
    // Either alone is a refusal too.
    put(&secretary(&t), &path, 1, &with(&body, "late_reason", "补录")).await.expect(200);
    let refused = step(&secretary(&t), &path, "submit", 2).await.refused(Fault::ImpossibleRecord);
    assert_eq!(refused.fields(), [("/ends_at".to_string(), "ends_before_start".to_string())]);
    body["ends_at"] = json!("2026-11-01T15:00:00+08:00");
    put(&secretary(&t), &path, 2, &body).await.expect(200);
    let refused = step(&secretary(&t), &path, "submit", 3).await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), [("/late_reason".to_string(), "reason_required".to_string())]);
}

#[actix_web::test]
async fn another_number_than_the_rolls_wants_a_reason_and_is_never_refused_for_want_of_it() {
    let t = app().await;
    let of = |attendance: Value| with(&record("branch_general_meeting", "2026-11-18"), "attendance", attendance);
    for (attendance, asks) in
        [(json!({ "expected": 2 }), true), (json!({ "expected": 2, "expected_reason": "一人当天转出" }), false), (json!({ "expected": 3 }), false)]
    {
        let path = handed_in(&secretary(&t), &of(attendance)).await;
        let said = shown(&secretary(&t), format!("{path}/findings")).await;
        let lacks = said["items"].as_array().and_then(|all| all.iter().find(|one| one["rule"] == "REC-FULL")).expect("it lacks much").clone();
        assert_eq!(lacks["zh"].as_str().is_some_and(|zh| zh.contains("应到人数与名册不一致的原因")), asks, "{lacks}");
        assert_eq!(stands(&t, &path).await["incomplete"], true);
    }
}

#[actix_web::test]
async fn a_record_may_be_long_but_has_an_end() {
    let t = app().await;
    let long = |speeches: usize| {
        let speech = json!({ "person": { "name": "王秀英" }, "text": "说".repeat(50_000) });
        with(&record("branch_general_meeting", "2026-11-18"), "agenda", json!([{ "title": "议题", "discussion": vec![speech; speeches] }]))
    };
    // 150,000 bytes a speech: six are below a mebibyte, seven above it.
    secretary(&t).put(nowhere()).creating().json(&long(6)).send().await.expect(201);
    secretary(&t).post("/sessions/check").json(&long(6)).send().await.expect(200);
    secretary(&t).put(nowhere()).creating().json(&long(7)).send().await.refused(Fault::BodyTooLarge);
    secretary(&t).post("/sessions/check").json(&long(7)).send().await.refused(Fault::BodyTooLarge);
}
