//! The kinds of sessions there are, by their words, with how many rules judge each.

use serde_json::json;

use super::{app, secretary, shown};

#[actix_web::test]
async fn every_kind_is_named_once_and_in_order() {
    let t = app().await;
    let found = shown(&secretary(&t), "/kinds").await;
    let items = found["items"].as_array().expect("kinds");
    let words: Vec<_> = items.iter().map(|one| json!([one["kind"], one["zh"]])).collect();
    assert_eq!(
        words,
        [
            json!(["branch_general_meeting", "支部党员大会"]),
            json!(["branch_committee_meeting", "支部委员会会议"]),
            json!(["party_group_meeting", "党小组会"]),
            json!(["party_lecture", "党课"]),
            json!(["theme_party_day", "主题党日"]),
            json!(["organizational_life_meeting", "组织生活会"]),
            json!(["democratic_appraisal", "民主评议党员"]),
            json!(["democratic_life_meeting", "民主生活会"]),
            json!(["heart_to_heart_talk", "谈心谈话"]),
            json!(["collective_study", "集中学习培训"]),
        ]
    );
}

/// The `kinds` of every rule in the catalogue, as they are written there.
fn written() -> Vec<String> {
    let files = ["rulebook", "rulebook/profiles"].into_iter().flat_map(|folder| std::fs::read_dir(folder).expect("the rulebook")).flatten();
    let rules = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let text = rules.filter(|path| !path.ends_with("evaluation-forms.toml")).map(|path| std::fs::read_to_string(path).expect("text"));
    text.flat_map(|text| text.lines().filter(|line| line.starts_with("kinds = ")).map(str::to_string).collect::<Vec<_>>()).collect()
}

#[actix_web::test]
async fn a_kind_says_how_many_rules_judge_it() {
    let t = app().await;
    let (found, written) = (shown(&secretary(&t), "/kinds").await, written());
    for one in found["items"].as_array().expect("kinds") {
        let word = format!("\"{}\"", one["kind"].as_str().unwrap_or_default());
        assert_eq!(one["rules"], written.iter().filter(|line| line.contains(&word)).count(), "{word}");
    }
}
