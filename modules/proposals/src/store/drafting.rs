//! Who may put a proposal, and what stands around a draft.

use kernel::db::Tx;
use kernel::{Id, Result, params};

/// Parties, organisations, committees and groups that exist now: (id, name, English name).
pub fn bodies(tx: &mut Tx, assembly: Id) -> Result<Vec<(Id, String, String)>> {
    tx.query("SELECT id, name, name_en FROM body WHERE assembly = $1 AND ended_at IS NULL ORDER BY kind, id", params![assembly], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// The person who holds the account of a body now; the first, where there are several.
pub fn holder_for_body(tx: &mut Tx, assembly: Id, body: Id) -> Result<Option<Id>> {
    let now = tx.now();
    tx.query_opt(
        "SELECT person FROM role_grant WHERE assembly = $1 AND role = $2 AND body = $3 AND approved_at IS NOT NULL AND revoked_at IS NULL
           AND from_at <= $4 AND (until_at IS NULL OR until_at > $4) ORDER BY id LIMIT 1",
        params![assembly, directory::roles::COLLECTIVE_ACCOUNT, body, now],
        |row| row.get(0),
    )
}
