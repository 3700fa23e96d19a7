//! SQLite: read-only reader threads and one writer with group commit.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, PrepFlags, Statement, ffi};

use super::Shared;
use super::params::Param;
use super::queue::{Job, Queue};
use super::row::Row;
use super::tx::{Backend, Tx};
use crate::error::{Error, Result};

/// Closures that share one COMMIT.
const BATCH: usize = 256;
/// Somebody else holds the file: another process at its end, a backup.
const BUSY: Duration = Duration::from_secs(10);
/// Of emptying the log.
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

pub(super) fn start(path: &Path, shared: &Arc<Shared>, reads: &Queue, writes: &Queue, readers: usize) -> Result<Vec<JoinHandle<()>>> {
    // What a process that was killed has left there.
    let left = std::fs::metadata(log_of(path)).is_ok_and(|log| log.len() > 0);
    let writer = open_writer(path)?;
    shared.log_goes.store(left, Ordering::Relaxed);
    let mut threads = vec![spawn("db-writer", {
        let (shared, writes) = (Arc::clone(shared), writes.clone());
        move || write_loop(&mut Planned::new(&writer), &shared, &writes)
    })?];
    for n in 0..readers.max(1) {
        let connection = open_reader(path)?;
        let (shared, reads) = (Arc::clone(shared), reads.clone());
        threads.push(spawn(&format!("db-reader-{n}"), move || {
            give_way();
            read_loop(&mut Planned::new(&connection), &shared, &reads);
        })?);
    }
    Ok(threads)
}

/// `shangliang.db-wal`
fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

pub(super) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    std::thread::Builder::new().name(name.into()).stack_size(4 << 20).spawn(body).map_err(Error::internal)
}

fn open_writer(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path).map_err(failure)?;
    connection.busy_timeout(BUSY).map_err(failure)?;
    connection
        .execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;
             PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA journal_size_limit=67108864;",
        )
        .map_err(failure)?;
    keep_plans(&connection)?;
    Ok(connection)
}

fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failure)?;
    connection.busy_timeout(BUSY).map_err(failure)?;
    connection.execute_batch("PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;").map_err(failure)?;
    keep_plans(&connection)?;
    Ok(connection)
}

/// A statement is planned once. Without the stability guarantee SQLite plans it again whenever a value is bound that might
/// have mattered (a LIKE, a partial index): a third of the writer's time.
fn keep_plans(connection: &Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop).map_err(failure)
}

/// Where the processor is short, whoever takes requests and sends answers comes first: pages that are drawn but not sent
/// help nobody, and a request that is not read cannot be refused (quality R12).
fn give_way() {
    // Of this thread alone. Without the right to do so it stays as it was.
    let _ = rustix::process::nice(5);
}

/// The statements of a connection, each planned when it first comes. Found by the text that the modules write, as copying and
/// translating it costs more than a small statement.
struct Planned<'c> {
    connection: &'c Connection,
    statements: Vec<Statement<'c>>,
    places: HashMap<String, usize, foldhash::fast::RandomState>,
}

impl<'c> Planned<'c> {
    /// Beyond, all are planned anew.
    const MOST: usize = 512;

    fn new(connection: &'c Connection) -> Planned<'c> {
        Planned { connection, statements: Vec::new(), places: HashMap::default() }
    }

    fn get(&mut self, sql: &str) -> rusqlite::Result<&mut Statement<'c>> {
        let place = match self.places.get(sql) {
            Some(place) => *place,
            None => self.plan(sql)?,
        };
        Ok(&mut self.statements[place])
    }

    fn plan(&mut self, sql: &str) -> rusqlite::Result<usize> {
        if self.statements.len() >= Self::MOST {
            self.statements.clear();
            self.places.clear();
        }
        self.statements.push(self.connection.prepare_with_flags(&numbered(sql), PrepFlags::SQLITE_PREPARE_PERSISTENT)?);
        self.places.insert(sql.to_owned(), self.statements.len() - 1);
        Ok(self.statements.len() - 1)
    }

    /// One of the few words between statements.
    fn short(&mut self, sql: &str) -> rusqlite::Result<()> {
        self.get(sql)?.raw_execute().map(drop)
    }
}

fn read_loop(planned: &mut Planned, shared: &Shared, reads: &Queue) {
    while let Some(jobs) = reads.take(1, None) {
        for mut job in jobs {
            let outcome = planned.short("BEGIN").map_err(failure).and_then(|()| run_one(planned, shared, &mut job));
            let _ = planned.short("ROLLBACK");
            job.answer(outcome);
        }
    }
}

