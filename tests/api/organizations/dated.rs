//! How an organisation is set up on a day: what is entered late says from when, and nothing of the days before.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop};
use proptest::test_runner::{Config, TestRunner};
use sanhui::authz::Scope;
use sanhui::authz::action::ReadOrganization;
use sanhui::clock::Day;
use sanhui::error::{Fault, FieldFault};
use sanhui::organizations::{self, About};
use serde_json::{Value, json};

use super::changing::setting;
use super::{app, fresh, id, place};
use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::grove::{GARDENER, seated};

async fn change(caller: &Client<'_>, name: &str, version: i32, body: Value) -> Reply {
    caller.patch(place(name)).if_match(version).json(&body).send().await
}

/// What a rule is told of an organisation of the grove on a day.
fn about(t: &TestApp, name: &str, day: &str) -> About {
    let (place, day): (_, Day) = (id(name).parse().expect("an id"), day.parse().expect("a day"));
    let ask = move |snapshot: &mut sanhui::db::Snapshot| {
        let (_, at) = organizations::place(snapshot, &Scope::<ReadOrganization>::operator()?, place)?;
        organizations::about(snapshot, &at, day)
    };
    t.app.db.read_blocking(ask).expect("what is known of it")
}

fn fixed_day(t: &TestApp, name: &str, day: &str) -> Value {
    serde_json::to_value(about(t, name, day).party_day).expect("JSON")
}

/// What the fixed day makes of a Party day.
async fn outcome(t: &TestApp, held_on: &str) -> Value {
    let body = json!({ "organization": id("branch"), "kind": "theme_party_day", "held_on": held_on, "party_day": { "theme": "护河" } });
    let checked = t.as_(seated("branch_secretary", "branch")).post("/sessions/check").json(&body).send().await.expect(200).json();
    let findings = checked["findings"].as_array().cloned().unwrap_or_default();
    findings.into_iter().find(|finding| finding["rule"] == "TPD-FIX").map_or(Value::Null, |finding| finding["outcome"].clone())
}

#[actix_web::test]
async fn what_was_held_is_judged_by_the_fixed_day_of_then() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let version = gardener.get(place("branch")).send().await.expect(200).version();
    change(&gardener, "branch", version, json!({ "party_day": 5 })).await.expect(200);
    // The first that is told holds from that day on; of the days before none was told.
    assert_eq!((fixed_day(&t, "branch", "2026-11-22"), fixed_day(&t, "branch", "2026-11-23")), (Value::Null, json!(5)));
    change(&gardener, "branch", version + 1, json!({ "party_day": 5, "on": "2026-01-01" })).await.expect(200);
    assert_eq!((outcome(&t, "2026-10-05").await, outcome(&t, "2026-10-09").await), (json!("met"), json!("warning")));
    let late = json!({ "party_day": { "nth": 2, "weekday": "friday" }, "on": "2026-10-06" });
    let changed = change(&gardener, "branch", version + 2, late).await.expect(200).json();
    assert_eq!((outcome(&t, "2026-10-05").await, outcome(&t, "2026-10-09").await), (json!("met"), json!("met")));
    assert_eq!(outcome(&t, "2026-11-05").await, "warning");
    let days: Vec<&Value> = changed["settings"].as_array().into_iter().flatten().map(|one| &one["from"]).collect();
    assert_eq!(days, [&Value::Null, &json!("2026-01-01"), &json!("2026-10-06")]);
    assert_eq!(changed["party_day"], json!({ "nth": 2, "weekday": "friday" }));
}

#[actix_web::test]
async fn a_late_entry_outlives_a_change_of_something_else() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    change(&gardener, "branch_after", 1, json!({ "sector": "school", "on": "2026-06-01" })).await.expect(200);
    change(&gardener, "branch_after", 2, json!({ "party_day": 20, "on": "2026-09-01" })).await.expect(200);
    change(&gardener, "branch_after", 3, json!({ "party_day": 10, "on": "2026-03-01" })).await.expect(200);
    let found = ["2026-02-28", "2026-03-01", "2026-08-31", "2026-09-01"].map(|day| fixed_day(&t, "branch_after", day));
    assert_eq!(found, [Value::Null, json!(10), json!(10), json!(20)]);
    let sectors = ["2026-05-31", "2026-06-01", "2026-11-23"].map(|day| about(&t, "branch_after", day).sector.map(|sector| sector.word()));
    assert_eq!(sectors, [None, Some("school"), Some("school")]);
    assert_eq!(gardener.get(place("branch_after")).send().await.expect(200).json()["party_day"], 20);
}

#[actix_web::test]
async fn what_holds_already_is_no_change_and_told_again_it_is_the_same() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let told = json!({
        "parent": id("village"), "name": "大河县 branch_after", "kind": "party_branch", "party_day": 7, "has_committee": false, "on": "2026-05-01",
    });
    let put = async |version| gardener.put(place("branch_after")).if_match(version).json(&told).send().await;
    let first = put(1).await.expect(200);
    let length = t.trail_length().await;
    for version in [1, 2] {
        let again = put(version).await.expect(200);
        assert_eq!((again.version(), again.json()), (2, first.json()));
    }
    change(&gardener, "branch_after", 2, json!({ "party_day": 7, "on": "2026-08-01" })).await.expect(200);
    assert_eq!(t.trail_length().await, length);
    let settings = first.json()["settings"].clone();
    assert_eq!(settings[1], setting(&first.json(), json!("2026-05-01")));
    // Told otherwise for the day before, it is something else.
    let other = change(&gardener, "branch_after", 2, json!({ "party_day": 7, "on": "2026-04-30" })).await.expect(200);
    assert_eq!((other.version(), other.json()["settings"].as_array().map(Vec::len)), (3, Some(3)));
}

