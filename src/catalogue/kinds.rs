//! The kinds of session, and the form of each for whoever draws one: the parts and fields that its record has, which rules
//! ask after which field, what a record must say to be judged by, and an agenda to begin with. All but the agenda is read
//! from the parts themselves, so that it cannot say otherwise than they do.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::clock::{Day, Moment};
use crate::draft;
use crate::error::{Error, Result};
use crate::facts::Ground;
use crate::id::{EntryId, MemberId, OrganizationId};
use crate::members::{Roll, RollEntry};
use crate::organizations::About;
use crate::rulebook::Rulebook;
use crate::rulebook::case::Fact;
use crate::rulebook::kinds::{Duty, Kind, MemberStatus, OrganizationKind, ResolutionSubject};
use crate::rulebook::rules::Rule;
use crate::sessions::{COMMON_FEEDS, Part, Record, Visit};

/// The kinds there are.
#[derive(Serialize, ToSchema)]
pub struct Kinds {
    pub items: Vec<KindBrief>,
}

#[derive(Serialize, ToSchema)]
pub struct KindBrief {
    pub kind: Kind,
    #[schema(example = "支部党员大会")]
    pub zh: String,
    pub en: String,
    /// How many rules judge it.
    pub rules: usize,
}

/// What a record of a kind holds.
#[derive(Serialize, ToSchema)]
pub struct KindForm {
    pub kind: Kind,
    pub zh: String,
    pub en: String,
    /// `common` first: the fields that every kind has.
    pub parts: Vec<PartForm>,
    /// What a record must say, where the system does not know it, to be judged by.
    pub wanted: Vec<Wanted>,
    /// The rules that judge it.
    pub rules: Vec<String>,
    /// What such a session usually has on its agenda, in Chinese.
    pub agenda: Vec<String>,
}

/// A part of the record.
#[derive(Serialize, ToSchema)]
pub struct PartForm {
    #[schema(example = "party_day")]
    pub part: String,
    /// Read by few, and kept apart.
    pub sealed: bool,
    pub fields: Vec<FieldForm>,
}

/// A field of a part. Its type stands in the document, in the schema `Record`.
#[derive(Serialize, ToSchema)]
pub struct FieldForm {
    #[schema(example = "theme")]
    pub field: String,
    /// The part cannot be sent without it.
    pub required: bool,
    /// The rules that ask after it.
    pub rules: Vec<String>,
}

/// Something that a record is incomplete without.
#[derive(Serialize, ToSchema, PartialEq, Eq)]
pub struct Wanted {
    /// JSON Pointer into the record; `*` stands for each entry of a list.
    #[schema(example = "/agenda/*/votes/*/passed")]
    pub pointer: String,
    pub zh: String,
    pub en: String,
    /// Only of a vote on this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<ResolutionSubject>,
}

/// Every kind in short.
pub fn kinds(book: &Rulebook) -> Kinds {
    let brief = |kind: &Kind| KindBrief { kind: *kind, zh: kind.zh().to_string(), en: kind.en(), rules: rules_of(book, *kind).count() };
    Kinds { items: Kind::ALL.iter().map(brief).collect() }
}

/// The form of every kind.
///
/// # Errors
/// When the agendas cannot be read, or have no line for a kind.
pub fn forms(book: &Rulebook) -> Result<Vec<KindForm>> {
    let mut agendas: BTreeMap<Kind, Vec<String>> = toml::from_str(include_str!("../../rulebook/agendas.toml")).map_err(Error::internal)?;
    Kind::ALL.iter().map(|kind| form(book, *kind, agendas.remove(kind))).collect()
}

fn form(book: &Rulebook, kind: Kind, agenda: Option<Vec<String>>) -> Result<KindForm> {
    let rules: Vec<&Rule> = rules_of(book, kind).collect();
    let agenda = agenda.ok_or_else(|| Error::internal(format!("rulebook/agendas.toml: nothing for {kind}")))?;
    let bare = record(kind, serde_json::json!([]))?;
    let mut parts = Parts { kind, rules: &rules, found: vec![part_form("common", false, &Record::schema(), COMMON_FEEDS, &rules)] };
    bare.parts(&mut parts);
    let mut names: Vec<String> = rules.iter().map(|rule| rule.id.clone()).collect();
    names.sort_unstable();
    names.dedup();
    Ok(KindForm { kind, zh: kind.zh().to_string(), en: kind.en(), parts: parts.found, wanted: wanted(kind)?, rules: names, agenda })
}

/// The rules of a session of this kind, of whatever day. Those of every kind judge what there is of any.
fn rules_of(book: &Rulebook, kind: Kind) -> impl Iterator<Item = &Rule> {
    book.rules().iter().filter(move |rule| rule.kinds.contains(&kind))
}

