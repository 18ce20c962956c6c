//! The branch committee's meeting: half of it at least, held by the secretary, of a branch that has one.

use serde_json::{Value, json};

use super::{Branch, HELD_ON, PLACE, check_by, id, with, without};
use crate::support::grove::{GARDENER, seated};

#[actix_web::test]
async fn half_of_the_committee_is_a_quorum_and_one_less_is_none() {
    let mut branch = Branch::standard().await;
    let came = |branch: &Branch, present: &[usize]| with(&branch.committee_meeting(), "/attendance", branch.list(present.iter().copied()));
    branch.check(&came(&branch, &[0, 1])).await.is("BCM-QUORUM", "met");
    branch.check(&came(&branch, &[0])).await.is("BCM-QUORUM", "violated");
    // Two of four are half of it.
    branch.enrol(json!({ "duties": ["publicity_commissioner"] })).await;
    branch.check(&came(&branch, &[0, 18])).await.is("BCM-QUORUM", "met");
    let short = branch.check(&came(&branch, &[0])).await;
    short.is("BCM-QUORUM", "violated").tells("BCM-QUORUM", "4人", "4");
}

#[actix_web::test]
async fn who_is_not_on_the_committee_does_not_count_in_it() {
    let branch = Branch::standard().await;
    let guest = branch.stranger("branch_after", "邻村书记").await;
    let mut record = with(&branch.committee_meeting(), "/attendance", branch.list([0, 5, 6, 7, 8]));
    record["attendance"]["guests"] = json!([{ "member": guest, "came": "present" }]);
    record["observers"] = json!([{ "person": { "name": "镇党委组织委员" } }]);
    let checked = branch.check(&record).await;
    assert_eq!(checked.impossible(), [""; 0]);
    checked.is("BCM-QUORUM", "violated");
}

#[actix_web::test]
async fn a_branch_without_a_committee_has_none_that_could_meet() {
    for size in [5, 7] {
        let mut branch = Branch::of(0, 0).await;
        branch.enrol(json!({ "duties": ["secretary"] })).await;
        for _ in 1..size {
            branch.enrol(json!({})).await;
        }
        let record = with(&branch.committee_meeting(), "/attendance", branch.list([0]));
        let checked = branch.check(&with(&record, "/agenda/0/decisions", json!([{ "text": "走访" }]))).await;
        checked.is("KIND-ORG", "warning").tells("KIND-ORG", "本支部没有支部委员会", "This branch has no committee");
        checked.is_silent_of("BCM-QUORUM").is_silent_of("BCM-HOST").is_silent_of("EXPECT-ROLL");
    }
}

#[actix_web::test]
async fn a_roll_without_duties_does_not_know_whether_there_is_a_committee() {
    let mut branch = Branch::of(0, 0).await;
    for _ in 0..9 {
        branch.enrol(json!({})).await;
    }
    let checked = branch.check(&branch.committee_meeting()).await;
    checked.is("BCM-QUORUM", "insufficient_data").is("BCM-HOST", "insufficient_data").is_silent_of("KIND-ORG");
    assert!(checked.says("BCM-QUORUM").contains("请核对党员名册"), "{}", checked.says("BCM-QUORUM"));
    // It is not for the recorder to mend.
    checked.is_silent_of("REC-FULL");
}

#[actix_web::test]
async fn without_a_list_nobody_knows_whether_the_committee_came() {
    let branch = Branch::standard().await;
    let checked = branch.check(&without(&branch.committee_meeting(), "/attendance")).await;
    checked.is("BCM-QUORUM", "insufficient_data").is("BCM-HOST", "met");
}

#[actix_web::test]
async fn the_secretary_holds_it_or_to_whom_it_was_delegated() {
    let branch = Branch::standard().await;
    let host = |said: Value| with(&with(&branch.committee_meeting(), "/host", said), "/attendance", branch.list([0, 1, 2, 5]));
    let of = |place: usize| json!({ "person": { "member": branch.people[place] } });
    let delegated = |place: usize, is_so: bool| json!({ "person": { "member": branch.people[place] }, "delegated": is_so });
    branch.check(&host(of(0))).await.is("BCM-HOST", "met").tells("BCM-HOST", "书记党员1主持", "党员1");
    branch.check(&host(delegated(1, true))).await.is("BCM-HOST", "met").tells("BCM-HOST", "副书记党员2受委托主持", "by delegation");
    branch.check(&host(delegated(2, true))).await.is("BCM-HOST", "met");
    branch.check(&host(delegated(1, false))).await.is("BCM-HOST", "violated").tells("BCM-HOST", "党员2主持，未受书记委托", "without delegation");
    branch.check(&host(of(1))).await.is("BCM-HOST", "insufficient_data").tells("BCM-HOST", "是否受委托", "whether it was delegated");
    branch.check(&host(of(5))).await.is("BCM-HOST", "violated").tells("BCM-HOST", "党员6主持，当日无职务", "no duty that day");
    branch.check(&host(delegated(5, true))).await.is("BCM-HOST", "violated");
}

