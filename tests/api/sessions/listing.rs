//! Finding records: by place, kind, time, state and title, from the latest day back, page by page.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, begun, brought_to, column, handed_in, id, record_of, reviewer, secretary, shown, stands, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::grove::{GARDENER, seated};

/// A branch that has no records but those of the test.
const PLACE: &str = "branch_before";

fn owner(t: &TestApp) -> Client<'_> {
    t.as_(seated("branch_secretary", PLACE))
}

fn called(kind: &str, held_on: &str, title: &str) -> Value {
    with(&record_of(PLACE, kind, held_on), "title", title)
}

/// The titles a query finds, in order.
async fn titles(caller: &Client<'_>, query: &str) -> Vec<String> {
    let page = shown(caller, format!("/sessions?limit=100&{query}")).await;
    let found = page["items"].as_array().cloned().unwrap_or_default();
    found.iter().map(|one| one["title"].as_str().unwrap_or_default().to_string()).collect()
}

#[actix_web::test]
async fn a_list_shows_heads_and_no_text() {
    let t = app().await;
    let path = begun(&owner(&t), &called("party_lecture", "2026-11-18", "一课")).await;
    let listed = shown(&owner(&t), "/sessions").await;
    let mut head = shown(&owner(&t), &path).await;
    for text in ["record", "hash", "amendment", "parts", "figures", "captured_in_doubt"] {
        head.as_object_mut().expect("a session").remove(text);
    }
    assert_eq!(listed, json!({ "items": [head] }));
}

#[actix_web::test]
async fn the_latest_day_comes_first_and_on_one_day_the_latest_id() {
    let t = app().await;
    let days = ["2026-11-10", "2026-11-20", "2026-10-31", "2026-11-20", "2025-12-31", "2026-11-20"];
    for day in days {
        begun(&owner(&t), &record_of(PLACE, "party_lecture", day)).await;
    }
    let listed = shown(&owner(&t), "/sessions").await;
    let found: Vec<(String, String)> =
        listed["items"].as_array().into_iter().flatten().map(|one| (one["held_on"].to_string(), one["id"].to_string())).collect();
    let mut expected = found.clone();
    expected.sort();
    expected.reverse();
    assert_eq!((found.len(), found), (days.len(), expected));
}

