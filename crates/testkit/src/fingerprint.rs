//! What a database holds, as one hash.

use kernel::db::Dialect;
use kernel::{Result, Tx};

/// A hash over all rows of all tables, in no order, but those of `except`.
pub(crate) fn of(tx: &mut Tx, except: &[String]) -> Result<String> {
    let tables = match tx.dialect() {
        Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        Dialect::Postgres => {
            "SELECT CAST(tablename AS TEXT) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        }
    };
    let tables: Vec<String> = tx.query(tables, &[], |row| row.get(0))?;
    let mut sums = Vec::new();
    for table in tables.iter().filter(|t| !except.contains(t)) {
        sums.push(format!("{table}:{}", rows(tx, table)?));
    }
    Ok(sums.join(" "))
}

fn rows(tx: &mut Tx, table: &str) -> Result<String> {
    let sql = match tx.dialect() {
        Dialect::Postgres => {
            format!("SELECT COALESCE(md5(string_agg(md5(CAST(t AS TEXT)), '' ORDER BY md5(CAST(t AS TEXT)))), '') FROM {table} t")
        }
        Dialect::Sqlite => {
            let columns: Vec<String> = tx.query(&format!("SELECT name FROM pragma_table_info('{table}')"), &[], |row| row.get(0))?;
            let row = columns.iter().map(|c| format!("quote(\"{c}\")")).collect::<Vec<_>>().join(" || ',' || ");
            format!("SELECT {row} FROM {table} ORDER BY 1")
        }
    };
    let lines: Vec<String> = tx.query(&sql, &[], |row| row.get(0))?;
    let mut hash = std::hash::DefaultHasher::new();
    std::hash::Hash::hash(&lines, &mut hash);
    Ok(format!("{:x}", std::hash::Hasher::finish(&hash)))
}
