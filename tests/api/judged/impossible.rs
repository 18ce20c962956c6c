//! What cannot have happened, all of it at once and each at its place; and its neighbour that can.

use serde_json::{Value, json};

use super::records::on;
use super::{Branch, id, with};
use crate::support::grove::GARDENER;

#[actix_web::test]
async fn the_times_of_a_session_are_on_its_day_in_order_and_past() {
    let branch = Branch::standard().await;
    let at = |starts: &str, ends: &str| with(&with(&branch.lecture(), "/starts_at", starts), "/ends_at", ends);
    let today = |starts: &str, ends: &str| with(&at(starts, ends), "/held_on", "2026-11-23");
    // It is half past two in Beijing.
    let cases: &[(Value, &[&str])] = &[
        (at("2026-11-20T19:00:00+08:00", "2026-11-20T21:00:00+08:00"), &[]),
        // The first minute of the day, and the last before it.
        (at("2026-11-20T00:00:00+08:00", "2026-11-20T01:00:00+08:00"), &[]),
        (at("2026-11-19T23:59:59+08:00", "2026-11-20T01:00:00+08:00"), &["/starts_at"]),
        (at("2026-11-21T00:00:00+08:00", "2026-11-21T01:00:00+08:00"), &["/starts_at"]),
        (at("2026-10-20T19:00:00+08:00", "2026-10-20T21:00:00+08:00"), &["/starts_at"]),
        // Told in another zone it is the same moment.
        (at("2026-11-19T23:30:00Z", "2026-11-20T01:30:00Z"), &[]),
        // It may end past midnight, but not before it began.
        (at("2026-11-20T23:00:00+08:00", "2026-11-21T00:30:00+08:00"), &[]),
        (at("2026-11-20T21:00:00+08:00", "2026-11-20T19:00:00+08:00"), &["/ends_at"]),
        (today("2026-11-23T13:00:00+08:00", "2026-11-23T14:30:00+08:00"), &[]),
        (today("2026-11-23T13:00:00+08:00", "2026-11-23T14:30:01+08:00"), &["/ends_at"]),
        (today("2026-11-23T14:30:01+08:00", "2026-11-23T16:30:00+08:00"), &["/starts_at", "/ends_at"]),
    ];
    for (record, places) in cases {
        let found = branch.check(record).await;
        assert_eq!(found.impossible(), *places, "{} {}", record["starts_at"], record["ends_at"]);
    }
    assert_eq!(branch.check(&with(&branch.lecture(), "/held_on", "2026-11-23")).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&with(&branch.lecture(), "/held_on", "2026-11-24")).await.impossible(), ["/held_on"]);
}

#[actix_web::test]
async fn study_and_service_are_no_longer_than_the_session() {
    let branch = Branch::standard().await;
    let hour = |record: &Value| with(&with(record, "/starts_at", "2026-11-20T19:00:00+08:00"), "/ends_at", "2026-11-20T20:00:00+08:00");
    let study = |minutes: u32| with(&branch.lecture(), "/study_minutes", minutes);
    assert_eq!(branch.check(&hour(&study(60))).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&hour(&study(61))).await.impossible(), ["/study_minutes"]);
    // Without its times it is no longer than a day.
    assert_eq!(branch.check(&study(1440)).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&study(1441)).await.impossible(), ["/study_minutes"]);
    // Two members and three others, an hour each.
    let service = |minutes: u32| {
        let served = with(&with(&branch.party_day(), "/party_day/served_members", 2), "/party_day/served_others", 3);
        hour(&with(&served, "/party_day/service_minutes", minutes))
    };
    assert_eq!(branch.check(&service(300)).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&service(301)).await.impossible(), ["/party_day/service_minutes"]);
    // What ended before it began is told as that alone.
    let turned = with(&hour(&service(300)), "/ends_at", "2026-11-20T18:00:00+08:00");
    assert_eq!(branch.check(&turned).await.impossible(), ["/ends_at"]);
    // Without those who served, of all who came.
    let all = |minutes: u32| hour(&with(&branch.party_day(), "/party_day/service_minutes", minutes));
    assert_eq!(branch.check(&all(18 * 60)).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&all(18 * 60 + 1)).await.impossible(), ["/party_day/service_minutes"]);
}

#[actix_web::test]
async fn nothing_is_held_after_the_dissolution() {
    let branch = Branch::of(0, 0).await;
    let gardener = branch.t.as_(GARDENER);
    let path = format!("/organizations/{}", id("group_cousin"));
    let version = gardener.get(&path).send().await.expect(200).version();
    gardener.post(format!("{path}/dissolve")).if_match(version).json(&json!({ "on": "2026-11-19" })).send().await.expect(200);
    // The branch's secretary records what is left to record of its group.
    let record = |day: &str| json!({ "organization": id("group_cousin"), "kind": "party_group_meeting", "held_on": day });
    for (day, places) in [("2026-11-18", &[][..]), ("2026-11-19", &["/held_on"]), ("2026-11-20", &["/held_on"])] {
        assert_eq!(branch.check(&record(day)).await.impossible(), places, "{day}");
    }
}

