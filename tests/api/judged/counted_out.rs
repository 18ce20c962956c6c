//! Who may be left out of the base: for which reasons in which vote, with consent and adoption; nobody in an ordinary one.

use serde_json::{Value, json};

use super::votes::{ON_MEMBERSHIP, VOTE, on};
use super::{Branch, with, without};

/// Five reasons that guidance names for every vote on membership, two more for elections.
const FOR_ALL: [&str; 5] = ["cannot_express_will", "abroad_over_half_year", "serving_sentence", "bedridden", "relation_should_have_moved"];
const FOR_ELECTIONS: [&str; 2] = ["retired_away", "floating_by_decision"];

fn two(reason: &str, consented: Option<bool>, adopted: Option<bool>) -> Value {
    let mut out = json!({ "reason": reason, "count": 2 });
    for (field, value) in [("superior_consented", consented), ("meeting_adopted", adopted)] {
        if let Some(value) = value {
            out[field] = value.into();
        }
    }
    out
}

fn leaving_out(branch: &Branch, subject: &str, came: usize, out: &[Value]) -> Value {
    with(&branch.voting(subject, came, 0), &format!("{VOTE}/counted_out"), out)
}

#[actix_web::test]
async fn each_kind_of_vote_has_its_reasons_and_an_ordinary_one_none() {
    let branch = Branch::of(16, 0).await;
    for reason in FOR_ALL.into_iter().chain(FOR_ELECTIONS) {
        let in_order = [two(reason, Some(true), Some(true))];
        branch.check(&leaving_out(&branch, "ordinary", 7, &in_order)).await.is("BASE-OUT", "violated").is("BGM-QUORUM", "violated");
        // Of sixteen eight are not more than half; of fourteen they are.
        let is_elections_own = FOR_ELECTIONS.contains(&reason);
        for subject in ON_MEMBERSHIP {
            let checked = branch.check(&leaving_out(&branch, subject, 8, &in_order)).await;
            let quorum = checked.of_either(&["ADM-QUORUM", "CONF-QUORUM", "EXT-QUORUM"]);
            assert_eq!(
                (checked.of("BASE-OUT").concat().as_str(), quorum.as_str()),
                if is_elections_own { ("violated", "violated") } else { ("met", "met") },
                "{reason} in {subject}"
            );
        }
        // Of sixteen thirteen are needed, of fourteen twelve.
        branch.check(&leaving_out(&branch, "election", 12, &in_order)).await.is("BASE-OUT", "met").is("ELE-QUORUM", "met");
    }
}

#[actix_web::test]
async fn who_was_left_out_of_order_still_counts_and_it_is_said_why() {
    let branch = Branch::of(16, 0).await;
    let cases = [
        (two("bedridden", Some(false), Some(true)), "上级未同意，仍计入"),
        (two("bedridden", Some(true), Some(false)), "大会未通过，仍计入"),
        (two("bedridden", Some(false), None), "上级未同意，仍计入"),
        (two("retired_away", Some(true), Some(true)), "不属此列，仍计入"),
    ];
    for (out, words) in cases {
        let checked = branch.check(&leaving_out(&branch, "admission", 8, &[out])).await;
        checked.is("BASE-OUT", "violated").is("ADM-QUORUM", "violated");
        assert!(checked.says("BASE-OUT").contains(words), "{}", checked.says("BASE-OUT"));
    }
}

#[actix_web::test]
async fn while_consent_or_adoption_is_not_said_both_bases_are_judged() {
    let branch = Branch::of(16, 0).await;
    for (consented, adopted) in [(None, None), (Some(true), None), (None, Some(true))] {
        let of = |came| leaving_out(&branch, "admission", came, &[two("bedridden", consented, adopted)]);
        for (came, outcome) in [(7, "violated"), (8, "insufficient_data"), (9, "met")] {
            let checked = branch.check(&of(came)).await;
            checked.is("ADM-QUORUM", outcome).is("BASE-OUT", "insufficient_data");
            assert!(checked.says("BASE-OUT").contains("请记录人补充"), "{}", checked.says("BASE-OUT"));
        }
    }
}

#[actix_web::test]
async fn one_out_of_order_among_others_is_found() {
    let branch = Branch::of(16, 0).await;
    let out = [two("bedridden", Some(true), Some(true)), two("serving_sentence", Some(false), Some(true))];
    branch.check(&leaving_out(&branch, "admission", 8, &out)).await.is("BASE-OUT", "violated").is("ADM-QUORUM", "met");
    branch.check(&leaving_out(&branch, "admission", 7, &out)).await.is("ADM-QUORUM", "violated");
}

#[actix_web::test]
async fn of_a_vote_without_a_subject_nobody_knows_whether_it_was_in_order() {
    let branch = Branch::of(16, 0).await;
    let record = without(&leaving_out(&branch, "admission", 8, &[two("bedridden", Some(true), Some(true))]), &format!("{VOTE}/subject"));
    branch.check(&record).await.is("BASE-OUT", "insufficient_data");
    let refused = without(&leaving_out(&branch, "admission", 8, &[two("bedridden", Some(false), Some(true))]), &format!("{VOTE}/subject"));
    branch.check(&refused).await.is("BASE-OUT", "violated");
}

#[actix_web::test]
async fn nobody_is_left_out_where_nobody_is_listed() {
    let branch = Branch::of(16, 0).await;
    branch.check(&branch.voting("admission", 9, 9)).await.is_silent_of("BASE-OUT");
    branch.check(&leaving_out(&branch, "admission", 9, &[])).await.is_silent_of("BASE-OUT").is("ADM-QUORUM", "met");
}

#[actix_web::test]
async fn who_came_and_who_was_left_out_are_not_more_than_there_are() {
    let branch = Branch::of(16, 0).await;
    let of = |came| leaving_out(&branch, "admission", came, &[two("bedridden", Some(true), Some(true))]);
    assert_eq!(branch.check(&of(14)).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&of(15)).await.impossible(), ["/agenda/0/votes/0/counted_out"]);
    // Where nobody knows who came, no more than are due.
    let out = |count: u32| json!([{ "reason": "bedridden", "count": count }]);
    let unknown = |count: u32| with(&without(&branch.voting("admission", 1, 0), "/attendance"), &format!("{VOTE}/counted_out"), out(count));
    assert_eq!(branch.check(&unknown(16)).await.impossible(), [""; 0]);
    assert_eq!(branch.check(&unknown(17)).await.impossible(), ["/agenda/0/votes/0/counted_out"]);
}

#[actix_web::test]
async fn it_is_asked_since_the_day_of_the_guidance_and_of_elections_since_theirs() {
    let branch = Branch::of(16, 0).await;
    let out = [two("bedridden", Some(true), Some(true))];
    let admission = leaving_out(&branch, "admission", 9, &out);
    branch.check(&on(&admission, "2014-05-27")).await.is_silent_of("BASE-OUT");
    branch.check(&on(&admission, "2014-05-28")).await.is("BASE-OUT", "met");
    let election = leaving_out(&branch, "election", 14, &out);
    branch.check(&on(&election, "2020-07-12")).await.is_silent_of("BASE-OUT");
    branch.check(&on(&election, "2020-07-13")).await.is("BASE-OUT", "met");
}
