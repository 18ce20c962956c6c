//! Each entry of a record has an id of its own: what an earlier record left open is known by it, wherever it has moved.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::records::on;
use super::{Branch, PLACE, id, with};

fn fresh() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn decision(id: &str, text: &str) -> Value {
    json!({ "id": id, "text": text, "owner": { "name": "李明" }, "due_on": "2027-01-20" })
}

/// A committee's meeting with these items, each with its decisions.
fn deciding(branch: &Branch, items: &[&[Value]]) -> Value {
    let item = |decisions: &&[Value]| json!({ "id": fresh(), "title": "议事", "decisions": decisions });
    with(&on(&branch.committee_meeting(), "2026-11-02"), "/agenda", items.iter().map(item).collect::<Vec<_>>())
}

async fn open(branch: &Branch) -> Vec<String> {
    let path = format!("/organizations/{}/open-decisions", id(PLACE));
    let found = branch.secretary().get(path).send().await.expect(200).json();
    let mut texts: Vec<String> = found["items"].as_array().into_iter().flatten().filter_map(|one| one["text"].as_str().map(str::to_string)).collect();
    texts.sort_unstable();
    texts
}

/// Takes a record back and hands it in again, otherwise.
async fn written_anew(branch: &Branch, path: &str, record: &Value) {
    let secretary = branch.secretary();
    let version = secretary.post(format!("{path}/withdraw")).if_match(2).send().await.expect(200).version();
    let version = secretary.put(path).if_match(version).json(record).send().await.expect(200).version();
    secretary.post(format!("{path}/submit")).if_match(version).send().await.expect(200);
}

#[actix_web::test]
async fn an_entry_without_an_id_is_refused_and_told_where() {
    let branch = Branch::standard().await;
    let person = json!({ "name": "李明" });
    let step = json!({ "on": "2026-11-01", "text": "学习" });
    let cases = [
        (with(&branch.bare("branch_general_meeting"), "/agenda", json!([{ "title": "议事" }])), "/agenda/0/id"),
        (with(&branch.bare("branch_general_meeting"), "/observers", json!([{ "person": person }])), "/observers/0/id"),
        (with(&branch.bare("theme_party_day"), "/party_day", json!({ "follow_ups": [{ "text": "巡河" }] })), "/party_day/follow_ups/0/id"),
        (with(&branch.bare("organizational_life_meeting"), "/life", json!({ "study": [step] })), "/life/study/0/id"),
        (with(&branch.bare("organizational_life_meeting"), "/life", json!({ "talks": [step] })), "/life/talks/0/id"),
        (with(&branch.bare("organizational_life_meeting"), "/life", json!({ "opinions": [step] })), "/life/opinions/0/id"),
        (with(&branch.bare("organizational_life_meeting"), "/life", json!({ "problems": [{ "text": "学习不够" }] })), "/life/problems/0/id"),
        (with(&branch.bare("organizational_life_meeting"), "/life", json!({ "speakers": [{ "person": person }] })), "/life/speakers/0/id"),
        (with(&branch.bare("organizational_life_meeting"), "/life", json!({ "measures": [{ "text": "学习" }] })), "/life/measures/0/id"),
        (with(&branch.bare("heart_to_heart_talk"), "/talk", json!({ "talkers": [{ "person": person }] })), "/talk/talkers/0/id"),
        (with(&branch.bare("heart_to_heart_talk"), "/talk", json!({ "with": [{ "person": person }] })), "/talk/with/0/id"),
    ];
    for (record, place) in cases {
        let reply = branch.secretary().post("/sessions/check").exactly(&record).send().await.refused(Fault::Invalid);
        assert_eq!(reply.fields(), [(place.to_string(), "required".to_string())]);
    }
    let member = branch.people[5].as_str();
    let appraisal = |said: Value| with(&branch.bare("democratic_appraisal"), "/appraisal", said);
    let heard = json!({ "person": person, "text": "好。" });
    for (record, place) in [
        (appraisal(json!({ "elsewhere": [{ "member": member }] })), "/appraisal/elsewhere/0/id"),
        (appraisal(json!({ "members": [{ "member": member, "mutual": [heard] }] })), "/appraisal/members/0/mutual/0/id"),
        (
            with(
                &branch.bare("organizational_life_meeting"),
                "/life",
                json!({ "speakers": [{ "id": fresh(), "person": person, "criticisms": [heard] }] }),
            ),
            "/life/speakers/0/criticisms/0/id",
        ),
    ] {
        let reply = branch.secretary().post("/sessions/check").exactly(&record).send().await.refused(Fault::Invalid);
        assert_eq!(reply.fields(), [(place.to_string(), "required".to_string())]);
    }
    let below = |field: &str, entry: Value| {
        with(&branch.bare("branch_general_meeting"), "/agenda", json!([{ "id": fresh(), "title": "议事", field: [entry] }]))
    };
    for (field, entry) in
        [("discussion", json!({ "person": person, "text": "同意" })), ("decisions", json!({ "text": "走访" })), ("votes", json!({}))]
    {
        let reply = branch.secretary().post("/sessions/check").exactly(&below(field, entry)).send().await.refused(Fault::Invalid);
        assert_eq!(reply.fields(), [(format!("/agenda/0/{field}/0/id"), "required".to_string())]);
    }
}

