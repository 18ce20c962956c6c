//! REC-FULL of a members' meeting: each thing without which it cannot be judged is asked for by its place, and nothing else
//! is.

use serde_json::{Value, json};

use super::votes::{VOTE, on};
use super::{Branch, HELD_ON, with, without};

/// A meeting of each kind of vote that lacks nothing: the committee met before it.
async fn complete(branch: &Branch, subject: &str) -> Value {
    let committee = json!({ "organization": branch.place, "kind": "branch_committee_meeting", "held_on": "2026-11-10", "late_reason": "补录" });
    let before = branch.hand_in(&committee).await;
    let record = with(&branch.voting(subject, 16, 16), "/agenda/0/prior_committee_session", before.trim_start_matches("/sessions/"));
    with(&record, "/agenda/0/important", true)
}

fn vote(field: &str) -> String {
    format!("{VOTE}/{field}")
}

#[actix_web::test]
async fn a_record_that_says_nothing_lacks_host_list_and_item() {
    let branch = Branch::of(16, 0).await;
    let empty = json!({ "organization": branch.place, "kind": "branch_general_meeting", "held_on": HELD_ON });
    let checked = branch.check(&empty).await;
    checked.is("REC-FULL", "incomplete");
    let mut pointers = checked.pointers("REC-FULL");
    pointers.sort_unstable();
    assert_eq!(pointers, ["/agenda", "/attendance/people", "/host"]);
    for word in ["未写明", "主持人", "出席情况", "议题"] {
        assert!(checked.says("REC-FULL").contains(word), "{word}: {}", checked.says("REC-FULL"));
    }
    assert!(
        checked.alarms().len() > 1 && checked.alarms().iter().all(|one| one.ends_with("insufficient_data") || one.ends_with("incomplete")),
        "{:?}",
        checked.alarms()
    );
}

#[actix_web::test]
async fn each_kind_of_vote_is_asked_for_its_own_and_for_nothing_else() {
    let branch = Branch::standard().await;
    let of_every_vote = ["/host", "/attendance", "/agenda/0/prior_committee_session", "/minutes"].map(str::to_string).into_iter();
    let of_every_vote: Vec<String> = of_every_vote.chain(["subject", "passed", "approve", "oppose", "abstain"].map(vote)).collect();
    let own: [(&str, &[&str]); 6] = [
        ("ordinary", &[]),
        ("admission", &["candidate", "secret", "prereview_passed_on", "/agenda/0/candidate_performance", "/agenda/0/secretary_signed"]),
        ("confirmation", &["candidate"]),
        ("probation_extension", &["candidate", "extension_months"]),
        ("probation_cancellation", &["candidate"]),
        ("election", &["candidate", "proxies"]),
    ];
    for (subject, own) in own {
        let mut record = complete(&branch, subject).await;
        if subject == "probation_extension" {
            // Only of whom the roll knows it is known that this is the first.
            record = with(&record, &vote("candidate"), json!({ "member": branch.people[16] }));
        }
        let whole = branch.check(&record).await;
        whole.is_silent_of("REC-FULL");
        assert_eq!(whole.alarms(), [""; 0], "{subject}");
        let own = own.iter().map(|field| if field.starts_with('/') { field.to_string() } else { vote(field) });
        for place in of_every_vote.iter().cloned().chain(own) {
            // An election needs no discussion.
            if place == "/minutes" && subject == "election" {
                continue;
            }
            let checked = branch.check(&without(&record, &place)).await;
            let expected = match place.as_str() {
                "/attendance" => "/attendance/people".to_string(),
                "/minutes" => "/agenda/0/discussion".to_string(),
                // The three numbers are one thing.
                place if place.ends_with("/oppose") || place.ends_with("/abstain") => vote("approve"),
                place => place.to_string(),
            };
            checked.is("REC-FULL", "incomplete");
            assert_eq!(checked.pointers("REC-FULL"), [expected], "{subject} without {place}");
        }
    }
}

