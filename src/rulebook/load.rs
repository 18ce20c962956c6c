//! Reads the embedded rule files, and refuses what contradicts itself before the server starts.

use serde::Deserialize;

use super::rules::{Bound, Certainty, Each, Rule, Shape};
use super::{ProfileAbout, Rulebook};
use crate::error::{Error, Result};

/// A new file is a line here.
const CENTRAL: [(&str, &str); 6] = [
    ("branch-meetings.toml", include_str!("../../rulebook/branch-meetings.toml")),
    ("admission.toml", include_str!("../../rulebook/admission.toml")),
    ("election.toml", include_str!("../../rulebook/election.toml")),
    ("education.toml", include_str!("../../rulebook/education.toml")),
    ("organizational-life.toml", include_str!("../../rulebook/organizational-life.toml")),
    ("democratic-life.toml", include_str!("../../rulebook/democratic-life.toml")),
];
const PROFILES: [(&str, &str); 1] = [("appraisal-notices.toml", include_str!("../../rulebook/profiles/appraisal-notices.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    profile: Option<About>,
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    id: String,
    zh: String,
    en: String,
}

impl Rulebook {
    /// The embedded rules.
    ///
    /// # Errors
    /// When a file cannot be read as rules or they contradict themselves; says which and why.
    pub fn load() -> Result<Rulebook> {
        let mut book = Rulebook { rules: Vec::new(), profiles: Vec::new() };
        for (name, text) in CENTRAL.iter().chain(&PROFILES) {
            book.add(name, text)?;
        }
        book.check()?;
        Ok(book)
    }

    fn add(&mut self, name: &str, text: &str) -> Result<()> {
        let file: File = toml::from_str(text).map_err(|error| Error::internal(format!("rulebook/{name}: {error}")))?;
        let profile = file.profile.as_ref().map(|profile| profile.id.clone());
        self.rules.extend(file.rule.into_iter().map(|rule| Rule { profile: profile.clone(), ..rule }));
        self.profiles.extend(file.profile.map(|about| ProfileAbout { id: about.id, zh: about.zh, en: about.en }));
        Ok(())
    }

    fn check(&self) -> Result<()> {
        for (index, profile) in self.profiles.iter().enumerate() {
            if self.profiles.iter().skip(index + 1).any(|other| other.id == profile.id) {
                return Err(Error::internal(format!("rulebook: {}: two profiles have this id", profile.id)));
            }
        }
        for (index, rule) in self.rules.iter().enumerate() {
            let wrong = |what: &str| Err(Error::internal(format!("rulebook: {}: {what}", rule.id)));
            if rule.valid_to.is_some_and(|last| last < rule.valid_from) {
                return wrong("ends before it begins");
            }
            if self.rules.iter().skip(index + 1).any(|other| other.id == rule.id && overlap(rule, other)) {
                return wrong("two versions are in force on the same day");
            }
            if let Some(what) = uncertain(rule).or_else(|| misplaced(rule)).or_else(|| senseless(&rule.shape)) {
                return wrong(what);
            }
            let is_periodic = matches!(rule.each, Each::Year | Each::Quarter | Each::Month);
            if matches!(rule.shape, Shape::Times { .. }) && !is_periodic {
                return wrong("a number of times needs a period");
            }
            if rule.kinds.is_empty() {
                return wrong("is about no kind of session");
            }
        }
        Ok(())
    }
}

fn overlap(one: &Rule, other: &Rule) -> bool {
    let ends_before = |a: &Rule, b: &Rule| a.valid_to.is_some_and(|last| last < b.valid_from);
    !ends_before(one, other) && !ends_before(other, one)
}

/// What a rule says beyond, or short of, what was seen of its words.
fn uncertain(rule: &Rule) -> Option<&'static str> {
    let (has_article, has_words) = (rule.article.is_some(), rule.quotation.is_some());
    match rule.certainty {
        Certainty::Verified if !has_article => Some("it is verified, so it names its article"),
        Certainty::WordsOnly if !has_words => Some("its words were seen, so it ships with them"),
        Certainty::WordsOnly if has_article => Some("its article was not seen, so it ships without"),
        Certainty::Value if has_words || has_article => Some("only its value is known, so it ships without words"),
        _ => None,
    }
}

/// What is wrong with where a rule stands: one place's rules are never everybody's.
fn misplaced(rule: &Rule) -> Option<&'static str> {
    match (rule.certainty, &rule.profile) {
        (Certainty::Local, None) => Some("a local rule belongs to a profile"),
        (Certainty::Local, Some(_)) | (_, None) => None,
        (_, Some(_)) => Some("a profile holds local rules only"),
    }
}

/// What is wrong with a shape that nothing, or everything, would meet.
fn senseless(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::Ratio { bound: Bound::AtLeast(n, d) | Bound::MoreThan(n, d) | Bound::AtMost(n, d), .. } if *n == 0 || n > d => {
            Some("its fraction is not between 0 and 1")
        }
        Shape::Ratio { bound: Bound::MoreThan(n, d), .. } if n == d => Some("nothing is more than all"),
        Shape::Between { least, most, .. } if least > most => Some("its least is more than its most"),
        Shape::All { facts } if facts.is_empty() => Some("it asks for nothing"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::case::Fact;

    fn refused(why: &str, change: impl Fn(&mut Rule)) {
        let mut book = Rulebook::load().expect("a rulebook without contradictions");
        change(book.rules.iter_mut().find(|rule| rule.id == "BGM-QUORUM").expect("the rule"));
        let error = format!("{:?}", book.check().expect_err(why));
        assert!(error.contains(why), "{error} does not say: {why}");
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_the_reason() {
        let ratio = |bound| Shape::Ratio { part: Fact::PresentVoters, whole: Fact::VotingBase, bound };
        refused("not between 0 and 1", |rule| rule.shape = ratio(Bound::AtLeast(1, 0)));
        refused("not between 0 and 1", |rule| rule.shape = ratio(Bound::AtLeast(0, 2)));
        refused("more than all", |rule| rule.shape = ratio(Bound::MoreThan(2, 2)));
        refused("least is more than its most", |rule| rule.shape = Shape::Between { fact: Fact::Groups, least: 2, most: 1 });
        refused("asks for nothing", |rule| rule.shape = Shape::All { facts: Vec::new() });
        refused("needs a period", |rule| rule.shape = Shape::Times { least: 1 });
        refused("names its article", |rule| rule.article = None);
        refused("its article was not seen", |rule| rule.certainty = Certainty::WordsOnly);
        refused("only its value is known", |rule| rule.certainty = Certainty::Value);
        refused("belongs to a profile", |rule| rule.certainty = Certainty::Local);
        refused("two versions", |rule| rule.id = "BGM-PASS".to_string());
        refused("no kind of session", |rule| rule.kinds.clear());
    }

    #[test]
    fn a_word_that_no_rule_has_is_refused() {
        let mut book = Rulebook { rules: Vec::new(), profiles: Vec::new() };
        let text = include_str!("../../rulebook/election.toml").replacen("certainty", "certainly", 1);
        assert!(book.add("election.toml", &text).is_err());
    }
}
