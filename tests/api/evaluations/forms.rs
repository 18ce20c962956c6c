//! Forms: what may be one, whose is in use where, and how it weighs.

use sanhui::error::{Fault, FieldFault};
use sanhui::rulebook::kinds::Kind;
use serde_json::{Value, json};

use super::{app, fresh, handed_in, id, reviewer, say, secretary};
use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::diary::rows;
use crate::support::grove::seated;

const KIND: &str = "party_lecture";

fn place(name: &str) -> String {
    format!("/organizations/{}/evaluation-forms/{KIND}", id(name))
}

/// A form with criteria `a`, `b`, … of these weights.
fn form(weights: &[u32]) -> Value {
    let one = |(letter, weight): (char, &u32)| json!({ "id": letter.to_string(), "weight": weight, "zh": format!("标准{letter}"), "en": letter.to_string() });
    json!({ "criteria": ('a'..='z').zip(weights).map(one).collect::<Vec<_>>() })
}

fn scores(points: &[u32]) -> Value {
    ('a'..='z').zip(points).map(|(letter, points)| json!({ "criterion": letter.to_string(), "points": points })).collect()
}

async fn used(caller: &Client<'_>, name: &str) -> Value {
    caller.get(place(name)).send().await.expect(200).json()
}

async fn keep(t: &TestApp, at: &str, form: &Value) -> Reply {
    t.as_(reviewer(at)).put(place(at)).creating().json(form).send().await
}

#[actix_web::test]
async fn without_an_own_form_the_standard_one_of_the_kind_is_in_use() {
    let t = app().await;
    let secretary = t.as_(secretary());
    for (kind, ids) in [
        ("branch_general_meeting", vec!["agenda", "discussion", "decision", "follow_up"]),
        ("party_lecture", vec!["content", "preparation", "effect"]),
        ("theme_party_day", vec!["theme", "content", "follow_up"]),
        ("democratic_life_meeting", vec!["standard", "effect", "criticism"]),
    ] {
        let reply = secretary.get(format!("/organizations/{}/evaluation-forms/{kind}", id("branch"))).send().await.expect(200);
        assert_eq!(reply.header("etag"), "", "nothing to replace here");
        let found = reply.json();
        assert_eq!((&found["kind"], &found["organization"], &found["version"]), (&json!(kind), &Value::Null, &json!(0)));
        let criteria = found["form"]["criteria"].as_array().expect("criteria");
        assert_eq!(criteria.iter().filter_map(|one| one["id"].as_str()).collect::<Vec<_>>(), ids);
    }
    for kind in Kind::ALL {
        let found = secretary.get(format!("/organizations/{}/evaluation-forms/{kind}", id("branch"))).send().await.expect(200).json();
        let weights = found["form"]["criteria"].as_array().expect("criteria").iter().filter_map(|one| one["weight"].as_u64());
        assert_eq!(weights.sum::<u64>(), 100, "{kind}");
    }
}

#[actix_web::test]
async fn the_nearest_form_above_is_in_use_and_an_own_one_before_it() {
    let t = app().await;
    let (county, township, village) = (form(&[100]), form(&[40, 60]), form(&[20, 30, 50]));
    let owners = async |expected: [(&str, &Value, Option<&str>); 5]| {
        let gardener = t.as_(crate::support::grove::GARDENER);
        for (name, form, owner) in expected {
            let found = used(&gardener, name).await;
            assert_eq!((&found["form"], &found["organization"], &found["kind"]), (form, &json!(owner.map(id)), &json!(KIND)), "{name}");
        }
    };
    // From the nearest up, so that the last one kept is not the nearest.
    keep(&t, "village", &village).await.expect(201);
    keep(&t, "township", &township).await.expect(201);
    keep(&t, "county", &county).await.expect(201);
    owners([
        ("group", &village, Some("village")),
        ("branch", &village, Some("village")),
        ("village", &village, Some("village")),
        ("village_before", &township, Some("township")),
        ("old_village", &county, Some("county")),
    ])
    .await;
    let other = format!("/organizations/{}/evaluation-forms/collective_study", id("branch"));
    let found = t.as_(secretary()).get(other).send().await.expect(200).json();
    assert_eq!((&found["organization"], &found["version"]), (&Value::Null, &json!(0)), "another kind is another matter");
}

