//! Members and their dated membership, kept. A row is found by a scope and comes with the proof for its organisation;
//! what writes takes that proof.

use diesel::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Member, RollEntry};
use crate::act::Subject;
use crate::authz::action::{Import, ManageMember};
use crate::authz::{Action, At, Placed, Scope};
use crate::clock::{Day, Moment};
use crate::db::replace::replace;
use crate::db::schema::{members, memberships};
use crate::db::{Path, Snapshot, Tx};
use crate::error::{Error, Fault, Result};
use crate::id::{MemberId, OrganizationId};
use crate::rulebook::kinds::{Duty, MemberFlag, MemberStatus};

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq)]
#[diesel(table_name = members)]
#[diesel(treat_none_as_null = true)]
pub struct Row {
    pub id: MemberId,
    pub organization_id: OrganizationId,
    pub path: Path,
    pub name: String,
    pub status: MemberStatus,
    pub joined_on: Day,
    pub full_on: Option<Day>,
    pub duties: String,
    pub flags: String,
    pub ended_on: Option<Day>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i32,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = memberships)]
#[diesel(treat_none_as_null = true)]
pub(super) struct Membership {
    pub member_id: MemberId,
    pub organization_id: OrganizationId,
    pub path: Path,
    pub group_id: Option<OrganizationId>,
    pub from_on: Day,
    pub to_on: Option<Day>,
}

fn words<T: DeserializeOwned>(column: &str) -> Result<Vec<T>> {
    serde_json::from_str(column).map_err(Error::internal)
}

/// A list of words as one column.
pub(super) fn column<T: serde::Serialize + Ord + Copy>(list: &[T]) -> Result<String> {
    let mut sorted = list.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    serde_json::to_string(&sorted).map_err(Error::internal)
}

impl Row {
    /// Replaces the duties.
    pub fn set_duties(&mut self, duties: &[Duty]) -> Result<()> {
        self.duties = column(duties)?;
        Ok(())
    }
    /// Replaces the flags.
    pub fn set_flags(&mut self, flags: &[MemberFlag]) -> Result<()> {
        self.flags = column(flags)?;
        Ok(())
    }
    pub(super) fn duties(&self) -> Result<Vec<Duty>> {
        words(&self.duties)
    }
    pub fn flags(&self) -> Result<Vec<MemberFlag>> {
        words(&self.flags)
    }
    pub(super) fn spoken(&self, belongs: &Membership) -> Result<Member> {
        Ok(Member {
            id: self.id,
            organization: self.organization_id,
            group: belongs.group_id,
            name: self.name.clone(),
            status: self.status,
            joined_on: self.joined_on,
            full_on: self.full_on,
            duties: self.duties()?,
            flags: self.flags()?,
            ended_on: self.ended_on,
            since: belongs.from_on,
            version: self.version,
        })
    }
    /// As the roll of a day shows the member. A day of becoming full decides; without one, what was last told.
    pub(super) fn on(self, day: Day, group: Option<OrganizationId>) -> Result<RollEntry> {
        let status = match self.full_on {
            Some(full_on) if full_on <= day => MemberStatus::Full,
            Some(_) => MemberStatus::Probationary,
            None => self.status,
        };
        Ok(RollEntry { member: self.id, status, duties: self.duties()?, flags: self.flags()?, name: self.name, group })
    }

    pub(super) fn subject(&self) -> Subject {
        Subject::Member(self.id)
    }
    pub(super) fn state(&self, group: Option<OrganizationId>) -> MemberState {
        MemberState { organization: self.organization_id, group, status: self.status, ended_on: self.ended_on }
    }
}

/// Where a member belongs and as what, for readers of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberState {
    pub organization: OrganizationId,
    pub group: Option<OrganizationId>,
    pub status: MemberStatus,
    pub ended_on: Option<Day>,
}

impl Placed for Row {
    fn organization(&self) -> OrganizationId {
        self.organization_id
    }
    fn path(&self) -> &Path {
        &self.path
    }
}

