//! People who are named at an organisation without being on its roll.

use sanhui::authz::Scope;
use sanhui::authz::action::ReadMember;
use sanhui::clock::Day;
use sanhui::db::Tx;
use sanhui::id::{MemberId, OrganizationId};
use sanhui::members::{NamedMember, named, put};
use sanhui::organizations::place;
use sanhui::rulebook::kinds::{MemberFlag, MemberStatus};
use sanhui::seen::Seen;
use serde_json::json;

use super::{app, change, enrolled, id, id_of, member, transfer};
use crate::support::app::TestApp;
use crate::support::grove::GARDENER;

fn member_id(path: &str) -> MemberId {
    id_of(path).parse().expect("an id")
}

/// As they are told to the branch.
async fn told(t: &TestApp, ids: Vec<MemberId>, day: &str) -> Vec<NamedMember> {
    let (branch, day): (OrganizationId, Day) = (id("branch").parse().expect("an id"), day.parse().expect("a day"));
    let found = t.app.db.read(move |snapshot| {
        let (_, at) = place(snapshot, &Scope::<ReadMember>::operator()?, branch)?;
        named(snapshot, &at, &ids, day)
    });
    found.await.expect("members")
}

#[actix_web::test]
async fn somebody_of_elsewhere_is_told_as_they_were_that_day() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = member(json!({ "organization": id("branch_cousin"), "name": "客人", "full_on": "2026-06-01", "status": "full" }));
    let path = enrolled(&gardener, &body).await;
    change(&gardener, &path, 1, json!({ "flags": ["floating"], "on": "2026-09-01" })).await.expect(200);
    transfer(&gardener, &path, 2, json!({ "to": id("branch_before"), "on": "2026-10-01" })).await.expect(200);
    let guest = member_id(&path);
    for (day, status, flags, home) in [
        ("2025-12-31", MemberStatus::Probationary, vec![], None),
        ("2026-05-31", MemberStatus::Probationary, vec![], Some("branch_cousin")),
        ("2026-06-01", MemberStatus::Full, vec![], Some("branch_cousin")),
        ("2026-09-01", MemberStatus::Full, vec![MemberFlag::Floating], Some("branch_cousin")),
        ("2026-09-30", MemberStatus::Full, vec![MemberFlag::Floating], Some("branch_cousin")),
        ("2026-10-01", MemberStatus::Full, vec![MemberFlag::Floating], Some("branch_before")),
    ] {
        let one = told(&t, vec![guest], day).await.remove(0);
        assert_eq!((one.member, one.name.as_str(), one.status, one.flags, one.is_member), (guest, "客人", status, flags, true), "{day}");
        assert_eq!(one.organization.map(|found| found.to_string()).as_deref(), home.map(id), "{day}");
        assert_eq!(one.path.is_some(), home.is_some(), "{day}");
        if let (Some(path), Some(home)) = (one.path, home) {
            let place = gardener.get(format!("/organizations/{}", id(home))).send().await.expect(200).json();
            assert_eq!(place["path"], path.as_str());
        }
    }
}

#[actix_web::test]
async fn many_are_told_in_the_order_they_were_named() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let mut ids = vec![member_id(id("secretary")), MemberId::fresh(), member_id(id("member"))];
    ids.push(member_id(&enrolled(&gardener, &member(json!({ "organization": id("branch_cousin") }))).await));
    let found = told(&t, ids.clone(), "2026-11-18").await;
    assert_eq!(found.iter().map(|one| one.member).collect::<Vec<_>>(), [ids[0], ids[2], ids[3]], "and who does not exist is not told");
    assert!(told(&t, Vec::new(), "2026-11-18").await.is_empty());
    let cost = async |ids: Vec<MemberId>| {
        let before = t.app.db.statements();
        told(&t, ids, "2026-11-18").await;
        t.app.db.statements() - before
    };
    assert_eq!(cost(ids.clone()).await, cost(ids[..1].to_vec()).await, "many cost what one costs");
}

#[actix_web::test]
async fn who_is_no_member_that_day_is_told_so() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (ended, stopped) = (enrolled(&gardener, &member(json!({}))).await, enrolled(&gardener, &member(json!({}))).await);
    change(&gardener, &ended, 1, json!({ "ended_on": "2026-11-10" })).await.expect(200);
    let terms = json!([{ "flag": "membership_stopped", "from": "2026-11-11" }]);
    change(&gardener, &stopped, 1, json!({ "flag_terms": terms })).await.expect(200);
    for (day, expected) in [("2026-11-10", [true, true]), ("2026-11-11", [false, false])] {
        let found = told(&t, vec![member_id(&ended), member_id(&stopped)], day).await;
        assert_eq!(found.iter().map(|one| one.is_member).collect::<Vec<_>>(), expected, "{day}");
    }
}

#[actix_web::test]
async fn of_another_tree_nobody_exists() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let tree = uuid::Uuid::now_v7();
    let body = json!({ "name": "邻县县委", "kind": "party_committee" });
    gardener.put(format!("/organizations/{tree}")).creating().json(&body).send().await.expect(201);
    // The gardener's roles do not reach it: only who holds the machine enrols there.
    let enrol = move |tx: &mut Tx| {
        let draft = sanhui::draft::parse(member(json!({ "organization": tree, "name": "外人" })).to_string().as_bytes())?;
        let id = MemberId::fresh();
        put(tx, &Scope::operator()?, id, Seen::Nothing, draft).map(|_| id)
    };
    let stranger = t.app.db.write(enrol).await.expect("a stranger");
    assert!(told(&t, vec![stranger], "2026-11-18").await.is_empty());
}
