//! What was decided comes back: everything an organisation's records leave open is on its next agenda until a later
//! record closes it.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::document::{Decision, Person, Progress, Record};
use super::store;
use crate::authz::Scope;
use crate::authz::action::ReadSession;
use crate::clock::Day;
use crate::db::Snapshot;
use crate::error::Result;
use crate::id::{OrganizationId, SessionId};
use crate::organizations;

/// How many of the latest records are looked through: some three years of a branch.
const LOOK_BACK: i64 = 200;

/// Something an earlier session left open.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenDecision {
    /// With `pointer`, what the next agenda's `carried` names.
    pub session: SessionId,
    /// JSON Pointer into that session's record.
    #[schema(example = "/agenda/0/decisions/1")]
    pub pointer: String,
    pub held_on: Day,
    pub text: String,
    pub owner: Option<Person>,
    pub due_on: Option<Day>,
    /// Its date has passed.
    pub overdue: bool,
}

impl Record {
    /// Every decision in the record, with its place.
    fn decisions(&self) -> Vec<(String, &Decision)> {
        let mut all = Vec::new();
        for (i, item) in self.agenda.iter().enumerate() {
            all.extend(item.decisions.iter().enumerate().map(|(j, one)| (format!("/agenda/{i}/decisions/{j}"), one)));
        }
        let listed = [
            ("/life/measures", self.life.as_ref().map(|life| &life.measures)),
            ("/party_day/follow_ups", self.party_day.as_ref().map(|day| &day.follow_ups)),
            ("/talk/follow_ups", self.talk.as_ref().map(|talk| &talk.follow_ups)),
        ];
        for (place, list) in listed {
            all.extend(list.into_iter().flatten().enumerate().map(|(i, one)| (format!("{place}/{i}"), one)));
        }
        all
    }
}

/// What an organisation's submitted records leave open, the earliest due first.
///
/// # Errors
/// `not_found` for an organisation outside the scope.
pub fn open_decisions(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, organization: OrganizationId) -> Result<Vec<OpenDecision>> {
    organizations::at(snapshot, scope, organization)?;
    let found = store::latest_submitted(snapshot, organization, LOOK_BACK)?;
    let mut closed: BTreeSet<(SessionId, String)> = BTreeSet::new();
    let mut open = Vec::new();
    // From the latest back: whoever closes a decision was held after it.
    for (id, document) in found {
        let Some(document) = document else { continue };
        let record = Record::read(&document)?;
        for (pointer, decision) in record.decisions() {
            if decision.is_open() && !closed.contains(&(id, pointer.clone())) {
                open.push(OpenDecision {
                    session: id,
                    pointer,
                    held_on: record.held_on,
                    text: decision.text.to_string(),
                    owner: decision.owner.clone(),
                    due_on: decision.due_on,
                    overdue: decision.due_on.is_some_and(|due| due < scope.today()),
                });
            }
        }
        let carried = record.agenda.into_iter().filter_map(|item| item.carried);
        closed.extend(carried.filter(|carried| carried.progress != Progress::Open).map(|carried| (carried.session, carried.pointer)));
    }
    open.sort_by(|a, b| (a.due_on.is_none(), a.due_on, a.held_on, &a.pointer).cmp(&(b.due_on.is_none(), b.due_on, b.held_on, &b.pointer)));
    Ok(open)
}
