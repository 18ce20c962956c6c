//! Taking a seat on a leading body and leaving it.

use serde::Serialize;
use utoipa::ToSchema;

use super::BodyPosition;
use super::store::{self, FoundSeat, Row};
use crate::act::Act;
use crate::authz::action::ManageMember;
use crate::authz::{At, Scope};
use crate::clock::Day;
use crate::db::Tx;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::{MemberId, OrganizationId, SeatId};
use crate::members;
use crate::organizations::{self, OrganizationStatus, Place};
use crate::rulebook::kinds::OrganizationKind;
use crate::seen::{Arrival, Seen, Stands};

crate::part! {
    /// Who sits on a body, as an administrator sends it.
    sent SeatDraft {
        must {
            /// Whoever belongs to any organisation of the same tree.
            member: MemberId,
            position: BodyPosition,
            /// The first day.
            from: Day,
        }
        may {
            /// The first day no longer; open when absent. On the first day itself: the seat was entered by mistake, and nobody ever
            /// had it.
            to: Day,
        }
    }
}

/// A seat on a leading body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Seat {
    pub id: SeatId,
    pub organization: OrganizationId,
    pub member: MemberId,
    #[schema(example = "王秀英")]
    pub name: String,
    pub position: BodyPosition,
    /// The first day.
    pub from: Day,
    /// The first day no longer; none while it lasts.
    pub to: Option<Day>,
    pub version: i32,
}

fn spoken(row: Row, name: String) -> Seat {
    Seat {
        id: row.id,
        organization: row.organization_id,
        member: row.member_id,
        name,
        position: row.position,
        from: row.from_on,
        to: row.to_on,
        version: row.version,
    }
}

/// Gives somebody a seat on the body of an organisation, or changes its position or its days; it ends with the day `to`.
///
/// # Errors
/// `not_found` outside the administrator's organisations; `invalid` for a member who is not of the same tree or has a seat
/// there already; `wrong_state` at a group, and for a new or a longer seat where the organisation was dissolved;
/// `already_exists`, `stale_version`.
pub fn put(tx: &mut Tx, scope: &Scope<ManageMember>, organization: OrganizationId, id: SeatId, seen: Seen, draft: SeatDraft) -> Result<(Seat, bool)> {
    let (place, at) = organizations::place(tx, scope, organization)?;
    let known = match store::find(tx, &at, id)? {
        FoundSeat::Nowhere => None,
        FoundSeat::Here(row, name) => Some((row, name)),
        FoundSeat::Elsewhere => return Err(Fault::AlreadyExists.into()),
    };
    match seen.meets(known, |(row, _)| Stands { version: row.version, same: draft.is(row) })? {
        Arrival::Create => create(tx, (&place, &at), id, &draft).map(|seat| (seat, true)),
        Arrival::Same((row, name)) => Ok((spoken(row, name), false)),
        Arrival::Change((row, _)) if row.member_id != draft.member => {
            let (zh, en) = ("换人请结束这个任职，另建一个。", "For another person, end this seat and make another.");
            Err(Error::field(FieldError::saying("/member", zh, en)))
        }
        Arrival::Change((row, _)) if place.status == OrganizationStatus::Dissolved && draft.outlasts(&row) => {
            Err(Error::wrong_state("组织已撤销，任职不能延长。", "The organisation has been dissolved; the seat lasts no longer than it did."))
        }
        Arrival::Change((row, name)) => {
            let before = row.state();
            let row = Row { position: draft.position, from_on: draft.from, to_on: draft.to, ..row };
            draft.check(tx, &at, &row)?;
            let row = store::update(tx, &at, row)?;
            tx.note(at.note(Act::BodySeatChange, row.subject(), row.version).was(&before)?.now(&row.state())?);
            Ok((spoken(row, name), false))
        }
    }
}

fn create(tx: &mut Tx, (place, at): (&Place, &At<ManageMember>), id: SeatId, draft: &SeatDraft) -> Result<Seat> {
    if place.kind == OrganizationKind::PartyGroup {
        return Err(Error::wrong_state("党小组没有班子。", "A group has no committee."));
    }
    if place.status == OrganizationStatus::Dissolved {
        return Err(Error::wrong_state("组织已撤销，不再任职。", "The organisation has been dissolved and takes nobody in."));
    }
    let found = members::named(tx, at, &[draft.member], draft.from)?.pop();
    let person = found.ok_or_else(|| Error::field(FieldError::new("/member", FieldFault::NotThere)))?;
    if !person.is_member {
        let (zh, en) = (format!("此人{}已不是党员。", draft.from), format!("This person was no member of the Party on {}.", draft.from));
        return Err(Error::field(FieldError::saying("/member", zh, en)));
    }
    let now = tx.now();
    let row = Row {
        id,
        organization_id: at.organization(),
        path: at.path().clone(),
        member_id: draft.member,
        position: draft.position,
        from_on: draft.from,
        to_on: draft.to,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    draft.check(tx, at, &row)?;
    let row = store::insert(tx, at, row)?;
    tx.note(at.note(Act::BodySeatCreate, row.subject(), row.version).now(&row.state())?);
    Ok(spoken(row, person.name))
}

impl SeatDraft {
    /// Whether it says what stands.
    fn is(&self, row: &Row) -> bool {
        (self.member, self.position, self.from, self.to) == (row.member_id, row.position, row.from_on, row.to_on)
    }

    /// Whether it ends later than what stands, or never.
    fn outlasts(&self, row: &Row) -> bool {
        row.to_on.is_some_and(|end| self.to.is_none_or(|to| end < to))
    }

    fn check(&self, tx: &mut Tx, at: &At<ManageMember>, row: &Row) -> Result<()> {
        if self.to.is_some_and(|to| to < self.from) {
            return Err(Error::field(FieldError::new("/to", FieldFault::EndsBeforeStart)));
        }
        if store::has_another(tx, at, row)? {
            let (zh, en) = ("此人在这段时间已在班子中任职。", "This person has another seat on the body in these days.");
            return Err(Error::field(FieldError::saying("/from", zh, en)));
        }
        Ok(())
    }
}

/// Ends on a day every seat on the body of an organisation, as when it is dissolved; what would begin later never was. Answers
/// how many.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub fn end_seats(tx: &mut Tx, at: &At<ManageMember>, on: Day) -> Result<usize> {
    let found = store::lasting(tx, at, on)?;
    let ended = found.len();
    for row in found {
        let before = row.state();
        let row = store::update(tx, at, Row { to_on: Some(on.max(row.from_on)), ..row })?;
        tx.note(at.note(Act::BodySeatChange, row.subject(), row.version).was(&before)?.now(&row.state())?);
    }
    Ok(ended)
}
