//! The branch's appeal against an evaluation, and the answer to it by somebody else than who gave it.

use super::store::{self, Evaluation};
use super::{Verdict, not_ones_own};
use crate::act::{Act, Subject};
use crate::authz::action::{EvaluateSession, RecordSession};
use crate::authz::{Action, At, Scope};
use crate::db::Tx;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::EvaluationId;
use crate::part;
use crate::sessions::{self, Session};
use crate::text::Remark;

part! {
    /// Why the branch does not agree.
    #[schema(example = json!({ "reason": "表决情况记录在第3项，请复核。" }))]
    sent Appeal {
        must {
            reason: Remark,
        }
    }
}

part! {
    /// What the committee answers.
    sent Answer {
        must {
            answer: Remark,
            /// The evaluation falls: the record is submitted again, as it stands.
            withdraw: bool,
        }
    }
}

/// The evaluation, and the record that it is about. The record is not named in the request's path, and may be changed by
/// another at the same time: its turn is taken before it is read.
fn found<A: Action>(tx: &mut Tx, scope: &Scope<A>, id: EvaluationId) -> Result<(Evaluation, Session, At<A>)> {
    let (evaluation, _) = store::find(tx, scope, id)?;
    tx.hold(&[evaluation.session.0])?;
    let (session, at) = sessions::find(tx, scope, evaluation.session)?;
    Ok((evaluation, session, at))
}

/// Appeals against an evaluation, within `days` of it. Once.
///
/// # Errors
/// `not_found`; `wrong_state` after the days, a second time, or against a mere note; `invalid` without a reason.
pub fn appeal(tx: &mut Tx, scope: &Scope<RecordSession>, days: u16, id: EvaluationId, draft: Appeal) -> Result<Evaluation> {
    let (evaluation, session, at) = found(tx, scope, id)?;
    match &evaluation.appeal {
        Some(said) if said.text == draft.reason.as_str() => return Ok(evaluation),
        Some(_) => return Err(Error::wrong_state("已经申诉过，请等候答复。", "There is an appeal already; wait for its answer.")),
        None => (),
    }
    if evaluation.verdict == Verdict::Note {
        return Err(Error::wrong_state("“审阅”没有结论，不必申诉。", "A note decides nothing; there is nothing to appeal against."));
    }
    if tx.now() > evaluation.created_at.plus_seconds(i64::from(days) * 86_400) {
        return Err(Error::wrong_state(format!("已超过 {days} 天的申诉期。"), format!("The {days} days for an appeal are over.")));
    }
    if draft.reason.is_blank() {
        return Err(Error::field(FieldError::new("/reason", FieldFault::ReasonRequired)));
    }
    store::appeal(tx, &at, id, &draft.reason)?;
    let note = at.note(Act::EvaluationAppeal, Subject::Evaluation(id), evaluation.version);
    tx.note(note.about(session.head.kind, session.head.held_on));
    store::find(tx, scope, id).map(|(evaluation, _)| evaluation)
}

/// Answers an appeal. When the evaluation falls, the record waits for another one.
///
/// # Errors
/// `not_found`; `own_record` for who gave the evaluation or wrote the record; `wrong_state` when nothing waits for an
/// answer or the record has moved on.
pub fn answer(tx: &mut Tx, scope: &Scope<EvaluateSession>, id: EvaluationId, draft: Answer) -> Result<Evaluation> {
    let (evaluation, session, at) = found(tx, scope, id)?;
    let author = scope.caller()?.account;
    match &evaluation.answer {
        // The reply to this very answer was lost.
        Some(said) if draft.is(&evaluation, &said.text) && said.by == Some(author) => return Ok(evaluation),
        None if evaluation.appeal.is_some() => (),
        _ => return Err(Error::wrong_state("没有等待答复的申诉。", "No appeal waits for an answer.")),
    }
    if evaluation.author == author {
        return Err(Error::new(Fault::OwnRecord)
            .saying("对自己评价的申诉，请由他人答复。", "An appeal is answered by somebody else than who gave the evaluation."));
    }
    not_ones_own(tx, &at, &session.head)?;
    if draft.answer.is_blank() {
        return Err(Error::field(FieldError::new("/answer", FieldFault::ReasonRequired)));
    }
    store::answer(tx, &at, id, &draft.answer, draft.withdraw)?;
    let note = at.note(Act::EvaluationAnswer, Subject::Evaluation(id), evaluation.version);
    tx.note(note.about(session.head.kind, session.head.held_on));
    if draft.withdraw {
        sessions::fell(tx, &at, &session, evaluation.version)?;
    }
    store::find(tx, scope, id).map(|(evaluation, _)| evaluation)
}

impl Answer {
    fn is(&self, evaluation: &Evaluation, said: &str) -> bool {
        (self.answer.as_str(), self.withdraw) == (said, evaluation.withdrawn)
    }
}
