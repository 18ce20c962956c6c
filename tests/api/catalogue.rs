//! The catalogue: the rules as people read them and every closed word, for whoever asks, as long as nothing changed not twice.

use std::collections::{BTreeMap, BTreeSet};

use sanhui::demo;
use sanhui::error::Fault;
use sanhui::rulebook::Rulebook;
use sanhui::rulebook::facts::Origin;
use sanhui::rulebook::kinds::Kind;
use serde_json::{Value, json};

use crate::support::app::{TestApp, contract};

async fn shown(t: &TestApp, path: &str) -> Value {
    t.anonymous().get(path).send().await.expect(200).json()
}

#[actix_web::test]
async fn every_rule_is_there_by_id_the_newest_version_first() {
    let t = TestApp::new().await;
    let rules = shown(&t, "/rules").await;
    let listed: Vec<(&str, &str)> =
        rules["items"].as_array().into_iter().flatten().filter_map(|rule| Some((rule["id"].as_str()?, rule["valid_from"].as_str()?))).collect();
    let book = Rulebook::load().expect("a rulebook without contradictions");
    assert_eq!(listed.len(), book.rules().len());
    assert!(listed.is_sorted_by(|a, b| (a.0, b.1) <= (b.0, a.1)), "{listed:?}");
    assert_eq!(
        rules["profiles"],
        json!([{ "id": "appraisal-notices", "zh": "民主评议党员年度通知的常见要求", "en": "What yearly notices on appraisals commonly ask" }])
    );
    for (id, _) in listed {
        assert_eq!(shown(&t, &format!("/rules/{id}")).await["id"], id);
    }
}

#[actix_web::test]
async fn a_rule_says_what_it_asks_of_whom_and_where_that_is_written() {
    let t = TestApp::new().await;
    let rule = shown(&t, "/rules/ADM-SECRET").await;
    let versions: Vec<&str> = rule["versions"].as_array().into_iter().flatten().filter_map(|version| version["valid_from"].as_str()).collect();
    assert_eq!(versions, ["2026-05-11", "2014-05-28"]);
    let (new, old) = (&rule["versions"][0], &rule["versions"][1]);
    assert_eq!((&new["force"], &new["certainty"], &new["each"]), (&json!("must"), &json!("verified"), &json!("vote")));
    assert_eq!((&new["regulation"], &new["article"]), (&json!("中国共产党发展党员工作细则（2026）"), &json!("20（四）")));
    assert_eq!((&new["quotation"], &new["same_words_as"]), (&json!("采取无记名投票方式进行表决"), &json!("2014-05-28")));
    assert_eq!((&old["quotation"], &old["same_words_as"], &old["valid_to"]), (&new["quotation"], &Value::Null, &json!("2026-05-10")));
    assert_eq!((&new["evidence"]["is_kept"], &new["evidence"]["seen_by"]), (&json!(true), &json!("2026-11-23")));
    assert_eq!((&old["evidence"]["is_kept"], &old["evidence"]["seen_by"]), (&json!(false), &Value::Null));
    assert_eq!((&new["shape"], &new["when"]), (&json!({ "yes": { "fact": "secret" } }), &json!(["is_admission"])));
    let read: Vec<(&str, &str)> =
        new["facts"].as_array().into_iter().flatten().filter_map(|fact| Some((fact["fact"].as_str()?, fact["origin"].as_str()?))).collect();
    assert_eq!(read, [("is_admission", "record"), ("secret", "record")]);
    assert_eq!(
        new["facts"][1],
        json!({ "fact": "secret", "zh": "无记名投票", "en": "a secret ballot", "unit": null, "origin": "record", "mend": "record" })
    );
}

