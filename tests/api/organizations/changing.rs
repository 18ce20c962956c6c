//! Making and changing organisations: what is absent stays, `null` clears, and the same again does no harm.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, fresh, id, place};
use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, Grove, seated};

/// A branch of the village of which everything is told.
fn whole() -> Value {
    json!({
        "parent": id("village"), "code": "21120700015", "name": "中共坡山村支部", "short_name": "坡山", "kind": "party_branch", "sector": "rural",
        "level": null, "party_day": 5, "large_or_scattered": true, "has_committee": true, "active_from": "2026-03-01",
    })
}

/// How an organisation is set up since a day, as it reads.
pub fn setting(organization: &Value, from: Value) -> Value {
    let mut setting = json!({ "from": from });
    for field in ["kind", "sector", "level", "party_day", "large_or_scattered", "has_committee"] {
        setting[field] = organization[field].clone();
    }
    setting
}

async fn made(caller: &Client<'_>, body: &Value) -> String {
    let path = fresh();
    caller.put(&path).creating().json(body).send().await.expect(201);
    path
}

async fn change(caller: &Client<'_>, path: &str, version: i32, body: Value) -> Reply {
    caller.patch(path).if_match(version).json(&body).send().await
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// What the trail shows of an organisation.
fn state(organization: &Value) -> Value {
    let fields = ["parent", "path", "kind", "sector", "status", "dissolved_on", "merged_into"];
    fields.into_iter().map(|field| (field.to_string(), organization[field].clone())).collect::<serde_json::Map<_, _>>().into()
}

async fn seen(t: &TestApp, path: &str) -> Value {
    t.as_(GARDENER).get(path).send().await.expect(200).json()
}

#[actix_web::test]
async fn an_organisation_is_kept_with_all_that_was_told_below_its_superior() {
    let t = app().await;
    let path = fresh();
    let told = t.as_(GARDENER).put(&path).creating().json(&whole()).send().await.expect(201).json();
    let above = seen(&t, &place("village")).await["path"].as_str().expect("a path").to_string();
    let mut expected = whole();
    for (field, value) in [("id", json!(id_of(&path))), ("status", json!("active")), ("dissolved_on", Value::Null), ("version", json!(1))] {
        expected[field] = value;
    }
    expected["merged_into"] = Value::Null;
    expected["settings"] = json!([setting(&whole(), Value::Null)]);
    expected["path"] = told["path"].clone();
    assert_eq!((&told, seen(&t, &path).await), (&expected, expected.clone()));
    assert!(told["path"].as_str().is_some_and(|path| path.starts_with(&above) && path.len() == above.len() + 3));
    let bare = made(&t.as_(GARDENER), &json!({ "parent": id("village"), "name": "空", "kind": "joint_branch" })).await;
    let bare = seen(&t, &bare).await;
    for silent in ["code", "short_name", "sector", "level", "party_day", "has_committee", "dissolved_on"] {
        assert_eq!(bare[silent], Value::Null, "{silent}");
    }
    assert_eq!((&bare["large_or_scattered"], &bare["kind"], &bare["name"]), (&json!(false), &json!("joint_branch"), &json!("空")));
    assert_eq!(bare["active_from"], "2026-11-23", "the day it was entered");
}

#[actix_web::test]
async fn what_a_change_does_not_name_stays_as_it_was() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for (field, value) in [
        ("code", json!("X9")),
        ("code", Value::Null),
        ("name", json!("中共坡下村支部")),
        ("short_name", json!("坡下")),
        ("short_name", Value::Null),
        ("kind", json!("temporary_branch")),
        ("sector", json!("school")),
        ("sector", Value::Null),
        ("party_day", json!(1)),
        ("party_day", json!(28)),
        ("party_day", json!({ "nth": 5, "weekday": "friday" })),
        ("party_day", Value::Null),
        ("large_or_scattered", json!(false)),
        ("has_committee", json!(false)),
        ("has_committee", Value::Null),
        ("active_from", json!("2025-01-01")),
    ] {
        let path = made(&gardener, &whole()).await;
        let mut expected = seen(&t, &path).await;
        let changed = change(&gardener, &path, 1, json!({ field: value })).await.expect(200);
        let before = setting(&expected, Value::Null);
        expected[field] = value;
        let after = setting(&expected, json!("2026-11-23"));
        let differs = setting(&expected, Value::Null) != before;
        expected["settings"] = if differs { json!([before, after]) } else { json!([before]) };
        expected["version"] = json!(2);
        assert_eq!((changed.version(), changed.json(), seen(&t, &path).await), (2, expected.clone(), expected));
        // The next one takes the code.
        change(&gardener, &path, 2, json!({ "code": null })).await.expect(200);
    }
}

