//! The review queue: what needs a look first, then the longest waiting; and what waits no longer.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{also, app, fresh, hand_in, handed_in, id, late, record, reviewer, secretary, told_so, violated, waiting, warning};
use crate::support::app::TestApp;
use crate::support::grove::seated;

/// An id whose place among others is known.
fn numbered(number: u8) -> String {
    format!("00000000-0000-7000-8000-0000000000{number:02}")
}

/// Two records of each rank beside the grove's one, handed in so that neither time nor id alone gives the order.
async fn crowd(t: &TestApp) -> Vec<(String, &'static str)> {
    let secretary = t.as_(secretary());
    let lately = |said: Value| {
        let mut said = said;
        said["late_reason"] = json!("手机坏了，补录。");
        said["held_on"] = json!("2026-11-14");
        said
    };
    // A minute apart, and after the grove's own.
    for records in [
        vec![(11, json!({})), (12, late())],
        vec![(13, violated())],
        vec![(10, warning()), (9, lately(violated()))],
        vec![(8, late()), (7, warning())],
        vec![(6, json!({})), (5, json!({}))],
    ] {
        t.clock().advance(60);
        for (number, said) in records {
            hand_in(&secretary, &numbered(number), &record("branch", said)).await;
        }
    }
    let numbered = |number, attention| (numbered(number), attention);
    vec![
        numbered(13, "violated"),
        numbered(9, "violated"),
        numbered(10, "warning"),
        numbered(7, "warning"),
        numbered(12, "late"),
        numbered(8, "late"),
        (id("submitted").to_string(), "clean"),
        numbered(11, "clean"),
        numbered(5, "clean"),
        numbered(6, "clean"),
    ]
}

fn shown(page: &Value) -> Vec<(String, String)> {
    let text = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_string();
    page["items"].as_array().expect("records").iter().map(|one| (text(one, "id"), text(one, "attention"))).collect()
}

#[actix_web::test]
async fn what_needs_a_look_comes_first_and_then_who_waited_longest() {
    let t = app().await;
    let expected = crowd(&t).await;
    let village = t.as_(reviewer("village"));
    let page = village.get("/reviews?limit=100").send().await.expect(200).json();
    let found = shown(&page);
    assert_eq!(found.iter().map(|(id, word)| (id.clone(), word.as_str())).collect::<Vec<_>>(), expected);
    assert!(page["next_cursor"].is_null());
}

