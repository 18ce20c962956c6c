//! Reads the embedded rule files, and refuses what contradicts itself before the server starts.

use serde::Deserialize;

use super::evidence::Evidence;
use super::rules::{Bound, Certainty, Each, Rule, Shape};
use super::{ProfileAbout, Rulebook};
use crate::error::{Error, Result};

/// A new file is a line here.
const CENTRAL: [(&str, &str); 8] = [
    ("branch-meetings.toml", include_str!("../../rulebook/branch-meetings.toml")),
    ("admission.toml", include_str!("../../rulebook/admission.toml")),
    ("election.toml", include_str!("../../rulebook/election.toml")),
    ("education.toml", include_str!("../../rulebook/education.toml")),
    ("organizational-life.toml", include_str!("../../rulebook/organizational-life.toml")),
    ("democratic-life.toml", include_str!("../../rulebook/democratic-life.toml")),
    ("set-up.toml", include_str!("../../rulebook/set-up.toml")),
    ("consistency.toml", include_str!("../../rulebook/consistency.toml")),
];
const EVIDENCE: (&str, &str) = ("evidence.toml", include_str!("../../rulebook/evidence.toml"));
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
        let mut book = Rulebook { rules: Vec::new(), profiles: Vec::new(), evidence: Evidence::default() };
        for (name, text) in CENTRAL.iter().chain(&PROFILES) {
            book.add(name, text)?;
        }
        let (name, text) = EVIDENCE;
        book.evidence = toml::from_str(text).map_err(|error| Error::internal(format!("rulebook/{name}: {error}")))?;
        book.check()?;
        book.evidence.check(&book.rules)?;
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
            if self.rules.iter().skip(index + 1).any(|other| (&other.id, other.each) == (&rule.id, rule.each) && overlap(rule, other)) {
                return wrong("two versions are in force on the same day");
            }
            let faults = [uncertain(rule), misplaced(rule), senseless(&rule.shape), mismatched(rule), self.repeated(rule)];
            if let Some(what) = faults.into_iter().flatten().next() {
                return wrong(what);
            }
        }
        Ok(())
    }

    /// What is wrong with a version that has the words of another: a text that was reissued rarely keeps them, so it says so.
    fn repeated(&self, rule: &Rule) -> Option<&'static str> {
        let versions = || self.rules.iter().filter(|other| other.id == rule.id && other.valid_from < rule.valid_from);
        let same = versions().find(|other| other.quotation.is_some() && other.quotation == rule.quotation && other.regulation != rule.regulation);
        match (same, rule.same_words_as) {
            (Some(other), Some(day)) if other.valid_from == day => None,
            (Some(_), _) => Some("it has the words of an earlier version, and says so with same_words_as and that one's first day"),
            (None, Some(_)) => Some("it says that it has the words of a version that has not"),
            (None, None) => None,
        }
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
        Certainty::Consistency if rule.regulation.is_some() || has_words || has_article => Some("a check of data stands in no regulation"),
        Certainty::Consistency => None,
        _ if rule.regulation.is_none() => Some("it names the text it stands on"),
        Certainty::Guide if has_article => Some("a guide has no articles"),
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