#[actix_web::test]
async fn nobody_is_listed_or_appraised_twice() {
    let branch = Branch::standard().await;
    let again = |record: &Value, list: &str, entry: Value| {
        let mut record = record.clone();
        record.pointer_mut(list).and_then(Value::as_array_mut).expect("a list").push(entry);
        record
    };
    let first = branch.people[0].as_str();
    let listed = again(&branch.lecture(), "/attendance/people", json!({ "member": first, "came": "absent" }));
    assert_eq!(branch.check(&listed).await.impossible(), ["/attendance/people/18/member"]);
    let appraised = again(&branch.appraisal(), "/appraisal/members", json!({ "member": first, "opinion": "好。" }));
    assert_eq!(branch.check(&appraised).await.impossible(), ["/appraisal/members/18/member"]);
    let elsewhere = with(&branch.appraisal(), "/appraisal/elsewhere", json!([{ "member": first, "place": "深圳" }]));
    assert_eq!(branch.check(&elsewhere).await.impossible(), ["/appraisal/elsewhere/0/member"]);
    let guest = branch.stranger("branch_after", "赵书记").await;
    let twice = json!([{ "member": guest, "came": "present" }, { "member": guest, "came": "present" }]);
    assert_eq!(branch.check(&with(&branch.lecture(), "/attendance/guests", twice)).await.impossible(), ["/attendance/guests/1/member"]);
}

#[actix_web::test]
async fn there_are_no_more_ballots_than_people() {
    let branch = Branch::standard().await;
    let ballots = |record: &Value, cast: u32| {
        let ballot = json!({ "excellent": cast, "qualified": 0, "basically_qualified": 0, "unqualified": 0 });
        with(record, "/appraisal/members/0/ballot", ballot)
    };
    let came = |count: usize| with(&branch.appraisal(), "/attendance", branch.came(0..count));
    assert_eq!(branch.check(&ballots(&came(15), 15)).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&ballots(&came(15), 16)).await.impossible(), ["/appraisal/members/0/ballot"]);
    let spread = json!({ "excellent": 4, "qualified": 4, "basically_qualified": 4, "unqualified": 4 });
    assert_eq!(branch.check(&with(&came(15), "/appraisal/members/3/ballot", spread)).await.impossible(), ["/appraisal/members/3/ballot"]);
    // Without a list there are no more than members.
    let unlisted = super::without(&branch.appraisal(), "/attendance");
    assert_eq!(branch.check(&ballots(&unlisted, 18)).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&ballots(&unlisted, 50)).await.impossible(), ["/appraisal/members/0/ballot"]);
}

#[actix_web::test]
async fn whoever_and_whatever_is_named_is_there() {
    let branch = Branch::standard().await;
    let nobody = uuid::Uuid::now_v7().to_string();
    let person = json!({ "member": nobody });
    let cases = [
        (with(&branch.committee_meeting(), "/host", json!({ "person": person })), "/host/person/member"),
        (with(&branch.lecture(), "/recorder", person.clone()), "/recorder/member"),
        (with(&branch.lecture(), "/lecture/lecturer", person.clone()), "/lecture/lecturer/member"),
        (with(&branch.lecture(), "/observers", json!([{ "person": person }])), "/observers/0/person/member"),
        (with(&branch.lecture(), "/attendance/guests", json!([{ "member": nobody, "came": "present" }])), "/attendance/guests/0/member"),
        (with(&branch.life(), "/life/speakers", json!([{ "person": person }])), "/life/speakers/0/person/member"),
        (with(&branch.committee_meeting(), "/agenda/0/prior_committee_session", nobody.as_str()), "/agenda/0/prior_committee_session"),
        (with(&branch.party_day(), "/party_day/planned_in", nobody.as_str()), "/party_day/planned_in"),
    ];
    for (record, place) in cases {
        assert_eq!(branch.check(&record).await.impossible(), [place]);
    }
    let carried = json!({ "session": nobody, "entry": nobody, "progress": "done" });
    assert_eq!(branch.check(&with(&branch.committee_meeting(), "/agenda/0/carried", carried)).await.impossible(), ["/agenda/0/carried/session"]);
    // Another branch's member in the list of those who belong here, and one who belongs here among the guests.
    let guest = branch.stranger("branch_after", "赵书记").await;
    let listed = with(&branch.lecture(), "/attendance/people/17/member", guest.as_str());
    assert_eq!(branch.check(&listed).await.impossible(), ["/attendance/people/17/member"]);
    let mut own = with(&branch.lecture(), "/attendance", branch.came(0..17));
    own["attendance"]["people"].as_array_mut().expect("people").pop();
    own["attendance"]["guests"] = json!([{ "member": branch.people[17], "came": "present" }]);
    assert_eq!(branch.check(&own).await.impossible(), ["/attendance/guests/0/member"]);
}

#[actix_web::test]
async fn more_answers_than_opinions_and_more_people_than_expected_cannot_be() {
    let branch = Branch::standard().await;
    let answered = |number: u32| with(&with(&branch.life(), "/life/opinions_received", 5), "/life/opinions_answered", number);
    assert_eq!(branch.check(&answered(5)).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&answered(6)).await.impossible(), ["/life/opinions_answered"]);
    let expected = |number: u32| with(&branch.lecture(), "/attendance/expected", number);
    assert_eq!(branch.check(&expected(18)).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&expected(17)).await.impossible(), ["/attendance/people"]);
}

#[actix_web::test]
async fn all_that_cannot_be_is_named_at_once() {
    let branch = Branch::standard().await;
    let mut record = on(&branch.lecture(), "2026-11-24");
    record["starts_at"] = json!("2026-11-20T21:00:00+08:00");
    record["ends_at"] = json!("2026-11-20T19:00:00+08:00");
    record["study_minutes"] = json!(2000);
    record["recorder"] = json!({ "member": uuid::Uuid::now_v7() });
    let mut found = branch.check(&record).await.impossible().iter().map(|place| place.to_string()).collect::<Vec<_>>();
    found.sort_unstable();
    assert_eq!(found, ["/ends_at", "/held_on", "/recorder/member", "/starts_at", "/study_minutes"]);
}
