//! A democratic life meeting: of the leading body, whose dated seats say how many are due. Who follows by reference is
//! asked three rules, as warnings; a branch holds none.

use serde_json::{Value, json};

use super::records::{democratic_life, on};
use super::{Branch, Checked, PLACE, check_by, id, with, without};
use crate::support::grove::{GARDENER, seated};

const BODY: &str = "township";
const QUORUM: &str = "DLM-QUORUM";

/// A township whose committee is one of the county and above.
async fn township() -> Branch {
    let branch = Branch::of(0, 0).await;
    branch.set_up(BODY, json!({ "level": "county_and_above" })).await;
    branch
}

async fn check(branch: &Branch, record: &Value) -> Checked {
    check_by(&branch.t.as_(seated("recorder", BODY)), record).await
}

fn of(record: &Value, field: &str, value: impl Into<Value>) -> Value {
    with(record, &format!("/democratic_life/{field}"), value)
}

fn numbers(expected: u32, present: u32) -> Value {
    of(&of(&democratic_life(BODY), "body_expected", expected), "body_present", present)
}

/// So many members who sit on the body, from a day on.
async fn seats(branch: &Branch, count: usize, from: &str) -> Vec<String> {
    let mut people = Vec::new();
    for number in 0..count {
        let member = branch.stranger(PLACE, &format!("班子{}", number + 1)).await;
        let path = format!("/organizations/{}/body/{}", id(BODY), uuid::Uuid::now_v7());
        let seat = json!({ "member": member, "position": "member", "from": from });
        branch.t.as_(GARDENER).put(path).creating().json(&seat).send().await.expect(201);
        people.push(member);
    }
    people
}

/// A record without typed numbers, with a list of these.
fn listed(people: &[String], present: usize) -> Value {
    let bare = without(&without(&democratic_life(BODY), "/democratic_life/body_expected"), "/democratic_life/body_present");
    let line = |(place, member): (usize, &String)| json!({ "member": member, "came": if place < present { "present" } else { "excused" } });
    with(&bare, "/attendance", json!({ "people": people.iter().enumerate().map(line).collect::<Vec<_>>() }))
}

#[actix_web::test]
async fn two_thirds_of_the_body_are_a_quorum() {
    let branch = township().await;
    for (expected, enough) in [(9, 6), (7, 5), (8, 6), (3, 2), (1, 1)] {
        check(&branch, &numbers(expected, enough)).await.is(QUORUM, "met");
        check(&branch, &numbers(expected, enough - 1)).await.is(QUORUM, "violated");
    }
    let none = check(&branch, &numbers(0, 0)).await;
    none.is(QUORUM, "insufficient_data");
    for taken in ["body_expected", "body_present"] {
        let checked = check(&branch, &without(&numbers(9, 7), &format!("/democratic_life/{taken}"))).await;
        checked.is(QUORUM, "insufficient_data").is("REC-FULL", "incomplete");
    }
}

#[actix_web::test]
async fn its_dated_seats_say_who_is_due_and_the_list_who_came() {
    let branch = township().await;
    let people = seats(&branch, 6, "2026-01-01").await;
    let met = check(&branch, &listed(&people, 4)).await;
    assert_eq!((met.alarms(), met.impossible()), (Vec::<String>::new(), Vec::<&str>::new()), "{:#}", met.0["findings"]);
    met.is(QUORUM, "met");
    let short = check(&branch, &listed(&people, 3)).await;
    short.is(QUORUM, "violated").tells(QUORUM, "6人", "6").tells(QUORUM, "3人", "3");
    // Whoever sits there counts, wherever they belong.
    let mut all = people.clone();
    let away = branch.stranger("old_village", "外单位委员").await;
    let seat = json!({ "member": away, "position": "principal", "from": "2026-01-01" });
    let path = format!("/organizations/{}/body/{}", id(BODY), uuid::Uuid::now_v7());
    branch.t.as_(GARDENER).put(path).creating().json(&seat).send().await.expect(201);
    all.insert(0, away);
    let seven = check(&branch, &listed(&all, 5)).await;
    assert_eq!((seven.alarms(), seven.impossible()), (Vec::<String>::new(), Vec::<&str>::new()), "{:#}", seven.0["findings"]);
    check(&branch, &listed(&all, 4)).await.is(QUORUM, "violated").tells(QUORUM, "7人", "7");
    // Before they sat there nobody knows who did: what is typed is believed then.
    let late = check(&branch, &on(&numbers(9, 6), "2025-12-20")).await;
    late.is(QUORUM, "met").is_silent_of("BODY-ROLL");
}

