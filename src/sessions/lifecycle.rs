//! A record's life: draft, submitted, accepted or returned. Every change is a new version; nothing is edited silently,
//! and a finding never blocks a truthful record. What was accepted stays in force while its amendment waits beside it:
//! see `amendments`.

use super::amendment_store::{self, AmendmentStatus};
use super::amendments;
use super::document::{Document, Record};
use super::judgement::{Judged, Standards, is_late, submission};
use super::store::{self, Head, Writes};
use super::version_store::{self, NewVersion, Written};
use super::{Session, Status, attendances};
use crate::act::{Act, Subject};
use crate::authz::action::RecordSession;
use crate::authz::{At, Scope};
use crate::db::Tx;
use crate::error::{Error, Fault, FieldError, Result};
use crate::id::SessionId;
use crate::rulebook::{Finding, Outcome};
use crate::seen::{Arrival, Seen, Stands};
use crate::{organizations, trail};

/// Something that its branch wants to do with a record.
#[derive(Clone, Copy)]
enum Step {
    Edit,
    Submit,
    Withdraw,
    Delete,
}

/// What a step is about.
enum About {
    Record,
    Amendment,
}

/// The one table of what is possible when. Beside an amendment, the branch's steps are about the amendment.
fn about(status: Status, amendment: Option<AmendmentStatus>, step: Step) -> Result<About> {
    use AmendmentStatus as A;
    use Status as S;
    match (status, amendment, step) {
        (_, Some(_), Step::Edit | Step::Withdraw) | (S::Accepted, None, Step::Edit) => Ok(About::Amendment),
        (_, Some(A::Submitted), Step::Submit) => Err(Error::wrong_state("补正已经提交。", "The amendment is submitted already.")),
        (_, Some(A::Returned), Step::Submit) => Err(Error::wrong_state(
            "补正已退回；请修改补正，保存时会自动再次提交。",
            "The amendment was returned; change it, and it is submitted again with that.",
        )),
        (S::Draft | S::Returned, None, Step::Edit | Step::Submit) => Ok(About::Record),
        (S::Submitted, None, Step::Withdraw) | (S::Draft, None, Step::Delete) => Ok(About::Record),
        (S::Submitted, None, Step::Edit) => {
            Err(Error::wrong_state("记录已提交；要修改请先撤回。", "The record is submitted; withdraw it to change it."))
        }
        (S::Submitted, None, Step::Submit) => Err(Error::wrong_state("记录已经提交。", "The record is submitted already.")),
        (S::Accepted, None, Step::Submit) => Err(Error::wrong_state(
            "记录已通过；修改即为补正，会自动提交。",
            "The record is accepted; changing it amends it, and the amendment is submitted.",
        )),
        (_, None, Step::Withdraw) => {
            Err(Error::wrong_state("只有已提交、尚未评价的记录可以撤回。", "Only a submitted record that was not evaluated yet can be withdrawn."))
        }
        (_, _, Step::Delete) => Err(Error::wrong_state("提交过的记录不能删除。", "A record that was submitted cannot be deleted.")),
    }
}

impl Session {
    /// What the step is about, if it is possible.
    fn about(&self, step: Step) -> Result<About> {
        about(self.head.status, self.amendment.as_ref().map(|amendment| amendment.status), step)
    }

    /// Whether keeping this text changes nothing: it is the amendment's that waits, else the record's. A returned amendment
    /// is handed in anew even as it was; and whoever repeats that they began the record means the record.
    fn says(&self, hash: &str, seen: Seen) -> bool {
        match (&self.amendment, seen) {
            (Some(amendment), Seen::Version(_)) => amendment.status == AmendmentStatus::Submitted && amendment.hash == hash,
            _ => self.hash == hash,
        }
    }
}

