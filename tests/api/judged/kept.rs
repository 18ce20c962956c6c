//! What is kept of a record: its parts, each with a hash that anybody can work out again; its figures, where a number that
//! nobody said is none; and text as people paste it.

use std::collections::BTreeMap;

use sanhui::hash::sha256_hex;
use serde_json::{Map, Value, json};

use super::records::on;
use super::{Branch, with, without};
use crate::support::diary::rows;

const PARTS: &[&str] = &["agenda", "appraisal", "attendance", "democratic_life", "lecture", "life", "party_day", "study", "talk"];

async fn session(branch: &Branch, record: &Value) -> Value {
    let path = branch.hand_in(record).await;
    branch.secretary().get(path).send().await.expect(200).json()
}

fn hash_of(value: &impl serde::Serialize) -> String {
    sha256_hex(serde_jcs::to_string(value).expect("canonical JSON").as_bytes())
}

/// The hash of each part of a record, worked out from what the wire shows.
fn hashes(record: &Value) -> BTreeMap<String, String> {
    let (mut common, mut hashes) = (Map::new(), BTreeMap::new());
    for (field, value) in record.as_object().expect("a record") {
        if PARTS.contains(&field.as_str()) {
            hashes.insert(field.clone(), hash_of(value));
        } else {
            common.insert(field.clone(), value.clone());
        }
    }
    hashes.insert("common".to_string(), hash_of(&common));
    hashes
}

#[actix_web::test]
async fn each_part_has_the_hash_that_anybody_can_work_out() {
    let branch = Branch::standard().await;
    for record in [branch.meeting(), branch.party_day(), branch.life(), branch.appraisal(), branch.talk("member_member", &[5], &[6])] {
        let kept = session(&branch, &record).await;
        let told: BTreeMap<String, String> = serde_json::from_value::<Vec<BTreeMap<String, String>>>(kept["parts"].clone())
            .expect("parts")
            .into_iter()
            .map(|part| (part["part"].clone(), part["hash"].clone()))
            .collect();
        assert_eq!(told, hashes(&kept["record"]), "{}", record["kind"]);
        // Over the list of them, in its order, one more: the trail has it.
        assert_eq!(kept["hash"], hash_of(&kept["parts"]));
        let names: Vec<&str> = kept["parts"].as_array().expect("parts").iter().filter_map(|part| part["part"].as_str()).collect();
        assert!(names.is_sorted(), "{names:?}");
        let trail = rows(&branch.t, kept["id"].as_str().expect("an id")).await;
        assert!(trail.iter().any(|row| row.to_string().contains(kept["hash"].as_str().expect("a hash"))), "{trail:#?}");
    }
}

#[actix_web::test]
async fn a_change_changes_the_hash_of_its_part_alone() {
    let branch = Branch::standard().await;
    let of = async |record: &Value| hashes(&session(&branch, record).await["record"]);
    let (one, same) = (of(&branch.lecture()).await, of(&branch.lecture()).await);
    assert_eq!(one, same, "the same record is the same text");
    let other = of(&with(&branch.lecture(), "/lecture/outline", "一、二、三")).await;
    let differ: Vec<&String> = one.keys().filter(|part| one.get(*part) != other.get(*part)).collect();
    assert_eq!(differ, ["lecture"]);
}

#[actix_web::test]
async fn none_and_nothing_said_are_kept_apart() {
    let branch = Branch::standard().await;
    let kept = session(&branch, &with(&branch.party_day(), "/party_day/follow_ups", json!([]))).await;
    assert_eq!(kept["record"]["party_day"]["follow_ups"], json!([]));
    let kept = session(&branch, &branch.party_day()).await;
    assert!(kept["record"]["party_day"].get("follow_ups").is_none(), "{:#}", kept["record"]["party_day"]);
    let null = with(&branch.party_day(), "/party_day/follow_ups", Value::Null);
    assert!(session(&branch, &null).await["record"]["party_day"].get("follow_ups").is_none());
}

#[actix_web::test]
async fn figures_are_what_was_said() {
    let branch = Branch::standard().await;
    let of = async |record: &Value| session(&branch, record).await["figures"].clone();
    assert_eq!(of(&branch.lecture()).await, json!({ "present": 18, "study_person_minutes": 18 * 60 }));
    let learned = with(&with(&branch.lecture(), "/lecture/learners", 40), "/attendance", branch.came(0..10));
    assert_eq!(of(&learned).await, json!({ "present": 10, "study_person_minutes": 600, "learners": 40 }));
    // A gathering of two kinds counts nobody twice, and what one part leaves out the other says.
    let both = with(&with(&learned, "/also_kind", "collective_study"), "/study", json!({ "topic": "党章" }));
    for (in_study, learners) in [(None, 40), (Some(39), 40), (Some(41), 41)] {
        let said = in_study.map_or(both.clone(), |said| with(&both, "/study/learners", said));
        assert_eq!(of(&said).await["learners"], learners, "{in_study:?}");
    }
    let guest = branch.stranger("branch_after", "赵书记").await;
    let visited = with(&branch.study(), "/attendance/guests", json!([{ "member": guest, "came": "present" }]));
    assert_eq!(of(&with(&visited, "/study/learners", 25)).await, json!({ "present": 19, "study_person_minutes": 19 * 90, "learners": 25 }));
    let served = json!({ "served_members": 6, "served_others": 0, "service_minutes": 120 });
    let mut day = branch.party_day();
    for (field, value) in served.as_object().expect("figures") {
        day["party_day"][field] = value.clone();
    }
    let figures = json!({ "present": 18, "served_members": 6, "served_others": 0, "service_minutes": 120 });
    assert_eq!(of(&day).await, figures, "a zero that was said is a zero");
    assert_eq!(of(&branch.party_day()).await, json!({ "present": 18 }), "and one that was not is none");
    let problems = json!([{ "text": "甲", "progress": "done" }, { "text": "乙", "progress": "open" }, { "text": "丙" }]);
    let life = with(&with(&with(&branch.life(), "/life/problems", problems), "/life/opinions_received", 12), "/life/opinions_answered", 9);
    let figures = json!({ "present": 18, "problems_found": 3, "problems_solved": 1, "opinions_received": 12, "opinions_answered": 9 });
    assert_eq!(of(&life).await, figures);
    assert_eq!(of(&without(&branch.study(), "/attendance")).await, json!({}), "nobody knows how many came");
}

#[actix_web::test]
async fn what_was_pasted_is_cleaned_of_what_nobody_sees() {
    let branch = Branch::standard().await;
    let pasted = "第一段\u{200b}议事。\u{2028}\u{feff}第二段👨\u{200d}👩\u{200d}👧。";
    let kept = session(&branch, &with(&branch.meeting(), "/minutes", pasted)).await;
    assert_eq!(kept["record"]["minutes"], "第一段议事。\n第二段👨\u{200d}👩\u{200d}👧。");
    // A text of nothing but that says nothing.
    let unseen = with(&on(&branch.meeting(), "2026-11-19"), "/minutes", "\u{200b}\u{feff}");
    branch.check(&unseen).await.is("BGM-DISC", "insufficient_data");
    // In a name it makes two look alike that are not: refused, and where.
    let named = with(&branch.meeting(), "/title", "支部\u{200b}大会");
    let reply = branch.secretary().post("/sessions/check").json(&named).send().await.expect(422);
    assert_eq!(reply.fields(), [("/title".to_string(), "forbidden_character".to_string())]);
}
