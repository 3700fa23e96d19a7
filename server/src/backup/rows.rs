//! A database as text: a file of JSON lines for each table, the same from SQLite and from PostgreSQL, so that either can
//! be loaded into either.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use kernel::db::{Dialect, Row};
use kernel::{Error, Param, Result, Tx, params};
use serde_json::{Value, json};

/// Rows that one statement inserts.
const CHUNK: usize = 50;
/// Rows that a cursor of PostgreSQL hands over at once.
const FETCH: usize = 2_000;
/// Of this process and moment only, or not to be kept anywhere else.
const LEFT_OUT: &[&str] = &["lease", super::BALLOT_KEYS];

struct Column {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Real,
    Text,
    Bytes,
}

/// Writes `TABLE.jsonl` for every table: the names of the columns, then a line for each row.
pub(super) fn dump(tx: &mut Tx, folder: &Path) -> Result<()> {
    for table in tables(tx)? {
        let columns = columns(tx, &table)?;
        let mut out = BufWriter::new(File::create(folder.join(format!("{table}.jsonl")))?);
        let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        writeln!(out, "{}", json!(names))?;
        let select = format!("SELECT {} FROM {table}", names.join(", "));
        match tx.dialect() {
            Dialect::Sqlite => tx.each(&select, &[], |row| line(row, &columns, &mut out).map(|()| true))?,
            Dialect::Postgres => {
                tx.execute_batch(&format!("DECLARE dump_{table} NO SCROLL CURSOR FOR {select}"))?;
                let fetch = format!("FETCH {FETCH} FROM dump_{table}");
                let mut rows = FETCH;
                while rows == FETCH {
                    rows = 0;
                    tx.each(&fetch, &[], |row| {
                        rows += 1;
                        line(row, &columns, &mut out).map(|()| true)
                    })?;
                }
            }
        }
        out.flush()?;
        out.get_ref().sync_all()?;
    }
    Ok(())
}

/// Loads what [`dump`] wrote into the empty, migrated database of `tx`.
pub(super) fn load(tx: &mut Tx, folder: &Path) -> Result<()> {
    let there: Vec<String> = tx.query("SELECT name FROM migration ORDER BY name", &[], |row| row.get(0))?;
    let mut theirs = names_of_migrations(&folder.join("migration.jsonl"))?;
    theirs.sort();
    if there != theirs {
        return Err(Error::internal("the backup was made by another version of the program: restore it with that one, then upgrade"));
    }
    for table in tables(tx)?.iter().filter(|table| *table != "migration") {
        let path = folder.join(format!("{table}.jsonl"));
        if path.exists() {
            load_table(tx, table, &path)?;
        }
    }
    Ok(())
}

fn load_table(tx: &mut Tx, table: &str, path: &Path) -> Result<()> {
    if tx.exists(&format!("SELECT 1 FROM {table} LIMIT 1"), &[])? {
        // What a migration puts into its own table.
        tx.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    let kinds = columns(tx, table)?;
    let mut lines = BufReader::new(File::open(path)?).lines();
    let names: Vec<String> = serde_json::from_str(&lines.next().ok_or_else(|| Error::internal("an empty table file"))??)?;
    let kinds = names.iter().map(|name| kind_of(&kinds, name)).collect::<Result<Vec<_>>>()?;
    let mut waiting: Vec<Param<'static>> = Vec::new();
    let mut rows = 0;
    for text in lines {
        let values: Vec<Value> = serde_json::from_str(&text?)?;
        for (value, kind) in values.iter().zip(&kinds) {
            waiting.push(param(value, *kind)?);
        }
        rows += 1;
        if rows == CHUNK {
            insert(tx, table, &names, rows, &waiting)?;
            (rows, waiting) = (0, Vec::new());
        }
    }
    if rows > 0 { insert(tx, table, &names, rows, &waiting) } else { Ok(()) }
}

fn insert(tx: &mut Tx, table: &str, names: &[String], rows: usize, values: &[Param]) -> Result<()> {
    let row = |r: usize| (1..=names.len()).map(|c| format!("${}", r * names.len() + c)).collect::<Vec<_>>().join(", ");
    let rows = (0..rows).map(|r| format!("({})", row(r))).collect::<Vec<_>>().join(", ");
    tx.execute(&format!("INSERT INTO {table} ({}) VALUES {rows}", names.join(", ")), values)?;
    Ok(())
}

fn line(row: &Row, columns: &[Column], out: &mut impl Write) -> Result<()> {
    let mut values = Vec::with_capacity(columns.len());
    for (n, column) in columns.iter().enumerate() {
        values.push(match column.kind {
            Kind::Int => json!(row.get::<Option<i64>>(n)?),
            Kind::Real => json!(row.get::<Option<f64>>(n)?),
            Kind::Text => json!(row.get::<Option<String>>(n)?),
            Kind::Bytes => json!(row.get::<Option<Vec<u8>>>(n)?.map(|bytes| BASE64.encode(bytes))),
        });
    }
    writeln!(out, "{}", Value::Array(values))?;
    Ok(())
}

fn param(value: &Value, kind: Kind) -> Result<Param<'static>> {
    let wrong = || Error::internal("a value of another type than its column");
    Ok(match (value, kind) {
        (Value::Null, _) => Param::Null,
        (Value::Number(n), Kind::Int) => Param::Int(n.as_i64().ok_or_else(wrong)?),
        (Value::Number(n), Kind::Real) => Param::Real(n.as_f64().ok_or_else(wrong)?),
        (Value::String(text), Kind::Text) => Param::Text(text.clone().into()),
        (Value::String(text), Kind::Bytes) => Param::Blob(BASE64.decode(text).map_err(|_| wrong())?.into()),
        _ => return Err(wrong()),
    })
}

fn kind_of(columns: &[Column], name: &str) -> Result<Kind> {
    let found = columns.iter().find(|c| c.name == name);
    found.map(|c| c.kind).ok_or_else(|| Error::Internal(format!("no column {name} in this version")))
}

pub(super) fn has_table(tx: &mut Tx, name: &str) -> Result<bool> {
    Ok(every_table(tx)?.iter().any(|table| table == name))
}

fn tables(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(every_table(tx)?.into_iter().filter(|table| !LEFT_OUT.contains(&table.as_str())).collect())
}

fn every_table(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        Dialect::Postgres => {
            "SELECT CAST(tablename AS TEXT) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        }
    };
    tx.query(sql, &[], |row| row.get(0))
}

fn columns(tx: &mut Tx, table: &str) -> Result<Vec<Column>> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => "SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid",
        Dialect::Postgres => {
            "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    };
    tx.query(sql, params![table], |row| {
        let declared: String = row.get(1)?;
        let kind = match declared.as_str() {
            "bigint" | "integer" => Kind::Int,
            "double precision" => Kind::Real,
            "text" => Kind::Text,
            "blob" | "bytea" => Kind::Bytes,
            other => return Err(Error::Internal(format!("columns of type {other} cannot be backed up"))),
        };
        Ok(Column { name: row.get(0)?, kind })
    })
}

fn names_of_migrations(path: &Path) -> Result<Vec<String>> {
    let mut lines = BufReader::new(File::open(path)?).lines();
    let header: Vec<String> = serde_json::from_str(&lines.next().ok_or_else(|| Error::internal("an empty table file"))??)?;
    let at = header.iter().position(|name| name == "name").ok_or_else(|| Error::internal("no names of migrations"))?;
    lines.map(|text| Ok(serde_json::from_str::<Vec<Value>>(&text?)?[at].as_str().unwrap_or_default().to_owned())).collect()
}
