//! A record's life: draft, submitted, accepted or returned. Every change is a new version; nothing is edited silently,
//! and a finding never blocks a truthful record.

use super::document::{Record, hash};
use super::judgement::{Standards, is_late, submission};
use super::store::{self, Head, NewVersion, Writes};
use super::{Session, Status};
use crate::act::{Act, Subject};
use crate::authz::action::{EvaluateSession, RecordSession};
use crate::authz::{At, Scope};
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::SessionId;
use crate::rulebook::{Finding, Outcome};
use crate::seen::{Arrival, Seen, Stands};
use crate::{organizations, trail};

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
        (S::Submitted, Step::Edit) => Err(Error::wrong_state("记录已提交；要修改请先撤回。", "The record is submitted; withdraw it to change it.")),
        (S::Submitted, Step::Submit) => Err(Error::wrong_state("记录已经提交。", "The record is submitted already.")),
        (S::Accepted, Step::Submit) => {
            Err(Error::wrong_state("记录已通过；修改即为补正，会自动再次提交。", "The record is accepted; changing it amends and submits it."))
        }
        (_, Step::Withdraw) => {
            Err(Error::wrong_state("只有已提交、尚未评价的记录可以撤回。", "Only a submitted record that was not evaluated yet can be withdrawn."))
        }
        (_, Step::Delete) => Err(Error::wrong_state("提交过的记录不能删除。", "A record that was submitted cannot be deleted.")),
    }
}

/// Keeps a record: a new draft, a new version of one, or the amendment of an accepted one.
///
/// # Errors
/// `not_found` outside the scope; `already_exists`, `stale_version`, `version_required`, `wrong_state`; `invalid` for
/// what no draft may hold; `impossible_record` for an amendment that cannot have happened.
pub fn put(tx: &mut Tx, scope: &Scope<RecordSession>, standards: &Standards, id: SessionId, seen: Seen, record: Record) -> Result<(Session, bool)> {
    let canonical = record.canonical()?;
    let known = store::seek(tx, scope, id)?;
    let stands = |(known, _): &(Session, At<RecordSession>)| Stands { version: known.head.version, same: known.record.get() == canonical };
    match seen.meets(known, stands)? {
        Arrival::Create => begin(tx, scope, standards, id, &record, canonical).map(|session| (session, true)),
        Arrival::Same((known, _)) => Ok((known, false)),
        Arrival::Change((known, at)) => edit(tx, &at, standards, known.head, &record, canonical).map(|session| (session, false)),
    }
}

fn begin(tx: &mut Tx, scope: &Scope<RecordSession>, standards: &Standards, id: SessionId, record: &Record, canonical: String) -> Result<Session> {
    let (_, at) = organizations::place(tx, scope, record.organization).map_err(|error| error.in_field("/organization"))?;
    Error::unless_empty(record.misfits())?;
    let now = tx.now();
    let head = Head {
        id,
        organization: at.organization(),
        kind: record.kind,
        also_kind: record.also_kind,
        title: record.shown_title(),
        status: Status::Draft,
        held_on: record.held_on,
        received_at: now,
        late: is_late(tx, standards, record, now),
        outcome: None,
        created_by: at.caller()?.account,
        submitted_by: None,
        submitted_at: None,
        version: 1,
        document_version: 1,
    };
    store::insert(tx, &at, &head)?;
    let new = NewVersion { act: Act::SessionCreate, with_document: true, findings: None, reason: None };
    keep(tx, &at, None, written(head, canonical)?, new)
}

fn written(head: Head, canonical: String) -> Result<Session> {
    let hash = hash(&canonical);
    Session::of(head, canonical, hash)
}

fn edit(tx: &mut Tx, at: &At<RecordSession>, standards: &Standards, before: Head, record: &Record, canonical: String) -> Result<Session> {
    let status = next(before.status, Step::Edit)?;
    if record.organization != before.organization {
        let (zh, en) = ("记录不能换组织；请在另一组织新建。", "A record does not change its organisation; make a new one there.");
        return Err(Error::field(FieldError::saying("/organization", zh, en)));
    }
    Error::unless_empty(record.misfits())?;
    let head = Head {
        kind: record.kind,
        also_kind: record.also_kind,
        title: record.shown_title(),
        held_on: record.held_on,
        status,
        late: is_late(tx, standards, record, before.received_at),
        version: before.version + 1,
        document_version: before.version + 1,
        ..before.clone()
    };
    let (head, new) = if before.status == Status::Accepted {
        amended(tx, at, standards, head, record)?
    } else {
        (head, NewVersion { act: Act::SessionEdit, with_document: true, findings: None, reason: None })
    };
    keep(tx, at, Some(&before), written(head, canonical)?, new)
}

