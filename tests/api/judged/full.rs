//! What a record must say to be judged: what the form has in bold and nobody else knows. One that says nothing is never
//! clean, one that says it all has no alarm, and what is missing is named in one finding.

use serde_json::{Value, json};

use super::records::{democratic_life, group_meeting};
use super::{Branch, Checked, HELD_ON, PLACE, check_by, id, with, without};
use crate::support::grove::seated;

const GROUP: &str = "group_cousin";

/// What it lacks: its place, and its name in Chinese and English.
type Lack = (&'static str, &'static str, &'static str);

const WHO_CAME: Lack = ("/attendance/people", "出席情况", "who came");
const HOST: Lack = ("/host", "主持人", "the host");
const ITEM: Lack = ("/agenda", "议题", "an item of the agenda");

/// The bold words of the record form that nobody else knows, kind by kind.
const EMPTY: &[(&str, &[Lack])] = &[
    ("branch_general_meeting", &[WHO_CAME, HOST, ITEM]),
    ("branch_committee_meeting", &[WHO_CAME, HOST, ITEM]),
    ("party_group_meeting", &[WHO_CAME, HOST, ("/agenda", "议题或者学习材料", "an item of the agenda or what was studied")]),
    (
        "party_lecture",
        &[
            WHO_CAME,
            ("/lecture/lecturer", "主讲人", "who gave it"),
            ("/lecture/title", "党课题目", "its title"),
            ("/study_minutes", "学习时长", "the minutes of study"),
        ],
    ),
    (
        "theme_party_day",
        &[
            WHO_CAME,
            ("/party_day/theme", "主题", "the theme"),
            ("/party_day/contents", "内容", "the contents"),
            ("/party_day/planned_on", "何时确定主题和内容", "when theme and contents were settled"),
            ("/party_day/planned_by", "由谁确定主题和内容", "who settled theme and contents"),
        ],
    ),
    (
        "organizational_life_meeting",
        &[
            WHO_CAME,
            ("/life/theme", "主题", "the theme"),
            ("/life/form", "召开形式", "what form it had"),
            ("/life/study", "会前学习", "the study before"),
            ("/life/talks", "会前谈心谈话", "the talks before"),
            ("/life/opinions", "会前听取意见", "the opinions heard before"),
            ("/life/problems", "查摆的问题", "the problems named"),
            ("/life/speakers", "批评和自我批评", "criticism and self-criticism"),
            ("/life/direction", "整改方向", "the direction"),
        ],
    ),
    (
        "democratic_appraisal",
        &[
            WHO_CAME,
            ("/appraisal/steps", "评议步骤", "the steps"),
            ("/appraisal/ballot_in_general_meeting", "在何处测评", "where the ballot was"),
            ("/appraisal/members", "对每名党员的评定意见", "a conclusion on each member"),
        ],
    ),
    (
        "heart_to_heart_talk",
        &[
            ("/talk/talkers", "谈话人", "who talked"),
            ("/talk/with", "谈话对象", "with whom"),
            ("/talk/relation", "谈话双方的关系", "in which relation they are"),
        ],
    ),
    ("collective_study", &[WHO_CAME, ("/study/topic", "学习主题", "its topic"), ("/study_minutes", "学习时长", "the minutes of study")]),
    (
        "democratic_life_meeting",
        &[
            WHO_CAME,
            ("/democratic_life/theme", "主题", "the theme"),
            ("/democratic_life/theme_set_by", "主题由谁确定", "who set the theme"),
            ("/democratic_life/body_expected", "领导班子应到人数", "how many of the body are expected"),
            ("/democratic_life/body_present", "领导班子到会人数", "how many of the body came"),
            ("/democratic_life/supervision", "上级是否派人", "whether anybody was sent"),
        ],
    ),
];

/// A branch with a group of three, and a committee of the county.
async fn branch() -> Branch {
    let mut branch = Branch::standard().await;
    branch.enrol(json!({ "group": id(GROUP), "duties": ["group_leader"] })).await;
    for _ in 0..2 {
        branch.enrol(json!({ "group": id(GROUP) })).await;
    }
    branch.set_up(PLACE, json!({ "party_day": 20 })).await;
    branch.set_up("township", json!({ "level": "county_and_above" })).await;
    branch
}

/// What is said of a record by whoever keeps the records of its place.
async fn check(branch: &Branch, record: &Value) -> Checked {
    let (role, place) = match record["kind"].as_str() {
        Some("party_group_meeting") => ("group_leader", GROUP),
        Some("democratic_life_meeting") => ("recorder", "township"),
        _ => ("branch_secretary", PLACE),
    };
    check_by(&branch.t.as_(seated(role, place)), record).await
}

fn empty(kind: &str) -> Value {
    let place = match kind {
        "party_group_meeting" => GROUP,
        "democratic_life_meeting" => "township",
        _ => PLACE,
    };
    json!({ "organization": id(place), "kind": kind, "held_on": HELD_ON })
}

#[actix_web::test]
async fn an_empty_record_of_each_kind_lacks_what_is_in_bold_and_is_told_so_in_both_languages() {
    let branch = branch().await;
    for (kind, lacks) in EMPTY {
        let checked = check(&branch, &empty(kind)).await;
        let mut places: Vec<&str> = lacks.iter().map(|(place, ..)| *place).collect();
        places.sort_unstable();
        assert_eq!(checked.lacks(), places, "{kind}: {}", checked.says("REC-FULL"));
        let said = checked.says("REC-FULL");
        let named = said.split_once("未写明").map(|(_, rest)| rest.trim_end_matches('。').trim_end_matches("，请记录人补充"));
        let mut named: Vec<&str> = named.unwrap_or_else(|| panic!("{kind}: {said}")).split('、').collect();
        let mut words: Vec<&str> = lacks.iter().map(|(_, zh, _)| *zh).collect();
        named.sort_unstable();
        words.sort_unstable();
        assert_eq!(named, words, "{kind}: {said}");
        for (_, _, en) in *lacks {
            assert!(checked.english("REC-FULL").contains(en), "{kind}: no {en:?} in {}", checked.english("REC-FULL"));
        }
        checked.is("REC-FULL", "incomplete");
    }
}

#[actix_web::test]
async fn an_empty_record_is_accused_of_nothing() {
    let branch = branch().await;
    for (kind, _) in EMPTY {
        let checked = check(&branch, &empty(kind)).await;
        let accused: Vec<String> = checked.alarms().into_iter().filter(|one| one.ends_with(" violated") || one.ends_with(" warning")).collect();
        assert_eq!(accused, [""; 0], "{kind}");
    }
}

#[actix_web::test]
async fn a_record_of_each_kind_as_a_secretary_writes_it_has_no_alarm_at_all() {
    let branch = branch().await;
    let group: Vec<String> = branch.people[18..].to_vec();
    // The three of the group belong to the branch too.
    let everybody = |record: Value| with(&record, "/attendance", branch.came(0..21));
    let criticised = |record: &Value| {
        let mut record = record.clone();
        let speakers = record["life"]["speakers"].as_array_mut().expect("speakers");
        speakers.truncate(8);
        record
    };
    let mut appraisal = everybody(branch.appraisal());
    for place in 18..21 {
        let member = json!({ "member": branch.people[place], "opinion": "较好。", "grade": "qualified" });
        appraisal["appraisal"]["members"].as_array_mut().expect("members").push(member);
    }
    let records = [
        everybody(branch.meeting()),
        branch.committee_meeting(),
        group_meeting(GROUP, &group),
        everybody(branch.lecture()),
        everybody(branch.party_day()),
        criticised(&everybody(branch.life())),
        appraisal,
        branch.talk("committee_member", &[0], &[5]),
        everybody(branch.study()),
        democratic_life("township"),
    ];
    for record in &records {
        let checked = check(&branch, record).await;
        assert_eq!(checked.alarms(), [""; 0], "{}: {:#}", record["kind"], checked.0["findings"]);
        assert_eq!(checked.impossible(), [""; 0], "{}", record["kind"]);
    }
    for (kind, _) in EMPTY {
        assert!(records.iter().any(|record| record["kind"] == *kind), "no record of {kind}");
    }
}

#[actix_web::test]
async fn without_one_thing_a_record_lacks_just_that() {
    let branch = branch().await;
    let group = group_meeting(GROUP, &branch.people[18..]);
    let cases = [
        (branch.committee_meeting(), "/host", "/host"),
        (branch.committee_meeting(), "/attendance", "/attendance/people"),
        (branch.committee_meeting(), "/agenda", "/agenda"),
        (group.clone(), "/host", "/host"),
        (group.clone(), "/study", "/agenda"),
        (branch.lecture(), "/lecture/lecturer", "/lecture/lecturer"),
        (branch.lecture(), "/lecture/title", "/lecture/title"),
        (branch.lecture(), "/study_minutes", "/study_minutes"),
        (branch.study(), "/study", "/study/topic"),
        (branch.study(), "/study_minutes", "/study_minutes"),
        (branch.party_day(), "/party_day/theme", "/party_day/theme"),
        (branch.party_day(), "/party_day/contents", "/party_day/contents"),
        (branch.party_day(), "/party_day/planned_on", "/party_day/planned_on"),
        (branch.party_day(), "/party_day/planned_by", "/party_day/planned_by"),
        (branch.life(), "/life/theme", "/life/theme"),
        (branch.life(), "/life/form", "/life/form"),
        (branch.life(), "/life/study", "/life/study"),
        (branch.life(), "/life/talks", "/life/talks"),
        (branch.life(), "/life/opinions", "/life/opinions"),
        (branch.life(), "/life/problems", "/life/problems"),
        (branch.life(), "/life/speakers", "/life/speakers"),
        (branch.life(), "/life/direction", "/life/direction"),
        (branch.appraisal(), "/appraisal/steps", "/appraisal/steps"),
        (branch.appraisal(), "/appraisal/ballot_in_general_meeting", "/appraisal/ballot_in_general_meeting"),
        (branch.appraisal(), "/appraisal/members", "/appraisal/members"),
        (branch.talk("member_member", &[5], &[6]), "/talk/talkers", "/talk/talkers"),
        (branch.talk("member_member", &[5], &[6]), "/talk/with", "/talk/with"),
        (branch.talk("member_member", &[5], &[6]), "/talk/relation", "/talk/relation"),
        (democratic_life("township"), "/democratic_life/theme", "/democratic_life/theme"),
        (democratic_life("township"), "/democratic_life/theme_set_by", "/democratic_life/theme_set_by"),
        (democratic_life("township"), "/democratic_life/body_expected", "/democratic_life/body_expected"),
        (democratic_life("township"), "/democratic_life/supervision", "/democratic_life/supervision"),
    ];
    for (record, taken, lacked) in cases {
        let checked = check(&branch, &without(&record, taken)).await;
        assert_eq!(checked.lacks(), [lacked], "{} without {taken}", record["kind"]);
        let accused: Vec<String> = checked.alarms().into_iter().filter(|one| one.ends_with(" violated")).collect();
        // Three of the group are not on this list; that is no part of what was taken away.
        assert!(accused.iter().all(|one| one.starts_with("APP-OPIN")), "{} without {taken}: {accused:?}", record["kind"]);
    }
}

#[actix_web::test]
async fn what_is_told_elsewhere_is_not_asked_again() {
    let branch = branch().await;
    let titled = |record: &Value, taken: &str| with(&without(record, taken), "/title", "学习党章");
    // The title of a lecture is the record's, where it has one.
    assert_eq!(check(&branch, &titled(&branch.lecture(), "/lecture/title")).await.lacks(), [""; 0]);
    assert_eq!(check(&branch, &titled(&branch.study(), "/study/topic")).await.lacks(), [""; 0]);
    // A view or a decision of the committee is one of the person, the paper or the vote.
    let item = |said: Value| with(&branch.committee_meeting(), "/agenda", json!([said]));
    assert_eq!(check(&branch, &item(json!({ "title": "研究走访" }))).await.lacks(), ["/agenda/0/decisions"]);
    let speech = json!({ "person": { "name": "张伟" }, "text": "同意。" });
    assert_eq!(check(&branch, &item(json!({ "title": "研究走访", "discussion": [speech] }))).await.lacks(), [""; 0]);
    let minutes = with(&item(json!({ "title": "研究走访" })), "/minutes", "一致同意。");
    assert_eq!(check(&branch, &minutes).await.lacks(), [""; 0]);
    // A group meets over an item, or over what it reads.
    let group = without(&group_meeting(GROUP, &branch.people[18..]), "/study");
    assert_eq!(check(&branch, &with(&group, "/agenda", json!([{ "title": "讨论" }]))).await.lacks(), [""; 0]);
}

#[actix_web::test]
async fn who_writes_that_there_was_none_has_said_so() {
    let branch = branch().await;
    for (record, place) in [
        (branch.life(), "/life/study"),
        (branch.life(), "/life/talks"),
        (branch.life(), "/life/opinions"),
        (branch.life(), "/life/problems"),
        (branch.life(), "/life/speakers"),
        (branch.appraisal(), "/appraisal/steps"),
        (branch.appraisal(), "/appraisal/members"),
        (branch.party_day(), "/party_day/contents"),
    ] {
        assert_eq!(check(&branch, &with(&record, place, json!([]))).await.lacks(), [""; 0], "{place}");
    }
    assert_eq!(check(&branch, &with(&branch.life(), "/life/theme", "无")).await.lacks(), [""; 0]);
}

#[actix_web::test]
async fn one_gathering_of_two_kinds_lacks_what_either_asks_for() {
    let branch = branch().await;
    let both = with(&with(&branch.bare("organizational_life_meeting"), "/also_kind", "branch_general_meeting"), "/attendance", branch.came(0..21));
    let mut expected: Vec<&str> =
        ["/life/theme", "/life/study", "/life/talks", "/life/opinions", "/life/problems", "/life/speakers", "/life/direction"].to_vec();
    expected.extend(["/host", "/agenda"]);
    expected.sort_unstable();
    assert_eq!(check(&branch, &both).await.lacks(), expected, "its form is known");
}