#[actix_web::test]
async fn the_form_of_a_place_beside_or_below_is_nobody_elses() {
    let t = app().await;
    keep(&t, "village_before", &form(&[100])).await.expect(201);
    keep(&t, "village", &form(&[100])).await.expect(201);
    let gardener = t.as_(crate::support::grove::GARDENER);
    for name in ["township", "village_after", "old_village"] {
        assert_eq!(used(&gardener, name).await["organization"], Value::Null, "{name}");
    }
}

#[actix_web::test]
async fn a_form_is_kept_once_and_replaced_by_who_saw_it() {
    let t = app().await;
    let village = t.as_(reviewer("village"));
    let (first, second) = (form(&[30, 70]), form(&[31, 69]));
    let before = t.trail_length().await;
    village.put(place("village")).json(&first).send().await.refused(Fault::VersionRequired);
    village.put(place("village")).if_match(1).json(&first).send().await.refused(Fault::NotFound);
    let made = village.put(place("village")).creating().json(&first).send().await.expect(201);
    let whole = |form: &Value, version: i32| json!({ "kind": KIND, "organization": id("village"), "version": version, "form": form });
    assert_eq!((made.version(), made.json()), (1, whole(&first, 1)));
    // The reply was lost.
    let again = village.put(place("village")).creating().json(&first).send().await.expect(200);
    assert_eq!((again.version(), again.json()), (1, whole(&first, 1)));
    village.put(place("village")).creating().json(&second).send().await.refused(Fault::AlreadyExists);
    village.put(place("village")).json(&second).send().await.refused(Fault::VersionRequired);
    let stale = village.put(place("village")).if_match(2).json(&second).send().await.refused(Fault::StaleVersion);
    assert_eq!(stale.json()["current_version"], 1);
    let changed = village.put(place("village")).if_match(1).json(&second).send().await.expect(200);
    assert_eq!((changed.version(), changed.json()), (2, whole(&second, 2)));
    let again = village.put(place("village")).if_match(1).json(&second).send().await.expect(200);
    assert_eq!((again.version(), again.json()), (2, whole(&second, 2)));
    village.put(place("village")).if_match(1).json(&first).send().await.refused(Fault::StaleVersion);

    let read = village.get(place("village")).send().await.expect(200);
    assert_eq!((read.version(), read.json()), (2, whole(&second, 2)));
    let below = t.as_(secretary()).get(place("branch")).send().await.expect(200);
    assert_eq!((below.header("etag"), below.json()), ("", whole(&second, 2)), "a superior's form is not replaced from here");

    let rows = rows(&t, id("village")).await;
    let told: Vec<_> = rows.iter().filter(|row| row["subject_kind"] == "evaluation_form").collect();
    assert_eq!(
        told.iter().map(|row| (&row["act"], &row["version"])).collect::<Vec<_>>(),
        [(&json!("evaluation_form.put"), &json!(1)), (&json!("evaluation_form.put"), &json!(2))]
    );
    assert!(told.iter().all(|row| row["organization"] == id("village") && row["actor"] == json!(reviewer("village"))));
    assert_eq!(t.trail_length().await, before + 2, "what was refused or repeated is not told");
}

