//! Draft, submitted, accepted, returned: what may be done when, and what it makes of the record.

use sanhui::error::{Fault, FieldFault};
use sanhui::hash::sha256_hex;
use serde_json::{Value, json};

use super::{
    app, begun, brought_to, decided, delete, handed_in, history, id, nowhere, picked, put, record, reviewer, secretary, stands, step, told, with,
};
use crate::support::app::device_of;
use crate::support::client::Reply;
use crate::support::grove::seated;

const NOW: &str = "2026-11-23T06:30:00Z";

/// The hash of its one part. Its keys are all of one case, so that sorting them, as `Value` does, is canonical.
fn parts(body: &Value) -> Value {
    json!([{ "hash": sha256_hex(body.to_string().as_bytes()), "part": "common" }])
}

/// The SHA-256 of the list of its parts' hashes.
fn hashed(body: &Value) -> String {
    sha256_hex(parts(body).to_string().as_bytes())
}

#[actix_web::test]
async fn a_record_begins_as_a_draft() {
    let t = app().await;
    let (path, body) = (nowhere(), record("party_lecture", "2026-11-18"));
    let made = secretary(&t).put(&path).creating().json(&body).send().await.expect(201);
    assert_eq!(made.header("etag"), "\"v1\"");
    let expected = json!({
        "id": path.trim_start_matches("/sessions/"), "organization": id("branch"), "kind": "party_lecture", "also_kind": null,
        "title": "党课 2026-11-18", "status": "draft", "held_on": "2026-11-18", "received_at": NOW, "late": false, "outcome": null, "incomplete": false, "amendment": null,
        "created_by": seated("branch_secretary", "branch"), "submitted_by": null, "submitted_at": null, "version": 1,
        "record": body, "hash": hashed(&body), "parts": parts(&body), "figures": {}, "captured_in_doubt": false,
    });
    assert_eq!(made.json(), expected);
    let found = secretary(&t).get(&path).send().await.expect(200);
    assert_eq!((found.header("etag"), found.json()), ("\"v1\"", expected));
}

#[actix_web::test]
async fn the_trail_says_of_a_new_record_whose_it_is_and_what() {
    let t = app().await;
    let body = with(&record("party_lecture", "2026-11-18"), "also_kind", "theme_party_day");
    let path = begun(&secretary(&t), &body).await;
    let account = seated("branch_secretary", "branch");
    let mut row = told(&t, &path).await.pop().expect("a row");
    for place in ["shard", "seq"] {
        row.as_object_mut().expect("a row").remove(place);
    }
    let expected = json!({
        "created_at": NOW, "act": "session.create", "organization": id("branch"), "actor": account, "device": device_of(account),
        "subject_kind": "session", "subject": path.trim_start_matches("/sessions/"), "version": 1, "hash": hashed(&body),
        "kind": "party_lecture", "day": "2026-11-18", "before": null,
        "after": { "kind": "party_lecture", "also_kind": "theme_party_day", "held_on": "2026-11-18", "status": "draft", "late": false, "outcome": null,
            "incomplete": false, "amendment": null },
    });
    assert_eq!(row, expected);
}

