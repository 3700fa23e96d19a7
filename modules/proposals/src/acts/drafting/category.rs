//! 分类: named by id in forms, by id or name in JSON.

use kernel::db::Tx;
use kernel::{Error, Id, Result};

use crate::store;

/// The category that was meant; `Invalid` for one that the assembly does not have.
pub fn meant(tx: &mut Tx, assembly: Id, given: Option<&str>) -> Result<Option<Id>> {
    let Some(given) = given.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let id: Option<Id> = given.parse().ok();
    let found =
        store::categories(tx, assembly)?.into_iter().find(|(own, name, name_en)| Some(*own) == id || name == given || name_en == given);
    found.map(|(id, ..)| Some(id)).ok_or_else(|| Error::invalid("category", "proposals.category.unknown"))
}
