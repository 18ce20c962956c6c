//! What was decided comes back: on every next agenda, until a later record closes it.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, begun, column, decided, handed_in, id, picked, put, record_of, shown, step, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::entries::entry_at;
use crate::support::grove::{GARDENER, Grove, seated};

/// A branch that has no records but those of the test.
const PLACE: &str = "branch_before";

fn owner(t: &TestApp) -> Client<'_> {
    t.as_(seated("branch_secretary", PLACE))
}

async fn open(t: &TestApp) -> Vec<Value> {
    let found = shown(&owner(t), format!("/organizations/{}/open-decisions", id(PLACE))).await;
    found["items"].as_array().cloned().unwrap_or_default()
}

async fn open_texts(t: &TestApp) -> Vec<Value> {
    column(&open(t).await, "text")
}

/// A record of the place, with the reason that an old one needs.
fn here(kind: &str, day: &str) -> Value {
    with(&record_of(PLACE, kind, day), "late_reason", "补录")
}

fn decision(text: &str) -> Value {
    json!({ "text": text })
}

/// A meeting with these decisions under one item.
fn meeting(day: &str, decisions: &[Value]) -> Value {
    with(&here("branch_general_meeting", day), "agenda", json!([{ "title": "议题", "decisions": decisions }]))
}

/// A meeting that comes back to an earlier decision.
fn carrying(day: &str, path: &str, pointer: &str, progress: &str) -> Value {
    let carried = json!({ "session": session(path), "entry": entry_at(pointer), "progress": progress });
    with(&here("branch_general_meeting", day), "agenda", json!([{ "title": "其他" }, { "title": "落实情况", "carried": carried }]))
}

fn session(path: &str) -> &str {
    path.trim_start_matches("/sessions/")
}

#[actix_web::test]
async fn an_open_decision_says_whence_it_comes_and_until_when() {
    let t = app().await;
    let owner_of_it = json!({ "name": "王秀英" });
    let path = handed_in(
        &owner(&t),
        &meeting("2026-11-18", &[decision("公开租金"), json!({ "text": "走访", "owner": owner_of_it, "due_on": "2026-12-01" })]),
    )
    .await;
    let expected = json!([
        { "session": session(&path), "entry": entry_at("/agenda/0/decisions/1"), "held_on": "2026-11-18", "text": "走访", "owner": owner_of_it, "due_on": "2026-12-01", "overdue": false },
        { "session": session(&path), "entry": entry_at("/agenda/0/decisions/0"), "held_on": "2026-11-18", "text": "公开租金", "owner": null, "due_on": null, "overdue": false },
    ]);
    assert_eq!(json!(open(&t).await), expected);
}

#[actix_web::test]
async fn decisions_come_from_every_part_that_decides() {
    let t = app().await;
    let decisions = json!([decision("一"), decision("二")]);
    let parts = [
        ("branch_general_meeting", "agenda", json!([{ "title": "甲" }, { "title": "乙", "decisions": decisions }]), "/agenda/1/decisions"),
        ("organizational_life_meeting", "life", json!({ "measures": decisions }), "/life/measures"),
        ("theme_party_day", "party_day", json!({ "follow_ups": decisions }), "/party_day/follow_ups"),
        ("heart_to_heart_talk", "talk", json!({ "follow_ups": decisions }), "/talk/follow_ups"),
    ];
    for (kind, part, value, place) in parts {
        let path = handed_in(&owner(&t), &with(&here(kind, "2026-11-18"), part, value)).await;
        let found: Vec<Value> = open(&t).await.into_iter().filter(|one| one["session"] == session(&path)).collect();
        let told: Vec<Value> = found.iter().map(|one| picked(one, &["entry", "text"])).collect();
        assert_eq!(told, [json!([entry_at(&format!("{place}/0")), "一"]), json!([entry_at(&format!("{place}/1")), "二"])]);
        // And each can be closed by that name.
        for number in [0, 1] {
            handed_in(&owner(&t), &carrying("2026-11-20", &path, &format!("{place}/{number}"), "done")).await;
        }
        assert!(open(&t).await.iter().all(|one| one["session"] != session(&path)), "{place}");
    }
}

#[actix_web::test]
async fn what_was_settled_at_once_does_not_come_back() {
    let t = app().await;
    let as_is = |text: &str, progress: &str| json!({ "text": text, "progress": progress });
    handed_in(&owner(&t), &meeting("2026-11-18", &[decision("未说"), as_is("未办", "open"), as_is("已办", "done"), as_is("不办", "dropped")])).await;
    assert_eq!(open_texts(&t).await, ["未说", "未办"]);
}

