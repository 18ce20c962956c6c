//! The rules as data and the judge of a session by them. Pure: facts in, findings out; no database, no HTTP. Not here:
//! where the facts come from (`sessions::case`).
//!
//! To add a rule of a known [`rules::Shape`], write it into a file of `rulebook/`; its README says how. A fact that no
//! rule asked for before is a line in [`case::Fact`] and one in `sessions::case`.

pub mod case;
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
