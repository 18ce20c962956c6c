//! What is said of a record, worked out by hand from what each regulation asks: both sides of every bound, what the roll
//! knows against what was typed, what is not said, what cannot be. A theme a file. The branch here has sixteen with a vote
//! and two on probation; its secretary, deputy and one commissioner are its committee.

mod admission;
mod appraisal;
mod ballots;
mod base;
mod clocks;
mod committee;
mod complete;
mod counted_out;
mod democratic_life;
mod discussion;
mod elections;
mod entries;
mod full;
mod group;
mod hosts;
mod impossible;
mod kept;
mod life;
mod life_of_others;
mod party_day;
mod periods;
mod places;
mod prior;
mod properties;
mod queue;
mod records;
mod rolls;
mod set_up;
mod speech;
mod talks;
mod votes;
mod windows;
mod written;

use sanhui::id::AccountId;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::grove::{GARDENER, Grove, seated};

/// A branch of the grove where nobody is until a sentence enrols them.
const PLACE: &str = "branch_before";
/// The day on which these sessions were held: a Friday of the fourth quarter.
const HELD_ON: &str = "2026-11-20";

fn id(name: &str) -> &'static str {
    Grove::plant().ids.get(name)
}

/// A branch with its people, and its secretary at work.
struct Branch {
    t: TestApp,
    /// By the order they were enrolled in: the secretary, the deputy, the commissioner, thirteen others with a vote, two on
    /// probation.
    people: Vec<String>,
    /// Whose records they are, where the people belong, and who writes.
    place: String,
    home: String,
    caller: AccountId,
}

impl Branch {
    /// Sixteen with a vote, two on probation.
    async fn standard() -> Branch {
        Branch::of(16, 2).await
    }

    /// So many full members and so many on probation; the first three are the committee.
    async fn of(full: usize, probationary: usize) -> Branch {
        let t = TestApp::on(&Grove::plant().template).await;
        let (place, home, caller) = (id(PLACE).to_string(), id(PLACE).to_string(), seated("branch_secretary", PLACE));
        let mut branch = Branch { t, people: Vec::new(), place, home, caller };
        branch.enrol_all(full, probationary).await;
        branch
    }

    async fn enrol_all(&mut self, full: usize, probationary: usize) {
        let duties = ["secretary", "deputy_secretary", "organization_commissioner"];
        for number in 0..full {
            let duty = duties.get(number).map(|duty| json!([duty])).unwrap_or(json!([]));
            self.enrol(json!({ "duties": duty })).await;
        }
        for _ in 0..probationary {
            self.enrol(json!({ "status": "probationary", "full_on": null, "joined_on": "2026-03-01", "since": "2026-03-01" })).await;
        }
    }

    /// Enrols somebody, a full member since 2011 unless it is said otherwise. Answers their place in `people`.
    async fn enrol(&mut self, said: Value) -> usize {
        let place = self.people.len();
        let mut member = json!({
            "organization": self.home, "name": format!("党员{}", place + 1), "status": "full",
            "joined_on": "2010-07-01", "full_on": "2011-07-01", "since": "2010-07-01",
        });
        for (field, value) in said.as_object().expect("fields") {
            member[field] = value.clone();
        }
        let id = uuid::Uuid::now_v7().to_string();
        self.t.as_(GARDENER).put(format!("/members/{id}")).creating().json(&member).send().await.expect(201);
        self.people.push(id);
        place
    }

    fn secretary(&self) -> Client<'_> {
        self.t.as_(self.caller)
    }

    /// The list of who came: these places of `people` did, all others are excused.
    fn came(&self, present: impl IntoIterator<Item = usize>) -> Value {
        let present: Vec<usize> = present.into_iter().collect();
        let line =
            |(place, member): (usize, &String)| json!({ "member": member, "came": if present.contains(&place) { "present" } else { "excused" } });
        json!({ "people": self.people.iter().enumerate().map(line).collect::<Vec<_>>() })
    }

    /// A members' meeting that is complete and in order, with one ordinary vote: all sixteen came, twelve were for it.
    fn meeting(&self) -> Value {
        json!({
            "organization": self.place, "kind": "branch_general_meeting", "held_on": HELD_ON,
            "host": { "person": { "member": self.people[0] } },
            "attendance": self.came(0..16),
            "minutes": "三名党员发言，一致同意。",
            "agenda": [{ "title": "讨论年度计划", "votes": [self.vote()] }],
        })
    }

    /// An ordinary vote of twelve for and four against.
    fn vote(&self) -> Value {
        json!({ "subject": "ordinary", "approve": 12, "oppose": 4, "abstain": 0, "passed": true })
    }

    /// What the dry run says of a record.
    async fn check(&self, record: &Value) -> Checked {
        let reply = self.secretary().post("/sessions/check").json(record).send().await.expect(200).json();
        Checked(reply)
    }

    /// Writes a record and hands it in; answers where it is.
    async fn hand_in(&self, record: &Value) -> String {
        let path = format!("/sessions/{}", uuid::Uuid::now_v7());
        self.secretary().put(&path).creating().json(record).send().await.expect(201);
        self.secretary().post(format!("{path}/submit")).if_match(1).send().await.expect(200);
        path
    }
}

