//! What must not be in a record, and what cannot have happened: each with its place.

use super::*;

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
        ("/attendance/people/2/member", FieldFault::NotThere),
        ("/agenda/0/votes/0/present_voters", FieldFault::NotAllowedHere),
        ("/agenda/0/votes/0/present_voters", FieldFault::MorePresentThanExpected),
        ("/agenda/0/votes/0/approve", FieldFault::VotesDoNotAddUp),
        ("/attendance/people/1/member", FieldFault::TwiceOnRoll),
        ("/attendance/people", FieldFault::MorePresentThanExpected),
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
    assert_eq!(read(&bare("branch_committee_meeting")).expected_of(&ground()), Some(3));
    assert_eq!(read(&bare("branch_general_meeting")).expected_of(&ground()), Some(5));
    // Who is expected goes by the first of two kinds.
    for (first, also, expected) in [("branch_general_meeting", "branch_committee_meeting", 5), ("branch_committee_meeting", "collective_study", 3)] {
        assert_eq!(read(&with(first, "also_kind", also.into())).expected_of(&ground()), Some(expected));
    }
}

#[test]
fn rare_characters_come_back_byte_for_byte() {
    let record = read(&with("party_lecture", "minutes", "𠮷、䶮、买买提·艾力\n　　第二段".into()));
    assert!(Document::of(record).expect("a document").canonical.get().contains("𠮷、䶮、买买提·艾力\\n　　第二段"));
}

#[test]
fn each_part_belongs_to_its_kind_and_to_no_other() {
    let parts = [
        ("lecture", "party_lecture"),
        ("party_day", "theme_party_day"),
        ("life", "organizational_life_meeting"),
        ("appraisal", "democratic_appraisal"),
        ("talk", "heart_to_heart_talk"),
        ("study", "collective_study"),
        ("democratic_life", "democratic_life_meeting"),
    ];
    for (part, own) in parts {
        for kind in Kind::ALL {
            // A group's meeting may be one of study.
            let is_own = kind.word() == own || (part, *kind) == ("study", Kind::PartyGroupMeeting);
            let value = with(kind.word(), part, json!({}));
            let found: Vec<_> = read(&value).misfits().into_iter().map(|error| (error.pointer, error.fault, error.arguments)).collect();
            let misfit = (format!("/{part}"), FieldFault::NotForThisKind, vec![kind.zh().to_string()]);
            assert_eq!(found, if is_own { vec![] } else { vec![misfit] }, "{part} in {kind}");
            if !is_own {
                let mut both = value;
                both["also_kind"] = own.into();
                assert_eq!(read(&both).misfits(), [], "{part} in {kind} and {own}");
            }
        }
    }
}

#[test]
fn a_gathering_is_not_twice_of_one_kind() {
    let twice = with("party_lecture", "also_kind", "party_lecture".into());
    let found: Vec<_> = read(&twice).misfits().into_iter().map(|error| (error.pointer, error.fault)).collect();
    assert_eq!(found, [("/also_kind".to_string(), FieldFault::NotForThisKind)]);
    assert_eq!(read(&with("party_lecture", "also_kind", "collective_study".into())).misfits(), []);
}

#[test]
fn nobody_is_named_wherever_a_person_is_asked_for() {
    let speech = json!({ "person": {}, "text": "同意" });
    let decided = json!([{ "title": "议题", "discussion": [speech], "decisions": [{ "text": "无人负责" }, { "text": "公开", "owner": {} }],
        "votes": [{ "subject": "ordinary", "voting_base": 1, "present_voters": 1, "approve": 1, "oppose": 0, "abstain": 0, "candidate": {},
            "written": [{ "person": {}, "opinion": "approve", "received_on": "2026-11-19" }] }] }]);
    let cases = [
        ("party_lecture", "host", json!({ "person": {} }), vec!["/host/person"]),
        ("party_lecture", "recorder", json!({}), vec!["/recorder"]),
        ("party_lecture", "observers", json!([{ "person": person(1) }, { "person": {} }]), vec!["/observers/1/person"]),
        (
            "branch_general_meeting",
            "agenda",
            decided,
            vec!["/agenda/0/discussion/0/person", "/agenda/0/decisions/1/owner", "/agenda/0/votes/0/candidate", "/agenda/0/votes/0/written/0/person"],
        ),
        ("organizational_life_meeting", "life", json!({ "speakers": [{ "person": {} }] }), vec!["/life/speakers/0/person"]),
        ("heart_to_heart_talk", "talk", json!({ "talkers": [{}], "with": [person(1), {}] }), vec!["/talk/talkers/0/person", "/talk/with/1/person"]),
    ];
    for (kind, part, value, places) in cases {
        let found: Vec<_> = read(&with(kind, part, value)).misfits().into_iter().map(|error| (error.pointer, error.fault)).collect();
        assert_eq!(found, places.into_iter().map(|place| (place.to_string(), FieldFault::Empty)).collect::<Vec<_>>(), "{part}");
    }
}

