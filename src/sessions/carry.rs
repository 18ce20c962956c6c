//! What was decided comes back: everything an organisation's records leave open is on its next agenda until a later
//! record closes it. The last word counts: what one closed another may take up again.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::document::{Carried, Decision, Person, Progress, Record};
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
    /// How it stood when it was made: open, unless the record says that it was settled at once.
    fn stands(&self) -> Progress {
        self.progress.unwrap_or(Progress::Open)
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

    /// What it says of earlier decisions.
    fn carried(&self) -> impl Iterator<Item = &Carried> {
        self.agenda.iter().filter_map(|item| item.carried.as_ref())
    }
}

impl OpenDecision {
    fn of((session, pointer): Place, held_on: Day, decision: &Decision, today: Day) -> OpenDecision {
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
    let texts = found.into_iter().filter_map(|(id, document)| Some((id, document?)));
    let records = texts.map(|(id, text)| Ok((id, Record::read(&text)?))).collect::<Result<Vec<(SessionId, Record)>>>()?;
    let last = last_words(&records);
    let mut open = Vec::new();
    for (id, record) in &records {
        for (pointer, decision) in record.decisions() {
            let place = (*id, pointer);
            let said = last.get(&place).filter(|(held_on, _)| *held_on >= record.held_on).map(|(_, progress)| *progress);
            if said.unwrap_or_else(|| decision.stands()) == Progress::Open {
                open.push(OpenDecision::of(place, record.held_on, decision, today));
            }
        }
    }
    open.sort_by(|a, b| a.urgency().cmp(&b.urgency()));
    Ok(open)
}

/// The last word on each decision that was carried on, and when it was said. Nobody closes what was decided only later, so
/// the day is told along; of two held on one day, either may close what the other decided.
fn last_words(records: &[(SessionId, Record)]) -> BTreeMap<Place, (Day, Progress)> {
    let mut last = BTreeMap::new();
    // From the latest back: what is found first was said last.
    for (id, record) in records {
        for carried in record.carried().filter(|carried| carried.session != *id) {
            last.entry((carried.session, carried.pointer.clone())).or_insert((record.held_on, carried.progress));
        }
    }
    last
}

impl OpenDecision {
    fn urgency(&self) -> (bool, Option<Day>, Day, &str) {
        (self.due_on.is_none(), self.due_on, self.held_on, &self.pointer)
    }
}
