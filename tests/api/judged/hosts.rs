//! Who held it: the roll knows in which duty, the record may say otherwise, and what neither says is asked.

use serde_json::{Value, json};

use super::{Branch, HELD_ON, id, with, without};
use crate::support::grove::{GARDENER, seated};

/// The two meetings of a branch that its secretary holds.
const KINDS: [(&str, &str); 2] = [("branch_general_meeting", "BGM-HOST"), ("branch_committee_meeting", "BCM-HOST")];

fn held(branch: &Branch, kind: &str, host: Value) -> Value {
    let record = json!({ "organization": branch.place, "kind": kind, "held_on": HELD_ON, "minutes": "议事",
        "agenda": [{ "title": "通报情况" }], "attendance": branch.came(0..branch.people.len()) });
    with(&record, "/host", host)
}

fn by(branch: &Branch, place: usize) -> Value {
    json!({ "person": { "member": branch.people[place] } })
}

#[actix_web::test]
async fn the_roll_knows_who_the_secretary_is() {
    let branch = Branch::of(8, 0).await;
    for (kind, rule) in KINDS {
        for host in [by(&branch, 0), json!({ "person": { "name": "党员1" } }), with(&by(&branch, 0), "/duty", "secretary")] {
            let checked = branch.check(&held(&branch, kind, host)).await;
            checked.is(rule, "met").is_silent_of("HOST-ROLL").is_silent_of("REC-FULL");
            assert!(checked.says(rule).contains("书记党员1主持"), "{}", checked.says(rule));
        }
    }
}

#[actix_web::test]
async fn a_deputy_or_a_commissioner_holds_it_by_delegation() {
    let branch = Branch::of(8, 0).await;
    for (kind, rule) in KINDS {
        for place in [1, 2] {
            let of = |delegated: bool| held(&branch, kind, with(&by(&branch, place), "/delegated", delegated));
            let so = branch.check(&of(true)).await;
            so.is(rule, "met");
            assert!(so.says(rule).contains(&format!("党员{}受委托主持", place + 1)), "{}", so.says(rule));
            let not = branch.check(&of(false)).await;
            not.is(rule, "violated");
            assert!(not.says(rule).contains("未受书记委托"), "{}", not.says(rule));
            let unsaid = branch.check(&held(&branch, kind, by(&branch, place))).await;
            unsaid.is(rule, "insufficient_data");
            assert!(unsaid.says(rule).contains("未写明是否受委托"), "{}", unsaid.says(rule));
        }
    }
}

#[actix_web::test]
async fn nobody_else_holds_it_delegated_or_not() {
    let branch = Branch::of(8, 0).await;
    for (kind, rule) in KINDS {
        for delegated in [true, false] {
            let checked = branch.check(&held(&branch, kind, with(&by(&branch, 4), "/delegated", delegated))).await;
            checked.is(rule, "violated");
            assert!(checked.says(rule).contains("党员5主持，当日无职务"), "{}", checked.says(rule));
        }
    }
}

#[actix_web::test]
async fn a_duty_that_the_roll_does_not_have_is_judged_both_ways() {
    let branch = Branch::of(8, 0).await;
    for (kind, rule) in KINDS {
        let stated = with(&by(&branch, 4), "/duty", "secretary");
        let checked = branch.check(&held(&branch, kind, stated.clone())).await;
        checked.is("HOST-ROLL", "warning").is(rule, "insufficient_data").is("REC-FULL", "incomplete");
        assert!(checked.says("HOST-ROLL").contains("党员5填为书记"), "{}", checked.says("HOST-ROLL"));
        let reason = with(&stated, "/duty_reason", "党员1住院，党员5代理书记");
        let checked = branch.check(&held(&branch, kind, reason)).await;
        checked.is("HOST-ROLL", "warning").is(rule, "insufficient_data").is_silent_of("REC-FULL");
        assert!(checked.says("HOST-ROLL").contains("代理书记"), "{}", checked.says("HOST-ROLL"));
    }
}

