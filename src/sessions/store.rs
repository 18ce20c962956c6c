//! Sessions and their versions, kept. A head is found by a scope and comes with the proof for its organisation; what
//! writes takes that proof. A draft is its own branch's: whatever else somebody may do, to them it does not exist.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::amendment_store::{Amendment, AmendmentStatus};
use super::version_store::{self, Written};
use super::{Session, SessionFilter, SessionKey, Status};
use crate::act::{Act, Subject};
use crate::authz::action::{EvaluateSession, ReadSession, RecordSession};
use crate::authz::{Action, At, Placed, Scope};
use crate::clock::{Day, Moment};
use crate::db::like::like_part;
use crate::db::page::Paging;
use crate::db::path::{Path, Range};
use crate::db::replace::replace;
use crate::db::schema::{amendments, session_versions, sessions};
use crate::db::within::within;
use crate::db::{Snapshot, Tx};
use crate::error::{Fault, Result};
use crate::id::{AccountId, OrganizationId, SessionId};
use crate::rulebook::Outcome;
use crate::rulebook::kinds::Kind;

crate::db::types::word_column!(Status);

/// What is known of a session beside its record: what lists filter on. Where it stands is not in it: that is the proof's.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[diesel(table_name = sessions)]
#[diesel(treat_none_as_null = true)]
pub struct Head {
    pub id: SessionId,
    #[diesel(column_name = organization_id)]
    #[diesel(skip_update)]
    pub organization: OrganizationId,
    pub kind: Kind,
    pub also_kind: Option<Kind>,
    pub title: String,
    pub status: Status,
    pub held_on: Day,
    /// When the server first had it: the third of the three clocks.
    pub received_at: Moment,
    /// It came longer after the day than the setting `late_after_days` says. A label, no reproach.
    pub late: bool,
    /// The weightiest finding at the last submission.
    pub outcome: Option<Outcome>,
    /// Something belongs into the record that is not there, whatever else was found.
    pub incomplete: bool,
    pub created_by: AccountId,
    pub submitted_by: Option<AccountId>,
    pub submitted_at: Option<Moment>,
    /// Counts every change, of an amendment beside it too.
    pub version: i32,
    /// What its newest version did.
    #[serde(skip)]
    pub last_act: Act,
    /// The version that wrote the record as it stands.
    #[serde(skip)]
    pub document_version: i32,
    /// The version that gave it its status.
    #[serde(skip)]
    pub status_version: i32,
    /// The version that was judged: its findings are those that the outcome is of.
    #[serde(skip)]
    pub judged_version: Option<i32>,
}

/// How a session stands, for readers of the trail that add up: what is in force, and whether an amendment stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionState {
    pub kind: Kind,
    pub also_kind: Option<Kind>,
    pub held_on: Day,
    pub status: Status,
    pub late: bool,
    pub outcome: Option<Outcome>,
    pub incomplete: bool,
    /// How far the amendment beside it has got, where there is one.
    pub amendment: Option<AmendmentStatus>,
}

impl Head {
    pub fn subject(&self) -> Subject {
        Subject::Session(self.id)
    }
    pub(super) fn state(&self, amendment: Option<&Amendment>) -> SessionState {
        let Head { kind, also_kind, held_on, status, late, outcome, incomplete, .. } = *self;
        let amendment = amendment.map(|amendment| amendment.status);
        SessionState { kind, also_kind, held_on, status, late, outcome, incomplete, amendment }
    }
}

/// A head beside the path of its organisation.
struct Standing<'h> {
    head: &'h Head,
    path: &'h Path,
}

impl Placed for Standing<'_> {
    fn organization(&self) -> OrganizationId {
        self.head.organization
    }
    fn path(&self) -> &Path {
        self.path
    }
}

fn proven<A: Action>(scope: &Scope<A>, head: &Head, path: &Path) -> Result<At<A>> {
    let is_there = head.status != Status::Draft || scope.also::<RecordSession>().covers(path);
    if is_there { scope.at(&Standing { head, path }) } else { Err(Fault::NotFound.into()) }
}

/// Whether the caller records there. Others see what was handed in: no draft's versions, no half-done mending.
pub(super) fn is_own<A: Action>(scope: &Scope<A>, at: &At<A>) -> bool {
    scope.also::<RecordSession>().covers(at.path())
}

/// A session's head.
///
/// # Errors
/// `not_found` when there is none, it is outside the scope, or a draft of others.
pub fn head<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: SessionId) -> Result<(Head, At<A>)> {
    let (head, path): (Head, Path) = sessions::table.find(id).select((Head::as_select(), sessions::path)).first(snapshot.conn())?;
    let at = proven(scope, &head, &path)?;
    Ok((head, at))
}

