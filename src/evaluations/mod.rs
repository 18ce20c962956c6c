//! What a higher committee says of a session: takes note of it, accepts it, or returns it with reasons; and what the
//! branch answers. Feedback bound to the version that was read, never by whoever wrote the record. Not here: the
//! rulebook's automatic findings (`rulebook`), and any sum over evaluations.

mod appeals;
mod attention;
mod bulk;
mod form_in_use;
mod forms;
pub mod http;
mod queue;
mod queue_store;
mod store;

use serde::{Deserialize, Serialize};

pub use appeals::{Answer, Appeal, answer, appeal};
pub use attention::{Attention, ReviewFilter, ReviewKey};
pub use bulk::{BulkAccept, BulkResult, accept_clean};
pub use form_in_use::{FormInUse, form_for, get_form, put_form};
pub use forms::{Form, Forms, Grade, Score};
pub use queue::{Queued, queue};
pub use store::Evaluation;

use crate::act::{Act, Subject};
use crate::authz::action::{EvaluateSession, ReadSession};
use crate::authz::policy::{Reach, reach};
use crate::authz::{Action, At, Held, Scope};
use crate::db::{Path, Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::{EvaluationId, OrganizationId, SessionId};
use crate::part;
use crate::seen::{Arrival, Seen, Stands};
use crate::sessions::{self, Head, Session, Status};
use crate::text::{Pointer, Prose, Remark};
use store::Given;

crate::vocabulary! {
    /// What a superior does with a record.
    pub enum Verdict {
        Note = "note" "审阅";
        Accept = "accept" "通过";
        Return = "return" "退回";
    }
}

part! {
    /// One reason for a return, at a place in the record.
    #[schema(example = json!({ "pointer": "/agenda/0/discussion", "text": "请补充不同意见。" }))]
    Reason {
        must {
            pointer: Pointer,
            text: Remark,
        }
    }
}

part! {
    /// An evaluation as a reviewer sends it.
    sent EvaluationDraft {
        must {
            /// Made by the client, so that a retry is harmless.
            id: EvaluationId,
            verdict: Verdict,
        }
        may {
            /// Required to accept or return.
            grade: Grade,
            comment: Prose,
        }
        many {
            /// Required to return.
            reasons: Reason,
        }
        many at most 10 {
            /// None, or one for every criterion of the form.
            scores: Score,
        }
    }
}

/// What is kept of an evaluation beside who, when and of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub grade: Option<Grade>,
    pub scores: Vec<Score>,
    /// The weighted mean of the scores, 0 to 100.
    pub weighted: Option<u32>,
    pub comment: Option<Prose>,
    pub reasons: Vec<Reason>,
}

/// Evaluates a session at the version the reviewer read.
///
/// # Errors
/// `not_found` outside the reviewer's committees or for a draft; `own_record` for what the reviewer wrote;
/// `stale_version` when a newer version exists; `wrong_state` when there is nothing to decide; `invalid`.
pub fn evaluate(
    tx: &mut Tx,
    scope: &Scope<EvaluateSession>,
    forms: &Forms,
    id: SessionId,
    seen: Seen,
    draft: EvaluationDraft,
) -> Result<(Evaluation, bool)> {
    let (session, at) = sessions::find(tx, scope, id)?;
    let author = scope.caller()?.account;
    let stands = |known: &Evaluation| Stands { version: known.version, same: known.session == id && known.says(&draft, author) };
    // An evaluation is made once and never changed: its id is the client's, the version that was read is the session's.
    if let Arrival::Same(known) = Seen::Nothing.meets(store::seek(tx, &at, draft.id)?, stands)? {
        return Ok((known, false));
    }
    seen.changes(session.head.version, false)?;
    may_decide(tx, &at, &session.head, draft.verdict)?;
    let content = content(tx, &at, forms, &session, &draft)?;
    let evaluation = decide(tx, scope, &at, &session, &Given { id: draft.id, verdict: draft.verdict, content })?;
    Ok((evaluation, true))
}

