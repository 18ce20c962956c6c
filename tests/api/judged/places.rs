//! What is held where: kinds of meeting that an organisation does not hold, votes where none are taken, committees that are
//! none, and matters of the village.

use serde_json::{Value, json};

use super::votes::{VOTE, ballot};
use super::{Branch, HELD_ON, PLACE, id, with, without};
use crate::support::grove::seated;

fn bare(place: &str, kind: &str) -> Value {
    json!({ "organization": place, "kind": kind, "held_on": HELD_ON })
}

#[actix_web::test]
async fn a_group_holds_no_meeting_of_the_branch_and_a_branch_none_of_a_group() {
    let mut branch = Branch::of(8, 0).await;
    branch.check(&bare(id(PLACE), "party_group_meeting")).await.is("KIND-ORG", "warning").is_silent_of("PGM-HOST");
    branch.place = id("group_cousin").to_string();
    branch.caller = seated("group_leader", "group_cousin");
    for (kind, words) in [("branch_general_meeting", "党小组不召开支部党员大会"), ("branch_committee_meeting", "党小组不召开支部委员会会议")]
    {
        let checked = branch.check(&bare(&branch.place, kind)).await;
        checked.is("KIND-ORG", "warning");
        assert!(checked.says("KIND-ORG").contains(words), "{}", checked.says("KIND-ORG"));
        assert_eq!(checked.pointers("KIND-ORG"), ["/kind"]);
    }
    let second = with(&bare(&branch.place, "party_group_meeting"), "/also_kind", "branch_general_meeting");
    let checked = branch.check(&second).await;
    checked.is("KIND-ORG", "warning");
    assert_eq!(checked.pointers("KIND-ORG"), ["/also_kind"]);
    for kind in ["party_group_meeting", "organizational_life_meeting", "party_lecture", "theme_party_day", "heart_to_heart_talk"] {
        branch.check(&bare(&branch.place, kind)).await.is_silent_of("KIND-ORG");
    }
}

#[actix_web::test]
async fn a_branch_holds_what_is_a_branchs() {
    let branch = Branch::of(8, 0).await;
    let kinds = ["branch_general_meeting", "branch_committee_meeting", "party_lecture", "theme_party_day", "organizational_life_meeting"];
    for kind in kinds.into_iter().chain(["democratic_appraisal", "heart_to_heart_talk", "collective_study"]) {
        branch.check(&bare(id(PLACE), kind)).await.is_silent_of("KIND-ORG");
    }
}

#[actix_web::test]
async fn a_secretary_alone_is_no_committee() {
    let mut branch = Branch::of(0, 0).await;
    branch.enrol(json!({ "duties": ["secretary"] })).await;
    for _ in 0..4 {
        branch.enrol(json!({})).await;
    }
    let record = with(&bare(id(PLACE), "branch_committee_meeting"), "/attendance", branch.came([0]));
    let record = with(&record, "/host", json!({ "person": { "member": branch.people[0] } }));
    let checked = branch.check(&record).await;
    checked.is("KIND-ORG", "warning").is_silent_of("BCM-QUORUM").is_silent_of("BCM-HOST");
    assert!(checked.says("KIND-ORG").contains("本支部没有支部委员会"), "{}", checked.says("KIND-ORG"));
}

#[actix_web::test]
async fn half_of_the_committee_is_its_quorum_and_others_do_not_count() {
    let branch = Branch::of(16, 0).await;
    let of = |came: Vec<usize>| {
        let attendance = json!({ "people": branch.came(came)["people"].as_array().expect("people")[..6] });
        with(&bare(id(PLACE), "branch_committee_meeting"), "/attendance", attendance)
    };
    branch.check(&of(vec![0, 1])).await.is("BCM-QUORUM", "met").is_silent_of("KIND-ORG");
    branch.check(&of(vec![0, 3, 4, 5])).await.is("BCM-QUORUM", "violated");
    branch.check(&without(&of(vec![0, 1]), "/attendance")).await.is("BCM-QUORUM", "insufficient_data").is("REC-FULL", "incomplete");
    let checked = branch.check(&of(vec![0, 1])).await;
    assert!(checked.says("BCM-QUORUM").contains("3人") && checked.says("BCM-QUORUM").contains("2人"), "{}", checked.says("BCM-QUORUM"));
}

