//! The tree: what may stand where, how it is searched, moved and taken down.

mod changing;
mod dated;
mod ending;
mod merging;

use actix_web::rt::System;
use proptest::collection::vec;
use proptest::test_runner::{Config, TestRunner};
use sanhui::authz::Scope;
use sanhui::authz::action::ReadOrganization;
use sanhui::error::{Fault, FieldFault};
use sanhui::{members, organizations};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::grove::{GARDENER, Grove, TREE, seated};

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn place(name: &str) -> String {
    format!("/organizations/{}", Grove::plant().ids.get(name))
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

fn fresh() -> String {
    format!("/organizations/{}", uuid::Uuid::now_v7())
}

#[actix_web::test]
async fn a_branch_has_only_groups_below_it_and_a_group_nothing() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for (above, kind, status) in [
        ("branch", "party_branch", 422),
        ("branch", "party_group", 201),
        ("group", "party_group", 422),
        ("group", "party_branch", 422),
        ("group", "party_committee", 422),
        ("village", "general_branch", 422),
        ("township", "party_group", 422),
        ("village", "party_group", 422),
        ("village", "party_committee", 422),
        ("village", "joint_branch", 201),
        ("township", "general_branch", 201),
        ("township", "party_leading_group", 201),
        ("township", "organs_work_committee", 201),
        ("village", "organ_party_committee", 422),
    ] {
        let body = json!({ "parent": id(above), "name": "新设组织", "kind": kind });
        let reply = gardener.put(fresh()).creating().json(&body).send().await.expect(status);
        if status == 422 {
            reply.field("/kind", FieldFault::NotAllowedHere);
        }
    }
    // Nor does a change of its kind get it there.
    let branch = place("branch");
    let change = gardener.patch(&branch).if_match(Grove::plant().ids.version("branch"));
    change.json(&json!({ "kind": "party_committee" })).send().await.expect(422).field("/kind", FieldFault::NotAllowedHere);
}

#[actix_web::test]
async fn an_organisation_is_made_once_and_changed_by_who_saw_it() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (path, body) = (fresh(), json!({ "parent": id("village"), "name": "中共𠮷山村支部", "kind": "party_branch", "code": "X7", "party_day": 5 }));
    gardener.put(&path).json(&body).send().await.refused(Fault::VersionRequired);
    let made = gardener.put(&path).creating().json(&body).send().await.expect(201);
    assert_eq!((made.version(), made.json()["name"].as_str()), (1, Some("中共𠮷山村支部")));
    gardener.put(&path).creating().json(&body).send().await.expect(200);
    let other = json!({ "parent": id("village"), "name": "另一支部", "kind": "party_branch", "code": "X7" });
    gardener.put(&path).creating().json(&other).send().await.refused(Fault::AlreadyExists);
    gardener.put(fresh()).creating().json(&other).send().await.refused(Fault::Invalid).field("/code", FieldFault::TakenAlready);
    gardener.patch(&path).if_match(2).json(&json!({ "sector": "rural" })).send().await.refused(Fault::StaleVersion);
    let changed = gardener.patch(&path).if_match(1).json(&json!({ "sector": "rural", "party_day": null })).send().await.expect(200);
    assert_eq!((changed.version(), changed.json()["sector"].as_str(), changed.json()["party_day"].is_null()), (2, Some("rural"), true));
    assert_eq!(changed.json()["code"], "X7");
    gardener.patch(&path).if_match(2).json(&json!({ "party_day": 29 })).send().await.expect(422).field("/party_day", FieldFault::OutOfRange);
    let moved = json!({ "parent": id("township"), "name": "中共𠮷山村支部", "kind": "party_branch" });
    gardener.put(&path).if_match(2).json(&moved).send().await.expect(422).field("/parent", FieldFault::NotAllowedHere);
}

#[actix_web::test]
async fn only_a_system_administrator_plants_a_tree() {
    let t = app().await;
    let body = json!({ "name": "中共另一县委员会", "kind": "party_committee" });
    let administrator = t.as_(seated("organization_administrator", "county"));
    administrator.put(fresh()).creating().json(&body).send().await.expect(422).field("/parent", FieldFault::Required);
    let before = t.trail_length().await;
    let made = t.as_(seated("system_administrator", "county")).put(fresh()).creating().json(&body).send().await.expect(201).json();
    assert_eq!((&made["path"], &made["parent"], &made["version"]), (&json!("002"), &Value::Null, &json!(1)));
    // It stands in nobody's scope yet, but it is told.
    assert_eq!(t.trail_length().await, before + 1);
    let next = t.as_(seated("system_administrator", "county")).put(fresh()).creating().json(&body).send().await.expect(201).json();
    assert_eq!(next["path"], "003", "the one before it stands");
    let foreign = json!({ "parent": id("old_village"), "name": "伸手的支部", "kind": "party_branch" });
    let administrator = t.as_(seated("organization_administrator", "village"));
    administrator.put(fresh()).creating().json(&foreign).send().await.expect(422).field("/parent", FieldFault::NotThere);
}

