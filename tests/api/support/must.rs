//! What the policy says must come of a request: computed from the sample's needs and where the caller's role was given,
//! by the names of the grove. A golden can bless a leak; this cannot.

use sanhui::authz::Role;
use sanhui::authz::action::ActionKind;
use sanhui::authz::policy::{Reach, reach};
use serde_json::Value;

use super::client::Reply;
use super::grove::{Grove, TREE, could, may};
use super::samples::{Need, Open, Sample, Stands};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asker {
    Anonymous,
    /// Signed in, without a role that is valid today.
    Roleless,
    Seated(Role, &'static str),
}

/// What must come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    /// Refused with this status.
    Refuse(u16),
    /// Refused as if nothing were there, in the way of its place in the request.
    NotThere(Stands),
    Let,
}

pub fn must(sample: &Sample, asker: Asker) -> Must {
    match (sample.open, asker) {
        (Open::All, _) => Must::Let,
        (_, Asker::Anonymous) => Must::Refuse(401),
        (Open::Accounts, _) => Must::Let,
        (Open::Nobody(status), _) => Must::Refuse(status),
        (Open::Needs, Asker::Roleless) => Must::Refuse(403),
        (Open::Needs, Asker::Seated(role, seat)) => of_role(sample, role, seat),
    }
}

fn of_role(sample: &Sample, role: Role, seat: &str) -> Must {
    let Some(guard) = sample.needs.first() else { return Must::Refuse(403) };
    if reach(role, guard.action) == Reach::Nowhere {
        return Must::Refuse(403);
    }
    let unmet = |need: &&Need| need.stands != Stands::Filter && !may(role, need.action, seat, need.at);
    match sample.needs.iter().find(unmet) {
        None if sample.own.contains(&(role, seat)) => Must::Refuse(403),
        None => Must::Let,
        Some(Need { stands: Stands::Role, .. }) => Must::Refuse(403),
        Some(need) => Must::NotThere(need.stands),
    }
}

impl Must {
    /// Whether that is what was answered, and how many rows the trail got.
    pub fn is(self, sample: &Sample, asker: Asker, reply: &Reply, grown: i64) -> bool {
        let is_refusal = match self {
            Must::Refuse(status) => reply.status == status,
            Must::NotThere(Stands::Address) => reply.status == 404 && reply.code() == "not_found",
            Must::NotThere(Stands::Body(pointer)) => reply.status == 422 && reply.fields().contains(&(pointer.to_string(), "not_there".to_string())),
            Must::NotThere(Stands::Item(_)) => reply.status == 200 && reply.json()["results"][0]["code"] == "not_found",
            Must::NotThere(Stands::Row) => reply.status == 200 && reply.json()["applied"] == false && reply.json()["refused"] == 1,
            Must::NotThere(Stands::Filter | Stands::Role) => false,
            Must::Let => return let_through(sample, reply) && nothing_from_elsewhere(sample, asker, reply),
        };
        is_refusal && grown == 0
    }
}

fn let_through(sample: &Sample, reply: &Reply) -> bool {
    match sample.then {
        Some(status) => reply.status == status,
        None if reply.status >= 300 => false,
        None => match sample.needs.first().map(|need| need.stands) {
            Some(Stands::Item(_)) => reply.json()["results"][0]["code"] != "not_found",
            Some(Stands::Row) => reply.json()["applied"] == true,
            _ => true,
        },
    }
}

/// Whatever a list tells is of an organisation where the caller may do what the list is for.
fn nothing_from_elsewhere(sample: &Sample, asker: Asker, reply: &Reply) -> bool {
    let (Asker::Seated(role, seat), Some(guard)) = (asker, sample.needs.first()) else { return true };
    if guard.stands != Stands::Filter || reply.status != 200 {
        return true;
    }
    let of_it = |row: &Value| {
        let organization = if sample.operation == "GET /organizations" { &row["id"] } else { &row["organization"] };
        let action = if row["status"] == "draft" { ActionKind::RecordSession } else { guard.action };
        let place = TREE.iter().find(|(name, ..)| organization == Grove::plant().ids.get(name));
        // What was done stays where it was done, though its organisation has moved since.
        place.is_some_and(|(name, ..)| may(role, action, seat, name) || (sample.operation == "GET /trail" && could(role, action, seat, name)))
    };
    reply.json()["items"].as_array().into_iter().flatten().all(of_it)
}
