//! The versions of a session, kept: each change with its act, its author, its day, and the text that it wrote or was about.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::Session;
use super::document::Document;
use super::store::{Head, Writes};
use crate::act::Act;
use crate::authz::action::ReadSession;
use crate::authz::{Action, At};
use crate::clock::Moment;
use crate::db::page::Paging;
use crate::db::schema::session_versions;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Result};
use crate::id::{AccountId, DeviceId};
use crate::rulebook::Finding;

/// What a new version is.
pub(super) struct NewVersion {
    /// The version whose text it is about: its own where it wrote one.
    pub document_version: i32,
    /// The text that it wrote.
    pub document: Option<String>,
    pub hash: String,
    pub findings: Option<Vec<Finding>>,
    pub reason: Option<String>,
}

pub(super) fn insert<A: Writes>(tx: &mut Tx, at: &At<A>, head: &Head, new: &NewVersion) -> Result<()> {
    let findings = new.findings.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?;
    let by = at.caller()?;
    let row = (
        session_versions::session_id.eq(head.id),
        session_versions::version.eq(head.version),
        session_versions::document_version.eq(new.document_version),
        session_versions::document.eq(&new.document),
        session_versions::hash.eq(&new.hash),
        session_versions::findings.eq(findings),
        session_versions::author.eq(by.account),
        session_versions::device.eq(by.device),
        session_versions::created_at.eq(tx.now()),
        session_versions::act.eq(head.last_act),
        session_versions::reason.eq(&new.reason),
    );
    diesel::insert_into(session_versions::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Whoever wrote any version of the record's text: none of them evaluates it.
pub fn authors<A: Action>(snapshot: &mut Snapshot, _: &At<A>, head: &Head) -> Result<Vec<AccountId>> {
    let wrote = Act::ALL.iter().copied().filter(|act| act.wrote_the_record());
    Ok(session_versions::table
        .filter(session_versions::session_id.eq(head.id))
        .filter(session_versions::act.eq_any(wrote))
        .select(session_versions::author)
        .distinct()
        .load(snapshot.conn())?)
}

/// Whether a committee ever decided on it: then those who did go on seeing it.
pub(super) fn was_decided<A: Action>(snapshot: &mut Snapshot, _: &At<A>, head: &Head) -> Result<bool> {
    let decisions = session_versions::table
        .filter(session_versions::session_id.eq(head.id))
        .filter(session_versions::act.eq_any([Act::SessionAccept, Act::SessionReturn]));
    Ok(diesel::select(diesel::dsl::exists(decisions)).get_result(snapshot.conn())?)
}

/// The reason that its newest version gives.
pub(super) fn last_reason<A: Action>(snapshot: &mut Snapshot, _: &At<A>, head: &Head) -> Result<Option<String>> {
    let newest = session_versions::table.find((head.id, head.version)).select(session_versions::reason);
    Ok(newest.first(snapshot.conn())?)
}

/// One version, as the history shows it.
#[derive(Queryable, Serialize, ToSchema)]
pub struct Version {
    pub version: i32,
    pub act: Act,
    pub created_at: Moment,
    pub author: AccountId,
    pub device: Option<DeviceId>,
    pub reason: Option<String>,
    /// SHA-256 of the canonical record that it wrote or was about.
    pub hash: String,
}

/// What is done to a text before it is handed in: its branch's alone.
const BEFORE_HANDING_IN: [Act; 2] = [Act::SessionCreate, Act::SessionEdit];
const HANDING_IN: [Act; 2] = [Act::SessionSubmit, Act::SessionAmend];

/// Versions, newest first: all of them, or those that others may see.
pub(super) fn list(snapshot: &mut Snapshot, _: &At<ReadSession>, head: &Head, all: bool, paging: &Paging<i32>) -> Result<Vec<Version>> {
    let mut query = session_versions::table
        .filter(session_versions::session_id.eq(head.id))
        .order(session_versions::version.desc())
        .limit(paging.ask())
        .into_boxed();
    if let Some(before) = paging.after {
        query = query.filter(session_versions::version.lt(before));
    }
    if !all {
        query = query.filter(session_versions::act.ne_all(BEFORE_HANDING_IN));
    }
    Ok(query
        .select((
            session_versions::version,
            session_versions::act,
            session_versions::created_at,
            session_versions::author,
            session_versions::device,
            session_versions::reason,
            session_versions::hash,
        ))
        .load(snapshot.conn())?)
}

/// A text as a version wrote it.
pub(super) struct Written {
    pub document: Document,
    /// When it was here.
    pub on: Moment,
}

/// The columns of a version that it is read from.
pub(super) type Row = (Option<String>, String, Moment);

impl Written {
    pub fn of((document, hash, on): Row) -> Result<Written> {
        let document = document.ok_or_else(|| Error::internal("a version without its document"))?;
        Ok(Written { document: Document::read(&document, hash)?, on })
    }
}

/// The text that a version wrote or was about.
///
/// # Errors
/// `not_found` for a version there never was.
pub(super) fn written<A: Action>(snapshot: &mut Snapshot, _: &At<A>, head: &Head, version: i32) -> Result<Written> {
    let (about, written) = diesel::alias!(session_versions as about, session_versions as written);
    let same = written.field(session_versions::session_id).eq(about.field(session_versions::session_id));
    let whose = written.field(session_versions::version).eq(about.field(session_versions::document_version));
    let row: Row = about
        .inner_join(written.on(same.and(whose)))
        .filter(about.field(session_versions::session_id).eq(head.id))
        .filter(about.field(session_versions::version).eq(version))
        .select((written.field(session_versions::document), written.field(session_versions::hash), written.field(session_versions::created_at)))
        .first(snapshot.conn())?;
    Written::of(row)
}

/// Whether the text that a version wrote or was about was ever handed in.
pub(super) fn was_handed_in<A: Action>(snapshot: &mut Snapshot, _: &At<A>, head: &Head, version: i32) -> Result<bool> {
    let (about, handed_in) = diesel::alias!(session_versions as about, session_versions as handed_in);
    let same = handed_in.field(session_versions::session_id).eq(about.field(session_versions::session_id));
    let text = handed_in.field(session_versions::document_version).eq(about.field(session_versions::document_version));
    let found = about
        .inner_join(handed_in.on(same.and(text)))
        .filter(about.field(session_versions::session_id).eq(head.id))
        .filter(about.field(session_versions::version).eq(version))
        .filter(handed_in.field(session_versions::act).eq_any(HANDING_IN));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(snapshot.conn())?)
}

/// The session as others see it: while a returned record is mended, as it was handed in.
pub(super) fn as_handed_in<A: Action>(snapshot: &mut Snapshot, at: &At<A>, session: Session) -> Result<Session> {
    let (true, Some(judged)) = (session.head.is_being_mended(), session.head.judged_version) else { return Ok(session) };
    let row = session_versions::table.find((session.head.id, judged)).select(session_versions::document_version);
    let document_version: i32 = row.first(snapshot.conn())?;
    let text = written(snapshot, at, &session.head, judged)?;
    let record = &text.document.record;
    let head = Head {
        kind: record.kind,
        also_kind: record.also_kind,
        title: record.shown_title(),
        held_on: record.held_on,
        document_version,
        ..session.head
    };
    Ok(Session::of(snapshot, head, session.amendment, text))
}

/// The findings of the version that was judged; none where none was.
pub(super) fn findings(snapshot: &mut Snapshot, _: &At<ReadSession>, head: &Head, judged: Option<i32>) -> Result<Option<Vec<Finding>>> {
    let Some(judged) = judged else { return Ok(None) };
    let found: Option<String> = session_versions::table.find((head.id, judged)).select(session_versions::findings).first(snapshot.conn())?;
    found.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
}
