//! Who a token belongs to and what they may do today: one statement, at every request, in the transaction that uses it.

use diesel::prelude::*;

use super::action::Action;
use super::policy::Role;
use super::scope::{Caller, Held, Scope};
use super::token::Claims;
use crate::clock::{Day, Moment};
use crate::db::schema::{accounts, devices, grants, organizations};
use crate::db::{Path, Snapshot};
use crate::error::{Fault, Result};
use crate::id::OrganizationId;

/// Looks the caller up.
///
/// # Errors
/// `sign_in_required` when the device was signed out or the account is disabled; `forbidden` when no role may do this.
pub fn prove<A: Action>(snapshot: &mut Snapshot, claims: &Claims, now: Moment, today: Day) -> Result<Scope<A>> {
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
    Scope::prove(Caller { account: claims.account, device: claims.device }, held, now, today)
}
