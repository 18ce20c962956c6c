//! Duties and flags have their days: a roll shows those of its own day, whenever they were entered.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, change, enrolled, fresh, id, member, on_roll, roll, state, terms, transfer};
use crate::support::client::Client;
use crate::support::diary::rows;
use crate::support::grove::GARDENER;

/// What a roll of each day says somebody has of this.
async fn check(caller: &Client<'_>, name: &str, field: &str, expected: &[(&str, &[&str])]) {
    for (day, words) in expected {
        let found = roll(caller, "branch_after", day).await;
        assert_eq!(on_roll(&found, name).expect("on the roll")[field], json!(words), "{name} on {day}");
    }
}

/// Somebody of a branch without anybody else, since the first of January.
fn one(said: Value) -> Value {
    let mut body = member(json!({ "organization": id("branch_after"), "name": "郑期" }));
    body.as_object_mut().expect("a member").extend(said.as_object().expect("fields").clone());
    body
}

#[actix_web::test]
async fn yesterdays_roll_has_yesterdays_committee() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &one(json!({ "duties": ["secretary"] }))).await;
    change(&gardener, &path, 1, json!({ "duties": ["deputy_secretary"], "on": "2026-09-01" })).await.expect(200);
    let expected: [(&str, &[&str]); 4] = [
        ("2026-01-01", &["secretary"]),
        ("2026-08-31", &["secretary"]),
        ("2026-09-01", &["deputy_secretary"]),
        ("2026-11-23", &["deputy_secretary"]),
    ];
    check(&gardener, "郑期", "duties", &expected).await;
    let now = gardener.get(&path).send().await.expect(200).json();
    assert_eq!(now["duties"], json!(["deputy_secretary"]));
    assert_eq!(now["duty_terms"], terms("duty", &[("secretary", "2026-01-01", Some("2026-09-01")), ("deputy_secretary", "2026-09-01", None)]));
}

#[actix_web::test]
async fn a_vote_is_taken_from_the_day_on_and_given_back() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &one(json!({ "flags": ["floating"] }))).await;
    change(&gardener, &path, 1, json!({ "flags": ["floating", "rights_suspended"], "on": "2026-05-10" })).await.expect(200);
    change(&gardener, &path, 2, json!({ "flags": ["floating"], "on": "2026-11-10" })).await.expect(200);
    for (day, voters) in [("2026-05-09", 1), ("2026-05-10", 0), ("2026-11-09", 0), ("2026-11-10", 1)] {
        assert_eq!(roll(&gardener, "branch_after", day).await["voters"], voters, "{day}");
    }
    let expected: [(&str, &[&str]); 2] = [("2026-05-10", &["floating", "rights_suspended"]), ("2026-11-10", &["floating"])];
    check(&gardener, "郑期", "flags", &expected).await;
}

#[actix_web::test]
async fn what_is_entered_late_does_not_undo_what_is_known_of_later_days() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &one(json!({ "duties": ["secretary"] }))).await;
    change(&gardener, &path, 1, json!({ "duties": [], "on": "2026-09-01" })).await.expect(200);
    // In November somebody remembers that there was more to it in March.
    let late = json!({ "duties": ["secretary", "organization_commissioner"], "on": "2026-03-01" });
    change(&gardener, &path, 2, late).await.expect(200);
    let expected: [(&str, &[&str]); 4] = [
        ("2026-02-28", &["secretary"]),
        ("2026-03-01", &["secretary", "organization_commissioner"]),
        ("2026-08-31", &["secretary", "organization_commissioner"]),
        ("2026-09-01", &["organization_commissioner"]),
    ];
    check(&gardener, "郑期", "duties", &expected).await;
}