#[actix_web::test]
async fn it_is_found_by_any_part_of_its_name() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for name in ["百分%支部", "下划_支部", "普通支部"] {
        gardener.put(fresh()).creating().json(&json!({ "parent": id("village"), "name": name, "kind": "party_branch" })).send().await.expect(201);
    }
    let names = async |query: &str| -> Vec<String> {
        let page = gardener.get(format!("/organizations?{query}")).send().await.expect(200).json();
        page["items"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str().map(str::to_string)).collect()
    };
    assert_eq!(names("q=%25").await, ["百分%支部"]);
    assert!(!names("q=_").await.contains(&"普通支部".to_string()));
    assert_eq!(names("q=%E6%99%AE%E9%80%9A").await, ["普通支部"]);
    assert_eq!(names(&format!("parent={}&kind=party_group", id("branch"))).await, ["大河县 group", "大河县 group_after"]);
    assert_eq!(names("kind=party_group").await, ["大河县 group", "大河县 group_after", "大河县 group_cousin"]);
    assert_eq!(names("status=dissolved").await, [""; 0]);
    // Page by page it is the same list.
    let all = names("limit=100").await;
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: Value = gardener.get(format!("/organizations?limit=3{cursor}")).send().await.expect(200).json();
        paged.extend(page["items"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str().map(str::to_string)));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(paged, all);
}

#[actix_web::test]
async fn what_stands_directly_below_is_listed_by_name() {
    let t = app().await;
    let below = async |name: &str| -> Vec<String> {
        let page = t.as_(GARDENER).get(place(name) + "/children?limit=100").send().await.expect(200).json();
        page["items"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str().map(str::to_string)).collect()
    };
    assert_eq!(below("village").await, ["大河县 branch", "大河县 branch_after", "大河县 branch_before"]);
    assert_eq!(below("county").await, ["大河县 old_township", "大河县 township"]);
    assert_eq!((below("group").await, below("old_village").await), (vec![], vec![]));
    let village = t.as_(seated("organization_administrator", "village"));
    for outside in ["township", "village_before", "branch_cousin"] {
        village.get(place(outside) + "/children").send().await.refused(Fault::NotFound);
    }
}

#[actix_web::test]
async fn at_the_command_line_it_is_called_by_its_id_its_code_or_its_whole_name() {
    let t = app().await;
    let body = json!({ "parent": id("village"), "name": "同名支部", "kind": "party_branch", "code": "X1" });
    for (code, name) in [("X1", "同名支部"), ("X2", "同名支部"), ("X3", "独名支部")] {
        let mut body = body.clone();
        (body["code"], body["name"]) = (json!(code), json!(name));
        t.as_(GARDENER).put(fresh()).creating().json(&body).send().await.expect(201);
    }
    let called = async |name: &'static str| {
        let found = t.app.db.read(move |snapshot| organizations::named(snapshot, &Scope::<ReadOrganization>::operator()?, name)).await;
        found.map(|(place, at)| {
            assert_eq!(place.id, at.organization());
            place.id.to_string()
        })
    };
    assert_eq!(called(id("branch")).await.ok().as_deref(), Some(id("branch")));
    assert_eq!(called("大河县 branch").await.ok().as_deref(), Some(id("branch")));
    let (first, second) = (called("X1").await.expect("a place"), called("X2").await.expect("a place"));
    assert_ne!(first, second);
    assert_eq!(called("独名支部").await.ok(), called("X3").await.ok());
    for (name, why) in [("同名支部", "more than one"), ("独名", "no organisation"), ("X", "no organisation")] {
        let refused = called(name).await.expect_err("no place").to_string();
        assert!(refused.contains(why), "{name}: {refused}");
    }
}

#[actix_web::test]
async fn it_is_dissolved_when_nobody_is_left() {
    let t = app().await;
    let (gardener, ids) = (t.as_(GARDENER), &Grove::plant().ids);
    let on = json!({ "on": "2026-11-20" });
    gardener.post(place("branch") + "/dissolve").if_match(ids.version("branch")).json(&on).send().await.refused(Fault::WrongState);
    gardener.post(place("group") + "/dissolve").if_match(1).json(&on).send().await.refused(Fault::WrongState);
    gardener.post(place("group_after") + "/dissolve").if_match(1).json(&on).send().await.expect(200);
    let gone = gardener.get(place("group_after")).send().await.expect(200).json();
    assert_eq!((gone["status"].as_str(), gone["dissolved_on"].as_str()), (Some("dissolved"), Some("2026-11-20")));
    gardener.patch(place("group_after")).if_match(2).json(&json!({ "name": "又来了" })).send().await.refused(Fault::WrongState);
    gardener.post(place("group_after") + "/dissolve").if_match(2).json(&on).send().await.refused(Fault::WrongState);
    gardener.post(place("group_after") + "/move").if_match(2).json(&json!({ "parent": id("branch_before") })).send().await.refused(Fault::WrongState);
}

