//! Amendments, kept: what an accepted record is to become, beside the one in force. No more than one stands beside each;
//! its text is the version's that wrote it.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::Writes;
use crate::authz::At;
use crate::clock::{Day, Moment};
use crate::db::Tx;
use crate::db::replace::replace;
use crate::db::schema::amendments;
use crate::error::{Fault, Result};
use crate::id::{AccountId, SessionId};
use crate::rulebook::Outcome;
use crate::rulebook::kinds::Kind;

crate::vocabulary! {
    /// How far an amendment has got. Accepted, it is the record; taken back, it is gone.
    pub enum AmendmentStatus {
        Submitted = "submitted" "补正待审";
        Returned = "returned" "补正已退回";
    }
}

crate::db::types::word_column!(AmendmentStatus);

/// The amendment of a record, as it was handed in. The record in force is not touched by it.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[diesel(table_name = amendments)]
#[diesel(treat_none_as_null = true)]
pub struct Amendment {
    #[serde(skip)]
    pub session_id: SessionId,
    /// The version that wrote it.
    pub version: i32,
    pub status: AmendmentStatus,
    /// The version that gave it its status.
    #[serde(skip)]
    pub status_version: i32,
    /// Why the accepted record is to be changed.
    pub reason: String,
    pub kind: Kind,
    pub also_kind: Option<Kind>,
    pub title: String,
    pub held_on: Day,
    pub late: bool,
    /// The weightiest of its findings.
    pub outcome: Option<Outcome>,
    /// Something belongs into it that is not there, whatever else was found.
    pub incomplete: bool,
    pub submitted_by: AccountId,
    pub submitted_at: Moment,
    /// SHA-256 of its canonical text, in hex.
    pub hash: String,
}

/// Keeps what has become of the amendment of a session of the proof's organisation: made, changed, or gone.
///
/// # Errors
/// `stale_version` when another change was quicker. The session's own version is replaced in the same transaction, so of two
/// who saw the same one only one gets here.
pub(super) fn keep<A: Writes>(tx: &mut Tx, at: &At<A>, before: Option<&Amendment>, after: Option<&Amendment>) -> Result<()> {
    match (before, after) {
        (None, None) => Ok(()),
        (Some(old), Some(new)) if old == new => Ok(()),
        (Some(old), Some(new)) => {
            let own = amendments::session_id.eq(old.session_id).and(amendments::path.eq(at.path().clone()));
            replace!(tx, amendments, own.clone(), old.version, new)
        }
        (None, Some(new)) => {
            diesel::insert_into(amendments::table).values((new, amendments::path.eq(at.path()))).execute(tx.conn())?;
            Ok(())
        }
        (Some(old), None) => {
            let own = amendments::table.find(old.session_id).filter(amendments::path.eq(at.path()));
            let gone = diesel::delete(own.filter(amendments::version.eq(old.version))).execute(tx.conn())?;
            if gone == 1 { Ok(()) } else { Err(Fault::StaleVersion.into()) }
        }
    }
}