#[actix_web::test]
async fn a_host_is_known_by_name_where_one_alone_is_called_so() {
    let mut branch = Branch::standard().await;
    let named = |branch: &Branch, name: &str| with(&branch.committee_meeting(), "/host", json!({ "person": { "name": name } }));
    branch.check(&named(&branch, "党员1")).await.is("BCM-HOST", "met");
    branch.check(&named(&branch, "党员6")).await.is("BCM-HOST", "violated");
    // Two of one name: the roll does not tell which, and nobody is accused.
    branch.enrol(json!({ "name": "党员6" })).await;
    branch.check(&named(&branch, "党员6")).await.is("BCM-HOST", "insufficient_data");
}

#[actix_web::test]
async fn another_duty_than_the_rolls_is_judged_both_ways_and_stands_beside_it() {
    let branch = Branch::standard().await;
    let host = json!({ "person": { "member": branch.people[2] }, "duty": "secretary" });
    let record = with(&branch.committee_meeting(), "/host", host);
    let checked = branch.check(&record).await;
    checked.is("HOST-ROLL", "warning").is("BCM-HOST", "insufficient_data").is("REC-FULL", "incomplete");
    checked.tells("HOST-ROLL", "党员3填为书记，当天名册为组织委员", "党员3 is given as");
    assert_eq!(checked.lacks(), ["/host/duty_reason"]);
    let explained = branch.check(&with(&record, "/host/duty_reason", "党员3当天起任书记")).await;
    explained.is("HOST-ROLL", "warning").is_silent_of("REC-FULL");
    assert!(explained.says("HOST-ROLL").contains("党员3当天起任书记"));
    // Nor is anybody else the secretary for having been typed so.
    let usurper = json!({ "person": { "member": branch.people[5] }, "duty": "secretary" });
    let usurped = with(&with(&record, "/host", usurper), "/attendance", branch.list([0, 1, 5]));
    let usurped = branch.check(&usurped).await;
    usurped.is("HOST-ROLL", "warning").is("BCM-HOST", "insufficient_data").tells("HOST-ROLL", "党员6填为书记，当天名册无职务", "without a duty");
    // 委员 is what each on the committee is.
    let member = json!({ "person": { "member": branch.people[2] }, "duty": "committee_member", "delegated": true });
    branch.check(&with(&record, "/host", member)).await.is("BCM-HOST", "met").is_silent_of("HOST-ROLL");
}

#[actix_web::test]
async fn who_was_excused_did_not_hold_it() {
    let branch = Branch::standard().await;
    let mut record = branch.committee_meeting();
    record["attendance"]["people"][0]["came"] = json!("excused");
    let checked = branch.check(&record).await;
    checked.is("HOST-ROLL", "warning").tells("HOST-ROLL", "出席名单为请假", "党员1");
}

#[actix_web::test]
async fn a_new_committee_changes_nothing_of_what_the_old_one_held() {
    let branch = Branch::standard().await;
    let may = with(&with(&branch.committee_meeting(), "/held_on", "2026-05-10"), "/late_reason", "补录");
    let may = with(&may, "/attendance", branch.list([0, 1]));
    branch.check(&may).await.is("BCM-QUORUM", "met").is("BCM-HOST", "met");
    for (place, duties) in [(0, json!([])), (1, json!([])), (5, json!(["secretary"])), (6, json!(["deputy_secretary"]))] {
        let path = format!("/members/{}", branch.people[place]);
        let change = json!({ "duties": duties, "on": "2026-09-01" });
        branch.t.as_(GARDENER).patch(path).if_match(1).json(&change).send().await.expect(200);
    }
    branch.check(&may).await.is("BCM-QUORUM", "met").is("BCM-HOST", "met");
    // In November it is the new one that meets.
    let now = with(&with(&may, "/held_on", HELD_ON), "/host", json!({ "person": { "member": branch.people[0] } }));
    branch.check(&now).await.is("BCM-QUORUM", "violated").is("BCM-HOST", "violated");
}

#[actix_web::test]
async fn each_kind_is_held_by_those_whose_it_is() {
    let branch = Branch::standard().await;
    let cases: [(&str, &str, &str, &[&str]); 6] = [
        ("group_leader", "group_cousin", "branch_committee_meeting", &["KIND-ORG"]),
        ("group_leader", "group_cousin", "branch_general_meeting", &["KIND-ORG"]),
        ("branch_secretary", PLACE, "party_group_meeting", &["KIND-ORG"]),
        ("recorder", "village", "branch_general_meeting", &["KIND-ORG"]),
        ("recorder", "village", "organizational_life_meeting", &["KIND-ORG"]),
        ("group_leader", "group_cousin", "organizational_life_meeting", &[]),
    ];
    for (role, place, kind, said) in cases {
        let record = json!({ "organization": id(place), "kind": kind, "held_on": HELD_ON });
        let checked = check_by(&branch.t.as_(seated(role, place)), &record).await;
        let wrong: Vec<&str> = if checked.of("KIND-ORG").is_empty() { Vec::new() } else { vec!["KIND-ORG"] };
        assert_eq!(wrong, said, "{place} {kind}");
    }
    let group = json!({ "organization": id("group_cousin"), "kind": "branch_committee_meeting", "held_on": HELD_ON });
    let checked = check_by(&branch.t.as_(seated("group_leader", "group_cousin")), &group).await;
    checked.is("KIND-ORG", "warning").tells("KIND-ORG", "党小组不召开支部委员会会议", "holds no");
}