#[actix_web::test]
async fn nothing_is_set_up_for_days_to_come_and_a_new_one_has_no_day_before() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let tomorrow = change(&gardener, "branch_after", 1, json!({ "party_day": 7, "on": "2026-11-24" })).await;
    tomorrow.refused(Fault::Invalid).field("/on", FieldFault::NotAllowedHere);
    change(&gardener, "branch_after", 1, json!({ "party_day": 7, "on": "2026-11-23" })).await.expect(200);
    let body = json!({ "parent": id("village"), "name": "新支部", "kind": "party_branch", "on": "2026-11-01" });
    gardener.put(fresh()).creating().json(&body).send().await.refused(Fault::Invalid).field("/on", FieldFault::NotAllowedHere);
}

#[actix_web::test]
async fn a_level_is_a_committees_and_having_a_committee_a_branchs() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let put = async |kind: &str, field: &str, value: Value| {
        let above = if kind == "party_group" { "branch" } else { "township" };
        let body = json!({ "parent": id(above), "name": "新设组织", "kind": kind, field: value });
        gardener.put(fresh()).creating().json(&body).send().await
    };
    for kind in ["party_committee", "organ_party_committee", "discipline_commission"] {
        assert_eq!(put(kind, "level", json!("basic")).await.expect(201).json()["level"], "basic");
        put(kind, "has_committee", json!(true)).await.refused(Fault::Invalid).field("/has_committee", FieldFault::NotAllowedHere);
    }
    for kind in ["general_branch", "party_branch", "party_group"] {
        put(kind, "level", json!("county_and_above")).await.refused(Fault::Invalid).field("/level", FieldFault::NotAllowedHere);
    }
    assert_eq!(put("joint_branch", "has_committee", json!(false)).await.expect(201).json()["has_committee"], false);
    // Nor does a change get it there.
    change(&gardener, "branch_after", 1, json!({ "level": "basic" })).await.refused(Fault::Invalid).field("/level", FieldFault::NotAllowedHere);
}

#[actix_web::test]
async fn a_group_is_one_from_its_first_day_to_its_last() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = json!({ "parent": id("branch_after"), "name": "第一党小组", "kind": "party_group", "active_from": "2026-11-10" });
    let path = fresh();
    gardener.put(&path).creating().json(&body).send().await.expect(201);
    gardener.post(format!("{path}/dissolve")).if_match(1).json(&json!({ "on": "2026-11-20" })).send().await.expect(200);
    let groups = ["2026-11-09", "2026-11-10", "2026-11-19", "2026-11-20"].map(|day| about(&t, "branch_after", day).groups);
    assert_eq!(groups, [0, 1, 1, 0]);
    assert_eq!((about(&t, "branch", "2026-11-20").groups, about(&t, "village", "2026-11-20").groups), (2, 0));
}

#[actix_web::test]
async fn when_it_began_may_be_corrected_and_is_told() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let began = |day: &str| about(&t, "branch_after", day).active_from.to_string();
    assert_eq!(began("2026-11-20"), "2020-01-01");
    change(&gardener, "branch_after", 1, json!({ "active_from": "2026-02-01" })).await.expect(200);
    assert_eq!((began("2026-11-20"), about(&t, "branch_after", "2026-11-20").dissolved_on), ("2026-02-01".to_string(), None));
    gardener.post(place("branch_after") + "/dissolve").if_match(2).json(&json!({ "on": "2026-11-20" })).send().await.expect(200);
    let gone = about(&t, "branch_after", "2026-11-19");
    assert_eq!((gone.dissolved_on.map(|day| day.to_string()).as_deref(), gone.name.as_str()), (Some("2026-11-20"), "大河县 branch_after"));
}

#[test]
fn no_change_says_anything_of_a_day_before_it() {
    let day = (1i8..=11, 1i8..=23).prop_map(|(month, day)| Day::of(2026, month, day).expect("a day"));
    let told = (day, 1i32..=3, prop::option::of(any::<bool>()));
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let run = runner.run(&vec(told, 1..6), |changes| {
        actix_web::rt::System::new().block_on(async {
            let t = app().await;
            let gardener = t.as_(GARDENER);
            let days: Vec<String> = (1..=11).flat_map(|month| [1, 12, 23].map(|day| format!("2026-{month:02}-{day:02}"))).collect();
            let all = || days.iter().map(|day| format!("{:?}", about(&t, "branch_after", day))).collect::<Vec<_>>();
            for (on, fixed, has_committee) in changes {
                let before = all();
                let version = gardener.get(place("branch_after")).send().await.expect(200).version();
                change(&gardener, "branch_after", version, json!({ "party_day": fixed, "has_committee": has_committee, "on": on })).await.expect(200);
                let earlier = days.iter().filter(|day| **day < on.to_string()).count();
                assert_eq!(before[..earlier], all()[..earlier], "a change on {on}");
                assert_eq!(fixed_day(&t, "branch_after", &on.to_string()), json!(fixed));
            }
        });
        Ok(())
    });
    run.expect("nothing of the past rewritten");
}