#[actix_web::test]
async fn a_form_that_cannot_be_used_is_neither_made_nor_put_in_place_of_another() {
    let t = app().await;
    let village = t.as_(reviewer("village"));
    keep(&t, "village", &form(&[100])).await.expect(201);
    for (weights, fault) in [(vec![], FieldFault::Empty), (vec![50, 49], FieldFault::NotAllowedHere)] {
        village.put(place("village")).if_match(1).json(&form(&weights)).send().await.refused(Fault::Invalid).field("/criteria", fault);
        keep(&t, "township", &form(&weights)).await.refused(Fault::Invalid).field("/criteria", fault);
    }
    assert_eq!(used(&village, "village").await["version"], 1);
    assert_eq!(used(&t.as_(reviewer("township")), "township").await["version"], 0);
    keep(&t, "township", &form(&[0, 100])).await.refused(Fault::Invalid).field("/criteria/0/weight", FieldFault::OutOfRange);
    keep(&t, "township", &form(&[10; 11])).await.refused(Fault::Invalid).field("/criteria", FieldFault::TooMany);
    keep(&t, "township", &form(&[10; 10])).await.expect(201);
}

#[actix_web::test]
async fn only_a_reviewer_keeps_forms_and_only_at_and_below_their_committee() {
    let t = app().await;
    for account in [secretary(), seated("committee_auditor", "village"), seated("organization_administrator", "county")] {
        t.as_(account).put(place("village")).creating().json(&form(&[100])).send().await.refused(Fault::Forbidden);
    }
    let village = t.as_(reviewer("village"));
    for name in ["township", "village_before", "branch_cousin"] {
        village.put(place(name)).creating().json(&form(&[100])).send().await.refused(Fault::NotFound);
        village.get(place(name)).send().await.refused(Fault::NotFound);
    }
    village.put(place("branch")).creating().json(&form(&[100])).send().await.expect(201);
    assert_eq!(used(&village, "group").await["organization"], id("branch"));
    assert_eq!(used(&village, "branch_before").await["organization"], Value::Null);
}

#[actix_web::test]
async fn a_record_is_scored_on_the_form_in_use_for_its_kind_at_its_place() {
    let t = app().await;
    keep(&t, "county", &form(&[100])).await.expect(201);
    keep(&t, "village", &form(&[34, 33, 33])).await.expect(201);
    let township = t.as_(reviewer("township"));
    let body = |scores: Value| json!({ "id": fresh(), "verdict": "note", "scores": scores });
    let lecture = handed_in(&t, json!({ "kind": KIND })).await;
    say(&township, &lecture, 2, &body(scores(&[50]))).await.refused(Fault::Invalid).field("/scores", FieldFault::Required);
    // 34 × 100 + 33 × 1 + 33 × 0 = 34.33; 34 × 1 + 33 × 0 + 33 × 1 = 0.67.
    for (points, weighted) in [([100, 1, 0], 34), ([1, 0, 1], 1), ([100, 100, 100], 100), ([0, 0, 0], 0)] {
        let told = say(&township, &lecture, 2, &body(scores(&points))).await.expect(201).json();
        assert_eq!((&told["weighted"], &told["scores"]), (&json!(weighted), &scores(&points)));
    }
    let study = handed_in(&t, json!({ "kind": "collective_study" })).await;
    let refused = say(&township, &study, 2, &body(scores(&[50, 50, 50]))).await.refused(Fault::Invalid);
    refused.field("/scores/0/criterion", FieldFault::UnknownWord);
}

#[actix_web::test]
async fn what_was_weighed_stays_as_it_was_when_the_form_changes() {
    let t = app().await;
    keep(&t, "village", &form(&[50, 50])).await.expect(201);
    let village = t.as_(reviewer("village"));
    let lecture = handed_in(&t, json!({ "kind": KIND })).await;
    let told = say(&village, &lecture, 2, &json!({ "id": fresh(), "verdict": "note", "scores": scores(&[80, 60]) })).await.expect(201).json();
    village.put(place("village")).if_match(1).json(&form(&[100])).send().await.expect(200);
    assert_eq!((&told["weighted"], super::evaluations(&t, &lecture).await), (&json!(70), vec![told.clone()]));
}
