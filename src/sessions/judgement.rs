//! What a submission is judged by, and what is said of it: what cannot have happened, whether it is late, and the findings.
//! Nothing is kept here.

use std::sync::Arc;

use super::case;
use super::document::Record;
use super::store::Head;
use crate::authz::action::RecordSession;
use crate::authz::{At, Scope};
use crate::clock::Moment;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::rulebook::{Finding, Rulebook};
use crate::{local_rules, members, organizations};

/// What a submission is judged by.
#[derive(Clone)]
pub struct Standards {
    pub rulebook: Arc<Rulebook>,
    /// Days after which a record counts as late.
    pub late_after_days: u16,
}

/// Whether a submission is possible, and what the rulebook says of it.
pub(super) fn submission(tx: &mut Tx, at: &At<RecordSession>, standards: &Standards, head: &Head, record: &Record) -> Result<Vec<Finding>> {
    let (impossible, findings) = judged(tx, at, standards, record)?;
    if !impossible.is_empty() {
        return Err(Error { fields: impossible, ..Error::new(Fault::ImpossibleRecord) });
    }
    let has_reason = record.late_reason.as_ref().is_some_and(|reason| !reason.is_blank());
    if head.late && !has_reason && written_late(tx, standards, record) {
        return Err(Error::field(FieldError::new("/late_reason", FieldFault::ReasonRequired)));
    }
    Ok(findings)
}

fn judged(snapshot: &mut Snapshot, at: &At<RecordSession>, standards: &Standards, record: &Record) -> Result<(Vec<FieldError>, Vec<Finding>)> {
    let branch = organizations::about(snapshot, at)?;
    let roll = members::roll(snapshot, at, branch.kind, record.held_on)?;
    let impossible = record.impossible(&roll, snapshot.today());
    let profiles = local_rules::in_force(snapshot, at, record.held_on)?;
    let case = case::of(record, &branch, &roll);
    Ok((impossible, standards.rulebook.judge(&case, &profiles)))
}

/// Whether it came longer after the day than the setting says.
pub(super) fn is_late(snapshot: &Snapshot, standards: &Standards, record: &Record, received_at: Moment) -> bool {
    snapshot.day_of(received_at).days_since(record.held_on) > i32::from(standards.late_after_days)
}

/// Written down late too, not merely held up by the network.
fn written_late(snapshot: &Snapshot, standards: &Standards, record: &Record) -> bool {
    record.captured_at.is_none_or(|captured| is_late(snapshot, standards, record, captured))
}

/// What a submission would say, with nothing kept.
#[derive(Debug)]
pub struct Checked {
    /// What cannot have happened, by place; a submission is possible when there is nothing.
    pub impossible: Vec<FieldError>,
    /// A reason for its lateness will be asked for.
    pub late: bool,
    pub findings: Vec<Finding>,
}

/// The dry run of a submission.
///
/// # Errors
/// `invalid` for an organisation that is not the caller's.
pub fn check(snapshot: &mut Snapshot, scope: &Scope<RecordSession>, standards: &Standards, record: &Record) -> Result<Checked> {
    let (_, at) = organizations::place(snapshot, scope, record.organization).map_err(|error| error.in_field("/organization"))?;
    let (impossible, findings) = judged(snapshot, &at, standards, record)?;
    let now = snapshot.now();
    let late = is_late(snapshot, standards, record, now) && written_late(snapshot, standards, record);
    Ok(Checked { impossible, late, findings })
}
