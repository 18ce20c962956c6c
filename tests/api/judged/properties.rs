//! What holds of every record: who says more is not worse off, unless what is said reveals something; leaving something out
//! accuses nobody; in which order a list stands, and on which day it is judged, changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use sanhui::clock::Day;
use sanhui::draft;
use sanhui::facts::{Ground, Stored};
use sanhui::id::{MemberId, OrganizationId, SessionId};
use sanhui::members::{Roll, RollEntry};
use sanhui::organizations::About;
use sanhui::rulebook::kinds::{Duty, Kind, MemberStatus, OrganizationKind};
use sanhui::rulebook::{Finding, Outcome, Rulebook};
use sanhui::sessions::Record;
use serde_json::{Value, json};

use super::without;
use crate::support::entries::identified;

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::load().expect("the rulebook"));

const HERE: OrganizationId = OrganizationId::of(7);
const COMMITTEE_MET: SessionId = SessionId::of(0xc0);
const LECTURE: SessionId = SessionId::of(0x1e);

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn member(place: usize) -> MemberId {
    MemberId::of(0x100 + place as u128)
}

/// A branch of so many, whose first three are its committee where the roll has duties.
fn ground(full: usize, probationary: usize, knows_duties: bool, held_on: Day) -> Ground {
    let duties = [Duty::Secretary, Duty::DeputySecretary, Duty::OrganizationCommissioner];
    let person = |place: usize| RollEntry {
        member: member(place),
        name: format!("党员{place}"),
        status: if place < full { MemberStatus::Full } else { MemberStatus::Probationary },
        duties: duties.get(place).filter(|_| knows_duties && place < full).copied().into_iter().collect(),
        flags: Vec::new(),
        group: None,
        was_extended: place % 2 == 1,
    };
    let stored = |id, kind, on: &str| Stored { id, is_ours: true, kind, also_kind: None, held_on: day(on), is_submitted: true };
    Ground {
        organization: HERE,
        about: About {
            name: "坡山村党支部".to_string(),
            active_from: day("2010-01-01"),
            dissolved_on: None,
            kind: OrganizationKind::PartyBranch,
            sector: None,
            level: None,
            party_day: None,
            large_or_scattered: false,
            has_committee: None,
            groups: 0,
        },
        roll: Roll { people: (0..full + probationary).map(person).collect() },
        body: None,
        guests: Vec::new(),
        stored: vec![stored(COMMITTEE_MET, Kind::BranchCommitteeMeeting, "2014-01-10"), stored(LECTURE, Kind::PartyLecture, "2014-01-11")],
        held: Vec::new(),
        agreed: Vec::new(),
        starts_on: Some(held_on),
        today: day("2026-11-23"),
        now: "2026-11-23T06:30:00Z".parse().expect("a moment"),
    }
}

