//! What an admission is asked beside its numbers, and the extension of a probation.

use serde_json::{Value, json};

use super::votes::{ON_MEMBERSHIP, VOTE, on};
use super::{Branch, with, without};

#[actix_web::test]
async fn candidates_are_voted_on_one_by_one() {
    let branch = Branch::of(16, 0).await;
    let one = branch.voting("admission", 16, 16);
    let alone = branch.check(&one).await;
    alone.is("ADM-EACH", "met");
    assert!(alone.says("ADM-EACH").contains("对李明单独表决"), "{}", alone.says("ADM-EACH"));
    let two = branch.check(&with(&one, &format!("{VOTE}/together_with"), json!([{ "name": "王芳" }]))).await;
    two.is("ADM-EACH", "violated");
    assert!(two.says("ADM-EACH").contains("李明、王芳合并表决"), "{}", two.says("ADM-EACH"));
    let nobody = branch.check(&without(&one, &format!("{VOTE}/candidate"))).await;
    nobody.is("ADM-EACH", "insufficient_data").is("REC-FULL", "incomplete");
    assert!(nobody.says("ADM-EACH").contains("未写明表决对象"), "{}", nobody.says("ADM-EACH"));
    // Together with somebody, and with whom is not said: nobody was voted on alone.
    let along = without(&with(&one, &format!("{VOTE}/together_with"), json!([{ "name": "王芳" }])), &format!("{VOTE}/candidate"));
    branch.check(&along).await.is("ADM-EACH", "insufficient_data").is("REC-FULL", "incomplete");
    // Two votes on one item are each on one.
    let vote = one.pointer(VOTE).expect("a vote").clone();
    let each = with(&one, "/agenda/0/votes", json!([vote, with(&vote, "/candidate", json!({ "name": "王芳" }))]));
    assert_eq!(branch.check(&each).await.of("ADM-EACH"), ["met", "met"]);
}

#[actix_web::test]
async fn an_admission_is_secret_and_a_confirmation_is_not_asked() {
    let branch = Branch::of(16, 0).await;
    let one = branch.voting("admission", 16, 16);
    let secret = format!("{VOTE}/secret");
    branch.check(&one).await.is("ADM-SECRET", "met");
    let open = branch.check(&with(&one, &secret, false)).await;
    open.is("ADM-SECRET", "violated");
    assert!(open.says("ADM-SECRET").contains("未采用无记名投票"), "{}", open.says("ADM-SECRET"));
    let unsaid = branch.check(&without(&one, &secret)).await;
    unsaid.is("ADM-SECRET", "insufficient_data").is("REC-FULL", "incomplete");
    assert!(unsaid.says("ADM-SECRET").contains("未写明是否无记名"), "{}", unsaid.says("ADM-SECRET"));
    for subject in &ON_MEMBERSHIP[1..] {
        branch.check(&with(&branch.voting(subject, 16, 16), &secret, false)).await.is_silent_of("ADM-SECRET").is_silent_of("ADM-EACH");
    }
}

#[actix_web::test]
async fn the_meeting_comes_within_a_month_of_the_review_and_not_before_it() {
    let branch = Branch::of(16, 0).await;
    let of = |reviewed: &str, held: &str| on(&with(&branch.voting("admission", 16, 16), &format!("{VOTE}/prereview_passed_on"), reviewed), held);
    let cases = [
        ("2026-09-20", "2026-09-20", "met"),
        ("2026-09-20", "2026-10-20", "met"),
        ("2026-09-20", "2026-10-21", "violated"),
        ("2026-09-20", "2026-09-19", "violated"),
        // The last day of a longer month ends on the last of a shorter one.
        ("2026-08-31", "2026-09-30", "met"),
        ("2026-08-31", "2026-10-01", "violated"),
    ];
    for (reviewed, held, outcome) in cases {
        branch.check(&of(reviewed, held)).await.is("ADM-1M", outcome);
    }
    let says = |checked: &super::Checked, words: &str| assert!(checked.says("ADM-1M").contains(words), "{}", checked.says("ADM-1M"));
    let late = branch.check(&of("2026-09-20", "2026-10-21")).await;
    says(&late, "10月21日召开，应不晚于");
    says(&late, "20日");
    says(&branch.check(&of("2026-09-20", "2026-09-19")).await, "预审在会后");
    says(&branch.check(&of("2026-09-20", "2026-10-15")).await, "9月20日预审合格");
    let unsaid = branch.check(&without(&of("2026-09-20", "2026-10-15"), &format!("{VOTE}/prereview_passed_on"))).await;
    unsaid.is("ADM-1M", "insufficient_data").is("REC-FULL", "incomplete");
    says(&unsaid, "未写明预审合格日期");
}

#[actix_web::test]
async fn the_resolution_has_performance_result_and_signature_each() {
    let branch = Branch::of(16, 0).await;
    let one = branch.voting("admission", 16, 16);
    let (performance, signed, passed) = ("/agenda/0/candidate_performance", "/agenda/0/secretary_signed", format!("{VOTE}/passed"));
    let cases: [(Value, &str, &str); 8] = [
        (one.clone(), "met", "有主要表现、表决结果、书记签名"),
        (with(&one, performance, "无"), "violated", "主要表现"),
        (with(&one, performance, ""), "violated", "主要表现"),
        (with(&one, signed, false), "violated", "书记未签名"),
        (without(&one, performance), "insufficient_data", "未写明主要表现"),
        (without(&one, signed), "insufficient_data", "书记"),
        (without(&one, &passed), "insufficient_data", "是否通过"),
        (with(&without(&one, performance), signed, false), "violated", "书记未签名"),
    ];
    for (record, outcome, words) in cases {
        let checked = branch.check(&record).await;
        checked.is("ADM-REC", outcome);
        assert!(checked.says("ADM-REC").contains(words), "{}", checked.says("ADM-REC"));
    }
}

