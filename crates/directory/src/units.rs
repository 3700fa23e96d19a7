//! 承办单位: units that handle proposals, with their people.

use kernel::db::{Row, Tx};
use kernel::{Id, Result, params};

#[derive(Clone, Debug)]
pub struct Unit {
    pub id: Id,
    pub assembly: Id,
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub name_en: String,
    /// One of [`SIDES`].
    pub side: String,
    pub telephone: String,
    pub successor: Option<Id>,
    pub ended: bool,
}

/// 党委系统、政府系统、司法机关、企业、县区、群团组织
pub const SIDES: &[&str] = &["party", "government", "court", "enterprise", "county", "organisation"];

const SELECT: &str = "SELECT id, assembly, code, name, short_name, name_en, side, telephone, successor, ended_at FROM unit";

/// Running units of an assembly by code.
pub fn running(tx: &mut Tx, assembly: Id) -> Result<Vec<Unit>> {
    tx.query(&format!("{SELECT} WHERE assembly = $1 AND ended_at IS NULL ORDER BY code"), params![assembly], unit)
}

/// Short and English names of the running units by code: to choose from.
pub fn short_names(tx: &mut Tx, assembly: Id) -> Result<Vec<(Id, String, String)>> {
    let sql = "SELECT id, short_name, name_en FROM unit WHERE assembly = $1 AND ended_at IS NULL ORDER BY code";
    tx.query(sql, params![assembly], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

pub fn get(tx: &mut Tx, assembly: Id, id: Id) -> Result<Unit> {
    tx.query_one(&format!("{SELECT} WHERE assembly = $1 AND id = $2"), params![assembly, id], unit)
}

/// Whatever its assembly; the caller checks the scope.
pub fn any(tx: &mut Tx, id: Id) -> Result<Unit> {
    tx.query_one(&format!("{SELECT} WHERE id = $1"), params![id], unit)
}

/// Persons who hold any of `roles` in a unit now.
pub fn holders(tx: &mut Tx, unit: Id, role: &str) -> Result<Vec<(Id, String)>> {
    let now = tx.now();
    tx.query(
        "SELECT DISTINCT p.id, p.name FROM role_grant g JOIN person p ON p.id = g.person
         WHERE g.unit = $1 AND g.role = $2 AND g.approved_at IS NOT NULL AND g.revoked_at IS NULL AND g.from_at <= $3
           AND (g.until_at IS NULL OR g.until_at > $3) ORDER BY p.id",
        params![unit, role, now],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn unit(row: &Row) -> Result<Unit> {
    Ok(Unit {
        id: row.get(0)?,
        assembly: row.get(1)?,
        code: row.get(2)?,
        name: row.get(3)?,
        short_name: row.get(4)?,
        name_en: row.get(5)?,
        side: row.get(6)?,
        telephone: row.get(7)?,
        successor: row.get(8)?,
        ended: row.get::<Option<i64>>(9)?.is_some(),
    })
}
