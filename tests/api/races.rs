//! Many at once: of equal changes one wins and the others are told, nothing is lost and nothing is done twice.

use futures_util::future::join_all;
use sanhui::authz::prove;
use sanhui::authz::token::Claims;
use sanhui::draft;
use sanhui::error::Fault;
use sanhui::id::SessionId;
use sanhui::seen::Seen;
use sanhui::sessions::{self, Record};
use serde_json::json;

use crate::support::app::{TestApp, device_of};
use crate::support::database::postgres;
use crate::support::grove::{GARDENER, Grove, seated};

const AT_ONCE: usize = 8;

/// The grove with as many connections as there are callers.
async fn app() -> TestApp {
    TestApp::with(&Grove::plant().template, |config| config.connections = AT_ONCE).await
}

fn counted(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|one| **one == status).count()
}

#[actix_web::test]
async fn of_equal_changes_one_wins() {
    let t = app().await;
    let (gardener, ids) = (t.as_(GARDENER), &Grove::plant().ids);
    let path = format!("/organizations/{}", ids.get("branch"));
    for round in 0..5 {
        let version = gardener.get(&path).send().await.expect(200).version();
        let asked = (0..AT_ONCE).map(|n| gardener.patch(&path).if_match(version).json(&json!({ "name": format!("第 {round} 轮第 {n} 个") })).send());
        let statuses: Vec<u16> = join_all(asked).await.iter().map(|reply| reply.status).collect();
        assert_eq!((counted(&statuses, 200), counted(&statuses, 412)), (1, AT_ONCE - 1), "{statuses:?}");
        assert_eq!(gardener.get(&path).send().await.expect(200).version(), version + 1);
    }
}

#[actix_web::test]
async fn a_record_that_is_sent_many_times_is_made_once() {
    let t = app().await;
    let (gardener, ids) = (t.as_(GARDENER), &Grove::plant().ids);
    for _ in 0..5 {
        let path = format!("/organizations/{}", uuid::Uuid::now_v7());
        let body = json!({ "parent": ids.get("village"), "name": "大河县重复支部", "kind": "party_branch" });
        let before = t.trail_length().await;
        let asked = (0..AT_ONCE).map(|_| gardener.put(&path).creating().json(&body).send());
        let statuses: Vec<u16> = join_all(asked).await.iter().map(|reply| reply.status).collect();
        assert_eq!((counted(&statuses, 201), counted(&statuses, 200)), (1, AT_ONCE - 1), "{statuses:?}");
        assert_eq!(t.trail_length().await, before + 1);
    }
}

#[actix_web::test]
async fn children_never_share_a_place() {
    let t = app().await;
    let (gardener, ids) = (t.as_(GARDENER), &Grove::plant().ids);
    let parent = format!("/organizations/{}", ids.get("village"));
    let version = gardener.get(&parent).send().await.expect(200).version();
    let body = json!({ "parent": ids.get("village"), "name": "大河县新支部", "kind": "party_branch" });
    let made = join_all((0..AT_ONCE * 3).map(|_| gardener.put(format!("/organizations/{}", uuid::Uuid::now_v7())).creating().json(&body).send()));
    // Meanwhile the superior changes: that must not take back the places it has given.
    let (made, changed) =
        futures_util::future::join(made, gardener.patch(&parent).if_match(version).json(&json!({ "name": "大河县村" })).send()).await;
    changed.expect(200);
    let mut paths: Vec<String> = made.into_iter().map(|reply| reply.expect(201).json()["path"].as_str().unwrap_or_default().to_string()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), AT_ONCE * 3);
    gardener.put(format!("/organizations/{}", uuid::Uuid::now_v7())).creating().json(&body).send().await.expect(201);
}

#[actix_web::test]
async fn who_is_made_during_a_move_moves_along() {
    let t = app().await;
    let (gardener, ids) = (t.as_(GARDENER), &Grove::plant().ids);
    let village = format!("/organizations/{}", ids.get("village"));
    let body = json!({ "parent": ids.get("branch"), "name": "第二党小组", "kind": "party_group" });
    for to in ["old_township", "township", "old_township", "township"] {
        let version = gardener.get(&village).send().await.expect(200).version();
        let moving = gardener.post(format!("{village}/move")).if_match(version).json(&json!({ "parent": ids.get(to) })).send();
        let making = join_all((0..AT_ONCE).map(|_| gardener.put(format!("/organizations/{}", uuid::Uuid::now_v7())).creating().json(&body).send()));
        let (made, moved) = futures_util::future::join(making, moving).await;
        moved.expect(200);
        for reply in made {
            reply.expect(201);
        }
        let branch = gardener.get(format!("/organizations/{}", ids.get("branch"))).send().await.expect(200).json();
        let below = gardener.get(format!("/organizations/{}/children?limit=100", ids.get("branch"))).send().await.expect(200).json();
        for child in below["items"].as_array().into_iter().flatten() {
            let (path, above) = (child["path"].as_str().unwrap_or_default(), branch["path"].as_str().unwrap_or_default());
            assert!(path.starts_with(above), "{path} is not below {above}");
        }
    }
}

