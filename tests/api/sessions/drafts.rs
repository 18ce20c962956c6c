//! A draft is its own branch's: to everybody else it does not exist until it is handed in.

use sanhui::error::Fault;
use sanhui::id::AccountId;
use serde_json::json;

use super::{app, begun, brought_to, decided, handed_in, id, nowhere, record, record_of, reviewer, secretary, shown, step};
use crate::support::app::TestApp;
use crate::support::grove::seated;

/// Who may read the branch's records but does not write them.
fn above() -> [AccountId; 5] {
    let seats =
        [("committee_reviewer", "village"), ("committee_auditor", "village"), ("committee_reviewer", "township"), ("committee_auditor", "county")];
    let [one, two, three, four] = seats.map(|(role, place)| seated(role, place));
    [one, two, three, four, seated("committee_reviewer", "county")]
}

fn own() -> [AccountId; 2] {
    [seated("branch_secretary", "branch"), seated("recorder", "branch")]
}

/// Whether a record is there for somebody: in every place that shows one, or in none.
async fn sees(t: &TestApp, who: AccountId, path: &str) -> bool {
    let is_there = t.as_(who).get(path).send().await.status == 200;
    for place in ["versions", "versions/1", "findings", "evaluations"] {
        let reply = t.as_(who).get(format!("{path}/{place}")).send().await;
        if is_there {
            reply.expect(200)
        } else {
            reply.refused(Fault::NotFound)
        };
    }
    let listed = shown(&t.as_(who), format!("/sessions?organization={}&limit=100", id("branch"))).await;
    let in_list = listed["items"].as_array().into_iter().flatten().any(|one| path.ends_with(one["id"].as_str().unwrap_or("-")));
    assert_eq!(in_list, is_there, "{path} in the list");
    is_there
}

#[actix_web::test]
async fn a_draft_is_seen_by_those_who_record_there_and_by_nobody_above() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    for who in own() {
        assert!(sees(&t, who, &path).await);
    }
    for who in above() {
        assert!(!sees(&t, who, &path).await);
    }
}

#[actix_web::test]
async fn what_is_handed_in_is_seen_above_and_what_is_taken_back_is_not() {
    let t = app().await;
    let path = handed_in(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    for who in above().into_iter().chain(own()) {
        assert!(sees(&t, who, &path).await);
    }
    step(&secretary(&t), &path, "withdraw", 2).await.expect(200);
    for who in above() {
        assert!(!sees(&t, who, &path).await);
    }
    for who in own() {
        assert!(sees(&t, who, &path).await);
    }
}

#[actix_web::test]
async fn what_was_accepted_or_returned_is_seen_above() {
    let t = app().await;
    for status in ["accepted", "returned"] {
        let (path, _) = brought_to(&t, status).await;
        for who in above() {
            assert!(sees(&t, who, &path).await, "{status}");
        }
    }
}

#[actix_web::test]
async fn a_neighbour_sees_neither_draft_nor_record() {
    let t = app().await;
    for status in ["draft", "submitted", "accepted"] {
        let (path, _) = brought_to(&t, status).await;
        for place in ["branch_before", "branch_after", "branch_cousin"] {
            let neighbour = t.as_(seated("branch_secretary", place));
            neighbour.get(&path).send().await.refused(Fault::NotFound);
            let length = t.trail_length().await;
            let body = record("theme_party_day", "2026-11-17");
            neighbour.put(&path).if_match(1).json(&body).send().await.refused(Fault::NotFound);
            neighbour.put(&path).creating().json(&body).send().await.refused(Fault::NotFound);
            step(&neighbour, &path, "submit", 1).await.refused(Fault::NotFound);
            step(&neighbour, &path, "withdraw", 2).await.refused(Fault::NotFound);
            assert_eq!(t.trail_length().await, length);
        }
    }
}

#[actix_web::test]
async fn a_draft_is_not_evaluated() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    let body = json!({ "id": uuid::Uuid::now_v7(), "verdict": "accept", "grade": "good" });
    reviewer(&t).post(format!("{path}/evaluations")).if_match(1).json(&body).send().await.refused(Fault::NotFound);
    step(&secretary(&t), &path, "submit", 1).await.expect(200);
    decided(&t, &path, 2, "accept").await;
}

#[actix_web::test]
async fn a_groups_draft_is_its_leaders_and_the_secretarys() {
    let t = app().await;
    let path = begun(&t.as_(seated("group_leader", "group")), &record_of("group", "party_group_meeting", "2026-11-18")).await;
    secretary(&t).get(&path).send().await.expect(200);
    t.as_(seated("recorder", "group")).get(&path).send().await.expect(200);
    for who in [seated("recorder", "branch"), seated("group_leader", "group_after"), seated("committee_reviewer", "village")] {
        t.as_(who).get(&path).send().await.refused(Fault::NotFound);
    }
}

#[actix_web::test]
async fn a_committees_own_draft_is_its_recorders() {
    let t = app().await;
    let path = nowhere();
    let recorder = t.as_(seated("recorder", "village"));
    recorder.put(&path).creating().json(&record_of("village", "party_lecture", "2026-11-18")).send().await.expect(201);
    recorder.get(&path).send().await.expect(200);
    reviewer(&t).get(&path).send().await.refused(Fault::NotFound);
    step(&recorder, &path, "submit", 1).await.expect(200);
    reviewer(&t).get(&path).send().await.expect(200);
}
