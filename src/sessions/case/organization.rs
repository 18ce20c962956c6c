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
    whole.yes(Fact::HoldsDemocraticLife, branch.kind.is_leading_body());
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