#[actix_web::test]
async fn a_party_day_is_a_day_that_every_month_has() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = made(&gardener, &whole()).await;
    let nth = |nth: i32| json!({ "nth": nth, "weekday": "wednesday" });
    for (day, wrong) in [
        (json!(-1), "/party_day"),
        (json!(0), "/party_day"),
        (json!(1), ""),
        (json!(28), ""),
        (json!(29), "/party_day"),
        (nth(0), "/party_day/nth"),
        (nth(1), ""),
        (nth(5), ""),
        (nth(6), "/party_day/nth"),
    ] {
        let mut body = whole();
        body["code"] = Value::Null;
        body["party_day"] = day.clone();
        let made = gardener.put(fresh()).creating().json(&body).send().await;
        let version = seen(&t, &path).await["version"].as_i64().and_then(|version| i32::try_from(version).ok()).expect("a version");
        let changed = change(&gardener, &path, version, json!({ "party_day": day })).await;
        if wrong.is_empty() {
            assert_eq!(made.expect(201).json()["party_day"], day);
            assert_eq!(changed.expect(200).json()["party_day"], day);
        } else {
            made.refused(Fault::Invalid).field(wrong, FieldFault::OutOfRange);
            changed.refused(Fault::Invalid).field(wrong, FieldFault::OutOfRange);
        }
    }
    let odd = json!({ "party_day": { "nth": 1, "weekday": "someday", "hour": 9 } });
    let refused = change(&gardener, &path, 5, odd).await.refused(Fault::Invalid).field("/party_day/weekday", FieldFault::UnknownWord);
    refused.field("/party_day/hour", FieldFault::UnknownField);
}

#[actix_web::test]
async fn a_code_is_one_organisations() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = made(&gardener, &whole()).await;
    let taken = json!({ "code": "21120700015" });
    let change_other = gardener.patch(place("branch")).if_match(Grove::plant().ids.version("branch"));
    change_other.json(&taken).send().await.refused(Fault::Invalid).field("/code", FieldFault::TakenAlready);
    let tree = json!({ "name": "另一县委", "kind": "party_committee", "code": "21120700015" });
    gardener.put(fresh()).creating().json(&tree).send().await.refused(Fault::Invalid).field("/code", FieldFault::TakenAlready);
    // Its own it keeps.
    change(&gardener, &path, 1, json!({ "code": "21120700015", "name": "改名" })).await.expect(200);
    change(&gardener, &path, 2, json!({ "code": null })).await.expect(200);
    let change_other = gardener.patch(place("branch")).if_match(Grove::plant().ids.version("branch"));
    change_other.json(&taken).send().await.expect(200);
}

#[actix_web::test]
async fn told_whole_again_what_is_not_said_is_cleared() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = made(&gardener, &whole()).await;
    let bare = json!({ "parent": id("village"), "name": "中共坡山村联合支部", "kind": "joint_branch" });
    let replaced = gardener.put(&path).if_match(1).json(&bare).send().await.expect(200);
    let mut expected = seen(&t, &path).await;
    assert_eq!(replaced.json(), expected);
    for (field, value) in [
        ("code", Value::Null),
        ("name", json!("中共坡山村联合支部")),
        ("short_name", Value::Null),
        ("kind", json!("joint_branch")),
        ("sector", Value::Null),
        ("party_day", Value::Null),
        ("large_or_scattered", json!(false)),
        ("has_committee", Value::Null),
        // It cannot be without one.
        ("active_from", json!("2026-03-01")),
        ("version", json!(2)),
    ] {
        expected[field] = value;
    }
    expected["settings"] = json!([setting(&whole(), Value::Null), setting(&expected, json!("2026-11-23"))]);
    assert_eq!(replaced.json(), expected);
    let again = gardener.put(&path).if_match(1).json(&bare).send().await.expect(200);
    assert_eq!((again.version(), again.json(), rows(&t, id_of(&path)).await.len()), (2, expected, 2));
}

#[actix_web::test]
async fn made_again_with_other_words_it_is_another() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = made(&gardener, &whole()).await;
    let before = t.trail_length().await;
    gardener.put(&path).creating().json(&whole()).send().await.expect(200);
    for (field, value) in [
        ("parent", json!(id("township"))),
        ("code", json!("X9")),
        ("name", json!("别名")),
        ("short_name", Value::Null),
        ("kind", json!("joint_branch")),
        ("sector", json!("school")),
        ("party_day", json!(6)),
        ("large_or_scattered", json!(false)),
        ("has_committee", Value::Null),
        ("active_from", json!("2026-03-02")),
    ] {
        let mut other = whole();
        other[field] = value;
        gardener.put(&path).creating().json(&other).send().await.refused(Fault::AlreadyExists);
        gardener.put(&path).json(&other).send().await.refused(Fault::VersionRequired);
        gardener.put(&path).if_match(2).json(&other).send().await.refused(Fault::StaleVersion);
    }
    gardener.put(fresh()).if_match(1).json(&whole()).send().await.refused(Fault::NotFound);
    assert_eq!((t.trail_length().await, seen(&t, &path).await["version"].clone()), (before, json!(1)));
}

