//! Transfers in any order, on any days: one place a day.

use actix_web::rt::System;
use proptest::collection::vec;
use proptest::test_runner::{Config, TestRunner};
use sanhui::error::FieldFault;
use serde_json::json;

use super::{app, enrolled, id, on_roll, roll};
use crate::support::grove::{GARDENER, Grove};

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
