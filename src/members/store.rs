//! Members and their dated membership, kept.

use diesel::prelude::*;
use serde::de::DeserializeOwned;

use super::{Member, RollEntry};
use crate::authz::Caller;
use crate::clock::{Day, Moment};
use crate::db::bulk::{self, insert_many};
use crate::db::schema::{members, memberships};
use crate::db::{Note, Path, Snapshot, Tx};
use crate::error::{Error, Result};
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
    /// The trail's row for what somebody, or the operator at the command line, did.
    pub(super) fn note(&self, action: &'static str, by: Option<Caller>) -> Note {
        Note {
            action,
            organization: self.organization_id,
            path: self.path.clone(),
            actor: by.map(|by| by.account),
            device: by.map(|by| by.device),
            subject_kind: "member",
            subject: self.id.0,
            version: self.version,
            hash: None,
        }
    }
}

/// Where a member belongs now.
pub fn place(snapshot: &mut Snapshot, id: MemberId) -> Result<Option<Path>> {
    Ok(members::table.find(id).select(members::path).first(snapshot.conn()).optional()?)
}

pub(super) fn row(snapshot: &mut Snapshot, id: MemberId) -> Result<Option<Row>> {
    Ok(members::table.find(id).select(Row::as_select()).first(snapshot.conn()).optional()?)
}

/// The membership in force now or last: the one that began last.
pub(super) fn latest(snapshot: &mut Snapshot, id: MemberId) -> Result<Membership> {
    Ok(memberships::table
        .filter(memberships::member_id.eq(id))
        .order(memberships::from_on.desc())
        .select(Membership::as_select())
        .first(snapshot.conn())?)
}

pub(super) fn on_day(snapshot: &mut Snapshot, organization: OrganizationId, is_group: bool, day: Day) -> Result<Vec<(Row, Option<OrganizationId>)>> {
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

pub(super) fn insert(tx: &mut Tx, row: &Row, group: Option<OrganizationId>, from: Day) -> Result<()> {
    diesel::insert_into(members::table).values(row).execute(tx.conn())?;
    insert_membership(tx, row, group, from)
}

pub(super) fn insert_membership(tx: &mut Tx, row: &Row, group: Option<OrganizationId>, from: Day) -> Result<()> {
    let belongs =
        Membership { member_id: row.id, organization_id: row.organization_id, path: row.path.clone(), group_id: group, from_on: from, to_on: None };
    diesel::insert_into(memberships::table).values(&belongs).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, row: &Row) -> Result<()> {
    diesel::update(members::table.find(row.id)).set(row).execute(tx.conn())?;
    Ok(())
}

/// Ends the membership that began on `from`; on its own first day it never was.
pub(super) fn end_membership(tx: &mut Tx, id: MemberId, from: Day, on: Day) -> Result<()> {
    let row = memberships::table.find((id, from));
    if from == on {
        diesel::delete(row).execute(tx.conn())?;
    } else {
        diesel::update(row).set(memberships::to_on.eq(on)).execute(tx.conn())?;
    }
    Ok(())
}

/// The members of an organisation that an import compares its rows with.
pub fn import_index(snapshot: &mut Snapshot, organization: OrganizationId) -> Result<Vec<Row>> {
    Ok(members::table.filter(members::organization_id.eq(organization)).select(Row::as_select()).load(snapshot.conn())?)
}

/// A member that an import enrols.
#[derive(Clone, Debug)]
pub struct Enrolment {
    pub id: MemberId,
    pub organization: OrganizationId,
    pub path: Path,
    pub group: Option<OrganizationId>,
    pub name: String,
    pub status: MemberStatus,
    /// From this day on the member belongs to the organisation.
    pub joined_on: Day,
    pub full_on: Option<Day>,
    pub duties: Vec<Duty>,
    pub flags: Vec<MemberFlag>,
}

/// Keeps what an import planned: new members with their membership, then what changed.
pub fn keep_imported(tx: &mut Tx, new: Vec<Enrolment>, changed: Vec<Row>, by: Option<Caller>, seen: &mut dyn FnMut(usize)) -> Result<()> {
    let mut done = 0;
    for enrolments in new.chunks(bulk::AT_ONCE) {
        let rows = enrolments.iter().map(|one| one.row(tx.now())).collect::<Result<Vec<Row>>>()?;
        insert_many!(tx, members::table, rows.as_slice())?;
        let belongs: Vec<Membership> = enrolments.iter().map(Enrolment::membership).collect();
        insert_many!(tx, memberships::table, belongs.as_slice())?;
        rows.iter().for_each(|row| tx.note(row.note("member.enrol", by)));
        done += rows.len();
        seen(done);
    }
    for row in &changed {
        update(tx, row)?;
        tx.note(row.note("member.change", by));
    }
    seen(done + changed.len());
    Ok(())
}

impl Enrolment {
    fn row(&self, now: Moment) -> Result<Row> {
        Ok(Row {
            id: self.id,
            organization_id: self.organization,
            path: self.path.clone(),
            name: self.name.clone(),
            status: self.status,
            joined_on: self.joined_on,
            full_on: self.full_on,
            duties: column(&self.duties)?,
            flags: column(&self.flags)?,
            ended_on: None,
            created_at: now,
            updated_at: now,
            version: 1,
        })
    }
    fn membership(&self) -> Membership {
        Membership {
            member_id: self.id,
            organization_id: self.organization,
            path: self.path.clone(),
            group_id: self.group,
            from_on: self.joined_on,
            to_on: None,
        }
    }
}
