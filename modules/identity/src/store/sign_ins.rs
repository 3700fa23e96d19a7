//! 登录会话和接口令牌: only hashes of tokens are stored.

use kernel::db::{Row, Tx};
use kernel::{Error, Id, Result, Timestamp, params};

pub struct NewSignIn<'a> {
    pub person: Id,
    pub assembly: Id,
    pub unit: Option<Id>,
    pub stage: &'static str,
    pub digest: [u8; 32],
    pub address: &'a str,
    pub device: &'a str,
    pub expires_at: Timestamp,
}

pub fn insert(tx: &mut Tx, new: &NewSignIn) -> Result<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO sign_in (id, token, person, assembly, unit, stage, created_at, seen_at, expires_at, confirmed_at, address, device)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $7, $9, $10)",
        params![id, new.digest, new.person, new.assembly, new.unit, new.stage, now, new.expires_at, new.address, new.device],
    )?;
    Ok(id)
}

/// The next stage under a new token.
pub fn advance(tx: &mut Tx, id: Id, stage: &str, digest: &[u8; 32], expires_at: Timestamp) -> Result<()> {
    let changed = tx.execute(
        "UPDATE sign_in SET stage = $2, token = $3, expires_at = $4, seen_at = $5, confirmed_at = $5 WHERE id = $1 AND ended_at IS NULL",
        params![id, stage, *digest, expires_at, tx.now()],
    )?;
    if changed == 0 { Err(Error::refused("web.sign-in-first")) } else { Ok(()) }
}

pub fn confirm(tx: &mut Tx, id: Id) -> Result<()> {
    tx.execute("UPDATE sign_in SET confirmed_at = $2 WHERE id = $1", params![id, tx.now()])?;
    Ok(())
}

pub fn act_for(tx: &mut Tx, id: Id, assembly: Id, unit: Option<Id>) -> Result<()> {
    tx.execute("UPDATE sign_in SET assembly = $2, unit = $3 WHERE id = $1", params![id, assembly, unit])?;
    Ok(())
}

pub fn end(tx: &mut Tx, digest: &[u8; 32]) -> Result<()> {
    tx.execute("UPDATE sign_in SET ended_at = $2 WHERE token = $1 AND ended_at IS NULL", params![*digest, tx.now()])?;
    Ok(())
}

/// Ends one session of its owner. Errors: `NotFound` for somebody else's.
pub fn end_own(tx: &mut Tx, person: Id, id: Id) -> Result<()> {
    let sql = "UPDATE sign_in SET ended_at = $3 WHERE id = $1 AND person = $2 AND ended_at IS NULL";
    if tx.execute(sql, params![id, person, tx.now()])? == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Ends all sessions of a person but the one given: after a change of password, a reset, a withdrawal.
pub fn end_others(tx: &mut Tx, person: Id, keep: Option<Id>) -> Result<u64> {
    let sql = "UPDATE sign_in SET ended_at = $3 WHERE person = $1 AND id <> $2 AND ended_at IS NULL";
    tx.execute(sql, params![person, keep.unwrap_or_default(), tx.now()])
}

/// The capacity of the last session, to begin the next one with.
pub fn last_hat(tx: &mut Tx, person: Id) -> Result<Option<(Id, Option<Id>)>> {
    let sql = "SELECT assembly, unit FROM sign_in WHERE person = $1 AND stage = 'full' ORDER BY id DESC LIMIT 1";
    tx.query_opt(sql, params![person], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub struct OwnSession {
    pub id: Id,
    pub token: Vec<u8>,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub address: String,
    pub device: String,
}

/// Running sessions, the one used last first.
pub fn running(tx: &mut Tx, person: Id, idle_ms: i64) -> Result<Vec<OwnSession>> {
    let now = tx.now();
    tx.query(
        "SELECT id, token, created_at, seen_at, address, device FROM sign_in
         WHERE person = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, id DESC",
        params![person, now, now.plus_ms(-idle_ms)],
        |row| {
            Ok(OwnSession {
                id: row.get(0)?,
                token: row.get(1)?,
                created_at: row.get(2)?,
                seen_at: row.get(3)?,
                address: row.get(4)?,
                device: row.get(5)?,
            })
        },
    )
}

/// Deletes what ended or expired before `day_ms` ago.
pub fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM sign_in WHERE expires_at < $1 OR ended_at < $1", params![before])
}

/// 接口令牌, shown to its owner without the token.
#[derive(Clone, Debug)]
pub struct ApiToken {
    pub id: Id,
    pub name: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

pub struct NewToken<'a> {
    pub digest: [u8; 32],
    pub person: Id,
    pub assembly: Id,
    pub unit: Option<Id>,
    pub name: &'a str,
    pub expires_at: Timestamp,
}

pub fn insert_token(tx: &mut Tx, new: &NewToken) -> Result<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO api_token (id, token, person, assembly, unit, name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, new.digest, new.person, new.assembly, new.unit, new.name, now, new.expires_at],
    )?;
    Ok(id)
}

pub fn tokens(tx: &mut Tx, person: Id) -> Result<Vec<ApiToken>> {
    let sql = "SELECT id, name, created_at, expires_at FROM api_token
         WHERE person = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY id DESC";
    tx.query(sql, params![person, tx.now()], token)
}

pub fn end_token(tx: &mut Tx, person: Id, id: Id) -> Result<()> {
    let sql = "UPDATE api_token SET ended_at = $3 WHERE id = $1 AND person = $2 AND ended_at IS NULL";
    if tx.execute(sql, params![id, person, tx.now()])? == 0 { Err(Error::NotFound) } else { Ok(()) }
}

pub fn end_tokens(tx: &mut Tx, person: Id) -> Result<u64> {
    tx.execute("UPDATE api_token SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL", params![person, tx.now()])
}

fn token(row: &Row) -> Result<ApiToken> {
    Ok(ApiToken { id: row.get(0)?, name: row.get(1)?, created_at: row.get(2)?, expires_at: row.get(3)? })
}
