//! A reply that was lost, and a copy that is stale: the same again is answered as before, anything else is refused.

use sanhui::error::{Fault, FieldFault};
use serde_json::json;

use super::{app, change, enrolled, fresh, id, member, transfer};
use crate::support::grove::GARDENER;

#[actix_web::test]
async fn enrolling_again_is_harmless_and_somebody_else_under_the_same_id_is_refused() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = member(json!({ "group": id("group"), "duties": ["secretary", "group_leader"], "since": "2015-01-01" }));
    let path = fresh();
    let made = gardener.put(&path).creating().json(&body).send().await.expect(201).json();
    let before = t.trail_length().await;
    assert_eq!(gardener.put(&path).creating().json(&body).send().await.expect(200).json(), made);
    // However the duties are written.
    let turned = member(json!({ "group": id("group"), "duties": ["group_leader", "secretary", "secretary"], "since": "2015-01-01" }));
    assert_eq!(gardener.put(&path).creating().json(&turned).send().await.expect(200).json(), made);
    for (field, value) in [
        ("organization", json!(id("branch_before"))),
        ("group", json!(id("group_after"))),
        ("group", json!(null)),
        ("name", json!("王别")),
        ("status", json!("probationary")),
        ("joined_on", json!("2010-07-02")),
        ("full_on", json!("2011-07-02")),
        ("duties", json!(["secretary"])),
        ("flags", json!(["floating"])),
        ("since", json!("2015-01-02")),
    ] {
        let mut other = body.clone();
        other[field] = value;
        gardener.put(&path).creating().json(&other).send().await.refused(Fault::AlreadyExists);
    }
    assert_eq!((t.trail_length().await, gardener.get(&path).send().await.expect(200).json()), (before, made));
}

#[actix_web::test]
async fn a_change_again_is_answered_as_before() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({}))).await;
    let body = json!({ "name": "王改", "duties": ["secretary"] });
    let changed = change(&gardener, &path, 1, body.clone()).await.expect(200).json();
    let before = t.trail_length().await;
    for version in [1, 2] {
        assert_eq!(change(&gardener, &path, version, body.clone()).await.expect(200).json(), changed, "against version {version}");
    }
    assert_eq!(change(&gardener, &path, 2, json!({})).await.expect(200).json(), changed, "nor is nothing a change");
    let whole = member(json!({ "name": "王改", "duties": ["secretary"] }));
    for version in [1, 2] {
        assert_eq!(gardener.put(&path).if_match(version).json(&whole).send().await.expect(200).json(), changed);
    }
    assert_eq!(t.trail_length().await, before);
}

#[actix_web::test]
async fn a_replacement_again_is_answered_as_before() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({}))).await;
    let whole = member(json!({ "name": "王改" }));
    let replaced = gardener.put(&path).if_match(1).json(&whole).send().await.expect(200);
    let before = t.trail_length().await;
    let again = gardener.put(&path).if_match(1).json(&whole).send().await.expect(200);
    assert_eq!((again.version(), again.json(), t.trail_length().await), (2, replaced.json(), before));
}

#[actix_web::test]
async fn a_transfer_again_is_answered_as_before() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({}))).await;
    let to = json!({ "to": id("branch_before"), "group": id("group_cousin"), "on": "2026-11-01" });
    let moved = transfer(&gardener, &path, 1, to.clone()).await.expect(200).json();
    let before = t.trail_length().await;
    for version in [1, 2] {
        assert_eq!(transfer(&gardener, &path, version, to.clone()).await.expect(200).json(), moved, "against version {version}");
    }
    for other in [
        json!({ "to": id("branch_after"), "on": "2026-11-01" }),
        json!({ "to": id("branch_before"), "on": "2026-11-01" }),
        json!({ "to": id("branch_before"), "group": id("group_cousin"), "on": "2026-11-02" }),
    ] {
        transfer(&gardener, &path, 1, other).await.refused(Fault::StaleVersion);
    }
    assert_eq!((t.trail_length().await, gardener.get(&path).send().await.expect(200).json()), (before, moved));
}

#[actix_web::test]
async fn whoever_changes_a_member_says_which_version_they_saw() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({}))).await;
    change(&gardener, &path, 1, json!({ "name": "王改" })).await.expect(200);
    let (name, to) = (json!({ "name": "王再" }), json!({ "to": id("branch_before"), "on": "2026-11-01" }));
    let whole = member(json!({ "name": "王再" }));
    for stale in [1, 3] {
        let replies = [
            change(&gardener, &path, stale, name.clone()).await,
            gardener.put(&path).if_match(stale).json(&whole).send().await,
            transfer(&gardener, &path, stale, to.clone()).await,
        ];
        for reply in replies {
            assert_eq!(reply.refused(Fault::StaleVersion).json()["current_version"], 2);
        }
    }
    gardener.patch(&path).json(&name).send().await.refused(Fault::VersionRequired);
    gardener.patch(&path).creating().json(&name).send().await.refused(Fault::VersionRequired);
    gardener.put(&path).json(&whole).send().await.refused(Fault::VersionRequired);
    gardener.post(format!("{path}/transfer")).json(&to).send().await.refused(Fault::VersionRequired);
    gardener.post(format!("{path}/transfer")).creating().json(&to).send().await.refused(Fault::VersionRequired);
    gardener.put(fresh()).json(&whole).send().await.refused(Fault::VersionRequired);
    gardener.put(fresh()).if_match(1).json(&whole).send().await.refused(Fault::NotFound);
    assert_eq!(gardener.get(&path).send().await.expect(200).version(), 2);
}

#[actix_web::test]
async fn another_place_is_a_transfer_and_no_change() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "group": id("group"), "since": "2015-01-01" }))).await;
    for (other, place) in [
        (json!({ "organization": id("branch_before"), "group": null }), "/organization"),
        (json!({ "group": id("group_after") }), "/organization"),
        (json!({ "group": null }), "/organization"),
        (json!({ "group": id("group"), "since": "2016-01-01" }), "/since"),
    ] {
        let mut whole = member(json!({ "name": "王改" }));
        for (field, value) in other.as_object().expect("fields") {
            whole[field] = value.clone();
        }
        gardener.put(&path).json(&whole).send().await.refused(Fault::VersionRequired);
        let refused = gardener.put(&path).if_match(1).json(&whole).send().await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [(place.to_string(), FieldFault::NotAllowedHere.code().to_string())], "{other}");
    }
    assert_eq!(gardener.get(&path).send().await.expect(200).version(), 1);
    let same = member(json!({ "name": "王改", "group": id("group"), "since": "2015-01-01" }));
    gardener.put(&path).if_match(1).json(&same).send().await.expect(200);
}
