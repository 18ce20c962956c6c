//! Threads that own a connection each and run closures on it, from one bounded queue.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::connection::SimpleConnection;

use super::conn::{Conn, Opener, ping};
use super::{AtCommit, Snapshot, Tx, overloaded};
use crate::clock::Clock;
use crate::error::{Error, Fault, Result};

/// Closures that may wait; more are refused at once, so that a slow database is felt as 503 and not as memory.
pub const QUEUE: usize = 4096;
/// A PostgreSQL connection unused for longer is tried before it is trusted.
const IDLE: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub struct Context {
    pub clock: Clock,
    pub at_commit: AtCommit,
    pub shards: i16,
}

impl Context {
    /// Runs a closure that writes, and numbers its notes. The caller commits, or rolls back on `Err`.
    pub fn write<T>(&self, conn: &mut Conn, work: impl FnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        let mut tx = Tx { snapshot: Snapshot::new(conn, self.shards, &self.clock), notes: Vec::new() };
        let value = unpanicked(|| work(&mut tx))?;
        if tx.notes.is_empty() {
            // PostgreSQL answers COMMIT of a failed transaction with a silent ROLLBACK: a statement shows it.
            if matches!(tx.snapshot.conn, Conn::Pg(_)) {
                ping(tx.snapshot.conn)?;
            }
        } else {
            (self.at_commit)(&mut tx)?;
        }
        Ok(value)
    }
}

/// A panic in a feature fails its own request and leaves the thread alive.
fn unpanicked<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Error::internal(format!("panic: {}", said.unwrap_or_default())))
    })
}

type Job = Box<dyn FnOnce(&mut Link) + Send>;

/// The readers of SQLite; readers and writers of PostgreSQL.
pub struct Workers {
    queue: Sender<Job>,
    context: Context,
}

impl Workers {
    pub fn start(open: Opener, context: Context, count: usize) -> Result<Workers> {
        let (queue, jobs) = bounded::<Job>(QUEUE);
        for number in 0..count.max(1) {
            let mut link = Link { open: open.clone(), conn: None, used: Instant::now() };
            let jobs: Receiver<Job> = jobs.clone();
            std::thread::Builder::new()
                .name(format!("db-{number}"))
                .spawn(move || jobs.into_iter().for_each(|job| job(&mut link)))
                .map_err(Error::internal)?;
        }
        Ok(Workers { queue, context })
    }

    pub fn read<T: 'static>(
        &self,
        work: impl FnOnce(&mut Snapshot) -> Result<T> + Send + 'static,
        answer: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let context = self.context.clone();
        self.send(Box::new(move |link| {
            answer(link.run(READ, |conn| unpanicked(|| work(&mut Snapshot::new(conn, context.shards, &context.clock)))));
        }))
    }

    /// For PostgreSQL: each transaction alone.
    pub fn write<T: 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
        answer: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let context = self.context.clone();
        self.send(Box::new(move |link| answer(link.run(WRITE, |conn| context.write(conn, work)))))
    }

    fn send(&self, job: Job) -> Result<()> {
        self.queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => overloaded(),
            TrySendError::Disconnected(_) => Error::internal("the database threads have ended"),
        })
    }
}

/// How a transaction begins on each database.
struct Begin {
    lite: &'static str,
    pg: &'static str,
}
const READ: Begin = Begin { lite: "BEGIN", pg: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" };
const WRITE: Begin = Begin { lite: "BEGIN IMMEDIATE", pg: super::turns::BEGIN };

/// A connection that is made when it is needed and again when it broke.
struct Link {
    open: Opener,
    conn: Option<Conn>,
    used: Instant,
}

impl Link {
    fn run<T>(&mut self, begin: Begin, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let outcome = self.conn().and_then(|conn| {
            conn.batch_execute(if matches!(conn, Conn::Lite(_)) { begin.lite } else { begin.pg })?;
            match work(conn) {
                Ok(value) => conn.batch_execute("COMMIT").map(|()| value).map_err(Error::from),
                Err(error) => {
                    let undone = conn.batch_execute("ROLLBACK");
                    undone.map_err(Error::from).and(Err(error))
                }
            }
        });
        if matches!(&outcome, Err(error) if matches!(error.fault, Fault::Unavailable | Fault::Internal)) {
            self.conn = None;
        }
        self.used = Instant::now();
        outcome
    }

    fn conn(&mut self) -> Result<&mut Conn> {
        let stale = self.used.elapsed() > IDLE;
        if let Some(conn) = &mut self.conn
            && stale
            && matches!(conn, Conn::Pg(_))
            && ping(conn).is_err()
        {
            self.conn = None;
        }
        match &mut self.conn {
            Some(conn) => Ok(conn),
            none => Ok(none.insert(self.open.reader()?)),
        }
    }
}
