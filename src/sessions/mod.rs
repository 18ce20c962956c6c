//! Sessions: the records of organisational life, from draft to acceptance. A record is a document ([`Record`]) with its
//! versions; what lists filter on stands beside it in its [`Head`]. Not here: what the rules say of a record
//! (`rulebook`) and what a committee says of it (`evaluations`).

mod carry;
mod case;
pub mod document;
pub mod http;
mod lifecycle;
mod period;
mod profiles;
mod profiles_store;
mod store;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use carry::{OpenDecision, open_decisions};
pub use document::Record;
pub use lifecycle::{Bench, Checked, check, decided, delete, put, submit, withdraw};
pub use period::{Frequency, frequency};
pub use profiles::{Profile, Profiles};
pub use store::{Version, attention_rank, authors, awaiting, document_json, findings, head, version, versions};

use crate::authz::Scope;
use crate::authz::action::{ReadSession, RecordSession};
use crate::clock::{Day, Moment, Period};
use crate::db::Snapshot;
use crate::db::path::Path;
use crate::error::{Fault, Result};
use crate::http::{Listed, Paging};
use crate::id::{AccountId, OrganizationId, SessionId};
use crate::organizations;
use crate::rulebook::Outcome;
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

/// What is known of a session beside its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Head {
    pub id: SessionId,
    pub organization: OrganizationId,
    #[serde(skip)]
    pub path: Path,
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
    pub created_by: AccountId,
    pub submitted_by: Option<AccountId>,
    pub submitted_at: Option<Moment>,
    /// Counts every change.
    pub version: i32,
    #[serde(skip)]
    pub document_version: i32,
}

/// A session: its head and its record.
#[derive(Serialize, ToSchema)]
pub struct Session {
    #[serde(flatten)]
    pub head: Head,
    /// The canonical JSON as it was kept and hashed.
    #[schema(value_type = Record)]
    pub record: Box<serde_json::value::RawValue>,
    /// SHA-256 of the canonical record, in hex; the same stands in the trail.
    pub hash: String,
}

/// A session that the caller may see. A draft is its own branch's.
///
/// # Errors
/// `not_found`.
pub fn visible(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId) -> Result<Head> {
    let head = head(snapshot, id)?;
    if can_see(scope, &head) { Ok(head) } else { Err(Fault::NotFound.into()) }
}

fn can_see(scope: &Scope<ReadSession>, head: &Head) -> bool {
    scope.covers(&head.path) && (head.status != Status::Draft || scope.also::<RecordSession>().covers(&head.path))
}

/// One session, whole.
///
/// # Errors
/// `not_found`.
pub fn get(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId) -> Result<Session> {
    let session = store::session(snapshot, id)?;
    if can_see(scope, &session.head) { Ok(session) } else { Err(Fault::NotFound.into()) }
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
            let at = organizations::at(snapshot, scope, id)?;
            Some(if filter.subtree { at.path().subtree() } else { at.path().here() })
        }
    };
    let rows = store::search(snapshot, scope, filter, within.as_ref(), paging)?;
    Ok(paging.cut(rows, |head| SessionKey { held_on: head.held_on, id: head.id }))
}
