//! A reply that was lost: whoever sends the same again is answered as then, and nothing happens twice. Whoever saw
//! something else is told.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{amendment, app, begun, brought_to, delete, handed_in, nowhere, picked, put, record, secretary, stands, step, with};
use crate::support::app::TestApp;
use crate::support::client::Reply;

/// That the reply is the record as it stands, and that asking changed nothing.
async fn answered_again(t: &TestApp, path: &str, before: (Value, i64), reply: Reply) {
    assert_eq!((reply.status, reply.json()), (200, before.0.clone()), "{}", reply.asked);
    assert_eq!(Some(i64::from(reply.version())), before.0["version"].as_i64());
    assert_eq!((stands(t, path).await, t.trail_length().await), before, "{}", reply.asked);
}

async fn now(t: &TestApp, path: &str) -> (Value, i64) {
    (stands(t, path).await, t.trail_length().await)
}

#[actix_web::test]
async fn a_record_that_is_begun_twice_is_begun_once() {
    let t = app().await;
    let (path, body) = (nowhere(), record("party_lecture", "2026-11-18"));
    secretary(&t).put(&path).creating().json(&body).send().await.expect(201);
    let before = now(&t, &path).await;
    let again = secretary(&t).put(&path).creating().json(&body).send().await;
    answered_again(&t, &path, before, again).await;
}

#[actix_web::test]
async fn a_record_that_is_begun_again_is_found_however_far_it_has_got() {
    let t = app().await;
    let (path, body) = (nowhere(), record("party_lecture", "2026-11-18"));
    secretary(&t).put(&path).creating().json(&body).send().await.expect(201);
    step(&secretary(&t), &path, "submit", 1).await.expect(200);
    let before = now(&t, &path).await;
    let again = secretary(&t).put(&path).creating().json(&body).send().await;
    answered_again(&t, &path, before, again).await;
}

#[actix_web::test]
async fn another_record_under_the_same_id_is_refused() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await;
    let before = now(&t, &path).await;
    for other in [record("party_lecture", "2026-11-17"), with(&record("party_lecture", "2026-11-18"), "title", "另一课")] {
        secretary(&t).put(&path).creating().json(&other).send().await.refused(Fault::AlreadyExists);
    }
    assert_eq!(now(&t, &path).await, before);
}

#[actix_web::test]
async fn a_change_that_is_sent_twice_is_made_once() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await;
    let other = with(&record("party_lecture", "2026-11-18"), "title", "新题目");
    put(&secretary(&t), &path, 1, &other).await.expect(200);
    let before = now(&t, &path).await;
    for seen in [1, 2] {
        let again = put(&secretary(&t), &path, seen, &other).await;
        answered_again(&t, &path, before.clone(), again).await;
    }
}

#[actix_web::test]
async fn the_same_text_sent_to_a_submitted_record_is_no_change_and_not_refused() {
    let t = app().await;
    let body = record("theme_party_day", "2026-11-18");
    let path = handed_in(&secretary(&t), &body).await;
    let before = now(&t, &path).await;
    for seen in [1, 2] {
        let again = put(&secretary(&t), &path, seen, &body).await;
        answered_again(&t, &path, before.clone(), again).await;
    }
}

#[actix_web::test]
async fn an_amendment_that_is_sent_twice_is_made_once() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let amended = with(&record("theme_party_day", "2026-11-18"), "amendment_reason", "漏记议题");
    put(&secretary(&t), &path, version, &amended).await.expect(200);
    let before = now(&t, &path).await;
    let again = put(&secretary(&t), &path, version, &amended).await;
    answered_again(&t, &path, before, again).await;
}

#[actix_web::test]
async fn an_amendment_that_is_made_anew_or_taken_back_twice_is_so_once() {
    let t = app().await;
    for (state, version) in [("amended", 4), ("amendment returned", 5)] {
        let (path, _) = brought_to(&t, state).await;
        put(&secretary(&t), &path, version, &amendment("另一标题")).await.expect(200);
        let before = now(&t, &path).await;
        for seen in [version, version + 1] {
            let again = put(&secretary(&t), &path, seen, &amendment("另一标题")).await;
            answered_again(&t, &path, before.clone(), again).await;
        }
        step(&secretary(&t), &path, "withdraw", version + 1).await.expect(200);
        let before = now(&t, &path).await;
        let again = step(&secretary(&t), &path, "withdraw", version + 1).await;
        answered_again(&t, &path, before, again).await;
    }
}

