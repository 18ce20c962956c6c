//! The reasons of a return: each at a place that the record has, each with words.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, evaluations, fresh, handed_in, id, is, reviewer, say, stands};
use crate::support::app::TestApp;

fn returned(reasons: Value) -> Value {
    json!({ "id": fresh(), "verdict": "return", "grade": "average", "reasons": reasons })
}

fn at(pointer: &str) -> Value {
    json!({ "pointer": pointer, "text": "请补充。" })
}

fn wrong(field: &str, fault: FieldFault) -> (String, String) {
    (field.to_string(), fault.code().to_string())
}

/// A record with an agenda of one item that was discussed.
async fn discussed(t: &TestApp) -> String {
    let agenda = json!([{ "title": "集体果园", "discussion": [{ "person": { "name": "王秀英" }, "text": "同意。" }] }]);
    handed_in(t, json!({ "kind": "branch_general_meeting", "agenda": agenda })).await
}

#[actix_web::test]
async fn a_reason_points_at_a_place_that_the_records_form_has() {
    let t = app().await;
    let (village, session) = (t.as_(reviewer("village")), discussed(&t).await);
    for nowhere in ["agenda", "/", "/Agenda", " ", "/held_on/day", "/agenda/", "//agenda"] {
        let refused = say(&village, &session, 2, &returned(json!([at(nowhere)]))).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [wrong("/reasons/0/pointer", FieldFault::PointsNowhere)], "{nowhere:?}");
    }
    let there = json!([at(""), at("/agenda"), at("/held_on")]);
    say(&village, &session, 2, &returned(there.clone())).await.expect(201);
    assert_eq!(evaluations(&t, &session).await[0]["reasons"], there, "in the order they were given");
}

#[actix_web::test]
async fn a_reason_may_point_at_what_is_missing() {
    let t = app().await;
    let (village, session) = (t.as_(reviewer("village")), discussed(&t).await);
    say(&village, &session, 2, &returned(json!([at("/minutes"), at("/attendance")]))).await.expect(201);
}

#[actix_web::test]
async fn a_reason_names_no_entry_by_its_number_which_the_next_edit_changes() {
    let t = app().await;
    let (village, session) = (t.as_(reviewer("village")), discussed(&t).await);
    for numbered in ["/agenda/0", "/agenda/0/discussion", "/agenda/0/discussion/0/text", "/agenda/1"] {
        let refused = say(&village, &session, 2, &returned(json!([at(numbered)]))).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [wrong("/reasons/0/pointer", FieldFault::PointsNowhere)], "{numbered:?}");
    }
}

#[actix_web::test]
async fn a_reason_names_only_an_entry_that_the_record_has() {
    let t = app().await;
    let (village, session) = (t.as_(reviewer("village")), discussed(&t).await);
    for pointer in ["", "/title"] {
        let elsewhere = json!({ "entry": fresh(), "pointer": pointer, "text": "请补充。" });
        let refused = say(&village, &session, 2, &returned(json!([elsewhere]))).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [wrong("/reasons/0/pointer", FieldFault::PointsNowhere)]);
    }
}

#[actix_web::test]
async fn a_reason_has_words() {
    let t = app().await;
    let (village, session) = (t.as_(reviewer("village")), id("submitted"));
    for blank in ["", " ", "\n\t  ", "　"] {
        let refused = say(&village, session, 2, &returned(json!([{ "pointer": "", "text": blank }]))).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [wrong("/reasons/0/text", FieldFault::Empty)], "{blank:?}");
    }
}

#[actix_web::test]
async fn whatever_is_wrong_with_an_evaluation_is_told_at_once_each_with_its_place() {
    let t = app().await;
    let (village, session) = (t.as_(reviewer("village")), id("submitted"));
    let reasons = json!([at("/kind"), { "pointer": "nowhere", "text": " " }, at(""), at("/agenda/0")]);
    let scores = json!([{ "criterion": "theme", "points": 100 }, { "criterion": "content", "points": 100 }, { "criterion": "zeal", "points": 0 }]);
    let body = json!({ "id": fresh(), "verdict": "return", "reasons": reasons, "scores": scores });
    let expected = [
        wrong("/grade", FieldFault::Required),
        wrong("/reasons/1/text", FieldFault::Empty),
        wrong("/reasons/1/pointer", FieldFault::PointsNowhere),
        wrong("/reasons/3/pointer", FieldFault::PointsNowhere),
        wrong("/scores/2/criterion", FieldFault::UnknownWord),
        wrong("/scores", FieldFault::Required),
    ];
    assert_eq!(say(&village, session, 2, &body).await.refused(Fault::Invalid).fields(), expected);
    let scores = json!([{ "criterion": "theme", "points": 101 }, { "criterion": "content", "points": -1 }]);
    let body = json!({ "id": fresh(), "verdict": "note", "scores": scores, "reasons": [{ "pointer": "/".repeat(201), "text": "请补充。" }] });
    let expected = [
        wrong("/scores/0/points", FieldFault::OutOfRange),
        wrong("/scores/1/points", FieldFault::OutOfRange),
        wrong("/reasons/0/pointer", FieldFault::TooLong),
    ];
    let mut found = say(&village, session, 2, &body).await.refused(Fault::Invalid).fields();
    found.sort_by_key(|(place, _)| !place.starts_with("/scores"));
    assert_eq!(found, expected);
    assert_eq!(stands(&t, session).await, is("submitted", 2));
}

#[actix_web::test]
async fn the_reasons_of_a_note_and_of_an_acceptance_are_looked_at_too() {
    let t = app().await;
    let village = t.as_(reviewer("village"));
    for word in ["note", "accept"] {
        let body = json!({ "id": fresh(), "verdict": word, "grade": "good", "reasons": [at("nowhere")] });
        let refused = say(&village, id("submitted"), 2, &body).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [wrong("/reasons/0/pointer", FieldFault::PointsNowhere)], "{word}");
    }
}

#[actix_web::test]
async fn a_return_has_at_most_five_hundred_reasons() {
    let t = app().await;
    let village = t.as_(reviewer("village"));
    let many = |count: usize| returned(Value::Array(vec![at(""); count]));
    say(&village, id("submitted"), 2, &many(501)).await.refused(Fault::Invalid).field("/reasons", FieldFault::TooMany);
    say(&village, id("submitted"), 2, &many(500)).await.expect(201);
}

#[actix_web::test]
async fn a_reason_is_of_a_remarks_length_and_says_nothing_unknown() {
    let t = app().await;
    let village = t.as_(reviewer("village"));
    let of_length = |length: usize| returned(json!([{ "pointer": "", "text": "长".repeat(length) }]));
    say(&village, id("submitted"), 2, &of_length(2001)).await.refused(Fault::Invalid).field("/reasons/0/text", FieldFault::TooLong);
    let odd = returned(json!([{ "pointer": "", "text": "请补充。", "place": "x" }]));
    say(&village, id("submitted"), 2, &odd).await.refused(Fault::Invalid).field("/reasons/0/place", FieldFault::UnknownField);
    say(&village, id("submitted"), 2, &of_length(2000)).await.expect(201);
}
