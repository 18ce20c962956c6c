//! The only room that knows there are two databases. Hands out two values: a [`Snapshot`] to read from, and a [`Tx`]
//! without which nothing can be written. Not here: what the tables mean; every table belongs to one feature's store.
//!
//! SQLite has one writer thread that gathers all waiting writes into one transaction and one sync of the disk, and
//! read-only readers. PostgreSQL has worker threads with a connection each. Both run plain synchronous closures.

pub mod backup;
pub(crate) mod bulk;
pub mod conn;
mod fault;
pub mod like;
pub mod migrations;
mod note;
pub mod page;
pub mod path;
pub mod paths;
pub(crate) mod replace;
pub mod schema;
mod turns;
pub mod types;
pub(crate) mod within;
mod worker;
mod writer;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::SimpleConnection;

use crate::clock::{Clock, Day, Moment};
use crate::error::{Error, Fault, Result};
pub use conn::{Conn, Settings};
pub use note::Note;
pub use path::Path;
use worker::Workers;

/// A consistent view of the database at one moment.
pub struct Snapshot<'c> {
    conn: &'c mut Conn,
    shards: i16,
    clock: &'c Clock,
    now: Moment,
}

impl<'c> Snapshot<'c> {
    fn new(conn: &'c mut Conn, shards: i16, clock: &'c Clock) -> Snapshot<'c> {
        Snapshot { conn, shards, clock, now: clock.now() }
    }
}

impl Snapshot<'_> {
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }
    /// How many counters number the trail: one on SQLite.
    pub fn shards(&self) -> i16 {
        self.shards
    }
    /// One instant for everything that is asked and written here.
    pub fn now(&self) -> Moment {
        self.now
    }
    /// The local day of [`Snapshot::now`]: there is one today in a transaction, even at midnight.
    pub fn today(&self) -> Day {
        self.clock.day_of(self.now)
    }
    /// The local day an instant falls on.
    pub fn day_of(&self, moment: Moment) -> Day {
        self.clock.day_of(moment)
    }
}

/// A transaction. Derefs to [`Snapshot`], never back: what writes takes `&mut Tx`, so writing outside a transaction does
/// not compile.
pub struct Tx<'c> {
    snapshot: Snapshot<'c>,
    notes: Vec<Note>,
}

impl<'c> Deref for Tx<'c> {
    type Target = Snapshot<'c>;
    fn deref(&self) -> &Snapshot<'c> {
        &self.snapshot
    }
}

impl<'c> DerefMut for Tx<'c> {
    fn deref_mut(&mut self) -> &mut Snapshot<'c> {
        &mut self.snapshot
    }
}

impl Tx<'_> {
    /// Says what the transaction did. Notes get their numbers last, at the commit: see `trail`.
    pub fn note(&mut self, note: Note) {
        self.notes.push(note);
    }
    /// One of many things: when it fails, what it wrote and said is taken back, and nothing else. Without it a transaction
    /// that goes on after a fault would keep the half of what failed.
    ///
    /// # Errors
    /// What `work` answers; a fault of the database itself when the savepoint cannot be set or taken back.
    pub fn attempt<T>(&mut self, work: impl FnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        let said = self.notes.len();
        self.conn().batch_execute("SAVEPOINT attempt")?;
        match work(self) {
            Ok(value) => {
                self.conn().batch_execute("RELEASE SAVEPOINT attempt")?;
                Ok(value)
            }
            Err(error) => {
                self.notes.truncate(said);
                self.conn().batch_execute("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")?;
                Err(error)
            }
        }
    }
    /// Until this transaction ends, no other that holds one of these ids goes on. Called before anything is read. Only so that
    /// nobody works in vain: what must not be kept twice is refused by the version it replaces.
    pub fn hold(&mut self, ids: &[uuid::Uuid]) -> Result<()> {
        turns::hold(self, ids)
    }
    /// Until this transaction ends, no other writes. For a move, which rewrites the paths that all stand on.
    pub fn hold_tree(&mut self) -> Result<()> {
        turns::hold_tree(self)
    }
    /// The notes said so far, taken out.
    pub fn take_notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }
}

