//! The projection of attendances, kept: a row a person and session, at the person's home.

use diesel::prelude::*;

use super::document::{Basis, Came};
use super::store::Head;
use crate::authz::{Action, At};
use crate::clock::Day;
use crate::db::bulk::insert_many;
use crate::db::schema::{attendances, organizations};
use crate::db::{Path, Snapshot, Tx};
use crate::error::Result;
use crate::id::{MemberId, OrganizationId, SessionId};
use crate::rulebook::kinds::Kind;

crate::db::types::word_column!(Came);
crate::db::types::word_column!(Basis);

/// One person at one session.
#[derive(Queryable, Selectable, Insertable, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = attendances)]
pub struct Attended {
    pub session_id: SessionId,
    pub member_id: MemberId,
    /// The home organisation, where it counts: not that of the session, for a guest.
    pub organization_id: OrganizationId,
    pub path: Path,
    pub kind: Kind,
    pub held_on: Day,
    pub came: Came,
    /// Minutes of study, for who was there.
    pub minutes: Option<i32>,
    pub basis: Option<Basis>,
}

/// Puts these rows in the place of those that a session had.
pub(super) fn replace<A: Action>(tx: &mut Tx, _: &At<A>, head: &Head, rows: &[Attended]) -> Result<()> {
    diesel::delete(attendances::table.filter(attendances::session_id.eq(head.id))).execute(tx.conn())?;
    insert_many!(tx, attendances::table, rows)?;
    Ok(())
}

/// Where other organisations stand, of the tree that the proof is in.
pub(super) fn paths<A: Action>(snapshot: &mut Snapshot, at: &At<A>, ids: &[OrganizationId]) -> Result<Vec<(OrganizationId, Path)>> {
    let tree = at.path().ancestors().first().unwrap_or(at.path()).subtree();
    Ok(organizations::table
        .filter(organizations::id.eq_any(ids))
        .filter(organizations::path.ge(tree.low))
        .filter(organizations::path.lt(tree.high))
        .select((organizations::id, organizations::path))
        .load(snapshot.conn())?)
}