/// A member and the membership in force now or last, with the proof for where the member belongs now; none where there is
/// no such member.
///
/// # Errors
/// `not_found` outside the scope.
pub(super) fn seek<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: MemberId) -> Result<Option<(Row, Membership, At<A>)>> {
    let found: Option<(Row, Membership)> = members::table
        .inner_join(memberships::table.on(memberships::member_id.eq(members::id)))
        .filter(members::id.eq(id))
        .order(memberships::from_on.desc())
        .select((Row::as_select(), Membership::as_select()))
        .first(snapshot.conn())
        .optional()?;
    found.map(|(row, belongs)| scope.at(&row).map(|at| (row, belongs, at))).transpose()
}

/// # Errors
/// `not_found` when there is no such member or they belong outside the scope.
pub(super) fn find<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: MemberId) -> Result<(Row, Membership, At<A>)> {
    seek(snapshot, scope, id)?.ok_or(Fault::NotFound.into())
}

/// The proof for where a member belongs now.
///
/// # Errors
/// `not_found` when there is no such member or they belong outside the scope.
pub fn place<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: MemberId) -> Result<At<A>> {
    let row: Row = members::table.find(id).select(Row::as_select()).first(snapshot.conn())?;
    scope.at(&row)
}

/// Who belonged on a day to the organisation of the proof; to a group, who was in it.
pub(super) fn on_day<A: Action>(snapshot: &mut Snapshot, at: &At<A>, is_group: bool, day: Day) -> Result<Vec<(Row, Option<OrganizationId>)>> {
    let organization = at.organization();
    let mut query = memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .filter(memberships::from_on.le(day))
        .filter(memberships::to_on.is_null().or(memberships::to_on.gt(day)))
        .filter(members::ended_on.is_null().or(members::ended_on.ge(day)))
        .select((Row::as_select(), memberships::group_id))
        .into_boxed();
    query = if is_group { query.filter(memberships::group_id.eq(organization)) } else { query.filter(memberships::organization_id.eq(organization)) };
    Ok(query.load(snapshot.conn())?)
}

/// Enrols a member at the organisation of the proof.
pub(super) fn insert(tx: &mut Tx, at: &At<ManageMember>, row: Row, group: Option<OrganizationId>, from: Day) -> Result<(Row, Membership)> {
    let row = Row { organization_id: at.organization(), path: at.path().clone(), ..row };
    diesel::insert_into(members::table).values(&row).execute(tx.conn())?;
    let belongs = insert_membership(tx, at, row.id, group, from)?;
    Ok((row, belongs))
}

fn insert_membership(tx: &mut Tx, at: &At<ManageMember>, id: MemberId, group: Option<OrganizationId>, from: Day) -> Result<Membership> {
    let belongs =
        Membership { member_id: id, organization_id: at.organization(), path: at.path().clone(), group_id: group, from_on: from, to_on: None };
    diesel::insert_into(memberships::table).values(&belongs).execute(tx.conn())?;
    Ok(belongs)
}

/// What may change a member's row.
pub(super) trait Keeps: Action {}
impl Keeps for ManageMember {}
impl Keeps for Import {}

/// Replaces the version of the row that was read, of a member of the proof's organisation. Answers the new one.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn update<A: Keeps>(tx: &mut Tx, at: &At<A>, row: Row) -> Result<Row> {
    replace_at(tx, at, Row { organization_id: at.organization(), path: at.path().clone(), ..row })
}

fn replace_at<A: Keeps>(tx: &mut Tx, at: &At<A>, row: Row) -> Result<Row> {
    let seen = row.version;
    let row = Row { version: seen + 1, updated_at: tx.now(), ..row };
    replace!(tx, members, members::id.eq(row.id).and(members::organization_id.eq(at.organization())), seen, &row)?;
    Ok(row)
}

/// Ends the membership at the one end and begins another at the other. On its own first day the former never was.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn transfer(
    tx: &mut Tx,
    (from, to): (&At<ManageMember>, &At<ManageMember>),
    row: Row,
    belongs: &Membership,
    group: Option<OrganizationId>,
    on: Day,
) -> Result<(Row, Membership)> {
    let row = replace_at(tx, from, Row { organization_id: to.organization(), path: to.path().clone(), ..row })?;
    let former = memberships::table.find((row.id, belongs.from_on));
    if belongs.from_on == on {
        diesel::delete(former).execute(tx.conn())?;
    } else {
        diesel::update(former).set(memberships::to_on.eq(on)).execute(tx.conn())?;
    }
    let belongs = insert_membership(tx, to, row.id, group, on)?;
    Ok((row, belongs))
}
