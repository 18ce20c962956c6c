//! How often an organisation met, against how often it should: only what was handed in counts, a gathering of two kinds
//! for both, and the rules are those of the period's last day.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, begun, handed_in, id, outcomes, record_of, shown, step, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::entries::entry_at;
use crate::support::grove::{GARDENER, seated};

/// A branch that has neither members nor records but those of the test.
const PLACE: &str = "branch_before";

fn owner(t: &TestApp) -> Client<'_> {
    t.as_(seated("branch_secretary", PLACE))
}

fn held(kind: &str, day: &str) -> Value {
    with(&record_of(PLACE, kind, day), "late_reason", "补录")
}

async fn of(t: &TestApp, period: &str) -> Value {
    shown(&owner(t), format!("/organizations/{}/frequency?period={period}", id(PLACE))).await
}

/// How many of a kind were held.
async fn count(t: &TestApp, kind: &str, period: &str) -> i64 {
    let of = of(t, period).await;
    let found = of["held"].as_array().and_then(|all| all.iter().find(|one| one["kind"] == kind)).map(|one| one["sessions"].clone());
    found.and_then(|count| count.as_i64()).expect("every kind")
}

/// What is said of the branch's Party days in a month.
async fn party_days(t: &TestApp, month: &str) -> String {
    outcome(t, "TPD-FREQ", month).await
}

/// The outcome of a rule in a period; empty where it says nothing.
async fn outcome(t: &TestApp, rule: &str, period: &str) -> String {
    let said = of(t, period).await;
    let found = said["findings"].as_array().and_then(|all| all.iter().find(|one| one["rule"] == rule)).map(|one| one["outcome"].clone());
    found.and_then(|outcome| outcome.as_str().map(str::to_string)).unwrap_or_default()
}

#[actix_web::test]
async fn every_kind_is_counted_in_order() {
    let t = app().await;
    handed_in(&owner(&t), &held("party_lecture", "2026-11-18")).await;
    handed_in(&owner(&t), &held("party_lecture", "2026-11-19")).await;
    handed_in(&owner(&t), &held("theme_party_day", "2026-11-19")).await;
    let of = of(&t, "2026-Q4").await;
    assert_eq!(of["period"], "2026-Q4");
    let counts = [
        ("branch_general_meeting", 0),
        ("branch_committee_meeting", 0),
        ("party_group_meeting", 0),
        ("party_lecture", 2),
        ("theme_party_day", 1),
        ("organizational_life_meeting", 0),
        ("democratic_appraisal", 0),
        ("democratic_life_meeting", 0),
        ("heart_to_heart_talk", 0),
        ("collective_study", 0),
    ];
    assert_eq!(
        of["held"],
        counts.map(|(kind, sessions)| json!({ "kind": kind, "sessions": sessions, "incomplete": sessions })).into_iter().collect::<Value>()
    );
}

#[actix_web::test]
async fn a_gathering_of_two_kinds_counts_for_both() {
    let t = app().await;
    let both = with(&held("branch_general_meeting", "2026-11-18"), "also_kind", "theme_party_day");
    handed_in(&owner(&t), &both).await;
    handed_in(&owner(&t), &held("theme_party_day", "2026-11-19")).await;
    assert_eq!(count(&t, "branch_general_meeting", "2026-11").await, 1);
    assert_eq!(count(&t, "theme_party_day", "2026-11").await, 2);
    assert_eq!(count(&t, "party_lecture", "2026-11").await, 0);
    assert_eq!(outcomes(&of(&t, "2026-11").await["findings"]), ["BCM-FREQ insufficient_data", "TPD-FREQ met"], "nobody is on its roll");
    assert_eq!(outcomes(&of(&t, "2026-Q4").await["findings"]), ["BGM-FREQ met"]);
}

#[actix_web::test]
async fn a_period_counts_its_first_and_its_last_day_and_none_beside_them() {
    let t = app().await;
    for day in ["2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01", "2026-08-31", "2026-09-01", "2026-09-30", "2026-10-01"] {
        handed_in(&owner(&t), &held("party_lecture", day)).await;
    }
    for (period, expected) in
        [("2025", 1), ("2026", 7), ("2026-Q2", 1), ("2026-Q3", 4), ("2026-Q4", 1), ("2026-08", 1), ("2026-09", 2), ("2026-11", 0)]
    {
        assert_eq!(count(&t, "party_lecture", period).await, expected, "{period}");
    }
}

