//! How many must be there before it is voted, and how many must be in favour: both sides of each bound, for every kind of
//! vote, and by the rules of which day.

use serde_json::json;

use super::votes::{ON_MEMBERSHIP, QUORUM_AND_PASS, VOTE, ballot, on};
use super::{Branch, with, without};

#[actix_web::test]
async fn of_an_even_number_half_is_enough_for_an_ordinary_vote_and_not_for_somebodys_membership() {
    let branch = Branch::of(16, 0).await;
    for (subject, quorum, _) in QUORUM_AND_PASS {
        let least = match subject {
            "ordinary" => 8,
            "election" => 13,
            _ => 9,
        };
        branch.check(&branch.voting(subject, least, 0)).await.is(quorum, "met");
        branch.check(&branch.voting(subject, least - 1, 0)).await.is(quorum, "violated");
    }
}

#[actix_web::test]
async fn of_an_odd_number_the_greater_part_is_needed_for_both() {
    let branch = Branch::of(15, 0).await;
    for (subject, quorum, pass) in QUORUM_AND_PASS {
        // Four fifths of fifteen are twelve, exactly.
        let least = if subject == "election" { 12 } else { 8 };
        branch.check(&branch.voting(subject, least, 0)).await.is(quorum, "met");
        branch.check(&branch.voting(subject, least - 1, 0)).await.is(quorum, "violated");
        if subject != "election" {
            branch.check(&branch.voting(subject, 15, 8)).await.is(pass, "met");
            branch.check(&branch.voting(subject, 15, 7)).await.is(pass, "violated");
        }
    }
}

#[actix_web::test]
async fn exactly_half_in_favour_passes_nothing() {
    let branch = Branch::of(16, 0).await;
    for (subject, _, pass) in QUORUM_AND_PASS.into_iter().filter(|(subject, ..)| *subject != "election") {
        branch.check(&branch.voting(subject, 16, 9)).await.is(pass, "met");
        branch.check(&branch.voting(subject, 16, 8)).await.is(pass, "violated");
    }
}

#[actix_web::test]
async fn a_quorum_that_fails_says_who_was_due_who_came_and_how_many_were_needed() {
    let branch = Branch::of(16, 0).await;
    let checked = branch.check(&branch.voting("ordinary", 7, 0)).await;
    assert!(checked.says("BGM-QUORUM").contains("应到会有表决权的党员16人"), "{}", checked.says("BGM-QUORUM"));
    assert!(checked.says("BGM-QUORUM").contains("7人") && checked.says("BGM-QUORUM").contains("至少8人"), "{}", checked.says("BGM-QUORUM"));
    assert!(checked.says("BGM-QUORUM").contains("讨论年度计划"), "a vote is named by its item: {}", checked.says("BGM-QUORUM"));
    let admission = branch.check(&branch.voting("admission", 8, 0)).await;
    assert!(admission.says("ADM-QUORUM").contains("李明") && admission.says("ADM-QUORUM").contains("至少9人"), "{}", admission.says("ADM-QUORUM"));
}

#[actix_web::test]
async fn what_did_not_pass_needs_no_majority_and_what_is_not_said_is_asked() {
    let branch = Branch::of(16, 0).await;
    for (subject, _, pass) in QUORUM_AND_PASS {
        let record = branch.voting(subject, 16, 3);
        branch.check(&with(&record, &format!("{VOTE}/passed"), false)).await.is_silent_of(pass);
        let unsaid = branch.check(&without(&record, &format!("{VOTE}/passed"))).await;
        unsaid.is(pass, "insufficient_data").is("REC-FULL", "incomplete");
        assert!(unsaid.says(pass).contains("未写明是否通过"), "{}", unsaid.says(pass));
    }
}

#[actix_web::test]
async fn a_vote_is_asked_only_by_the_rules_of_its_subject() {
    let branch = Branch::of(16, 0).await;
    for (subject, quorum, pass) in QUORUM_AND_PASS {
        let checked = branch.check(&branch.voting(subject, 16, 16)).await;
        for (_, other_quorum, other_pass) in QUORUM_AND_PASS.into_iter().filter(|(_, other, _)| *other != quorum) {
            checked.is_silent_of(other_quorum).is_silent_of(other_pass);
        }
        checked.is(quorum, "met").is(pass, "met");
    }
}

