//! What an accepted record is to become: made with its reason, judged at once, and beside the record in force, which nothing
//! touches until the amendment is accepted.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{
    amendment, app, begun, brought_to, decided, handed_in, history, id, outcomes, picked, put, record, reviewer, secretary, shown, stands, step,
    told, with,
};
use crate::support::app::TestApp;
use crate::support::grove::{GARDENER, seated};

fn party_day() -> Value {
    record("theme_party_day", "2026-11-18")
}

async fn said(t: &TestApp, path: &str, query: &str) -> Vec<String> {
    outcomes(&shown(&secretary(t), format!("{path}/findings{query}")).await["items"])
}

/// All that is in force of a record: it but for its version and the amendment beside it.
fn in_force(session: &Value) -> Value {
    with(&with(session, "version", 0), "amendment", Value::Null)
}

#[actix_web::test]
async fn an_amendment_gives_its_reason() {
    let t = app().await;
    for (state, version) in [("accepted", 3), ("amended", 4), ("amendment returned", 5)] {
        let (path, _) = brought_to(&t, state).await;
        let (before, length) = (stands(&t, &path).await, t.trail_length().await);
        let titled = with(&party_day(), "title", "另一标题");
        let blank = ["", " ", "\n\t　"].map(|blank| with(&titled, "amendment_reason", blank));
        for body in std::iter::once(titled).chain(blank) {
            let refused = put(&secretary(&t), &path, version, &body).await.refused(Fault::Invalid);
            let refused = refused.field("/amendment_reason", FieldFault::ReasonRequired);
            assert_eq!(refused.fields().len(), 1, "{body}");
        }
        assert_eq!((stands(&t, &path).await, t.trail_length().await), (before, length));
    }
}

#[actix_web::test]
async fn an_amendment_stands_beside_the_accepted_record_with_who_made_it_and_when() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let before = stands(&t, &path).await;
    t.clock().advance(3600);
    let recorder = t.as_(seated("recorder", "branch"));
    let body = amendment("补上标题");
    let amended = put(&recorder, &path, version, &body).await.expect(200);
    assert_eq!(amended.header("etag"), "\"v4\"");
    let amended = amended.json();
    assert_eq!((in_force(&amended), &amended["version"]), (in_force(&before), &json!(4)));
    let whole = recorder.get(format!("{path}/amendment")).send().await.expect(200);
    assert_eq!(whole.header("etag"), "\"v4\"", "what an evaluation of it names");
    let whole = whole.json();
    let expected = json!({
        "session": before["id"], "version": 4, "status": "submitted", "reason": "漏记标题", "kind": "theme_party_day", "also_kind": null,
        "title": "补上标题", "held_on": "2026-11-18", "late": false, "outcome": "incomplete", "incomplete": true,
        "submitted_by": seated("recorder", "branch"), "submitted_at": "2026-11-23T07:30:00Z", "hash": whole["hash"], "record": body,
    });
    assert_eq!(whole, expected);
    let mut head = whole;
    head.as_object_mut().expect("an amendment").retain(|field, _| field != "record" && field != "session");
    assert_eq!(amended["amendment"], head);
    assert_ne!(head["hash"], amended["hash"]);
    assert_eq!(stands(&t, &path).await, amended);
}

#[actix_web::test]
async fn whoever_saw_the_accepted_record_sees_it_and_the_amendment_beside_it() {
    let t = app().await;
    for state in ["amended", "amendment returned"] {
        let (path, _) = brought_to(&t, state).await;
        let own = stands(&t, &path).await;
        for (role, place) in [("committee_reviewer", "village"), ("committee_auditor", "township"), ("committee_reviewer", "county")] {
            let caller = t.as_(seated(role, place));
            assert_eq!(shown(&caller, &path).await, own, "{role} {place}");
            assert_eq!(shown(&caller, format!("{path}/amendment")).await["record"]["title"], "补上标题");
            assert_eq!(shown(&caller, format!("{path}/evaluations")).await["items"][0]["verdict"], "accept");
        }
        for (role, place) in [("branch_secretary", "branch_before"), ("committee_reviewer", "village_before")] {
            let caller = t.as_(seated(role, place));
            for hidden in [path.clone(), format!("{path}/amendment"), format!("{path}/findings?amendment=true")] {
                caller.get(hidden).send().await.refused(Fault::NotFound);
            }
        }
    }
}

