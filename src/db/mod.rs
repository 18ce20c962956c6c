//! The only room that knows there are two databases. Hands out two values: a [`Snapshot`] to read from, and a [`Tx`]
//! without which nothing can be written. Not here: what the tables mean; every table belongs to one feature's store.
//!
//! SQLite has one writer thread that gathers all waiting writes into one transaction and one sync of the disk, and
//! read-only readers. PostgreSQL has worker threads with a connection each. Both run plain synchronous closures.

pub mod backup;
pub(crate) mod bulk;
pub mod conn;
mod fault;
pub mod path;
pub mod paths;
pub mod schema;
mod turns;
pub mod types;
mod worker;
mod writer;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::clock::{Clock, Moment};
use crate::error::{Error, Fault, Result};
use crate::id::{AccountId, DeviceId, OrganizationId};
pub use conn::{Conn, Settings};
pub use path::Path;
use worker::Workers;

/// A consistent view of the database at one moment.
pub struct Snapshot<'c> {
    conn: &'c mut Conn,
    shards: i16,
}

impl Snapshot<'_> {
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }
    /// How many counters number the trail: one on SQLite.
    pub fn shards(&self) -> i16 {
        self.shards
    }
}

/// A transaction. Derefs to [`Snapshot`], never back: what writes takes `&mut Tx`, so writing outside a transaction does
/// not compile.
pub struct Tx<'c> {
    snapshot: Snapshot<'c>,
    now: Moment,
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
    /// One instant for everything the transaction writes.
    pub fn now(&self) -> Moment {
        self.now
    }
    /// Says what the transaction did. Notes get their numbers last, at the commit: see `trail`.
    pub fn note(&mut self, note: Note) {
        self.notes.push(note);
    }
    /// Until this transaction ends, no other that holds one of these ids goes on. Called before anything is read.
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

/// What a transaction says of one thing it did. The trail room numbers and keeps it.
#[derive(Clone, Debug)]
pub struct Note {
    /// `session.submit`, `grant.end` …
    pub action: &'static str,
    pub organization: OrganizationId,
    pub path: Path,
    pub actor: Option<AccountId>,
    pub device: Option<DeviceId>,
    /// `session`, `member` …
    pub subject_kind: &'static str,
    pub subject: uuid::Uuid,
    pub version: i32,
    /// SHA-256 of the canonical document, in hex, where there is one.
    pub hash: Option<String>,
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
        let shards = open.check()?;
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

/// The queue in front of the database is full.
fn overloaded() -> Error {
    Error::new(Fault::Unavailable).retry_in(1)
}