/// Keeps a record: a new draft, a new version of one, or the amendment of an accepted one.
///
/// # Errors
/// `not_found` outside the scope; `already_exists`, `stale_version`, `version_required`, `wrong_state`; `invalid` for
/// what no draft may hold; `impossible_record` for an amendment that cannot have happened.
pub fn put(tx: &mut Tx, scope: &Scope<RecordSession>, standards: &Standards, id: SessionId, seen: Seen, record: Record) -> Result<(Session, bool)> {
    let document = Document::of(record)?;
    let known = store::seek(tx, scope, id)?;
    let stands = |(known, _): &(Session, At<RecordSession>)| Stands { version: known.head.version, same: known.says(&document.hash, seen) };
    match seen.meets(known, stands)? {
        Arrival::Create => begin(tx, scope, standards, id, document).map(|session| (session, true)),
        Arrival::Same((known, _)) => Ok((known, false)),
        Arrival::Change((known, at)) => edit(tx, (scope, &at), standards, known, document).map(|session| (session, false)),
    }
}

fn begin(tx: &mut Tx, scope: &Scope<RecordSession>, standards: &Standards, id: SessionId, document: Document) -> Result<Session> {
    let record = &document.record;
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
        incomplete: false,
        created_by: at.caller()?.account,
        submitted_by: None,
        submitted_at: None,
        version: 1,
        last_act: Act::SessionCreate,
        document_version: 1,
        status_version: 1,
        judged_version: None,
    };
    store::insert(tx, &at, &head)?;
    let kept = Kept::Text(document.text()?);
    keep(tx, &at, None, Session::of(tx, head, None, Written { document, on: now }), kept)
}

fn edit(
    tx: &mut Tx,
    (scope, at): (&Scope<RecordSession>, &At<RecordSession>),
    standards: &Standards,
    before: Session,
    document: Document,
) -> Result<Session> {
    let record = &document.record;
    let about = before.about(Step::Edit)?;
    if record.organization != before.head.organization {
        let (zh, en) = ("记录不能换组织；请在另一组织新建。", "A record does not change its organisation; make a new one there.");
        return Err(Error::field(FieldError::saying("/organization", zh, en)));
    }
    Error::unless_empty(record.misfits())?;
    if let About::Amendment = about {
        return amendments::amend(tx, (scope, at), standards, &before, &document);
    }
    let head = Head {
        kind: record.kind,
        also_kind: record.also_kind,
        title: record.shown_title(),
        held_on: record.held_on,
        late: is_late(tx, standards, record, before.head.received_at),
        version: before.head.version + 1,
        last_act: Act::SessionEdit,
        document_version: before.head.version + 1,
        ..before.head.clone()
    };
    let kept = Kept::Text(document.text()?);
    let written = Written { document, on: tx.now() };
    keep(tx, at, Some(&before), Session::of(tx, head, None, written), kept)
}

/// What a version keeps beside how the session stands after it.
pub(super) enum Kept {
    /// The record's own text, new.
    Text(String),
    /// The record's text was handed in, and this was found.
    Findings(Vec<Finding>),
    /// A step about the record as it stands, with the reason that was given.
    Step(Option<String>),
    /// A version of its own: about the amendment.
    Version(NewVersion),
}

/// Replaces the session that was read, writes its newest version and tells the trail.
pub(super) fn keep<A: Writes>(tx: &mut Tx, at: &At<A>, before: Option<&Session>, session: Session, kept: Kept) -> Result<Session> {
    let head = &session.head;
    let (document, findings, reason) = match kept {
        Kept::Text(text) => (Some(text), None, None),
        Kept::Findings(findings) => (None, Some(findings), None),
        Kept::Step(reason) => (None, None, reason),
        Kept::Version(new) => return told(tx, at, before, session, &new),
    };
    let new = NewVersion { document_version: head.document_version, document, hash: session.hash.clone(), findings, reason };
    told(tx, at, before, session, &new)
}

fn told<A: Writes>(tx: &mut Tx, at: &At<A>, before: Option<&Session>, session: Session, new: &NewVersion) -> Result<Session> {
    let head = &session.head;
    let note = at.note(head.last_act, head.subject(), head.version).hashed(&new.hash).about(head.kind, head.held_on).now(&session.state())?;
    match before {
        None => tx.note(note),
        Some(before) => {
            store::update(tx, at, head, before.head.version)?;
            amendment_store::keep(tx, at, before.amendment.as_ref(), session.amendment.as_ref())?;
            tx.note(note.was(&before.state())?);
        }
    }
    version_store::insert(tx, at, head, new)?;
    attendances::follow(tx, at, before.map(|before| &before.head), &session)?;
    Ok(session)
}

