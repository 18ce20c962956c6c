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

/// A decision's place: the session, and the pointer in its record.
type Place = (SessionId, String);

impl Decision {
    /// Whether it comes back on the next agenda.
    fn is_open(&self) -> bool {
        self.progress.unwrap_or(Progress::Open) == Progress::Open
    }
}

impl Record {
    /// Every decision in the record, with its pointer.
    fn decisions(&self) -> Vec<(String, &Decision)> {
        let agenda = self.agenda.iter().enumerate().map(|(i, item)| (format!("/agenda/{i}/decisions"), &item.decisions));
        let measures = self.life.iter().map(|life| ("/life/measures".to_string(), &life.measures));
        let of_party_day = self.party_day.iter().map(|day| ("/party_day/follow_ups".to_string(), &day.follow_ups));
        let of_talk = self.talk.iter().map(|talk| ("/talk/follow_ups".to_string(), &talk.follow_ups));
        let lists = agenda.chain(measures).chain(of_party_day).chain(of_talk);
        lists.flat_map(|(place, list)| list.iter().enumerate().map(move |(i, one)| (format!("{place}/{i}"), one))).collect()
    }

    /// The earlier decisions that it closes.
    fn closed(&self) -> impl Iterator<Item = Place> {
        let carried = self.agenda.iter().filter_map(|item| item.carried.as_ref());
        carried.filter(|carried| carried.progress != Progress::Open).map(|carried| (carried.session, carried.pointer.clone()))
    }
}

impl OpenDecision {
    fn of(session: SessionId, pointer: String, held_on: Day, decision: &Decision, today: Day) -> OpenDecision {
        OpenDecision {
            session,
            pointer,
            held_on,
            text: decision.text.to_string(),
            owner: decision.owner.clone(),
            due_on: decision.due_on,
            overdue: decision.due_on.is_some_and(|due| due < today),
        }
    }
}

/// What an organisation's submitted records leave open: the earliest due first, those without a day last.
///
/// # Errors
/// `not_found` for an organisation outside the scope.
pub fn open_decisions(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, organization: OrganizationId) -> Result<Vec<OpenDecision>> {
    let (_, at) = organizations::place(snapshot, scope, organization)?;
    let (found, today) = (store::latest_submitted(snapshot, &at, LOOK_BACK)?, snapshot.today());
    let mut closed: BTreeSet<Place> = BTreeSet::new();
    let mut open = Vec::new();
    // From the latest back: whoever closes a decision was held after it.
    for (id, document) in found {
        let Some(document) = document else { continue };
        let record = Record::read(&document)?;
        for (pointer, decision) in record.decisions() {
            if decision.is_open() && !closed.contains(&(id, pointer.clone())) {
                open.push(OpenDecision::of(id, pointer, record.held_on, decision, today));
            }
        }
        closed.extend(record.closed());
    }
    open.sort_by(|a, b| a.urgency().cmp(&b.urgency()));
    Ok(open)
}

impl OpenDecision {
    fn urgency(&self) -> (bool, Option<Day>, Day, &str) {
        (self.due_on.is_none(), self.due_on, self.held_on, &self.pointer)
    }
}
