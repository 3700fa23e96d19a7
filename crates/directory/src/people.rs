//! 人员: members and office holders of an assembly.

use kernel::db::Tx;
use kernel::{Id, Result, params};

/// A member with the seat that matters in lists.
#[derive(Clone, Debug)]
pub struct Member {
    pub person: Id,
    pub membership: Id,
    pub name: String,
    pub name_en: String,
    pub sector: Option<String>,
    pub employer: String,
    pub post: String,
}

/// Members of the running term, by name.
pub fn members(tx: &mut Tx, assembly: Id) -> Result<Vec<Member>> {
    tx.query(
        "SELECT p.id, m.id, p.name, p.name_en, s.name, p.employer, p.post FROM membership m
         JOIN person p ON p.id = m.person JOIN term t ON t.id = m.term LEFT JOIN sector s ON s.id = m.sector
         WHERE m.assembly = $1 AND m.ended_at IS NULL AND t.ends IS NULL ORDER BY p.folded, p.id",
        params![assembly],
        |row| {
            Ok(Member {
                person: row.get(0)?,
                membership: row.get(1)?,
                name: row.get(2)?,
                name_en: row.get(3)?,
                sector: row.get(4)?,
                employer: row.get(5)?,
                post: row.get(6)?,
            })
        },
    )
}

/// Is this person a running member of the assembly?
pub fn is_member(tx: &mut Tx, assembly: Id, person: Id) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM membership m JOIN term t ON t.id = m.term
         WHERE m.assembly = $1 AND m.person = $2 AND m.ended_at IS NULL AND t.ends IS NULL",
        params![assembly, person],
    )
}

/// Persons who hold `role` in the assembly now, outside any unit.
pub fn holders(tx: &mut Tx, assembly: Id, role: &str) -> Result<Vec<(Id, String)>> {
    let now = tx.now();
    tx.query(
        "SELECT DISTINCT p.id, p.name FROM role_grant g JOIN person p ON p.id = g.person
         WHERE g.assembly = $1 AND g.role = $2 AND g.approved_at IS NOT NULL AND g.revoked_at IS NULL AND g.from_at <= $3
           AND (g.until_at IS NULL OR g.until_at > $3) ORDER BY p.id",
        params![assembly, role, now],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// 一席: a running seat of a person.
#[derive(Clone, Debug)]
pub struct Seat {
    pub membership: Id,
    pub assembly: Id,
    pub assembly_name: String,
    pub term_ordinal: i64,
    pub sector: Option<String>,
    pub standing: bool,
}

/// The running seats of a person, in every assembly.
pub fn seats(tx: &mut Tx, person: Id) -> Result<Vec<Seat>> {
    tx.query(
        "SELECT m.id, m.assembly, a.name, t.ordinal, s.name, m.standing FROM membership m JOIN assembly a ON a.id = m.assembly
         JOIN term t ON t.id = m.term LEFT JOIN sector s ON s.id = m.sector
         WHERE m.person = $1 AND m.ended_at IS NULL AND t.ends IS NULL ORDER BY m.id",
        params![person],
        |row| {
            Ok(Seat {
                membership: row.get(0)?,
                assembly: row.get(1)?,
                assembly_name: row.get(2)?,
                term_ordinal: row.get(3)?,
                sector: row.get(4)?,
                standing: row.get(5)?,
            })
        },
    )
}

/// A person as the directory keeps one; what is private stands apart.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: Id,
    /// The assembly that keeps the record.
    pub assembly: Id,
    pub name: String,
    pub name_en: String,
    pub employer: String,
    pub post: String,
}

const PERSON: &str = "SELECT p.id, p.assembly, p.name, p.name_en, p.employer, p.post FROM person p";

pub fn get(tx: &mut Tx, id: Id) -> Result<Person> {
    tx.query_one(&format!("{PERSON} WHERE p.id = $1"), params![id], person)
}

/// Persons whose record this assembly keeps, by name.
pub fn kept_by(tx: &mut Tx, assembly: Id) -> Result<Vec<Person>> {
    tx.query(&format!("{PERSON} WHERE p.assembly = $1 ORDER BY p.folded, p.id"), params![assembly], person)
}

/// Persons of this assembly who can sign in, by name.
pub fn with_account(tx: &mut Tx, assembly: Id) -> Result<Vec<Person>> {
    let sql = format!("{PERSON} JOIN account a ON a.person = p.id WHERE p.assembly = $1 AND a.state = 'active' ORDER BY p.folded, p.id");
    tx.query(&sql, params![assembly], person)
}

fn person(row: &kernel::db::Row) -> Result<Person> {
    Ok(Person { id: row.get(0)?, assembly: row.get(1)?, name: row.get(2)?, name_en: row.get(3)?, employer: row.get(4)?, post: row.get(5)? })
}

/// Running seats of a term by sector.
pub fn seats_by_sector(tx: &mut Tx, term: Id) -> Result<std::collections::HashMap<Id, i64>> {
    let sql = "SELECT sector, COUNT(*) FROM membership WHERE term = $1 AND ended_at IS NULL AND sector IS NOT NULL GROUP BY sector";
    Ok(tx.query(sql, params![term], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}