#[actix_web::test]
async fn a_draft_that_is_changed_is_a_draft_of_another_version() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await;
    t.clock().advance(60);
    let other =
        json!({ "organization": id("branch"), "kind": "theme_party_day", "also_kind": "collective_study", "held_on": "2026-11-17", "title": "护河" });
    let changed = t.as_(seated("recorder", "branch")).put(&path).if_match(1).json(&other).send().await.expect(200);
    assert_eq!(changed.header("etag"), "\"v2\"");
    let expected = json!({
        "id": path.trim_start_matches("/sessions/"), "organization": id("branch"), "kind": "theme_party_day", "also_kind": "collective_study",
        "title": "护河", "status": "draft", "held_on": "2026-11-17", "received_at": NOW, "late": false, "outcome": null, "incomplete": false, "amendment": null,
        "created_by": seated("branch_secretary", "branch"), "submitted_by": null, "submitted_at": null, "version": 2,
        "record": other, "hash": hashed(&other), "parts": parts(&other), "figures": {}, "captured_in_doubt": false,
    });
    assert_eq!((changed.json(), stands(&t, &path).await), (expected.clone(), expected));
    let row = told(&t, &path).await.pop().expect("a row");
    assert_eq!(
        picked(&row, &["act", "version", "hash", "kind", "day", "actor", "created_at"]),
        json!(["session.edit", 2, hashed(&other), "theme_party_day", "2026-11-17", seated("recorder", "branch"), "2026-11-23T06:31:00Z"])
    );
    let state = |kind: &str, also: Value, day: &str| json!({ "kind": kind, "also_kind": also, "held_on": day, "status": "draft", "late": false, "outcome": null, "incomplete": false, "amendment": null });
    assert_eq!(row["before"], state("party_lecture", Value::Null, "2026-11-18"));
    assert_eq!(row["after"], state("theme_party_day", json!("collective_study"), "2026-11-17"));
}

#[actix_web::test]
async fn what_is_taken_out_of_a_draft_is_gone_from_it() {
    let t = app().await;
    let body = with(&with(&record("party_lecture", "2026-11-18"), "also_kind", "theme_party_day"), "title", "讲一课");
    let path = begun(&secretary(&t), &body).await;
    let bare = record("party_lecture", "2026-11-18");
    put(&secretary(&t), &path, 1, &bare).await.expect(200);
    let found = stands(&t, &path).await;
    assert_eq!(picked(&found, &["title", "also_kind", "record"]), json!(["党课 2026-11-18", null, bare]));
}

#[actix_web::test]
async fn a_draft_that_is_handed_in_is_submitted() {
    let t = app().await;
    let body = record("theme_party_day", "2026-11-18");
    let path = begun(&secretary(&t), &body).await;
    t.clock().advance(3600);
    let by = t.as_(seated("recorder", "branch"));
    let reply = step(&by, &path, "submit", 1).await.expect(200);
    assert_eq!(reply.header("etag"), "\"v2\"");
    let found = stands(&t, &path).await;
    assert_eq!(reply.json(), found);
    assert_eq!(
        picked(&found, &["status", "version", "outcome", "submitted_by", "submitted_at", "created_by", "received_at", "late"]),
        json!(["submitted", 2, "incomplete", seated("recorder", "branch"), "2026-11-23T07:30:00Z", seated("branch_secretary", "branch"), NOW, false])
    );
    let row = told(&t, &path).await.pop().expect("a row");
    assert_eq!(
        picked(&row, &["act", "version", "hash", "kind", "day"]),
        json!(["session.submit", 2, hashed(&body), "theme_party_day", "2026-11-18"])
    );
    assert_eq!(picked(&row["before"], &["status", "outcome"]), json!(["draft", null]));
    assert_eq!(picked(&row["after"], &["status", "outcome"]), json!(["submitted", "incomplete"]));
}

#[actix_web::test]
async fn a_withdrawn_record_is_a_draft_again() {
    let t = app().await;
    let (path, _) = brought_to(&t, "submitted").await;
    let before = stands(&t, &path).await;
    let reply = step(&secretary(&t), &path, "withdraw", 2).await.expect(200);
    assert_eq!(reply.header("etag"), "\"v3\"");
    // The outcome and the names of its last submission stay: they are history, and keep it from being deleted.
    let expected = with(&with(&before, "status", "draft"), "version", 3);
    assert_eq!((reply.json(), stands(&t, &path).await), (expected.clone(), expected));
    let row = told(&t, &path).await.pop().expect("a row");
    assert_eq!(picked(&row, &["act", "version", "hash"]), json!(["session.withdraw", 3, before["hash"]]));
    assert_eq!((&row["before"]["status"], &row["after"]["status"]), (&json!("submitted"), &json!("draft")));
}

