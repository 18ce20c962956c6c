//! Making, changing and dissolving organisations.

use deserr::Deserr;
use utoipa::ToSchema;

use super::store::{self, Row};
use super::{Dissolution, Organization, OrganizationStatus, check_place};
use crate::act::{Act, Subject};
use crate::authz::action::{ManageOrganization, MoveOrganization, PlantOrganization};
use crate::authz::{At, Scope};
use crate::db::Tx;
use crate::draft::Change;
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::id::OrganizationId;
use crate::rulebook::kinds::{OrganizationKind, Sector};
use crate::seen::{Arrival, Seen, Stands};
use crate::text::Name;

/// An organisation as an administrator sends it, whole.
#[derive(Clone, Debug, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct OrganizationDraft {
    /// Its superior. Only a system administrator makes one without; it moves by `POST …/move`.
    #[deserr(default)]
    pub parent: Option<OrganizationId>,
    #[deserr(default)]
    #[schema(value_type = Option<String>, example = "21120700015")]
    pub code: Option<Name>,
    #[schema(value_type = String, example = "中共石桥镇坡山村支部委员会")]
    pub name: Name,
    #[deserr(default)]
    #[schema(value_type = Option<String>)]
    pub short_name: Option<Name>,
    pub kind: OrganizationKind,
    #[deserr(default)]
    pub sector: Option<Sector>,
    /// The fixed day of the month for theme Party days.
    #[deserr(default)]
    #[schema(minimum = 1, maximum = 28)]
    pub party_day: Option<i16>,
    /// Many or scattered members: a branch that must have groups.
    #[deserr(default)]
    #[schema(required = false)]
    pub large_or_scattered: bool,
}

/// What to change; what is absent stays, `null` clears.
#[derive(Clone, Debug, Default, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct OrganizationChange {
    #[deserr(default)]
    #[schema(value_type = Option<String>)]
    pub code: Change<Name>,
    #[deserr(default)]
    #[schema(value_type = Option<String>)]
    pub name: Option<Name>,
    #[deserr(default)]
    #[schema(value_type = Option<String>)]
    pub short_name: Change<Name>,
    #[deserr(default)]
    pub kind: Option<OrganizationKind>,
    #[deserr(default)]
    #[schema(value_type = Option<Sector>)]
    pub sector: Change<Sector>,
    #[deserr(default)]
    #[schema(value_type = Option<i16>, minimum = 1, maximum = 28)]
    pub party_day: Change<i16>,
    #[deserr(default)]
    pub large_or_scattered: Option<bool>,
}

impl OrganizationChange {
    /// Whatever the draft does not say is cleared.
    fn whole(draft: OrganizationDraft) -> OrganizationChange {
        OrganizationChange {
            code: Change::to(draft.code),
            name: Some(draft.name),
            short_name: Change::to(draft.short_name),
            kind: Some(draft.kind),
            sector: Change::to(draft.sector),
            party_day: Change::to(draft.party_day),
            large_or_scattered: Some(draft.large_or_scattered),
        }
    }

    /// The row as it would be, at the version that it has.
    fn onto(self, row: &Row) -> Row {
        Row {
            code: self.code.map(Name::into_string).onto(row.code.clone()),
            name: self.name.map_or_else(|| row.name.clone(), Name::into_string),
            short_name: self.short_name.map(Name::into_string).onto(row.short_name.clone()),
            kind: self.kind.unwrap_or(row.kind),
            sector: self.sector.onto(row.sector),
            party_day: self.party_day.onto(row.party_day),
            large_or_scattered: self.large_or_scattered.unwrap_or(row.large_or_scattered),
            ..row.clone()
        }
    }
}

fn check_party_day(day: Option<i16>) -> Result<()> {
    match day {
        Some(day) if !(1..=28).contains(&day) => Err(Error::field(FieldError::new("/party_day", FieldFault::OutOfRange).with(1).with(28))),
        _ => Ok(()),
    }
}

fn check_code(tx: &mut Tx, code: Option<&str>, id: OrganizationId) -> Result<()> {
    match code {
        Some(code) if store::by_code(tx, code)?.is_some_and(|other| other != id) => {
            Err(Error::field(FieldError::new("/code", FieldFault::TakenAlready).with(code)))
        }
        _ => Ok(()),
    }
}

/// Makes an organisation below one of the caller's, or replaces what is known of it.
///
/// # Errors
/// `not_found` outside the scope; `invalid` for a place its kind cannot have; `already_exists`, `stale_version`.
pub fn put(tx: &mut Tx, scope: &Scope<ManageOrganization>, id: OrganizationId, seen: Seen, draft: OrganizationDraft) -> Result<(Organization, bool)> {
    let known = store::seek(tx, scope, id)?;
    let stands = |(row, _): &(Row, At<ManageOrganization>)| {
        let fresh = OrganizationChange::whole(draft.clone()).onto(row);
        Stands { version: row.version, same: row.parent_id == draft.parent && fresh == *row }
    };
    match seen.meets(known, stands)? {
        Arrival::Create => create(tx, scope, id, draft).map(|row| (row.spoken(), true)),
        Arrival::Same((row, _)) => Ok((row.spoken(), false)),
        Arrival::Change((row, _)) if row.parent_id != draft.parent => {
            Err(Error::field(FieldError::saying("/parent", "换上级请用 move。", "To change the superior, use move.")))
        }
        Arrival::Change((row, at)) => {
            let fresh = OrganizationChange::whole(draft).onto(&row);
            replace(tx, &at, &row, fresh).map(|row| (row.spoken(), false))
        }
    }
}

