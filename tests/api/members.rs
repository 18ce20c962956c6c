//! Members: who belonged where on which day, and as what.

use actix_web::rt::System;
use proptest::collection::vec;
use proptest::test_runner::{Config, TestRunner};
use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::grove::{GARDENER, Grove, seated};

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

/// Enrols somebody and answers where they are found.
async fn enrolled(caller: &Client<'_>, body: &Value) -> String {
    let path = format!("/members/{}", uuid::Uuid::now_v7());
    caller.put(&path).creating().json(body).send().await.expect(201);
    path
}

async fn roll(caller: &Client<'_>, place: &str, day: &str) -> Value {
    caller.get(format!("/organizations/{}/members?on={day}", id(place))).send().await.expect(200).json()
}

fn on_roll<'r>(roll: &'r Value, name: &str) -> Option<&'r Value> {
    roll["items"].as_array().into_iter().flatten().find(|one| one["name"] == name)
}

#[actix_web::test]
async fn the_roll_of_a_day_shows_the_status_of_that_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = json!({ "organization": id("branch_after"), "name": "钱新", "status": "probationary", "joined_on": "2025-10-01", "full_on": "2026-10-01", "duties": ["publicity_commissioner"] });
    enrolled(&gardener, &body).await;
    let body = json!({ "organization": id("branch_after"), "name": "孙停", "status": "full", "joined_on": "2010-10-01", "full_on": "2011-10-01", "flags": ["rights_suspended"] });
    enrolled(&gardener, &body).await;
    assert_eq!(on_roll(&roll(&gardener, "branch_after", "2025-09-30").await, "钱新"), None);
    for (day, status, full, voters) in [("2025-10-01", "probationary", 1, 0), ("2026-09-30", "probationary", 1, 0), ("2026-10-01", "full", 2, 1)] {
        let roll = roll(&gardener, "branch_after", day).await;
        assert_eq!(on_roll(&roll, "钱新").expect("on the roll")["status"], status, "{day}");
        assert_eq!((&roll["full"], &roll["voters"], &roll["committee"]), (&json!(full), &json!(voters), &json!(1)), "{day}");
    }
}

#[actix_web::test]
async fn who_left_was_there_until_the_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = json!({ "organization": id("branch"), "group": id("group"), "name": "李走", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
    let path = enrolled(&gardener, &body).await;
    let to = json!({ "to": id("branch_before"), "on": "2026-11-01" });
    let moved = gardener.post(format!("{path}/transfer")).if_match(1).json(&to).send().await.expect(200);
    assert_eq!((moved.version(), moved.json()["group"].is_null(), moved.json()["since"].as_str()), (2, true, Some("2026-11-01")));
    // Asked again because the reply was lost, it is the same answer.
    gardener.post(format!("{path}/transfer")).if_match(1).json(&to).send().await.expect(200);
    for (place, day, is_there) in [
        ("branch", "2026-10-31", true),
        ("group", "2026-10-31", true),
        ("branch_before", "2026-10-31", false),
        ("branch", "2026-11-01", false),
        ("group", "2026-11-01", false),
        ("branch_before", "2026-11-01", true),
    ] {
        assert_eq!(on_roll(&roll(&gardener, place, day).await, "李走").is_some(), is_there, "{place} on {day}");
    }
    let early = json!({ "to": id("branch"), "on": "2026-10-31" });
    gardener.post(format!("{path}/transfer")).if_match(2).json(&early).send().await.expect(422).field("/on", FieldFault::NotAllowedHere);
    // Sent back the very day they came: they never left.
    let back = json!({ "to": id("branch"), "group": id("group"), "on": "2026-11-01" });
    gardener.post(format!("{path}/transfer")).if_match(2).json(&back).send().await.expect(200);
    assert!(on_roll(&roll(&gardener, "branch", "2026-11-01").await, "李走").is_some());
    assert!(on_roll(&roll(&gardener, "branch_before", "2026-11-01").await, "李走").is_none());
}

#[actix_web::test]
async fn a_change_of_group_is_a_transfer_too() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = format!("/members/{}", id("member"));
    let other = |group: &str| json!({ "to": id("branch"), "group": id(group), "on": "2026-11-10" });
    gardener.post(format!("{path}/transfer")).if_match(1).json(&other("group_cousin")).send().await.expect(422).field("/group", FieldFault::NotThere);
    gardener.post(format!("{path}/transfer")).if_match(1).json(&other("group_after")).send().await.expect(200);
    let (before, after) = (roll(&gardener, "group", "2026-11-09").await, roll(&gardener, "group_after", "2026-11-10").await);
    assert!(on_roll(&before, "成员 member").is_some() && on_roll(&after, "成员 member").is_some());
    assert!(on_roll(&roll(&gardener, "group", "2026-11-10").await, "成员 member").is_none());
}

