//! The acceptance of clean records in one go.

use serde::Serialize;
use utoipa::ToSchema;

use super::attention::Attention;
use super::store::Given;
use super::{Content, Evaluation, Grade, Verdict, may_decide, speaker, store};
use crate::authz::Scope;
use crate::authz::action::EvaluateSession;
use crate::db::Tx;
use crate::error::Result;
use crate::id::{EvaluationId, SessionId};
use crate::part;
use crate::seen::{Arrival, Seen, Stands};
use crate::sessions::{self, Decision};

crate::numbers! {
    /// The version of a record that was read.
    ReadVersion: i32 = 1 to i32::MAX;
}

part! {
    /// Clean records to accept in one go, each at the version that was seen.
    sent BulkAccept {
        must {
            grade: Grade,
        }
        must many at most 100 {
            items: BulkItem,
        }
    }
}

part! {
    /// One of the records.
    sent BulkItem {
        must {
            /// The evaluation's id, made by the client.
            id: EvaluationId,
            session: SessionId,
            version: ReadVersion,
        }
    }
}

/// What became of one of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    pub session: SessionId,
    pub accepted: bool,
    /// Why not: the fault's code, or `needs_a_look` for a record with findings, gaps or lateness, and for an amendment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Accepts the clean ones among the records named; each other one is answered with why not, and waits on.
pub fn accept_clean(tx: &mut Tx, scope: &Scope<EvaluateSession>, draft: BulkAccept) -> Result<Vec<BulkResult>> {
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
    Seen::Version(item.version.get()).changes(session.head.version, false)?;
    may_decide(tx, &at, &session, Verdict::Accept)?;
    // What an amendment changes of an accepted record is for a person to read, whatever the rules say of it.
    if session.waiting().is_some() || Attention::of(&session.head) != Attention::Clean {
        return Ok(Accepted::NeedsALook);
    }
    let content = Content { grade: Some(grade), scores: Vec::new(), weighted: None, comment: None, reasons: Vec::new() };
    let by = speaker(scope, at.path())?;
    store::insert(tx, &at, &session, &by, &Given { id: item.id, verdict: Verdict::Accept, content })?;
    sessions::decided(tx, &at, &session, Decision::Accept)?;
    Ok(Accepted::Yes)
}
