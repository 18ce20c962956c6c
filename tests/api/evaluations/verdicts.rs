//! What each verdict does to a record in each state, and what is kept of it.

use sanhui::error::{Fault, FieldFault};
use serde_json::json;

use super::{DAY, app, evaluations, fresh, handed_in, id, is, reviewer, say, secretary, seen, stands, state, told_so, verdict};
use crate::support::app::NOW;
use crate::support::diary::rows;

#[actix_web::test]
async fn an_evaluation_keeps_every_word_of_it_with_who_when_and_of_which_version() {
    let t = app().await;
    let (session, village) = (id("submitted"), reviewer("village"));
    let scores =
        json!([{ "criterion": "theme", "points": 90 }, { "criterion": "content", "points": 80 }, { "criterion": "follow_up", "points": 73 }]);
    let reasons = json!([{ "pointer": "/kind", "text": "可以同时算党课。" }]);
    let body = json!({ "id": fresh(), "verdict": "accept", "grade": "fairly_good", "scores": scores, "comment": "讨论充分。\n请坚持。", "reasons": reasons });
    let told = say(&t.as_(village), session, 2, &body).await.expect(201).json();
    let expected = json!({
        "id": body["id"], "session": session, "version": 2, "document_version": 1, "amendment": false,
        "organization": id("village"), "verdict": "accept", "inspection": false, "grade": "fairly_good",
        "scores": scores, "weighted": 82, "comment": "讨论充分。\n请坚持。", "reasons": reasons, "author": village, "created_at": NOW,
        "appeal": null, "answer": null, "withdrawn": false,
    });
    assert_eq!(told, expected);
    assert_eq!(evaluations(&t, session).await, [expected]);
}

#[actix_web::test]
async fn an_evaluation_without_more_than_it_must_say_has_nothing_else() {
    let t = app().await;
    let body = json!({ "id": fresh(), "verdict": "note" });
    let told = say(&t.as_(reviewer("village")), id("submitted"), 2, &body).await.expect(201).json();
    let silent = (&told["grade"], &told["scores"], &told["weighted"], &told["comment"], &told["reasons"]);
    assert_eq!(silent, (&json!(null), &json!([]), &json!(null), &json!(null), &json!([])));
}

#[actix_web::test]
async fn a_submitted_record_is_taken_note_of_accepted_or_returned() {
    let t = app().await;
    for (word, status, version) in [("note", "submitted", 2), ("accept", "accepted", 3), ("return", "returned", 3)] {
        let session = handed_in(&t, json!({})).await;
        let before = seen(&t, &session).await;
        told_so(&t, "village", &session, 2, word).await;
        assert_eq!(stands(&t, &session).await, is(status, version), "{word}");
        let after = seen(&t, &session).await;
        for same in ["record", "hash", "title", "submitted_at", "submitted_by", "created_by", "late", "outcome"] {
            assert_eq!(after[same], before[same], "{word} leaves {same}");
        }
    }
}

#[actix_web::test]
async fn what_was_decided_is_not_decided_again_but_may_be_taken_note_of() {
    let t = app().await;
    for (record, status) in [("accepted", "accepted"), ("returned", "returned")] {
        let before = t.trail_length().await;
        for word in ["accept", "return"] {
            say(&t.as_(reviewer("township")), id(record), 3, &verdict(word)).await.refused(Fault::WrongState);
        }
        assert_eq!((t.trail_length().await, evaluations(&t, id(record)).await.len()), (before, 1), "nothing was kept");
        told_so(&t, "township", id(record), 3, "note").await;
        assert_eq!(stands(&t, id(record)).await, is(status, 3));
    }
}

#[actix_web::test]
async fn to_a_committee_a_draft_does_not_exist_whatever_it_says() {
    let t = app().await;
    let secretary = t.as_(secretary());
    secretary.post(format!("/sessions/{}/withdraw", id("submitted"))).if_match(2).send().await.expect(200);
    for (draft, version) in [("draft", 1), ("submitted", 3)] {
        for word in ["note", "accept", "return"] {
            say(&t.as_(reviewer("village")), id(draft), version, &verdict(word)).await.refused(Fault::NotFound);
        }
        assert_eq!(stands(&t, id(draft)).await, is("draft", version.into()));
    }
}

