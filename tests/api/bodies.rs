//! Leading bodies: who sat on one on a day, wherever they belong.

use sanhui::authz::Scope;
use sanhui::authz::action::ManageMember;
use sanhui::bodies::end_seats;
use sanhui::clock::Day;
use sanhui::db::Tx;
use sanhui::error::{Fault, FieldFault, Result};
use sanhui::id::{MemberId, OrganizationId};
use sanhui::organizations::place;
use sanhui::seen::Seen;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, Grove, seated};

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

fn fresh(place: &str) -> String {
    format!("/organizations/{}/body/{}", id(place), uuid::Uuid::now_v7())
}

fn seat(member: &str, position: &str, from: &str, to: Option<&str>) -> Value {
    json!({ "member": member, "position": position, "from": from, "to": to })
}

/// Somebody of a place since the first of January.
async fn enrolled(caller: &Client<'_>, place: &str, name: &str) -> String {
    let id = uuid::Uuid::now_v7().to_string();
    let body = json!({ "organization": self::id(place), "name": name, "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
    caller.put(format!("/members/{id}")).creating().json(&body).send().await.expect(201);
    id
}

async fn give(caller: &Client<'_>, path: &str, body: &Value) -> Reply {
    caller.put(path).creating().json(body).send().await
}

/// Names and positions of a day.
async fn body(caller: &Client<'_>, place: &str, on: &str) -> Vec<(String, String)> {
    let found = caller.get(format!("/organizations/{}/body?on={on}", id(place))).send().await.expect(200).json();
    assert_eq!((&found["organization"], &found["on"]), (&json!(id(place)), &json!(on)));
    let items = found["items"].as_array().expect("people");
    assert_eq!(found["known"], !items.is_empty());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    items.iter().map(|one| (text(&one["name"]), text(&one["position"]))).collect()
}

fn people(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(name, position)| (name.to_string(), position.to_string())).collect()
}

#[actix_web::test]
async fn a_committee_has_its_members_day_by_day_and_from_any_branch() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (one, other) = (enrolled(&gardener, "branch_cousin", "甲书记").await, enrolled(&gardener, "branch", "乙委员").await);
    give(&gardener, &fresh("village"), &seat(&one, "principal", "2026-03-01", Some("2026-09-01"))).await.expect(201);
    give(&gardener, &fresh("village"), &seat(&other, "member", "2026-03-02", None)).await.expect(201);
    for (day, expected) in [
        ("2026-02-28", people(&[])),
        ("2026-03-01", people(&[("甲书记", "principal")])),
        ("2026-03-02", people(&[("甲书记", "principal"), ("乙委员", "member")])),
        ("2026-08-31", people(&[("甲书记", "principal"), ("乙委员", "member")])),
        ("2026-09-01", people(&[("乙委员", "member")])),
    ] {
        assert_eq!(body(&gardener, "village", day).await, expected, "{day}");
    }
    assert_eq!(body(&gardener, "township", "2026-03-02").await, people(&[]), "a body is of one organisation alone");
    let today = gardener.get(format!("/organizations/{}/body", id("village"))).send().await.expect(200).json();
    assert_eq!((&today["on"], &today["items"][0]["name"]), (&json!("2026-11-23"), &json!("乙委员")));
}

#[actix_web::test]
async fn a_branchs_committee_sits_by_the_duties_of_the_day_and_with_who_comes_from_elsewhere() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let guest = enrolled(&gardener, "branch_cousin", "客委员").await;
    let path = fresh("branch");
    give(&gardener, &path, &seat(&guest, "member", "2026-09-01", None)).await.expect(201);
    let secretary = ("成员 secretary", "principal");
    assert_eq!(body(&gardener, "branch", "2026-08-31").await, people(&[secretary]));
    assert_eq!(body(&gardener, "branch", "2026-09-01").await, people(&[secretary, ("客委员", "member")]));
    assert_eq!(body(&gardener, "branch", "2026-01-20").await, people(&[secretary, ("成员 other_member", "member")]), "the grove's own seat");
    let change = json!({ "duties": ["deputy_secretary"], "on": "2026-10-01" });
    gardener.patch(format!("/members/{}", id("secretary"))).if_match(1).json(&change).send().await.expect(200);
    assert_eq!(body(&gardener, "branch", "2026-09-30").await, people(&[secretary, ("客委员", "member")]));
    assert_eq!(body(&gardener, "branch", "2026-10-01").await, people(&[("成员 secretary", "deputy"), ("客委员", "member")]));
    let found = gardener.get(format!("/organizations/{}/body", id("branch"))).send().await.expect(200).json();
    let expected = json!({ "id": path.rsplit('/').next(), "from": "2026-09-01", "to": null, "version": 1 });
    assert_eq!((&found["items"][0]["seat"], &found["items"][1]["seat"]), (&Value::Null, &expected));
    assert_eq!(found["items"][1]["member"], guest.as_str());
}