fn write_loop(planned: &mut Planned, shared: &Shared, writes: &Queue) {
    let (connection, mut tried) = (planned.connection, None);
    while let Some(jobs) = writes.take(BATCH, shared.log_goes.load(Ordering::Relaxed).then_some(BETWEEN_TRIES)) {
        if !jobs.is_empty() {
            shared.batches.fetch_add(1, Ordering::Relaxed);
            shared.batched.fetch_add(jobs.len() as u64, Ordering::Relaxed);
            run_batch(planned, shared, jobs);
        }
        let is_time = tried.is_none_or(|at: Instant| at.elapsed() >= BETWEEN_TRIES);
        if is_time && shared.log_goes.swap(false, Ordering::Relaxed) {
            let emptied = empty_log(connection).unwrap_or(false);
            shared.log_goes.fetch_or(!emptied, Ordering::Relaxed);
            tried = (!emptied).then(Instant::now);
        }
    }
    let _ = empty_log(connection);
}

/// Brings the log into the file and cuts it to nothing; `false` while somebody reads an older state from it.
fn empty_log(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(Duration::from_millis(100))?;
    let busy: rusqlite::Result<i64> = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    connection.busy_timeout(BUSY)?;
    Ok(busy? == 0)
}

/// One transaction for all, a SAVEPOINT for each; every job is answered after COMMIT.
fn run_batch(planned: &mut Planned, shared: &Shared, mut jobs: Vec<Job>) {
    let connection = planned.connection;
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        let error = failure(error);
        return jobs.into_iter().for_each(|job| job.answer(Err(again(&error))));
    }
    let mut outcomes = Vec::with_capacity(jobs.len());
    for n in 0..jobs.len() {
        let outcome = run_in_savepoint(planned, shared, &mut jobs[n]);
        if connection.is_autocommit() {
            // SQLite has rolled the whole transaction back (disk full, I/O error): the others run again, alone.
            return rerun_singly(planned, shared, jobs, n, outcome);
        }
        outcomes.push(outcome);
    }
    let committed = commit(connection, shared);
    for (job, outcome) in jobs.into_iter().zip(outcomes) {
        job.answer(match &committed {
            Ok(()) => outcome,
            Err(error) => outcome.and(Err(again(error))),
        });
    }
}

fn rerun_singly(planned: &mut Planned, shared: &Shared, jobs: Vec<Job>, culprit: usize, outcome: Result<()>) {
    let connection = planned.connection;
    let mut outcome = Some(outcome.and_then(|()| Err(Error::Unavailable("kernel.rolled-back".into()))));
    let alone = jobs.len() == 1;
    for (n, mut job) in jobs.into_iter().enumerate() {
        match outcome.take_if(|_| n == culprit || alone) {
            Some(outcome) => job.answer(outcome),
            None => match connection.execute_batch("BEGIN IMMEDIATE") {
                Err(error) => job.answer(Err(failure(error))),
                Ok(()) => {
                    let outcome = run_in_savepoint(planned, shared, &mut job);
                    let outcome = match connection.is_autocommit() {
                        true => outcome.and_then(|()| Err(Error::Unavailable("kernel.rolled-back".into()))),
                        false => commit(connection, shared).and(outcome),
                    };
                    job.answer(outcome);
                }
            },
        }
    }
}

fn run_in_savepoint(planned: &mut Planned, shared: &Shared, job: &mut Job) -> Result<()> {
    planned.short("SAVEPOINT one").map_err(failure)?;
    let outcome = run_one(planned, shared, job);
    if planned.connection.is_autocommit() {
        return outcome;
    }
    if outcome.is_err() {
        planned.short("ROLLBACK TO one").map_err(failure)?;
    }
    planned.short("RELEASE one").map_err(failure)?;
    outcome
}

fn run_one(planned: &mut Planned, shared: &Shared, job: &mut Job) -> Result<()> {
    let now = shared.clock.now();
    let outcome = job.run(&mut Tx { backend: Backend::Sqlite(SqliteTx { planned }), shared, now });
    if matches!(&outcome, Err(Error::Unavailable(m)) if matches!(&*m.key, "kernel.disk-full" | "kernel.io" | "kernel.read-only")) {
        shared.refusing.store(true, Ordering::Relaxed);
    }
    outcome
}

