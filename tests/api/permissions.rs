//! Who may do what, where: every operation of the document × every kind of caller, as one golden to read as a diff.
//!
//! Each line is an operation and a role; then what it answers, by what the target is to the organisation the role was
//! given at. A number after `+` is how many rows the trail got; `∅` is a list without a row. The golden shows; it does
//! not decide: what must be refused, and how, is computed from the policy for every role at every organisation, and is
//! an error whatever the golden says. On the way the statements that each operation costs are counted, `BEGIN` and
//! `COMMIT` among them: a second golden.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sanhui::authz::Role;
use sanhui::authz::action::ActionKind;
use sanhui::id::AccountId;

use crate::support::app::{TestApp, contract};
use crate::support::client::Reply;
use crate::support::database::postgres;
use crate::support::golden;
use crate::support::grove::{Grove, Relation, Target, may};
use crate::support::must::{Asker, must};
use crate::support::samples::{Sample, samples};

/// How many at a time: each has an app and a database of its own.
const THREADS: usize = 3;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Anonymous,
    /// An account without a role.
    NoRole,
    /// Every role, in the right place, but it ended yesterday, was taken away, or begins tomorrow.
    Ended,
    Role(Role),
}

impl Kind {
    fn all() -> Vec<Kind> {
        let roles = Role::ALL.iter().map(|role| Kind::Role(*role));
        [Kind::Anonymous, Kind::NoRole, Kind::Ended].into_iter().chain(roles).collect()
    }
    fn name(self) -> &'static str {
        match self {
            Kind::Anonymous => "anonymous",
            Kind::NoRole => "no role",
            Kind::Ended => "ended roles",
            Kind::Role(role) => role.word(),
        }
    }
}

#[test]
fn every_operation_has_a_sample() {
    let sampled: BTreeSet<&str> = samples().iter().map(|sample| sample.operation).collect();
    let known: BTreeSet<String> = contract().operations.iter().map(|operation| operation.name()).collect();
    let missing: Vec<&String> = known.iter().filter(|name| !sampled.contains(name.as_str())).collect();
    assert!(
        missing.is_empty(),
        "no sample for {missing:?}.\nAdd a line `sample(\"{}\", …)` to tests/api/support/samples.rs: a request that somebody allowed would see \
         answered 2xx. From it the permission matrix asks in every role's name.",
        missing.first().map_or("", |name| name.as_str())
    );
    let stale: Vec<&&str> = sampled.iter().filter(|name| !known.contains(**name)).collect();
    assert!(stale.is_empty(), "samples of operations that are no more: {stale:?}; take them out of tests/api/support/samples.rs");
}

const MEMBER: &str = "a guest may be anybody of the same tree; of another tree nobody is there, as named_by_records says";
const SESSION: &str = "kept as said in a draft; what the caller may not see is not there when it is checked, as named_by_records says";
const COUNTS_AT: &str = "only where the attendance is told; nothing is answered of it, and of another tree it counts for nothing";

/// Ids in bodies that name nothing of anybody's: (operation, how the pointer ends, why). May only shrink.
const NAMED_FREELY: &[(&str, &str, &str)] = &[
    ("POST /auth/login", "/device/id", "made by the client for itself; another's is refused as taken"),
    ("POST /auth/accept-invitation", "/device/id", "made by the client for itself; another's is refused as taken"),
    (
        "PUT /organizations/{id}/body/{seat}",
        "/member",
        "anybody of the same tree sits on a body, whoever gives the seat; of another tree nobody is there",
    ),
    ("POST /reviews/accept", "/items/0/id", "made by the client for what it makes"),
    ("POST /sessions/{id}/evaluations", "/id", "made by the client for what it makes"),
    ("PUT /sessions/{id}", "/member", MEMBER),
    ("POST /sessions/check", "/member", MEMBER),
    ("PUT /sessions/{id}", "_session", SESSION),
    ("POST /sessions/check", "_session", SESSION),
    ("PUT /sessions/{id}", "/carried/session", SESSION),
    ("POST /sessions/check", "/carried/session", SESSION),
    ("PUT /sessions/{id}", "/planned_in", SESSION),
    ("POST /sessions/check", "/planned_in", SESSION),
    ("PUT /sessions/{id}", "/elsewhere/0/organization", "kept and shown as said, and looked up nowhere"),
    ("POST /sessions/check", "/elsewhere/0/organization", "kept and shown as said, and looked up nowhere"),
    ("PUT /sessions/{id}", "/counts_at", COUNTS_AT),
    ("POST /sessions/check", "/counts_at", COUNTS_AT),
];