#[actix_web::test]
async fn the_dead_do_not_keep_a_branch_alive() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let member = format!("/members/{}", uuid::Uuid::now_v7());
    let body = json!({ "organization": id("branch_after"), "name": "郑老", "status": "full", "joined_on": "1970-07-01", "full_on": "1971-07-01" });
    gardener.put(&member).creating().json(&body).send().await.expect(201);
    let dissolve = async |on: &str| gardener.post(place("branch_after") + "/dissolve").if_match(1).json(&json!({ "on": on })).send().await;
    dissolve("2026-11-20").await.refused(Fault::WrongState);
    gardener.patch(&member).if_match(1).json(&json!({ "ended_on": "2026-11-15" })).send().await.expect(200);
    dissolve("2026-11-15").await.refused(Fault::WrongState);
    dissolve("2026-11-16").await.expect(200);
}

#[actix_web::test]
async fn a_group_goes_to_another_branch_without_its_members() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let to = json!({ "parent": id("branch_before") });
    gardener.post(place("group") + "/move").if_match(1).json(&to).send().await.refused(Fault::WrongState);
    gardener.post(place("group_after") + "/move").if_match(1).json(&to).send().await.expect(200);
}

#[actix_web::test]
async fn nothing_moves_below_itself_or_beyond_the_mover() {
    let t = app().await;
    let (gardener, ids) = (t.as_(GARDENER), &Grove::plant().ids);
    let version = ids.version("village");
    for below in ["village", "branch", "group"] {
        gardener.post(place("village") + "/move").if_match(version).json(&json!({ "parent": id(below) })).send().await.refused(Fault::WouldCycle);
    }
    gardener
        .post(place("group") + "/move")
        .if_match(1)
        .json(&json!({ "parent": id("village") }))
        .send()
        .await
        .expect(422)
        .field("/parent", FieldFault::NotAllowedHere);
    let mover = t.as_(seated("organization_administrator", "village"));
    let away = json!({ "parent": id("village_after") });
    mover.post(place("branch") + "/move").if_match(ids.version("branch")).json(&away).send().await.expect(422).field("/parent", FieldFault::NotThere);
    let one_up = t.as_(seated("organization_administrator", "township"));
    let moved = one_up.post(place("branch") + "/move").if_match(ids.version("branch")).json(&away).send().await.expect(200).json();
    mover.get(place("branch")).send().await.refused(Fault::NotFound);
    let above = one_up.get(place("village_after")).send().await.expect(200).json();
    assert!(moved["path"].as_str().expect("a path").starts_with(above["path"].as_str().expect("a path")));
}

/// That the tree is one: every path its superior's and a place, no place twice, and everybody on the roll where their
/// organisation is.
fn check_tree(t: &TestApp) {
    let rows = t.app.db.read_blocking(|snapshot| organizations::import_index(snapshot, &Scope::operator()?)).expect("organisations");
    for row in &rows {
        let above = rows.iter().find(|above| Some(above.id) == row.parent_id);
        assert_eq!(row.path.parent(), above.map(|above| above.path.clone()), "{} at {}", row.name, row.path);
        assert_eq!(rows.iter().filter(|other| other.path == row.path).count(), 1, "{} shares {}", row.name, row.path);
        let (place, path) = (row.id, row.path.clone());
        let members = t.app.db.read_blocking(move |snapshot| members::import_index(snapshot, &Scope::operator()?, place)).expect("members");
        assert!(members.iter().all(|member| member.row.path == path));
    }
}

#[test]
fn any_moves_leave_a_tree() {
    Grove::plant();
    let step = (0..TREE.len(), 0..TREE.len());
    let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
    let run = runner.run(&vec(step, 1..25), |moves| {
        System::new().block_on(async {
            let t = app().await;
            let gardener = t.as_(GARDENER);
            for (what, to) in moves {
                let path = place(TREE[what].0);
                let version = gardener.get(&path).send().await.expect(200).version();
                let reply = gardener.post(format!("{path}/move")).if_match(version).json(&json!({ "parent": id(TREE[to].0) })).send().await;
                assert!([200, 404, 409, 422].contains(&reply.status), "{}", reply.text());
            }
            check_tree(&t);
        });
        Ok(())
    });
    run.expect("a tree after every sequence of moves");
}
