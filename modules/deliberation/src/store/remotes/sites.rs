//! Sites, who is expected and came there, when their link was lost. What is read here was scoped by the session.

use std::collections::HashMap;

use kernel::db::{Param, Row, Sealed, Tx};
use kernel::{Error, Id, Result, Timestamp, params};

use super::super::Filters;
use super::super::deliberations::word;
use super::state;
use crate::model::remote::{Attendee, Gap, Site};

/// Of a host without an account.
pub const TELEPHONE: Sealed =
    Sealed { table: "remote_contact", key: "site", column: "telephone", place: "remote_contact.telephone", was_readable: true };

const COLUMNS: &str = "id, remote, number, state, state_since, name, place, host, host_name, device_note, tested_at, objection,
 confirmed_at, confirmed_by, released, changes";
const ATTENDEE: &str = "id, remote, site, role, person, name, organisation, signed_in_at";
const GAP: &str = "id, remote, site, from_at, until_at, reason";

pub fn any(tx: &mut Tx, id: Id) -> Result<Site> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM remote_site WHERE id = $1"), params![id], site)
}

pub fn of(tx: &mut Tx, remote: Id) -> Result<Vec<Site>> {
    tx.query(&format!("SELECT {COLUMNS} FROM remote_site WHERE remote = $1 ORDER BY number"), params![remote], site)
}

pub fn insert(tx: &mut Tx, s: &Site) -> Result<()> {
    const INTO: &str = "remote_site (id, remote, number, changes, state, state_since, name, place, host, host_name, device_note, tested_at,
     objection, confirmed_at, confirmed_by, released)";
    let head = params![s.id, s.remote, s.number, s.changes];
    let row = head.iter().cloned().map(Param::into_owned).chain(values(s)).collect();
    tx.insert_all(INTO, &[row])?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, s: &mut Site) -> Result<()> {
    let mut all: Vec<Param<'static>> = params![s.id, s.changes].iter().cloned().map(Param::into_owned).collect();
    all.extend(values(s));
    let changed = tx.execute(
        "UPDATE remote_site SET changes = changes + 1, state = $3, state_since = $4, name = $5, place = $6, host = $7, host_name = $8,
         device_note = $9, tested_at = $10, objection = $11, confirmed_at = $12, confirmed_by = $13, released = $14
         WHERE id = $1 AND changes = $2",
        &all,
    )?;
    s.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("deliberations.changed-meanwhile")) }
}

pub fn next_number(tx: &mut Tx, remote: Id) -> Result<i64> {
    Ok(tx.scalar("SELECT MAX(number) FROM remote_site WHERE remote = $1", params![remote])? + 1)
}

/// (sites that take part, people who signed in) by session.
pub fn counts(tx: &mut Tx, remotes: &[Id]) -> Result<HashMap<Id, (i64, i64)>> {
    let mut found: HashMap<Id, (i64, i64)> = HashMap::new();
    if remotes.is_empty() {
        return Ok(found);
    }
    let mut filters = Filters::default();
    let places: Vec<String> = remotes.iter().map(|id| filters.place(id)).collect();
    let places = places.join(", ");
    let read = |row: &Row| Ok((row.get::<Id>(0)?, row.get::<i64>(1)?));
    let sites = format!("SELECT remote, COUNT(*) FROM remote_site WHERE remote IN ({places}) AND state <> 'released' GROUP BY remote");
    for (id, n) in tx.query(&sites, &filters.params, read)? {
        found.entry(id).or_default().0 = n;
    }
    let came =
        format!("SELECT remote, COUNT(*) FROM remote_attendee WHERE remote IN ({places}) AND signed_in_at IS NOT NULL GROUP BY remote");
    for (id, n) in tx.query(&came, &filters.params, read)? {
        found.entry(id).or_default().1 = n;
    }
    Ok(found)
}

/// Empty: forgotten.
pub fn set_contact(tx: &mut Tx, site: Id, telephone: &str) -> Result<()> {
    tx.execute("DELETE FROM remote_contact WHERE site = $1", params![site])?;
    if !telephone.is_empty() {
        let telephone = TELEPHONE.close(tx, site, telephone)?;
        tx.execute("INSERT INTO remote_contact (site, telephone) VALUES ($1, $2)", params![site, telephone])?;
    }
    Ok(())
}

