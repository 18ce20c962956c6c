//! The judge: facts and a rule in, a finding out. Thresholds are compared by integer cross-multiplication, never by
//! floating point.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::{Case, Fact, Scene};
use super::rules::{Bound, Each, Force, Rule, Shape};

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
    #[schema(example = "应到会有表决权的党员 16，到会有表决权的党员 7；要求不少于 1/2，即至少 8。")]
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
    zh: String,
    en: String,
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
    let know = |fact: Fact| scene.facts.get(&fact).or_else(|| case.whole.facts.get(&fact)).copied();
    let (outcome, zh, en, numbers) = match applies(rule, know) {
        Some(false) => (Outcome::NotApplicable, String::new(), String::new(), BTreeMap::new()),
        None => unknown(rule.when.iter().chain(&rule.unless).copied().find(|fact| know(*fact).is_none())),
        Some(true) => match measure(&rule.shape, know) {
            Err(fact) => unknown(Some(fact)),
            Ok(measured) => {
                let outcome = match (measured.met, rule.force) {
                    (true, _) => Outcome::Met,
                    (false, Force::Must) => Outcome::Violated,
                    (false, Force::Generally) => Outcome::Warning,
                };
                (outcome, measured.zh, measured.en, measured.numbers)
            }
        },
    };
    let with = |title: &str, sentence: String, join: &str| if sentence.is_empty() { title.to_string() } else { format!("{title}{join}{sentence}") };
    Finding {
        rule: rule.id.clone(),
        outcome,
        pointer: scene.pointer.clone(),
        zh: with(&rule.zh, zh, "："),
        en: with(&rule.en, en, ": "),
        numbers,
        regulation: rule.regulation.clone(),
        article: rule.article.clone(),
        quotation: rule.quotation.clone(),
        profile: rule.profile.clone(),
    }
}

fn unknown(fact: Option<Fact>) -> (Outcome, String, String, BTreeMap<String, i64>) {
    let (zh, en) = match fact {
        Some(fact) => (format!("没有记录“{}”，无法判断。", fact.zh()), format!("The record does not say: {}.", plain(fact))),
        None => (String::new(), String::new()),
    };
    (Outcome::InsufficientData, zh, en, BTreeMap::new())
}

/// Whether the rule's conditions hold; none when one of them is not known and no other settles it.
fn applies(rule: &Rule, know: impl Fn(Fact) -> Option<i64>) -> Option<bool> {
    let conditions = rule.when.iter().map(|fact| (fact, true)).chain(rule.unless.iter().map(|fact| (fact, false)));
    let mut is_known = true;
    for (fact, wanted) in conditions {
        match know(*fact) {
            Some(value) if (value > 0) != wanted => return Some(false),
            Some(_) => (),
            None => is_known = false,
        }
    }
    is_known.then_some(true)
}

fn measure(shape: &Shape, know: impl Fn(Fact) -> Option<i64>) -> Result<Measured, Fact> {
    let value = |fact: Fact| know(fact).ok_or(fact);
    let mut numbers = BTreeMap::new();
    let (met, zh, en) = match shape {
        Shape::Ratio { part, whole, bound } => {
            let (of, all) = (value(*part)?, value(*whole)?);
            numbers.insert(part.word().to_string(), of);
            numbers.insert(whole.word().to_string(), all);
            let need = needed(*bound, all);
            numbers.insert("needed".to_string(), need);
            let (zh, en) = match bound {
                Bound::AtLeast(n, d) => (format!("要求不少于 {n}/{d}，即至少 {need}"), format!("at least {n}/{d} is needed, that is {need}")),
                Bound::MoreThan(n, d) => {
                    (format!("要求超过 {n}/{d}，即至少 {need}"), format!("more than {n}/{d} is needed, that is at least {need}"))
                }
                Bound::AtMost(n, d) => (format!("要求不超过 {n}/{d}，即至多 {need}"), format!("at most {n}/{d} is allowed, that is {need}")),
            };
            (
                keeps(*bound, of, all),
                format!("{} {all}，{} {of}；{zh}。", whole.zh(), part.zh()),
                format!("{} {all}, {} {of}; {en}.", plain(*whole), plain(*part)),
            )
        }
        Shape::Yes { fact } => {
            let is_so = value(*fact)? > 0;
            (is_so, said(*fact, is_so), format!("{}: {}.", plain(*fact), if is_so { "yes" } else { "no" }))
        }
        Shape::All { facts } => {
            let missing = facts.iter().map(|fact| value(*fact).map(|number| (*fact, number > 0))).collect::<Result<Vec<_>, _>>()?;
            let missing: Vec<Fact> = missing.into_iter().filter(|(_, is_so)| !is_so).map(|(fact, _)| fact).collect();
            let list = |name: fn(Fact) -> String, join: &str| missing.iter().map(|fact| name(*fact)).collect::<Vec<_>>().join(join);
            match missing.is_empty() {
                true => (true, "都有记录。".to_string(), "All are on record.".to_string()),
                false => (false, format!("缺少：{}。", list(|fact| fact.zh().to_string(), "、")), format!("Missing: {}.", list(plain, ", "))),
            }
        }
        Shape::Least { fact, least } => counted(*fact, value(*fact)?, Some(*least), None, &mut numbers),
        Shape::Most { fact, most } => counted(*fact, value(*fact)?, None, Some(*most), &mut numbers),
        Shape::Between { fact, least, most } => counted(*fact, value(*fact)?, Some(*least), Some(*most), &mut numbers),
        Shape::Times { least } => counted(Fact::Meetings, value(Fact::Meetings)?, Some(*least), None, &mut numbers),
    };
    Ok(Measured { met, zh, en, numbers })
}

/// A fact's name as English words.
fn plain(fact: Fact) -> String {
    fact.word().replace('_', " ")
}

fn said(fact: Fact, is_so: bool) -> String {
    if is_so { format!("{}。", fact.zh()) } else { format!("尚未做到“{}”。", fact.zh()) }
}

fn counted(fact: Fact, number: i64, least: Option<i64>, most: Option<i64>, numbers: &mut BTreeMap<String, i64>) -> (bool, String, String) {
    numbers.insert(fact.word().to_string(), number);
    let (zh, en) = match (least, most) {
        (Some(least), Some(most)) => (format!("应在 {least} 到 {most} 之间"), format!("from {least} to {most}")),
        (Some(least), None) => (format!("应不少于 {least}"), format!("at least {least}")),
        (None, Some(most)) => (format!("应不超过 {most}"), format!("at most {most}")),
        (None, None) => (String::new(), String::new()),
    };
    numbers.extend(least.map(|least| ("needed".to_string(), least)));
    let met = least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
    (met, format!("{} {number}，{zh}。", fact.zh()), format!("{} {number}; {en}.", plain(fact)))
}
