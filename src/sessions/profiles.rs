//! Local rules that a committee has switched on for its subtree. Central rules are always on.

use serde::Serialize;
use utoipa::ToSchema;

use super::profiles_store as store;
use crate::authz::action::ManageRules;
use crate::authz::{At, Scope};
use crate::clock::Day;
use crate::db::path::Path;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::id::OrganizationId;
use crate::organizations as tree;
use crate::rulebook::Rulebook;

/// A profile at a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct Profile {
    #[schema(example = "appraisal-notices")]
    pub id: String,
    pub zh: String,
    pub en: String,
    /// The committees above (or here) that switched it on; off where there are none.
    pub switched_on_by: Vec<OrganizationId>,
    /// Sessions held from this day on are judged by it too.
    pub since: Option<Day>,
}

/// Every profile, and whether it is on at a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct Profiles {
    pub items: Vec<Profile>,
}

/// The profiles by which a session at this place, held on this day, is judged too.
pub(super) fn in_force(snapshot: &mut Snapshot, path: &Path, day: Day) -> Result<Vec<String>> {
    Ok(store::rows(snapshot, path)?.into_iter().filter(|(_, _, since)| *since <= day).map(|(profile, ..)| profile).collect())
}

/// What is on at a place.
pub fn at_place(snapshot: &mut Snapshot, rulebook: &Rulebook, path: &Path) -> Result<Profiles> {
    let on = store::rows(snapshot, path)?;
    let items = rulebook.profiles().iter().map(|about| {
        let here: Vec<_> = on.iter().filter(|(id, ..)| *id == about.id).collect();
        Profile {
            id: about.id.clone(),
            zh: about.zh.clone(),
            en: about.en.clone(),
            switched_on_by: here.iter().map(|(_, by, _)| *by).collect(),
            since: here.iter().map(|(.., since)| *since).min(),
        }
    });
    Ok(Profiles { items: items.collect() })
}

fn known(rulebook: &Rulebook, profile: &str) -> Result<()> {
    let all: Vec<&str> = rulebook.profiles().iter().map(|about| about.id.as_str()).collect();
    if all.contains(&profile) { Ok(()) } else { Err(Error::field(FieldError::new("", FieldFault::UnknownWord).with(profile).with(all.join(", ")))) }
}

/// Switches a profile on for a committee's subtree, for sessions held from `since` on. Doing it again changes the day.
///
/// # Errors
/// `not_found` outside the scope; `invalid` for a profile there is not.
pub fn switch_on(tx: &mut Tx, scope: &Scope<ManageRules>, rulebook: &Rulebook, id: OrganizationId, profile: &str, since: Day) -> Result<Profiles> {
    let at = tree::at(tx, scope, id)?;
    known(rulebook, profile)?;
    match store::since(tx, id, profile)? {
        Some(day) if day == since => return at_place(tx, rulebook, at.path()),
        Some(_) => store::change(tx, id, profile, since)?,
        None => store::insert(tx, id, profile, since, at.caller().account)?,
    }
    note(tx, &at, "rule_profile.on");
    at_place(tx, rulebook, at.path())
}

/// Switches a profile off. Records keep the findings they were judged with.
///
/// # Errors
/// `not_found` outside the scope; `invalid` for a profile there is not.
pub fn switch_off(tx: &mut Tx, scope: &Scope<ManageRules>, rulebook: &Rulebook, id: OrganizationId, profile: &str) -> Result<Profiles> {
    let at = tree::at(tx, scope, id)?;
    known(rulebook, profile)?;
    if store::delete(tx, id, profile)? {
        note(tx, &at, "rule_profile.off");
    }
    at_place(tx, rulebook, at.path())
}

fn note(tx: &mut Tx, at: &At<ManageRules>, action: &'static str) {
    tx.note(at.note(action, "rule_profile", at.organization().0, 1, None));
}
