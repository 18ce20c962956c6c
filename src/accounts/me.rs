//! Who one is and what one may do where: what a phone asks first, to show what its owner can do.

use serde::Serialize;
use utoipa::ToSchema;

use super::people::Account;
use super::store;
use crate::authz::action::{ActionKind, UseAccount};
use crate::authz::policy::{Reach, reach};
use crate::authz::{Held, Role, Scope};
use crate::db::Snapshot;
use crate::error::{Fault, Result};
use crate::id::OrganizationId;
use crate::organizations;
use crate::rulebook::kinds::OrganizationKind;

/// Who one is and what one may do where.
#[derive(Serialize, ToSchema)]
pub struct Me {
    account: Account,
    roles: Vec<HeldRole>,
}

#[derive(Serialize, ToSchema)]
pub struct HeldRole {
    role: Role,
    organization: OrganizationId,
    organization_name: String,
    organization_kind: OrganizationKind,
    /// What the role allows, and how far from the organisation.
    may: Vec<Permission>,
}

#[derive(Serialize, ToSchema)]
pub struct Permission {
    #[schema(example = "session.record")]
    action: &'static str,
    /// `here`, `below` or `everywhere` (both).
    #[schema(example = "everywhere")]
    reach: &'static str,
}

/// The caller's account and roles.
pub fn of(snapshot: &mut Snapshot, scope: &Scope<UseAccount>) -> Result<Me> {
    let account = store::by_id(snapshot, scope.caller()?.account)?.ok_or(Fault::SignInRequired)?.spoken();
    let places = if scope.held().is_empty() { Vec::new() } else { organizations::names(snapshot, scope)? };
    let role = |held: &Held| {
        let (organization, organization_name, organization_kind) = places.iter().find(|(id, ..)| *id == held.organization)?.clone();
        Some(HeldRole { role: held.role, organization, organization_name, organization_kind, may: permissions(held.role) })
    };
    Ok(Me { account, roles: scope.held().iter().filter_map(role).collect() })
}

fn permissions(role: Role) -> Vec<Permission> {
    let said = |reach| match reach {
        Reach::Nowhere => None,
        Reach::Here => Some("here"),
        Reach::Below => Some("below"),
        Reach::Everywhere => Some("everywhere"),
    };
    let all = ActionKind::ALL.iter().filter(|action| **action != ActionKind::UseAccount);
    all.filter_map(|action| said(reach(role, *action)).map(|reach| Permission { action: action.word(), reach })).collect()
}
