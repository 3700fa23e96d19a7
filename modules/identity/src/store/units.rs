//! 承办单位.

use directory::CONTACT_TELEPHONE;
use directory::units::Unit;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Error, Id, Result, Timestamp, params};

use super::filter::Filter;
use super::grants::NewGrant;
use crate::listing::Part;

#[derive(Clone, Debug, Default)]
pub struct NewUnit<'a> {
    pub assembly: Id,
    pub code: &'a str,
    pub name: &'a str,
    pub short_name: &'a str,
    pub name_en: &'a str,
    /// One of [`directory::units::SIDES`].
    pub side: &'a str,
    pub telephone: &'a str,
}

/// Errors: `Invalid(code)` when it is taken.
pub fn insert(tx: &mut Tx, new: &NewUnit) -> Result<Id> {
    if tx.exists("SELECT 1 FROM unit WHERE assembly = $1 AND code = $2", params![new.assembly, new.code])? {
        return Err(Error::invalid("code", "identity.code.taken"));
    }
    let id = tx.new_id();
    let short_name = if new.short_name.is_empty() { new.name } else { new.short_name };
    tx.execute(
        "INSERT INTO unit (id, assembly, code, name, short_name, name_en, side, telephone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, new.assembly, new.code, new.name, short_name, new.name_en, new.side, new.telephone],
    )?;
    Ok(id)
}

/// What may be corrected of a unit. A changed name is kept among the former ones.
pub fn update(tx: &mut Tx, unit: &Unit, new: &NewUnit) -> Result<()> {
    if unit.name != new.name {
        let now = tx.now();
        tx.execute(
            "INSERT INTO unit_former_name (unit, name, until_at) VALUES ($1, $2, $3) ON CONFLICT (unit, until_at) DO NOTHING",
            params![unit.id, unit.name, now],
        )?;
    }
    tx.execute(
        "UPDATE unit SET name = $2, short_name = $3, name_en = $4, side = $5, telephone = $6 WHERE id = $1",
        params![unit.id, new.name, new.short_name, new.name_en, new.side, new.telephone],
    )?;
    Ok(())
}

/// 撤并: the unit ends; its offices go on in the first successor.
pub fn succeed(tx: &mut Tx, unit: Id, successors: &[Id], by: Id) -> Result<()> {
    let now = tx.now();
    for successor in successors {
        tx.execute("INSERT INTO unit_succession (unit, successor) VALUES ($1, $2)", params![unit, *successor])?;
    }
    let first = successors.first().copied();
    tx.execute("UPDATE unit SET ended_at = $2, successor = $3 WHERE id = $1", params![unit, now, first])?;
    let offices: Vec<(Id, Id, Id, String, Option<Timestamp>)> = tx.query(
        "SELECT id, assembly, person, role, until_at FROM role_grant
         WHERE unit = $1 AND revoked_at IS NULL AND approved_at IS NOT NULL AND (until_at IS NULL OR until_at > $2)",
        params![unit, now],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
    )?;
    for (grant, assembly, person, role, until_at) in offices {
        super::grants::revoke(tx, grant)?;
        let new =
            NewGrant { assembly, person, role: &role, unit: first, granted_by: by, approved_by: Some(by), until_at, ..NewGrant::default() };
        if first.is_some() && super::grants::held(tx, &new)?.is_none() {
            super::grants::insert(tx, &new)?;
        }
    }
    Ok(())
}

