//! What a move does to every table whose rows carry a path: those that `schema` declares as `carried`. Not `trail`: what
//! was done keeps the place it was done at.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::path::Path;
use super::schema::CARRIED;
use super::{Conn, Tx};
use crate::error::Result;

/// Every path that begins with `from` begins with `to`.
pub fn rewrite(tx: &mut Tx, from: &Path, to: &Path) -> Result<()> {
    let range = from.subtree();
    for table in CARRIED {
        let cut = match tx.conn() {
            Conn::Lite(_) => "$1 || substr(path, $2)",
            Conn::Pg(_) => "$1 || substr(path, $2::int)",
        };
        diesel::sql_query(format!("UPDATE {table} SET path = {cut} WHERE path >= $3 AND path < $4"))
            .bind::<Text, _>(to.as_str())
            .bind::<Integer, _>(from.as_str().len() as i32 + 1)
            .bind::<Text, _>(&range.low)
            .bind::<Text, _>(&range.high)
            .execute(tx.conn())?;
    }
    Ok(())
}