#[actix_web::test]
async fn a_draft_counts_for_nothing_until_it_is_handed_in() {
    let t = app().await;
    let path = begun(&owner(&t), &held("theme_party_day", "2026-11-18")).await;
    assert_eq!((count(&t, "theme_party_day", "2026-11").await, party_days(&t, "2026-11").await), (0, "open".to_string()));
    step(&owner(&t), &path, "submit", 1).await.expect(200);
    assert_eq!((count(&t, "theme_party_day", "2026-11").await, party_days(&t, "2026-11").await), (1, "met".to_string()));
    step(&owner(&t), &path, "withdraw", 2).await.expect(200);
    assert_eq!(count(&t, "theme_party_day", "2026-11").await, 0);
}

#[actix_web::test]
async fn a_returned_record_was_held_all_the_same() {
    let t = app().await;
    // The grove's branch: one each submitted, accepted, accepted and amended, returned and returned under appeal; a draft.
    let caller = t.as_(seated("branch_secretary", "branch"));
    let of = shown(&caller, format!("/organizations/{}/frequency?period=2026-11", id("branch"))).await;
    let party_days = of["held"].as_array().and_then(|all| all.iter().find(|one| one["kind"] == "theme_party_day")).expect("party days");
    assert_eq!(party_days["sessions"], 5);
}

#[actix_web::test]
async fn each_period_is_judged_by_the_rules_for_such_a_period() {
    let t = app().await;
    let rules = async |period: &str| {
        let said = of(&t, period).await;
        let mut rules: Vec<String> =
            said["findings"].as_array().into_iter().flatten().filter_map(|one| one["rule"].as_str().map(str::to_string)).collect();
        rules.sort();
        rules
    };
    let year = ["APP-FREQ", "HTT-FREQ-CC", "HTT-FREQ-CM", "HTT-FREQ-MM", "OLM-FREQ", "OLM-POST", "OLM-Q4", "TPD-POST"];
    let cases: [(&str, &[&str]); 3] = [("2025-11", &["BCM-FREQ", "TPD-FREQ"]), ("2025-Q4", &["BGM-FREQ"]), ("2025", &year)];
    for (period, expected) in cases {
        let said = rules(period).await;
        assert!(said.iter().all(|rule| expected.contains(&rule.as_str())), "{period}: {said:?}");
    }
    for (rule, period, missed) in [
        ("TPD-FREQ", "2025-11", "violated"),
        ("BGM-FREQ", "2025-Q4", "warning"),
        ("OLM-FREQ", "2025", "violated"),
        ("APP-FREQ", "2025", "warning"),
        ("HTT-FREQ-MM", "2025", "warning"),
    ] {
        assert_eq!(outcome(&t, rule, period).await, missed, "{rule}");
    }
    for kind in ["branch_general_meeting", "organizational_life_meeting", "democratic_appraisal", "theme_party_day"] {
        handed_in(&owner(&t), &held(kind, "2025-11-18")).await;
    }
    for (rule, period) in [("TPD-FREQ", "2025-11"), ("BGM-FREQ", "2025-Q4"), ("OLM-FREQ", "2025"), ("APP-FREQ", "2025"), ("OLM-Q4", "2025")] {
        assert_eq!(outcome(&t, rule, period).await, "met", "{rule}");
    }
}

#[actix_web::test]
async fn nothing_is_missed_before_its_period_is_over() {
    let t = app().await;
    let said = async || [outcome(&t, "TPD-FREQ", "2026-11").await, outcome(&t, "BGM-FREQ", "2026-Q4").await, outcome(&t, "OLM-FREQ", "2026").await];
    assert_eq!(said().await, ["open", "open", "open"]);
    // 23:59:59 of the month's last day in Beijing, and a second later.
    t.clock().advance(7 * 86_400 + 9 * 3600 + 29 * 60 + 59);
    assert_eq!(said().await, ["open", "open", "open"]);
    t.clock().advance(1);
    assert_eq!(said().await, ["violated", "open", "open"]);
    t.clock().advance(31 * 86_400);
    assert_eq!(said().await, ["violated", "warning", "violated"]);
}

#[actix_web::test]
async fn what_is_open_says_how_many_days_are_left() {
    let t = app().await;
    let said = of(&t, "2026-11").await;
    let found = said["findings"].as_array().and_then(|all| all.iter().find(|one| one["rule"] == "TPD-FREQ")).cloned().expect("a finding");
    assert!(found["zh"].as_str().is_some_and(|zh| zh.contains("还有7天")), "{found}");
    assert!(found["en"].as_str().is_some_and(|en| en.contains("7 days are left")), "{found}");
}

