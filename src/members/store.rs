//! Members and their dated membership, kept. A row is found by a scope and comes with the proof for its organisation;
//! what writes takes that proof.

use diesel::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Member;
use super::terms::{self, DutyTerm, FlagTerm, Term};
use crate::act::Subject;
use crate::authz::action::{Import, ManageMember};
use crate::authz::{Action, At, Placed, Scope};
use crate::clock::{Day, Moment};
use crate::db::replace::replace;
use crate::db::schema::{members, memberships};
use crate::db::{Path, Snapshot, Tx};
use crate::error::{Error, Fault, Result};
use crate::id::{MemberId, OrganizationId};
use crate::rulebook::kinds::{Duty, MemberStatus, OrganizationKind};

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
    /// [`FlagTerm`]s, in their one form.
    pub flags: String,
    pub ended_on: Option<Day>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i32,
}

/// To which organisation somebody belonged, from when to when, and what they did in it.
#[derive(Queryable, Selectable, Insertable, Clone, Debug, PartialEq)]
#[diesel(table_name = memberships)]
#[diesel(treat_none_as_null = true)]
pub(super) struct Membership {
    pub member_id: MemberId,
    pub organization_id: OrganizationId,
    pub path: Path,
    pub group_id: Option<OrganizationId>,
    pub from_on: Day,
    pub to_on: Option<Day>,
    /// [`DutyTerm`]s, in their one form.
    pub duties: String,
}

fn read<T: DeserializeOwned>(column: &str) -> Result<Vec<T>> {
    serde_json::from_str(column).map_err(Error::internal)
}

/// The flags of a column, for who reads it beside other tables.
pub(super) fn flag_terms(column: &str) -> Result<Vec<FlagTerm>> {
    read(column)
}

/// Terms as one column.
pub(super) fn column<T: Term + Serialize>(terms: impl IntoIterator<Item = T>) -> Result<String> {
    serde_json::to_string(&terms::canonical(terms)).map_err(Error::internal)
}

impl Row {
    pub(super) fn flag_terms(&self) -> Result<Vec<FlagTerm>> {
        flag_terms(&self.flags)
    }
    pub(super) fn spoken(&self, belongs: &Membership, today: Day) -> Result<Member> {
        let (duty_terms, flag_terms, day) = (belongs.duty_terms()?, self.flag_terms()?, belongs.day(today));
        Ok(Member {
            id: self.id,
            organization: self.organization_id,
            group: belongs.group_id,
            name: self.name.clone(),
            status: self.status,
            joined_on: self.joined_on,
            full_on: self.full_on,
            duties: terms::on(&duty_terms, day),
            duty_terms,
            flags: terms::on(&flag_terms, day),
            flag_terms,
            ended_on: self.ended_on,
            since: belongs.from_on,
            version: self.version,
        })
    }
    /// A day of becoming full decides; without one, what was last told.
    pub(super) fn status_on(&self, day: Day) -> MemberStatus {
        match self.full_on {
            Some(full_on) if full_on <= day => MemberStatus::Full,
            Some(_) => MemberStatus::Probationary,
            None => self.status,
        }
    }
    pub(super) fn subject(&self) -> Subject {
        Subject::Member(self.id)
    }
    pub(super) fn state(&self, belongs: &Membership) -> Result<MemberState> {
        Ok(MemberState {
            organization: belongs.organization_id,
            group: belongs.group_id,
            status: self.status,
            duty_terms: belongs.duty_terms()?,
            flag_terms: self.flag_terms()?,
            ended_on: self.ended_on,
        })
    }
}

impl Membership {
    pub(super) fn duty_terms(&self) -> Result<Vec<DutyTerm>> {
        read(&self.duties)
    }
    /// The day on which something is done that names none: today, or the first day of a membership that lies ahead.
    pub(super) fn day(&self, today: Day) -> Day {
        today.max(self.from_on)
    }
    /// The duties as they are from a day on, in another group or in none: whoever led the one does not lead the other.
    fn duties_in(&self, group: Option<OrganizationId>, on: Day) -> Result<Vec<DutyTerm>> {
        let is_same = group == self.group_id;
        let goes_on = |term: &DutyTerm| is_same || term.duty != Duty::GroupLeader;
        Ok(terms::since(&self.duty_terms()?, on).into_iter().filter(goes_on).collect())
    }
}

/// Where a member belongs and as what, for readers of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberState {
    pub organization: OrganizationId,
    pub group: Option<OrganizationId>,
    pub status: MemberStatus,
    /// Of the membership in force now or last.
    pub duty_terms: Vec<DutyTerm>,
    pub flag_terms: Vec<FlagTerm>,
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

/// Who belonged on a day to the organisation of the proof: to a group, who was in it; to what is neither branch nor group,
/// who belonged to it or to anything below. Of such a place at most so many.
pub(super) fn on_day<A: Action>(
    snapshot: &mut Snapshot,
    at: &At<A>,
    kind: OrganizationKind,
    day: Day,
    most: usize,
) -> Result<Vec<(Row, Membership)>> {
    let organization = at.organization();
    let mut query = memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .filter(memberships::from_on.le(day))
        .filter(memberships::to_on.is_null().or(memberships::to_on.gt(day)))
        .filter(members::ended_on.is_null().or(members::ended_on.ge(day)))
        .select((Row::as_select(), Membership::as_select()))
        .into_boxed();
    query = match kind {
        OrganizationKind::PartyGroup => query.filter(memberships::group_id.eq(organization)),
        kind if kind.is_branch() => query.filter(memberships::organization_id.eq(organization)),
        _ => {
            let below = at.path().subtree();
            query.filter(memberships::path.ge(below.low)).filter(memberships::path.lt(below.high)).limit(most as i64)
        }
    };
    Ok(query.load(snapshot.conn())?)
}

