//! What the rulebook said at the last submission: kept with it, and judged anew at the next.

use sanhui::error::Fault;
use serde_json::json;

use super::{app, begun, brought_to, decided, handed_in, nowhere, outcomes, put, record, reviewer, secretary, shown, stands, step, with};
use crate::support::grove::GARDENER;

#[actix_web::test]
async fn what_was_never_handed_in_was_never_judged() {
    let t = app().await;
    let path = begun(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    put(&secretary(&t), &path, 1, &record("theme_party_day", "2026-11-17")).await.expect(200);
    assert_eq!(shown(&secretary(&t), format!("{path}/findings")).await, json!({ "judged": false, "items": [] }));
}

#[actix_web::test]
async fn a_record_without_any_rule_was_judged_all_the_same() {
    let t = app().await;
    let path = handed_in(&secretary(&t), &record("collective_study", "2026-11-18")).await;
    let said = shown(&secretary(&t), format!("{path}/findings")).await;
    assert_eq!(said["judged"], true);
    // Whatever the rulebook asks of a study, the label in the list is the weightiest of it.
    assert_eq!(stands(&t, &path).await["outcome"].is_null(), said["items"] == json!([]));
}

#[actix_web::test]
async fn a_finding_says_the_rule_its_numbers_and_where_it_is_written() {
    let t = app().await;
    // Of three with a vote one came.
    let vote = json!({ "subject": "ordinary", "approve": 1, "oppose": 0, "abstain": 0, "passed": false });
    let came = [("secretary", "present"), ("member", "excused"), ("other_member", "absent")];
    let came = came.map(|(name, came)| json!({ "member": super::id(name), "came": came }));
    let body = json!({
        "organization": super::id("branch"), "kind": "branch_general_meeting", "held_on": "2026-11-18", "attendance": { "people": came },
        "agenda": [{ "title": "议题" }, { "title": "表决", "discussion": [], "votes": [vote] }],
    });
    let path = handed_in(&secretary(&t), &body).await;
    let said = shown(&secretary(&t), format!("{path}/findings")).await;
    let all = said["items"].as_array().expect("findings");
    let quorum: Vec<_> = all.iter().filter(|finding| finding["rule"] == "BGM-QUORUM").collect();
    assert_eq!(
        quorum.iter().map(|one| (one["pointer"].as_str(), one["outcome"].as_str())).collect::<Vec<_>>(),
        [(Some("/agenda/1/votes/0"), Some("violated"))]
    );
    assert_eq!(quorum[0]["numbers"], json!({ "present_voters": 1, "voting_base": 3, "needed": 2 }));
    assert_eq!((&quorum[0]["regulation"], &quorum[0]["article"]), (&json!("中国共产党支部工作条例（试行）"), &json!("11")));
    assert!(quorum[0].get("profile").is_none(), "a central rule");
    let discussed: Vec<_> = all.iter().filter(|finding| finding["rule"] == "BGM-DISC").collect();
    assert_eq!(
        discussed.iter().map(|one| (one["pointer"].as_str(), one["outcome"].as_str())).collect::<Vec<_>>(),
        [(Some("/agenda/1"), Some("violated"))]
    );
}

#[actix_web::test]
async fn the_weightiest_finding_is_the_records_outcome() {
    let t = app().await;
    let day = |part| with(&record("theme_party_day", "2026-11-18"), "party_day", part);
    let came = ["secretary", "member", "other_member"].map(|name| json!({ "member": super::id(name), "came": "present" }));
    let whole = |contents: serde_json::Value| {
        let part = json!({ "theme": "护河", "contents": contents, "planned_by": "支部委员会", "planned_on": "2026-11-10", "follow_ups": [] });
        let body = with(&day(part), "attendance", json!({ "people": came }));
        with(&body, "host", json!({ "person": { "member": super::id("secretary") } }))
    };
    let cases = [
        (record("theme_party_day", "2026-11-18"), "incomplete"),
        (day(json!({})), "incomplete"),
        (whole(json!([])), "violated"),
        // The branch has no fixed day: whether it was kept cannot be judged.
        (whole(json!(["study"])), "insufficient_data"),
    ];
    for (body, outcome) in cases {
        let path = handed_in(&secretary(&t), &body).await;
        let said = outcomes(&shown(&secretary(&t), format!("{path}/findings")).await["items"]);
        assert!(said.first().is_some_and(|first| first.ends_with(outcome)), "{said:?}");
        assert_eq!(stands(&t, &path).await["outcome"], outcome);
    }
    // With a fixed day, another day is worth a look, and the day itself is in order.
    t.as_(GARDENER)
        .patch(format!("/organizations/{}", super::id("branch")))
        .if_match(2)
        .json(&json!({ "party_day": 18, "on": "2026-11-01" }))
        .send()
        .await
        .expect(200);
    for (held_on, outcome) in [("2026-11-18", "met"), ("2026-11-17", "warning")] {
        let mut body = whole(json!(["study"]));
        body["held_on"] = json!(held_on);
        let path = handed_in(&secretary(&t), &body).await;
        assert_eq!(stands(&t, &path).await["outcome"], outcome, "{held_on}");
    }
}

#[actix_web::test]
async fn findings_stay_those_of_the_last_submission_until_the_next() {
    let t = app().await;
    let path = handed_in(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    let first = shown(&secretary(&t), format!("{path}/findings")).await;
    step(&secretary(&t), &path, "withdraw", 2).await.expect(200);
    let empty = with(&record("theme_party_day", "2026-11-18"), "party_day", json!({ "contents": [] }));
    put(&secretary(&t), &path, 3, &empty).await.expect(200);
    assert_eq!(shown(&secretary(&t), format!("{path}/findings")).await, first);
    assert_eq!(stands(&t, &path).await["outcome"], "incomplete");
    step(&secretary(&t), &path, "submit", 4).await.expect(200);
    let second = shown(&secretary(&t), format!("{path}/findings")).await;
    assert!(outcomes(&second["items"]).contains(&"TPD-CONT violated".to_string()), "{second}");
    assert_eq!(stands(&t, &path).await["outcome"], "violated");
    decided(&t, &path, 5, "accept").await;
    assert_eq!(shown(&reviewer(&t), format!("{path}/findings")).await, second);
    assert_eq!(stands(&t, &path).await["outcome"], "violated");
}

#[actix_web::test]
async fn a_record_of_two_kinds_is_judged_as_both() {
    let t = app().await;
    let body = with(&with(&record("branch_general_meeting", "2026-11-18"), "also_kind", "theme_party_day"), "party_day", json!({ "contents": [] }));
    let path = handed_in(&secretary(&t), &body).await;
    let said = outcomes(&shown(&secretary(&t), format!("{path}/findings")).await["items"]);
    for rule in ["BGM-", "TPD-CONT violated"] {
        assert!(said.iter().any(|one| one.starts_with(rule)), "{rule} in {said:?}");
    }
    assert!(said.iter().all(|one| !one.contains("-FREQ")), "how often is asked of a period: {said:?}");
}

#[actix_web::test]
async fn findings_are_of_one_record_alone() {
    let t = app().await;
    let (judged, _) = brought_to(&t, "submitted").await;
    let draft = begun(&secretary(&t), &record("theme_party_day", "2026-11-18")).await;
    assert_eq!(shown(&secretary(&t), format!("{judged}/findings")).await["judged"], true);
    assert_eq!(shown(&secretary(&t), format!("{draft}/findings")).await["judged"], false);
    secretary(&t).get(format!("{}/findings", nowhere())).send().await.refused(Fault::NotFound);
}
