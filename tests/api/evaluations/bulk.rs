//! Clean records accepted in one go: each at the version that was seen, each other one answered with why not.

use diesel::prelude::*;
use sanhui::db::schema::evaluations as table;
use sanhui::error::{Fault, FieldFault};
use sanhui::id::EvaluationId;
use serde_json::{Value, json};

use super::{app, evaluations, fresh, handed_in, id, is, late, reviewer, seen, stands, state, violated, warning};
use crate::support::app::{NOW, TestApp};
use crate::support::client::{Client, Reply};
use crate::support::diary::rows;

fn item(session: &str, version: i32) -> Value {
    json!({ "id": fresh(), "session": session, "version": version })
}

async fn ask(caller: &Client<'_>, grade: &str, items: &[Value]) -> Reply {
    caller.post("/reviews/accept").json(&json!({ "grade": grade, "items": items })).send().await
}

async fn accept(t: &TestApp, items: &[Value]) -> Value {
    ask(&t.as_(reviewer("village")), "good", items).await.expect(200).json()["results"].clone()
}

fn yes(session: &str) -> Value {
    json!({ "session": session, "accepted": true })
}

fn no(session: &str, code: &str) -> Value {
    json!({ "session": session, "accepted": false, "code": code })
}

#[actix_web::test]
async fn a_clean_record_is_accepted_with_the_grade_and_nothing_else() {
    let t = app().await;
    let (session, before) = (id("submitted"), seen(&t, id("submitted")).await);
    let item = item(session, 2);
    let told = ask(&t.as_(reviewer("village")), "average", std::slice::from_ref(&item)).await.expect(200).json();
    assert_eq!(told, json!({ "results": [yes(session)] }));
    let expected = json!({
        "id": item["id"], "session": session, "version": 2, "document_version": 1, "amendment": false,
        "organization": id("village"), "verdict": "accept", "inspection": false, "grade": "average",
        "scores": [], "weighted": null, "comment": null, "reasons": [], "author": reviewer("village"), "created_at": NOW,
        "appeal": null, "answer": null, "withdrawn": false,
    });
    assert_eq!(evaluations(&t, session).await, [expected]);
    assert_eq!(stands(&t, session).await, is("accepted", 3));
    let rows = rows(&t, session).await;
    let row = rows.last().expect("a row");
    assert_eq!((&row["act"], &row["version"], &row["actor"]), (&json!("session.accept"), &json!(3), &json!(reviewer("village"))));
    assert_eq!((&row["before"], &row["after"]), (&state(&before), &state(&seen(&t, session).await)));
}

#[actix_web::test]
async fn what_needs_a_look_is_left_for_a_person() {
    let t = app().await;
    let (violated, warning, late) = (handed_in(&t, violated()).await, handed_in(&t, warning()).await, handed_in(&t, late()).await);
    let clean = handed_in(&t, json!({})).await;
    let before = t.trail_length().await;
    let results = accept(&t, &[item(&violated, 2), item(&warning, 2), item(&late, 2), item(&clean, 2)]).await;
    let look = "needs_a_look";
    assert_eq!(results, json!([no(&violated, look), no(&warning, look), no(&late, look), yes(&clean)]));
    for session in [&violated, &warning, &late] {
        assert_eq!((stands(&t, session).await, evaluations(&t, session).await.len()), (is("submitted", 2), 0));
    }
    assert_eq!(t.trail_length().await, before + 1);
}

#[actix_web::test]
async fn each_that_cannot_be_accepted_says_why_and_the_others_go_on() {
    let t = app().await;
    let (first, last, nowhere) = (handed_in(&t, json!({})).await, handed_in(&t, json!({})).await, fresh());
    let taken = json!({ "id": id("accepting"), "session": first, "version": 2 });
    let asked = [
        item(&nowhere, 1),
        item(id("draft"), 1),
        item(&first, 1),
        item(&first, 3),
        taken,
        item(id("accepted"), 3),
        item(id("returned"), 3),
        item(&first, 2),
        item(&last, 2),
    ];
    let expected = json!([
        no(&nowhere, "not_found"),
        no(id("draft"), "not_found"),
        no(&first, "stale_version"),
        no(&first, "stale_version"),
        no(&first, "already_exists"),
        no(id("accepted"), "wrong_state"),
        no(id("returned"), "wrong_state"),
        yes(&first),
        yes(&last),
    ]);
    let before = t.trail_length().await;
    assert_eq!(accept(&t, &asked).await, expected);
    assert_eq!(t.trail_length().await, before + 2, "who failed left nothing behind");
    for (session, status, version, said) in [
        (first.as_str(), "accepted", 3, 1),
        (&last, "accepted", 3, 1),
        (id("draft"), "draft", 1, 0),
        (id("accepted"), "accepted", 3, 1),
        (id("returned"), "returned", 3, 1),
    ] {
        assert_eq!((stands(&t, session).await, evaluations(&t, session).await.len()), (is(status, version), said), "{session}");
    }
}