/// What every transaction ends with, before its commit: numbering its notes.
pub type AtCommit = fn(&mut Tx) -> Result<()>;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    readers: Workers,
    /// On PostgreSQL the readers write as well.
    writer: Option<writer::Writer>,
    statements: Arc<AtomicU64>,
    postgres: bool,
}

impl Db {
    /// Opens the database and checks that it is safe to use.
    ///
    /// # Errors
    /// When it cannot be opened, is not migrated, or its settings could lose an acknowledged write.
    pub fn open(settings: &Settings, clock: Clock, at_commit: AtCommit) -> Result<Db> {
        let statements = Arc::new(AtomicU64::new(0));
        let open = conn::Opener::new(settings, statements.clone())?;
        let shards = shards(&mut open.check()?)?;
        let context = worker::Context { clock, at_commit, shards };
        let writer = if settings.is_postgres() { None } else { Some(writer::Writer::start(open.writer()?, context.clone())?) };
        let postgres = settings.is_postgres();
        let readers = Workers::start(open, context, settings.connections)?;
        Ok(Db { inner: Arc::new(Inner { readers, writer, statements, postgres }) })
    }

    /// Runs a closure on a consistent read-only view.
    pub async fn read<T: Send + 'static>(&self, work: impl FnOnce(&mut Snapshot) -> Result<T> + Send + 'static) -> Result<T> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        self.inner.readers.read(work, move |outcome| drop(reply.send(outcome)))?;
        answer.await.unwrap_or_else(|_| Err(Error::internal("a reader went away")))
    }

    /// Runs a closure in a transaction. What it wrote is on disk when this answers `Ok`, and gone when it answers `Err`.
    pub async fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        self.send_write(work, move |outcome| drop(reply.send(outcome)))?;
        answer.await.unwrap_or_else(|_| Err(Error::internal("the writer went away")))
    }

    /// [`Db::read`] for the command line.
    pub fn read_blocking<T: Send + 'static>(&self, work: impl FnOnce(&mut Snapshot) -> Result<T> + Send + 'static) -> Result<T> {
        let (reply, answer) = std::sync::mpsc::channel();
        self.inner.readers.read(work, move |outcome| drop(reply.send(outcome)))?;
        answer.recv().unwrap_or_else(|_| Err(Error::internal("a reader went away")))
    }

    /// [`Db::write`] for the command line.
    pub fn write_blocking<T: Send + 'static>(&self, work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        let (reply, answer) = std::sync::mpsc::channel();
        self.send_write(work, move |outcome| drop(reply.send(outcome)))?;
        answer.recv().unwrap_or_else(|_| Err(Error::internal("the writer went away")))
    }

    fn send_write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
        answer: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        match &self.inner.writer {
            Some(writer) => writer.write(work, answer),
            None => self.inner.readers.write(work, answer),
        }
    }

    /// How many statements have been run, for the statements-per-request golden. Counts only when asked to in [`Settings`].
    pub fn statements(&self) -> u64 {
        self.inner.statements.load(Ordering::Relaxed)
    }

    pub fn is_postgres(&self) -> bool {
        self.inner.postgres
    }

    /// Whether the database answers now.
    pub async fn is_ready(&self) -> bool {
        let asked = self.read(|snapshot| conn::ping(snapshot.conn()));
        matches!(tokio::time::timeout(std::time::Duration::from_secs(2), asked).await, Ok(Ok(())))
    }
}

/// How many counters number the trail.
fn shards(conn: &mut Conn) -> Result<i16> {
    use diesel::prelude::*;
    let counted: i64 = schema::trail_counters::table.count().get_result(conn)?;
    i16::try_from(counted).map_err(Error::internal)
}

/// The queue in front of the database is full.
fn overloaded() -> Error {
    Error::new(Fault::Unavailable).retry_in(1)
}
