//! Making and changing organisations.

use super::store::{self, Row};
use super::{History, Organization, OrganizationStatus, Setting, check_place};
use crate::act::Act;
use crate::authz::action::{ManageOrganization, PlantOrganization};
use crate::authz::{At, Scope};
use crate::clock::Day;
use crate::db::Tx;
use crate::draft::Change;
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::id::OrganizationId;
use crate::rulebook::FixedDay;
use crate::rulebook::kinds::{Level, OrganizationKind, Sector};
use crate::seen::{Arrival, Seen, Stands};
use crate::text::Name;

crate::part! {
    /// An organisation as an administrator sends it, whole.
    #[schema(example = json!({ "code": "21120700015", "name": "中共石桥镇坡山村支部委员会", "kind": "party_branch", "party_day": 5 }))]
    sent OrganizationDraft {
        must {
            name: Name,
            kind: OrganizationKind,
        }
        or {
            /// Many or scattered members: a branch that must have groups.
            large_or_scattered: bool = false,
        }
        may {
            /// Its superior. Only a system administrator makes one without; it moves by `POST …/move`.
            parent: OrganizationId,
            code: Name,
            short_name: Name,
            sector: Sector,
            /// A committee's.
            level: Level,
            /// The fixed day for theme Party days.
            party_day: FixedDay,
            /// Whether a branch has a committee; the duties on the roll tell it when this is absent.
            has_committee: bool,
            /// Since when it is kept here (纳入管理之日): nothing is owed before. When absent the day it is made, and what stood.
            active_from: Day,
            /// From which day on it is set up so: today when absent, any earlier day when it is told late. Not for a new one, whose
            /// first settings hold for all days before too.
            on: Day,
        }
    }
}

crate::part! {
    /// What to change; what is absent stays, `null` clears.
    #[derive(Default)]
    sent OrganizationChange {
        may {
            name: Name,
            kind: OrganizationKind,
            large_or_scattered: bool,
            active_from: Day,
            /// From which day on it is set up so: today when absent, any earlier day when it is told late. Kind, sector, level, Party
            /// day and what follows them are kept by day; the rest only as it is.
            on: Day,
        }
        change {
            code: Name,
            short_name: Name,
            sector: Sector,
            level: Level,
            party_day: FixedDay,
            has_committee: bool,
        }
    }
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
            level: Change::to(draft.level),
            party_day: Change::to(draft.party_day),
            large_or_scattered: Some(draft.large_or_scattered),
            has_committee: Change::to(draft.has_committee),
            active_from: draft.active_from,
            on: draft.on,
        }
    }

    /// The row as it would be, at the version that it has.
    ///
    /// # Errors
    /// `invalid` for a day to come, and for settings that its kind does not have.
    fn onto(self, row: &Row, today: Day) -> Result<Row> {
        let on = self.on.unwrap_or(today);
        if on > today {
            return Err(Error::field(FieldError::saying("/on", "不能晚于今天。", "Not later than today.")));
        }
        let held = row.settings.on(on);
        let fresh = Setting {
            from: held.from,
            kind: self.kind.unwrap_or(held.kind),
            sector: self.sector.onto(held.sector),
            level: self.level.onto(held.level),
            party_day: self.party_day.onto(held.party_day),
            large_or_scattered: self.large_or_scattered.unwrap_or(held.large_or_scattered),
            has_committee: self.has_committee.onto(held.has_committee),
        };
        let settings = row.settings.changed(on, fresh)?;
        let fresh = Row {
            code: self.code.map(Name::into_string).onto(row.code.clone()),
            name: self.name.map_or_else(|| row.name.clone(), Name::into_string),
            short_name: self.short_name.map(Name::into_string).onto(row.short_name.clone()),
            active_from: self.active_from.unwrap_or(row.active_from),
            ..row.clone()
        };
        Ok(fresh.set(settings))
    }
}