#[actix_web::test]
async fn what_lies_ahead_is_not_so_today() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &one(json!({ "duties": ["secretary"] }))).await;
    let ahead = change(&gardener, &path, 1, json!({ "duties": [], "on": "2026-12-01" })).await.expect(200).json();
    assert_eq!(ahead["duties"], json!(["secretary"]));
    check(&gardener, "郑期", "duties", &[("2026-11-30", &["secretary"]), ("2026-12-01", &[])]).await;
    // Of a membership that lies ahead the first day is told.
    let coming = enrolled(&gardener, &one(json!({ "since": "2027-01-01", "duties": ["secretary"], "flags": ["floating"] }))).await;
    let told = gardener.get(&coming).send().await.expect(200).json();
    assert_eq!((&told["duties"], &told["flags"]), (&json!(["secretary"]), &json!(["floating"])));
    let again = change(&gardener, &coming, 1, json!({ "duties": ["secretary", "group_leader"] })).await.expect(200).json();
    assert_eq!(again["duty_terms"], terms("duty", &[("secretary", "2027-01-01", None), ("group_leader", "2027-01-01", None)]));
}

#[actix_web::test]
async fn nothing_is_told_of_days_before_the_membership() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &one(json!({ "since": "2026-03-01" }))).await;
    let refused = |field: &str| (field.to_string(), FieldFault::NotAllowedHere.code().to_string());
    let too_early = change(&gardener, &path, 1, json!({ "duties": ["secretary"], "on": "2026-02-28" })).await.refused(Fault::Invalid);
    assert_eq!(too_early.fields(), [refused("/on")]);
    assert!(too_early.text().contains("2026-03-01"), "the first day is named");
    change(&gardener, &path, 1, json!({ "duties": ["secretary"], "on": "2026-03-01" })).await.expect(200);
    // A flag is of the person: it may be older than the membership, but not than being a member at all.
    let too_early = change(&gardener, &path, 2, json!({ "flags": ["floating"], "on": "2010-06-30" })).await.refused(Fault::Invalid);
    assert_eq!(too_early.fields(), [refused("/on")]);
    change(&gardener, &path, 2, json!({ "flags": ["floating"], "on": "2010-07-01" })).await.expect(200);
    let enrol = |on: &str| gardener.put(fresh()).creating().json(&one(json!({ "since": "2026-03-01", "duties": ["secretary"], "on": on }))).send();
    assert_eq!(enrol("2026-02-28").await.refused(Fault::Invalid).fields(), [refused("/on")]);
    enrol("2026-03-01").await.expect(201);
    // A day alone changes nothing.
    assert_eq!(change(&gardener, &path, 3, json!({ "on": "2001-01-01" })).await.expect(200).version(), 3);
}

#[actix_web::test]
async fn who_is_enrolled_has_the_duties_from_a_day_that_is_told() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = fresh();
    let body = one(json!({ "duties": ["secretary"], "flags": ["floating"], "on": "2026-06-01" }));
    let made = gardener.put(&path).creating().json(&body).send().await.expect(201).json();
    assert_eq!((&made["since"], &made["duties"]), (&json!("2026-01-01"), &json!(["secretary"])));
    check(&gardener, "郑期", "duties", &[("2026-05-31", &[]), ("2026-06-01", &["secretary"])]).await;
    check(&gardener, "郑期", "flags", &[("2026-05-31", &[]), ("2026-06-01", &["floating"])]).await;
    assert_eq!(gardener.put(&path).creating().json(&body).send().await.expect(200).json(), made, "and once more is harmless");
}

#[actix_web::test]
async fn the_same_again_is_the_same_however_late() {
    let t = app().await;
    let path = enrolled(&t.as_(GARDENER), &one(json!({}))).await;
    let today = json!({ "duties": ["secretary"], "flags": ["floating"] });
    let changed = change(&t.as_(GARDENER), &path, 1, today.clone()).await.expect(200).json();
    let past = json!({ "duties": ["deputy_secretary"], "on": "2026-03-01" });
    t.clock().advance(40 * 24 * 3600);
    let gardener = t.as_(GARDENER);
    for version in [1, 2] {
        assert_eq!(change(&gardener, &path, version, today.clone()).await.expect(200).json(), changed, "against version {version}");
    }
    let changed = change(&gardener, &path, 2, past.clone()).await.expect(200).json();
    for version in [2, 3] {
        assert_eq!(change(&gardener, &path, version, past.clone()).await.expect(200).json(), changed, "against version {version}");
    }
    assert_eq!(changed["version"], 3);
}

