//! What a judge says of one rule: the outcome, the numbers that led to it, where it is written and who can mend it. Not here: how it
//! comes to it (`judge`), and in which words (`sentences`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::{Mend, Source};
use super::rules::{Certainty, Force};

crate::vocabulary! {
    /// What came of a rule, the lighter before the weightier. Never just "error".
    pub enum Outcome {
        Met = "met" "符合";
        NotApplicable = "not_applicable" "不适用";
        Open = "open" "待完成";
        InsufficientData = "insufficient_data" "记录不足，无法判断";
        Incomplete = "incomplete" "内容不全";
        Warning = "warning" "需注意";
        Violated = "violated" "不符合";
    }
}

impl Outcome {
    /// What a whole record comes to: the weightiest of its findings. What its own author can add makes it incomplete; none
    /// where there are no findings.
    pub fn of(findings: &[Finding]) -> Option<Outcome> {
        findings.iter().map(Finding::weight).max()
    }
}

/// What one rule says of one thing, with the numbers that led to it and where it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    #[schema(example = "BGM-QUORUM")]
    pub rule: String,
    pub outcome: Outcome,
    /// How binding it is here; absent where nothing binds.
    pub force: Option<Force>,
    /// How sure we are of the rule's words.
    pub certainty: Certainty,
    /// Who can mend what is not known, or not yet done.
    pub mend: Option<Mend>,
    /// Where in the record; empty for the whole. The first of `pointers`.
    pub pointer: String,
    /// Every place it is about: several candidates with equal numbers are one finding.
    pub pointers: Vec<String>,
    #[schema(example = "表决须有半数以上有表决权的党员到会（修订村规民约）：应到会有表决权的党员16人，到会有表决权的党员7人，未达半数（至少8人）。")]
    pub zh: String,
    pub en: String,
    /// The facts that were counted, what was `needed`, and the numbers of the evidence. A number between two ends is
    /// `…_least` and `…_most`.
    pub numbers: BTreeMap<String, i64>,
    /// Each fact that it stands on, and how that came to be known.
    pub sources: BTreeMap<String, Source>,
    #[schema(example = "中国共产党支部工作条例（试行）")]
    pub regulation: Option<String>,
    pub article: Option<String>,
    pub quotation: Option<String>,
    /// The local profile the rule belongs to; absent for central rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

impl Finding {
    fn weight(&self) -> Outcome {
        match (self.outcome, self.mend) {
            (Outcome::InsufficientData, Some(Mend::Record)) => Outcome::Incomplete,
            (outcome, _) => outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(outcome: Outcome, mend: Option<Mend>) -> Finding {
        Finding {
            rule: "RULE".to_string(),
            outcome,
            force: Some(Force::Must),
            certainty: Certainty::Value,
            mend,
            pointer: String::new(),
            pointers: vec![String::new()],
            zh: String::new(),
            en: String::new(),
            numbers: BTreeMap::new(),
            sources: BTreeMap::new(),
            regulation: None,
            article: None,
            quotation: None,
            profile: None,
        }
    }

    #[test]
    fn the_weightiest_outcome_is_the_records() {
        use Outcome::{Incomplete, InsufficientData, Met, NotApplicable, Open, Violated, Warning};
        assert_eq!(Outcome::ALL, [Met, NotApplicable, Open, InsufficientData, Incomplete, Warning, Violated]);
        assert!(Outcome::ALL.is_sorted());
        let of = |outcomes: &[Outcome]| Outcome::of(&outcomes.iter().map(|outcome| finding(*outcome, None)).collect::<Vec<_>>());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[Met]), Some(Met));
        assert_eq!(of(&[Met, Open, Met]), Some(Open));
        assert_eq!(of(&[Open, InsufficientData]), Some(InsufficientData));
        assert_eq!(of(&[Incomplete, InsufficientData]), Some(Incomplete));
        assert_eq!(of(&[Warning, Incomplete]), Some(Warning));
        assert_eq!(of(&[Warning, Violated, Met]), Some(Violated));
    }

    #[test]
    fn what_the_author_can_add_makes_the_record_incomplete_and_what_others_must_does_not() {
        for mend in Mend::ALL {
            let expected = if *mend == Mend::Record { Outcome::Incomplete } else { Outcome::InsufficientData };
            assert_eq!(Outcome::of(&[finding(Outcome::Met, None), finding(Outcome::InsufficientData, Some(*mend))]), Some(expected), "{mend}");
        }
        assert_eq!(Outcome::of(&[finding(Outcome::Warning, Some(Mend::Record))]), Some(Outcome::Warning));
    }
}