/// A COMMIT whose sync failed is *unknown*, not *no*: the row may be there on reopening.
fn commit(connection: &Connection, shared: &Shared) -> Result<()> {
    let changes = connection.total_changes();
    let Err(error) = connection.execute_batch("COMMIT") else {
        // One that changed nothing has not touched the disk, and says nothing about it.
        if shared.changes.swap(changes, Ordering::Relaxed) != changes {
            shared.refusing.store(false, Ordering::Relaxed);
        }
        return Ok(());
    };
    tracing::error!(%error, "commit failed");
    shared.refusing.store(true, Ordering::Relaxed);
    shared.changes.store(changes, Ordering::Relaxed);
    if !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    match (error.sqlite_error_code(), error.sqlite_error().map(|e| e.extended_code)) {
        // The frame that commits was not written.
        (Some(ErrorCode::DiskFull), _) | (_, Some(ffi::SQLITE_IOERR_WRITE)) => return Err(failure(error)),
        // Nobody knows what of this and of earlier writes is on the disk.
        (_, Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC)) => shared.read_only.store(true, Ordering::Relaxed),
        _ => {}
    }
    Err(Error::Unavailable("kernel.commit-unknown".into()))
}

fn again(error: &Error) -> Error {
    match error {
        Error::Unavailable(message) => Error::Unavailable(message.clone()),
        other => Error::internal(other),
    }
}

pub(crate) fn failure(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => {
            tracing::debug!(%error, "constraint");
            Error::conflict("kernel.duplicate")
        }
        Some(ErrorCode::DiskFull) => Error::Unavailable("kernel.disk-full".into()),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Unavailable("kernel.busy".into()),
        Some(ErrorCode::ReadOnly) => Error::Unavailable("kernel.read-only".into()),
        Some(ErrorCode::SystemIoFailure) => Error::Unavailable("kernel.io".into()),
        _ => Error::internal(error),
    }
}

pub(super) struct SqliteTx<'a, 'c> {
    planned: &'a mut Planned<'c>,
}

impl<'c> SqliteTx<'_, 'c> {
    pub fn execute(&mut self, sql: &str, params: &[Param]) -> Result<u64> {
        let statement = self.bound(sql, params)?;
        let changed = statement.raw_execute();
        statement.clear_bindings();
        changed.map(|n| n as u64).map_err(failure)
    }

    pub fn each(&mut self, sql: &str, params: &[Param], read: impl FnMut(&Row) -> Result<bool>) -> Result<()> {
        let statement = self.bound(sql, params)?;
        let outcome = rows(statement, read);
        statement.clear_bindings();
        outcome
    }

    pub fn execute_batch(&mut self, sql: &str) -> Result<()> {
        self.planned.connection.execute_batch(sql).map_err(failure)
    }

    pub fn prepare_only(&mut self, sql: &str) -> Result<()> {
        self.planned.connection.prepare(&numbered(sql)).map(drop).map_err(|e| Error::internal(format!("{e}: {sql}")))
    }

    fn bound(&mut self, sql: &str, params: &[Param]) -> Result<&mut Statement<'c>> {
        let statement = self.planned.get(sql).map_err(failure)?;
        for (n, param) in params.iter().enumerate() {
            statement.raw_bind_parameter(n + 1, param).map_err(failure)?;
        }
        Ok(statement)
    }
}

fn rows(statement: &mut Statement, mut read: impl FnMut(&Row) -> Result<bool>) -> Result<()> {
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(failure)? {
        if !read(&Row::Sqlite(row))? {
            break;
        }
    }
    Ok(())
}

/// `$2` is a *named* parameter to SQLite, numbered by first appearance; `?2` is what we mean.
fn numbered(sql: &str) -> Cow<'_, str> {
    if sql.contains('$') { Cow::Owned(sql.replace('$', "?")) } else { Cow::Borrowed(sql) }
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Param::Null => ValueRef::Null,
            Param::Int(n) => ValueRef::Integer(*n),
            Param::Real(x) => ValueRef::Real(*x),
            Param::Text(text) => ValueRef::Text(text.as_bytes()),
            Param::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_is_planned_once_whatever_is_bound() {
        let folder = tempfile::tempdir().expect("a folder");
        let connection = open_writer(&folder.path().join("t.db")).expect("opens");
        connection
            .execute_batch("CREATE TABLE t (id BIGINT PRIMARY KEY, word TEXT, n BIGINT); CREATE INDEX few ON t (word) WHERE n > 3; INSERT INTO t VALUES (1, 'one', 4)")
            .expect("a table");
        let mut planned = Planned::new(&connection);
        let mut tx = SqliteTx { planned: &mut planned };
        for (word, n) in [("o%", 3), ("%ne", 5), ("x", 3)] {
            let params = [Param::Text(word.into()), Param::Int(n)];
            let statement = tx.bound("SELECT id FROM t WHERE word LIKE $1 AND n > $2", &params).expect("binds");
            assert!(statement.raw_query().next().is_ok());
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "planned again for {word}");
        }
    }
}
