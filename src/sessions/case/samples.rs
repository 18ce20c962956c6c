//! Small records, branches and rolls to take facts from.

use serde_json::{Value, json};

use super::of;
use crate::draft;
use crate::id::{MemberId, OrganizationId};
use crate::members::{Roll, RollEntry};
use crate::organizations::About;
use crate::rulebook::case::{Case, Fact, Scene};
use crate::rulebook::kinds::{Duty, MemberStatus, OrganizationKind};
use crate::sessions::document::Record;

/// The day every sample was held, unless it says another.
pub const HELD_ON: &str = "2026-11-20";

pub fn member(number: u128) -> MemberId {
    MemberId::of(number)
}

pub fn full(number: u128) -> RollEntry {
    RollEntry {
        member: member(number),
        name: format!("党员{number}"),
        status: MemberStatus::Full,
        duties: Vec::new(),
        flags: Vec::new(),
        group: None,
    }
}

pub fn probationary(number: u128) -> RollEntry {
    RollEntry { status: MemberStatus::Probationary, ..full(number) }
}

pub fn serving(number: u128, duty: Duty) -> RollEntry {
    RollEntry { duties: vec![duty], ..full(number) }
}

pub fn roll(people: impl IntoIterator<Item = RollEntry>) -> Roll {
    Roll { people: people.into_iter().collect() }
}

/// A party branch that has said nothing of itself.
pub fn branch() -> About {
    About { kind: OrganizationKind::PartyBranch, sector: None, party_day: None, large_or_scattered: false, groups: 0 }
}

/// A members' meeting with these parts.
pub fn record(parts: Value) -> Record {
    let mut whole = json!({ "organization": OrganizationId::of(7), "kind": "branch_general_meeting", "held_on": HELD_ON });
    let parts = parts.as_object().expect("parts of a record").clone();
    whole.as_object_mut().expect("a record").extend(parts);
    draft::parse(whole.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}\n{whole}"))
}

/// The case of a record of a branch without anybody on its roll.
pub fn case(parts: Value) -> Case {
    of(&record(parts), &branch(), &roll([]))
}

/// What such a record says of the session as a whole.
pub fn said(parts: Value, fact: Fact) -> Option<i64> {
    known(&case(parts).whole, fact)
}

pub fn known(scene: &Scene, fact: Fact) -> Option<i64> {
    scene.facts.get(&fact).copied()
}