#[actix_web::test]
async fn a_seat_is_kept_with_all_that_was_told_and_ends_with_its_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (path, draft) = (fresh("village"), seat(id("member"), "deputy", "2026-03-01", None));
    let made = give(&gardener, &path, &draft).await.expect(201);
    let expected = json!({
        "id": path.rsplit('/').next(), "organization": id("village"), "member": id("member"), "name": "成员 member", "position": "deputy",
        "from": "2026-03-01", "to": null, "version": 1,
    });
    assert_eq!((made.version(), made.json()), (1, expected));
    let ended = gardener.put(&path).if_match(1).json(&seat(id("member"), "deputy", "2026-03-01", Some("2026-09-01"))).send().await.expect(200);
    assert_eq!((ended.version(), &ended.json()["to"]), (2, &json!("2026-09-01")));
    let told = rows(&t, path.rsplit('/').next().unwrap_or_default()).await;
    let acts: Vec<_> = told.iter().map(|row| (row["act"].as_str(), row["subject_kind"].as_str(), row["organization"].as_str())).collect();
    let act = |word| (Some(word), Some("body_seat"), Some(id("village")));
    assert_eq!(acts, [act("body_seat.create"), act("body_seat.change")]);
    let state = |to: Option<&str>| seat(id("member"), "deputy", "2026-03-01", to);
    assert_eq!((&told[0]["after"], &told[1]["before"], &told[1]["after"]), (&state(None), &state(None), &state(Some("2026-09-01"))));
}

#[actix_web::test]
async fn a_seat_that_never_was_is_taken_back_on_its_first_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = fresh("village");
    give(&gardener, &path, &seat(id("member"), "deputy", "2026-03-01", None)).await.expect(201);
    let early = seat(id("member"), "deputy", "2026-03-01", Some("2026-02-28"));
    gardener.put(&path).if_match(1).json(&early).send().await.refused(Fault::Invalid).field("/to", FieldFault::EndsBeforeStart);
    let never = seat(id("member"), "deputy", "2026-03-01", Some("2026-03-01"));
    gardener.put(&path).if_match(1).json(&never).send().await.expect(200);
    assert_eq!(body(&gardener, "village", "2026-03-01").await, people(&[]));
    // It is in nobody's way.
    give(&gardener, &fresh("village"), &seat(id("member"), "member", "2026-02-01", None)).await.expect(201);
}

#[actix_web::test]
async fn nobody_has_two_seats_on_one_body_at_a_time() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = fresh("village");
    give(&gardener, &path, &seat(id("member"), "deputy", "2026-03-01", Some("2026-09-01"))).await.expect(201);
    for (from, to, is_good) in [
        ("2026-02-01", Some("2026-03-01"), true),
        ("2026-02-01", Some("2026-03-02"), false),
        ("2026-02-01", None, false),
        ("2026-08-31", None, false),
        ("2026-09-01", None, true),
    ] {
        let new = fresh("village");
        let reply = give(&gardener, &new, &seat(id("member"), "principal", from, to)).await;
        if is_good {
            reply.expect(201);
            let never = seat(id("member"), "principal", from, Some(from));
            gardener.put(&new).if_match(1).json(&never).send().await.expect(200);
        } else {
            assert_eq!(reply.refused(Fault::Invalid).fields(), [("/from".to_string(), FieldFault::NotAllowedHere.code().to_string())]);
        }
    }
    // On another body, and another person, yes; and to be longer is no second seat.
    give(&gardener, &fresh("township"), &seat(id("member"), "deputy", "2026-03-01", None)).await.expect(201);
    give(&gardener, &fresh("village"), &seat(id("other_member"), "deputy", "2026-03-01", None)).await.expect(201);
    let longer = seat(id("member"), "principal", "2026-02-01", None);
    gardener.put(&path).if_match(1).json(&longer).send().await.expect(200);
}

