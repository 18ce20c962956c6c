//! What is known of other sessions while one is judged: read, never written here.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::Status;
use super::document::Record;
use crate::authz::action::{ReadSession, RecordSession};
use crate::authz::{Action, At, Scope};
use crate::clock::{Day, Period};
use crate::db::Snapshot;
use crate::db::schema::{organizations, session_versions, sessions};
use crate::db::within::within;
use crate::error::Result;
use crate::facts::{Held, Stored};
use crate::id::{OrganizationId, SessionId};
use crate::rulebook::kinds::{Kind, OrganizationKind};

type Row = (SessionId, OrganizationId, Kind, Option<Kind>, Day, Status);

/// The sessions of these ids that the caller may see, a draft only where they record; or that are of these organisations,
/// the own and those merged into it: what was merged left its decisions to it, wherever it stood. `id` is the session that
/// names them.
pub(super) fn named(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadSession>,
    ours: &[OrganizationId],
    id: Option<SessionId>,
    ids: &BTreeSet<SessionId>,
) -> Result<Vec<Stored>> {
    let own = scope.also::<RecordSession>();
    let rows: Vec<Row> = sessions::table
        .filter(sessions::id.eq_any(ids.iter().copied()))
        .filter(sessions::organization_id.eq_any(ours).or(within!(sessions::path, sessions::table, scope.ranges())))
        .filter(sessions::status.ne(Status::Draft).or(within!(sessions::path, sessions::table, own.ranges())))
        .select((sessions::id, sessions::organization_id, sessions::kind, sessions::also_kind, sessions::held_on, sessions::status))
        .load(snapshot.conn())?;
    let stored = |(of, organization, kind, also_kind, held_on, status)| Stored {
        id: of,
        is_ours: ours.contains(&organization),
        kind,
        also_kind,
        held_on,
        is_submitted: status != Status::Draft && Some(of) != id,
    };
    Ok(rows.into_iter().map(stored).collect())
}

/// What the organisation (and for a group, its branch) held and handed in from the beginning of the year to this day, apart
/// from the session of this id: handed in again, it would else come before itself.
pub(super) fn held_before<A: Action>(
    snapshot: &mut Snapshot,
    at: &At<A>,
    kind: OrganizationKind,
    day: Day,
    id: Option<SessionId>,
) -> Result<Vec<Held>> {
    let mut paths = vec![at.path().clone()];
    if kind == OrganizationKind::PartyGroup {
        paths.extend(at.path().parent());
    }
    let year = Day::of(day.year(), 1, 1).unwrap_or(day);
    let rows: Vec<(SessionId, Kind, Option<Kind>, Day)> = sessions::table
        .filter(sessions::path.eq_any(paths))
        .filter(sessions::status.ne(Status::Draft))
        .filter(sessions::held_on.between(year, day))
        .select((sessions::id, sessions::kind, sessions::also_kind, sessions::held_on))
        .load(snapshot.conn())?;
    let others = rows.into_iter().filter(|(of, ..)| Some(*of) != id);
    Ok(others.map(|(_, kind, also_kind, on)| Held { kind, also_kind, on }).collect())
}

/// A session that was held and handed in, in a period.
#[derive(Queryable, Clone, Debug)]
pub(super) struct HeldSession {
    pub organization: OrganizationId,
    pub kind: Kind,
    pub also_kind: Option<Kind>,
    pub held_on: Day,
    pub incomplete: bool,
}

impl HeldSession {
    pub fn is(&self, kind: Kind) -> bool {
        self.kind == kind || self.also_kind == Some(kind)
    }
}

/// What the organisation and these groups of it held and handed in.
pub(super) fn held_in<A: Action>(snapshot: &mut Snapshot, at: &At<A>, groups: &[Group], period: Period) -> Result<Vec<HeldSession>> {
    let organizations: Vec<OrganizationId> = std::iter::once(at.organization()).chain(groups.iter().map(|group| group.id)).collect();
    Ok(sessions::table
        .filter(sessions::organization_id.eq_any(organizations))
        .filter(sessions::status.ne(Status::Draft))
        .filter(sessions::held_on.between(period.first_day(), period.last_day()))
        .order((sessions::held_on, sessions::id))
        .select((sessions::organization_id, sessions::kind, sessions::also_kind, sessions::held_on, sessions::incomplete))
        .load(snapshot.conn())?)
}

/// A group of a branch.
#[derive(Queryable, Clone, Debug)]
pub(super) struct Group {
    pub id: OrganizationId,
    pub name: String,
    pub active_from: Day,
}

/// The groups of a branch that were not yet gone on a day; what one held before it was looked after here is welcome.
pub(super) fn groups<A: Action>(snapshot: &mut Snapshot, at: &At<A>, day: Day) -> Result<Vec<Group>> {
    Ok(organizations::table
        .filter(organizations::parent_id.eq(at.organization()))
        .filter(organizations::kind.eq(OrganizationKind::PartyGroup))
        .filter(organizations::dissolved_on.is_null().or(organizations::dissolved_on.gt(day)))
        .order((organizations::name, organizations::id))
        .select((organizations::id, organizations::name, organizations::active_from))
        .load(snapshot.conn())?)
}

/// The talks that the organisation recorded in a period, whole.
pub(super) fn talks_in<A: Action>(snapshot: &mut Snapshot, at: &At<A>, period: Period) -> Result<Vec<Record>> {
    let written = session_versions::session_id.eq(sessions::id).and(session_versions::version.eq(sessions::document_version));
    let found: Vec<Option<String>> = sessions::table
        .inner_join(session_versions::table.on(written))
        .filter(sessions::organization_id.eq(at.organization()))
        .filter(sessions::kind.eq(Kind::HeartToHeartTalk).or(sessions::also_kind.eq(Kind::HeartToHeartTalk).assume_not_null()))
        .filter(sessions::status.ne(Status::Draft))
        .filter(sessions::held_on.between(period.first_day(), period.last_day()))
        .select(session_versions::document)
        .load(snapshot.conn())?;
    found.into_iter().flatten().map(|text| Record::kept(&text)).collect()
}

/// The records that these organisations handed in, whole, from the latest day back.
pub(super) fn latest_submitted<A: Action>(
    snapshot: &mut Snapshot,
    _: &At<A>,
    organizations: &[OrganizationId],
    most: i64,
) -> Result<Vec<(SessionId, Option<String>)>> {
    let newest = session_versions::session_id.eq(sessions::id).and(session_versions::version.eq(sessions::document_version));
    let found = sessions::table
        .inner_join(session_versions::table.on(newest))
        .filter(sessions::organization_id.eq_any(organizations))
        .filter(sessions::status.ne(Status::Draft))
        .order((sessions::held_on.desc(), sessions::id.desc()))
        .limit(most)
        .select((sessions::id, session_versions::document));
    Ok(found.load(snapshot.conn())?)
}

/// The records of these ids that these organisations handed in, whole.
pub(super) fn submitted<A: Action>(
    snapshot: &mut Snapshot,
    _: &At<A>,
    organizations: &[OrganizationId],
    ids: &BTreeSet<SessionId>,
) -> Result<Vec<(SessionId, Option<String>)>> {
    let newest = session_versions::session_id.eq(sessions::id).and(session_versions::version.eq(sessions::document_version));
    let found = sessions::table
        .inner_join(session_versions::table.on(newest))
        .filter(sessions::id.eq_any(ids.iter().copied()))
        .filter(sessions::organization_id.eq_any(organizations))
        .filter(sessions::status.ne(Status::Draft))
        .select((sessions::id, session_versions::document));
    Ok(found.load(snapshot.conn())?)
}
