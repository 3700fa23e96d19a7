//! How long the journal is.

use kernel::db::Tx;
use kernel::{Id, Result};

use super::filter::Filter;

/// Entries of one assembly whose kind begins with `prefix`.
pub fn count(tx: &mut Tx, assembly: Id, prefix: &str) -> Result<i64> {
    Filter::default().and("assembly = ?", assembly).begins("act", prefix).count(tx, "FROM journal")
}
