//! Every rule as it is written, and what it says when it is kept, when it is not, and when nobody knows: two goldens to
//! read as a diff.

use std::fmt::Write as _;

use sanhui::rulebook::case::{Case, Contradiction, Fact, Lack, Scene, Told};
use sanhui::rulebook::kinds::{Kind, OrganizationKind};
use sanhui::rulebook::rules::{Bound, Certainty, Each, Force, Rule, Shape};
use sanhui::rulebook::{Finding, Outcome, Rulebook, needed};
use serde_json::Value;

use super::{book, case};
use crate::support::golden;

#[test]
fn every_rule_reads_as_it_was_reviewed() {
    let mut lines: Vec<String> = book().rules().iter().map(|rule| format!("{}{}", judged_by(rule), asked_of(rule))).collect();
    lines.sort();
    golden::compare("rules.txt", &lines.concat());
}

/// Who asks, what must be so and since when.
fn judged_by(rule: &Rule) -> String {
    let shape = inline(&serde_json::to_value(&rule.shape).expect("a shape"));
    let to = rule.valid_to.map_or_else(String::new, |last| last.to_string());
    let force = rule.force.map_or("-", Force::word);
    let choice = if rule.choice_of_date { " (our choice of date)" } else { "" };
    format!("{} {force}, {}, {} {}..{to}{choice}\n    {shape}\n", rule.id, rule.each, rule.certainty, rule.valid_from)
}

/// A value as the rule's own file has it.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(table) => {
            let pairs: Vec<String> = table.iter().map(|(key, value)| format!("{key} = {}", inline(value))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// Of whom and when a rule is asked, and the words it stands on.
fn asked_of(rule: &Rule) -> String {
    let words = |list: Vec<&str>, none: &str| if list.is_empty() { none.to_string() } else { list.join(" ") };
    let kinds = words(rule.kinds.iter().map(|kind| kind.word()).collect(), "any");
    let organizations = words(rule.organizations.iter().map(|kind| kind.word()).collect(), "all");
    let mut text = format!("    {kinds} @ {organizations}");
    for (name, facts) in [("when", &rule.when), ("unless", &rule.unless), ("generally_when", &rule.generally_when)] {
        if !facts.is_empty() {
            let _ = write!(text, ", {name} {}", words(facts.iter().map(|fact| fact.word()).collect(), "-"));
        }
    }
    for sector in &rule.sectors {
        let _ = write!(text, " #{sector}");
    }
    let text_of = rule.regulation.as_deref().map_or("-".to_string(), |text| format!("{text} {}", rule.article.as_deref().unwrap_or("-")));
    let same = rule.same_words_as.map_or_else(String::new, |day| format!(" as {day}"));
    let profile = rule.profile.as_deref().map_or_else(String::new, |profile| format!(" [{profile}]"));
    format!("{text}\n    {text_of} “{}”{same}{profile}\n    {} {}\n", rule.quotation.as_deref().unwrap_or("-"), rule.zh, rule.en)
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
    let mut text = format!("{} {} {}\n", rule.id, rule.each, rule.valid_from);
    let short = if rule.force == Some(Force::Must) { Outcome::Violated } else { Outcome::Warning };
    let not = match rule.shape {
        Shape::Owed { .. } => Outcome::Open,
        Shape::Complete => Outcome::Incomplete,
        _ => short,
    };
    for (facts, outcome) in [(kept(rule), Outcome::Met), (broken(rule), not), (Vec::new(), Outcome::InsufficientData)] {
        match said(book, rule, &facts, outcome == not) {
            // What the rule forbids is what it is asked about; a check of data speaks of what there is.
            None => {
                assert!(matches!(rule.id.as_str(), "ADM-TEMP" | "SET-TEMP") || rule.certainty == Certainty::Consistency, "{}: {facts:?}", rule.id)
            }
            Some(said) => {
                assert!(
                    said.outcome == outcome || matches!(rule.id.as_str(), "ADM-TEMP" | "SET-TEMP"),
                    "{}: {} with {facts:?}",
                    rule.id,
                    said.outcome
                );
                let _ = writeln!(text, "  {:<17} {}\n  {:<17} {}", said.outcome.word(), said.zh, "", said.en);
            }
        }
    }
    text
}

/// What a rule says of something that meets its conditions and has these facts; of the rest nothing is known.
fn said(book: &Rulebook, rule: &Rule, facts: &[(Fact, i64)], is_broken: bool) -> Option<Finding> {
    let mut scene = Scene::at("/here");
    let so = |list: &[Fact], value| list.iter().map(|fact| (*fact, value)).collect::<Vec<_>>();
    for (fact, value) in [&so(&rule.when, 1)[..], &so(&rule.unless, 0), &so(&rule.generally_when, 0), facts].concat() {
        scene.number(fact, value);
    }
    let kind = rule.kinds.first().copied().unwrap_or(Kind::BranchGeneralMeeting);
    let organization = rule.organizations.first().copied().unwrap_or(OrganizationKind::PartyBranch);
    let mut empty = Case { day: rule.valid_from, organization, sector: rule.sectors.first().copied(), ..case(kind) };
    if is_broken && rule.certainty == Certainty::Consistency {
        let told = Told::new("（所见）", "(what was seen)");
        match rule.shape {
            Shape::Complete => empty.lacking.push(Lack { pointer: "/here".to_string(), told }),
            _ => empty.contradictions.push(Contradiction { rule: rule.id.clone().leak(), pointer: "/here".to_string(), told }),
        }
    }
    let profiles: Vec<String> = rule.profile.iter().cloned().collect();
    let findings = match rule.each {
        Each::Item => book.judge(&Case { items: vec![scene], ..empty }, &profiles, false),
        Each::Vote => book.judge(&Case { votes: vec![scene], ..empty }, &profiles, false),
        Each::Session => book.judge(&Case { whole: scene, ..empty }, &profiles, false),
        Each::Day => book.judge_organization(&Case { whole: scene, ..empty }, &profiles),
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
        Shape::Times { fact, least } => vec![(*fact, *least)],
        Shape::Owed { whole, owned, closed } => [*whole, *owned, *closed].map(|fact| (fact, WHOLE)).to_vec(),
        Shape::Complete | Shape::Contradiction => Vec::new(),
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
        Shape::Times { fact, least } => vec![(*fact, least - 1)],
        Shape::Owed { whole, owned, closed } => vec![(*whole, WHOLE), (*owned, WHOLE), (*closed, WHOLE - 1)],
        Shape::Complete | Shape::Contradiction => Vec::new(),
    }
}
