//! Sessions: the records of organisational life, from draft to acceptance. A record is a document ([`Record`]) with its
//! versions; what lists filter on stands beside it in its [`Head`]. Not here: what the rules say of a record
//! (`rulebook`) and what a committee says of it (`evaluations`).

mod attendance_store;
mod attendances;
mod carry;
pub mod document;
mod ground;
pub mod http;
mod judgement;
mod known_store;
mod lifecycle;
mod period;
mod set_up;
mod store;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

pub use carry::{OpenDecision, open_decisions};
pub use document::Record;
pub use judgement::{Checked, Standards, check};
pub use lifecycle::{decided, delete, put, submit, withdraw};
pub use period::{Frequency, frequency};
pub use set_up::set_up;
pub use store::{Head, SessionState, Version, authors, find, head};

use crate::authz::Scope;
use crate::authz::action::ReadSession;
use crate::clock::{Day, Period};
use crate::db::Snapshot;
use crate::db::page::{Listed, Paging};
use crate::error::{Error, Result};
use crate::id::{OrganizationId, SessionId};
use crate::organizations;
use crate::rulebook::Finding;
use crate::rulebook::kinds::Kind;

crate::vocabulary! {
    /// How far a record has got.
    pub enum Status {
        Draft = "draft" "草稿";
        Submitted = "submitted" "已提交";
        Accepted = "accepted" "已通过";
        Returned = "returned" "已退回";
    }
}

/// A session: its head and its record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Session {
    #[serde(flatten)]
    pub head: Head,
    /// The canonical JSON as it was kept and hashed.
    #[schema(value_type = Record)]
    pub record: Box<RawValue>,
    /// SHA-256 of the canonical record, in hex; the same stands in the trail.
    pub hash: String,
}

impl Session {
    fn of(head: Head, canonical: String, hash: String) -> Result<Session> {
        Ok(Session { head, record: RawValue::from_string(canonical).map_err(Error::internal)?, hash })
    }
}

/// One session, whole. A draft is its own branch's.
///
/// # Errors
/// `not_found`.
pub fn get(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId) -> Result<Session> {
    let (session, _) = store::find(snapshot, scope, id)?;
    Ok(session)
}

/// Every version of a record, newest first.
///
/// # Errors
/// `not_found`.
pub fn versions(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId, paging: &Paging<i32>) -> Result<Listed<Version, i32>> {
    let (head, at) = store::head(snapshot, scope, id)?;
    let rows = store::versions(snapshot, &at, &head, paging)?;
    Ok(paging.cut(rows, |version| version.version))
}

/// The record as it was at a version.
///
/// # Errors
/// `not_found` for a session or a version there never was.
pub fn version(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId, version: i32) -> Result<Box<RawValue>> {
    let (head, at) = store::head(snapshot, scope, id)?;
    store::version(snapshot, &at, &head, version)
}

/// The findings of the latest submission; none for a record that was never submitted.
///
/// # Errors
/// `not_found`.
pub fn findings(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId) -> Result<Option<Vec<Finding>>> {
    let (head, at) = store::head(snapshot, scope, id)?;
    store::findings(snapshot, &at, &head)
}

/// What to look for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SessionFilter {
    pub organization: Option<OrganizationId>,
    /// With `organization`: what is below it too.
    #[serde(default)]
    #[param(required = false)]
    pub subtree: bool,
    /// As its first or its second kind.
    pub kind: Option<Kind>,
    /// Held in this year, quarter or month.
    pub period: Option<Period>,
    pub status: Option<Status>,
    /// Part of the title.
    pub q: Option<String>,
}

/// Where a page of sessions ends: they are listed from the latest day back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SessionKey {
    pub held_on: Day,
    pub id: SessionId,
}

/// The sessions the caller may see, from the latest day back.
///
/// # Errors
/// `not_found` for an organisation outside the scope.
pub fn list(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadSession>,
    filter: &SessionFilter,
    paging: &Paging<SessionKey>,
) -> Result<Listed<Head, SessionKey>> {
    let within = match filter.organization {
        None => None,
        Some(id) => {
            let (_, at) = organizations::place(snapshot, scope, id)?;
            Some(if filter.subtree { at.path().subtree() } else { at.path().here() })
        }
    };
    let rows = store::search(snapshot, scope, filter, within.as_ref(), paging)?;
    Ok(paging.cut(rows, |head| SessionKey { held_on: head.held_on, id: head.id }))
}
