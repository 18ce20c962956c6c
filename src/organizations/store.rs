//! Organisations, kept. A row is found by a scope and comes with the proof for its organisation; what writes takes that
//! proof.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::settings::History;
use super::{Organization, OrganizationDraft, OrganizationFilter, OrganizationKey, OrganizationStatus};
use crate::act::Subject;
use crate::authz::action::{Import, ManageOrganization, MoveOrganization, PlantOrganization, ReadOrganization, UseAccount};
use crate::authz::{Action, At, Placed, Scope};
use crate::clock::{Day, Moment};
use crate::db::like::like_part;
use crate::db::page::Paging;
use crate::db::path::{DEEPEST, MOST_CHILDREN, Path};
use crate::db::replace::replace;
use crate::db::schema::organizations;
use crate::db::within::within;
use crate::db::{Snapshot, Tx, paths};
use crate::error::{Error, Fault, Result};
use crate::id::OrganizationId;
use crate::rulebook::kinds::{OrganizationKind, Sector};
use crate::text::Name;

crate::db::types::word_column!(OrganizationStatus);
crate::db::types::text_column!(History, as_str, parse);

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq)]
#[diesel(table_name = organizations)]
#[diesel(treat_none_as_null = true)]
pub struct Row {
    pub id: OrganizationId,
    pub parent_id: Option<OrganizationId>,
    /// Given once, and rewritten by a move alone.
    #[diesel(skip_update)]
    pub path: Path,
    pub code: Option<String>,
    pub name: String,
    pub short_name: Option<String>,
    /// As of now, like the sector: [`Row::set`] keeps both as the settings have them.
    pub kind: OrganizationKind,
    pub sector: Option<Sector>,
    pub settings: History,
    pub active_from: Day,
    pub status: OrganizationStatus,
    pub dissolved_on: Option<Day>,
    pub merged_into: Option<OrganizationId>,
    /// Counted by `next_child` alone: whoever changes the rest must not take places back.
    #[diesel(skip_update)]
    pub next_child: i32,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i32,
}

/// An organisation as far as its place goes.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = organizations)]
pub struct Place {
    pub id: OrganizationId,
    pub path: Path,
    pub kind: OrganizationKind,
    pub status: OrganizationStatus,
}

impl Placed for Row {
    fn organization(&self) -> OrganizationId {
        self.id
    }
    fn path(&self) -> &Path {
        &self.path
    }
}

impl Placed for Place {
    fn organization(&self) -> OrganizationId {
        self.id
    }
    fn path(&self) -> &Path {
        &self.path
    }
}

/// What may change an organisation's row.
pub(super) trait Shapes: Action {}
impl Shapes for ManageOrganization {}
impl Shapes for MoveOrganization {}
impl Shapes for Import {}

/// How an organisation stands, for readers of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationState {
    pub parent: Option<OrganizationId>,
    pub path: String,
    pub kind: OrganizationKind,
    pub sector: Option<Sector>,
    pub status: OrganizationStatus,
    pub dissolved_on: Option<Day>,
    pub merged_into: Option<OrganizationId>,
}

impl Row {
    pub(super) fn new(id: OrganizationId, path: Path, draft: OrganizationDraft, settings: History, (now, today): (Moment, Day)) -> Row {
        let latest = settings.latest();
        Row {
            id,
            parent_id: draft.parent,
            path,
            code: draft.code.map(Name::into_string),
            name: draft.name.into_string(),
            short_name: draft.short_name.map(Name::into_string),
            kind: latest.kind,
            sector: latest.sector,
            settings,
            active_from: draft.active_from.unwrap_or(today),
            status: OrganizationStatus::Active,
            dissolved_on: None,
            merged_into: None,
            next_child: 0,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// The row with other settings.
    pub fn set(self, settings: History) -> Row {
        let latest = settings.latest();
        Row { kind: latest.kind, sector: latest.sector, settings, ..self }
    }

    pub fn subject(&self) -> Subject {
        Subject::Organization(self.id)
    }

    pub fn state(&self) -> OrganizationState {
        OrganizationState {
            parent: self.parent_id,
            path: self.path.to_string(),
            kind: self.kind,
            sector: self.sector,
            status: self.status,
            dissolved_on: self.dissolved_on,
            merged_into: self.merged_into,
        }
    }

    pub fn spoken(&self) -> Organization {
        let latest = self.settings.latest();
        Organization {
            id: self.id,
            parent: self.parent_id,
            path: self.path.to_string(),
            code: self.code.clone(),
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            kind: latest.kind,
            sector: latest.sector,
            level: latest.level,
            party_day: latest.party_day,
            large_or_scattered: latest.large_or_scattered,
            has_committee: latest.has_committee,
            settings: self.settings.all(),
            active_from: self.active_from,
            status: self.status,
            dissolved_on: self.dissolved_on,
            merged_into: self.merged_into,
            version: self.version,
        }
    }
}

/// Where an organisation stands, with the proof for it.
///
/// # Errors
/// `not_found` when it does not exist or is outside the scope.
pub fn place<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: OrganizationId) -> Result<(Place, At<A>)> {
    let place: Place = organizations::table.find(id).select(Place::as_select()).first(snapshot.conn())?;
    let at = scope.at(&place)?;
    Ok((place, at))
}

/// The whole row, with the proof for it; none where there is no such organisation.
///
/// # Errors
/// `not_found` outside the scope.
pub(super) fn seek<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: OrganizationId) -> Result<Option<(Row, At<A>)>> {
    let row: Option<Row> = organizations::table.find(id).select(Row::as_select()).first(snapshot.conn()).optional()?;
    row.map(|row| scope.at(&row).map(|at| (row, at))).transpose()
}

