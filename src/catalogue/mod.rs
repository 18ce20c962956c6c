//! The catalogue: the rules as people read them, each with where it stands, since when, what it reads and how sure that is;
//! and every closed word of the API with its Chinese and English label. Nothing in it is anybody's: whoever finds the
//! server may read it. Not here: judging (`rulebook`), and which local rules are on where (`local_rules`).

pub mod http;
mod kinds;
mod vocabulary;

use serde::Serialize;
use utoipa::ToSchema;

pub use kinds::{KindForm, Kinds, forms, kinds};
pub use vocabulary::{Vocabularies, vocabularies};

use crate::clock::Day;
use crate::rulebook::Rulebook;
use crate::rulebook::case::{Fact, Mend};
use crate::rulebook::evidence::{Seen, TextSource};
use crate::rulebook::facts::Origin;
use crate::rulebook::kinds::{Kind, OrganizationKind, Sector};
use crate::rulebook::rules::{Certainty, Each, Force, Rule};

/// Every rule in short, each version for itself.
#[derive(Serialize, ToSchema)]
pub struct Rules {
    pub items: Vec<RuleBrief>,
    /// The local profiles there are; a rule of one names it.
    pub profiles: Vec<Profile>,
}

/// A set of local rules that a committee can switch on.
#[derive(Serialize, ToSchema)]
pub struct Profile {
    #[schema(example = "appraisal-notices")]
    pub id: String,
    pub zh: String,
    pub en: String,
}

/// What a version of a rule asks, of whom and since when.
#[derive(Serialize, ToSchema)]
pub struct RuleBrief {
    #[schema(example = "BGM-QUORUM")]
    pub id: String,
    pub zh: String,
    pub en: String,
    /// 应当 violates, 一般 warns; null where nothing binds.
    pub force: Option<Force>,
    /// How sure we are of its words.
    pub certainty: Certainty,
    /// Of what it is asked: a session, an item, a vote, a period, an organisation on any day.
    pub each: Each,
    /// The kinds of session it is about; any when empty.
    pub kinds: Vec<Kind>,
    /// The organisations it is asked of; all when empty.
    pub organizations: Vec<OrganizationKind>,
    /// The sectors it is asked of; all when empty.
    pub sectors: Vec<Sector>,
    /// Null for a check of data, which stands in no text.
    #[schema(example = "中国共产党支部工作条例（试行）")]
    pub regulation: Option<String>,
    #[schema(example = "11")]
    pub article: Option<String>,
    pub valid_from: Day,
    /// The last day; null while it is in force.
    pub valid_to: Option<Day>,
    /// Whether its first day is our choice, because its source bears none.
    pub choice_of_date: bool,
    /// The local profile it belongs to; null for a central rule.
    pub profile: Option<String>,
}

/// A rule with all of its versions, the newest first.
#[derive(Serialize, ToSchema)]
pub struct RuleInFull {
    pub id: String,
    pub versions: Vec<RuleVersion>,
}

/// One version of a rule, with what it stands on and what it reads.
#[derive(Serialize, ToSchema)]
pub struct RuleVersion {
    #[serde(flatten)]
    pub brief: RuleBrief,
    /// The words of the text, where they were seen.
    pub quotation: Option<String>,
    /// The first day of the version that has the same words.
    pub same_words_as: Option<Day>,
    /// Where the text, and its words, were seen; null for a check of data.
    pub evidence: Option<RuleEvidence>,
    /// What must be so, in the form of the rulebook's files: its shape, its facts, its numbers.
    #[schema(value_type = serde_json::Value)]
    pub shape: serde_json::Value,
    /// It is asked only when these are so.
    pub when: Vec<Fact>,
    /// It is not asked when one of these is so.
    pub unless: Vec<Fact>,
    /// It only warns when one of these is so.
    pub generally_when: Vec<Fact>,
    /// Every fact it reads.
    pub facts: Vec<FactRead>,
}

/// The source of a rule's text and words.
#[derive(Serialize, ToSchema)]
pub struct RuleEvidence {
    pub zh: String,
    pub en: String,
    /// Whether a copy or an address of the text is kept.
    pub is_kept: bool,
    /// The day by which the words had been seen; null without a quotation, and where it is not known.
    pub seen_by: Option<Day>,
}

/// A fact, and where it comes from.
#[derive(Serialize, ToSchema)]
pub struct FactRead {
    pub fact: Fact,
    pub zh: String,
    pub en: String,
    /// The Chinese measure word; null for a yes or no.
    pub unit: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// Who can mend it when it is not known.
    pub mend: Mend,
}

/// Every rule in short, by id, the newest version of each first.
pub fn rules(book: &Rulebook) -> Rules {
    let items = in_order(book).into_iter().map(brief).collect();
    let profiles = book.profiles().iter().map(|one| Profile { id: one.id.clone(), zh: one.zh.clone(), en: one.en.clone() }).collect();
    Rules { items, profiles }
}

/// Every rule in full, by id.
pub fn in_full(book: &Rulebook) -> Vec<RuleInFull> {
    let mut all: Vec<RuleInFull> = Vec::new();
    for rule in in_order(book) {
        let version = version(book, rule);
        match all.last_mut().filter(|last| last.id == rule.id) {
            Some(last) => last.versions.push(version),
            None => all.push(RuleInFull { id: rule.id.clone(), versions: vec![version] }),
        }
    }
    all
}

fn in_order(book: &Rulebook) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = book.rules().iter().collect();
    rules.sort_by(|a, b| (&a.id, b.valid_from, a.each).cmp(&(&b.id, a.valid_from, b.each)));
    rules
}

fn brief(rule: &Rule) -> RuleBrief {
    RuleBrief {
        id: rule.id.clone(),
        zh: rule.zh.clone(),
        en: rule.en.clone(),
        force: rule.force,
        certainty: rule.certainty,
        each: rule.each,
        kinds: rule.kinds.clone(),
        organizations: rule.organizations.clone(),
        sectors: rule.sectors.clone(),
        regulation: rule.regulation.clone(),
        article: rule.article.clone(),
        valid_from: rule.valid_from,
        valid_to: rule.valid_to,
        choice_of_date: rule.choice_of_date,
        profile: rule.profile.clone(),
    }
}

fn version(book: &Rulebook, rule: &Rule) -> RuleVersion {
    RuleVersion {
        brief: brief(rule),
        quotation: rule.quotation.clone(),
        same_words_as: rule.same_words_as,
        evidence: evidence(book, rule),
        // It was read from a file of the same form.
        shape: serde_json::to_value(&rule.shape).unwrap_or_default(),
        when: rule.when.clone(),
        unless: rule.unless.clone(),
        generally_when: rule.generally_when.clone(),
        facts: rule.facts().into_iter().map(fact_read).collect(),
    }
}

fn evidence(book: &Rulebook, rule: &Rule) -> Option<RuleEvidence> {
    let regulation = rule.regulation.as_ref()?;
    let TextSource { zh, en, is_kept, .. } = book.evidence().source(regulation)?.clone();
    let words = rule.quotation.as_ref().and_then(|words| book.evidence().quotation(regulation, words));
    let seen_by = words.and_then(|words| if let Seen::On(day) = words.seen_by { Some(day) } else { None });
    Some(RuleEvidence { zh, en, is_kept, seen_by })
}

fn fact_read(fact: Fact) -> FactRead {
    let about = fact.about();
    let unit = about.unit.as_ref().map(|unit| unit.zh.to_string());
    FactRead { fact, zh: fact.zh().to_string(), en: fact.en(), unit, origin: about.origin, mend: about.mend }
}
