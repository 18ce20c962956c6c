//! The trail misses nothing: whoever reads `seq > k` gets every row there will ever be, in order, under any load.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::prelude::*;
use futures_util::future::join_all;
use sanhui::act::{Act, Subject};
use sanhui::authz::action::ManageOrganization;
use sanhui::authz::{Placed, Scope};
use sanhui::db::page::Paging;
use sanhui::db::schema::trail;
use sanhui::db::{Db, Note, Path, Settings, Snapshot};
use sanhui::error::{Fault, Result};
use sanhui::id::OrganizationId;
use sanhui::rulebook::kinds::Kind;
use sanhui::sessions::{SessionState, Status};
use sanhui::trail::{Entry, Position};
use serde_json::{Value, json};

use crate::support::app::{TestApp, clock};
use crate::support::database::Template;
use crate::support::grove::{GARDENER, Grove, seated};

const WRITERS: i32 = 16;
const WRITES: i32 = 50;

type Row = (i16, i64, String, i32);

/// Reads on from a position, as phones do.
fn read_on(db: &Db, from: &mut BTreeMap<i16, i64>) -> Vec<Row> {
    let cursor = from.clone();
    let read = move |snapshot: &mut sanhui::db::Snapshot| -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for shard in 0..snapshot.shards() {
            let found: Vec<Row> = trail::table
                .filter(trail::shard.eq(shard).and(trail::seq.gt(cursor.get(&shard).copied().unwrap_or(0))))
                .order(trail::seq)
                .select((trail::shard, trail::seq, trail::act, trail::version))
                .load(snapshot.conn())?;
            rows.extend(found);
        }
        Ok(rows)
    };
    let rows = db.read_blocking(read).expect("a read");
    for (shard, seq, ..) in &rows {
        from.insert(*shard, *seq);
    }
    rows
}

/// A place that no table knows: the trail takes what a proof says.
struct Plot(Path);

impl Placed for Plot {
    fn organization(&self) -> OrganizationId {
        OrganizationId::of(1)
    }
    fn path(&self) -> &Path {
        &self.0
    }
}

/// What one writer says: its number and its write's as the version; the path spreads over the shards.
fn note(writer: i32, write: i32) -> Note {
    let plot = Plot(Path::root(1).and_then(|root| root.child(writer)).expect("a path"));
    let at = Scope::<ManageOrganization>::operator().and_then(|everywhere| everywhere.at(&plot)).expect("a proof");
    at.note(Act::OrganizationChange, Subject::Organization(at.organization()), writer * 1000 + write)
}

#[test]
fn a_polling_reader_sees_every_row_once_and_in_order() {
    let database = Template::make(|_, _| ()).copy();
    let settings = Settings { url: database.url().to_string(), connections: 18, count_statements: false };
    let db = Db::open(&settings, clock(), sanhui::trail::number).expect("a database");
    let done = Arc::new(AtomicBool::new(false));

    let reader = {
        let (db, done) = (db.clone(), done.clone());
        std::thread::spawn(move || {
            let (mut position, mut seen) = (BTreeMap::new(), Vec::new());
            loop {
                let last = done.load(Ordering::SeqCst);
                seen.extend(read_on(&db, &mut position));
                if last {
                    return seen;
                }
            }
        })
    };
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let db = db.clone();
            std::thread::spawn(move || {
                let mut kept = BTreeSet::new();
                for write in 0..WRITES {
                    let fails = write % 5 == 4;
                    let several = 1 + write % 3;
                    let outcome = db.write_blocking(move |tx| {
                        for _ in 0..several {
                            tx.note(note(writer, write));
                        }
                        // A note at another writer's place: two counters in one transaction, in both orders.
                        tx.note(note((writer + 7) % WRITERS, write + 500));
                        if fails { Err(Fault::WrongState.into()) } else { Ok(()) }
                    });
                    assert_eq!(outcome.is_err(), fails, "{outcome:?}");
                    if !fails {
                        kept.insert((writer * 1000 + write, several));
                    }
                }
                kept
            })
        })
        .collect();
    let mut kept = BTreeMap::new();
    for writer in writers {
        kept.extend(writer.join().expect("a writer"));
    }
    done.store(true, Ordering::SeqCst);
    let seen = reader.join().expect("the reader");

    let mut last: BTreeMap<i16, i64> = BTreeMap::new();
    let mut counts: BTreeMap<i32, i32> = BTreeMap::new();
    for (shard, seq, _, version) in &seen {
        let before = last.insert(*shard, *seq).unwrap_or(0);
        assert_eq!(*seq, before + 1, "shard {shard} jumped from {before} to {seq}");
        *counts.entry(*version).or_default() += 1;
    }
    let single: BTreeMap<i32, i32> = counts.into_iter().filter(|(version, _)| version % 1000 < 500).collect();
    assert_eq!(single, kept, "what was acknowledged is what the reader saw");
    assert_eq!(seen.len() as i32, kept.values().map(|several| several + 1).sum::<i32>());
}

