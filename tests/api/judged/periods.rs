//! How often in a period: nothing is missed before it is over, nothing is owed for a part of it, and what was held counts
//! wherever it was.

use serde_json::{Value, json};

use super::records::{group_meeting, on};
use super::{Branch, Checked, HELD_ON, PLACE, hand_in_by, id, with};
use crate::support::grove::{GARDENER, seated};

const GROUP: &str = "group_cousin";

pub async fn said_of(branch: &Branch, period: &str) -> Checked {
    said_at(branch, PLACE, period).await
}

async fn said_at(branch: &Branch, place: &str, period: &str) -> Checked {
    let reviewer = branch.t.as_(seated("committee_reviewer", "county"));
    Checked(reviewer.get(format!("/organizations/{}/frequency?period={period}", id(place))).send().await.expect(200).json())
}

/// A branch with two groups of one each.
async fn with_groups() -> (Branch, String) {
    let mut branch = Branch::of(18, 0).await;
    let second = uuid::Uuid::now_v7().to_string();
    let body = json!({ "parent": id(PLACE), "name": "第二党小组", "kind": "party_group", "active_from": "2020-01-01" });
    branch.t.as_(GARDENER).put(format!("/organizations/{second}")).creating().json(&body).send().await.expect(201);
    branch.enrol(json!({ "group": id(GROUP), "duties": ["group_leader"] })).await;
    branch.enrol(json!({ "group": second })).await;
    (branch, second)
}

/// A group's life meeting, whatever it says.
fn life(place: &str, day: &str) -> Value {
    json!({ "organization": place, "kind": "organizational_life_meeting", "held_on": day, "late_reason": "补录" })
}

#[actix_web::test]
async fn a_running_month_is_open_and_says_how_long() {
    let branch = Branch::standard().await;
    let november = said_of(&branch, "2026-11").await;
    november.is("TPD-FREQ", "open").tells("TPD-FREQ", "11月尚未开展，还有7天", "7 days");
    november.is("BCM-FREQ", "open");
    let october = said_of(&branch, "2026-10").await;
    october.is("TPD-FREQ", "violated").tells("TPD-FREQ", "2026年10月", "October 2026").is("BCM-FREQ", "warning");
    branch.hand_in(&branch.party_day()).await;
    said_of(&branch, "2026-11").await.is("TPD-FREQ", "met").tells("TPD-FREQ", "2026年11月开展主题党日1次", "November 2026");
}

#[actix_web::test]
async fn its_last_day_belongs_to_it_and_the_next_does_not() {
    let branch = Branch::standard().await;
    branch.t.clock().advance(7 * 86_400);
    said_of(&branch, "2026-11").await.is("TPD-FREQ", "open").tells("TPD-FREQ", "今天是最后一天", "last day");
    branch.t.clock().advance(86_400);
    said_of(&branch, "2026-11").await.is("TPD-FREQ", "violated");
    said_of(&branch, "2026-12").await.is("TPD-FREQ", "open").tells("TPD-FREQ", "还有30天", "30 days");
}

#[actix_web::test]
async fn quarters_and_years_are_open_until_they_are_over() {
    let branch = Branch::standard().await;
    said_of(&branch, "2026-Q4").await.is("BGM-FREQ", "open").tells("BGM-FREQ", "还有38天", "38 days");
    said_of(&branch, "2026-Q3").await.is("BGM-FREQ", "warning");
    let year = said_of(&branch, "2026").await;
    year.is("OLM-FREQ", "open").is("APP-FREQ", "open").is_silent_of("OLM-Q4");
    let last = said_of(&branch, "2025").await;
    last.is("OLM-FREQ", "violated").is("APP-FREQ", "warning").is_silent_of("OLM-Q4");
    // What is to come owes nothing.
    for period in ["2027", "2027-Q1", "2027-01"] {
        let said = said_of(&branch, period).await;
        let accused: Vec<String> = said.alarms().into_iter().filter(|one| !one.ends_with(" open")).collect();
        assert_eq!(accused, [""; 0], "{period}");
    }
}

#[actix_web::test]
async fn nothing_is_owed_before_it_was_looked_after_nor_for_a_part_of_a_period() {
    let branch = Branch::standard().await;
    let (gardener, path) = (branch.t.as_(GARDENER), format!("/organizations/{}", id(PLACE)));
    let version = gardener.get(&path).send().await.expect(200).version();
    gardener.patch(&path).if_match(version).json(&json!({ "active_from": "2026-08-15" })).send().await.expect(200);
    for period in ["2025", "2026", "2026-Q2", "2026-Q3", "2026-07", "2026-08"] {
        assert_eq!(said_of(&branch, period).await.alarms(), [""; 0], "{period}");
    }
    said_of(&branch, "2026-09").await.is("TPD-FREQ", "violated");
    said_of(&branch, "2026-Q4").await.is("BGM-FREQ", "open");
    // What was held before is welcome.
    branch.hand_in(&on(&branch.party_day(), "2026-08-10")).await;
    said_of(&branch, "2026-08").await.is("TPD-FREQ", "met");
}

