//! The review queue, read: what was handed in and not decided on, beside what committees said of it.

use diesel::dsl::{Eq, count_star, exists, not};
use diesel::prelude::*;

use super::attention::{Attention, attention};
use super::queue::{ReviewFilter, ReviewKey};
use super::{Verdict, committees};
use crate::authz::action::EvaluateSession;
use crate::authz::{Action, Scope};
use crate::clock::Moment;
use crate::db::Snapshot;
use crate::db::page::Paging;
use crate::db::path::Range;
use crate::db::schema::{amendments, evaluations, organizations, sessions};
use crate::db::within::within;
use crate::error::Result;
use crate::id::{AccountId, EvaluationId, OrganizationId, SessionId};
use crate::rulebook::Outcome;
use crate::sessions::{Amendment, AmendmentStatus, Head, Status};

/// The part of the queue that is asked for.
pub(super) struct Part<'p> {
    pub filter: &'p ReviewFilter,
    /// The place that the filter names.
    pub within: Option<&'p Range>,
    pub paging: &'p Paging<ReviewKey>,
}

/// The committees whose notes count as the caller's.
fn ids(scope: &Scope<EvaluateSession>) -> Vec<OrganizationId> {
    committees(scope).map(|held| held.organization).collect()
}

/// Records that wait. One that a committee of the caller's took note of, as it was handed in, waits no longer; nor does one
/// beside which an amendment waits: that is looked at first.
macro_rules! waiting_records {
    ($scope:expr) => {{
        let noted = evaluations::table
            .filter(evaluations::session_id.eq(sessions::id))
            .filter(evaluations::version.ge(sessions::status_version))
            .filter(evaluations::of_amendment.eq(false))
            .filter(evaluations::verdict.eq(Verdict::Note).and(evaluations::inspection.eq(false)))
            .filter(evaluations::organization_id.eq_any(ids($scope)));
        let waiting = amendments::status.eq(AmendmentStatus::Submitted);
        let amended = amendments::table.filter(amendments::session_id.eq(sessions::id)).filter(waiting);
        sessions::table
            .filter(sessions::status.eq(Status::Submitted))
            .filter(within!(sessions::path, sessions::table, $scope.ranges()))
            .filter(not(exists(noted)))
            .filter(not(exists(amended)))
    }};
}

/// Amendments that wait; noted in the same way.
macro_rules! waiting_amendments {
    ($scope:expr) => {{
        let noted = evaluations::table
            .filter(evaluations::session_id.eq(amendments::session_id))
            .filter(evaluations::version.ge(amendments::status_version))
            .filter(evaluations::of_amendment.eq(true))
            .filter(evaluations::verdict.eq(Verdict::Note).and(evaluations::inspection.eq(false)))
            .filter(evaluations::organization_id.eq_any(ids($scope)));
        amendments::table
            .filter(amendments::status.eq(AmendmentStatus::Submitted))
            .filter(within!(amendments::path, amendments::table, $scope.ranges()))
            .filter(not(exists(noted)))
    }};
}

/// Appeals that wait for an answer from the caller: against an evaluation of their committee or of one below it, given by
/// somebody else.
macro_rules! waiting_appeals {
    ($scope:expr) => {{
        let here: Vec<Range> = committees($scope).map(|held| held.path.subtree()).collect();
        evaluations::table
            .inner_join(organizations::table.on(organizations::id.eq(evaluations::organization_id)))
            .filter(evaluations::appeal.is_not_null().and(evaluations::answer.is_null()))
            .filter(within!(evaluations::path, BesideCommittee, $scope.ranges()))
            .filter(evaluations::author.ne($scope.caller()?.account))
            .filter(within!(organizations::path, BesideCommittee, here))
    }};
}

/// Records that wait, what needs a look first, then the longest waiting.
pub(super) fn records(snapshot: &mut Snapshot, scope: &Scope<EvaluateSession>, part: &Part) -> Result<Vec<Head>> {
    let mut query = waiting_records!(scope)
        .order((attention!(sessions), sessions::submitted_at, sessions::id))
        .limit(part.paging.ask())
        .select(Head::as_select())
        .into_boxed();
    if let Some(range) = part.within {
        query = query.filter(sessions::path.ge(range.low.clone())).filter(sessions::path.lt(range.high.clone()));
    }
    if let Some(wanted) = part.filter.attention {
        query = query.filter(attention!(sessions).eq(wanted.rank()));
    }
    if let Some(ReviewKey { rank, since, id }) = &part.paging.after {
        let (moment, id) = (Moment::from_micros(*since), SessionId(*id));
        let submitted = sessions::submitted_at.assume_not_null();
        let later = submitted.gt(moment).or(submitted.eq(moment).and(sessions::id.gt(id)));
        query = query.filter(attention!(sessions).gt(*rank).or(attention!(sessions).eq(*rank).and(later)));
    }
    Ok(query.load(snapshot.conn())?)
}

