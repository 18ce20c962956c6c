//! Seats on leading bodies, kept.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{BodyEntry, BodyPosition, SeatTerm};
use crate::act::Subject;
use crate::authz::action::ManageMember;
use crate::authz::{Action, At};
use crate::clock::{Day, Moment};
use crate::db::replace::replace;
use crate::db::schema::{body_seats, members};
use crate::db::{Path, Snapshot, Tx};
use crate::error::Result;
use crate::id::{MemberId, OrganizationId, SeatId};
use crate::members::was_member;

crate::db::types::word_column!(BodyPosition);

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = body_seats)]
#[diesel(treat_none_as_null = true)]
pub(super) struct Row {
    pub id: SeatId,
    pub organization_id: OrganizationId,
    pub path: Path,
    pub member_id: MemberId,
    pub position: BodyPosition,
    pub from_on: Day,
    pub to_on: Option<Day>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i32,
}

/// Of who sits there.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = members)]
pub(super) struct Person {
    pub name: String,
    ended_on: Option<Day>,
    flags: String,
}

impl Person {
    pub(super) fn was_member(&self, day: Day) -> Result<bool> {
        was_member(self.ended_on, &self.flags, day)
    }
}

impl Row {
    pub(super) fn entry(&self, name: String) -> BodyEntry {
        let seat = SeatTerm { id: self.id, from: self.from_on, to: self.to_on, version: self.version };
        BodyEntry { member: self.member_id, name, position: self.position, seat: Some(seat) }
    }
    pub(super) fn subject(&self) -> Subject {
        Subject::BodySeat(self.id)
    }
    pub(super) fn state(&self) -> SeatState {
        SeatState { member: self.member_id, position: self.position, from: self.from_on, to: self.to_on }
    }
}

/// Whose seat it is and when, for readers of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatState {
    pub member: MemberId,
    pub position: BodyPosition,
    pub from: Day,
    pub to: Option<Day>,
}

/// A seat by its id, as far as the proof goes.
pub(super) enum FoundSeat {
    Here(Row, String),
    /// On another body, of which the proof says nothing.
    Elsewhere,
    Nowhere,
}

pub(super) fn find(snapshot: &mut Snapshot, at: &At<ManageMember>, id: SeatId) -> Result<FoundSeat> {
    let found: Option<(Row, String)> = body_seats::table
        .inner_join(members::table.on(members::id.eq(body_seats::member_id)))
        .filter(body_seats::id.eq(id))
        .select((Row::as_select(), members::name))
        .first(snapshot.conn())
        .optional()?;
    Ok(match found {
        Some((row, name)) if row.organization_id == at.organization() => FoundSeat::Here(row, name),
        Some(_) => FoundSeat::Elsewhere,
        None => FoundSeat::Nowhere,
    })
}

/// Who had a seat on a day.
pub(super) fn on_day<A: Action>(snapshot: &mut Snapshot, at: &At<A>, day: Day) -> Result<Vec<(Row, Person)>> {
    Ok(body_seats::table
        .inner_join(members::table.on(members::id.eq(body_seats::member_id)))
        .filter(body_seats::organization_id.eq(at.organization()))
        .filter(body_seats::from_on.le(day))
        .filter(body_seats::to_on.is_null().or(body_seats::to_on.gt(day)))
        .select((Row::as_select(), Person::as_select()))
        .load(snapshot.conn())?)
}

/// Whether the same person has another seat there in the days of this one.
pub(super) fn has_another(snapshot: &mut Snapshot, at: &At<ManageMember>, seat: &Row) -> Result<bool> {
    let mut others = body_seats::table
        .filter(body_seats::organization_id.eq(at.organization()))
        .filter(body_seats::member_id.eq(seat.member_id))
        .filter(body_seats::id.ne(seat.id))
        .filter(body_seats::to_on.is_null().or(body_seats::to_on.gt(seat.from_on).and(body_seats::to_on.gt(body_seats::from_on.nullable()))))
        .into_boxed();
    if let Some(to) = seat.to_on {
        others = others.filter(body_seats::from_on.lt(to));
    }
    Ok(others.count().get_result::<i64>(snapshot.conn())? > 0)
}

/// The seats that last beyond a day, or begin later.
pub(super) fn lasting(snapshot: &mut Snapshot, at: &At<ManageMember>, day: Day) -> Result<Vec<Row>> {
    Ok(body_seats::table
        .filter(body_seats::organization_id.eq(at.organization()))
        .filter(body_seats::to_on.is_null().or(body_seats::to_on.gt(day)))
        .order(body_seats::id)
        .select(Row::as_select())
        .load(snapshot.conn())?)
}

/// Makes a seat on the body of the proof's organisation.
pub(super) fn insert(tx: &mut Tx, at: &At<ManageMember>, row: Row) -> Result<Row> {
    let row = Row { organization_id: at.organization(), path: at.path().clone(), ..row };
    diesel::insert_into(body_seats::table).values(&row).execute(tx.conn())?;
    Ok(row)
}

/// Replaces the version of the seat that was read. Answers the new one.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn update(tx: &mut Tx, at: &At<ManageMember>, row: Row) -> Result<Row> {
    let seen = row.version;
    let row = Row { organization_id: at.organization(), path: at.path().clone(), version: seen + 1, updated_at: tx.now(), ..row };
    replace!(tx, body_seats, body_seats::id.eq(row.id).and(body_seats::organization_id.eq(at.organization())), seen, &row)?;
    Ok(row)
}
