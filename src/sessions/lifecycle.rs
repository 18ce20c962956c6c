//! A record's life: draft, submitted, accepted or returned. Every change is a new version; nothing is edited silently,
//! and a finding never blocks a truthful record.

use serde::Serialize;
use utoipa::ToSchema;

use super::document::{Record, hash};
use super::store::{self, NewVersion};
use super::{Head, Session, Status, case, profiles};
use crate::authz::action::{EvaluateSession, RecordSession};
use crate::authz::{At, Scope};
use crate::clock::{Clock, Moment};
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::http::Seen;
use crate::id::SessionId;
use crate::members::{self, Roll};
use crate::organizations;
use crate::rulebook::{Finding, Outcome, Rulebook};

/// What a submission is judged with.
#[derive(Clone)]
pub struct Bench {
    pub rulebook: std::sync::Arc<Rulebook>,
    pub clock: Clock,
    pub late_after_days: u16,
}

/// Something a person wants to do with a record.
#[derive(Clone, Copy)]
enum Step {
    Edit,
    Submit,
    Withdraw,
    Delete,
}

/// The one table of what is possible when.
fn next(status: Status, step: Step) -> Result<Status> {
    use Status as S;
    match (status, step) {
        (S::Draft | S::Returned, Step::Edit) => Ok(status),
        // An amendment: a new version with its reason, evaluated anew.
        (S::Accepted, Step::Edit) => Ok(S::Submitted),
        (S::Draft | S::Returned, Step::Submit) => Ok(S::Submitted),
        (S::Submitted, Step::Withdraw) => Ok(S::Draft),
        (S::Draft, Step::Delete) => Ok(S::Draft),
        (S::Submitted, Step::Edit) => Err(refused("记录已提交；要修改请先撤回。", "The record is submitted; withdraw it to change it.")),
        (S::Submitted, Step::Submit) => Err(refused("记录已经提交。", "The record is submitted already.")),
        (S::Accepted, Step::Submit) => {
            Err(refused("记录已通过；修改即为补正，会自动再次提交。", "The record is accepted; changing it amends and submits it."))
        }
        (_, Step::Withdraw) => {
            Err(refused("只有已提交、尚未评价的记录可以撤回。", "Only a submitted record that was not evaluated yet can be withdrawn."))
        }
        (_, Step::Delete) => Err(refused("提交过的记录不能删除。", "A record that was submitted cannot be deleted.")),
    }
}

fn refused(zh: &str, en: &str) -> Error {
    Error::new(Fault::WrongState).saying(zh, en)
}

fn or_fields(wrong: Vec<FieldError>) -> Result<()> {
    if wrong.is_empty() { Ok(()) } else { Err(Error::fields(wrong)) }
}

/// Keeps a record: a new draft, a new version of one, or the amendment of an accepted one.
///
/// # Errors
/// `not_found` outside the scope; `already_exists`, `stale_version`, `version_required`, `wrong_state`; `invalid` for
/// what no draft may hold; `impossible_record` for an amendment that cannot have happened.
pub fn put(tx: &mut Tx, scope: &Scope<RecordSession>, bench: &Bench, id: SessionId, seen: Seen, record: Record) -> Result<(Session, bool)> {
    match store::find(tx, id)? {
        None => begin(tx, scope, bench, id, seen, &record).map(|session| (session, true)),
        Some(head) => edit(tx, scope, bench, head, seen, &record).map(|session| (session, false)),
    }
}

fn begin(tx: &mut Tx, scope: &Scope<RecordSession>, bench: &Bench, id: SessionId, seen: Seen, record: &Record) -> Result<Session> {
    match seen {
        Seen::Nothing => (),
        Seen::Version(_) => return Err(Fault::NotFound.into()),
        Seen::Unsaid => return Err(Fault::VersionRequired.into()),
    }
    let at = place(tx, scope, record)?;
    or_fields(record.misfits())?;
    let canonical = record.canonical()?;
    let now = tx.now();
    let head = Head {
        id,
        organization: at.organization(),
        path: at.path().clone(),
        kind: record.kind,
        also_kind: record.also_kind,
        title: record.shown_title(),
        status: Status::Draft,
        held_on: record.held_on,
        received_at: now,
        late: is_late(bench, record, now),
        outcome: None,
        created_by: scope.caller().account,
        submitted_by: None,
        submitted_at: None,
        version: 1,
        document_version: 1,
    };
    store::insert(tx, &head)?;
    keep(tx, &at, head, &canonical, NewVersion { action: "session.create", with_document: true, findings: None, reason: None })
}

