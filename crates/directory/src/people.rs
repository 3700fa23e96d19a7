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
