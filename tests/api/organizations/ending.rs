//! Moving and dissolving: what is told of it, what stands in the way, and the same asked again.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, fresh, id, place};
use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, Grove};

async fn relocate(caller: &Client<'_>, name: &str, version: i32, to: &str) -> Reply {
    caller.post(place(name) + "/move").if_match(version).json(&json!({ "parent": id(to) })).send().await
}

async fn dissolve(caller: &Client<'_>, name: &str, version: i32, on: &str) -> Reply {
    caller.post(place(name) + "/dissolve").if_match(version).json(&json!({ "on": on })).send().await
}

fn state(organization: &Value) -> Value {
    let fields = ["parent", "path", "kind", "sector", "status", "dissolved_on", "merged_into"];
    fields.into_iter().map(|field| (field.to_string(), organization[field].clone())).collect::<serde_json::Map<_, _>>().into()
}

async fn seen(t: &TestApp, name: &str) -> Value {
    t.as_(GARDENER).get(place(name)).send().await.expect(200).json()
}

#[actix_web::test]
async fn a_move_changes_the_place_and_nothing_else_and_takes_along_what_is_below() {
    let t = app().await;
    let (gardener, version) = (t.as_(GARDENER), Grove::plant().ids.version("branch"));
    let mut expected = seen(&t, "branch").await;
    let moved = relocate(&gardener, "branch", version, "village_after").await.expect(200);
    let above = seen(&t, "village_after").await["path"].as_str().expect("a path").to_string();
    let path = moved.json()["path"].as_str().expect("a path").to_string();
    assert_eq!(path, format!("{above}001"), "its first child");
    for (field, value) in [("parent", json!(id("village_after"))), ("path", json!(path)), ("version", json!(version + 1))] {
        expected[field] = value;
    }
    assert_eq!((moved.version(), moved.json(), seen(&t, "branch").await), (version + 1, expected.clone(), expected));
    let group = seen(&t, "group").await;
    assert_eq!((&group["path"], &group["version"]), (&json!(format!("{path}001")), &json!(1)));
    assert_ne!(seen(&t, "branch_after").await["path"].as_str().map(|path| path.starts_with(&above)), Some(true), "who stood beside it stays");
}

#[actix_web::test]
async fn the_trail_tells_a_move_at_both_places() {
    let t = app().await;
    let version = Grove::plant().ids.version("branch");
    let before = seen(&t, "branch").await;
    let after = relocate(&t.as_(GARDENER), "branch", version, "village_after").await.expect(200).json();
    let found = rows(&t, id("branch")).await;
    // It was somewhere else before, whose rows may be counted apart.
    let fresh: Vec<&Value> = found.iter().filter(|row| row["version"] == version + 1).collect();
    assert_eq!(fresh.iter().map(|row| row["act"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ["organization.leave", "organization.move"]);
    for row in fresh {
        assert_eq!((&row["before"], &row["after"]), (&state(&before), &state(&after)));
        assert_eq!((&row["organization"], &row["actor"]), (&json!(id("branch")), &json!(GARDENER)));
    }
    // Whoever reads on at the place that it left learns of the one, at the other of the other.
    for (path, act) in [(&before["path"], "organization.leave"), (&after["path"], "organization.move")] {
        let within = path.as_str().expect("a path");
        let page = t.as_(GARDENER).get(format!("/trail?limit=100&within={within}")).send().await.expect(200).json();
        let acts: Vec<&str> = page["items"].as_array().into_iter().flatten().filter_map(|row| row["act"].as_str()).collect();
        let (other, is_told) = (if act == "organization.leave" { "organization.move" } else { "organization.leave" }, acts.contains(&act));
        let is_last = acts.iter().rfind(|one| **one == act || **one == other) == Some(&act);
        assert!(is_told && is_last, "{act} within {within}: {acts:?}");
    }
}

#[actix_web::test]
async fn a_move_again_is_answered_as_before() {
    let t = app().await;
    let (gardener, version) = (t.as_(GARDENER), Grove::plant().ids.version("branch"));
    let moved = relocate(&gardener, "branch", version, "village_after").await.expect(200).json();
    let before = t.trail_length().await;
    for seen in [version, version + 1] {
        assert_eq!(relocate(&gardener, "branch", seen, "village_after").await.expect(200).json(), moved, "against version {seen}");
    }
    let stale = relocate(&gardener, "branch", version, "village_before").await.refused(Fault::StaleVersion);
    assert_eq!(stale.json()["current_version"], version + 1);
    gardener.post(place("branch") + "/move").json(&json!({ "parent": id("village") })).send().await.refused(Fault::VersionRequired);
    assert_eq!(t.trail_length().await, before);
}

#[actix_web::test]
async fn what_was_dissolved_neither_moves_nor_takes_others_in() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    dissolve(&gardener, "branch_after", 1, "2026-11-20").await.expect(200);
    dissolve(&gardener, "village_after", 1, "2026-11-20").await.expect(200);
    relocate(&gardener, "branch_after", 2, "village_before").await.refused(Fault::WrongState);
    relocate(&gardener, "branch_before", 1, "village_after").await.refused(Fault::WrongState);
    let body = json!({ "parent": id("village_after"), "name": "迟到支部", "kind": "party_branch" });
    gardener.put(fresh()).creating().json(&body).send().await.refused(Fault::WrongState);
    let replaced = json!({ "parent": id("village"), "name": "改名", "kind": "party_branch" });
    gardener.put(place("branch_after")).if_match(2).json(&replaced).send().await.refused(Fault::WrongState);
}

#[actix_web::test]
async fn a_group_that_nobody_is_in_any_more_may_go() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for member in ["secretary", "member", "other_member"] {
        relocate(&gardener, "group", 1, "branch_before").await.refused(Fault::WrongState);
        let path = format!("/members/{}/transfer", id(member));
        gardener.post(path).if_match(1).json(&json!({ "to": id("branch"), "on": "2026-11-23" })).send().await.expect(200);
    }
    let moved = relocate(&gardener, "group", 1, "branch_before").await.expect(200).json();
    assert_eq!(moved["parent"], id("branch_before"));
}