#[actix_web::test]
async fn nothing_is_owed_for_a_period_of_which_an_organisation_saw_a_part() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    // At work since the second of a month, and since the first.
    for (since, month, expected) in [("2026-09-02", "2026-09", ""), ("2026-09-01", "2026-09", "violated"), ("2026-09-02", "2026-10", "violated")] {
        let place = uuid::Uuid::now_v7();
        let body = json!({ "parent": id("village"), "name": format!("新支部 {since} {month}"), "kind": "party_branch", "active_from": since });
        gardener.put(format!("/organizations/{place}")).creating().json(&body).send().await.expect(201);
        let reviewer = t.as_(seated("committee_reviewer", "village"));
        let said = shown(&reviewer, format!("/organizations/{place}/frequency?period={month}")).await;
        let found = said["findings"].as_array().and_then(|all| all.iter().find(|one| one["rule"] == "TPD-FREQ")).map(|one| one["outcome"].clone());
        assert_eq!(found.unwrap_or_default(), if expected.is_empty() { Value::Null } else { json!(expected) }, "{since} {month}");
    }
    // What was held before is welcome and counts.
    assert_eq!(outcome(&t, "TPD-FREQ", "2019-12").await, "");
    handed_in(&owner(&t), &held("theme_party_day", "2019-12-18")).await;
    assert_eq!(outcome(&t, "TPD-FREQ", "2019-12").await, "met");
}

#[actix_web::test]
async fn what_was_held_and_lacks_something_counts_and_says_so() {
    let t = app().await;
    handed_in(&owner(&t), &held("theme_party_day", "2026-11-18")).await;
    let said = of(&t, "2026-11").await;
    let found = said["findings"].as_array().and_then(|all| all.iter().find(|one| one["rule"] == "TPD-FREQ")).cloned().expect("a finding");
    assert_eq!(found["outcome"], "met");
    assert!(found["zh"].as_str().is_some_and(|zh| zh.contains("1次，其中1次内容不全")), "{found}");
}

#[actix_web::test]
async fn a_finding_counts_the_meetings() {
    let t = app().await;
    handed_in(&owner(&t), &held("theme_party_day", "2026-11-18")).await;
    handed_in(&owner(&t), &held("theme_party_day", "2026-11-19")).await;
    let of = of(&t, "2026-11").await;
    let found = of["findings"].as_array().and_then(|all| all.iter().find(|one| one["rule"] == "TPD-FREQ")).cloned().expect("a finding");
    assert_eq!(found["numbers"]["meetings"], 2);
}

/// A talk of such people.
fn talk(relation: &str, day: &str) -> Value {
    with(&held("heart_to_heart_talk", day), "talk", json!({ "relation": relation }))
}

#[actix_web::test]
async fn each_relation_of_talks_is_asked_for_by_itself() {
    let t = app().await;
    let said = async || [outcome(&t, "HTT-FREQ-CM", "2025").await, outcome(&t, "HTT-FREQ-MM", "2025").await];
    assert_eq!(said().await, ["warning", "warning"]);
    handed_in(&owner(&t), &talk("member_member", "2025-03-18")).await;
    handed_in(&owner(&t), &talk("committee_member", "2024-12-31")).await;
    assert_eq!(said().await, ["warning", "met"]);
    handed_in(&owner(&t), &talk("committee_member", "2025-01-01")).await;
    assert_eq!(said().await, ["met", "met"]);
    // A talk may have been the second of two kinds.
    let second = with(&with(&talk("committee_member", "2023-05-01"), "kind", "collective_study"), "also_kind", "heart_to_heart_talk");
    assert_eq!(outcome(&t, "HTT-FREQ-CM", "2023").await, "warning");
    handed_in(&owner(&t), &second).await;
    assert_eq!(outcome(&t, "HTT-FREQ-CM", "2023").await, "met");
}

#[actix_web::test]
async fn one_life_meeting_of_the_year_is_in_its_fourth_quarter() {
    let t = app().await;
    handed_in(&owner(&t), &held("organizational_life_meeting", "2025-09-30")).await;
    assert_eq!([outcome(&t, "OLM-FREQ", "2025").await, outcome(&t, "OLM-Q4", "2025").await], ["met", "warning"]);
    handed_in(&owner(&t), &held("organizational_life_meeting", "2025-10-01")).await;
    assert_eq!(outcome(&t, "OLM-Q4", "2025").await, "met");
}