fn create(tx: &mut Tx, scope: &Scope<ManageOrganization>, id: OrganizationId, draft: OrganizationDraft) -> Result<Row> {
    check_party_day(draft.party_day)?;
    let Some(parent) = draft.parent else { return plant(tx, &scope.also(), id, draft) };
    let (parent, above) = store::find(tx, scope, parent).map_err(|error| error.in_field("/parent"))?;
    if parent.status == OrganizationStatus::Dissolved {
        return Err(Error::wrong_state("上级组织已撤销。", "The superior has been dissolved."));
    }
    check_place(draft.kind, parent.kind, "/kind")?;
    check_code(tx, draft.code.as_ref().map(Name::as_str), id)?;
    let (row, at) = store::insert(tx, scope, (&parent, &above), id, draft)?;
    tx.note(at.note(Act::OrganizationCreate, row.subject(), row.version).now(&row.state())?);
    Ok(row)
}

/// Makes a new tree.
fn plant(tx: &mut Tx, scope: &Scope<PlantOrganization>, id: OrganizationId, draft: OrganizationDraft) -> Result<Row> {
    if scope.is_empty() {
        return Err(Error::field(FieldError::new("/parent", FieldFault::Required).with("parent")));
    }
    check_code(tx, draft.code.as_ref().map(Name::as_str), id)?;
    let (row, at) = store::plant(tx, scope, id, draft)?;
    tx.note(at.note(Act::OrganizationCreate, row.subject(), row.version).now(&row.state())?);
    Ok(row)
}

/// Changes what is known of an organisation.
///
/// # Errors
/// `not_found`, `stale_version`, `invalid`; `wrong_state` for one that was dissolved.
pub fn change(tx: &mut Tx, scope: &Scope<ManageOrganization>, id: OrganizationId, seen: Seen, draft: OrganizationChange) -> Result<Organization> {
    let (row, at) = store::find(tx, scope, id)?;
    let fresh = draft.onto(&row);
    if !seen.changes(row.version, fresh == row)? {
        return Ok(row.spoken());
    }
    replace(tx, &at, &row, fresh).map(|row| row.spoken())
}

fn replace(tx: &mut Tx, at: &At<ManageOrganization>, row: &Row, fresh: Row) -> Result<Row> {
    if row.status == OrganizationStatus::Dissolved {
        return Err(Error::wrong_state("组织已撤销，不能再改。", "The organisation has been dissolved."));
    }
    check_party_day(fresh.party_day)?;
    check_code(tx, fresh.code.as_deref(), fresh.id)?;
    if fresh.kind != row.kind {
        if let Some(above) = store::parent_kind(tx, at)? {
            check_place(fresh.kind, above, "/kind")?;
        }
        for child in store::child_kinds(tx, at)? {
            check_place(child, fresh.kind, "/kind")?;
        }
    }
    let fresh = store::update(tx, at, fresh)?;
    tx.note(at.note(Act::OrganizationChange, fresh.subject(), fresh.version).was(&row.state())?.now(&fresh.state())?);
    Ok(fresh)
}

/// Dissolves an organisation that has nobody and nothing below it any more. Its records stay.
///
/// # Errors
/// `not_found`, `stale_version`; `wrong_state` while members belong to it or organisations stand below it.
pub fn dissolve(tx: &mut Tx, scope: &Scope<MoveOrganization>, id: OrganizationId, seen: Seen, draft: Dissolution) -> Result<Organization> {
    let (row, at) = store::find(tx, scope, id)?;
    let is_dissolved = row.status == OrganizationStatus::Dissolved;
    if !seen.steps(row.version, is_dissolved && row.dissolved_on == Some(draft.on))? {
        return Ok(row.spoken());
    }
    if is_dissolved {
        return Err(Error::wrong_state("组织已经撤销。", "It has been dissolved already."));
    }
    if store::has_active_children(tx, &at)? {
        return Err(Error::wrong_state("还有下级组织，请先移走或撤销。", "Organisations stand below it; move or dissolve them first."));
    }
    if store::has_members_after(tx, &at, draft.on)? {
        return Err(Error::wrong_state("还有党员，请先转走。", "Members belong to it; transfer them first."));
    }
    let before = row.state();
    let row = store::update(tx, &at, Row { status: OrganizationStatus::Dissolved, dissolved_on: Some(draft.on), ..row })?;
    tx.note(at.note(Act::OrganizationDissolve, Subject::Organization(id), row.version).was(&before)?.now(&row.state())?);
    Ok(row.spoken())
}
