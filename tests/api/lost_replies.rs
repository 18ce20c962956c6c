//! A reply may be lost on the way to the phone, which then asks again. Whatever the first request did, the second answers
//! as if it had been the first, and does nothing.

use sanhui::authz::Role;
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::grove::{Grove, TREE, seated};
use crate::support::must::{Asker, Must, must};
use crate::support::samples::{Open, Sample, samples};

/// What is meant to do something each time, and why. May only shrink.
const EACH_TIME: [(&str, &str); 3] = [
    ("POST /auth/login", "each sign-in is one: the tokens of the first are void, and the trail says so"),
    ("POST /accounts/{id}/invitation", "the code is shown once; who did not see it asks for another"),
    ("POST /auth/logout", "the token that asks is void by then"),
];

/// Somebody who is let through.
fn allowed(t: &TestApp, sample: &Sample) -> Option<String> {
    if sample.open == Open::All {
        return None;
    }
    let roles = Role::ALL.iter().flat_map(|role| TREE.iter().map(move |(seat, _, kind)| (*role, *seat, *kind)));
    let seat = roles
        .filter(|(role, _, kind)| sanhui::authz::policy::fits(*role, *kind))
        .find(|(role, seat, _)| must(sample, Asker::Seated(*role, seat)) == Must::Let);
    let (role, seat, _) = seat.unwrap_or_else(|| panic!("nobody may {}", sample.name()));
    let account = seated(role.word(), seat);
    Some(t.token(account, crate::support::app::device_of(account)))
}

/// What a reply says, but for what is drawn for it alone.
fn said(body: &[u8]) -> Value {
    let mut body: Value = serde_json::from_slice(body).unwrap_or_default();
    for drawn in ["access_token", "invitation_code", "invitation_until"] {
        body.as_object_mut().map(|body| body.remove(drawn));
    }
    body
}

#[actix_web::test]
async fn every_change_may_be_sent_again() {
    let ids = &Grove::plant().ids;
    let is_dry = |sample: &Sample| sample.operation == "POST /sessions/check";
    let changes = samples().into_iter().filter(|sample| !sample.is_read() && !is_dry(sample));
    let changes = changes.filter(|sample| !matches!(sample.open, Open::Nobody(_)) && sample.then.is_none());
    let mut tried = 0;
    for sample in changes.filter(|sample| !EACH_TIME.iter().any(|(operation, _)| *operation == sample.operation)) {
        let t = TestApp::on(&Grove::plant().template).await;
        let caller = allowed(&t, &sample).map_or_else(|| t.anonymous(), |token| t.with_token(token));
        let first = sample.ask(&caller, ids).await;
        assert!(first.status < 300, "{}: {} {}", sample.name(), first.status, first.text());
        let (digest, trail) = (t.digest(), t.trail_length().await);
        let again = sample.ask(&caller, ids).await;
        assert!(again.status < 300, "{} sent again: {} {}", sample.name(), again.status, again.text());
        tried += 1;
        // Whoever comes in comes in again: with other tokens, and the trail says so.
        if sample.open == Open::All {
            continue;
        }
        // The report says of each row what was done with it: nothing, now.
        if sample.operation != "POST /imports" {
            assert_eq!(said(&first.body), said(&again.body), "{}", sample.name());
        }
        assert_eq!(t.trail_length().await, trail, "{} did something again", sample.name());
        assert_eq!(t.digest(), digest, "{} wrote something again", sample.name());
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn what_happens_each_time_is_an_operation_still() {
    let every = samples();
    let stale: Vec<_> = EACH_TIME.iter().filter(|(operation, _)| !every.iter().any(|sample| sample.operation == *operation)).collect();
    assert!(stale.is_empty(), "{stale:?}");
}
