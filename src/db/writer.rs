//! SQLite's one writer: whoever waits shares one transaction and one sync of the disk, a savepoint each. Nobody is
//! answered before the commit. With `synchronous=FULL` this is faster than a transaction each by as many as wait.

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::connection::SimpleConnection;

use super::conn::Conn;
use super::worker::{Context, QUEUE};
use super::{Tx, overloaded};
use crate::error::{Error, Result};

/// The most closures in one transaction: past this the wait of the first costs more than the sync saves.
const AT_MOST: usize = 64;

/// A write that waits: run inside the shared transaction, answered after its commit.
trait Job: Send {
    /// Whether its savepoint may stand.
    fn run(&mut self, context: &Context, conn: &mut Conn) -> bool;
    fn answer(self: Box<Self>, committed: &Result<()>);
}

struct Write<T, W, A> {
    work: Option<W>,
    outcome: Option<Result<T>>,
    answer: A,
}

impl<T, W, A> Job for Write<T, W, A>
where
    T: Send,
    W: FnOnce(&mut Tx) -> Result<T> + Send,
    A: FnOnce(Result<T>) + Send,
{
    fn run(&mut self, context: &Context, conn: &mut Conn) -> bool {
        let outcome = self.work.take().map(|work| context.write(conn, work));
        let stands = matches!(outcome, Some(Ok(_)));
        self.outcome = outcome;
        stands
    }
    fn answer(self: Box<Self>, committed: &Result<()>) {
        let outcome = match (self.outcome, committed) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.clone()),
            (None, Ok(())) => Err(Error::internal("a write was not run")),
        };
        (self.answer)(outcome);
    }
}

pub struct Writer {
    queue: Sender<Box<dyn Job>>,
}

impl Writer {
    pub fn start(mut conn: Conn, context: Context) -> Result<Writer> {
        let (queue, jobs) = bounded(QUEUE);
        std::thread::Builder::new()
            .name("db-writer".to_string())
            .spawn(move || {
                while let Ok(first) = jobs.recv() {
                    gather(&mut conn, &context, first, &jobs);
                }
            })
            .map_err(Error::internal)?;
        Ok(Writer { queue })
    }

    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
        answer: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let job = Write { work: Some(work), outcome: None, answer };
        self.queue.try_send(Box::new(job)).map_err(|refused| match refused {
            TrySendError::Full(_) => overloaded(),
            TrySendError::Disconnected(_) => Error::internal("the writer has ended"),
        })
    }
}

fn gather(conn: &mut Conn, context: &Context, first: Box<dyn Job>, jobs: &Receiver<Box<dyn Job>>) {
    let mut ran = Vec::new();
    let mut next = Some(first);
    let mut committed = conn.batch_execute("BEGIN IMMEDIATE").map_err(Error::from);
    while let Some(mut job) = next.take() {
        if committed.is_ok() {
            committed = in_savepoint(conn, context, job.as_mut());
        }
        ran.push(job);
        if ran.len() < AT_MOST && committed.is_ok() {
            next = jobs.try_recv().ok();
        }
    }
    if committed.is_ok() {
        committed = conn.batch_execute("COMMIT").map_err(Error::from);
    }
    if committed.is_err() {
        // A full disk may already have rolled everything back; then this says so and nothing is lost by it.
        let _ = conn.batch_execute("ROLLBACK");
    }
    for job in ran {
        job.answer(&committed);
    }
}

/// A closure that fails takes back only what it wrote itself. An error here is of the shared transaction, and fails all.
fn in_savepoint(conn: &mut Conn, context: &Context, job: &mut dyn Job) -> Result<()> {
    conn.batch_execute("SAVEPOINT job")?;
    let end = if job.run(context, conn) { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    Ok(conn.batch_execute(end)?)
}
