//! The tree of organisations: committees, general branches, branches, groups, and where each stands. Not here: their
//! members (`members`) and who may act for them (`accounts`).

mod change;
pub mod http;
mod import_store;
mod moves;
mod store;

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use change::{OrganizationChange, OrganizationDraft, change, dissolve, put};
pub use import_store::{Imported, codes_elsewhere, import_index, keep_imported};
pub use moves::{Move, relocate};
pub use store::{About, OrganizationState, Place, Row as OrganizationRow, about, named, names, next_root_number, place};

use crate::authz::Scope;
use crate::authz::action::ReadOrganization;
use crate::clock::Day;
use crate::db::Snapshot;
use crate::db::page::{Listed, Paging};
use crate::error::{Error, FieldError, Result};
use crate::id::OrganizationId;
use crate::rulebook::kinds::{OrganizationKind, Sector};

crate::vocabulary! {
    /// Whether an organisation is at work.
    pub enum OrganizationStatus {
        Active = "active" "运行中";
        Dissolved = "dissolved" "已撤销";
    }
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Organization {
    pub id: OrganizationId,
    pub parent: Option<OrganizationId>,
    /// Its place in the tree: three characters a level; what is below begins with it.
    #[schema(example = "001003")]
    pub path: String,
    /// The code it has elsewhere, once in the whole database.
    pub code: Option<String>,
    #[schema(example = "中共石桥镇坡山村支部委员会")]
    pub name: String,
    pub short_name: Option<String>,
    pub kind: OrganizationKind,
    pub sector: Option<Sector>,
    /// The fixed day of the month for theme Party days.
    #[schema(minimum = 1, maximum = 28)]
    pub party_day: Option<i16>,
    /// Many or scattered members: a branch that must have groups.
    pub large_or_scattered: bool,
    pub status: OrganizationStatus,
    pub dissolved_on: Option<Day>,
    pub version: i32,
}

/// One organisation within the scope.
///
/// # Errors
/// `not_found`.
pub fn get(snapshot: &mut Snapshot, scope: &Scope<ReadOrganization>, id: OrganizationId) -> Result<Organization> {
    let (row, _) = store::find(snapshot, scope, id)?;
    Ok(row.spoken())
}

/// What to look for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganizationFilter {
    /// Part of the name, or the beginning of the code.
    pub q: Option<String>,
    /// Only directly below this one.
    pub parent: Option<OrganizationId>,
    pub kind: Option<OrganizationKind>,
    pub status: Option<OrganizationStatus>,
}

/// Where a page of organisations ends: they are listed by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrganizationKey {
    pub name: String,
    pub id: OrganizationId,
}

/// The organisations within the scope that match, by name.
pub fn list(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadOrganization>,
    filter: &OrganizationFilter,
    paging: &Paging<OrganizationKey>,
) -> Result<Listed<Organization, OrganizationKey>> {
    let rows = store::search(snapshot, scope, filter, paging)?;
    Ok(paging.cut(rows, |row| OrganizationKey { name: row.name.clone(), id: row.id }).map(|row| row.spoken()))
}

/// What stands directly below an organisation, by name.
///
/// # Errors
/// `not_found`.
pub fn children(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadOrganization>,
    id: OrganizationId,
    paging: &Paging<OrganizationKey>,
) -> Result<Listed<Organization, OrganizationKey>> {
    place(snapshot, scope, id)?;
    list(snapshot, scope, &OrganizationFilter { parent: Some(id), ..OrganizationFilter::default() }, paging)
}

/// What may stand directly below what. A branch has only groups, a group nothing.
pub fn may_stand_below(child: OrganizationKind, parent: OrganizationKind) -> bool {
    use OrganizationKind as K;
    match parent {
        K::PartyGroup => false,
        parent if parent.is_branch() => child == K::PartyGroup,
        K::GeneralBranch => child.is_branch(),
        _ => child != K::PartyGroup,
    }
}

fn check_place(child: OrganizationKind, parent: OrganizationKind, pointer: &str) -> Result<()> {
    if may_stand_below(child, parent) {
        return Ok(());
    }
    let (zh, en) = (format!("{}下面不能设{}。", parent.zh(), child.zh()), format!("A {child} cannot stand below a {parent}."));
    Err(Error::field(FieldError::saying(pointer, zh, en)))
}

/// Nothing but a day, for a dissolution.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct Dissolution {
    /// The day it was dissolved.
    pub on: Day,
}
