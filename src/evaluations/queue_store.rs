//! The review queue, read: submitted records beside what committees said of them.

use diesel::dsl::{case_when, exists, not};
use diesel::prelude::*;

use super::attention::{Attention, ReviewFilter, ReviewKey};
use super::{Verdict, committees};
use crate::authz::Scope;
use crate::authz::action::{EvaluateSession, ReadSession};
use crate::clock::Moment;
use crate::db::Snapshot;
use crate::db::page::Paging;
use crate::db::schema::{evaluations, sessions};
use crate::db::within::within;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::organizations;
use crate::rulebook::Outcome;
use crate::sessions::{Head, Status};

/// Submitted records that wait for the caller's committees, what needs a look first, then the longest waiting. One that
/// a committee of the caller's took note of at its present version waits no longer.
pub(super) fn awaiting(
    snapshot: &mut Snapshot,
    scope: &Scope<EvaluateSession>,
    filter: &ReviewFilter,
    paging: &Paging<ReviewKey>,
) -> Result<Vec<Head>> {
    let attention = || {
        case_when::<_, _, diesel::sql_types::Integer>(sessions::outcome.assume_not_null().eq(Outcome::Violated), Attention::Violated.rank())
            .when(sessions::outcome.assume_not_null().eq(Outcome::Warning), Attention::Warning.rank())
            .when(sessions::late.eq(true), Attention::Late.rank())
            .otherwise(Attention::Clean.rank())
    };
    let committees: Vec<OrganizationId> = committees(scope).map(|held| held.organization).collect();
    let noted = evaluations::table
        .filter(evaluations::session_id.eq(sessions::id))
        .filter(evaluations::version.eq(sessions::version))
        .filter(evaluations::verdict.eq(Verdict::Note))
        .filter(evaluations::organization_id.eq_any(committees));
    let mut query = sessions::table
        .filter(sessions::status.eq(Status::Submitted))
        .filter(within!(sessions::path, sessions::table, scope.ranges()))
        .filter(not(exists(noted)))
        .order((attention(), sessions::submitted_at, sessions::id))
        .limit(paging.ask())
        .select(Head::as_select())
        .into_boxed();
    if let Some(id) = filter.organization {
        // The committee's own organisation too, where nothing is theirs to evaluate but all below it.
        let (_, at) = organizations::place(snapshot, &scope.also::<ReadSession>(), id)?;
        let range = at.path().subtree();
        query = query.filter(sessions::path.ge(range.low)).filter(sessions::path.lt(range.high));
    }
    if let Some(wanted) = filter.attention {
        query = query.filter(attention().eq(wanted.rank()));
    }
    if let Some(ReviewKey { rank, submitted_at, id }) = &paging.after {
        let moment = Moment::from_micros(*submitted_at);
        let submitted = sessions::submitted_at.assume_not_null();
        let later = submitted.gt(moment).or(submitted.eq(moment).and(sessions::id.gt(*id)));
        query = query.filter(attention().gt(*rank).or(attention().eq(*rank).and(later)));
    }
    Ok(query.load(snapshot.conn())?)
}
