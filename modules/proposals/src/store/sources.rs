//! 导入来源: tables that proposals came from, each row kept as it was, and the past sessions that they ask for.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::db::{Param, Tx};
use kernel::{Id, Result, params};

use super::{COLUMNS, proposal};
use crate::model::Proposal;

/// A table that was imported: its header, and for each field the column that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub id: Id,
    pub columns: Vec<String>,
    /// (field, column from 0)
    pub fields: Vec<(String, usize)>,
}

/// A row as it came.
#[derive(Clone, Debug)]
pub struct SourceRow {
    pub source: Id,
    pub cells: Vec<String>,
}

pub fn insert_source(tx: &mut Tx, assembly: Id, source: &Source) -> Result<()> {
    tx.execute(
        "INSERT INTO proposal_source (id, assembly, columns, fields, at) VALUES ($1, $2, $3, $4, $5)",
        params![source.id, assembly, serde_json::to_string(&source.columns)?, serde_json::to_string(&source.fields)?, tx.now()],
    )?;
    Ok(())
}

pub fn sources(tx: &mut Tx, assembly: Id) -> Result<HashMap<Id, Source>> {
    let found = tx.query("SELECT id, columns, fields FROM proposal_source WHERE assembly = $1", params![assembly], |row| {
        let (columns, fields) = (serde_json::from_str(&row.get::<String>(1)?)?, serde_json::from_str(&row.get::<String>(2)?)?);
        Ok(Source { id: row.get(0)?, columns, fields })
    })?;
    Ok(found.into_iter().map(|source| (source.id, source)).collect())
}

/// Keeps the row, in the place of an earlier one.
pub fn put_row(tx: &mut Tx, proposal: Id, source: Id, cells: &[String]) -> Result<()> {
    tx.execute(
        "INSERT INTO proposal_source_row (proposal, source, cells) VALUES ($1, $2, $3)
         ON CONFLICT (proposal) DO UPDATE SET source = excluded.source, cells = excluded.cells",
        params![proposal, source, serde_json::to_string(cells)?],
    )?;
    Ok(())
}

/// Rows of records that are new, many at once.
pub fn insert_rows(tx: &mut Tx, source: Id, rows: &[(Id, &[String])]) -> Result<()> {
    let row = |(proposal, cells): &(Id, &[String])| {
        let cells = serde_json::to_string(cells)?;
        Ok(params![proposal, source, cells].iter().cloned().map(Param::into_owned).collect())
    };
    let rows = rows.iter().map(row).collect::<Result<Vec<Vec<_>>>>()?;
    tx.insert_all("proposal_source_row (proposal, source, cells)", &rows)?;
    Ok(())
}

/// By proposal.
pub fn rows(tx: &mut Tx, assembly: Id) -> Result<HashMap<Id, SourceRow>> {
    let found = tx.query(
        "SELECT r.proposal, r.source, r.cells FROM proposal_source_row r JOIN proposal_source s ON s.id = r.source WHERE s.assembly = $1",
        params![assembly],
        |row| Ok((row.get::<Id>(0)?, SourceRow { source: row.get(1)?, cells: serde_json::from_str(&row.get::<String>(2)?)? })),
    )?;
    Ok(found.into_iter().collect())
}

/// What a row is known by, beside its session.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: Id,
    pub session: Id,
    pub case_no: Option<String>,
    pub receipt_no: Option<i64>,
    pub title: String,
    pub proposer: String,
}

/// Everything that was handed in, without its text.
pub fn known(tx: &mut Tx, assembly: Id) -> Result<Vec<Known>> {
    tx.query(
        "SELECT id, session, case_no, receipt_no, title, proposer FROM proposal WHERE assembly = $1 AND state NOT IN ('draft', 'cosign_open')",
        params![assembly],
        |row| {
            Ok(Known {
                id: row.get(0)?,
                session: row.get(1)?,
                case_no: row.get(2)?,
                receipt_no: row.get(3)?,
                title: row.get(4)?,
                proposer: row.get(5)?,
            })
        },
    )
}

/// Everything that was handed in, in the order in which it came.
pub fn handed_in(tx: &mut Tx, assembly: Id) -> Result<Vec<Proposal>> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM proposal p WHERE p.assembly = $1 AND p.state NOT IN ('draft', 'cosign_open') ORDER BY p.id"),
        params![assembly],
        proposal,
    )
}

/// Members of any term by name: a name that two persons bear has two.
pub fn members_by_name(tx: &mut Tx, assembly: Id) -> Result<HashMap<String, Vec<Id>>> {
    let mut names: HashMap<String, Vec<Id>> = HashMap::new();
    tx.each(
        "SELECT DISTINCT p.name, p.id FROM membership m JOIN person p ON p.id = m.person WHERE m.assembly = $1",
        params![assembly],
        |row| {
            names.entry(row.get(0)?).or_default().push(row.get(1)?);
            Ok(true)
        },
    )?;
    Ok(names)
}

/// Units by full and short name, former units too.
pub fn units_by_name(tx: &mut Tx, assembly: Id) -> Result<HashMap<String, Id>> {
    let mut names = HashMap::new();
    tx.each("SELECT id, name, short_name FROM unit WHERE assembly = $1 ORDER BY ended_at NULLS LAST, id", params![assembly], |row| {
        let id: Id = row.get(0)?;
        names.insert(row.get::<String>(2)?, id);
        names.insert(row.get::<String>(1)?, id);
        Ok(true)
    })?;
    Ok(names)
}

/// All categories by name, those out of use too.
pub fn categories_by_name(tx: &mut Tx, assembly: Id) -> Result<HashMap<String, Id>> {
    let found = tx.query("SELECT name, id FROM category WHERE assembly = $1", params![assembly], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.into_iter().collect())
}

/// 届 as an import sees it.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    pub id: Id,
    pub ordinal: i64,
    pub starts: Date,
    pub ends: Option<Date>,
}

/// Earliest first.
pub fn terms(tx: &mut Tx, assembly: Id) -> Result<Vec<Term>> {
    tx.query("SELECT id, ordinal, starts, ends FROM term WHERE assembly = $1 ORDER BY starts, ordinal", params![assembly], |row| {
        Ok(Term { id: row.get(0)?, ordinal: row.get(1)?, starts: row.get(2)?, ends: row.get(3)? })
    })
}

pub fn insert_term(tx: &mut Tx, assembly: Id, term: &Term) -> Result<()> {
    tx.execute(
        "INSERT INTO term (id, assembly, ordinal, starts, ends) VALUES ($1, $2, $3, $4, $5)",
        params![term.id, assembly, term.ordinal, term.starts, term.ends],
    )?;
    Ok(())
}

/// A session of the past; its window is the first quarter, for want of better knowledge.
pub fn insert_session(tx: &mut Tx, assembly: Id, term: Id, ordinal: i64, year: i64, from: Date, until: Date) -> Result<Id> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO session (id, assembly, term, ordinal, year, opens, closes, window_from, window_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $7)",
        params![id, assembly, term, ordinal, year, from, until],
    )?;
    Ok(id)
}
