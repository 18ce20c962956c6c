//! What was decided comes back: everything an organisation's records leave open is on its next agenda until a later
//! record closes it. The last word counts: what one closed another may take up again. A decision is known by its own id,
//! wherever it stands in its record.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::document::{Decision, Person, Progress, Record};
use super::known_store;
use crate::authz::action::ReadSession;
use crate::authz::{Action, At, Scope};
use crate::clock::Day;
use crate::db::Snapshot;
use crate::error::Result;
use crate::facts::Agreed;
use crate::id::{EntryId, OrganizationId, SessionId};
use crate::organizations;

/// How many of the latest records are looked through: some three years of a branch.
const LOOK_BACK: i64 = 200;

/// Something an earlier session left open.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenDecision {
    /// With `entry`, what the next agenda's `carried` names.
    pub session: SessionId,
    /// The decision's id in that session's record.
    pub entry: EntryId,
    pub held_on: Day,
    pub text: String,
    pub owner: Option<Person>,
    pub due_on: Option<Day>,
    /// Its date has passed.
    pub overdue: bool,
}

/// A decision, wherever it stands: the session, and its id in that record.
pub(super) type Entry = (SessionId, EntryId);

/// What an organisation's submitted records leave open: the earliest due first, those without a day last.
///
/// # Errors
/// `not_found` for an organisation outside the scope.
pub fn open_decisions(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, organization: OrganizationId) -> Result<Vec<OpenDecision>> {
    let (_, at) = organizations::place(snapshot, scope, organization)?;
    let (records, today) = (records(snapshot, &at)?, snapshot.today());
    let mut open: Vec<OpenDecision> = left_open(&records).into_iter().map(|(id, record, one)| OpenDecision::of(id, record, one, today)).collect();
    // Of one record they stay in the order in which it has them.
    open.sort_by_key(OpenDecision::urgency);
    Ok(open)
}

/// What was agreed upon in these sessions of these organisations, up to a day.
pub(super) fn agreed<A: Action>(
    snapshot: &mut Snapshot,
    at: &At<A>,
    organizations: &[OrganizationId],
    day: Day,
    sessions: &BTreeSet<SessionId>,
) -> Result<Vec<Agreed>> {
    let records = read(known_store::submitted(snapshot, at, organizations, sessions)?)?;
    let earlier = records.iter().filter(|(_, record)| record.held_on <= day);
    let of = |(session, record): &(SessionId, Record)| {
        record.decisions().into_iter().map(|(_, one)| Agreed { session: *session, entry: one.id }).collect::<Vec<_>>()
    };
    Ok(earlier.flat_map(of).collect())
}

/// The records of the organisation that were handed in, and of those that were merged into it, from the latest back.
pub(super) fn records<A: Action>(snapshot: &mut Snapshot, at: &At<A>) -> Result<Vec<(SessionId, Record)>> {
    let today = snapshot.today();
    let mut organizations = organizations::merged(snapshot, at, today)?;
    organizations.push(at.organization());
    read(known_store::latest_submitted(snapshot, at, &organizations, LOOK_BACK)?)
}

fn read(found: Vec<(SessionId, Option<String>)>) -> Result<Vec<(SessionId, Record)>> {
    let texts = found.into_iter().filter_map(|(id, document)| Some((id, document?)));
    texts.map(|(id, text)| Ok((id, Record::kept(&text)?))).collect()
}

type Left<'r> = (SessionId, &'r Record, &'r Decision);

fn left_open(records: &[(SessionId, Record)]) -> Vec<Left<'_>> {
    let last = last_words(records);
    let mut open = Vec::new();
    for (id, record) in records {
        for (_, decision) in record.decisions() {
            if word_on(&last, *id, record, decision).unwrap_or(decision.stands()) == Progress::Open {
                open.push((*id, record, decision));
            }
        }
    }
    open
}

/// The last word on each decision that was carried on, and when it was said. Nobody closes what was decided only later, so
/// the day is told along; of two held on one day, either may close what the other decided.
pub(super) fn last_words(records: &[(SessionId, Record)]) -> BTreeMap<Entry, (Day, Progress)> {
    let mut last = BTreeMap::new();
    // From the latest back: what is found first was said last.
    for (id, record) in records {
        for (_, carried) in record.carried().into_iter().filter(|(_, carried)| carried.session != *id) {
            last.entry((carried.session, carried.entry)).or_insert((record.held_on, carried.progress));
        }
    }
    last
}

/// The last word on a decision of this record.
pub(super) fn word_on(last: &BTreeMap<Entry, (Day, Progress)>, id: SessionId, record: &Record, decision: &Decision) -> Option<Progress> {
    last.get(&(id, decision.id)).filter(|(held_on, _)| *held_on >= record.held_on).map(|(_, progress)| *progress)
}

impl OpenDecision {
    fn of(session: SessionId, record: &Record, decision: &Decision, today: Day) -> OpenDecision {
        OpenDecision {
            session,
            entry: decision.id,
            held_on: record.held_on,
            text: decision.text.to_string(),
            owner: decision.owner.clone(),
            due_on: decision.due_on,
            overdue: decision.due_on.is_some_and(|due| due < today),
        }
    }
    fn urgency(&self) -> (bool, Option<Day>, Day, SessionId) {
        (self.due_on.is_none(), self.due_on, self.held_on, self.session)
    }
}
