//! The life of a record, a theme a file: what may be done with it when, who sees it, what comes back from it and what it
//! adds up to.

mod amendments;
mod attendances;
mod check;
mod drafts;
mod findings;
mod frequency;
mod kinds;
mod late;
mod life_cycle;
mod listing;
mod open_decisions;
mod possible;
mod repeats;
mod set_up;
mod versions;

use std::fmt::Display;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::diary;
use crate::support::grove::{Grove, seated};

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

fn secretary(t: &TestApp) -> Client<'_> {
    t.as_(seated("branch_secretary", "branch"))
}

fn reviewer(t: &TestApp) -> Client<'_> {
    t.as_(seated("committee_reviewer", "village"))
}

/// A record of the branch with nothing but what it needs.
fn record(kind: &str, held_on: &str) -> Value {
    record_of("branch", kind, held_on)
}

fn record_of(place: &str, kind: &str, held_on: &str) -> Value {
    json!({ "organization": id(place), "kind": kind, "held_on": held_on })
}

/// The same record with one thing more.
fn with(record: &Value, field: &str, value: impl Into<Value>) -> Value {
    let mut record = record.clone();
    record[field] = value.into();
    record
}

/// Where a record that there is not yet will be.
fn nowhere() -> String {
    format!("/sessions/{}", uuid::Uuid::now_v7())
}

/// Begins a draft and answers where it is.
async fn begun(caller: &Client<'_>, body: &Value) -> String {
    let path = nowhere();
    caller.put(&path).creating().json(body).send().await.expect(201);
    path
}

async fn put(caller: &Client<'_>, path: &str, version: i32, body: &Value) -> Reply {
    caller.put(path).if_match(version).json(body).send().await
}

/// `submit` or `withdraw`, by somebody who saw this version.
async fn step(caller: &Client<'_>, path: &str, step: &str, version: i32) -> Reply {
    caller.post(format!("{path}/{step}")).if_match(version).send().await
}

async fn delete(caller: &Client<'_>, path: &str, version: i32) -> Reply {
    caller.delete(path).if_match(version).send().await
}

/// Begins a record and hands it in: it stands at version 2.
async fn handed_in(caller: &Client<'_>, body: &Value) -> String {
    let path = begun(caller, body).await;
    step(caller, &path, "submit", 1).await.expect(200);
    path
}

/// The village says `accept` or `return` of the version that stands.
async fn decided(t: &TestApp, path: &str, version: i32, verdict: &str) {
    let mut body = json!({ "id": uuid::Uuid::now_v7(), "verdict": verdict, "grade": "good" });
    if verdict == "return" {
        body["reasons"] = json!([{ "pointer": "", "text": "请补充议题。" }]);
    }
    reviewer(t).post(format!("{path}/evaluations")).if_match(version).json(&body).send().await.expect(201);
}

/// What the theme Party day of the branch is to become: with a title.
fn amendment(title: &str) -> Value {
    with(&with(&record("theme_party_day", "2026-11-18"), "title", title), "amendment_reason", "漏记标题")
}

/// A theme Party day of the branch in each state: where it is, and its version.
async fn brought_to(t: &TestApp, status: &str) -> (String, i32) {
    let (caller, body) = (secretary(t), record("theme_party_day", "2026-11-18"));
    match status {
        "draft" => (begun(&caller, &body).await, 1),
        "submitted" => (handed_in(&caller, &body).await, 2),
        "withdrawn" => {
            let path = handed_in(&caller, &body).await;
            step(&caller, &path, "withdraw", 2).await.expect(200);
            (path, 3)
        }
        "accepted" | "returned" => {
            let path = handed_in(&caller, &body).await;
            decided(t, &path, 2, if status == "accepted" { "accept" } else { "return" }).await;
            (path, 3)
        }
        "amended" => {
            let (path, version) = Box::pin(brought_to(t, "accepted")).await;
            put(&caller, &path, version, &amendment("补上标题")).await.expect(200);
            (path, 4)
        }
        "amendment returned" => {
            let (path, version) = Box::pin(brought_to(t, "amended")).await;
            decided(t, &path, version, "return").await;
            (path, 5)
        }
        _ => panic!("no record is {status}"),
    }
}

/// The record as the secretary sees it.
async fn stands(t: &TestApp, path: &str) -> Value {
    secretary(t).get(path).send().await.expect(200).json()
}

async fn shown(caller: &Client<'_>, path: impl Display) -> Value {
    caller.get(path).send().await.expect(200).json()
}

/// The history of a record as the secretary sees it, newest first.
async fn history(t: &TestApp, path: &str) -> Vec<Value> {
    shown(&secretary(t), format!("{path}/versions?limit=100")).await["items"].as_array().cloned().unwrap_or_default()
}

/// What the trail says of a record, the first first.
async fn told(t: &TestApp, path: &str) -> Vec<Value> {
    diary::rows(t, path.trim_start_matches("/sessions/")).await
}

/// These fields of a row, in this order.
fn picked(row: &Value, fields: &[&str]) -> Value {
    fields.iter().map(|field| row[field].clone()).collect()
}

/// One field of each row.
fn column(rows: &[Value], field: &str) -> Vec<Value> {
    rows.iter().map(|row| row[field].clone()).collect()
}

/// Every rule that said something, with its outcome, as `RULE outcome`.
fn outcomes(findings: &Value) -> Vec<String> {
    let said = |finding: &Value| format!("{} {}", finding["rule"].as_str().unwrap_or_default(), finding["outcome"].as_str().unwrap_or_default());
    findings.as_array().into_iter().flatten().map(said).collect()
}