#[actix_web::test]
async fn through_its_pages_nothing_is_missed_and_nothing_comes_twice() {
    let t = app().await;
    let expected: Vec<String> = crowd(&t).await.into_iter().map(|(id, _)| id).collect();
    let village = t.as_(reviewer("village"));
    for limit in [1, 2, 3, 5, 10] {
        let (mut found, mut sizes, mut place) = (Vec::new(), Vec::new(), format!("/reviews?limit={limit}"));
        loop {
            let page = village.get(&place).send().await.expect(200).json();
            let ids = shown(&page);
            sizes.push(ids.len());
            found.extend(ids.into_iter().map(|(id, _)| id));
            match page["next_cursor"].as_str() {
                Some(cursor) => place = format!("/reviews?limit={limit}&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(found, expected, "by {limit}");
        assert_eq!(sizes.len(), 10_usize.div_ceil(limit), "full pages, and none that is empty: {sizes:?}");
    }
}

#[actix_web::test]
async fn the_queue_is_filtered_by_the_attention_that_records_ask_for() {
    let t = app().await;
    let expected = crowd(&t).await;
    let village = t.as_(reviewer("village"));
    for attention in ["violated", "warning", "late", "clean"] {
        let those: Vec<&String> = expected.iter().filter(|(_, word)| *word == attention).map(|(id, _)| id).collect();
        assert_eq!(waiting(&village, &format!("&attention={attention}")).await.iter().collect::<Vec<_>>(), those, "{attention}");
    }
    village.get("/reviews?attention=urgent").send().await.refused(Fault::BadQuery);
}

#[actix_web::test]
async fn a_record_in_the_queue_shows_what_it_shows_elsewhere() {
    let t = app().await;
    let session = handed_in(&t, late()).await;
    let village = t.as_(reviewer("village"));
    let page = village.get("/reviews?attention=late").send().await.expect(200).json();
    let mut whole = village.get(format!("/sessions/{session}")).send().await.expect(200).json();
    let whole = whole.as_object_mut().expect("a record");
    whole.retain(|field, _| !super::ONLY_OF_ONE.contains(&field.as_str()));
    for (field, value) in [
        ("waits", json!("record")),
        ("attention", json!("late")),
        ("since", whole["submitted_at"].clone()),
        ("organization_name", json!("大河县 branch")),
        ("sent_by", json!(secretary())),
        ("sent_by_name", json!("branch_secretary-branch")),
        ("appeal", Value::Null),
    ] {
        whole.insert(field.to_string(), value);
    }
    assert_eq!(page["items"], json!([whole]));
}

#[actix_web::test]
async fn the_queue_is_of_one_place_and_what_is_below_it() {
    let t = app().await;
    let (before, group) = (fresh(), fresh());
    hand_in(&t.as_(seated("branch_secretary", "branch_before")), &before, &record("branch_before", json!({}))).await;
    let body = record("group", json!({ "kind": "party_group_meeting" }));
    hand_in(&t.as_(seated("group_leader", "group")), &group, &body).await;
    let village = t.as_(reviewer("village"));
    let at = |place: &str| format!("&organization={}", id(place));
    let submitted = id("submitted").to_string();
    let mut all = [before.clone(), group.clone(), submitted.clone()];
    all.sort();
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    let mut of_branch = [group.clone(), submitted];
    of_branch.sort();
    assert_eq!(sorted(waiting(&village, "").await), all);
    assert_eq!(sorted(waiting(&village, &at("village")).await), all, "of the committee's own place it is all below it");
    assert_eq!(sorted(waiting(&village, &at("branch")).await), of_branch);
    assert_eq!(waiting(&village, &at("group")).await, [group]);
    assert_eq!(waiting(&village, &at("branch_before")).await, [before]);
    assert_eq!(waiting(&village, &at("branch_after")).await, [""; 0]);
    for outside in ["township", "village_before", "branch_cousin"] {
        village.get(format!("/reviews?limit=100{}", at(outside))).send().await.refused(Fault::NotFound);
    }
}

#[actix_web::test]
async fn only_what_was_handed_in_and_not_decided_waits() {
    let t = app().await;
    // The grove has a draft, an accepted record and two returned ones beside the one that was submitted.
    let village = t.as_(reviewer("village"));
    assert_eq!(waiting(&village, "").await, [id("submitted")]);
    t.as_(secretary()).post(format!("/sessions/{}/withdraw", id("submitted"))).if_match(2).send().await.expect(200);
    assert_eq!(waiting(&village, "").await, [""; 0]);
    t.as_(secretary()).post(format!("/sessions/{}/submit", id("submitted"))).if_match(3).send().await.expect(200);
    assert_eq!(waiting(&village, "").await, [id("submitted")]);
    told_so(&t, "township", id("submitted"), 4, "return").await;
    assert_eq!(waiting(&village, "").await, [""; 0]);
    t.as_(secretary()).post(format!("/sessions/{}/submit", id("submitted"))).if_match(5).send().await.expect(200);
    told_so(&t, "township", id("submitted"), 6, "accept").await;
    assert_eq!(waiting(&village, "").await, [""; 0]);
}

#[actix_web::test]
async fn what_a_committee_took_note_of_waits_no_longer_for_it_until_there_is_a_new_version() {
    let t = app().await;
    let (village, township, session) = (t.as_(reviewer("village")), t.as_(reviewer("township")), id("submitted"));
    told_so(&t, "township", session, 2, "note").await;
    assert_eq!(waiting(&village, "").await, [session], "it was another committee's note");
    assert_eq!(waiting(&township, "").await, [""; 0]);
    told_so(&t, "village", session, 2, "note").await;
    assert_eq!(waiting(&village, "").await, [""; 0]);
    assert_eq!(waiting(&t.as_(reviewer("county")), "").await, [session]);
    t.as_(secretary()).post(format!("/sessions/{session}/withdraw")).if_match(2).send().await.expect(200);
    t.as_(secretary()).post(format!("/sessions/{session}/submit")).if_match(3).send().await.expect(200);
    assert_eq!((waiting(&village, "").await, waiting(&township, "").await), (vec![session.to_string()], vec![session.to_string()]));
}

#[actix_web::test]
async fn a_note_hides_the_record_it_is_about_and_no_other() {
    let t = app().await;
    let other = handed_in(&t, json!({})).await;
    told_so(&t, "village", id("submitted"), 2, "note").await;
    assert_eq!(waiting(&t.as_(reviewer("village")), "").await, [other]);
}

#[actix_web::test]
async fn the_note_of_a_committee_that_somebody_only_audits_hides_nothing_from_them() {
    let t = app().await;
    also(&t, reviewer("township"), "committee_auditor", "village").await;
    told_so(&t, "village", id("submitted"), 2, "note").await;
    assert_eq!(waiting(&t.as_(reviewer("township")), "").await, [id("submitted")]);
    also(&t, reviewer("township"), "committee_reviewer", "village").await;
    assert_eq!(waiting(&t.as_(reviewer("township")), "").await, [""; 0], "who reviews for both has seen it");
}

#[actix_web::test]
async fn a_committees_own_records_wait_for_the_one_above() {
    let t = app().await;
    let session = fresh();
    hand_in(&t.as_(seated("recorder", "village")), &session, &record("village", json!({}))).await;
    assert_eq!(waiting(&t.as_(reviewer("village")), "").await, [id("submitted")]);
    assert!(waiting(&t.as_(reviewer("township")), "").await.contains(&session));
    assert_eq!(waiting(&t.as_(reviewer("village_before")), "").await, [""; 0]);
    t.as_(secretary()).get("/reviews").send().await.refused(Fault::Forbidden);
}

#[actix_web::test]
async fn a_record_is_late_from_the_eighth_day_on() {
    let t = app().await;
    let just = handed_in(&t, json!({ "held_on": "2026-11-16" })).await;
    let late = handed_in(&t, late()).await;
    let village = t.as_(reviewer("village"));
    assert_eq!(waiting(&village, "&attention=late").await, [late]);
    assert!(waiting(&village, "&attention=clean").await.contains(&just));
}