#[actix_web::test]
async fn what_is_lacking_is_named_in_words() {
    let branch = Branch::of(16, 0).await;
    let admission = complete(&branch, "admission").await;
    let cases = [
        ("/host".to_string(), "未写明主持人", "the host"),
        ("/attendance".to_string(), "未写明出席情况", "who came"),
        (vote("passed"), "是否通过", "whether it passed"),
        (vote("secret"), "是否无记名", "whether it was secret"),
        (vote("prereview_passed_on"), "预审合格日期", "when the review passed"),
        ("/agenda/0/candidate_performance".to_string(), "主要表现", "the performance"),
        ("/agenda/0/secretary_signed".to_string(), "书记是否签名", "whether the secretary signed"),
        ("/agenda/0/prior_committee_session".to_string(), "支部委员会会议讨论", "which committee meeting"),
    ];
    for (place, zh, en) in cases {
        let checked = branch.check(&without(&admission, &place)).await;
        let found = checked.one("REC-FULL");
        assert!(checked.says("REC-FULL").contains(zh), "{}", checked.says("REC-FULL"));
        assert!(checked.says("REC-FULL").contains("请记录人补充"), "{}", checked.says("REC-FULL"));
        assert!(found["en"].as_str().is_some_and(|text| text.contains(en) && text.contains("does not say")), "{}", found["en"]);
        assert_eq!((found["force"].is_null(), found["certainty"].as_str()), (true, Some("consistency")));
        assert!(found["regulation"].is_null() && found["article"].is_null() && found["quotation"].is_null());
    }
    let mut agenda = without(&admission, &vote("passed"));
    agenda["agenda"].as_array_mut().expect("items").insert(0, json!({ "title": "通报情况" }));
    agenda["agenda"][1]["votes"][0]["candidate"] = json!({ "name": "李明" });
    let checked = branch.check(&agenda).await;
    assert_eq!(checked.pointers("REC-FULL"), ["/agenda/1/votes/0/passed"]);
    assert!(checked.says("REC-FULL").contains("李明"), "a vote is named by its candidate: {}", checked.says("REC-FULL"));
}

#[actix_web::test]
async fn none_said_is_said() {
    let branch = Branch::of(16, 0).await;
    let base = complete(&branch, "ordinary").await;
    // Whatever is written is an answer, though it may be found wanting.
    let nobody = branch.check(&with(&base, "/attendance", json!({ "people": [] }))).await;
    nobody.is_silent_of("REC-FULL").is("BGM-WHO", "violated");
    branch.check(&with(&with(&base, "/agenda/0/discussion", json!([])), "/minutes", "无")).await.is_silent_of("REC-FULL");
    branch.check(&with(&base, &vote("passed"), false)).await.is_silent_of("REC-FULL");
}

#[actix_web::test]
async fn a_meeting_that_votes_on_nothing_lacks_nothing_of_a_vote() {
    let branch = Branch::of(16, 0).await;
    let plain = with(&branch.meeting(), "/agenda", json!([{ "title": "通报情况" }]));
    let plain = without(&plain, "/minutes");
    branch.check(&plain).await.is_silent_of("REC-FULL");
    assert_eq!(branch.check(&plain).await.alarms(), [""; 0]);
    let nothing = branch.check(&with(&plain, "/agenda", json!([]))).await;
    nothing.is("REC-FULL", "incomplete");
    assert_eq!(nothing.pointers("REC-FULL"), ["/agenda"]);
}

#[actix_web::test]
async fn what_the_system_knows_is_not_asked_for() {
    let branch = Branch::of(16, 0).await;
    let record = complete(&branch, "admission").await;
    for place in ["voting_base", "present_voters", "counted_out", "written", "together_with"] {
        let field = vote(place);
        let value = match place {
            "voting_base" | "present_voters" => json!(16),
            _ => json!([]),
        };
        assert_eq!(branch.check(&with(&record, &field, value)).await.alarms(), [""; 0], "{place}");
    }
    assert_eq!(branch.check(&with(&record, "/attendance/expected", 16)).await.alarms(), [""; 0]);
}

#[actix_web::test]
async fn of_a_vote_in_a_party_day_it_is_first_asked_whether_the_members_met() {
    let branch = Branch::of(16, 0).await;
    let bare = json!([{ "title": "表决", "votes": [{}] }]);
    let record = with(&with(&branch.meeting(), "/kind", "theme_party_day"), "/agenda", bare);
    let checked = branch.check(&record).await;
    assert!(checked.pointers("REC-FULL").iter().all(|place| !place.contains("votes")), "{:?}", checked.pointers("REC-FULL"));
    let both = branch.check(&with(&record, "/also_kind", "branch_general_meeting")).await;
    assert!(both.pointers("REC-FULL").contains(&"/agenda/0/votes/0/subject"), "{:?}", both.pointers("REC-FULL"));
}

#[actix_web::test]
async fn long_ago_it_lacks_the_same() {
    let branch = Branch::of(16, 0).await;
    let empty = json!({ "organization": branch.place, "kind": "branch_general_meeting", "held_on": HELD_ON });
    for day in ["2013-01-15", "2018-10-28", "2020-01-15"] {
        let mut found = branch.check(&on(&empty, day)).await.pointers("REC-FULL").into_iter().map(str::to_string).collect::<Vec<_>>();
        found.sort_unstable();
        assert_eq!(found, ["/agenda", "/attendance/people", "/host"], "{day}");
    }
}
