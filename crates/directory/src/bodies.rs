//! 党派团体、专委会、界别活动组: bodies that speak, meet or propose as one.

use kernel::db::{Row, Tx};
use kernel::{Id, Result, params};

#[derive(Clone, Debug)]
pub struct Body {
    pub id: Id,
    pub assembly: Id,
    /// One of [`KINDS`].
    pub kind: String,
    pub name: String,
    pub name_en: String,
    pub ended: bool,
}

/// Parties, people's organisations, special committees, activity groups.
pub const KINDS: &[&str] = &["party", "organisation", "committee", "group"];

const SELECT: &str = "SELECT id, assembly, kind, name, name_en, ended_at FROM body";

/// Running bodies of an assembly, by kind and in the order in which they were entered.
pub fn running(tx: &mut Tx, assembly: Id) -> Result<Vec<Body>> {
    tx.query(&format!("{SELECT} WHERE assembly = $1 AND ended_at IS NULL ORDER BY kind DESC, id"), params![assembly], body)
}

pub fn get(tx: &mut Tx, assembly: Id, id: Id) -> Result<Body> {
    tx.query_one(&format!("{SELECT} WHERE assembly = $1 AND id = $2"), params![assembly, id], body)
}

fn body(row: &Row) -> Result<Body> {
    Ok(Body {
        id: row.get(0)?,
        assembly: row.get(1)?,
        kind: row.get(2)?,
        name: row.get(3)?,
        name_en: row.get(4)?,
        ended: row.get::<Option<i64>>(5)?.is_some(),
    })
}
