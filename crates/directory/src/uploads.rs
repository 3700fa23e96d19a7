//! 导入文件: uploaded tables that wait to be imported, each its uploader's own.

use kernel::db::Tx;
use kernel::seal::SHUT;
use kernel::{Actor, Error, Id, Result, Timestamp, params};
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Kept {
    pub id: Id,
    pub assembly: Id,
    /// people, units, proposals
    pub kind: String,
    /// `{ columns: [..], rows: [[line, [cells]]] }`
    pub table: Value,
    /// `[[column, field]]`, an empty field for a column that is left out.
    pub map: Value,
    pub uploaded_by: Id,
    pub done_at: Option<Timestamp>,
}

pub fn insert(tx: &mut Tx, who: &Actor, kind: &str, table: Value) -> Result<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    let table = crate::UPLOADED_TABLE.close(tx, id, &table.to_string())?;
    tx.execute(
        "INSERT INTO uploaded_table (id, assembly, kind, table_json, map_json, uploaded_by, uploaded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![id, who.assembly, kind, table, Value::Array(Vec::new()), who.person, now],
    )?;
    Ok(id)
}

pub fn get(tx: &mut Tx, id: Id) -> Result<Kept> {
    let sql = "SELECT id, assembly, kind, table_json, map_json, uploaded_by, done_at FROM uploaded_table WHERE id = $1";
    let (mut kept, stored) = tx.query_one(sql, params![id], |row| {
        let kept = Kept {
            id: row.get(0)?,
            assembly: row.get(1)?,
            kind: row.get(2)?,
            table: Value::Null,
            map: row.get(4)?,
            uploaded_by: row.get(5)?,
            done_at: row.get(6)?,
        };
        Ok((kept, row.get::<String>(3)?))
    })?;
    let opened = crate::UPLOADED_TABLE.open(tx, id, stored)?;
    if opened == SHUT {
        return Err(Error::conflict("kernel.sealed.shut"));
    }
    kept.table = serde_json::from_str(&opened)?;
    Ok(kept)
}

pub fn map(tx: &mut Tx, id: Id, map: Value) -> Result<()> {
    tx.execute("UPDATE uploaded_table SET map_json = $2 WHERE id = $1", params![id, map])?;
    Ok(())
}

pub fn finish(tx: &mut Tx, id: Id) -> Result<()> {
    tx.execute("UPDATE uploaded_table SET done_at = $2 WHERE id = $1", params![id, tx.now()])?;
    Ok(())
}

/// The files themselves, which versions before kept as attachments; their content goes with the next sweep.
pub fn forget_files(tx: &mut Tx) -> Result<u64> {
    tx.execute("DELETE FROM file WHERE module = 'imports'", &[])
}

/// Forgets tables uploaded before this moment, imported or not: they hold personal data.
pub fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM uploaded_table WHERE uploaded_at < $1", params![before])
}