#[actix_web::test]
async fn without_its_subject_no_vote_is_judged_by_any() {
    let branch = Branch::of(16, 0).await;
    let checked = branch.check(&without(&branch.voting("ordinary", 3, 1), &format!("{VOTE}/subject"))).await;
    for (_, quorum, pass) in QUORUM_AND_PASS {
        assert!(
            checked.of(quorum).iter().chain(&checked.of(pass)).all(|outcome| *outcome == "insufficient_data"),
            "{quorum}: {:?}",
            checked.of(quorum)
        );
    }
    checked.is("REC-FULL", "incomplete").is("BGM-QUORUM", "insufficient_data").is("ADM-QUORUM", "insufficient_data");
}

#[actix_web::test]
async fn whose_rights_are_suspended_and_who_is_on_probation_within_the_party_have_no_vote() {
    let mut branch = Branch::of(15, 0).await;
    for flag in ["rights_suspended", "on_probation_within_party"] {
        branch.enrol(json!({ "flags": [flag] })).await;
    }
    branch.enrol(json!({ "flags": ["floating", "care_exempt"] })).await;
    // Sixteen have a vote; of eight who came one has none.
    let record = |came: Vec<usize>| with(&with(&branch.meeting(), "/attendance", branch.came(came)), VOTE, ballot("ordinary", 7));
    branch.check(&record((0..7).chain([15]).collect())).await.is("BGM-QUORUM", "violated");
    branch.check(&record((0..7).chain([17]).collect())).await.is("BGM-QUORUM", "met");
}

#[actix_web::test]
async fn whose_membership_is_stopped_is_neither_due_nor_asked_for() {
    let mut branch = Branch::of(16, 0).await;
    branch.enrol(json!({ "flags": ["membership_stopped"] })).await;
    let mut record = branch.voting("ordinary", 8, 8);
    record["attendance"]["people"].as_array_mut().expect("people").truncate(16);
    let checked = branch.check(&record).await;
    checked.is("BGM-WHO", "met").is("BGM-QUORUM", "met");
    assert!(checked.says("BGM-WHO").contains("名册16人"), "{}", checked.says("BGM-WHO"));
}

#[actix_web::test]
async fn admissions_are_judged_by_the_text_of_their_day() {
    let branch = Branch::of(16, 0).await;
    let record = with(&branch.voting("admission", 9, 9), &format!("{VOTE}/prereview_passed_on"), "2026-05-01");
    let (old, new) = (branch.check(&on(&record, "2026-05-10")).await, branch.check(&on(&record, "2026-05-11")).await);
    for (rule, article_then, article_now) in
        [("ADM-QUORUM", "20", "19"), ("ADM-PASS", "21（四）", "20（四）"), ("ADM-SECRET", "21（四）", "20（四）"), ("ADM-EACH", "21", "20")]
    {
        let (then, now) = (old.one(rule), new.one(rule));
        assert_eq!((then["article"].as_str(), now["article"].as_str()), (Some(article_then), Some(article_now)), "{rule}");
        let named = |finding: &serde_json::Value, year: &str| finding["regulation"].as_str().is_some_and(|text| text.contains(year));
        assert!(named(then, "2014") && named(now, "2026"), "{rule}");
    }
    let words = |checked: &super::Checked, rule: &str| checked.one(rule)["quotation"].as_str().unwrap_or_default().to_string();
    assert_eq!(words(&old, "ADM-QUORUM"), "有表决权的到会人数必须超过应到会有表决权人数的半数");
    assert_eq!(words(&new, "ADM-QUORUM"), "实际到会有表决权的党员人数必须超过应到会有表决权的党员人数的半数");
    assert_eq!(words(&old, "ADM-PASS"), "赞成人数超过应到会有表决权的正式党员的半数");
    assert_eq!(words(&new, "ADM-PASS"), "赞成人数超过应到会有表决权的党员人数的半数");
    // No article of 2014 was seen for these.
    for rule in ["ADM-1M", "ADM-REC"] {
        old.is_silent_of(rule);
        new.is(rule, "met");
    }
    let confirmed = branch.voting("confirmation", 9, 9);
    for (day, article) in [("2026-05-10", "33"), ("2026-05-11", "32")] {
        assert_eq!(branch.check(&on(&confirmed, day)).await.one("CONF-PASS")["article"], article, "{day}");
    }
    let extended = branch.voting("probation_extension", 9, 9);
    branch.check(&on(&extended, "2026-05-10")).await.is_silent_of("PROB-EXT").is("EXT-PASS", "met");
    branch.check(&on(&extended, "2026-05-11")).await.is("PROB-EXT", "met").is("EXT-PASS", "met");
}

