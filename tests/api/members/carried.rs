//! What a merger does to an organisation's people: all go over to the other on a day.

use sanhui::authz::Scope;
use sanhui::authz::action::ManageMember;
use sanhui::clock::Day;
use sanhui::id::OrganizationId;
use sanhui::members::move_all;
use sanhui::organizations::place;
use serde_json::{Value, json};

use super::{app, change, check_days, enrolled, id, id_of, member, roll, transfer};
use crate::support::app::TestApp;
use crate::support::diary::rows;
use crate::support::grove::GARDENER;

fn organization(name: &str) -> OrganizationId {
    id(name).parse().expect("an id")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

async fn merge(t: &TestApp, from: &'static str, to: &'static str, on: &str) -> usize {
    let on = day(on);
    let merged = t.app.db.write(move |tx| {
        let scope = Scope::<ManageMember>::operator()?;
        let ((_, from), (_, to)) = (place(tx, &scope, organization(from))?, place(tx, &scope, organization(to))?);
        move_all(tx, (&from, &to), on)
    });
    merged.await.expect("a merger")
}

#[actix_web::test]
async fn everybody_goes_over_on_the_day_and_without_duties() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    assert_eq!(merge(&t, "branch", "branch_after", "2026-11-10").await, 3);
    let (before, after) = (roll(&gardener, "branch", "2026-11-09").await, roll(&gardener, "branch_after", "2026-11-10").await);
    assert_eq!((before["items"].as_array().map(Vec::len), &before["committee"]), (Some(3), &json!(1)));
    assert_eq!((after["items"].as_array().map(Vec::len), &after["committee"]), (Some(3), &json!(0)));
    assert!(after["items"].as_array().expect("people").iter().all(|one| one["group"] == id("group")), "in their groups, which go along");
    for (place, day) in [("branch", "2026-11-10"), ("branch_after", "2026-11-09")] {
        assert_eq!(roll(&gardener, place, day).await["known"], false, "{place} on {day}");
    }
    for day in ["2026-11-09", "2026-11-10"] {
        assert_eq!(roll(&gardener, "group", day).await["items"].as_array().map(Vec::len), Some(3), "who was in the group stays in it: {day}");
    }
    let secretary = gardener.get(format!("/members/{}", id("secretary"))).send().await.expect(200).json();
    assert_eq!(
        (&secretary["organization"], &secretary["since"], &secretary["version"]),
        (&json!(id("branch_after")), &json!("2026-11-10"), &json!(2))
    );
    let told: Vec<Value> = rows(&t, id("secretary")).await;
    let acts: Vec<_> = told.iter().map(|row| (row["act"].as_str().unwrap_or_default(), row["organization"].as_str().unwrap_or_default())).collect();
    assert!(acts.contains(&("member.leave", id("branch"))) && acts.contains(&("member.transfer", id("branch_after"))), "{acts:?}");
}

#[actix_web::test]
async fn who_died_stays_who_is_to_come_comes_to_the_other_and_who_is_to_go_goes_from_there() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let at = |name: &str, since: &str| member(json!({ "organization": id("branch_before"), "name": name, "since": since }));
    let dead = enrolled(&gardener, &at("逝者", "2026-01-01")).await;
    change(&gardener, &dead, 1, json!({ "ended_on": "2026-11-09" })).await.expect(200);
    let last_day = enrolled(&gardener, &at("当日", "2026-01-01")).await;
    change(&gardener, &last_day, 1, json!({ "ended_on": "2026-11-10" })).await.expect(200);
    enrolled(&gardener, &at("将来", "2026-12-01")).await;
    let leaving = enrolled(&gardener, &at("将走", "2026-01-01")).await;
    transfer(&gardener, &leaving, 1, json!({ "to": id("branch_cousin"), "on": "2026-12-01" })).await.expect(200);
    let gone = enrolled(&gardener, &at("已走", "2026-01-01")).await;
    transfer(&gardener, &gone, 1, json!({ "to": id("branch_cousin"), "on": "2026-11-10" })).await.expect(200);
    assert_eq!(merge(&t, "branch_before", "branch_after", "2026-11-10").await, 3);
    check_days(&gardener, "逝者", &[("branch_before", "2026-11-09", true), ("branch_after", "2026-11-10", false)]).await;
    check_days(&gardener, "当日", &[("branch_after", "2026-11-10", true), ("branch_after", "2026-11-11", false)]).await;
    let expected = [("branch_before", "2026-12-01", false), ("branch_after", "2026-11-30", false), ("branch_after", "2026-12-01", true)];
    check_days(&gardener, "将来", &expected).await;
    let expected = [
        ("branch_before", "2026-11-09", true),
        ("branch_before", "2026-11-10", false),
        ("branch_after", "2026-11-10", true),
        ("branch_after", "2026-11-30", true),
        ("branch_after", "2026-12-01", false),
        ("branch_cousin", "2026-12-01", true),
    ];
    check_days(&gardener, "将走", &expected).await;
    check_days(&gardener, "已走", &[("branch_after", "2026-11-10", false), ("branch_cousin", "2026-11-10", true)]).await;
    assert_eq!(gardener.get(&leaving).send().await.expect(200).json()["organization"], id("branch_cousin"));
    assert_eq!(rows(&t, id_of(&leaving)).await.len(), 5, "told at both ends each time");
}