#[actix_web::test]
async fn what_a_committee_decided_on_once_becomes_no_draft_by_being_taken_back() {
    let t = app().await;
    let (path, _) = brought_to(&t, "returned").await;
    step(&secretary(&t), &path, "submit", 3).await.expect(200);
    let withdrawn = step(&secretary(&t), &path, "withdraw", 4).await.expect(200).json();
    assert_eq!(picked(&withdrawn, &["status", "version"]), json!(["returned", 5]));
    let seen = reviewer(&t).get(&path).send().await.expect(200).json();
    assert_eq!(seen, withdrawn, "who returned it goes on seeing it");
    // And it can be mended, and handed in once more.
    put(&secretary(&t), &path, 5, &with(&record("theme_party_day", "2026-11-18"), "title", "补上")).await.expect(200);
    assert_eq!(step(&secretary(&t), &path, "submit", 6).await.expect(200).json()["status"], "submitted");
}

#[actix_web::test]
async fn a_withdrawn_record_can_be_mended_and_handed_in_again() {
    let t = app().await;
    let (path, _) = brought_to(&t, "withdrawn").await;
    let mended = with(&record("theme_party_day", "2026-11-18"), "title", "补上标题");
    let edited = put(&secretary(&t), &path, 3, &mended).await.expect(200).json();
    assert_eq!(picked(&edited, &["status", "version", "title"]), json!(["draft", 4, "补上标题"]));
    let again = step(&secretary(&t), &path, "submit", 4).await.expect(200).json();
    assert_eq!(picked(&again, &["status", "version", "record"]), json!(["submitted", 5, mended]));
}

#[actix_web::test]
async fn a_returned_record_stays_returned_while_it_is_mended() {
    let t = app().await;
    let (path, _) = brought_to(&t, "returned").await;
    assert_eq!(stands(&t, &path).await["status"], "returned");
    let mended = with(&record("theme_party_day", "2026-11-18"), "title", "补上标题");
    let edited = put(&secretary(&t), &path, 3, &mended).await.expect(200).json();
    assert_eq!(picked(&edited, &["status", "version", "title"]), json!(["returned", 4, "补上标题"]));
    let row = told(&t, &path).await.pop().expect("a row");
    assert_eq!((&row["act"], &row["before"]["status"], &row["after"]["status"]), (&json!("session.edit"), &json!("returned"), &json!("returned")));
    let again = step(&secretary(&t), &path, "submit", 4).await.expect(200).json();
    assert_eq!(picked(&again, &["status", "version"]), json!(["submitted", 5]));
}

#[actix_web::test]
async fn a_returned_record_may_be_handed_in_as_it_was() {
    let t = app().await;
    let (path, version) = brought_to(&t, "returned").await;
    let again = step(&secretary(&t), &path, "submit", version).await.expect(200).json();
    assert_eq!(picked(&again, &["status", "version"]), json!(["submitted", 4]));
}

#[actix_web::test]
async fn what_the_state_does_not_allow_is_refused_with_its_reason_and_changes_nothing() {
    let t = app().await;
    let submitted_already = "记录已经提交。";
    let only_submitted = "只有已提交、尚未评价的记录可以撤回。";
    let never_deleted = "提交过的记录不能删除。";
    let refused = [
        ("submitted", "edit", "记录已提交；要修改请先撤回。"),
        ("submitted", "submit", submitted_already),
        ("accepted", "submit", "记录已通过；修改即为补正，会自动提交。"),
        ("draft", "withdraw", only_submitted),
        ("withdrawn", "withdraw", only_submitted),
        ("accepted", "withdraw", only_submitted),
        ("returned", "withdraw", only_submitted),
        ("submitted", "delete", never_deleted),
        ("accepted", "delete", never_deleted),
        ("returned", "delete", never_deleted),
        ("amended", "submit", "补正已经提交。"),
        ("amended", "delete", never_deleted),
        ("amendment returned", "submit", "补正已退回；请修改补正，保存时会自动再次提交。"),
        ("amendment returned", "delete", never_deleted),
        ("withdrawn", "delete", never_deleted),
    ];
    for (status, wanted, detail) in refused {
        let (path, version) = brought_to(&t, status).await;
        let (before, length) = (stands(&t, &path).await, t.trail_length().await);
        let reply: Reply = match wanted {
            "edit" => put(&secretary(&t), &path, version, &with(&record("theme_party_day", "2026-11-18"), "title", "改")).await,
            "delete" => delete(&secretary(&t), &path, version).await,
            _ => step(&secretary(&t), &path, wanted, version).await,
        };
        assert_eq!(reply.refused(Fault::WrongState).json()["detail"], detail, "{wanted} of a record that is {status}");
        assert_eq!((stands(&t, &path).await, t.trail_length().await), (before, length), "{wanted} of a record that is {status}");
    }
}

