//! Sessions and their versions, kept.

use diesel::dsl::{case_when, exists, not};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::{Head, Session, SessionFilter, SessionKey, Status};
use crate::authz::action::{EvaluateSession, ReadSession, RecordSession};
use crate::authz::{Caller, Scope};
use crate::clock::{Day, Moment, Period};
use crate::db::path::{Path, Range};
use crate::db::schema::{evaluations, organizations, session_versions, sessions};
use crate::db::{Snapshot, Tx, paths};
use crate::error::{Error, Fault, Result};
use crate::http::Paging;
use crate::id::{AccountId, DeviceId, OrganizationId, SessionId};
use crate::rulebook::kinds::Kind;
use crate::rulebook::{Finding, Outcome};

crate::db::types::word_column!(Status);

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sessions)]
#[diesel(treat_none_as_null = true)]
struct Row {
    id: SessionId,
    organization_id: OrganizationId,
    path: Path,
    kind: Kind,
    also_kind: Option<Kind>,
    title: String,
    status: Status,
    held_on: Day,
    received_at: Moment,
    late: bool,
    outcome: Option<Outcome>,
    version: i32,
    document_version: i32,
    created_by: AccountId,
    submitted_by: Option<AccountId>,
    submitted_at: Option<Moment>,
    updated_at: Moment,
}

impl Row {
    fn of(head: &Head, updated_at: Moment) -> Row {
        Row {
            id: head.id,
            organization_id: head.organization,
            path: head.path.clone(),
            kind: head.kind,
            also_kind: head.also_kind,
            title: head.title.clone(),
            status: head.status,
            held_on: head.held_on,
            received_at: head.received_at,
            late: head.late,
            outcome: head.outcome,
            version: head.version,
            document_version: head.document_version,
            created_by: head.created_by,
            submitted_by: head.submitted_by,
            submitted_at: head.submitted_at,
            updated_at,
        }
    }
    fn head(self) -> Head {
        Head {
            id: self.id,
            organization: self.organization_id,
            path: self.path,
            kind: self.kind,
            also_kind: self.also_kind,
            title: self.title,
            status: self.status,
            held_on: self.held_on,
            received_at: self.received_at,
            late: self.late,
            outcome: self.outcome,
            version: self.version,
            document_version: self.document_version,
            created_by: self.created_by,
            submitted_by: self.submitted_by,
            submitted_at: self.submitted_at,
        }
    }
}

pub(super) fn find(snapshot: &mut Snapshot, id: SessionId) -> Result<Option<Head>> {
    Ok(sessions::table.find(id).select(Row::as_select()).first(snapshot.conn()).optional()?.map(Row::head))
}

/// # Errors
/// `not_found`.
pub fn head(snapshot: &mut Snapshot, id: SessionId) -> Result<Head> {
    find(snapshot, id)?.ok_or(Fault::NotFound.into())
}

/// Head and record in one statement.
pub(super) fn session(snapshot: &mut Snapshot, id: SessionId) -> Result<Session> {
    let found: Option<(Row, Option<String>, String)> = sessions::table
        .inner_join(
            session_versions::table.on(session_versions::session_id.eq(sessions::id).and(session_versions::version.eq(sessions::document_version))),
        )
        .filter(sessions::id.eq(id))
        .select((Row::as_select(), session_versions::document, session_versions::hash))
        .first(snapshot.conn())
        .optional()?;
    let (row, document, hash) = found.ok_or(Fault::NotFound)?;
    spoken(row.head(), document.ok_or_else(|| Error::internal("a version without its document"))?, hash)
}

pub(super) fn spoken(head: Head, canonical: String, hash: String) -> Result<Session> {
    Ok(Session { head, record: RawValue::from_string(canonical).map_err(Error::internal)?, hash })
}

/// The canonical record as it stands.
pub(super) fn document(snapshot: &mut Snapshot, head: &Head) -> Result<String> {
    document_at(snapshot, head.id, head.version)
}

/// The canonical record at a version: the latest that was written up to it.
fn document_at(snapshot: &mut Snapshot, id: SessionId, version: i32) -> Result<String> {
    let found: Option<String> = session_versions::table
        .filter(session_versions::session_id.eq(id))
        .filter(session_versions::version.le(version))
        .filter(session_versions::document.is_not_null())
        .order(session_versions::version.desc())
        .select(session_versions::document)
        .first(snapshot.conn())?;
    found.ok_or_else(|| Error::internal("a session without its document"))
}