#[actix_web::test]
async fn from_the_first_day_of_a_period_on_all_of_it_is_owed() {
    let branch = Branch::standard().await;
    let (gardener, path) = (branch.t.as_(GARDENER), format!("/organizations/{}", id(PLACE)));
    let begins = async |day: &str| {
        let version = gardener.get(&path).send().await.expect(200).version();
        gardener.patch(&path).if_match(version).json(&json!({ "active_from": day })).send().await.expect(200);
    };
    begins("2026-09-01").await;
    said_of(&branch, "2026-09").await.is("TPD-FREQ", "violated");
    begins("2026-09-02").await;
    said_of(&branch, "2026-09").await.is_silent_of("TPD-FREQ");
}

#[actix_web::test]
async fn what_is_dissolved_owes_nothing_from_the_period_of_its_end_on() {
    let branch = Branch::standard().await;
    let path = format!("/organizations/{}", id("branch_after"));
    let gardener = branch.t.as_(GARDENER);
    let version = gardener.get(&path).send().await.expect(200).version();
    gardener.post(format!("{path}/dissolve")).if_match(version).json(&json!({ "on": "2026-11-10" })).send().await.expect(200);
    said_at(&branch, "branch_after", "2026-10").await.is("TPD-FREQ", "violated");
    for period in ["2026-11", "2026-12", "2026-Q4", "2026", "2027"] {
        assert_eq!(said_at(&branch, "branch_after", period).await.alarms(), [""; 0], "{period}");
    }
}

#[actix_web::test]
async fn the_groups_life_meetings_are_the_branchs() {
    let (branch, second) = with_groups().await;
    let leader = branch.t.as_(seated("group_leader", GROUP));
    hand_in_by(&leader, &life(id(GROUP), "2025-11-10")).await;
    let one = said_of(&branch, "2025").await;
    one.is("OLM-FREQ", "violated").tells("OLM-FREQ", "第二党小组", "第二党小组");
    // The branch's secretary writes for its groups.
    hand_in_by(&branch.secretary(), &life(&second, "2025-06-10")).await;
    let both = said_of(&branch, "2025").await;
    both.is("OLM-FREQ", "met").is("OLM-Q4", "met");
    // One of the branch itself is enough.
    let (branch, _) = with_groups().await;
    branch.hand_in(&on(&branch.life(), "2025-11-20")).await;
    said_of(&branch, "2025").await.is("OLM-FREQ", "met").is("OLM-Q4", "met");
}

#[actix_web::test]
async fn groups_that_all_met_in_june_leave_the_fourth_quarter_empty() {
    let (branch, second) = with_groups().await;
    hand_in_by(&branch.t.as_(seated("group_leader", GROUP)), &life(id(GROUP), "2025-06-10")).await;
    hand_in_by(&branch.secretary(), &life(&second, "2025-06-11")).await;
    said_of(&branch, "2025").await.is("OLM-FREQ", "met").is("OLM-Q4", "warning").tells("OLM-Q4", "2025年2次均不在第四季度", "2025");
}

#[actix_web::test]
async fn one_that_a_group_held_in_the_fourth_quarter_is_enough_beside_the_branchs_own() {
    let (branch, _) = with_groups().await;
    branch.hand_in(&on(&branch.bare("organizational_life_meeting"), "2025-06-20")).await;
    said_of(&branch, "2025").await.is("OLM-FREQ", "met").is("OLM-Q4", "warning");
    // As a group's meeting that was a life meeting too.
    let both = with(&with(&life(id(GROUP), "2025-12-31"), "/kind", "party_group_meeting"), "/also_kind", "organizational_life_meeting");
    hand_in_by(&branch.t.as_(seated("group_leader", GROUP)), &both).await;
    said_of(&branch, "2025").await.is("OLM-Q4", "met");
}

#[actix_web::test]
async fn one_in_the_fourth_quarter_of_the_year_is_enough() {
    let branch = Branch::of(18, 0).await;
    branch.hand_in(&on(&branch.life(), "2025-06-20")).await;
    said_of(&branch, "2025").await.is("OLM-Q4", "warning").tells("OLM-Q4", "2025年1次均不在第四季度", "2025");
    branch.hand_in(&on(&branch.life(), "2025-10-01")).await;
    said_of(&branch, "2025").await.is("OLM-Q4", "met").tells("OLM-Q4", "10月1日召开", "1 October");
    // Of a year that still runs it can still be held.
    branch.hand_in(&on(&branch.life(), "2026-09-30")).await;
    said_of(&branch, "2026").await.is("OLM-FREQ", "met").is("OLM-Q4", "open");
    branch.hand_in(&branch.life()).await;
    said_of(&branch, "2026").await.is("OLM-Q4", "met");
}