#[actix_web::test]
async fn a_returned_amendment_that_is_handed_in_as_it_was_twice_waits_once() {
    let t = app().await;
    let (path, version) = brought_to(&t, "amendment returned").await;
    put(&secretary(&t), &path, version, &amendment("补上标题")).await.expect(200);
    let before = now(&t, &path).await;
    let again = put(&secretary(&t), &path, version, &amendment("补上标题")).await;
    answered_again(&t, &path, before, again).await;
}

#[actix_web::test]
async fn a_record_that_is_begun_again_is_found_beside_its_amendment() {
    let t = app().await;
    let (path, body) = (nowhere(), record("theme_party_day", "2026-11-18"));
    secretary(&t).put(&path).creating().json(&body).send().await.expect(201);
    step(&secretary(&t), &path, "submit", 1).await.expect(200);
    super::decided(&t, &path, 2, "accept").await;
    put(&secretary(&t), &path, 3, &amendment("补上标题")).await.expect(200);
    let before = now(&t, &path).await;
    let again = secretary(&t).put(&path).creating().json(&body).send().await;
    answered_again(&t, &path, before, again).await;
}

#[actix_web::test]
async fn what_was_accepted_meanwhile_was_not_taken_back() {
    let t = app().await;
    // The branch asks to take back what it saw wait; a committee was quicker.
    let (path, version) = brought_to(&t, "amended").await;
    super::decided(&t, &path, version, "accept").await;
    let refused = step(&secretary(&t), &path, "withdraw", version).await.refused(Fault::StaleVersion);
    assert_eq!(refused.json()["current_version"], version + 1);
    let (path, version) = brought_to(&t, "submitted").await;
    super::decided(&t, &path, version, "return").await;
    step(&secretary(&t), &path, "withdraw", version).await.refused(Fault::StaleVersion);
}

#[actix_web::test]
async fn another_change_of_a_version_that_is_gone_is_refused_and_told_what_stands() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await;
    put(&secretary(&t), &path, 1, &with(&record("party_lecture", "2026-11-18"), "title", "甲")).await.expect(200);
    let before = now(&t, &path).await;
    for seen in [1, 3] {
        let other = with(&record("party_lecture", "2026-11-18"), "title", "乙");
        let refused = put(&secretary(&t), &path, seen, &other).await.refused(Fault::StaleVersion);
        assert_eq!(refused.json()["current_version"], 2);
    }
    assert_eq!(now(&t, &path).await, before);
}

#[actix_web::test]
async fn a_record_that_is_handed_in_or_taken_back_twice_is_so_once() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    for (one, version) in [("submit", 1), ("withdraw", 2), ("submit", 3)] {
        step(&secretary(&t), &path, one, version).await.expect(200);
        let before = now(&t, &path).await;
        let again = step(&secretary(&t), &path, one, version).await;
        answered_again(&t, &path, before, again).await;
    }
}

#[actix_web::test]
async fn a_step_asked_of_the_version_that_it_made_is_a_step_of_its_own() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    for (one, version) in [("submit", 1), ("withdraw", 2)] {
        step(&secretary(&t), &path, one, version).await.expect(200);
        step(&secretary(&t), &path, one, version + 1).await.refused(Fault::WrongState);
    }
}

#[actix_web::test]
async fn a_step_of_a_version_that_is_gone_is_refused_and_told_what_stands() {
    let t = app().await;
    let stale = async |path: &str, asked: &str, seen: i32, stands: i32| {
        let before = now(&t, path).await;
        let refused = step(&secretary(&t), path, asked, seen).await.refused(Fault::StaleVersion);
        assert_eq!(refused.json()["current_version"], stands, "{asked} of version {seen}");
        assert_eq!(now(&t, path).await, before, "{asked} of version {seen}");
    };
    // An edited draft: what came last was no step, and so no step can have been taken already.
    let edited = begun(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    put(&secretary(&t), &edited, 1, &record("theme_party_day", "2026-11-17")).await.expect(200);
    stale(&edited, "submit", 1, 2).await;
    stale(&edited, "withdraw", 1, 2).await;
    stale(&edited, "submit", 3, 2).await;
    // A withdrawn one is not submitted, a submitted one not withdrawn.
    let (withdrawn, _) = brought_to(&t, "withdrawn").await;
    stale(&withdrawn, "submit", 2, 3).await;
    let (submitted, _) = brought_to(&t, "submitted").await;
    stale(&submitted, "withdraw", 1, 2).await;
    stale(&submitted, "submit", 7, 2).await;
    // Nor did an accepted one become so by a step of its branch.
    let (accepted, _) = brought_to(&t, "accepted").await;
    stale(&accepted, "submit", 2, 3).await;
    stale(&accepted, "withdraw", 2, 3).await;
    // An amendment wrote the record: it is no submission that could be repeated.
    let amended = with(&record("theme_party_day", "2026-11-18"), "amendment_reason", "漏记议题");
    put(&secretary(&t), &accepted, 3, &amended).await.expect(200);
    stale(&accepted, "submit", 3, 4).await;
}

#[actix_web::test]
async fn a_draft_that_is_deleted_twice_is_gone_and_no_more() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await;
    delete(&secretary(&t), &path, 1).await.expect(204);
    let length = t.trail_length().await;
    delete(&secretary(&t), &path, 1).await.expect(204);
    assert_eq!(t.trail_length().await, length);
}