/// The record at a version as a tree, to follow a JSON Pointer in it.
pub fn document_json(snapshot: &mut Snapshot, id: SessionId, version: i32) -> Result<serde_json::Value> {
    serde_json::from_str(&document_at(snapshot, id, version)?).map_err(Error::internal)
}

pub(super) fn insert(tx: &mut Tx, head: &Head) -> Result<()> {
    diesel::insert_into(sessions::table).values(Row::of(head, head.received_at)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, head: &Head) -> Result<()> {
    let now = tx.now();
    diesel::update(sessions::table.find(head.id)).set(Row::of(head, now)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx, id: SessionId) -> Result<()> {
    diesel::delete(session_versions::table.filter(session_versions::session_id.eq(id))).execute(tx.conn())?;
    diesel::delete(sessions::table.find(id)).execute(tx.conn())?;
    Ok(())
}

/// What a new version is.
pub(super) struct NewVersion {
    /// The trail's word for it.
    pub action: &'static str,
    /// Whether the record changed, or only its status.
    pub with_document: bool,
    pub findings: Option<Vec<Finding>>,
    pub reason: Option<String>,
}

pub(super) fn insert_version(tx: &mut Tx, head: &Head, canonical: &str, hash: &str, by: Caller, new: &NewVersion) -> Result<()> {
    let findings = new.findings.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?;
    let now = tx.now();
    let row = (
        session_versions::session_id.eq(head.id),
        session_versions::version.eq(head.version),
        session_versions::document.eq(new.with_document.then_some(canonical)),
        session_versions::hash.eq(hash),
        session_versions::findings.eq(findings),
        session_versions::author.eq(by.account),
        session_versions::device.eq(by.device),
        session_versions::at.eq(now),
        session_versions::action.eq(new.action),
        session_versions::reason.eq(&new.reason),
    );
    diesel::insert_into(session_versions::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Whoever wrote any version of the record's text: none of them evaluates it.
pub fn authors(snapshot: &mut Snapshot, id: SessionId) -> Result<Vec<AccountId>> {
    let wrote = ["session.create", "session.edit", "session.submit", "session.amend", "session.withdraw"];
    Ok(session_versions::table
        .filter(session_versions::session_id.eq(id))
        .filter(session_versions::action.eq_any(wrote))
        .select(session_versions::author)
        .distinct()
        .load(snapshot.conn())?)
}

/// One version, as the history shows it.
#[derive(Queryable, Serialize, ToSchema)]
pub struct Version {
    pub version: i32,
    #[schema(example = "session.submit")]
    pub action: String,
    pub at: Moment,
    pub author: AccountId,
    pub device: Option<DeviceId>,
    pub reason: Option<String>,
    /// SHA-256 of the canonical record at this version.
    pub hash: String,
}

/// Every version, newest first.
pub fn versions(snapshot: &mut Snapshot, id: SessionId, paging: &Paging<i32>) -> Result<Vec<Version>> {
    let mut query =
        session_versions::table.filter(session_versions::session_id.eq(id)).order(session_versions::version.desc()).limit(paging.ask()).into_boxed();
    if let Some(before) = paging.after {
        query = query.filter(session_versions::version.lt(before));
    }
    Ok(query
        .select((
            session_versions::version,
            session_versions::action,
            session_versions::at,
            session_versions::author,
            session_versions::device,
            session_versions::reason,
            session_versions::hash,
        ))
        .load(snapshot.conn())?)
}

/// The record as it was at a version.
///
/// # Errors
/// `not_found` for a version there never was.
pub fn version(snapshot: &mut Snapshot, head: &Head, version: i32) -> Result<Box<RawValue>> {
    if !(1..=head.version).contains(&version) {
        return Err(Fault::NotFound.into());
    }
    RawValue::from_string(document_at(snapshot, head.id, version)?).map_err(Error::internal)
}

/// The findings of the latest submission; none for a record that was never submitted.
pub fn findings(snapshot: &mut Snapshot, id: SessionId) -> Result<Option<Vec<Finding>>> {
    let found: Option<Option<String>> = session_versions::table
        .filter(session_versions::session_id.eq(id))
        .filter(session_versions::findings.is_not_null())
        .order(session_versions::version.desc())
        .select(session_versions::findings)
        .first(snapshot.conn())
        .optional()?;
    found.flatten().map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
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
        .filter(crate::within!(sessions::path, sessions::table, scope.ranges()))
        .filter(sessions::status.ne(Status::Draft).or(crate::within!(sessions::path, sessions::table, own.ranges())))
        .order((sessions::held_on.desc(), sessions::id.desc()))
        .limit(paging.ask())
        .select(Row::as_select())
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
        query = query.filter(sessions::title.like(format!("%{}%", paths::like_part(q))).escape('\\'));
    }
    let rows: Vec<Row> = query.load(snapshot.conn())?;
    Ok(rows.into_iter().map(Row::head).collect())
}

/// The kinds of every session an organisation held and submitted in a period.
pub(super) fn kinds_held(snapshot: &mut Snapshot, id: OrganizationId, period: Period) -> Result<Vec<(Kind, Option<Kind>)>> {
    Ok(sessions::table
        .filter(sessions::organization_id.eq(id))
        .filter(sessions::status.ne(Status::Draft))
        .filter(sessions::held_on.between(period.first_day(), period.last_day()))
        .select((sessions::kind, sessions::also_kind))
        .load(snapshot.conn())?)
}

/// How much a record needs a person's look: 0 violated, 1 warning, 2 late, 3 clean. The same order as in SQL below.
pub fn attention_rank(head: &Head) -> i32 {
    match head.outcome {
        Some(Outcome::Violated) => 0,
        Some(Outcome::Warning) => 1,
        _ if head.late => 2,
        _ => 3,
    }
}

/// Where a page of the queue goes on: rank, submission, id.
pub type QueuePosition = (i32, Moment, SessionId);

/// Submitted records that wait for the caller's committees, what needs a look first, then the longest waiting. One that
/// a committee of the caller's took note of at its present version waits no longer.
pub fn awaiting(
    snapshot: &mut Snapshot,
    scope: &Scope<EvaluateSession>,
    organization: Option<OrganizationId>,
    rank: Option<i32>,
    after: Option<QueuePosition>,
    most: i64,
) -> Result<Vec<(i32, Head)>> {
    let attention = || {
        case_when::<_, _, diesel::sql_types::Integer>(sessions::outcome.assume_not_null().eq(Outcome::Violated), 0)
            .when(sessions::outcome.assume_not_null().eq(Outcome::Warning), 1)
            .when(sessions::late.eq(true), 2)
            .otherwise(3)
    };
    let committees: Vec<OrganizationId> = scope.held().iter().map(|held| held.organization).collect();
    let noted = evaluations::table
        .filter(evaluations::session_id.eq(sessions::id))
        .filter(evaluations::version.eq(sessions::version))
        .filter(evaluations::act.eq("note"))
        .filter(evaluations::organization_id.eq_any(committees));
    let mut query = sessions::table
        .filter(sessions::status.eq(Status::Submitted))
        .filter(crate::within!(sessions::path, sessions::table, scope.ranges()))
        .filter(not(exists(noted)))
        .order((attention(), sessions::submitted_at, sessions::id))
        .limit(most)
        .select(Row::as_select())
        .into_boxed();
    if let Some(id) = organization {
        let path: Path = organizations::table.find(id).select(organizations::path).first(snapshot.conn())?;
        let range = path.subtree();
        query = query.filter(sessions::path.ge(range.low)).filter(sessions::path.lt(range.high));
    }
    if let Some(rank) = rank {
        query = query.filter(attention().eq(rank));
    }
    if let Some((rank, at, id)) = after {
        let later = sessions::submitted_at.assume_not_null().gt(at).or(sessions::submitted_at.assume_not_null().eq(at).and(sessions::id.gt(id)));
        query = query.filter(attention().gt(rank).or(attention().eq(rank).and(later)));
    }
    let rows: Vec<Row> = query.load(snapshot.conn())?;
    Ok(rows.into_iter().map(Row::head).map(|head| (attention_rank(&head), head)).collect())
}

/// The records an organisation has submitted, whole, from the latest day back.
pub(super) fn latest_submitted(snapshot: &mut Snapshot, organization: OrganizationId, most: i64) -> Result<Vec<(SessionId, Option<String>)>> {
    let newest = session_versions::session_id.eq(sessions::id).and(session_versions::version.eq(sessions::document_version));
    let found = sessions::table
        .inner_join(session_versions::table.on(newest))
        .filter(sessions::organization_id.eq(organization))
        .filter(sessions::status.ne(Status::Draft))
        .order((sessions::held_on.desc(), sessions::id.desc()))
        .limit(most)
        .select((sessions::id, session_versions::document));
    Ok(found.load(snapshot.conn())?)
}
