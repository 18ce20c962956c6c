//! Local rules: the profiles that a committee has switched on for its subtree. Central rules are always on. Not here: what
//! a rule says (`rulebook`).

pub mod http;
mod store;

use serde::Serialize;
use utoipa::ToSchema;

use crate::act::{Act, Subject};
use crate::authz::action::{ManageRules, ReadRules};
use crate::authz::{Action, At, Scope};
use crate::clock::Day;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::id::OrganizationId;
use crate::organizations;
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

/// The profiles by which a session at the place of the proof, held on this day, is judged too.
pub fn in_force<A: Action>(snapshot: &mut Snapshot, at: &At<A>, day: Day) -> Result<Vec<String>> {
    let on = store::rows(snapshot, at)?;
    Ok(on.into_iter().filter(|(_, _, since)| *since <= day).map(|(profile, ..)| profile).collect())
}

/// What is on at an organisation.
///
/// # Errors
/// `not_found` outside the scope.
pub fn list(snapshot: &mut Snapshot, scope: &Scope<ReadRules>, rulebook: &Rulebook, id: OrganizationId) -> Result<Profiles> {
    let (_, at) = organizations::place(snapshot, scope, id)?;
    at_place(snapshot, rulebook, &at)
}

fn at_place<A: Action>(snapshot: &mut Snapshot, rulebook: &Rulebook, at: &At<A>) -> Result<Profiles> {
    let on = store::rows(snapshot, at)?;
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

fn check_known(rulebook: &Rulebook, profile: &str) -> Result<()> {
    let all: Vec<&str> = rulebook.profiles().iter().map(|about| about.id.as_str()).collect();
    if all.contains(&profile) { Ok(()) } else { Err(Error::field(FieldError::new("", FieldFault::UnknownWord).with(profile).with(all.join(", ")))) }
}

/// Switches a profile on for a committee's subtree, for sessions held from `since` on. Doing it again changes the day.
///
/// # Errors
/// `not_found` outside the scope; `invalid` for a profile there is not.
pub fn switch_on(tx: &mut Tx, scope: &Scope<ManageRules>, rulebook: &Rulebook, id: OrganizationId, profile: &str, since: Day) -> Result<Profiles> {
    let (_, at) = organizations::place(tx, scope, id)?;
    check_known(rulebook, profile)?;
    let version = match store::since(tx, &at, profile)? {
        Some((day, _)) if day == since => return at_place(tx, rulebook, &at),
        Some((_, seen)) => {
            store::update(tx, &at, profile, since, seen)?;
            seen + 1
        }
        None => {
            store::insert(tx, &at, profile, since)?;
            1
        }
    };
    tx.note(at.note(Act::LocalRulesOn, Subject::LocalRules(id), version));
    at_place(tx, rulebook, &at)
}

/// Switches a profile off. Records keep the findings they were judged with.
///
/// # Errors
/// `not_found` outside the scope; `invalid` for a profile there is not.
pub fn switch_off(tx: &mut Tx, scope: &Scope<ManageRules>, rulebook: &Rulebook, id: OrganizationId, profile: &str) -> Result<Profiles> {
    let (_, at) = organizations::place(tx, scope, id)?;
    check_known(rulebook, profile)?;
    if store::delete(tx, &at, profile)? {
        tx.note(at.note(Act::LocalRulesOff, Subject::LocalRules(id), 1));
    }
    at_place(tx, rulebook, &at)
}
