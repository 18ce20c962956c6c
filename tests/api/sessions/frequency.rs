//! How often an organisation met, against how often it should: only what was handed in counts, a gathering of two kinds
//! for both, and the rules are those of the period's last day.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, begun, handed_in, id, outcomes, record_of, shown, step, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
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
    assert_eq!(of["held"], counts.map(|(kind, sessions)| json!({ "kind": kind, "sessions": sessions })).into_iter().collect::<Value>());
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
    assert_eq!(outcomes(&of(&t, "2026-11").await["findings"]), ["TPD-FREQ met"]);
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
    assert_eq!(
        (count(&t, "theme_party_day", "2026-11").await, outcomes(&of(&t, "2026-11").await["findings"])),
        (0, vec!["TPD-FREQ violated".to_string()])
    );
    step(&owner(&t), &path, "submit", 1).await.expect(200);
    assert_eq!(
        (count(&t, "theme_party_day", "2026-11").await, outcomes(&of(&t, "2026-11").await["findings"])),
        (1, vec!["TPD-FREQ met".to_string()])
    );
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
    let cases: [(&str, &[&str]); 3] =
        [("2026-11", &["TPD-FREQ violated"]), ("2026-Q4", &["BGM-FREQ warning"]), ("2026", &["OLM-FREQ violated", "APP-FREQ warning"])];
    for (period, expected) in cases {
        let mut said = outcomes(&of(&t, period).await["findings"]);
        let mut expected = expected.to_vec();
        said.sort();
        expected.sort_unstable();
        assert_eq!(said, expected, "{period}");
    }
    for kind in ["branch_general_meeting", "organizational_life_meeting", "democratic_appraisal", "theme_party_day"] {
        handed_in(&owner(&t), &held(kind, "2026-11-18")).await;
    }
    for period in ["2026-11", "2026-Q4", "2026"] {
        let said = outcomes(&of(&t, period).await["findings"]);
        assert!(!said.is_empty() && said.iter().all(|one| one.ends_with(" met")), "{period}: {said:?}");
    }
}

#[actix_web::test]
async fn a_finding_counts_the_meetings() {
    let t = app().await;
    handed_in(&owner(&t), &held("theme_party_day", "2026-11-18")).await;
    handed_in(&owner(&t), &held("theme_party_day", "2026-11-19")).await;
    let of = of(&t, "2026-11").await;
    assert_eq!(of["findings"][0]["numbers"]["meetings"], 2);
    assert_eq!(of["findings"][0]["rule"], "TPD-FREQ");
}

#[actix_web::test]
async fn the_rules_and_the_roll_are_those_of_the_last_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for (name, duty) in [("甲", "secretary"), ("乙", "organization_commissioner"), ("丙", "publicity_commissioner")] {
        let body = json!({ "organization": id(PLACE), "name": name, "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01", "duties": [duty], "since": "2026-10-31" });
        gardener.put(format!("/members/{}", uuid::Uuid::now_v7())).creating().json(&body).send().await.expect(201);
    }
    // A committee since the last day of October: it should have met in October, and not in September.
    let says = async |period: &str| outcomes(&of(&t, period).await["findings"]).contains(&"BCM-FREQ warning".to_string());
    assert_eq!((says("2026-09").await, says("2026-10").await), (false, true));
    // The rule on Party days is of 6 May 2019.
    assert_eq!(outcomes(&of(&t, "2019-04").await["findings"]), [""; 0]);
    assert!(outcomes(&of(&t, "2019-05").await["findings"]).contains(&"TPD-FREQ violated".to_string()));
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
    assert_eq!(of["held"][3], json!({ "kind": "party_lecture", "sessions": 1 }), "its own and not those below");
}

#[actix_web::test]
async fn what_is_asked_depends_on_what_an_organisation_is() {
    let t = app().await;
    let leader = t.as_(seated("group_leader", "group_cousin"));
    let asked = async |caller: &Client<'_>, place: &str, period: &str| {
        outcomes(&shown(caller, format!("/organizations/{}/frequency?period={period}", id(place))).await["findings"])
    };
    assert_eq!(asked(&leader, "group_cousin", "2026-11").await, ["PGM-FREQ warning"]);
    let county = t.as_(seated("committee_reviewer", "county"));
    assert!(asked(&county, "township", "2026").await.contains(&"DLM-FREQ violated".to_string()));
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
