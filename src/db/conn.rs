//! Connections: how each is opened, what it must have set, and the migrations.

use std::path::Path as FilePath;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::migration::Migration;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::MigrationHarness;

use super::migrations::Migrations;
use crate::config::Config;
use crate::error::{Error, Result};

/// SQLite before this version can lose a committed transaction when its log is reset (3.7.0 to 3.51.2).
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// A connection to either database; every query is written once against it.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Lite(diesel::SqliteConnection),
    Pg(diesel::PgConnection),
}

/// Where the database is.
#[derive(Clone)]
pub struct Settings {
    /// A file, or `postgres://…`.
    pub url: String,
    pub connections: usize,
    pub count_statements: bool,
}

impl Settings {
    pub fn of(config: &Config) -> Settings {
        Settings { url: config.database.reveal().to_string(), connections: config.connections, count_statements: false }
    }
    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres://") || self.url.starts_with("postgresql://")
    }

    /// Brings the database's tables up to date, making an SQLite file where there is none. Answers what it ran.
    ///
    /// # Errors
    /// When the database cannot be reached or a migration fails; a failed migration is rolled back whole.
    pub fn migrate(&self) -> Result<Vec<String>> {
        if !self.is_postgres()
            && let Some(folder) = FilePath::new(&self.url).parent()
        {
            std::fs::create_dir_all(folder).map_err(|error| Error::internal(format!("{}: {error}", folder.display())))?;
        }
        let opener = Opener { settings: self.clone(), statements: Arc::default() };
        let ran = match &mut opener.writer()? {
            Conn::Lite(conn) => names(conn.run_pending_migrations(Migrations)),
            Conn::Pg(conn) => names(conn.run_pending_migrations(Migrations)),
        };
        ran.map_err(|error| Error::internal(format!("migration: {error}")))
    }
}

fn names<E>(ran: std::result::Result<Vec<diesel::migration::MigrationVersion<'_>>, E>) -> std::result::Result<Vec<String>, E> {
    ran.map(|versions| versions.iter().map(ToString::to_string).collect())
}

/// Opens connections, all alike.
#[derive(Clone)]
pub struct Opener {
    settings: Settings,
    statements: Arc<AtomicU64>,
}

impl Opener {
    pub fn new(settings: &Settings, statements: Arc<AtomicU64>) -> Result<Opener> {
        Ok(Opener { settings: settings.clone(), statements })
    }

    pub fn reader(&self) -> Result<Conn> {
        let mut conn = self.writer()?;
        if let Conn::Lite(lite) = &mut conn {
            lite.batch_execute("PRAGMA query_only = ON")?;
        }
        Ok(conn)
    }

    pub fn writer(&self) -> Result<Conn> {
        let mut conn = if self.settings.is_postgres() {
            let mut pg = diesel::PgConnection::establish(&self.settings.url)?;
            // A lost client must not hold a counter's lock for ever.
            pg.batch_execute(
                "SET TIME ZONE 'UTC'; SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'; SET synchronous_commit = on",
            )?;
            Conn::Pg(pg)
        } else {
            let mut lite = diesel::SqliteConnection::establish(&self.settings.url)?;
            lite.batch_execute(
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -2048;",
            )?;
            Conn::Lite(lite)
        };
        if self.settings.count_statements {
            let statements = self.statements.clone();
            conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                    statements.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        Ok(conn)
    }

    /// Refuses a database that could lose an acknowledged write. Answers a connection to it.
    pub fn check(&self) -> Result<Conn> {
        let mut conn = self.writer()?;
        let pending = match &mut conn {
            Conn::Lite(lite) => {
                safe_sqlite(lite)?;
                pending(lite.pending_migrations(Migrations))
            }
            Conn::Pg(pg) => {
                safe_postgres(pg)?;
                pending(pg.pending_migrations(Migrations))
            }
        }?;
        if pending > 0 {
            return Err(Error::internal(format!("{pending} migrations have not run: run `sanhui migrate` first")));
        }
        Ok(conn)
    }
}

fn pending<DB: diesel::backend::Backend>(found: diesel::migration::Result<Vec<Box<dyn Migration<DB>>>>) -> Result<usize> {
    found.map(|list| list.len()).map_err(|error| Error::internal(format!("migrations: {error}")))
}

diesel::define_sql_function! { fn sqlite_version() -> Text; }
diesel::define_sql_function! { fn current_setting(name: Text) -> Text; }

fn safe_sqlite(conn: &mut diesel::SqliteConnection) -> Result<()> {
    let found: String = diesel::select(sqlite_version()).get_result(conn)?;
    let mut parts = found.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version < OLDEST_SQLITE {
        return Err(Error::internal(format!("SQLite {found} can lose committed transactions; 3.51.3 or newer is needed")));
    }
    Ok(())
}

fn safe_postgres(conn: &mut diesel::PgConnection) -> Result<()> {
    for name in ["fsync", "full_page_writes", "synchronous_commit"] {
        let value: String = diesel::select(current_setting(name)).get_result(conn)?;
        if value == "off" {
            return Err(Error::internal(format!("PostgreSQL runs with {name} = off and would lose acknowledged records; switch it on")));
        }
    }
    Ok(())
}

/// Whether the connection is alive.
pub fn ping(conn: &mut Conn) -> Result<()> {
    Ok(conn.batch_execute("SELECT 1")?)
}
