//! The judge: facts and a rule in, findings out.

use std::collections::BTreeMap;

use super::case::{Case, Fact, Mend, Source};
use super::finding::{Finding, Outcome};
use super::measure::{Answer, Measured, measure, unknown};
use super::rules::{Each, Force, Rule, Shape};
use super::sentences::{self, Said};
use super::sight::Sight;
use super::{case, times};

/// What a rule says of one thing, before it is a sentence.
struct Verdict {
    outcome: Outcome,
    force: Option<Force>,
    mend: Option<Mend>,
    pointers: Vec<String>,
    names: Vec<case::Told>,
    is_of_election: bool,
    said: Said,
    numbers: BTreeMap<String, i64>,
    sources: BTreeMap<String, Source>,
}

/// Judges everything that a rule asks of a case: once, or for each item or vote.
pub(super) fn judge(rule: &Rule, case: &Case) -> Vec<Finding> {
    let verdicts = match rule.shape {
        Shape::Complete => vec![completeness(rule, case)],
        Shape::Contradiction => contradictions(rule, case),
        _ => of_each(rule, case),
    };
    let mut told: Vec<Verdict> = Vec::new();
    for verdict in verdicts {
        match told.iter_mut().find(|other| is_equal(other, &verdict)) {
            Some(other) => {
                other.pointers.extend(verdict.pointers);
                other.names.extend(verdict.names);
            }
            None => told.push(verdict),
        }
    }
    told.into_iter().map(|verdict| finding(rule, verdict)).collect()
}

fn of_each(rule: &Rule, case: &Case) -> Vec<Verdict> {
    let of = |scene| verdict(rule, case, Sight { scene, whole: &case.whole });
    let (scenes, none) = match rule.each {
        Each::Item => (&case.items, ("没有议题", "it has no item")),
        Each::Vote => (&case.votes, ("没有表决", "it has no vote")),
        Each::Session | Each::Year | Each::Quarter | Each::Month | Each::Day => return vec![of(&case.whole)],
    };
    match scenes.is_empty() {
        true => vec![not_applicable((none.0.to_string(), none.1.to_string()))],
        false => scenes.iter().map(of).collect(),
    }
}

/// Candidates of elections with the same result are told together: each is named, the numbers once.
fn is_equal(one: &Verdict, other: &Verdict) -> bool {
    let is_named = |verdict: &Verdict| verdict.is_of_election && !verdict.names.is_empty();
    is_named(one) && is_named(other) && (one.outcome, &one.said, &one.numbers) == (other.outcome, &other.said, &other.numbers)
}

fn verdict(rule: &Rule, case: &Case, sight: Sight) -> Verdict {
    let force = force(rule, sight);
    let measured = match applies(rule, sight) {
        Applies::No(why) => return Verdict { pointers: vec![sight.scene.pointer.clone()], names: names(sight), ..not_applicable(why) },
        Applies::Unknown(fact) => unknown(sight, fact),
        Applies::Yes => in_its_time(rule, case, sight, measure(&rule.shape, sight)),
    };
    let (outcome, mend) = match measured.answer {
        Answer::Met => (Outcome::Met, None),
        Answer::Open => (Outcome::Open, Some(Mend::Later)),
        Answer::Unknown(mend) => (Outcome::InsufficientData, Some(mend)),
        Answer::Short => (if force == Some(Force::Must) { Outcome::Violated } else { Outcome::Warning }, None),
    };
    Verdict {
        outcome,
        force,
        mend,
        pointers: vec![sight.scene.pointer.clone()],
        names: names(sight),
        is_of_election: sight.is_election(),
        said: measured.said,
        numbers: measured.numbers,
        sources: sight.sources(&rule.facts()),
    }
}

/// How often something was held is short only when the period is over.
fn in_its_time(rule: &Rule, case: &Case, sight: Sight, measured: Measured) -> Measured {
    let Shape::Times { fact, .. } = rule.shape else { return measured };
    let running = || Some((case.window?, case.window?.days_left()?, sight.known(fact)?));
    match (&measured.answer, running()) {
        (Answer::Short, Some((window, left, known))) => {
            let kind = rule.kinds.iter().find(|kind| case.kinds.contains(kind)).copied();
            Measured { answer: Answer::Open, said: times::still_open(window, kind, known, left), numbers: measured.numbers }
        }
        _ => measured,
    }
}

