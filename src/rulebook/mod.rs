//! The rules as data and the judge of a session, a period or an organisation by them. Pure: facts in, findings out; no
//! database, no HTTP. Not here: where the facts come from (`crate::facts`), and how the rules are read by people
//! (`crate::catalogue`).
//!
//! To add a rule of a known [`rules::Shape`], write it into a file of `rulebook/`; its README says how. A fact that no
//! rule asked for before is an entry in [`facts`] and whatever finds it out.

pub mod case;
pub mod evidence;
pub mod facts;
mod finding;
mod fixed_day;
mod judge;
pub mod kinds;
mod load;
mod measure;
pub mod rules;
mod sentences;
mod sight;
mod times;

pub use finding::{Finding, Outcome};
pub use fixed_day::FixedDay;
pub use measure::{keeps, needed};

use case::Case;
use evidence::Evidence;
use rules::{Each, Rule};

/// Every rule that is in force on some day, and where its words were seen.
pub struct Rulebook {
    rules: Vec<Rule>,
    profiles: Vec<ProfileAbout>,
    evidence: Evidence,
}

/// A set of local rules that a committee can switch on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileAbout {
    pub id: String,
    pub zh: String,
    pub en: String,
}

impl Rulebook {
    /// Judges a session by the rules of its day and the local profiles that are on. With `all`, the rules of its kinds that
    /// do not apply are there too, with why.
    pub fn judge(&self, case: &Case, profiles: &[String], all: bool) -> Vec<Finding> {
        let mut findings = self.by_kind(case, profiles, |each| matches!(each, Each::Session | Each::Item | Each::Vote));
        findings.retain(|finding| all || finding.outcome != Outcome::NotApplicable);
        findings
    }

    /// Judges what an organisation held in a period: the case's one kind, how often, and what is known of the organisation.
    /// While the case's window is open, nothing of it is short.
    pub fn judge_period(&self, case: &Case, per: Each, profiles: &[String]) -> Vec<Finding> {
        let mut findings = self.by_kind(case, profiles, |each| each == per && each.is_period());
        findings.retain(|finding| finding.outcome != Outcome::NotApplicable);
        findings
    }

    /// Judges how an organisation is set up on a day, whatever it held.
    pub fn judge_organization(&self, case: &Case, profiles: &[String]) -> Vec<Finding> {
        let mut findings = self.by_kind(case, profiles, |each| each == Each::Day);
        findings.retain(|finding| finding.outcome != Outcome::NotApplicable);
        findings
    }

