//! The record as a document: every kind goes round and comes back the same, what cannot have happened is named with its
//! place, and a truthful record is never refused.

mod possible;

use proptest::prelude::*;
use sanhui::clock::Day;
use sanhui::draft;
use sanhui::error::FieldFault;
use sanhui::facts::Ground;
use sanhui::hash::sha256_hex;
use sanhui::id::{EntryId, MemberId, OrganizationId};
use sanhui::members::{Roll, RollEntry};
use sanhui::organizations::About;
use sanhui::rulebook::kinds::{Duty, Kind, MemberStatus, OrganizationKind};
use sanhui::sessions::Record;
use sanhui::sessions::document::Document;
use serde_json::{Value, json};

use crate::support::entries::{entry_at, identified};

const TODAY: &str = "2026-11-23";

fn today() -> Day {
    TODAY.parse().expect("a day")
}

fn member(number: u128) -> MemberId {
    MemberId::of(number)
}

/// Five members; the first three are the committee.
fn roll() -> Roll {
    let one = |number: u128| RollEntry {
        member: member(number),
        name: format!("党员{number}"),
        status: MemberStatus::Full,
        duties: if number <= 3 { vec![Duty::CommitteeMember] } else { Vec::new() },
        flags: Vec::new(),
        was_extended: false,
        group: None,
    };
    Roll { people: (1..=5).map(one).collect() }
}

/// What is known of a day: a branch with that roll, at work since 2020.
fn ground() -> Ground {
    let about = About {
        name: "河口村党支部".to_string(),
        active_from: "2020-01-01".parse().expect("a day"),
        dissolved_on: None,
        kind: OrganizationKind::PartyBranch,
        sector: None,
        level: None,
        party_day: None,
        large_or_scattered: false,
        has_committee: None,
        groups: 0,
    };
    Ground::bare(OrganizationId::of(7), about, roll(), today(), "2026-11-23T06:30:00Z".parse().expect("a moment"))
}

/// The record, its entries with ids.
fn read(value: &Value) -> Record {
    exactly(&identified(value))
}

fn exactly(value: &Value) -> Record {
    draft::parse(value.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}\n{value}"))
}

fn bare(kind: &str) -> Value {
    json!({ "organization": OrganizationId::of(7), "kind": kind, "held_on": "2026-11-20" })
}

fn with(kind: &str, part: &str, value: Value) -> Value {
    let mut record = bare(kind);
    record[part] = value;
    record
}

fn person(number: u128) -> Value {
    json!({ "member": member(number) })
}

/// A record of each kind with all its particulars.
fn whole_records() -> Vec<Value> {
    let decision = json!({ "text": "公开租金", "owner": person(1), "due_on": "2026-12-01", "progress": "open" });
    let vote = json!({ "subject": "admission", "candidate": { "name": "李明" }, "voting_base": 5, "present_voters": 4, "approve": 3, "oppose": 1, "abstain": 0,
        "secret": true, "passed": true, "prereview_passed_on": "2026-11-01", "counted_out": [{ "reason": "bedridden", "count": 1, "superior_consented": true, "meeting_adopted": true }],
        "written": [{ "person": person(5), "opinion": "approve", "received_on": "2026-11-19" }] });
    let agenda = json!([{ "title": "接收预备党员", "important": true, "discussion": [{ "person": person(2), "text": "同意。\n但应继续培养。" }],
        "votes": [vote], "decisions": [decision], "candidate_performance": "表现好", "secretary_signed": true }]);
    vec![
        with("branch_general_meeting", "agenda", agenda),
        with("branch_committee_meeting", "attendance", json!({ "people": [{ "member": member(1), "came": "present", "basis": "paper" }] })),
        with("party_group_meeting", "host", json!({ "person": person(4), "duty": "group_leader" })),
        with(
            "party_lecture",
            "lecture",
            json!({ "lecturer": { "name": "𠮷·艾力" }, "position": "镇党委书记", "title": "䶮", "outline": "一\n二", "feedback": "好" }),
        ),
        with(
            "theme_party_day",
            "party_day",
            json!({ "theme": "护河", "contents": ["volunteering", "study"], "planned_on": "2026-11-10", "service_minutes": 90, "follow_ups": [decision] }),
        ),
        with(
            "organizational_life_meeting",
            "life",
            json!({ "theme": "作风", "form": "branch_general_meeting", "study": [{ "on": "2026-11-01", "text": "学习" }],
            "speakers": [{ "person": person(1), "self_criticism": "学习不够", "criticisms": [{ "person": person(2), "text": "下基层少" }], "response": "接受" }], "measures": [decision] }),
        ),
        with(
            "democratic_appraisal",
            "appraisal",
            json!({ "steps": ["self_appraisal", "mutual_appraisal", "democratic_ballot"], "ballot_in_general_meeting": true,
            "members": [{ "member": member(1), "self_appraisal": "合格", "ballot": { "excellent": 1, "qualified": 3, "basically_qualified": 0, "unqualified": 0 }, "grade": "qualified", "told_on": "2026-11-22" }] }),
        ),
        with(
            "democratic_life_meeting",
            "democratic_life",
            json!({ "theme": "主题", "theme_set_by": "superior", "body_expected": 9, "body_present": 6, "supervision": "team" }),
        ),
        with(
            "heart_to_heart_talk",
            "talk",
            json!({ "relation": "committee_member", "mode": "one_to_one", "talkers": [person(1)], "with": [person(5)], "points": "家里困难" }),
        ),
        with("collective_study", "study", json!({ "topic": "党章", "material": "第一章" })),
    ]
}

fn mistakes(record: &Record) -> Vec<(String, FieldFault)> {
    record.impossible(&ground()).into_iter().map(|error| (error.pointer, error.fault)).collect()
}