/// Hands a record to the committee.
///
/// # Errors
/// `impossible_record` with everything that cannot have happened; `invalid` for a late record without its reason;
/// `not_found`, `stale_version`, `wrong_state`.
pub fn submit(tx: &mut Tx, scope: &Scope<RecordSession>, standards: &Standards, id: SessionId, seen: Seen) -> Result<Session> {
    let (session, at) = store::find(tx, scope, id)?;
    if !seen.steps(session.head.version, session.head.last_act == Act::SessionSubmit)? {
        return Ok(session);
    }
    session.about(Step::Submit)?;
    let findings = submission(tx, (scope, &at), standards, &session.head, &session.typed)?;
    let (outcome, incomplete) = weighed(&findings);
    let step = session.head.step(Act::SessionSubmit, Status::Submitted);
    let head = Head {
        outcome,
        incomplete,
        submitted_by: Some(at.caller()?.account),
        submitted_at: Some(tx.now()),
        judged_version: Some(step.version),
        ..step
    };
    keep(tx, &at, Some(&session), Session { head, ..session.clone() }, Kept::Findings(findings))
}

/// What the findings come to: the weightiest, and whether something is not there.
pub(super) fn weighed(findings: &[Finding]) -> (Option<Outcome>, bool) {
    (Outcome::of(findings), Judged::is_incomplete(findings))
}

/// Takes a submitted record back before it was evaluated, or the amendment beside it. What a committee decided on once
/// does not become a draft, which nobody above would see any more: it is as if it had been returned.
///
/// # Errors
/// `not_found`, `stale_version`, `wrong_state`.
pub fn withdraw(tx: &mut Tx, scope: &Scope<RecordSession>, id: SessionId, seen: Seen) -> Result<Session> {
    let (session, at) = store::find(tx, scope, id)?;
    if !seen.steps(session.head.version, session.head.last_act == Act::SessionWithdraw)? {
        return Ok(session);
    }
    if let About::Amendment = session.about(Step::Withdraw)? {
        return amendments::take_back(tx, &at, &session);
    }
    let was_decided = version_store::was_decided(tx, &at, &session.head)?;
    let status = if was_decided { Status::Returned } else { Status::Draft };
    let head = session.head.step(Act::SessionWithdraw, status);
    keep(tx, &at, Some(&session), Session { head, ..session.clone() }, Kept::Step(None))
}

/// Deletes a draft that was never submitted. What the trail says of it stays; once more is harmless.
///
/// # Errors
/// `not_found`, `stale_version`, `wrong_state`.
pub fn delete(tx: &mut Tx, scope: &Scope<RecordSession>, id: SessionId, seen: Seen) -> Result<()> {
    let Some((session, at)) = store::seek(tx, scope, id)? else {
        let was_there = trail::has(tx, scope, Act::SessionDelete, Subject::Session(id))?;
        return if was_there { Ok(()) } else { Err(Fault::NotFound.into()) };
    };
    let head = &session.head;
    seen.steps(head.version, false)?;
    session.about(Step::Delete)?;
    if head.submitted_at.is_some() {
        return Err(Error::wrong_state("提交过的记录不能删除。", "A record that was submitted cannot be deleted."));
    }
    store::delete(tx, &at, head)?;
    let note = at.note(Act::SessionDelete, head.subject(), head.version).about(head.kind, head.held_on);
    tx.note(note.was(&session.state())?);
    Ok(())
}

impl Head {
    /// The same record, a version later, with a status that this act gave it.
    pub(super) fn step(&self, act: Act, status: Status) -> Head {
        let version = self.version + 1;
        Head { status, version, last_act: act, status_version: version, ..self.clone() }
    }
    /// The same record, a version later: what was done is about the amendment beside it.
    pub(super) fn beside(&self, act: Act) -> Head {
        Head { version: self.version + 1, last_act: act, ..self.clone() }
    }
}
