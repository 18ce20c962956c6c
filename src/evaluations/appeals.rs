//! The branch's appeal against an evaluation, and the answer to it by somebody else than who gave it.

use deserr::Deserr;
use utoipa::ToSchema;

use super::store::{self, Evaluation, Word};
use super::{Act, not_ones_own};
use crate::authz::Scope;
use crate::authz::action::{EvaluateSession, RecordSession};
use crate::db::Tx;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::EvaluationId;
use crate::sessions::{self, Status};
use crate::text::Remark;

/// Why the branch does not agree.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct Appeal {
    #[schema(value_type = String, example = "表决情况记录在第 3 项，请复核。")]
    pub reason: Remark,
}

/// What the committee answers.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct Answer {
    #[schema(value_type = String)]
    pub answer: Remark,
    /// The evaluation falls: the record is submitted again, as it stands.
    pub withdraw: bool,
}

/// Appeals against an evaluation, within `days` of it. Once.
///
/// # Errors
/// `not_found`; `wrong_state` after the days, a second time, or against a mere note; `invalid` without a reason.
pub fn appeal(tx: &mut Tx, scope: &Scope<RecordSession>, days: u16, id: EvaluationId, draft: Appeal) -> Result<Evaluation> {
    let row = store::find_row(tx, id)?.ok_or(Fault::NotFound)?;
    // The record is not named in the request's path, and may be changed by another at the same time.
    tx.hold(&[row.session_id.0])?;
    let head = sessions::head(tx, row.session_id)?;
    let at = scope.at(head.organization, &head.path)?;
    if let Some(said) = &row.appeal {
        return if *said == draft.reason.as_str() {
            row.spoken()
        } else {
            Err(refused("已经申诉过，请等候答复。", "There is an appeal already; wait for its answer."))
        };
    }
    if row.act == Act::Note {
        return Err(refused("“审阅”没有结论，不必申诉。", "A note decides nothing; there is nothing to appeal against."));
    }
    if tx.now() > row.at.plus_seconds(i64::from(days) * 86_400) {
        return Err(refused(&format!("已超过 {days} 天的申诉期。"), &format!("The {days} days for an appeal are over.")));
    }
    if draft.reason.is_blank() {
        return Err(Error::field(FieldError::new("/reason", FieldFault::ReasonRequired)));
    }
    store::speak(tx, id, at.caller().account, Word::Appeal(&draft.reason))?;
    tx.note(at.note("evaluation.appeal", "evaluation", id.0, row.version, None));
    store::find(tx, id)?.ok_or(Fault::NotFound.into())
}

/// Answers an appeal. When the evaluation falls, the record waits for another one.
///
/// # Errors
/// `not_found`; `own_record` for who gave the evaluation or wrote the record; `wrong_state` when nothing waits for an
/// answer or the record has moved on.
pub fn answer(tx: &mut Tx, scope: &Scope<EvaluateSession>, id: EvaluationId, draft: Answer) -> Result<Evaluation> {
    let row = store::find_row(tx, id)?.ok_or(Fault::NotFound)?;
    // The record is not named in the request's path, and may be changed by another at the same time.
    tx.hold(&[row.session_id.0])?;
    let head = sessions::head(tx, row.session_id)?;
    let at = scope.at(head.organization, &head.path)?;
    if row.appeal.is_none() || row.answer.is_some() {
        return Err(refused("没有等待答复的申诉。", "No appeal waits for an answer."));
    }
    if row.author == scope.caller().account {
        return Err(Error::new(Fault::OwnRecord)
            .saying("对自己评价的申诉，请由他人答复。", "An appeal is answered by somebody else than who gave the evaluation."));
    }
    not_ones_own(tx, scope, &head)?;
    if draft.answer.is_blank() {
        return Err(Error::field(FieldError::new("/answer", FieldFault::ReasonRequired)));
    }
    store::speak(tx, id, at.caller().account, Word::Answer(&draft.answer))?;
    tx.note(at.note("evaluation.answer", "evaluation", id.0, row.version, None));
    if draft.withdraw {
        let stands = match row.act {
            Act::Accept => Status::Accepted,
            Act::Return | Act::Note => Status::Returned,
        };
        if head.status != stands {
            return Err(refused("记录此后已有变化，不能再撤销这次评价。", "The record has moved on; this evaluation can no longer fall."));
        }
        sessions::decided(tx, &at, &head, Status::Submitted)?;
    }
    store::find(tx, id)?.ok_or(Fault::NotFound.into())
}

fn refused(zh: &str, en: &str) -> Error {
    Error::new(Fault::WrongState).saying(zh, en)
}