#[test]
fn every_kind_goes_round_and_comes_back_the_same() {
    let records = whole_records();
    assert_eq!(records.len(), Kind::ALL.len(), "a kind without a record in this test");
    for value in records {
        let value = identified(&value);
        let record = exactly(&value);
        let document = Document::of(record.clone()).expect("a document");
        let text = document.text().expect("its text");
        // Keys of one case: sorted, as `Value` has them, they are canonical.
        assert_eq!(text, serde_json::from_str::<Value>(&text).expect("JSON").to_string());
        let again = Document::read(&text, document.hash.clone()).expect("what was kept can be read");
        for one in [&document, &again] {
            assert_eq!((&one.record, one.canonical.get()), (&record, value.to_string().as_str()), "nothing is added and nothing lost");
        }
        assert_eq!((again.text().expect("its text"), again.hashes(), again.hash), (text.clone(), document.hashes(), document.hash));
        assert_eq!(Record::kept(&text).expect("a record"), record);
        assert_eq!(mistakes(&record), [], "{value}");
    }
}

#[test]
fn each_part_has_its_own_hash_and_the_record_one_over_them() {
    for value in whole_records() {
        let value = identified(&value);
        let fields = value.as_object().expect("an object").clone();
        let (parts, common): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| Record::PARTS.iter().any(|(part, _)| part == name));
        let common = Value::Object(common.into_iter().collect());
        let hashed = |(name, content): (String, Value)| json!({ "hash": sha256_hex(content.to_string().as_bytes()), "part": name });
        let mut expected: Vec<Value> = parts.into_iter().chain([("common".to_string(), common)]).map(hashed).collect();
        expected.sort_by_key(|one| one["part"].to_string());
        let document = Document::of(exactly(&value)).expect("a document");
        assert_eq!(json!(document.hashes()), json!(expected));
        assert_eq!(document.hash, sha256_hex(json!(expected).to_string().as_bytes()));
    }
}

#[test]
fn another_word_in_a_part_changes_its_hash_and_the_whole_and_no_other() {
    let of = |title: &str, theme: &str| {
        let mut value = with("theme_party_day", "party_day", json!({ "theme": theme }));
        value["title"] = title.into();
        Document::of(read(&value)).expect("a document")
    };
    let (first, other) = (of("甲", "护河"), of("甲", "护林"));
    let changed: Vec<String> = first.hashes().into_iter().zip(other.hashes()).filter(|(a, b)| a != b).map(|(a, _)| a.part).collect();
    assert_eq!(changed, ["party_day"]);
    assert_ne!(first.hash, other.hash);
}

#[test]
fn none_is_kept_apart_from_nothing_said() {
    let said = with("branch_general_meeting", "agenda", json!([]));
    let unsaid = bare("branch_general_meeting");
    for value in [&said, &unsaid] {
        let document = Document::of(read(value)).expect("a document");
        assert_eq!(document.canonical.get(), value.to_string());
    }
    let hash = |value: &Value| Document::of(read(value)).expect("a document").hash;
    assert_ne!(hash(&said), hash(&unsaid));
    let people = |list: Value| read(&with("branch_general_meeting", "attendance", list)).presence().map(|presence| presence.0.len());
    assert_eq!((people(json!({ "people": [] })), people(json!({}))), (Some(0), None));
}

#[test]
fn a_place_is_known_by_its_entrys_id_and_a_field_of_the_form() {
    let record = read(&whole_records()[0]);
    let (item, vote, written) = (entry_at("/agenda/0"), entry_at("/agenda/0/votes/0"), entry_at("/agenda/0/votes/0/written/0"));
    for known in ["", "/host", "/host/person/name", "/attendance/people", "/agenda", "/minutes", "/party_day/theme", "/captured_at"] {
        assert!(record.knows(None, known), "{known}");
    }
    for unknown in ["/", "/hosts", "/agenda/0", "/agenda/0/title", "/host/person/name/first", "minutes", "/attendance/people/0", "/agenda/-"] {
        assert!(!record.knows(None, unknown), "{unknown}");
    }
    for (entry, known) in
        [(item, ""), (item, "/title"), (item, "/votes"), (item, "/carried/progress"), (vote, "/secret"), (vote, "/written"), (written, "/opinion")]
    {
        assert!(record.knows(Some(entry), known), "{entry:?}{known}");
    }
    for (entry, unknown) in
        [(item, "/secret"), (item, "/votes/0"), (vote, "/title"), (written, "/secret"), (EntryId::of(1), ""), (EntryId::of(1), "/title")]
    {
        assert!(!record.knows(Some(entry), unknown), "{entry:?}{unknown}");
    }
}

#[test]
fn one_id_is_of_one_entry() {
    let item = |id: u128| json!({ "id": EntryId::of(id), "title": "议题" });
    let misfits = |ids: [u128; 2]| {
        exactly(&with("branch_general_meeting", "agenda", json!(ids.map(item)))).misfits().into_iter().map(|error| error.pointer).collect::<Vec<_>>()
    };
    assert_eq!((misfits([1, 2]), misfits([1, 1])), (vec![], vec!["/agenda/1/id".to_string()]));
    // What it carries on has the id of another record's entry, which may well be one of its own.
    let carries = json!({ "id": EntryId::of(1), "title": "落实", "carried": { "session": uuid::Uuid::from_u128(5), "entry": EntryId::of(1), "progress": "done" } });
    assert_eq!(exactly(&with("branch_general_meeting", "agenda", json!([carries]))).misfits(), []);
}

#[test]
fn a_record_without_a_later_field_can_still_be_read() {
    let old = bare("party_lecture").to_string();
    assert!(serde_json::from_str::<Record>(&old).is_ok());
}
