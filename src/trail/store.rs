//! The trail's tables, and how numbers are given.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::authz::Scope;
use crate::authz::action::ReadTrail;
use crate::clock::Moment;
use crate::db::bulk::{self, insert_many};
use crate::db::path::Range;
use crate::db::schema::{trail, trail_counters};
use crate::db::{Note, Path, Snapshot, Tx};
use crate::error::Result;
use crate::http::Paging;
use crate::id::{AccountId, DeviceId, OrganizationId};

#[derive(Insertable)]
#[diesel(table_name = trail)]
struct Row {
    shard: i16,
    seq: i64,
    at: Moment,
    action: &'static str,
    organization_id: OrganizationId,
    path: Path,
    actor: Option<AccountId>,
    device: Option<DeviceId>,
    subject_kind: &'static str,
    subject_id: OrganizationId,
    version: i32,
    hash: Option<String>,
}

/// Numbers the transaction's notes and keeps them: the last thing before its commit. Counters are locked in their order,
/// so that two transactions never wait for each other.
pub fn number(tx: &mut Tx) -> Result<()> {
    let (shards, at) = (tx.shards(), tx.now());
    let mut by_shard: BTreeMap<i16, Vec<Note>> = BTreeMap::new();
    for note in tx.take_notes() {
        by_shard.entry(note.path.shard(shards)).or_default().push(note);
    }
    for (shard, notes) in by_shard {
        let count = notes.len() as i64;
        let last: i64 = diesel::update(trail_counters::table.find(shard))
            .set(trail_counters::seq.eq(trail_counters::seq + count))
            .returning(trail_counters::seq)
            .get_result(tx.conn())?;
        for (first, notes) in (last - count + 1..).step_by(bulk::AT_ONCE).zip(notes.chunks(bulk::AT_ONCE)) {
            let row = |(seq, note): (i64, &'_ Note)| Row {
                shard,
                seq,
                at,
                action: note.action,
                organization_id: note.organization,
                path: note.path.clone(),
                actor: note.actor,
                device: note.device,
                subject_kind: note.subject_kind,
                subject_id: OrganizationId(note.subject),
                version: note.version,
                hash: note.hash.clone(),
            };
            let rows: Vec<Row> = (first..).zip(notes).map(row).collect();
            insert_many!(tx, trail::table, rows.as_slice())?;
        }
    }
    Ok(())
}

/// One row of the trail.
#[derive(Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = trail)]
pub struct Entry {
    /// Which counter gave the number.
    pub shard: i16,
    /// Without a gap within its shard.
    pub seq: i64,
    pub at: Moment,
    #[schema(example = "session.submit")]
    pub action: String,
    pub organization_id: OrganizationId,
    /// Absent for what the command line did.
    pub actor: Option<AccountId>,
    pub device: Option<DeviceId>,
    #[schema(example = "session")]
    pub subject_kind: String,
    #[diesel(column_name = subject_id)]
    #[schema(value_type = uuid::Uuid)]
    pub subject: OrganizationId,
    pub version: i32,
    /// SHA-256 of the canonical document.
    pub hash: Option<String>,
}

/// The last number read of each shard.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Position(pub BTreeMap<i16, i64>);

/// What was done within the scope after a position, shard by shard, each in its order.
pub fn page(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadTrail>,
    within: Option<&Range>,
    paging: &Paging<Position>,
) -> Result<(Vec<Entry>, Position, bool)> {
    let mut position = paging.after.clone().unwrap_or_default();
    let mut entries: Vec<Entry> = Vec::new();
    let mut more = false;
    for shard in 0..snapshot.shards() {
        let room = paging.limit - entries.len() as i64;
        let after = position.0.get(&shard).copied().unwrap_or(0);
        let mut query = trail::table
            .filter(trail::shard.eq(shard))
            .filter(trail::seq.gt(after))
            .filter(crate::within!(trail::path, trail::table, scope.ranges()))
            .order(trail::seq)
            .limit(room + 1)
            .select(Entry::as_select())
            .into_boxed();
        if let Some(range) = within {
            query = query.filter(trail::path.ge(range.low.clone())).filter(trail::path.lt(range.high.clone()));
        }
        let mut found: Vec<Entry> = query.load(snapshot.conn())?;
        if found.len() as i64 > room {
            found.truncate(usize::try_from(room).unwrap_or(0));
            more = true;
        }
        if let Some(last) = found.last() {
            position.0.insert(shard, last.seq);
        }
        entries.append(&mut found);
        if more {
            break;
        }
    }
    Ok((entries, position, more))
}
