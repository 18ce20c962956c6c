//! Sessions: the records of organisational life, from draft to acceptance. A record is a document ([`Record`]) with its
//! versions; what lists filter on stands beside it in its [`Head`]. Of an accepted record both are what is in force: what it
//! is to become is its [`Amendment`]. Not here: what the rules say of a record
//! (`rulebook`) and what a committee says of it (`evaluations`).

mod amendment_store;
mod amendments;
mod attendance_store;
mod attendances;
mod carry;
mod decisions;
pub mod document;
mod ground;
pub mod http;
mod judgement;
mod known_store;
mod lifecycle;
mod period;
mod set_up;
mod store;
mod version_store;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

pub use amendment_store::{Amendment, AmendmentStatus};
pub use amendments::{WholeAmendment, amendment};
pub use attendances::rebuild;
pub use carry::{OpenDecision, open_decisions};
pub use decisions::{Decision, before_committee, decided, fell, is_reopened, reopened};
pub use document::{Basis, COMMON_FEEDS, Came, Figures, Opinion, Part, PartHash, Progress, Record, Visit};
pub use judgement::{Checked, Standards, check};
pub use lifecycle::{delete, put, submit, withdraw};
pub use period::{Frequency, frequency};
pub use set_up::set_up;
pub use store::{Head, SessionState, find, head};
pub use version_store::{Version, authors};

use crate::authz::Scope;
use crate::authz::action::ReadSession;
use crate::clock::{Day, Period};
use crate::db::Snapshot;
use crate::db::page::{Listed, Paging};
use crate::error::{Fault, Result};
use crate::id::{OrganizationId, SessionId};
use crate::organizations;
use crate::rulebook::kinds::Kind;
use crate::rulebook::{Finding, Outcome, Rulebook};
use document::Document;
use version_store::Written;

crate::vocabulary! {
    /// How far a record has got.
    pub enum Status {
        Draft = "draft" "草稿";
        Submitted = "submitted" "已提交";
        Accepted = "accepted" "已通过";
        Returned = "returned" "已退回";
    }
}

/// A session: its head and its record, as they are in force, and the amendment beside them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Session {
    #[serde(flatten)]
    pub head: Head,
    /// What an accepted record is to become; absent where nothing is.
    pub amendment: Option<Amendment>,
    /// As it was sent, in canonical JSON.
    #[schema(value_type = Record)]
    pub record: Box<RawValue>,
    /// The same, read.
    #[serde(skip)]
    pub typed: Record,
    /// The hash of each of its parts.
    pub parts: Vec<PartHash>,
    /// SHA-256 of the canonical JSON of `parts`, in hex; the same stands in the trail.
    pub hash: String,
    /// What it adds to the figures of a public report, as far as it says.
    pub figures: Figures,
    /// The phone's own time of writing cannot be: before the session, or after its record was here. It is kept as it was
    /// told, and excuses no lateness.
    pub captured_in_doubt: bool,
}

impl Session {
    fn of(snapshot: &Snapshot, head: Head, amendment: Option<Amendment>, written: Written) -> Session {
        let Written { document, on: written_on } = written;
        let (parts, figures) = (document.hashes(), document.record.figures());
        let Document { record: typed, canonical: record, hash, .. } = document;
        let captured_in_doubt = typed.captured_at.is_some_and(|captured| judgement::is_captured_in_doubt(snapshot, &typed, captured, written_on));
        Session { head, amendment, record, typed, parts, hash, figures, captured_in_doubt }
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

/// Every version of a record, newest first; to who does not record there, those that were handed in and what became of them.
///
/// # Errors
/// `not_found`.
pub fn versions(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId, paging: &Paging<i32>) -> Result<Listed<Version, i32>> {
    let (head, at) = store::head(snapshot, scope, id)?;
    let rows = version_store::list(snapshot, &at, &head, store::is_own(scope, &at), paging)?;
    Ok(paging.cut(rows, |version| version.version))
}

/// The record as it was at a version.
///
/// # Errors
/// `not_found` for a session or a version there never was, and for a text that others never handed in.
pub fn version(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, id: SessionId, version: i32) -> Result<Box<RawValue>> {
    let (head, at) = store::head(snapshot, scope, id)?;
    if !store::is_own(scope, &at) && !version_store::was_handed_in(snapshot, &at, &head, version)? {
        return Err(Fault::NotFound.into());
    }
    Ok(version_store::written(snapshot, &at, &head, version)?.document.canonical)
}

/// Which findings of a session.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which {
    /// Those of the amendment beside the record.
    pub of_amendment: bool,
    /// The rules that do not apply too, with why.
    pub all: bool,
}

/// The findings of the record as it was judged last, or of the amendment beside it; none for a record that was never
/// submitted. What does not apply is not kept: it is said anew when it is asked for.
///
/// # Errors
/// `not_found`, also for the amendment where there is none.
pub fn findings(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadSession>,
    rulebook: &Rulebook,
    id: SessionId,
    which: Which,
) -> Result<Option<Vec<Finding>>> {
    let (session, at) = store::find(snapshot, scope, id)?;
    let judged = if which.of_amendment { Some(session.amendment.as_ref().ok_or(Fault::NotFound)?.version) } else { session.head.judged_version };
    let Some(mut found) = version_store::findings(snapshot, &at, &session.head, judged)? else { return Ok(None) };
    if let Some(version) = judged.filter(|_| which.all) {
        let document = version_store::written(snapshot, &at, &session.head, version)?.document;
        let anew = judgement::judged(snapshot, (scope, &at), rulebook, (Some(id), &document.record), true)?;
        found.extend(anew.findings.into_iter().filter(|finding| finding.outcome == Outcome::NotApplicable));
    }
    Ok(Some(found))
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
