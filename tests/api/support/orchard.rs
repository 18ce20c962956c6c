//! What grows in the grove: the tree with its two moves, members, and records in every state. All through the API, so
//! that the world is one that the API can make.

use serde_json::{Value, json};

use super::app::TestApp;
use super::client::Client;
use super::grove::{GARDENER, Ids, TREE, seated};

/// Makes the organisations in order; then the village and the branch move to where the samples expect them.
pub async fn plant_trees(t: &TestApp, ids: &mut Ids) {
    let gardener = t.as_(GARDENER);
    for (name, above, kind) in TREE.iter().skip(1).take(9) {
        plant(&gardener, ids, name, above, kind.word()).await;
    }
    for (name, to) in [("branch", "village"), ("village", "township")] {
        let path = format!("/organizations/{}/move", ids.get(name));
        let moved = gardener.post(path).if_match(1).json(&json!({ "parent": ids.get(to) })).send().await.expect(200);
        ids.versions.insert(name.to_string(), moved.version());
    }
    let branch = gardener.get(format!("/organizations/{}", ids.get("branch"))).send().await.expect(200).json();
    ids.known.insert("branch_path".to_string(), branch["path"].as_str().unwrap_or_default().to_string());
    for (name, above, kind) in TREE.iter().skip(10) {
        plant(&gardener, ids, name, above, kind.word()).await;
    }
}

async fn plant(gardener: &Client<'_>, ids: &mut Ids, name: &str, above: &str, kind: &str) {
    let body = json!({ "parent": ids.get(above), "name": format!("大河县 {name}"), "kind": kind, "active_from": "2020-01-01" });
    make(gardener, ids, name, "/organizations", body).await;
}

/// Makes a record under a new id and remembers it by a name.
pub async fn make(caller: &Client<'_>, ids: &mut Ids, name: &str, place: &str, body: Value) {
    let id = uuid::Uuid::now_v7().to_string();
    let made = caller.put(format!("{place}/{id}")).creating().json(&body).send().await.expect(201);
    ids.versions.insert(name.to_string(), made.version());
    ids.known.insert(name.to_string(), id);
}

/// The password of the one account that has one.
pub const PASSWORD: &str = "a long enough password";

/// Members, accounts, grants, and sessions in every state of their life.
pub async fn keep_records(t: &TestApp, ids: &mut Ids) {
    ids.known.insert("fresh".to_string(), uuid::Uuid::now_v7().to_string());
    keep_members(t, ids).await;
    keep_accounts(t, ids).await;
    keep_sessions(t, ids).await;
}

async fn keep_members(t: &TestApp, ids: &mut Ids) {
    let gardener = t.as_(GARDENER);
    for (name, duties) in [("secretary", json!(["secretary"])), ("member", json!([])), ("other_member", json!([]))] {
        let body = json!({
            "organization": ids.get("branch"), "group": ids.get("group"), "name": format!("成员 {name}"), "status": "full",
            "joined_on": "2010-07-01", "full_on": "2011-07-01", "duties": duties,
        });
        make(&gardener, ids, name, "/members", body).await;
    }
    // Over by the days that the records are of.
    let body = json!({ "member": ids.get("other_member"), "position": "member", "from": "2026-01-05", "to": "2026-02-01" });
    let place = format!("/organizations/{}/body", ids.get("branch"));
    make(&gardener, ids, "seat", &place, body).await;
}