#[actix_web::test]
async fn a_seat_is_one_persons_and_one_bodys() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (path, draft) = (fresh("village"), seat(id("member"), "deputy", "2026-03-01", None));
    give(&gardener, &path, &draft).await.expect(201);
    let another = seat(id("other_member"), "deputy", "2026-03-01", None);
    let refused = gardener.put(&path).if_match(1).json(&another).send().await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), [("/member".to_string(), FieldFault::NotAllowedHere.code().to_string())]);
    let elsewhere = path.replace(id("village"), id("township"));
    give(&gardener, &elsewhere, &draft).await.refused(Fault::AlreadyExists);
    give(&gardener, &path, &seat(id("member"), "member", "2026-03-01", None)).await.refused(Fault::AlreadyExists);
    let before = t.trail_length().await;
    give(&gardener, &path, &draft).await.expect(200);
    gardener.put(&path).if_match(1).json(&draft).send().await.expect(200);
    gardener.put(&path).json(&draft).send().await.refused(Fault::VersionRequired);
    gardener.put(&path).if_match(2).json(&another).send().await.refused(Fault::StaleVersion);
    gardener.put(fresh("village")).if_match(1).json(&draft).send().await.refused(Fault::NotFound);
    assert_eq!(t.trail_length().await, before);
}

#[actix_web::test]
async fn who_may_keep_the_roll_keeps_the_body_and_who_may_read_it_reads_it() {
    let t = app().await;
    let draft = seat(id("member"), "deputy", "2026-03-01", None);
    give(&t.as_(seated("organization_administrator", "village")), &fresh("village"), &draft).await.expect(201);
    give(&t.as_(seated("organization_administrator", "branch")), &fresh("village"), &draft).await.refused(Fault::NotFound);
    give(&t.as_(seated("organization_administrator", "village_before")), &fresh("village"), &draft).await.refused(Fault::NotFound);
    give(&t.as_(seated("committee_reviewer", "village")), &fresh("village"), &draft).await.refused(Fault::Forbidden);
    let path = format!("/organizations/{}/body", id("village"));
    t.as_(seated("recorder", "village")).get(&path).send().await.expect(200);
    t.as_(seated("recorder", "branch")).get(&path).send().await.refused(Fault::NotFound);
    // Whom they may not see may sit there: the seat is theirs to give.
    give(&t.as_(seated("organization_administrator", "village_before")), &fresh("village_before"), &draft).await.expect(201);
}

#[actix_web::test]
async fn whoever_stands_in_another_tree_is_not_there() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let tree = uuid::Uuid::now_v7();
    let planted = json!({ "name": "邻县县委", "kind": "party_committee" });
    gardener.put(format!("/organizations/{tree}")).creating().json(&planted).send().await.expect(201);
    let enrol = move |tx: &mut Tx| {
        let body = json!({ "organization": tree, "name": "外人", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
        let (id, draft) = (MemberId::fresh(), sanhui::draft::parse(body.to_string().as_bytes())?);
        sanhui::members::put(tx, &Scope::operator()?, id, Seen::Nothing, draft).map(|_| id)
    };
    let stranger = t.app.db.write(enrol).await.expect("a stranger").to_string();
    let nobody = uuid::Uuid::now_v7().to_string();
    let mut answers = Vec::new();
    for member in [&stranger, &nobody] {
        let refused = give(&gardener, &fresh("village"), &seat(member, "member", "2026-03-01", None)).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [("/member".to_string(), FieldFault::NotThere.code().to_string())]);
        answers.push(refused.json()["errors"].clone());
    }
    assert_eq!(answers[0], answers[1]);
}

