//! PostgreSQL: threads with a connection each; serializable writes, retried when they collide.
//!
//! The client is made, used and dropped on these threads only: on a runtime's thread it panics.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::BytesMut;
use postgres::config::SslMode;
use postgres::error::SqlState;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, IsolationLevel, NoTls, Statement, Transaction};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::params::Param;
use super::queue::{Job, Queue};
use super::row::Row;
use super::sqlite::spawn;
use super::tx::{Backend, Tx};
use super::{Options, Shared};
use crate::error::{Error, Result};

const TRIES: usize = 8;
/// After so long without a sign of life the server is taken for gone.
const SILENCE: Duration = Duration::from_secs(5);
/// After so many collisions a write waits until it is alone in this process; only another process can disturb it then.
const SHARED_TRIES: usize = 2;
/// A duplicate may be the trace of another who inserted after our snapshot: then the next try sees that row. One that is
/// still there when the write is alone is the caller's.
const DUPLICATE_TRIES: usize = SHARED_TRIES + 2;

/// Does `postgres://…?sslmode=require` ask for TLS? Without the word, or with `prefer`, the way is not encrypted: an encryption
/// that anybody on the way can talk both sides out of is none.
///
/// Errors: `Internal` for what is no address of a database.
pub fn wants_tls(url: &str) -> Result<bool> {
    let config: postgres::Config = url.parse().map_err(Error::internal)?;
    Ok(config.get_ssl_mode() == SslMode::Require)
}

pub(super) fn start(url: &str, shared: &Arc<Shared>, reads: &Queue, writes: &Queue, options: &Options) -> Result<Vec<JoinHandle<()>>> {
    let config: postgres::Config = url.parse().map_err(Error::internal)?;
    let tls = options.tls.as_deref().cloned().map(MakeRustlsConnect::new);
    let (report, reports) = std::sync::mpsc::channel();
    let mut threads = Vec::new();
    let kinds = (0..options.writers.max(1)).map(|n| (n, true)).chain((0..options.readers.max(1)).map(|n| (n, false)));
    for (n, writes_here) in kinds {
        let (config, tls, shared, report) = (config.clone(), tls.clone(), Arc::clone(shared), report.clone());
        let queue = if writes_here { writes.clone() } else { reads.clone() };
        let name = if writes_here { format!("pg-writer-{n}") } else { format!("pg-reader-{n}") };
        threads.push(spawn(&name, move || {
            let mut link = Link { config, tls, client: None, statements: HashMap::new() };
            // Whoever starts the program is told the cause; later it is only that the database is gone.
            let _ = report.send(link.connect().map_err(|error| Error::internal(with_causes(&error))));
            drop(report);
            while let Some(jobs) = queue.take(1, None) {
                for job in jobs {
                    link.serve(&shared, job, writes_here);
                }
            }
        })?);
    }
    drop(report);
    reports.iter().collect::<Result<Vec<()>>>()?;
    Ok(threads)
}

struct Link {
    config: postgres::Config,
    /// With it the way is encrypted, and the server's certificate checked.
    tls: Option<MakeRustlsConnect>,
    client: Option<Client>,
    statements: HashMap<String, Statement>,
}

impl Link {
    fn connect(&mut self) -> Result<(), postgres::Error> {
        if self.client.as_ref().is_none_or(Client::is_closed) {
            self.statements.clear();
            self.client = None;
            let mut config = self.config.clone();
            config.connect_timeout(Duration::from_secs(5)).application_name("shangliang");
            // A server that is cut off says nothing at all: what was sent and not received, and silence, end the connection.
            config.tcp_user_timeout(SILENCE).keepalives_idle(SILENCE).keepalives_interval(SILENCE / 4).keepalives_retries(3);
            let connected = match &self.tls {
                Some(tls) => config.ssl_mode(SslMode::Require).connect(tls.clone()),
                None => config.ssl_mode(SslMode::Disable).connect(NoTls),
            };
            self.client = Some(connected?);
        }
        Ok(())
    }

    fn serve(&mut self, shared: &Shared, mut job: Job, writes: bool) {
        for attempt in 1.. {
            let outcome = match (writes, attempt) {
                (false, _) => self.attempt(shared, &mut job, writes),
                (true, ..=SHARED_TRIES) => {
                    let _together = shared.turn.read().unwrap_or_else(|poisoned| poisoned.into_inner());
                    self.attempt(shared, &mut job, writes)
                }
                (true, _) => {
                    let _alone = shared.turn.write().unwrap_or_else(|poisoned| poisoned.into_inner());
                    self.attempt(shared, &mut job, writes)
                }
            };
            match outcome {
                Attempt::Done(outcome) => return job.answer(outcome),
                Attempt::Collided if attempt < TRIES => {
                    std::thread::sleep(Duration::from_millis(1 << attempt.min(6)));
                }
                Attempt::Duplicate(_) if attempt < DUPLICATE_TRIES => {}
                Attempt::Duplicate(outcome) => return job.answer(outcome),
                Attempt::Collided => return job.answer(Err(Error::Unavailable("kernel.busy".into()))),
            }
        }
    }

