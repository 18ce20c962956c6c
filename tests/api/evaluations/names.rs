//! In whose name somebody evaluates: the nearest of their committees above the record, and never the record's own.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{also, app, fresh, hand_in, handed_in, id, record, reviewer, say, secretary, verdict};
use crate::support::app::TestApp;
use crate::support::grove::seated;

/// In whose name an evaluation of a submitted record comes out.
async fn named(t: &TestApp, account: sanhui::id::AccountId, session: &str, word: &str) -> Value {
    say(&t.as_(account), session, 2, &verdict(word)).await.expect(201).json()["organization"].clone()
}

#[actix_web::test]
async fn each_committee_above_evaluates_in_its_own_name() {
    let t = app().await;
    for place in ["village", "township", "county"] {
        for word in ["note", "accept"] {
            let session = handed_in(&t, json!({})).await;
            assert_eq!(named(&t, reviewer(place), &session, word).await, id(place));
        }
    }
}

#[actix_web::test]
async fn of_several_committees_the_nearest_speaks() {
    let t = app().await;
    // Whichever of the two came first.
    for (first, second) in [("county", "village"), ("village", "county"), ("township", "village"), ("village", "township")] {
        let t = app().await;
        also(&t, reviewer(first), "committee_reviewer", second).await;
        assert_eq!(named(&t, reviewer(first), id("submitted"), "accept").await, id("village"), "{first} and {second}");
    }
    // A committee that is near but not above says nothing here.
    also(&t, reviewer("township"), "committee_reviewer", "village_after").await;
    also(&t, reviewer("township"), "committee_reviewer", "old_village").await;
    assert_eq!(named(&t, reviewer("township"), id("submitted"), "accept").await, id("township"));
}

#[actix_web::test]
async fn a_role_that_does_not_evaluate_lends_no_name() {
    let t = app().await;
    also(&t, reviewer("township"), "committee_auditor", "village").await;
    also(&t, reviewer("township"), "organization_administrator", "village").await;
    assert_eq!(named(&t, reviewer("township"), id("submitted"), "accept").await, id("township"));
}

#[actix_web::test]
async fn a_committees_own_record_is_evaluated_from_above() {
    let t = app().await;
    let session = fresh();
    hand_in(&t.as_(seated("recorder", "village")), &session, &record("village", json!({}))).await;
    for word in ["note", "accept", "return"] {
        say(&t.as_(reviewer("village")), &session, 2, &verdict(word)).await.refused(Fault::NotFound);
    }
    also(&t, reviewer("village"), "committee_reviewer", "county").await;
    assert_eq!(named(&t, reviewer("village"), &session, "note").await, id("county"));
    assert_eq!(named(&t, reviewer("township"), &session, "accept").await, id("township"));
}

#[actix_web::test]
async fn a_record_of_another_tree_does_not_exist_and_who_never_evaluates_is_told_so() {
    let t = app().await;
    for place in ["old_village", "old_township", "village_before", "village_after"] {
        say(&t.as_(reviewer(place)), id("submitted"), 2, &verdict("accept")).await.refused(Fault::NotFound);
    }
    for account in [secretary(), seated("committee_auditor", "village"), seated("organization_administrator", "county")] {
        say(&t.as_(account), id("submitted"), 2, &verdict("accept")).await.refused(Fault::Forbidden);
    }
    let nowhere = fresh();
    say(&t.as_(reviewer("village")), &nowhere, 2, &verdict("accept")).await.refused(Fault::NotFound);
}
