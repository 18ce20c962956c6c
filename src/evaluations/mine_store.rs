//! What became of a branch's own records, read: evaluations and answers, reopenings, and amendments that wait.

use diesel::prelude::*;

use super::Evaluation;
use super::mine::{MineKey, Source};
use super::store::Row;
use crate::act::Act;
use crate::authz::Scope;
use crate::authz::action::RecordSession;
use crate::clock::Moment;
use crate::db::Snapshot;
use crate::db::page::Paging;
use crate::db::schema::{amendments, evaluations, session_versions, sessions};
use crate::db::within::within;
use crate::error::Result;
use crate::id::{EvaluationId, SessionId};
use crate::sessions::{Amendment, AmendmentStatus};

/// What is asked for.
pub(super) struct Part<'p> {
    /// Nothing that is older.
    pub since: Moment,
    pub paging: &'p Paging<MineKey>,
}

/// Where a source goes on after a page's last row: at an instant, and of that instant after an id, from it, or not at all.
struct GoOn<'k> {
    at: Moment,
    same: Same<'k>,
}

enum Same<'k> {
    All,
    After(&'k MineKey),
    None,
}

impl Part<'_> {
    fn after(&self, source: Source) -> Option<GoOn<'_>> {
        let key = self.paging.after.as_ref()?;
        let same = match source.cmp(&key.source) {
            std::cmp::Ordering::Greater => Same::All,
            std::cmp::Ordering::Equal => Same::After(key),
            std::cmp::Ordering::Less => Same::None,
        };
        Some(GoOn { at: Moment::from_micros(key.at), same })
    }
}

/// Only what comes after the page before, the newest first.
macro_rules! going_on {
    ($query:expr, $part:expr, $source:expr, $at:expr, $is_later:expr) => {{
        let query = $query;
        match $part.after($source) {
            None => query,
            Some(GoOn { at, same: Same::All }) => query.filter($at.le(at)),
            Some(GoOn { at, same: Same::None }) => query.filter($at.lt(at)),
            Some(GoOn { at, same: Same::After(key) }) => query.filter($at.lt(at).or($at.eq(at).and($is_later(key)))),
        }
    }};
}

/// What committees said.
pub(super) fn said(snapshot: &mut Snapshot, scope: &Scope<RecordSession>, part: &Part) -> Result<Vec<Evaluation>> {
    let query = evaluations::table
        .filter(within!(evaluations::path, evaluations::table, scope.ranges()))
        .filter(evaluations::created_at.ge(part.since))
        .order((evaluations::created_at.desc(), evaluations::id.desc()))
        .limit(part.paging.ask())
        .select(Row::as_select())
        .into_boxed();
    let after = |key: &MineKey| evaluations::id.lt(EvaluationId(key.id));
    let rows: Vec<Row> = going_on!(query, part, Source::Evaluation, evaluations::created_at, after).load(snapshot.conn())?;
    rows.into_iter().map(Row::spoken).collect()
}

/// What they answered to appeals.
pub(super) fn answered(snapshot: &mut Snapshot, scope: &Scope<RecordSession>, part: &Part) -> Result<Vec<(Evaluation, Moment)>> {
    let answered_at = evaluations::answered_at.assume_not_null();
    let query = evaluations::table
        .filter(within!(evaluations::path, evaluations::table, scope.ranges()))
        .filter(evaluations::answered_at.is_not_null().and(answered_at.ge(part.since)))
        .order((evaluations::answered_at.desc(), evaluations::id.desc()))
        .limit(part.paging.ask())
        .select((Row::as_select(), answered_at))
        .into_boxed();
    let after = |key: &MineKey| evaluations::id.lt(EvaluationId(key.id));
    let rows: Vec<(Row, Moment)> = going_on!(query, part, Source::Answer, answered_at, after).load(snapshot.conn())?;
    rows.into_iter().map(|(row, at)| Ok((row.spoken()?, at))).collect()
}

/// A record that a committee took up again.
#[derive(Queryable)]
pub(super) struct Reopened {
    pub session: SessionId,
    pub version: i32,
    pub at: Moment,
    pub reason: Option<String>,
}

/// Versions, each beside its session.
type OfSession =
    diesel::dsl::InnerJoinQuerySource<session_versions::table, sessions::table, diesel::dsl::Eq<sessions::id, session_versions::session_id>>;

pub(super) fn reopened(snapshot: &mut Snapshot, scope: &Scope<RecordSession>, part: &Part) -> Result<Vec<Reopened>> {
    let at = session_versions::created_at;
    // One that fell on appeal has no reason of its own: the answer tells of it.
    let query = session_versions::table
        .inner_join(sessions::table.on(sessions::id.eq(session_versions::session_id)))
        .filter(within!(sessions::path, OfSession, scope.ranges()))
        .filter(session_versions::act.eq(Act::SessionReopen).and(session_versions::reason.is_not_null()))
        .filter(at.ge(part.since))
        .order((at.desc(), session_versions::session_id.desc(), session_versions::version.desc()))
        .limit(part.paging.ask())
        .select((session_versions::session_id, session_versions::version, at, session_versions::reason))
        .into_boxed();
    let after = |key: &MineKey| {
        let (session, version) = (session_versions::session_id, session_versions::version);
        session.lt(SessionId(key.id)).or(session.eq(SessionId(key.id)).and(version.lt(key.version)))
    };
    Ok(going_on!(query, part, Source::Reopening, at, after).load(snapshot.conn())?)
}

/// Amendments that wait for a committee.
pub(super) fn amended(snapshot: &mut Snapshot, scope: &Scope<RecordSession>, part: &Part) -> Result<Vec<Amendment>> {
    let query = amendments::table
        .filter(within!(amendments::path, amendments::table, scope.ranges()))
        .filter(amendments::status.eq(AmendmentStatus::Submitted))
        .filter(amendments::submitted_at.ge(part.since))
        .order((amendments::submitted_at.desc(), amendments::session_id.desc()))
        .limit(part.paging.ask())
        .select(Amendment::as_select())
        .into_boxed();
    let after = |key: &MineKey| amendments::session_id.lt(SessionId(key.id));
    Ok(going_on!(query, part, Source::Amendment, amendments::submitted_at, after).load(snapshot.conn())?)
}
