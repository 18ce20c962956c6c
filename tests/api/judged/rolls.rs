//! What was typed beside what the roll knows, and what cannot be: numbers that differ, more than there were, somebody
//! twice, nobody at all.

use serde_json::{Value, json};

use super::votes::{QUORUM_AND_PASS, VOTE, ballot};
use super::{Branch, id, with, without};
use crate::support::grove::GARDENER;

#[actix_web::test]
async fn how_many_were_expected_is_the_rolls_to_say() {
    let branch = Branch::standard().await;
    let of = |expected: u32| with(&branch.meeting(), "/attendance/expected", expected);
    branch.check(&of(18)).await.is_silent_of("EXPECT-ROLL").is_silent_of("REC-FULL");
    for expected in [17, 19] {
        let checked = branch.check(&of(expected)).await;
        checked.is("EXPECT-ROLL", "warning").is("REC-FULL", "incomplete");
        assert!(checked.says("EXPECT-ROLL").contains(&format!("应到填{expected}人，当天名册18人")), "{}", checked.says("EXPECT-ROLL"));
        assert_eq!(checked.pointers("REC-FULL"), ["/attendance/expected_reason"]);
        let explained = branch.check(&with(&of(expected), "/attendance/expected_reason", "党员18当天转出")).await;
        explained.is("EXPECT-ROLL", "warning").is_silent_of("REC-FULL");
        assert!(explained.says("EXPECT-ROLL").contains("党员18当天转出"), "{}", explained.says("EXPECT-ROLL"));
        // A blank is no reason.
        branch.check(&with(&of(expected), "/attendance/expected_reason", " ")).await.is("REC-FULL", "incomplete");
    }
}

#[actix_web::test]
async fn a_base_that_is_not_the_rolls_is_judged_at_both_ends() {
    let branch = Branch::of(16, 0).await;
    let of = |base: u32, came: usize, approve: usize| with(&branch.voting("ordinary", came, approve), &format!("{VOTE}/voting_base"), base);
    branch.check(&of(16, 8, 8)).await.is_silent_of("BASE-ROLL").is("BGM-QUORUM", "met");
    for (base, came, quorum) in
        [(14, 8, "met"), (14, 7, "insufficient_data"), (14, 6, "violated"), (18, 9, "met"), (18, 8, "insufficient_data"), (18, 7, "violated")]
    {
        let checked = branch.check(&of(base, came, 0)).await;
        checked.is("BASE-ROLL", "warning").is("BGM-QUORUM", quorum).is("REC-FULL", "incomplete");
        assert_eq!(checked.pointers("REC-FULL"), ["/agenda/0/votes/0/voting_base_reason"]);
        assert_eq!(checked.pointers("BASE-ROLL"), ["/agenda/0/votes/0/voting_base"]);
    }
}

#[actix_web::test]
async fn where_the_roll_is_not_known_the_record_is_believed() {
    let branch = Branch::of(0, 0).await;
    let vote = json!({ "subject": "ordinary", "voting_base": 10, "present_voters": 5, "approve": 5, "oppose": 0, "abstain": 0, "passed": false });
    let record = without(&with(&branch.meeting_of_nobody(), VOTE, vote), "/attendance");
    branch.check(&record).await.is("BGM-QUORUM", "met").is_silent_of("BASE-ROLL").is_silent_of("PRESENT-ROLL");
    let record = with(&record, &format!("{VOTE}/present_voters"), 4);
    let record = with(&record, &format!("{VOTE}/approve"), 4);
    branch.check(&record).await.is("BGM-QUORUM", "violated");
}

#[actix_web::test]
async fn a_part_of_nobody_is_not_judged() {
    let branch = Branch::of(0, 2).await;
    for (subject, quorum, pass) in QUORUM_AND_PASS {
        let record = with(&branch.meeting(), "/attendance", branch.came(0..2));
        let record = with(&record, VOTE, ballot(subject, 0));
        let checked = branch.check(&record).await;
        checked.is(quorum, "insufficient_data").is(pass, "insufficient_data");
        assert!(checked.says(quorum).contains("0人，无法判断"), "{}", checked.says(quorum));
        assert!(!checked.says(quorum).contains("至少"), "{}", checked.says(quorum));
    }
}

#[actix_web::test]
async fn who_did_not_vote_though_present_is_told_with_a_reason() {
    let branch = Branch::of(16, 0).await;
    let of = |voted: u32| with(&branch.voting("ordinary", 12, 0), &format!("{VOTE}/present_voters"), voted);
    branch.check(&of(12)).await.is_silent_of("PRESENT-ROLL");
    for (voted, quorum) in [(10, "met"), (7, "insufficient_data")] {
        let checked = branch.check(&of(voted)).await;
        checked.is("PRESENT-ROLL", "warning").is("BGM-QUORUM", quorum).is("REC-FULL", "incomplete");
        assert!(
            checked.says("PRESENT-ROLL").contains(&format!("表决时到会填{voted}人，出席名单中有表决权的12人")),
            "{}",
            checked.says("PRESENT-ROLL")
        );
        let explained = branch.check(&with(&of(voted), &format!("{VOTE}/present_voters_reason"), "2人提前离会")).await;
        explained.is("PRESENT-ROLL", "warning").is_silent_of("REC-FULL");
        assert!(explained.says("PRESENT-ROLL").contains("2人提前离会"), "{}", explained.says("PRESENT-ROLL"));
    }
    let all = branch.check(&of(12)).await;
    assert_eq!(all.is_silent_of("PRESENT-ROLL").impossible(), [""; 0]);
    assert_eq!(branch.check(&of(13)).await.impossible(), ["/agenda/0/votes/0/present_voters"]);
}

