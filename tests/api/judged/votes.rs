//! Records with a vote of each kind, complete but for the meeting of the committee before.

use serde_json::{Value, json};

use super::{Branch, with};

pub const VOTE: &str = "/agenda/0/votes/0";

/// The kinds of vote on somebody's membership.
pub const ON_MEMBERSHIP: [&str; 4] = ["admission", "confirmation", "probation_extension", "probation_cancellation"];

/// The rules that ask of each kind of vote how many must be there and how many must be in favour.
pub const QUORUM_AND_PASS: [(&str, &str, &str); 6] = [
    ("ordinary", "BGM-QUORUM", "BGM-PASS"),
    ("admission", "ADM-QUORUM", "ADM-PASS"),
    ("confirmation", "CONF-QUORUM", "CONF-PASS"),
    ("probation_extension", "EXT-QUORUM", "EXT-PASS"),
    ("probation_cancellation", "EXT-QUORUM", "EXT-PASS"),
    ("election", "ELE-QUORUM", "ELE-WIN"),
];

/// A vote with all that its subject asks for, passed by so many.
pub fn ballot(subject: &str, approve: usize) -> Value {
    let mut vote = json!({ "subject": subject, "approve": approve, "oppose": 0, "abstain": 0, "passed": true });
    let more = match subject {
        "admission" => json!({ "candidate": { "name": "李明" }, "secret": true, "prereview_passed_on": "2026-11-01" }),
        "confirmation" | "probation_cancellation" => json!({ "candidate": { "name": "李明" } }),
        "probation_extension" => json!({ "candidate": { "name": "李明" }, "extension_months": 6 }),
        "election" => json!({ "candidate": { "name": "李明" }, "proxies": 0 }),
        _ => json!({}),
    };
    vote.as_object_mut().expect("a vote").extend(more.as_object().expect("fields").clone());
    vote
}

impl Branch {
    /// A meeting to which the first so many came, with one vote in which so many were in favour.
    pub fn voting(&self, subject: &str, came: usize, approve: usize) -> Value {
        let record = with(&self.meeting(), "/attendance", self.came(0..came));
        let record = with(&record, VOTE, ballot(subject, approve));
        if subject != "admission" {
            return record;
        }
        let record = with(&record, "/agenda/0/candidate_performance", "联系群众，带头巡河。");
        with(&record, "/agenda/0/secretary_signed", true)
    }
}

/// The same record, of another day.
pub fn on(record: &Value, day: &str) -> Value {
    with(record, "/held_on", day)
}