#[actix_web::test]
async fn a_move_goes_where_its_kind_may_stand() {
    let t = app().await;
    let (gardener, ids) = (t.as_(GARDENER), &Grove::plant().ids);
    for (name, to) in [("branch", "branch_before"), ("village", "village_before"), ("group_after", "township")] {
        relocate(&gardener, name, ids.version(name), to).await.refused(Fault::Invalid).field("/parent", FieldFault::NotAllowedHere);
    }
    let nowhere = json!({ "parent": uuid::Uuid::now_v7() });
    let ask = gardener.post(place("branch") + "/move").if_match(ids.version("branch"));
    ask.json(&nowhere).send().await.refused(Fault::Invalid).field("/parent", FieldFault::NotThere);
    relocate(&gardener, "branch", ids.version("branch"), "township").await.expect(200);
}

#[actix_web::test]
async fn a_dissolution_keeps_the_day_and_is_told() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (mut expected, before) = (seen(&t, "branch_after").await, seen(&t, "branch_after").await);
    let gone = dissolve(&gardener, "branch_after", 1, "2026-11-19").await.expect(200);
    for (field, value) in [("status", json!("dissolved")), ("dissolved_on", json!("2026-11-19")), ("version", json!(2))] {
        expected[field] = value;
    }
    assert_eq!((gone.version(), gone.json(), seen(&t, "branch_after").await), (2, expected.clone(), expected.clone()));
    let found = rows(&t, id("branch_after")).await;
    let row = found.last().expect("a row");
    assert_eq!((&row["act"], &row["version"], &row["organization"]), (&json!("organization.dissolve"), &json!(2), &json!(id("branch_after"))));
    assert_eq!((&row["before"], &row["after"]), (&state(&before), &state(&expected)));
    // Asked again because the reply was lost, it is the same; of the one that stands, or for another day, it is not.
    let length = t.trail_length().await;
    assert_eq!(dissolve(&gardener, "branch_after", 1, "2026-11-19").await.expect(200).json(), expected);
    dissolve(&gardener, "branch_after", 2, "2026-11-19").await.refused(Fault::WrongState);
    dissolve(&gardener, "branch_after", 2, "2026-11-20").await.refused(Fault::WrongState);
    dissolve(&gardener, "branch_after", 1, "2026-11-20").await.refused(Fault::StaleVersion);
    gardener.post(place("branch_before") + "/dissolve").json(&json!({ "on": "2026-11-20" })).send().await.refused(Fault::VersionRequired);
    assert_eq!(t.trail_length().await, length);
}

#[actix_web::test]
async fn a_place_is_dissolved_from_the_day_on_which_nobody_is_there() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let member = format!("/members/{}", uuid::Uuid::now_v7());
    let body = json!({ "organization": id("branch_after"), "name": "郑走", "status": "probationary", "joined_on": "2026-01-01" });
    gardener.put(&member).creating().json(&body).send().await.expect(201);
    dissolve(&gardener, "branch_after", 1, "2026-11-20").await.refused(Fault::WrongState);
    gardener.post(format!("{member}/transfer")).if_match(1).json(&json!({ "to": id("branch"), "on": "2026-11-10" })).send().await.expect(200);
    dissolve(&gardener, "branch_after", 1, "2026-11-09").await.refused(Fault::WrongState);
    dissolve(&gardener, "branch_after", 1, "2026-11-10").await.expect(200);
}

#[actix_web::test]
async fn a_superior_is_dissolved_after_all_that_was_below_it_and_a_branch_with_its_groups() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let version = |name: &str| Grove::plant().ids.version(name);
    dissolve(&gardener, "branch_before", 1, "2026-11-20").await.expect(200);
    let group = seen(&t, "group_cousin").await;
    assert_eq!((&group["status"], &group["dissolved_on"], &group["version"]), (&json!("dissolved"), &json!("2026-11-20"), &json!(2)));
    let found = rows(&t, id("group_cousin")).await;
    assert_eq!(found.last().map(|row| (row["act"].clone(), row["version"].clone())), Some((json!("organization.dissolve"), json!(2))));
    dissolve(&gardener, "village", version("village"), "2026-11-20").await.refused(Fault::WrongState);
    dissolve(&gardener, "branch", version("branch"), "2026-11-20").await.refused(Fault::WrongState);
    assert_eq!(seen(&t, "group_after").await["status"], "active", "nothing of what was refused was done");
}

#[actix_web::test]
async fn a_place_ends_neither_before_it_began_nor_in_days_to_come() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    gardener.patch(place("branch_after")).if_match(1).json(&json!({ "active_from": "2026-11-10" })).send().await.expect(200);
    dissolve(&gardener, "branch_after", 2, "2026-11-09").await.refused(Fault::Invalid).field("/on", FieldFault::EndsBeforeStart);
    dissolve(&gardener, "branch_after", 2, "2026-11-24").await.refused(Fault::Invalid).field("/on", FieldFault::NotAllowedHere);
    dissolve(&gardener, "branch_after", 2, "2026-11-10").await.expect(200);
    dissolve(&gardener, "village_after", 1, "2026-11-23").await.expect(200);
}
