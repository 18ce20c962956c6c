//! Dissolving and merging: who belongs where from that day on, and what ends with it.

use sanhui::authz::Scope;
use sanhui::authz::action::ReadOrganization;
use sanhui::clock::Day;
use sanhui::error::{Fault, FieldFault};
use sanhui::id::OrganizationId;
use sanhui::organizations;
use serde_json::{Value, json};

use super::{app, check_tree, fresh, id, place};
use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, Grove, seated};

async fn merge(caller: &Client<'_>, name: &str, version: i32, into: &str, on: &str) -> Reply {
    caller.post(place(name) + "/merge").if_match(version).json(&json!({ "into": id(into), "on": on })).send().await
}

fn version(name: &str) -> i32 {
    Grove::plant().ids.version(name)
}

async fn seen(t: &TestApp, name: &str) -> Value {
    t.as_(GARDENER).get(place(name)).send().await.expect(200).json()
}

/// Who is on the roll of a day.
async fn roll(t: &TestApp, name: &str, on: &str) -> Vec<Value> {
    let path = format!("{}/members?on={on}", place(name));
    let page = t.as_(GARDENER).get(path).send().await.expect(200).json();
    let list = page.get("items").or_else(|| page.get("people")).cloned().unwrap_or(page);
    list.as_array().cloned().expect("a roll")
}

async fn names(t: &TestApp, name: &str, on: &str) -> Vec<String> {
    roll(t, name, on).await.iter().filter_map(|one| one["name"].as_str().map(str::to_string)).collect()
}

/// The days of a grant that stands at a place; none where it does not.
async fn days(t: &TestApp, name: &str, grant: &str) -> Option<(Value, Value)> {
    let page = t.as_(GARDENER).get(format!("{}/grants?limit=100", place(name))).send().await.expect(200).json();
    let found = page["items"].as_array()?.iter().find(|one| one["id"] == grant)?;
    Some((found["valid_from"].clone(), found["valid_to"].clone()))
}

async fn give(t: &TestApp, name: &str, from: &str, to: Option<&str>) -> String {
    let grant = uuid::Uuid::now_v7().to_string();
    let body = json!({ "account": id("account"), "role": "recorder", "valid_from": from, "valid_to": to });
    t.as_(GARDENER).put(format!("{}/grants/{grant}", place(name))).creating().json(&body).send().await.expect(201);
    grant
}

#[actix_web::test]
async fn from_that_day_on_everybody_belongs_to_the_other_in_the_same_groups() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let everybody = names(&t, "branch", "2026-11-19").await;
    assert_eq!(everybody.len(), 3);
    let merged = merge(&gardener, "branch", version("branch"), "branch_cousin", "2026-11-20").await.expect(200).json();
    assert_eq!((&merged["status"], &merged["dissolved_on"]), (&json!("dissolved"), &json!("2026-11-20")));
    assert_eq!((&merged["merged_into"], &merged["version"]), (&json!(id("branch_cousin")), &json!(version("branch") + 1)));
    for (name, day, found) in [
        ("branch", "2026-11-19", &everybody),
        ("branch", "2026-11-20", &Vec::new()),
        ("branch_cousin", "2026-11-19", &Vec::new()),
        ("branch_cousin", "2026-11-20", &everybody),
        ("group", "2026-11-19", &everybody),
        ("group", "2026-11-20", &everybody),
    ] {
        assert_eq!(&names(&t, name, day).await, found, "{name} on {day}");
    }
    let above = seen(&t, "branch_cousin").await["path"].as_str().expect("a path").to_string();
    for (group, number) in [("group", "001"), ("group_after", "002")] {
        let group = seen(&t, group).await;
        assert_eq!((&group["parent"], &group["path"]), (&json!(id("branch_cousin")), &json!(format!("{above}{number}"))));
    }
    let member = gardener.get(format!("/members/{}", id("secretary"))).send().await.expect(200).json();
    let of_it = ["organization", "group", "since", "duties"].map(|field| member[field].clone());
    assert_eq!(of_it, [json!(id("branch_cousin")), json!(id("group")), json!("2026-11-20"), json!([])]);
    check_tree(&t);
}