fn place(tx: &mut Tx, scope: &Scope<RecordSession>, record: &Record) -> Result<At<RecordSession>> {
    organizations::at(tx, scope, record.organization).map_err(|error| match error.fault {
        Fault::NotFound => Error::field(FieldError::new("/organization", FieldFault::NotThere)),
        _ => error,
    })
}

/// Writes the head's newest version and tells the trail.
fn keep(tx: &mut Tx, at: &At<RecordSession>, head: Head, canonical: &str, new: NewVersion) -> Result<Session> {
    let hash = hash(canonical);
    tx.note(at.note(new.action, "session", head.id.0, head.version, Some(hash.clone())));
    store::insert_version(tx, &head, canonical, &hash, at.caller(), &new)?;
    store::spoken(head, canonical.to_string(), hash)
}

fn edit(tx: &mut Tx, scope: &Scope<RecordSession>, bench: &Bench, head: Head, seen: Seen, record: &Record) -> Result<Session> {
    let at = scope.at(head.organization, &head.path)?;
    let known = store::document(tx, &head)?;
    let canonical = record.canonical()?;
    if seen == Seen::Nothing {
        let is_the_same = head.document_version == 1 && canonical == known;
        return if is_the_same { store::session(tx, head.id) } else { Err(Fault::AlreadyExists.into()) };
    }
    seen.must_be(head.version)?;
    let status = next(head.status, Step::Edit)?;
    if record.organization != head.organization {
        let (zh, en) = ("记录不能换组织；请在另一组织新建。", "A record does not change its organisation; make a new one there.");
        return Err(Error::field(FieldError::new("/organization", FieldFault::NotAllowedHere).with(zh).with(en)));
    }
    or_fields(record.misfits())?;
    let mut changed = Head {
        kind: record.kind,
        also_kind: record.also_kind,
        title: record.shown_title(),
        held_on: record.held_on,
        status,
        late: is_late(bench, record, head.received_at),
        version: head.version + 1,
        document_version: head.version + 1,
        ..head
    };
    let is_amendment = head.status == Status::Accepted;
    let mut new = NewVersion { action: "session.edit", with_document: true, findings: None, reason: None };
    if is_amendment {
        let reason = record.amendment_reason.as_ref().filter(|reason| !reason.is_blank());
        let reason = reason.ok_or_else(|| Error::field(FieldError::new("/amendment_reason", FieldFault::ReasonRequired)))?;
        let findings = submission(tx, bench, &changed, record)?;
        changed = submitted(changed, &findings, scope, tx.now());
        new = NewVersion { action: "session.amend", findings: Some(findings), reason: Some(reason.to_string()), ..new };
    }
    store::update(tx, &changed)?;
    keep(tx, &at, changed, &canonical, new)
}

/// Hands a record to the committee.
///
/// # Errors
/// `impossible_record` with everything that cannot have happened; `invalid` for a late record without its reason;
/// `not_found`, `stale_version`, `wrong_state`.
pub fn submit(tx: &mut Tx, scope: &Scope<RecordSession>, bench: &Bench, id: SessionId, seen: Seen) -> Result<Session> {
    let head = store::head(tx, id)?;
    let at = scope.at(head.organization, &head.path)?;
    if head.status == Status::Submitted && seen == Seen::Version(head.version - 1) && head.submitted_by == Some(scope.caller().account) {
        // The reply to this very submission was lost.
        return store::session(tx, id);
    }
    seen.must_be(head.version)?;
    let status = next(head.status, Step::Submit)?;
    let canonical = store::document(tx, &head)?;
    let record = Record::read(&canonical)?;
    let findings = submission(tx, bench, &head, &record)?;
    let head = submitted(Head { status, version: head.version + 1, ..head }, &findings, scope, tx.now());
    store::update(tx, &head)?;
    keep(tx, &at, head, &canonical, NewVersion { action: "session.submit", with_document: false, findings: Some(findings), reason: None })
}

fn submitted(head: Head, findings: &[Finding], scope: &Scope<RecordSession>, now: Moment) -> Head {
    Head { outcome: Outcome::worst(findings), submitted_by: Some(scope.caller().account), submitted_at: Some(now), ..head }
}

/// Whether a submission is possible, and what the rulebook says of it.
fn submission(tx: &mut Tx, bench: &Bench, head: &Head, record: &Record) -> Result<Vec<Finding>> {
    let (impossible, findings) = judged(tx, bench, record)?;
    if !impossible.is_empty() {
        return Err(Error { fields: impossible, ..Error::new(Fault::ImpossibleRecord) });
    }
    let has_reason = record.late_reason.as_ref().is_some_and(|reason| !reason.is_blank());
    if head.late && !has_reason && written_late(bench, record) {
        return Err(Error::field(FieldError::new("/late_reason", FieldFault::ReasonRequired)));
    }
    Ok(findings)
}

