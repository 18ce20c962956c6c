//! What a higher committee says of a session: takes note of it, accepts it, or returns it with reasons; and what the
//! branch answers. Feedback bound to the version that was read, never by whoever wrote the record. Not here: the
//! rulebook's automatic findings (`rulebook`), and any sum over evaluations.

mod appeals;
pub mod forms;
pub mod http;
mod reviews;
mod store;

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use appeals::{Answer, Appeal, answer, appeal};
pub use forms::{Form, Forms, Grade, Score};
pub use reviews::{Attention, BulkAccept, BulkResult, Queued, ReviewKey, accept_clean, queue};
pub use store::{Evaluation, form_for, list, put_form};

use crate::authz::action::EvaluateSession;
use crate::authz::{Held, Role, Scope};
use crate::db::{Path, Tx};
use crate::draft::LONGEST_LIST;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::http::Seen;
use crate::id::{EvaluationId, OrganizationId, SessionId};
use crate::sessions::{self, Head, Status};
use crate::text::{Prose, Remark};

crate::vocabulary! {
    /// What a superior does with a record.
    pub enum Act {
        Note = "note" "审阅";
        Accept = "accept" "通过";
        Return = "return" "退回";
    }
}

/// One reason for a return, at a place in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[serde(deny_unknown_fields)]
#[deserr(deny_unknown_fields)]
pub struct Reason {
    /// JSON Pointer into the record; empty for the record as a whole.
    #[schema(example = "/agenda/0/discussion")]
    pub pointer: String,
    #[schema(value_type = String, example = "请补充不同意见。")]
    pub text: Remark,
}

/// An evaluation as a reviewer sends it.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct EvaluationDraft {
    /// Made by the client, so that a retry is harmless.
    pub id: EvaluationId,
    pub act: Act,
    /// Required to accept or return.
    #[deserr(default)]
    pub grade: Option<Grade>,
    /// None, or one for every criterion of the form.
    #[deserr(default)]
    #[schema(required = false)]
    pub scores: Vec<Score>,
    #[deserr(default)]
    #[schema(value_type = Option<String>)]
    pub comment: Option<Prose>,
    /// Required to return.
    #[deserr(default)]
    #[schema(required = false)]
    pub reasons: Vec<Reason>,
}

/// What is kept of an evaluation beside who, when and of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
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
    let head = evaluable(tx, scope, id)?;
    if let Some(known) = store::find(tx, draft.id)? {
        return if known.session == id && known.says(&draft, scope.caller().account) { Ok((known, false)) } else { Err(Fault::AlreadyExists.into()) };
    }
    seen.must_be(head.version)?;
    not_ones_own(tx, scope, &head)?;
    allowed(head.status, draft.act)?;
    let verdict = judged(tx, forms, &head, draft.act, &draft)?;
    let by = committee(scope, &head.path)?;
    let evaluation = decide(tx, scope, &head, by, draft.id, draft.act, verdict)?;
    Ok((evaluation, true))
}

/// The head of a session that the caller's committees may evaluate. A draft is the branch's own and not there for them.
fn evaluable(tx: &mut Tx, scope: &Scope<EvaluateSession>, id: SessionId) -> Result<Head> {
    let head = sessions::head(tx, id)?;
    scope.at(head.organization, &head.path)?;
    if head.status == Status::Draft { Err(Fault::NotFound.into()) } else { Ok(head) }
}

fn not_ones_own(tx: &mut Tx, scope: &Scope<EvaluateSession>, head: &Head) -> Result<()> {
    if sessions::authors(tx, head.id)?.contains(&scope.caller().account) { Err(Fault::OwnRecord.into()) } else { Ok(()) }
}

fn allowed(status: Status, act: Act) -> Result<()> {
    match (status, act) {
        (Status::Submitted, _) | (Status::Accepted | Status::Returned, Act::Note) => Ok(()),
        (status, act) => Err(Error::new(Fault::WrongState)
            .saying(format!("记录现为“{}”，不能{}。", status.zh(), act.zh()), format!("The record is {status}; it cannot be decided on ({act})."))),
    }
}

fn judged(tx: &mut Tx, forms: &Forms, head: &Head, act: Act, draft: &EvaluationDraft) -> Result<Verdict> {
    let mut wrong = Vec::new();
    if act != Act::Note && draft.grade.is_none() {
        wrong.push(FieldError::new("/grade", FieldFault::Required).with("grade"));
    }
    if act == Act::Return && draft.reasons.is_empty() {
        wrong.push(FieldError::new("/reasons", FieldFault::ReasonRequired));
    }
    if draft.reasons.len() > LONGEST_LIST {
        wrong.push(FieldError::new("/reasons", FieldFault::TooMany).with(LONGEST_LIST));
    }
    let document = sessions::document_json(tx, head.id, head.version)?;
    for (index, reason) in draft.reasons.iter().enumerate() {
        if reason.text.is_blank() {
            wrong.push(FieldError::new(format!("/reasons/{index}/text"), FieldFault::Empty));
        }
        if document.pointer(&reason.pointer).is_none() {
            wrong.push(FieldError::new(format!("/reasons/{index}/pointer"), FieldFault::PointsNowhere));
        }
    }
    let form = store::form_for(tx, forms, &head.path, head.kind)?.form;
    let weighted = match form.weigh(&draft.scores) {
        Ok(weighted) => weighted,
        Err(error) => {
            wrong.extend(error.fields);
            None
        }
    };
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    Ok(Verdict { grade: draft.grade, scores: draft.scores.clone(), weighted, comment: draft.comment.clone(), reasons: draft.reasons.clone() })
}

/// In whose name the caller evaluates: the nearest of their committees above the record.
fn committee(scope: &Scope<EvaluateSession>, path: &Path) -> Result<OrganizationId> {
    let above = |held: &&Held| held.role == Role::CommitteeReviewer && path != &held.path && path.is_within(&held.path);
    let nearest = scope.held().iter().filter(above).max_by_key(|held| held.path.level());
    nearest.map(|held| held.organization).ok_or(Fault::NotFound.into())
}

fn decide(
    tx: &mut Tx,
    scope: &Scope<EvaluateSession>,
    head: &Head,
    by: OrganizationId,
    id: EvaluationId,
    act: Act,
    verdict: Verdict,
) -> Result<Evaluation> {
    let at = scope.at(head.organization, &head.path)?;
    let evaluation = store::insert(tx, &at, head, by, id, act, &verdict)?;
    match act {
        Act::Note => tx.note(at.note("session.note", "evaluation", id.0, head.version, None)),
        Act::Accept => sessions::decided(tx, &at, head, Status::Accepted)?,
        Act::Return => sessions::decided(tx, &at, head, Status::Returned)?,
    }
    Ok(evaluation)
}