#[actix_web::test]
async fn a_duty_that_differs_and_changes_nothing_is_only_told() {
    let branch = Branch::of(8, 0).await;
    // Deputy or commissioner: by delegation either may.
    let host = json!({ "person": { "member": branch.people[1] }, "duty": "publicity_commissioner", "delegated": true });
    branch.check(&held(&branch, "branch_general_meeting", host)).await.is("BGM-HOST", "met").is("HOST-ROLL", "warning");
    // A commissioner is a member of the committee.
    let host = json!({ "person": { "member": branch.people[2] }, "duty": "committee_member", "delegated": true });
    branch.check(&held(&branch, "branch_general_meeting", host)).await.is("BGM-HOST", "met").is_silent_of("HOST-ROLL");
}

#[actix_web::test]
async fn a_name_that_is_not_on_the_roll_is_nobody_of_whom_the_roll_knows() {
    let branch = Branch::of(8, 0).await;
    let unknown = json!({ "person": { "name": "张伟" } });
    let checked = branch.check(&held(&branch, "branch_general_meeting", unknown.clone())).await;
    checked.is("BGM-HOST", "insufficient_data");
    assert!(!checked.says("BGM-HOST").contains("未记职务"), "the roll has duties: {}", checked.says("BGM-HOST"));
    // Nobody becomes secretary by being typed.
    let typed = branch.check(&held(&branch, "branch_general_meeting", with(&unknown, "/duty", "secretary"))).await;
    typed.is("BGM-HOST", "insufficient_data").is("HOST-ROLL", "warning");
}

#[actix_web::test]
async fn of_two_of_one_name_nobody_knows_which_held_it() {
    let mut branch = Branch::of(8, 0).await;
    for _ in 0..2 {
        branch.enrol(json!({ "name": "王秀英" })).await;
    }
    let checked = branch.check(&held(&branch, "branch_general_meeting", json!({ "person": { "name": "王秀英" } }))).await;
    checked.is("BGM-HOST", "insufficient_data").is_silent_of("HOST-ROLL");
    assert!(checked.says("BGM-HOST").contains("同名"), "{}", checked.says("BGM-HOST"));
}

#[actix_web::test]
async fn who_was_sent_to_the_committee_from_elsewhere_has_a_duty_here() {
    let branch = Branch::of(8, 0).await;
    let gardener = branch.t.as_(GARDENER);
    let sent = |name: &'static str| json!({ "organization": id("branch_after"), "name": name, "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01", "since": "2010-07-01" });
    let (first, visitor) = (uuid::Uuid::now_v7().to_string(), uuid::Uuid::now_v7().to_string());
    for (member, name) in [(&first, "第一书记"), (&visitor, "客人")] {
        gardener.put(format!("/members/{member}")).creating().json(&sent(name)).send().await.expect(201);
    }
    let seat = json!({ "member": first, "position": "principal", "from": "2026-01-01" });
    gardener.put(format!("/organizations/{}/body/{}", branch.place, uuid::Uuid::now_v7())).creating().json(&seat).send().await.expect(201);
    for (kind, rule) in KINDS {
        let by = |member: &str| held(&branch, kind, json!({ "person": { "member": member } }));
        branch.check(&by(&first)).await.is(rule, "met").is_silent_of("HOST-ROLL");
        branch.check(&by(&visitor)).await.is(rule, "violated");
        // Before the seat there was no duty.
        branch.check(&with(&by(&first), "/held_on", "2025-12-31")).await.is(rule, "violated");
    }
    // At a members' meeting such a one is a guest all the same.
    let mut listed = held(&branch, "branch_general_meeting", by(&branch, 0));
    listed["attendance"]["people"].as_array_mut().expect("people").push(json!({ "member": first, "came": "present" }));
    assert!(branch.check(&listed).await.impossible().contains(&"/attendance/people/8/member"));
}

#[actix_web::test]
async fn whoever_gives_a_lecture_may_have_a_duty_elsewhere() {
    let branch = Branch::of(8, 0).await;
    for kind in ["party_lecture", "theme_party_day"] {
        let record = held(&branch, kind, json!({ "person": { "name": "镇党委书记" }, "duty": "secretary" }));
        branch.check(&record).await.is_silent_of("HOST-ROLL");
    }
}