#[actix_web::test]
async fn who_is_no_member_of_the_party_sits_nowhere() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (ended, stopped) = (enrolled(&gardener, "branch", "甲终").await, enrolled(&gardener, "branch", "乙停").await);
    for member in [&ended, &stopped] {
        give(&gardener, &fresh("village"), &seat(member, "member", "2026-03-01", None)).await.expect(201);
    }
    let change = |member: &str, body: Value| gardener.patch(format!("/members/{member}")).if_match(1).json(&body).send();
    change(&ended, json!({ "ended_on": "2026-09-01" })).await.expect(200);
    change(&stopped, json!({ "flags": ["membership_stopped"], "on": "2026-09-02" })).await.expect(200);
    assert_eq!(body(&gardener, "village", "2026-09-01").await, people(&[("乙停", "member"), ("甲终", "member")]));
    assert_eq!(body(&gardener, "village", "2026-09-02").await, people(&[]));
    let late = give(&gardener, &fresh("township"), &seat(&ended, "member", "2026-09-02", None)).await.refused(Fault::Invalid);
    assert_eq!(late.fields(), [("/member".to_string(), FieldFault::NotAllowedHere.code().to_string())]);
    give(&gardener, &fresh("township"), &seat(&ended, "member", "2026-09-01", None)).await.expect(201);
}

#[actix_web::test]
async fn a_group_has_no_body_and_what_was_dissolved_gets_none() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let draft = seat(id("member"), "member", "2026-03-01", None);
    give(&gardener, &fresh("group"), &draft).await.refused(Fault::WrongState);
    let path = fresh("branch_after");
    give(&gardener, &path, &draft).await.expect(201);
    let gone = format!("/organizations/{}/dissolve", id("branch_after"));
    gardener.post(gone).if_match(1).json(&json!({ "on": "2026-11-20" })).send().await.expect(200);
    give(&gardener, &fresh("branch_after"), &seat(id("other_member"), "member", "2026-03-01", None)).await.refused(Fault::WrongState);
    // The seat that was there ended with it: it may have been over earlier, never later.
    let until = |day: Option<&str>| seat(id("member"), "member", "2026-03-01", day);
    gardener.put(&path).if_match(2).json(&until(Some("2026-11-20"))).send().await.expect(200);
    for longer in [None, Some("2026-11-21")] {
        gardener.put(&path).if_match(2).json(&until(longer)).send().await.refused(Fault::WrongState);
    }
    let other = seat(id("member"), "deputy", "2026-03-01", Some("2026-11-20"));
    gardener.put(&path).if_match(2).json(&other).send().await.expect(200);
    gardener.put(&path).if_match(3).json(&until(Some("2026-11-19"))).send().await.expect(200);
}

#[actix_web::test]
async fn every_seat_ends_with_its_organisation() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (now, later, over) = (fresh("village"), fresh("village"), fresh("village"));
    give(&gardener, &now, &seat(id("member"), "member", "2026-03-01", None)).await.expect(201);
    give(&gardener, &later, &seat(id("secretary"), "member", "2026-12-01", Some("2027-01-01"))).await.expect(201);
    give(&gardener, &over, &seat(id("other_member"), "member", "2026-03-01", Some("2026-11-10"))).await.expect(201);
    give(&gardener, &fresh("township"), &seat(id("member"), "member", "2026-03-01", None)).await.expect(201);
    let (village, on): (OrganizationId, Day) = (id("village").parse().expect("an id"), "2026-11-10".parse().expect("a day"));
    let end = move |tx: &mut Tx| -> Result<usize> {
        let (_, at) = place(tx, &Scope::<ManageMember>::operator()?, village)?;
        end_seats(tx, &at, on)
    };
    assert_eq!(t.app.db.write(end).await.expect("an end"), 2);
    assert_eq!(body(&gardener, "village", "2026-11-09").await, people(&[("成员 member", "member"), ("成员 other_member", "member")]));
    for day in ["2026-11-10", "2026-12-01"] {
        assert_eq!(body(&gardener, "village", day).await, people(&[]), "{day}");
    }
    assert_eq!(body(&gardener, "township", "2026-11-10").await, people(&[("成员 member", "member")]));
    assert_eq!(rows(&t, now.rsplit('/').next().unwrap_or_default()).await.len(), 2);
    let told = rows(&t, later.rsplit('/').next().unwrap_or_default()).await;
    assert_eq!(told[1]["after"]["to"], "2026-12-01", "what would have begun later ends on its own first day");
}
