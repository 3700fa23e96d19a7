//! 登录失败: counted in the database, so that every process of an installation counts alike. The key is a hash of what was
//! typed, so that a login without an account is treated in the same way.

use kernel::db::Tx;
use kernel::{Result, Timestamp, params};
use sha2::{Digest, Sha256};

use crate::profile::Rules;

/// Failures older than this no longer count.
const WINDOW_MS: i64 = 15 * 60_000;
/// Failures from one device (address and program) and from one address within the window.
const MOST_OF_DEVICE: usize = 50;
const MOST_OF_ADDRESS: usize = 300;

/// The three things that are counted apart.
#[derive(Clone, Debug)]
pub struct Keys {
    login: [u8; 32],
    device: [u8; 32],
    address: [u8; 32],
}

impl Keys {
    pub fn of(login: &str, address: &str, device: &str) -> Keys {
        let key = |kind: &str, text: &str| Sha256::new().chain_update(kind).chain_update([0]).chain_update(text).finalize().into();
        Keys { login: key("login", login), device: key("device", &format!("{address}\n{device}")), address: key("address", address) }
    }
}

/// Until when nobody may try with these, if they are locked now.
pub fn locked(tx: &mut Tx, keys: &Keys) -> Result<Option<Timestamp>> {
    let now = tx.now();
    let until = tx.scalar(
        "SELECT MAX(locked_until) FROM sign_in_failure WHERE key IN ($1, $2, $3)",
        params![keys.login, keys.device, keys.address],
    )?;
    Ok((until > now.0).then_some(Timestamp(until)))
}

/// Counts a failure; answers how often this login has failed now and until when it is locked (in the past for not).
pub fn count(tx: &mut Tx, keys: &Keys, rules: &Rules) -> Result<(usize, Timestamp)> {
    let hour_of_failures = if rules.progressive { 24 * 60 * 60_000 } else { WINDOW_MS };
    let counted = add(tx, &keys.login, hour_of_failures, |failures| rules.lock_after(failures))?;
    add(tx, &keys.device, WINDOW_MS, |failures| if failures >= MOST_OF_DEVICE { WINDOW_MS } else { 0 })?;
    add(tx, &keys.address, WINDOW_MS, |failures| if failures >= MOST_OF_ADDRESS { WINDOW_MS } else { 0 })?;
    Ok(counted)
}

/// After a success, or when an administrator unlocks.
pub fn forget(tx: &mut Tx, keys: &Keys) -> Result<()> {
    tx.execute("DELETE FROM sign_in_failure WHERE key = $1", params![keys.login])?;
    Ok(())
}

/// Removes what no longer counts.
pub fn purge(tx: &mut Tx) -> Result<u64> {
    let now = tx.now();
    tx.execute("DELETE FROM sign_in_failure WHERE since_at < $1 AND locked_until < $2", params![now.plus_days(-1), now])
}

fn add(tx: &mut Tx, key: &[u8; 32], window_ms: i64, lock_ms: impl Fn(usize) -> i64) -> Result<(usize, Timestamp)> {
    let now = tx.now();
    let failures = tx.query_one(
        "INSERT INTO sign_in_failure (key, failures, since_at, locked_until) VALUES ($1, 1, $2, 0)
         ON CONFLICT (key) DO UPDATE SET
           failures = CASE WHEN sign_in_failure.since_at < $3 THEN 1 ELSE sign_in_failure.failures + 1 END,
           since_at = CASE WHEN sign_in_failure.since_at < $3 THEN $2 ELSE sign_in_failure.since_at END
         RETURNING failures",
        params![*key, now, now.plus_ms(-window_ms)],
        |row| row.get::<usize>(0),
    )?;
    let lock_ms = lock_ms(failures);
    let until = if lock_ms > 0 { now.plus_ms(lock_ms) } else { Timestamp(0) };
    if lock_ms > 0 {
        tx.execute("UPDATE sign_in_failure SET locked_until = $2 WHERE key = $1", params![*key, until])?;
    }
    Ok((failures, until))
}
