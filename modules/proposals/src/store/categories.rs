//! Categories of proposals, those that ended included.

use kernel::db::Tx;
use kernel::{Error, Id, Result, params};

/// 类别
#[derive(Clone, Debug)]
pub struct Category {
    pub id: Id,
    pub name: String,
    pub name_en: String,
    pub ended: bool,
    pub proposals: i64,
}

/// Running ones first, with the number of their proposals.
pub fn all(tx: &mut Tx, assembly: Id) -> Result<Vec<Category>> {
    tx.query(
        "SELECT c.id, c.name, c.name_en, c.ended_at, (SELECT COUNT(*) FROM proposal p WHERE p.assembly = $1 AND p.category = c.id)
         FROM category c WHERE c.assembly = $1 ORDER BY CASE WHEN c.ended_at IS NULL THEN 0 ELSE 1 END, c.id",
        params![assembly],
        |row| {
            Ok(Category {
                id: row.get(0)?,
                name: row.get(1)?,
                name_en: row.get(2)?,
                ended: row.get::<Option<i64>>(3)?.is_some(),
                proposals: row.get(4)?,
            })
        },
    )
}

/// `NotFound` for another assembly's.
pub fn get(tx: &mut Tx, assembly: Id, id: Id) -> Result<Category> {
    all(tx, assembly)?.into_iter().find(|c| c.id == id).ok_or(Error::NotFound)
}

pub fn insert(tx: &mut Tx, assembly: Id, name: &str, name_en: &str) -> Result<Id> {
    let id = tx.new_id();
    tx.execute("INSERT INTO category (id, assembly, name, name_en) VALUES ($1, $2, $3, $4)", params![id, assembly, name, name_en])?;
    Ok(id)
}

pub fn rename(tx: &mut Tx, id: Id, name: &str, name_en: &str) -> Result<()> {
    tx.execute("UPDATE category SET name = $2, name_en = $3 WHERE id = $1", params![id, name, name_en])?;
    Ok(())
}

/// No longer offered, or offered again; old proposals keep it.
pub fn end(tx: &mut Tx, id: Id, ended: bool) -> Result<()> {
    let at = ended.then(|| tx.now());
    tx.execute("UPDATE category SET ended_at = $2 WHERE id = $1", params![id, at])?;
    Ok(())
}
