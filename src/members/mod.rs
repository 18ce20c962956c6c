//! Members: who they are to the Party, and to which organisation they belonged on which day, as what. The roll of a day
//! decides who should have come and who had a vote. Not here: who sits on a leading body (`bodies`), who may sign in
//! (`accounts`).
//!
//! What is true of somebody has a first day, and perhaps a last: membership of a branch, a duty in it, a flag. It may be
//! entered late; a roll of a day before stays what it was.

mod change;
pub mod http;
mod import_store;
mod roll;
mod store;
mod terms;
mod transfer;

use serde::Serialize;
use utoipa::ToSchema;

pub use change::{MemberChange, MemberDraft, change, put};
pub use import_store::{Enrolment, Imported, Known, import_index, keep_imported};
pub use roll::{LONGEST_ROLL, NamedMember, Roll, RollEntry, named, roll, roll_of, was_member};
pub use store::{MemberState, place};
pub use terms::{DutyTerm, FlagTerm};
pub use transfer::{Transfer, move_all, transfer};

use crate::authz::Scope;
use crate::authz::action::ReadMember;
use crate::clock::{Day, Period};
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
    /// Those of today; of a membership that lies ahead, those of its first day.
    pub duties: Vec<Duty>,
    /// Every duty of this membership, with its days.
    pub duty_terms: Vec<DutyTerm>,
    /// Those of the same day.
    pub flags: Vec<MemberFlag>,
    /// Every flag that is known of the member, with its days.
    pub flag_terms: Vec<FlagTerm>,
    /// The last day as a member of the Party, where it ended.
    pub ended_on: Option<Day>,
    /// Since when the member belongs here. A change of group begins another membership.
    pub since: Day,
    pub version: i32,
}

/// One member within the scope.
///
/// # Errors
/// `not_found`.
pub fn get(snapshot: &mut Snapshot, scope: &Scope<ReadMember>, id: MemberId) -> Result<Member> {
    let (row, belongs, _) = store::find(snapshot, scope, id)?;
    row.spoken(&belongs, snapshot.today())
}

/// The first day of which a roster speaks that names none: 1 January of the year in which it is entered. It says who belongs
/// now, which is taken to hold for the year and for none before. The day of joining the Party says nothing of this branch:
/// with it, a record of years ago would find today's people on its roll.
pub fn roster_since(today: Day) -> Day {
    Period::Year(today.year()).first_day()
}