/// What is wrong with what a rule is asked of.
fn mismatched(rule: &Rule) -> Option<&'static str> {
    let is_of_data = matches!(rule.shape, Shape::Complete | Shape::Contradiction);
    match &rule.shape {
        _ if rule.shape.counted().iter().any(|fact| fact.about().unit.is_none()) => Some("it counts what has no number, only a yes or no"),
        Shape::Times { .. } if !rule.each.is_period() => Some("a number of times needs a period"),
        _ if rule.each == Each::Day && !rule.kinds.is_empty() => Some("a rule of a day is about no kind of session"),
        _ if rule.each.is_period() && rule.kinds.is_empty() => Some("a period counts a kind of session, and it names none"),
        _ if is_of_data != (rule.certainty == Certainty::Consistency) => {
            Some("what is complete or contradictory is a check of data, and no other rule is")
        }
        Shape::Complete if rule.force.is_some() => Some("that a record is incomplete binds nobody"),
        Shape::Complete => None,
        _ if rule.force.is_none() => Some("it says how binding it is"),
        _ => None,
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

    /// That such a change makes no contradiction.
    fn accepted(change: impl Fn(&mut Rule)) {
        let mut book = Rulebook::load().expect("a rulebook without contradictions");
        change(book.rules.iter_mut().find(|rule| rule.id == "BGM-QUORUM").expect("the rule"));
        book.check().expect("a rulebook without contradictions");
    }

    fn ratio(bound: Bound) -> Shape {
        Shape::Ratio { part: Fact::PresentVoters, whole: Fact::VotingBase, bound }
    }

    #[test]
    fn a_fraction_that_nothing_or_everything_meets_is_refused() {
        for bound in [Bound::AtLeast, Bound::MoreThan, Bound::AtMost] {
            for (n, d) in [(0, 2), (1, 0), (3, 2), (0, 0)] {
                refused("not between 0 and 1", |rule| rule.shape = ratio(bound(n, d)));
            }
            accepted(|rule| rule.shape = ratio(bound(1, 2)));
        }
        refused("more than all", |rule| rule.shape = ratio(Bound::MoreThan(2, 2)));
        accepted(|rule| rule.shape = ratio(Bound::AtLeast(2, 2)));
        accepted(|rule| rule.shape = ratio(Bound::AtMost(2, 2)));
    }

    #[test]
    fn a_range_has_its_least_below_its_most() {
        refused("least is more than its most", |rule| rule.shape = Shape::Between { fact: Fact::Groups, least: 2, most: 1 });
        accepted(|rule| rule.shape = Shape::Between { fact: Fact::Groups, least: 2, most: 2 });
    }

    #[test]
    fn what_is_so_or_not_is_not_counted() {
        let (number, yes) = (Fact::Groups, Fact::Secret);
        let bound = Bound::AtLeast(1, 2);
        for shape in [
            Shape::Ratio { part: number, whole: yes, bound },
            Shape::Ratio { part: yes, whole: number, bound },
            Shape::Least { fact: yes, least: 1 },
            Shape::Most { fact: yes, most: 1 },
            Shape::Between { fact: yes, least: 0, most: 1 },
            Shape::Owed { whole: number, owned: number, closed: yes },
        ] {
            refused("counts what has no number", |rule| rule.shape = shape.clone());
        }
        refused("counts what has no number", |rule| (rule.each, rule.shape) = (Each::Month, Shape::Times { fact: yes, least: 1 }));
        for shape in [Shape::Yes { fact: number }, Shape::No { fact: yes }, Shape::All { facts: vec![number, yes] }] {
            accepted(|rule| rule.shape = shape.clone());
        }
    }

    #[test]
    fn a_rule_asks_for_something_of_some_kind() {
        refused("asks for nothing", |rule| rule.shape = Shape::All { facts: Vec::new() });
        accepted(|rule| rule.shape = Shape::All { facts: vec![Fact::Groups] });
    }

    #[test]
    fn what_a_rule_is_asked_of_fits_it() {
        refused("about no kind of session", |rule| rule.each = Each::Day);
        accepted(|rule| (rule.each, rule.kinds) = (Each::Day, Vec::new()));
        accepted(|rule| rule.kinds.clear());
        refused("counts a kind of session", |rule| (rule.each, rule.kinds) = (Each::Month, Vec::new()));
        refused("says how binding it is", |rule| rule.force = None);
        refused("a check of data, and no other", |rule| rule.shape = Shape::Contradiction);
        let of_data = |shape: Shape| {
            move |rule: &mut Rule| {
                (rule.regulation, rule.article, rule.quotation) = (None, None, None);
                (rule.certainty, rule.shape) = (Certainty::Consistency, shape.clone());
            }
        };
        accepted(of_data(Shape::Contradiction));
        refused("binds nobody", of_data(Shape::Complete));
        refused("a check of data, and no other", of_data(ratio(Bound::AtLeast(1, 2))));
        refused("stands in no regulation", |rule| (rule.certainty, rule.shape) = (Certainty::Consistency, Shape::Contradiction));
    }

    #[test]
    fn a_version_with_the_words_of_another_says_so() {
        let with = |id: &str, change: &dyn Fn(&mut Rule)| {
            let mut book = Rulebook::load().expect("a rulebook without contradictions");
            let rule = book.rules.iter_mut().find(|rule| rule.id == id && rule.valid_to.is_none()).expect("the rule");
            change(rule);
            format!("{:?}", book.check())
        };
        assert_eq!(with("ADM-SECRET", &|_| ()), "Ok(())");
        assert!(with("ADM-SECRET", &|rule| rule.same_words_as = None).contains("has the words of an earlier version"));
        assert!(with("ADM-SECRET", &|rule| rule.same_words_as = Some(rule.valid_from)).contains("has the words of an earlier version"));
        assert!(with("ADM-QUORUM", &|rule| rule.same_words_as = "2014-05-28".parse().ok()).contains("of a version that has not"));
    }

    #[test]
    fn a_number_of_times_is_of_a_period() {
        for each in Each::ALL {
            let times = |rule: &mut Rule| (rule.each, rule.shape) = (*each, Shape::Times { fact: Fact::Meetings, least: 1 });
            match each {
                Each::Session | Each::Item | Each::Vote | Each::Day => refused("needs a period", times),
                Each::Year | Each::Quarter | Each::Month => accepted(times),
            }
        }
    }

    #[test]
    fn a_rule_ships_with_what_was_seen_of_its_words_and_no_more() {
        let of = |certainty, article: Option<&'static str>, quotation: Option<&'static str>| {
            move |rule: &mut Rule| {
                rule.certainty = certainty;
                rule.article = article.map(str::to_string);
                rule.quotation = quotation.map(str::to_string);
            }
        };
        accepted(of(Certainty::Verified, Some("11"), Some("原文")));
        accepted(of(Certainty::Verified, Some("11"), None));
        refused("names its article", of(Certainty::Verified, None, Some("原文")));
        accepted(of(Certainty::WordsOnly, None, Some("原文")));
        accepted(of(Certainty::Guide, None, Some("原文")));
        accepted(of(Certainty::Guide, None, None));
        refused("a guide has no articles", of(Certainty::Guide, Some("11"), None));
        refused("ships with them", of(Certainty::WordsOnly, None, None));
        refused("its article was not seen", of(Certainty::WordsOnly, Some("11"), Some("原文")));
        accepted(of(Certainty::Value, None, None));
        refused("only its value is known", of(Certainty::Value, Some("11"), None));
        refused("only its value is known", of(Certainty::Value, None, Some("原文")));
    }

    #[test]
    fn local_rules_and_profiles_belong_together() {
        let of = |certainty, profile: Option<&'static str>| {
            move |rule: &mut Rule| {
                rule.certainty = certainty;
                rule.profile = profile.map(str::to_string);
            }
        };
        accepted(of(Certainty::Local, Some("local")));
        refused("belongs to a profile", of(Certainty::Local, None));
        refused("a profile holds local rules only", of(Certainty::Verified, Some("local")));
    }

    #[test]
    fn two_profiles_of_one_id_are_refused() {
        let mut book = Rulebook::load().expect("a rulebook without contradictions");
        let known = book.profiles[0].clone();
        book.profiles.push(ProfileAbout { id: "another".to_string(), ..known.clone() });
        book.check().expect("two profiles");
        book.profiles.push(known);
        assert!(format!("{:?}", book.check()).contains("two profiles have this id"));
    }

    fn days(rule: &mut Rule, from: &str, to: Option<&str>) {
        rule.valid_from = from.parse().expect("a day");
        rule.valid_to = to.map(|day| day.parse().expect("a day"));
    }

    #[test]
    fn a_rule_does_not_end_before_it_begins() {
        refused("ends before it begins", |rule| days(rule, "2026-05-11", Some("2026-05-10")));
        accepted(|rule| days(rule, "2026-05-11", Some("2026-05-11")));
    }

    #[test]
    fn versions_of_a_rule_follow_each_other_without_a_common_day() {
        let with = |from: &str, to: Option<&str>| {
            let mut book = Rulebook::load().expect("a rulebook without contradictions");
            let mut known = book.rules.iter().find(|rule| rule.id == "BGM-QUORUM").expect("the rule").clone();
            let rule = book.rules.iter_mut().find(|rule| rule.id == "BGM-QUORUM").expect("the rule");
            days(rule, "2026-02-01", Some("2026-03-31"));
            days(&mut known, from, to);
            book.rules.push(known);
            format!("{:?}", book.check())
        };
        for (from, to) in [("2026-04-01", None), ("2026-01-01", Some("2026-01-31"))] {
            assert_eq!(with(from, to), "Ok(())", "{from} to {to:?}");
        }
        for (from, to) in [("2026-03-31", None), ("2026-01-01", Some("2026-02-01")), ("2026-01-01", None), ("2026-02-10", Some("2026-02-20"))] {
            assert!(with(from, to).contains("two versions are in force"), "{from} to {to:?}");
        }
        refused("two versions", |rule| rule.id = "BGM-PASS".to_string());
        accepted(|rule| (rule.id, rule.each, rule.quotation) = ("BGM-WHO".to_string(), Each::Vote, Some("由全体党员参加".to_string())));
    }

    #[test]
    fn a_refusal_names_the_rule() {
        refused("BGM-QUORUM", |rule| rule.force = None);
    }

    #[test]
    fn the_rules_of_a_profile_say_so_and_the_central_ones_do_not() {
        let book = Rulebook::load().expect("a rulebook without contradictions");
        let known: Vec<&str> = book.profiles().iter().map(|profile| profile.id.as_str()).collect();
        assert_eq!(known, ["appraisal-notices"]);
        let (local, central): (Vec<&Rule>, Vec<&Rule>) = book.rules().iter().partition(|rule| rule.profile.is_some());
        assert!(local.iter().all(|rule| rule.profile.as_deref() == Some("appraisal-notices") && rule.certainty == Certainty::Local));
        assert!(central.iter().all(|rule| rule.certainty != Certainty::Local));
        assert_eq!(local.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["APP-PROB", "APP-BACK"]);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let mut book = Rulebook { rules: Vec::new(), profiles: Vec::new(), evidence: Evidence::default() };
        let error = book.add("some.toml", "rule = 1").expect_err("no rules");
        assert!(format!("{error:?}").contains("rulebook/some.toml"));
    }

    #[test]
    fn a_word_that_no_rule_has_is_refused() {
        let mut book = Rulebook { rules: Vec::new(), profiles: Vec::new(), evidence: Evidence::default() };
        let text = include_str!("../../rulebook/election.toml");
        book.add("election.toml", text).expect("rules");
        assert!(book.add("election.toml", &text.replacen("certainty", "certainly", 1)).is_err());
    }
}
