//! 恢复: what the command line does when nobody can sign in, and the link that begins an installation.

use kernel::db::Tx;
use kernel::journal::{self, Ref};
use kernel::{Actor, Db, Id, Result, Timestamp};
use serde_json::json;

use crate::store::failures::{self, Keys};
use crate::store::{accounts, codes};
use crate::store::{links, sign_ins};

/// One-time links work for a day.
pub const LINK_HOURS: i64 = 24;

/// A link that sets up an empty installation; `None` once there is an account. The token goes into `/setup?token=`; a new
/// one ends the one before.
pub async fn setup_link(db: &Db) -> Result<Option<String>> {
    let token = crate::token::fresh();
    let digest = web::head::digest(&token);
    let made = db.write(move |tx| {
        if accounts::is_any(tx)? {
            return Ok(false);
        }
        let until = tx.now().plus_hours(LINK_HOURS);
        links::insert(tx, &digest, links::SETUP, None, until)?;
        Ok(true)
    });
    Ok(made.await?.then_some(token))
}

/// Gives an account a new password (its hash, see [`crate::seed::hash_password`]) that must be changed at the next
/// sign-in; all its sessions end. Errors: `NotFound`.
pub fn reset_password(tx: &mut Tx, login: &str, hash: &str) -> Result<Id> {
    let account = found(tx, login)?;
    accounts::set_password(tx, account.person, hash, true)?;
    sign_ins::end_others(tx, account.person, None)?;
    note(tx, &account, "account.password-reset")?;
    unlock(tx, login)
}

/// Lifts a lock. Errors: `NotFound`.
pub fn unlock(tx: &mut Tx, login: &str) -> Result<Id> {
    let account = found(tx, login)?;
    failures::forget(tx, &Keys::of(&account.login, "", ""))?;
    accounts::unlock(tx, account.person)?;
    note(tx, &account, "account.unlocked")?;
    Ok(account.person)
}

/// An API token for the first capacity of this person, good for `days`. Errors: `NotFound`.
pub fn create_token(tx: &mut Tx, login: &str, days: i64) -> Result<String> {
    let account = found(tx, login)?;
    let hat = directory::hats(tx, account.person)?.into_iter().next();
    let token = crate::token::fresh();
    let new = sign_ins::NewToken {
        digest: web::head::digest(&token),
        person: account.person,
        assembly: hat.as_ref().map_or(account.assembly, |h| h.assembly),
        unit: hat.and_then(|h| h.unit),
        name: "shell",
        expires_at: tx.now().plus_days(days),
    };
    sign_ins::insert_token(tx, &new)?;
    note(tx, &account, "token.created")?;
    Ok(token)
}

/// Removes sessions and links that ended or expired before `before`, codes and failures that no longer count, and uploads
/// older than a week; answers how many.
pub fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    let week_ago = tx.now().plus_days(-7);
    let ended = sign_ins::purge(tx, before)? + links::purge(tx, before)? + failures::purge(tx)? + codes::purge(tx)?;
    Ok(ended + directory::uploads::purge(tx, week_ago)?)
}

fn found(tx: &mut Tx, login: &str) -> Result<accounts::Account> {
    let login = accounts::folded(login);
    accounts::by_login(tx, &login)?.ok_or(kernel::Error::NotFound)
}

/// The command line is nobody's act of a module, so its entries are written here.
fn note(tx: &mut Tx, account: &accounts::Account, kind: &str) -> Result<()> {
    let actor = Actor::system(account.assembly);
    journal::write(tx, &actor, kind, &Ref::new("accounts", account.person), &json!({}))?;
    Ok(())
}
