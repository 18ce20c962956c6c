//! What happens outside a caller's organisations changes nothing of what the caller is told, byte for byte.

use serde_json::json;

use crate::support::app::TestApp;
use crate::support::grove::{GARDENER, Grove, seated};
use crate::support::samples::samples;

/// Everything that a caller can read, without what names the request.
async fn told(t: &TestApp, role: &str, place: &str) -> Vec<String> {
    let (caller, ids) = (t.as_(seated(role, place)), &Grove::plant().ids);
    let mut all = Vec::new();
    // The trail's numbers count what others do: that they go on is not a secret, what was done is.
    for sample in samples().iter().filter(|sample| sample.is_read() && sample.operation != "GET /trail") {
        let reply = sample.ask(&caller, ids).await;
        let id = reply.header("x-request-id").to_string();
        all.push(format!("{} {} {}", sample.name(), reply.status, reply.text().replace(&id, "")));
    }
    all
}

#[actix_web::test]
async fn what_others_do_elsewhere_is_not_told() {
    let template = &Grove::plant().template;
    let (quiet, busy) = (TestApp::on(template).await, TestApp::on(template).await);
    let (gardener, ids) = (busy.as_(GARDENER), &Grove::plant().ids);
    // A branch with a roll, an account, a role, and a record, next to the village and below the one it was moved from.
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
        busy.as_(account).put(&record).creating().json(&body).send().await.expect(201);
        busy.as_(account).post(format!("{record}/submit")).if_match(1).send().await.expect(200);
    }
    let callers = [
        ("branch_secretary", "branch"),
        ("recorder", "village"),
        ("group_leader", "group"),
        ("committee_reviewer", "village"),
        ("committee_auditor", "village"),
        ("organization_administrator", "village"),
        ("system_administrator", "village"),
    ];
    for (role, place) in callers {
        let (one, other) = (told(&quiet, role, place).await, told(&busy, role, place).await);
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(one, other, "{role} at {place}");
        }
    }
    // Whoever stands above sees it all.
    assert_ne!(told(&quiet, "committee_reviewer", "county").await, told(&busy, "committee_reviewer", "county").await);
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
