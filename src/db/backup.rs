//! A copy of a living SQLite database: every record acknowledged before it began is in it.

use std::path::Path as FilePath;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::conn::{Conn, Opener, Settings};
use crate::error::{Error, Result};

/// Copies the database into a new file. The copy is another life of the database: it gets its own epoch, so that a phone
/// that synchronises with it later is told to begin anew.
///
/// # Errors
/// When the file is there already, cannot be written, or the database is PostgreSQL (whose own `pg_dump` does this).
pub fn backup(settings: &Settings, to: &FilePath) -> Result<()> {
    if settings.is_postgres() {
        return Err(Error::internal("PostgreSQL is backed up with its own tool: pg_dump --format=custom --file=FILE DATABASE"));
    }
    if to.exists() {
        return Err(Error::internal(format!("{} is there already; a backup never overwrites", to.display())));
    }
    let Conn::Lite(mut conn) = Opener::new(settings, Default::default())?.writer()? else {
        return Err(Error::internal("not an SQLite database"));
    };
    let part = to.with_extension("part");
    // What an interrupted backup left behind is no backup.
    let _ = std::fs::remove_file(&part);
    let name = part.to_str().ok_or_else(|| Error::internal("the file's name is not UTF-8"))?;
    diesel::sql_query("VACUUM INTO $1").bind::<diesel::sql_types::Text, _>(name).execute(&mut conn)?;
    let mut copy = SqliteConnection::establish(name)?;
    copy.batch_execute("UPDATE instance SET epoch = randomblob(16), begun_at = CAST(unixepoch('subsec') * 1000000 AS INTEGER)")?;
    drop(copy);
    let failed = |error: std::io::Error| Error::internal(format!("{}: {error}", to.display()));
    std::fs::File::open(&part).and_then(|file| file.sync_all()).map_err(failed)?;
    std::fs::rename(&part, to).map_err(failed)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(FilePath::new("."));
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}