#[actix_web::test]
async fn a_committee_is_asked_to_meet_where_there_is_one_or_should_be() {
    let mut branch = Branch::of(0, 0).await;
    branch.enrol(json!({ "duties": ["secretary"] })).await;
    for _ in 1..6 {
        branch.enrol(json!({})).await;
    }
    said_of(&branch, "2026-10").await.is_silent_of("BCM-FREQ");
    branch.enrol(json!({})).await;
    said_of(&branch, "2026-10").await.is("BCM-FREQ", "warning");
    // Three with its duties are one, in however small a branch.
    said_of(&Branch::of(3, 0).await, "2026-10").await.is("BCM-FREQ", "warning");
    // A small roll without any duty does not say that there is none.
    let mut unknown = Branch::of(0, 0).await;
    for _ in 0..6 {
        unknown.enrol(json!({})).await;
    }
    said_of(&unknown, "2026-10").await.is("BCM-FREQ", "insufficient_data");
    unknown.enrol(json!({})).await;
    said_of(&unknown, "2026-10").await.is("BCM-FREQ", "warning");
}

#[actix_web::test]
async fn a_group_meets_once_a_month() {
    let (branch, _) = with_groups().await;
    said_at(&branch, GROUP, "2026-11").await.is("PGM-FREQ", "open");
    said_at(&branch, GROUP, "2026-10").await.is("PGM-FREQ", "warning");
    let leader = branch.t.as_(seated("group_leader", GROUP));
    hand_in_by(&leader, &group_meeting(GROUP, &branch.people[18..19])).await;
    said_at(&branch, GROUP, "2026-11").await.is("PGM-FREQ", "met");
    // It is the group's and not the branch's.
    said_of(&branch, "2026-11").await.is_silent_of("PGM-FREQ");
}

#[actix_web::test]
async fn a_gathering_of_two_kinds_is_one_of_each_in_any_order() {
    let branch = Branch::standard().await;
    for (kind, also) in [("theme_party_day", "branch_general_meeting"), ("branch_general_meeting", "theme_party_day")] {
        let day = if kind == "theme_party_day" { "2026-08-20" } else { HELD_ON };
        branch.hand_in(&with(&on(&branch.bare(kind), day), "/also_kind", also)).await;
    }
    said_of(&branch, "2026-08").await.is("TPD-FREQ", "met");
    said_of(&branch, "2026-11").await.is("TPD-FREQ", "met");
    said_of(&branch, "2026-Q3").await.is("BGM-FREQ", "met");
    said_of(&branch, "2026-Q4").await.is("BGM-FREQ", "met");
}

#[actix_web::test]
async fn a_group_that_was_there_for_a_part_of_the_period_owes_it_nothing() {
    let (branch, second) = with_groups().await;
    let gardener = branch.t.as_(GARDENER);
    let path = format!("/organizations/{second}");
    let begins = async |day: &str| {
        let version = gardener.get(&path).send().await.expect(200).version();
        gardener.patch(&path).if_match(version).json(&json!({ "active_from": day })).send().await.expect(200);
    };
    hand_in_by(&branch.t.as_(seated("group_leader", GROUP)), &life(id(GROUP), "2025-11-10")).await;
    begins("2025-01-01").await;
    said_of(&branch, "2025").await.is("OLM-FREQ", "violated").tells("OLM-FREQ", "第二党小组", "第二党小组");
    for day in ["2025-01-02", "2025-12-31", "2026-03-01"] {
        begins(day).await;
        said_of(&branch, "2025").await.is("OLM-FREQ", "met");
    }
}

#[actix_web::test]
async fn a_group_that_is_no_more_owed_what_it_owed() {
    let (branch, second) = with_groups().await;
    let gardener = branch.t.as_(GARDENER);
    hand_in_by(&branch.secretary(), &life(&second, "2025-11-10")).await;
    let third = uuid::Uuid::now_v7().to_string();
    let body = json!({ "parent": id(PLACE), "name": "第三党小组", "kind": "party_group", "active_from": "2020-01-01" });
    gardener.put(format!("/organizations/{third}")).creating().json(&body).send().await.expect(201);
    hand_in_by(&branch.secretary(), &life(id(GROUP), "2025-11-11")).await;
    gardener.post(format!("/organizations/{third}/dissolve")).if_match(1).json(&json!({ "on": "2026-01-01" })).send().await.expect(200);
    said_of(&branch, "2025").await.is("OLM-FREQ", "violated").tells("OLM-FREQ", "第三党小组", "第三党小组");
    // On its last day it was no more.
    let fourth = uuid::Uuid::now_v7().to_string();
    let body = json!({ "parent": id(PLACE), "name": "第四党小组", "kind": "party_group", "active_from": "2020-01-01" });
    gardener.put(format!("/organizations/{fourth}")).creating().json(&body).send().await.expect(201);
    gardener.post(format!("/organizations/{fourth}/dissolve")).if_match(1).json(&json!({ "on": "2025-12-31" })).send().await.expect(200);
    let said = said_of(&branch, "2025").await;
    assert!(!said.says("OLM-FREQ").contains("第四党小组"), "{}", said.says("OLM-FREQ"));
}