#[actix_web::test]
async fn two_entries_of_one_id_are_refused_even_in_a_draft() {
    let branch = Branch::standard().await;
    let one = fresh();
    let record = deciding(&branch, &[&[decision(&one, "甲")], &[decision(&one, "乙")]]);
    assert_eq!(branch.check(&record).await.impossible(), ["/agenda/1/decisions/0/id"]);
    let path = format!("/sessions/{}", fresh());
    let refused = branch.secretary().put(&path).creating().json(&record).send().await.refused(Fault::Invalid);
    assert_eq!(refused.fields().iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["/agenda/1/decisions/0/id"]);
    // An item and what it decided are two entries; of two records they may be called alike.
    let twice = with(&deciding(&branch, &[&[decision(&one, "甲")]]), "/agenda/0/id", one.as_str());
    assert_eq!(branch.check(&twice).await.impossible(), ["/agenda/0/decisions/0/id"]);
    branch.hand_in(&deciding(&branch, &[&[decision(&one, "甲")]])).await;
    branch.hand_in(&deciding(&branch, &[&[decision(&one, "乙")]])).await;
    assert_eq!(open(&branch).await, ["乙", "甲"]);
}

#[actix_web::test]
async fn what_was_closed_stays_closed_wherever_it_moves_in_its_record() {
    let branch = Branch::standard().await;
    let (first, second) = (fresh(), fresh());
    let path = branch.hand_in(&deciding(&branch, &[&[decision(&first, "甲"), decision(&second, "乙")]])).await;
    let carried = json!({ "session": path.trim_start_matches("/sessions/"), "entry": second, "progress": "done" });
    let closing = with(&with(&branch.committee_meeting(), "/agenda/0/decisions", json!([])), "/minutes", "已经走访。");
    branch.hand_in(&with(&closing, "/agenda/0/carried", carried)).await;
    assert_eq!(open(&branch).await, ["甲"]);
    // Something is put in before it, in its item and as an item of its own.
    written_anew(
        &branch,
        &path,
        &deciding(&branch, &[&[decision(&fresh(), "丙")], &[decision(&fresh(), "丁"), decision(&first, "甲"), decision(&second, "乙")]]),
    )
    .await;
    assert_eq!(open(&branch).await, ["丁", "丙", "甲"]);
    // In another order, and under another text.
    let path = branch.hand_in(&deciding(&branch, &[&[decision(&fresh(), "戊")]])).await;
    assert_eq!(open(&branch).await, ["丁", "丙", "戊", "甲"]);
    written_anew(&branch, &path, &deciding(&branch, &[])).await;
    assert_eq!(open(&branch).await, ["丁", "丙", "甲"]);
}

#[actix_web::test]
async fn what_is_carried_is_named_by_its_record_and_its_id() {
    let branch = Branch::standard().await;
    let first = fresh();
    let path = branch.hand_in(&deciding(&branch, &[&[decision(&first, "甲")]])).await;
    let other = branch.hand_in(&deciding(&branch, &[&[decision(&fresh(), "乙")]])).await;
    let of = |session: &str, entry: &str| {
        let carried = json!({ "session": session.trim_start_matches("/sessions/"), "entry": entry, "progress": "done" });
        with(&branch.committee_meeting(), "/agenda/0/carried", carried)
    };
    branch.check(&of(&path, &first)).await.is_silent_of("CARRY-REF");
    branch.check(&of(&other, &first)).await.is("CARRY-REF", "warning");
    branch.check(&of(&path, &fresh())).await.is("CARRY-REF", "warning");
    // Its id may stand in the record that carries it on: it is another record's.
    branch.hand_in(&of(&path, &first)).await;
    assert_eq!(open(&branch).await, ["乙", "走访困难党员"]);
}
