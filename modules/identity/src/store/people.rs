//! 人员: persons, what is private of them, and their seats.

use directory::MOBILE;
use kernel::db::Tx;
use kernel::{Error, Id, Result, Timestamp, params};

use super::filter::Filter;
use crate::listing::Part;

#[derive(Clone, Debug, Default)]
pub struct NewPerson<'a> {
    /// The assembly that keeps the record.
    pub assembly: Id,
    pub name: &'a str,
    pub name_en: &'a str,
    pub employer: &'a str,
    pub post: &'a str,
    /// A number of the office's own, for imports.
    pub code: Option<&'a str>,
    pub mobile: Option<&'a str>,
    pub affiliation: Option<&'a str>,
}

pub fn insert(tx: &mut Tx, new: &NewPerson) -> Result<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO person (id, assembly, name, name_en, folded, employer, post, code, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![id, new.assembly, new.name, new.name_en, folded(new.name, new.name_en), new.employer, new.post, new.code, now],
    )?;
    set_private(tx, id, new.mobile, new.affiliation)?;
    Ok(id)
}

/// What a search by name looks in.
pub fn folded(name: &str, name_en: &str) -> String {
    text::fold(&format!("{name} {name_en}"))
}

pub fn set_private(tx: &mut Tx, person: Id, mobile: Option<&str>, affiliation: Option<&str>) -> Result<()> {
    let mobile = mobile.map(|mobile| MOBILE.close(tx, person, mobile)).transpose()?;
    tx.execute(
        "INSERT INTO person_private (person, mobile, affiliation) VALUES ($1, $2, $3)
         ON CONFLICT (person) DO UPDATE SET mobile = COALESCE(excluded.mobile, person_private.mobile),
           affiliation = COALESCE(excluded.affiliation, person_private.affiliation)",
        params![person, mobile, affiliation],
    )?;
    Ok(())
}

#[derive(Clone, Debug, Default)]
pub struct NewMembership {
    pub assembly: Id,
    pub person: Id,
    pub term: Id,
    pub sector: Option<Id>,
    pub activity_group: Option<Id>,
    /// 常委
    pub standing: bool,
    pub from_at: Option<Timestamp>,
}

/// Errors: `Conflict` when the person already has a seat in this term.
pub fn insert_membership(tx: &mut Tx, new: &NewMembership) -> Result<Id> {
    let sql = "SELECT 1 FROM membership WHERE assembly = $1 AND term = $2 AND person = $3";
    if tx.exists(sql, params![new.assembly, new.term, new.person])? {
        return Err(Error::conflict("identity.membership.exists"));
    }
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO membership (id, assembly, person, term, sector, activity_group, standing, from_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, new.assembly, new.person, new.term, new.sector, new.activity_group, new.standing, new.from_at.unwrap_or(now)],
    )?;
    Ok(id)
}

pub fn update(tx: &mut Tx, person: Id, new: &NewPerson) -> Result<()> {
    tx.execute(
        "UPDATE person SET name = $2, name_en = $3, folded = $4, employer = $5, post = $6 WHERE id = $1",
        params![person, new.name, new.name_en, folded(new.name, new.name_en), new.employer, new.post],
    )?;
    set_private(tx, person, new.mobile, new.affiliation)
}

/// [`kernel::seal::SHUT`] where it does not open.
pub fn mobile(tx: &mut Tx, person: Id) -> Result<Option<String>> {
    let stored = tx.query_opt("SELECT mobile FROM person_private WHERE person = $1", params![person], |row| row.get(0))?.flatten();
    stored.map(|stored| MOBILE.open(tx, person, stored)).transpose()
}

/// A seat, running or ended.
#[derive(Clone, Debug)]
pub struct Seat {
    pub id: Id,
    pub assembly: Id,
    pub assembly_name: String,
    pub person: Id,
    pub term: Id,
    pub term_ordinal: i64,
    pub sector: Option<Id>,
    pub sector_name: Option<String>,
    pub group_name: Option<String>,
    pub standing: bool,
    pub ended_at: Option<Timestamp>,
}

const SEAT: &str = "SELECT m.id, m.assembly, a.name, m.person, m.term, t.ordinal, m.sector, s.name, g.name, m.standing, m.ended_at
     FROM membership m JOIN assembly a ON a.id = m.assembly JOIN term t ON t.id = m.term
     LEFT JOIN sector s ON s.id = m.sector LEFT JOIN body g ON g.id = m.activity_group";

/// All seats of a person, the newest first.
pub fn seats(tx: &mut Tx, person: Id) -> Result<Vec<Seat>> {
    tx.query(&format!("{SEAT} WHERE m.person = $1 ORDER BY m.id DESC"), params![person], seat)
}

pub fn seat_of(tx: &mut Tx, id: Id) -> Result<Seat> {
    tx.query_one(&format!("{SEAT} WHERE m.id = $1"), params![id], seat)
}

pub fn end_seat(tx: &mut Tx, id: Id) -> Result<()> {
    let sql = "UPDATE membership SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    if tx.execute(sql, params![id, tx.now()])? == 0 { Err(Error::conflict("workflow.not-here")) } else { Ok(()) }
}

pub fn move_seat(tx: &mut Tx, id: Id, sector: Option<Id>, activity_group: Option<Id>, standing: bool) -> Result<()> {
    let sql = "UPDATE membership SET sector = $2, activity_group = $3, standing = $4 WHERE id = $1";
    tx.execute(sql, params![id, sector, activity_group, standing])?;
    Ok(())
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: Id,
    pub name: String,
    pub name_en: String,
    pub employer: String,
    pub post: String,
    pub sector: Option<String>,
    pub member: bool,
}

/// Persons of one assembly by name: those whose record it keeps, or `members_only` of the running term.
pub fn list(
    tx: &mut Tx,
    assembly: Id,
    members_only: bool,
    sector: Option<Id>,
    words: Option<&str>,
    part: Part,
) -> Result<(Vec<Line>, i64)> {
    let mut filter = Filter::default().and("(p.assembly = ? OR m.assembly = ?)", assembly);
    if members_only {
        filter = filter.plain("m.id IS NOT NULL");
    }
    if let Some(sector) = sector {
        filter = filter.and("m.sector = ?", sector);
    }
    if let Some(words) = words {
        filter = filter.contains("p.folded", words);
    }
    let from = format!(
        "FROM person p LEFT JOIN membership m ON m.person = p.id AND m.ended_at IS NULL AND m.assembly = {assembly}
           AND m.term = (SELECT MAX(t.id) FROM term t WHERE t.assembly = {assembly} AND t.ends IS NULL)
         LEFT JOIN sector s ON s.id = m.sector"
    );
    filter.list(tx, "p.id, p.name, p.name_en, p.employer, p.post, s.name, m.id", &from, "p.folded, p.id", part, |row| {
        Ok(Line {
            id: row.get(0)?,
            name: row.get(1)?,
            name_en: row.get(2)?,
            employer: row.get(3)?,
            post: row.get(4)?,
            sector: row.get(5)?,
            member: row.get::<Option<i64>>(6)?.is_some(),
        })
    })
}

fn seat(row: &kernel::db::Row) -> Result<Seat> {
    Ok(Seat {
        id: row.get(0)?,
        assembly: row.get(1)?,
        assembly_name: row.get(2)?,
        person: row.get(3)?,
        term: row.get(4)?,
        term_ordinal: row.get(5)?,
        sector: row.get(6)?,
        sector_name: row.get(7)?,
        group_name: row.get(8)?,
        standing: row.get(9)?,
        ended_at: row.get(10)?,
    })
}