#[actix_web::test]
async fn where_no_amendment_stands_there_is_none_to_read() {
    let t = app().await;
    for state in ["draft", "submitted", "accepted", "returned"] {
        let (path, _) = brought_to(&t, state).await;
        assert_eq!(stands(&t, &path).await["amendment"], Value::Null, "{state}");
        for nothing in [format!("{path}/amendment"), format!("{path}/findings?amendment=true")] {
            secretary(&t).get(nothing).send().await.refused(Fault::NotFound);
        }
    }
}

#[actix_web::test]
async fn the_history_keeps_the_reason_and_both_texts() {
    let t = app().await;
    let (path, _) = brought_to(&t, "amended").await;
    let hash = stands(&t, &path).await["amendment"]["hash"].clone();
    let newest = history(&t, &path).await.remove(0);
    assert_eq!(
        picked(&newest, &["version", "act", "reason", "hash", "author"]),
        json!([4, "session.amend", "漏记标题", hash, seated("branch_secretary", "branch")])
    );
    assert_eq!(shown(&secretary(&t), format!("{path}/versions/3")).await, party_day());
    assert_eq!(shown(&secretary(&t), format!("{path}/versions/4")).await, amendment("补上标题"));
    let row = told(&t, &path).await.pop().expect("a row");
    assert_eq!(picked(&row, &["act", "version", "hash"]), json!(["session.amend", 4, hash]));
    assert_eq!(picked(&row["before"], &["status", "amendment"]), json!(["accepted", null]));
    assert_eq!(picked(&row["after"], &["status", "amendment"]), json!(["accepted", "submitted"]));
}

#[actix_web::test]
async fn an_amendment_is_judged_and_the_record_in_force_keeps_its_own_findings() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let before = said(&t, &path, "").await;
    assert!(before.contains(&"TPD-CONT insufficient_data".to_string()), "{before:?}");
    let without = json!({ "theme": "护河", "contents": [], "planned_by": "支部委员会", "planned_on": "2026-11-10", "follow_ups": [] });
    let empty = with(&with(&party_day(), "amendment_reason", "补写"), "party_day", without);
    let amended = put(&secretary(&t), &path, version, &empty).await.expect(200).json();
    assert_eq!((&amended["outcome"], &amended["amendment"]["outcome"]), (&json!("incomplete"), &json!("violated")));
    assert_eq!((said(&t, &path, "").await, said(&t, &path, "?amendment=false").await), (before.clone(), before));
    let after = said(&t, &path, "?amendment=true").await;
    assert!(after.contains(&"TPD-CONT violated".to_string()) && after.contains(&"TPD-PRE met".to_string()), "{after:?}");
    assert_eq!(told(&t, &path).await.pop().expect("a row")["after"]["outcome"], "incomplete");
    // Accepted, they are the record's.
    decided(&t, &path, 4, "accept").await;
    assert_eq!((said(&t, &path, "").await, stands(&t, &path).await["outcome"].clone()), (after, json!("violated")));
}

#[actix_web::test]
async fn an_amendment_that_is_accepted_is_the_record_from_then_on() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let before = stands(&t, &path).await;
    t.clock().advance(60);
    let body = json!({
        "organization": id("branch"), "kind": "party_lecture", "also_kind": "theme_party_day", "held_on": "2026-11-17", "title": "党课",
        "amendment_reason": "记错了种类和日期",
    });
    put(&t.as_(seated("recorder", "branch")), &path, version, &body).await.expect(200);
    t.clock().advance(60);
    decided(&t, &path, 4, "accept").await;
    let after = stands(&t, &path).await;
    assert_eq!(
        picked(&after, &["kind", "also_kind", "title", "held_on", "status", "version", "record", "amendment", "submitted_by", "submitted_at"]),
        json!([
            "party_lecture",
            "theme_party_day",
            "党课",
            "2026-11-17",
            "accepted",
            5,
            body,
            null,
            seated("recorder", "branch"),
            "2026-11-23T06:31:00Z"
        ])
    );
    for kept in ["id", "organization", "received_at", "created_by"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    let row = told(&t, &path).await.pop().expect("a row");
    assert_eq!(picked(&row, &["act", "version", "hash"]), json!(["session.accept", 5, after["hash"]]));
    assert_eq!((&row["before"]["amendment"], &row["after"]["amendment"]), (&json!("submitted"), &Value::Null));
    assert_eq!(shown(&secretary(&t), format!("{path}/versions/5")).await, body);
    secretary(&t).get(format!("{path}/amendment")).send().await.refused(Fault::NotFound);
}

