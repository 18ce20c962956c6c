//! Organisations, kept.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{Organization, OrganizationDraft, OrganizationFilter, OrganizationKey, OrganizationStatus};
use crate::authz::Caller;
use crate::clock::{Day, Moment};
use crate::db::bulk::{self, insert_many};
use crate::db::path::{DEEPEST, MOST_CHILDREN, Path, Range};
use crate::db::schema::{members, memberships, organizations};
use crate::db::{Note, Snapshot, Tx, paths};
use crate::error::{Error, Fault, Result};
use crate::http::Paging;
use crate::id::OrganizationId;
use crate::rulebook::kinds::{OrganizationKind, Sector};
use crate::text::Name;

crate::db::types::word_column!(OrganizationStatus);

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = organizations)]
#[diesel(treat_none_as_null = true)]
pub struct Row {
    pub id: OrganizationId,
    pub parent_id: Option<OrganizationId>,
    pub path: Path,
    pub code: Option<String>,
    pub name: String,
    pub short_name: Option<String>,
    pub kind: OrganizationKind,
    pub sector: Option<Sector>,
    pub party_day: Option<i16>,
    pub large_or_scattered: bool,
    pub status: OrganizationStatus,
    pub founded_on: Option<Day>,
    pub dissolved_on: Option<Day>,
    /// Counted by `next_child` alone: whoever changes the rest must not take places back.
    #[diesel(skip_update)]
    pub next_child: i32,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i32,
}

/// Where an organisation stands.
#[derive(Clone, Debug)]
pub struct Place {
    pub id: OrganizationId,
    pub path: Path,
    pub status: OrganizationStatus,
}

/// What a rule must know of an organisation.
#[derive(Clone, Debug)]
pub struct About {
    pub path: Path,
    pub kind: OrganizationKind,
    pub sector: Option<Sector>,
    pub party_day: Option<i16>,
    pub large_or_scattered: bool,
    /// How many groups stand below it.
    pub groups: i64,
}