#[test]
fn a_name_or_a_number_of_the_roll_is_somebody() {
    for somebody in [person(1), json!({ "name": "王秀英" })] {
        assert_eq!(read(&with("party_lecture", "recorder", somebody)).misfits(), []);
    }
}

#[test]
fn a_session_can_be_held_today_and_end_when_it_began() {
    let held = |day: &str| mistakes(&read(&with("party_lecture", "held_on", day.into())));
    assert_eq!((held("2026-11-23"), held("2026-11-24")), (vec![], vec![("/held_on".to_string(), FieldFault::InTheFuture)]));
    let mut value = with("party_lecture", "starts_at", "2026-11-20T15:00:00+08:00".into());
    value["ends_at"] = "2026-11-20T07:00:00Z".into();
    assert_eq!(mistakes(&read(&value)), []);
    value["ends_at"] = "2026-11-20T06:59:59Z".into();
    assert_eq!(mistakes(&read(&value)), [("/ends_at".to_string(), FieldFault::EndsBeforeStart)]);
}

#[test]
fn no_more_come_than_were_expected() {
    let attendance = |expected: u32, came: &[&str], why: &str| {
        let people: Vec<Value> = (1..).zip(came).map(|(n, came)| json!({ "member": member(n), "came": came })).collect();
        mistakes(&read(&with("branch_general_meeting", "attendance", json!({ "expected": expected, "expected_reason": why, "people": people }))))
    };
    let all = ["present", "late", "remote", "excused", "absent"];
    assert_eq!(attendance(3, &all, "两人外出"), [], "the late and the remote came, the excused and the absent did not");
    assert_eq!(attendance(2, &all, "三人外出"), [("/attendance/people".to_string(), FieldFault::MorePresentThanExpected)]);
    assert_eq!(attendance(5, &all, ""), [], "as many as are on the roll need no reason");
    for (expected, why) in [(4, ""), (4, " \n"), (6, "")] {
        assert_eq!(attendance(expected, &all, why), [], "for want of a reason nothing is refused: {expected} {why:?}");
    }
}

#[test]
fn how_many_came_too_many_is_said_with_both_numbers() {
    let people: Vec<Value> = (1..=4).map(|n| json!({ "member": member(n), "came": "present" })).collect();
    let value = with("branch_committee_meeting", "attendance", json!({ "expected": 3, "people": people }));
    let found = read(&value).impossible(&ground());
    assert_eq!(
        found.iter().map(|error| (error.pointer.as_str(), error.arguments.clone())).collect::<Vec<_>>(),
        [("/attendance/people", vec!["4".to_string(), "3".to_string()])]
    );
}

