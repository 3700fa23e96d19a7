//! 政协组织: the tree of assemblies and the townships below a county.

use kernel::db::{Row, Tx};
use kernel::{Id, Result, params};

#[derive(Clone, Debug)]
pub struct Assembly {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub name_en: String,
    /// `city` or `county`
    pub level: String,
    pub parent: Option<Id>,
}

const COLUMNS: &str = "id, code, name, name_en, level, parent";

pub fn all(tx: &mut Tx) -> Result<Vec<Assembly>> {
    tx.query(&format!("SELECT {COLUMNS} FROM assembly ORDER BY id"), &[], assembly)
}

pub fn get(tx: &mut Tx, id: Id) -> Result<Assembly> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM assembly WHERE id = $1"), params![id], assembly)
}

pub fn by_code(tx: &mut Tx, code: &str) -> Result<Assembly> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM assembly WHERE code = $1"), params![code], assembly)
}

/// An assembly and all below it, itself first: what its administrators may administer.
pub fn below(tx: &mut Tx, root: Id) -> Result<Vec<Assembly>> {
    let all = all(tx)?;
    let mut found: Vec<Assembly> = all.iter().filter(|a| a.id == root).cloned().collect();
    let mut next = 0;
    while let Some(above) = found.get(next).map(|a| a.id) {
        found.extend(all.iter().filter(|a| a.parent == Some(above)).cloned());
        next += 1;
    }
    Ok(found)
}

fn assembly(row: &Row) -> Result<Assembly> {
    Ok(Assembly { id: row.get(0)?, code: row.get(1)?, name: row.get(2)?, name_en: row.get(3)?, level: row.get(4)?, parent: row.get(5)? })
}
