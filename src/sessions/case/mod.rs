//! From a record and the roll of its day to the facts that rules ask for. What the record does not say stays unsaid.

mod agenda;
mod appraisal;
mod democratic_life;
mod life;
mod meeting;
mod organization;
mod party_day;
mod vote;

pub use organization::organization_facts;

use super::document::Record;
use crate::members::Roll;
use crate::organizations::About;
use crate::rulebook::case::{Case, Scene};

/// The facts of one record.
pub fn of(record: &Record, branch: &About, roll: &Roll) -> Case {
    Case {
        day: record.held_on,
        kinds: record.kinds().collect(),
        organization: branch.kind,
        sector: branch.sector,
        whole: whole(record, branch, roll),
        items: agenda::items(record),
        votes: agenda::votes(record),
    }
}

/// What is true of the session as a whole.
fn whole(record: &Record, branch: &About, roll: &Roll) -> Scene {
    let mut whole = organization_facts(branch, roll);
    meeting::day(&mut whole, record);
    meeting::attendance(&mut whole, record, roll);
    meeting::host(&mut whole, record);
    if let Some(day) = &record.party_day {
        party_day::facts(&mut whole, day, record.held_on, branch);
    }
    if let Some(life) = &record.life {
        life::facts(&mut whole, life, record.held_on);
    }
    if let Some(appraisal) = &record.appraisal {
        appraisal::facts(&mut whole, appraisal, roll);
    }
    if let Some(body) = &record.democratic_life {
        democratic_life::facts(&mut whole, body);
    }
    whole
}

#[cfg(test)]
mod samples;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::samples::{branch, case, record, roll};
    use super::*;
    use crate::clock::Day;
    use crate::rulebook::case::Fact;
    use crate::rulebook::kinds::{Kind, OrganizationKind, Sector};

    #[test]
    fn a_case_is_judged_by_the_day_the_kinds_and_the_branch_of_its_record() {
        let two = record(json!({ "kind": "party_lecture", "also_kind": "theme_party_day", "held_on": "2026-05-10" }));
        let school = About { kind: OrganizationKind::JointBranch, sector: Some(Sector::School), ..branch() };
        let case = of(&two, &school, &roll([]));
        assert_eq!(case.day, Day::of(2026, 5, 10).expect("a day"));
        assert_eq!(case.kinds, [Kind::PartyLecture, Kind::ThemePartyDay]);
        assert_eq!((case.organization, case.sector), (OrganizationKind::JointBranch, Some(Sector::School)));
    }

    #[test]
    fn a_bare_record_says_only_what_its_branch_and_its_day_say() {
        let bare = case(json!({}));
        let facts: Vec<Fact> = bare.whole.facts.keys().copied().collect();
        let of_the_branch = [Fact::FullMembers, Fact::Members, Fact::Voters, Fact::HasCommittee, Fact::NeedsCommittee, Fact::Groups];
        let of_the_rest = [Fact::LargeOrScattered, Fact::HasGroupLeader, Fact::AttendanceRecorded, Fact::HostNamed, Fact::InFourthQuarter];
        assert_eq!(facts, [&of_the_branch[..], &of_the_rest[..], &[Fact::IsLeadingBody]].concat());
        assert_eq!((bare.items.len(), bare.votes.len()), (0, 0));
        assert_eq!(bare.whole.pointer, "");
    }
}