/// A session's row, the amendment's beside it, and the text.
type Found = (Head, Path, Option<Amendment>, version_store::Row);

/// Head, record and the amendment beside it, in one statement; none where there is no such session.
///
/// # Errors
/// `not_found` outside the scope, and for a draft of others.
pub(super) fn seek<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: SessionId) -> Result<Option<(Session, At<A>)>> {
    let written = session_versions::session_id.eq(sessions::id).and(session_versions::version.eq(sessions::document_version));
    let found: Option<Found> = sessions::table
        .inner_join(session_versions::table.on(written))
        .left_join(amendments::table.on(amendments::session_id.eq(sessions::id)))
        .filter(sessions::id.eq(id))
        .select((
            Head::as_select(),
            sessions::path,
            Option::<Amendment>::as_select(),
            (session_versions::document, session_versions::hash, session_versions::created_at),
        ))
        .first(snapshot.conn())
        .optional()?;
    let Some((head, path, amendment, written)) = found else { return Ok(None) };
    let at = proven(scope, &head, &path)?;
    let session = Session::of(snapshot, head, amendment, Written::of(written)?);
    let session = if is_own(scope, &at) { session } else { version_store::as_handed_in(snapshot, &at, session)? };
    Ok(Some((session, at)))
}

/// Head and record.
///
/// # Errors
/// `not_found` when there is none, it is outside the scope, or a draft of others.
pub fn find<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: SessionId) -> Result<(Session, At<A>)> {
    seek(snapshot, scope, id)?.ok_or(Fault::NotFound.into())
}

/// What may write a session: whoever records it, and the committee that decides on it.
pub(super) trait Writes: Action {}
impl Writes for RecordSession {}
impl Writes for EvaluateSession {}

/// Makes a session of the organisation of the proof.
pub(super) fn insert(tx: &mut Tx, at: &At<RecordSession>, head: &Head) -> Result<()> {
    let head = Head { organization: at.organization(), ..head.clone() };
    let row = (&head, sessions::path.eq(at.path()), sessions::updated_at.eq(tx.now()));
    diesel::insert_into(sessions::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Replaces the version that was read of a session of the proof's organisation.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn update<A: Writes>(tx: &mut Tx, at: &At<A>, head: &Head, seen: i32) -> Result<()> {
    let own = sessions::id.eq(head.id).and(sessions::organization_id.eq(at.organization()));
    let now = tx.now();
    replace!(tx, sessions, own, seen, (head, sessions::updated_at.eq(now)))
}

/// Deletes a session with its versions, if it still stands as it was read.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn delete(tx: &mut Tx, at: &At<RecordSession>, head: &Head) -> Result<()> {
    // The head first: at another version nothing may be gone. Its versions go along by their foreign key.
    let own = sessions::table.find(head.id).filter(sessions::organization_id.eq(at.organization()));
    let deleted = diesel::delete(own.filter(sessions::version.eq(head.version))).execute(tx.conn())?;
    if deleted == 1 { Ok(()) } else { Err(Fault::StaleVersion.into()) }
}

pub(super) fn search(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadSession>,
    filter: &SessionFilter,
    within: Option<&Range>,
    paging: &Paging<SessionKey>,
) -> Result<Vec<Head>> {
    let own = scope.also::<RecordSession>();
    let mut query = sessions::table
        .filter(within!(sessions::path, sessions::table, scope.ranges()))
        .filter(sessions::status.ne(Status::Draft).or(within!(sessions::path, sessions::table, own.ranges())))
        .order((sessions::held_on.desc(), sessions::id.desc()))
        .limit(paging.ask())
        .select(Head::as_select())
        .into_boxed();
    if let Some(key) = &paging.after {
        query = query.filter(sessions::held_on.lt(key.held_on).or(sessions::held_on.eq(key.held_on).and(sessions::id.lt(key.id))));
    }
    if let Some(range) = within {
        query = query.filter(sessions::path.ge(range.low.clone())).filter(sessions::path.lt(range.high.clone()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(sessions::kind.eq(kind).or(sessions::also_kind.eq(kind)));
    }
    if let Some(period) = filter.period {
        query = query.filter(sessions::held_on.between(period.first_day(), period.last_day()));
    }
    if let Some(status) = filter.status {
        query = query.filter(sessions::status.eq(status));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        query = query.filter(sessions::title.like(format!("%{}%", like_part(q))).escape('\\'));
    }
    Ok(query.load(snapshot.conn())?)
}
