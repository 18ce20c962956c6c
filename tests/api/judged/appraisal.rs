//! An appraisal: its steps, where the ballot was, a conclusion on each on the roll, and how many are excellent.

use serde_json::{Value, json};

use super::{Branch, with, without};
use crate::support::grove::seated;

fn steps(record: &Value, steps: &[&str]) -> Value {
    with(record, "/appraisal/steps", json!(steps))
}

#[actix_web::test]
async fn the_steps_are_three_in_one_order() {
    let branch = Branch::standard().await;
    let (own, mutual, ballot) = ("self_appraisal", "mutual_appraisal", "democratic_ballot");
    let record = branch.appraisal();
    branch.check(&record).await.is("APP-STEPS", "met").tells("APP-STEPS", "依次进行个人自评、党员互评、民主测评", "in order");
    branch.check(&steps(&record, &[own, ballot, mutual])).await.is("APP-STEPS", "violated").tells("APP-STEPS", "民主测评在党员互评之前", "before");
    branch.check(&steps(&record, &[mutual, own, ballot])).await.is("APP-STEPS", "violated").tells("APP-STEPS", "党员互评在个人自评之前", "before");
    branch.check(&steps(&record, &[own, mutual])).await.is("APP-STEPS", "violated").tells("APP-STEPS", "未进行民主测评", "no");
    branch.check(&steps(&record, &[ballot])).await.is("APP-STEPS", "violated");
    branch.check(&steps(&record, &[])).await.is("APP-STEPS", "violated");
    // One member after another: each step comes again, and the ballot last.
    branch.check(&steps(&record, &[own, mutual, own, mutual, ballot])).await.is("APP-STEPS", "met");
    branch.check(&without(&record, "/appraisal/steps")).await.is("APP-STEPS", "insufficient_data").tells("APP-STEPS", "评议步骤", "the steps");
}

#[actix_web::test]
async fn the_ballot_is_in_the_members_meeting() {
    let branch = Branch::standard().await;
    let record = branch.appraisal();
    branch.check(&record).await.is("APP-BALLOT", "met");
    let elsewhere = branch.check(&with(&record, "/appraisal/ballot_in_general_meeting", false)).await;
    elsewhere.is("APP-BALLOT", "violated").tells("APP-BALLOT", "未在党员大会上民主测评", "elsewhere");
    let unsaid = without(&record, "/appraisal/ballot_in_general_meeting");
    branch.check(&unsaid).await.is("APP-BALLOT", "insufficient_data").is("REC-FULL", "incomplete");
    let both = with(&with(&unsaid, "/also_kind", "branch_general_meeting"), "/host", json!({ "person": { "member": branch.people[0] } }));
    let both = with(&both, "/agenda", json!([{ "title": "民主评议" }]));
    branch.check(&both).await.is("APP-BALLOT", "met").is_silent_of("REC-FULL");
    // Merged with an organisational life meeting it is said where.
    branch.check(&with(&unsaid, "/also_kind", "organizational_life_meeting")).await.is("APP-BALLOT", "insufficient_data");
}

#[actix_web::test]
async fn each_on_the_roll_has_a_conclusion_and_who_has_none_is_named() {
    let branch = Branch::standard().await;
    branch.check(&branch.appraisal()).await.is("APP-OPIN", "met").tells("APP-OPIN", "18人", "18");
    let mut record = branch.appraisal();
    record["appraisal"]["members"].as_array_mut().expect("members").truncate(16);
    branch.check(&record).await.is("APP-OPIN", "violated").tells("APP-OPIN", "没有评定意见：党员17、党员18", "党员17, 党员18 have no conclusion");
    let none = with(&branch.appraisal(), "/appraisal/members/2/opinion", "无");
    branch.check(&none).await.is("APP-OPIN", "violated").tells("APP-OPIN", "党员3", "党员3 has no conclusion");
    branch.check(&without(&branch.appraisal(), "/appraisal/members/2/opinion")).await.is("APP-OPIN", "violated").tells("APP-OPIN", "党员3", "党员3");
    // A list that is not given says nothing; an empty one says that there are none.
    branch.check(&without(&branch.appraisal(), "/appraisal/members")).await.is("APP-OPIN", "insufficient_data");
    branch.check(&with(&branch.appraisal(), "/appraisal/members", json!([]))).await.is("APP-OPIN", "violated").tells(
        "APP-OPIN",
        "等18人",
        "and 13 more",
    );
}

