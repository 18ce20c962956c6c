//! The roll of a day: who should have come, who had a vote, who was on the committee.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, change, check_days, enrolled, id, id_of, member, on_roll, roll, transfer};
use crate::support::grove::{GARDENER, seated};

#[actix_web::test]
async fn the_roll_of_a_day_shows_the_status_of_that_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = json!({ "organization": id("branch_after"), "name": "钱新", "status": "probationary", "joined_on": "2025-10-01", "full_on": "2026-10-01", "duties": ["publicity_commissioner"], "since": "2025-10-01" });
    enrolled(&gardener, &body).await;
    let body = json!({ "organization": id("branch_after"), "name": "孙停", "status": "full", "joined_on": "2010-10-01", "full_on": "2011-10-01", "flags": ["rights_suspended"], "since": "2011-10-01" });
    enrolled(&gardener, &body).await;
    assert_eq!(on_roll(&roll(&gardener, "branch_after", "2025-09-30").await, "钱新"), None);
    for (day, status, full, voters) in [("2025-10-01", "probationary", 1, 0), ("2026-09-30", "probationary", 1, 0), ("2026-10-01", "full", 2, 1)] {
        let roll = roll(&gardener, "branch_after", day).await;
        assert_eq!(on_roll(&roll, "钱新").expect("on the roll")["status"], status, "{day}");
        assert_eq!((&roll["full"], &roll["voters"], &roll["committee"]), (&json!(full), &json!(voters), &json!(1)), "{day}");
    }
}

#[actix_web::test]
async fn the_roll_says_of_whom_and_of_which_day_it_is() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let said = json!({ "name": "阿一", "group": id("group"), "duties": ["group_leader", "secretary"], "flags": ["floating"] });
    let path = enrolled(&gardener, &member(said)).await;
    let whole = roll(&gardener, "branch", "2026-11-18").await;
    assert_eq!((&whole["organization"], &whole["on"]), (&json!(id("branch")), &json!("2026-11-18")));
    let expected = json!({
        "member": id_of(&path), "name": "阿一", "status": "full", "duties": ["secretary", "group_leader"], "flags": ["floating"], "group": id("group"),
    });
    assert_eq!(on_roll(&whole, "阿一"), Some(&expected));
    assert_eq!((&whole["full"], &whole["voters"], &whole["committee"]), (&json!(4), &json!(4), &json!(2)));
    let today = gardener.get(format!("/organizations/{}/members", id("branch"))).send().await.expect(200).json();
    assert_eq!((&today["on"], &today["items"]), (&json!("2026-11-23"), &whole["items"]), "today, when no day is asked for");
    // An hour past midnight in Beijing, and not yet in London.
    t.clock().advance(11 * 3600);
    let tomorrow = t.as_(GARDENER).get(format!("/organizations/{}/members", id("branch"))).send().await.expect(200).json();
    assert_eq!(tomorrow["on"], "2026-11-24");
    t.as_(GARDENER).get(format!("/organizations/{}/members?on=2026-02-30", id("branch"))).send().await.refused(Fault::BadQuery);
}

#[actix_web::test]
async fn the_roll_is_in_the_order_of_names() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (low, high) = ("00000000-0000-7000-8000-000000000001", "ffffffff-0000-7000-8000-000000000001");
    for (id, name) in [(high, "b"), (low, "b"), ("10000000-0000-7000-8000-000000000001", "c"), ("f0000000-0000-7000-8000-000000000001", "a")] {
        let body = member(json!({ "organization": super::id("branch_after"), "name": name }));
        gardener.put(format!("/members/{id}")).creating().json(&body).send().await.expect(201);
    }
    let found = roll(&gardener, "branch_after", "2026-11-18").await;
    let order: Vec<_> = found["items"].as_array().expect("people").iter().map(|one| (one["name"].as_str(), one["member"].as_str())).collect();
    let names: Vec<_> = order.iter().map(|(name, _)| name.unwrap_or_default()).collect();
    assert_eq!(names, ["a", "b", "b", "c"]);
    assert_eq!((order[1].1, order[2].1), (Some(low), Some(high)), "and of ids, where names are the same");
}

#[actix_web::test]
async fn some_flags_take_the_vote_and_others_do_not() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let mut expected = 0;
    for (flag, votes) in [
        ("floating", true),
        ("care_exempt", true),
        ("abroad_study", true),
        ("on_probation_within_party", false),
        ("rights_suspended", false),
        ("probation_extended", true),
    ] {
        let body = member(json!({ "organization": id("branch_after"), "flags": [flag] }));
        enrolled(&gardener, &body).await;
        expected += i32::from(votes);
        let found = roll(&gardener, "branch_after", "2026-11-18").await;
        assert_eq!(found["voters"], expected, "{flag}");
    }
    // One flag that takes it is enough.
    enrolled(&gardener, &member(json!({ "organization": id("branch_after"), "flags": ["floating", "rights_suspended"] }))).await;
    enrolled(&gardener, &member(json!({ "organization": id("branch_after"), "status": "probationary", "full_on": null }))).await;
    let found = roll(&gardener, "branch_after", "2026-11-18").await;
    assert_eq!((&found["full"], &found["voters"]), (&json!(7), &json!(expected)));
}

