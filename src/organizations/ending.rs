//! What ends an organisation, as far as the tree goes: its own end, and what it leaves to another. Who belonged to it and who
//! held a role at it is above this room; `endings` does all of it in one transaction.

use super::moves;
use super::store::{self, Row};
use super::{OrganizationStatus, check_place};
use crate::act::Act;
use crate::authz::action::{ManageOrganization, MoveOrganization};
use crate::authz::{Action, At, Scope};
use crate::clock::Day;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::id::OrganizationId;

/// One organisation, whole, with the proof for it.
///
/// # Errors
/// `not_found`.
pub fn found<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: OrganizationId) -> Result<(Row, At<A>)> {
    store::find(snapshot, scope, id)
}

/// What stands directly below and is at work.
pub fn children_at_work(
    snapshot: &mut Snapshot,
    scope: &Scope<MoveOrganization>,
    at: &At<MoveOrganization>,
) -> Result<Vec<(Row, At<MoveOrganization>)>> {
    store::active_children(snapshot, scope, at)
}

/// # Errors
/// `invalid` for a day to come, since the tree is only as it is now, and for one before the organisation was kept here.
pub fn not_before_it_began(row: &Row, on: Day, today: Day) -> Result<()> {
    if on > today {
        return Err(Error::field(FieldError::saying("/on", "不能晚于今天。", "Not later than today.")));
    }
    if on < row.active_from {
        return Err(Error::field(FieldError::new("/on", FieldFault::EndsBeforeStart)));
    }
    Ok(())
}

/// Ends an organisation on a day, perhaps by merging it into another. Its row and its records stay.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub fn end(tx: &mut Tx, at: &At<MoveOrganization>, row: Row, on: Day, into: Option<&At<MoveOrganization>>) -> Result<Row> {
    let before = row.state();
    let merged_into = into.map(At::organization);
    let row = store::update(tx, at, Row { status: OrganizationStatus::Dissolved, dissolved_on: Some(on), merged_into, ..row })?;
    let act = if into.is_some() { Act::OrganizationMerge } else { Act::OrganizationDissolve };
    tx.note(at.note(act, row.subject(), row.version).was(&before)?.now(&row.state())?);
    if let Some(into) = into {
        // Told at both places: whoever reads on at the other must learn what came to it.
        tx.note(into.note(Act::OrganizationAbsorb, row.subject(), row.version).was(&before)?.now(&row.state())?);
    }
    Ok(row)
}

/// Takes what stood below one organisation in below another, each with all that is below it.
///
/// # Errors
/// `invalid` where it may not stand.
pub fn take_in(
    tx: &mut Tx,
    scope: &Scope<MoveOrganization>,
    children: Vec<(Row, At<MoveOrganization>)>,
    (target, above): (&Row, &At<ManageOrganization>),
) -> Result<()> {
    for (child, at) in children {
        check_place(child.kind, target.kind, "/into")?;
        moves::carry(tx, scope, (child, &at), (target, above))?;
    }
    Ok(())
}