#[actix_web::test]
async fn a_transfer_ends_the_duties_and_the_old_rolls_keep_them() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &one(json!({ "duties": ["secretary"], "flags": ["floating"] }))).await;
    let moved = transfer(&gardener, &path, 1, json!({ "to": id("branch"), "on": "2026-11-01" })).await.expect(200).json();
    assert_eq!((&moved["duties"], &moved["duty_terms"]), (&json!([]), &json!([])));
    assert_eq!((&moved["flags"], &moved["flag_terms"]), (&json!(["floating"]), &terms("flag", &[("floating", "2026-01-01", None)])));
    check(&gardener, "郑期", "duties", &[("2026-10-31", &["secretary"])]).await;
    let there = roll(&gardener, "branch", "2026-11-01").await;
    assert_eq!((&on_roll(&there, "郑期").expect("on the roll")["duties"], &there["committee"]), (&json!([]), &json!(1)));
    // Back again it is another membership, and what was before the first one's end stays.
    transfer(&gardener, &path, 2, json!({ "to": id("branch_after"), "on": "2026-11-10" })).await.expect(200);
    change(&gardener, &path, 3, json!({ "duties": ["deputy_secretary"], "on": "2026-11-10" })).await.expect(200);
    check(&gardener, "郑期", "duties", &[("2026-10-31", &["secretary"]), ("2026-11-10", &["deputy_secretary"])]).await;
}

#[actix_web::test]
async fn another_group_keeps_the_duties_of_the_branch_but_not_the_lead_of_the_group() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let said = json!({ "name": "王组", "group": id("group"), "duties": ["publicity_commissioner", "group_leader"] });
    let path = enrolled(&gardener, &member(said)).await;
    let moved = transfer(&gardener, &path, 1, json!({ "to": id("branch"), "group": id("group_after"), "on": "2026-11-05" })).await.expect(200).json();
    assert_eq!(moved["duty_terms"], terms("duty", &[("publicity_commissioner", "2026-11-05", None)]));
    for (place, day, duties) in [
        ("branch", "2026-11-04", json!(["publicity_commissioner", "group_leader"])),
        ("group", "2026-11-04", json!(["publicity_commissioner", "group_leader"])),
        ("branch", "2026-11-05", json!(["publicity_commissioner"])),
        ("group_after", "2026-11-05", json!(["publicity_commissioner"])),
    ] {
        assert_eq!(on_roll(&roll(&gardener, place, day).await, "王组").expect("on the roll")["duties"], duties, "{place} on {day}");
    }
    // In the same group from another day on, somebody leads it still.
    change(&gardener, &path, 2, json!({ "duties": ["group_leader"], "on": "2026-11-06" })).await.expect(200);
    let stays = transfer(&gardener, &path, 3, json!({ "to": id("branch"), "group": id("group_after"), "on": "2026-11-10" })).await.expect(200).json();
    assert_eq!(stays["duties"], json!(["group_leader"]));
}

#[actix_web::test]
async fn the_trail_tells_the_days_of_duties_and_flags() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &one(json!({ "duties": ["secretary"] }))).await;
    let before = gardener.get(&path).send().await.expect(200).json();
    let after = change(&gardener, &path, 1, json!({ "duties": [], "flags": ["floating"], "on": "2026-09-01" })).await.expect(200).json();
    let row = rows(&t, super::id_of(&path)).await.pop().expect("a row");
    assert_eq!((&row["before"], &row["after"]), (&state(&before), &state(&after)));
    assert_eq!(row["after"]["duty_terms"], terms("duty", &[("secretary", "2026-01-01", Some("2026-09-01"))]));
    assert_eq!(row["after"]["flag_terms"], terms("flag", &[("floating", "2026-09-01", None)]));
}
