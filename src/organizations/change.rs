//! Making, changing and dissolving organisations.

use deserr::Deserr;
use utoipa::ToSchema;

use super::store::{self, Row};
use super::{Dissolution, Organization, OrganizationStatus, check_place, wrong_state};
use crate::authz::action::{ManageOrganization, MoveOrganization, PlantOrganization};
use crate::authz::{At, Caller, Scope};
use crate::db::Tx;
use crate::db::path::Path;
use crate::draft::Change;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::http::Seen;
use crate::id::OrganizationId;
use crate::rulebook::kinds::{OrganizationKind, Sector};
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
pub fn create(
    tx: &mut Tx,
    scope: &Scope<ManageOrganization>,
    id: OrganizationId,
    seen: Seen,
    draft: OrganizationDraft,
) -> Result<(Organization, bool)> {
    if let Some(known) = store::row(tx, id)? {
        let at = scope.at(known.id, &known.path)?;
        if seen == Seen::Nothing {
            return if known.is(&draft) { Ok((known.spoken(), false)) } else { Err(Fault::AlreadyExists.into()) };
        }
        if known.parent_id != draft.parent {
            let (zh, en) = ("换上级请用 move。", "To change the superior, use move.");
            return Err(Error::field(FieldError::new("/parent", FieldFault::NotAllowedHere).with(zh).with(en)));
        }
        let whole = |value: Option<Name>| value.map_or(Change::Clear, Change::Set);
        let change = OrganizationChange {
            code: whole(draft.code),
            name: Some(draft.name),
            short_name: whole(draft.short_name),
            kind: Some(draft.kind),
            sector: draft.sector.map_or(Change::Clear, Change::Set),
            party_day: draft.party_day.map_or(Change::Clear, Change::Set),
            large_or_scattered: Some(draft.large_or_scattered),
        };
        return changed(tx, &at, known, seen, change).map(|organization| (organization, false));
    }
    match seen {
        Seen::Unsaid => return Err(Fault::VersionRequired.into()),
        Seen::Version(_) => return Err(Fault::NotFound.into()),
        Seen::Nothing => (),
    }
    check_party_day(draft.party_day)?;
    let path = match draft.parent {
        None if scope.also::<PlantOrganization>().is_empty() => {
            return Err(Error::field(FieldError::new("/parent", FieldFault::Required).with("parent")));
        }
        None => store::next_root(tx)?,
        Some(parent) => below(tx, scope, parent, draft.kind)?,
    };
    check_code(tx, draft.code.as_ref().map(Name::as_str), id)?;
    let row = Row::new(id, path, draft, tx.now());
    store::insert(tx, &row)?;
    tx.note(row.note("organization.create", Some(scope.caller())));
    Ok((row.spoken(), true))
}

/// Takes the next place below a superior.
fn below(tx: &mut Tx, scope: &Scope<ManageOrganization>, parent: OrganizationId, kind: OrganizationKind) -> Result<Path> {
    let not_there = || Error::field(FieldError::new("/parent", FieldFault::NotThere));
    let parent = store::row(tx, parent)?.filter(|row| scope.covers(&row.path)).ok_or_else(not_there)?;
    if parent.status == OrganizationStatus::Dissolved {
        return Err(wrong_state("上级组织已撤销。", "The superior has been dissolved."));
    }
    check_place(kind, parent.kind, "/kind")?;
    store::next_child(tx, &parent)
}

/// An organisation at a place that was checked before: by an import for its caller, or by the operator, who proves
/// nothing but holds the database.
///
/// # Errors
/// When the code is taken.
pub fn plant(tx: &mut Tx, id: OrganizationId, draft: OrganizationDraft, by: Option<Caller>) -> Result<Organization> {
    check_code(tx, draft.code.as_ref().map(Name::as_str), id)?;
    let path = match draft.parent {
        None => store::next_root(tx)?,
        Some(parent) => {
            let parent = store::row(tx, parent)?.ok_or(Fault::NotFound)?;
            check_place(draft.kind, parent.kind, "/kind")?;
            store::next_child(tx, &parent)?
        }
    };
    let row = Row::new(id, path, draft, tx.now());
    store::insert(tx, &row)?;
    tx.note(row.note("organization.create", by));
    Ok(row.spoken())
}

/// Changes what is known of an organisation.
///
/// # Errors
/// `not_found`, `stale_version`, `invalid`; `wrong_state` for one that was dissolved.
pub fn change(tx: &mut Tx, scope: &Scope<ManageOrganization>, id: OrganizationId, seen: Seen, draft: OrganizationChange) -> Result<Organization> {
    let row = store::row(tx, id)?.ok_or(Fault::NotFound)?;
    let at = scope.at(row.id, &row.path)?;
    changed(tx, &at, row, seen, draft)
}

fn changed(tx: &mut Tx, at: &At<ManageOrganization>, mut row: Row, seen: Seen, draft: OrganizationChange) -> Result<Organization> {
    seen.must_be(row.version)?;
    if row.status == OrganizationStatus::Dissolved {
        return Err(wrong_state("组织已撤销，不能再改。", "The organisation has been dissolved."));
    }
    row.party_day = draft.party_day.onto(row.party_day);
    check_party_day(row.party_day)?;
    row.code = draft.code.onto(row.code.take().and_then(|code| Name::parse(&code).ok())).map(Name::into_string);
    check_code(tx, row.code.as_deref(), row.id)?;
    row.short_name = draft.short_name.onto(row.short_name.take().and_then(|name| Name::parse(&name).ok())).map(Name::into_string);
    row.sector = draft.sector.onto(row.sector);
    if let Some(name) = draft.name {
        row.name = name.into_string();
    }
    if let Some(large) = draft.large_or_scattered {
        row.large_or_scattered = large;
    }
    if let Some(kind) = draft.kind.filter(|kind| *kind != row.kind) {
        if let Some(parent) = row.parent_id {
            check_place(kind, store::kind(tx, parent)?, "/kind")?;
        }
        for child in store::child_kinds(tx, row.id)? {
            check_place(child, kind, "/kind")?;
        }
        row.kind = kind;
    }
    row.version += 1;
    row.updated_at = tx.now();
    store::update(tx, &row)?;
    tx.note(at.note("organization.change", "organization", row.id.0, row.version, None));
    Ok(row.spoken())
}

/// Dissolves an organisation that has nobody and nothing below it any more. Its records stay.
///
/// # Errors
/// `not_found`, `stale_version`; `wrong_state` while members belong to it or organisations stand below it.
pub fn dissolve(tx: &mut Tx, scope: &Scope<MoveOrganization>, id: OrganizationId, seen: Seen, draft: Dissolution) -> Result<Organization> {
    let mut row = store::row(tx, id)?.ok_or(Fault::NotFound)?;
    let at = scope.at(row.id, &row.path)?;
    seen.must_be(row.version)?;
    if row.status == OrganizationStatus::Dissolved {
        return Err(wrong_state("组织已经撤销。", "It has been dissolved already."));
    }
    if store::has_active_children(tx, id)? {
        return Err(wrong_state("还有下级组织，请先移走或撤销。", "Organisations stand below it; move or dissolve them first."));
    }
    if store::has_members_after(tx, id, draft.on)? {
        return Err(wrong_state("还有党员，请先转走。", "Members belong to it; transfer them first."));
    }
    row.status = OrganizationStatus::Dissolved;
    row.dissolved_on = Some(draft.on);
    row.version += 1;
    row.updated_at = tx.now();
    store::update(tx, &row)?;
    tx.note(at.note("organization.dissolve", "organization", id.0, row.version, None));
    Ok(row.spoken())
}
