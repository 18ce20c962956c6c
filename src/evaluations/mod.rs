//! What a higher committee says of a session: takes note of it, accepts it, or returns it with reasons; and what the
//! branch answers. Feedback bound to the version that was read, never by whoever wrote the record. Not here: the
//! rulebook's automatic findings (`rulebook`), and any sum over evaluations.

mod appeals;
mod attention;
mod bulk;
mod form_in_use;
mod forms;
pub mod http;
mod mine;
mod mine_store;
mod name_store;
mod queue;
mod queue_counts;
mod queue_store;
mod reopening;
mod store;

use serde::{Deserialize, Serialize};

pub use appeals::{Answer, Appeal, answer, appeal};
pub use attention::Attention;
pub use bulk::{BulkAccept, BulkResult, accept_clean};
pub use form_in_use::{FormInUse, form_for, get_form, put_form};
pub use forms::{Form, Forms, Grade, Score};
pub use mine::{Became, MineKey, News, mine};
pub use queue::{OpenAppeal, Queued, ReviewFilter, ReviewKey, Waits, queue};
pub use queue_counts::{CountFilter, WaitCount, counts};
pub use reopening::{Reopening, reopen};
pub use store::Evaluation;

use crate::act::{Act, Subject};
use crate::authz::action::{ActionKind, EvaluateSession, NoteSession, ReadSession};
use crate::authz::policy::{Reach, reach};
use crate::authz::{Action, At, Held, Scope};
use crate::db::{Path, Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::{EntryId, EvaluationId, OrganizationId, SessionId};
use crate::part;
use crate::seen::{Arrival, Seen, Stands};
use crate::sessions::{self, Decision, Head, Record, Session, Status};
use crate::text::{Pointer, Prose, Remark};
use store::{Evaluates, Given};

crate::vocabulary! {
    /// What a superior does with a record.
    pub enum Verdict {
        Note = "note" "审阅";
        Accept = "accept" "通过";
        Return = "return" "退回";
    }
}

part! {
    /// One reason for a return, at a place in the record: an entry by its id, never by its number, which the next edit changes.
    #[schema(example = json!({ "pointer": "/minutes", "text": "请补充不同意见。" }))]
    Reason {
        must {
            /// JSON Pointer from there; empty for the whole. It may name what is missing, and no entry of a list by its number.
            pointer: Pointer,
            text: Remark,
        }
        may {
            /// The entry of one of the record's lists that it is about: an item, a speech, a decision, a vote … Absent: the record.
            entry: EntryId,
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

/// Evaluates a session at the version the reviewer read: the amendment that waits beside it, else the record. Whoever may
/// only take note decides nothing.
///
/// # Errors
/// `not_found` outside the reviewer's committees or for a draft; `forbidden` for a decision of who may only take note;
/// `own_record` for what the reviewer wrote; `stale_version` when a newer version exists; `wrong_state` when there is
/// nothing to decide; `invalid`.
pub fn evaluate(
    tx: &mut Tx,
    scope: &Scope<NoteSession>,
    forms: &Forms,
    id: SessionId,
    seen: Seen,
    draft: EvaluationDraft,
) -> Result<(Evaluation, bool)> {
    let decision = match draft.verdict {
        Verdict::Note => return give(tx, scope, forms, id, seen, draft, noted),
        Verdict::Accept => Decision::Accept,
        Verdict::Return => Decision::Return,
    };
    let scope = scope.also::<EvaluateSession>();
    if scope.is_empty() {
        return Err(Fault::Forbidden.into());
    }
    give(tx, &scope, forms, id, seen, draft, |tx, at, session, _| sessions::decided(tx, at, session, decision).map(drop))
}

/// Keeps the evaluation, once however often it is sent, and does to the record what it says. Answers it, and whether it is new.
fn give<A: Evaluates>(
    tx: &mut Tx,
    scope: &Scope<A>,
    forms: &Forms,
    id: SessionId,
    seen: Seen,
    draft: EvaluationDraft,
    then: impl FnOnce(&mut Tx, &At<A>, &Session, EvaluationId) -> Result<()>,
) -> Result<(Evaluation, bool)> {
    let (session, at) = sessions::find(tx, scope, id)?;
    let author = scope.caller()?.account;
    let stands = |known: &Evaluation| Stands { version: known.version, same: known.session == id && known.says(&draft, author) };
    // An evaluation is made once and never changed: its id is the client's, the version that was read is the session's.
    if let Arrival::Same(known) = Seen::Nothing.meets(store::seek(tx, &at, draft.id)?, stands)? {
        return Ok((known, false));
    }
    seen.changes(session.head.version, false)?;
    may_decide(tx, &at, &session, draft.verdict)?;
    let content = content(tx, &at, forms, &session, &draft)?;
    let by = speaker(scope, at.path())?;
    let evaluation = store::insert(tx, &at, &session, &by, &Given { id: draft.id, verdict: draft.verdict, content })?;
    then(tx, &at, &session, draft.id)?;
    Ok((evaluation, true))
}

/// A note changes nothing of the record, and is told.
fn noted(tx: &mut Tx, at: &At<NoteSession>, session: &Session, id: EvaluationId) -> Result<()> {
    let note = at.note(Act::EvaluationNote, Subject::Evaluation(id), session.head.version);
    tx.note(note.about(session.head.kind, session.head.held_on));
    Ok(())
}

/// Whether the caller may decide on the record as it stands: nobody evaluates what they wrote, and what was decided is
/// not decided again.
fn may_decide<A: Action>(tx: &mut Tx, at: &At<A>, session: &Session, verdict: Verdict) -> Result<()> {
    not_ones_own(tx, at, &session.head)?;
    match (session.head.status, verdict) {
        _ if session.waiting().is_some() => Ok(()),
        (Status::Submitted, _) | (Status::Accepted | Status::Returned, Verdict::Note) => Ok(()),
        (status, verdict) => Err(Error::wrong_state(
            format!("记录现为“{}”，不能{}。", status.zh(), verdict.zh()),
            format!("The record is {status}; it cannot be decided on ({verdict})."),
        )),
    }
}

fn not_ones_own<A: Action>(tx: &mut Tx, at: &At<A>, head: &Head) -> Result<()> {
    let author = at.caller()?.account;
    if sessions::authors(tx, at, head)?.contains(&author) { Err(Fault::OwnRecord.into()) } else { Ok(()) }
}

fn content<A: Action>(tx: &mut Tx, at: &At<A>, forms: &Forms, session: &Session, draft: &EvaluationDraft) -> Result<Content> {
    let mut wrong = draft.mistakes(&sessions::before_committee(tx, at, session)?);
    let form = form_for(tx, at, forms, session.kind_before_committee())?.form;
    let weighted = form.weigh(&draft.scores).unwrap_or_else(|error| {
        wrong.extend(error.fields);
        None
    });
    Error::unless_empty(wrong)?;
    Ok(Content { grade: draft.grade, scores: draft.scores.to_vec(), weighted, comment: draft.comment.clone(), reasons: draft.reasons.to_vec() })
}

impl EvaluationDraft {
    /// What is wrong with it for this record, apart from its scores.
    fn mistakes(&self, record: &Record) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        if self.verdict != Verdict::Note && self.grade.is_none() {
            wrong.push(FieldError::new("/grade", FieldFault::Required).with("grade"));
        }
        if self.verdict == Verdict::Return && self.reasons.is_empty() {
            wrong.push(FieldError::new("/reasons", FieldFault::ReasonRequired));
        }
        for (index, reason) in self.reasons.iter().enumerate() {
            if reason.text.is_blank() {
                wrong.push(FieldError::new(format!("/reasons/{index}/text"), FieldFault::Empty));
            }
            if !record.knows(reason.entry, reason.pointer.as_str()) {
                wrong.push(FieldError::new(format!("/reasons/{index}/pointer"), FieldFault::PointsNowhere));
            }
        }
        wrong
    }
}

/// The committees that the caller evaluates for. What else they are somewhere does not make that place one.
fn committees<A: Action>(scope: &Scope<A>) -> impl Iterator<Item = &Held> {
    with_reach(scope, EvaluateSession::KIND)
}

fn with_reach<A: Action>(scope: &Scope<A>, action: ActionKind) -> impl Iterator<Item = &Held> {
    scope.held().iter().filter(move |held| reach(held.role, action) != Reach::Nowhere)
}

/// In whose name something is said of a record.
struct Speaker {
    committee: OrganizationId,
    /// By somebody who looks at the committee's subtree and decides nothing there.
    inspects: bool,
}

/// The nearest of the caller's committees above the record; where they evaluate for none, one that they audit for.
fn speaker<A: Action>(scope: &Scope<A>, path: &Path) -> Result<Speaker> {
    let nearest = |action| {
        let above = with_reach(scope, action).filter(|held| path != &held.path && path.is_within(&held.path));
        above.max_by_key(|held| held.path.level()).map(|held| held.organization)
    };
    let evaluates = nearest(EvaluateSession::KIND).map(|committee| Speaker { committee, inspects: false });
    let speaker = evaluates.or_else(|| nearest(NoteSession::KIND).map(|committee| Speaker { committee, inspects: true }));
    speaker.ok_or(Fault::NotFound.into())
}

/// The history of a session's evaluations, oldest first.
///
/// # Errors
/// `not_found`.
pub fn list(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId) -> Result<Vec<Evaluation>> {
    let (head, at) = sessions::head(snapshot, scope, id)?;
    store::of_session(snapshot, &at, &head)
}