#[actix_web::test]
async fn outside_the_committees_places_there_is_nothing_to_accept() {
    let t = app().await;
    let elsewhere = ask(&t.as_(reviewer("village_before")), "good", &[item(id("submitted"), 2)]).await.expect(200).json();
    assert_eq!(elsewhere["results"], json!([no(id("submitted"), "not_found")]));
    let auditor = crate::support::grove::seated("committee_auditor", "village");
    ask(&t.as_(auditor), "good", &[item(id("submitted"), 2)]).await.refused(Fault::Forbidden);
    assert_eq!(stands(&t, id("submitted")).await, is("submitted", 2));
}

#[actix_web::test]
async fn the_same_request_again_changes_nothing() {
    let t = app().await;
    let items = [item(id("submitted"), 2), item(&handed_in(&t, json!({})).await, 2)];
    let first = accept(&t, &items).await;
    let before = t.trail_length().await;
    assert_eq!(accept(&t, &items).await, first);
    assert_eq!((t.trail_length().await, evaluations(&t, id("submitted")).await.len()), (before, 1));
    // Nor does one that is named twice in one request count twice.
    let twice = item(&handed_in(&t, json!({})).await, 2);
    let session = twice["session"].as_str().expect("an id");
    assert_eq!(accept(&t, &[twice.clone(), twice.clone()]).await, json!([yes(session), yes(session)]));
    assert_eq!((stands(&t, session).await, evaluations(&t, session).await.len()), (is("accepted", 3), 1));
}

#[actix_web::test]
async fn an_id_says_one_thing_for_ever() {
    let t = app().await;
    let first = item(id("submitted"), 2);
    accept(&t, std::slice::from_ref(&first)).await;
    let session = id("submitted");
    let other_grade = ask(&t.as_(reviewer("village")), "poor", std::slice::from_ref(&first)).await.expect(200).json();
    assert_eq!(other_grade["results"], json!([no(session, "already_exists")]));
    let other_reviewer = ask(&t.as_(reviewer("township")), "good", std::slice::from_ref(&first)).await.expect(200).json();
    assert_eq!(other_reviewer["results"], json!([no(session, "already_exists")]));
    let other = handed_in(&t, json!({})).await;
    let elsewhere = json!({ "id": first["id"], "session": other, "version": 2 });
    assert_eq!(accept(&t, &[elsewhere]).await, json!([no(&other, "already_exists")]));
    assert_eq!(stands(&t, &other).await, is("submitted", 2));
    // What took note of a record accepts it under no such id.
    let note = super::told_so(&t, "village", &other, 2, "note").await;
    let noted = json!({ "id": note, "session": other, "version": 2 });
    assert_eq!(accept(&t, &[noted]).await, json!([no(&other, "already_exists")]));
}

#[actix_web::test]
async fn at_most_a_hundred_are_accepted_in_one_go() {
    let t = app().await;
    let nowhere = || item(&fresh(), 2);
    let mut items: Vec<Value> = (0..100).map(|_| nowhere()).collect();
    items.push(item(id("submitted"), 2));
    let refused = ask(&t.as_(reviewer("village")), "good", &items).await.refused(Fault::Invalid);
    refused.field("/items", FieldFault::TooMany);
    assert_eq!(stands(&t, id("submitted")).await, is("submitted", 2), "a hundred and one: none of them");
    items.remove(0);
    let results = accept(&t, &items).await;
    assert_eq!((results.as_array().map(Vec::len), &results[98]["code"], &results[99]), (Some(100), &json!("not_found"), &yes(id("submitted"))));
    assert_eq!(accept(&t, &[]).await, json!([]));
}

#[actix_web::test]
async fn a_fault_of_the_database_is_no_records_answer() {
    let t = app().await;
    t.expect_breakage();
    let (broken, clean) = (id("accepting").parse().map(EvaluationId).expect("an id"), handed_in(&t, json!({})).await);
    let spoil = move |tx: &mut sanhui::db::Tx| {
        diesel::update(table::table.find(broken)).set(table::document.eq("not a document")).execute(tx.conn())?;
        Ok(())
    };
    t.app.db.write(spoil).await.expect("a spoilt row");
    let items = [item(&clean, 2), json!({ "id": id("accepting"), "session": id("accepted"), "version": 2 })];
    ask(&t.as_(reviewer("village")), "good", &items).await.refused(Fault::Internal);
    assert_eq!(stands(&t, &clean).await, is("submitted", 2), "then none of them was accepted");
}
