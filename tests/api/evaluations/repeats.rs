//! A reply that was lost, and a record that comes back: the same words are answered as before, a new version is
//! evaluated anew.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, evaluations, fresh, handed_in, id, is, record, reviewer, say, secretary, stands, told_so, verdict};

/// An acceptance that says something everywhere.
fn whole() -> Value {
    let scores =
        json!([{ "criterion": "theme", "points": 90 }, { "criterion": "content", "points": 80 }, { "criterion": "follow_up", "points": 73 }]);
    json!({ "id": fresh(), "verdict": "accept", "grade": "good", "scores": scores, "comment": "讨论充分。", "reasons": [{ "pointer": "", "text": "好。" }] })
}

#[actix_web::test]
async fn the_same_words_again_are_answered_as_before_and_nothing_is_new() {
    let t = app().await;
    let village = t.as_(reviewer("village"));
    for mut body in [verdict("note"), verdict("return"), verdict("accept")] {
        let session = handed_in(&t, json!({})).await;
        body["comment"] = json!("读过。");
        let first = say(&village, &session, 2, &body).await.expect(201).json();
        let (before, stood) = (t.trail_length().await, stands(&t, &session).await);
        t.clock().advance(60);
        assert_eq!(say(&village, &session, 2, &body).await.expect(200).json(), first);
        assert_eq!((t.trail_length().await, stands(&t, &session).await), (before, stood));
        assert_eq!(evaluations(&t, &session).await.len(), 1);
    }
}

#[actix_web::test]
async fn other_words_under_the_same_id_are_refused_wherever_they_differ() {
    let t = app().await;
    let (village, body) = (t.as_(reviewer("village")), whole());
    say(&village, id("submitted"), 2, &body).await.expect(201);
    let before = t.trail_length().await;
    let mut scores = body["scores"].clone();
    scores[2]["points"] = json!(72);
    for (field, other) in [
        ("verdict", json!("note")),
        ("verdict", json!("return")),
        ("grade", json!("average")),
        ("grade", Value::Null),
        ("scores", scores),
        ("scores", json!([])),
        ("comment", json!("讨论不充分。")),
        ("comment", Value::Null),
        ("reasons", json!([])),
        ("reasons", json!([{ "pointer": "/kind", "text": "好。" }])),
        ("reasons", json!([{ "pointer": "", "text": "好！" }])),
    ] {
        let mut changed = body.clone();
        changed[field] = other;
        say(&village, id("submitted"), 2, &changed).await.refused(Fault::AlreadyExists);
        say(&village, id("submitted"), 3, &changed).await.refused(Fault::AlreadyExists);
    }
    say(&t.as_(reviewer("township")), id("submitted"), 2, &body).await.refused(Fault::AlreadyExists);
    let elsewhere = handed_in(&t, json!({ "kind": "theme_party_day" })).await;
    let made = t.trail_length().await;
    say(&village, &elsewhere, 2, &body).await.refused(Fault::AlreadyExists);
    assert_eq!((t.trail_length().await, made), (made, before + 2), "nothing but the other record was kept");
    assert_eq!((stands(&t, id("submitted")).await, stands(&t, &elsewhere).await), (is("accepted", 3), is("submitted", 2)));
}

#[actix_web::test]
async fn an_amendment_is_evaluated_anew() {
    let t = app().await;
    let (secretary, session) = (t.as_(secretary()), id("accepted"));
    let amended = record("branch", json!({ "kind": "theme_party_day", "minutes": "补充。", "amendment_reason": "漏记发言。" }));
    let version = secretary.put(format!("/sessions/{session}")).if_match(3).json(&amended).send().await.expect(200).version();
    assert_eq!((version, stands(&t, session).await), (4, is("accepted", 4)));
    say(&t.as_(reviewer("village")), session, 3, &verdict("accept")).await.refused(Fault::StaleVersion);
    let anew = told_so(&t, "village", session, 4, "return").await;
    assert_eq!(stands(&t, session).await, is("accepted", 5));
    let found = evaluations(&t, session).await;
    let told: Vec<_> = found.iter().map(|one| (one["id"].as_str().unwrap_or_default(), one["version"].as_i64().unwrap_or_default())).collect();
    let mut expected = [(id("accepting"), 2), (anew.as_str(), 4)];
    // Both were said while the clock stood: then it is the ids that decide.
    expected.sort_unstable();
    assert_eq!(told, expected);
}

#[actix_web::test]
async fn a_returned_record_that_is_handed_in_again_waits_for_another_evaluation() {
    let t = app().await;
    let session = id("returned");
    t.as_(secretary()).post(format!("/sessions/{session}/submit")).if_match(3).send().await.expect(200);
    say(&t.as_(reviewer("village")), session, 3, &verdict("accept")).await.refused(Fault::StaleVersion);
    told_so(&t, "village", session, 4, "accept").await;
    assert_eq!(stands(&t, session).await, is("accepted", 5));
}