/// An accepted record that changes is submitted at once, with the reason.
fn amended(tx: &mut Tx, at: &At<RecordSession>, standards: &Standards, head: Head, record: &Record) -> Result<(Head, NewVersion)> {
    let reason = record.amendment_reason.as_ref().filter(|reason| !reason.is_blank());
    let reason = reason.ok_or_else(|| Error::field(FieldError::new("/amendment_reason", FieldFault::ReasonRequired)))?;
    let findings = submission(tx, at, standards, &head, record)?;
    let head = submitted(head, &findings, at, tx.now())?;
    Ok((head, NewVersion { act: Act::SessionAmend, with_document: true, findings: Some(findings), reason: Some(reason.to_string()) }))
}

/// Replaces the head that was read, writes its newest version and tells the trail.
fn keep<A: Writes>(tx: &mut Tx, at: &At<A>, before: Option<&Head>, session: Session, new: NewVersion) -> Result<Session> {
    let head = &session.head;
    let note = at.note(new.act, head.subject(), head.version).hashed(&session.hash).about(head.kind, head.held_on).now(&head.state())?;
    match before {
        None => tx.note(note),
        Some(before) => {
            store::update(tx, at, head, before.version)?;
            tx.note(note.was(&before.state())?);
        }
    }
    store::insert_version(tx, at, &session, &new)?;
    Ok(session)
}

/// Hands a record to the committee.
///
/// # Errors
/// `impossible_record` with everything that cannot have happened; `invalid` for a late record without its reason;
/// `not_found`, `stale_version`, `wrong_state`.
pub fn submit(tx: &mut Tx, scope: &Scope<RecordSession>, standards: &Standards, id: SessionId, seen: Seen) -> Result<Session> {
    let (session, at) = store::find(tx, scope, id)?;
    if !seen.steps(session.head.version, session.head.status == Status::Submitted && session.is_step())? {
        return Ok(session);
    }
    let status = next(session.head.status, Step::Submit)?;
    let record = Record::read(session.record.get())?;
    let findings = submission(tx, &at, standards, &session.head, &record)?;
    let head = Head { status, version: session.head.version + 1, ..session.head.clone() };
    let head = submitted(head, &findings, &at, tx.now())?;
    let new = NewVersion { act: Act::SessionSubmit, with_document: false, findings: Some(findings), reason: None };
    keep(tx, &at, Some(&session.head), Session { head, ..session.clone() }, new)
}

fn submitted(head: Head, findings: &[Finding], at: &At<RecordSession>, now: Moment) -> Result<Head> {
    Ok(Head { outcome: Outcome::worst(findings), submitted_by: Some(at.caller()?.account), submitted_at: Some(now), ..head })
}

/// Takes a submitted record back before it was evaluated.
///
/// # Errors
/// `not_found`, `stale_version`, `wrong_state`.
pub fn withdraw(tx: &mut Tx, scope: &Scope<RecordSession>, id: SessionId, seen: Seen) -> Result<Session> {
    let (session, at) = store::find(tx, scope, id)?;
    let is_withdrawn = session.head.status == Status::Draft && session.is_step();
    if !seen.steps(session.head.version, is_withdrawn)? {
        return Ok(session);
    }
    let status = next(session.head.status, Step::Withdraw)?;
    let head = Head { status, version: session.head.version + 1, ..session.head.clone() };
    let new = NewVersion { act: Act::SessionWithdraw, with_document: false, findings: None, reason: None };
    keep(tx, &at, Some(&session.head), Session { head, ..session.clone() }, new)
}

/// Deletes a draft that was never submitted. What the trail says of it stays; once more is harmless.
///
/// # Errors
/// `not_found`, `stale_version`, `wrong_state`.
pub fn delete(tx: &mut Tx, scope: &Scope<RecordSession>, id: SessionId, seen: Seen) -> Result<()> {
    let Some((Session { head, .. }, at)) = store::seek(tx, scope, id)? else {
        let was_there = trail::has(tx, scope, Act::SessionDelete, Subject::Session(id))?;
        return if was_there { Ok(()) } else { Err(Fault::NotFound.into()) };
    };
    seen.steps(head.version, false)?;
    next(head.status, Step::Delete)?;
    if head.submitted_at.is_some() {
        return Err(Error::wrong_state("提交过的记录不能删除。", "A record that was submitted cannot be deleted."));
    }
    store::delete(tx, &at, &head)?;
    let note = at.note(Act::SessionDelete, head.subject(), head.version).about(head.kind, head.held_on);
    tx.note(note.was(&head.state())?);
    Ok(())
}

/// What an evaluation, or an appeal against one, does to the record it is about.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub fn decided(tx: &mut Tx, at: &At<EvaluateSession>, session: &Session, status: Status) -> Result<Session> {
    let act = match status {
        Status::Accepted => Act::SessionAccept,
        Status::Returned => Act::SessionReturn,
        Status::Submitted | Status::Draft => Act::SessionReopen,
    };
    let head = Head { status, version: session.head.version + 1, ..session.head.clone() };
    let new = NewVersion { act, with_document: false, findings: None, reason: None };
    keep(tx, at, Some(&session.head), Session { head, ..session.clone() }, new)
}

impl Session {
    /// Whether its latest version changed the status alone.
    fn is_step(&self) -> bool {
        self.head.document_version < self.head.version
    }
}
