//! 承办单位.

use kernel::db::Tx;
use kernel::{Error, Id, Result, params};

#[derive(Clone, Debug, Default)]
pub struct NewUnit<'a> {
    pub assembly: Id,
    pub code: &'a str,
    pub name: &'a str,
    pub short_name: &'a str,
    pub name_en: &'a str,
    /// One of [`directory::units::SIDES`].
    pub side: &'a str,
    pub telephone: &'a str,
}

/// Errors: `Invalid(code)` when it is taken.
pub fn insert(tx: &mut Tx, new: &NewUnit) -> Result<Id> {
    if tx.exists("SELECT 1 FROM unit WHERE assembly = $1 AND code = $2", params![new.assembly, new.code])? {
        return Err(Error::invalid("code", "identity.code.taken"));
    }
    let id = tx.new_id();
    let short_name = if new.short_name.is_empty() { new.name } else { new.short_name };
    tx.execute(
        "INSERT INTO unit (id, assembly, code, name, short_name, name_en, side, telephone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, new.assembly, new.code, new.name, short_name, new.name_en, new.side, new.telephone],
    )?;
    Ok(id)
}