#[actix_web::test]
async fn whose_membership_of_the_party_is_stopped_is_on_no_roll_while_it_is() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let stopped = json!([{ "flag": "membership_stopped", "from": "2026-03-01", "to": "2026-09-01" }]);
    enrolled(&gardener, &member(json!({ "name": "周停", "group": id("group"), "flag_terms": stopped }))).await;
    for place in ["branch", "group", "village"] {
        let days = [("2026-02-28", true), ("2026-03-01", false), ("2026-08-31", false), ("2026-09-01", true)];
        check_days(&gardener, "周停", &days.map(|(day, is_there)| (place, day, is_there))).await;
    }
}

#[actix_web::test]
async fn a_roll_of_nobody_is_not_known() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for (place, day, known) in
        [("branch", "2025-12-31", false), ("branch", "2026-01-01", true), ("group_after", "2026-11-18", false), ("township", "2026-11-18", true)]
    {
        assert_eq!(roll(&gardener, place, day).await["known"], known, "{place} on {day}");
    }
}

#[actix_web::test]
async fn every_duty_but_a_group_leaders_is_on_the_committee() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let at = |duties: Value| member(json!({ "organization": id("branch_after"), "duties": duties }));
    for (duties, committee) in [
        (json!([]), 0),
        (json!(["group_leader"]), 0),
        (json!(["secretary"]), 1),
        (json!(["deputy_secretary"]), 2),
        (json!(["full_time_deputy_secretary"]), 3),
        (json!(["discipline_commissioner"]), 4),
        (json!(["committee_member"]), 5),
        (json!(["group_leader", "youth_commissioner", "organization_commissioner"]), 6),
    ] {
        enrolled(&gardener, &at(duties.clone())).await;
        assert_eq!(roll(&gardener, "branch_after", "2026-11-18").await["committee"], committee, "{duties}");
    }
}

#[actix_web::test]
async fn without_a_day_of_becoming_full_the_roll_shows_what_was_last_told() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body =
        member(json!({ "organization": id("branch_after"), "name": "赵备", "status": "probationary", "joined_on": "2026-01-01", "full_on": null }));
    let path = enrolled(&gardener, &body).await;
    for day in ["2026-01-01", "2026-11-18", "2030-01-01"] {
        let found = roll(&gardener, "branch_after", day).await;
        assert_eq!((&on_roll(&found, "赵备").expect("on the roll")["status"], &found["full"]), (&json!("probationary"), &json!(0)), "{day}");
    }
    change(&gardener, &path, 1, json!({ "status": "full", "full_on": "2027-01-01" })).await.expect(200);
    for (day, status) in [("2026-12-31", "probationary"), ("2027-01-01", "full")] {
        let found = roll(&gardener, "branch_after", day).await;
        assert_eq!(on_roll(&found, "赵备").expect("on the roll")["status"], status, "{day}");
    }
}

#[actix_web::test]
async fn the_roll_of_a_branch_is_of_its_groups_and_that_of_a_group_of_nobody_else() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let of_group = enrolled(&gardener, &member(json!({ "name": "组员", "group": id("group") }))).await;
    enrolled(&gardener, &member(json!({ "name": "散户" }))).await;
    let names = async |place: &str| -> Vec<String> {
        let found = roll(&gardener, place, "2026-11-18").await;
        found["items"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str().map(str::to_string)).collect()
    };
    assert_eq!(names("branch").await, ["成员 member", "成员 other_member", "成员 secretary", "散户", "组员"]);
    assert_eq!(names("group").await, ["成员 member", "成员 other_member", "成员 secretary", "组员"]);
    assert!(names("group_after").await.is_empty());
    let found = roll(&gardener, "group", "2026-11-18").await;
    assert!(found["items"].as_array().expect("people").iter().all(|one| one["group"] == id("group")));
    assert_eq!(gardener.get(&of_group).send().await.expect(200).json()["organization"], id("branch"));
    t.as_(seated("branch_secretary", "branch_before")).get(format!("/organizations/{}/members", id("branch"))).send().await.refused(Fault::NotFound);
}

#[actix_web::test]
async fn who_came_late_in_life_is_on_the_roll_from_the_day_they_came() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    enrolled(&gardener, &member(json!({ "name": "李来", "since": "2026-10-08" }))).await;
    enrolled(&gardener, &member(json!({ "name": "李在" }))).await;
    let expected = [("branch", "2026-10-07", false), ("branch", "2026-10-08", true), ("branch", "2026-10-09", true)];
    check_days(&gardener, "李来", &expected).await;
    check_days(&gardener, "李在", &[("branch", "2025-12-31", false), ("branch", "2026-01-01", true)]).await;
}

#[actix_web::test]
async fn who_went_and_came_back_was_away_between() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "name": "孙归", "group": id("group") }))).await;
    transfer(&gardener, &path, 1, json!({ "to": id("branch_before"), "on": "2026-09-01" })).await.expect(200);
    transfer(&gardener, &path, 2, json!({ "to": id("branch"), "on": "2026-10-01" })).await.expect(200);
    let expected = [
        ("branch", "2026-08-31", true),
        ("group", "2026-08-31", true),
        ("branch", "2026-09-01", false),
        ("branch_before", "2026-09-01", true),
        ("branch", "2026-09-30", false),
        ("branch_before", "2026-09-30", true),
        ("branch", "2026-10-01", true),
        ("group", "2026-10-01", false),
        ("branch_before", "2026-10-01", false),
    ];
    check_days(&gardener, "孙归", &expected).await;
}
