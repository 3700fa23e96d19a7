//! 政协组织: assemblies, townships, terms, sessions, sectors and bodies.

use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Error, Id, Result, params};

#[derive(Clone, Debug, Default)]
pub struct NewAssembly<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub name_en: &'a str,
    /// `city` or `county`
    pub level: &'a str,
    pub parent: Option<Id>,
}

/// Errors: `Invalid(code)` when it is taken.
pub fn insert_assembly(tx: &mut Tx, new: &NewAssembly) -> Result<Id> {
    if tx.exists("SELECT 1 FROM assembly WHERE code = $1", params![new.code])? {
        return Err(Error::invalid("code", "identity.code.taken"));
    }
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO assembly (id, code, name, name_en, level, parent, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![id, new.code, new.name, new.name_en, new.level, new.parent, now],
    )?;
    Ok(id)
}

pub fn insert_township(tx: &mut Tx, assembly: Id, code: &str, name: &str, name_en: &str) -> Result<Id> {
    if tx.exists("SELECT 1 FROM township WHERE assembly = $1 AND code = $2", params![assembly, code])? {
        return Err(Error::invalid("code", "identity.code.taken"));
    }
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO township (id, assembly, code, name, name_en) VALUES ($1, $2, $3, $4, $5)",
        params![id, assembly, code, name, name_en],
    )?;
    Ok(id)
}

/// A new 届; the one before ends the day before it starts.
pub fn insert_term(tx: &mut Tx, assembly: Id, ordinal: i64, starts: Date) -> Result<Id> {
    if tx.exists("SELECT 1 FROM term WHERE assembly = $1 AND ordinal = $2", params![assembly, ordinal])? {
        return Err(Error::invalid("ordinal", "identity.ordinal.taken"));
    }
    let id = tx.new_id();
    let day_before = starts.yesterday().map_err(Error::internal)?;
    tx.execute("UPDATE term SET ends = $3 WHERE assembly = $1 AND ordinal < $2 AND ends IS NULL", params![assembly, ordinal, day_before])?;
    tx.execute("INSERT INTO term (id, assembly, ordinal, starts) VALUES ($1, $2, $3, $4)", params![id, assembly, ordinal, starts])?;
    Ok(id)
}

/// Ends a term that is brought in from the past.
pub fn end_term(tx: &mut Tx, term: Id, ends: Date) -> Result<()> {
    tx.execute("UPDATE term SET ends = $2 WHERE id = $1", params![term, ends])?;
    Ok(())
}

#[derive(Clone, Copy, Debug)]
pub struct NewSession {
    pub assembly: Id,
    pub term: Id,
    pub ordinal: i64,
    pub year: i64,
    pub opens: Date,
    pub closes: Date,
    pub window_from: Date,
    pub window_until: Date,
}

/// Errors: `Invalid(ordinal)` when the term has this session already.
pub fn insert_session(tx: &mut Tx, new: &NewSession) -> Result<Id> {
    let taken = "SELECT 1 FROM session WHERE assembly = $1 AND term = $2 AND ordinal = $3";
    if tx.exists(taken, params![new.assembly, new.term, new.ordinal])? {
        return Err(Error::invalid("ordinal", "identity.ordinal.taken"));
    }
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO session (id, assembly, term, ordinal, year, opens, closes, window_from, window_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![id, new.assembly, new.term, new.ordinal, new.year, new.opens, new.closes, new.window_from, new.window_until],
    )?;
    Ok(id)
}

pub fn insert_sector(tx: &mut Tx, assembly: Id, term: Id, name: &str, name_en: &str, position: i64) -> Result<Id> {
    if tx.exists("SELECT 1 FROM sector WHERE assembly = $1 AND term = $2 AND name = $3", params![assembly, term, name])? {
        return Err(Error::invalid("name", "identity.name.taken"));
    }
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO sector (id, assembly, term, name, name_en, position) VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, assembly, term, name, name_en, position],
    )?;
    Ok(id)
}

/// `kind`: `party`, `organisation`, `committee` or `group`.
pub fn insert_body(tx: &mut Tx, assembly: Id, kind: &str, name: &str, name_en: &str) -> Result<Id> {
    if tx.exists("SELECT 1 FROM body WHERE assembly = $1 AND kind = $2 AND name = $3", params![assembly, kind, name])? {
        return Err(Error::invalid("name", "identity.name.taken"));
    }
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO body (id, assembly, kind, name, name_en) VALUES ($1, $2, $3, $4, $5)",
        params![id, assembly, kind, name, name_en],
    )?;
    Ok(id)
}

pub fn rename_assembly(tx: &mut Tx, id: Id, name: &str, name_en: &str) -> Result<()> {
    tx.execute("UPDATE assembly SET name = $2, name_en = $3 WHERE id = $1", params![id, name, name_en])?;
    Ok(())
}

pub fn set_session_dates(tx: &mut Tx, id: Id, new: &NewSession) -> Result<()> {
    tx.execute(
        "UPDATE session SET opens = $2, closes = $3, window_from = $4, window_until = $5 WHERE id = $1",
        params![id, new.opens, new.closes, new.window_from, new.window_until],
    )?;
    Ok(())
}

pub fn rename_sector(tx: &mut Tx, id: Id, name: &str, name_en: &str) -> Result<()> {
    tx.execute("UPDATE sector SET name = $2, name_en = $3 WHERE id = $1", params![id, name, name_en])?;
    Ok(())
}

pub fn rename_body(tx: &mut Tx, id: Id, name: &str, name_en: &str) -> Result<()> {
    tx.execute("UPDATE body SET name = $2, name_en = $3 WHERE id = $1", params![id, name, name_en])?;
    Ok(())
}

pub fn end_body(tx: &mut Tx, id: Id) -> Result<()> {
    tx.execute("UPDATE body SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", params![id, tx.now()])?;
    Ok(())
}

/// A sector or a body by its id, whatever its assembly: (assembly, name, name in English).
pub type Named = (Id, String, String);

pub fn sector_of(tx: &mut Tx, id: Id) -> Result<Named> {
    tx.query_one("SELECT assembly, name, name_en FROM sector WHERE id = $1", params![id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

pub fn body_of(tx: &mut Tx, id: Id) -> Result<Named> {
    tx.query_one("SELECT assembly, name, name_en FROM body WHERE id = $1", params![id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
