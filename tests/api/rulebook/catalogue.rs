//! Every rule as it is written, and what it says when it is kept, when it is not, and when nobody knows: two goldens to
//! read as a diff.

use std::fmt::Write as _;

use sanhui::rulebook::case::{Case, Fact, Scene};
use sanhui::rulebook::kinds::OrganizationKind;
use sanhui::rulebook::rules::{Bound, Each, Force, Rule, Shape};
use sanhui::rulebook::{Finding, Outcome, Rulebook, needed};

use super::{book, case};
use crate::support::golden;

#[test]
fn every_rule_reads_as_it_was_reviewed() {
    let mut lines: Vec<String> = book().rules().iter().map(|rule| format!("{}{}", judged_by(rule), asked_of(rule))).collect();
    lines.sort();
    golden::compare("rules.txt", &lines.concat());
}

fn judged_by(rule: &Rule) -> String {
    let shape = match &rule.shape {
        Shape::Ratio { part, whole, bound } => format!("{part} of {whole} {bound:?}"),
        other => format!("{other:?}"),
    };
    let to = rule.valid_to.map_or_else(String::new, |last| last.to_string());
    let article = rule.article.as_deref().unwrap_or("-");
    let profile = rule.profile.as_deref().map_or_else(String::new, |profile| format!(" [{profile}]"));
    format!(
        "{:<11} {:<9} {:<8} {shape} | {} {article} ({}) {}..{to}{profile}\n",
        rule.id, rule.force, rule.each, rule.regulation, rule.certainty, rule.valid_from
    )
}

/// Of whom and when a rule is asked, and the words it stands on.
fn asked_of(rule: &Rule) -> String {
    let words = |list: Vec<&str>| if list.is_empty() { "all".to_string() } else { list.join(" ") };
    let kinds = words(rule.kinds.iter().map(|kind| kind.word()).collect());
    let organizations = words(rule.organizations.iter().map(|kind| kind.word()).collect());
    let mut text = format!("            {kinds} @ {organizations}");
    for (name, facts) in [("when", &rule.when), ("unless", &rule.unless)] {
        if !facts.is_empty() {
            let _ = write!(text, " {name} {}", words(facts.iter().map(|fact| fact.word()).collect()));
        }
    }
    for sector in &rule.sectors {
        let _ = write!(text, " #{sector}");
    }
    format!("{text}\n            “{}”\n", rule.quotation.as_deref().unwrap_or("-"))
}

#[test]
fn every_rule_says_what_was_reviewed() {
    let book = book();
    let mut said: Vec<String> = book.rules().iter().map(|rule| speech(&book, rule)).collect();
    said.sort();
    golden::compare("findings.txt", &said.concat());
}

/// All that a rule can say, and on the way that it judges its edges as its force has it.
fn speech(book: &Rulebook, rule: &Rule) -> String {
    let mut text = format!("{} {}\n", rule.id, rule.valid_from);
    let short = if rule.force == Force::Must { Outcome::Violated } else { Outcome::Warning };
    for (facts, outcome) in [(kept(rule), Outcome::Met), (broken(rule), short), (Vec::new(), Outcome::InsufficientData)] {
        let said = said(book, rule, &facts);
        match said {
            // What the rule forbids is what it is asked about.
            None => assert_eq!((rule.id.as_str(), outcome), ("ADM-TEMP", Outcome::Met), "{facts:?}"),
            Some(said) => {
                assert!(said.outcome == outcome || rule.id == "ADM-TEMP", "{}: {} with {facts:?}", rule.id, said.outcome);
                let _ = writeln!(text, "  {:<17} {}\n  {:<17} {}", said.outcome.word(), said.zh, "", said.en);
            }
        }
    }
    text
}

/// What a rule says of something that meets its conditions and has these facts; of the rest nothing is known.
fn said(book: &Rulebook, rule: &Rule, facts: &[(Fact, i64)]) -> Option<Finding> {
    let mut scene = Scene::at("/here");
    for fact in &rule.when {
        scene.number(*fact, 1);
    }
    for fact in &rule.unless {
        scene.number(*fact, 0);
    }
    for (fact, value) in facts {
        scene.number(*fact, *value);
    }
    let organization = rule.organizations.first().copied().unwrap_or(OrganizationKind::PartyBranch);
    let empty = Case { day: rule.valid_from, organization, ..case(rule.kinds[0]) };
    let profiles: Vec<String> = rule.profile.iter().cloned().collect();
    let findings = match rule.each {
        Each::Item => book.judge(&Case { items: vec![scene], ..empty }, &profiles),
        Each::Vote => book.judge(&Case { votes: vec![scene], ..empty }, &profiles),
        Each::Session => book.judge(&Case { whole: scene, ..empty }, &profiles),
        Each::Year | Each::Quarter | Each::Month => book.judge_period(&Case { whole: scene, ..empty }, rule.each, &profiles),
    };
    findings.into_iter().find(|finding| finding.rule == rule.id)
}

/// Of a part, the whole is this.
const WHOLE: i64 = 12;

/// The facts with which a rule is just met.
fn kept(rule: &Rule) -> Vec<(Fact, i64)> {
    match &rule.shape {
        Shape::Ratio { part, whole, bound } => vec![(*part, needed(*bound, WHOLE)), (*whole, WHOLE)],
        Shape::Yes { fact } => vec![(*fact, 1)],
        Shape::No { fact } => vec![(*fact, 0)],
        Shape::All { facts } => facts.iter().map(|fact| (*fact, 1)).collect(),
        Shape::Least { fact, least } | Shape::Between { fact, least, .. } => vec![(*fact, *least)],
        Shape::Most { fact, most } => vec![(*fact, *most)],
        Shape::Times { least } => vec![(Fact::Meetings, *least)],
    }
}

/// The facts with which it just is not.
fn broken(rule: &Rule) -> Vec<(Fact, i64)> {
    match &rule.shape {
        Shape::Ratio { part, whole, bound: bound @ Bound::AtMost(..) } => vec![(*part, needed(*bound, WHOLE) + 1), (*whole, WHOLE)],
        Shape::Ratio { part, whole, bound } => vec![(*part, needed(*bound, WHOLE) - 1), (*whole, WHOLE)],
        Shape::Yes { fact } => vec![(*fact, 0)],
        Shape::No { fact } => vec![(*fact, 1)],
        Shape::All { facts } => facts.iter().enumerate().map(|(i, fact)| (*fact, i64::from(i > 0))).collect(),
        Shape::Least { fact, least } => vec![(*fact, least - 1)],
        Shape::Most { fact, most } | Shape::Between { fact, most, .. } => vec![(*fact, most + 1)],
        Shape::Times { least } => vec![(Fact::Meetings, least - 1)],
    }
}
