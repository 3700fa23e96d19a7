//! One transaction: statements, the time, and new ids.

use std::sync::atomic::Ordering;

use super::Shared;
use super::params::Param;
use super::postgres::PostgresTx;
use super::row::Row;
use super::sqlite::SqliteTx;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::seal::Seal;

/// What a closure works on. The time stands still inside it.
pub struct Tx<'a, 'c> {
    pub(super) backend: Backend<'a, 'c>,
    pub(super) shared: &'a Shared,
    pub(super) now: Timestamp,
}

pub(super) enum Backend<'a, 'c> {
    Sqlite(SqliteTx<'a, 'c>),
    Postgres(PostgresTx<'a>),
}

/// The two dialects, for the few places that cannot be one text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Tx<'_, '_> {
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn policies(&self) -> &crate::policy::Policies {
        &self.shared.policies
    }

    /// Moves the time of this transaction: for imports of past years and for the demonstration, never for an act.
    pub fn stand_at(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// The civil day in Shanghai.
    pub fn today(&self) -> jiff::civil::Date {
        self.now.day()
    }

    pub fn new_id(&mut self) -> Id {
        self.shared.ids.next(self.now)
    }

    /// Bytes that nobody can guess; for keys and tokens.
    pub fn random<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0u8; N];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(bytes)
    }

    /// Has the write-ahead log emptied as soon as this is committed and nobody reads from it: it keeps what was deleted, and in
    /// what order things were written. PostgreSQL keeps its own log.
    pub fn empty_log(&mut self) {
        self.shared.log_goes.store(true, Ordering::Relaxed);
    }

    /// What seals and opens columns, see [`super::Sealed`]. Errors: `Internal` where nobody has given a key.
    pub fn seal(&self) -> Result<Seal> {
        let seal = self.shared.seal.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        seal.clone().ok_or_else(|| Error::internal("the database was opened without a key to seal with"))
    }

    pub fn dialect(&self) -> Dialect {
        match self.backend {
            Backend::Sqlite(_) => Dialect::Sqlite,
            Backend::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Every row through `read`, in order.
    pub fn query<T>(&mut self, sql: &str, params: &[Param], mut read: impl FnMut(&Row) -> Result<T>) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(read(row)?);
            Ok(true)
        })?;
        Ok(rows)
    }

    /// The first row, if there is one.
    pub fn query_opt<T>(&mut self, sql: &str, params: &[Param], mut read: impl FnMut(&Row) -> Result<T>) -> Result<Option<T>> {
        let mut found = None;
        self.each(sql, params, |row| {
            found = Some(read(row)?);
            Ok(false)
        })?;
        Ok(found)
    }

    /// The first row; `NotFound` without one.
    pub fn query_one<T>(&mut self, sql: &str, params: &[Param], read: impl FnMut(&Row) -> Result<T>) -> Result<T> {
        self.query_opt(sql, params, read)?.ok_or(Error::NotFound)
    }

    /// A single number, such as a count.
    pub fn scalar(&mut self, sql: &str, params: &[Param]) -> Result<i64> {
        Ok(self.query_opt(sql, params, |row| row.get::<Option<i64>>(0))?.flatten().unwrap_or(0))
    }

    pub fn exists(&mut self, sql: &str, params: &[Param]) -> Result<bool> {
        Ok(self.query_opt(sql, params, |_| Ok(()))?.is_some())
    }

    /// Rows changed.
    pub fn execute(&mut self, sql: &str, params: &[Param]) -> Result<u64> {
        self.shared.watch.iter().for_each(|watch| watch(sql, params));
        match &mut self.backend {
            Backend::Sqlite(tx) => tx.execute(sql, params),
            Backend::Postgres(tx) => tx.execute(sql, params),
        }
    }

    /// Inserts rows of equal width, many in one statement. `into` is `t (a, b)`.
    pub fn insert_all(&mut self, into: &str, rows: &[Vec<Param>]) -> Result<u64> {
        /// Far below what either database takes in one statement.
        const PARAMS: usize = 2_000;
        let width = rows.first().map_or(1, Vec::len).max(1);
        let mut inserted = 0;
        for chunk in rows.chunks((PARAMS / width).max(1)) {
            let lists = (0..chunk.len()).map(|row| {
                let places = (1..=width).map(|place| format!("${}", row * width + place));
                format!("({})", places.collect::<Vec<_>>().join(", "))
            });
            let sql = format!("INSERT INTO {into} VALUES {}", lists.collect::<Vec<_>>().join(", "));
            inserted += self.execute(&sql, &chunk.concat())?;
        }
        Ok(inserted)
    }

    /// Several statements without parameters: migrations only.
    pub fn execute_batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.backend {
            Backend::Sqlite(tx) => tx.execute_batch(sql),
            Backend::Postgres(tx) => tx.execute_batch(sql),
        }
    }

    /// Rows one by one until `read` says `false`.
    pub fn each(&mut self, sql: &str, params: &[Param], read: impl FnMut(&Row) -> Result<bool>) -> Result<()> {
        self.shared.watch.iter().for_each(|watch| watch(sql, params));
        match &mut self.backend {
            Backend::Sqlite(tx) => tx.each(sql, params, read),
            Backend::Postgres(tx) => tx.each(sql, params, read),
        }
    }

    /// Compiles the statement without running it: both databases are asked in a test.
    pub fn prepare_only(&mut self, sql: &str) -> Result<()> {
        match &mut self.backend {
            Backend::Sqlite(tx) => tx.prepare_only(sql),
            Backend::Postgres(tx) => tx.prepare_only(sql),
        }
    }
}
