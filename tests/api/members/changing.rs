//! Changing what is known of a member: what is absent stays, `null` clears, and days stay in their order.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, change, check_days, enrolled, id, id_of, member, on_roll, roll, state, terms};
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, seated};

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

/// Somebody of whom everything is known.
fn whole() -> Value {
    member(json!({ "group": id("group"), "duties": ["secretary"], "flags": ["floating"], "since": "2015-01-01" }))
}

#[actix_web::test]
async fn what_a_change_does_not_name_stays_as_it_was() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for (field, value) in [
        ("name", json!("王改")),
        ("status", json!("probationary")),
        ("joined_on", json!("2010-07-02")),
        ("full_on", json!("2011-07-02")),
        ("ended_on", json!("2026-11-01")),
    ] {
        let path = enrolled(&gardener, &whole()).await;
        let mut expected = gardener.get(&path).send().await.expect(200).json();
        let changed = change(&gardener, &path, 1, json!({ field: value })).await.expect(200);
        expected[field] = value;
        expected["version"] = json!(2);
        assert_eq!((changed.version(), changed.json()), (2, expected.clone()));
        assert_eq!(gardener.get(&path).send().await.expect(200).json(), expected);
    }
}

#[actix_web::test]
async fn what_is_named_of_duties_and_flags_holds_from_today_on() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let today = "2026-11-23";
    let ended = ("secretary", "2015-01-01", Some(today));
    for (field, words, history) in [
        (
            "duties",
            json!(["deputy_secretary", "group_leader"]),
            terms("duty", &[ended, ("deputy_secretary", today, None), ("group_leader", today, None)]),
        ),
        ("duties", json!([]), terms("duty", &[ended])),
        ("flags", json!(["care_exempt"]), terms("flag", &[("floating", "2015-01-01", Some(today)), ("care_exempt", today, None)])),
        ("flags", json!([]), terms("flag", &[("floating", "2015-01-01", Some(today))])),
    ] {
        let path = enrolled(&gardener, &whole()).await;
        let mut expected = gardener.get(&path).send().await.expect(200).json();
        let changed = change(&gardener, &path, 1, json!({ field: words })).await.expect(200);
        expected[if field == "duties" { "duty_terms" } else { "flag_terms" }] = history;
        expected[field] = words;
        expected["version"] = json!(2);
        assert_eq!((changed.version(), changed.json()), (2, expected.clone()));
        assert_eq!(gardener.get(&path).send().await.expect(200).json(), expected);
    }
}

#[actix_web::test]
async fn null_clears_and_absence_keeps() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "status": "probationary", "full_on": "2027-01-01" }))).await;
    change(&gardener, &path, 1, json!({ "ended_on": "2026-11-20" })).await.expect(200);
    let kept = change(&gardener, &path, 2, json!({ "name": "王留" })).await.expect(200).json();
    assert_eq!((&kept["full_on"], &kept["ended_on"]), (&json!("2027-01-01"), &json!("2026-11-20")));
    let cleared = change(&gardener, &path, 3, json!({ "full_on": null, "ended_on": null })).await.expect(200).json();
    assert_eq!((&cleared["full_on"], &cleared["ended_on"], &cleared["name"]), (&Value::Null, &Value::Null, &json!("王留")));
    check_days(&gardener, "王留", &[("branch", "2026-11-21", true)]).await;
}

#[actix_web::test]
async fn a_change_keeps_the_days_in_their_order() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({}))).await;
    let wrong = |field: &str, fault: FieldFault| (field.to_string(), fault.code().to_string());
    let before = t.trail_length().await;
    for (body, expected) in [
        (json!({ "full_on": "2010-06-30" }), vec![wrong("/full_on", FieldFault::EndsBeforeStart)]),
        (json!({ "full_on": null }), vec![wrong("/full_on", FieldFault::Required)]),
        (json!({ "joined_on": "2011-07-02" }), vec![wrong("/full_on", FieldFault::EndsBeforeStart)]),
        (json!({ "ended_on": "2010-06-30" }), vec![wrong("/ended_on", FieldFault::EndsBeforeStart)]),
        (
            json!({ "full_on": "2010-06-30", "ended_on": "2010-06-30" }),
            vec![wrong("/full_on", FieldFault::EndsBeforeStart), wrong("/ended_on", FieldFault::EndsBeforeStart)],
        ),
    ] {
        assert_eq!(change(&gardener, &path, 1, body.clone()).await.refused(Fault::Invalid).fields(), expected, "{body}");
    }
    assert_eq!(t.trail_length().await, before);
    change(&gardener, &path, 1, json!({ "full_on": "2010-07-01", "ended_on": "2010-07-01" })).await.expect(200);
    change(&gardener, &path, 2, json!({ "full_on": "2011-07-01", "joined_on": "2011-07-01", "ended_on": null })).await.expect(200);
}