#[test]
fn ballots_are_at_most_voters_and_voters_at_most_the_base() {
    let vote = |approve: u32, oppose: u32, abstain: u32, present: u32, base: u32, out: &[u32]| {
        let out: Vec<Value> = out.iter().map(|count| json!({ "reason": "bedridden", "count": count })).collect();
        let vote = json!({ "subject": "ordinary", "voting_base": base, "present_voters": present, "approve": approve, "oppose": oppose, "abstain": abstain, "counted_out": out });
        let agenda = json!([{ "title": "无表决" }, { "title": "表决", "votes": [vote] }]);
        let found = read(&with("branch_general_meeting", "agenda", agenda)).impossible(&ground());
        found.into_iter().map(|error| (error.pointer, error.fault.code(), error.arguments.join("/"))).collect::<Vec<_>>()
    };
    let place = |field: &str, fault: &'static str, numbers: &str| vec![(format!("/agenda/1/votes/0/{field}"), fault, numbers.to_string())];
    assert_eq!(vote(2, 1, 1, 4, 5, &[]), []);
    assert_eq!(vote(2, 1, 0, 4, 5, &[]), [], "a ballot that was not cast");
    assert_eq!(vote(3, 1, 1, 4, 5, &[]), place("approve", "votes_do_not_add_up", "5/4"));
    assert_eq!(vote(2, 2, 1, 4, 5, &[]), place("approve", "votes_do_not_add_up", "5/4"));
    assert_eq!(vote(2, 1, 2, 4, 5, &[]), place("approve", "votes_do_not_add_up", "5/4"));
    assert_eq!(vote(1_000_000, 1_000_000, 1_000_000, 4, 5, &[]), place("approve", "votes_do_not_add_up", "3000000/4"));
    assert_eq!(vote(2, 1, 1, 5, 5, &[]), []);
    assert_eq!(vote(2, 1, 1, 6, 5, &[]), place("present_voters", "more_present_than_expected", "6/5"));
    assert_eq!(vote(0, 0, 0, 0, 5, &[2, 3]), []);
    let too_many = "不计入的6人和到会的0人之和超过应到会有表决权的5人。/6 counted out and 0 present are more than the 5 entitled to vote.";
    assert_eq!(vote(0, 0, 0, 0, 5, &[2, 4]), place("counted_out", "not_allowed_here", too_many));
}

#[test]
fn a_leading_body_is_not_more_than_itself() {
    let body = |numbers: Value| read(&with("democratic_life_meeting", "democratic_life", numbers)).impossible(&ground());
    assert_eq!(body(json!({ "body_expected": 9, "body_present": 9 })), []);
    assert_eq!(body(json!({ "body_present": 10 })), [], "what should have come is not said");
    let found = body(json!({ "body_expected": 9, "body_present": 10 }));
    assert_eq!(
        found.iter().map(|error| (error.pointer.as_str(), error.fault, error.arguments.join("/"))).collect::<Vec<_>>(),
        [("/democratic_life/body_present", FieldFault::MorePresentThanExpected, "10/9".to_string())]
    );
}

#[test]
fn members_on_the_roll_are_appraised_once() {
    let members: Vec<Value> = [1, 2, 1, 99].iter().map(|n| json!({ "member": member(*n) })).collect();
    let value = with("democratic_appraisal", "appraisal", json!({ "members": members }));
    let places = [("/appraisal/members/3/member", FieldFault::NotThere), ("/appraisal/members/2/member", FieldFault::TwiceOnRoll)];
    assert_eq!(mistakes(&read(&value)), places.map(|(place, fault)| (place.to_string(), fault)));
}

#[test]
fn what_does_not_belong_cannot_have_happened_either() {
    let value = with("party_lecture", "talk", json!({}));
    assert_eq!(mistakes(&read(&value)), [("/talk".to_string(), FieldFault::NotForThisKind)]);
}

#[test]
fn a_record_without_a_title_is_called_by_its_kind_and_day() {
    assert_eq!(read(&bare("party_lecture")).shown_title(), "党课 2026-11-20");
    assert_eq!(read(&with("party_lecture", "title", "乡村振兴".into())).shown_title(), "乡村振兴");
}

proptest! {
    #[test]
    fn the_hash_is_of_the_meaning_and_not_of_the_spelling(title in "[a-z一-龥]{1,20}", minutes in "[a-z一-龥\n]{0,200}", study in 0_u32..10_000) {
        let one = json!({ "organization": OrganizationId::of(7), "kind": "party_lecture", "held_on": "2026-11-20", "title": title, "minutes": minutes, "study_minutes": study });
        let fields: Vec<String> = one.as_object().expect("an object").iter().rev().map(|(key, value)| format!("{:?}:\n\t{value}", key)).collect();
        let other: Record = draft::parse(format!("{{ {} }}", fields.join(" , ")).as_bytes()).expect("the same record, spelt otherwise");
        let hash = |record: Record| Document::of(record).expect("a document").hash;
        prop_assert_eq!(hash(read(&one)), hash(other));
    }

    #[test]
    fn no_body_makes_the_reader_stumble(body in ".{0,300}") {
        let _ = draft::parse::<Record>(body.as_bytes());
    }
}