impl Row {
    pub fn new(id: OrganizationId, path: Path, draft: OrganizationDraft, now: Moment) -> Row {
        Row {
            id,
            parent_id: draft.parent,
            path,
            code: draft.code.map(Name::into_string),
            name: draft.name.into_string(),
            short_name: draft.short_name.map(Name::into_string),
            kind: draft.kind,
            sector: draft.sector,
            party_day: draft.party_day,
            large_or_scattered: draft.large_or_scattered,
            status: OrganizationStatus::Active,
            founded_on: None,
            dissolved_on: None,
            next_child: 0,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// Whether a repeated request says the same as is known.
    pub fn is(&self, draft: &OrganizationDraft) -> bool {
        self.parent_id == draft.parent
            && self.code.as_deref() == draft.code.as_ref().map(Name::as_str)
            && self.name == draft.name.as_str()
            && self.short_name.as_deref() == draft.short_name.as_ref().map(Name::as_str)
            && self.kind == draft.kind
            && self.sector == draft.sector
            && self.party_day == draft.party_day
            && self.large_or_scattered == draft.large_or_scattered
    }

    pub fn spoken(&self) -> Organization {
        Organization {
            id: self.id,
            parent: self.parent_id,
            path: self.path.to_string(),
            code: self.code.clone(),
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            kind: self.kind,
            sector: self.sector,
            party_day: self.party_day,
            large_or_scattered: self.large_or_scattered,
            status: self.status,
            dissolved_on: self.dissolved_on,
            version: self.version,
        }
    }

    /// The trail's row for what somebody, or the operator at the command line, did to it.
    pub fn note(&self, action: &'static str, by: Option<Caller>) -> Note {
        Note {
            action,
            organization: self.id,
            path: self.path.clone(),
            actor: by.map(|by| by.account),
            device: by.map(|by| by.device),
            subject_kind: "organization",
            subject: self.id.0,
            version: self.version,
            hash: None,
        }
    }
}

/// Where an organisation stands, if it exists.
pub fn place(snapshot: &mut Snapshot, id: OrganizationId) -> Result<Option<Place>> {
    let found = organizations::table.find(id).select((organizations::path, organizations::status)).first(snapshot.conn()).optional()?;
    Ok(found.map(|(path, status)| Place { id, path, status }))
}

/// # Errors
/// `not_found`.
pub fn kind(snapshot: &mut Snapshot, id: OrganizationId) -> Result<OrganizationKind> {
    Ok(organizations::table.find(id).select(organizations::kind).first(snapshot.conn())?)
}

/// # Errors
/// `not_found`.
pub fn name_and_kind(snapshot: &mut Snapshot, id: OrganizationId) -> Result<(String, OrganizationKind)> {
    Ok(organizations::table.find(id).select((organizations::name, organizations::kind)).first(snapshot.conn())?)
}

/// # Errors
/// `not_found`.
pub fn about(snapshot: &mut Snapshot, id: OrganizationId) -> Result<About> {
    let row = row(snapshot, id)?.ok_or(Fault::NotFound)?;
    let groups = if row.kind.is_branch() {
        let below = organizations::table
            .filter(organizations::parent_id.eq(id))
            .filter(organizations::kind.eq(OrganizationKind::PartyGroup))
            .filter(organizations::status.eq(OrganizationStatus::Active));
        below.count().get_result(snapshot.conn())?
    } else {
        0
    };
    Ok(About { path: row.path, kind: row.kind, sector: row.sector, party_day: row.party_day, large_or_scattered: row.large_or_scattered, groups })
}

pub(super) fn row(snapshot: &mut Snapshot, id: OrganizationId) -> Result<Option<Row>> {
    Ok(organizations::table.find(id).select(Row::as_select()).first(snapshot.conn()).optional()?)
}

pub(super) fn by_code(snapshot: &mut Snapshot, code: &str) -> Result<Option<OrganizationId>> {
    Ok(organizations::table.filter(organizations::code.eq(code)).select(organizations::id).first(snapshot.conn()).optional()?)
}

/// The organisation an operator names on the command line: by id, code or exact name.
///
/// # Errors
/// When none, or more than one, is called so.
pub fn named(snapshot: &mut Snapshot, name: &str) -> Result<OrganizationId> {
    if let Ok(id) = name.parse() {
        return Ok(id);
    }
    let found: Vec<OrganizationId> = organizations::table
        .filter(organizations::code.eq(name).or(organizations::name.eq(name)))
        .select(organizations::id)
        .limit(2)
        .load(snapshot.conn())?;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Error::internal(format!("no organisation has the id, code or name {name}; import organisations first"))),
        _ => Err(Error::internal(format!("more than one organisation is called {name}; use its code or id"))),
    }
}

pub(super) fn child_kinds(snapshot: &mut Snapshot, id: OrganizationId) -> Result<Vec<OrganizationKind>> {
    Ok(organizations::table.filter(organizations::parent_id.eq(id)).select(organizations::kind).distinct().load(snapshot.conn())?)
}

pub(super) fn has_active_children(snapshot: &mut Snapshot, id: OrganizationId) -> Result<bool> {
    let active = organizations::table.filter(organizations::parent_id.eq(id)).filter(organizations::status.eq(OrganizationStatus::Active));
    Ok(active.count().get_result::<i64>(snapshot.conn())? > 0)
}

/// Whether anybody belongs to it on a day or later. Who died or left the Party before keeps their last membership open.
pub(super) fn has_members_after(snapshot: &mut Snapshot, id: OrganizationId, day: Day) -> Result<bool> {
    let still = memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .filter(memberships::organization_id.eq(id).or(memberships::group_id.eq(id)))
        .filter(memberships::to_on.is_null().or(memberships::to_on.gt(day)))
        .filter(members::ended_on.is_null().or(members::ended_on.ge(day)));
    Ok(still.count().get_result::<i64>(snapshot.conn())? > 0)
}

