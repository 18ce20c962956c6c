//! The review queue: what waits for a committee, and what needs a look first.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::queue_store;
use crate::authz::Scope;
use crate::authz::action::EvaluateSession;
use crate::clock::Moment;
use crate::db::Snapshot;
use crate::db::page::{Listed, Paging};
use crate::error::Result;
use crate::id::{OrganizationId, SessionId};
use crate::rulebook::Outcome;
use crate::sessions::Head;

crate::vocabulary! {
    /// Why a record needs a person's look before the others, the weightiest first: the queue's order. Evidence, never a verdict.
    pub enum Attention {
        Violated = "violated" "有违反规定的情形";
        Warning = "warning" "有需要注意的情形";
        Late = "late" "补录";
        Clean = "clean" "未见异常";
    }
}

impl Attention {
    /// How much attention a submitted record asks for. The queue's SQL says the same: see `queue_store`.
    pub(super) fn of(head: &Head) -> Attention {
        match head.outcome {
            Some(Outcome::Violated) => Attention::Violated,
            Some(Outcome::Warning) => Attention::Warning,
            _ if head.late => Attention::Late,
            _ => Attention::Clean,
        }
    }
    /// The place in the queue's order, from 0.
    pub(super) fn rank(self) -> i32 {
        self as i32
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
    let heads = queue_store::awaiting(snapshot, scope, filter, paging)?;
    let position =
        |head: &Head| ReviewKey { rank: Attention::of(head).rank(), submitted_at: head.submitted_at.map_or(0, Moment::micros), id: head.id };
    Ok(paging.cut(heads, position).map(|session| Queued { attention: Attention::of(&session), session }))
}
