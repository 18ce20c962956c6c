//! All that waits for a committee, together: appeals with their last day, amendments and records, with the names of where
//! they come from.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{also, app, fresh, hand_in, handed_in, id, late, record, reviewer, secretary, told_so, violated, waiting, warning};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::grove::{Grove, seated};

async fn page(caller: &Client<'_>, query: &str) -> Vec<Value> {
    let page = caller.get(format!("/reviews?limit=100{query}")).send().await.expect(200).json();
    page["items"].as_array().cloned().unwrap_or_default()
}

/// What waits, as words and ids: of an appeal the evaluation's, else the session's.
fn told(items: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let id = |one: &Value| if one["waits"] == "appeal" { text(&one["appeal"]["evaluation"]) } else { text(&one["id"]) };
    items.iter().map(|one| (text(&one["waits"]), id(one))).collect()
}

async fn appeal(t: &TestApp, evaluation: &str) {
    t.as_(secretary()).post(format!("/evaluations/{evaluation}/appeal")).json(&json!({ "reason": "请复核。" })).send().await.expect(200);
}

async fn amend(t: &TestApp, session: &str, said: Value) {
    told_so(t, "village", session, 2, "accept").await;
    let mut body = record("branch", said);
    body["amendment_reason"] = json!("漏记。");
    t.as_(secretary()).put(format!("/sessions/{session}")).if_match(3).json(&body).send().await.expect(200);
}

/// Some of everything for the township, as it is expected in its queue: a minute apart, and handed in the other way round.
async fn crowd(t: &TestApp) -> Vec<(String, String)> {
    let (clean, late, gap) = (handed_in(t, json!({})).await, handed_in(t, late()).await, handed_in(t, super::gap()).await);
    t.clock().advance(60);
    let bad = handed_in(t, violated()).await;
    t.clock().advance(60);
    let (mild, amended_clean, amended_bad) = (handed_in(t, warning()).await, handed_in(t, json!({})).await, handed_in(t, json!({})).await);
    amend(t, &amended_clean, json!({})).await;
    amend(t, &amended_bad, violated()).await;
    t.clock().advance(60);
    appeal(t, id("returning")).await;
    let one = |waits: &str, id: &str| (waits.to_string(), id.to_string());
    let mut first = [one("record", id("submitted")), one("record", &clean)];
    first.sort();
    [
        vec![one("appeal", id("appealed_return")), one("appeal", id("returning"))],
        vec![one("record", &bad), one("amendment", &amended_bad), one("record", &mild), one("record", &gap), one("record", &late)],
        first.to_vec(),
        vec![one("amendment", &amended_clean)],
    ]
    .concat()
}

#[actix_web::test]
async fn appeals_come_first_then_what_needs_a_look_each_from_the_longest_waiting_on() {
    let t = app().await;
    let expected = crowd(&t).await;
    assert_eq!(told(&page(&t.as_(reviewer("township")), "").await), expected);
}

