//! Members: who they are to the Party, and to which organisation they belonged on which day. The roll of a day decides
//! who should have come and who had a vote. Not here: who may sign in (`accounts`).

mod change;
pub mod http;
mod import_store;
mod roll;
mod store;

use serde::Serialize;
use utoipa::ToSchema;

pub use change::{MemberChange, MemberDraft, Transfer, change, put, transfer};
pub use import_store::{Enrolment, Imported, import_index, keep_imported};
pub use roll::{Roll, RollEntry, roll, roll_of};
pub use store::{MemberState, Row as MemberRow, place};

use crate::authz::Scope;
use crate::authz::action::ReadMember;
use crate::clock::Day;
use crate::db::Snapshot;
use crate::error::Result;
use crate::id::{MemberId, OrganizationId};
use crate::rulebook::kinds::{Duty, MemberFlag, MemberStatus};

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Member {
    pub id: MemberId,
    /// Where the member belongs now.
    pub organization: OrganizationId,
    /// The group within the branch.
    pub group: Option<OrganizationId>,
    #[schema(example = "王秀英")]
    pub name: String,
    pub status: MemberStatus,
    /// The day of joining the Party.
    pub joined_on: Day,
    /// The day of becoming a full member.
    pub full_on: Option<Day>,
    pub duties: Vec<Duty>,
    pub flags: Vec<MemberFlag>,
    /// The last day as a member of the Party, where it ended.
    pub ended_on: Option<Day>,
    /// Since when the member belongs here.
    pub since: Day,
    pub version: i32,
}

/// One member within the scope.
///
/// # Errors
/// `not_found`.
pub fn get(snapshot: &mut Snapshot, scope: &Scope<ReadMember>, id: MemberId) -> Result<Member> {
    let (row, belongs, _) = store::find(snapshot, scope, id)?;
    row.spoken(&belongs)
}
