//! A theme Party day: on its day or with a reason, of the contents there are, settled before, and what was agreed has
//! somebody and a day.

use serde_json::{Value, json};

use super::records::on;
use super::{Branch, PLACE, with, without};

#[actix_web::test]
async fn it_keeps_the_day_that_the_branch_has_set_or_says_why_not() {
    let branch = Branch::standard().await;
    let unset = branch.check(&branch.party_day()).await;
    unset.is("TPD-FIX", "insufficient_data").tells("TPD-FIX", "支部未设固定日", "the branch has set no day");
    assert!(unset.says("TPD-FIX").contains("请在组织设置中补充"), "{}", unset.says("TPD-FIX"));
    unset.is_silent_of("REC-FULL");
    branch.set_up(PLACE, json!({ "party_day": 20 })).await;
    branch.check(&branch.party_day()).await.is("TPD-FIX", "met");
    for day in ["2026-11-19", "2026-11-21"] {
        let checked = branch.check(&on(&branch.party_day(), day)).await;
        checked.is("TPD-FIX", "warning").tells("TPD-FIX", "20日", "20").tells("TPD-FIX", "未说明原因", "no reason is given");
    }
    let moved = |reason: &str| with(&on(&branch.party_day(), "2026-11-21"), "/party_day/other_day_reason", reason);
    branch.check(&moved("下雨")).await.is("TPD-FIX", "met").tells("TPD-FIX", "下雨", "下雨");
    branch.check(&moved(" ")).await.is("TPD-FIX", "warning");
}

#[actix_web::test]
async fn a_day_of_the_week_may_be_its_day() {
    let branch = Branch::standard().await;
    // The third Friday of November 2026 is the twentieth, the last is the twenty-seventh.
    for (fixed, outcome) in [
        (json!({ "nth": 3, "weekday": "friday" }), "met"),
        (json!({ "nth": 2, "weekday": "friday" }), "warning"),
        (json!({ "nth": 3, "weekday": "thursday" }), "warning"),
        (json!({ "nth": 5, "weekday": "friday" }), "warning"),
    ] {
        branch.set_up(PLACE, json!({ "party_day": fixed })).await;
        branch.check(&branch.party_day()).await.is("TPD-FIX", outcome);
    }
}

#[actix_web::test]
async fn it_consists_of_one_of_four_things() {
    let branch = Branch::standard().await;
    let of = |contents: Value| with(&branch.party_day(), "/party_day/contents", contents);
    for content in ["study", "organizational_life", "deliberation", "volunteering"] {
        branch.check(&of(json!([content]))).await.is("TPD-CONT", "met");
    }
    branch.check(&of(json!([]))).await.is("TPD-CONT", "violated");
    let unsaid = branch.check(&without(&branch.party_day(), "/party_day/contents")).await;
    unsaid.is("TPD-CONT", "insufficient_data").is("TPD-PRE", "insufficient_data");
}

#[actix_web::test]
async fn theme_and_contents_are_settled_before_the_day() {
    let branch = Branch::standard().await;
    let settled = |day: &str| with(&branch.party_day(), "/party_day/planned_on", day);
    branch.check(&settled("2026-11-19")).await.is("TPD-PRE", "met").tells("TPD-PRE", "支部委员会2026年11月19日确定", "settled it on 19 November");
    // Of the same day nobody knows whether it was before.
    branch.check(&settled("2026-11-20")).await.is("TPD-PRE", "insufficient_data");
    branch.check(&settled("2026-11-21")).await.is("TPD-PRE", "violated").tells("TPD-PRE", "2026年11月21日确定，2026年11月20日已开展", "21 November");
    for (taken, zh, en) in [
        ("theme", "主题", "the theme"),
        ("contents", "内容", "the contents"),
        ("planned_on", "何时确定", "when theme and contents were settled"),
        ("planned_by", "由谁确定", "who settled theme and contents"),
    ] {
        let checked = branch.check(&without(&branch.party_day(), &format!("/party_day/{taken}"))).await;
        checked.is("TPD-PRE", "insufficient_data").tells("TPD-PRE", zh, en);
    }
}