#[actix_web::test]
async fn a_refusal_is_said_in_english_too() {
    let t = app().await;
    let (path, version) = brought_to(&t, "withdrawn").await;
    let reply = secretary(&t).delete(&path).if_match(version).header("accept-language", "en").send().await.refused(Fault::WrongState);
    assert_eq!(reply.json()["detail"], "A record that was submitted cannot be deleted.");
}

#[actix_web::test]
async fn a_draft_that_was_never_handed_in_can_be_deleted() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await;
    put(&secretary(&t), &path, 1, &record("party_lecture", "2026-11-17")).await.expect(200);
    let reply = delete(&secretary(&t), &path, 2).await.expect(204);
    assert_eq!(reply.text(), "");
    for place in [path.clone(), format!("{path}/versions"), format!("{path}/versions/1"), format!("{path}/findings")] {
        secretary(&t).get(place).send().await.refused(Fault::NotFound);
    }
    let rows = told(&t, &path).await;
    assert_eq!(
        rows.iter().map(|row| row["act"].as_str().unwrap_or_default()).collect::<Vec<_>>(),
        ["session.create", "session.edit", "session.delete"]
    );
    assert_eq!(picked(&rows[2], &["version", "hash", "kind", "day", "after"]), json!([2, null, "party_lecture", "2026-11-17", null]));
    assert_eq!(rows[2]["before"], rows[1]["after"]);
}

#[actix_web::test]
async fn deleting_a_record_leaves_every_other() {
    let t = app().await;
    let (one, other) =
        (begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await, begun(&secretary(&t), &record("party_lecture", "2026-11-18")).await);
    delete(&secretary(&t), &one, 1).await.expect(204);
    assert_eq!(stands(&t, &other).await["version"], 1);
    assert_eq!(history(&t, &other).await.len(), 1);
}

#[actix_web::test]
async fn a_step_leaves_the_record_as_it_was_written() {
    let t = app().await;
    let body = with(&record("theme_party_day", "2026-11-18"), "minutes", "第一段。\n第二段。");
    let path = begun(&secretary(&t), &body).await;
    let steps = [("submit", 1), ("withdraw", 2), ("submit", 3)];
    for (one, version) in steps {
        step(&secretary(&t), &path, one, version).await.expect(200);
        let found = stands(&t, &path).await;
        assert_eq!((&found["record"], &found["hash"], &found["version"]), (&body, &json!(hashed(&body)), &json!(version + 1)), "{one}");
    }
    decided(&t, &path, 4, "accept").await;
    let found = stands(&t, &path).await;
    assert_eq!((&found["record"], &found["hash"], &found["status"]), (&body, &json!(hashed(&body)), &json!("accepted")));
    let rows = told(&t, &path).await;
    assert!(rows.iter().all(|row| row["hash"] == hashed(&body)), "{rows:?}");
}

