//! What a rule is: to whom it applies, one of a few shapes, and where it is written.

use serde::{Deserialize, Serialize};

use super::case::Fact;
use super::kinds::{Kind, OrganizationKind, Sector};
use crate::clock::Day;

crate::vocabulary! {
    /// How binding a rule is. 必须 and 应当 violate, 一般 warns.
    pub enum Force {
        Must = "must" "应当";
        Generally = "generally" "一般";
    }
}

crate::vocabulary! {
    /// How sure we are of a rule's words.
    pub enum Certainty {
        Verified = "verified" "已核对条文" "article seen";
        WordsOnly = "words_only" "已核对文字，条号未见" "words seen, article not";
        Value = "value" "只核对了要求" "only the requirement seen";
        Guide = "guide" "指引，不是条文" "a guide, no article";
        Local = "local" "一地一单位的规定" "a rule of one place";
        Consistency = "consistency" "资料核对，不是条文" "a check of data, no article";
    }
}

crate::vocabulary! {
    /// What a rule is asked of: the session, each agenda item, each vote, an organisation's period, or the organisation on a day.
    pub enum Each {
        Session = "session" "一次";
        Item = "item" "每个议题";
        Vote = "vote" "每次表决";
        Year = "year" "每年";
        Quarter = "quarter" "每季度";
        Month = "month" "每月";
        Day = "day" "任何一天" "any day";
    }
}

impl Each {
    pub const fn is_period(self) -> bool {
        matches!(self, Each::Year | Each::Quarter | Each::Month)
    }
}

/// A part of a whole: at least, more than, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Bound {
    /// 以上, 不少于: `part / whole >= n / d`.
    AtLeast(u32, u32),
    /// 超过: `part / whole > n / d`.
    MoreThan(u32, u32),
    /// 不超过: `part / whole <= n / d`.
    AtMost(u32, u32),
}

/// The few shapes a requirement has. A rule of one of these needs no code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// A quorum, a majority, a share.
    Ratio {
        part: Fact,
        whole: Fact,
        bound: Bound,
    },
    /// Something must be so.
    Yes {
        fact: Fact,
    },
    /// Something must not be so.
    No {
        fact: Fact,
    },
    /// A number of something.
    Least {
        fact: Fact,
        least: i64,
    },
    Most {
        fact: Fact,
        most: i64,
    },
    Between {
        fact: Fact,
        least: i64,
        most: i64,
    },
    /// All of these must be so.
    All {
        facts: Vec<Fact>,
    },
    /// So many times in the period: held, when no other fact is named.
    Times {
        #[serde(default = "meetings")]
        fact: Fact,
        least: i64,
    },
    /// Of what was agreed, all has an owner and a date; what is not closed is open until it is due.
    Owed {
        whole: Fact,
        owned: Fact,
        closed: Fact,
    },
    /// The record says all that makes it complete.
    Complete,
    /// The record does not contradict what the system knows.
    Contradiction,
}

fn meetings() -> Fact {
    Fact::Meetings
}

impl Shape {
    /// Those that it must have as numbers: the others may be a yes or no.
    pub fn counted(&self) -> Vec<Fact> {
        match self {
            Shape::Yes { .. } | Shape::No { .. } | Shape::All { .. } => Vec::new(),
            _ => self.facts(),
        }
    }
    /// Every fact it asks for.
    pub fn facts(&self) -> Vec<Fact> {
        match self {
            Shape::Ratio { part, whole, .. } => vec![*part, *whole],
            Shape::Yes { fact } | Shape::No { fact } | Shape::Times { fact, .. } => vec![*fact],
            Shape::Least { fact, .. } | Shape::Most { fact, .. } | Shape::Between { fact, .. } => vec![*fact],
            Shape::All { facts } => facts.clone(),
            Shape::Owed { whole, owned, closed } => vec![*whole, *owned, *closed],
            Shape::Complete | Shape::Contradiction => Vec::new(),
        }
    }
}

