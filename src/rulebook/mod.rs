//! The rules as data and the judge of a session by them. Pure: facts in, findings out; no database, no HTTP. Not here:
//! where the facts come from (`sessions::case`).
//!
//! To add a rule of a known [`rules::Shape`], write it into a file of `rulebook/`; its README says how. A fact that no
//! rule asked for before is a line in [`case::Fact`] and one in `sessions::case`.

pub mod case;
pub mod facts;
mod judge;
pub mod kinds;
mod load;
pub mod rules;
mod sentences;

pub use judge::{Finding, Outcome, keeps, needed};

use case::Case;
use rules::{Each, Rule};

/// Every rule that is in force on some day.
pub struct Rulebook {
    rules: Vec<Rule>,
    profiles: Vec<ProfileAbout>,
}

/// A set of local rules that a committee can switch on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileAbout {
    pub id: String,
    pub zh: String,
    pub en: String,
}

impl Rulebook {
    /// Judges a session by the rules of its day and the local profiles that are on.
    pub fn judge(&self, case: &Case, profiles: &[String]) -> Vec<Finding> {
        self.by_kind(case, profiles, |each| matches!(each, Each::Session | Each::Item | Each::Vote))
    }

    /// Judges what an organisation held in a period: the case's one kind, its `meetings`, and what is known of the
    /// organisation.
    pub fn judge_period(&self, case: &Case, per: Each, profiles: &[String]) -> Vec<Finding> {
        self.by_kind(case, profiles, |each| each == per)
    }

    fn by_kind(&self, case: &Case, profiles: &[String], is_asked: impl Fn(Each) -> bool) -> Vec<Finding> {
        let applies = |rule: &&Rule| {
            is_asked(rule.each)
                && rule.is_in_force(case.day)
                && rule.kinds.iter().any(|kind| case.kinds.contains(kind))
                && (rule.organizations.is_empty() || rule.organizations.contains(&case.organization))
                && (rule.sectors.is_empty() || case.sector.is_some_and(|sector| rule.sectors.contains(&sector)))
                && rule.profile.as_ref().is_none_or(|profile| profiles.contains(profile))
        };
        let mut findings: Vec<Finding> = self.rules.iter().filter(applies).flat_map(|rule| judge::judge(rule, case)).collect();
        findings.retain(|finding| finding.outcome != Outcome::NotApplicable);
        findings.sort_by(|a, b| (b.outcome, &a.rule, &a.pointer).cmp(&(a.outcome, &b.rule, &b.pointer)));
        findings
    }

    /// Every rule, for the catalogue and the tests.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
    pub fn profiles(&self) -> &[ProfileAbout] {
        &self.profiles
    }
}

#[cfg(test)]
mod tests {
    use super::case::{Fact, Scene};
    use super::kinds::{Kind, OrganizationKind, Sector};
    use super::rules::{Certainty, Force, Shape};
    use super::*;
    use crate::clock::Day;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// A rule on lectures of anybody.
    fn rule(id: &str) -> Rule {
        Rule {
            id: id.to_string(),
            kinds: vec![Kind::PartyLecture],
            organizations: Vec::new(),
            sectors: Vec::new(),
            each: Each::Session,
            force: Force::Must,
            when: Vec::new(),
            unless: Vec::new(),
            shape: Shape::Yes { fact: Fact::Secret },
            zh: String::new(),
            en: String::new(),
            regulation: String::new(),
            article: None,
            quotation: None,
            certainty: Certainty::Value,
            valid_from: day("2026-01-01"),
            valid_to: None,
            profile: None,
        }
    }

    /// A lecture of a rural branch.
    fn lecture() -> Case {
        let mut whole = Scene::default();
        whole.yes(Fact::Secret, true);
        Case {
            day: day("2026-11-20"),
            kinds: vec![Kind::PartyLecture],
            organization: OrganizationKind::PartyBranch,
            sector: Some(Sector::Rural),
            whole,
            items: Vec::new(),
            votes: Vec::new(),
        }
    }

    fn book(rules: impl IntoIterator<Item = Rule>) -> Rulebook {
        Rulebook { rules: rules.into_iter().collect(), profiles: Vec::new() }
    }

    fn is_asked(rule: Rule, case: &Case) -> bool {
        !book([rule]).judge(case, &[]).is_empty()
    }

