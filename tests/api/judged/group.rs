//! A group's meeting: held by its leader. A lecture: that attendance was taken. A study asks nothing but its topic and time.

use serde_json::{Value, json};

use super::records::group_meeting;
use super::{Branch, Checked, check_by, id, with, without};
use crate::support::grove::seated;

const GROUP: &str = "group_cousin";

async fn group(leaders: usize) -> Branch {
    let mut branch = Branch::of(0, 0).await;
    for number in 0..3 {
        let duties = if number < leaders { json!(["group_leader"]) } else { json!([]) };
        branch.enrol(json!({ "group": id(GROUP), "duties": duties })).await;
    }
    branch
}

async fn check(branch: &Branch, record: &Value) -> Checked {
    check_by(&branch.t.as_(seated("group_leader", GROUP)), record).await
}

#[actix_web::test]
async fn the_leader_holds_a_groups_meeting() {
    let branch = group(1).await;
    let record = group_meeting(GROUP, &branch.people);
    check(&branch, &record).await.is("PGM-HOST", "met").tells("PGM-HOST", "组长党员1主持", "党员1");
    let other = with(&record, "/host/person/member", branch.people[1].as_str());
    check(&branch, &other).await.is("PGM-HOST", "violated").tells("PGM-HOST", "党员2主持", "党员2");
    // It cannot be delegated.
    check(&branch, &with(&other, "/host/delegated", true)).await.is("PGM-HOST", "violated");
    check(&branch, &without(&record, "/host")).await.is("PGM-HOST", "insufficient_data");
}

#[actix_web::test]
async fn where_the_roll_has_no_leader_the_duty_that_is_typed_is_believed() {
    let branch = group(0).await;
    let record = group_meeting(GROUP, &branch.people);
    let silent = check(&branch, &record).await;
    silent.is("PGM-HOST", "insufficient_data");
    assert!(silent.says("PGM-HOST").contains("名册"), "{}", silent.says("PGM-HOST"));
    check(&branch, &with(&record, "/host/duty", "group_leader")).await.is("PGM-HOST", "met").is_silent_of("HOST-ROLL");
}

#[actix_web::test]
async fn a_groups_meeting_is_asked_nothing_of_a_branchs() {
    let branch = group(1).await;
    let record = with(&group_meeting(GROUP, &branch.people), "/agenda", json!([{ "title": "讨论" }]));
    let checked = check(&branch, &record).await;
    assert_eq!(checked.findings().iter().map(|one| one["rule"].clone()).collect::<Vec<_>>(), ["PGM-HOST"]);
}

#[actix_web::test]
async fn of_a_lecture_attendance_is_taken() {
    let branch = Branch::standard().await;
    let mut record = with(&branch.lecture(), "/attendance", branch.came(0..16));
    branch.check(&record).await.is("PL-ATT", "met").tells("PL-ATT", "到会16人，请假2人", "16 came, 2 were excused");
    record["attendance"]["people"][17]["came"] = json!("absent");
    branch.check(&record).await.is("PL-ATT", "met").tells("PL-ATT", "请假1人", "1 was excused");
    branch.check(&without(&record, "/attendance")).await.is("PL-ATT", "insufficient_data").is("REC-FULL", "incomplete");
    branch.check(&with(&record, "/attendance/people", json!([]))).await.is("PL-ATT", "violated").tells(
        "PL-ATT",
        "未登记出席情况",
        "nobody took attendance",
    );
}

#[actix_web::test]
async fn late_and_from_afar_is_there_and_excused_is_not() {
    let branch = Branch::standard().await;
    let came = |record: &Value, word: &str| with(&with(record, "/attendance/people/1/came", word), "/attendance/people/2/came", word);
    for (word, quorum, number) in
        [("present", "met", 18), ("late", "met", 18), ("remote", "met", 18), ("excused", "violated", 16), ("absent", "violated", 16)]
    {
        branch.check(&came(&branch.committee_meeting(), word)).await.is("BCM-QUORUM", quorum);
        branch.check(&came(&branch.lecture(), word)).await.tells("PL-ATT", &format!("到会{number}人"), &format!("{number} came"));
    }
}

#[actix_web::test]
async fn a_study_that_is_complete_is_silent() {
    let branch = Branch::standard().await;
    let checked = branch.check(&branch.study()).await;
    assert_eq!(checked.findings().len(), 0, "{:#}", checked.0["findings"]);
}

#[actix_web::test]
async fn who_is_expected_is_the_rolls_to_say() {
    let branch = Branch::standard().await;
    let expected = |number: u32| with(&branch.lecture(), "/attendance/expected", number);
    branch.check(&expected(18)).await.is_silent_of("EXPECT-ROLL").is_silent_of("REC-FULL");
    let other = branch.check(&expected(20)).await;
    other.is("EXPECT-ROLL", "warning").is("REC-FULL", "incomplete");
    other.tells("EXPECT-ROLL", "应到填20人，当天名册18人", "20 were expected, that day's roll has 18");
    assert_eq!(other.lacks(), ["/attendance/expected_reason"]);
    let explained = branch.check(&with(&expected(20), "/attendance/expected_reason", "2人当天转出")).await;
    explained.is("EXPECT-ROLL", "warning").is_silent_of("REC-FULL");
    assert!(explained.says("EXPECT-ROLL").contains("2人当天转出"), "{}", explained.says("EXPECT-ROLL"));
}
