//! Moving an organisation with all that is below it.

use super::about_store;
use super::store::{self, Row};
use super::{Organization, OrganizationStatus, check_place};
use crate::act::Act;
use crate::authz::action::{ManageOrganization, MoveOrganization};
use crate::authz::{At, Scope};
use crate::db::Tx;
use crate::error::{Error, Fault, Result};
use crate::id::OrganizationId;
use crate::rulebook::kinds::OrganizationKind;
use crate::seen::Seen;

crate::part! {
    /// Where to.
    sent Move {
        must {
            /// The new superior.
            parent: OrganizationId,
        }
    }
}

/// Moves an organisation below another superior. The whole subtree's paths are rewritten in this transaction: the
/// organisations, the roll and the records. What the trail says keeps the place it was done at.
///
/// # Errors
/// `not_found` when the organisation is outside the scope; `invalid` when the new superior is, or cannot have it;
/// `would_cycle`; `stale_version`; `wrong_state` for what was dissolved, and for a group that members are in.
pub fn relocate(tx: &mut Tx, scope: &Scope<MoveOrganization>, id: OrganizationId, seen: Seen, draft: Move) -> Result<Organization> {
    tx.hold_tree()?;
    let (row, at) = store::find(tx, scope, id)?;
    let (target, above) = store::find(tx, &scope.also::<ManageOrganization>(), draft.parent).map_err(|error| error.in_field("/parent"))?;
    let is_there = row.parent_id == Some(target.id);
    if !seen.changes(row.version, is_there)? {
        return Ok(row.spoken());
    }
    if target.path.is_within(&row.path) {
        return Err(Fault::WouldCycle.into());
    }
    if [row.status, target.status].contains(&OrganizationStatus::Dissolved) {
        return Err(Error::wrong_state("已撤销的组织不能移动，也不能接收下级。", "A dissolved organisation neither moves nor takes others in."));
    }
    check_place(row.kind, target.kind, "/parent")?;
    let today = tx.today();
    if row.kind == OrganizationKind::PartyGroup && about_store::has_members_after(tx, &at, today)? {
        // They belong to the branch, and would be in a group of another.
        return Err(Error::wrong_state("党小组还有党员，请先转到别的党小组。", "Members are in the group; transfer them to another first."));
    }
    carry(tx, scope, (row, &at), (&target, &above)).map(|moved| moved.spoken())
}

/// Puts an organisation with all that is below it at the next place below another.
pub(super) fn carry(
    tx: &mut Tx,
    scope: &Scope<MoveOrganization>,
    (row, at): (Row, &At<MoveOrganization>),
    (target, above): (&Row, &At<ManageOrganization>),
) -> Result<Row> {
    let before = row.state();
    let path = store::next_child(tx, target, above)?;
    store::rewrite_paths(tx, at, &path)?;
    let moved = store::update(tx, at, Row { parent_id: Some(target.id), path, ..row })?;
    let arrived = scope.also::<ManageOrganization>().at(&moved)?;
    // Told at both places: whoever reads on at the one must learn that it is gone, at the other that it came.
    tx.note(at.note(Act::OrganizationLeave, moved.subject(), moved.version).was(&before)?.now(&moved.state())?);
    tx.note(arrived.note(Act::OrganizationMove, moved.subject(), moved.version).was(&before)?.now(&moved.state())?);
    Ok(moved)
}
