//! Members: who belonged where on which day, and as what.

mod any_changes;
mod any_transfers;
mod carried;
mod changing;
mod committees;
mod corrections;
mod dated;
mod enrolling;
mod imported;
mod named;
mod repeats;
mod roll;
mod transferring;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Client, Reply};
use crate::support::grove::Grove;

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

fn fresh() -> String {
    format!("/members/{}", uuid::Uuid::now_v7())
}

/// Somebody of the branch since 2010, a full member since 2011, with what is said besides or instead.
fn member(said: Value) -> Value {
    let mut member = json!({ "organization": id("branch"), "name": "王新", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01" });
    for (field, value) in said.as_object().expect("fields") {
        member[field] = value.clone();
    }
    member
}

/// Enrols somebody and answers where they are found.
async fn enrolled(caller: &Client<'_>, body: &Value) -> String {
    let path = fresh();
    caller.put(&path).creating().json(body).send().await.expect(201);
    path
}

async fn change(caller: &Client<'_>, path: &str, version: i32, body: Value) -> Reply {
    caller.patch(path).if_match(version).json(&body).send().await
}

async fn transfer(caller: &Client<'_>, path: &str, version: i32, body: Value) -> Reply {
    caller.post(format!("{path}/transfer")).if_match(version).json(&body).send().await
}

/// The id in a member's place.
fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Terms as the wire shows them: each word with its first day and the first day no longer.
fn terms(name: &str, all: &[(&str, &str, Option<&str>)]) -> Value {
    all.iter().map(|(word, from, to)| json!({ name: word, "from": from, "to": to })).collect()
}

/// What the trail shows of a member.
fn state(member: &Value) -> Value {
    let fields = ["organization", "group", "status", "duty_terms", "flag_terms", "ended_on"];
    fields.into_iter().map(|field| (field.to_string(), member[field].clone())).collect::<serde_json::Map<_, _>>().into()
}

async fn roll(caller: &Client<'_>, place: &str, day: &str) -> Value {
    caller.get(format!("/organizations/{}/members?on={day}", id(place))).send().await.expect(200).json()
}

fn on_roll<'r>(roll: &'r Value, name: &str) -> Option<&'r Value> {
    roll["items"].as_array().into_iter().flatten().find(|one| one["name"] == name)
}

/// That somebody is on the roll of a place on a day, or that they are not.
async fn check_days(caller: &Client<'_>, name: &str, expected: &[(&str, &str, bool)]) {
    for (place, day, is_there) in expected {
        assert_eq!(on_roll(&roll(caller, place, day).await, name).is_some(), *is_there, "{name} at {place} on {day}");
    }
}