/// A rule that only warns in some places does so too where it is not known whether this is one.
fn force(rule: &Rule, sight: Sight) -> Option<Force> {
    let is_lighter = rule.generally_when.iter().any(|fact| sight.is_so(*fact) != Some(false));
    if is_lighter { rule.force.map(|_| Force::Generally) } else { rule.force }
}

fn names(sight: Sight) -> Vec<case::Told> {
    sight.scene.name.iter().cloned().collect()
}

/// Whether a rule's conditions hold.
enum Applies {
    Yes,
    /// Why not.
    No(Said),
    /// This one is not known, and no other settles it.
    Unknown(Fact),
}

fn applies(rule: &Rule, sight: Sight) -> Applies {
    let conditions = rule.when.iter().map(|fact| (*fact, true)).chain(rule.unless.iter().map(|fact| (*fact, false)));
    let mut found = Applies::Yes;
    for (fact, wanted) in conditions {
        match (sight.is_so(fact), sight.known(fact)) {
            (Some(is_so), Some(known)) if is_so != wanted => return Applies::No(sentences::clause(fact, known, is_so)),
            (Some(_), _) => (),
            (None, _) if matches!(found, Applies::Yes) => found = Applies::Unknown(fact),
            (None, _) => (),
        }
    }
    found
}

/// All that a record leaves out is one finding, at all of its places.
fn completeness(rule: &Rule, case: &Case) -> Verdict {
    if case.lacking.is_empty() {
        return not_applicable(("应写明的均已写明".to_string(), "it says all that it should".to_string()));
    }
    let (zh, en) = sentences::listed(case.lacking.iter().map(|lack| (lack.told.zh.as_str(), lack.told.en.as_str())));
    let said = sentences::with_mend((format!("未写明{zh}"), format!("the record does not say {en}")), Mend::Record);
    Verdict {
        outcome: Outcome::Incomplete,
        force: rule.force,
        mend: Some(Mend::Record),
        pointers: case.lacking.iter().map(|lack| lack.pointer.clone()).collect(),
        said,
        ..not_applicable(Said::default())
    }
}

/// Each thing that the record says otherwise than the system knows.
fn contradictions(rule: &Rule, case: &Case) -> Vec<Verdict> {
    let of = |found: &case::Contradiction| Verdict {
        outcome: if rule.force == Some(Force::Must) { Outcome::Violated } else { Outcome::Warning },
        force: rule.force,
        pointers: vec![found.pointer.clone()],
        said: (found.told.zh.clone(), found.told.en.clone()),
        numbers: found.told.numbers.clone(),
        ..not_applicable(Said::default())
    };
    let found: Vec<Verdict> = case.contradictions.iter().filter(|found| found.rule == rule.id).map(of).collect();
    if found.is_empty() { vec![not_applicable(("没有不一致".to_string(), "nothing contradicts".to_string()))] } else { found }
}

fn not_applicable(why: Said) -> Verdict {
    Verdict {
        outcome: Outcome::NotApplicable,
        force: None,
        mend: None,
        pointers: vec![String::new()],
        names: Vec::new(),
        is_of_election: false,
        said: why,
        numbers: BTreeMap::new(),
        sources: BTreeMap::new(),
    }
}

/// That a rule is not asked of such an organisation at all.
pub(super) fn set_aside(rule: &Rule, zh: String, en: String) -> Finding {
    finding(rule, not_applicable((zh, en)))
}

fn finding(rule: &Rule, verdict: Verdict) -> Finding {
    let name = sentences::listed(verdict.names.iter().map(|name| (name.zh.as_str(), name.en.as_str())));
    let (zh, en) = sentences::sentence((&rule.zh, &rule.en), &name, &verdict.said);
    Finding {
        rule: rule.id.clone(),
        outcome: verdict.outcome,
        force: verdict.force.or(rule.force),
        certainty: rule.certainty,
        mend: verdict.mend,
        pointer: verdict.pointers.first().cloned().unwrap_or_default(),
        pointers: verdict.pointers,
        zh,
        en,
        numbers: verdict.numbers,
        sources: verdict.sources,
        regulation: rule.regulation.clone(),
        article: rule.article.clone(),
        quotation: rule.quotation.clone(),
        profile: rule.profile.clone(),
    }
}

#[cfg(test)]
mod tests;