#[actix_web::test]
async fn a_roll_without_duties_leaves_it_to_the_record() {
    let mut branch = Branch::of(0, 0).await;
    for _ in 0..8 {
        branch.enrol(json!({})).await;
    }
    let checked = branch.check(&held(&branch, "branch_general_meeting", by(&branch, 0))).await;
    checked.is("BGM-HOST", "insufficient_data").is_silent_of("HOST-ROLL");
    assert!(checked.says("BGM-HOST").contains("请核对党员名册"), "{}", checked.says("BGM-HOST"));
    let said = branch.check(&held(&branch, "branch_general_meeting", with(&by(&branch, 0), "/duty", "secretary"))).await;
    said.is("BGM-HOST", "met").is_silent_of("HOST-ROLL");
    let nobody = branch.check(&held(&branch, "branch_general_meeting", with(&by(&branch, 0), "/duty", "group_leader"))).await;
    nobody.is("BGM-HOST", "violated");
}

#[actix_web::test]
async fn who_was_excused_did_not_hold_it() {
    let branch = Branch::of(8, 0).await;
    for came in ["excused", "absent"] {
        let mut record = held(&branch, "branch_general_meeting", by(&branch, 0));
        record["attendance"]["people"][0]["came"] = came.into();
        let checked = branch.check(&record).await;
        checked.is("HOST-ROLL", "warning");
        let words = if came == "excused" { "党员1主持，出席名单为请假" } else { "党员1主持，出席名单为缺席" };
        assert!(checked.says("HOST-ROLL").contains(words), "{}", checked.says("HOST-ROLL"));
    }
    for came in ["late", "remote"] {
        let mut record = held(&branch, "branch_general_meeting", by(&branch, 0));
        record["attendance"]["people"][0]["came"] = came.into();
        branch.check(&record).await.is_silent_of("HOST-ROLL").is("BGM-HOST", "met");
    }
}

#[actix_web::test]
async fn nobody_named_is_asked_for() {
    let branch = Branch::of(8, 0).await;
    for (kind, rule) in KINDS {
        let checked = branch.check(&without(&held(&branch, kind, by(&branch, 0)), "/host")).await;
        checked.is(rule, "insufficient_data").is("REC-FULL", "incomplete");
        assert!(checked.says(rule).contains("未写明主持人") && checked.says("REC-FULL").contains("主持人"), "{}", checked.says("REC-FULL"));
    }
}

/// Six of the group that is below the branch; the third leads it.
async fn group() -> Branch {
    let mut branch = Branch::of(0, 0).await;
    for place in 0..6 {
        let duties = if place == 2 { json!(["group_leader"]) } else { json!([]) };
        branch.enrol(json!({ "group": id("group_cousin"), "duties": duties })).await;
    }
    branch.place = id("group_cousin").to_string();
    branch.caller = seated("group_leader", "group_cousin");
    branch
}

#[actix_web::test]
async fn a_group_is_led_by_its_leader() {
    let group = group().await;
    let by_leader = group.check(&held(&group, "party_group_meeting", by(&group, 2))).await;
    by_leader.is("PGM-HOST", "met").is_silent_of("REC-FULL");
    assert!(by_leader.says("PGM-HOST").contains("组长党员3主持"), "{}", by_leader.says("PGM-HOST"));
    group.check(&held(&group, "party_group_meeting", by(&group, 0))).await.is("PGM-HOST", "violated");
    // No delegation is known of here.
    group.check(&held(&group, "party_group_meeting", with(&by(&group, 0), "/delegated", true))).await.is("PGM-HOST", "violated");
    let stated = group.check(&held(&group, "party_group_meeting", with(&by(&group, 0), "/duty", "group_leader"))).await;
    stated.is("PGM-HOST", "insufficient_data").is("HOST-ROLL", "warning");
    let nobody = group.check(&without(&held(&group, "party_group_meeting", by(&group, 0)), "/host")).await;
    nobody.is("PGM-HOST", "insufficient_data").is("REC-FULL", "incomplete");
    assert_eq!(nobody.pointers("REC-FULL"), ["/host"]);
}
