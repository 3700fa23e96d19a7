//! Migrations: one text for both databases, applied once, in order, never changed afterwards.

use std::collections::HashMap;

use super::tx::{Dialect, Tx};
use crate::error::{Error, Result};
use crate::params;

/// `name` is `module/0001-start`; `sql` may use `{blob}` (bytes), `{c}` (byte-wise collation of text) and, behind a table,
/// `{by_key}` (rows are stored in the order of their key, and nowhere in that of their writing).
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

/// Names that would be applied.
pub fn pending(tx: &mut Tx, migrations: &[Migration]) -> Result<Vec<String>> {
    let applied = applied(tx)?;
    Ok(migrations.iter().filter(|m| !applied.contains_key(m.name)).map(|m| m.name.to_owned()).collect())
}

pub(super) fn run(tx: &mut Tx, migrations: &[Migration]) -> Result<Vec<String>> {
    tx.execute_batch(&translated(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT {c} PRIMARY KEY, at BIGINT NOT NULL, text_length BIGINT NOT NULL)",
        tx.dialect(),
    ))?;
    let applied = applied(tx)?;
    if let Some(unknown) = applied.keys().find(|name| migrations.iter().all(|m| m.name != name.as_str())) {
        return Err(Error::Internal(format!("the database is newer than this program: it has migration {unknown}")));
    }
    let mut done = Vec::new();
    for migration in migrations.iter().filter(|m| !applied.contains_key(m.name)) {
        tx.execute_batch(&translated(migration.sql, tx.dialect()))
            .map_err(|e| Error::Internal(format!("migration {}: {e}", migration.name)))?;
        tx.execute(
            "INSERT INTO migration (name, at, text_length) VALUES ($1, $2, $3)",
            params![migration.name, tx.now(), migration.sql.len()],
        )?;
        done.push(migration.name.to_owned());
    }
    Ok(done)
}

fn applied(tx: &mut Tx) -> Result<HashMap<String, i64>> {
    let there = match tx.dialect() {
        Dialect::Sqlite => "SELECT 1 FROM sqlite_master WHERE name = 'migration'",
        Dialect::Postgres => "SELECT 1 FROM pg_catalog.pg_tables WHERE tablename = 'migration' AND schemaname = current_schema()",
    };
    if !tx.exists(there, &[])? {
        return Ok(HashMap::new());
    }
    Ok(tx.query("SELECT name, at FROM migration", &[], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

fn translated(sql: &str, dialect: Dialect) -> String {
    let (blob, collation, by_key) = match dialect {
        Dialect::Sqlite => ("BLOB", "", "WITHOUT ROWID"),
        Dialect::Postgres => ("BYTEA", "COLLATE \"C\"", ""),
    };
    sql.replace("{blob}", blob).replace("{c}", collation).replace("{by_key}", by_key)
}
