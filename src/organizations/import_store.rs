//! What an import reads and keeps of the tree, many rows at a time.

use std::collections::HashSet;

use diesel::prelude::*;

use super::store::{self, Row, by_code};
use crate::act::Act;
use crate::authz::Scope;
use crate::authz::action::{Import, PlantOrganization};
use crate::db::bulk::{self, insert_many};
use crate::db::schema::organizations;
use crate::db::within::within;
use crate::db::{Note, Snapshot, Tx};
use crate::error::Result;
use crate::id::OrganizationId;

/// What an import must know of the organisations that are there, superiors first.
pub fn import_index(snapshot: &mut Snapshot, scope: &Scope<Import>) -> Result<Vec<Row>> {
    let mut query = organizations::table.order(organizations::path).select(Row::as_select()).into_boxed();
    if !scope.is_everywhere() {
        query = query.filter(within!(organizations::path, organizations::table, scope.ranges()));
    }
    Ok(query.load(snapshot.conn())?)
}

/// Those of some codes that organisations outside the scope have; the known ones are all within.
pub fn codes_elsewhere<'c>(
    snapshot: &mut Snapshot,
    scope: &Scope<Import>,
    codes: impl Iterator<Item = &'c str>,
    known: &[Row],
) -> Result<HashSet<String>> {
    let mut taken = HashSet::new();
    if scope.is_everywhere() {
        return Ok(taken);
    }
    let known: HashSet<&str> = known.iter().filter_map(|row| row.code.as_deref()).collect();
    for code in codes.filter(|code| !known.contains(code)) {
        if by_code(snapshot, code)?.is_some() {
            taken.insert(code.to_string());
        }
    }
    Ok(taken)
}

/// What an import plans to keep of the tree, superiors first.
#[derive(Debug, Default)]
pub struct Imported {
    /// New organisations at the places that were counted for them.
    pub new: Vec<Row>,
    /// Known ones with what changes, at the version that they were read at.
    pub changed: Vec<Row>,
    /// How many more places were given directly below those that were there before.
    pub counted: Vec<(OrganizationId, i32)>,
}

/// Keeps what an import planned while it held the tree.
///
/// # Errors
/// `not_found` for a row outside the scope; `stale_version` for one that was changed since it was read.
pub fn keep_imported(tx: &mut Tx, scope: &Scope<Import>, plan: Imported, seen: &mut dyn FnMut(usize)) -> Result<()> {
    let mut done = 0;
    let trees: Vec<&Row> = plan.new.iter().filter(|row| row.parent_id.is_none()).collect();
    let notes = plan.new.iter().map(|row| created(scope, &trees, row)).collect::<Result<Vec<Note>>>()?;
    notes.into_iter().for_each(|note| tx.note(note));
    for rows in plan.new.chunks(bulk::AT_ONCE) {
        insert_many!(tx, organizations::table, rows)?;
        done += rows.len();
        seen(done);
    }
    let changes = plan.changed.len();
    for row in plan.changed {
        let (before, at) = store::find(tx, scope, row.id)?;
        let row = store::update(tx, &at, row)?;
        tx.note(at.note(Act::OrganizationChange, row.subject(), row.version).was(&before.state())?.now(&row.state())?);
    }
    for (id, count) in plan.counted {
        let own = organizations::table.find(id).filter(within!(organizations::path, organizations::table, scope.ranges()));
        diesel::update(own).set(organizations::next_child.eq(organizations::next_child + count)).execute(tx.conn())?;
    }
    seen(done + changes);
    Ok(())
}

/// A tree that the import itself plants stands within nobody's scope yet, and neither does what grows on it.
fn created(scope: &Scope<Import>, trees: &[&Row], row: &Row) -> Result<Note> {
    let (act, subject) = (Act::OrganizationCreate, row.subject());
    let note = if trees.iter().any(|tree| row.path.is_within(&tree.path)) {
        scope.also::<PlantOrganization>().planted(row)?.note(act, subject, row.version)
    } else {
        scope.at(row)?.note(act, subject, row.version)
    };
    note.now(&row.state())
}