#[actix_web::test]
async fn which_groups_a_branch_had_before_is_not_rewritten() {
    let t = app().await;
    let groups = |name: &str, day: &str| {
        let (place, day): (OrganizationId, Day) = (id(name).parse().expect("an id"), day.parse().expect("a day"));
        let ask = move |snapshot: &mut sanhui::db::Snapshot| {
            let (_, at) = organizations::place(snapshot, &Scope::<ReadOrganization>::operator()?, place)?;
            organizations::about(snapshot, &at, day).map(|about| about.groups)
        };
        t.app.db.read_blocking(ask).expect("what is known of it")
    };
    // Who died before was in a group to the last, and says nothing of later days.
    let dead = format!("/members/{}", id("other_member"));
    t.as_(GARDENER).patch(dead).if_match(1).json(&json!({ "ended_on": "2026-11-01" })).send().await.expect(200);
    // The other group has its first member on the eighteenth.
    let body = json!({ "organization": id("branch"), "group": id("group_after"), "name": "新同志", "status": "probationary",
        "joined_on": "2026-01-05", "since": "2026-11-18" });
    t.as_(GARDENER).put(format!("/members/{}", uuid::Uuid::now_v7())).creating().json(&body).send().await.expect(201);
    merge(&t.as_(GARDENER), "branch", version("branch"), "branch_cousin", "2026-11-20").await.expect(200);
    let days = ["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"];
    assert_eq!(days.map(|day| groups("branch", day)), [1, 2, 2, 0], "those that had members");
    assert_eq!(days.map(|day| groups("branch_cousin", day)), [1, 0, 0, 2], "while nobody was in the other it counts as the present branch's");
    assert_eq!(names(&t, "branch", "2026-11-01").await.len(), 3);
    assert_eq!(names(&t, "branch_cousin", "2026-11-20").await.len(), 3);
}

#[actix_web::test]
async fn roles_at_what_ends_end_the_day_before() {
    let t = app().await;
    let open = give(&t, "branch", "2026-11-01", None).await;
    let over = give(&t, "branch", "2026-11-01", Some("2026-11-19")).await;
    let until_then = give(&t, "branch", "2026-11-01", Some("2026-11-20")).await;
    let from_then = give(&t, "branch", "2026-11-20", None).await;
    let elsewhere = give(&t, "group", "2026-11-01", None).await;
    let secretary = t.as_(seated("branch_secretary", "branch"));
    secretary.get("/sessions?limit=1").send().await.expect(200);
    merge(&t.as_(GARDENER), "branch", version("branch"), "branch_cousin", "2026-11-20").await.expect(200);
    let (first, last) = (json!("2026-11-01"), json!("2026-11-19"));
    for grant in [&open, &over, &until_then] {
        assert_eq!(days(&t, "branch", grant).await, Some((first.clone(), last.clone())));
    }
    assert_eq!(days(&t, "branch", &from_then).await, None, "it never began");
    assert_eq!(days(&t, "group", &elsewhere).await, Some((first, Value::Null)), "the group goes on");
    secretary.get("/sessions?limit=1").send().await.refused(Fault::Forbidden);
    for (grant, acts) in
        [(&open, json!(["grant.create", "grant.change"])), (&over, json!(["grant.create"])), (&from_then, json!(["grant.create", "grant.end"]))]
    {
        let told: Vec<Value> = rows(&t, grant).await.into_iter().map(|row| row["act"].clone()).collect();
        assert_eq!(json!(told), acts);
    }
}

#[actix_web::test]
async fn nobody_is_given_a_role_at_what_was_dissolved() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let grant = give(&t, "branch_after", "2026-11-01", None).await;
    gardener.post(place("branch_after") + "/dissolve").if_match(1).json(&json!({ "on": "2026-11-20" })).send().await.expect(200);
    assert_eq!(days(&t, "branch_after", &grant).await, Some((json!("2026-11-01"), json!("2026-11-19"))));
    let body = |to: &str| json!({ "account": id("account"), "role": "recorder", "valid_from": "2026-11-01", "valid_to": to });
    let path = |grant: &str| format!("{}/grants/{grant}", place("branch_after"));
    gardener.put(path(&uuid::Uuid::now_v7().to_string())).creating().json(&body("2026-12-31")).send().await.refused(Fault::WrongState);
    gardener.put(path(&grant)).if_match(2).json(&body("2026-12-31")).send().await.refused(Fault::WrongState);
    // What stands may be told again.
    gardener.put(path(&grant)).if_match(2).json(&body("2026-11-19")).send().await.expect(200);
}

