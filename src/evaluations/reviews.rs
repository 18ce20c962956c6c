//! The review queue: what waits for a committee, what needs a look first, and the acceptance of clean records in one go.

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store::Evaluation;
use super::{Act, Grade, Verdict, allowed, committee, decide, evaluable, not_ones_own};
use crate::authz::Scope;
use crate::authz::action::EvaluateSession;
use crate::clock::Moment;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::http::{Listed, Paging};
use crate::id::{EvaluationId, OrganizationId, SessionId};
use crate::sessions::{self, Head};

/// The most records accepted in one go.
const MOST: usize = 100;

crate::vocabulary! {
    /// Why a record needs a person's look before the others. Evidence, never a verdict.
    pub enum Attention {
        Violated = "violated" "有违反规定的情形";
        Warning = "warning" "有需要注意的情形";
        Late = "late" "补录";
        Clean = "clean" "未见异常";
    }
}

/// Which part of the queue.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReviewFilter {
    /// Only what was recorded at this organisation or below it.
    pub organization: Option<OrganizationId>,
    /// Only these: `violated`, `warning`, `late`, `clean`.
    pub attention: Option<Attention>,
}

/// A record that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Queued {
    pub attention: Attention,
    #[serde(flatten)]
    pub session: Head,
}

/// Where a page of the queue ends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReviewKey {
    pub rank: i32,
    pub submitted_at: i64,
    pub id: SessionId,
}

/// What waits for the caller's committees, what needs a look first, the longest waiting first.
pub fn queue(
    snapshot: &mut Snapshot,
    scope: &Scope<EvaluateSession>,
    filter: &ReviewFilter,
    paging: &Paging<ReviewKey>,
) -> Result<Listed<Queued, ReviewKey>> {
    let rows =
        sessions::awaiting(snapshot, scope, filter.organization, filter.attention.map(rank), paging.after.as_ref().map(position), paging.ask())?;
    let found = paging.cut(rows, |(rank, head)| ReviewKey { rank: *rank, submitted_at: head.submitted_at.map_or(0, Moment::micros), id: head.id });
    Ok(found.map(|(rank, session)| Queued { attention: attention(rank), session }))
}

fn rank(attention: Attention) -> i32 {
    attention as i32
}

fn attention(rank: i32) -> Attention {
    Attention::ALL.iter().copied().find(|one| *one as i32 == rank).unwrap_or(Attention::Clean)
}

fn position(key: &ReviewKey) -> (i32, Moment, SessionId) {
    (key.rank, Moment::from_micros(key.submitted_at), key.id)
}

/// Clean records to accept in one go, each at the version that was seen.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct BulkAccept {
    pub grade: Grade,
    /// At most 100.
    pub items: Vec<BulkItem>,
}

#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct BulkItem {
    /// The evaluation's id, made by the client.
    pub id: EvaluationId,
    pub session: SessionId,
    pub version: i32,
}

/// What became of one of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    pub session: SessionId,
    pub accepted: bool,
    /// Why not: the fault's code, or `needs_a_look` for a record with findings or lateness.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Accepts the clean ones among the records named; each other one is answered with why not, and waits on.
///
/// # Errors
/// `invalid` for more than a hundred.
pub fn accept_clean(tx: &mut Tx, scope: &Scope<EvaluateSession>, draft: BulkAccept) -> Result<Vec<BulkResult>> {
    if draft.items.len() > MOST {
        return Err(Error::field(FieldError::new("/items", FieldFault::TooMany).with(MOST)));
    }
    // No id stands in the request's path, so the turns are taken here.
    let ids: Vec<uuid::Uuid> = draft.items.iter().map(|item| item.session.0).collect();
    tx.hold(&ids)?;
    let mut results = Vec::new();
    for item in &draft.items {
        let code = match accept_one(tx, scope, draft.grade, item) {
            Ok(Accepted::Yes) => None,
            Ok(Accepted::NeedsALook) => Some("needs_a_look".to_string()),
            // A fault of the database fails the whole request; a fault of one record is that record's answer.
            Err(error) if error.fault.status() >= 500 => return Err(error),
            Err(error) => Some(error.fault.code().to_string()),
        };
        results.push(BulkResult { session: item.session, accepted: code.is_none(), code });
    }
    Ok(results)
}

enum Accepted {
    Yes,
    NeedsALook,
}

fn accept_one(tx: &mut Tx, scope: &Scope<EvaluateSession>, grade: Grade, item: &BulkItem) -> Result<Accepted> {
    let head = evaluable(tx, scope, item.session)?;
    if let Some(known) = super::store::find(tx, item.id)? {
        return if known.session == item.session { Ok(Accepted::Yes) } else { Err(Fault::AlreadyExists.into()) };
    }
    if head.version != item.version {
        return Err(Error::stale(head.version));
    }
    not_ones_own(tx, scope, &head)?;
    allowed(head.status, Act::Accept)?;
    if sessions::attention_rank(&head) != rank(Attention::Clean) {
        return Ok(Accepted::NeedsALook);
    }
    let verdict = Verdict { grade: Some(grade), scores: Vec::new(), weighted: None, comment: None, reasons: Vec::new() };
    let by = committee(scope, &head.path)?;
    let _: Evaluation = decide(tx, scope, &head, by, item.id, Act::Accept, verdict)?;
    Ok(Accepted::Yes)
}
