//! Grants: a role at an organisation, for a while. A grant that ends is gone at its holder's next request.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, FoundGrant, GrantRow};
use crate::act::Act;
use crate::authz::action::{ManageAccount, ManageGrant, ManageSystem, ReadGrant};
use crate::authz::{At, Role, Scope, policy};
use crate::clock::Day;
use crate::db::page::{Listed, Paging};
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::{AccountId, GrantId, OrganizationId};
use crate::organizations::{self, OrganizationStatus, Place};
use crate::part;
use crate::seen::{Arrival, Seen, Stands};

part! {
    /// A role for an account, as an administrator sends it.
    sent GrantDraft {
        must {
            account: AccountId,
            role: Role,
            /// The first day.
            valid_from: Day,
        }
        may {
            /// The last day; open when absent.
            valid_to: Day,
        }
    }
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
/// `invalid` for a role that makes no sense there; `wrong_state` at what was dissolved; `already_exists`, `stale_version`.
pub fn put(
    tx: &mut Tx,
    scope: &Scope<ManageGrant>,
    organization: OrganizationId,
    id: GrantId,
    seen: Seen,
    draft: GrantDraft,
) -> Result<(Grant, bool)> {
    let (place, at) = organizations::place(tx, scope, organization)?;
    may_give(scope, &at, draft.role)?;
    check(&place, &draft)?;
    let accounts = scope.also::<ManageAccount>();
    let (account, _) = store::find(tx, &accounts, draft.account).map_err(|error| error.in_field("/account"))?;
    let known = match store::find_grant(tx, &at, id)? {
        FoundGrant::Nowhere => None,
        FoundGrant::Here(known) if known.revoked_at.is_none() && draft.is_of(&known) => Some(known),
        FoundGrant::Here(_) | FoundGrant::Elsewhere => return Err(Fault::AlreadyExists.into()),
    };
    let stands = |known: &GrantRow| Stands { version: known.version, same: (known.valid_from, known.valid_to) == (draft.valid_from, draft.valid_to) };
    let arrival = seen.meets(known, stands)?;
    if place.status == OrganizationStatus::Dissolved && !matches!(arrival, Arrival::Same(_)) {
        return Err(Error::wrong_state("组织已撤销，不再授予岗位。", "The organisation has been dissolved; nobody is given a role there."));
    }
    let (row, is_new) = match arrival {
        Arrival::Create => (make(tx, scope, &at, id, &draft)?, true),
        Arrival::Same(known) => (known, false),
        Arrival::Change(known) => {
            let before = known.state();
            let row = store::update_grant(tx, &at, GrantRow { valid_from: draft.valid_from, valid_to: draft.valid_to, ..known })?;
            tx.note(at.note(Act::GrantChange, row.subject(), row.version).was(&before)?.now(&row.state())?);
            (row, false)
        }
    };
    Ok((spoken(&row, account.name), is_new))
}

impl GrantDraft {
    /// Whether it speaks of the same role of the same account.
    fn is_of(&self, row: &GrantRow) -> bool {
        (self.account, self.role) == (row.account_id, row.role)
    }
}

/// The system administrator's role is given and ended by its like alone.
fn may_give(scope: &Scope<ManageGrant>, at: &At<ManageGrant>, role: Role) -> Result<()> {
    let is_theirs = role != Role::SystemAdministrator || scope.also::<ManageSystem>().covers(at.path());
    if is_theirs { Ok(()) } else { Err(Fault::Forbidden.into()) }
}

fn check(place: &Place, draft: &GrantDraft) -> Result<()> {
    let mut wrong = Vec::new();
    if !policy::fits(draft.role, place.kind) {
        let (zh, en) = (format!("{}不设{}。", place.kind.zh(), draft.role.zh()), format!("A {} has no {}.", place.kind, draft.role));
        wrong.push(FieldError::saying("/role", zh, en));
    }
    if draft.valid_to.is_some_and(|to| to < draft.valid_from) {
        wrong.push(FieldError::new("/valid_to", FieldFault::EndsBeforeStart));
    }
    Error::unless_empty(wrong)
}

/// Gives an account a role from today on, unless it holds it there already.
///
/// # Errors
/// As [`put`].
pub(super) fn give(tx: &mut Tx, scope: &Scope<ManageGrant>, organization: OrganizationId, account: AccountId, role: Role) -> Result<()> {
    let today = tx.today();
    let (place, _) = organizations::place(tx, scope, organization)?;
    let (row, of_account) = store::find(tx, &scope.also::<ManageAccount>(), account)?;
    let held = store::roles_of(tx, &of_account, &row, today)?;
    if held.iter().any(|(has, path)| *has == role && *path == place.path) {
        return Ok(());
    }
    let draft = GrantDraft { account, role, valid_from: today, valid_to: None };
    put(tx, scope, organization, GrantId::fresh(), Seen::Nothing, draft).map(drop)
}

fn make(tx: &mut Tx, scope: &Scope<ManageGrant>, at: &At<ManageGrant>, id: GrantId, draft: &GrantDraft) -> Result<GrantRow> {
    let row = GrantRow {
        id,
        account_id: draft.account,
        organization_id: at.organization(),
        role: draft.role,
        valid_from: draft.valid_from,
        valid_to: draft.valid_to,
        created_at: tx.now(),
        // None for the operator at the command line.
        created_by: scope.caller().ok().map(|caller| caller.account),
        revoked_at: None,
        version: 1,
    };
    let row = store::insert_grant(tx, at, row)?;
    tx.note(at.note(Act::GrantCreate, row.subject(), row.version).now(&row.state())?);
    Ok(row)
}

/// Ends a grant now. Ending it again is harmless.
///
/// # Errors
/// `not_found`; `forbidden` for the system administrator's role.
pub fn end(tx: &mut Tx, scope: &Scope<ManageGrant>, organization: OrganizationId, id: GrantId) -> Result<()> {
    let (_, at) = organizations::place(tx, scope, organization)?;
    let FoundGrant::Here(row) = store::find_grant(tx, &at, id)? else { return Err(Fault::NotFound.into()) };
    may_give(scope, &at, row.role)?;
    if row.revoked_at.is_some() {
        return Ok(());
    }
    let before = row.state();
    let row = store::update_grant(tx, &at, GrantRow { revoked_at: Some(tx.now()), ..row })?;
    tx.note(at.note(Act::GrantEnd, row.subject(), row.version).was(&before)?.now(&row.state())?);
    Ok(())
}

/// Ends every grant at an organisation that is no more from a day on: the day before is the last, and what would have begun
/// later is revoked. A system administrator's too, whoever ends the organisation: there is nothing left to administer.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub fn end_all(tx: &mut Tx, at: &At<ManageGrant>, on: Day) -> Result<()> {
    for row in store::grants_from(tx, at, on)? {
        let before = row.state();
        let (act, fresh) = if row.valid_from < on {
            (Act::GrantChange, GrantRow { valid_to: Some(on.plus_days(-1)), ..row })
        } else {
            (Act::GrantEnd, GrantRow { revoked_at: Some(tx.now()), ..row })
        };
        let row = store::update_grant(tx, at, fresh)?;
        tx.note(at.note(act, row.subject(), row.version).was(&before)?.now(&row.state())?);
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
    let (_, at) = organizations::place(snapshot, scope, organization)?;
    let rows = store::grants_at(snapshot, &at, paging.after, paging.ask())?;
    Ok(paging.cut(rows, |(row, _)| row.id).map(|(row, name)| spoken(&row, name)))
}
