//! What a record names of others, people and sessions: who may not see them learns nothing, neither by the dry run nor by
//! handing it in.

use std::collections::BTreeSet;

use diesel::prelude::*;
use sanhui::authz::Scope;
use sanhui::authz::action::ManageMember;
use sanhui::db::schema::attendances;
use sanhui::draft;
use sanhui::error::Fault;
use sanhui::id::{AccountId, MemberId, OrganizationId};
use sanhui::members::{self, MemberDraft};
use sanhui::seen::Seen;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::grove::{GARDENER, Grove, seated};

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

fn fresh() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Where the dry run says that nothing is there.
async fn not_there(caller: &Client<'_>, record: &Value) -> BTreeSet<String> {
    let told = caller.post("/sessions/check").json(record).send().await.expect(200).json();
    let wrong = told["impossible"].as_array().cloned().unwrap_or_default();
    wrong.iter().filter(|one| one["code"] == "not_there").filter_map(|one| one["pointer"].as_str().map(str::to_string)).collect()
}

/// Keeps the record as a draft, which says whatever it says, and hands it in.
async fn hand_in(caller: &Client<'_>, record: &Value) -> crate::support::client::Reply {
    let path = format!("/sessions/{}", fresh());
    caller.put(&path).creating().json(record).send().await.expect(201);
    caller.post(format!("{path}/submit")).if_match(1).send().await
}

/// A Party day of a branch whose three ways of naming a session all name this one.
fn naming(place: &str, session: &str) -> Value {
    let item =
        json!({ "title": "修路", "prior_committee_session": session, "carried": { "session": session, "entry": fresh(), "progress": "open" } });
    json!({
        "organization": id(place), "kind": "theme_party_day", "held_on": "2026-11-20", "agenda": [item], "party_day": { "planned_in": session },
    })
}

const PLACES: [&str; 3] = ["/agenda/0/carried/session", "/agenda/0/prior_committee_session", "/party_day/planned_in"];

/// Reviews for the village, and records at one of its branches: sees what the other handed in, and none of its drafts.
async fn who_records_next_door(t: &TestApp) -> AccountId {
    let account = seated("committee_reviewer", "village");
    let path = format!("/organizations/{}/grants/{}", id("branch_before"), fresh());
    let grant = json!({ "account": account, "role": "recorder", "valid_from": "2026-11-01" });
    t.as_(GARDENER).put(path).creating().json(&grant).send().await.expect(201);
    account
}

#[actix_web::test]
async fn a_session_that_the_caller_may_not_see_is_not_there() {
    let t = app().await;
    let caller = t.as_(who_records_next_door(&t).await);
    let everywhere: BTreeSet<String> = PLACES.into_iter().map(str::to_string).collect();
    assert_eq!(not_there(&caller, &naming("branch_before", id("submitted"))).await, BTreeSet::new());
    for hidden in [id("draft"), &fresh()] {
        let record = naming("branch_before", hidden);
        assert_eq!(not_there(&caller, &record).await, everywhere);
        let told = hand_in(&caller, &record).await.refused(Fault::ImpossibleRecord);
        let told: BTreeSet<String> = told.fields().into_iter().filter(|(_, code)| code == "not_there").map(|(pointer, _)| pointer).collect();
        assert_eq!(told, everywhere);
    }
    let next_door = t.as_(seated("branch_secretary", "branch_before"));
    assert_eq!(not_there(&next_door, &naming("branch_before", id("submitted"))).await, everywhere, "nor what the next branch handed in");
    let own = t.as_(seated("branch_secretary", "branch"));
    assert_eq!(not_there(&own, &naming("branch", id("draft"))).await, BTreeSet::new(), "one's own drafts are there");
}

/// A tree of its own with one branch that has one member.
async fn another_tree(t: &TestApp) -> (String, String) {
    let (root, member) = (fresh(), fresh());
    let body = json!({ "name": "邻县某党支部", "kind": "party_branch", "active_from": "2020-01-01" });
    t.as_(GARDENER).put(format!("/organizations/{root}")).creating().json(&body).send().await.expect(201);
    let body = json!({ "organization": root, "name": "外县", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
    let (draft, id) = (draft::parse::<MemberDraft>(body.to_string().as_bytes()).expect("a member"), MemberId(member.parse().expect("an id")));
    let enrol = move |tx: &mut sanhui::db::Tx| members::put(tx, &Scope::<ManageMember>::operator()?, id, Seen::Nothing, draft);
    t.app.db.write(enrol).await.expect("a member of another tree");
    (root, member)
}

/// Somebody of the branch next door.
async fn guest(t: &TestApp) -> String {
    let member = fresh();
    let body = json!({ "organization": id("branch_before"), "name": "邻村", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
    t.as_(GARDENER).put(format!("/members/{member}")).creating().json(&body).send().await.expect(201);
    member
}

fn with_guest(member: &str, counts_at: Value) -> Value {
    let guest = json!({ "member": member, "came": "present", "counts_at": counts_at });
    json!({
        "organization": id("branch"), "kind": "collective_study", "held_on": "2026-11-20", "attendance": { "people": [], "guests": [guest] },
    })
}

#[actix_web::test]
async fn a_guest_may_be_anybody_of_the_same_tree_and_nobody_of_another() {
    let t = app().await;
    let secretary = t.as_(seated("branch_secretary", "branch"));
    assert_eq!(not_there(&secretary, &with_guest(&guest(&t).await, Value::Null)).await, BTreeSet::new());
    let (_, foreign) = another_tree(&t).await;
    for member in [foreign, fresh()] {
        let record = with_guest(&member, Value::Null);
        assert_eq!(not_there(&secretary, &record).await, BTreeSet::from(["/attendance/guests/0/member".to_string()]));
        hand_in(&secretary, &record).await.refused(Fault::ImpossibleRecord);
    }
}

/// Where the attendance of somebody counts.
async fn counts(t: &TestApp, member: &str) -> OrganizationId {
    let member = MemberId(member.parse().expect("an id"));
    let found = move |snapshot: &mut sanhui::db::Snapshot| {
        Ok(attendances::table.filter(attendances::member_id.eq(member)).select(attendances::organization_id).first(snapshot.conn())?)
    };
    t.app.db.read(found).await.expect("an attendance")
}

#[actix_web::test]
async fn an_attendance_counts_where_the_record_says_but_never_in_another_tree() {
    let t = app().await;
    let secretary = t.as_(seated("branch_secretary", "branch"));
    let (root, _) = another_tree(&t).await;
    for (counts_at, home) in
        [(json!(null), id("branch_before")), (json!(id("branch_cousin")), id("branch_cousin")), (json!(root), id("branch_before"))]
    {
        let member = guest(&t).await;
        hand_in(&secretary, &with_guest(&member, counts_at.clone())).await.expect(200);
        assert_eq!(counts(&t, &member).await.to_string(), home, "{counts_at}");
    }
}