#[actix_web::test]
async fn a_later_record_closes_what_it_says_is_done_or_dropped() {
    let t = app().await;
    for (progress, is_closed) in [("open", false), ("done", true), ("dropped", true)] {
        let path = handed_in(&owner(&t), &meeting("2026-11-10", &[decision("一"), decision("二")])).await;
        handed_in(&owner(&t), &carrying("2026-11-18", &path, "/agenda/0/decisions/0", progress)).await;
        let left: Vec<Value> = open(&t).await.into_iter().filter(|one| one["session"] == session(&path)).collect();
        let expected: &[&str] = if is_closed { &["二"] } else { &["一", "二"] };
        assert_eq!(column(&left, "text"), expected, "{progress}");
    }
}

#[actix_web::test]
async fn only_the_decision_that_is_named_is_closed() {
    let t = app().await;
    let one = handed_in(&owner(&t), &meeting("2026-11-10", &[decision("一")])).await;
    let other = handed_in(&owner(&t), &meeting("2026-11-11", &[decision("另一")])).await;
    handed_in(&owner(&t), &carrying("2026-11-18", &one, "/agenda/0/decisions/7", "done")).await;
    handed_in(&owner(&t), &carrying("2026-11-18", &one, "/agenda/0/decisions/00", "done")).await;
    assert_eq!(open_texts(&t).await, ["一", "另一"]);
    handed_in(&owner(&t), &carrying("2026-11-18", &other, "/agenda/0/decisions/0", "done")).await;
    assert_eq!(open_texts(&t).await, ["一"]);
}

#[actix_web::test]
async fn a_record_held_before_closes_nothing() {
    let t = app().await;
    let path = handed_in(&owner(&t), &meeting("2026-11-18", &[decision("一")])).await;
    handed_in(&owner(&t), &carrying("2026-11-17", &path, "/agenda/0/decisions/0", "done")).await;
    assert_eq!(open_texts(&t).await, ["一"]);
    // Nor does a meeting close what it decides itself.
    let own = super::nowhere();
    let mut body = carrying("2026-11-19", &own, "/agenda/1/decisions/0", "done");
    body["agenda"][1]["decisions"] = json!([decision("自己")]);
    owner(&t).put(&own).creating().json(&body).send().await.expect(201);
    step(&owner(&t), &own, "submit", 1).await.expect(200);
    assert_eq!(open_texts(&t).await, ["一", "自己"]);
}

#[actix_web::test]
async fn of_two_held_on_one_day_either_closes_what_the_other_decided() {
    // A draft that was begun first, and so has the smaller id, may well be the record of the later meeting.
    for (of_the_decision, of_the_closing) in [(7, 8), (8, 7)] {
        let t = app().await;
        let [deciding, closing] = [of_the_decision, of_the_closing].map(|number: u128| format!("/sessions/{}", uuid::Uuid::from_u128(number << 64)));
        let closes = carrying("2026-11-18", &deciding, "/agenda/0/decisions/0", "done");
        for (path, body) in [(&deciding, meeting("2026-11-18", &[decision("一")])), (&closing, closes)] {
            owner(&t).put(path).creating().json(&body).send().await.expect(201);
            step(&owner(&t), path, "submit", 1).await.expect(200);
        }
        assert_eq!(open_texts(&t).await, [""; 0]);
    }
}

#[actix_web::test]
async fn the_last_word_on_a_decision_counts() {
    let t = app().await;
    let path = handed_in(&owner(&t), &meeting("2026-11-10", &[decision("一")])).await;
    for (day, progress, expected) in [("2026-11-12", "open", 1), ("2026-11-14", "open", 1), ("2026-11-16", "done", 0), ("2026-11-18", "open", 1)] {
        handed_in(&owner(&t), &carrying(day, &path, "/agenda/0/decisions/0", progress)).await;
        assert_eq!(open(&t).await.len(), expected, "{day}");
    }
    // Written down afterwards, an earlier meeting's word is not the last.
    handed_in(&owner(&t), &carrying("2026-11-17", &path, "/agenda/0/decisions/0", "dropped")).await;
    assert_eq!(open(&t).await.len(), 1);
}

