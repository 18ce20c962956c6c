//! How much waits in the queue, before anybody pages through it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::attention::Attention;
use super::queue::{APPEAL, Waits};
use super::queue_store::{self, Counted};
use crate::authz::Scope;
use crate::authz::action::{EvaluateSession, ReadSession};
use crate::db::Snapshot;
use crate::db::path::Range;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::organizations;

/// Of which place.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CountFilter {
    /// Only what was recorded at this organisation or below it.
    pub organization: Option<OrganizationId>,
}

/// How many of one kind wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitCount {
    pub waits: Waits,
    /// The attention that they ask for; absent for appeals.
    pub attention: Option<Attention>,
    pub count: i64,
}

/// How many of each wait for the caller's committees, in the queue's order; what none waits of is left out.
///
/// # Errors
/// `not_found` for a place that the caller does not read.
pub fn counts(snapshot: &mut Snapshot, scope: &Scope<EvaluateSession>, filter: &CountFilter) -> Result<Vec<WaitCount>> {
    let within = match filter.organization {
        None => Range::everywhere(),
        Some(id) => organizations::place(snapshot, &scope.also::<ReadSession>(), id)?.1.path().subtree(),
    };
    let mut sums: BTreeMap<(i32, Waits, Option<Attention>), i64> = BTreeMap::new();
    sums.insert((APPEAL, Waits::Appeal, None), queue_store::count_appeals(snapshot, scope, &within)?);
    let records = queue_store::count_records(snapshot, scope, &within)?.into_iter().map(|one| (Waits::Record, one));
    let amendments = queue_store::count_amendments(snapshot, scope, &within)?.into_iter().map(|one| (Waits::Amendment, one));
    for (waits, counted) in records.chain(amendments) {
        let Counted { count, .. } = counted;
        let attention = Attention::of(&counted);
        *sums.entry((attention.rank(), waits, Some(attention))).or_default() += count;
    }
    let said = sums.into_iter().filter(|(_, count)| *count > 0);
    Ok(said.map(|((_, waits, attention), count)| WaitCount { waits, attention, count }).collect())
}
