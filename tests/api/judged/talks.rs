//! Talks in a year: three findings, one for each relation between those who talked.

use serde_json::json;

use super::periods::said_of;
use super::records::on;
use super::{Branch, with};

const RELATIONS: [(&str, &str, &str); 3] = [
    ("HTT-FREQ-CC", "committee_committee", "支部委员之间"),
    ("HTT-FREQ-CM", "committee_member", "支部委员和党员之间"),
    ("HTT-FREQ-MM", "member_member", "党员和党员之间"),
];

#[actix_web::test]
async fn a_year_without_talks_has_three_findings() {
    let branch = Branch::standard().await;
    let said = said_of(&branch, "2025").await;
    for (rule, _, zh) in RELATIONS {
        said.is(rule, "warning").tells(rule, &format!("2025年无{zh}谈心谈话的记录"), "2025");
    }
    // This one is not over yet.
    let said = said_of(&branch, "2026").await;
    for (rule, ..) in RELATIONS {
        said.is(rule, "open").tells(rule, "还有38天", "38 days");
    }
}

#[actix_web::test]
async fn a_talk_is_one_in_its_own_relation_and_in_no_other() {
    let branch = Branch::standard().await;
    for (number, (rule, relation, _)) in RELATIONS.into_iter().enumerate() {
        let year = 2023 + number;
        branch.hand_in(&on(&branch.talk(relation, &[0], &[1]), &format!("{year}-01-01"))).await;
        let said = said_of(&branch, &year.to_string()).await;
        for (other, ..) in RELATIONS {
            said.is(other, if other == rule { "met" } else { "warning" });
        }
    }
}

#[actix_web::test]
async fn a_leaders_talk_with_a_subordinate_is_none_of_the_three() {
    let branch = Branch::standard().await;
    branch.hand_in(&on(&branch.talk("leader_subordinate", &[0], &[1]), "2025-06-01")).await;
    let mut unsaid = on(&branch.talk("member_member", &[5], &[6]), "2025-06-02");
    unsaid["talk"].as_object_mut().expect("a talk").remove("relation");
    branch.hand_in(&unsaid).await;
    let said = said_of(&branch, "2025").await;
    for (rule, ..) in RELATIONS {
        said.is(rule, "warning");
    }
}

#[actix_web::test]
async fn without_a_committee_nobody_talks_within_it() {
    let mut branch = Branch::of(0, 0).await;
    branch.enrol(json!({ "duties": ["secretary"] })).await;
    for _ in 0..3 {
        branch.enrol(json!({})).await;
    }
    let said = said_of(&branch, "2025").await;
    said.is_silent_of("HTT-FREQ-CC").is("HTT-FREQ-CM", "warning").is("HTT-FREQ-MM", "warning");
}

#[actix_web::test]
async fn a_talk_has_no_list_and_no_quorum() {
    let branch = Branch::standard().await;
    let checked = branch.check(&branch.talk("member_member", &[5], &[6])).await;
    assert_eq!(checked.findings().len(), 0, "{:#}", checked.0["findings"]);
    let guest = branch.stranger("branch_after", "赵书记").await;
    let with_superior = with(&branch.talk("leader_subordinate", &[0], &[5]), "/talk/talkers", json!([{ "member": guest }, { "name": "镇党委委员" }]));
    let checked = branch.check(&with_superior).await;
    assert_eq!((checked.alarms(), checked.impossible()), (Vec::<String>::new(), Vec::<&str>::new()));
}
