//! The acceptance of clean records in one go.

use deserr::Deserr;
use serde::Serialize;
use utoipa::ToSchema;

use super::attention::Attention;
use super::store::Given;
use super::{Content, Evaluation, Grade, Verdict, decide, may_decide, store};
use crate::authz::Scope;
use crate::authz::action::EvaluateSession;
use crate::db::Tx;
use crate::error::{Error, FieldError, FieldFault, Result};
use crate::id::{EvaluationId, SessionId};
use crate::seen::{Arrival, Seen, Stands};
use crate::sessions;

/// The most records accepted in one go.
const MOST: usize = 100;

/// Clean records to accept in one go, each at the version that was seen.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct BulkAccept {
    pub grade: Grade,
    /// At most 100.
    pub items: Vec<BulkItem>,
}

#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct BulkItem {
    /// The evaluation's id, made by the client.
    pub id: EvaluationId,
    pub session: SessionId,
    pub version: i32,
}

/// What became of one of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    pub session: SessionId,
    pub accepted: bool,
    /// Why not: the fault's code, or `needs_a_look` for a record with findings or lateness.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Accepts the clean ones among the records named; each other one is answered with why not, and waits on.
///
/// # Errors
/// `invalid` for more than a hundred.
pub fn accept_clean(tx: &mut Tx, scope: &Scope<EvaluateSession>, draft: BulkAccept) -> Result<Vec<BulkResult>> {
    if draft.items.len() > MOST {
        return Err(Error::field(FieldError::new("/items", FieldFault::TooMany).with(MOST)));
    }
    // No id stands in the request's path, so the turns are taken here.
    let ids: Vec<uuid::Uuid> = draft.items.iter().map(|item| item.session.0).collect();
    tx.hold(&ids)?;
    let mut results = Vec::new();
    for item in &draft.items {
        let code = match tx.attempt(|tx| accept_one(tx, scope, draft.grade, item)) {
            Ok(Accepted::Yes) => None,
            Ok(Accepted::NeedsALook) => Some("needs_a_look".to_string()),
            // A fault of the database fails the whole request; a fault of one record is that record's answer.
            Err(error) if error.fault.status() >= 500 => return Err(error),
            Err(error) => Some(error.fault.code().to_string()),
        };
        results.push(BulkResult { session: item.session, accepted: code.is_none(), code });
    }
    Ok(results)
}

enum Accepted {
    Yes,
    NeedsALook,
}

fn accept_one(tx: &mut Tx, scope: &Scope<EvaluateSession>, grade: Grade, item: &BulkItem) -> Result<Accepted> {
    let (session, at) = sessions::find(tx, scope, item.session)?;
    let author = scope.caller()?.account;
    let says_so = |known: &Evaluation| {
        let said = (known.session, known.author, known.verdict, known.grade);
        Stands { version: known.version, same: said == (item.session, author, Verdict::Accept, Some(grade)) }
    };
    if let Arrival::Same(_) = Seen::Nothing.meets(store::seek(tx, &at, item.id)?, says_so)? {
        return Ok(Accepted::Yes);
    }
    Seen::Version(item.version).changes(session.head.version, false)?;
    may_decide(tx, &at, &session.head, Verdict::Accept)?;
    if Attention::of(&session.head) != Attention::Clean {
        return Ok(Accepted::NeedsALook);
    }
    let content = Content { grade: Some(grade), scores: Vec::new(), weighted: None, comment: None, reasons: Vec::new() };
    decide(tx, scope, &at, &session, &Given { id: item.id, verdict: Verdict::Accept, content })?;
    Ok(Accepted::Yes)
}
