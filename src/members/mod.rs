//! Members: who they are to the Party, and to which organisation they belonged on which day. The roll of a day decides
//! who should have come and who had a vote. Not here: who may sign in (`accounts`).

mod change;
pub mod http;
mod roll;
mod store;

use serde::Serialize;
use utoipa::ToSchema;

pub use change::{MemberChange, MemberDraft, Transfer, change, enrol, put, transfer};
pub use roll::{Roll, RollEntry, roll};
pub use store::{Enrolment, Row as MemberRow, import_index, keep_imported, place};

use crate::clock::Day;
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
