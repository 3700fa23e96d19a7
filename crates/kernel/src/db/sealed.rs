//! 加密的列: columns whose texts lie sealed, how they are read and written, and how all rows of one are brought under the present key.

use super::tx::Tx;
use super::{Db, Row};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::params;
use crate::seal::{SHUT, Seal};

/// Rows of one transaction while all are gone through.
const BATCH: i64 = 500;

/// A column of texts that lie sealed. An empty text stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub table: &'static str,
    /// The column that tells the rows apart, a whole number.
    pub key: &'static str,
    pub column: &'static str,
    /// With the row behind it what a text is bound to: `person_private.mobile`.
    pub place: &'static str,
    /// Versions before kept the text readable; otherwise what is not sealed is left to whoever knows it.
    pub was_readable: bool,
}

/// Of the rows of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub rows: usize,
    /// Sealed under another key than the present one, which opens them.
    pub older: usize,
    /// Not sealed at all.
    pub readable: usize,
    /// No key opens them.
    pub shut: usize,
}

impl Sealed {
    /// What is stored of a text. Errors: `Conflict` for a text that was read where it did not open: it would be lost.
    pub fn close(&self, tx: &Tx, row: Id, text: &str) -> Result<String> {
        match text {
            "" => Ok(String::new()),
            SHUT => Err(Error::conflict("kernel.sealed.shut")),
            text => tx.seal()?.seal(&self.place(row), text.as_bytes()),
        }
    }

    /// The text of what is stored; [`SHUT`] where no key opens it, so that the page around it can be read, and a word in the log.
    pub fn open(&self, tx: &Tx, row: Id, stored: String) -> Result<String> {
        if !Seal::is_sealed(&stored) {
            return Ok(stored);
        }
        let place = self.place(row);
        let opened = tx.seal()?.open(&place, &stored).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(opened.unwrap_or_else(|| {
            tracing::error!(place, "does not open: bring back the key it was sealed with, see `shangliang doctor`");
            SHUT.to_owned()
        }))
    }

    fn place(&self, row: Id) -> String {
        format!("{}/{row}", self.place)
    }

    /// The next rows behind `after` that the present key has not sealed.
    fn strange(&self, tx: &mut Tx, after: Id) -> Result<Vec<(Id, String)>> {
        let Sealed { table, key, column, .. } = self;
        let head = tx.seal()?.head();
        let sql = format!(
            "SELECT {key}, {column} FROM {table} WHERE {key} > $1 AND {column} IS NOT NULL AND {column} <> '' AND {column} NOT LIKE '{head}%'
             ORDER BY {key} LIMIT {BATCH}"
        );
        tx.query(&sql, params![after], pair)
    }

    /// One row; `false` where no key opens it, or it is not ours to seal.
    fn bring(&self, tx: &mut Tx, row: Id, stored: &str) -> Result<bool> {
        let (place, seal) = (self.place(row), tx.seal()?);
        let text = match Seal::is_sealed(stored) {
            true => seal.open(&place, stored).ok(),
            false => self.was_readable.then(|| stored.as_bytes().to_vec()),
        };
        let Some(text) = text else { return Ok(false) };
        let Sealed { table, key, column, .. } = self;
        let sql = format!("UPDATE {table} SET {column} = $3 WHERE {key} = $1 AND {column} = $2");
        tx.execute(&sql, params![row, stored, seal.seal(&place, &text)?])?;
        Ok(true)
    }

    /// Looks at every row; changes nothing.
    pub fn count(&self, tx: &mut Tx) -> Result<Count> {
        let Sealed { table, key, column, .. } = self;
        let seal = tx.seal()?;
        let head = seal.head();
        let mut count = Count::default();
        let sql = format!("SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL AND {column} <> ''");
        tx.each(&sql, &[], |row| {
            let (id, stored) = pair(row)?;
            count.rows += 1;
            match Seal::is_sealed(&stored) {
                false => count.readable += 1,
                true if seal.open(&self.place(id), &stored).is_err() => count.shut += 1,
                true => count.older += usize::from(!stored.starts_with(&head)),
            }
            Ok(true)
        })?;
        Ok(count)
    }
}

fn pair(row: &Row) -> Result<(Id, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Brings all rows under the present key, in batches that are durable one by one: what was readable, and what an older key has
/// sealed. Ended at any point it goes on from there. How many rows were sealed.
pub fn bring_all(db: &Db, columns: &[Sealed]) -> Result<usize> {
    let mut sealed = 0;
    for column in columns {
        let (column, mut after) = (*column, Some(Id(0)));
        while let Some(from) = after {
            let (next, count) = db.write_blocking(move |tx| batch(tx, &column, from))?;
            after = next;
            sealed += count;
        }
    }
    Ok(sealed)
}

/// The last row looked at, if there may be more behind it, and how many were sealed.
fn batch(tx: &mut Tx, column: &Sealed, after: Id) -> Result<(Option<Id>, usize)> {
    let rows = column.strange(tx, after)?;
    let mut sealed = 0;
    for (row, stored) in &rows {
        sealed += usize::from(column.bring(tx, *row, stored)?);
    }
    if sealed > 0 {
        // The log keeps what stood there before.
        tx.empty_log();
    }
    Ok((rows.last().map(|(row, _)| *row), sealed))
}

/// Seals what versions before have left readable, once for each column. How many rows.
pub fn seal_readable(db: &Db, columns: &[Sealed]) -> Result<usize> {
    let mut sealed = once(db, "idempotency", || crate::idempotency::bring_all(db))?;
    for column in columns.iter().filter(|column| column.was_readable) {
        sealed += once(db, column.place, || bring_all(db, std::slice::from_ref(column)))?;
    }
    Ok(sealed)
}

/// What has been done once is noted, so that a start does not go through large tables again.
fn once(db: &Db, place: &str, work: impl FnOnce() -> Result<usize>) -> Result<usize> {
    let name = format!("sealed/{place}");
    let asked = name.clone();
    if db.read_blocking(move |tx| tx.exists("SELECT 1 FROM setting WHERE name = $1", params![asked]))? {
        return Ok(0);
    }
    let count = work()?;
    db.write_blocking(move |tx| {
        let sql = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        tx.execute(sql, params![name, tx.now().rfc3339()]).map(drop)
    })?;
    Ok(count)
}

/// For every column together.
pub fn count_all(tx: &mut Tx, columns: &[Sealed]) -> Result<Count> {
    columns.iter().try_fold(Count::default(), |sum, column| {
        let one = column.count(tx)?;
        Ok::<_, Error>(Count {
            rows: sum.rows + one.rows,
            older: sum.older + one.older,
            readable: sum.readable + one.readable,
            shut: sum.shut + one.shut,
        })
    })
}
