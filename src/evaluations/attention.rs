//! Why a record needs a look before the others, and which part of the queue is asked for.

use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

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

/// Where a page of the queue ends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReviewKey {
    pub rank: i32,
    pub submitted_at: i64,
    pub id: SessionId,
}
