//! A record that lacks something: its head says so, the queue has a step for it between what is worth a look and what is
//! clean, it is accepted by a person alone, and it counts as held.

use serde_json::{Value, json};

use super::{Branch, PLACE, id, with, without};
use crate::support::client::Client;
use crate::support::grove::seated;

fn village(branch: &Branch) -> Client<'_> {
    branch.t.as_(seated("committee_reviewer", "village"))
}

/// How the queue shows a record.
async fn attention(branch: &Branch, path: &str) -> String {
    let queue = village(branch).get("/reviews?limit=100").send().await.expect(200).json();
    let id = path.trim_start_matches("/sessions/");
    let found = queue["items"].as_array().into_iter().flatten().find(|one| one["id"] == id);
    found.and_then(|one| one["attention"].as_str()).unwrap_or("not there").to_string()
}

async fn head(branch: &Branch, path: &str) -> (Value, Value) {
    let session = branch.secretary().get(path).send().await.expect(200).json();
    (session["outcome"].clone(), session["incomplete"].clone())
}

#[actix_web::test]
async fn a_record_that_says_nothing_is_incomplete_and_never_clean() {
    let branch = Branch::standard().await;
    let kinds = [
        "branch_general_meeting",
        "branch_committee_meeting",
        "party_lecture",
        "theme_party_day",
        "organizational_life_meeting",
        "democratic_appraisal",
        "heart_to_heart_talk",
        "collective_study",
    ];
    for kind in kinds {
        let path = branch.hand_in(&branch.bare(kind)).await;
        assert_eq!(head(&branch, &path).await, (json!("incomplete"), json!(true)), "{kind}");
        assert_eq!(attention(&branch, &path).await, "incomplete", "{kind}");
    }
    let clean = village(&branch).get("/reviews?attention=clean&limit=100").send().await.expect(200).json();
    assert!(clean["items"].as_array().expect("records").iter().all(|one| one["organization"] != id(PLACE)), "{clean:#}");
    let incomplete = village(&branch).get("/reviews?attention=incomplete&limit=100").send().await.expect(200).json();
    let ours = incomplete["items"].as_array().expect("records").iter().filter(|one| one["organization"] == id(PLACE)).count();
    assert_eq!(ours, kinds.len());
}

#[actix_web::test]
async fn what_its_author_can_mend_is_incomplete_and_what_others_must_is_not() {
    let branch = Branch::standard().await;
    // Whether it was delegated: the recorder knows.
    let delegated = with(&branch.committee_meeting(), "/host/person/member", branch.people[1].as_str());
    let path = branch.hand_in(&delegated).await;
    assert_eq!((head(&branch, &path).await, attention(&branch, &path).await), ((json!("incomplete"), json!(true)), "incomplete".to_string()));
    // The fixed day is not set: the branch's settings, not the record.
    let path = branch.hand_in(&branch.party_day()).await;
    assert_eq!((head(&branch, &path).await, attention(&branch, &path).await), ((json!("insufficient_data"), json!(false)), "clean".to_string()));
    let path = branch.hand_in(&branch.lecture()).await;
    assert_eq!((head(&branch, &path).await, attention(&branch, &path).await), ((json!("met"), json!(false)), "clean".to_string()));
    // Said in full where nothing is asked: no finding, and clean.
    let path = branch.hand_in(&branch.study()).await;
    assert_eq!(attention(&branch, &path).await, "clean");
}

#[actix_web::test]
async fn what_is_wrong_goes_before_what_is_missing() {
    let branch = Branch::standard().await;
    let violated = without(&with(&branch.life(), "/life/problems", json!([])), "/life/form");
    let path = branch.hand_in(&violated).await;
    assert_eq!((head(&branch, &path).await, attention(&branch, &path).await), ((json!("violated"), json!(true)), "violated".to_string()));
    let warned = without(&with(&branch.life(), "/life/form", "party_lecture"), "/life/direction");
    let path = branch.hand_in(&warned).await;
    assert_eq!((head(&branch, &path).await, attention(&branch, &path).await), ((json!("warning"), json!(true)), "warning".to_string()));
}