#[actix_web::test]
async fn a_merge_is_told_at_both_places_and_again_it_is_the_same() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let (there, here) = (seen(&t, "branch").await["path"].clone(), seen(&t, "branch_cousin").await["path"].clone());
    let merged = merge(&gardener, "branch", version("branch"), "branch_cousin", "2026-11-20").await.expect(200).json();
    let fresh: Vec<Value> = rows(&t, id("branch")).await.into_iter().filter(|row| row["version"] == version("branch") + 1).collect();
    for (row, act, at) in [(&fresh[0], "organization.merge", "branch"), (&fresh[1], "organization.absorb", "branch_cousin")] {
        assert_eq!((&row["act"], &row["organization"]), (&json!(act), &json!(id(at))));
        assert_eq!((&row["before"]["merged_into"], &row["after"]["merged_into"]), (&Value::Null, &json!(id("branch_cousin"))));
        assert_eq!((&row["before"]["status"], &row["after"]["dissolved_on"]), (&json!("active"), &json!("2026-11-20")));
    }
    assert_eq!(fresh.len(), 2);
    for (within, act) in [(there, "member.leave"), (here, "member.transfer")] {
        let page = gardener.get(format!("/trail?limit=100&within={}", within.as_str().expect("a path"))).send().await.expect(200).json();
        let acts: Vec<&str> = page["items"].as_array().into_iter().flatten().filter_map(|row| row["act"].as_str()).collect();
        assert_eq!(acts.iter().filter(|one| **one == act).count(), 3, "{act}: {acts:?}");
    }
    let length = t.trail_length().await;
    assert_eq!(merge(&gardener, "branch", version("branch"), "branch_cousin", "2026-11-20").await.expect(200).json(), merged);
    let stands = version("branch") + 1;
    merge(&gardener, "branch", stands, "branch_cousin", "2026-11-20").await.refused(Fault::WrongState);
    merge(&gardener, "branch", version("branch"), "branch_cousin", "2026-11-21").await.refused(Fault::StaleVersion);
    merge(&gardener, "branch", version("branch"), "branch_after", "2026-11-20").await.refused(Fault::StaleVersion);
    let body = json!({ "on": "2026-11-20" });
    gardener.post(place("branch") + "/dissolve").if_match(version("branch")).json(&body).send().await.refused(Fault::StaleVersion);
    gardener
        .post(place("branch_before") + "/merge")
        .json(&json!({ "into": id("branch_after"), "on": "2026-11-20" }))
        .send()
        .await
        .refused(Fault::VersionRequired);
    assert_eq!(t.trail_length().await, length);
}

#[actix_web::test]
async fn what_was_merged_into_it_and_into_that_is_its_own() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    merge(&gardener, "branch", version("branch"), "branch_before", "2026-11-18").await.expect(200);
    merge(&gardener, "branch_after", 1, "branch_before", "2026-11-19").await.expect(200);
    merge(&gardener, "branch_before", version("branch_before"), "branch_cousin", "2026-11-20").await.expect(200);
    let merged_by = |name: &str, day: &str| {
        let by = day.parse().expect("a day");
        let place: OrganizationId = id(name).parse().expect("an id");
        let ask = move |snapshot: &mut sanhui::db::Snapshot| {
            let (_, at) = organizations::place(snapshot, &Scope::<ReadOrganization>::operator()?, place)?;
            organizations::merged(snapshot, &at, by)
        };
        let found = t.app.db.read_blocking(ask).expect("the merged");
        let mut found: Vec<String> = found.iter().map(ToString::to_string).collect();
        found.sort();
        found
    };
    let ids = |names: &[&str]| {
        let mut ids: Vec<String> = names.iter().map(|name| id(name).to_string()).collect();
        ids.sort();
        ids
    };
    let merged = |name: &str| merged_by(name, "2026-11-23");
    assert_eq!(merged("branch_cousin"), ids(&["branch", "branch_after", "branch_before"]));
    // Of a day, what had been merged by then.
    assert_eq!(merged_by("branch_cousin", "2026-11-20"), merged("branch_cousin"));
    assert_eq!(merged_by("branch_cousin", "2026-11-19"), [""; 0]);
    assert_eq!((merged_by("branch_before", "2026-11-18"), merged_by("branch_before", "2026-11-17")), (ids(&["branch"]), vec![]));
    assert_eq!((merged("branch_before"), merged("branch")), (ids(&["branch", "branch_after"]), Vec::new()));
    // Who came with the first went on with the second.
    assert_eq!(names(&t, "branch_before", "2026-11-19").await.len(), 3);
    assert_eq!(names(&t, "branch_cousin", "2026-11-20").await.len(), 3);
    check_tree(&t);
}

#[actix_web::test]
async fn a_general_branch_takes_over_the_branches_of_another() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    merge(&gardener, "village", version("village"), "village_after", "2026-11-20").await.expect(200);
    for name in ["branch", "branch_before", "branch_after"] {
        assert_eq!(seen(&t, name).await["parent"], id("village_after"), "{name}");
    }
    assert_eq!(names(&t, "branch", "2026-11-20").await.len(), 3, "they belong to the branch still");
    check_tree(&t);
}

