//! From one organisation or group to another: one member, or all that an organisation has. What somebody did there ends with
//! it; the former membership keeps its history, so that a roll of a day before stays as it was.

use super::Member;
use super::change::{check_group, not_a_group, placed};
use super::store::{self, Membership, Row};
use crate::act::Act;
use crate::authz::action::ManageMember;
use crate::authz::{At, Scope};
use crate::clock::Day;
use crate::db::Tx;
use crate::error::{Error, FieldError, Result};
use crate::id::{MemberId, OrganizationId};
use crate::seen::Seen;

crate::part! {
    /// To where, and from which day on.
    sent Transfer {
        must {
            to: OrganizationId,
            /// The first day at the new organisation.
            on: Day,
        }
        may {
            group: OrganizationId,
        }
    }
}

/// Moves a member to another organisation or group from a day on. Who belonged where before that day stays as it was. All
/// duties end that day; who only changes the group keeps those of the branch.
///
/// # Errors
/// `not_found` when the member is outside the scope; `invalid` when the target is, or for a day before the present
/// membership began or after being a member ended; `wrong_state` when the target was dissolved; `stale_version`.
pub fn transfer(tx: &mut Tx, scope: &Scope<ManageMember>, id: MemberId, seen: Seen, draft: Transfer) -> Result<Member> {
    let (row, belongs, from) = store::find(tx, scope, id)?;
    let (place, to) = placed(tx, scope, draft.to, "/to")?;
    let is_there = (belongs.organization_id, belongs.group_id, belongs.from_on) == (draft.to, draft.group, draft.on);
    if !seen.changes(row.version, is_there)? {
        return row.spoken(&belongs, tx.today());
    }
    not_a_group(&place, "/to")?;
    if draft.on < belongs.from_on {
        let began = belongs.from_on;
        let (zh, en) = (format!("早于现在组织关系的起始日 {began}。"), format!("Before the present membership began on {began}."));
        return Err(Error::field(FieldError::saying("/on", zh, en)));
    }
    if let Some(ended) = row.ended_on.filter(|ended| *ended < draft.on) {
        let (zh, en) = (format!("党籍已于 {ended} 终止。"), format!("Membership of the Party ended on {ended}."));
        return Err(Error::field(FieldError::saying("/on", zh, en)));
    }
    check_group(tx, &to, scope, draft.group)?;
    let (row, belongs) = carry(tx, (&from, &to), (row, belongs), draft.group, draft.on)?;
    row.spoken(&belongs, tx.today())
}

/// Moves one member, and tells it.
fn carry(
    tx: &mut Tx,
    (from, to): (&At<ManageMember>, &At<ManageMember>),
    (row, belongs): (Row, Membership),
    group: Option<OrganizationId>,
    on: Day,
) -> Result<(Row, Membership)> {
    let before = row.state(&belongs)?;
    let (row, belongs) = store::transfer(tx, (from, to), row, &belongs, group, on)?;
    let after = row.state(&belongs)?;
    if from.organization() != to.organization() {
        // Told at both places: whoever reads on at the one must learn that somebody left.
        tx.note(from.note(Act::MemberLeave, row.subject(), row.version).was(&before)?.now(&after)?);
    }
    tx.note(to.note(Act::MemberTransfer, row.subject(), row.version).was(&before)?.now(&after)?);
    Ok((row, belongs))
}

/// Moves everybody who belongs to the one organisation on a day, or will later, to the other, in their groups, which go
/// along: a merger. Answers how many.
///
/// # Errors
/// `stale_version` when another change of a member was quicker.
pub fn move_all(tx: &mut Tx, (from, to): (&At<ManageMember>, &At<ManageMember>), on: Day) -> Result<usize> {
    let found = store::lasting(tx, from, on)?;
    let moved = found.len();
    for (row, belongs) in found {
        // Who comes later comes to the other.
        let on = belongs.day(on);
        if belongs.to_on.is_none() {
            let group = belongs.group_id;
            carry(tx, (from, to), (row, belongs), group, on)?;
        } else {
            // Already to go elsewhere on a later day: the days between are the other's.
            let before = row.state(&belongs)?;
            let after = row.state(&store::split(tx, (from, to), &belongs, belongs.group_id, on)?)?;
            tx.note(from.note(Act::MemberLeave, row.subject(), row.version).was(&before)?.now(&after)?);
            tx.note(to.note(Act::MemberTransfer, row.subject(), row.version).was(&before)?.now(&after)?);
        }
    }
    Ok(moved)
}
