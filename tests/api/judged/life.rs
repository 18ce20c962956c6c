//! An organisational life meeting of a branch: its theme, its form, what came before, what took place in it, and what is
//! to come of it.

use serde_json::{Value, json};

use super::records::on;
use super::{Branch, with, without};

#[actix_web::test]
async fn it_has_a_theme() {
    let branch = Branch::standard().await;
    branch.check(&branch.life()).await.is("OLM-THEME", "met").tells("OLM-THEME", "改进作风", "改进作风");
    branch.check(&with(&branch.life(), "/life/theme", "无")).await.is("OLM-THEME", "violated").tells("OLM-THEME", "未确定主题", "no theme was set");
    branch.check(&without(&branch.life(), "/life/theme")).await.is("OLM-THEME", "insufficient_data").tells("OLM-THEME", "主题", "the theme");
}

#[actix_web::test]
async fn it_is_held_as_one_of_three_meetings() {
    let branch = Branch::standard().await;
    let form = |kind: &str| with(&branch.life(), "/life/form", kind);
    for kind in ["branch_general_meeting", "branch_committee_meeting", "party_group_meeting"] {
        branch.check(&form(kind)).await.is("OLM-FORM", "met");
    }
    branch.check(&form("party_lecture")).await.is("OLM-FORM", "warning").tells("OLM-FORM", "以党课形式召开", "lecture");
    branch.check(&without(&branch.life(), "/life/form")).await.is("OLM-FORM", "insufficient_data");
    // Its second kind tells it, and goes before what is typed.
    let also = |kind: &str| with(&without(&branch.life(), "/life/form"), "/also_kind", kind);
    branch.check(&also("branch_general_meeting")).await.is("OLM-FORM", "met").tells("OLM-FORM", "以支部党员大会形式召开", "");
    branch.check(&also("democratic_appraisal")).await.is("OLM-FORM", "insufficient_data");
    branch.check(&with(&also("branch_general_meeting"), "/life/form", "party_lecture")).await.is("OLM-FORM", "met");
}

#[actix_web::test]
async fn study_talks_and_hearings_come_before_it() {
    let branch = Branch::standard().await;
    let steps = ["study", "talks", "opinions"];
    let met = branch.check(&branch.life()).await;
    met.is("OLM-PRE", "met").tells("OLM-PRE", "学习1次", "1").tells("OLM-PRE", "谈心谈话1次", "1").tells("OLM-PRE", "听取意见1次", "1");
    for step in steps {
        let place = format!("/life/{step}");
        let at = |day: &str| with(&branch.life(), &place, json!([{ "on": day, "text": "集中学习" }]));
        // On the day itself is before: it met in the evening.
        branch.check(&at("2026-11-20")).await.is("OLM-PRE", "met");
        branch.check(&at("2026-11-21")).await.is("OLM-PRE", "violated").tells("OLM-PRE", "在会后", "after");
        branch.check(&with(&branch.life(), &place, json!([]))).await.is("OLM-PRE", "violated").tells("OLM-PRE", "未", "");
        let unsaid = branch.check(&without(&branch.life(), &place)).await;
        unsaid.is("OLM-PRE", "insufficient_data").is("REC-FULL", "incomplete");
        // One that there was not settles it, whatever else is not said.
        let other = steps.iter().find(|other| **other != step).expect("another");
        let both = with(&without(&branch.life(), &place), &format!("/life/{other}"), json!([]));
        branch.check(&both).await.is("OLM-PRE", "violated");
    }
    branch.check(&with(&branch.life(), "/life/talks", json!([]))).await.tells("OLM-PRE", "未开展谈心谈话", "there were no talks");
}

#[actix_web::test]
async fn problems_both_criticisms_and_a_direction_are_in_it() {
    let branch = Branch::standard().await;
    let met = branch.check(&branch.life()).await;
    met.is("OLM-IN", "met").tells("OLM-IN", "问题1个", "1").tells("OLM-IN", "自我批评18人", "18").tells("OLM-IN", "相互批评18条", "18");
    met.tells("OLM-IN", "有整改方向", "a direction");
    branch.check(&with(&branch.life(), "/life/problems", json!([]))).await.is("OLM-IN", "violated").tells("OLM-IN", "未查摆问题", "no problem");
    branch.check(&with(&branch.life(), "/life/direction", "无")).await.is("OLM-IN", "violated").tells("OLM-IN", "未明确整改方向", "no direction");
    branch.check(&with(&branch.life(), "/life/speakers", json!([]))).await.is("OLM-IN", "violated");
    for taken in ["problems", "direction", "speakers"] {
        let checked = branch.check(&without(&branch.life(), &format!("/life/{taken}"))).await;
        checked.is("OLM-IN", "insufficient_data").is("REC-FULL", "incomplete");
    }
    // Whoever writes down who spoke and leaves the criticism out has not said that there was none.
    let mut unsaid = branch.life();
    let mut none = branch.life();
    for place in 0..18 {
        unsaid["life"]["speakers"][place].as_object_mut().expect("a speaker").remove("criticisms");
        none["life"]["speakers"][place]["criticisms"] = json!([]);
    }
    let checked = branch.check(&unsaid).await;
    checked.is("OLM-IN", "insufficient_data").is("REC-FULL", "incomplete").tells("OLM-IN", "相互批评", "criticism");
    branch.check(&none).await.is("OLM-IN", "violated").tells("OLM-IN", "未开展相互批评", "nobody criticised another").is_silent_of("REC-FULL");
}