#[actix_web::test]
async fn an_amendment_that_is_returned_leaves_the_accepted_record_in_force() {
    let t = app().await;
    let (path, _) = brought_to(&t, "amended").await;
    let before = stands(&t, &path).await;
    decided(&t, &path, 4, "return").await;
    let after = stands(&t, &path).await;
    assert_eq!((in_force(&after), &after["version"]), (in_force(&before), &json!(5)));
    assert_eq!(after["amendment"], with(&before["amendment"], "status", "returned"));
    let newest = history(&t, &path).await.remove(0);
    assert_eq!(picked(&newest, &["version", "act", "hash"]), json!([5, "session.return", before["amendment"]["hash"]]));
    let row = told(&t, &path).await.pop().expect("a row");
    assert_eq!((&row["before"]["amendment"], &row["after"]["amendment"]), (&json!("submitted"), &json!("returned")));
    assert_eq!((&row["before"]["status"], &row["after"]["status"]), (&json!("accepted"), &json!("accepted")));
}

#[actix_web::test]
async fn an_amendment_may_be_made_anew_while_it_waits_and_after_it_was_returned() {
    let t = app().await;
    for (state, version) in [("amended", 4), ("amendment returned", 5)] {
        let (path, _) = brought_to(&t, state).await;
        let before = stands(&t, &path).await;
        let other = put(&secretary(&t), &path, version, &amendment("另一标题")).await.expect(200).json();
        assert_eq!(in_force(&other), in_force(&before));
        assert_eq!(picked(&other["amendment"], &["version", "status", "title"]), json!([version + 1, "submitted", "另一标题"]), "{state}");
        decided(&t, &path, version + 1, "accept").await;
        assert_eq!(picked(&stands(&t, &path).await, &["title", "version"]), json!(["另一标题", version + 2]));
    }
    // A returned one also as it was: it waits again.
    let (path, _) = brought_to(&t, "amendment returned").await;
    let again = put(&secretary(&t), &path, 5, &amendment("补上标题")).await.expect(200).json();
    assert_eq!(picked(&again["amendment"], &["version", "status"]), json!([6, "submitted"]));
}

#[actix_web::test]
async fn taking_an_amendment_back_brings_nothing_down() {
    let t = app().await;
    for (state, version) in [("amended", 4), ("amendment returned", 5)] {
        let (path, _) = brought_to(&t, state).await;
        let before = stands(&t, &path).await;
        let withdrawn = step(&secretary(&t), &path, "withdraw", version).await.expect(200);
        assert_eq!(withdrawn.version(), version + 1);
        let withdrawn = withdrawn.json();
        assert_eq!(withdrawn, with(&in_force(&before), "version", version + 1), "{state}");
        assert_eq!((shown(&reviewer(&t), &path).await, stands(&t, &path).await), (withdrawn.clone(), withdrawn.clone()));
        let newest = history(&t, &path).await.remove(0);
        assert_eq!(picked(&newest, &["act", "hash"]), json!(["session.withdraw", withdrawn["hash"]]));
        assert_eq!(shown(&secretary(&t), format!("{path}/versions/{}", version + 1)).await, party_day(), "what stands since");
        // What was accepted cannot be taken back itself, nor changed without a reason.
        step(&secretary(&t), &path, "withdraw", version + 1).await.refused(Fault::WrongState);
        put(&secretary(&t), &path, version + 1, &with(&party_day(), "title", "悄悄改")).await.refused(Fault::Invalid);
    }
}