#[actix_web::test]
async fn through_its_pages_nothing_is_missed_and_nothing_comes_twice() {
    let t = app().await;
    let expected = crowd(&t).await;
    let township = t.as_(reviewer("township"));
    for limit in [1, 2, 3, 4, 10] {
        let (mut found, mut place) = (Vec::new(), format!("/reviews?limit={limit}"));
        loop {
            let page = township.get(&place).send().await.expect(200).json();
            let items = page["items"].as_array().cloned().unwrap_or_default();
            assert!(!items.is_empty() && items.len() <= limit);
            found.extend(told(&items));
            match page["next_cursor"].as_str() {
                Some(cursor) => place = format!("/reviews?limit={limit}&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(found, expected, "by {limit}");
    }
}

#[actix_web::test]
async fn the_queue_is_asked_for_what_waits_and_for_the_attention_it_needs() {
    let t = app().await;
    let all = crowd(&t).await;
    let township = t.as_(reviewer("township"));
    for waits in ["appeal", "record", "amendment"] {
        let those: Vec<_> = all.iter().filter(|(word, _)| word == waits).cloned().collect();
        assert_eq!(told(&page(&township, &format!("&waits={waits}")).await), those, "{waits}");
    }
    let of = |from: usize, to: usize| all[from..to].to_vec();
    for (attention, those) in [("violated", of(2, 4)), ("warning", of(4, 5)), ("incomplete", of(5, 6)), ("late", of(6, 7)), ("clean", of(7, 10))] {
        assert_eq!(told(&page(&township, &format!("&attention={attention}")).await), those, "{attention}");
    }
    assert_eq!(page(&township, "&waits=appeal&attention=clean").await, [json!(null); 0]);
    township.get("/reviews?waits=everything").send().await.refused(Fault::BadQuery);
}

#[actix_web::test]
async fn what_lacks_something_is_looked_at_between_a_warning_and_mere_lateness_and_never_accepted_in_one_go() {
    let t = app().await;
    let (mut lack_and_late, mut lack_and_warned) = (late(), warning());
    lack_and_late["study_minutes"] = Value::Null;
    lack_and_warned["attendance"] = Value::Null;
    let (gap, lack_and_late, lack_and_warned) =
        (handed_in(&t, super::gap()).await, handed_in(&t, lack_and_late).await, handed_in(&t, lack_and_warned).await);
    let village = t.as_(reviewer("village"));
    assert_eq!(waiting(&village, "&attention=warning").await, [lack_and_warned.as_str()]);
    assert_eq!(super::seen(&t, &lack_and_warned).await["incomplete"], true, "it lacks something besides");
    let mut both = [gap.clone(), lack_and_late];
    both.sort();
    let mut found = waiting(&village, "&attention=incomplete").await;
    found.sort();
    assert_eq!(found, both);
    assert_eq!(page(&village, "&attention=incomplete").await[0]["incomplete"], true);
    let body = json!({ "grade": "good", "items": [{ "id": fresh(), "session": gap, "version": 2 }] });
    let told = village.post("/reviews/accept").json(&body).send().await.expect(200).json();
    assert_eq!(told["results"], json!([{ "session": gap, "accepted": false, "code": "needs_a_look" }]));
}

#[actix_web::test]
async fn an_appeal_in_the_queue_says_what_was_said_and_until_when_it_is_to_be_answered() {
    let t = app().await;
    let found = page(&t.as_(reviewer("township")), "&waits=appeal").await.remove(0);
    let mut session = t.as_(reviewer("township")).get(format!("/sessions/{}", id("appealed"))).send().await.expect(200).json();
    let session = session.as_object_mut().expect("a session");
    session.retain(|field, _| !super::ONLY_OF_ONE.contains(&field.as_str()));
    for (field, value) in [
        ("waits", json!("appeal")),
        ("attention", Value::Null),
        ("since", json!("2026-11-23T06:30:00Z")),
        ("organization_name", json!("大河县 branch")),
        ("sent_by", json!(secretary())),
        ("sent_by_name", json!("branch_secretary-branch")),
        ("appeal", json!({ "evaluation": id("appealed_return"), "text": "会议记录已经写明。", "last_day": "2026-12-23" })),
    ] {
        session.insert(field.to_string(), value);
    }
    assert_eq!(found, json!(session));
}

#[actix_web::test]
async fn how_many_days_an_answer_may_take_is_a_setting_and_a_label() {
    let t = TestApp::with(&Grove::plant().template, |config| config.answer_days = 3).await;
    let last_day = async || page(&t.as_(reviewer("township")), "&waits=appeal").await[0]["appeal"]["last_day"].clone();
    assert_eq!(last_day().await, "2026-11-26");
    t.clock().advance(10 * 86_400);
    assert_eq!(last_day().await, "2026-11-26", "and it waits on");
}

#[actix_web::test]
async fn an_amendment_in_the_queue_shows_what_is_in_force_and_what_it_is_to_become() {
    let t = app().await;
    let session = handed_in(&t, json!({})).await;
    amend(&t, &session, json!({ "kind": "party_lecture", "title": "改作党课" })).await;
    let found = page(&t.as_(reviewer("village")), "&waits=amendment").await.remove(0);
    let whole = t.as_(reviewer("village")).get(format!("/sessions/{session}")).send().await.expect(200).json();
    for same in ["id", "kind", "title", "status", "version", "amendment", "organization"] {
        assert_eq!(found[same], whole[same], "{same}");
    }
    assert_eq!(
        (&found["status"], &found["kind"], &found["amendment"]["kind"]),
        (&json!("accepted"), &json!("collective_study"), &json!("party_lecture"))
    );
    assert_eq!((&found["sent_by"], &found["sent_by_name"]), (&json!(secretary()), &json!("branch_secretary-branch")));
}

#[actix_web::test]
async fn an_appeal_waits_for_the_committee_that_evaluated_and_those_above_it_but_not_for_who_evaluated() {
    let t = app().await;
    let waits = async |account| told(&page(&t.as_(account), "&waits=appeal").await).into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    let appealed = [id("appealed_return").to_string()];
    assert_eq!(waits(reviewer("village")).await, [""; 0], "they gave it");
    assert_eq!((waits(reviewer("township")).await, waits(reviewer("county")).await), (appealed.to_vec(), appealed.to_vec()));
    assert_eq!(waits(reviewer("village_before")).await, [""; 0]);
    // A colleague at the same committee.
    also(&t, reviewer("village_before"), "committee_reviewer", "village").await;
    assert_eq!(waits(reviewer("village_before")).await, appealed);
    // What the township said is not the village's to answer.
    let session = handed_in(&t, json!({})).await;
    let above = told_so(&t, "township", &session, 2, "return").await;
    appeal(&t, &above).await;
    assert_eq!((waits(reviewer("village")).await, waits(reviewer("township")).await), (vec![], appealed.to_vec()));
    assert_eq!(waits(reviewer("county")).await, [appealed[0].clone(), above]);
}

#[actix_web::test]
async fn an_answered_appeal_waits_no_longer() {
    let t = app().await;
    let township = t.as_(reviewer("township"));
    let body = json!({ "answer": "维持。", "withdraw": false });
    township.post(format!("/evaluations/{}/answer", id("appealed_return"))).json(&body).send().await.expect(200);
    assert_eq!(page(&township, "&waits=appeal").await, [json!(null); 0]);
}

#[actix_web::test]
async fn all_of_it_is_of_one_place_and_what_is_below_it() {
    let t = app().await;
    let session = handed_in(&t, json!({})).await;
    amend(&t, &session, json!({})).await;
    let elsewhere = fresh();
    hand_in(&t.as_(seated("branch_secretary", "branch_before")), &elsewhere, &record("branch_before", json!({}))).await;
    let township = t.as_(reviewer("township"));
    let at = async |place: &str| page(&township, &format!("&organization={}", id(place))).await.len();
    assert_eq!((at("branch").await, at("branch_before").await, at("village").await, at("village_after").await), (3, 1, 4, 0));
}

async fn counted(caller: &Client<'_>, query: &str) -> Vec<(String, String, i64)> {
    let told = caller.get(format!("/reviews/summary{query}")).send().await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let one = |one: &Value| (text(&one["waits"]), text(&one["attention"]), one["count"].as_i64().unwrap_or_default());
    told["counts"].as_array().into_iter().flatten().map(one).collect()
}

fn count(waits: &str, attention: &str, count: i64) -> (String, String, i64) {
    (waits.to_string(), attention.to_string(), count)
}

#[actix_web::test]
async fn how_much_waits_is_counted_as_the_queue_holds_it() {
    let t = app().await;
    crowd(&t).await;
    let expected = [
        count("appeal", "", 2),
        count("record", "violated", 1),
        count("amendment", "violated", 1),
        count("record", "warning", 1),
        count("record", "incomplete", 1),
        count("record", "late", 1),
        count("record", "clean", 2),
        count("amendment", "clean", 1),
    ];
    let township = t.as_(reviewer("township"));
    assert_eq!(counted(&township, "").await, expected);
    assert_eq!(counted(&township, &format!("?organization={}", id("branch"))).await, expected);
    assert_eq!(counted(&township, &format!("?organization={}", id("branch_before"))).await, []);
    township.get(format!("/reviews/summary?organization={}", id("old_village"))).send().await.refused(Fault::NotFound);
    // Who gave the evaluations answers no appeal; what their committee noted waits no longer.
    told_so(&t, "village", id("submitted"), 2, "note").await;
    let of_village = counted(&t.as_(reviewer("village")), "").await;
    assert_eq!(
        of_village.iter().filter(|(waits, attention, _)| waits == "appeal" || attention == "clean").collect::<Vec<_>>(),
        [&count("record", "clean", 1), &count("amendment", "clean", 1)]
    );
}

#[actix_web::test]
async fn records_that_ask_for_the_same_attention_for_several_reasons_are_counted_together() {
    let t = app().await;
    // A warning that is late too asks for no other attention than one that is not.
    let mut belated = warning();
    (belated["held_on"], belated["late_reason"]) = (json!("2026-11-14"), json!("补录。"));
    handed_in(&t, belated).await;
    handed_in(&t, warning()).await;
    assert_eq!(counted(&t.as_(reviewer("village")), "").await, [count("record", "warning", 2), count("record", "clean", 1)]);
}