#[actix_web::test]
async fn a_probation_is_extended_by_half_a_year_to_a_year() {
    let branch = Branch::standard().await;
    let months = format!("{VOTE}/extension_months");
    let one = with(&branch.voting("probation_extension", 16, 16), &format!("{VOTE}/candidate"), json!({ "member": branch.people[16] }));
    for (number, outcome) in [(0, "violated"), (5, "violated"), (6, "met"), (12, "met"), (13, "violated")] {
        let checked = branch.check(&with(&one, &months, number)).await;
        checked.is("PROB-EXT", outcome);
        assert!(checked.says("PROB-EXT").contains(&format!("{number}个月")), "{}", checked.says("PROB-EXT"));
    }
    let unsaid = branch.check(&without(&one, &months)).await;
    unsaid.is("PROB-EXT", "insufficient_data").is("REC-FULL", "incomplete");
    for subject in ["admission", "confirmation", "probation_cancellation", "ordinary"] {
        branch.check(&branch.voting(subject, 16, 16)).await.is_silent_of("PROB-EXT");
    }
}

#[actix_web::test]
async fn a_probation_is_extended_once() {
    let mut branch = Branch::standard().await;
    let probation =
        |flags: Value| json!({ "status": "probationary", "full_on": null, "joined_on": "2025-03-01", "since": "2025-03-01", "flags": flags });
    let (extended, fresh) = (branch.enrol(probation(json!(["probation_extended"]))).await, branch.enrol(probation(json!([]))).await);
    let of = |candidate: Value| with(&branch.voting("probation_extension", 16, 16), &format!("{VOTE}/candidate"), candidate);
    branch.check(&of(json!({ "member": branch.people[extended] }))).await.is("PROB-EXT-ONCE", "violated").is("PROB-EXT", "met");
    branch.check(&of(json!({ "name": format!("党员{}", extended + 1) }))).await.is("PROB-EXT-ONCE", "violated");
    branch.check(&of(json!({ "member": branch.people[fresh] }))).await.is("PROB-EXT-ONCE", "met");
    // Of whom the roll does not know, nobody knows.
    branch.check(&of(json!({ "name": "无此人" }))).await.is("PROB-EXT-ONCE", "insufficient_data");
}

#[actix_web::test]
async fn the_extension_that_is_decided_is_not_held_against_itself() {
    let mut branch = Branch::standard().await;
    let probation = |on: &str| {
        json!({ "status": "probationary", "full_on": null, "joined_on": "2025-03-01", "since": "2025-03-01",
            "flag_terms": [{ "flag": "probation_extended", "from": on }] })
    };
    for (on, outcome) in [("2026-11-19", "violated"), ("2026-11-20", "met"), ("2026-11-21", "met")] {
        let place = branch.enrol(probation(on)).await;
        let record = with(&branch.voting("probation_extension", 16, 16), &format!("{VOTE}/candidate"), json!({ "member": branch.people[place] }));
        branch.check(&record).await.is("PROB-EXT-ONCE", outcome);
    }
}

#[actix_web::test]
async fn a_temporary_branch_admits_nobody_and_elects_nobody() {
    let branch = Branch::temporary(8).await;
    let admission = branch.check(&branch.voting("admission", 8, 8)).await;
    admission.is("ADM-TEMP", "violated").is_silent_of("SET-TEMP");
    assert!(admission.says("ADM-TEMP").contains("临时党支部讨论接收李明"), "{}", admission.says("ADM-TEMP"));
    branch.check(&on(&branch.voting("admission", 8, 8), "2026-05-10")).await.is_silent_of("ADM-TEMP");
    for subject in ["ordinary", "confirmation"] {
        branch.check(&branch.voting(subject, 8, 8)).await.is_silent_of("ADM-TEMP").is_silent_of("SET-TEMP");
    }
    let election = branch.check(&branch.voting("election", 8, 8)).await;
    election.is("SET-TEMP", "warning").is_silent_of("ADM-TEMP");
    assert!(election.says("SET-TEMP").contains("选举"), "{}", election.says("SET-TEMP"));
    let day = |dues: bool| json!({ "organization": branch.place, "kind": "theme_party_day", "held_on": super::HELD_ON, "party_day": { "dues_collected": dues } });
    let collected = branch.check(&day(true)).await;
    collected.is("SET-TEMP", "warning");
    assert!(collected.says("SET-TEMP").contains("党费"), "{}", collected.says("SET-TEMP"));
    branch.check(&day(false)).await.is_silent_of("SET-TEMP");
}

#[actix_web::test]
async fn another_branch_may_do_both() {
    let branch = Branch::of(8, 0).await;
    branch.check(&branch.voting("admission", 8, 8)).await.is_silent_of("ADM-TEMP");
    branch.check(&branch.voting("election", 8, 8)).await.is_silent_of("SET-TEMP");
}