#[actix_web::test]
async fn the_trail_tells_a_decision_with_the_record_before_and_after() {
    let t = app().await;
    for (word, act, status) in [("accept", "session.accept", "accepted"), ("return", "session.return", "returned")] {
        let session = handed_in(&t, json!({})).await;
        let before = seen(&t, &session).await;
        told_so(&t, "village", &session, 2, word).await;
        let (after, rows) = (seen(&t, &session).await, rows(&t, &session).await);
        let row = rows.last().expect("a row");
        assert_eq!(rows.len(), 3, "created, submitted and one more");
        assert_eq!((&row["act"], &row["subject_kind"], &row["version"]), (&json!(act), &json!("session"), &json!(3)));
        assert_eq!((&row["organization"], &row["actor"]), (&json!(id("branch")), &json!(reviewer("village"))));
        assert_eq!((&row["kind"], &row["day"], &row["hash"]), (&json!("collective_study"), &json!(DAY), &before["hash"]));
        assert_eq!((&row["before"], &row["after"]), (&state(&before), &state(&after)));
        assert_eq!((&row["before"]["status"], &row["after"]["status"]), (&json!("submitted"), &json!(status)));
        let versions = t.as_(secretary()).get(format!("/sessions/{session}/versions")).send().await.expect(200).json();
        let newest = &versions["items"][0];
        assert_eq!((&newest["version"], &newest["act"], &newest["author"]), (&json!(3), &json!(act), &json!(reviewer("village"))));
    }
}

#[actix_web::test]
async fn the_trail_tells_a_note_as_a_thing_of_its_own() {
    let t = app().await;
    let session = handed_in(&t, json!({ "kind": "party_lecture", "held_on": "2026-11-17" })).await;
    let note = told_so(&t, "village", &session, 2, "note").await;
    let rows_of_it = rows(&t, &note).await;
    assert_eq!((rows_of_it.len(), rows(&t, &session).await.len()), (1, 2), "the record's own rows do not grow");
    let row = &rows_of_it[0];
    assert_eq!((&row["act"], &row["subject_kind"], &row["version"]), (&json!("evaluation.note"), &json!("evaluation"), &json!(2)));
    assert_eq!((&row["organization"], &row["actor"]), (&json!(id("branch")), &json!(reviewer("village"))));
    assert_eq!((&row["kind"], &row["day"]), (&json!("party_lecture"), &json!("2026-11-17")));
    assert_eq!((&row["before"], &row["after"]), (&json!(null), &json!(null)));
}

#[actix_web::test]
async fn only_the_version_that_stands_is_evaluated() {
    let t = app().await;
    let village = t.as_(reviewer("village"));
    let path = format!("/sessions/{}/evaluations", id("submitted"));
    for word in ["note", "accept", "return"] {
        for stale in [1, 3] {
            let refused = say(&village, id("submitted"), stale, &verdict(word)).await.refused(Fault::StaleVersion);
            assert_eq!(refused.json()["current_version"], 2, "{word} of version {stale}");
        }
        village.post(&path).json(&verdict(word)).send().await.refused(Fault::VersionRequired);
        village.post(&path).creating().json(&verdict(word)).send().await.refused(Fault::VersionRequired);
    }
    assert_eq!((stands(&t, id("submitted")).await, evaluations(&t, id("submitted")).await.len()), (is("submitted", 2), 0));
    told_so(&t, "village", id("submitted"), 2, "accept").await;
}

#[actix_web::test]
async fn a_decision_needs_a_grade_and_a_return_its_reasons() {
    let t = app().await;
    let (village, session) = (t.as_(reviewer("village")), id("submitted"));
    let bare = |word: &str| json!({ "id": fresh(), "verdict": word });
    let required = ("/grade".to_string(), FieldFault::Required.code().to_string());
    let reasons = ("/reasons".to_string(), FieldFault::ReasonRequired.code().to_string());
    let refused = say(&village, session, 2, &bare("accept")).await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), std::slice::from_ref(&required));
    let refused = say(&village, session, 2, &bare("return")).await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), [required, reasons.clone()]);
    let mut graded = bare("return");
    graded["grade"] = json!("poor");
    assert_eq!(say(&village, session, 2, &graded).await.refused(Fault::Invalid).fields(), [reasons]);
    assert_eq!(stands(&t, session).await, is("submitted", 2));
    say(&village, session, 2, &bare("note")).await.expect(201);
}

#[actix_web::test]
async fn the_history_shows_what_was_said_from_the_first_on() {
    let t = app().await;
    let session = handed_in(&t, json!({})).await;
    let mut told = Vec::new();
    for (place, word) in [("township", "note"), ("county", "note"), ("village", "return"), ("county", "note")] {
        let version = stands(&t, &session).await.1;
        told.push(told_so(&t, place, &session, i32::try_from(version).expect("a version"), word).await);
        t.clock().advance(1);
    }
    let found = evaluations(&t, &session).await;
    assert_eq!(found.iter().map(|one| one["id"].as_str().unwrap_or_default()).collect::<Vec<_>>(), told);
    assert_eq!(found.iter().map(|one| one["version"].as_i64().unwrap_or_default()).collect::<Vec<_>>(), [2, 2, 2, 3]);
    assert_eq!((&found[1]["created_at"], &found[3]["created_at"]), (&json!("2026-11-23T06:30:01Z"), &json!("2026-11-23T06:30:03Z")));
    assert_eq!(evaluations(&t, id("submitted")).await, [json!(null); 0], "and of no other record");
}
