//! Grants: a role at an organisation, for a while. A grant that ends is gone at its holder's next request.

use deserr::Deserr;
use serde::Serialize;
use utoipa::ToSchema;

use super::people::not_there;
use super::store::{self, GrantRow};
use crate::authz::action::{ManageAccount, ManageGrant, ManageSystem, ReadGrant};
use crate::authz::{Role, Scope, policy};
use crate::clock::Day;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::http::{Listed, Paging, Seen};
use crate::id::{AccountId, GrantId, OrganizationId};
use crate::organizations;

/// A role for an account, as an administrator sends it.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct GrantDraft {
    pub account: AccountId,
    pub role: Role,
    /// The first day.
    pub valid_from: Day,
    /// The last day; open when absent.
    #[deserr(default)]
    pub valid_to: Option<Day>,
}

/// Who holds which role.
#[derive(Debug, Serialize, ToSchema)]
pub struct Grant {
    pub id: GrantId,
    pub account: AccountId,
    pub account_name: String,
    pub role: Role,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub version: i32,
}

fn spoken(row: &GrantRow, account_name: String) -> Grant {
    Grant {
        id: row.id,
        account: row.account_id,
        account_name,
        role: row.role,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        version: row.version,
    }
}

/// Gives a role, or changes its days.
///
/// # Errors
/// `not_found` outside the administrator's organisations; `forbidden` for the system administrator's role;
/// `invalid` for a role that makes no sense there; `already_exists`, `stale_version`.
pub fn put(
    tx: &mut Tx,
    scope: &Scope<ManageGrant>,
    organization: OrganizationId,
    id: GrantId,
    seen: Seen,
    draft: GrantDraft,
) -> Result<(Grant, bool)> {
    let at = organizations::at(tx, scope, organization)?;
    if draft.role == Role::SystemAdministrator && !scope.also::<ManageSystem>().covers(at.path()) {
        return Err(Fault::Forbidden.into());
    }
    let kind = organizations::kind(tx, organization)?;
    let mut wrong = Vec::new();
    if !policy::fits(draft.role, kind) {
        let (zh, en) = (format!("{}不设{}。", kind.zh(), draft.role.zh()), format!("A {kind} has no {}.", draft.role));
        wrong.push(FieldError::new("/role", FieldFault::NotAllowedHere).with(zh).with(en));
    }
    if draft.valid_to.is_some_and(|to| to < draft.valid_from) {
        wrong.push(FieldError::new("/valid_to", FieldFault::EndsBeforeStart));
    }
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    let account = store::account(tx, draft.account)?.ok_or_else(|| not_there("/account"))?;
    let home = store::home(tx, account.id)?;
    if !scope.also::<ManageAccount>().covers(&home.path) {
        return Err(not_there("/account"));
    }
    let known = store::grant(tx, id)?;
    if known.as_ref().is_some_and(|known| known.organization_id != organization) {
        return Err(Fault::AlreadyExists.into());
    }
    let row = GrantRow {
        id,
        account_id: draft.account,
        organization_id: organization,
        role: draft.role,
        valid_from: draft.valid_from,
        valid_to: draft.valid_to,
        created_at: tx.now(),
        created_by: Some(scope.caller().account),
        revoked_at: None,
        version: 1,
    };
    let (row, is_new) = match (known, seen) {
        (_, Seen::Unsaid) => return Err(Fault::VersionRequired.into()),
        (None, Seen::Version(_)) => return Err(Fault::NotFound.into()),
        (None, Seen::Nothing) => {
            store::insert_grant(tx, &row)?;
            tx.note(at.note("grant.create", "grant", id.0, 1, None));
            (row, true)
        }
        (Some(known), _) if known.revoked_at.is_some() || known.account_id != row.account_id || known.role != row.role => {
            return Err(Fault::AlreadyExists.into());
        }
        (Some(known), Seen::Nothing) if (known.valid_from, known.valid_to) == (row.valid_from, row.valid_to) => (known, false),
        (Some(_), Seen::Nothing) => return Err(Fault::AlreadyExists.into()),
        (Some(known), seen) => {
            seen.must_be(known.version)?;
            let changed = GrantRow { valid_from: row.valid_from, valid_to: row.valid_to, version: known.version + 1, ..known };
            store::change_grant(tx, &changed)?;
            tx.note(at.note("grant.change", "grant", id.0, changed.version, None));
            (changed, false)
        }
    };
    Ok((spoken(&row, account.name), is_new))
}

/// Ends a grant now. Ending it again is harmless.
///
/// # Errors
/// `not_found`; `forbidden` for the system administrator's role.
pub fn end(tx: &mut Tx, scope: &Scope<ManageGrant>, organization: OrganizationId, id: GrantId) -> Result<()> {
    let at = organizations::at(tx, scope, organization)?;
    let row = store::grant(tx, id)?.filter(|row| row.organization_id == organization).ok_or(Fault::NotFound)?;
    if row.role == Role::SystemAdministrator && !scope.also::<ManageSystem>().covers(at.path()) {
        return Err(Fault::Forbidden.into());
    }
    if row.revoked_at.is_none() {
        let ended = GrantRow { revoked_at: Some(tx.now()), version: row.version + 1, ..row };
        store::change_grant(tx, &ended)?;
        tx.note(at.note("grant.end", "grant", id.0, ended.version, None));
    }
    Ok(())
}

/// The grants that have not been ended at an organisation.
///
/// # Errors
/// `not_found` outside the caller's organisations.
pub fn list(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadGrant>,
    organization: OrganizationId,
    paging: &Paging<GrantId>,
) -> Result<Listed<Grant, GrantId>> {
    organizations::at(snapshot, scope, organization)?;
    let rows = store::grants_at(snapshot, organization, paging.after, paging.ask())?;
    Ok(paging.cut(rows, |(row, _)| row.id).map(|(row, name)| spoken(&row, name)))
}