/// Whether the caller may decide on the record as it stands: nobody evaluates what they wrote, and what was decided is
/// not decided again.
fn may_decide(tx: &mut Tx, at: &At<EvaluateSession>, head: &Head, verdict: Verdict) -> Result<()> {
    not_ones_own(tx, at, head)?;
    match (head.status, verdict) {
        (Status::Submitted, _) | (Status::Accepted | Status::Returned, Verdict::Note) => Ok(()),
        (status, verdict) => Err(Error::wrong_state(
            format!("记录现为“{}”，不能{}。", status.zh(), verdict.zh()),
            format!("The record is {status}; it cannot be decided on ({verdict})."),
        )),
    }
}

fn not_ones_own(tx: &mut Tx, at: &At<EvaluateSession>, head: &Head) -> Result<()> {
    let author = at.caller()?.account;
    if sessions::authors(tx, at, head)?.contains(&author) { Err(Fault::OwnRecord.into()) } else { Ok(()) }
}

fn content(tx: &mut Tx, at: &At<EvaluateSession>, forms: &Forms, session: &Session, draft: &EvaluationDraft) -> Result<Content> {
    let mut wrong = draft.mistakes(session)?;
    let form = form_for(tx, at, forms, session.head.kind)?.form;
    let weighted = form.weigh(&draft.scores).unwrap_or_else(|error| {
        wrong.extend(error.fields);
        None
    });
    Error::unless_empty(wrong)?;
    Ok(Content { grade: draft.grade, scores: draft.scores.to_vec(), weighted, comment: draft.comment.clone(), reasons: draft.reasons.to_vec() })
}

impl EvaluationDraft {
    /// What is wrong with it for this record, apart from its scores.
    fn mistakes(&self, session: &Session) -> Result<Vec<FieldError>> {
        let mut wrong = Vec::new();
        if self.verdict != Verdict::Note && self.grade.is_none() {
            wrong.push(FieldError::new("/grade", FieldFault::Required).with("grade"));
        }
        if self.verdict == Verdict::Return && self.reasons.is_empty() {
            wrong.push(FieldError::new("/reasons", FieldFault::ReasonRequired));
        }
        let record: serde_json::Value = serde_json::from_str(session.record.get()).map_err(Error::internal)?;
        for (index, reason) in self.reasons.iter().enumerate() {
            if reason.text.is_blank() {
                wrong.push(FieldError::new(format!("/reasons/{index}/text"), FieldFault::Empty));
            }
            if record.pointer(reason.pointer.as_str()).is_none() {
                wrong.push(FieldError::new(format!("/reasons/{index}/pointer"), FieldFault::PointsNowhere));
            }
        }
        Ok(wrong)
    }
}

/// The committees that the caller evaluates for. What else they are somewhere does not make that place one.
fn committees(scope: &Scope<EvaluateSession>) -> impl Iterator<Item = &Held> {
    scope.held().iter().filter(|held| reach(held.role, EvaluateSession::KIND) != Reach::Nowhere)
}

/// In whose name the caller evaluates: the nearest of their committees above the record.
fn committee(scope: &Scope<EvaluateSession>, path: &Path) -> Result<OrganizationId> {
    let above = committees(scope).filter(|held| path != &held.path && path.is_within(&held.path));
    above.max_by_key(|held| held.path.level()).map(|held| held.organization).ok_or(Fault::NotFound.into())
}

/// Keeps the evaluation and does to the record what it says.
fn decide(tx: &mut Tx, scope: &Scope<EvaluateSession>, at: &At<EvaluateSession>, session: &Session, given: &Given) -> Result<Evaluation> {
    let by = committee(scope, at.path())?;
    let evaluation = store::insert(tx, at, &session.head, by, given)?;
    let status = match given.verdict {
        Verdict::Accept => Status::Accepted,
        Verdict::Return => Status::Returned,
        Verdict::Note => {
            let note = at.note(Act::EvaluationNote, Subject::Evaluation(given.id), session.head.version);
            tx.note(note.about(session.head.kind, session.head.held_on));
            return Ok(evaluation);
        }
    };
    sessions::decided(tx, at, session, status)?;
    Ok(evaluation)
}

/// The history of a session's evaluations, oldest first.
///
/// # Errors
/// `not_found`.
pub fn list(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId) -> Result<Vec<Evaluation>> {
    let (head, at) = sessions::head(snapshot, scope, id)?;
    store::of_session(snapshot, &at, &head)
}
