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
        Verified = "verified" "已核对条文";
        WordsOnly = "words_only" "已核对文字，条号未见";
        Value = "value" "只核对了要求";
        Local = "local" "一地一单位的规定";
    }
}

crate::vocabulary! {
    /// What a rule is asked of: the session, each agenda item, each vote, or an organisation's period.
    pub enum Each {
        Session = "session" "一次";
        Item = "item" "每个议题";
        Vote = "vote" "每次表决";
        Year = "year" "每年";
        Quarter = "quarter" "每季度";
        Month = "month" "每月";
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
    /// Held so many times in the period.
    Times {
        least: i64,
    },
}

/// One rule, as its file has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    /// The kinds of session it is about.
    pub kinds: Vec<Kind>,
    /// The organisations it applies to; all when empty.
    #[serde(default)]
    pub organizations: Vec<OrganizationKind>,
    #[serde(default)]
    pub sectors: Vec<Sector>,
    pub each: Each,
    pub force: Force,
    /// It applies only when these are so.
    #[serde(default)]
    pub when: Vec<Fact>,
    /// It does not apply when one of these is so.
    #[serde(default)]
    pub unless: Vec<Fact>,
    pub shape: Shape,
    pub zh: String,
    pub en: String,
    pub regulation: String,
    pub article: Option<String>,
    pub quotation: Option<String>,
    pub certainty: Certainty,
    pub valid_from: Day,
    /// The last day it was in force.
    pub valid_to: Option<Day>,
    /// The local profile it belongs to; none for the central rules.
    #[serde(skip)]
    pub profile: Option<String>,
}

impl Rule {
    pub fn is_in_force(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
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
    fn a_rule_without_a_last_day_stays_in_force() {
        let rule: Rule = toml::from_str(RULE).expect("a rule");
        assert_eq!(["2026-05-10", "2026-05-11", "9999-12-31"].map(|text| rule.is_in_force(day(text))), [false, true, true]);
    }
}