#[actix_web::test]
async fn what_was_agreed_is_done_or_carried_by_its_date() {
    let t = app().await;
    let agreed = |due: &str| json!([{ "text": "巡河", "owner": { "name": "王秀英" }, "due_on": due }]);
    for (rule, kind, part, list) in
        [("TPD-POST", "theme_party_day", "party_day", "follow_ups"), ("OLM-POST", "organizational_life_meeting", "life", "measures")]
    {
        let day = if kind == "theme_party_day" { "2026-11-18" } else { "2026-11-19" };
        let period = if rule == "TPD-POST" { "2026-11" } else { "2026" };
        // Due today: its day is not over.
        let path = handed_in(&owner(&t), &with(&held(kind, day), part, json!({ list: agreed("2026-11-23") }))).await;
        assert_ne!(outcome(&t, rule, period).await, "violated", "{rule}");
        // Due yesterday, with nothing on record.
        let path_of_yesterday = handed_in(&owner(&t), &with(&held(kind, day), part, json!({ list: agreed("2026-11-22") }))).await;
        assert_eq!(outcome(&t, rule, period).await, "violated", "{rule}");
        assert_ne!(path, path_of_yesterday);
        // Nobody answered on an earlier day for what was agreed only then.
        let early = json!({ "session": path_of_yesterday.trim_start_matches("/sessions/"), "entry": entry_at(&format!("/{part}/{list}/0")), "progress": "done" });
        handed_in(&owner(&t), &with(&held("branch_general_meeting", "2026-11-17"), "agenda", json!([{ "title": "落实", "carried": early }]))).await;
        assert_eq!(outcome(&t, rule, period).await, "violated", "{rule}");
        let carried = json!({ "session": path_of_yesterday.trim_start_matches("/sessions/"), "entry": entry_at(&format!("/{part}/{list}/0")), "progress": "done" });
        handed_in(&owner(&t), &with(&held("branch_general_meeting", "2026-11-20"), "agenda", json!([{ "title": "落实", "carried": carried }]))).await;
        assert_ne!(outcome(&t, rule, period).await, "violated", "{rule}");
    }
}

#[actix_web::test]
async fn the_rules_and_the_roll_are_those_of_the_last_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for (name, duty) in [("甲", "secretary"), ("乙", "organization_commissioner"), ("丙", "publicity_commissioner")] {
        let body = json!({ "organization": id(PLACE), "name": name, "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01", "duties": [duty], "since": "2026-10-31" });
        gardener.put(format!("/members/{}", uuid::Uuid::now_v7())).creating().json(&body).send().await.expect(201);
    }
    // A committee since the last day of October: it should have met in October; of September the roll is not known.
    assert_eq!([outcome(&t, "BCM-FREQ", "2026-09").await, outcome(&t, "BCM-FREQ", "2026-10").await], ["insufficient_data", "warning"]);
    // The rule on Party days is of 6 May 2019, before the branch was at work: what it held is judged by the rules of then.
    for (day, month, expected) in [("2019-04-18", "2019-04", ""), ("2019-05-18", "2019-05", "met")] {
        handed_in(&owner(&t), &held("theme_party_day", day)).await;
        assert_eq!(party_days(&t, month).await, expected, "{month}");
    }
}

#[actix_web::test]
async fn what_others_held_does_not_count() {
    let t = app().await;
    for (place, role) in [("branch_after", "branch_secretary"), ("group_cousin", "group_leader"), ("village", "recorder")] {
        handed_in(&t.as_(seated(role, place)), &record_of(place, "party_lecture", "2026-11-18")).await;
    }
    assert_eq!(count(&t, "party_lecture", "2026-11").await, 0);
    let village = t.as_(seated("committee_reviewer", "village"));
    let of = shown(&village, format!("/organizations/{}/frequency?period=2026-11", id("village"))).await;
    assert_eq!(of["held"][3], json!({ "kind": "party_lecture", "sessions": 1, "incomplete": 1 }), "its own and not those below");
}

#[actix_web::test]
async fn what_is_asked_depends_on_what_an_organisation_is() {
    let t = app().await;
    let leader = t.as_(seated("group_leader", "group_cousin"));
    let asked = async |caller: &Client<'_>, place: &str, period: &str| {
        outcomes(&shown(caller, format!("/organizations/{}/frequency?period={period}", id(place))).await["findings"])
    };
    assert_eq!(asked(&leader, "group_cousin", "2026-10").await, ["PGM-FREQ warning"]);
    assert_eq!(asked(&leader, "group_cousin", "2026-11").await, ["PGM-FREQ open"]);
    let county = t.as_(seated("committee_reviewer", "county"));
    assert!(asked(&county, "township", "2025").await.contains(&"DLM-FREQ warning".to_string()), "a township follows by reference");
    assert_eq!(asked(&county, "village", "2026-11").await, [""; 0]);
}

#[actix_web::test]
async fn frequency_is_asked_of_a_place_and_a_period() {
    let t = app().await;
    let path = format!("/organizations/{}/frequency", id(PLACE));
    for wrong in ["", "?period=", "?period=2026-Q5", "?period=2026-13", "?period=2026-11-23", "?period=2026&kind=party_lecture"] {
        owner(&t).get(format!("{path}{wrong}")).send().await.refused(Fault::BadQuery);
    }
    t.as_(seated("branch_secretary", "branch")).get(format!("{path}?period=2026")).send().await.refused(Fault::NotFound);
}