/// These members as far as they stand in the tree of the proof, and to what they belonged on a day, where that is known.
pub(super) fn of_tree<A: Action>(snapshot: &mut Snapshot, at: &At<A>, ids: &[MemberId], day: Day) -> Result<Vec<(Row, Option<Membership>)>> {
    let tree = at.path().tree().subtree();
    let that_day = memberships::from_on.le(day).and(memberships::to_on.is_null().or(memberships::to_on.gt(day)));
    Ok(members::table
        .left_join(memberships::table.on(memberships::member_id.eq(members::id).and(that_day)))
        .filter(members::id.eq_any(ids))
        .filter(members::path.ge(tree.low))
        .filter(members::path.lt(tree.high))
        .select((Row::as_select(), Option::<Membership>::as_select()))
        .load(snapshot.conn())?)
}

/// Every membership of the organisation of the proof that lasts beyond a day, or begins later, with its member. Who died or
/// left the Party before keeps the last one, which is not told here.
pub(super) fn lasting(snapshot: &mut Snapshot, at: &At<ManageMember>, day: Day) -> Result<Vec<(Row, Membership)>> {
    Ok(memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .filter(memberships::organization_id.eq(at.organization()))
        .filter(memberships::to_on.is_null().or(memberships::to_on.gt(day)))
        .filter(members::ended_on.is_null().or(members::ended_on.ge(day)))
        .order((members::id, memberships::from_on))
        .select((Row::as_select(), Membership::as_select()))
        .load(snapshot.conn())?)
}

/// Enrols a member at the organisation of the proof.
pub(super) fn insert(tx: &mut Tx, at: &At<ManageMember>, (row, belongs): (Row, Membership)) -> Result<(Row, Membership)> {
    let row = Row { organization_id: at.organization(), path: at.path().clone(), ..row };
    diesel::insert_into(members::table).values(&row).execute(tx.conn())?;
    let belongs = insert_membership(tx, at, belongs)?;
    Ok((row, belongs))
}

fn insert_membership(tx: &mut Tx, at: &At<ManageMember>, belongs: Membership) -> Result<Membership> {
    let belongs = Membership { organization_id: at.organization(), path: at.path().clone(), ..belongs };
    diesel::insert_into(memberships::table).values(&belongs).execute(tx.conn())?;
    Ok(belongs)
}

/// What may change a member's row.
pub(super) trait Keeps: Action {}
impl Keeps for ManageMember {}
impl Keeps for Import {}

/// Replaces the version of the row that was read, of a member of the proof's organisation, and the membership where it is
/// another than was known. Answers the new one.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn update<A: Keeps>(tx: &mut Tx, at: &At<A>, row: Row, known: &Membership, belongs: &Membership) -> Result<Row> {
    let row = replace_at(tx, at, Row { organization_id: at.organization(), path: at.path().clone(), ..row })?;
    if belongs != known {
        keep_membership(tx, at, belongs)?;
    }
    Ok(row)
}

fn replace_at<A: Keeps>(tx: &mut Tx, at: &At<A>, row: Row) -> Result<Row> {
    let seen = row.version;
    let row = Row { version: seen + 1, updated_at: tx.now(), ..row };
    replace!(tx, members, members::id.eq(row.id).and(members::organization_id.eq(at.organization())), seen, &row)?;
    Ok(row)
}

/// Keeps a membership's end and its duties; whose it is, where and from when is never changed. Alone, of one that is not its
/// member's present one.
pub(super) fn keep_membership<A: Keeps>(tx: &mut Tx, at: &At<A>, belongs: &Membership) -> Result<()> {
    let kept = memberships::table.find((belongs.member_id, belongs.from_on)).filter(memberships::organization_id.eq(at.organization()));
    diesel::update(kept).set((memberships::to_on.eq(belongs.to_on), memberships::duties.eq(&belongs.duties))).execute(tx.conn())?;
    Ok(())
}

/// Ends the membership at the one end and begins another at the other, without duties unless it is the same organisation.
/// On its own first day the former never was.
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
    let belongs = split(tx, (from, to), belongs, group, on)?;
    Ok((row, belongs))
}

/// The part of a membership from a day on goes to the other end. Alone, of somebody whose present membership is another.
pub(super) fn split(
    tx: &mut Tx,
    (from, to): (&At<ManageMember>, &At<ManageMember>),
    belongs: &Membership,
    group: Option<OrganizationId>,
    on: Day,
) -> Result<Membership> {
    let goes_on = if from.organization() == to.organization() { belongs.duties_in(group, on)? } else { Vec::new() };
    if belongs.from_on == on {
        diesel::delete(memberships::table.find((belongs.member_id, on))).execute(tx.conn())?;
    } else {
        end(tx, from, belongs, on)?;
    }
    insert_membership(tx, to, Membership { group_id: group, from_on: on, duties: column(goes_on)?, ..belongs.clone() })
}

fn end(tx: &mut Tx, at: &At<ManageMember>, belongs: &Membership, on: Day) -> Result<()> {
    let duties = column(terms::until(&belongs.duty_terms()?, on))?;
    keep_membership(tx, at, &Membership { to_on: Some(on), duties, ..belongs.clone() })
}
