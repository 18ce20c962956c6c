//! How findings speak, whatever they say: whole sentences in both languages, with the marks and figures of each, how binding
//! the rule is and how sure its words are.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::clocks::{changed, changes};
use super::records::democratic_life;
use super::{Branch, PLACE, check_by, id, with};
use crate::support::grove::seated;

/// What a Chinese sentence must not have: the marks and blanks of another script, a promise of what is past, a bound of none.
fn is_chinese(text: &str) -> bool {
    let has_no = |wrong: &[&str]| !wrong.iter().any(|wrong| text.contains(wrong));
    has_no(&[",", ";", ":", "?", "!", "(", ")", " ", "\"", "尚未做到", "应不超过0", "没有记录“", "-1人", "-1票"])
}

fn is_english(text: &str) -> bool {
    let wrong = [": yes", ": no.", ": no,", "4 fifths", "2 thirds", "1 members", "1 people", "(s)", "  ", " ."];
    !wrong.iter().any(|wrong| text.contains(wrong)) && !text.contains(['。', '，', '；', '：'])
}

fn sentences_of(finding: &Value) -> (&str, &str) {
    (finding["zh"].as_str().unwrap_or_default(), finding["en"].as_str().unwrap_or_default())
}

fn hold(finding: &Value) {
    let (zh, en) = sentences_of(finding);
    assert!(is_chinese(zh) && zh.ends_with('。') && zh.matches('：').count() >= 1, "{zh}");
    assert!(is_english(en) && en.ends_with('.') && en.starts_with(|first: char| first.is_uppercase()), "{en}");
    assert!(finding["quotation"].as_str().is_none_or(is_chinese), "{}", finding["quotation"]);
    // The title is not said again as what was found.
    let (title, said) = zh.split_once('：').unwrap_or_default();
    assert_ne!(title, said.trim_end_matches('。'), "{zh}");
    assert!(finding["certainty"].is_string(), "{finding:#}");
    assert_eq!(finding["force"].is_null(), finding["rule"] == "REC-FULL", "{finding:#}");
    if finding["outcome"] == "insufficient_data" || finding["outcome"] == "incomplete" {
        assert!(finding["mend"].is_string(), "nobody is told who can mend it: {finding:#}");
    }
}

#[actix_web::test]
async fn so_is_whatever_is_found_in_a_period_or_in_how_an_organisation_is_set_up() {
    let branch = Branch::standard().await;
    for record in [branch.bare("theme_party_day"), branch.party_day(), branch.bare("organizational_life_meeting"), branch.lecture()] {
        branch.hand_in(&record).await;
    }
    let item = json!([{ "text": "巡河", "owner": { "name": "李明" }, "due_on": "2026-11-21" }, { "text": "植树", "due_on": "2026-11-22", "progress": "done" }]);
    branch.hand_in(&with(&branch.party_day(), "/party_day/follow_ups", item)).await;
    branch.set_up("branch_after", json!({ "large_or_scattered": true })).await;
    let reviewer = branch.t.as_(seated("committee_reviewer", "county"));
    let mut number = 0;
    for place in [PLACE, "branch_after", "group_cousin", "township", "village"] {
        let organization = id(place);
        let mut paths = vec![format!("/organizations/{organization}/findings")];
        for period in ["2025", "2026", "2026-Q3", "2026-Q4", "2026-10", "2026-11", "2027-01"] {
            paths.push(format!("/organizations/{organization}/frequency?period={period}"));
        }
        for path in paths {
            let said = reviewer.get(&path).send().await.expect(200).json();
            let findings = said["findings"].as_array().or(said["items"].as_array()).expect("findings");
            findings.iter().for_each(hold);
            number += findings.len();
        }
    }
    assert!(number > 40, "{number}: too little was said to tell");
}

#[actix_web::test]
async fn whatever_is_found_is_said_in_whole_sentences() {
    let branch = Branch::standard().await;
    let (secretary, recorder) = (branch.secretary(), branch.t.as_(seated("recorder", "township")));
    let bases = [
        branch.meeting(),
        branch.committee_meeting(),
        branch.lecture(),
        branch.party_day(),
        branch.life(),
        branch.appraisal(),
        democratic_life("township"),
        branch.bare("theme_party_day"),
        branch.bare("democratic_life_meeting"),
    ];
    let mut said = BTreeSet::new();
    for base in &bases {
        let caller = if base["organization"] == id(PLACE) { &secretary } else { &recorder };
        let mut seen = BTreeSet::from([base.to_string()]);
        let others = changes(&branch).iter().map(|change| changed(base, change)).filter(|record| seen.insert(record.to_string())).collect::<Vec<_>>();
        for record in std::iter::once(base).chain(&others) {
            let checked = check_by(caller, record).await;
            for finding in checked.findings() {
                hold(finding);
                said.insert(format!("{} {}", finding["rule"], finding["outcome"]));
            }
        }
    }
    assert!(said.len() > 40, "{}: too little was said to tell", said.len());
}
