//! The record as a document: every kind goes round and comes back the same, what cannot have happened is named with its
//! place, and a truthful record is never refused.

use proptest::prelude::*;
use sanhui::clock::Day;
use sanhui::draft;
use sanhui::error::FieldFault;
use sanhui::id::{MemberId, OrganizationId};
use sanhui::members::{Roll, RollEntry};
use sanhui::rulebook::kinds::{Duty, Kind, MemberStatus};
use sanhui::sessions::Record;
use sanhui::sessions::document::hash;
use serde_json::{Value, json};

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
        group: None,
    };
    Roll { people: (1..=5).map(one).collect() }
}

fn read(value: &Value) -> Record {
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
    record.impossible(&roll(), today()).into_iter().map(|error| (error.pointer, error.fault)).collect()
}

#[test]
fn every_kind_goes_round_and_comes_back_the_same() {
    let records = whole_records();
    assert_eq!(records.len(), Kind::ALL.len(), "a kind without a record in this test");
    for value in records {
        let record = read(&value);
        let canonical = record.canonical().expect("canonical JSON");
        let again = Record::read(&canonical).expect("what was kept can be read");
        assert_eq!(again, record);
        assert_eq!(again.canonical().expect("canonical JSON"), canonical);
        assert_eq!(serde_json::from_str::<Value>(&canonical).expect("JSON"), value, "nothing is added and nothing lost");
        assert_eq!(mistakes(&record), [], "{value}");
    }
}

#[test]
fn a_record_without_a_later_field_can_still_be_read() {
    let old = bare("party_lecture").to_string();
    assert!(Record::read(&old).is_ok());
}

#[test]
fn a_part_of_another_kind_is_refused_with_its_place() {
    let record = read(&with("party_lecture", "talk", json!({})));
    assert_eq!(
        record.misfits().iter().map(|error| (error.pointer.as_str(), error.fault)).collect::<Vec<_>>(),
        [("/talk", FieldFault::NotForThisKind)]
    );
    let mut both = with("party_lecture", "party_day", json!({ "theme": "党课上河堤" }));
    both["also_kind"] = "theme_party_day".into();
    assert_eq!(read(&both).misfits(), [], "one gathering may count as two kinds");
}

#[test]
fn a_person_who_is_nobody_is_refused() {
    let record = read(&with("party_lecture", "recorder", json!({})));
    assert_eq!(record.misfits().len(), 1);
}

#[test]
fn what_cannot_have_happened_is_named_all_at_once() {
    let mut value = bare("branch_general_meeting");
    value["held_on"] = "2026-11-24".into();
    value["starts_at"] = "2026-11-24T15:00:00+08:00".into();
    value["ends_at"] = "2026-11-24T14:00:00+08:00".into();
    value["attendance"] = json!({ "expected": 1, "people": [{ "member": member(1), "came": "present" }, { "member": member(1), "came": "late" },
        { "member": member(99), "came": "remote" }] });
    value["agenda"] = json!([{ "title": "表决", "votes": [{ "subject": "ordinary", "voting_base": 3, "present_voters": 4, "approve": 3, "oppose": 1, "abstain": 1 }] }]);
    let found = mistakes(&read(&value));
    let expected = [
        ("/held_on", FieldFault::InTheFuture),
        ("/ends_at", FieldFault::EndsBeforeStart),
        ("/attendance/people/1/member", FieldFault::TwiceOnRoll),
        ("/attendance/people/2/member", FieldFault::NotOnRoll),
        ("/attendance/people", FieldFault::MorePresentThanExpected),
        ("/attendance/expected_reason", FieldFault::ReasonRequired),
        ("/agenda/0/votes/0/approve", FieldFault::VotesDoNotAddUp),
        ("/agenda/0/votes/0/present_voters", FieldFault::MorePresentThanExpected),
    ];
    assert_eq!(found, expected.map(|(place, fault)| (place.to_string(), fault)));
}

#[test]
fn a_meeting_without_its_quorum_is_a_truthful_record() {
    let people: Vec<Value> = (1..=5).map(|n| json!({ "member": member(n), "came": if n == 1 { "present" } else { "absent" } })).collect();
    let value = with("branch_general_meeting", "attendance", json!({ "people": people }));
    assert_eq!(mistakes(&read(&value)), []);
}

#[test]
fn the_committee_is_expected_at_its_own_meeting_and_nobody_else() {
    let people = json!({ "people": [{ "member": member(1), "came": "present" }, { "member": member(2), "came": "excused", "reason": "sick" }] });
    assert_eq!(mistakes(&read(&with("branch_committee_meeting", "attendance", people))), []);
    assert_eq!(read(&bare("branch_committee_meeting")).expected_of(&roll()), 3);
    assert_eq!(read(&bare("branch_general_meeting")).expected_of(&roll()), 5);
}

#[test]
fn rare_characters_come_back_byte_for_byte() {
    let record = read(&with("party_lecture", "minutes", "𠮷、䶮、买买提·艾力\n　　第二段".into()));
    assert!(record.canonical().expect("canonical JSON").contains("𠮷、䶮、买买提·艾力\\n　　第二段"));
}

proptest! {
    #[test]
    fn the_hash_is_of_the_meaning_and_not_of_the_spelling(title in "[a-z一-龥]{1,20}", minutes in "[a-z一-龥\n]{0,200}", study in 0_u32..10_000) {
        let one = json!({ "organization": OrganizationId::of(7), "kind": "party_lecture", "held_on": "2026-11-20", "title": title, "minutes": minutes, "study_minutes": study });
        let fields: Vec<String> = one.as_object().expect("an object").iter().rev().map(|(key, value)| format!("{:?}:\n\t{value}", key)).collect();
        let other: Record = draft::parse(format!("{{ {} }}", fields.join(" , ")).as_bytes()).expect("the same record, spelt otherwise");
        let canonical = read(&one).canonical().expect("canonical JSON");
        prop_assert_eq!(hash(&canonical), hash(&other.canonical().expect("canonical JSON")));
    }

    #[test]
    fn no_body_makes_the_reader_stumble(body in ".{0,300}") {
        let _ = draft::parse::<Record>(body.as_bytes());
    }
}
