//! Wrong passwords and codes: counted, journalled and answered the same whether the login exists or not.
//!
//! A refused act leaves nothing behind, so failures are written here, before the act's own transaction.

use kernel::db::Tx;
use kernel::journal::{self, Ref};
use kernel::{Actor, Error, Id, Message, Result, Timestamp};
use serde_json::json;
use web::App;
use web::head::Head;

use crate::profile::Rules;
use crate::store::accounts::{self, Account};
use crate::store::failures::{self, Keys};

/// `Invalid` with the minutes to wait, if login, device or address is locked.
pub fn refuse_when_locked(tx: &mut Tx, keys: &Keys) -> Result<()> {
    match failures::locked(tx, keys)? {
        Some(until) => Err(locked(tx.now(), until)),
        None => Ok(()),
    }
}

/// Counts and journals a failure and answers the error to give: `key`, or that it is locked now.
pub async fn failed(
    app: &App,
    head: &Head,
    rules: &'static Rules,
    login: String,
    account: Option<&Account>,
    field: &'static str,
    key: &'static str,
) -> Error {
    let keys = Keys::of(&login, &head.address, &head.device);
    let who = account.map(|a| (a.person, a.assembly));
    let address = head.address.clone();
    let counted = app.db.write(move |tx| {
        let (failures, until) = failures::count(tx, &keys, rules)?;
        if until > tx.now() {
            accounts::mark_locked(tx, &login, failures, until)?;
        }
        note(tx, who, &address, failures)?;
        Ok(until > tx.now())
    });
    let counted = counted.await;
    web::security::sign_in_failed(who.map(|(person, _)| person).unwrap_or_default(), counted.as_ref().is_ok_and(|locked| *locked));
    match counted {
        Ok(_) => Error::invalid(field, key),
        Err(error) => error,
    }
}

fn note(tx: &mut Tx, who: Option<(Id, Id)>, address: &str, failures: usize) -> Result<()> {
    let (person, assembly) = match who {
        Some(known) => known,
        None => (Id(0), first_assembly(tx)?),
    };
    let actor = Actor { person, assembly, ..Actor::default() };
    let payload = json!({ "address": address, "failures": failures });
    journal::write(tx, &actor, "account.sign-in-failed", &Ref::new("accounts", person), &payload)?;
    Ok(())
}

/// Attempts on logins that do not exist are kept where the installation began.
fn first_assembly(tx: &mut Tx) -> Result<Id> {
    Ok(directory::assemblies::all(tx)?.first().map(|a| a.id).unwrap_or_default())
}

fn locked(now: Timestamp, until: Timestamp) -> Error {
    let minutes = (until.0 - now.0).div_euclid(60_000) + 1;
    Error::invalid("", Message::new("identity.sign-in.wait").with("n", minutes))
}

/// Login and password of somebody, as the database has them now.
pub fn look_up(tx: &mut Tx, login: &str, keys: &Keys) -> Result<Option<Account>> {
    refuse_when_locked(tx, keys)?;
    accounts::by_login(tx, login)
}
