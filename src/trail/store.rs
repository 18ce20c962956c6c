//! The trail's tables, and how numbers are given.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::act::{Act, Subject, SubjectKind};
use crate::authz::action::ReadTrail;
use crate::authz::{Action, Scope};
use crate::clock::{Day, Moment};
use crate::db::bulk::{self, insert_many};
use crate::db::page::Paging;
use crate::db::path::Range;
use crate::db::schema::{trail, trail_counters};
use crate::db::within::within;
use crate::db::{Note, Path, Snapshot, Tx};
use crate::error::{Error, Result};
use crate::id::{AccountId, DeviceId, OrganizationId, SubjectId};
use crate::rulebook::kinds::Kind;

crate::db::types::word_column!(Act, SubjectKind);

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = trail)]
struct Row {
    shard: i16,
    seq: i64,
    created_at: Moment,
    act: Act,
    organization_id: OrganizationId,
    path: Path,
    actor: Option<AccountId>,
    device: Option<DeviceId>,
    subject_kind: SubjectKind,
    subject_id: SubjectId,
    version: i32,
    hash: Option<String>,
    kind: Option<Kind>,
    day: Option<Day>,
    state_before: Option<String>,
    state_after: Option<String>,
}

impl Row {
    fn of(shard: i16, seq: i64, created_at: Moment, note: &Note) -> Row {
        Row {
            shard,
            seq,
            created_at,
            act: note.act,
            organization_id: note.organization,
            path: note.path.clone(),
            actor: note.actor,
            device: note.device,
            subject_kind: note.subject.kind(),
            subject_id: SubjectId(note.subject.id()),
            version: note.version,
            hash: note.hash.clone(),
            kind: note.kind,
            day: note.day,
            state_before: note.before.clone(),
            state_after: note.after.clone(),
        }
    }

    fn entry(self) -> Result<Entry> {
        let state = |text: Option<String>| text.map(RawValue::from_string).transpose().map_err(Error::internal);
        Ok(Entry {
            shard: self.shard,
            seq: self.seq,
            created_at: self.created_at,
            act: self.act,
            organization: self.organization_id,
            actor: self.actor,
            device: self.device,
            subject_kind: self.subject_kind,
            subject: self.subject_id,
            version: self.version,
            hash: self.hash,
            kind: self.kind,
            day: self.day,
            before: state(self.state_before)?,
            after: state(self.state_after)?,
        })
    }
}

/// Numbers the transaction's notes and keeps them: the last thing before its commit. Counters are locked in their order,
/// so that two transactions never wait for each other.
pub fn number(tx: &mut Tx) -> Result<()> {
    let (shards, now) = (tx.shards(), tx.now());
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
            let rows: Vec<Row> = (first..).zip(notes).map(|(seq, note)| Row::of(shard, seq, now, note)).collect();
            insert_many!(tx, trail::table, rows.as_slice())?;
        }
    }
    Ok(())
}

/// One row of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entry {
    /// Which counter gave the number.
    pub shard: i16,
    /// Without a gap within its shard.
    pub seq: i64,
    pub created_at: Moment,
    pub act: Act,
    pub organization: OrganizationId,
    /// Absent for what the command line did.
    pub actor: Option<AccountId>,
    pub device: Option<DeviceId>,
    pub subject_kind: SubjectKind,
    pub subject: SubjectId,
    pub version: i32,
    /// SHA-256 of the canonical document.
    pub hash: Option<String>,
    /// The kind of the session that it is about.
    pub kind: Option<Kind>,
    /// The day that session was held.
    pub day: Option<Day>,
    /// How the subject stood before, as far as sums need it; never content.
    #[schema(value_type = Option<Object>)]
    pub before: Option<Box<RawValue>>,
    /// How it stood after.
    #[schema(value_type = Option<Object>)]
    pub after: Option<Box<RawValue>>,
}

/// The last number read of each shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position(pub BTreeMap<i16, i64>);

/// What was done within the scope after a position, shard by shard, each in its order; where that ends; and whether there
/// is more now. A worker asks with [`Scope::system`] and remembers where it ended: it misses nothing.
pub fn read(
    snapshot: &mut Snapshot,
    scope: &Scope<ReadTrail>,
    within: Option<&Range>,
    paging: &Paging<Position>,
) -> Result<(Vec<Entry>, Position, bool)> {
    let mut position = paging.after.clone().unwrap_or_default();
    let mut rows: Vec<Row> = Vec::new();
    let mut more = false;
    for shard in 0..snapshot.shards() {
        let room = paging.limit - rows.len() as i64;
        let after = position.0.get(&shard).copied().unwrap_or(0);
        let mut query = trail::table
            .filter(trail::shard.eq(shard))
            .filter(trail::seq.gt(after))
            .filter(within!(trail::path, trail::table, scope.ranges()))
            .order(trail::seq)
            .limit(room + 1)
            .select(Row::as_select())
            .into_boxed();
        if let Some(range) = within {
            query = query.filter(trail::path.ge(range.low.clone())).filter(trail::path.lt(range.high.clone()));
        }
        let mut found: Vec<Row> = query.load(snapshot.conn())?;
        if found.len() as i64 > room {
            found.truncate(usize::try_from(room).unwrap_or(0));
            more = true;
        }
        if let Some(last) = found.last() {
            position.0.insert(shard, last.seq);
        }
        rows.append(&mut found);
        if more {
            break;
        }
    }
    let entries = rows.into_iter().map(Row::entry).collect::<Result<_>>()?;
    Ok((entries, position, more))
}

/// Whether the trail says within the scope that this was done. For what is gone and asked for once more.
pub fn has<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, act: Act, subject: Subject) -> Result<bool> {
    let told = trail::table.filter(trail::subject_id.eq(SubjectId(subject.id()))).filter(trail::act.eq(act)).filter(within!(
        trail::path,
        trail::table,
        scope.ranges()
    ));
    Ok(told.count().get_result::<i64>(snapshot.conn())? > 0)
}