/// What was said of a record.
struct Checked(Value);

impl Checked {
    fn findings(&self) -> Vec<&Value> {
        self.0["findings"].as_array().into_iter().flatten().collect()
    }
    /// The outcomes of a rule, as its findings stand.
    fn of(&self, rule: &str) -> Vec<&str> {
        self.findings().into_iter().filter(|one| one["rule"] == rule).filter_map(|one| one["outcome"].as_str()).collect()
    }
    /// The Chinese sentence of a rule's first finding.
    #[track_caller]
    fn says(&self, rule: &str) -> &str {
        let found = self.findings().into_iter().find(|one| one["rule"] == rule);
        found.and_then(|one| one["zh"].as_str()).unwrap_or_else(|| panic!("no finding of {rule} in {:#}", self.0["findings"]))
    }
    #[track_caller]
    fn is(&self, rule: &str, outcome: &str) -> &Checked {
        assert_eq!(self.of(rule), [outcome], "{rule}: {:#}", self.0["findings"]);
        self
    }
    #[track_caller]
    fn is_silent_of(&self, rule: &str) -> &Checked {
        assert_eq!(self.of(rule), [""; 0], "{rule}: {:#}", self.0["findings"]);
        self
    }
    /// Every finding but those that are met.
    fn alarms(&self) -> Vec<String> {
        let alarming = self.findings().into_iter().filter(|one| one["outcome"] != "met");
        alarming.map(|one| format!("{} {}", one["rule"].as_str().unwrap_or_default(), one["outcome"].as_str().unwrap_or_default())).collect()
    }
    /// Where it cannot have happened.
    fn impossible(&self) -> Vec<&str> {
        self.0["impossible"].as_array().into_iter().flatten().filter_map(|one| one["pointer"].as_str()).collect()
    }
}

/// The same record with one thing more, or otherwise, at a JSON Pointer.
fn with(record: &Value, pointer: &str, value: impl Into<Value>) -> Value {
    let mut record = record.clone();
    let (above, last) = pointer.rsplit_once('/').expect("a pointer");
    match record.pointer_mut(above).expect("a place to put it") {
        Value::Array(list) => list[last.parse::<usize>().expect("a number")] = value.into(),
        object => object[last] = value.into(),
    }
    record
}

/// The same record without one thing.
fn without(record: &Value, pointer: &str) -> Value {
    let mut record = record.clone();
    let (above, last) = pointer.rsplit_once('/').expect("a pointer");
    record.pointer_mut(above).and_then(Value::as_object_mut).expect("an object").remove(last);
    record
}

impl Branch {
    /// A temporary branch of so many, with a secretary at work.
    async fn temporary(full: usize) -> Branch {
        let mut branch = Branch::of(0, 0).await;
        let (place, grant) = (uuid::Uuid::now_v7().to_string(), uuid::Uuid::now_v7());
        let gardener = branch.t.as_(GARDENER);
        let body = json!({ "parent": id("village"), "name": "防汛临时党支部", "kind": "temporary_branch" });
        gardener.put(format!("/organizations/{place}")).creating().json(&body).send().await.expect(201);
        let body = json!({ "account": branch.caller, "role": "branch_secretary", "valid_from": "2026-11-01" });
        gardener.put(format!("/organizations/{place}/grants/{grant}")).creating().json(&body).send().await.expect(201);
        (branch.place, branch.home) = (place.clone(), place);
        branch.enrol_all(full, 0).await;
        branch
    }

