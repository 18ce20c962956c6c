//! What is asked of an organisation itself: how it is set up, and how often it held what it should.

use sanhui::rulebook::Outcome;
use sanhui::rulebook::case::{Case, Fact};
use sanhui::rulebook::kinds::{Kind, OrganizationKind, Sector};
use sanhui::rulebook::rules::{Each, Force, Shape};

use super::{book, outcome, with};

/// What is said of how an organisation with these facts is set up.
fn set_up(organization: OrganizationKind, facts: &[(Fact, i64)]) -> Vec<String> {
    let known = with(Kind::BranchGeneralMeeting, facts);
    let case = Case { kinds: Vec::new(), organization, sector: Some(Sector::Organ), ..known };
    book().judge_organization(&case, &[]).into_iter().map(|finding| format!("{} {}", finding.rule, finding.outcome)).collect()
}

#[test]
fn a_committee_has_three_members_or_more_and_over_seven_are_worth_a_look() {
    let of = |size| {
        let facts = [(Fact::NeedsCommittee, 1), (Fact::HasCommittee, i64::from(size > 2)), (Fact::CommitteeSize, size), (Fact::LargeOrScattered, 0)];
        let said = set_up(OrganizationKind::FloatingMembersBranch, &[&facts[..], &[(Fact::Members, 20)]].concat());
        said.into_iter().filter(|said| !said.ends_with("met")).collect::<Vec<_>>()
    };
    assert_eq!(of(2), ["SET-COMM violated"]);
    assert_eq!((of(3), of(7)), (Vec::new(), Vec::new()));
    assert_eq!(of(8), ["SET-COMM-7 warning"]);
}

#[test]
fn how_an_organisation_is_set_up_is_said_of_it_and_of_none_of_its_meetings() {
    let facts = [(Fact::FullMembers, 2), (Fact::Members, 51), (Fact::NeedsCommittee, 0), (Fact::HasCommittee, 0)];
    let scattered = [&facts[..], &[(Fact::LargeOrScattered, 1), (Fact::Groups, 0)]].concat();
    assert_eq!(set_up(OrganizationKind::PartyBranch, &scattered), ["PGM-DIV violated", "SET-3 violated", "SET-50 warning"]);
    let said = book().judge(&with(Kind::BranchGeneralMeeting, &scattered), &[], false);
    assert!(said.iter().all(|finding| !finding.rule.starts_with("SET-") && finding.rule != "PGM-DIV"), "{said:?}");
    assert_eq!(set_up(OrganizationKind::PartyGroup, &[(Fact::HasGroupLeader, 0)]), ["PGM-LEAD violated"]);
    let below = |kind, members| set_up(kind, &[(Fact::Members, members)]);
    let general = |members| below(OrganizationKind::GeneralBranch, members);
    assert_eq!([49, 50, 100, 101].map(|members| general(members).concat()), ["SET-GB warning", "SET-GB met", "SET-GB met", "SET-GB warning"]);
    for kind in [OrganizationKind::PartyCommittee, OrganizationKind::OrganPartyCommittee] {
        assert_eq!([99, 100].map(|members| below(kind, members).concat()), ["SET-GB-100 warning", "SET-GB-100 met"], "{kind}");
    }
}

#[test]
fn a_temporary_branch_that_does_more_than_its_business_is_warned() {
    let of = |organization, business| {
        let case = Case { organization, ..with(Kind::ThemePartyDay, &[(Fact::TemporaryBusiness, business)]) };
        outcome(&case, "SET-TEMP")
    };
    assert_eq!([0, 1].map(|business| of(OrganizationKind::TemporaryBranch, business)), [None, Some(Outcome::Warning)]);
    assert_eq!(of(OrganizationKind::PartyBranch, 1), None);
}

#[test]
fn an_organizational_life_meeting_is_in_the_fourth_quarter_once_a_year() {
    let of = |meetings, in_q4| {
        let case = with(Kind::OrganizationalLifeMeeting, &[(Fact::Meetings, meetings), (Fact::MeetingsInFourthQuarter, in_q4)]);
        let findings = book().judge_period(&case, Each::Year, &[]);
        findings.into_iter().find(|finding| finding.rule == "OLM-Q4").map(|finding| finding.outcome)
    };
    assert_eq!([of(2, 1), of(2, 0), of(0, 0)], [Some(Outcome::Met), Some(Outcome::Warning), None]);
}

#[test]
fn talks_are_asked_for_in_each_of_three_relations() {
    let of = |committee: i64, facts: [i64; 3]| {
        let relations = [Fact::CommitteeTalks, Fact::CommitteeMemberTalks, Fact::MemberTalks];
        let mut case = with(Kind::HeartToHeartTalk, &[(Fact::HasCommittee, committee)]);
        for (relation, number) in relations.into_iter().zip(facts) {
            case.whole.number(relation, number);
        }
        let findings = book().judge_period(&case, Each::Year, &[]);
        findings.into_iter().map(|finding| format!("{} {}", finding.rule, finding.outcome)).collect::<Vec<_>>()
    };
    assert_eq!(of(1, [1, 0, 2]), ["HTT-FREQ-CM warning", "HTT-FREQ-CC met", "HTT-FREQ-MM met"]);
    assert_eq!(of(0, [0, 1, 0]), ["HTT-FREQ-MM warning", "HTT-FREQ-CM met"]);
}

#[test]
fn a_small_branch_without_a_committee_owes_no_committee_meetings() {
    let book = book();
    let of = |needs: i64| {
        let case = with(Kind::BranchCommitteeMeeting, &[(Fact::NeedsCommittee, needs), (Fact::Meetings, 0)]);
        book.judge_period(&case, Each::Month, &[]).into_iter().map(|finding| (finding.rule, finding.outcome)).collect::<Vec<_>>()
    };
    assert_eq!(of(0), []);
    assert_eq!(of(1), [("BCM-FREQ".to_string(), Outcome::Warning)]);
}

#[test]
fn every_frequency_is_one_and_none_is_too_few() {
    let book = book();
    for rule in book.rules() {
        let Shape::Times { fact, least } = rule.shape else { continue };
        let organization = rule.organizations.first().copied().unwrap_or(OrganizationKind::PartyBranch);
        let of = |meetings| {
            let so = rule.when.iter().map(|fact| (*fact, 1)).chain(rule.generally_when.iter().map(|fact| (*fact, 0)));
            let facts: Vec<(Fact, i64)> = so.chain([(fact, meetings)]).collect();
            let case = Case { organization, ..with(rule.kinds[0], &facts) };
            let findings = book.judge_period(&case, rule.each, &[]);
            findings.into_iter().find(|finding| finding.rule == rule.id).map(|finding| finding.outcome)
        };
        let short = if rule.force == Some(Force::Must) { Outcome::Violated } else { Outcome::Warning };
        assert_eq!((of(least), of(least - 1)), (Some(Outcome::Met), Some(short)), "{}", rule.id);
    }
}
