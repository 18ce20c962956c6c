//! How an organisation ends (组织撤并): dissolved, or merged into another. Whatever hangs on it ends with it, in the same
//! transaction: seats on its body, roles, and a branch's groups; a merge carries members and groups over, without duties. Not here: what only moves
//! (`organizations`), and what becomes of its records: they stay where they are, and whoever it was merged into goes on with
//! what they left open.

pub mod http;

use crate::authz::action::{ManageGrant, ManageMember, ManageOrganization, MoveOrganization};
use crate::authz::{At, Scope};
use crate::clock::Day;
use crate::db::Tx;
use crate::error::{Error, FieldError, Result};
use crate::id::OrganizationId;
use crate::organizations::{self, Organization, OrganizationRow, OrganizationStatus};
use crate::rulebook::kinds::OrganizationKind;
use crate::seen::Seen;
use crate::{accounts, bodies, members};

crate::part! {
    /// Nothing but a day, for a dissolution.
    sent Dissolution {
        must {
            /// The first day on which it is no more.
            on: Day,
        }
    }
}

crate::part! {
    /// Into which, and from which day on.
    sent Merge {
        must {
            into: OrganizationId,
            /// The first day on which everybody belongs to the other.
            on: Day,
        }
    }
}

/// Dissolves an organisation to which nobody belongs any more, a branch with its groups. Seats and roles end the day before.
///
/// # Errors
/// `not_found`, `stale_version`; `invalid` for a day to come or before it began; `wrong_state` while members belong to it or
/// other organisations than its groups stand below it.
pub fn dissolve(tx: &mut Tx, scope: &Scope<MoveOrganization>, id: OrganizationId, seen: Seen, draft: &Dissolution) -> Result<Organization> {
    tx.hold_tree()?;
    let (row, at) = organizations::found(tx, scope, id)?;
    let is_dissolved = row.status == OrganizationStatus::Dissolved;
    if !seen.steps(row.version, is_dissolved && row.dissolved_on == Some(draft.on) && row.merged_into.is_none())? {
        return Ok(row.spoken());
    }
    not_ended(&row)?;
    organizations::not_before_it_began(&row, draft.on, tx.today())?;
    let below = organizations::children_at_work(tx, scope, &at)?;
    if below.iter().any(|(child, _)| child.kind != OrganizationKind::PartyGroup) {
        return Err(Error::wrong_state("还有下级组织，请先移走或撤销。", "Organisations stand below it; move or dissolve them first."));
    }
    if organizations::has_members_after(tx, &at, draft.on)? {
        return Err(Error::wrong_state("还有党员，请先转走。", "Members belong to it; transfer them first."));
    }
    for (group, at) in below {
        end(tx, scope, (group, &at), draft.on, None)?;
    }
    end(tx, scope, (row, &at), draft.on, None).map(|row| row.spoken())
}

/// Merges a branch into another, or a general branch into another: from that day on its members belong there, what stood
/// below it stands below the other, and what its records leave open is the other's.
///
/// # Errors
/// `not_found`; `invalid` when the other is outside the scope, itself or of another family of kinds, for a day to come or
/// before it began; `wrong_state` when either has ended, or members left it for elsewhere after the day; `stale_version`.
pub fn merge(tx: &mut Tx, scope: &Scope<MoveOrganization>, id: OrganizationId, seen: Seen, draft: &Merge) -> Result<Organization> {
    tx.hold_tree()?;
    let (row, at) = organizations::found(tx, scope, id)?;
    let (target, into) = organizations::found(tx, scope, draft.into).map_err(|error| error.in_field("/into"))?;
    let is_taken = (row.merged_into, row.dissolved_on) == (Some(target.id), Some(draft.on));
    if !seen.steps(row.version, is_taken)? {
        return Ok(row.spoken());
    }
    not_ended(&row)?;
    if target.status == OrganizationStatus::Dissolved {
        return Err(Error::wrong_state("要并入的组织已撤销。", "The organisation to merge into has been dissolved."));
    }
    can_take(&row, &target)?;
    organizations::not_before_it_began(&row, draft.on, tx.today())?;
    if let Some(day) = organizations::left_after(tx, &at, draft.on)? {
        let (zh, en) = (format!("还有党员{day}才转走，合并不能早于这一天。"), format!("Members left it on {day}; it is not merged before that day."));
        return Err(Error::wrong_state(zh, en));
    }
    let above = scope.also::<ManageOrganization>().at(&target)?;
    let below = organizations::children_at_work(tx, scope, &at)?;
    organizations::take_in(tx, scope, below, (&target, &above))?;
    let members = scope.also::<ManageMember>();
    members::move_all(tx, (&members.at(&row)?, &members.at(&target)?), draft.on)?;
    end(tx, scope, (row, &at), draft.on, Some(&into)).map(|row| row.spoken())
}

fn not_ended(row: &OrganizationRow) -> Result<()> {
    match row.status {
        OrganizationStatus::Active => Ok(()),
        OrganizationStatus::Dissolved => Err(Error::wrong_state("组织已经撤销。", "It has been dissolved already.")),
    }
}

/// A branch takes a branch in, a general branch a general branch: none of these ever stands below its like.
fn can_take(row: &OrganizationRow, target: &OrganizationRow) -> Result<()> {
    if row.id == target.id {
        return Err(Error::field(FieldError::saying("/into", "不能并入它自己。", "It cannot be merged into itself.")));
    }
    let is_general = |kind| kind == OrganizationKind::GeneralBranch;
    let are_alike = (row.kind.is_branch() && target.kind.is_branch()) || (is_general(row.kind) && is_general(target.kind));
    if are_alike {
        return Ok(());
    }
    let (from, to) = (row.kind, target.kind);
    let (zh, en) = (format!("{}不能并入{}。", from.zh(), to.zh()), format!("A {from} is not merged into a {to}."));
    Err(Error::field(FieldError::saying("/into", zh, en)))
}

/// Ends an organisation with the seats on its body and the roles at it. Nobody belongs to it, so nobody has a duty there.
fn end(
    tx: &mut Tx,
    scope: &Scope<MoveOrganization>,
    (row, at): (OrganizationRow, &At<MoveOrganization>),
    on: Day,
    into: Option<&At<MoveOrganization>>,
) -> Result<OrganizationRow> {
    bodies::end_seats(tx, &scope.also::<ManageMember>().at(&row)?, on)?;
    accounts::end_grants(tx, &scope.also::<ManageGrant>().at(&row)?, on)?;
    organizations::end(tx, at, row, on, into)
}
