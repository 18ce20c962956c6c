//! What a submission is judged by, and what is said of it: what cannot have happened, whether a reason for its lateness is
//! wanted, and the findings. The dry run and the submission go the same way, so that they never disagree. Nothing is
//! kept here.

use std::sync::Arc;

use super::document::Record;
use super::ground::ground;
use super::store::Head;
use crate::authz::action::RecordSession;
use crate::authz::{Action, At, Scope};
use crate::clock::Moment;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::SessionId;
use crate::rulebook::{Finding, Outcome, Rulebook};
use crate::{local_rules, organizations};

/// What a submission is judged by.
#[derive(Clone)]
pub struct Standards {
    pub rulebook: Arc<Rulebook>,
    /// Days after which a record counts as late.
    pub late_after_days: u16,
}

/// What was found in a record.
#[derive(Debug)]
pub struct Judged {
    /// What cannot have happened, by place.
    pub impossible: Vec<FieldError>,
    pub findings: Vec<Finding>,
}

impl Judged {
    /// Whether it lacks something, or something that its author can mend cannot be judged; whatever else was found.
    pub fn is_incomplete(findings: &[Finding]) -> bool {
        findings.iter().any(|finding| Outcome::of(std::slice::from_ref(finding)) == Some(Outcome::Incomplete))
    }
}

/// Confronts a record with what is known of its day and judges it by the rules of that day. With `all`, what does not
/// apply is answered too.
///
/// # Errors
/// What the database answers.
pub(super) fn judged<A: Action>(
    snapshot: &mut Snapshot,
    (scope, at): (&Scope<A>, &At<A>),
    rulebook: &Rulebook,
    (id, record): (Option<SessionId>, &Record),
    all: bool,
) -> Result<Judged> {
    let ground = ground(snapshot, scope, at, record, id)?;
    let profiles = local_rules::in_force(snapshot, at, record.held_on)?;
    let findings = rulebook.judge(&record.facts(&ground), &profiles, all);
    Ok(Judged { impossible: record.impossible(&ground), findings })
}

/// The findings of a submission that is possible.
///
/// # Errors
/// `impossible_record` with everything that cannot have happened; `invalid` for a late record without its reason.
pub(super) fn submission(
    tx: &mut Tx,
    (scope, at): (&Scope<RecordSession>, &At<RecordSession>),
    standards: &Standards,
    head: &Head,
    record: &Record,
) -> Result<Vec<Finding>> {
    let judged = judged(tx, (scope, at), &standards.rulebook, (Some(head.id), record), false)?;
    let unexplained = unexplained_lateness(tx, standards, record, head.received_at);
    let fault = if judged.impossible.is_empty() { Fault::Invalid } else { Fault::ImpossibleRecord };
    let wrong: Vec<FieldError> = judged.impossible.into_iter().chain(unexplained).collect();
    if wrong.is_empty() { Ok(judged.findings) } else { Err(Error { fields: wrong, ..Error::new(fault) }) }
}

/// Whether it came longer after the day than the setting says.
pub(super) fn is_late(snapshot: &Snapshot, standards: &Standards, record: &Record, received_at: Moment) -> bool {
    snapshot.day_of(received_at).days_since(record.held_on) > i32::from(standards.late_after_days)
}

/// Late, written down late too (not merely held up by the network), and without a reason.
fn unexplained_lateness(snapshot: &Snapshot, standards: &Standards, record: &Record, received_at: Moment) -> Option<FieldError> {
    let has_reason = record.late_reason.as_ref().is_some_and(|reason| !reason.is_blank());
    let in_time = record
        .captured_at
        .is_some_and(|captured| !is_captured_in_doubt(snapshot, record, captured, received_at) && !is_late(snapshot, standards, record, captured));
    let is_unexplained = is_late(snapshot, standards, record, received_at) && !has_reason && !in_time;
    is_unexplained.then(|| FieldError::new("/late_reason", FieldFault::ReasonRequired))
}

/// How far a phone's clock may be ahead of ours.
const CLOCKS_DIFFER_BY: i64 = 5 * 60;

/// A device's time that cannot be: before the session was held, or after its record was here. It is kept as it was told,
/// and excuses nothing.
pub(super) fn is_captured_in_doubt(snapshot: &Snapshot, record: &Record, captured: Moment, received_at: Moment) -> bool {
    snapshot.day_of(captured) < record.held_on
        || record.starts_at.is_some_and(|start| captured < start)
        || captured > received_at.plus_seconds(CLOCKS_DIFFER_BY)
}

/// What a submission would say, with nothing kept.
#[derive(Debug)]
pub struct Checked {
    /// Why a submission would be refused, by place; it is possible when there is nothing.
    pub impossible: Vec<FieldError>,
    /// It would count as late.
    pub late: bool,
    pub findings: Vec<Finding>,
}

/// The dry run of a submission: of a session that is here already, by the day its first version came; of another as if it
/// came now.
///
/// # Errors
/// `invalid` for an organisation that is not the caller's; `not_found` for a session that is not.
pub fn check(
    snapshot: &mut Snapshot,
    scope: &Scope<RecordSession>,
    standards: &Standards,
    id: Option<SessionId>,
    record: &Record,
) -> Result<Checked> {
    let (_, at) = organizations::place(snapshot, scope, record.organization).map_err(|error| error.in_field("/organization"))?;
    let received_at = match id {
        Some(id) => super::store::head(snapshot, scope, id)?.0.received_at,
        None => snapshot.now(),
    };
    let judged = judged(snapshot, (scope, &at), &standards.rulebook, (id, record), false)?;
    let unexplained = unexplained_lateness(snapshot, standards, record, received_at);
    Ok(Checked {
        impossible: judged.impossible.into_iter().chain(unexplained).collect(),
        late: is_late(snapshot, standards, record, received_at),
        findings: judged.findings,
    })
}