#[actix_web::test]
async fn a_roll_without_duties_does_not_say_that_there_is_no_committee() {
    let mut branch = Branch::of(0, 0).await;
    for _ in 0..8 {
        branch.enrol(json!({})).await;
    }
    let record = with(&bare(id(PLACE), "branch_committee_meeting"), "/attendance", branch.came(0..3));
    branch.check(&record).await.is_silent_of("KIND-ORG").is("BCM-QUORUM", "insufficient_data");
}

#[actix_web::test]
async fn a_vote_is_the_members_only_where_they_met() {
    let branch = Branch::of(16, 0).await;
    for kind in ["theme_party_day", "party_lecture", "collective_study", "democratic_appraisal"] {
        let record = with(&branch.voting("ordinary", 7, 7), "/kind", kind);
        let checked = branch.check(&record).await;
        checked.is("VOTE-KIND", "warning").is_silent_of("BGM-QUORUM").is_silent_of("BGM-PASS");
        assert!(checked.says("VOTE-KIND").contains("没有注明同时为党员大会"), "{}", checked.says("VOTE-KIND"));
        assert_eq!(checked.pointers("VOTE-KIND"), ["/agenda/0/votes"]);
        let both = with(&record, "/also_kind", "branch_general_meeting");
        branch.check(&both).await.is_silent_of("VOTE-KIND").is("BGM-QUORUM", "violated").is("BGM-PASS", "violated");
        let without_vote = with(&record, "/agenda/0/votes", json!([]));
        branch.check(&without_vote).await.is_silent_of("VOTE-KIND");
    }
}

#[actix_web::test]
async fn a_committee_votes_among_itself() {
    let branch = Branch::of(16, 0).await;
    let record = with(&branch.voting("ordinary", 3, 2), "/kind", "branch_committee_meeting");
    let checked = branch.check(&record).await;
    checked.is_silent_of("VOTE-KIND").is_silent_of("BGM-QUORUM").is_silent_of("BASE-ROLL");
    assert_eq!(checked.impossible(), [""; 0]);
}

#[actix_web::test]
async fn the_first_vote_out_of_place_is_pointed_at() {
    let branch = Branch::of(16, 0).await;
    let agenda = json!([{ "title": "学习" }, { "title": "表决", "votes": [ballot("ordinary", 9)] }]);
    let record = with(&with(&branch.voting("ordinary", 9, 9), "/kind", "theme_party_day"), "/agenda", agenda);
    assert_eq!(branch.check(&record).await.pointers("VOTE-KIND"), ["/agenda/1/votes"]);
}

#[actix_web::test]
async fn a_matter_of_the_village_waits_for_the_members_meeting() {
    let branch = Branch::rural(8).await;
    let marked = |kind: &str| {
        let record = with(&branch.voting("ordinary", 8, 8), "/kind", kind);
        with(&with(&record, "/agenda/0/village_important", true), "/agenda/0/votes", json!([]))
    };
    branch.check(&marked("branch_general_meeting")).await.is("BGM-VILL", "met");
    let elsewhere = branch.check(&marked("branch_committee_meeting")).await;
    elsewhere.is("BGM-VILL", "insufficient_data");
    // It is no fault of this record, and nothing that its author could add.
    elsewhere.is_silent_of("REC-FULL");
    assert!(!elsewhere.says("BGM-VILL").contains("请记录人补充"), "{}", elsewhere.says("BGM-VILL"));
    branch.check(&without(&marked("branch_committee_meeting"), "/agenda/0/village_important")).await.is_silent_of("BGM-VILL");
    branch.check(&with(&marked("branch_committee_meeting"), "/agenda/0/village_important", false)).await.is_silent_of("BGM-VILL");
}

#[actix_web::test]
async fn elsewhere_there_are_no_matters_of_a_village() {
    let branch = Branch::of(8, 0).await;
    let record = with(&branch.voting("ordinary", 8, 8), "/agenda/0/village_important", true);
    branch.check(&with(&record, VOTE, ballot("ordinary", 8))).await.is_silent_of("BGM-VILL");
}