#[actix_web::test]
async fn who_sits_on_it_since_later_was_not_due_before() {
    let branch = township().await;
    let mut people = seats(&branch, 3, "2026-01-01").await;
    people.extend(seats(&branch, 3, "2026-11-21").await);
    check(&branch, &listed(&people[..3], 2)).await.is(QUORUM, "met").tells(QUORUM, "3人", "3");
    check(&branch, &on(&listed(&people, 3), "2026-11-21")).await.is(QUORUM, "violated").tells(QUORUM, "6人", "6");
}

#[actix_web::test]
async fn another_number_than_the_bodys_is_judged_both_ways_and_stands_beside_it() {
    let branch = township().await;
    seats(&branch, 11, "2026-01-01").await;
    // Six of nine are enough, six of eleven are not.
    let checked = check(&branch, &numbers(9, 6)).await;
    checked.is("BODY-ROLL", "warning").is(QUORUM, "insufficient_data").is("REC-FULL", "incomplete");
    checked.tells("BODY-ROLL", "领导班子应到填9人，名册11人", "9 of the body are expected, its roll has 11");
    assert_eq!(checked.lacks(), ["/democratic_life/body_expected_reason"]);
    let explained = check(&branch, &of(&numbers(9, 8), "body_expected_reason", "2人当月调离")).await;
    explained.is("BODY-ROLL", "warning").is(QUORUM, "met").is_silent_of("REC-FULL");
    assert!(explained.says("BODY-ROLL").contains("2人当月调离"), "{}", explained.says("BODY-ROLL"));
    check(&branch, &numbers(11, 8)).await.is_silent_of("BODY-ROLL").is(QUORUM, "met");
}

#[actix_web::test]
async fn more_of_the_body_than_there_are_cannot_have_come() {
    let branch = township().await;
    assert_eq!(check(&branch, &numbers(9, 10)).await.impossible(), ["/democratic_life/body_present"]);
    assert_eq!(check(&branch, &numbers(9, 9)).await.impossible(), [""; 0]);
    let people = seats(&branch, 6, "2026-01-01").await;
    let attended = |typed: u32| of(&listed(&people, 4), "body_present", typed);
    assert_eq!(check(&branch, &attended(5)).await.impossible(), ["/democratic_life/body_present"]);
    assert_eq!(check(&branch, &attended(4)).await.impossible(), [""; 0]);
}

#[actix_web::test]
async fn the_superior_sets_the_theme_or_agrees_to_it() {
    let branch = township().await;
    let set_by = |by: &str| of(&democratic_life(BODY), "theme_set_by", by);
    check(&branch, &set_by("superior")).await.is("DLM-THEME", "met").tells("DLM-THEME", "主题由上级确定", "the superior set it");
    check(&branch, &set_by("own_with_consent")).await.is("DLM-THEME", "met").tells("DLM-THEME", "上级同意", "the superior approved it");
    check(&branch, &set_by("own")).await.is("DLM-THEME", "violated").tells("DLM-THEME", "主题自定，未报上级同意", "it was not approved");
    let unsaid = check(&branch, &without(&democratic_life(BODY), "/democratic_life/theme_set_by")).await;
    unsaid.is("DLM-THEME", "insufficient_data").tells("DLM-THEME", "主题由谁确定", "who set the theme");
}

#[actix_web::test]
async fn outside_the_fourth_quarter_the_superior_agrees() {
    let branch = township().await;
    // An ordinary one says nothing of its date.
    for day in ["2026-10-01", "2026-11-20", "2025-12-31"] {
        check(&branch, &on(&democratic_life(BODY), day)).await.is("DLM-MOVE", "met").is_silent_of("REC-FULL");
    }
    for (day, zh, en) in [("2026-09-30", "9月30日", "30 September"), ("2026-03-20", "3月20日", "20 March"), ("2026-01-01", "1月1日", "1 January")]
    {
        let early = on(&democratic_life(BODY), day);
        check(&branch, &early).await.is("DLM-MOVE", "insufficient_data").tells("DLM-MOVE", "上级是否同意", "whether the superior agreed");
        check(&branch, &of(&early, "move_approved", true)).await.is("DLM-MOVE", "met").tells("DLM-MOVE", zh, en);
        check(&branch, &of(&early, "move_approved", false)).await.is("DLM-MOVE", "violated").tells("DLM-MOVE", "上级未同意", "without consent");
    }
    // Within it, where it says that it was put off.
    let moved = of(&democratic_life(BODY), "moved", true);
    check(&branch, &moved).await.is("DLM-MOVE", "insufficient_data");
    check(&branch, &of(&moved, "move_approved", false)).await.is("DLM-MOVE", "violated");
    check(&branch, &of(&moved, "move_approved", true)).await.is("DLM-MOVE", "met");
    // One on a special matter has no usual time.
    check(&branch, &of(&on(&democratic_life(BODY), "2026-03-20"), "special", true)).await.is("DLM-MOVE", "met");
    check(&branch, &of(&moved, "special", true)).await.is("DLM-MOVE", "insufficient_data");
}

