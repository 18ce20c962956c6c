//! The tree of organisations: committees, general branches, branches, groups, and where each stands. Not here: their
//! members (`members`) and who may act for them (`accounts`).

mod about_store;
mod change;
mod ending;
pub mod http;
mod import_store;
mod moves;
mod settings;
mod store;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use about_store::{About, about, has_members_after, left_after, merged};
pub use change::{OrganizationChange, OrganizationDraft, change, put};
pub use ending::{children_at_work, end, found, not_before_it_began, take_in};
pub use import_store::{Imported, codes_elsewhere, import_index, keep_imported};
pub use moves::{Move, relocate};
pub use settings::{History, Setting};
pub use store::{OrganizationState, Place, Row as OrganizationRow, named, names, next_root_number, place};

use crate::authz::Scope;
use crate::authz::action::ReadOrganization;
use crate::clock::Day;
use crate::db::Snapshot;
use crate::db::page::{Listed, Paging};
use crate::error::{Error, FieldError, Result};
use crate::id::OrganizationId;
use crate::rulebook::FixedDay;
use crate::rulebook::kinds::{Level, OrganizationKind, Sector};

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
    /// A committee's.
    pub level: Option<Level>,
    /// The fixed day for theme Party days.
    pub party_day: Option<FixedDay>,
    /// Many or scattered members: a branch that must have groups.
    pub large_or_scattered: bool,
    /// Whether a branch has a committee; the duties on the roll tell it when this is null.
    pub has_committee: Option<bool>,
    /// How it was set up since when, the earliest first. What stands beside this is the last of them.
    pub settings: Vec<Setting>,
    /// Since when it is kept here (纳入管理之日): nothing is owed before.
    pub active_from: Day,
    pub status: OrganizationStatus,
    /// The first day on which it is no more.
    pub dissolved_on: Option<Day>,
    /// Into which it was merged.
    pub merged_into: Option<OrganizationId>,
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

/// What may stand directly below what. A branch has only groups, a group nothing; an organ's committee and a commission have
/// basic organisations, and committees of organs stand below their working committee.
pub fn may_stand_below(child: OrganizationKind, parent: OrganizationKind) -> bool {
    use OrganizationKind as K;
    match parent {
        K::PartyGroup => false,
        parent if parent.is_branch() => child == K::PartyGroup,
        K::GeneralBranch => child.is_branch(),
        K::OrganPartyCommittee => child.is_branch() || matches!(child, K::GeneralBranch | K::DisciplineCommission),
        K::OrgansWorkCommittee => child.is_basic() || matches!(child, K::PartyCommittee | K::DisciplineCommission),
        K::DisciplineCommission => child.is_basic(),
        K::PartyCommittee | K::PartyLeadingGroup | K::WorkCommittee => child != K::PartyGroup,
        K::PartyBranch | K::JointBranch | K::TemporaryBranch | K::FloatingMembersBranch => false,
    }
}

fn check_place(child: OrganizationKind, parent: OrganizationKind, pointer: &str) -> Result<()> {
    if may_stand_below(child, parent) {
        return Ok(());
    }
    let (zh, en) = (format!("{}下面不能设{}。", parent.zh(), child.zh()), format!("A {child} cannot stand below a {parent}."));
    Err(Error::field(FieldError::saying(pointer, zh, en)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_what() {
        let below = |parent: OrganizationKind| {
            let found = OrganizationKind::ALL.iter().filter(|child| may_stand_below(**child, parent));
            found.map(|kind| kind.word()).collect::<Vec<_>>().join(" ")
        };
        let branches = "party_branch joint_branch temporary_branch floating_members_branch";
        let all = OrganizationKind::WORDS.iter().copied().filter(|word| *word != "party_group").collect::<Vec<_>>().join(" ");
        for kind in OrganizationKind::ALL {
            let wanted = match kind.word() {
                "party_committee" | "party_leading_group" | "work_committee" => all.clone(),
                "general_branch" => branches.to_string(),
                "organ_party_committee" => format!("general_branch {branches} discipline_commission"),
                "organs_work_committee" => format!("party_committee general_branch {branches} organ_party_committee discipline_commission"),
                "discipline_commission" => format!("general_branch {branches} organ_party_committee"),
                "party_group" => String::new(),
                _ => "party_group".to_string(),
            };
            assert_eq!(below(*kind), wanted, "{kind}");
        }
    }
}
