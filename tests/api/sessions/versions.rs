//! Nothing is edited silently: every change is a version, with its act, its author, its day and its text.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, begun, brought_to, column, decided, history, id, nowhere, picked, put, record, reviewer, secretary, shown, stands, step, with};
use crate::support::app::{TestApp, device_of};
use crate::support::grove::{GARDENER, seated};

fn titled(title: &str) -> Value {
    with(&record("theme_party_day", "2026-11-18"), "title", title)
}

/// A life of seven versions, a minute apart, in four texts; where it is.
async fn lived(t: &TestApp) -> String {
    let recorder = seated("recorder", "branch");
    let path = begun(&secretary(t), &titled("一")).await;
    t.clock().advance(60);
    put(&t.as_(recorder), &path, 1, &titled("二")).await.expect(200);
    t.clock().advance(60);
    step(&secretary(t), &path, "submit", 2).await.expect(200);
    t.clock().advance(60);
    decided(t, &path, 3, "return").await;
    t.clock().advance(60);
    put(&t.as_(recorder), &path, 4, &titled("三")).await.expect(200);
    t.clock().advance(60);
    step(&t.as_(recorder), &path, "submit", 5).await.expect(200);
    t.clock().advance(60);
    decided(t, &path, 6, "accept").await;
    path
}

#[actix_web::test]
async fn the_history_tells_every_version_the_newest_first() {
    let t = app().await;
    let path = lived(&t).await;
    let (secretary_id, recorder, reviewer) =
        (seated("branch_secretary", "branch"), seated("recorder", "branch"), seated("committee_reviewer", "village"));
    let all = history(&t, &path).await;
    let told: Vec<Value> = all.iter().map(|row| picked(row, &["version", "act", "author", "created_at", "device", "reason"])).collect();
    let row = |version: i32, act: &str, author| json!([version, act, author, format!("2026-11-23T06:{}:00Z", 29 + version), device_of(author), null]);
    assert_eq!(
        told,
        [
            row(7, "session.accept", reviewer),
            row(6, "session.submit", recorder),
            row(5, "session.edit", recorder),
            row(4, "session.return", reviewer),
            row(3, "session.submit", secretary_id),
            row(2, "session.edit", recorder),
            row(1, "session.create", secretary_id),
        ]
    );
    let hashes = column(&all, "hash");
    // Three texts in seven versions: a step has the hash of the text it left alone.
    assert_eq!((&hashes[0], &hashes[1]), (&hashes[1], &hashes[2]));
    assert_eq!((&hashes[3], &hashes[4]), (&hashes[4], &hashes[5]));
    assert!(hashes[2] != hashes[3] && hashes[5] != hashes[6]);
    assert_eq!(hashes[0], stands(&t, &path).await["hash"]);
}

#[actix_web::test]
async fn the_record_can_be_read_as_it_was_at_every_version() {
    let t = app().await;
    let path = lived(&t).await;
    for (version, title) in [(1, "一"), (2, "二"), (3, "二"), (4, "二"), (5, "三"), (6, "三"), (7, "三")] {
        assert_eq!(shown(&secretary(&t), format!("{path}/versions/{version}")).await, titled(title), "version {version}");
    }
}

#[actix_web::test]
async fn a_version_that_never_was_is_not_there() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    secretary(&t).get(format!("{path}/versions/{version}")).send().await.expect(200);
    for never in [version + 1, 0, -1, i32::MAX, i32::MIN] {
        secretary(&t).get(format!("{path}/versions/{never}")).send().await.refused(Fault::NotFound);
    }
    for place in [format!("{}/versions", nowhere()), format!("{}/versions/1", nowhere())] {
        secretary(&t).get(place).send().await.refused(Fault::NotFound);
    }
}