pub fn former_names(tx: &mut Tx, unit: Id) -> Result<Vec<(String, Timestamp)>> {
    let sql = "SELECT name, until_at FROM unit_former_name WHERE unit = $1 ORDER BY until_at DESC";
    tx.query(sql, params![unit], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Units that this one came from, or went into.
pub fn kin(tx: &mut Tx, unit: Id) -> Result<(Vec<(Id, String)>, Vec<(Id, String)>)> {
    let before = "SELECT u.id, u.name FROM unit_succession s JOIN unit u ON u.id = s.unit WHERE s.successor = $1 ORDER BY u.id";
    let after = "SELECT u.id, u.name FROM unit_succession s JOIN unit u ON u.id = s.successor WHERE s.unit = $1 ORDER BY u.id";
    let pair = |row: &kernel::db::Row| Ok((row.get(0)?, row.get(1)?));
    Ok((tx.query(before, params![unit], pair)?, tx.query(after, params![unit], pair)?))
}

/// Somebody to call, with or without an account.
#[derive(Clone, Debug)]
pub struct Contact {
    pub id: Id,
    pub unit: Id,
    pub name: String,
    pub post: String,
    pub telephone: String,
}

pub fn contacts(tx: &mut Tx, unit: Id) -> Result<Vec<Contact>> {
    let sql = "SELECT id, unit, name, post, telephone FROM unit_contact WHERE unit = $1 AND ended_at IS NULL ORDER BY id";
    let mut found = tx.query(sql, params![unit], contact)?;
    for contact in &mut found {
        contact.telephone = CONTACT_TELEPHONE.open(tx, contact.id, std::mem::take(&mut contact.telephone))?;
    }
    Ok(found)
}

pub fn contact_of(tx: &mut Tx, id: Id) -> Result<Contact> {
    let sql = "SELECT id, unit, name, post, telephone FROM unit_contact WHERE id = $1 AND ended_at IS NULL";
    let found = tx.query_one(sql, params![id], contact)?;
    Ok(Contact { telephone: CONTACT_TELEPHONE.open(tx, id, found.telephone)?, ..found })
}

pub fn add_contact(tx: &mut Tx, unit: Id, name: &str, post: &str, telephone: &str) -> Result<Id> {
    let id = tx.new_id();
    let telephone = CONTACT_TELEPHONE.close(tx, id, telephone)?;
    let sql = "INSERT INTO unit_contact (id, unit, name, post, telephone) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, params![id, unit, name, post, telephone])?;
    Ok(id)
}

pub fn end_contact(tx: &mut Tx, id: Id) -> Result<()> {
    tx.execute("UPDATE unit_contact SET ended_at = $2 WHERE id = $1", params![id, tx.now()])?;
    Ok(())
}

/// The yearly confirmation that name and telephones are right.
pub fn confirm(tx: &mut Tx, unit: Id) -> Result<()> {
    tx.execute("UPDATE unit SET confirmed_on = $2 WHERE id = $1", params![unit, tx.today()])?;
    Ok(())
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub side: String,
    pub telephone: String,
    pub confirmed_on: Option<Date>,
    pub ended: bool,
}

/// Units of one assembly by code. `state` is `running`, `ended` or `unconfirmed` (not within a year).
pub fn list(tx: &mut Tx, assembly: Id, state: &str, side: Option<&str>, words: Option<&str>, part: Part) -> Result<(Vec<Line>, i64)> {
    let mut filter = Filter::default().and("u.assembly = ?", assembly);
    filter = match state {
        "ended" => filter.plain("u.ended_at IS NOT NULL"),
        "unconfirmed" => {
            let year_ago = tx.now().plus_days(-365).day();
            filter.plain("u.ended_at IS NULL").and("COALESCE(u.confirmed_on, '') < ?", year_ago)
        }
        _ => filter.plain("u.ended_at IS NULL"),
    };
    if let Some(side) = side {
        filter = filter.and("u.side = ?", side);
    }
    if let Some(words) = words {
        filter = filter.contains("LOWER(u.name || ' ' || u.short_name || ' ' || u.name_en || ' ' || u.code)", words);
    }
    let columns = "u.id, u.code, u.name, u.name_en, u.side, u.telephone, u.confirmed_on, u.ended_at";
    filter.list(tx, columns, "FROM unit u", "u.code, u.id", part, |row| {
        Ok(Line {
            id: row.get(0)?,
            code: row.get(1)?,
            name: row.get(2)?,
            name_en: row.get(3)?,
            side: row.get(4)?,
            telephone: row.get(5)?,
            confirmed_on: row.get(6)?,
            ended: row.get::<Option<i64>>(7)?.is_some(),
        })
    })
}

pub fn confirmed_on(tx: &mut Tx, unit: Id) -> Result<Option<Date>> {
    tx.query_one("SELECT confirmed_on FROM unit WHERE id = $1", params![unit], |row| row.get(0))
}

/// The unit of this code, running or not.
pub fn by_code(tx: &mut Tx, assembly: Id, code: &str) -> Result<Option<Id>> {
    tx.query_opt("SELECT id FROM unit WHERE assembly = $1 AND code = $2", params![assembly, code], |row| row.get(0))
}

fn contact(row: &kernel::db::Row) -> Result<Contact> {
    Ok(Contact { id: row.get(0)?, unit: row.get(1)?, name: row.get(2)?, post: row.get(3)?, telephone: row.get(4)? })
}
