//! Changes in any order, on any days: what is told of a day changes no roll of a day before.

use actix_web::rt::System;
use proptest::collection::vec;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::{app, change, enrolled, id, member, roll};
use crate::support::client::Client;
use crate::support::grove::{GARDENER, Grove};

const DUTIES: [&str; 3] = ["secretary", "committee_member", "group_leader"];
const FLAGS: [&str; 3] = ["floating", "rights_suspended", "membership_stopped"];
const LAST: u32 = 12;

async fn rolls(caller: &Client<'_>) -> Vec<Value> {
    let mut all = Vec::new();
    for day in 1..=LAST {
        all.push(roll(caller, "branch_after", &format!("2026-11-{day:02}")).await);
    }
    all
}

/// What is told: of duties or of flags, which of the three, from which day on.
type Told = (bool, Vec<usize>, u32);

async fn check_changes(changes: Vec<Told>) {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "organization": id("branch_after"), "since": "2026-11-01" }))).await;
    let (mut version, mut known) = (1, rolls(&gardener).await);
    for (is_duty, words, day) in changes {
        let (field, all) = if is_duty { ("duties", DUTIES) } else { ("flags", FLAGS) };
        let words: Vec<&str> = words.into_iter().map(|word| all[word]).collect();
        let body = json!({ field: words, "on": format!("2026-11-{day:02}") });
        version = change(&gardener, &path, version, body.clone()).await.expect(200).version();
        let fresh = rolls(&gardener).await;
        let before = day as usize - 1;
        assert_eq!(fresh[..before], known[..before], "{body} changed a day before");
        let that_day = &fresh[before]["items"];
        match that_day.get(0) {
            Some(one) => assert!(words.iter().all(|word| one[field].as_array().is_some_and(|has| has.contains(&json!(word)))), "{body}: {one}"),
            None => assert!(known[before]["items"].get(0).is_none() || words.contains(&"membership_stopped"), "{body}"),
        }
        known = fresh;
    }
}

#[test]
fn no_change_reaches_back_behind_its_day() {
    Grove::plant();
    let mut runner = TestRunner::new(Config { cases: 10, failure_persistence: None, ..Config::default() });
    let told = (proptest::bool::ANY, vec(0..3_usize, 0..3), 1..=LAST);
    let run = runner.run(&vec(told, 1..6), |changes| {
        System::new().block_on(check_changes(changes));
        Ok(())
    });
    run.expect("the same rolls before the day of every change");
}
