//! What a members' meeting is asked beside its numbers: who is listed, and that it was talked about before it was voted.

use serde_json::{Value, json};

use super::{Branch, with, without};

#[actix_web::test]
async fn it_was_discussed_by_somebody_or_in_the_minutes() {
    let branch = Branch::of(8, 0).await;
    let silent = without(&branch.meeting(), "/minutes");
    let spoken = |list: Value| with(&silent, "/agenda/0/discussion", list);
    let one = json!([{ "person": { "member": branch.people[2] }, "text": "同意。" }]);
    let cases = [
        (branch.meeting(), "met", "会议记录"),
        (spoken(one.clone()), "met", "1人发言"),
        (with(&spoken(json!([])), "/minutes", "三人发言。"), "met", "会议记录"),
        (spoken(json!([])), "violated", "未经讨论即表决"),
        (with(&spoken(json!([])), "/minutes", "无"), "violated", "未经讨论即表决"),
        (silent.clone(), "insufficient_data", "未写明讨论情况"),
    ];
    for (record, outcome, words) in cases {
        let record = with(&record, "/agenda/0/votes/0/approve", 8);
        let record = with(&record, "/agenda/0/votes/0/oppose", 0);
        let checked = branch.check(&with(&record, "/attendance", branch.came(0..8))).await;
        checked.is("BGM-DISC", outcome);
        assert!(checked.says("BGM-DISC").contains(words), "{}", checked.says("BGM-DISC"));
        assert_eq!(checked.of("REC-FULL").is_empty(), outcome != "insufficient_data", "{:?}", checked.alarms());
    }
}

#[actix_web::test]
async fn one_who_spoke_twice_is_one() {
    let branch = Branch::of(8, 0).await;
    let speech = |place: usize, text: &str| json!({ "person": { "member": branch.people[place] }, "text": text });
    let record = with(&branch.meeting(), "/agenda/0/discussion", json!([speech(1, "先看预算。"), speech(2, "同意。"), speech(1, "没有意见了。")]));
    let checked = branch.check(&record).await;
    assert!(checked.says("BGM-DISC").contains("2人发言"), "{}", checked.says("BGM-DISC"));
}

#[actix_web::test]
async fn what_was_not_voted_is_not_asked_and_each_item_for_itself() {
    let branch = Branch::of(8, 0).await;
    let plain = without(&branch.meeting(), "/minutes");
    branch.check(&with(&plain, "/agenda", json!([{ "title": "通报情况" }]))).await.is_silent_of("BGM-DISC");
    let speech = json!([{ "person": { "member": branch.people[2] }, "text": "同意。" }]);
    let two = json!([{ "title": "议题一", "votes": [branch.vote()], "discussion": speech }, { "title": "议题二", "votes": [branch.vote()], "discussion": [] }]);
    let checked = branch.check(&with(&plain, "/agenda", two)).await;
    assert_eq!(checked.of("BGM-DISC"), ["violated", "met"]);
    assert!(checked.says("BGM-DISC").contains("议题二"), "{}", checked.says("BGM-DISC"));
}

#[actix_web::test]
async fn who_is_missing_on_the_list_is_named_and_of_many_five() {
    let branch = Branch::of(8, 0).await;
    let listing = |names: usize| {
        let mut record = with(&branch.meeting(), "/agenda", json!([{ "title": "通报情况" }]));
        record["attendance"]["people"].as_array_mut().expect("people").truncate(names);
        record
    };
    let all = branch.check(&listing(8)).await;
    all.is("BGM-WHO", "met");
    assert!(all.says("BGM-WHO").contains("名册8人均已列入"), "{}", all.says("BGM-WHO"));
    let one = branch.check(&listing(7)).await;
    assert!(one.says("BGM-WHO").contains("未列入：党员8"), "{}", one.says("BGM-WHO"));
    let five = branch.check(&listing(3)).await;
    assert!(five.says("BGM-WHO").contains("党员4、党员5、党员6、党员7、党员8"), "{}", five.says("BGM-WHO"));
    assert!(!five.says("BGM-WHO").contains('等'), "{}", five.says("BGM-WHO"));
    let six = branch.check(&listing(2)).await;
    six.is("BGM-WHO", "violated");
    assert!(six.says("BGM-WHO").contains("党员3、党员4、党员5、党员6、党员7等6人"), "{}", six.says("BGM-WHO"));
    // A written list of nobody says that nobody was listed; none at all says nothing.
    let nobody = branch.check(&with(&listing(8), "/attendance/people", json!([]))).await;
    nobody.is("BGM-WHO", "violated");
    branch.check(&without(&listing(8), "/attendance/people")).await.is("BGM-WHO", "insufficient_data").is("REC-FULL", "incomplete");
}

#[actix_web::test]
async fn who_is_excused_or_absent_is_listed_all_the_same() {
    let branch = Branch::standard().await;
    let mut record = branch.meeting();
    record["attendance"] = branch.came(0..16);
    record["attendance"]["people"][17]["came"] = "absent".into();
    branch.check(&record).await.is("BGM-WHO", "met");
}
