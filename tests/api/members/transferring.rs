//! Transfers: from a day on, with both ends the administrator's; who belonged where before stays as it was.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, change, check_days, enrolled, id, id_of, member, on_roll, roll, state, transfer};
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, seated};

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
    let another_day = json!({ "to": id("branch_before"), "on": "2026-11-02" });
    gardener.post(format!("{path}/transfer")).if_match(1).json(&another_day).send().await.refused(Fault::StaleVersion);
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

#[actix_web::test]
async fn a_transfer_changes_the_place_ends_the_duties_and_nothing_else() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = member(json!({ "group": id("group"), "duties": ["secretary"], "flags": ["floating"] }));
    let path = enrolled(&gardener, &body).await;
    let mut expected = gardener.get(&path).send().await.expect(200).json();
    let to = json!({ "to": id("branch_before"), "group": id("group_cousin"), "on": "2026-11-05" });
    let moved = transfer(&gardener, &path, 1, to).await.expect(200);
    for (field, value) in
        [("organization", json!(id("branch_before"))), ("group", json!(id("group_cousin"))), ("since", json!("2026-11-05")), ("version", json!(2))]
    {
        expected[field] = value;
    }
    (expected["duties"], expected["duty_terms"]) = (json!([]), json!([]));
    assert_eq!((moved.version(), moved.json()), (2, expected.clone()));
    assert_eq!(gardener.get(&path).send().await.expect(200).json(), expected);
    let other = t.as_(seated("branch_secretary", "branch"));
    other.get(&path).send().await.refused(Fault::NotFound);
    t.as_(seated("branch_secretary", "branch_before")).get(&path).send().await.expect(200);
}

#[actix_web::test]
async fn the_trail_tells_a_transfer_at_both_places() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "group": id("group") }))).await;
    let before = gardener.get(&path).send().await.expect(200).json();
    let to = json!({ "to": id("branch_cousin"), "on": "2026-11-05" });
    let after = transfer(&gardener, &path, 1, to).await.expect(200).json();
    let found = rows(&t, id_of(&path)).await;
    assert_eq!(found.len(), 3);
    for (act, place) in [("member.leave", "branch"), ("member.transfer", "branch_cousin")] {
        let row = found.iter().find(|row| row["act"] == act).expect("a row");
        assert_eq!((&row["organization"], &row["version"], &row["subject_kind"]), (&json!(id(place)), &json!(2), &json!("member")));
        assert_eq!((&row["before"], &row["after"]), (&state(&before), &state(&after)), "{act}");
        assert_eq!((&row["before"]["group"], &row["after"]["group"]), (&json!(id("group")), &Value::Null));
    }
}

#[actix_web::test]
async fn within_a_branch_the_trail_tells_a_transfer_once() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "group": id("group") }))).await;
    transfer(&gardener, &path, 1, json!({ "to": id("branch"), "group": id("group_after"), "on": "2026-11-05" })).await.expect(200);
    let found = rows(&t, id_of(&path)).await;
    let row = found.last().expect("a row");
    assert_eq!((found.len(), &row["act"], &row["organization"]), (2, &json!("member.transfer"), &json!(id("branch"))));
    assert_eq!((&row["before"]["group"], &row["after"]["group"]), (&json!(id("group")), &json!(id("group_after"))));
}

#[actix_web::test]
async fn a_transfer_is_not_before_the_present_membership_began() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "name": "赵早", "since": "2026-10-01" }))).await;
    let to = |on: &str| json!({ "to": id("branch_before"), "on": on });
    let refused = transfer(&gardener, &path, 1, to("2026-09-30")).await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), [("/on".to_string(), FieldFault::NotAllowedHere.code().to_string())]);
    assert!(refused.text().contains("2026-10-01"), "the day is named");
    // On the very day it began, it never was.
    transfer(&gardener, &path, 1, to("2026-10-01")).await.expect(200);
    let expected = [
        ("branch", "2026-09-30", false),
        ("branch", "2026-10-01", false),
        ("branch", "2026-11-01", false),
        ("branch_before", "2026-09-30", false),
        ("branch_before", "2026-10-01", true),
    ];
    check_days(&gardener, "赵早", &expected).await;
    let next = |on: &str| json!({ "to": id("branch"), "on": on });
    transfer(&gardener, &path, 2, next("2026-10-02")).await.expect(200);
    let expected = [("branch_before", "2026-10-01", true), ("branch_before", "2026-10-02", false), ("branch", "2026-10-02", true)];
    check_days(&gardener, "赵早", &expected).await;
}

#[actix_web::test]
async fn a_transfer_may_lie_ahead() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "name": "钱将" }))).await;
    transfer(&gardener, &path, 1, json!({ "to": id("branch_before"), "on": "2027-01-01" })).await.expect(200);
    let expected = [
        ("branch", "2026-12-31", true),
        ("branch_before", "2026-12-31", false),
        ("branch", "2027-01-01", false),
        ("branch_before", "2027-01-01", true),
    ];
    check_days(&gardener, "钱将", &expected).await;
}

#[actix_web::test]
async fn the_last_day_holds_wherever_somebody_went() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "name": "孙终" }))).await;
    change(&gardener, &path, 1, json!({ "ended_on": "2026-11-15" })).await.expect(200);
    let to = |on: &str| json!({ "to": id("branch_before"), "on": on });
    let refused = transfer(&gardener, &path, 2, to("2026-11-16")).await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), [("/on".to_string(), FieldFault::NotAllowedHere.code().to_string())]);
    assert!(refused.text().contains("2026-11-15"), "the day is named");
    transfer(&gardener, &path, 2, to("2026-11-10")).await.expect(200);
    let expected = [
        ("branch", "2026-11-09", true),
        ("branch", "2026-11-10", false),
        ("branch_before", "2026-11-10", true),
        ("branch_before", "2026-11-15", true),
        ("branch_before", "2026-11-16", false),
    ];
    check_days(&gardener, "孙终", &expected).await;
}

#[actix_web::test]
async fn a_transfer_leads_to_a_branch_that_is_there_and_to_a_group_of_it() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({}))).await;
    let to = |place: &str, group: &str| json!({ "to": place, "group": group, "on": "2026-11-05" });
    let nowhere = uuid::Uuid::now_v7().to_string();
    transfer(&gardener, &path, 1, json!({ "to": nowhere, "on": "2026-11-05" })).await.refused(Fault::Invalid).field("/to", FieldFault::NotThere);
    for group in [id("group"), id("branch_before"), id("village"), &nowhere] {
        let refused = transfer(&gardener, &path, 1, to(id("branch_before"), group)).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [("/group".to_string(), FieldFault::NotThere.code().to_string())]);
    }
    let refused = transfer(&gardener, &path, 1, json!({ "to": id("group"), "on": "2026-11-05" })).await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), [("/to".to_string(), FieldFault::NotAllowedHere.code().to_string())]);
    transfer(&gardener, &path, 1, to(id("branch_before"), id("group_cousin"))).await.expect(200);
    // Whoever belongs to a committee itself is in no group.
    transfer(&gardener, &path, 2, json!({ "to": id("village"), "on": "2026-11-06" })).await.expect(200);
    assert_eq!(t.as_(GARDENER).get(&path).send().await.expect(200).json()["organization"], id("village"));
}
