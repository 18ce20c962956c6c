//! Who may do what, where: every operation of the document × every kind of caller, as one golden to read as a diff.
//!
//! Each line is an operation and a role; then what it answers, by what the target is to the organisation the role was
//! given at. A number after `+` is how many rows the trail got; `∅` is a list without a row. On the way the statements
//! that each operation costs are counted, `BEGIN` and `COMMIT` among them: a second golden.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sanhui::authz::Role;

use crate::support::app::{TestApp, contract};
use crate::support::client::{Client, Reply};
use crate::support::database::postgres;
use crate::support::golden;
use crate::support::grove::{Grove, Relation, Target};
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
            for (relation, account) in places(grove, kind, sample.target) {
                let digest = app.digest();
                let trail = app.trail_length().await;
                let caller = account.map_or_else(|| app.anonymous(), |account| app.as_(account));
                let before = app.app.db.statements();
                let reply = sample.ask(&caller, &grove.ids).await;
                if reply.status < 300 {
                    found.statements.entry(sample.name()).or_insert(app.app.db.statements() - before);
                }
                let grown = app.trail_length().await - trail;
                let place = format!("{} by {} at {relation}", sample.operation, kind.name());
                if reply.status >= 400 {
                    let nowhere = sample.ask(&caller, &grove.nowhere).await;
                    // Who may see the organisation may learn why; to all others it must look as if nothing were there.
                    if let Err(difference) = alike(grove, &reply, &nowhere)
                        && !sees(&caller, grove, sample.target).await
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
                let outcome = outcome(&reply, grown);
                match outcomes.iter_mut().find(|(known, _)| *known == outcome) {
                    Some((_, relations)) => relations.push(relation),
                    None => outcomes.push((outcome, vec![relation])),
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

/// From where such a caller can ask, and as which account.
fn places(grove: &Grove, kind: Kind, target: Target) -> Vec<(&'static str, Option<sanhui::id::AccountId>)> {
    match kind {
        Kind::Anonymous => vec![("anywhere", None)],
        Kind::NoRole => vec![("anywhere", Some(grove.nobody))],
        Kind::Ended => vec![("anywhere", Some(grove.ended))],
        Kind::Role(role) => Relation::ALL
            .iter()
            .filter_map(|relation| grove.caller(role, *relation, target).map(|account| (relation.word(), Some(account))))
            .collect(),
    }
}

async fn sees(caller: &Client<'_>, grove: &Grove, target: Target) -> bool {
    let organization = match target {
        Target::Village => "village",
        Target::Group => "group",
        Target::Branch | Target::None => "branch",
    };
    caller.get(format!("/organizations/{}", grove.ids.get(organization))).send().await.status == 200
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