#[actix_web::test]
async fn a_merge_is_of_two_of_a_kind_that_both_are_there() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let branch = version("branch");
    for (name, into) in [("branch", "branch"), ("branch", "village"), ("village", "branch"), ("group", "group_after"), ("township", "county")] {
        let refused = merge(&gardener, name, version_of(&t, name).await, into, "2026-11-20").await;
        refused.refused(Fault::Invalid).field("/into", FieldFault::NotAllowedHere);
    }
    let nowhere = json!({ "into": uuid::Uuid::now_v7(), "on": "2026-11-20" });
    let ask = gardener.post(place("branch") + "/merge").if_match(branch).json(&nowhere);
    ask.send().await.refused(Fault::Invalid).field("/into", FieldFault::NotThere);
    merge(&gardener, "branch", branch, "branch_after", "2026-11-24").await.refused(Fault::Invalid).field("/on", FieldFault::NotAllowedHere);
    merge(&gardener, "branch", branch, "branch_after", "2019-12-31").await.refused(Fault::Invalid).field("/on", FieldFault::EndsBeforeStart);
    let gone = json!({ "on": "2026-11-20" });
    gardener.post(place("branch_after") + "/dissolve").if_match(1).json(&gone).send().await.expect(200);
    merge(&gardener, "branch", branch, "branch_after", "2026-11-20").await.refused(Fault::WrongState);
    merge(&gardener, "branch_after", 2, "branch", "2026-11-20").await.refused(Fault::WrongState);
    let joint = json!({ "parent": id("village"), "name": "联合党支部", "kind": "joint_branch" });
    let path = fresh();
    gardener.put(&path).creating().json(&joint).send().await.expect(201);
    let into = path.rsplit('/').next().unwrap_or_default();
    gardener.post(place("branch") + "/merge").if_match(branch).json(&json!({ "into": into, "on": "2026-11-20" })).send().await.expect(200);
}

async fn version_of(t: &TestApp, name: &str) -> i32 {
    t.as_(GARDENER).get(place(name)).send().await.expect(200).version()
}

#[actix_web::test]
async fn it_is_merged_no_earlier_than_the_last_who_left_it_for_elsewhere() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = format!("/members/{}/transfer", id("member"));
    gardener.post(path).if_match(1).json(&json!({ "to": id("branch_after"), "on": "2026-11-15" })).send().await.expect(200);
    merge(&gardener, "branch", version("branch"), "branch_cousin", "2026-11-14").await.refused(Fault::WrongState);
    merge(&gardener, "branch", version("branch"), "branch_cousin", "2026-11-15").await.expect(200);
    assert_eq!((names(&t, "branch", "2026-11-14").await.len(), names(&t, "branch_cousin", "2026-11-15").await.len()), (3, 2));
}

#[actix_web::test]
async fn whoever_only_changed_the_group_has_not_left_it() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = format!("/members/{}", id("member"));
    let to = json!({ "to": id("branch"), "group": id("group_after"), "on": "2026-11-15" });
    gardener.post(format!("{path}/transfer")).if_match(1).json(&to).send().await.expect(200);
    merge(&gardener, "branch", version("branch"), "branch_cousin", "2026-11-10").await.expect(200);
    assert_eq!((names(&t, "branch", "2026-11-09").await.len(), names(&t, "branch_cousin", "2026-11-10").await.len()), (3, 3));
    for (day, group) in [("2026-11-10", "group"), ("2026-11-14", "group"), ("2026-11-15", "group_after")] {
        assert!(names(&t, group, day).await.contains(&"成员 member".to_string()), "{group} on {day}");
    }
    assert_eq!(gardener.get(path).send().await.expect(200).json()["since"], "2026-11-15");
    check_tree(&t);
}

/// Who sits on the body of a place on a day.
async fn body(t: &TestApp, name: &str, on: &str) -> usize {
    let page = t.as_(GARDENER).get(format!("{}/body?on={on}", place(name))).send().await.expect(200).json();
    page["items"].as_array().expect("a body").len()
}

#[actix_web::test]
async fn seats_on_its_body_end_with_it() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let draft = json!({ "member": id("other_member"), "position": "member", "from": "2026-11-01" });
    for name in ["village", "village_after"] {
        gardener.put(format!("{}/body/{}", place(name), uuid::Uuid::now_v7())).creating().json(&draft).send().await.expect(201);
    }
    merge(&gardener, "village", version("village"), "village_after", "2026-11-20").await.expect(200);
    for (name, day, sat) in [("village", "2026-11-19", 1), ("village", "2026-11-20", 0), ("village_after", "2026-11-20", 1)] {
        assert_eq!(body(&t, name, day).await, sat, "{name} on {day}");
    }
}

#[actix_web::test]
async fn who_came_after_the_day_belongs_to_the_other_from_the_first() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let body = json!({ "organization": id("branch"), "name": "新同志", "status": "probationary", "joined_on": "2026-11-22" });
    gardener.put(format!("/members/{}", uuid::Uuid::now_v7())).creating().json(&body).send().await.expect(201);
    merge(&gardener, "branch", version("branch"), "branch_cousin", "2026-11-20").await.expect(200);
    assert_eq!((names(&t, "branch_cousin", "2026-11-21").await.len(), names(&t, "branch_cousin", "2026-11-22").await.len()), (3, 4));
    assert_eq!(names(&t, "branch", "2026-11-22").await.len(), 0);
}
