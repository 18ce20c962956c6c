//! The projection of attendances, kept: a row a person and session, at the person's home.

use diesel::prelude::*;

use super::Status;
use super::document::{Basis, Came};
use super::store::Head;
use crate::authz::action::Rebuild;
use crate::authz::{Action, At, Scope};
use crate::clock::Day;
use crate::db::schema::{attendances, organizations, sessions};
use crate::db::within::within;
use crate::db::{Conn, Path, Snapshot, Tx};
use crate::error::Result;
use crate::id::{MemberId, OrganizationId, SessionId};
use crate::rulebook::kinds::Kind;

crate::db::types::word_column!(Came);
crate::db::types::word_column!(Basis);

/// One person at one session.
#[derive(Queryable, Selectable, Insertable, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = attendances)]
// With defaults for what is not there SQLite would take a statement a row.
#[diesel(treat_none_as_default_value = false)]
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

/// Forgets those of a session.
pub(super) fn forget<A: Action>(tx: &mut Tx, _: &At<A>, head: &Head) -> Result<()> {
    diesel::delete(attendances::table.filter(attendances::session_id.eq(head.id))).execute(tx.conn())?;
    Ok(())
}

/// Keeps these, all in one statement: a submission waits for it, and a record lists a thousand people at most.
pub(super) fn insert<A: Action>(tx: &mut Tx, _: &At<A>, rows: &[Attended]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    match tx.conn() {
        Conn::Lite(lite) => diesel::insert_into(attendances::table).values(rows).execute(lite),
        Conn::Pg(pg) => diesel::insert_into(attendances::table).values(rows).execute(pg),
    }?;
    Ok(())
}

/// Forgets those of drafts: there should be none.
pub(super) fn forget_drafts(tx: &mut Tx, _: &Scope<Rebuild>) -> Result<()> {
    let drafts = sessions::table.filter(sessions::status.eq(Status::Draft)).select(sessions::id);
    diesel::delete(attendances::table.filter(attendances::session_id.eq_any(drafts))).execute(tx.conn())?;
    Ok(())
}

/// The sessions that were handed in, in the order of their ids, after this one.
pub(super) fn handed_in(snapshot: &mut Snapshot, scope: &Scope<Rebuild>, last: Option<SessionId>, most: i64) -> Result<Vec<SessionId>> {
    let mut query = sessions::table
        .filter(within!(sessions::path, sessions::table, scope.ranges()))
        .filter(sessions::status.ne(Status::Draft))
        .order(sessions::id)
        .limit(most)
        .select(sessions::id)
        .into_boxed();
    if let Some(last) = last {
        query = query.filter(sessions::id.gt(last));
    }
    Ok(query.load(snapshot.conn())?)
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
