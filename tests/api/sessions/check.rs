//! The dry run: what a submission would say, with nothing kept.

use sanhui::demo::member;
use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, handed_in, picked, record, record_of, secretary, shown, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::grove::seated;

async fn checked(caller: &Client<'_>, body: &Value) -> Value {
    caller.post("/sessions/check").json(body).send().await.expect(200).json()
}

#[actix_web::test]
async fn the_dry_run_says_what_a_submission_will_say() {
    let t = TestApp::new().await;
    let caller = t.as_(t.world.north_secretary);
    let people = json!([{ "member": member(0), "came": "present" }, { "member": member(1), "came": "absent" }]);
    let body = json!({ "organization": t.world.north_branch, "kind": "branch_committee_meeting", "held_on": "2026-11-20", "attendance": { "people": people } });
    let said = checked(&caller, &body).await;
    assert_eq!(picked(&said, &["possible", "impossible", "late"]), json!([true, [], false]));
    let path = handed_in(&caller, &body).await;
    let findings = shown(&caller, format!("{path}/findings")).await;
    assert!(findings["items"].as_array().is_some_and(|items| items.len() > 1));
    assert_eq!(said["findings"], findings["items"]);
}

#[actix_web::test]
async fn the_dry_run_keeps_nothing() {
    let t = app().await;
    let (before, length) = (t.digest(), t.trail_length().await);
    checked(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    assert_eq!((t.digest(), t.trail_length().await), (before, length));
}

#[actix_web::test]
async fn the_dry_run_names_all_that_cannot_have_happened() {
    let t = app().await;
    let mut body = with(&record("branch_general_meeting", "2026-11-24"), "talk", json!({}));
    body["attendance"] = json!({ "people": [{ "member": uuid::Uuid::now_v7(), "came": "present" }] });
    let said = checked(&secretary(&t), &body).await;
    assert_eq!(said["possible"], false);
    let expected = json!([
        { "pointer": "/talk", "code": "not_for_this_kind", "message": "支部党员大会不能这样填。" },
        { "pointer": "/held_on", "code": "in_the_future", "message": "还没有发生；请在开过之后提交。" },
        { "pointer": "/attendance/people/0/member", "code": "not_there", "message": "没有这个编号，或者您看不到它。" },
    ]);
    assert_eq!(said["impossible"], expected);
    assert!(said["findings"].as_array().is_some_and(|items| !items.is_empty()), "it is judged all the same");
}

#[actix_web::test]
async fn the_dry_run_speaks_the_readers_language() {
    let t = app().await;
    let body = record("theme_party_day", "2026-11-24");
    let said = secretary(&t).post("/sessions/check").header("accept-language", "en").json(&body).send().await.expect(200).json();
    assert_eq!(said["impossible"][0]["message"], "It has not happened yet; submit after it was held.");
}

#[actix_web::test]
async fn one_mistake_is_enough() {
    let t = app().await;
    let said = checked(&secretary(&t), &record("theme_party_day", "2026-11-24")).await;
    assert_eq!((&said["possible"], said["impossible"].as_array().map(Vec::len)), (&json!(false), Some(1)));
}

#[actix_web::test]
async fn the_dry_run_is_for_whom_it_would_be_a_record() {
    let t = app().await;
    for place in ["branch_before", "village"] {
        let reply = secretary(&t).post("/sessions/check").json(&record_of(place, "party_lecture", "2026-11-18")).send().await.refused(Fault::Invalid);
        assert_eq!(reply.fields(), [("/organization".to_string(), "not_there".to_string())], "{place}");
    }
    let reviewer = t.as_(seated("committee_reviewer", "village"));
    reviewer.post("/sessions/check").json(&record("party_lecture", "2026-11-18")).send().await.refused(Fault::Forbidden);
}
