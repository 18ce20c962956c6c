//! What is known of an organisation on a day, whatever was held.

use crate::members::Roll;
use crate::organizations::About;
use crate::rulebook::case::{Fact, Scene};
use crate::rulebook::kinds::Duty;

/// From this many full members on a branch has a committee.
const COMMITTEE_FROM: usize = 7;
/// Fewer on the committee's duties are no committee.
const SMALLEST_COMMITTEE: usize = 3;

/// The facts of an organisation and its roll.
pub fn organization_facts(branch: &About, roll: &Roll) -> Scene {
    let mut whole = Scene::default();
    members(&mut whole, roll);
    committee(&mut whole, roll);
    groups(&mut whole, branch, roll);
    whole.yes(Fact::IsLeadingBody, branch.kind.is_leading_body());
    whole
}

fn members(whole: &mut Scene, roll: &Roll) {
    whole.number(Fact::FullMembers, roll.full());
    whole.number(Fact::Members, roll.people.len());
    whole.number(Fact::Voters, roll.voters());
}

fn committee(whole: &mut Scene, roll: &Roll) {
    let size = roll.committee();
    let has_one = size >= SMALLEST_COMMITTEE;
    let is_due = roll.full() >= COMMITTEE_FROM;
    whole.yes(Fact::HasCommittee, has_one);
    whole.yes(Fact::NeedsCommittee, is_due || has_one);
    // A small branch may have none: that it has 0 members is then no fact.
    if is_due || size > 0 {
        whole.number(Fact::CommitteeSize, size);
    }
}

fn groups(whole: &mut Scene, branch: &About, roll: &Roll) {
    let has_leader = roll.people.iter().any(|one| one.duties.contains(&Duty::GroupLeader));
    whole.number(Fact::Groups, branch.groups);
    whole.yes(Fact::LargeOrScattered, branch.large_or_scattered);
    whole.yes(Fact::HasGroupLeader, has_leader);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::RollEntry;
    use crate::rulebook::kinds::{MemberFlag, OrganizationKind};
    use crate::sessions::case::samples::{branch, full, known, probationary, roll, serving};

    fn facts_of<const N: usize>(people: Vec<RollEntry>, facts: [Fact; N]) -> [Option<i64>; N] {
        let whole = organization_facts(&branch(), &roll(people));
        facts.map(|fact| known(&whole, fact))
    }

    #[test]
    fn members_on_probation_and_those_without_a_vote_are_members_and_no_voters() {
        let suspended = RollEntry { flags: vec![MemberFlag::RightsSuspended], ..full(3) };
        let people = vec![full(1), full(2), suspended, probationary(4)];
        assert_eq!(facts_of(people, [Fact::Members, Fact::FullMembers, Fact::Voters]), [4, 3, 2].map(Some));
    }

    #[test]
    fn a_committee_has_at_least_three() {
        let with = |size| {
            let people = (1..=4).map(|number| if number <= size { serving(number, Duty::CommitteeMember) } else { full(number) });
            facts_of(people.collect(), [Fact::HasCommittee, Fact::NeedsCommittee, Fact::CommitteeSize])
        };
        assert_eq!(with(0), [Some(0), Some(0), None], "a small branch may have none");
        assert_eq!(with(1), [Some(0), Some(0), Some(1)]);
        assert_eq!(with(2), [Some(0), Some(0), Some(2)]);
        assert_eq!(with(3), [Some(1), Some(1), Some(3)]);
        assert_eq!(with(4), [Some(1), Some(1), Some(4)]);
    }

    #[test]
    fn from_seven_full_members_on_a_committee_is_due() {
        let with = |count| facts_of((1..=count).map(full).collect(), [Fact::HasCommittee, Fact::NeedsCommittee, Fact::CommitteeSize]);
        assert_eq!(with(6), [Some(0), Some(0), None]);
        assert_eq!(with(7), [Some(0), Some(1), Some(0)]);
        assert_eq!(with(8), [Some(0), Some(1), Some(0)]);
        let six_and_one_on_probation = (1..=6).map(full).chain([probationary(7)]).collect();
        assert_eq!(facts_of(six_and_one_on_probation, [Fact::NeedsCommittee, Fact::CommitteeSize]), [Some(0), None]);
    }

    #[test]
    fn a_group_leader_leads_a_group_and_sits_on_no_committee() {
        let facts = [Fact::HasGroupLeader, Fact::CommitteeSize];
        assert_eq!(facts_of(vec![full(1), serving(2, Duty::GroupLeader)], facts), [Some(1), None]);
        assert_eq!(facts_of(vec![full(1), serving(2, Duty::Secretary)], facts), [Some(0), Some(1)]);
    }

    #[test]
    fn how_a_branch_is_divided_is_told_as_it_is() {
        let of = |about: About| [Fact::Groups, Fact::LargeOrScattered].map(|fact| known(&organization_facts(&about, &roll([])), fact));
        assert_eq!(of(branch()), [Some(0), Some(0)]);
        assert_eq!(of(About { groups: 2, ..branch() }), [Some(2), Some(0)]);
        assert_eq!(of(About { large_or_scattered: true, ..branch() }), [Some(0), Some(1)]);
    }

    #[test]
    fn committees_and_leading_groups_are_leading_bodies() {
        let leading = |kind: &OrganizationKind| {
            let about = About { kind: *kind, ..branch() };
            known(&organization_facts(&about, &roll([])), Fact::IsLeadingBody) == Some(1)
        };
        let found: Vec<&str> = OrganizationKind::ALL.iter().filter(|kind| leading(kind)).map(|kind| kind.word()).collect();
        assert_eq!(found, ["party_committee", "party_leading_group", "work_committee"]);
    }
}
