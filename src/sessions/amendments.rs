//! What an accepted record is to become. Until its amendment is accepted the accepted one stays in force, with its
//! evaluation, for everybody who could see it; the amendment stands beside it. Taking it back brings nothing down.

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::amendment_store::{Amendment, AmendmentStatus};
use super::document::{Document, Record};
use super::judgement::{Standards, is_late, submission};
use super::lifecycle::{Kept, keep, weighed};
use super::store::{self, Head, Writes};
use super::version_store::{self, NewVersion};
use super::{Session, Status};
use crate::act::Act;
use crate::authz::action::{ReadSession, RecordSession};
use crate::authz::{At, Scope};
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::SessionId;

/// An amendment, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WholeAmendment {
    pub session: SessionId,
    /// The session's version: what an evaluation of the amendment names as read.
    #[serde(skip)]
    pub session_version: i32,
    #[serde(flatten)]
    pub amendment: Amendment,
    /// The canonical JSON as it was kept and hashed.
    #[schema(value_type = Record)]
    pub record: Box<RawValue>,
}

/// The amendment beside a record, whole.
///
/// # Errors
/// `not_found` where the record is, and where no amendment stands beside it.
pub fn amendment(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId) -> Result<WholeAmendment> {
    let (session, at) = store::find(snapshot, scope, id)?;
    let amendment = session.amendment.ok_or(Fault::NotFound)?;
    let record = version_store::written(snapshot, &at, &session.head, amendment.version)?.document.canonical;
    Ok(WholeAmendment { session: id, session_version: session.head.version, amendment, record })
}

/// An accepted record that changes: the amendment is made, or made anew, and handed in at once, with its reason.
pub(super) fn amend(
    tx: &mut Tx,
    (scope, at): (&Scope<RecordSession>, &At<RecordSession>),
    standards: &Standards,
    before: &Session,
    document: &Document,
) -> Result<Session> {
    let record = &document.record;
    let reason = record.amendment_reason.as_ref().filter(|reason| !reason.is_blank());
    let reason = reason.ok_or_else(|| Error::field(FieldError::new("/amendment_reason", FieldFault::ReasonRequired)))?;
    let head = before.head.beside(Act::SessionAmend);
    let late = is_late(tx, standards, record, head.received_at);
    let findings = submission(tx, (scope, at), standards, &head, record)?;
    let (outcome, incomplete) = weighed(&findings);
    let amendment = Amendment {
        session_id: head.id,
        version: head.version,
        status: AmendmentStatus::Submitted,
        status_version: head.version,
        reason: reason.to_string(),
        kind: record.kind,
        also_kind: record.also_kind,
        title: record.shown_title(),
        held_on: record.held_on,
        late,
        outcome,
        incomplete,
        submitted_by: at.caller()?.account,
        submitted_at: tx.now(),
        hash: document.hash.clone(),
    };
    let new = NewVersion {
        document_version: amendment.version,
        document: Some(document.text()?),
        hash: amendment.hash.clone(),
        findings: Some(findings),
        reason: Some(amendment.reason.clone()),
    };
    keep(tx, at, Some(before), Session { head, amendment: Some(amendment), ..before.clone() }, Kept::Version(new))
}

/// Takes the amendment back: the accepted record stands as before.
pub(super) fn take_back(tx: &mut Tx, at: &At<RecordSession>, before: &Session) -> Result<Session> {
    let head = before.head.beside(Act::SessionWithdraw);
    keep(tx, at, Some(before), Session { head, amendment: None, ..before.clone() }, Kept::Step(None))
}

/// Its amendment is what the record is from now on.
pub(super) fn taken_over<A: Writes>(tx: &mut Tx, at: &At<A>, before: &Session, amendment: &Amendment) -> Result<Session> {
    let head = Head {
        kind: amendment.kind,
        also_kind: amendment.also_kind,
        title: amendment.title.clone(),
        held_on: amendment.held_on,
        late: amendment.late,
        outcome: amendment.outcome,
        incomplete: amendment.incomplete,
        submitted_by: Some(amendment.submitted_by),
        submitted_at: Some(amendment.submitted_at),
        document_version: amendment.version,
        judged_version: Some(amendment.version),
        ..before.head.step(Act::SessionAccept, Status::Accepted)
    };
    let written = version_store::written(tx, at, &before.head, amendment.version)?;
    keep(tx, at, Some(before), Session::of(tx, head, None, written), Kept::Step(None))
}

/// The amendment alone gets another status; the record in force is not touched.
pub(super) fn moved<A: Writes>(
    tx: &mut Tx,
    at: &At<A>,
    before: &Session,
    amendment: &Amendment,
    act: Act,
    status: AmendmentStatus,
) -> Result<Session> {
    let head = before.head.beside(act);
    let new = NewVersion { document_version: amendment.version, document: None, hash: amendment.hash.clone(), findings: None, reason: None };
    let amendment = Some(Amendment { status, status_version: head.version, ..amendment.clone() });
    keep(tx, at, Some(before), Session { head, amendment, ..before.clone() }, Kept::Version(new))
}
