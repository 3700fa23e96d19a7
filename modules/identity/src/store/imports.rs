//! 导入文件: uploaded tables that wait to be imported.

use documents::Table;
use kernel::db::Tx;
use kernel::{Actor, Id, Result, Timestamp, params};
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub struct Upload {
    pub id: Id,
    pub assembly: Id,
    pub kind: String,
    pub table: Table,
    pub uploaded_by: Id,
    pub done_at: Option<Timestamp>,
}

pub fn insert(tx: &mut Tx, who: &Actor, kind: &str, table: &Table) -> Result<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO import_upload (id, assembly, kind, table_json, uploaded_by, uploaded_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, who.assembly, kind, written(table), who.person, now],
    )?;
    Ok(id)
}

pub fn get(tx: &mut Tx, id: Id) -> Result<Upload> {
    let sql = "SELECT id, assembly, kind, table_json, uploaded_by, done_at FROM import_upload WHERE id = $1";
    tx.query_one(sql, params![id], |row| {
        Ok(Upload {
            id: row.get(0)?,
            assembly: row.get(1)?,
            kind: row.get(2)?,
            table: read(&row.get(3)?),
            uploaded_by: row.get(4)?,
            done_at: row.get(5)?,
        })
    })
}

pub fn finish(tx: &mut Tx, id: Id) -> Result<()> {
    tx.execute("UPDATE import_upload SET done_at = $2 WHERE id = $1", params![id, tx.now()])?;
    Ok(())
}

/// Forgets uploads made before this moment, imported or not: they hold personal data.
pub fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM import_upload WHERE uploaded_at < $1", params![before])
}

fn written(table: &Table) -> Value {
    let rows: Vec<Value> = table.rows.iter().map(|row| json!([row.line, row.cells])).collect();
    json!({ "columns": table.columns, "rows": rows })
}

fn read(value: &Value) -> Table {
    let texts = |value: &Value| value.as_array().into_iter().flatten().map(|v| v.as_str().unwrap_or_default().to_owned()).collect();
    let rows = value["rows"].as_array().into_iter().flatten();
    let row = |row: &Value| documents::Row { line: usize::try_from(row[0].as_u64().unwrap_or(0)).unwrap_or(0), cells: texts(&row[1]) };
    Table { columns: texts(&value["columns"]), rows: rows.map(row).collect() }
}