#[test]
fn a_write_that_fails_after_its_note_leaves_no_hole() {
    let database = Template::make(|_, _| ()).copy();
    let settings = Settings { url: database.url().to_string(), connections: 2, count_statements: false };
    let db = Db::open(&settings, clock(), sanhui::trail::number).expect("a database");
    for write in 0..6 {
        let outcome: Result<()> = db.write_blocking(move |tx| {
            tx.note(note(1, write));
            if write % 2 == 1 {
                panic!("on purpose");
            }
            Ok(())
        });
        assert_eq!(outcome.is_err(), write % 2 == 1);
    }
    let numbers: Vec<i64> = read_on(&db, &mut BTreeMap::new()).iter().map(|row| row.1).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[actix_web::test]
async fn over_http_nothing_is_skipped_either() {
    let t = TestApp::with(&Grove::plant().template, |config| config.connections = 18).await;
    let ids = &Grove::plant().ids;
    let (gardener, auditor) = (t.as_(GARDENER), t.as_(seated("committee_auditor", "county")));
    let written = std::cell::Cell::new(false);
    // Whatever was done before the writers begin.
    let mut resume = String::new();
    let mut seen: Vec<(i64, i64, String)> = Vec::new();
    let writing = async {
        let writer = async |writer: usize| {
            for write in 0..12 {
                let body = json!({ "parent": ids.get("village"), "name": format!("第 {writer} 人第 {write} 个"), "kind": "party_branch" });
                // One in four is refused in the middle of its transaction.
                let kind = if write % 4 == 3 { "party_group" } else { "party_branch" };
                let mut body = body;
                body["kind"] = json!(kind);
                gardener.put(format!("/organizations/{}", uuid::Uuid::now_v7())).creating().json(&body).send().await;
            }
        };
        join_all((0..WRITERS as usize).map(writer)).await;
        written.set(true);
    };
    let reading = async {
        loop {
            // Looked at before reading: what was written by then is read now.
            let last = written.get();
            let query = if resume.is_empty() { String::new() } else { format!("&cursor={resume}") };
            let page = auditor.get(format!("/trail?limit=100{query}")).send().await.expect(200).json();
            let items = page["items"].as_array().cloned().unwrap_or_default();
            let is_end = last && items.is_empty();
            let number = |item: &Value, name: &str| item[name].as_i64().unwrap_or_default();
            seen.extend(items.iter().map(|item| (number(item, "shard"), number(item, "seq"), item["act"].as_str().unwrap_or_default().to_string())));
            resume = page["resume"].as_str().unwrap_or_default().to_string();
            if is_end {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    futures_util::future::join(writing, reading).await;
    let mut last: BTreeMap<i64, i64> = BTreeMap::new();
    for (shard, seq, _) in &seen {
        let before = last.insert(*shard, *seq).unwrap_or(0);
        assert_eq!(*seq, before + 1, "shard {shard} jumped from {before} to {seq}");
    }
    assert_eq!(seen.len() as i64, t.trail_length().await, "all that was ever done");
}

/// Reads on with the server's own proof, a few rows at a time, from where it ended.
async fn worked_off(t: &TestApp, from: Position) -> (Vec<Entry>, Position) {
    let (mut all, mut position) = (Vec::new(), from);
    loop {
        let paging = Paging { limit: 3, after: Some(position.clone()) };
        let read = move |snapshot: &mut Snapshot| sanhui::trail::read(snapshot, &Scope::system()?, None, &paging);
        let (entries, ended, more) = t.app.db.read(read).await.expect("a part of the trail");
        assert!(entries.len() <= 3);
        all.extend(entries);
        position = ended;
        if !more {
            return (all, position);
        }
    }
}

#[actix_web::test]
async fn a_worker_reads_on_from_where_it_ended() {
    let t = TestApp::new().await;
    let (all, position) = worked_off(&t, Position::default()).await;
    assert_eq!(all.len() as i64, t.trail_length().await);
    let (none, same) = worked_off(&t, position.clone()).await;
    assert_eq!((none.len(), &same), (0, &position));
    let draft = t.world.sessions[3];
    t.as_(t.world.north_secretary).post(format!("/sessions/{draft}/submit")).if_match(1).send().await.expect(200);
    let (fresh, _) = worked_off(&t, position).await;
    let told: Vec<_> = fresh.iter().map(|entry| (entry.act, entry.subject.0, entry.version, entry.kind)).collect();
    assert_eq!(told, [(Act::SessionSubmit, draft.0, 2, Some(Kind::PartyLecture))]);
    let status = |state: &Option<Box<serde_json::value::RawValue>>| {
        let state: SessionState = serde_json::from_str(state.as_ref().expect("a state").get()).expect("how a session stands");
        state.status
    };
    assert_eq!((status(&fresh[0].before), status(&fresh[0].after)), (Status::Draft, Status::Submitted));
}
