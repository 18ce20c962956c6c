//! The judge: facts and a rule in, a finding out. Thresholds are compared by integer cross-multiplication, never by
//! floating point.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::{Case, Fact, Scene};
use super::rules::{Bound, Each, Force, Rule, Shape};
use super::sentences::{self, Said};

crate::vocabulary! {
    /// What came of a rule. Never just "error".
    pub enum Outcome {
        Met = "met" "符合";
        NotApplicable = "not_applicable" "不适用";
        InsufficientData = "insufficient_data" "记录不足，无法判断";
        Warning = "warning" "需注意";
        Violated = "violated" "不符合";
    }
}

impl Outcome {
    /// The weightiest of the findings; none where there are none.
    pub fn worst(findings: &[Finding]) -> Option<Outcome> {
        findings.iter().map(|finding| finding.outcome).max()
    }
}

/// What one rule says of one session, with the numbers that led to it and where it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    #[schema(example = "BGM-QUORUM")]
    pub rule: String,
    pub outcome: Outcome,
    /// Where in the record; empty for the whole.
    pub pointer: String,
    #[schema(example = "表决须有半数以上有表决权的党员到会：应到会有表决权的党员 16 人，到会有表决权的党员 7 人，未达半数（至少 8 人）。")]
    pub zh: String,
    pub en: String,
    /// The facts that were counted, and `needed`.
    pub numbers: BTreeMap<String, i64>,
    #[schema(example = "中国共产党支部工作条例（试行）")]
    pub regulation: String,
    pub article: Option<String>,
    pub quotation: Option<String>,
    /// The local profile the rule belongs to; absent for central rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

/// What a shape makes of the facts.
struct Measured {
    met: bool,
    said: Said,
    numbers: BTreeMap<String, i64>,
}

/// Whether the part keeps the bound. Wide enough for any two i64.
pub fn keeps(bound: Bound, part: i64, whole: i64) -> bool {
    let (part, whole) = (i128::from(part), i128::from(whole));
    match bound {
        Bound::AtLeast(n, d) => part * i128::from(d) >= whole * i128::from(n),
        Bound::MoreThan(n, d) => part * i128::from(d) > whole * i128::from(n),
        Bound::AtMost(n, d) => part * i128::from(d) <= whole * i128::from(n),
    }
}