/// # Errors
/// `not_found` when it does not exist or is outside the scope.
pub(super) fn find<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: OrganizationId) -> Result<(Row, At<A>)> {
    seek(snapshot, scope, id)?.ok_or(Fault::NotFound.into())
}

/// The names and kinds of the organisations where the caller holds a role.
pub fn names(snapshot: &mut Snapshot, scope: &Scope<UseAccount>) -> Result<Vec<(OrganizationId, String, OrganizationKind)>> {
    let held: Vec<OrganizationId> = scope.held().iter().map(|held| held.organization).collect();
    let named = organizations::table.filter(organizations::id.eq_any(held));
    Ok(named.select((organizations::id, organizations::name, organizations::kind)).load(snapshot.conn())?)
}

/// Who has a code. Whoever asks learns only that it is taken: there is one of each in the whole database.
pub(super) fn by_code(snapshot: &mut Snapshot, code: &str) -> Result<Option<OrganizationId>> {
    Ok(organizations::table.filter(organizations::code.eq(code)).select(organizations::id).first(snapshot.conn()).optional()?)
}

/// The organisation that is called so: by id, code or exact name.
///
/// # Errors
/// When none, or more than one, within the scope is called so.
pub fn named<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, name: &str) -> Result<(Place, At<A>)> {
    if let Ok(id) = name.parse() {
        return place(snapshot, scope, id);
    }
    let found: Vec<Place> = organizations::table
        .filter(organizations::code.eq(name).or(organizations::name.eq(name)))
        .filter(within!(organizations::path, organizations::table, scope.ranges()))
        .select(Place::as_select())
        .limit(2)
        .load(snapshot.conn())?;
    match found.as_slice() {
        [one] => Ok((one.clone(), scope.at(one)?)),
        [] => Err(Error::internal(format!("no organisation has the id, code or name {name}; import organisations first"))),
        _ => Err(Error::internal(format!("more than one organisation is called {name}; use its code or id"))),
    }
}

pub(super) fn child_kinds<A: Shapes>(snapshot: &mut Snapshot, at: &At<A>) -> Result<Vec<OrganizationKind>> {
    let below = organizations::table.filter(organizations::parent_id.eq(at.organization()));
    Ok(below.select(organizations::kind).distinct().load(snapshot.conn())?)
}

/// The kind of the superior of an organisation that the caller may change: it may stand outside what they see.
pub(super) fn parent_kind<A: Shapes>(snapshot: &mut Snapshot, at: &At<A>) -> Result<Option<OrganizationKind>> {
    let Some(parent) = at.path().parent() else { return Ok(None) };
    let above = organizations::table.filter(organizations::path.eq(parent));
    Ok(above.select(organizations::kind).first(snapshot.conn()).optional()?)
}

/// What stands directly below and is at work, with the proof for each.
pub(super) fn active_children<A: Shapes>(snapshot: &mut Snapshot, scope: &Scope<A>, at: &At<A>) -> Result<Vec<(Row, At<A>)>> {
    let below = organizations::table
        .filter(organizations::parent_id.eq(at.organization()))
        .filter(organizations::status.eq(OrganizationStatus::Active))
        .order(organizations::path)
        .select(Row::as_select());
    below.load::<Row>(snapshot.conn())?.into_iter().map(|row| scope.at(&row).map(|at| (row, at))).collect()
}