/// One rule, as its file has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    /// The kinds of session it is about; an empty list is any, and all that a rule of a day can have.
    pub kinds: Vec<Kind>,
    /// The organisations it applies to; all when empty.
    #[serde(default)]
    pub organizations: Vec<OrganizationKind>,
    #[serde(default)]
    pub sectors: Vec<Sector>,
    pub each: Each,
    /// None where nothing binds: that a record is incomplete is a fact, no breach.
    pub force: Option<Force>,
    /// It applies only when these are so.
    #[serde(default)]
    pub when: Vec<Fact>,
    /// It does not apply when one of these is so.
    #[serde(default)]
    pub unless: Vec<Fact>,
    /// It only warns when one of these is so, or is not known.
    #[serde(default)]
    pub generally_when: Vec<Fact>,
    pub shape: Shape,
    pub zh: String,
    pub en: String,
    /// None for what stands in no text: a check of data.
    pub regulation: Option<String>,
    pub article: Option<String>,
    pub quotation: Option<String>,
    pub certainty: Certainty,
    pub valid_from: Day,
    /// The last day it was in force.
    pub valid_to: Option<Day>,
    /// Whether its first day is our choice: the source bears none.
    #[serde(default)]
    pub choice_of_date: bool,
    /// The first day of the version that has the same words, where two have.
    pub same_words_as: Option<Day>,
    /// The local profile it belongs to; none for the central rules.
    #[serde(skip)]
    pub profile: Option<String>,
}

impl Rule {
    /// Every fact it reads, conditions first.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = [&self.when[..], &self.unless, &self.generally_when, &self.shape.facts()].concat();
        let mut seen = std::collections::BTreeSet::new();
        facts.retain(|fact| seen.insert(*fact));
        facts
    }
    pub fn is_in_force(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

#[cfg(test)]
impl Rule {
    /// A rule on lectures of anybody, for the tests of this room.
    pub(super) fn sample(shape: Shape) -> Rule {
        Rule {
            id: "RULE".to_string(),
            kinds: vec![Kind::PartyLecture],
            organizations: Vec::new(),
            sectors: Vec::new(),
            each: Each::Session,
            force: Some(Force::Must),
            when: Vec::new(),
            unless: Vec::new(),
            generally_when: Vec::new(),
            shape,
            zh: "规定".to_string(),
            en: "The rule".to_string(),
            regulation: Some("条例".to_string()),
            article: Some("11".to_string()),
            quotation: Some("原文".to_string()),
            certainty: Certainty::Verified,
            valid_from: Day::of(2026, 1, 1).expect("a day"),
            valid_to: None,
            choice_of_date: false,
            same_words_as: None,
            profile: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = r#"
        id = "RULE"
        kinds = ["party_lecture"]
        each = "session"
        force = "must"
        shape = { yes = { fact = "secret" } }
        zh = "规定"
        en = "The rule"
        regulation = "条例"
        certainty = "value"
        valid_from = "2026-05-11"
    "#;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn a_rule_is_in_force_from_its_first_day_to_its_last() {
        let rule: Rule = toml::from_str(&format!("{RULE}valid_to = \"2026-06-30\"")).expect("a rule");
        let on = ["2026-05-10", "2026-05-11", "2026-06-30", "2026-07-01"].map(|text| rule.is_in_force(day(text)));
        assert_eq!(on, [false, true, true, false]);
    }

    #[test]
    fn a_rule_reads_its_conditions_and_its_shape_each_fact_once() {
        let text =
            RULE.replace(r#"{ yes = { fact = "secret" } }"#, r#"{ owed = { whole = "follow_ups", owned = "follow_ups_owned", closed = "secret" } }"#);
        let text = format!("{text}when = [\"follow_ups\"]\nunless = [\"is_election\"]\ngenerally_when = [\"by_reference\"]");
        let rule: Rule = toml::from_str(&text).expect("a rule");
        assert_eq!(rule.facts(), [Fact::FollowUps, Fact::IsElection, Fact::ByReference, Fact::FollowUpsOwned, Fact::Secret]);
        let other = |shape: &str| toml::from_str::<Rule>(&RULE.replace(r#"{ yes = { fact = "secret" } }"#, shape)).expect("a rule").facts();
        assert_eq!(other("{ times = { least = 1 } }"), [Fact::Meetings]);
        assert_eq!(other("{ times = { fact = \"member_talks\", least = 1 } }"), [Fact::MemberTalks]);
        assert_eq!(other("\"complete\""), []);
    }

    #[test]
    fn a_rule_without_a_last_day_stays_in_force() {
        let rule: Rule = toml::from_str(RULE).expect("a rule");
        assert_eq!(["2026-05-10", "2026-05-11", "9999-12-31"].map(|text| rule.is_in_force(day(text))), [false, true, true]);
    }
}
