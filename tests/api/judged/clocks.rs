//! Three clocks, and one judge: a phone's time that cannot be excuses nothing, and the dry run says what a submission says.

use serde_json::{Value, json};

use super::records::democratic_life;
use super::{Branch, PLACE, check_by, id, with, without};
use crate::support::client::Client;
use crate::support::grove::seated;

/// Thirteen days before the clock's, of an evening.
fn late(branch: &Branch) -> Value {
    let record = with(&branch.lecture(), "/held_on", "2026-11-10");
    with(&with(&record, "/starts_at", "2026-11-10T19:00:00+08:00"), "/ends_at", "2026-11-10T21:00:00+08:00")
}

async fn is_asked_why(branch: &Branch, record: &Value) -> bool {
    let checked = branch.check(record).await;
    assert_eq!(checked.0["late"], true);
    assert!(checked.impossible().iter().all(|place| *place == "/late_reason"), "{:?}", checked.impossible());
    checked.0["possible"] == false
}

#[actix_web::test]
async fn who_wrote_it_down_in_time_is_not_asked_why_it_comes_late() {
    let branch = Branch::standard().await;
    assert!(is_asked_why(&branch, &late(&branch)).await);
    assert!(!is_asked_why(&branch, &with(&late(&branch), "/late_reason", "手机坏了")).await);
    assert!(is_asked_why(&branch, &with(&late(&branch), "/late_reason", " ")).await);
    for (captured, asked) in [
        ("2026-11-10T19:00:00+08:00", false),
        ("2026-11-10T21:30:00+08:00", false),
        // Seven days later is the last that is in time.
        ("2026-11-17T23:59:59+08:00", false),
        ("2026-11-18T00:00:00+08:00", true),
        // Before it was held: the phone's clock is wrong, and nobody knows by how much.
        ("2026-11-10T18:59:59+08:00", true),
        ("2026-11-09T21:00:00+08:00", true),
        ("2001-01-01T00:00:00Z", true),
        // After it came.
        ("2026-11-24T08:00:00Z", true),
        ("2099-01-01T00:00:00Z", true),
    ] {
        assert_eq!(is_asked_why(&branch, &with(&late(&branch), "/captured_at", captured)).await, asked, "{captured}");
    }
}

#[actix_web::test]
async fn a_time_that_cannot_be_is_kept_as_it_was_told_and_marked() {
    let branch = Branch::standard().await;
    for (captured, in_doubt) in [
        ("2026-11-10T13:30:00Z", false),
        ("2026-11-10T10:59:59Z", true),
        // The clocks of a phone and of a server differ by minutes.
        ("2026-11-23T06:35:00Z", false),
        ("2026-11-23T06:35:01Z", true),
    ] {
        let record = with(&with(&late(&branch), "/captured_at", captured), "/late_reason", "手机坏了");
        let path = branch.hand_in(&record).await;
        let session = branch.secretary().get(&path).send().await.expect(200).json();
        assert_eq!((&session["record"]["captured_at"], &session["captured_in_doubt"]), (&json!(captured), &json!(in_doubt)));
        assert_eq!(session["late"], true, "late it is all the same");
    }
}

/// What a record may have otherwise: a place, and what stands there; nothing takes it away.
pub fn changes(branch: &Branch) -> Vec<(&'static str, Option<Value>)> {
    let somebody = branch.people[7].as_str();
    vec![
        ("/held_on", Some(json!("2026-11-24"))),
        ("/held_on", Some(json!("2026-11-10"))),
        ("/held_on", Some(json!("2026-02-10"))),
        ("/late_reason", Some(json!("补录"))),
        ("/captured_at", Some(json!("2026-11-10T12:00:00Z"))),
        ("/starts_at", Some(json!("2026-11-20T19:00:00+08:00"))),
        ("/starts_at", Some(json!("2026-11-10T19:00:00+08:00"))),
        ("/ends_at", Some(json!("2026-11-20T20:00:00+08:00"))),
        ("/ends_at", Some(json!("2026-11-20T18:00:00+08:00"))),
        ("/study_minutes", Some(json!(61))),
        ("/study_minutes", Some(json!(1441))),
        ("/study_minutes", None),
        ("/host", None),
        ("/host", Some(json!({ "person": { "member": somebody } }))),
        ("/host", Some(json!({ "person": { "member": uuid::Uuid::now_v7() } }))),
        ("/attendance", None),
        ("/attendance", Some(branch.list([0, 1, 1]))),
        ("/attendance", Some(branch.came([0]))),
        ("/attendance/expected", Some(json!(12))),
        ("/agenda", None),
        ("/agenda", Some(json!([{ "title": "议事", "votes": [branch.vote()] }]))),
        ("/agenda", Some(json!([{ "title": "议事", "votes": [{ "subject": "ordinary", "approve": 19 }] }]))),
        ("/also_kind", Some(json!("branch_general_meeting"))),
        ("/also_kind", Some(json!("theme_party_day"))),
        ("/life/theme", Some(json!("无"))),
        ("/life/study", None),
        ("/party_day/planned_on", Some(json!("2026-11-22"))),
        ("/appraisal/steps", None),
        ("/democratic_life/body_present", Some(json!(10))),
        ("/talk", Some(json!({}))),
    ]
}