#[actix_web::test]
async fn a_choice_of_date_a_check_of_data_and_a_local_rule_say_that_they_are_that() {
    let t = TestApp::new().await;
    let newest = async |id: &str| shown(&t, &format!("/rules/{id}")).await["versions"][0].clone();
    assert_eq!((&newest("BASE-OUT").await["choice_of_date"], &newest("BGM-WHO").await["choice_of_date"]), (&json!(true), &json!(false)));
    let check = newest("BASE-ROLL").await;
    assert_eq!((&check["certainty"], &check["regulation"], &check["evidence"]), (&json!("consistency"), &Value::Null, &Value::Null));
    assert_eq!((&check["shape"], &check["kinds"]), (&json!("contradiction"), &json!([])));
    assert_eq!(newest("REC-FULL").await["force"], Value::Null);
    let local = newest("APP-BACK").await;
    assert_eq!((&local["profile"], &local["certainty"]), (&json!("appraisal-notices"), &json!("local")));
    assert_eq!(newest("DLM-QUORUM").await["generally_when"], json!(["by_reference"]));
}

#[actix_web::test]
async fn one_id_may_have_a_rule_of_the_session_and_one_of_the_period() {
    let t = TestApp::new().await;
    let rule = shown(&t, "/rules/TPD-POST").await;
    let each: Vec<&str> = rule["versions"].as_array().into_iter().flatten().filter_map(|version| version["each"].as_str()).collect();
    assert_eq!(each, ["session", "month"]);
}

#[actix_web::test]
async fn a_rule_that_is_not_there_is_not_found() {
    let t = TestApp::new().await;
    for id in ["BGM-NONE", "bgm-quorum", "BGM"] {
        t.anonymous().get(format!("/rules/{id}")).send().await.refused(Fault::NotFound);
    }
}

#[actix_web::test]
async fn who_has_it_is_not_told_again() {
    let t = TestApp::new().await;
    let mut tags = BTreeSet::new();
    for path in ["/rules", "/rules/BGM-QUORUM", "/rules/BGM-PASS", "/vocabulary"] {
        let first = t.anonymous().get(path).send().await.expect(200);
        let tag = first.header("etag").to_string();
        assert!(tag.len() == 66 && tag.starts_with('"') && tag.ends_with('"'), "a strong tag: {tag}");
        assert_eq!((first.header("cache-control"), first.header("content-type")), ("no-cache", "application/json"));
        assert!(tags.insert(tag.clone()), "{path} has a tag of its own");
        for seen in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_string()] {
            let again = t.anonymous().get(path).header("if-none-match", &seen).send().await.expect(304);
            assert_eq!((again.text().as_str(), again.header("etag")), ("", tag.as_str()), "{seen}");
        }
        for other in ["\"x\"", "x", "W/\"x\"", tag.trim_matches('"')] {
            assert_eq!(t.anonymous().get(path).header("if-none-match", other).send().await.expect(200).text(), first.text(), "{other}");
        }
        assert_eq!(t.beside().await.anonymous().get(path).send().await.header("etag"), tag, "another server says the same");
        assert_eq!(t.as_(demo::account(0)).get(path).send().await.expect(200).text(), first.text(), "and to everybody");
    }
}

#[actix_web::test]
async fn the_vocabulary_has_every_closed_word_of_the_document_and_no_other() {
    let t = TestApp::new().await;
    let shown = shown(&t, "/vocabulary").await;
    let words = |list: &Value, of: fn(&Value) -> &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|word| of(word).as_str().map(str::to_string)).collect()
    };
    let listed: BTreeMap<String, Vec<String>> = shown["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| Some((one["name"].as_str()?.to_string(), words(&one["words"], |word| &word["word"]))))
        .collect();
    let schemas = contract().document["components"]["schemas"].as_object().expect("schemas");
    let document: BTreeMap<String, Vec<String>> = schemas
        .iter()
        .filter(|(_, schema)| schema["enum"].is_array())
        .map(|(name, schema)| (name.clone(), words(&schema["enum"], |word| word)))
        .collect();
    assert_eq!(listed, document, "a vocabulary that the document has and the catalogue has not is a word in src/catalogue/vocabulary.rs");
    let names: Vec<&str> = shown["items"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str()).collect();
    assert!(names.is_sorted(), "{names:?}");
}