    #[test]
    fn a_rule_is_asked_of_its_kinds_and_of_a_gathering_that_is_one_of_two() {
        let about = |kinds: &[Kind]| Rule { kinds: kinds.to_vec(), ..rule("R") };
        assert!(is_asked(about(&[Kind::PartyLecture]), &lecture()));
        assert!(is_asked(about(&[Kind::ThemePartyDay, Kind::PartyLecture]), &lecture()));
        assert!(!is_asked(about(&[Kind::ThemePartyDay]), &lecture()));
        let both = Case { kinds: vec![Kind::PartyLecture, Kind::ThemePartyDay], ..lecture() };
        assert!(is_asked(about(&[Kind::PartyLecture]), &both) && is_asked(about(&[Kind::ThemePartyDay]), &both));
        assert!(!is_asked(about(&[Kind::CollectiveStudy]), &both));
        let once = book([about(&[Kind::ThemePartyDay, Kind::PartyLecture])]).judge(&both, &[]);
        assert_eq!(once.len(), 1, "a rule about both is asked once");
    }

    #[test]
    fn a_rule_is_asked_of_its_organisations_or_of_all() {
        let of = |organizations: &[OrganizationKind]| Rule { organizations: organizations.to_vec(), ..rule("R") };
        assert!(is_asked(of(&[]), &lecture()));
        assert!(is_asked(of(&[OrganizationKind::JointBranch, OrganizationKind::PartyBranch]), &lecture()));
        assert!(!is_asked(of(&[OrganizationKind::JointBranch]), &lecture()));
    }

    #[test]
    fn a_rule_of_a_sector_is_asked_of_no_other_and_not_where_none_is_known() {
        let of = |sectors: &[Sector]| Rule { sectors: sectors.to_vec(), ..rule("R") };
        let unknown = Case { sector: None, ..lecture() };
        assert!(is_asked(of(&[]), &lecture()) && is_asked(of(&[]), &unknown));
        assert!(is_asked(of(&[Sector::School, Sector::Rural]), &lecture()));
        assert!(!is_asked(of(&[Sector::School]), &lecture()));
        assert!(!is_asked(of(&[Sector::School, Sector::Rural]), &unknown));
    }

    #[test]
    fn a_rule_is_asked_of_the_days_it_is_in_force() {
        let until = |last: &str| Rule { valid_to: Some(day(last)), ..rule("R") };
        assert!(is_asked(until("2026-11-20"), &lecture()) && !is_asked(until("2026-11-19"), &lecture()));
        let since = |first: &str| Rule { valid_from: day(first), ..rule("R") };
        assert!(is_asked(since("2026-11-20"), &lecture()) && !is_asked(since("2026-11-21"), &lecture()));
    }

    #[test]
    fn a_local_rule_is_asked_only_where_its_profile_is_on() {
        let local = || book([Rule { profile: Some("local".to_string()), ..rule("R") }]);
        let asked = |on: &[&str]| !local().judge(&lecture(), &on.iter().map(|id| id.to_string()).collect::<Vec<_>>()).is_empty();
        assert!(asked(&["other", "local"]));
        assert!(!asked(&[]) && !asked(&["other"]));
    }

    #[test]
    fn a_session_is_judged_by_its_own_rules_and_a_period_by_those_of_its_length() {
        let rules = || Each::ALL.iter().map(|each| Rule { each: *each, ..rule(each.word()) });
        let case = Case { items: vec![Scene::at("/i")], votes: vec![Scene::at("/v")], ..lecture() };
        let names = |findings: Vec<Finding>| findings.into_iter().map(|finding| finding.rule).collect::<Vec<_>>();
        assert_eq!(names(book(rules()).judge(&case, &[])), ["item", "session", "vote"]);
        for each in Each::ALL {
            assert_eq!(names(book(rules()).judge_period(&case, *each, &[])), [each.word()]);
        }
    }

    #[test]
    fn the_worst_stands_first_and_equals_stand_by_rule_and_place() {
        let yes = |id: &str, fact| Rule { each: Each::Vote, shape: Shape::Yes { fact }, ..rule(id) };
        let silent = Rule { when: vec![Fact::IsElection], ..yes("D", Fact::Secret) };
        let rules = [yes("C", Fact::Secret), yes("B", Fact::Passed), yes("A", Fact::Proxies), silent];
        let vote = |pointer: &str| {
            let mut scene = Scene::at(pointer);
            scene.yes(Fact::Passed, false).yes(Fact::Proxies, false).yes(Fact::IsElection, false);
            scene
        };
        let case = Case { votes: vec![vote("/1"), vote("/0")], ..lecture() };
        let order: Vec<String> = book(rules).judge(&case, &[]).iter().map(|finding| format!("{}{}", finding.rule, finding.pointer)).collect();
        assert_eq!(order, ["A/0", "A/1", "B/0", "B/1", "C/0", "C/1"], "and what does not apply is left out");
    }
}
