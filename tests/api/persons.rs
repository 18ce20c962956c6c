//! Persons who are named in a record outside the roll: a member or a name, and where neither is given, the place of it.

use sanhui::draft;
use sanhui::error::FieldFault;
use sanhui::id::{MemberId, OrganizationId};
use sanhui::sessions::Record;
use serde_json::{Value, json};

use crate::support::entries::identified;

/// A record in which this person has every place there is, once a list.
fn record(kind: &str, person: &Value) -> Value {
    let vote = json!({ "subject": "admission", "voting_base": 9, "present_voters": 8, "approve": 8, "oppose": 0, "abstain": 0,
        "candidate": person, "written": [{ "person": person, "opinion": "approve", "received_on": "2026-11-01" }] });
    let decision = json!({ "text": "走访", "owner": person });
    let item = json!({ "title": "议题", "discussion": [{ "person": person, "text": "同意" }], "decisions": [{ "text": "公开" }, decision], "votes": [vote] });
    let mut record = json!({ "organization": OrganizationId::of(7), "kind": kind, "held_on": "2026-11-20",
        "host": { "person": person }, "recorder": person, "observers": [{ "person": person }], "agenda": [{ "title": "议题" }, item] });
    match kind {
        "organizational_life_meeting" => record["life"] = json!({ "speakers": [{ "person": person }] }),
        "heart_to_heart_talk" => record["talk"] = json!({ "talkers": [person], "with": [{ "name": "李明" }, person] }),
        _ => (),
    }
    record
}

fn refused(kind: &str, person: Value) -> Vec<String> {
    let record: Record = draft::parse(identified(&record(kind, &person)).to_string().as_bytes()).expect("a record");
    let wrong = record.misfits();
    assert!(wrong.iter().all(|error| error.fault == FieldFault::Empty), "{wrong:?}");
    sorted(wrong.into_iter().map(|error| error.pointer))
}

fn sorted<T: Into<String>>(places: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut places: Vec<String> = places.into_iter().map(Into::into).collect();
    places.sort();
    places
}

const EVERYWHERE: [&str; 7] = [
    "/host/person",
    "/recorder",
    "/observers/0/person",
    "/agenda/1/discussion/0/person",
    "/agenda/1/decisions/1/owner",
    "/agenda/1/votes/0/candidate",
    "/agenda/1/votes/0/written/0/person",
];

#[test]
fn a_person_who_is_nobody_is_refused_at_every_place() {
    assert_eq!(refused("branch_general_meeting", json!({})), sorted(EVERYWHERE));
    assert_eq!(refused("organizational_life_meeting", json!({})), sorted([&EVERYWHERE[..], &["/life/speakers/0/person"]].concat()));
    assert_eq!(refused("heart_to_heart_talk", json!({})), sorted([&EVERYWHERE[..], &["/talk/talkers/0/person", "/talk/with/1/person"]].concat()));
}

#[test]
fn a_member_or_a_name_is_somebody() {
    for person in [json!({ "member": MemberId::of(1) }), json!({ "name": "李明" }), json!({ "member": MemberId::of(1), "name": "李明" })] {
        for kind in ["branch_general_meeting", "organizational_life_meeting", "heart_to_heart_talk"] {
            assert_eq!(refused(kind, person.clone()), [""; 0], "{person}");
        }
    }
}
