//! Moving an organisation with all that is below it.

use deserr::Deserr;
use utoipa::ToSchema;

use super::store;
use super::{Organization, OrganizationStatus, check_place, wrong_state};
use crate::authz::Scope;
use crate::authz::action::{ManageOrganization, MoveOrganization};
use crate::db::Tx;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::http::Seen;
use crate::id::OrganizationId;
use crate::rulebook::kinds::OrganizationKind;

/// Where to.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct Move {
    /// The new superior.
    pub parent: OrganizationId,
}

/// Moves an organisation below another superior. The whole subtree's paths are rewritten in this transaction: the
/// organisations, the roll and the records. What the trail says keeps the place it was done at.
///
/// # Errors
/// `not_found` when the organisation is outside the scope; `invalid` when the new superior is, or cannot have it;
/// `would_cycle`; `stale_version`; `wrong_state` for what was dissolved, and for a group that members are in.
pub fn relocate(tx: &mut Tx, scope: &Scope<MoveOrganization>, id: OrganizationId, seen: Seen, draft: Move) -> Result<Organization> {
    tx.hold_tree()?;
    let row = store::row(tx, id)?.ok_or(Fault::NotFound)?;
    let at = scope.at(row.id, &row.path)?;
    let target = store::row(tx, draft.parent)?.filter(|target| scope.also::<ManageOrganization>().covers(&target.path));
    let target = target.ok_or_else(|| Error::field(FieldError::new("/parent", FieldFault::NotThere)))?;
    if row.parent_id == Some(target.id) && seen == Seen::Version(row.version - 1) {
        // The reply to this very move was lost and it is asked for again.
        return Ok(row.spoken());
    }
    seen.must_be(row.version)?;
    if target.path.is_within(&row.path) {
        return Err(Fault::WouldCycle.into());
    }
    if [row.status, target.status].contains(&OrganizationStatus::Dissolved) {
        return Err(wrong_state("已撤销的组织不能移动，也不能接收下级。", "A dissolved organisation neither moves nor takes others in."));
    }
    check_place(row.kind, target.kind, "/parent")?;
    if row.parent_id == Some(target.id) {
        return Ok(row.spoken());
    }
    if row.kind == OrganizationKind::PartyGroup && store::has_members_after(tx, id, scope.today())? {
        // They belong to the branch, and would be in a group of another.
        return Err(wrong_state("党小组还有党员，请先转到别的党小组。", "Members are in the group; transfer them to another first."));
    }
    tx.note(at.note("organization.leave", "organization", id.0, row.version, None));
    let to = store::next_child(tx, &target)?;
    store::rewrite_paths(tx, &row.path, &to)?;
    let mut moved = store::row(tx, id)?.ok_or(Fault::NotFound)?;
    moved.parent_id = Some(target.id);
    moved.version += 1;
    moved.updated_at = tx.now();
    store::update(tx, &moved)?;
    let arrived = scope.also::<ManageOrganization>().at(id, &moved.path)?;
    tx.note(arrived.note("organization.move", "organization", id.0, moved.version, None));
    Ok(moved.spoken())
}