#[actix_web::test]
async fn who_is_appraised_elsewhere_needs_no_conclusion_here_and_guests_count_at_home() {
    let branch = Branch::standard().await;
    let mut record = branch.appraisal();
    record["appraisal"]["members"].as_array_mut().expect("members").remove(17);
    branch.check(&record).await.is("APP-OPIN", "violated");
    let elsewhere = json!([{ "member": branch.people[17], "place": "深圳市某流动党员党支部" }]);
    let record = with(&record, "/appraisal/elsewhere", elsewhere);
    branch.check(&record).await.is("APP-OPIN", "met").tells("APP-OPIN", "17人", "17");
    // A floating member who is appraised here is none of the branch's eighteen.
    let guest = branch.stranger("branch_after", "外来党员").await;
    let mut record = record;
    record["attendance"]["guests"] = json!([{ "member": guest, "came": "present" }]);
    record["appraisal"]["members"].as_array_mut().expect("members").push(json!({ "member": guest, "opinion": "好。", "grade": "excellent" }));
    let checked = branch.check(&record).await;
    assert_eq!(checked.impossible(), [""; 0]);
    checked.is("APP-OPIN", "met").tells("APP-OPIN", "17人", "17");
    checked.is("APP-CAP", "met").tells("APP-CAP", "5人", "5");
}

#[actix_web::test]
async fn a_third_of_the_roll_may_be_excellent_and_one_more_is_worth_a_look() {
    let branch = Branch::standard().await;
    let excellent = |count: usize| {
        let mut record = branch.appraisal();
        for place in 0..16 {
            record["appraisal"]["members"][place]["grade"] = json!(if place < count { "excellent" } else { "qualified" });
        }
        record
    };
    let third = branch.check(&excellent(6)).await;
    third.is("APP-CAP", "met");
    let more = branch.check(&excellent(7)).await;
    more.is("APP-CAP", "warning").tells("APP-CAP", "7人", "7").tells("APP-CAP", "18人", "18");
    branch.check(&excellent(0)).await.is("APP-CAP", "met");
    // Of the roll, not of those on the list.
    let mut short = excellent(6);
    short["appraisal"]["members"].as_array_mut().expect("members").truncate(8);
    branch.check(&short).await.is("APP-CAP", "met");
}

#[actix_web::test]
async fn who_is_on_probation_gets_no_grade_where_that_is_a_rule() {
    let branch = Branch::standard().await;
    let graded = with(&branch.appraisal(), "/appraisal/members/16/grade", "qualified");
    branch.check(&graded).await.is_silent_of("APP-PROB").is_silent_of("APP-BACK");
    let reviewer = branch.t.as_(seated("committee_reviewer", "village"));
    let path = format!("/organizations/{}/local-rules/appraisal-notices?since=2026-11-20", super::id("village"));
    reviewer.put(path).send().await.expect(200);
    branch.check(&graded).await.is("APP-PROB", "violated").tells("APP-PROB", "预备党员党员17评为合格", "党员17");
    branch.check(&branch.appraisal()).await.is("APP-PROB", "met");
    // The day before it was none.
    branch.check(&super::records::on(&graded, "2026-11-19")).await.is_silent_of("APP-PROB");
    // Who was not told yet can still be told.
    branch.check(&branch.appraisal()).await.is("APP-BACK", "open");
    let mut told = branch.appraisal();
    for place in 0..18 {
        told["appraisal"]["members"][place]["told_on"] = json!("2026-11-22");
    }
    branch.check(&told).await.is("APP-BACK", "met");
}

#[actix_web::test]
async fn without_a_roll_nobody_knows_who_is_to_be_appraised() {
    let branch = Branch::of(0, 0).await;
    let record = with(&branch.bare("democratic_appraisal"), "/appraisal", json!({ "members": [] }));
    let checked = branch.check(&record).await;
    checked.is("APP-OPIN", "insufficient_data").is("APP-CAP", "insufficient_data");
    assert!(checked.says("APP-OPIN").contains("名册"), "{}", checked.says("APP-OPIN"));
}
