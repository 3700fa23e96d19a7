//! The rows that a test assembly starts with.

use std::collections::BTreeMap;

use jiff::civil::date;
use kernel::{Db, Id, Result, Timestamp, Tx, params};

use crate::people::{PERSONAS, Place};

/// The ids of what [`found`] made.
#[derive(Clone, Debug, Default)]
pub struct Town {
    pub assembly: Id,
    pub neighbour: Id,
    pub term: Id,
    /// 十届五次 of 2026, whose window is 1 to 20 March.
    pub session: Id,
    pub sector: Id,
    /// The party organisation that `party` speaks for.
    pub body: Id,
    /// By code: `water`, `school`.
    pub units: BTreeMap<&'static str, Id>,
    /// By login.
    pub people: BTreeMap<&'static str, Id>,
}

impl Town {
    pub fn person(&self, login: &str) -> Id {
        *self.people.get(login).unwrap_or_else(|| panic!("no persona {login}"))
    }
}

/// A city and a county below it, with everybody of [`PERSONAS`] and accounts that are active.
pub fn found(db: &Db) -> Result<Town> {
    db.write_blocking(|tx| {
        let mut town = Town { assembly: assembly(tx, "qc", "清川市政协", "Qingchuan", None)?, ..Town::default() };
        town.neighbour = assembly(tx, "yg", "云谷县政协", "Yungu", Some(town.assembly))?;
        (town.term, town.session, town.sector) = term(tx, town.assembly)?;
        let (other_term, _, other_sector) = term(tx, town.neighbour)?;
        town.body = tx.new_id();
        tx.execute(
            "INSERT INTO body (id, assembly, kind, name, name_en) VALUES ($1, $2, 'party', '民建清川市委会', 'Construction Association')",
            params![town.body, town.assembly],
        )?;
        for (code, name, short, english) in
            [("water", "清川市水务局", "市水务局", "Water Bureau"), ("school", "清川市教育局", "市教育局", "Education Bureau")]
        {
            let id = tx.new_id();
            tx.execute(
                "INSERT INTO unit (id, assembly, code, name, short_name, name_en, side, telephone)
                 VALUES ($1, $2, $3, $4, $5, $6, 'government', '')",
                params![id, town.assembly, code, name, short, english],
            )?;
            town.units.insert(code, id);
        }
        for (login, name, english, place) in PERSONAS {
            let (home, term, sector) = match place {
                Place::Neighbour | Place::NeighbourOffice(_) => (town.neighbour, other_term, other_sector),
                _ => (town.assembly, town.term, town.sector),
            };
            let person = person(tx, home, login, name, english)?;
            town.people.insert(login, person);
            match *place {
                Place::Member | Place::Neighbour => member(tx, home, person, term, sector)?,
                Place::Office(role) | Place::NeighbourOffice(role) => grant(tx, home, person, role, None, None)?,
                Place::Unit(role, unit) => grant(tx, home, person, role, town.units.get(unit).copied(), None)?,
                Place::Body(role) => grant(tx, home, person, role, None, Some(town.body))?,
            }
        }
        Ok(town)
    })
}

fn assembly(tx: &mut Tx, code: &str, name: &str, english: &str, parent: Option<Id>) -> Result<Id> {
    let id = tx.new_id();
    let level = if parent.is_some() { "county" } else { "city" };
    tx.execute(
        "INSERT INTO assembly (id, code, name, name_en, level, parent, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![id, code, name, english, level, parent, tx.now()],
    )?;
    Ok(id)
}

fn term(tx: &mut Tx, assembly: Id) -> Result<(Id, Id, Id)> {
    let (term, session, sector) = (tx.new_id(), tx.new_id(), tx.new_id());
    tx.execute("INSERT INTO term (id, assembly, ordinal, starts) VALUES ($1, $2, 10, $3)", params![term, assembly, date(2022, 2, 20)])?;
    tx.execute(
        "INSERT INTO session (id, assembly, term, ordinal, year, opens, closes, window_from, window_until)
         VALUES ($1, $2, $3, 5, 2026, $4, $5, $6, $7)",
        params![session, assembly, term, date(2026, 3, 10), date(2026, 3, 14), date(2026, 3, 1), date(2026, 3, 20)],
    )?;
    tx.execute(
        "INSERT INTO sector (id, assembly, term, name, name_en, position) VALUES ($1, $2, $3, '工商联', 'Industry and commerce', 1)",
        params![sector, assembly, term],
    )?;
    Ok((term, session, sector))
}

/// A person with an active account and no password.
pub(crate) fn person(tx: &mut Tx, assembly: Id, login: &str, name: &str, english: &str) -> Result<Id> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO person (id, assembly, name, name_en, folded, employer, post, created_at) VALUES ($1, $2, $3, $4, $3, '', '', $5)",
        params![id, assembly, name, english, tx.now()],
    )?;
    tx.execute(
        "INSERT INTO account (person, assembly, login, state, must_change, failures, created_by, created_at)
         VALUES ($1, $2, $3, 'active', 0, 0, $1, $4)",
        params![id, assembly, login, tx.now()],
    )?;
    Ok(id)
}

pub(crate) fn member(tx: &mut Tx, assembly: Id, person: Id, term: Id, sector: Id) -> Result<()> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO membership (id, assembly, person, term, sector, standing, from_at) VALUES ($1, $2, $3, $4, $5, 0, $6)",
        params![id, assembly, person, term, sector, tx.now()],
    )?;
    Ok(())
}

pub(crate) fn grant(tx: &mut Tx, assembly: Id, person: Id, role: &str, unit: Option<Id>, body: Option<Id>) -> Result<()> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO role_grant (id, assembly, person, role, unit, body, granted_by, approved_by, approved_at, from_at)
         VALUES ($1, $2, $3, $4, $5, $6, $3, $3, $7, $7)",
        params![id, assembly, person, role, unit, body, tx.now()],
    )?;
    Ok(())
}

/// The first capacity of a person: assembly and unit.
pub(crate) fn first_hat(tx: &mut Tx, login: &str) -> Result<(Id, Id, Option<Id>)> {
    let person = tx.query_one("SELECT person FROM account WHERE login = $1", params![login], |row| row.get(0))?;
    let hats = directory::hats(tx, person)?;
    let hat = hats.iter().find(|h| h.unit.is_some()).or(hats.first()).ok_or(kernel::Error::NotFound)?;
    Ok((person, hat.assembly, hat.unit))
}

/// A session that neither idles nor ends, whatever a test does with the clock, and whose password was given just now.
pub(crate) fn sign_in(tx: &mut Tx, digest: &[u8; 32], person: Id, assembly: Id, unit: Option<Id>) -> Result<()> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO sign_in (id, token, person, assembly, unit, stage, created_at, seen_at, expires_at, confirmed_at, address, device)
         VALUES ($1, $2, $3, $4, $5, 'full', $6, $7, $7, $7, 'local', 'test')",
        params![id, digest, person, assembly, unit, tx.now(), FAR],
    )?;
    Ok(())
}

pub(crate) fn api_token(tx: &mut Tx, digest: &[u8; 32], person: Id, assembly: Id, unit: Option<Id>) -> Result<()> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO api_token (id, token, person, assembly, unit, name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, 'test', $6, $7)",
        params![id, digest, person, assembly, unit, tx.now(), FAR],
    )?;
    Ok(())
}

/// The year 2100.
const FAR: Timestamp = Timestamp(4_102_444_800_000);
