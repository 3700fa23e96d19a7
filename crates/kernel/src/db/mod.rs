//! One SQL text on SQLite and PostgreSQL, run by synchronous closures on the database's own threads.
//!
//! Architecture invariant: no other code opens a connection. A closure may be run more than once, so it has no effect
//! outside its transaction.

mod filters;
mod migrate;
mod params;
mod postgres;
mod queue;
mod row;
pub mod sealed;
mod snapshot;
mod sqlite;
mod tx;

pub use filters::Filters;
pub use migrate::{Migration, pending};
pub use params::{Param, ToParam};
pub use postgres::wants_tls;
pub use row::{FromColumn, Row};
pub use sealed::Sealed;
pub use snapshot::snapshot;
pub use tx::{Dialect, Tx};

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::id::IdSource;
use crate::seal::Seal;
use queue::{Job, Queue};

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The SQLite file.
    File(PathBuf),
    /// `postgres://user@host:port/name`
    Postgres(String),
}

pub struct Options {
    pub readers: usize,
    /// Closures waiting for the writer; one more is refused with `Unavailable`.
    pub queue: usize,
    /// PostgreSQL connections that write.
    pub writers: usize,
    /// The way to PostgreSQL is encrypted and its certificate checked, as [`wants_tls`] asks.
    pub tls: Option<Arc<rustls::ClientConfig>>,
    /// Is shown every statement before it runs: for measurements, never for logs, as values are personal.
    pub watch: Option<Watch>,
}

/// Statement and values.
pub type Watch = Arc<dyn Fn(&str, &[Param]) + Send + Sync>;

impl Default for Options {
    fn default() -> Options {
        Options { readers: 4, queue: 2_048, writers: 8, tls: None, watch: None }
    }
}

/// What the threads share with the handle.
pub(crate) struct Shared {
    pub clock: Arc<dyn Clock>,
    pub ids: IdSource,
    pub read_only: AtomicBool,
    /// The storage refused the last write; a write that succeeds ends it.
    pub refusing: AtomicBool,
    /// The write-ahead log is to be emptied: it shows in what order things were written.
    pub log_goes: AtomicBool,
    /// Rows that the writer's connection had changed at its last commit.
    pub changes: AtomicU64,
    pub batches: AtomicU64,
    pub batched: AtomicU64,
    /// Writes on PostgreSQL share it; one that has collided twice takes it alone, so that a hot row is passed on in turn.
    pub turn: RwLock<()>,
    pub policies: crate::policy::Policies,
    pub watch: Option<Watch>,
    /// Opens what lies sealed.
    pub seal: RwLock<Option<Seal>>,
}

/// As long as the first in the queue has waited less, one more is let in.
const PATIENCE: Duration = Duration::from_secs(2);

/// A handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    target: Target,
    shared: Arc<Shared>,
    reads: Queue,
    writes: Queue,
    threads: std::sync::Mutex<Vec<std::thread::JoinHandle<()>>>,
}

/// Figures for `/metrics`.
pub struct Load {
    pub reads_waiting: usize,
    pub writes_waiting: usize,
    pub batches: u64,
    pub batched: u64,
    pub read_only: bool,
    /// The storage refused the last write: full, read-only or broken.
    pub refusing: bool,
}

impl Db {
    /// Opens the database and starts its threads. Migrations are a separate step: [`Db::migrate`].
    pub fn open(target: Target, clock: Arc<dyn Clock>, options: Options) -> Result<Db> {
        let mut node = [0u8; 8];
        getrandom::fill(&mut node).map_err(Error::internal)?;
        let shared = Arc::new(Shared {
            clock,
            ids: IdSource::new(u64::from_le_bytes(node)),
            read_only: AtomicBool::new(false),
            refusing: AtomicBool::new(false),
            log_goes: AtomicBool::new(false),
            changes: AtomicU64::new(0),
            batches: AtomicU64::new(0),
            batched: AtomicU64::new(0),
            turn: RwLock::new(()),
            policies: crate::policy::Policies::default(),
            watch: options.watch.clone(),
            seal: RwLock::default(),
        });
        let reads = Queue::new(options.queue);
        let writes = Queue::new(options.queue);
        let threads = match &target {
            Target::File(path) => sqlite::start(path, &shared, &reads, &writes, options.readers)?,
            Target::Postgres(url) => postgres::start(url, &shared, &reads, &writes, &options)?,
        };
        let threads = std::sync::Mutex::new(threads);
        Ok(Db { inner: Arc::new(Inner { target, shared, reads, writes, threads }) })
    }

    /// Runs the closure in one transaction and returns after it is durable.
    ///
    /// Errors: the closure's own; `Unavailable` when the queue is full, the database is read-only, or the outcome of
    /// the commit is not known (then the retry with the same idempotency key tells the truth).
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        self.refuse_when_read_only()?;
        let (job, answer) = Job::new(f);
        self.inner.writes.push(job)?;
        answer.await.map_err(|_| Error::internal("the database thread is gone"))?
    }

    /// Runs the closure on one snapshot.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let (job, answer) = Job::new(f);
        self.inner.reads.push(job)?;
        answer.await.map_err(|_| Error::internal("the database thread is gone"))?
    }

    /// [`Db::write`] for a thread that is no runtime's: the command line and tests.
    pub fn write_blocking<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        self.refuse_when_read_only()?;
        let (job, answer) = Job::new(f);
        self.inner.writes.push(job)?;
        answer.blocking_recv().map_err(|_| Error::internal("the database thread is gone"))?
    }

    /// [`Db::read`] for a thread that is no runtime's.
    pub fn read_blocking<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let (job, answer) = Job::new(f);
        self.inner.reads.push(job)?;
        answer.blocking_recv().map_err(|_| Error::internal("the database thread is gone"))?
    }

    /// Applies what is missing of every module's migrations, in the order given; refuses a newer database.
    pub fn migrate(&self, migrations: Vec<Migration>) -> Result<Vec<String>> {
        self.write_blocking(move |tx| migrate::run(tx, &migrations))
    }

    /// From now on sealed columns are written and read with this.
    pub fn seal_with(&self, seal: Seal) {
        *self.inner.shared.seal.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(seal);
    }

    pub fn target(&self) -> &Target {
        &self.inner.target
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.shared.clock
    }

    /// Whoever reads now would wait longer than people do, or find no place.
    pub fn is_crowded(&self) -> bool {
        self.inner.reads.is_crowded(PATIENCE)
    }

    pub fn load(&self) -> Load {
        let shared = &self.inner.shared;
        Load {
            reads_waiting: self.inner.reads.len(),
            writes_waiting: self.inner.writes.len(),
            batches: shared.batches.load(Ordering::Relaxed),
            batched: shared.batched.load(Ordering::Relaxed),
            read_only: shared.read_only.load(Ordering::Relaxed),
            refusing: shared.refusing.load(Ordering::Relaxed),
        }
    }

    /// Stops taking work, finishes what is queued and joins the threads.
    pub fn close(&self) {
        self.inner.reads.close();
        self.inner.writes.close();
        let threads = self.inner.threads.lock().map(|mut t| std::mem::take(&mut *t)).unwrap_or_default();
        threads.into_iter().for_each(|thread| drop(thread.join()));
    }

    fn refuse_when_read_only(&self) -> Result<()> {
        if self.inner.shared.read_only.load(Ordering::Relaxed) {
            return Err(Error::Unavailable("kernel.read-only".into()));
        }
        Ok(())
    }
}