#[actix_web::test]
async fn the_same_import_at_once_makes_nothing_twice() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let sheets = [
        ("organizations", "name,kind,parent\n第八党支部,党支部,大河县 village\n".to_string()),
        ("members", "name,status,organization,joined_on,full_on\n钱八,正式党员,大河县 branch,2010-07-01,2011-07-01\n".to_string()),
    ];
    for (kind, sheet) in sheets {
        let before = t.trail_length().await;
        let asked = (0..4).map(|_| gardener.post(format!("/imports?kind={kind}")).bytes("text/csv", sheet.clone()).send());
        for reply in join_all(asked).await {
            // PostgreSQL may end one of two that wait for each other; asked again it changes nothing.
            assert!([200, 503].contains(&reply.status), "{}", reply.text());
        }
        gardener.post(format!("/imports?kind={kind}")).bytes("text/csv", sheet).send().await.expect(200);
        assert_eq!(t.trail_length().await, before + 1, "{kind}");
    }
}

#[actix_web::test]
async fn of_two_evaluations_at_once_one_decides() {
    let t = app().await;
    let ids = &Grove::plant().ids;
    let (one, other) = (seated("committee_reviewer", "village"), seated("committee_reviewer", "township"));
    let path = format!("/sessions/{}/evaluations", ids.get("submitted"));
    let say = |account, verdict: &str| {
        let reasons = if verdict == "return" { json!([{ "pointer": "", "text": "请补充。" }]) } else { json!([]) };
        let body = json!({ "id": uuid::Uuid::now_v7(), "verdict": verdict, "grade": "good", "reasons": reasons });
        t.as_(account).post(&path).if_match(ids.version("submitted")).json(&body).send()
    };
    let bulk =
        json!({ "grade": "good", "items": [{ "id": uuid::Uuid::now_v7(), "session": ids.get("submitted"), "version": ids.version("submitted") }] });
    let before = t.trail_length().await;
    let singles = join_all([say(one, "accept"), say(other, "return"), say(one, "return"), say(other, "accept")]);
    let (singles, bulk) = futures_util::future::join(singles, t.as_(one).post("/reviews/accept").json(&bulk).send()).await;
    let decided = singles.iter().filter(|reply| reply.status == 201).count() + usize::from(bulk.json()["results"][0]["accepted"] == true);
    assert_eq!(decided, 1);
    assert_eq!(t.trail_length().await, before + 1);
}

/// Writers on one version at a time; what PostgreSQL runs side by side SQLite runs in turn.
const ROUNDS: usize = 40;

/// A record as the `number`th of them would write it over a version.
fn record(version: i32, number: usize) -> serde_json::Value {
    let title = format!("第 {version} 版，第 {number} 稿");
    json!({ "organization": Grove::plant().ids.get("branch"), "kind": "theme_party_day", "held_on": "2026-11-18", "title": title })
}

#[actix_web::test]
async fn of_two_servers_writers_on_one_version_one_wins() {
    let one = app().await;
    let other = one.beside().await;
    let (secretary, path) = (seated("branch_secretary", "branch"), format!("/sessions/{}", Grove::plant().ids.get("draft")));
    let rounds = if postgres().is_some() { ROUNDS } else { 4 };
    for _ in 0..rounds {
        let version = one.as_(secretary).get(&path).send().await.expect(200).version();
        let writers = (0..AT_ONCE).map(|n| [&one, &other][n % 2].as_(secretary).put(&path).if_match(version).json(&record(version, n)).send());
        let statuses: Vec<u16> = join_all(writers).await.iter().map(|reply| reply.status).collect();
        assert_eq!((counted(&statuses, 200), counted(&statuses, 412)), (1, AT_ONCE - 1), "{statuses:?}");
        assert_eq!(other.as_(secretary).get(&path).send().await.expect(200).version(), version + 1);
    }
}

/// The verb itself, without the turns that the guard takes for the ids in a request's path: what a forgotten lock leaves.
#[actix_web::test]
async fn without_any_lock_one_wins_all_the_same() {
    let one = app().await;
    let other = one.beside().await;
    let id = SessionId(Grove::plant().ids.get("draft").parse().expect("an id"));
    let secretary = seated("branch_secretary", "branch");
    let claims = Claims { account: secretary, device: device_of(secretary) };
    let rounds = if postgres().is_some() { ROUNDS * 5 } else { 4 };
    let mut version = Grove::plant().ids.version("draft");
    for _ in 0..rounds {
        let write = |n: usize| {
            let standards = one.app.standards.clone();
            let record: Record = draft::parse(record(version, n).to_string().as_bytes()).expect("a record");
            [&one, &other][n % 2].app.db.write(move |tx| {
                let scope = prove(tx, &claims)?;
                sessions::put(tx, &scope, &standards, id, Seen::Version(version), record).map(drop)
            })
        };
        let outcomes = join_all((0..AT_ONCE).map(write)).await;
        let kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let stale = outcomes.iter().filter(|outcome| outcome.as_ref().is_err_and(|error| error.fault == Fault::StaleVersion)).count();
        assert_eq!((kept, stale), (1, AT_ONCE - 1), "{outcomes:?}");
        version += 1;
    }
    let versions = one.as_(secretary).get(format!("/sessions/{id}/versions?limit=1")).send().await.expect(200).json();
    assert_eq!(versions["items"][0]["version"], version);
}