/// The record with a change, where it has such a place.
pub fn changed(record: &Value, (place, value): &(&str, Option<Value>)) -> Value {
    let above = place.rsplit_once('/').map_or("", |(above, _)| above);
    match value {
        _ if record.pointer(above).is_none_or(|above| !above.is_object()) => record.clone(),
        Some(value) => with(record, place, value.clone()),
        None => without(record, place),
    }
}

/// Whether a record was handed in, and with which findings.
async fn handed_in(caller: &Client<'_>, record: &Value) -> Option<Value> {
    let path = format!("/sessions/{}", uuid::Uuid::now_v7());
    let put = caller.put(&path).creating().json(record).send().await;
    if put.status != 201 {
        return None;
    }
    let again =
        caller.post(format!("/sessions/check?session={}", path.trim_start_matches("/sessions/"))).json(record).send().await.expect(200).json();
    let submitted = caller.post(format!("{path}/submit")).if_match(1).send().await;
    assert_eq!(again["possible"], submitted.status == 200, "{record:#}\n{again:#}\n{}", submitted.text());
    if submitted.status != 200 {
        let refused: Vec<Value> = submitted.fields().into_iter().map(|(place, _)| json!(place)).collect();
        let told: Vec<Value> = again["impossible"].as_array().into_iter().flatten().map(|one| one["pointer"].clone()).collect();
        assert_eq!(refused, told, "{record:#}");
        return None;
    }
    Some(caller.get(format!("{path}/findings")).send().await.expect(200).json()["items"].clone())
}

#[actix_web::test]
async fn the_dry_run_says_possible_exactly_where_a_submission_is_and_the_same_of_it() {
    let branch = Branch::standard().await;
    let (secretary, recorder) = (branch.secretary(), branch.t.as_(seated("recorder", "township")));
    let bases = [
        branch.meeting(),
        branch.committee_meeting(),
        branch.lecture(),
        branch.party_day(),
        branch.life(),
        branch.appraisal(),
        branch.talk("member_member", &[5], &[6]),
        branch.study(),
        democratic_life("township"),
        branch.bare("branch_general_meeting"),
        branch.bare("organizational_life_meeting"),
    ];
    let all = changes(&branch);
    // The same numbers every time: what failed can be looked at again.
    let mut state = 20_261_123_u64;
    let mut next = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    let (mut possible, mut impossible) = (0, 0);
    for number in 0..110 {
        let base = &bases[number % bases.len()];
        let record = (0..next(4)).fold(base.clone(), |record, _| changed(&record, &all[next(all.len())]));
        let caller = if record["organization"] == id(PLACE) { &secretary } else { &recorder };
        let checked = check_by(caller, &record).await;
        let found = handed_in(caller, &record).await;
        assert_eq!(checked.0["possible"], found.is_some(), "{record:#}\n{:#}", checked.0["impossible"]);
        match found {
            Some(findings) => {
                possible += 1;
                assert_eq!(checked.0["findings"], findings, "{record:#}");
            }
            None => {
                impossible += 1;
                assert!(!checked.impossible().is_empty(), "{record:#}");
            }
        }
    }
    assert!(possible > 30 && impossible > 30, "{possible} and {impossible}: they tell nothing");
}

#[actix_web::test]
async fn what_is_written_anew_a_day_later_is_of_that_day() {
    let branch = Branch::standard().await;
    let path = format!("/sessions/{}", uuid::Uuid::now_v7());
    let written = |captured: &str| with(&with(&late(&branch), "/captured_at", captured), "/late_reason", "手机坏了");
    branch.secretary().put(&path).creating().json(&written("2026-11-23T06:00:00Z")).send().await.expect(201);
    branch.t.clock().advance(86_400);
    let anew = branch.secretary().put(&path).if_match(1).json(&written("2026-11-24T06:00:00Z")).send().await.expect(200);
    assert_eq!(anew.json()["captured_in_doubt"], false);
    branch.t.clock().advance(86_400);
    assert_eq!(branch.secretary().get(&path).send().await.expect(200).json()["captured_in_doubt"], false);
    // A time that was ahead when it came does not come true by waiting.
    branch.secretary().put(&path).if_match(2).json(&written("2026-11-25T07:00:00Z")).send().await.expect(200);
    branch.t.clock().advance(86_400);
    let submitted = branch.secretary().post(format!("{path}/submit")).if_match(3).send().await.expect(200).json();
    assert_eq!(submitted["captured_in_doubt"], true);
    assert_eq!(branch.secretary().get(&path).send().await.expect(200).json()["captured_in_doubt"], true);
}