#[actix_web::test]
async fn nobody_votes_twice() {
    let branch = Branch::of(16, 0).await;
    let of = |approve: u32, oppose: u32, abstain: u32| {
        with(
            &branch.voting("ordinary", 12, 0),
            VOTE,
            json!({ "subject": "ordinary", "approve": approve, "oppose": oppose, "abstain": abstain, "passed": false }),
        )
    };
    for (approve, oppose, abstain) in [(12, 0, 0), (4, 4, 4), (5, 5, 0)] {
        assert_eq!(branch.check(&of(approve, oppose, abstain)).await.impossible(), [""; 0], "a ballot may stay out");
    }
    for (approve, oppose, abstain) in [(13, 0, 0), (4, 5, 4), (4, 4, 5)] {
        assert_eq!(branch.check(&of(approve, oppose, abstain)).await.impossible(), ["/agenda/0/votes/0/approve"]);
    }
}

#[actix_web::test]
async fn nobody_is_listed_twice_or_from_nowhere() {
    let branch = Branch::of(8, 0).await;
    let listing = |who: &[&str]| {
        let people: Vec<Value> = who.iter().map(|member| json!({ "member": member, "came": "present" })).collect();
        with(&branch.voting("ordinary", 0, 0), "/attendance", json!({ "people": people }))
    };
    let (one, other) = (branch.people[0].as_str(), branch.people[1].as_str());
    assert_eq!(branch.check(&listing(&[one, other])).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&listing(&[one, other, one])).await.impossible(), ["/attendance/people/2/member"]);
    let nowhere = uuid::Uuid::now_v7().to_string();
    assert_eq!(branch.check(&listing(&[one, &nowhere])).await.impossible(), ["/attendance/people/1/member"]);
    let guest = json!([{ "member": nowhere, "came": "present" }]);
    assert_eq!(branch.check(&with(&listing(&[one]), "/attendance/guests", guest)).await.impossible(), ["/attendance/guests/0/member"]);
}

#[actix_web::test]
async fn a_guest_has_no_vote_here_and_is_nobody_of_ours() {
    let branch = Branch::of(16, 0).await;
    let visitor = uuid::Uuid::now_v7().to_string();
    let member = json!({ "organization": id("branch_after"), "name": "客人", "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01", "since": "2010-07-01" });
    branch.t.as_(GARDENER).put(format!("/members/{visitor}")).creating().json(&member).send().await.expect(201);
    let record = branch.voting("ordinary", 7, 7);
    let with_guest = with(&record, "/attendance/guests", json!([{ "member": visitor, "came": "present" }]));
    let checked = branch.check(&with_guest).await;
    assert_eq!(checked.impossible(), [""; 0]);
    checked.is("BGM-QUORUM", "violated").is("BGM-WHO", "met").is_silent_of("EXPECT-ROLL");
    // Eight ballots are more than the seven with a vote who came.
    assert_eq!(branch.check(&with(&with_guest, &format!("{VOTE}/approve"), 8)).await.impossible(), ["/agenda/0/votes/0/approve"]);
    // Whoever is of this branch is no guest of it, and whoever is not is not on its list.
    let own = with(&record, "/attendance/guests", json!([{ "member": branch.people[15], "came": "present" }]));
    assert_eq!(branch.check(&own).await.impossible(), ["/attendance/guests/0/member"]);
    let mut listed = record;
    listed["attendance"]["people"].as_array_mut().expect("people").push(json!({ "member": visitor, "came": "present" }));
    assert_eq!(branch.check(&listed).await.impossible(), ["/attendance/people/16/member"]);
}

#[actix_web::test]
async fn who_came_late_or_from_afar_was_there() {
    let branch = Branch::of(16, 0).await;
    let mut record = branch.voting("ordinary", 8, 8);
    record["attendance"]["people"][0]["came"] = "late".into();
    record["attendance"]["people"][1]["came"] = "remote".into();
    branch.check(&record).await.is("BGM-QUORUM", "met").is("BGM-WHO", "met");
    for came in ["excused", "absent"] {
        record["attendance"]["people"][1]["came"] = came.into();
        record["agenda"][0]["votes"][0]["approve"] = 7.into();
        branch.check(&record).await.is("BGM-QUORUM", "violated");
    }
}
