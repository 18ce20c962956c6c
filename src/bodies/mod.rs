//! Who sits on a leading body on a day: the committee of a party committee, a leading group, a general branch, a branch. From
//! it come who is expected at its sessions, and their quorum. Its members may belong to any branch of the tree; a branch's own
//! committee is the duties on its roll, and whoever sits with them from elsewhere. Not here: who belongs where (`members`).

mod change;
pub mod http;
mod store;

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

pub use change::{Seat, SeatDraft, end_seats, put};
pub use store::SeatState;

use crate::authz::action::ReadMember;
use crate::authz::{Action, At, Scope};
use crate::clock::Day;
use crate::db::Snapshot;
use crate::error::Result;
use crate::id::{MemberId, OrganizationId, SeatId};
use crate::members::{self, Roll, RollEntry};
use crate::organizations;
use crate::rulebook::kinds::{Duty, OrganizationKind};

crate::vocabulary! {
    /// What somebody is on a leading body.
    pub enum BodyPosition {
        Principal = "principal" "主要负责人";
        Deputy = "deputy" "副职";
        Member = "member" "成员";
    }
}

impl BodyPosition {
    /// The duty that it is in a branch.
    pub const fn duty(self) -> Duty {
        match self {
            BodyPosition::Principal => Duty::Secretary,
            BodyPosition::Deputy => Duty::DeputySecretary,
            BodyPosition::Member => Duty::CommitteeMember,
        }
    }

    /// Of a branch's committee; none for who sits on it by no duty.
    fn of(one: &RollEntry) -> Option<BodyPosition> {
        let has = |duties: &[Duty]| one.duties.iter().any(|duty| duties.contains(duty));
        if has(&[Duty::Secretary]) {
            Some(BodyPosition::Principal)
        } else if has(&[Duty::DeputySecretary, Duty::FullTimeDeputySecretary]) {
            Some(BodyPosition::Deputy)
        } else {
            one.is_on_committee().then_some(BodyPosition::Member)
        }
    }
}

/// One person on a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BodyEntry {
    pub member: MemberId,
    pub name: String,
    pub position: BodyPosition,
    /// The seat to change; none for who sits on a branch's committee by a duty on its roll.
    pub seat: Option<SeatTerm>,
}

/// A seat and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeatTerm {
    pub id: SeatId,
    /// The first day.
    pub from: Day,
    /// The first day no longer; none while it lasts.
    pub to: Option<Day>,
    pub version: i32,
}

/// Everybody who sat on a body on a day, each once, by position and name. An empty one says nothing: who sat there is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    pub people: Vec<BodyEntry>,
}

impl Body {
    /// Whether it says anything.
    pub fn is_known(&self) -> bool {
        !self.people.is_empty()
    }
    pub fn find(&self, member: MemberId) -> Option<&BodyEntry> {
        self.people.iter().find(|one| one.member == member)
    }

    /// Of these each person once, where they stand highest.
    fn of(mut people: Vec<BodyEntry>) -> Body {
        people.sort_by(|a, b| (a.position, &a.name, a.member).cmp(&(b.position, &b.name, b.member)));
        let mut seen = BTreeSet::new();
        people.retain(|one| seen.insert(one.member));
        Body { people }
    }

    /// With those who sit on the committee of a branch by a duty on its roll.
    pub fn with_committee(self, roll: &Roll) -> Body {
        let by_duty = |one: &RollEntry| {
            let position = BodyPosition::of(one)?;
            Some(BodyEntry { member: one.member, name: one.name.clone(), position, seat: None })
        };
        Body::of(roll.people.iter().filter_map(by_duty).chain(self.people).collect())
    }
}

/// Who had a seat on the body of the proof's organisation on a day, in one statement. A branch's committee is this
/// [with](Body::with_committee) its roll.
pub fn seated<A: Action>(snapshot: &mut Snapshot, at: &At<A>, day: Day) -> Result<Body> {
    let rows = store::on_day(snapshot, at, day)?;
    let entries = rows.into_iter().map(|(row, person)| Ok(person.was_member(day)?.then(|| row.entry(person.name))));
    Ok(Body::of(entries.filter_map(Result::transpose).collect::<Result<Vec<_>>>()?))
}

/// The body of the proof's organisation on a day; of a branch, its committee.
pub fn body<A: Action>(snapshot: &mut Snapshot, at: &At<A>, kind: OrganizationKind, day: Day) -> Result<Body> {
    let seated = seated(snapshot, at, day)?;
    if kind.is_branch() { Ok(seated.with_committee(&members::roll(snapshot, at, kind, day)?)) } else { Ok(seated) }
}

/// The body of a day, and which day that is: today where none is named.
///
/// # Errors
/// `not_found` outside the scope.
pub fn body_of(snapshot: &mut Snapshot, scope: &Scope<ReadMember>, id: OrganizationId, on: Option<Day>) -> Result<(Day, Body)> {
    let (place, at) = organizations::place(snapshot, scope, id)?;
    let on = on.unwrap_or(snapshot.today());
    Ok((on, body(snapshot, &at, place.kind, on)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::kinds::MemberStatus;

    fn on_roll(number: u128, duties: &[Duty]) -> RollEntry {
        let (member, name) = (MemberId::of(number), format!("党员{number}"));
        RollEntry { member, name, status: MemberStatus::Full, duties: duties.to_vec(), flags: Vec::new(), group: None, was_extended: false }
    }

    fn seat(number: u128, position: BodyPosition) -> BodyEntry {
        let (member, name, from) = (MemberId::of(number), format!("党员{number}"), Day::of(2026, 1, 1).expect("a day"));
        BodyEntry { member, name, position, seat: Some(SeatTerm { id: SeatId::of(number), from, to: None, version: 1 }) }
    }

    fn told(body: &Body) -> Vec<(u128, BodyPosition, bool)> {
        body.people.iter().map(|one| (one.member.0.as_u128(), one.position, one.seat.is_some())).collect()
    }

    use BodyPosition as P;

    #[test]
    fn a_branchs_committee_sits_by_its_duties() {
        let people = vec![
            on_roll(1, &[]),
            on_roll(2, &[Duty::GroupLeader]),
            on_roll(3, &[Duty::OrganizationCommissioner, Duty::GroupLeader]),
            on_roll(4, &[Duty::FullTimeDeputySecretary]),
            on_roll(5, &[Duty::Secretary, Duty::DisciplineCommissioner]),
            on_roll(6, &[Duty::DeputySecretary, Duty::PublicityCommissioner]),
        ];
        let body = Body::default().with_committee(&Roll { people });
        assert_eq!(told(&body), [(5, P::Principal, false), (4, P::Deputy, false), (6, P::Deputy, false), (3, P::Member, false)]);
        assert!(body.is_known() && body.find(MemberId::of(5)).is_some() && body.find(MemberId::of(2)).is_none());
        assert!(!Body::default().is_known());
    }

    #[test]
    fn nobody_sits_twice() {
        let by_seat = Body::of(vec![seat(1, P::Member), seat(2, P::Deputy)]);
        let people = vec![on_roll(1, &[Duty::Secretary]), on_roll(2, &[Duty::CommitteeMember])];
        let body = by_seat.with_committee(&Roll { people });
        assert_eq!(told(&body), [(1, P::Principal, false), (2, P::Deputy, true)]);
    }
}
