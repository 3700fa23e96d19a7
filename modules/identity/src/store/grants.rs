//! 授权: a role for a time, given by one administrator and approved by another.

use directory::roles;
use kernel::db::{Row, Tx};
use kernel::{Error, Id, Result, Timestamp, params};

use super::filter::Filter;
use crate::listing::Part;

#[derive(Clone, Debug)]
pub struct Grant {
    pub id: Id,
    pub assembly: Id,
    pub assembly_name: String,
    pub assembly_name_en: String,
    pub person: Id,
    pub person_name: String,
    pub role: String,
    pub unit: Option<Id>,
    pub unit_name: Option<String>,
    pub unit_name_en: Option<String>,
    pub body: Option<Id>,
    pub body_name: Option<String>,
    pub body_name_en: Option<String>,
    pub delegated_by: Option<Id>,
    pub delegated_by_name: Option<String>,
    pub granted_by: Id,
    pub approved_at: Option<Timestamp>,
    pub from_at: Timestamp,
    pub until_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Default)]
pub struct NewGrant<'a> {
    pub assembly: Id,
    pub person: Id,
    pub role: &'a str,
    pub unit: Option<Id>,
    pub body: Option<Id>,
    pub delegated_by: Option<Id>,
    pub granted_by: Id,
    /// Set for grants that need no second person: the loader's, delegations.
    pub approved_by: Option<Id>,
    pub from_at: Option<Timestamp>,
    pub until_at: Option<Timestamp>,
}

const COLUMNS: &str = "g.id, g.assembly, a.name, a.name_en, g.person, p.name, g.role, g.unit, u.name, u.name_en, g.body, b.name, b.name_en, g.delegated_by, d.name,
     g.granted_by, g.approved_at, g.from_at, g.until_at, g.revoked_at";
const FROM: &str = "FROM role_grant g JOIN assembly a ON a.id = g.assembly
     JOIN person p ON p.id = g.person LEFT JOIN unit u ON u.id = g.unit LEFT JOIN body b ON b.id = g.body LEFT JOIN person d ON d.id = g.delegated_by";

/// Errors: `Conflict` when the person holds another of the three administrators' roles (三员).
pub fn insert(tx: &mut Tx, new: &NewGrant) -> Result<Id> {
    if roles::ADMINISTRATORS.contains(&new.role) {
        revoke_expired(tx, new.person)?;
        if administrator_role(tx, new.person)?.is_some() {
            return Err(Error::conflict("identity.administrators.exclusive"));
        }
    }
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO role_grant (id, assembly, person, role, unit, body, delegated_by, granted_by, approved_by, approved_at, from_at, until_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            id,
            new.assembly,
            new.person,
            new.role,
            new.unit,
            new.body,
            new.delegated_by,
            new.granted_by,
            new.approved_by,
            new.approved_by.map(|_| now),
            new.from_at.unwrap_or(now),
            new.until_at
        ],
    )?;
    Ok(id)
}

/// The one of the three that this person holds or is to hold: also before approval, after its end not.
pub fn administrator_role(tx: &mut Tx, person: Id) -> Result<Option<String>> {
    let sql = "SELECT role FROM role_grant WHERE person = $1 AND revoked_at IS NULL AND role IN ('system_admin', 'security_admin', 'auditor_admin')
         AND (until_at IS NULL OR until_at > $2)";
    tx.query_opt(sql, params![person, tx.now()], |row| row.get(0))
}

/// Does this person do business: a running seat, or an office other than the three?
pub fn does_business(tx: &mut Tx, person: Id) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM role_grant WHERE person = $1 AND revoked_at IS NULL AND role NOT IN ('system_admin', 'security_admin', 'auditor_admin')
           AND (until_at IS NULL OR until_at > $2)
         UNION ALL SELECT 1 FROM membership WHERE person = $1 AND ended_at IS NULL",
        params![person, tx.now()],
    )
}

/// Holders of a role in an assembly, also not yet approved.
pub fn anybody_holds(tx: &mut Tx, assembly: Id, role: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM role_grant WHERE assembly = $1 AND role = $2 AND revoked_at IS NULL AND (until_at IS NULL OR until_at > $3)";
    tx.exists(sql, params![assembly, role, tx.now()])
}

pub fn get(tx: &mut Tx, id: Id) -> Result<Grant> {
    tx.query_one(&format!("SELECT {COLUMNS} {FROM} WHERE g.id = $1"), params![id], grant)
}

