//! Who a token belongs to and what they may do today: one statement, at every request, in the transaction that uses it.
//! The one place that reads the tables of rooms above it: without this answer those rooms could not even be asked.

use diesel::prelude::*;

use super::action::{Action, UseAccount};
use super::policy::Role;
use super::scope::{At, Caller, Held, Placed, Scope};
use super::token::Claims;
use crate::db::schema::{accounts, devices, grants, organizations};
use crate::db::{Path, Snapshot};
use crate::error::{Fault, Result};
use crate::id::{AccountId, DeviceId, OrganizationId};

/// Looks the caller up.
///
/// # Errors
/// `sign_in_required` when the device was signed out or the account is disabled; `forbidden` when no role may do this.
pub fn prove<A: Action>(snapshot: &mut Snapshot, claims: &Claims) -> Result<Scope<A>> {
    let today = snapshot.today();
    let valid = grants::account_id
        .eq(accounts::id)
        .and(grants::revoked_at.is_null())
        .and(grants::valid_from.le(today))
        .and(grants::valid_to.is_null().or(grants::valid_to.ge(today)));
    let rows: Vec<Option<(Role, OrganizationId, Path)>> = devices::table
        .inner_join(accounts::table.on(accounts::id.eq(devices::account_id)))
        .left_join(grants::table.on(valid))
        .left_join(organizations::table.on(organizations::id.eq(grants::organization_id)))
        .filter(devices::id.eq(claims.device))
        .filter(devices::revoked_at.is_null())
        .filter(accounts::id.eq(claims.account))
        .filter(accounts::disabled_at.is_null())
        .select((grants::role, organizations::id, organizations::path).nullable())
        .load(snapshot.conn())?;
    if rows.is_empty() {
        return Err(Fault::SignInRequired.into());
    }
    let held = rows.into_iter().flatten().map(|(role, organization, path)| Held { role, organization, path }).collect();
    Scope::prove(Caller { account: claims.account, device: claims.device }, held)
}

#[derive(Queryable)]
struct Home {
    organization: OrganizationId,
    path: Path,
}

impl Placed for Home {
    fn organization(&self) -> OrganizationId {
        self.organization
    }
    fn path(&self) -> &Path {
        &self.path
    }
}

/// The proof that an account acts for itself, and its version. Only for who has just shown a password, a code or a token
/// of that account: a role, and so a scope, they need not have.
///
/// # Errors
/// `not_found` when there is no such account.
pub fn oneself(snapshot: &mut Snapshot, account: AccountId, device: DeviceId) -> Result<(i32, At<UseAccount>)> {
    let (version, home): (i32, Home) = accounts::table
        .inner_join(organizations::table.on(organizations::id.eq(accounts::organization_id)))
        .filter(accounts::id.eq(account))
        .select((accounts::version, (organizations::id, organizations::path)))
        .first(snapshot.conn())?;
    Ok((version, At::oneself(Caller { account, device }, &home)))
}
