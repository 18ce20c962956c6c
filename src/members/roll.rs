//! The roll: who belonged to an organisation on a day, and as what.

use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::authz::action::ReadMember;
use crate::authz::{Action, At, Scope};
use crate::clock::Day;
use crate::db::Snapshot;
use crate::error::Result;
use crate::id::{MemberId, OrganizationId};
use crate::organizations;
use crate::rulebook::kinds::{Duty, MemberFlag, MemberStatus, OrganizationKind};

/// One person on the roll of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RollEntry {
    pub member: MemberId,
    pub name: String,
    /// On that day.
    pub status: MemberStatus,
    pub duties: Vec<Duty>,
    pub flags: Vec<MemberFlag>,
    pub group: Option<OrganizationId>,
}

impl RollEntry {
    /// Full members have a vote, unless it was taken from them.
    pub fn has_vote(&self) -> bool {
        self.status == MemberStatus::Full && !self.flags.iter().any(|flag| flag.takes_vote())
    }
    pub fn is_on_committee(&self) -> bool {
        self.duties.iter().any(|duty| duty.is_on_committee())
    }
}

/// Everybody who belonged to an organisation on a day, by name.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    pub people: Vec<RollEntry>,
}

impl Roll {
    pub fn find(&self, member: MemberId) -> Option<&RollEntry> {
        self.people.iter().find(|one| one.member == member)
    }
    /// Full members.
    pub fn full(&self) -> usize {
        self.people.iter().filter(|one| one.status == MemberStatus::Full).count()
    }
    /// Those with a vote: the base of every vote of a members' meeting.
    pub fn voters(&self) -> usize {
        self.people.iter().filter(|one| one.has_vote()).count()
    }
    /// Members of the committee.
    pub fn committee(&self) -> usize {
        self.people.iter().filter(|one| one.is_on_committee()).count()
    }
}

/// The roll of a day, and which day that is: today where none is named.
///
/// # Errors
/// `not_found` outside the scope.
pub fn roll_of(snapshot: &mut Snapshot, scope: &Scope<ReadMember>, id: OrganizationId, on: Option<Day>) -> Result<(Day, Roll)> {
    let (place, at) = organizations::place(snapshot, scope, id)?;
    let on = on.unwrap_or(snapshot.today());
    Ok((on, roll(snapshot, &at, place.kind, on)?))
}

/// The roll of a day of the organisation that the proof is for, in one statement. A group's roll is those who were in it.
pub fn roll<A: Action>(snapshot: &mut Snapshot, at: &At<A>, kind: OrganizationKind, day: Day) -> Result<Roll> {
    let rows = store::on_day(snapshot, at, kind == OrganizationKind::PartyGroup, day)?;
    let mut people = rows.into_iter().map(|(row, group)| row.on(day, group)).collect::<Result<Vec<_>>>()?;
    people.sort_by(|a, b| (&a.name, a.member).cmp(&(&b.name, b.member)));
    Ok(Roll { people })
}
