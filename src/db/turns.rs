//! Who waits for whom on PostgreSQL, where writers run side by side: changes of one record take turns, and so do a move
//! of organisations and everything else. SQLite has one writer and needs none of it.
//!
//! Without turns two changes that saw the same version would both be kept, and a record made below an organisation
//! while it moves would stay behind at the old path.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use uuid::Uuid;

use super::{Conn, Tx};
use crate::error::Result;

/// Names the tree's own lock among the advisory ones.
const TREE: i64 = 0x5341_4e48_5549;

/// How every write begins: it leaves the tree as it is.
pub const BEGIN: &str = "BEGIN; SELECT pg_advisory_xact_lock_shared(91539951342921)";

/// Until this transaction ends, no other that holds one of these ids goes on. Called before anything is read.
pub fn hold(tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
    if matches!(tx.conn(), Conn::Lite(_)) {
        return Ok(());
    }
    let mut keys: Vec<i64> = ids
        .iter()
        .map(|id| {
            let (high, low) = id.as_u64_pair();
            (high ^ low) as i64
        })
        .collect();
    // Always in the same order: two transactions never wait for each other.
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().try_for_each(|key| lock(tx, key))
}

/// Until this transaction ends, no other writes at all: a move rewrites the paths that they stand on.
pub fn hold_tree(tx: &mut Tx) -> Result<()> {
    if matches!(tx.conn(), Conn::Lite(_)) { Ok(()) } else { lock(tx, TREE) }
}

fn lock(tx: &mut Tx, key: i64) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(key).execute(tx.conn())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_name_the_same_lock() {
        assert!(super::BEGIN.contains(&super::TREE.to_string()));
    }
}