#[actix_web::test]
async fn the_session_that_settled_it_tells_when_and_by_whom() {
    let branch = Branch::standard().await;
    let earlier = branch.hand_in(&on(&branch.committee_meeting(), "2026-11-02")).await;
    let later = branch.hand_in(&on(&branch.committee_meeting(), "2026-11-21")).await;
    let by = |path: &str| {
        let bare = without(&without(&branch.party_day(), "/party_day/planned_on"), "/party_day/planned_by");
        with(&bare, "/party_day/planned_in", path.trim_start_matches("/sessions/"))
    };
    let checked = branch.check(&by(&earlier)).await;
    checked.is("TPD-PRE", "met").is_silent_of("REC-FULL").tells("TPD-PRE", "支部委员会会议2026年11月2日确定", "2 November");
    branch.check(&by(&later)).await.is("TPD-PRE", "violated");
    // A draft proves nothing yet, and what a group settled is not the branch's.
    let draft = format!("/sessions/{}", uuid::Uuid::now_v7());
    branch.secretary().put(&draft).creating().json(&on(&branch.committee_meeting(), "2026-11-03")).send().await.expect(201);
    let group = json!({ "organization": super::id("group_cousin"), "kind": "party_group_meeting", "held_on": "2026-11-18" });
    for path in [draft, branch.hand_in(&group).await] {
        let checked = branch.check(&by(&path)).await;
        checked.is("TPD-PRE", "insufficient_data");
        assert_eq!(checked.lacks(), ["/party_day/planned_by", "/party_day/planned_on"]);
    }
    // It goes before what is typed: the system knows it.
    branch.check(&with(&by(&earlier), "/party_day/planned_on", "2026-11-22")).await.is("TPD-PRE", "met");
}

#[actix_web::test]
async fn what_was_agreed_has_somebody_and_a_day() {
    let branch = Branch::standard().await;
    let owner = json!({ "name": "李明" });
    let agreed = |items: Value| with(&branch.party_day(), "/party_day/follow_ups", items);
    let owned = json!({ "text": "巡河", "owner": owner, "due_on": "2027-02-20" });
    branch.check(&agreed(json!([]))).await.is_silent_of("TPD-POST");
    // The ordinary one: two items with an owner and a day, and not a word of how they stand.
    let open = branch.check(&agreed(json!([owned, { "text": "植树", "owner": owner, "due_on": "2027-03-12" }]))).await;
    open.is("TPD-POST", "open").tells("TPD-POST", "2项未到期", "not yet due");
    for part in ["owner", "due_on"] {
        let mut half = owned.clone();
        half.as_object_mut().expect("an item").remove(part);
        let checked = branch.check(&agreed(json!([owned, half]))).await;
        checked.is("TPD-POST", "insufficient_data");
        assert!(checked.says("TPD-POST").contains("请记录人补充"), "{}", checked.says("TPD-POST"));
    }
    // What was settled on the spot needs neither.
    let done = json!({ "text": "清扫", "progress": "done" });
    branch.check(&agreed(json!([done]))).await.is("TPD-POST", "met").tells("TPD-POST", "1项均已办结", "done");
    branch.check(&agreed(json!([done, owned]))).await.is("TPD-POST", "open");
}

#[actix_web::test]
async fn nothing_agreed_is_violated_on_the_evening_itself() {
    let branch = Branch::standard().await;
    // Due on the day, and even before it: a slip of the pen, no breach.
    for due in ["2026-11-20", "2026-11-22", "2026-11-23"] {
        let item = json!({ "text": "巡河", "owner": { "name": "李明" }, "due_on": due });
        let checked = branch.check(&with(&branch.party_day(), "/party_day/follow_ups", json!([item]))).await;
        assert!(!checked.of("TPD-POST").contains(&"violated"), "{due}: {}", checked.says("TPD-POST"));
    }
}

#[actix_web::test]
async fn yesterdays_fixed_day_judges_yesterdays_party_day() {
    let branch = Branch::standard().await;
    branch.set_up(PLACE, json!({ "party_day": 20 })).await;
    let gardener = branch.t.as_(crate::support::grove::GARDENER);
    let path = format!("/organizations/{}", super::id(PLACE));
    let version = gardener.get(&path).send().await.expect(200).version();
    gardener.patch(&path).if_match(version).json(&json!({ "party_day": 5, "on": "2026-11-21" })).send().await.expect(200);
    branch.check(&branch.party_day()).await.is("TPD-FIX", "met");
    branch.check(&on(&branch.party_day(), "2026-11-21")).await.is("TPD-FIX", "warning").tells("TPD-FIX", "5日", "5");
}

#[actix_web::test]
async fn a_vote_in_a_party_day_is_no_members_vote_unless_it_is_said_to_be() {
    let branch = Branch::standard().await;
    let voted = with(&branch.party_day(), "/agenda", json!([{ "title": "修订村规民约", "votes": [branch.vote()] }]));
    let checked = branch.check(&voted).await;
    checked.is("VOTE-KIND", "warning").is_silent_of("BGM-QUORUM").is_silent_of("BGM-PASS");
    checked.tells("VOTE-KIND", "主题党日中有表决，没有注明同时为党员大会", "no members' meeting too");
    let both = with(
        &with(&with(&voted, "/also_kind", "branch_general_meeting"), "/host", json!({ "person": { "member": branch.people[0] } })),
        "/minutes",
        "讨论热烈。",
    );
    branch.check(&both).await.is_silent_of("VOTE-KIND").is("BGM-QUORUM", "met").is("BGM-PASS", "met");
}
