//! 登录会话: running sign-in sessions and API tokens; only hashes of tokens are stored.

use kernel::db::Tx;
use kernel::{Actor, Id, Result, Timestamp, params};

use crate::actor::actor_of;

/// A session that is valid now. `stage` is `full`, or `code` / `password` / `enrol` while something is missing.
#[derive(Clone, Debug)]
pub struct SignIn {
    pub id: Id,
    pub person: Id,
    pub assembly: Id,
    pub unit: Option<Id>,
    pub stage: String,
    pub seen_at: Timestamp,
    pub confirmed_at: Timestamp,
}

/// How long a session may stand idle; the absolute limit is in its row.
#[derive(Clone, Copy, Debug)]
pub struct Idle(pub i64);

/// The session behind a token's SHA-256, unless it has ended, expired or stood idle, or the account is not active.
pub fn by_token(tx: &mut Tx, digest: &[u8; 32], idle: Idle) -> Result<Option<SignIn>> {
    let now = tx.now();
    tx.query_opt(
        "SELECT s.id, s.person, s.assembly, s.unit, s.stage, s.seen_at, s.confirmed_at FROM sign_in s
         JOIN account a ON a.person = s.person
         WHERE s.token = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3 AND a.state = 'active'",
        params![digest, now, now.plus_ms(-idle.0)],
        |row| {
            Ok(SignIn {
                id: row.get(0)?,
                person: row.get(1)?,
                assembly: row.get(2)?,
                unit: row.get(3)?,
                stage: row.get(4)?,
                seen_at: row.get(5)?,
                confirmed_at: row.get(6)?,
            })
        },
    )
}

/// Marks the session as used; called at most once a minute.
pub fn touch(tx: &mut Tx, id: Id) -> Result<()> {
    tx.execute("UPDATE sign_in SET seen_at = $2 WHERE id = $1", params![id, tx.now()])?;
    Ok(())
}

/// The actor of an API token's SHA-256.
pub fn by_api_token(tx: &mut Tx, digest: &[u8; 32]) -> Result<Option<Actor>> {
    let now = tx.now();
    let found = tx.query_opt(
        "SELECT t.person, t.assembly, t.unit FROM api_token t JOIN account a ON a.person = t.person
         WHERE t.token = $1 AND t.ended_at IS NULL AND t.expires_at > $2 AND a.state = 'active'",
        params![digest, now],
        |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?, row.get::<Option<Id>>(2)?)),
    )?;
    found.map(|(person, assembly, unit)| actor_of(tx, person, assembly, unit)).transpose()
}