#[actix_web::test]
async fn what_never_was_cannot_be_deleted_nor_what_was_another_branchs() {
    let t = app().await;
    delete(&secretary(&t), &nowhere(), 1).await.refused(Fault::NotFound);
    let path = begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await;
    let neighbour = t.as_(crate::support::grove::seated("branch_secretary", "branch_before"));
    delete(&neighbour, &path, 1).await.refused(Fault::NotFound);
    assert_eq!(stands(&t, &path).await["version"], 1);
    delete(&secretary(&t), &path, 1).await.expect(204);
    delete(&neighbour, &path, 1).await.refused(Fault::NotFound);
}

#[actix_web::test]
async fn a_draft_that_was_changed_meanwhile_is_not_deleted() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await;
    put(&secretary(&t), &path, 1, &record("party_lecture", "2026-11-17")).await.expect(200);
    for seen in [1, 3] {
        let refused = delete(&secretary(&t), &path, seen).await.refused(Fault::StaleVersion);
        assert_eq!(refused.json()["current_version"], 2);
    }
    assert_eq!(stands(&t, &path).await["version"], 2);
}

#[actix_web::test]
async fn what_was_taken_back_again_cannot_be_deleted_by_an_old_copy() {
    let t = app().await;
    // Seen as the draft it was at first, it stands at another version.
    let (path, _) = brought_to(&t, "withdrawn").await;
    let refused = delete(&secretary(&t), &path, 1).await.refused(Fault::StaleVersion);
    assert_eq!(refused.json()["current_version"], 3);
}

#[actix_web::test]
async fn whoever_does_not_say_what_they_saw_is_asked() {
    let t = app().await;
    let body = record("theme_party_day", "2026-11-18");
    secretary(&t).put(nowhere()).json(&body).send().await.refused(Fault::VersionRequired);
    let path = begun(&secretary(&t), &body).await;
    let before = now(&t, &path).await;
    let caller = secretary(&t);
    caller.put(&path).json(&body).send().await.refused(Fault::VersionRequired);
    caller.put(&path).json(&record("party_lecture", "2026-11-18")).send().await.refused(Fault::VersionRequired);
    caller.delete(&path).send().await.refused(Fault::VersionRequired);
    for one in ["submit", "withdraw"] {
        caller.post(format!("{path}/{one}")).send().await.refused(Fault::VersionRequired);
        caller.post(format!("{path}/{one}")).creating().send().await.refused(Fault::VersionRequired);
    }
    assert_eq!(now(&t, &path).await, before);
}

#[actix_web::test]
async fn what_is_not_there_is_neither_changed_nor_handed_in() {
    let t = app().await;
    let path = nowhere();
    put(&secretary(&t), &path, 1, &record("theme_party_day", "2026-11-18")).await.refused(Fault::NotFound);
    for one in ["submit", "withdraw"] {
        step(&secretary(&t), &path, one, 1).await.refused(Fault::NotFound);
    }
    // Nor was anything begun by asking.
    secretary(&t).get(&path).send().await.refused(Fault::NotFound);
}

#[actix_web::test]
async fn of_many_at_once_who_hand_a_record_in_all_are_answered_and_one_does_it() {
    let t = TestApp::with(&crate::support::grove::Grove::plant().template, |config| config.connections = 8).await;
    let path = begun(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    let length = t.trail_length().await;
    let asked = (0..8).map(|_| secretary(&t).post(format!("{path}/submit")).if_match(1).send());
    for reply in futures_util::future::join_all(asked).await {
        assert_eq!(picked(&reply.expect(200).json(), &["status", "version"]), json!(["submitted", 2]));
    }
    assert_eq!(t.trail_length().await, length + 1);
}