#[actix_web::test]
async fn a_transfer_needs_both_ends() {
    let t = app().await;
    let path = format!("/members/{}/transfer", id("member"));
    let to = |place: &str| json!({ "to": id(place), "on": "2026-11-20" });
    let village = t.as_(seated("organization_administrator", "village"));
    village.post(&path).if_match(1).json(&to("branch_cousin")).send().await.expect(422).field("/to", FieldFault::NotThere);
    village.post(&path).if_match(1).json(&to("group")).send().await.expect(422).field("/to", FieldFault::NotAllowedHere);
    village.post(&path).if_match(7).json(&to("branch_before")).send().await.refused(Fault::StaleVersion);
    let elsewhere = t.as_(seated("organization_administrator", "village_before"));
    elsewhere.post(&path).if_match(1).json(&to("branch_cousin")).send().await.refused(Fault::NotFound);
    village.post(&path).if_match(1).json(&to("branch_before")).send().await.expect(200);
}

#[actix_web::test]
async fn what_cannot_be_of_a_member_is_refused_at_once() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let put = |body: Value| gardener.put(format!("/members/{}", uuid::Uuid::now_v7())).creating().json(&body).send();
    let base = json!({ "organization": id("branch"), "name": "吴错", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
    let with = |field: &str, value: Value| {
        let mut body = base.clone();
        body[field] = value;
        body
    };
    put(with("full_on", json!("2010-06-30"))).await.expect(422).field("/full_on", FieldFault::EndsBeforeStart);
    put(with("full_on", Value::Null)).await.expect(422).field("/full_on", FieldFault::Required);
    put(with("organization", json!(id("group")))).await.expect(422).field("/organization", FieldFault::NotAllowedHere);
    put(with("group", json!(id("group_cousin")))).await.expect(422).field("/group", FieldFault::NotThere);
    put(with("since", json!("2009-01-01"))).await.expect(422).field("/since", FieldFault::EndsBeforeStart);
    put(with("joined_on", json!("2011-02-30"))).await.expect(422).field("/joined_on", FieldFault::BadFormat);
    put(with("duties", json!(["cook"]))).await.expect(422).field("/duties/0", FieldFault::UnknownWord);
    put(with("identity_number", json!("2112"))).await.expect(422).field("/identity_number", FieldFault::UnknownField);
    put(base).await.expect(201);
}

#[actix_web::test]
async fn membership_ends_with_its_last_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = format!("/members/{}", id("other_member"));
    gardener
        .patch(&path)
        .if_match(1)
        .json(&json!({ "ended_on": "2009-01-01" }))
        .send()
        .await
        .expect(422)
        .field("/ended_on", FieldFault::EndsBeforeStart);
    gardener.patch(&path).if_match(1).json(&json!({ "ended_on": "2026-11-15" })).send().await.expect(200);
    assert!(on_roll(&roll(&gardener, "branch", "2026-11-15").await, "成员 other_member").is_some());
    assert!(on_roll(&roll(&gardener, "branch", "2026-11-16").await, "成员 other_member").is_none());
}

