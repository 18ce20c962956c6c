//! An organisational life meeting among others: what is on record before it, who came to guide it, a group's own, one that
//! is a members' meeting too.

use serde_json::{Value, json};

use super::records::on;
use super::{Branch, Checked, check_by, hand_in_by, id, with, without};
use crate::support::grove::seated;

const GROUP: &str = "group_cousin";

/// The branch's record without what came before.
fn unprepared(branch: &Branch) -> Value {
    ["/life/study", "/life/talks"].iter().fold(branch.life(), |record, taken| without(&record, taken))
}

#[actix_web::test]
async fn studies_and_talks_on_record_came_before_without_being_typed_again() {
    let branch = Branch::standard().await;
    branch.check(&unprepared(&branch)).await.is("OLM-PRE", "insufficient_data");
    branch.hand_in(&on(&branch.study(), "2026-11-09")).await;
    assert_eq!(branch.check(&unprepared(&branch)).await.lacks(), ["/life/talks"]);
    branch.hand_in(&on(&branch.talk("committee_member", &[0], &[5]), "2026-11-20")).await;
    let checked = branch.check(&unprepared(&branch)).await;
    checked.is("OLM-PRE", "met").is_silent_of("REC-FULL").tells("OLM-PRE", "谈心谈话1次", "1");
    // Of the next day they came after.
    let afterwards = branch.check(&on(&unprepared(&branch), "2026-11-19")).await;
    afterwards.is("OLM-PRE", "insufficient_data");
    assert_eq!(afterwards.lacks(), ["/life/talks"]);
}

#[actix_web::test]
async fn drafts_other_branches_and_other_years_prepare_nothing() {
    let branch = Branch::standard().await;
    let secretary = branch.secretary();
    let path = format!("/sessions/{}", uuid::Uuid::now_v7());
    secretary.put(path).creating().json(&branch.study()).send().await.expect(201);
    let last_year = with(&branch.study(), "/attendance", branch.list(0..16));
    branch.hand_in(&on(&last_year, "2025-12-20")).await;
    let neighbour = branch.t.as_(seated("branch_secretary", "branch_after"));
    let study = json!({ "organization": id("branch_after"), "kind": "collective_study", "held_on": "2026-11-19" });
    hand_in_by(&neighbour, &study).await;
    assert_eq!(branch.check(&unprepared(&branch)).await.lacks(), ["/life/study", "/life/talks"]);
}

#[actix_web::test]
async fn the_same_study_on_both_lists_is_one() {
    let branch = Branch::standard().await;
    branch.hand_in(&on(&branch.study(), "2026-11-10")).await;
    branch.check(&branch.life()).await.is("OLM-PRE", "met").tells("OLM-PRE", "学习1次", "1");
}

#[actix_web::test]
async fn a_superior_who_came_to_guide_speaks_without_criticising_themselves() {
    let branch = Branch::standard().await;
    let superior = branch.stranger("branch_after", "赵书记").await;
    for person in [json!({ "member": superior }), json!({ "name": "镇党委副书记" })] {
        let mut record = branch.life();
        record["life"]["speakers"].as_array_mut().expect("speakers").push(json!({ "person": person, "statement": "会开得好。", "criticisms": [] }));
        record["observers"] = json!([{ "person": person, "position": "镇党委副书记", "from_above": true }]);
        let checked = branch.check(&record).await;
        checked.is("OLM-SELF", "met").tells("OLM-SELF", "18人", "18").is_silent_of("REC-FULL");
        assert_eq!(checked.impossible(), [""; 0]);
    }
    // Whose criticism is left out is a guest's: nothing is missing.
    let mut record = branch.life();
    record["life"]["speakers"].as_array_mut().expect("speakers").push(json!({ "person": { "member": superior }, "statement": "会开得好。" }));
    let checked = branch.check(&record).await;
    assert_eq!(checked.alarms(), [""; 0]);
}