#[actix_web::test]
async fn a_draft_neither_opens_nor_closes() {
    let t = app().await;
    let path = handed_in(&owner(&t), &meeting("2026-11-10", &[decision("一")])).await;
    let draft = begun(&owner(&t), &carrying("2026-11-18", &path, "/agenda/0/decisions/0", "done")).await;
    begun(&owner(&t), &meeting("2026-11-18", &[decision("草稿里的")])).await;
    assert_eq!(open_texts(&t).await, ["一"]);
    step(&owner(&t), &draft, "submit", 1).await.expect(200);
    assert_eq!(open_texts(&t).await, [""; 0]);
    step(&owner(&t), &draft, "withdraw", 2).await.expect(200);
    assert_eq!(open_texts(&t).await, ["一"]);
}

#[actix_web::test]
async fn the_text_in_force_counts_and_an_amendment_once_it_is_accepted() {
    let t = app().await;
    let path = handed_in(&owner(&t), &meeting("2026-11-18", &[decision("原来的")])).await;
    decided(&t, &path, 2, "accept").await;
    assert_eq!(open_texts(&t).await, ["原来的"]);
    let amended = with(&meeting("2026-11-18", &[decision("补正的")]), "amendment_reason", "写错");
    put(&owner(&t), &path, 3, &amended).await.expect(200);
    assert_eq!(open_texts(&t).await, ["原来的"]);
    decided(&t, &path, 4, "accept").await;
    assert_eq!(open_texts(&t).await, ["补正的"]);
}

#[actix_web::test]
async fn the_earliest_due_comes_first_and_what_has_no_day_last() {
    let t = app().await;
    let due = |text: &str, on: &str| json!({ "text": text, "due_on": on });
    handed_in(&owner(&t), &meeting("2026-11-19", &[decision("无期后"), due("十二月", "2026-12-01"), due("同日后", "2026-11-30")])).await;
    handed_in(
        &owner(&t),
        &meeting("2026-11-18", &[decision("无期前"), due("明年", "2027-01-01"), due("同日前", "2026-11-30"), due("同日前二", "2026-11-30")]),
    )
    .await;
    assert_eq!(open_texts(&t).await, ["同日前", "同日前二", "同日后", "十二月", "明年", "无期前", "无期后"]);
}

#[actix_web::test]
async fn what_is_equally_urgent_comes_record_by_record_in_the_order_of_each() {
    let t = app().await;
    let eleven: Vec<Value> = (1..=11).map(|number| decision(&format!("先录的{number}"))).collect();
    handed_in(&owner(&t), &meeting("2026-11-18", &eleven)).await;
    handed_in(&owner(&t), &meeting("2026-11-18", &[decision("后录的1"), decision("后录的2")])).await;
    let expected: Vec<String> = (1..=11).map(|number| format!("先录的{number}")).chain([1, 2].map(|number| format!("后录的{number}"))).collect();
    assert_eq!(open_texts(&t).await, expected);
}

#[actix_web::test]
async fn an_entry_put_before_it_or_another_order_never_changes_which_decision_is_open() {
    let t = app().await;
    let named = |number: u128, text: &str| json!({ "id": uuid::Uuid::from_u128(number), "text": text });
    let path = handed_in(&owner(&t), &meeting("2026-11-10", &[named(1, "一"), named(2, "二")])).await;
    let mut closes = carrying("2026-11-18", &path, "", "done");
    closes["agenda"][1]["carried"]["entry"] = json!(uuid::Uuid::from_u128(2));
    handed_in(&owner(&t), &closes).await;
    assert_eq!(open_texts(&t).await, ["一"]);
    let (mut version, orders) =
        (2, [vec![named(3, "零"), named(1, "一"), named(2, "二")], vec![named(2, "二"), named(1, "一")], vec![named(2, "二改写")]]);
    for (decisions, expected) in orders.into_iter().zip([vec!["零", "一"], vec!["一"], vec![]]) {
        step(&owner(&t), &path, "withdraw", version).await.expect(200);
        put(&owner(&t), &path, version + 1, &meeting("2026-11-10", &decisions)).await.expect(200);
        step(&owner(&t), &path, "submit", version + 2).await.expect(200);
        version += 3;
        assert_eq!(open_texts(&t).await, expected);
    }
}

