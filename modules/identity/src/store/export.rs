//! 导出人员: one line for a person, with the seat of the running term and the first office.

use kernel::db::Tx;
use kernel::{Id, Result, params};

pub struct Line {
    pub name: String,
    pub name_en: String,
    pub login: String,
    pub employer: String,
    pub post: String,
    pub sector: String,
    pub term: Option<i64>,
    pub role: Option<String>,
    pub unit: String,
    pub body: String,
}

pub fn people(tx: &mut Tx, assembly: Id) -> Result<Vec<Line>> {
    let now = tx.now();
    tx.query(
        "SELECT p.name, p.name_en, COALESCE(a.login, ''), p.employer, p.post, COALESCE(s.name, ''), t.ordinal, g.role,
           COALESCE(u.name, ''), COALESCE(b.name, '')
         FROM person p LEFT JOIN account a ON a.person = p.id
         LEFT JOIN membership m ON m.person = p.id AND m.assembly = $1 AND m.ended_at IS NULL
           AND m.term = (SELECT MAX(r.id) FROM term r WHERE r.assembly = $1 AND r.ends IS NULL)
         LEFT JOIN term t ON t.id = m.term LEFT JOIN sector s ON s.id = m.sector
         LEFT JOIN role_grant g ON g.id = (SELECT MIN(h.id) FROM role_grant h WHERE h.person = p.id AND h.assembly = $1
           AND h.revoked_at IS NULL AND h.delegated_by IS NULL AND (h.until_at IS NULL OR h.until_at > $2))
         LEFT JOIN unit u ON u.id = g.unit LEFT JOIN body b ON b.id = g.body
         WHERE p.assembly = $1 ORDER BY p.folded, p.id",
        params![assembly, now],
        |row| {
            Ok(Line {
                name: row.get(0)?,
                name_en: row.get(1)?,
                login: row.get(2)?,
                employer: row.get(3)?,
                post: row.get(4)?,
                sector: row.get(5)?,
                term: row.get(6)?,
                role: row.get(7)?,
                unit: row.get(8)?,
                body: row.get(9)?,
            })
        },
    )
}
