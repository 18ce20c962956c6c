//! Elections: four fifths there, nobody votes for another, and whom the winner's majority is of, about which the sources
//! differ.

use serde_json::{Value, json};

use super::votes::{VOTE, ballot};
use super::{Branch, with, without};

/// An election of each of these, who got so many.
fn electing(branch: &Branch, came: usize, won: &[(&str, usize)]) -> Value {
    let vote = |(name, approve): &(&str, usize)| with(&ballot("election", *approve), "/candidate", json!({ "name": name }));
    with(&branch.voting("election", came, 0), "/agenda/0/votes", won.iter().map(vote).collect::<Vec<_>>())
}

#[actix_web::test]
async fn a_winner_has_more_than_half_of_those_due_a_loser_not_half_of_those_present_and_between_nobody_knows() {
    let branch = Branch::of(16, 0).await;
    for (approve, outcome) in [(7, "violated"), (8, "insufficient_data"), (9, "met")] {
        let checked = branch.check(&electing(&branch, 14, &[("李明", approve)])).await;
        checked.is("ELE-WIN", outcome);
        if approve == 8 {
            assert!(checked.says("ELE-WIN").contains("请上级党组织确认"), "{}", checked.says("ELE-WIN"));
        }
    }
}

#[actix_web::test]
async fn where_all_came_nothing_lies_between() {
    let branch = Branch::of(16, 0).await;
    for (approve, outcome) in [(8, "violated"), (9, "met")] {
        branch.check(&electing(&branch, 16, &[("李明", approve)])).await.is("ELE-WIN", outcome);
    }
}

#[actix_web::test]
async fn one_ballot_for_another_is_one_too_many_and_silence_is_not_none() {
    let branch = Branch::of(16, 0).await;
    let of = |proxies: u32| with(&branch.voting("election", 16, 16), &format!("{VOTE}/proxies"), proxies);
    let none = branch.check(&of(0)).await;
    none.is("ELE-PROXY", "met");
    assert!(none.says("ELE-PROXY").contains("无委托投票"), "{}", none.says("ELE-PROXY"));
    let one = branch.check(&of(1)).await;
    one.is("ELE-PROXY", "violated");
    assert!(one.says("ELE-PROXY").contains("委托投票1张"), "{}", one.says("ELE-PROXY"));
    let unsaid = branch.check(&without(&of(0), &format!("{VOTE}/proxies"))).await;
    unsaid.is("ELE-PROXY", "insufficient_data").is("REC-FULL", "incomplete");
    assert!(unsaid.says("ELE-PROXY").contains("未写明有无委托投票"), "{}", unsaid.says("ELE-PROXY"));
}

#[actix_web::test]
async fn candidates_with_equal_numbers_are_one_finding_that_names_them() {
    let branch = Branch::of(16, 0).await;
    let checked = branch.check(&electing(&branch, 16, &[("李明", 12), ("王芳", 12), ("赵六", 10)])).await;
    checked.is("ELE-QUORUM", "met").is("ELE-PROXY", "met");
    for rule in ["ELE-QUORUM", "ELE-PROXY"] {
        let said = checked.says(rule);
        assert!(["李明", "王芳", "赵六"].iter().all(|name| said.contains(name)), "{said}");
        assert_eq!(checked.pointers(rule), ["/agenda/0/votes/0", "/agenda/0/votes/1", "/agenda/0/votes/2"]);
    }
    // Of the winners two are equal.
    assert_eq!(checked.of("ELE-WIN"), ["met", "met"]);
}

#[actix_web::test]
async fn who_differs_is_told_apart() {
    let branch = Branch::of(16, 0).await;
    let mut record = electing(&branch, 16, &[("李明", 12), ("王芳", 12)]);
    record["agenda"][0]["votes"][1]["proxies"] = 2.into();
    let checked = branch.check(&record).await;
    assert_eq!(checked.of("ELE-PROXY"), ["violated", "met"]);
    assert!(checked.says("ELE-PROXY").contains("王芳") && !checked.says("ELE-PROXY").contains("李明"), "{}", checked.says("ELE-PROXY"));
    checked.is("ELE-QUORUM", "met");
}

#[actix_web::test]
async fn an_election_speaks_of_electors() {
    let branch = Branch::of(16, 0).await;
    let checked = branch.check(&branch.voting("election", 12, 12)).await;
    assert!(checked.says("ELE-QUORUM").contains("有选举权的党员"), "{}", checked.says("ELE-QUORUM"));
    for rule in ["ELE-QUORUM", "ELE-WIN"] {
        assert!(!checked.says(rule).contains("表决权"), "{}", checked.says(rule));
    }
}

#[actix_web::test]
async fn an_election_needs_no_discussion_and_no_secret_is_asked_of_it() {
    let branch = Branch::of(16, 0).await;
    let record = with(&without(&branch.voting("election", 16, 16), "/minutes"), "/agenda/0/discussion", json!([]));
    branch.check(&record).await.is_silent_of("BGM-DISC").is_silent_of("ADM-SECRET").is_silent_of("ADM-EACH");
}