    /// The worst first.
    fn by_kind(&self, case: &Case, profiles: &[String], is_asked: impl Fn(Each) -> bool) -> Vec<Finding> {
        let concerns = |rule: &&Rule| {
            is_asked(rule.each)
                && rule.is_in_force(case.day)
                && (rule.kinds.is_empty() || rule.kinds.iter().any(|kind| case.kinds.contains(kind)))
                && rule.profile.as_ref().is_none_or(|profile| profiles.contains(profile))
        };
        let of = |rule: &Rule| elsewhere(rule, case).map_or_else(|| judge::judge(rule, case), |finding| vec![finding]);
        let mut findings: Vec<Finding> = self.rules.iter().filter(concerns).flat_map(of).collect();
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
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

/// That a rule is about other organisations, or about those of another sector.
fn elsewhere(rule: &Rule, case: &Case) -> Option<Finding> {
    let kind = case.organization;
    if !rule.organizations.is_empty() && !rule.organizations.contains(&kind) {
        return Some(judge::set_aside(
            rule,
            format!("不适用于{}", kind.zh()),
            format!("it is not asked of this kind of organisation, {}", kind.en()),
        ));
    }
    match case.sector {
        _ if rule.sectors.is_empty() => None,
        Some(sector) if rule.sectors.contains(&sector) => None,
        Some(sector) => Some(judge::set_aside(rule, format!("不适用于{}", sector.zh()), format!("it is not asked of this sector, {}", sector.en()))),
        None => Some(judge::set_aside(rule, "领域未设置".to_string(), "the sector is not set".to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::case::{Fact, Scene};
    use super::kinds::{Kind, OrganizationKind, Sector};
    use super::rules::Shape;
    use super::*;
    use crate::clock::Day;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// A rule on lectures of anybody.
    fn rule(id: &str) -> Rule {
        Rule { id: id.to_string(), ..Rule::sample(Shape::Yes { fact: Fact::Secret }) }
    }

    /// A lecture of a rural branch.
    fn lecture() -> Case {
        let mut whole = Scene::default();
        whole.yes(Fact::Secret, true);
        Case { sector: Some(Sector::Rural), whole, ..Case::new(day("2026-11-20"), vec![Kind::PartyLecture], OrganizationKind::PartyBranch) }
    }

    fn book(rules: impl IntoIterator<Item = Rule>) -> Rulebook {
        Rulebook { rules: rules.into_iter().collect(), profiles: Vec::new(), evidence: Evidence::default() }
    }

    fn is_asked(rule: Rule, case: &Case) -> bool {
        !book([rule]).judge(case, &[], false).is_empty()
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
        let once = book([about(&[Kind::ThemePartyDay, Kind::PartyLecture])]).judge(&both, &[], false);
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
        let asked = |on: &[&str]| !local().judge(&lecture(), &on.iter().map(|id| id.to_string()).collect::<Vec<_>>(), false).is_empty();
        assert!(asked(&["other", "local"]));
        assert!(!asked(&[]) && !asked(&["other"]));
    }

    #[test]
    fn a_session_is_judged_by_its_own_rules_and_a_period_by_those_of_its_length() {
        let rules = || Each::ALL.iter().map(|each| Rule { each: *each, ..rule(each.word()) });
        let case = Case { items: vec![Scene::at("/i")], votes: vec![Scene::at("/v")], ..lecture() };
        let names = |findings: Vec<Finding>| findings.into_iter().map(|finding| finding.rule).collect::<Vec<_>>();
        assert_eq!(names(book(rules()).judge(&case, &[], false)), ["item", "session", "vote"]);
        for each in Each::ALL {
            let expected = if each.is_period() { vec![each.word().to_string()] } else { Vec::new() };
            assert_eq!(names(book(rules()).judge_period(&case, *each, &[])), expected);
        }
        assert_eq!(names(book(rules()).judge_organization(&case, &[])), ["day"]);
    }

    #[test]
    fn a_rule_of_no_kind_is_asked_of_every_kind() {
        let any = Rule { kinds: Vec::new(), ..rule("R") };
        assert!(is_asked(any.clone(), &lecture()));
        assert!(is_asked(any, &Case { kinds: vec![Kind::ThemePartyDay], ..lecture() }));
    }

    /// With all, what a rule that does not apply says: its outcome and why.
    fn set_aside(rule: Rule, case: &Case) -> Vec<(Outcome, String, String)> {
        let of = |finding: Finding| (finding.outcome, finding.zh, finding.en);
        book([rule]).judge(case, &[], true).into_iter().map(of).collect()
    }

    #[test]
    fn what_does_not_apply_is_told_when_asked_for_with_why() {
        let why = |rule, zh: &str, en: &str| {
            assert!(!is_asked(Rule::clone(&rule), &lecture()));
            assert_eq!(set_aside(rule, &lecture()), [(Outcome::NotApplicable, format!("规定：{zh}。"), format!("The rule: {en}."))]);
        };
        let elsewhere = Rule { organizations: vec![OrganizationKind::PartyGroup], ..rule("R") };
        why(elsewhere, "不适用于党支部", "it is not asked of this kind of organisation, party branch");
        why(Rule { sectors: vec![Sector::School], ..rule("R") }, "不适用于农村", "it is not asked of this sector, rural");
        why(Rule { unless: vec![Fact::Secret], ..rule("R") }, "采用无记名投票", "the ballot was secret");
        why(Rule { each: Each::Vote, ..rule("R") }, "没有表决", "it has no vote");
        why(Rule { each: Each::Item, ..rule("R") }, "没有议题", "it has no item");
        let nowhere = Case { sector: None, ..lecture() };
        let said = set_aside(Rule { sectors: vec![Sector::School], ..rule("R") }, &nowhere);
        assert_eq!(said[0].1, "规定：领域未设置。");
        assert_eq!(set_aside(Rule { kinds: vec![Kind::ThemePartyDay], ..rule("R") }, &lecture()), [], "another kind's rules are no news");
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
        let order: Vec<String> = book(rules).judge(&case, &[], false).iter().map(|finding| format!("{}{}", finding.rule, finding.pointer)).collect();
        assert_eq!(order, ["A/0", "A/1", "B/0", "B/1", "C/0", "C/1"], "and what does not apply is left out");
    }
}