/// Makes an organisation at the next place below its superior.
pub(super) fn insert(
    tx: &mut Tx,
    scope: &Scope<ManageOrganization>,
    (parent, above): (&Row, &At<ManageOrganization>),
    id: OrganizationId,
    (draft, settings): (OrganizationDraft, History),
) -> Result<(Row, At<ManageOrganization>)> {
    let path = next_child(tx, parent, above)?;
    let row = Row::new(id, path, draft, settings, (tx.now(), tx.today()));
    let at = scope.at(&row)?;
    diesel::insert_into(organizations::table).values(&row).execute(tx.conn())?;
    Ok((row, at))
}

/// Makes an organisation without a superior: a new tree.
pub(super) fn plant(
    tx: &mut Tx,
    scope: &Scope<PlantOrganization>,
    id: OrganizationId,
    (draft, settings): (OrganizationDraft, History),
) -> Result<(Row, At<PlantOrganization>)> {
    let number = next_root_number(tx, scope)?;
    let path = Path::root(number).ok_or_else(|| Error::internal("too many trees"))?;
    let row = Row::new(id, path, draft, settings, (tx.now(), tx.today()));
    let at = scope.planted(&row)?;
    diesel::insert_into(organizations::table).values(&row).execute(tx.conn())?;
    Ok((row, at))
}

/// Replaces the version of the row that was read. Answers the new one.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn update<A: Shapes>(tx: &mut Tx, at: &At<A>, row: Row) -> Result<Row> {
    let seen = row.version;
    let row = Row { version: seen + 1, updated_at: tx.now(), ..row };
    replace!(tx, organizations, organizations::id.eq(at.organization()), seen, &row)?;
    Ok(row)
}

/// Counts the next child of a superior and answers its path.
pub(super) fn next_child(tx: &mut Tx, parent: &Row, above: &At<ManageOrganization>) -> Result<Path> {
    let number: i32 = diesel::update(organizations::table.find(above.organization()))
        .set(organizations::next_child.eq(organizations::next_child + 1))
        .returning(organizations::next_child)
        .get_result(tx.conn())?;
    parent.path.child(number).ok_or_else(|| {
        Error::wrong_state(
            format!("一个组织最多有 {MOST_CHILDREN} 个直接下级，最多 {DEEPEST} 层。"),
            format!("At most {MOST_CHILDREN} directly below one, and {DEEPEST} levels."),
        )
    })
}

/// The number of the next new tree: one more than the last.
pub fn next_root_number(snapshot: &mut Snapshot, _: &Scope<PlantOrganization>) -> Result<i32> {
    let last: Option<Path> = organizations::table
        .filter(organizations::parent_id.is_null())
        .select(organizations::path)
        .order(organizations::path.desc())
        .first(snapshot.conn())
        .optional()?;
    Ok(last.and_then(|path| i32::from_str_radix(path.as_str().get(..3)?, 36).ok()).unwrap_or(0) + 1)
}

/// Every path below that of the proof now begins with `to`: of organisations, of the roll, and of records.
pub(super) fn rewrite_paths(tx: &mut Tx, from: &At<MoveOrganization>, to: &Path) -> Result<()> {
    paths::rewrite(tx, from.path(), to)
}

pub(super) fn search(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadOrganization>,
    filter: &OrganizationFilter,
    paging: &Paging<OrganizationKey>,
) -> Result<Vec<Row>> {
    let mut query = organizations::table
        .filter(within!(organizations::path, organizations::table, scope.ranges()))
        .order((organizations::name, organizations::id))
        .limit(paging.ask())
        .select(Row::as_select())
        .into_boxed();
    if let Some(key) = &paging.after {
        query = query.filter(organizations::name.gt(key.name.clone()).or(organizations::name.eq(key.name.clone()).and(organizations::id.gt(key.id))));
    }
    if let Some(parent) = filter.parent {
        query = query.filter(organizations::parent_id.eq(parent));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(organizations::kind.eq(kind));
    }
    if let Some(status) = filter.status {
        query = query.filter(organizations::status.eq(status));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let part = like_part(q);
        query = query.filter(
            organizations::name
                .like(format!("%{part}%"))
                .escape('\\')
                .or(organizations::short_name.like(format!("%{part}%")).escape('\\'))
                .or(organizations::code.like(format!("{part}%")).escape('\\')),
        );
    }
    Ok(query.load(snapshot.conn())?)
}