async fn keep_accounts(t: &TestApp, ids: &mut Ids) {
    let gardener = t.as_(GARDENER);
    for login in ["account", "opened", "invited"] {
        make(&gardener, ids, login, "/accounts", json!({ "login": login, "name": login, "organization": ids.get("branch") })).await;
    }
    let body = json!({ "account": ids.get("account"), "role": "recorder", "valid_from": "2026-11-01" });
    let place = format!("/organizations/{}/grants", ids.get("branch"));
    ids.known.insert("county_account".to_string(), GARDENER.to_string());
    make(&gardener, ids, "grant", &place, body).await;
    for login in ["opened", "invited"] {
        let invited = gardener.post(format!("/accounts/{}/invitation", ids.get(login))).send().await.expect(200).json();
        ids.known.insert("invitation_code".to_string(), invited["invitation_code"].as_str().unwrap_or_default().to_string());
        if login == "opened" {
            let device = uuid::Uuid::now_v7().to_string();
            let body = json!({ "code": ids.get("invitation_code"), "password": PASSWORD, "device": { "id": device, "name": "手机" } });
            let tokens = t.anonymous().post("/auth/accept-invitation").json(&body).send().await.expect(200).json();
            ids.known.insert("refresh_token".to_string(), tokens["refresh_token"].as_str().unwrap_or_default().to_string());
            ids.known.insert("opened_device".to_string(), device);
        }
    }
}

/// The whole roll of the branch, and that all came.
pub fn everybody(ids: &Ids) -> Value {
    let present = |name| json!({ "member": ids.get(name), "came": "present" });
    let people = ["secretary", "member", "other_member"].map(present);
    json!({ "people": people })
}

/// A Party day of the branch of which the rulebook has nothing to say: it lacks nothing and is in order.
fn party_day(ids: &Ids) -> Value {
    let day = json!({ "theme": "清洁家园", "contents": ["volunteering"], "planned_by": "支部委员会", "planned_on": "2026-11-10" });
    json!({
        "organization": ids.get("branch"), "kind": "theme_party_day", "held_on": "2026-11-18", "party_day": day, "attendance": everybody(ids),
    })
}

/// Records of the branch in every state, one of the group, and what the village said of them.
async fn keep_sessions(t: &TestApp, ids: &mut Ids) {
    let secretary = t.as_(seated("branch_secretary", "branch"));
    let leader = t.as_(seated("group_leader", "group"));
    let reviewer = t.as_(seated("committee_reviewer", "village"));
    let of_the_group = json!({ "organization": ids.get("group"), "kind": "party_group_meeting", "held_on": "2026-11-18" });
    make(&leader, ids, "group_draft", "/sessions", of_the_group).await;
    for name in ["draft", "submitted", "accepted", "returned", "appealed", "amended"] {
        make(&secretary, ids, name, "/sessions", party_day(ids)).await;
        if name != "draft" {
            let path = format!("/sessions/{}/submit", ids.get(name));
            let version = secretary.post(path).if_match(1).send().await.expect(200).version();
            ids.versions.insert(name.to_string(), version);
        }
    }
    let decided = [
        ("accepted", "accept", "accepting"),
        ("returned", "return", "returning"),
        ("appealed", "return", "appealed_return"),
        ("amended", "accept", "accepting_amended"),
        ("amended", "return", "returning_amendment"),
    ];
    for (name, verdict, id) in decided {
        if id == "returning_amendment" {
            amend(&secretary, ids, "amended", party_day(ids)).await;
        }
        let new = uuid::Uuid::now_v7().to_string();
        let mut body = json!({ "id": new, "verdict": verdict, "grade": "good" });
        if verdict == "return" {
            body["grade"] = json!("poor");
            body["reasons"] = json!([{ "pointer": "", "text": "请补充议题。" }]);
        }
        let path = format!("/sessions/{}", ids.get(name));
        reviewer.post(format!("{path}/evaluations")).if_match(ids.version(name)).json(&body).send().await.expect(201);
        let version = reviewer.get(&path).send().await.expect(200).version();
        ids.versions.insert(name.to_string(), version);
        ids.known.insert(id.to_string(), new);
    }
    let path = format!("/evaluations/{}/appeal", ids.get("appealed_return"));
    secretary.post(path).json(&json!({ "reason": "会议记录已经写明。" })).send().await.expect(200);
}

/// Amends a record that was accepted.
async fn amend(secretary: &Client<'_>, ids: &mut Ids, name: &str, mut record: Value) {
    record["amendment_reason"] = json!("漏记议题。");
    let path = format!("/sessions/{}", ids.get(name));
    let version = secretary.put(path).if_match(ids.version(name)).json(&record).send().await.expect(200).version();
    ids.versions.insert(name.to_string(), version);
}
