//! Two worlds that differ only outside a caller's organisations: whatever the caller asks, reads and writes alike, both
//! answer the same, byte for byte.

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Reply;
use crate::support::grove::{GARDENER, Grove, Ids, seated};
use crate::support::samples::{Sample, samples};

/// What is drawn anew in each world: the request's name, secrets, and the id of whom an import enrols.
const DRAWN: [&str; 5] = ["/request_id", "/invitation_code", "/access_token", "/refresh_token", "/rows/0/id"];

fn plain(reply: &Reply) -> String {
    let mut text = reply.text();
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    for drawn in DRAWN.iter().filter_map(|place| body.pointer(place)?.as_str()) {
        text = text.replace(drawn, "drawn");
    }
    text
}

/// Reads first; what ends or takes away comes last, so that the others still find it.
fn in_order() -> Vec<Sample> {
    let mut all = samples();
    let ends = |operation: &str| {
        operation.starts_with("DELETE ") || ["/move", "/transfer", "/disable", "/logout"].iter().any(|end| operation.ends_with(end))
    };
    all.sort_by_key(|sample| (!sample.is_read(), ends(sample.operation)));
    all
}

/// Every answer that a caller gets in both worlds, in turn.
async fn told(t: &TestApp, (role, place): (&str, &str), every: &[(Sample, Ids)]) -> Vec<String> {
    let caller = t.as_(seated(role, place));
    let mut all = Vec::new();
    for (sample, ids) in every {
        let reply = sample.ask(&caller, ids).await;
        all.push(format!("{} {} {}", sample.name(), reply.status, plain(&reply)));
    }
    all
}

/// Each with a new id of its own for what it makes.
fn every_request() -> Vec<(Sample, Ids)> {
    // The trail's numbers count what others do: that they go on is not a secret, what was done is.
    let asked = in_order().into_iter().filter(|sample| sample.operation != "GET /trail");
    let own = |sample| {
        let mut ids = Grove::plant().ids.clone();
        ids.known.insert("fresh".to_string(), uuid::Uuid::now_v7().to_string());
        (sample, ids)
    };
    asked.map(own).collect()
}

/// A branch with a roll, an account, a role, and a record: next to the village, and below the one it was moved from.
async fn live_next_door(t: &TestApp) {
    let (gardener, ids) = (t.as_(GARDENER), &Grove::plant().ids);
    for above in ["old_village", "village_before", "village_after"] {
        let branch = uuid::Uuid::now_v7();
        let fresh = |place: &str| format!("{place}/{}", uuid::Uuid::now_v7());
        let body = json!({ "parent": ids.get(above), "name": "邻村党支部", "kind": "party_branch" });
        gardener.put(format!("/organizations/{branch}")).creating().json(&body).send().await.expect(201);
        let body = json!({ "organization": branch, "name": "邻村人", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
        gardener.put(fresh("/members")).creating().json(&body).send().await.expect(201);
        let account = seated("recorder", "branch_cousin");
        let body = json!({ "account": account, "role": "recorder", "valid_from": "2026-11-01" });
        gardener.put(fresh(&format!("/organizations/{branch}/grants"))).creating().json(&body).send().await.expect(201);
        let body = json!({ "organization": branch, "kind": "party_lecture", "held_on": "2026-11-22", "title": "邻村党课" });
        let record = fresh("/sessions");
        t.as_(account).put(&record).creating().json(&body).send().await.expect(201);
        t.as_(account).post(format!("{record}/submit")).if_match(1).send().await.expect(200);
    }
}

#[actix_web::test]
async fn what_others_do_elsewhere_is_not_told() {
    let template = &Grove::plant().template;
    let callers = [
        ("branch_secretary", "branch"),
        ("recorder", "village"),
        ("group_leader", "group"),
        ("committee_reviewer", "village"),
        ("committee_auditor", "village"),
        ("organization_administrator", "village"),
        ("system_administrator", "village"),
    ];
    let every = every_request();
    for caller in callers {
        let (quiet, busy) = (TestApp::on(template).await, TestApp::on(template).await);
        live_next_door(&busy).await;
        let (one, other) = (told(&quiet, caller, &every).await, told(&busy, caller, &every).await);
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(one, other, "{caller:?}");
        }
    }
}

#[actix_web::test]
async fn whoever_stands_above_both_is_told_of_both() {
    let (quiet, busy) = (TestApp::on(&Grove::plant().template).await, TestApp::on(&Grove::plant().template).await);
    live_next_door(&busy).await;
    let every: Vec<_> = every_request().into_iter().filter(|(sample, _)| sample.is_read()).collect();
    let above = ("committee_reviewer", "county");
    assert_ne!(told(&quiet, above, &every).await, told(&busy, above, &every).await);
}

#[actix_web::test]
async fn records_move_along_with_their_organisation() {
    let t = TestApp::on(&Grove::plant().template).await;
    let ids = &Grove::plant().ids;
    let path = format!("/sessions/{}", ids.get("submitted"));
    let (here, there) = (t.as_(seated("committee_reviewer", "village")), t.as_(seated("committee_reviewer", "old_village")));
    let sees = async || (here.get(&path).send().await.status, there.get(&path).send().await.status);
    assert_eq!(sees().await, (200, 404));
    let to = json!({ "parent": ids.get("old_village") });
    let branch = format!("/organizations/{}", ids.get("branch"));
    t.as_(GARDENER).post(format!("{branch}/move")).if_match(ids.version("branch")).json(&to).send().await.expect(200);
    assert_eq!(sees().await, (404, 200));
    // Members, groups and what was said of the records came along too.
    there.get(format!("/members/{}", ids.get("member"))).send().await.expect(200);
    there.get(format!("/organizations/{}/members", ids.get("group"))).send().await.expect(200);
    let evaluations = there.get(format!("/sessions/{}/evaluations", ids.get("returned"))).send().await.expect(200).json();
    assert_eq!(evaluations["items"].as_array().map(Vec::len), Some(1));
}