fn judged(record: &Value, ground: &Ground) -> Vec<Finding> {
    let record: Record = draft::parse(identified(record).to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}\n{record:#}"));
    assert_eq!(record.misfits(), [], "{record:?}");
    RULEBOOK.judge(&record.facts(ground), &[], false)
}

/// A branch and a record of it that says everything, truly: what it repeats of the roll is what the roll says.
#[derive(Clone, Debug)]
struct World {
    ground: Ground,
    record: Value,
}

#[derive(Clone, Debug)]
struct Seed {
    full: usize,
    probationary: usize,
    knows_duties: bool,
    came: Vec<bool>,
    host: Index,
    delegated: bool,
    held_on: &'static str,
    kind: &'static str,
    spoken: bool,
    prior: Option<SessionId>,
    votes: Vec<VoteSeed>,
}

#[derive(Clone, Debug)]
struct VoteSeed {
    subject: &'static str,
    approve: Index,
    said: [bool; 4],
    number: u32,
    reviewed: &'static str,
    out: Vec<(&'static str, bool, bool)>,
    written: Vec<(Index, &'static str, i32, bool)>,
}

impl VoteSeed {
    fn vote(&self, seed: &Seed, place: usize, voters_present: usize) -> Value {
        let [passed, secret, together, member_candidate] = self.said;
        let approve = self.approve.index(voters_present + 1);
        let all = seed.full + seed.probationary;
        let candidate =
            if member_candidate && all > 0 { json!({ "member": member(place % all) }) } else { json!({ "name": format!("对象{place}") }) };
        let out: Vec<Value> = self
            .out
            .iter()
            .map(|(reason, consented, adopted)| json!({ "reason": reason, "count": 1, "superior_consented": consented, "meeting_adopted": adopted }))
            .collect();
        let held = day(seed.held_on);
        let written = self.written.iter().filter(|_| all > 0).map(|(who, opinion, after, before)| {
            let on = held.plus_days(*after);
            json!({ "person": { "member": member(who.index(all)) }, "opinion": opinion, "received_on": on, "before_meeting": before })
        });
        json!({
            "subject": self.subject, "voting_base": seed.full, "present_voters": voters_present, "approve": approve, "oppose": voters_present - approve,
            "abstain": 0, "passed": passed, "secret": secret, "proxies": self.number % 2, "candidate": candidate, "extension_months": self.number,
            "prereview_passed_on": self.reviewed, "together_with": if together { json!([{ "name": "又一人" }]) } else { json!([]) },
            "counted_out": out, "written": written.collect::<Vec<_>>(),
        })
    }
}

impl Seed {
    fn world(self) -> World {
        let all = self.full + self.probationary;
        let came = |place: usize| self.came.get(place).copied().unwrap_or(false);
        let voters_present = (0..self.full).filter(|place| came(*place)).count();
        let people: Vec<Value> =
            (0..all).map(|place| json!({ "member": member(place), "came": if came(place) { "present" } else { "excused" } })).collect();
        let host = self.host.index(all.max(1));
        let duties = ["secretary", "deputy_secretary", "organization_commissioner"];
        let mut told = json!({ "person": { "member": member(host) }, "delegated": self.delegated });
        if let Some(duty) = duties.get(host).filter(|_| host < self.full) {
            told["duty"] = (*duty).into();
        }
        let speech = json!([{ "person": { "member": member(host) }, "text": "同意。" }]);
        let items: Vec<Value> = self.votes.iter().enumerate().map(|(place, vote)| {
            let mut item = json!({
                "title": format!("议题{place}"), "important": vote.number % 3 == 0, "candidate_performance": if vote.number % 5 == 0 { "无" } else { "联系群众" },
                "secretary_signed": vote.number % 4 != 0, "discussion": if self.spoken { speech.clone() } else { json!([]) },
                "votes": [vote.vote(&self, place, voters_present), vote.vote(&self, place + 1, voters_present)],
            });
            match self.prior {
                Some(prior) => item["prior_committee_session"] = json!(prior),
                None => item["committee_discussed"] = false.into(),
            }
            item
        }).collect();
        let mut record = json!({
            "organization": HERE, "kind": self.kind, "held_on": self.held_on, "attendance": { "people": people, "expected": all }, "agenda": items,
        });
        if all > 0 {
            record["host"] = told;
        }
        World { ground: ground(self.full, self.probationary, self.knows_duties, day(self.held_on)), record }
    }
}

prop_compose! {
    fn vote_seed()(
        subject in select(vec!["ordinary", "admission", "confirmation", "probation_extension", "probation_cancellation", "election"]),
        approve in any::<Index>(), said in any::<[bool; 4]>(), number in 4_u32..15,
        reviewed in select(vec!["2026-11-21", "2026-10-20", "2026-10-19", "2026-05-10", "2014-05-01"]),
        out in subsequence(vec![("bedridden", true, true), ("retired_away", true, true), ("serving_sentence", false, true)], 0..=3),
        written in prop::collection::vec((any::<Index>(), select(vec!["approve", "approve", "oppose"]), -1_i32..=1, any::<bool>()), 0..4),
    ) -> VoteSeed {
        VoteSeed { subject, approve, said, number, reviewed, out, written }
    }
}

prop_compose! {
    fn world()(
        full in 0_usize..13, probationary in 0_usize..3, knows_duties in prop::bool::weighted(0.8), came in prop::collection::vec(prop::bool::weighted(0.6), 16),
        host in any::<Index>(), delegated in any::<bool>(),
        held_on in select(vec!["2026-11-20", "2026-11-20", "2026-05-10", "2026-05-11", "2019-01-01", "2014-05-28"]),
        kind in select(vec!["branch_general_meeting", "branch_general_meeting", "organizational_life_meeting", "theme_party_day"]),
        spoken in any::<bool>(), prior in select(vec![None, Some(COMMITTEE_MET), Some(LECTURE)]), votes in prop::collection::vec(vote_seed(), 1..4),
    ) -> World {
        Seed { full, probationary, knows_duties, came, host, delegated, held_on, kind, spoken, prior, votes }.world()
    }
}

/// Every thing that such a record says of its own accord and could have left out.
fn could_be_left_out(record: &Value) -> Vec<String> {
    let mut places: Vec<String> =
        ["/host", "/host/duty", "/host/delegated", "/attendance", "/attendance/expected", "/agenda"].map(str::to_string).to_vec();
    let of_item = ["important", "candidate_performance", "secretary_signed", "discussion", "prior_committee_session", "committee_discussed"];
    let of_vote = [
        "subject",
        "voting_base",
        "present_voters",
        "approve",
        "oppose",
        "abstain",
        "passed",
        "candidate",
        "secret",
        "proxies",
        "extension_months",
        "prereview_passed_on",
        "counted_out/0/superior_consented",
        "counted_out/0/meeting_adopted",
        "counted_out/1/superior_consented",
        "written/0/before_meeting",
        "written/1/before_meeting",
    ];
    for item in 0..record["agenda"].as_array().map_or(0, Vec::len) {
        places.extend(of_item.map(|field| format!("/agenda/{item}/{field}")));
        for vote in 0..2 {
            places.extend(of_vote.map(|field| format!("/agenda/{item}/votes/{vote}/{field}")));
        }
    }
    places.retain(|place| record.pointer(place).is_some());
    places
}

/// By rule and place, for what stands at one place; else by rule.
fn outcomes(findings: &[Finding]) -> BTreeMap<(String, String), Outcome> {
    let of = |finding: &Finding| finding.pointers.iter().map(|place| ((finding.rule.clone(), place.clone()), finding.outcome)).collect::<Vec<_>>();
    findings.iter().flat_map(of).collect()
}

fn is_alarm(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Violated | Outcome::Warning)
}

proptest! {
    #[test]
    fn who_says_more_is_not_worse_off_unless_it_reveals_something(world in world(), left in prop::collection::vec(any::<Index>(), 1..4)) {
        let places = could_be_left_out(&world.record);
        let less = left.iter().map(|index| index.get(&places)).fold(world.record.clone(), |record, place| {
            if record.pointer(place).is_some() { without(&record, place) } else { record }
        });
        let (more, less) = (outcomes(&judged(&world.record, &world.ground)), outcomes(&judged(&less, &world.ground)));
        for (what, outcome) in &less {
            match more.get(what) {
                // Nothing is met by silence that is not met by the truth.
                Some(told) if *outcome == Outcome::Met => prop_assert_eq!(*told, Outcome::Met, "{:?}", what),
                // And silence is no offence that the truth is not.
                Some(told) if is_alarm(*outcome) => prop_assert!(is_alarm(*told), "{:?} is {} and was {}", what, told, outcome),
                // Of nothing that is asked about silence alone.
                None => prop_assert!(!is_alarm(*outcome) && *outcome != Outcome::Met || what.0.contains("-ROLL"), "{:?} is {} only when less is said", what, outcome),
                Some(_) => (),
            }
        }
    }

    #[test]
    fn the_order_of_a_list_changes_nothing(world in world(), turns in 1_usize..4, backwards in any::<bool>()) {
        let told = |record: &Value| -> BTreeSet<(String, &'static str, BTreeMap<String, i64>)> {
            judged(record, &world.ground).into_iter().map(|finding| (finding.rule, finding.outcome.word(), finding.numbers)).collect()
        };
        let mut turned = world.record.clone();
        turn(&mut turned, turns, backwards);
        prop_assert_eq!(told(&world.record), told(&turned));
    }

    #[test]
    fn a_year_later_it_is_judged_the_same(world in world()) {
        let later = Ground { today: day("2027-11-23"), now: "2027-11-23T06:30:00Z".parse().expect("a moment"), ..world.ground.clone() };
        prop_assert_eq!(judged(&world.record, &world.ground), judged(&world.record, &later));
    }

    #[test]
    fn a_record_of_nothing_is_never_clean(world in world()) {
        let empty = json!({ "organization": HERE, "kind": world.record["kind"], "held_on": world.record["held_on"] });
        let findings = judged(&empty, &world.ground);
        prop_assert!(findings.iter().all(|finding| !is_alarm(finding.outcome)), "{:#?}", findings);
        prop_assert_eq!(Outcome::of(&findings), Some(Outcome::Incomplete));
    }
}

/// Every list in it the other way round, or some places on.
fn turn(value: &mut Value, turns: usize, backwards: bool) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|inner| turn(inner, turns, backwards)),
        Value::Array(list) => {
            list.iter_mut().for_each(|inner| turn(inner, turns, backwards));
            let by = turns.checked_rem(list.len()).unwrap_or(0);
            list.rotate_left(by);
            if backwards {
                list.reverse();
            }
        }
        _ => (),
    }
}