/// Everything a person holds or is to hold, the running first.
pub fn of_person(tx: &mut Tx, person: Id) -> Result<Vec<Grant>> {
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE g.person = $1 AND g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > $2) ORDER BY g.id"
    );
    tx.query(&sql, params![person, tx.now()], grant)
}

/// Grants of one assembly by person. `state` is `pending`, `running` or `ended`.
pub fn list(tx: &mut Tx, assembly: Id, state: &str, role: Option<&str>, words: Option<&str>, part: Part) -> Result<(Vec<Grant>, i64)> {
    let now = tx.now();
    let filter = Filter::default().and("g.assembly = ?", assembly);
    let mut filter = match state {
        "pending" => filter.plain("g.revoked_at IS NULL").plain("g.approved_at IS NULL"),
        "running" => {
            filter.plain("g.revoked_at IS NULL").plain("g.approved_at IS NOT NULL").and("(g.until_at IS NULL OR g.until_at > ?)", now)
        }
        _ => filter.and("(g.revoked_at IS NOT NULL OR g.until_at <= ?)", now),
    };
    if let Some(role) = role {
        filter = filter.and("g.role = ?", role);
    }
    if let Some(words) = words {
        filter = filter.contains("p.folded", words);
    }
    filter.list(tx, COLUMNS, FROM, "p.folded, g.id", part, grant)
}

/// What somebody has delegated, still running.
pub fn delegated_by(tx: &mut Tx, person: Id) -> Result<Vec<Grant>> {
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE g.delegated_by = $1 AND g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > $2) ORDER BY g.id"
    );
    tx.query(&sql, params![person, tx.now()], grant)
}

/// The same role at the same place, running or waiting: nobody is given it twice.
pub fn held(tx: &mut Tx, new: &NewGrant) -> Result<Option<Id>> {
    let sql =
        "SELECT id FROM role_grant WHERE person = $1 AND assembly = $2 AND role = $3 AND COALESCE(unit, 0) = $4 AND COALESCE(body, 0) = $5
         AND revoked_at IS NULL AND (until_at IS NULL OR until_at > $6)";
    let (unit, body) = (new.unit.unwrap_or_default(), new.body.unwrap_or_default());
    tx.query_opt(sql, params![new.person, new.assembly, new.role, unit, body, tx.now()], |row| row.get(0))
}

pub fn approve(tx: &mut Tx, id: Id, by: Id) -> Result<()> {
    let sql = "UPDATE role_grant SET approved_by = $2, approved_at = $3 WHERE id = $1 AND approved_at IS NULL AND revoked_at IS NULL";
    if tx.execute(sql, params![id, by, tx.now()])? == 0 { Err(Error::conflict("workflow.not-here")) } else { Ok(()) }
}

/// Ends a grant and what was delegated from it by the same person.
pub fn revoke(tx: &mut Tx, id: Id) -> Result<()> {
    let sql = "UPDATE role_grant SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    if tx.execute(sql, params![id, tx.now()])? == 0 { Err(Error::conflict("workflow.not-here")) } else { Ok(()) }
}

/// Delegations of a role end with the office they came from.
pub fn revoke_delegations(tx: &mut Tx, from: &Grant) -> Result<u64> {
    tx.execute(
        "UPDATE role_grant SET revoked_at = $5 WHERE delegated_by = $1 AND assembly = $2 AND role = $3 AND COALESCE(unit, 0) = $4 AND revoked_at IS NULL",
        params![from.person, from.assembly, from.role, from.unit.unwrap_or_default(), tx.now()],
    )
}

fn revoke_expired(tx: &mut Tx, person: Id) -> Result<()> {
    let sql = "UPDATE role_grant SET revoked_at = until_at WHERE person = $1 AND revoked_at IS NULL AND until_at <= $2";
    tx.execute(sql, params![person, tx.now()])?;
    Ok(())
}

fn grant(row: &Row) -> Result<Grant> {
    Ok(Grant {
        id: row.get(0)?,
        assembly: row.get(1)?,
        assembly_name: row.get(2)?,
        assembly_name_en: row.get(3)?,
        person: row.get(4)?,
        person_name: row.get(5)?,
        role: row.get(6)?,
        unit: row.get(7)?,
        unit_name: row.get(8)?,
        unit_name_en: row.get(9)?,
        body: row.get(10)?,
        body_name: row.get(11)?,
        body_name_en: row.get(12)?,
        delegated_by: row.get(13)?,
        delegated_by_name: row.get(14)?,
        granted_by: row.get(15)?,
        approved_at: row.get(16)?,
        from_at: row.get(17)?,
        until_at: row.get(18)?,
        revoked_at: row.get(19)?,
    })
}