/// Amendments that wait, by the same order.
pub(super) fn amendments(snapshot: &mut Snapshot, scope: &Scope<EvaluateSession>, part: &Part) -> Result<Vec<Amendment>> {
    let mut query = waiting_amendments!(scope)
        .order((attention!(amendments), amendments::submitted_at, amendments::session_id))
        .limit(part.paging.ask())
        .select(Amendment::as_select())
        .into_boxed();
    if let Some(range) = part.within {
        query = query.filter(amendments::path.ge(range.low.clone())).filter(amendments::path.lt(range.high.clone()));
    }
    if let Some(wanted) = part.filter.attention {
        query = query.filter(attention!(amendments).eq(wanted.rank()));
    }
    if let Some(ReviewKey { rank, since, id }) = &part.paging.after {
        let (moment, id) = (Moment::from_micros(*since), SessionId(*id));
        let later = amendments::submitted_at.gt(moment).or(amendments::submitted_at.eq(moment).and(amendments::session_id.gt(id)));
        query = query.filter(attention!(amendments).gt(*rank).or(attention!(amendments).eq(*rank).and(later)));
    }
    Ok(query.load(snapshot.conn())?)
}

/// An appeal without an answer.
pub(super) struct Appealed {
    pub id: EvaluationId,
    pub session: SessionId,
    pub text: String,
    pub by: AccountId,
    pub at: Moment,
}

/// Evaluations, each beside the committee that gave it.
type BesideCommittee =
    diesel::dsl::InnerJoinQuerySource<evaluations::table, organizations::table, Eq<organizations::id, evaluations::organization_id>>;

type AppealRow = (EvaluationId, SessionId, Option<String>, Option<AccountId>, Option<Moment>);

/// Appeals that wait, the longest waiting first.
pub(super) fn appeals(snapshot: &mut Snapshot, scope: &Scope<EvaluateSession>, part: &Part) -> Result<Vec<Appealed>> {
    let mut query = waiting_appeals!(scope)
        .order((evaluations::appealed_at, evaluations::id))
        .limit(part.paging.ask())
        .select((evaluations::id, evaluations::session_id, evaluations::appeal, evaluations::appealed_by, evaluations::appealed_at))
        .into_boxed();
    if let Some(range) = part.within {
        query = query.filter(evaluations::path.ge(range.low.clone())).filter(evaluations::path.lt(range.high.clone()));
    }
    if let Some(ReviewKey { since, id, .. }) = &part.paging.after {
        let (moment, id) = (Moment::from_micros(*since), EvaluationId(*id));
        let appealed = evaluations::appealed_at.assume_not_null();
        query = query.filter(appealed.gt(moment).or(appealed.eq(moment).and(evaluations::id.gt(id))));
    }
    let rows: Vec<AppealRow> = query.load(snapshot.conn())?;
    let whole = |(id, session, text, by, at)| Some(Appealed { id, session, text: text?, by: by?, at: at? });
    Ok(rows.into_iter().filter_map(|row: AppealRow| whole(row)).collect())
}

/// How many wait that ask for the same attention.
#[derive(Queryable)]
pub(super) struct Counted {
    pub outcome: Option<Outcome>,
    pub incomplete: bool,
    pub late: bool,
    pub count: i64,
}

/// How many records wait within a place.
pub(super) fn count_records(snapshot: &mut Snapshot, scope: &Scope<EvaluateSession>, within: &Range) -> Result<Vec<Counted>> {
    let alike = (sessions::outcome, sessions::incomplete, sessions::late);
    let here = sessions::path.ge(within.low.clone()).and(sessions::path.lt(within.high.clone()));
    let counted = waiting_records!(scope).filter(here).group_by(alike);
    Ok(counted.select((sessions::outcome, sessions::incomplete, sessions::late, count_star())).load(snapshot.conn())?)
}

/// How many amendments.
pub(super) fn count_amendments(snapshot: &mut Snapshot, scope: &Scope<EvaluateSession>, within: &Range) -> Result<Vec<Counted>> {
    let alike = (amendments::outcome, amendments::incomplete, amendments::late);
    let here = amendments::path.ge(within.low.clone()).and(amendments::path.lt(within.high.clone()));
    let counted = waiting_amendments!(scope).filter(here).group_by(alike);
    Ok(counted.select((amendments::outcome, amendments::incomplete, amendments::late, count_star())).load(snapshot.conn())?)
}

/// How many appeals.
pub(super) fn count_appeals(snapshot: &mut Snapshot, scope: &Scope<EvaluateSession>, within: &Range) -> Result<i64> {
    let here = evaluations::path.ge(within.low.clone()).and(evaluations::path.lt(within.high.clone()));
    Ok(waiting_appeals!(scope).filter(here).select(count_star()).first(snapshot.conn())?)
}

/// The sessions that amendments and appeals are about, as they are in force.
pub(super) fn heads<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, ids: &[SessionId]) -> Result<Vec<Head>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = sessions::table.filter(sessions::id.eq_any(ids)).filter(within!(sessions::path, sessions::table, scope.ranges()));
    Ok(found.select(Head::as_select()).load(snapshot.conn())?)
}