    /// A branch of a village.
    async fn rural(full: usize) -> Branch {
        let branch = Branch::of(full, 0).await;
        let (gardener, path) = (branch.t.as_(GARDENER), format!("/organizations/{}", branch.place));
        let version = gardener.get(&path).send().await.expect(200).version();
        gardener.patch(&path).if_match(version).json(&json!({ "sector": "rural", "on": "2026-01-01" })).send().await.expect(200);
        branch
    }

    /// A meeting of a branch of which nobody is known.
    fn meeting_of_nobody(&self) -> Value {
        json!({
            "organization": self.place, "kind": "branch_general_meeting", "held_on": HELD_ON, "minutes": "议事",
            "host": { "person": { "name": "张伟" } }, "attendance": {}, "agenda": [{ "title": "议事", "votes": [self.vote()] }],
        })
    }

    /// A record of a kind with nothing but what every record needs.
    fn bare(&self, kind: &str) -> Value {
        json!({ "organization": id(PLACE), "kind": kind, "held_on": HELD_ON })
    }

    /// The list of these alone, who all came.
    fn list(&self, present: impl IntoIterator<Item = usize>) -> Value {
        let line = |place: usize| json!({ "member": self.people[place], "came": "present" });
        json!({ "people": present.into_iter().map(line).collect::<Vec<_>>() })
    }

    /// Sets an organisation up otherwise, for all the days on which it is looked after.
    async fn set_up(&self, place: &str, change: Value) {
        let (gardener, path) = (self.t.as_(GARDENER), format!("/organizations/{}", id(place)));
        let version = gardener.get(&path).send().await.expect(200).version();
        let mut change = change;
        change["on"] = json!("2020-01-01");
        gardener.patch(&path).if_match(version).json(&change).send().await.expect(200);
    }

    /// Somebody who belongs elsewhere.
    async fn stranger(&self, place: &str, name: &str) -> String {
        let member = uuid::Uuid::now_v7().to_string();
        let body = json!({
            "organization": id(place), "name": name, "status": "full", "joined_on": "2010-07-01", "full_on": "2011-07-01", "since": "2010-07-01",
        });
        self.t.as_(GARDENER).put(format!("/members/{member}")).creating().json(&body).send().await.expect(201);
        member
    }
}

/// What the dry run says of a record of somebody's own place.
async fn check_by(caller: &Client<'_>, record: &Value) -> Checked {
    Checked(caller.post("/sessions/check").json(record).send().await.expect(200).json())
}

/// Hands a record in and answers where it is.
async fn hand_in_by(caller: &Client<'_>, record: &Value) -> String {
    let path = format!("/sessions/{}", uuid::Uuid::now_v7());
    caller.put(&path).creating().json(record).send().await.expect(201);
    caller.post(format!("{path}/submit")).if_match(1).send().await.expect(200);
    path
}

impl Checked {
    /// The English sentence of a rule's first finding.
    #[track_caller]
    fn english(&self, rule: &str) -> &str {
        let found = self.findings().into_iter().find(|one| one["rule"] == rule);
        found.and_then(|one| one["en"].as_str()).unwrap_or_else(|| panic!("no finding of {rule} in {:#}", self.0["findings"]))
    }
    /// A rule's first finding.
    #[track_caller]
    fn one(&self, rule: &str) -> &Value {
        let found = self.findings().into_iter().find(|one| one["rule"] == rule);
        found.unwrap_or_else(|| panic!("no finding of {rule} in {:#}", self.0["findings"]))
    }
    /// Every place that a rule's first finding is about.
    #[track_caller]
    fn pointers(&self, rule: &str) -> Vec<&str> {
        self.one(rule)["pointers"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }
    /// The outcome of the one of these rules that was asked.
    fn of_either(&self, rules: &[&str]) -> String {
        rules.iter().flat_map(|rule| self.of(rule)).collect()
    }
    /// That a rule's first finding says so, in both languages.
    #[track_caller]
    fn tells(&self, rule: &str, zh: &str, en: &str) -> &Checked {
        assert!(self.says(rule).contains(zh), "{rule}: no {zh:?} in {}", self.says(rule));
        assert!(self.english(rule).contains(en), "{rule}: no {en:?} in {}", self.english(rule));
        self
    }
    /// Every place of what the record lacks, in order.
    fn lacks(&self) -> Vec<&str> {
        let found = self.findings().into_iter().find(|one| one["rule"] == "REC-FULL");
        let mut places: Vec<&str> = found.and_then(|one| one["pointers"].as_array()).into_iter().flatten().filter_map(Value::as_str).collect();
        places.sort_unstable();
        places
    }
}
