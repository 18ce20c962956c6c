//! The migrations, one text for both databases: types in the words of `schema` (`Uid`, `LocalDay`, …), said in each
//! database's own when they run. A line `-- sqlite: …` or `-- postgres: …` is for that one alone. They only run forwards:
//! a database that went on cannot be taken back without losing records.

use std::fmt;

use diesel::backend::Backend;
use diesel::connection::BoxableConnection;
use diesel::migration::{Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion, Result};
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;

/// In the order they run. A test compares with the folder.
pub const ALL: [(&str, &str); 1] = [("2026-11-23-000001_first", include_str!("../../migrations/2026-11-23-000001_first.sql"))];

/// What each type is called: here, on SQLite, on PostgreSQL. Text sorts by its bytes on both; tables are strict.
const WORDS: [(&str, &str, &str); 10] = [
    ("Uid", "BLOB", "uuid"),
    ("Text", "TEXT", "text COLLATE \"C\""),
    ("Integer", "INTEGER", "integer"),
    ("BigInt", "INTEGER", "bigint"),
    ("SmallInt", "INTEGER", "smallint"),
    ("Bool", "INTEGER", "boolean"),
    ("Instant", "INTEGER", "timestamptz"),
    ("LocalDay", "TEXT", "date"),
    // A table that lies in the order of its key.
    ("\n) clustered;", "\n) STRICT, WITHOUT ROWID;", "\n);"),
    ("\n);", "\n) STRICT;", "\n);"),
];

/// As [`ALL`], for the harness that runs what is missing.
#[derive(Clone, Copy)]
pub struct Migrations;

impl MigrationSource<Sqlite> for Migrations {
    fn migrations(&self) -> Result<Vec<Box<dyn Migration<Sqlite>>>> {
        Ok(ALL.iter().map(|(name, text)| Box::new(Step { name: Name(name), sql: for_sqlite(text) }) as Box<dyn Migration<Sqlite>>).collect())
    }
}

impl MigrationSource<Pg> for Migrations {
    fn migrations(&self) -> Result<Vec<Box<dyn Migration<Pg>>>> {
        Ok(ALL.iter().map(|(name, text)| Box::new(Step { name: Name(name), sql: for_postgres(text) }) as Box<dyn Migration<Pg>>).collect())
    }
}

fn for_sqlite(text: &str) -> String {
    let own = text.replace("\n-- sqlite: ", "\n");
    WORDS.iter().fold(own, |text, (word, lite, _)| said(&text, word, lite))
}

fn for_postgres(text: &str) -> String {
    let own = text.replace("\n-- postgres: ", "\n");
    WORDS.iter().fold(own, |text, (word, _, pg)| said(&text, word, pg))
}

/// A type's word where a column has it: after a space, before another or the end of the column.
fn said(text: &str, word: &str, own: &str) -> String {
    if word.starts_with('\n') {
        return text.replace(word, own);
    }
    let ends = [" ", ",", "\n"];
    ends.iter().fold(text.to_string(), |text, end| text.replace(&format!(" {word}{end}"), &format!(" {own}{end}")))
}

/// One of them.
struct Step {
    name: Name,
    sql: String,
}

impl<DB: Backend> Migration<DB> for Step {
    fn run(&self, conn: &mut dyn BoxableConnection<DB>) -> Result<()> {
        Ok(conn.batch_execute(&self.sql)?)
    }
    fn revert(&self, _: &mut dyn BoxableConnection<DB>) -> Result<()> {
        Err(format!("{} only runs forwards", self.name).into())
    }
    fn metadata(&self) -> &dyn MigrationMetadata {
        self
    }
    fn name(&self) -> &dyn MigrationName {
        &self.name
    }
}

impl MigrationMetadata for Step {}

struct Name(&'static str);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl MigrationName for Name {
    fn version(&self) -> MigrationVersion<'_> {
        let version: String = self.0.split('_').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        version.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_reads_its_own_words() {
        let text = "CREATE TABLE x (\n    id Uid PRIMARY KEY NOT NULL,\n    on_day LocalDay,\n    note Text\n);\n-- sqlite: A;\n-- postgres: B;\n";
        let lite = "CREATE TABLE x (\n    id BLOB PRIMARY KEY NOT NULL,\n    on_day TEXT,\n    note TEXT\n) STRICT;\nA;\n-- postgres: B;\n";
        let pg = "CREATE TABLE x (\n    id uuid PRIMARY KEY NOT NULL,\n    on_day date,\n    note text COLLATE \"C\"\n);\n-- sqlite: A;\nB;\n";
        assert_eq!((for_sqlite(text).as_str(), for_postgres(text).as_str()), (lite, pg));
        assert!(for_sqlite("(\n    a Text\n) clustered;").ends_with(") STRICT, WITHOUT ROWID;"));
    }

    #[test]
    fn a_version_is_its_day_and_number() {
        assert_eq!(Name("2026-11-23-000001_first").version().to_string(), "20261123000001");
    }
}