#[actix_web::test]
async fn who_becomes_full_needs_the_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "status": "probationary", "full_on": null }))).await;
    change(&gardener, &path, 1, json!({ "status": "full" })).await.refused(Fault::Invalid).field("/full_on", FieldFault::Required);
    let full = change(&gardener, &path, 1, json!({ "status": "full", "full_on": "2011-07-01" })).await.expect(200).json();
    assert_eq!((&full["status"], &full["full_on"]), (&json!("full"), &json!("2011-07-01")));
}

#[actix_web::test]
async fn the_trail_tells_a_change_with_what_was_before() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &whole()).await;
    let before = gardener.get(&path).send().await.expect(200).json();
    let administrator = seated("organization_administrator", "village");
    let after = change(&t.as_(administrator), &path, 1, json!({ "status": "probationary", "ended_on": "2026-11-20" })).await.expect(200).json();
    let found = rows(&t, id_of(&path)).await;
    let row = found.last().expect("a row");
    assert_eq!((found.len(), &row["act"], &row["subject_kind"], &row["version"]), (2, &json!("member.change"), &json!("member"), &json!(2)));
    assert_eq!((&row["organization"], &row["actor"]), (&json!(id("branch")), &json!(administrator)));
    assert_eq!((&row["before"], &row["after"]), (&state(&before), &state(&after)));
    assert_ne!(row["before"], row["after"]);
}

#[actix_web::test]
async fn told_whole_again_what_is_not_said_is_cleared_but_the_end_stays() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &whole()).await;
    change(&gardener, &path, 1, json!({ "ended_on": "2026-11-20" })).await.expect(200);
    let bare = json!({ "organization": id("branch"), "group": id("group"), "name": "王简", "status": "probationary", "joined_on": "2012-07-01" });
    let replaced = gardener.put(&path).if_match(2).json(&bare).send().await.expect(200);
    let expected = json!({
        "id": id_of(&path), "organization": id("branch"), "group": id("group"), "name": "王简", "status": "probationary", "joined_on": "2012-07-01",
        "full_on": null, "duties": [], "flags": [], "ended_on": "2026-11-20", "since": "2015-01-01", "version": 3,
        "duty_terms": terms("duty", &[("secretary", "2015-01-01", Some("2026-11-23"))]),
        "flag_terms": terms("flag", &[("floating", "2015-01-01", Some("2026-11-23"))]),
    });
    assert_eq!((replaced.version(), replaced.json()), (3, expected.clone()));
    assert_eq!(gardener.get(&path).send().await.expect(200).json(), expected);
    let found = rows(&t, id_of(&path)).await;
    assert_eq!(found.iter().filter_map(|row| row["act"].as_str()).collect::<Vec<_>>(), ["member.enrol", "member.change", "member.change"]);
    // And is looked at as closely as a new one.
    let wrong = member(json!({ "group": id("group"), "full_on": "2010-06-30" }));
    gardener.put(&path).if_match(3).json(&wrong).send().await.refused(Fault::Invalid).field("/full_on", FieldFault::EndsBeforeStart);
    let ended = member(json!({ "group": id("group"), "joined_on": "2026-11-21", "full_on": "2027-11-21" }));
    gardener.put(&path).if_match(3).json(&ended).send().await.refused(Fault::Invalid).field("/ended_on", FieldFault::EndsBeforeStart);
}

#[actix_web::test]
async fn a_new_name_is_on_the_roll_at_once() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    change(&gardener, &format!("/members/{}", id("member")), 1, json!({ "name": "王改" })).await.expect(200);
    let found = roll(&gardener, "group", "2026-11-23").await;
    assert!(on_roll(&found, "王改").is_some() && on_roll(&found, "成员 member").is_none());
}

#[actix_web::test]
async fn nobody_changes_who_belongs_elsewhere() {
    let t = app().await;
    let path = format!("/members/{}", id("member"));
    change(&t.as_(seated("organization_administrator", "village_before")), &path, 1, json!({ "name": "x" })).await.refused(Fault::NotFound);
    change(&t.as_(seated("branch_secretary", "branch")), &path, 1, json!({ "name": "x" })).await.refused(Fault::Forbidden);
    change(&t.as_(GARDENER), &super::fresh(), 1, json!({ "name": "x" })).await.refused(Fault::NotFound);
    change(&t.as_(GARDENER), &path, 1, json!({ "organization": id("branch_before") })).await.field("/organization", FieldFault::UnknownField);
}
