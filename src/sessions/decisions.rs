//! What a committee's word does to a session: to the amendment that waits beside the record, else to the record itself.

use super::amendment_store::{Amendment, AmendmentStatus};
use super::lifecycle::{Kept, keep};
use super::store::Head;
use super::version_store;
use super::{Record, Session, Status, amendments};
use crate::act::Act;
use crate::authz::action::EvaluateSession;
use crate::authz::{Action, At};
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Result};
use crate::rulebook::kinds::Kind;

/// What a committee decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Accept,
    Return,
}

impl Session {
    /// The amendment that waits for a decision.
    pub fn waiting(&self) -> Option<&Amendment> {
        self.amendment.as_ref().filter(|amendment| amendment.status == AmendmentStatus::Submitted)
    }
    /// Of which kind is what the committee has before it.
    pub fn kind_before_committee(&self) -> Kind {
        self.waiting().map_or(self.head.kind, |amendment| amendment.kind)
    }
    /// The version whose text the committee has before it.
    pub fn version_before_committee(&self) -> i32 {
        self.waiting().map_or(self.head.document_version, |amendment| amendment.version)
    }
    pub(super) fn state(&self) -> super::SessionState {
        self.head.state(self.amendment.as_ref())
    }
}

/// The text that the committee has before it: the amendment's that waits, else the record's.
///
/// # Errors
/// When it is not there.
pub fn before_committee<A: Action>(snapshot: &mut Snapshot, at: &At<A>, session: &Session) -> Result<Record> {
    Ok(match session.waiting() {
        Some(amendment) => version_store::written(snapshot, at, &session.head, amendment.version)?.document.record,
        None => session.typed.clone(),
    })
}

/// What an evaluation does to the record it is about, or to the amendment that waits beside it.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub fn decided(tx: &mut Tx, at: &At<EvaluateSession>, session: &Session, decision: Decision) -> Result<Session> {
    match (session.waiting(), decision) {
        (Some(amendment), Decision::Accept) => amendments::taken_over(tx, at, session, amendment),
        (Some(amendment), Decision::Return) => amendments::moved(tx, at, session, amendment, Act::SessionReturn, AmendmentStatus::Returned),
        (None, Decision::Accept) => step(tx, at, session, Act::SessionAccept, Status::Accepted, None),
        (None, Decision::Return) => {
            // A record that comes back whole is mended whole: an amendment that was returned before has nothing to amend.
            let bare = Session { amendment: None, head: session.head.step(Act::SessionReturn, Status::Returned), ..session.clone() };
            keep(tx, at, Some(session), bare, Kept::Step(None))
        }
    }
}

/// A decision that falls, on appeal: what it was about waits for another one, unless it has moved on since. A second
/// return, or a record half mended, is not what was appealed against.
///
/// # Errors
/// `wrong_state` when it has; `stale_version` when another change was quicker.
pub fn fell(tx: &mut Tx, at: &At<EvaluateSession>, session: &Session, judged: i32) -> Result<Session> {
    let returned = session.amendment.as_ref().filter(|amendment| amendment.status == AmendmentStatus::Returned);
    match returned.filter(|amendment| amendment.status_version == judged + 1) {
        Some(amendment) => amendments::moved(tx, at, session, amendment, Act::SessionReopen, AmendmentStatus::Submitted),
        None if session.head.stands_by(judged) => step(tx, at, session, Act::SessionReopen, Status::Submitted, None),
        None => Err(Error::wrong_state("记录此后已有变化，不能再撤销这次评价。", "The record has moved on; this evaluation can no longer fall.")),
    }
}

/// A committee takes up again what one below it accepted, and says why.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub fn reopened(tx: &mut Tx, at: &At<EvaluateSession>, session: &Session, reason: &str) -> Result<Session> {
    step(tx, at, session, Act::SessionReopen, Status::Submitted, Some(reason.to_string()))
}

/// Whether its newest version reopened it for this reason.
///
/// # Errors
/// A fault of the database.
pub fn is_reopened(snapshot: &mut Snapshot, at: &At<EvaluateSession>, head: &Head, reason: &str) -> Result<bool> {
    Ok(head.last_act == Act::SessionReopen && version_store::last_reason(snapshot, at, head)?.as_deref() == Some(reason))
}

fn step(tx: &mut Tx, at: &At<EvaluateSession>, session: &Session, act: Act, status: Status, reason: Option<String>) -> Result<Session> {
    let head = session.head.step(act, status);
    keep(tx, at, Some(session), Session { head, ..session.clone() }, Kept::Step(reason))
}

impl Head {
    /// Whether the decision on that version still is what gave the record its status, with not a word changed since.
    pub fn stands_by(&self, judged: i32) -> bool {
        let is_decided = matches!(self.status, Status::Accepted | Status::Returned);
        is_decided && self.status_version == judged + 1 && !self.is_being_mended()
    }
    /// It came back, and its branch has begun to change it.
    pub(super) fn is_being_mended(&self) -> bool {
        self.status == Status::Returned && self.last_act == Act::SessionEdit
    }
}
