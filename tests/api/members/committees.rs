//! The rolls of what is neither branch nor group: whoever belongs to it or to anything below.

use diesel::prelude::*;
use sanhui::db::Tx;
use sanhui::db::schema::{members, memberships, organizations};
use sanhui::error::Result;
use sanhui::id::{MemberId, OrganizationId};
use sanhui::members::LONGEST_ROLL;
use serde_json::{Value, json};

use super::{app, enrolled, id, member, on_roll, roll, transfer};
use crate::support::grove::GARDENER;

fn names(roll: &Value) -> Vec<&str> {
    roll["items"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str()).collect()
}

#[actix_web::test]
async fn a_committee_has_the_people_below_it_as_its_roll() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for (name, place) in [("甲机关", "village"), ("乙邻居", "branch_before"), ("丙远亲", "branch_cousin"), ("丁旧村", "old_village")] {
        enrolled(&gardener, &member(json!({ "name": name, "organization": id(place) }))).await;
    }
    let of_branch = ["成员 member", "成员 other_member", "成员 secretary"];
    let of_village = [&["乙邻居"], &of_branch[..], &["甲机关"]].concat();
    assert_eq!(names(&roll(&gardener, "village", "2026-11-18").await), of_village);
    assert_eq!(names(&roll(&gardener, "township", "2026-11-18").await), [&["丙远亲", "乙邻居"], &of_branch[..], &["甲机关"]].concat());
    assert_eq!(names(&roll(&gardener, "old_village", "2026-11-18").await), ["丁旧村"]);
    assert_eq!(names(&roll(&gardener, "village_after", "2026-11-18").await), Vec::<&str>::new());
    assert_eq!(names(&roll(&gardener, "county", "2026-11-18").await).len(), 7);
    let found = roll(&gardener, "village", "2026-11-18").await;
    assert_eq!((&found["full"], &found["voters"], &found["known"]), (&json!(5), &json!(5), &json!(true)));
}

#[actix_web::test]
async fn what_somebody_does_in_a_branch_below_is_no_duty_of_the_committee() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    enrolled(&gardener, &member(json!({ "name": "甲机关", "organization": id("village"), "duties": ["secretary"] }))).await;
    let found = roll(&gardener, "village", "2026-11-18").await;
    assert_eq!(on_roll(&found, "成员 secretary").expect("on the roll")["duties"], json!([]));
    assert_eq!((&on_roll(&found, "甲机关").expect("on the roll")["duties"], &found["committee"]), (&json!(["secretary"]), &json!(1)));
    assert_eq!(roll(&gardener, "branch", "2026-11-18").await["committee"], 1);
}

#[actix_web::test]
async fn who_leaves_the_village_leaves_its_roll_that_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "name": "戊走" }))).await;
    transfer(&gardener, &path, 1, json!({ "to": id("branch_before"), "on": "2026-10-01" })).await.expect(200);
    transfer(&gardener, &path, 2, json!({ "to": id("branch_cousin"), "on": "2026-11-01" })).await.expect(200);
    for (place, day, is_there) in [
        ("village", "2026-09-30", true),
        ("village", "2026-10-31", true),
        ("village", "2026-11-01", false),
        ("village_before", "2026-10-31", false),
        ("village_before", "2026-11-01", true),
        ("township", "2026-10-31", true),
        ("township", "2026-11-01", true),
    ] {
        let found = roll(&gardener, place, day).await;
        assert_eq!(on_roll(&found, "戊走").is_some(), is_there, "{place} on {day}");
    }
}

/// So many members of an organisation, without asking the API for each.
fn crowd(tx: &mut Tx, place: OrganizationId, count: usize) -> Result<()> {
    let path: String = organizations::table.find(place).select(organizations::path).first(tx.conn())?;
    let (now, day) = (tx.now(), tx.today());
    for number in 0..count {
        let id = MemberId::of(0xc0de_0000 + number as u128);
        diesel::insert_into(members::table)
            .values((
                (members::id.eq(id), members::organization_id.eq(place), members::path.eq(&path), members::name.eq("众")),
                (members::status.eq("probationary"), members::joined_on.eq(day), members::flags.eq("[]")),
                (members::created_at.eq(now), members::updated_at.eq(now), members::version.eq(1)),
            ))
            .execute(tx.conn())?;
        diesel::insert_into(memberships::table)
            .values((
                (memberships::member_id.eq(id), memberships::organization_id.eq(place), memberships::path.eq(&path)),
                (memberships::from_on.eq(day), memberships::duties.eq("[]")),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

#[actix_web::test]
async fn a_roll_of_more_than_three_thousand_is_none() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let place = id("branch_cousin").parse().expect("an id");
    t.app.db.write(move |tx| crowd(tx, place, LONGEST_ROLL)).await.expect("a crowd");
    let whole = roll(&gardener, "village_before", "2026-11-23").await;
    assert_eq!((names(&whole).len(), &whole["known"]), (3_000, &json!(true)));
    enrolled(&gardener, &member(json!({ "organization": id("branch_cousin") }))).await;
    let none = roll(&gardener, "village_before", "2026-11-23").await;
    assert_eq!((names(&none).len(), &none["known"]), (0, &json!(false)));
    // A branch's own is whole, however long.
    assert_eq!(names(&roll(&gardener, "branch_cousin", "2026-11-23").await).len(), 3_001);
}