fn judged(snapshot: &mut Snapshot, bench: &Bench, record: &Record) -> Result<(Vec<FieldError>, Vec<Finding>)> {
    let branch = organizations::about(snapshot, record.organization)?;
    let roll: Roll = members::roll(snapshot, record.organization, branch.kind, record.held_on)?;
    let impossible = record.impossible(&roll, bench.clock.today());
    let profiles = profiles::in_force(snapshot, &branch.path, record.held_on)?;
    let case = case::of(record, &branch, &roll);
    Ok((impossible, bench.rulebook.judge(&case, &profiles)))
}

fn is_late(bench: &Bench, record: &Record, received_at: Moment) -> bool {
    bench.clock.day_of(received_at).days_since(record.held_on) > i32::from(bench.late_after_days)
}

/// Written down late too, not merely held up by the network.
fn written_late(bench: &Bench, record: &Record) -> bool {
    record.captured_at.is_none_or(|captured| is_late(bench, record, captured))
}

/// What a submission would say, with nothing kept.
#[derive(Serialize, ToSchema)]
pub struct Checked {
    /// Whether it could be submitted.
    pub possible: bool,
    /// What cannot have happened, by place.
    pub impossible: Vec<crate::http::problem::FieldProblem>,
    /// A reason for its lateness will be asked for.
    pub late: bool,
    pub findings: Vec<Finding>,
}

/// The dry run of a submission.
///
/// # Errors
/// `invalid` for an organisation that is not the caller's.
pub fn check(
    snapshot: &mut Snapshot,
    scope: &Scope<RecordSession>,
    bench: &Bench,
    record: &Record,
    language: crate::error::Language,
) -> Result<Checked> {
    organizations::at(snapshot, scope, record.organization).map_err(|_| Error::field(FieldError::new("/organization", FieldFault::NotThere)))?;
    let (impossible, findings) = judged(snapshot, bench, record)?;
    let late = is_late(bench, record, scope.now()) && written_late(bench, record);
    let impossible: Vec<_> = impossible.iter().map(|error| crate::http::problem::FieldProblem::of(error, language)).collect();
    Ok(Checked { possible: impossible.is_empty(), impossible, late, findings })
}

/// Takes a submitted record back before it was evaluated.
///
/// # Errors
/// `not_found`, `stale_version`, `wrong_state`.
pub fn withdraw(tx: &mut Tx, scope: &Scope<RecordSession>, id: SessionId, seen: Seen) -> Result<Session> {
    let head = store::head(tx, id)?;
    let at = scope.at(head.organization, &head.path)?;
    seen.must_be(head.version)?;
    let head = Head { status: next(head.status, Step::Withdraw)?, version: head.version + 1, ..head };
    store::update(tx, &head)?;
    let canonical = store::document(tx, &head)?;
    keep(tx, &at, head, &canonical, NewVersion { action: "session.withdraw", with_document: false, findings: None, reason: None })
}

/// Deletes a draft that was never submitted. What the trail says of it stays.
///
/// # Errors
/// `not_found`, `stale_version`, `wrong_state`.
pub fn delete(tx: &mut Tx, scope: &Scope<RecordSession>, id: SessionId, seen: Seen) -> Result<()> {
    let head = store::head(tx, id)?;
    let at = scope.at(head.organization, &head.path)?;
    seen.must_be(head.version)?;
    next(head.status, Step::Delete)?;
    if head.submitted_at.is_some() {
        return Err(refused("提交过的记录不能删除。", "A record that was submitted cannot be deleted."));
    }
    store::delete(tx, id)?;
    tx.note(at.note("session.delete", "session", id.0, head.version, None));
    Ok(())
}

/// What an evaluation, or an appeal against one, does to the record it is about.
pub fn decided(tx: &mut Tx, at: &At<EvaluateSession>, head: &Head, status: Status) -> Result<()> {
    let action = match status {
        Status::Accepted => "session.accept",
        Status::Returned => "session.return",
        Status::Submitted | Status::Draft => "session.reopen",
    };
    let head = Head { status, version: head.version + 1, ..head.clone() };
    store::update(tx, &head)?;
    let new = NewVersion { action, with_document: false, findings: None, reason: None };
    let canonical = store::document(tx, &head)?;
    let hash = hash(&canonical);
    store::insert_version(tx, &head, &canonical, &hash, at.caller(), &new)?;
    tx.note(at.note(action, "session", head.id.0, head.version, Some(hash)));
    Ok(())
}
