//! The catalogue: the rules as people read them and every closed word, for whoever asks, as long as nothing changed not twice.

use std::collections::{BTreeMap, BTreeSet};

use sanhui::demo;
use sanhui::error::Fault;
use sanhui::rulebook::Rulebook;
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