/// The least (or, for a share, the most) part that keeps the bound.
pub fn needed(bound: Bound, whole: i64) -> i64 {
    let whole = i128::from(whole);
    let number = match bound {
        Bound::AtLeast(n, d) => (whole * i128::from(n) + i128::from(d) - 1).div_euclid(i128::from(d.max(1))),
        Bound::MoreThan(n, d) => (whole * i128::from(n)).div_euclid(i128::from(d.max(1))) + 1,
        Bound::AtMost(n, d) => (whole * i128::from(n)).div_euclid(i128::from(d.max(1))),
    };
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Judges everything that a rule asks of a case: once, or for each item or vote.
pub(super) fn judge(rule: &Rule, case: &Case) -> Vec<Finding> {
    let scenes: Vec<&Scene> = match rule.each {
        Each::Item => case.items.iter().collect(),
        Each::Vote => case.votes.iter().collect(),
        Each::Session | Each::Year | Each::Quarter | Each::Month => vec![&case.whole],
    };
    scenes.into_iter().map(|scene| finding(rule, case, scene)).collect()
}

fn finding(rule: &Rule, case: &Case, scene: &Scene) -> Finding {
    let know = |fact: Fact| scene.known.get(&fact).or_else(|| case.whole.known.get(&fact)).and_then(|known| known.value());
    let unjudged = |fact: Fact| (Outcome::InsufficientData, sentences::unknown(fact, know(fact) == Some(0)), BTreeMap::new());
    let (outcome, (zh, en), numbers) = match applies(rule, know) {
        Applies::No => (Outcome::NotApplicable, Said::default(), BTreeMap::new()),
        Applies::Unknown(fact) => unjudged(fact),
        Applies::Yes => match measure(&rule.shape, know) {
            Err(fact) => unjudged(fact),
            Ok(measured) => {
                let outcome = match (measured.met, rule.force) {
                    (true, _) => Outcome::Met,
                    (false, Force::Must) => Outcome::Violated,
                    (false, Force::Generally) => Outcome::Warning,
                };
                (outcome, measured.said, measured.numbers)
            }
        },
    };
    Finding {
        rule: rule.id.clone(),
        outcome,
        pointer: scene.pointer.clone(),
        zh: titled(&rule.zh, "：", &zh),
        en: titled(&rule.en, ". ", &en),
        numbers,
        regulation: rule.regulation.clone(),
        article: rule.article.clone(),
        quotation: rule.quotation.clone(),
        profile: rule.profile.clone(),
    }
}

/// What a rule asks, and what was found.
fn titled(title: &str, join: &str, sentence: &str) -> String {
    match sentence {
        "" => title.to_string(),
        sentence => format!("{title}{join}{sentence}"),
    }
}

/// Whether a rule's conditions hold.
enum Applies {
    Yes,
    No,
    /// This one is not known, and no other settles it.
    Unknown(Fact),
}

fn applies(rule: &Rule, know: impl Fn(Fact) -> Option<i64>) -> Applies {
    let conditions = rule.when.iter().map(|fact| (*fact, true)).chain(rule.unless.iter().map(|fact| (*fact, false)));
    let mut found = Applies::Yes;
    for (fact, wanted) in conditions {
        match know(fact) {
            Some(value) if (value > 0) != wanted => return Applies::No,
            Some(_) => (),
            None if matches!(found, Applies::Yes) => found = Applies::Unknown(fact),
            None => (),
        }
    }
    found
}

/// # Errors
/// The fact that is not known, or is none where a part of it is asked for.
fn measure(shape: &Shape, know: impl Fn(Fact) -> Option<i64>) -> Result<Measured, Fact> {
    let value = |fact: Fact| know(fact).ok_or(fact);
    let mut numbers = BTreeMap::new();
    let mut amount = |fact: Fact, least: Option<i64>, most: Option<i64>| {
        let number = value(fact)?;
        numbers.insert(fact.word().to_string(), number);
        numbers.extend(least.map(|least| ("needed".to_string(), least)));
        let met = least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
        Ok((met, sentences::amount(fact, number, least, most)))
    };
    let (met, said) = match shape {
        Shape::Ratio { part, whole, bound } => {
            let (of, all) = (value(*part)?, value(*whole)?);
            // A part of nobody says nothing, whichever way it would fall.
            if all == 0 {
                return Err(*whole);
            }
            let met = keeps(*bound, of, all);
            let need = needed(*bound, all);
            numbers.extend([(part.word().to_string(), of), (whole.word().to_string(), all), ("needed".to_string(), need)]);
            (met, sentences::ratio(*bound, (*part, of), (*whole, all), need, met))
        }
        Shape::Yes { fact } => {
            let is_so = value(*fact)? > 0;
            (is_so, sentences::yes(*fact, is_so))
        }
        Shape::No { fact } => {
            let is_so = value(*fact)? > 0;
            (!is_so, sentences::no(*fact, is_so))
        }
        Shape::All { facts } => {
            let known = facts.iter().map(|fact| value(*fact).map(|number| (*fact, number > 0))).collect::<Result<Vec<_>, _>>()?;
            let missing: Vec<Fact> = known.into_iter().filter(|(_, is_so)| !is_so).map(|(fact, _)| fact).collect();
            (missing.is_empty(), sentences::all(&missing))
        }
        Shape::Least { fact, least } => amount(*fact, Some(*least), None)?,
        Shape::Most { fact, most } => amount(*fact, None, Some(*most))?,
        Shape::Between { fact, least, most } => amount(*fact, Some(*least), Some(*most))?,
        Shape::Times { least } => amount(Fact::Meetings, Some(*least), None)?,
    };
    Ok(Measured { met, said, numbers })
}

#[cfg(test)]
mod tests;