#[actix_web::test]
async fn what_a_merged_organisation_left_open_is_the_others() {
    let t = app().await;
    let path = handed_in(&owner(&t), &meeting("2026-11-10", &[decision("一"), decision("二")])).await;
    let after = t.as_(seated("branch_secretary", "branch_after"));
    let open_there = async || {
        column(shown(&after, format!("/organizations/{}/open-decisions", id("branch_after"))).await["items"].as_array().expect("items"), "text")
    };
    assert_eq!(open_there().await, [""; 0]);
    let merge = json!({ "into": id("branch_after"), "on": "2026-11-19" });
    let place = format!("/organizations/{}", id(PLACE));
    t.as_(GARDENER).post(format!("{place}/merge")).if_match(Grove::plant().ids.version(PLACE)).json(&merge).send().await.expect(200);
    assert_eq!(open_there().await, ["一", "二"]);
    // And the other closes it. Its secretary need not see the old record to name what is open.
    let mut closes = carrying("2026-11-20", &path, "/agenda/0/decisions/0", "done");
    closes["organization"] = json!(id("branch_after"));
    handed_in(&after, &closes).await;
    assert_eq!(open_there().await, ["二"]);
}

#[actix_web::test]
async fn a_decision_is_overdue_from_the_day_after_it_was_due() {
    let t = app().await;
    let due = |on: &str| json!({ "text": on, "due_on": on });
    handed_in(&owner(&t), &meeting("2026-11-18", &[due("2026-11-22"), due("2026-11-23"), due("2026-11-24"), decision("无期")])).await;
    let overdue = async || column(&open(&t).await, "overdue");
    assert_eq!(overdue().await, [true, false, false, false]);
    t.clock().advance(86_400);
    assert_eq!(overdue().await, [true, true, false, false]);
}

#[actix_web::test]
async fn what_another_organisation_decided_or_closed_is_its_own() {
    let t = app().await;
    let path = handed_in(&owner(&t), &meeting("2026-11-10", &[decision("一")])).await;
    for (place, role, sees) in
        [("branch_after", "branch_secretary", false), ("group_cousin", "group_leader", false), ("branch_before", "recorder", true)]
    {
        let caller = t.as_(seated(role, place));
        let mut body = carrying("2026-11-18", &path, "/agenda/0/decisions/0", "done");
        body["organization"] = json!(id(place));
        body["agenda"][0]["decisions"] = json!([decision(place)]);
        let draft = begun(&caller, &body).await;
        let reply = step(&caller, &draft, "submit", 1).await;
        if sees {
            reply.expect(200);
        } else {
            // What one does not see is not there to be closed.
            let refused = reply.refused(Fault::ImpossibleRecord);
            assert_eq!(refused.fields(), [("/agenda/1/carried/session".to_string(), "not_there".to_string())], "{place}");
            assert_eq!(open_texts(&t).await, ["一"]);
        }
    }
    assert_eq!(open_texts(&t).await, ["branch_before"]);
}

#[actix_web::test]
async fn a_committee_that_sees_a_branchs_decision_does_not_close_it() {
    let t = app().await;
    let path = handed_in(&owner(&t), &meeting("2026-11-10", &[decision("一")])).await;
    let both = t.as_(seated("recorder", "village"));
    let mut body = carrying("2026-11-18", &path, "/agenda/0/decisions/0", "done");
    body["organization"] = json!(id("village"));
    body["kind"] = json!("collective_study");
    let draft = begun(&both, &body).await;
    step(&both, &draft, "submit", 1).await.refused(Fault::ImpossibleRecord).field("/agenda/1/carried/session", FieldFault::NotThere);
    assert_eq!(open_texts(&t).await, ["一"]);
}

#[actix_web::test]
async fn open_decisions_are_shown_to_those_who_read_there() {
    let t = app().await;
    handed_in(&owner(&t), &meeting("2026-11-10", &[decision("一")])).await;
    let path = format!("/organizations/{}/open-decisions", id(PLACE));
    let reviewer = t.as_(seated("committee_reviewer", "village"));
    assert_eq!(shown(&reviewer, &path).await["items"][0]["text"], "一");
    t.as_(seated("branch_secretary", "branch")).get(&path).send().await.refused(Fault::NotFound);
}

#[actix_web::test]
async fn some_three_years_of_records_are_looked_through() {
    let t = app().await;
    for (day, text) in [("2026-11-10", "第二百零一"), ("2026-11-11", "第二百")] {
        handed_in(&owner(&t), &meeting(day, &[decision(text)])).await;
    }
    for _ in 0..198 {
        handed_in(&owner(&t), &here("party_lecture", "2026-11-18")).await;
    }
    assert_eq!(open_texts(&t).await, ["第二百零一", "第二百"]);
    handed_in(&owner(&t), &here("party_lecture", "2026-11-18")).await;
    assert_eq!(open_texts(&t).await, ["第二百"]);
}