#[actix_web::test]
async fn pages_hang_together() {
    let t = app().await;
    for day in ["2026-11-10", "2026-11-20", "2026-11-20", "2026-11-20", "2026-11-20", "2026-11-09", "2026-11-20"] {
        begun(&owner(&t), &record_of(PLACE, "party_lecture", day)).await;
    }
    let whole = shown(&owner(&t), "/sessions").await["items"].clone();
    for limit in [1, 2, 3, 6, 7] {
        let (mut found, mut place) = (Vec::new(), format!("/sessions?limit={limit}"));
        loop {
            let page = shown(&owner(&t), &place).await;
            let items = page["items"].as_array().cloned().unwrap_or_default();
            assert!(!items.is_empty() && items.len() <= limit, "never an empty page");
            found.extend(items);
            assert!(found.len() <= 7, "pages without end");
            match page["next_cursor"].as_str() {
                Some(cursor) => place = format!("/sessions?limit={limit}&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(json!(found), whole, "{limit} at a time");
    }
}

#[actix_web::test]
async fn a_kind_finds_those_that_count_as_it_too() {
    let t = app().await;
    begun(&owner(&t), &called("party_lecture", "2026-11-18", "党课")).await;
    begun(&owner(&t), &with(&called("theme_party_day", "2026-11-17", "两样"), "also_kind", "party_lecture")).await;
    begun(&owner(&t), &called("theme_party_day", "2026-11-16", "党日")).await;
    assert_eq!(titles(&owner(&t), "kind=party_lecture").await, ["党课", "两样"]);
    assert_eq!(titles(&owner(&t), "kind=theme_party_day").await, ["两样", "党日"]);
    assert_eq!(titles(&owner(&t), "kind=collective_study").await, [""; 0]);
}

#[actix_web::test]
async fn a_period_has_its_first_and_its_last_day() {
    let t = app().await;
    let days =
        ["2027-01-01", "2026-12-31", "2026-12-01", "2026-11-30", "2026-11-01", "2026-10-31", "2026-10-01", "2026-09-30", "2026-01-01", "2025-12-31"];
    for day in days {
        begun(&owner(&t), &called("party_lecture", day, day)).await;
    }
    assert_eq!(titles(&owner(&t), "period=2026").await, days[1..9]);
    assert_eq!(titles(&owner(&t), "period=2026-Q4").await, days[1..7]);
    assert_eq!(titles(&owner(&t), "period=2026-11").await, days[3..5]);
    owner(&t).get("/sessions?period=2026-13").send().await.refused(Fault::BadQuery);
}

#[actix_web::test]
async fn a_status_finds_those_that_stand_so() {
    let t = app().await;
    for status in ["draft", "submitted", "accepted", "returned"] {
        let (path, _) = brought_to(&t, status).await;
        let listed = shown(&secretary(&t), format!("/sessions?limit=100&status={status}")).await;
        let items = listed["items"].as_array().cloned().unwrap_or_default();
        assert!(items.iter().all(|one| one["status"] == status), "{listed}");
        assert!(column(&items, "id").contains(&stands(&t, &path).await["id"]), "{status}");
    }
    // Nobody above finds a draft by asking for drafts.
    assert_eq!(titles(&reviewer(&t), "status=draft").await, [""; 0]);
    // One that was taken back is found as the draft it is.
    let (path, _) = brought_to(&t, "withdrawn").await;
    let drafts = shown(&secretary(&t), "/sessions?limit=100&status=draft").await;
    assert!(column(drafts["items"].as_array().expect("drafts"), "id").contains(&stands(&t, &path).await["id"]));
}

#[actix_web::test]
async fn a_part_of_the_title_is_taken_literally() {
    let t = app().await;
    for title in ["增长 100%", "增长 1000", "路径 a_b", "路径 axb", "反斜 c\\d", "反斜 cd"] {
        begun(&owner(&t), &called("party_lecture", "2026-11-18", title)).await;
    }
    let cases: [(&str, &[&str]); 8] = [
        ("100%25", &["增长 100%"]),
        ("a_b", &["路径 a_b"]),
        ("c%5Cd", &["反斜 c\\d"]),
        ("%25", &["增长 100%"]),
        ("_", &["路径 a_b"]),
        ("%E5%A2%9E%E9%95%BF", &["增长 1000", "增长 100%"]),
        ("%20axb%20", &["路径 axb"]),
        ("zzz", &[]),
    ];
    for (q, expected) in cases {
        let (mut found, mut expected) = (titles(&owner(&t), &format!("q={q}")).await, expected.to_vec());
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{q}");
    }
    for nothing in ["", "%20%20"] {
        assert_eq!(titles(&owner(&t), &format!("q={nothing}")).await.len(), 6, "nothing asked is nothing excluded");
    }
}

#[actix_web::test]
async fn a_record_without_a_title_is_found_by_its_kind_and_day() {
    let t = app().await;
    begun(&owner(&t), &record_of(PLACE, "party_lecture", "2026-11-18")).await;
    assert_eq!(titles(&owner(&t), "q=11-18").await, ["党课 2026-11-18"]);
}

#[actix_web::test]
async fn a_place_is_itself_alone_or_with_all_below() {
    let t = app().await;
    let put_at = async |place: &str, who: &str| {
        let body = with(&record_of(place, "party_lecture", "2026-11-18"), "title", format!("在 {place}"));
        handed_in(&t.as_(seated(who, place)), &body).await;
    };
    for (place, who) in [
        ("village", "recorder"),
        (PLACE, "recorder"),
        ("branch_after", "recorder"),
        ("group_cousin", "recorder"),
        ("village_after", "recorder"),
        ("village_before", "recorder"),
        ("branch_cousin", "recorder"),
    ] {
        put_at(place, who).await;
    }
    let county = t.as_(seated("committee_reviewer", "county"));
    let at = async |place: &str, subtree: &str| {
        let mut found = titles(&county, &format!("q=%E5%9C%A8&organization={}{subtree}", id(place))).await;
        found.sort();
        found
    };
    for alone in ["", "&subtree=false"] {
        assert_eq!(at("village", alone).await, ["在 village"]);
        assert_eq!(at(PLACE, alone).await, ["在 branch_before"]);
    }
    assert_eq!(at("village", "&subtree=true").await, ["在 branch_after", "在 branch_before", "在 group_cousin", "在 village"]);
    assert_eq!(at(PLACE, "&subtree=true").await, ["在 branch_before", "在 group_cousin"]);
    assert_eq!(at("village_before", "&subtree=true").await, ["在 branch_cousin", "在 village_before"]);
    assert_eq!(titles(&county, "q=%E5%9C%A8").await.len(), 7);
    // Without a place, below `subtree` there is nothing to say.
    assert_eq!(titles(&county, "q=%E5%9C%A8&subtree=true").await.len(), 7);
}

#[actix_web::test]
async fn everybody_finds_what_is_theirs_to_see_and_no_more() {
    let t = app().await;
    handed_in(&owner(&t), &called("party_lecture", "2026-11-18", "寻找")).await;
    let seen = [
        (seated("branch_secretary", PLACE), true),
        (seated("committee_reviewer", "village"), true),
        (seated("committee_auditor", "county"), true),
        (seated("branch_secretary", "branch"), false),
        (seated("group_leader", "group_cousin"), false),
        (seated("committee_reviewer", "village_before"), false),
        (seated("committee_reviewer", "old_township"), false),
    ];
    for (who, is_theirs) in seen {
        assert_eq!(titles(&t.as_(who), "q=%E5%AF%BB%E6%89%BE").await.len(), usize::from(is_theirs), "{who}");
    }
    owner(&t).get(format!("/sessions?organization={}", id("branch"))).send().await.refused(Fault::NotFound);
    owner(&t).get(format!("/sessions?organization={}&subtree=true", id("village"))).send().await.refused(Fault::NotFound);
    t.as_(GARDENER).get("/sessions").send().await.refused(Fault::Forbidden);
}

#[actix_web::test]
async fn filters_go_together() {
    let t = app().await;
    begun(&owner(&t), &called("party_lecture", "2026-11-18", "甲课")).await;
    begun(&owner(&t), &called("party_lecture", "2026-10-18", "甲课上月")).await;
    begun(&owner(&t), &called("theme_party_day", "2026-11-18", "甲日")).await;
    handed_in(&owner(&t), &called("party_lecture", "2026-11-18", "甲课已交")).await;
    let query = format!("organization={}&kind=party_lecture&period=2026-11&status=draft&q=%E7%94%B2", id(PLACE));
    assert_eq!(titles(&owner(&t), &query).await, ["甲课"]);
}