#[actix_web::test]
async fn a_votes_rules_are_a_members_meetings() {
    let branch = Branch::standard().await;
    let voted = |present: usize| {
        let vote = json!({ "subject": "ordinary", "approve": present, "oppose": 0, "abstain": 0, "passed": present > 8 });
        let record = with(&branch.life(), "/agenda", json!([{ "title": "整改方案", "votes": [vote] }]));
        with(&with(&record, "/attendance", branch.came(0..present)), "/minutes", "讨论热烈。")
    };
    branch.check(&voted(9)).await.is("BGM-QUORUM", "met").is("BGM-PASS", "met").is("BGM-DISC", "met").is_silent_of("VOTE-KIND");
    branch.check(&voted(7)).await.is("BGM-QUORUM", "violated");
    // No ratio is asked of the meeting itself.
    let few = with(&branch.life(), "/attendance", branch.came(0..3));
    assert_eq!(branch.check(&few).await.alarms(), [""; 0]);
}

#[actix_web::test]
async fn as_a_members_meeting_it_is_judged_by_both() {
    let branch = Branch::standard().await;
    let both = with(&without(&branch.life(), "/life/form"), "/also_kind", "branch_general_meeting");
    let both = with(&with(&both, "/host", json!({ "person": { "member": branch.people[0] } })), "/agenda", json!([{ "title": "对照检查" }]));
    let checked = branch.check(&both).await;
    assert_eq!(checked.alarms(), [""; 0]);
    checked.is("OLM-FORM", "met").is("BGM-WHO", "met").is("BGM-HOST", "met");
    // The other way round too.
    let turned = with(&with(&both, "/kind", "branch_general_meeting"), "/also_kind", "organizational_life_meeting");
    branch.check(&turned).await.is("OLM-FORM", "met").is("OLM-IN", "met").is("BGM-WHO", "met");
}

#[actix_web::test]
async fn a_groups_own_is_asked_the_same() {
    let mut branch = Branch::of(3, 0).await;
    for number in 0..15 {
        let duties = if number == 0 { json!(["group_leader"]) } else { json!([]) };
        branch.enrol(json!({ "group": id(GROUP), "duties": duties })).await;
    }
    let leader = branch.t.as_(seated("group_leader", GROUP));
    let ours = |record: &Value| {
        let record = with(&with(record, "/organization", id(GROUP)), "/life/form", "party_group_meeting");
        let mut record = with(&record, "/attendance", branch.list(3..18));
        // Three of the branch who are not in the group came along and spoke.
        record["attendance"]["guests"] = (0..3).map(|place| json!({ "member": branch.people[place], "came": "present" })).collect();
        record
    };
    let whole = check_by(&leader, &ours(&branch.life())).await;
    assert_eq!(whole.alarms(), [""; 0], "{:#}", whole.0["findings"]);
    for rule in ["OLM-THEME", "OLM-FORM", "OLM-PRE", "OLM-IN", "OLM-SELF", "OLM-OWNED"] {
        whole.is(rule, "met");
    }
    whole.tells("OLM-SELF", "15人", "15");
    let none = check_by(&leader, &ours(&with(&branch.life(), "/life/theme", "无"))).await;
    none.is("OLM-THEME", "violated");
    // What the branch studied came before its groups' meetings.
    branch.hand_in(&on(&branch.study(), "2026-11-09")).await;
    let bare = check_by(&leader, &ours(&without(&branch.life(), "/life/study"))).await;
    bare.is("OLM-PRE", "met");
}

#[actix_web::test]
async fn a_study_that_was_the_life_meeting_itself_did_not_come_before_it() {
    let branch = Branch::standard().await;
    let both = with(&with(&without(&branch.life(), "/life/study"), "/also_kind", "collective_study"), "/study_minutes", 60);
    let both = with(&both, "/study", json!({ "topic": "党章" }));
    assert_eq!(branch.check(&both).await.lacks(), ["/life/study"]);
    let path = branch.hand_in(&both).await;
    let asked = format!("/sessions/check?session={}", path.trim_start_matches("/sessions/"));
    let again = Checked(branch.secretary().post(asked).json(&both).send().await.expect(200).json());
    assert_eq!(again.lacks(), ["/life/study"], "handed in it is no more than it was");
}