fn self_criticism(record: &Value, place: usize, said: Option<&str>) -> Value {
    let mut record = record.clone();
    let speaker = record["life"]["speakers"][place].as_object_mut().expect("a speaker");
    speaker.remove("self_criticism");
    speaker.extend(said.map(|said| ("self_criticism".to_string(), json!(said))));
    record
}

#[actix_web::test]
async fn each_who_spoke_criticised_themselves_and_who_did_not_is_named() {
    let branch = Branch::standard().await;
    branch.check(&branch.life()).await.is("OLM-SELF", "met").tells("OLM-SELF", "18人", "18");
    let none = self_criticism(&self_criticism(&branch.life(), 3, Some("无")), 4, Some(""));
    branch.check(&none).await.is("OLM-SELF", "violated").tells("OLM-SELF", "未作自我批评：党员4、党员5", "党员4, 党员5");
    // A list that is given is counted: who stands on it without one did none.
    branch.check(&self_criticism(&branch.life(), 3, None)).await.is("OLM-SELF", "violated").tells("OLM-SELF", "党员4", "党员4");
    // Whether there was any at all nobody knows while one has not said it.
    let none = (0..18).fold(branch.life(), |record, place| self_criticism(&record, place, Some("无")));
    branch.check(&none).await.is("OLM-IN", "violated").tells("OLM-IN", "未开展自我批评", "nobody criticised themselves").is_silent_of("REC-FULL");
    branch.check(&self_criticism(&none, 3, None)).await.is("OLM-IN", "insufficient_data").is("REC-FULL", "incomplete");
    // Nobody has to speak.
    let silent = with(&branch.life(), "/life/speakers", json!([branch.life()["life"]["speakers"][0]]));
    branch.check(&silent).await.is("OLM-SELF", "met");
}

#[actix_web::test]
async fn five_who_did_not_are_named_and_the_rest_is_counted() {
    let branch = Branch::standard().await;
    let silent = |count: usize| (0..count).fold(branch.life(), |record, place| self_criticism(&record, place, Some("无")));
    let five = branch.check(&silent(5)).await;
    assert!(
        five.says("OLM-SELF").contains("党员1、党员2、党员3、党员4、党员5") && !five.says("OLM-SELF").contains("等5人"),
        "{}",
        five.says("OLM-SELF")
    );
    branch.check(&silent(6)).await.tells("OLM-SELF", "党员1、党员2、党员3、党员4、党员5等6人", "and 1 more");
}

#[actix_web::test]
async fn open_measures_have_somebody_and_a_day() {
    let branch = Branch::standard().await;
    let owner = json!({ "name": "李明" });
    let measures = |list: Value| with(&branch.life(), "/life/measures", list);
    let owned = json!({ "text": "每月学习", "owner": owner, "due_on": "2026-12-31" });
    branch.check(&measures(json!([owned]))).await.is("OLM-OWNED", "met");
    for part in ["owner", "due_on"] {
        let mut half = owned.clone();
        half.as_object_mut().expect("a measure").remove(part);
        branch.check(&measures(json!([owned, half]))).await.is("OLM-OWNED", "violated").tells("OLM-OWNED", "每月学习", "1 of 2");
    }
    // What is done or given up needs neither, and measures come after the meeting: none need be there yet.
    branch
        .check(&measures(json!([{ "text": "清扫", "progress": "done" }, { "text": "植树", "progress": "dropped" }])))
        .await
        .is_silent_of("OLM-OWNED");
    branch.check(&measures(json!([]))).await.is_silent_of("OLM-OWNED");
    let evening = branch.check(&without(&branch.life(), "/life/measures")).await;
    evening.is_silent_of("OLM-OWNED").is_silent_of("OLM-POST").is_silent_of("REC-FULL");
}

#[actix_web::test]
async fn nothing_is_said_of_the_quarter_or_the_outcome_on_the_evening_itself() {
    let branch = Branch::standard().await;
    for day in ["2026-06-20", "2026-11-20"] {
        let mut record = on(&branch.life(), day);
        for step in ["study", "talks", "opinions"] {
            record["life"][step][0]["on"] = json!("2026-06-01");
        }
        branch.check(&record).await.is_silent_of("OLM-Q4").is_silent_of("OLM-POST").is("OLM-PRE", "met");
    }
}