impl OrganizationDraft {
    /// How it is set up from the first.
    ///
    /// # Errors
    /// `invalid` for settings that its kind does not have, and for a day from which they hold.
    fn settings(&self) -> Result<History> {
        if self.on.is_some() {
            let (zh, en) = ("新建时不填：最先填写的适用于此前所有日期。", "Not for a new one: what is told first holds for all days before too.");
            return Err(Error::field(FieldError::saying("/on", zh, en)));
        }
        History::of(Setting {
            from: None,
            kind: self.kind,
            sector: self.sector,
            level: self.level,
            party_day: self.party_day,
            large_or_scattered: self.large_or_scattered,
            has_committee: self.has_committee,
        })
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
    let today = tx.today();
    let known = match store::seek(tx, scope, id)? {
        None => None,
        Some((row, at)) => Some((OrganizationChange::whole(draft.clone()).onto(&row, today)?, row, at)),
    };
    let stands =
        |(fresh, row, _): &(Row, Row, At<ManageOrganization>)| Stands { version: row.version, same: row.parent_id == draft.parent && fresh == row };
    match seen.meets(known, stands)? {
        Arrival::Create => create(tx, scope, id, draft).map(|row| (row.spoken(), true)),
        Arrival::Same((_, row, _)) => Ok((row.spoken(), false)),
        Arrival::Change((_, row, _)) if row.parent_id != draft.parent => {
            Err(Error::field(FieldError::saying("/parent", "换上级请用 move。", "To change the superior, use move.")))
        }
        Arrival::Change((fresh, row, at)) => replace(tx, &at, &row, fresh).map(|row| (row.spoken(), false)),
    }
}

fn create(tx: &mut Tx, scope: &Scope<ManageOrganization>, id: OrganizationId, draft: OrganizationDraft) -> Result<Row> {
    let settings = draft.settings()?;
    let Some(parent) = draft.parent else { return plant(tx, &scope.also(), id, draft, settings) };
    let (parent, above) = store::find(tx, scope, parent).map_err(|error| error.in_field("/parent"))?;
    if parent.status == OrganizationStatus::Dissolved {
        return Err(Error::wrong_state("上级组织已撤销。", "The superior has been dissolved."));
    }
    check_place(draft.kind, parent.kind, "/kind")?;
    check_code(tx, draft.code.as_ref().map(Name::as_str), id)?;
    let (row, at) = store::insert(tx, scope, (&parent, &above), id, (draft, settings))?;
    tx.note(at.note(Act::OrganizationCreate, row.subject(), row.version).now(&row.state())?);
    Ok(row)
}

/// Makes a new tree.
fn plant(tx: &mut Tx, scope: &Scope<PlantOrganization>, id: OrganizationId, draft: OrganizationDraft, settings: History) -> Result<Row> {
    if scope.is_empty() {
        return Err(Error::field(FieldError::new("/parent", FieldFault::Required).with("parent")));
    }
    check_code(tx, draft.code.as_ref().map(Name::as_str), id)?;
    let (row, at) = store::plant(tx, scope, id, (draft, settings))?;
    tx.note(at.note(Act::OrganizationCreate, row.subject(), row.version).now(&row.state())?);
    Ok(row)
}

/// Changes what is known of an organisation.
///
/// # Errors
/// `not_found`, `stale_version`, `invalid`; `wrong_state` for one that was dissolved.
pub fn change(tx: &mut Tx, scope: &Scope<ManageOrganization>, id: OrganizationId, seen: Seen, draft: OrganizationChange) -> Result<Organization> {
    let (row, at) = store::find(tx, scope, id)?;
    let fresh = draft.onto(&row, tx.today())?;
    if !seen.changes(row.version, fresh == row)? {
        return Ok(row.spoken());
    }
    replace(tx, &at, &row, fresh).map(|row| row.spoken())
}

fn replace(tx: &mut Tx, at: &At<ManageOrganization>, row: &Row, fresh: Row) -> Result<Row> {
    if row.status == OrganizationStatus::Dissolved {
        return Err(Error::wrong_state("组织已撤销，不能再改。", "The organisation has been dissolved."));
    }
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