#[actix_web::test]
async fn no_rule_is_asked_before_its_regulation_was_in_force() {
    let branch = Branch::of(16, 0).await;
    let meeting = branch.voting("ordinary", 16, 16);
    for (day, outcome) in [("2018-10-27", ""), ("2018-10-28", "met")] {
        let checked = branch.check(&on(&meeting, day)).await;
        for rule in ["BGM-QUORUM", "BGM-PASS", "BGM-WHO", "BGM-DISC", "BGM-HOST"] {
            assert_eq!(checked.of(rule).concat(), outcome, "{rule} on {day}");
        }
    }
    for (day, outcome) in [("2020-07-12", ""), ("2020-07-13", "met")] {
        let checked = branch.check(&on(&branch.voting("election", 16, 16), day)).await;
        for rule in ["ELE-QUORUM", "ELE-PROXY", "ELE-WIN"] {
            assert_eq!(checked.of(rule).concat(), outcome, "{rule} on {day}");
        }
    }
    for subject in ON_MEMBERSHIP {
        let (_, quorum, pass) = QUORUM_AND_PASS.into_iter().find(|(one, ..)| *one == subject).expect("a kind of vote");
        for (day, outcome) in [("2014-05-27", ""), ("2014-05-28", "met")] {
            let checked = branch.check(&on(&branch.voting(subject, 16, 16), day)).await;
            assert_eq!((checked.of(quorum).concat(), checked.of(pass).concat()), (outcome.to_string(), outcome.to_string()), "{subject} on {day}");
        }
    }
}

#[actix_web::test]
async fn of_whatever_day_an_empty_record_lacks_what_it_lacks() {
    let branch = Branch::of(3, 0).await;
    for day in ["2012-03-01", "2014-05-27", "2014-05-28", "2026-11-20"] {
        let empty = json!({ "organization": super::id(super::PLACE), "kind": "branch_general_meeting", "held_on": day });
        branch.check(&empty).await.is("REC-FULL", "incomplete");
    }
}

#[actix_web::test]
async fn a_vote_in_an_organisational_life_meeting_is_judged_as_a_members_meetings() {
    let branch = Branch::of(16, 0).await;
    for (subject, quorum, pass) in QUORUM_AND_PASS {
        let record = with(&branch.voting(subject, 16, 16), "/kind", "organizational_life_meeting");
        branch.check(&record).await.is(quorum, "met").is(pass, "met").is_silent_of("VOTE-KIND");
        let few = with(&branch.voting(subject, 7, 7), "/kind", "organizational_life_meeting");
        branch.check(&few).await.is(quorum, "violated");
    }
}

#[actix_web::test]
async fn a_gathering_that_was_a_committees_meeting_too_still_counts_the_members() {
    let branch = Branch::of(16, 0).await;
    for (kind, also) in [("branch_general_meeting", "branch_committee_meeting"), ("branch_committee_meeting", "branch_general_meeting")] {
        let both = |came, approve| with(&with(&branch.voting("ordinary", came, approve), "/kind", kind), "/also_kind", also);
        branch.check(&both(16, 9)).await.is("BGM-QUORUM", "met").is("BGM-PASS", "met");
        branch.check(&both(7, 7)).await.is("BGM-QUORUM", "violated").is("BGM-PASS", "violated");
    }
}