#[actix_web::test]
async fn the_superior_sends_somebody() {
    let branch = township().await;
    let sent = |word: &str| of(&democratic_life(BODY), "supervision", word);
    check(&branch, &sent("team")).await.is("DLM-SUP", "met").tells("DLM-SUP", "派出督导组", "a team");
    check(&branch, &sent("observer")).await.is("DLM-SUP", "met").tells("DLM-SUP", "派人列席", "an observer");
    check(&branch, &sent("none")).await.is("DLM-SUP", "violated").tells("DLM-SUP", "上级未派人", "nobody was sent");
    check(&branch, &without(&democratic_life(BODY), "/democratic_life/supervision")).await.is("DLM-SUP", "insufficient_data");
}

#[actix_web::test]
async fn who_follows_by_reference_is_asked_three_rules_as_warnings() {
    let branch = Branch::of(0, 0).await;
    let short = of(&of(&on(&numbers(9, 5), "2026-03-20"), "theme_set_by", "own"), "supervision", "none");
    // While the level is not known, and where it is a basic one.
    for level in [Value::Null, json!("basic")] {
        branch.set_up(BODY, json!({ "level": level })).await;
        let checked = check(&branch, &short).await;
        checked.is("DLM-SCOPE", "met").is(QUORUM, "warning").is("DLM-THEME", "warning");
        checked.is_silent_of("DLM-MOVE").is_silent_of("DLM-SUP").is_silent_of("REC-FULL");
    }
    branch.set_up(BODY, json!({ "level": "county_and_above" })).await;
    let checked = check(&branch, &of(&short, "move_approved", false)).await;
    for rule in [QUORUM, "DLM-THEME", "DLM-MOVE", "DLM-SUP"] {
        checked.is(rule, "violated");
    }
}

#[actix_web::test]
async fn by_reference_are_enterprises_of_the_state_universities_and_townships() {
    let branch = Branch::of(0, 0).await;
    let outcome = async |setting: Value| {
        branch.set_up(BODY, setting).await;
        check(&branch, &numbers(9, 5)).await.of(QUORUM).join(" ")
    };
    for sector in ["soe", "university", "school", "rural"] {
        assert_eq!(outcome(json!({ "sector": sector })).await, "warning", "{sector}");
    }
    for sector in ["private", "social_org"] {
        assert_eq!(outcome(json!({ "sector": sector })).await, "violated", "they carry it out as it stands: {sector}");
    }
    for kind in ["party_leading_group", "work_committee"] {
        assert_eq!(outcome(json!({ "kind": kind, "sector": null })).await, "violated", "{kind}");
    }
}

#[actix_web::test]
async fn once_a_year_it_is_held_and_by_reference_it_is_a_warning() {
    let branch = Branch::of(0, 0).await;
    let of = async |place: &str, period: &str| {
        let reviewer = branch.t.as_(seated("committee_reviewer", "county"));
        Checked(reviewer.get(format!("/organizations/{}/frequency?period={period}", id(place))).send().await.expect(200).json())
    };
    of(BODY, "2025").await.is("DLM-FREQ", "warning");
    of(BODY, "2026").await.is("DLM-FREQ", "open");
    of(PLACE, "2025").await.is_silent_of("DLM-FREQ");
    branch.set_up(BODY, json!({ "level": "county_and_above" })).await;
    of(BODY, "2025").await.is("DLM-FREQ", "violated");
    super::hand_in_by(&branch.t.as_(seated("recorder", BODY)), &on(&democratic_life(BODY), "2025-12-01")).await;
    of(BODY, "2025").await.is("DLM-FREQ", "met");
}

#[actix_web::test]
async fn of_a_branch_there_is_one_finding_and_no_other() {
    let branch = Branch::standard().await;
    let short = of(&of(&on(&democratic_life(PLACE), "2026-03-20"), "theme_set_by", "own"), "body_present", 2);
    let checked = branch.check(&short).await;
    assert_eq!(checked.alarms(), ["DLM-SCOPE violated"], "{:#}", checked.0["findings"]);
    // With the list of its members too: that is no impossible number of a body.
    let listed = branch.check(&with(&short, "/attendance", branch.came(0..16))).await;
    assert_eq!((listed.alarms(), listed.impossible()), (vec!["DLM-SCOPE violated".to_string()], Vec::<&str>::new()));
    checked.tells("DLM-SCOPE", "组织生活会", "organisational life meeting");
}
