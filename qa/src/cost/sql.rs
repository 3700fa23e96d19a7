//! The statements of a page alone: watched while the application answers it, then run again and again as they were.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Request, header};
use kernel::db::{Param, Watch};
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, OpenFlags};
use tower::ServiceExt;

use super::limits::app;
use crate::program::Outcome;

const ROUNDS: u32 = 2_000;

type Statements = Vec<(String, Vec<Value>)>;

/// CPU microseconds of the statements of the page at `path`, in one transaction on a warm connection that has planned
/// them, every value looked at; and how many there are.
pub fn cost(data: &Path, token: &str, path: &str) -> Outcome<(f64, usize)> {
    let statements = watched(data, token, path)?;
    let connection =
        Connection::open_with_flags(data.join("shangliang.db"), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.execute_batch("PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;")?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(512);
    for _ in 0..100 {
        replay(&connection, &statements)?;
    }
    let before = thread_cpu_us()?;
    for _ in 0..ROUNDS {
        replay(&connection, &statements)?;
    }
    Ok(((thread_cpu_us()? - before) / f64::from(ROUNDS), statements.len()))
}

fn replay(connection: &Connection, statements: &Statements) -> Outcome<()> {
    connection.prepare_cached("BEGIN")?.raw_execute()?;
    for (sql, values) in statements {
        let mut statement = connection.prepare_cached(sql)?;
        for (n, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(n + 1, value)?;
        }
        read(&mut statement)?;
    }
    connection.prepare_cached("ROLLBACK")?.raw_execute()?;
    Ok(())
}

fn read(statement: &mut CachedStatement) -> Outcome<()> {
    let width = statement.column_count();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        for column in 0..width {
            std::hint::black_box(row.get_ref(column)?);
        }
    }
    Ok(())
}

/// What the application asks its database for this page when it has answered it a moment ago.
fn watched(data: &Path, token: &str, path: &str) -> Outcome<Statements> {
    let seen: Arc<Mutex<Statements>> = Arc::default();
    let kept = Arc::clone(&seen);
    let watch: Watch = Arc::new(move |sql, params| {
        let values = params.iter().map(value).collect();
        kept.lock().unwrap_or_else(PoisonError::into_inner).push((sql.replace('$', "?"), values));
    });
    let app = app(data, Some(watch))?;
    let router = web::router(app.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for _ in 0..2 {
        seen.lock().map_err(|_| "poisoned")?.clear();
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::empty())?;
        let status = runtime.block_on(router.clone().oneshot(request))?.status();
        if status != 200 {
            return Err(format!("{path} answered {status}").into());
        }
    }
    app.db.close();
    let statements = std::mem::take(&mut *seen.lock().map_err(|_| "poisoned")?);
    Ok(statements)
}

fn value(param: &Param) -> Value {
    match param {
        Param::Null => Value::Null,
        Param::Int(n) => Value::Integer(*n),
        Param::Real(x) => Value::Real(*x),
        Param::Text(text) => Value::Text(text.clone().into_owned()),
        Param::Blob(bytes) => Value::Blob(bytes.clone().into_owned()),
    }
}

/// CPU time of this thread so far.
fn thread_cpu_us() -> Outcome<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = stat.split(' ').next().ok_or("no figure")?.parse()?;
    Ok(nanoseconds / 1e3)
}