#[actix_web::test]
async fn nobody_is_taken_in_by_what_was_dissolved() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for place in ["branch_after", "group_after"] {
        let gone = format!("/organizations/{}/dissolve", id(place));
        gardener.post(gone).if_match(1).json(&json!({ "on": "2026-11-20" })).send().await.expect(200);
    }
    let transfer = format!("/members/{}/transfer", id("member"));
    let to = json!({ "to": id("branch_after"), "on": "2026-11-20" });
    gardener.post(&transfer).if_match(1).json(&to).send().await.refused(Fault::WrongState);
    let to = json!({ "to": id("branch"), "group": id("group_after"), "on": "2026-11-20" });
    gardener.post(&transfer).if_match(1).json(&to).send().await.expect(422).field("/group", FieldFault::NotThere);
    let body = json!({ "organization": id("branch_after"), "name": "周迟", "status": "probationary", "joined_on": "2026-11-20" });
    gardener.put(format!("/members/{}", uuid::Uuid::now_v7())).creating().json(&body).send().await.refused(Fault::WrongState);
}

#[actix_web::test]
async fn who_is_no_member_any_more_is_not_transferred() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = format!("/members/{}", id("other_member"));
    gardener.patch(&path).if_match(1).json(&json!({ "ended_on": "2026-11-15" })).send().await.expect(200);
    let to = |on: &str| json!({ "to": id("branch_before"), "on": on });
    gardener.post(format!("{path}/transfer")).if_match(2).json(&to("2026-11-16")).send().await.expect(422).field("/on", FieldFault::NotAllowedHere);
    gardener.post(format!("{path}/transfer")).if_match(2).json(&to("2026-11-15")).send().await.expect(200);
}

/// Where a member may be sent, each with a group or without.
const PLACES: [(&str, Option<&str>); 5] =
    [("branch", None), ("branch", Some("group")), ("branch_before", Some("group_cousin")), ("branch_after", None), ("branch_cousin", None)];

/// Transfers somebody again and again, on some days of November, and compares every roll with what was asked.
async fn check_transfers(transfers: Vec<(usize, u32)>) {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = json!({ "organization": id("branch"), "name": "赵转", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01", "since": "2026-11-01" });
    let path = enrolled(&gardener, &body).await;
    let mut history = vec![(1, PLACES[0])];
    let mut version = 1;
    for (place, day) in transfers {
        let (to, group) = PLACES[place];
        let body = json!({ "to": id(to), "group": group.map(id), "on": format!("2026-11-{day:02}") });
        let reply = gardener.post(format!("{path}/transfer")).if_match(version).json(&body).send().await;
        let last = history.last().map_or(0, |(from, _)| *from);
        if day < last {
            reply.expect(422).field("/on", FieldFault::NotAllowedHere);
            continue;
        }
        version = reply.expect(200).version();
        history.retain(|(from, _)| *from != day);
        history.push((day, PLACES[place]));
    }
    for day in 1..=20 {
        let there = history.iter().rev().find(|(from, _)| *from <= day).map(|(_, place)| *place);
        for place in ["branch", "group", "branch_before", "group_cousin", "branch_after", "branch_cousin"] {
            let is_expected = there.is_some_and(|(branch, group)| branch == place || group == Some(place));
            let roll = roll(&gardener, place, &format!("2026-11-{day:02}")).await;
            assert_eq!(on_roll(&roll, "赵转").is_some(), is_expected, "{place} on day {day} after {history:?}");
        }
    }
}

#[test]
fn any_transfers_leave_one_place_a_day() {
    Grove::plant();
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let run = runner.run(&vec((0..PLACES.len(), 1_u32..=20), 1..8), |transfers| {
        System::new().block_on(check_transfers(transfers));
        Ok(())
    });
    run.expect("one place a day after every sequence of transfers");
}