    fn attempt(&mut self, shared: &Shared, job: &mut Job, writes: bool) -> Attempt {
        if let Err(error) = self.connect() {
            return Attempt::Done(Err(failure(error)));
        }
        let Link { client: Some(client), statements, .. } = self else {
            return Attempt::Done(Err(Error::internal("no connection")));
        };
        let level = if writes { IsolationLevel::Serializable } else { IsolationLevel::RepeatableRead };
        let transaction = client.build_transaction().isolation_level(level).read_only(!writes).start();
        let transaction = match transaction {
            Ok(transaction) => transaction,
            Err(error) => return Attempt::Done(Err(failure(error))),
        };
        let mut tx = Tx {
            backend: Backend::Postgres(PostgresTx { transaction, statements, collided: false, duplicate: false }),
            shared,
            now: shared.clock.now(),
        };
        let outcome = job.run(&mut tx);
        let Backend::Postgres(tx) = tx.backend else { return Attempt::Done(Err(Error::internal("wrong backend"))) };
        if tx.collided {
            let _ = tx.transaction.rollback();
            return Attempt::Collided;
        }
        if outcome.is_err() && tx.duplicate {
            let _ = tx.transaction.rollback();
            return Attempt::Duplicate(outcome);
        }
        if outcome.is_err() || !writes {
            let _ = tx.transaction.rollback();
            return Attempt::Done(outcome);
        }
        shared.batches.fetch_add(1, Ordering::Relaxed);
        shared.batched.fetch_add(1, Ordering::Relaxed);
        match tx.transaction.commit() {
            Ok(()) => Attempt::Done(outcome),
            Err(error) if collision(&error) => Attempt::Collided,
            // A server that goes away, with or without a word, may have committed.
            Err(error) => match failure(error) {
                Error::Unavailable(message) if message.key == "kernel.database-gone" => {
                    tracing::error!("connection lost during commit");
                    Attempt::Done(Err(Error::Unavailable("kernel.commit-unknown".into())))
                }
                other => Attempt::Done(Err(other)),
            },
        }
    }
}

enum Attempt {
    Done(Result<()>),
    Collided,
    Duplicate(Result<()>),
}

fn collision(error: &postgres::Error) -> bool {
    matches!(error.code(), Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED))
}

fn with_causes(error: &postgres::Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

fn failure(error: postgres::Error) -> Error {
    match error.code() {
        Some(
            &SqlState::UNIQUE_VIOLATION | &SqlState::FOREIGN_KEY_VIOLATION | &SqlState::CHECK_VIOLATION | &SqlState::NOT_NULL_VIOLATION,
        ) => {
            tracing::debug!(%error, "constraint");
            Error::conflict("kernel.duplicate")
        }
        Some(&SqlState::READ_ONLY_SQL_TRANSACTION) => Error::Unavailable("kernel.read-only".into()),
        Some(&SqlState::DISK_FULL) => Error::Unavailable("kernel.disk-full".into()),
        Some(code) if code.code().starts_with("57P") || code.code().starts_with("08") || code.code().starts_with("53") => {
            Error::Unavailable("kernel.database-gone".into())
        }
        None => Error::Unavailable("kernel.database-gone".into()),
        Some(_) => Error::internal(error),
    }
}

pub(super) struct PostgresTx<'a> {
    transaction: Transaction<'a>,
    statements: &'a mut HashMap<String, Statement>,
    collided: bool,
    duplicate: bool,
}

impl PostgresTx<'_> {
    pub fn execute(&mut self, sql: &str, params: &[Param]) -> Result<u64> {
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        let outcome = self.transaction.execute(&statement, &params);
        outcome.map_err(|error| self.noted(error, sql))
    }

    pub fn each(&mut self, sql: &str, params: &[Param], mut read: impl FnMut(&Row) -> Result<bool>) -> Result<()> {
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        let outcome = self.transaction.query(&statement, &params);
        for row in outcome.map_err(|error| self.noted(error, sql))? {
            if !read(&Row::Postgres(&row))? {
                break;
            }
        }
        Ok(())
    }

    pub fn execute_batch(&mut self, sql: &str) -> Result<()> {
        let outcome = self.transaction.batch_execute(sql);
        outcome.map_err(|error| self.noted(error, sql))
    }

    pub fn prepare_only(&mut self, sql: &str) -> Result<()> {
        self.transaction.prepare(sql).map(drop).map_err(|e| Error::internal(format!("{e:?}: {sql}")))
    }

    fn statement(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let prepared = self.transaction.prepare(sql);
        let statement = prepared.map_err(|error| self.noted(error, sql))?;
        // Filters make a bounded number of texts; the limit only guards against a mistake.
        if self.statements.len() >= 1_024 {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn noted(&mut self, error: postgres::Error, sql: &str) -> Error {
        self.collided |= collision(&error);
        self.duplicate |= error.code() == Some(&SqlState::UNIQUE_VIOLATION);
        match failure(error) {
            Error::Internal(cause) => Error::Internal(format!("{cause} in: {sql}")),
            other => other,
        }
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Param::Null => Ok(IsNull::Yes),
            Param::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Param::Int(n) => n.to_sql(ty, out),
            Param::Real(x) => x.to_sql(ty, out),
            Param::Text(text) => text.as_ref().to_sql(ty, out),
            Param::Blob(bytes) => bytes.as_ref().to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
