//! The rows behind the program, read past it.

use std::path::{Path, PathBuf};

use crate::program::Outcome;

#[derive(Clone)]
pub enum Store {
    File(PathBuf),
    Postgres(String),
}

impl Store {
    pub fn in_folder(data: &Path) -> Store {
        Store::File(data.join("shangliang.db"))
    }

    /// Every value as text, NULL as the empty one.
    pub fn rows(&self, sql: &str) -> Outcome<Vec<Vec<String>>> {
        match self {
            Store::File(path) => of_file(path, sql),
            Store::Postgres(url) => of_server(url, sql),
        }
    }

    pub fn number(&self, sql: &str) -> Outcome<i64> {
        let rows = self.rows(sql)?;
        Ok(rows.first().and_then(|row| row.first()).ok_or("no row")?.parse()?)
    }
}

fn of_file(path: &Path, sql: &str) -> Outcome<Vec<Vec<String>>> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    let mut statement = connection.prepare(sql)?;
    let width = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..width)
            .map(|n| {
                Ok(match row.get_ref(n)? {
                    rusqlite::types::ValueRef::Null => String::new(),
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    rusqlite::types::ValueRef::Real(number) => number.to_string(),
                    rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    rusqlite::types::ValueRef::Blob(bytes) => bytes.iter().map(|b| format!("{b:02x}")).collect(),
                })
            })
            .collect()
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn of_server(url: &str, sql: &str) -> Outcome<Vec<Vec<String>>> {
    let mut client = ::postgres::Client::connect(url, ::postgres::NoTls)?;
    let mut rows = Vec::new();
    for message in client.simple_query(sql)? {
        if let ::postgres::SimpleQueryMessage::Row(row) = message {
            rows.push((0..row.len()).map(|n| row.get(n).unwrap_or_default().to_owned()).collect());
        }
    }
    Ok(rows)
}
