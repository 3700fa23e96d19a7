//! Names of persons, units and bodies for pages that show many.

use std::collections::HashMap;

use kernel::db::Tx;
use kernel::{Id, Result, params};

/// Names of persons; ids without a person are left out.
pub fn persons(tx: &mut Tx, ids: &[Id]) -> Result<HashMap<Id, String>> {
    look_up(tx, "SELECT name FROM person WHERE id = $1", ids)
}

pub fn units(tx: &mut Tx, ids: &[Id]) -> Result<HashMap<Id, String>> {
    look_up(tx, "SELECT name FROM unit WHERE id = $1", ids)
}

/// Names of units in English where they have one.
pub fn units_in_english(tx: &mut Tx, ids: &[Id]) -> Result<HashMap<Id, String>> {
    look_up(tx, "SELECT CASE WHEN name_en = '' THEN name ELSE name_en END FROM unit WHERE id = $1", ids)
}

pub fn bodies(tx: &mut Tx, ids: &[Id]) -> Result<HashMap<Id, String>> {
    look_up(tx, "SELECT name FROM body WHERE id = $1", ids)
}

pub fn person(tx: &mut Tx, id: Id) -> Result<String> {
    Ok(tx.query_opt("SELECT name FROM person WHERE id = $1", params![id], |row| row.get(0))?.unwrap_or_default())
}

fn look_up(tx: &mut Tx, sql: &str, ids: &[Id]) -> Result<HashMap<Id, String>> {
    let mut names = HashMap::with_capacity(ids.len());
    for id in ids {
        if !names.contains_key(id) {
            if let Some(name) = tx.query_opt(sql, params![*id], |row| row.get::<String>(0))? {
                names.insert(*id, name);
            }
        }
    }
    Ok(names)
}