#[actix_web::test]
async fn the_queue_has_a_step_for_it_between_warning_and_clean() {
    let branch = Branch::standard().await;
    let clean = branch.hand_in(&branch.lecture()).await;
    let incomplete = branch.hand_in(&branch.bare("party_lecture")).await;
    let warned = branch.hand_in(&with(&branch.life(), "/life/form", "party_lecture")).await;
    let violated = branch.hand_in(&with(&branch.life(), "/life/theme", "无")).await;
    let queue = village(&branch).get("/reviews?limit=100").send().await.expect(200).json();
    let shown: Vec<String> = queue["items"]
        .as_array()
        .expect("records")
        .iter()
        .filter(|one| one["organization"] == id(PLACE))
        .map(|one| format!("/sessions/{}", one["id"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(shown, [violated, warned, incomplete, clean]);
}

#[actix_web::test]
async fn it_is_never_accepted_in_bulk_but_by_a_person() {
    let branch = Branch::standard().await;
    let (bare, clean) = (branch.hand_in(&branch.bare("theme_party_day")).await, branch.hand_in(&branch.lecture()).await);
    let session = |path: &str| path.trim_start_matches("/sessions/").to_string();
    let item = |path: &str| json!({ "id": uuid::Uuid::now_v7(), "session": session(path), "version": 2 });
    let asked = json!({ "grade": "good", "items": [item(&bare), item(&clean)] });
    let told = village(&branch).post("/reviews/accept").json(&asked).send().await.expect(200).json();
    let expected = json!([
        { "session": session(&bare), "accepted": false, "code": "needs_a_look" },
        { "session": session(&clean), "accepted": true },
    ]);
    assert_eq!(told["results"], expected);
    let evaluation = json!({ "id": uuid::Uuid::now_v7(), "verdict": "accept", "grade": "average" });
    village(&branch).post(format!("{bare}/evaluations")).if_match(2).json(&evaluation).send().await.expect(201);
}

#[actix_web::test]
async fn it_counts_as_held_and_the_count_says_how_many_lack_something() {
    let branch = Branch::standard().await;
    branch.hand_in(&branch.bare("theme_party_day")).await;
    let of = async || {
        let path = format!("/organizations/{}/frequency?period=2026-11", id(PLACE));
        branch.secretary().get(path).send().await.expect(200).json()
    };
    let one = of().await;
    let held =
        |said: &Value| said["held"].as_array().into_iter().flatten().find(|one| one["kind"] == "theme_party_day").cloned().expect("Party days");
    assert_eq!(held(&one), json!({ "kind": "theme_party_day", "sessions": 1, "incomplete": 1 }));
    super::Checked(one).is("TPD-FREQ", "met").tells("TPD-FREQ", "1次，其中1次内容不全", "1 of them incomplete");
    branch.hand_in(&branch.party_day()).await;
    let two = of().await;
    assert_eq!(held(&two), json!({ "kind": "theme_party_day", "sessions": 2, "incomplete": 1 }));
    super::Checked(two).is("TPD-FREQ", "met").tells("TPD-FREQ", "2次，其中1次内容不全", "1 of them incomplete");
}

#[actix_web::test]
async fn what_was_mended_is_complete() {
    let branch = Branch::standard().await;
    let path = branch.hand_in(&branch.bare("party_lecture")).await;
    branch.secretary().post(format!("{path}/withdraw")).if_match(2).send().await.expect(200);
    branch.secretary().put(&path).if_match(3).json(&branch.lecture()).send().await.expect(200);
    branch.secretary().post(format!("{path}/submit")).if_match(4).send().await.expect(200);
    assert_eq!((head(&branch, &path).await, attention(&branch, &path).await), ((json!("met"), json!(false)), "clean".to_string()));
}