#[test]
fn every_id_that_a_request_names_is_tried_from_where_it_is_not_seen() {
    let every = samples();
    let (mut missing, mut used) = (Vec::new(), BTreeSet::<&(&str, &str, &str)>::new());
    for operation in &contract().operations {
        let name = operation.name();
        let of_it = || every.iter().filter(|sample| sample.operation == name);
        for (pointer, id) in contract().ids_in_body(operation) {
            // An entry's id is its record's own, made by the client; it is looked for in that record, or, where one is carried
            // on, among what the record's own organisation left open. It leads nowhere else.
            if id == "EntryId" {
                continue;
            }
            let free = NAMED_FREELY.iter().find(|(operation, end, _)| *operation == name && pointer.ends_with(end));
            used.extend(free);
            if free.is_none() && !of_it().any(|sample| sample.names_in_body().any(|named| named == pointer)) {
                missing.push(format!("{name}: {pointer} ({id}) in its body"));
            }
        }
        for parameter in operation.value["parameters"].as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "query") {
            let is_id = parameter["schema"]["$ref"].as_str().is_some_and(|reference| reference.ends_with("Id"));
            let parameter = parameter["name"].as_str().unwrap_or_default();
            if is_id && !of_it().any(|sample| sample.asks_for(parameter)) {
                missing.push(format!("{name}: {parameter} in its query"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "\n{}\nWhat an id names may be out of the caller's sight wherever it stands. Give a sample in tests/api/support/samples.rs a need for it, \
         `.needs(action, \"branch\", Stands::Body(\"/place\"))`: then everybody asks, and whoever may not must be told that it is not there.",
        missing.join("\n")
    );
    let stale: Vec<_> = NAMED_FREELY.iter().filter(|entry| !used.contains(entry)).collect();
    assert!(stale.is_empty(), "no request names these any more; take them out of NAMED_FREELY: {stale:?}");
}

#[test]
fn the_matrix_is_the_golden() {
    Grove::plant();
    let every = samples();
    let shares: Vec<Vec<&Sample>> = (0..THREADS).map(|share| every.iter().skip(share).step_by(THREADS).collect()).collect();
    let mut all = Found::default();
    std::thread::scope(|scope| {
        let running: Vec<_> = shares.into_iter().map(|share| scope.spawn(move || actix_web::rt::System::new().block_on(walk(share)))).collect();
        for thread in running {
            let found = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all.lines.extend(found.lines);
            all.statements.extend(found.statements);
            all.wrong.extend(found.wrong);
        }
    });
    let mut text = String::new();
    let mut before = "";
    for ((operation, kind), outcome) in &all.lines {
        if *operation != before {
            let _ = writeln!(text, "{}{operation}", if before.is_empty() { "" } else { "\n" });
            before = operation;
        }
        let _ = writeln!(text, "  {:<27} {outcome}", kind.name());
    }
    assert!(all.wrong.is_empty(), "\n{}\n", all.wrong.join("\n"));
    golden::compare("permissions.txt", &text);
    // PostgreSQL begins and commits in other words.
    if postgres().is_none() {
        let lines: Vec<String> = all.statements.iter().map(|(name, count)| format!("{count:>4}  {name}\n")).collect();
        golden::compare("statements.txt", &lines.concat());
    }
}

type Lines = BTreeMap<(String, Kind), String>;

/// What one thread found.
#[derive(Default)]
struct Found {
    lines: Lines,
    /// Statements that the first who was let through cost.
    statements: BTreeMap<String, u64>,
    wrong: Vec<String>,
}

async fn walk(share: Vec<&Sample>) -> Found {
    let grove = Grove::plant();
    let mut app = fresh(grove).await;
    let mut found = Found::default();
    for sample in share {
        for kind in Kind::all() {
            let mut outcomes: Vec<(String, Vec<&str>)> = Vec::new();
            for Seat { asker, told, account } in seats(grove, kind, sample.target) {
                let digest = app.digest();
                let trail = app.trail_length().await;
                let caller = account.map_or_else(|| app.anonymous(), |account| app.as_(account));
                let before = app.app.db.statements();
                let reply = sample.ask(&caller, &grove.ids).await;
                if reply.status < 300 {
                    found.statements.entry(sample.name()).or_insert(app.app.db.statements() - before);
                }
                let grown = app.trail_length().await - trail;
                let place = format!("{} by {} {asker:?}", sample.name(), kind.name());
                let wanted = must(sample, asker);
                if !wanted.is(sample, asker, &reply, grown) {
                    found.wrong.push(format!("{place}: must be {wanted:?}; it answered {} +{grown} {}", reply.status, reply.text()));
                }
                if reply.status >= 400 {
                    let nowhere = sample.ask(&caller, &grove.nowhere).await;
                    // Who may see the organisation may learn why; to all others it must look as if nothing were there.
                    if let Err(difference) = alike(grove, &reply, &nowhere)
                        && !sees(asker, sample)
                    {
                        found.wrong.push(format!("{place}: a refusal that tells whether the target exists:\n{difference}"));
                    }
                }
                let changed = digest != app.digest();
                if reply.status >= 400 && changed {
                    found.wrong.push(format!("{place}: answered {} and changed the database", reply.status));
                }
                if sample.is_read() && changed {
                    found.wrong.push(format!("{place}: a read that changed the database"));
                }
                if let Some(told) = told {
                    let outcome = outcome(&reply, grown);
                    match outcomes.iter_mut().find(|(known, _)| *known == outcome) {
                        Some((_, relations)) => relations.push(told),
                        None => outcomes.push((outcome, vec![told])),
                    }
                }
                if changed && !app.start_again() {
                    app = fresh(grove).await;
                }
            }
            let line = match outcomes.as_slice() {
                [(outcome, _)] if !matches!(kind, Kind::Role(_)) || sample.target == Target::None => outcome.clone(),
                _ => outcomes.iter().map(|(outcome, relations)| format!("{outcome}: {}", relations.join(", "))).collect::<Vec<_>>().join("; "),
            };
            found.lines.insert((sample.name(), kind), line);
        }
    }
    found
}

/// From where a caller asks.
struct Seat {
    asker: Asker,
    /// How the golden calls it; not at all where it has no word for the relation.
    told: Option<&'static str>,
    account: Option<AccountId>,
}

fn seats(grove: &Grove, kind: Kind, target: Target) -> Vec<Seat> {
    let anywhere = |asker, account| vec![Seat { asker, told: Some("anywhere"), account }];
    match kind {
        Kind::Anonymous => anywhere(Asker::Anonymous, None),
        Kind::NoRole => anywhere(Asker::Roleless, Some(grove.nobody)),
        Kind::Ended => anywhere(Asker::Roleless, Some(grove.ended)),
        Kind::Role(role) => {
            let seat = |(seat, account)| Seat { asker: Asker::Seated(role, seat), told: Relation::told(target, seat), account: Some(account) };
            let mut all: Vec<Seat> = grove.callers(role, target).into_iter().map(seat).collect();
            // In the order of the relations, as the golden has always told them.
            all.sort_by_key(|seat| Relation::ALL.iter().position(|relation| Some(relation.word()) == seat.told));
            all
        }
    }
}

/// Whether the caller may see any of the organisations that the request is about.
fn sees(asker: Asker, sample: &Sample) -> bool {
    let Asker::Seated(role, seat) = asker else { return false };
    sample.needs.iter().any(|need| may(role, ActionKind::ReadOrganization, seat, need.at))
}

fn outcome(reply: &Reply, grown: i64) -> String {
    let empty = reply.status == 200 && reply.text().starts_with(r#"{"items":[]"#);
    let rows = if grown == 0 { String::new() } else { format!("+{grown}") };
    format!("{}{rows}{}", reply.status, if empty { "∅" } else { "" })
}

/// That two refusals are the same, byte for byte, but for what names the request and the ids that were asked for.
fn alike(grove: &Grove, real: &Reply, nowhere: &Reply) -> Result<(), String> {
    let (real, nowhere) = (plain(&grove.ids, real), plain(&grove.nowhere, nowhere));
    if real == nowhere { Ok(()) } else { Err(format!("  there:     {real}\n  not there: {nowhere}")) }
}

fn plain(ids: &crate::support::grove::Ids, reply: &Reply) -> String {
    const OWN: [&str; 5] = ["x-request-id", "date", "ratelimit", "ratelimit-policy", "server-timing"];
    let headers: BTreeSet<String> = reply
        .headers
        .iter()
        .filter(|(name, _)| !OWN.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let mut text = reply.text();
    if let Ok(serde_json::Value::Object(problem)) = serde_json::from_str(&text) {
        for name in ["request_id", "instance"] {
            if let Some(value) = problem.get(name).and_then(serde_json::Value::as_str) {
                text = text.replace(value, name);
            }
        }
    }
    for (name, id) in &ids.known {
        text = text.replace(id, name);
    }
    format!("{} {headers:?} {text}", reply.status)
}

/// One connection: a second one that opens in the middle would be counted.
async fn fresh(grove: &Grove) -> TestApp {
    TestApp::with(&grove.template, |config| config.connections = 1).await
}
