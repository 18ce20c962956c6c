//! Where the words of the rules were seen, and by when: kept beside the rules, and held against them when they are read. A
//! quotation that nobody can show is refused; so is a source that nothing stands on.

use serde::{Deserialize, Serialize};

use super::rules::Rule;
use crate::clock::Day;
use crate::error::{Error, Result};

/// What was seen, and when.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    #[serde(rename = "source", default)]
    pub sources: Vec<TextSource>,
    #[serde(rename = "quotation", default)]
    pub quotations: Vec<Quotation>,
}

/// A text that rules stand on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSource {
    /// As the rules name it.
    pub regulation: String,
    pub zh: String,
    pub en: String,
    /// Whether a copy or an address of the text is kept.
    pub is_kept: bool,
}

/// Words of a text, and the day by which they had been seen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotation {
    pub regulation: String,
    pub words: String,
    pub seen_by: Seen,
}

/// A day, or that it is not known: only where no source is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    Unknown,
    #[serde(untagged)]
    On(Day),
}

impl Evidence {
    pub fn source(&self, regulation: &str) -> Option<&TextSource> {
        self.sources.iter().find(|source| source.regulation == regulation)
    }
    pub fn quotation(&self, regulation: &str, words: &str) -> Option<&Quotation> {
        self.quotations.iter().find(|one| one.regulation == regulation && one.words == words)
    }

    /// # Errors
    /// When it and the rules do not belong together; says which and why.
    pub(super) fn check(&self, rules: &[Rule]) -> Result<()> {
        rules.iter().try_for_each(|rule| self.check_rule(rule))?;
        self.quotations.iter().enumerate().try_for_each(|(i, one)| {
            let is_used = rules.iter().any(|rule| rule.regulation.as_ref() == Some(&one.regulation) && rule.quotation.as_ref() == Some(&one.words));
            let is_double = self.quotations.iter().skip(i + 1).any(|other| (&other.regulation, &other.words) == (&one.regulation, &one.words));
            let wrong = |what: &str| Err(Error::internal(format!("rulebook: evidence of “{}”: {what}", one.words)));
            match self.source(&one.regulation) {
                _ if is_double => wrong("it is there twice"),
                _ if !is_used => wrong("no rule has these words of this regulation"),
                Some(source) if source.is_kept && one.seen_by == Seen::Unknown => wrong("its source is kept, so it says by when it was seen"),
                _ => Ok(()),
            }
        })?;
        self.sources.iter().enumerate().try_for_each(|(i, source)| {
            let wrong = |what: &str| Err(Error::internal(format!("rulebook: source {}: {what}", source.regulation)));
            match source.regulation.as_str() {
                name if self.sources.iter().skip(i + 1).any(|other| other.regulation == name) => wrong("it is there twice"),
                name if !rules.iter().any(|rule| rule.regulation.as_deref() == Some(name)) => wrong("no rule stands on it"),
                _ => Ok(()),
            }
        })
    }

    fn check_rule(&self, rule: &Rule) -> Result<()> {
        let wrong = |what: &str| Err(Error::internal(format!("rulebook: {}: {what}", rule.id)));
        let Some(regulation) = &rule.regulation else { return Ok(()) };
        if self.source(regulation).is_none() {
            return wrong("evidence.toml has no source of its regulation");
        }
        match &rule.quotation {
            Some(words) if self.quotation(regulation, words).is_none() => wrong("evidence.toml has no evidence of its quotation"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rulebook;
    use super::*;

    fn refused(why: &str, change: impl Fn(&mut Evidence)) {
        let book = Rulebook::load().expect("a rulebook without contradictions");
        let mut evidence = book.evidence().clone();
        change(&mut evidence);
        let error = format!("{:?}", evidence.check(book.rules()).expect_err(why));
        assert!(error.contains(why), "{error} does not say: {why}");
    }

    #[test]
    fn words_that_nobody_saw_are_refused_and_so_is_evidence_of_nothing() {
        refused("no evidence of its quotation", |evidence| {
            evidence.quotations.remove(0);
        });
        refused("no rule has these words", |evidence| {
            let one = evidence.quotations[0].clone();
            evidence.quotations.push(Quotation { words: "没有这句话".to_string(), ..one });
        });
        refused("it is there twice", |evidence| {
            let one = evidence.quotations[0].clone();
            evidence.quotations.push(one);
        });
    }

    #[test]
    fn every_regulation_has_its_source_once_and_no_source_stands_alone() {
        refused("no source of its regulation", |evidence| {
            evidence.sources.remove(0);
        });
        let another = |name: Option<&'static str>| {
            move |evidence: &mut Evidence| {
                let one = evidence.sources[0].clone();
                let regulation = name.map_or(one.regulation.clone(), str::to_string);
                evidence.sources.push(TextSource { regulation, ..one });
            }
        };
        refused("no rule stands on it", another(Some("没有这部条例")));
        refused("it is there twice", another(None));
    }

    #[test]
    fn when_words_were_seen_is_unknown_only_where_no_source_is_kept() {
        refused("says by when it was seen", |evidence| {
            for source in &mut evidence.sources {
                source.is_kept = true;
            }
        });
        let book = Rulebook::load().expect("a rulebook without contradictions");
        assert!(book.evidence().quotations.iter().any(|one| one.seen_by != Seen::Unknown));
    }
}