pub(super) fn insert(tx: &mut Tx, row: &Row) -> Result<()> {
    diesel::insert_into(organizations::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, row: &Row) -> Result<()> {
    diesel::update(organizations::table.find(row.id)).set(row).execute(tx.conn())?;
    Ok(())
}

/// Counts the next child of a superior and answers its path.
pub(super) fn next_child(tx: &mut Tx, parent: &Row) -> Result<Path> {
    let number: i32 = diesel::update(organizations::table.find(parent.id))
        .set(organizations::next_child.eq(organizations::next_child + 1))
        .returning(organizations::next_child)
        .get_result(tx.conn())?;
    parent.path.child(number).ok_or_else(|| {
        Error::new(Fault::WrongState).saying(
            format!("一个组织最多有 {MOST_CHILDREN} 个直接下级，最多 {DEEPEST} 层。"),
            format!("At most {MOST_CHILDREN} directly below one, and {DEEPEST} levels."),
        )
    })
}

/// The path of a new tree: one more than the last.
pub(super) fn next_root(tx: &mut Tx) -> Result<Path> {
    let number = next_root_number(tx)?;
    Path::root(number).ok_or_else(|| Error::internal("too many trees"))
}

/// The number of the next new tree.
pub fn next_root_number(snapshot: &mut Snapshot) -> Result<i32> {
    let last: Option<Path> = organizations::table
        .filter(organizations::parent_id.is_null())
        .select(organizations::path)
        .order(organizations::path.desc())
        .first(snapshot.conn())
        .optional()?;
    Ok(last.and_then(|path| i32::from_str_radix(path.as_str().get(..3)?, 36).ok()).unwrap_or(0) + 1)
}

/// Every path below `from` now begins with `to`: of organisations, of the roll, and of records.
pub(super) fn rewrite_paths(tx: &mut Tx, from: &Path, to: &Path) -> Result<()> {
    paths::rewrite(tx, from, to)
}

pub(super) fn search(snapshot: &mut Snapshot, ranges: &[Range], filter: &OrganizationFilter, paging: &Paging<OrganizationKey>) -> Result<Vec<Row>> {
    let mut query = organizations::table
        .filter(crate::within!(organizations::path, organizations::table, ranges))
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
        let part = paths::like_part(q);
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

/// What an import must know of the organisations that are there: all, or those within some ranges.
pub fn import_index(snapshot: &mut Snapshot, ranges: Option<&[Range]>) -> Result<Vec<Row>> {
    let mut query = organizations::table.order(organizations::path).select(Row::as_select()).into_boxed();
    if let Some(ranges) = ranges {
        query = query.filter(crate::within!(organizations::path, organizations::table, ranges));
    }
    Ok(query.load(snapshot.conn())?)
}

/// Those of some codes that organisations beside the known ones have.
pub fn codes_elsewhere<'c>(snapshot: &mut Snapshot, codes: impl Iterator<Item = &'c str>, known: &[Row]) -> Result<HashSet<String>> {
    let known: HashSet<&str> = known.iter().filter_map(|row| row.code.as_deref()).collect();
    let mut taken = HashSet::new();
    for code in codes.filter(|code| !known.contains(code)) {
        if by_code(snapshot, code)?.is_some() {
            taken.insert(code.to_string());
        }
    }
    Ok(taken)
}

/// Keeps what an import planned while it held the tree: new organisations at the places it counted, superiors first, then
/// what changed, then how many more places were given below those that were there.
pub fn keep_imported(
    tx: &mut Tx,
    new: Vec<Row>,
    changed: Vec<Row>,
    counted: Vec<(OrganizationId, i32)>,
    by: Option<Caller>,
    seen: &mut dyn FnMut(usize),
) -> Result<()> {
    let mut done = 0;
    for rows in new.chunks(bulk::AT_ONCE) {
        insert_many!(tx, organizations::table, rows)?;
        rows.iter().for_each(|row| tx.note(row.note("organization.create", by)));
        done += rows.len();
        seen(done);
    }
    for row in &changed {
        update(tx, row)?;
        tx.note(row.note("organization.change", by));
    }
    for (id, count) in counted {
        diesel::update(organizations::table.find(id)).set(organizations::next_child.eq(organizations::next_child + count)).execute(tx.conn())?;
    }
    seen(done + changed.len());
    Ok(())
}