#[actix_web::test]
async fn an_amendment_that_cannot_have_happened_is_refused() {
    let t = app().await;
    for (state, version) in [("accepted", 3), ("amended", 4), ("amendment returned", 5)] {
        let (path, _) = brought_to(&t, state).await;
        let before = stands(&t, &path).await;
        let body = with(&with(&party_day(), "amendment_reason", "改期"), "held_on", "2026-11-24");
        let refused = put(&secretary(&t), &path, version, &body).await.refused(Fault::ImpossibleRecord);
        assert_eq!(refused.fields(), [("/held_on".to_string(), "in_the_future".to_string())]);
        assert_eq!(stands(&t, &path).await, before);
    }
}

#[actix_web::test]
async fn the_missing_reason_is_named_before_anything_else_is_judged() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let body = with(&party_day(), "held_on", "2026-11-24");
    put(&secretary(&t), &path, version, &body).await.refused(Fault::Invalid).field("/amendment_reason", FieldFault::ReasonRequired);
}

#[actix_web::test]
async fn lists_and_sums_are_of_what_is_in_force() {
    let t = app().await;
    let owner = t.as_(seated("branch_secretary", "branch_before"));
    let body = super::record_of("branch_before", "theme_party_day", "2026-11-18");
    let path = handed_in(&owner, &body).await;
    decided(&t, &path, 2, "accept").await;
    let other = json!({
        "organization": id("branch_before"), "kind": "party_lecture", "held_on": "2026-10-18", "title": "改作党课", "amendment_reason": "记错", "late_reason": "记错月份",
    });
    put(&owner, &path, 3, &other).await.expect(200);
    let found = async |query: &str| shown(&owner, format!("/sessions?{query}")).await["items"].as_array().map(Vec::len);
    let held = async |month: &str| {
        let place = format!("/organizations/{}/frequency?period={month}", id("branch_before"));
        let held = shown(&owner, place).await["held"].as_array().cloned().unwrap_or_default();
        held.iter().filter(|one| one["sessions"] != 0).map(|one| one["kind"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((found("kind=theme_party_day&period=2026-11&status=accepted").await, found("kind=party_lecture").await), (Some(1), Some(0)));
    assert_eq!((held("2026-11").await, held("2026-10").await), (vec![json!("theme_party_day")], vec![]));
    decided(&t, &path, 4, "accept").await;
    assert_eq!((found("kind=theme_party_day").await, found("kind=party_lecture&period=2026-10&status=accepted").await), (Some(0), Some(1)));
    assert_eq!((held("2026-11").await, held("2026-10").await), (vec![], vec![json!("party_lecture")]));
}

#[actix_web::test]
async fn an_amendment_moves_along_with_its_organisation() {
    let t = app().await;
    let (path, _) = brought_to(&t, "amended").await;
    let before = stands(&t, &path).await;
    let to = json!({ "parent": id("village_before") });
    t.as_(GARDENER).post(format!("/organizations/{}/move", id("branch"))).if_match(2).json(&to).send().await.expect(200);
    let arrived = t.as_(seated("committee_reviewer", "village_before"));
    assert_eq!(shown(&arrived, &path).await, before);
    reviewer(&t).get(format!("{path}/amendment")).send().await.refused(Fault::NotFound);
    let waiting = async |caller| shown(caller, "/reviews?waits=amendment").await["items"][0]["id"].clone();
    assert_eq!((waiting(&arrived).await, waiting(&reviewer(&t)).await), (before["id"].clone(), Value::Null));
    // Taken back by the branch, decided on by the new superior: both find the row.
    let again = put(&secretary(&t), &path, 4, &amendment("搬家以后")).await.expect(200).version();
    let body = json!({ "id": uuid::Uuid::now_v7(), "verdict": "accept", "grade": "good" });
    arrived.post(format!("{path}/evaluations")).if_match(again).json(&body).send().await.expect(201);
    assert_eq!(picked(&stands(&t, &path).await, &["title", "amendment"]), json!(["搬家以后", null]));
}

#[actix_web::test]
async fn only_an_amendment_has_a_reason_in_the_history() {
    let t = app().await;
    let body = with(&party_day(), "amendment_reason", "随手写的");
    let path = begun(&secretary(&t), &body).await;
    put(&secretary(&t), &path, 1, &with(&body, "title", "护河")).await.expect(200);
    step(&secretary(&t), &path, "submit", 2).await.expect(200);
    for version in history(&t, &path).await {
        assert_eq!(version["reason"], Value::Null, "{version}");
    }
}
