//! What a committee says of a record, bound to what it read; what the branch answers; and what waits for a look.

mod amended;
mod answers;
mod appeals;
mod bulk;
mod forms;
mod inspections;
mod mine;
mod names;
mod own_records;
mod queue;
mod queue_of_all;
mod reasons;
mod reopening;
mod repeats;
mod verdicts;

use sanhui::id::AccountId;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::grove::{GARDENER, Grove, seated};
use crate::support::orchard::everybody;

/// The day every record here was held, unless it says another.
const DAY: &str = "2026-11-18";

/// What a record shows where it is asked for by its id, and no list does.
const ONLY_OF_ONE: [&str; 5] = ["record", "hash", "parts", "figures", "captured_in_doubt"];

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

fn fresh() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn secretary() -> AccountId {
    seated("branch_secretary", "branch")
}

fn reviewer(place: &str) -> AccountId {
    seated("committee_reviewer", place)
}

/// A record of a place as its recorder writes it, with what is said besides or instead. The branch's lacks nothing.
fn record(place: &str, said: Value) -> Value {
    let mut record = json!({ "organization": id(place), "kind": "collective_study", "held_on": DAY, "title": "学习条例", "study_minutes": 60 });
    if place == "branch" {
        record["attendance"] = everybody(&Grove::plant().ids);
    }
    for (field, value) in said.as_object().expect("fields") {
        record[field] = value.clone();
    }
    record
}

/// What the rulebook calls violated: a Party day that was planned after it was held.
fn violated() -> Value {
    let day = json!({ "theme": "护林", "contents": ["study"], "planned_by": "支部委员会", "planned_on": "2026-11-19" });
    json!({ "kind": "theme_party_day", "study_minutes": null, "party_day": day })
}

/// What it only warns of: more than a third were called excellent.
fn warning() -> Value {
    let one = |name: &str, grade: &str| json!({ "member": id(name), "grade": grade, "opinion": "履行了义务。" });
    let steps = json!(["self_appraisal", "mutual_appraisal", "democratic_ballot"]);
    let members = json!([one("secretary", "qualified"), one("member", "excellent"), one("other_member", "excellent")]);
    json!({ "kind": "democratic_appraisal", "appraisal": { "steps": steps, "ballot_in_general_meeting": true, "members": members } })
}

/// What a study must tell and this one does not.
fn gap() -> Value {
    json!({ "study_minutes": null })
}

/// What came a day later than seven days after.
fn late() -> Value {
    json!({ "held_on": "2026-11-15", "late_reason": "手机坏了，补录。" })
}

/// Keeps a record under an id and hands it in: it stands at version 2.
async fn hand_in(recorder: &Client<'_>, session: &str, body: &Value) {
    recorder.put(format!("/sessions/{session}")).creating().json(body).send().await.expect(201);
    recorder.post(format!("/sessions/{session}/submit")).if_match(1).send().await.expect(200);
}

/// A record that the branch's secretary handed in.
async fn handed_in(t: &TestApp, said: Value) -> String {
    let session = fresh();
    hand_in(&t.as_(secretary()), &session, &record("branch", said)).await;
    session
}

/// A body that says this and nothing more than it must.
fn verdict(word: &str) -> Value {
    let mut body = json!({ "id": fresh(), "verdict": word });
    if word != "note" {
        body["grade"] = json!("good");
    }
    if word == "return" {
        body["reasons"] = json!([{ "pointer": "/held_on", "text": "请核对日期。" }]);
    }
    body
}

async fn say(reviewer: &Client<'_>, session: &str, version: i32, body: &Value) -> Reply {
    reviewer.post(format!("/sessions/{session}/evaluations")).if_match(version).json(body).send().await
}

/// Says something and answers the evaluation's id.
async fn told_so(t: &TestApp, place: &str, session: &str, version: i32, word: &str) -> String {
    let body = verdict(word);
    say(&t.as_(reviewer(place)), session, version, &body).await.expect(201);
    body["id"].as_str().expect("an id").to_string()
}

/// The record as its branch sees it.
async fn seen(t: &TestApp, session: &str) -> Value {
    t.as_(secretary()).get(format!("/sessions/{session}")).send().await.expect(200).json()
}

/// How far the record has got: its status and version.
async fn stands(t: &TestApp, session: &str) -> (String, i64) {
    let record = seen(t, session).await;
    (record["status"].as_str().unwrap_or_default().to_string(), record["version"].as_i64().unwrap_or_default())
}

fn is(status: &str, version: i64) -> (String, i64) {
    (status.to_string(), version)
}

/// The evaluations of a record, the first first.
async fn evaluations(t: &TestApp, session: &str) -> Vec<Value> {
    let found = t.as_(secretary()).get(format!("/sessions/{session}/evaluations")).send().await.expect(200).json();
    found["items"].as_array().expect("evaluations").clone()
}

/// Gives an account one more role.
async fn also(t: &TestApp, account: AccountId, role: &str, place: &str) {
    let path = format!("/organizations/{}/grants/{}", id(place), fresh());
    t.as_(GARDENER).put(path).creating().json(&json!({ "account": account, "role": role, "valid_from": "2026-11-01" })).send().await.expect(201);
}

/// The ids of the records that wait for a caller, in the queue's order.
async fn waiting(caller: &Client<'_>, query: &str) -> Vec<String> {
    let page = caller.get(format!("/reviews?limit=100&waits=record{query}")).send().await.expect(200).json();
    page["items"].as_array().into_iter().flatten().filter_map(|one| one["id"].as_str().map(str::to_string)).collect()
}

/// What the trail shows of how a record stands.
fn state(record: &Value) -> Value {
    let fields = ["kind", "also_kind", "held_on", "status", "late", "outcome", "incomplete"];
    let mut state: serde_json::Map<_, _> = fields.into_iter().map(|field| (field.to_string(), record[field].clone())).collect();
    state.insert("amendment".to_string(), record["amendment"]["status"].clone());
    state.into()
}