#[actix_web::test]
async fn a_change_again_is_answered_as_before() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = made(&gardener, &whole()).await;
    let changed = change(&gardener, &path, 1, json!({ "name": "改名" })).await.expect(200).json();
    let before = t.trail_length().await;
    for version in [1, 2] {
        assert_eq!(change(&gardener, &path, version, json!({ "name": "改名" })).await.expect(200).json(), changed);
    }
    let stale = change(&gardener, &path, 1, json!({ "name": "再改" })).await.refused(Fault::StaleVersion);
    assert_eq!((stale.json()["current_version"].clone(), t.trail_length().await), (json!(2), before));
    gardener.patch(&path).json(&json!({ "name": "再改" })).send().await.refused(Fault::VersionRequired);
}

#[actix_web::test]
async fn the_trail_tells_what_was_made_and_changed() {
    let t = app().await;
    let administrator = seated("organization_administrator", "village");
    let path = made(&t.as_(administrator), &whole()).await;
    let before = seen(&t, &path).await;
    let after = change(&t.as_(administrator), &path, 1, json!({ "kind": "joint_branch", "sector": "school" })).await.expect(200).json();
    let found = rows(&t, id_of(&path)).await;
    assert_eq!(found.len(), 2);
    for (row, act, version, was, now) in
        [(&found[0], "organization.create", 1, Value::Null, state(&before)), (&found[1], "organization.change", 2, state(&before), state(&after))]
    {
        assert_eq!((&row["act"], &row["version"], &row["actor"]), (&json!(act), &json!(version), &json!(administrator)));
        assert_eq!((&row["organization"], &row["before"], &row["after"]), (&json!(id_of(&path)), &was, &now), "{act}");
    }
}

#[actix_web::test]
async fn a_change_of_kind_fits_what_is_above_and_what_is_below() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let kind = async |name: &str, kind: &str| {
        let version = gardener.get(place(name)).send().await.expect(200).version();
        change(&gardener, &place(name), version, json!({ "kind": kind })).await
    };
    // By what is above it: nothing stands below these.
    for (name, word) in [("branch_after", "general_branch"), ("branch_after", "party_group"), ("group_after", "party_branch")] {
        kind(name, word).await.refused(Fault::Invalid).field("/kind", FieldFault::NotAllowedHere);
    }
    // By what is below it: above stands a committee.
    for (name, word) in [("village", "party_branch"), ("village", "joint_branch"), ("township", "general_branch"), ("township", "party_branch")] {
        kind(name, word).await.refused(Fault::Invalid).field("/kind", FieldFault::NotAllowedHere);
    }
    // A committee may have what a general branch has, but not the other way round.
    kind("village", "party_committee").await.expect(200);
    kind("branch", "joint_branch").await.expect(200);
    kind("branch_after", "party_leading_group").await.expect(200);
    kind("village", "general_branch").await.refused(Fault::Invalid).field("/kind", FieldFault::NotAllowedHere);
    // A tree has nothing above it.
    kind("county", "discipline_commission").await.refused(Fault::Invalid).field("/kind", FieldFault::NotAllowedHere);
    kind("county", "work_committee").await.expect(200);
}

#[actix_web::test]
async fn a_large_branch_is_asked_for_the_groups_that_it_had_that_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let outcome = async |name: &str, on: &str| {
        let said = t.as_(seated("branch_secretary", name)).get(format!("{}/findings?on={on}", place(name))).send().await.expect(200).json();
        let findings = said["items"].as_array().expect("findings").clone();
        findings.into_iter().find(|finding| finding["rule"] == "PGM-DIV").map_or(Value::Null, |finding| finding["outcome"].clone())
    };
    for (name, wanted) in [("branch_before", "met"), ("branch_after", "violated")] {
        change(&gardener, &place(name), 1, json!({ "large_or_scattered": true, "on": "2026-11-18" })).await.expect(200);
        assert_eq!((outcome(name, "2026-11-17").await, outcome(name, "2026-11-18").await), (Value::Null, json!(wanted)), "{name}");
    }
    // A group that was dissolved is none from that day on.
    gardener.post(place("group_cousin") + "/dissolve").if_match(1).json(&json!({ "on": "2026-11-20" })).send().await.expect(200);
    let found = (outcome("branch_before", "2026-11-19").await, outcome("branch_before", "2026-11-20").await);
    assert_eq!(found, (json!("met"), json!("violated")));
}
