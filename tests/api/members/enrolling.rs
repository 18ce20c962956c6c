//! Enrolling: what must be known of a member, and where somebody is taken in.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, enrolled, fresh, id, id_of, member, state, terms};
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, seated};

#[actix_web::test]
async fn what_cannot_be_of_a_member_is_refused_at_once() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let put = |body: Value| gardener.put(format!("/members/{}", uuid::Uuid::now_v7())).creating().json(&body).send();
    let base = json!({ "organization": id("branch"), "name": "吴错", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
    let with = |field: &str, value: Value| {
        let mut body = base.clone();
        body[field] = value;
        body
    };
    put(with("full_on", json!("2010-06-30"))).await.expect(422).field("/full_on", FieldFault::EndsBeforeStart);
    put(with("full_on", Value::Null)).await.expect(422).field("/full_on", FieldFault::Required);
    put(with("organization", json!(id("group")))).await.expect(422).field("/organization", FieldFault::NotAllowedHere);
    put(with("group", json!(id("group_cousin")))).await.expect(422).field("/group", FieldFault::NotThere);
    put(with("since", json!("2009-01-01"))).await.expect(422).field("/since", FieldFault::EndsBeforeStart);
    put(with("joined_on", json!("2011-02-30"))).await.expect(422).field("/joined_on", FieldFault::BadFormat);
    put(with("duties", json!(["cook"]))).await.expect(422).field("/duties/0", FieldFault::UnknownWord);
    put(with("identity_number", json!("2112"))).await.expect(422).field("/identity_number", FieldFault::UnknownField);
    put(base).await.expect(201);
}

#[actix_web::test]
async fn a_member_is_kept_with_all_that_was_told() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = member(json!({
        "group": id("group"), "name": "买买提·艾力", "duties": ["group_leader", "secretary", "group_leader"], "flags": ["abroad_study", "floating"],
        "since": "2015-01-01",
    }));
    let path = fresh();
    let made = gardener.put(&path).creating().json(&body).send().await.expect(201);
    let expected = json!({
        "id": id_of(&path), "organization": id("branch"), "group": id("group"), "name": "买买提·艾力", "status": "full", "joined_on": "2010-07-01",
        "full_on": "2011-07-01", "duties": ["secretary", "group_leader"], "flags": ["floating", "abroad_study"], "ended_on": null, "since": "2015-01-01",
        "duty_terms": terms("duty", &[("secretary", "2015-01-01", None), ("group_leader", "2015-01-01", None)]),
        "flag_terms": terms("flag", &[("floating", "2015-01-01", None), ("abroad_study", "2015-01-01", None)]), "version": 1,
    });
    assert_eq!((made.version(), made.json()), (1, expected.clone()));
    let read = gardener.get(&path).send().await.expect(200);
    assert_eq!((read.version(), read.json()), (1, expected));
}

#[actix_web::test]
async fn what_is_not_told_is_nothing() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path =
        enrolled(&gardener, &json!({ "organization": id("village"), "name": "周备", "status": "probationary", "joined_on": "2026-03-01" })).await;
    let expected = json!({
        "id": id_of(&path), "organization": id("village"), "group": null, "name": "周备", "status": "probationary", "joined_on": "2026-03-01",
        "full_on": null, "duties": [], "duty_terms": [], "flags": [], "flag_terms": [], "ended_on": null, "since": "2026-03-01", "version": 1,
    });
    assert_eq!(gardener.get(&path).send().await.expect(200).json(), expected);
}

#[actix_web::test]
async fn who_is_entered_without_a_day_belongs_for_this_year_and_for_none_before() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for (joined_on, since) in [("2010-07-01", "2026-01-01"), ("2025-12-31", "2026-01-01"), ("2026-01-01", "2026-01-01"), ("2026-01-02", "2026-01-02")]
    {
        let body = member(json!({ "status": "probationary", "full_on": null, "joined_on": joined_on }));
        let made = gardener.put(fresh()).creating().json(&body).send().await.expect(201).json();
        assert_eq!(made["since"], since, "joined on {joined_on}");
    }
    // The year is that of the day it is entered on, in Beijing: 31 December at nine in the evening, and an hour past midnight.
    for (hours, since) in [(38 * 24 + 7, "2026-01-01"), (4, "2027-01-01")] {
        t.clock().advance(hours * 3600);
        let made = t.as_(GARDENER).put(fresh()).creating().json(&member(json!({}))).send().await.expect(201).json();
        assert_eq!(made["since"], since);
    }
}

