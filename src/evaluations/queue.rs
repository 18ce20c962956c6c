//! The review queue: what waits for a committee, and what needs a look first.

use serde::Serialize;
use utoipa::ToSchema;

use super::attention::{Attention, ReviewFilter, ReviewKey};
use super::queue_store;
use crate::authz::Scope;
use crate::authz::action::EvaluateSession;
use crate::clock::Moment;
use crate::db::Snapshot;
use crate::db::page::{Listed, Paging};
use crate::error::Result;
use crate::sessions::Head;

/// A record that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Queued {
    pub attention: Attention,
    #[serde(flatten)]
    pub session: Head,
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