struct Parts<'r> {
    kind: Kind,
    rules: &'r [&'r Rule],
    found: Vec<PartForm>,
}

impl Visit for Parts<'_> {
    fn part<P: Part>(&mut self, name: &'static str, _: Option<&P>) {
        if P::KINDS.is_empty() || P::KINDS.contains(&self.kind) {
            self.found.push(part_form(name, P::SEALED, &P::form(), P::FEEDS, self.rules));
        }
    }
}

fn part_form(part: &str, sealed: bool, schema: &RefOr<Schema>, feeds: &[(&str, &[Fact])], rules: &[&Rule]) -> PartForm {
    let object = match schema {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    };
    let properties = object.into_iter().flat_map(|object| object.properties.keys().cloned());
    let is_required = |field: &String| object.is_some_and(|object| object.required.contains(field));
    let is_part = |field: &String| part == "common" && Record::PARTS.iter().any(|(name, _)| name == field);
    let asking = |field: &str| {
        let facts: Vec<Fact> = feeds.iter().filter(|(name, _)| *name == field).flat_map(|(_, facts)| facts.iter().copied()).collect();
        let mut ids: Vec<String> =
            rules.iter().filter(|rule| rule.facts().iter().any(|fact| facts.contains(fact))).map(|rule| rule.id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let fields = properties.filter(|field| !is_part(field));
    let fields = fields.map(|field| FieldForm { required: is_required(&field), rules: asking(&field), field }).collect();
    PartForm { part: part.to_string(), sealed, fields }
}

/// What a record that says nothing lacks, and one whose vote says nothing but its subject.
fn wanted(kind: Kind) -> Result<Vec<Wanted>> {
    let ground = ground(kind)?;
    let lacks = |record: Record, subject: Option<ResolutionSubject>| {
        let lacking = record.facts(&ground).lacking.into_iter();
        lacking.map(|lack| Wanted { pointer: starred(&lack.pointer), zh: lack.told.zh, en: lack.told.en, subject }).collect::<Vec<_>>()
    };
    let mut all = lacks(record(kind, serde_json::json!([]))?, None);
    if !matches!(kind, Kind::BranchGeneralMeeting | Kind::OrganizationalLifeMeeting) {
        return Ok(all);
    }
    for subject in ResolutionSubject::ALL {
        let item = serde_json::json!([{ "id": EntryId::of(1), "title": "…", "votes": [{ "id": EntryId::of(2), "subject": subject }] }]);
        for wanted in lacks(record(kind, item)?, Some(*subject)) {
            let is_known = all.iter().any(|known| known.pointer == wanted.pointer && known.subject.is_none_or(|of| of == *subject));
            if wanted.pointer.starts_with("/agenda/") && !is_known {
                all.push(wanted);
            }
        }
    }
    Ok(all)
}

fn starred(pointer: &str) -> String {
    let token = |token: &str| if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()) { "*".to_string() } else { token.to_string() };
    pointer.split('/').map(token).collect::<Vec<_>>().join("/")
}

fn day() -> Result<Day> {
    Day::of(2026, 11, 20).ok_or_else(|| Error::internal("no such day"))
}

fn record(kind: Kind, agenda: serde_json::Value) -> Result<Record> {
    let mut body = serde_json::json!({ "organization": OrganizationId::of(1), "kind": kind, "held_on": day()? });
    if agenda.as_array().is_some_and(|items| !items.is_empty())
        && let Some(fields) = body.as_object_mut()
    {
        fields.insert("agenda".to_string(), agenda);
    }
    draft::parse(body.to_string().as_bytes())
}

/// An organisation that holds such sessions, with one on its roll: what it asks of the record is asked of any.
fn ground(kind: Kind) -> Result<Ground> {
    let held_by = match kind {
        Kind::PartyGroupMeeting => OrganizationKind::PartyGroup,
        Kind::DemocraticLifeMeeting => OrganizationKind::PartyCommittee,
        _ => OrganizationKind::PartyBranch,
    };
    let one = RollEntry {
        member: MemberId::of(1),
        name: String::new(),
        status: MemberStatus::Full,
        duties: vec![Duty::Secretary],
        flags: Vec::new(),
        was_extended: false,
        group: None,
    };
    let about = About {
        name: String::new(),
        active_from: day()?,
        dissolved_on: None,
        kind: held_by,
        sector: None,
        level: None,
        party_day: None,
        large_or_scattered: false,
        has_committee: Some(true),
        groups: 0,
    };
    let roll = Roll { people: vec![one] };
    Ok(Ground::bare(OrganizationId::of(1), about, roll, day()?, Moment::from_micros(0)))
}
