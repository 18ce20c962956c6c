//! A committee takes up again what one below it accepted: with a reason, and seen by the branch.

use super::{committees, not_ones_own, store};
use crate::authz::Scope;
use crate::authz::action::EvaluateSession;
use crate::db::{Path, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::id::SessionId;
use crate::seen::Seen;
use crate::sessions::{self, Session, Status};
use crate::text::Remark;

crate::part! {
    /// Why the acceptance is not the last word.
    #[schema(example = json!({ "reason": "抽查发现表决票数与会议记录不符，请复核。" }))]
    sent Reopening {
        must {
            reason: Remark,
        }
    }
}

/// Reopens an accepted record: it is submitted again, as it stands, and waits for another evaluation.
///
/// # Errors
/// `not_found` outside the committees of the caller; `forbidden` unless one of them stands above the one that accepted;
/// `own_record`, `stale_version`, `wrong_state` for what is not accepted; `invalid` without a reason.
pub fn reopen(tx: &mut Tx, scope: &Scope<EvaluateSession>, id: SessionId, seen: Seen, draft: &Reopening) -> Result<Session> {
    let (session, at) = sessions::find(tx, scope, id)?;
    let is_done = seen != Seen::Version(session.head.version) && sessions::is_reopened(tx, &at, &session.head, draft.reason.as_str())?;
    if !seen.steps(session.head.version, is_done)? {
        return Ok(session);
    }
    if session.head.status != Status::Accepted {
        return Err(Error::wrong_state("只有已通过的记录可以重新评价。", "Only an accepted record can be reopened."));
    }
    let accepter = store::accepter(tx, &at, &session.head)?.ok_or_else(|| Error::internal("an acceptance without its evaluation"))?;
    let above = |path: &Path| committees(scope).any(|held| path != &held.path && path.is_within(&held.path));
    if !above(&accepter.path) {
        return Err(Error::new(Fault::Forbidden).saying(
            format!("记录由“{}”通过，只有它的上级可以重新评价。", accepter.name),
            format!("It was accepted by {}; only a committee above that one can reopen it.", accepter.name),
        ));
    }
    not_ones_own(tx, &at, &session.head)?;
    if draft.reason.is_blank() {
        return Err(Error::field(FieldError::new("/reason", FieldFault::ReasonRequired)));
    }
    sessions::reopened(tx, &at, &session, draft.reason.as_str())
}