#[actix_web::test]
async fn a_long_history_comes_in_pages() {
    let t = app().await;
    let path = lived(&t).await;
    let (mut found, mut place, mut sizes) = (Vec::new(), format!("{path}/versions?limit=3"), Vec::new());
    loop {
        let page = shown(&secretary(&t), &place).await;
        let items = page["items"].as_array().cloned().unwrap_or_default();
        sizes.push(items.len());
        assert!(sizes.len() <= 3, "pages without end");
        found.extend(items);
        match page["next_cursor"].as_str() {
            Some(cursor) => place = format!("{path}/versions?limit=3&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(sizes, [3, 3, 1]);
    assert_eq!(found, history(&t, &path).await);
}

#[actix_web::test]
async fn a_history_is_of_one_record_alone() {
    let t = app().await;
    let path = begun(&secretary(&t), &titled("一")).await;
    let other = begun(&secretary(&t), &titled("甲")).await;
    put(&secretary(&t), &other, 1, &titled("乙")).await.expect(200);
    assert_eq!(column(&history(&t, &path).await, "version"), [json!(1)]);
    assert_eq!(column(&history(&t, &other).await, "version"), [json!(2), json!(1)]);
    assert_eq!(shown(&secretary(&t), format!("{path}/versions/1")).await, titled("一"));
    secretary(&t).get(format!("{path}/versions/2")).send().await.refused(Fault::NotFound);
}

#[actix_web::test]
async fn committees_see_what_was_handed_in_and_no_drafts_versions() {
    let t = app().await;
    let path = lived(&t).await;
    let (village, auditor) = (reviewer(&t), t.as_(seated("committee_auditor", "county")));
    for caller in [&village, &auditor] {
        let seen = shown(caller, format!("{path}/versions?limit=100")).await["items"].as_array().cloned().unwrap_or_default();
        assert_eq!(column(&seen, "act"), ["session.accept", "session.submit", "session.return", "session.submit"]);
        // 二 was handed in, and 三; 一 never was.
        for (version, title) in [(2, "二"), (3, "二"), (4, "二"), (5, "三"), (6, "三"), (7, "三")] {
            assert_eq!(shown(caller, format!("{path}/versions/{version}")).await, titled(title), "version {version}");
        }
        caller.get(format!("{path}/versions/1")).send().await.refused(Fault::NotFound);
    }
    assert_eq!(history(&t, &path).await.len(), 7, "its branch sees all");
}

#[actix_web::test]
async fn committees_see_no_half_done_mending_of_a_returned_record() {
    let t = app().await;
    let path = begun(&secretary(&t), &titled("一")).await;
    step(&secretary(&t), &path, "submit", 1).await.expect(200);
    decided(&t, &path, 2, "return").await;
    let before = shown(&reviewer(&t), &path).await;
    let half = json!({ "organization": id("branch"), "kind": "party_lecture", "also_kind": "collective_study", "held_on": "2026-11-17", "title": "改到一半" });
    put(&secretary(&t), &path, 3, &half).await.expect(200);
    assert_eq!(stands(&t, &path).await["record"], half, "its branch goes on from there");
    assert_eq!(shown(&reviewer(&t), &path).await, with(&before, "version", 4));
    reviewer(&t).get(format!("{path}/versions/4")).send().await.refused(Fault::NotFound);
    // A note says what was read.
    let note = json!({ "id": uuid::Uuid::now_v7(), "verdict": "note" });
    let told = reviewer(&t).post(format!("{path}/evaluations")).if_match(4).json(&note).send().await.expect(201).json();
    assert_eq!((&told["version"], &told["document_version"]), (&json!(4), &json!(1)));
    step(&secretary(&t), &path, "submit", 4).await.expect(200);
    let now = shown(&reviewer(&t), &path).await;
    assert_eq!((&now["record"], &now["title"], &now["kind"]), (&half, &json!("改到一半"), &json!("party_lecture")));
}

/// Lets the village's reviewer record at the branch too, or its recorder evaluate.
async fn reviewer_who_records(t: &TestApp) -> sanhui::id::AccountId {
    let reviewer = seated("committee_reviewer", "village");
    let grant = json!({ "account": reviewer, "role": "recorder", "valid_from": "2026-11-01" });
    let place = format!("/organizations/{}/grants/{}", id("branch"), uuid::Uuid::now_v7());
    t.as_(GARDENER).put(place).creating().json(&grant).send().await.expect(201);
    reviewer
}

#[actix_web::test]
async fn whoever_wrote_any_version_evaluates_none() {
    let t = app().await;
    let both = reviewer_who_records(&t).await;
    let judge = async |path: &str, version: i32| {
        let body = json!({ "id": uuid::Uuid::now_v7(), "verdict": "accept", "grade": "good" });
        t.as_(both).post(format!("{path}/evaluations")).if_match(version).json(&body).send().await
    };
    // Begun, changed, handed in or taken back by them, each alone among what others did.
    for own in ["begin", "edit", "submit", "withdraw"] {
        let by = |step: &str| if step == own { t.as_(both) } else { secretary(&t) };
        let path = begun(&by("begin"), &titled("一")).await;
        put(&by("edit"), &path, 1, &titled("二")).await.expect(200);
        step(&by("submit"), &path, "submit", 2).await.expect(200);
        step(&by("withdraw"), &path, "withdraw", 3).await.expect(200);
        step(&secretary(&t), &path, "submit", 4).await.expect(200);
        judge(&path, 5).await.refused(Fault::OwnRecord);
    }
    // Or amended.
    let (path, _) = brought_to(&t, "accepted").await;
    put(&t.as_(both), &path, 3, &with(&titled("一"), "amendment_reason", "补写")).await.expect(200);
    judge(&path, 4).await.refused(Fault::OwnRecord);
}

#[actix_web::test]
async fn who_only_evaluated_a_record_may_do_so_again() {
    let t = app().await;
    let both = reviewer_who_records(&t).await;
    let (path, _) = brought_to(&t, "returned").await;
    step(&secretary(&t), &path, "submit", 3).await.expect(200);
    decided(&t, &path, 4, "accept").await;
    let newest = history(&t, &path).await.remove(0);
    assert_eq!(picked(&newest, &["version", "act", "author"]), json!([5, "session.accept", both]));
}

#[actix_web::test]
async fn who_has_the_newest_version_is_not_sent_it_again() {
    let t = app().await;
    let path = begun(&secretary(&t), &titled("一")).await;
    let ask = async || secretary(&t).get(&path).header("if-none-match", "\"v1\"").send().await;
    assert_eq!(ask().await.expect(304).text(), "");
    put(&secretary(&t), &path, 1, &titled("二")).await.expect(200);
    assert_eq!(ask().await.expect(200).version(), 2);
}