#[actix_web::test]
async fn every_word_has_its_labels() {
    let t = TestApp::new().await;
    for one in shown(&t, "/vocabulary").await["items"].as_array().into_iter().flatten() {
        for word in one["words"].as_array().into_iter().flatten() {
            let (zh, en) = (word["zh"].as_str().unwrap_or_default(), word["en"].as_str().unwrap_or_default());
            assert!(!zh.is_empty() && !zh.is_ascii(), "{word}");
            assert!(!en.is_empty() && en.is_ascii() && !en.contains(['_', '.']), "{word}");
        }
    }
}

async fn form(t: &TestApp, kind: &str) -> Value {
    t.anonymous().get(format!("/kinds/{kind}")).send().await.expect(200).json()
}

fn field<'f>(form: &'f Value, part: &str, field: &str) -> &'f Value {
    let parts = form["parts"].as_array().into_iter().flatten();
    let fields = parts.filter(|one| one["part"] == part).flat_map(|one| one["fields"].as_array().into_iter().flatten());
    fields.into_iter().find(|one| one["field"] == field).unwrap_or(&Value::Null)
}

#[actix_web::test]
async fn the_form_of_a_kind_has_its_own_parts_and_those_of_every_kind() {
    let t = TestApp::new().await;
    let names = |form: &Value| form["parts"].as_array().into_iter().flatten().map(|one| one["part"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&form(&t, "theme_party_day").await), ["common", "agenda", "attendance", "party_day"]);
    assert_eq!(names(&form(&t, "party_group_meeting").await), ["common", "agenda", "attendance", "study"]);
    assert_eq!(names(&form(&t, "branch_general_meeting").await), ["common", "agenda", "attendance"]);
    let day = form(&t, "theme_party_day").await;
    assert_eq!(field(&day, "common", "held_on")["required"], true);
    assert_eq!(field(&day, "party_day", "theme"), &json!({ "field": "theme", "required": false, "rules": ["TPD-PRE"] }));
    assert_eq!(field(&day, "common", "party_day"), &Value::Null, "a part is no common field");
    t.anonymous().get("/kinds/tea_party").send().await.expect(404);
}

#[actix_web::test]
async fn the_form_says_what_a_record_is_incomplete_without() {
    let t = TestApp::new().await;
    let wanted = |form: &Value| {
        let all = form["wanted"].as_array().into_iter().flatten();
        all.map(|one| {
            format!("{}{}", one["pointer"].as_str().unwrap_or_default(), one["subject"].as_str().map(|of| format!(" {of}")).unwrap_or_default())
        })
        .collect::<Vec<_>>()
    };
    let lecture = form(&t, "party_lecture").await;
    assert_eq!(wanted(&lecture), ["/attendance/people", "/lecture/lecturer", "/lecture/title", "/study_minutes"]);
    let meeting = wanted(&form(&t, "branch_general_meeting").await);
    for place in [
        "/host",
        "/agenda",
        "/attendance/people",
        "/agenda/*/votes/*/passed ordinary",
        "/agenda/*/votes/*/candidate admission",
        "/agenda/*/votes/*/proxies election",
    ] {
        assert!(meeting.contains(&place.to_string()), "{place} in {meeting:?}");
    }
    assert!(!meeting.contains(&"/agenda/*/votes/*/proxies ordinary".to_string()));
}

#[actix_web::test]
async fn every_rule_of_a_kind_that_reads_the_record_alone_has_a_field_that_feeds_it() {
    let t = TestApp::new().await;
    let book = Rulebook::load().expect("the rulebook");
    for kind in Kind::ALL {
        let form = form(&t, kind.word()).await;
        let fed: Vec<&str> = form["parts"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|part| part["fields"].as_array().into_iter().flatten())
            .flat_map(|field| field["rules"].as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        for rule in book.rules().iter().filter(|rule| rule.kinds.contains(kind)) {
            let reads_the_record = rule.facts().iter().any(|fact| fact.about().origin == Origin::Record);
            assert!(!reads_the_record || fed.contains(&rule.id.as_str()), "{kind}: nothing feeds {}", rule.id);
        }
        assert!(form["agenda"].is_array());
    }
}
