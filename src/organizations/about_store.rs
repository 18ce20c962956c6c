//! What is known of an organisation on a day: how it was set up, which groups it had, who belonged to it, and what was
//! merged into it.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::store::Row;
use crate::authz::{Action, At};
use crate::clock::Day;
use crate::db::Snapshot;
use crate::db::schema::{members, memberships, organizations};
use crate::error::Result;
use crate::id::OrganizationId;
use crate::rulebook::FixedDay;
use crate::rulebook::kinds::{Level, OrganizationKind, Sector};

/// What a rule must know of an organisation on a day.
#[derive(Clone, Debug)]
pub struct About {
    pub name: String,
    /// Nothing is owed before it.
    pub active_from: Day,
    /// The first day on which it is no more.
    pub dissolved_on: Option<Day>,
    pub kind: OrganizationKind,
    pub sector: Option<Sector>,
    pub level: Option<Level>,
    pub party_day: Option<FixedDay>,
    pub large_or_scattered: bool,
    /// Whether it was said that a branch has a committee; else the roll tells it.
    pub has_committee: Option<bool>,
    /// How many groups it had that day.
    pub groups: i64,
}

/// What a rule must know of the organisation that the proof is for, on a day.
pub fn about<A: Action>(snapshot: &mut Snapshot, at: &At<A>, day: Day) -> Result<About> {
    let row: Row = organizations::table.find(at.organization()).select(Row::as_select()).first(snapshot.conn())?;
    let held = row.settings.on(day);
    let groups = if held.kind.is_branch() { groups_on(snapshot, at, day)? } else { 0 };
    Ok(About {
        kind: held.kind,
        sector: held.sector,
        level: held.level,
        party_day: held.party_day,
        large_or_scattered: held.large_or_scattered,
        has_committee: held.has_committee,
        groups,
        name: row.name,
        active_from: row.active_from,
        dissolved_on: row.dissolved_on,
    })
}

/// How many groups a branch had on a day. Where a group stands is told as of now; whose it was before a merge took it along
/// its members tell, whose membership is dated.
fn groups_on<A: Action>(snapshot: &mut Snapshot, at: &At<A>, day: Day) -> Result<i64> {
    let id = at.organization();
    let that_day = || {
        memberships::table
            .inner_join(members::table.on(members::id.eq(memberships::member_id)))
            .filter(memberships::from_on.le(day))
            .filter(memberships::to_on.is_null().or(memberships::to_on.gt(day)))
            .filter(members::ended_on.is_null().or(members::ended_on.ge(day)))
    };
    let of_members = that_day().filter(memberships::organization_id.eq(id)).select(memberships::group_id);
    let of_others = that_day().filter(memberships::group_id.eq(organizations::id.nullable())).filter(memberships::organization_id.ne(id));
    let stands_below = organizations::parent_id.eq(id).and(not(exists(of_others)));
    let groups = organizations::table
        .filter(organizations::id.nullable().eq_any(of_members).or(stands_below.assume_not_null()))
        .filter(organizations::kind.eq(OrganizationKind::PartyGroup))
        .filter(organizations::active_from.le(day))
        .filter(organizations::dissolved_on.is_null().or(organizations::dissolved_on.gt(day)));
    Ok(groups.count().get_result(snapshot.conn())?)
}

/// The organisations that had been merged into the one of the proof by a day, and into those: what they left open is its own.
pub fn merged<A: Action>(snapshot: &mut Snapshot, at: &At<A>, by: Day) -> Result<Vec<OrganizationId>> {
    let (mut all, mut last) = (Vec::new(), vec![at.organization()]);
    while !last.is_empty() {
        let into = organizations::table.filter(organizations::merged_into.eq_any(last.iter().copied().map(Some).collect::<Vec<_>>()));
        let into = into.filter(organizations::dissolved_on.le(by));
        last = into.select(organizations::id).order(organizations::id).load(snapshot.conn())?;
        all.extend(&last);
    }
    Ok(all)
}

/// Whether anybody belongs to it on a day or later. Who died or left the Party before keeps their last membership open.
pub fn has_members_after<A: Action>(snapshot: &mut Snapshot, at: &At<A>, day: Day) -> Result<bool> {
    let id = at.organization();
    let still = memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .filter(memberships::organization_id.eq(id).or(memberships::group_id.eq(id)))
        .filter(memberships::to_on.is_null().or(memberships::to_on.gt(day)))
        .filter(members::ended_on.is_null().or(members::ended_on.ge(day)));
    Ok(still.count().get_result::<i64>(snapshot.conn())? > 0)
}

/// The last day on which somebody left for elsewhere, if it is after this one. Who only changed the group left nothing.
pub fn left_after<A: Action>(snapshot: &mut Snapshot, at: &At<A>, day: Day) -> Result<Option<Day>> {
    let id = at.organization();
    let next = diesel::alias!(memberships as next);
    let stays = next
        .filter(next.field(memberships::member_id).eq(memberships::member_id))
        .filter(next.field(memberships::from_on).nullable().eq(memberships::to_on))
        .filter(next.field(memberships::organization_id).eq(id));
    let left = memberships::table.filter(memberships::organization_id.eq(id)).filter(memberships::to_on.gt(day)).filter(not(exists(stays)));
    Ok(left.select(diesel::dsl::max(memberships::to_on)).first(snapshot.conn())?)
}