/// The telephone of a host without an account.
pub fn contact(tx: &mut Tx, site: Id) -> Result<Option<String>> {
    let stored = tx.query_opt("SELECT telephone FROM remote_contact WHERE site = $1", params![site], |row| row.get(0))?;
    stored.map(|stored| TELEPHONE.open(tx, site, stored)).transpose()
}

/// Sites of a session that have one.
pub fn with_contact(tx: &mut Tx, remote: Id) -> Result<Vec<Id>> {
    let sql = "SELECT c.site FROM remote_contact c JOIN remote_site s ON s.id = c.site WHERE s.remote = $1";
    tx.query(sql, params![remote], |row| row.get(0))
}

/// By site, in the order in which they were entered.
pub fn attendees(tx: &mut Tx, remote: Id) -> Result<Vec<Attendee>> {
    tx.query(&format!("SELECT {ATTENDEE} FROM remote_attendee WHERE remote = $1 ORDER BY site, id"), params![remote], attendee)
}

pub fn insert_attendee(tx: &mut Tx, a: &Attendee) -> Result<()> {
    tx.execute(
        "INSERT INTO remote_attendee (id, remote, site, role, person, name, organisation, signed_in_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![a.id, a.remote, a.site, a.role.name(), a.person, a.name, a.organisation, a.signed_in_at],
    )?;
    Ok(())
}

/// Once: the first moment stands.
pub fn sign_in(tx: &mut Tx, attendee: Id) -> Result<()> {
    let now = tx.now();
    tx.execute("UPDATE remote_attendee SET signed_in_at = $2 WHERE id = $1 AND signed_in_at IS NULL", params![attendee, now])?;
    Ok(())
}

/// In the order of their beginnings.
pub fn gaps(tx: &mut Tx, remote: Id) -> Result<Vec<Gap>> {
    tx.query(&format!("SELECT {GAP} FROM remote_gap WHERE remote = $1 ORDER BY from_at, id"), params![remote], gap)
}

pub fn open_gap(tx: &mut Tx, s: &Site, reason: &str) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO remote_gap (id, remote, site, from_at, until_at, reason) VALUES ($1, $2, $3, $4, NULL, $5)",
        params![id, s.remote, s.id, now, reason],
    )?;
    Ok(())
}

pub fn end_gaps(tx: &mut Tx, site: Id, at: Timestamp) -> Result<()> {
    tx.execute("UPDATE remote_gap SET until_at = $2 WHERE site = $1 AND until_at IS NULL", params![site, at])?;
    Ok(())
}

fn values(s: &Site) -> Vec<Param<'static>> {
    params![
        s.state.get().name(),
        s.state_since,
        s.name,
        s.place,
        s.host,
        s.host_name,
        s.device_note,
        s.tested_at,
        s.objection,
        s.confirmed_at,
        s.confirmed_by,
        s.released
    ]
    .iter()
    .cloned()
    .map(Param::into_owned)
    .collect()
}

fn site(row: &Row) -> Result<Site> {
    Ok(Site {
        id: row.get(0)?,
        remote: row.get(1)?,
        number: row.get(2)?,
        state: state(row, 3)?,
        state_since: row.get(4)?,
        name: row.get(5)?,
        place: row.get(6)?,
        host: row.get(7)?,
        host_name: row.get(8)?,
        device_note: row.get(9)?,
        tested_at: row.get(10)?,
        objection: row.get(11)?,
        confirmed_at: row.get(12)?,
        confirmed_by: row.get(13)?,
        released: row.get(14)?,
        changes: row.get(15)?,
    })
}

fn attendee(row: &Row) -> Result<Attendee> {
    Ok(Attendee {
        id: row.get(0)?,
        remote: row.get(1)?,
        site: row.get(2)?,
        role: word(row, 3)?,
        person: row.get(4)?,
        name: row.get(5)?,
        organisation: row.get(6)?,
        signed_in_at: row.get(7)?,
    })
}

fn gap(row: &Row) -> Result<Gap> {
    Ok(Gap { id: row.get(0)?, remote: row.get(1)?, site: row.get(2)?, from_at: row.get(3)?, until_at: row.get(4)?, reason: row.get(5)? })
}