#[actix_web::test]
async fn the_trail_tells_an_enrolment() {
    let t = app().await;
    let path = enrolled(&t.as_(seated("organization_administrator", "village")), &member(json!({ "group": id("group") }))).await;
    let kept = t.as_(GARDENER).get(&path).send().await.expect(200).json();
    let found = rows(&t, id_of(&path)).await;
    let row = &found[0];
    assert_eq!((found.len(), &row["act"], &row["subject_kind"], &row["version"]), (1, &json!("member.enrol"), &json!("member"), &json!(1)));
    assert_eq!((&row["organization"], &row["actor"]), (&json!(id("branch")), &json!(seated("organization_administrator", "village"))));
    assert_eq!((&row["before"], &row["after"]), (&Value::Null, &state(&kept)));
    assert_eq!((&row["after"]["group"], &row["after"]["status"]), (&json!(id("group")), &json!("full")));
}

#[actix_web::test]
async fn days_may_be_the_same_but_not_the_other_way_round() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    for (field, day, is_good) in
        [("full_on", "2010-06-30", false), ("full_on", "2010-07-01", true), ("since", "2010-06-30", false), ("since", "2010-07-01", true)]
    {
        let reply = gardener.put(fresh()).creating().json(&member(json!({ field: day }))).send().await;
        if is_good {
            reply.expect(201);
        } else {
            let place = (format!("/{field}"), FieldFault::EndsBeforeStart.code().to_string());
            assert_eq!(reply.refused(Fault::Invalid).fields(), [place]);
        }
    }
    // Of somebody on probation too, and both at once.
    let body = member(json!({ "status": "probationary", "full_on": "2010-06-30", "since": "2010-06-30" }));
    let refused = gardener.put(fresh()).creating().json(&body).send().await.refused(Fault::Invalid);
    let code = FieldFault::EndsBeforeStart.code().to_string();
    assert_eq!(refused.fields(), [("/full_on".to_string(), code.clone()), ("/since".to_string(), code)]);
}

#[actix_web::test]
async fn a_group_is_an_active_group_of_that_very_branch() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let with = |organization: &str, group: &str| member(json!({ "organization": id(organization), "group": id(group) }));
    for (organization, group) in [
        ("branch", "group_cousin"),
        ("branch", "branch"),
        ("branch", "branch_before"),
        ("branch", "village"),
        ("village", "branch"),
        ("village", "group"),
    ] {
        let refused = gardener.put(fresh()).creating().json(&with(organization, group)).send().await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [("/group".to_string(), FieldFault::NotThere.code().to_string())], "{group} of {organization}");
    }
    gardener.put(fresh()).creating().json(&with("branch", "group_after")).send().await.expect(201);
    // To who does not administer it, it does not exist either.
    let village = t.as_(seated("organization_administrator", "village_before"));
    village.put(fresh()).creating().json(&with("branch_cousin", "group")).send().await.refused(Fault::Invalid).field("/group", FieldFault::NotThere);
    let gone = format!("/organizations/{}/dissolve", id("group_cousin"));
    gardener.post(gone).if_match(1).json(&json!({ "on": "2026-11-20" })).send().await.expect(200);
    gardener.put(fresh()).creating().json(&with("branch_before", "group_cousin")).send().await.field("/group", FieldFault::NotThere);
}

#[actix_web::test]
async fn nobody_is_enrolled_outside_the_administrators_places() {
    let t = app().await;
    let elsewhere = t.as_(seated("organization_administrator", "village_before"));
    let refused = elsewhere.put(fresh()).creating().json(&member(json!({}))).send().await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), [("/organization".to_string(), FieldFault::NotThere.code().to_string())]);
    elsewhere.put(fresh()).creating().json(&member(json!({ "organization": id("branch_cousin") }))).send().await.expect(201);
    elsewhere.get(format!("/members/{}", id("member"))).send().await.refused(Fault::NotFound);
    elsewhere.put(format!("/members/{}", id("member"))).if_match(1).json(&member(json!({}))).send().await.refused(Fault::NotFound);
    t.as_(seated("branch_secretary", "branch")).put(fresh()).creating().json(&member(json!({}))).send().await.refused(Fault::Forbidden);
}