#[actix_web::test]
async fn the_trail_and_the_history_tell_the_same_life() {
    let t = app().await;
    let (path, version) = brought_to(&t, "accepted").await;
    let amended = with(&record("theme_party_day", "2026-11-18"), "amendment_reason", "漏记议题");
    put(&secretary(&t), &path, version, &amended).await.expect(200);
    let lived = |rows: &[Value]| rows.iter().map(|row| picked(row, &["act", "version", "hash", "created_at"])).collect::<Vec<_>>();
    let mut versions = history(&t, &path).await;
    versions.reverse();
    let rows = told(&t, &path).await;
    assert_eq!(lived(&versions), lived(&rows));
    let acts: Vec<&str> = rows.iter().filter_map(|row| row["act"].as_str()).collect();
    assert_eq!(acts, ["session.create", "session.submit", "session.accept", "session.amend"]);
    // Each row begins where the one before it ended.
    for pair in rows.windows(2) {
        assert_eq!(pair[0]["after"], pair[1]["before"], "{pair:?}");
    }
}

#[actix_web::test]
async fn a_committees_word_is_a_version_of_the_record() {
    let t = app().await;
    for (verdict, status, act) in [("accept", "accepted", "session.accept"), ("return", "returned", "session.return")] {
        let path = handed_in(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
        let before = stands(&t, &path).await;
        decided(&t, &path, 2, verdict).await;
        assert_eq!(stands(&t, &path).await, with(&with(&before, "status", status), "version", 3));
        let newest = history(&t, &path).await.remove(0);
        assert_eq!(
            picked(&newest, &["version", "act", "author", "reason", "hash"]),
            json!([3, act, seated("committee_reviewer", "village"), null, before["hash"]])
        );
    }
}

#[actix_web::test]
async fn a_return_that_falls_on_appeal_leaves_the_record_submitted() {
    let t = app().await;
    let path = format!("/sessions/{}", id("appealed"));
    let before = stands(&t, &path).await;
    let answer = json!({ "answer": "已复核。", "withdraw": true });
    t.as_(seated("committee_reviewer", "township"))
        .post(format!("/evaluations/{}/answer", id("appealed_return")))
        .json(&answer)
        .send()
        .await
        .expect(200);
    assert_eq!(stands(&t, &path).await, with(&with(&before, "status", "submitted"), "version", 4));
    assert_eq!(picked(&history(&t, &path).await[0], &["version", "act", "hash"]), json!([4, "session.reopen", before["hash"]]));
    // It waits for another evaluation, and may be taken back meanwhile.
    assert_eq!(step(&secretary(&t), &path, "withdraw", 4).await.expect(200).json()["status"], "returned");
}

#[actix_web::test]
async fn a_record_does_not_change_its_organisation() {
    let t = app().await;
    for (status, version) in [("draft", 1), ("returned", 3), ("accepted", 3)] {
        let (path, _) = brought_to(&t, status).await;
        let other = json!({ "organization": id("group"), "kind": "theme_party_day", "held_on": "2026-11-18", "amendment_reason": "换组织" });
        let reply = put(&secretary(&t), &path, version, &other).await.refused(Fault::Invalid).field("/organization", FieldFault::NotAllowedHere);
        assert_eq!(reply.json()["errors"][0]["message"], "记录不能换组织；请在另一组织新建。");
        assert_eq!(picked(&stands(&t, &path).await, &["version", "organization"]), json!([version, id("branch")]));
    }
}

#[actix_web::test]
async fn a_record_is_begun_only_where_one_records() {
    let t = app().await;
    for place in ["branch_before", "village", "branch_cousin"] {
        let body = super::record_of(place, "party_lecture", "2026-11-18");
        let reply = secretary(&t).put(nowhere()).creating().json(&body).send().await.refused(Fault::Invalid);
        assert_eq!(reply.fields(), [("/organization".to_string(), "not_there".to_string())], "{place}");
    }
    let own = super::record_of("group", "party_group_meeting", "2026-11-18");
    secretary(&t).put(nowhere()).creating().json(&own).send().await.expect(201);
}
