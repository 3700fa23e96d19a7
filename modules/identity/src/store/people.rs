//! 人员: persons, what is private of them, and their seats.

use kernel::db::Tx;
use kernel::{Error, Id, Result, Timestamp, params};

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
