//! 账号: one sign-in for one person.

use kernel::db::{Row, Tx};
use kernel::{Error, Id, Result, Timestamp, params};

use super::filter::Filter;
use crate::listing::Part;

/// An account with the name of its person.
#[derive(Clone, Debug)]
pub struct Account {
    pub person: Id,
    /// Where it is administered.
    pub assembly: Id,
    pub name: String,
    pub login: String,
    /// `pending`, `active` or `disabled`
    pub state: String,
    pub password: Option<String>,
    pub password_at: Option<Timestamp>,
    pub must_change: bool,
    /// Sealed: [`crate::factor`].
    pub totp: Option<String>,
    pub totp_last: Option<i64>,
    /// The number that gets codes by text message instead; sealed as well.
    pub phone: Option<String>,
    pub locked_until: Option<Timestamp>,
    pub created_by: Id,
    pub created_at: Timestamp,
    pub seen_at: Option<Timestamp>,
}

impl Account {
    /// Of whichever kind.
    pub fn has_second_factor(&self) -> bool {
        self.totp.is_some() || self.phone.is_some()
    }
}

/// Nobody has signed in for so long (等保: stale accounts are removed).
pub const DORMANT_DAYS: i64 = 90;

pub const ACTIVE: &str = "active";
pub const PENDING: &str = "pending";
pub const DISABLED: &str = "disabled";

const COLUMNS: &str =
    "a.person, a.assembly, p.name, a.login, a.state, a.password, a.password_at, a.must_change, a.totp, a.totp_last, a.phone,
     a.locked_until, a.created_by, a.created_at, a.seen_at";
const FROM: &str = "FROM account a JOIN person p ON p.id = a.person";

/// Accounts of one assembly by name. `state` may also be `dormant` (active, not seen for [`DORMANT_DAYS`]) or `locked`.
pub fn list(tx: &mut Tx, assembly: Id, state: Option<&str>, words: Option<&str>, part: Part) -> Result<(Vec<Account>, i64)> {
    let now = tx.now();
    let mut filter = Filter::default().and("a.assembly = ?", assembly);
    filter = match state {
        None => filter,
        Some("dormant") => filter.plain("a.state = 'active'").and("COALESCE(a.seen_at, a.created_at) < ?", now.plus_days(-DORMANT_DAYS)),
        Some("locked") => filter.and("a.locked_until > ?", now),
        Some(state) => filter.and("a.state = ?", state),
    };
    if let Some(words) = words {
        filter = filter.contains("p.folded", words);
    }
    filter.list(tx, COLUMNS, FROM, "p.folded, a.person", part, account)
}

pub fn get(tx: &mut Tx, person: Id) -> Result<Account> {
    tx.query_one(&format!("SELECT {COLUMNS} {FROM} WHERE a.person = $1"), params![person], account)
}

pub fn find(tx: &mut Tx, person: Id) -> Result<Option<Account>> {
    tx.query_opt(&format!("SELECT {COLUMNS} {FROM} WHERE a.person = $1"), params![person], account)
}

/// `login` as [`folded`].
pub fn by_login(tx: &mut Tx, login: &str) -> Result<Option<Account>> {
    tx.query_opt(&format!("SELECT {COLUMNS} {FROM} WHERE a.login = $1"), params![login], account)
}

/// Logins are compared without regard to case, width and outer blanks.
pub fn folded(login: &str) -> String {
    text::fold(login)
}

/// Every login with its person, for imports.
pub fn logins(tx: &mut Tx) -> Result<Vec<(String, Id)>> {
    tx.query("SELECT login, person FROM account", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Has anybody an account?
pub fn is_any(tx: &mut Tx) -> Result<bool> {
    tx.exists("SELECT 1 FROM account", &[])
}

pub struct NewAccount<'a> {
    pub person: Id,
    pub assembly: Id,
    pub login: &'a str,
    pub state: &'static str,
    pub password: Option<&'a str>,
    pub must_change: bool,
    pub created_by: Id,
}

/// Errors: `Invalid(login)` when it is taken.
pub fn insert(tx: &mut Tx, new: &NewAccount) -> Result<()> {
    let login = folded(new.login);
    if tx.exists("SELECT 1 FROM account WHERE login = $1", params![login])? {
        return Err(Error::invalid("login", "identity.login.taken"));
    }
    let now = tx.now();
    let approved_at = (new.state == ACTIVE).then_some(now);
    tx.execute(
        "INSERT INTO account (person, assembly, login, state, password, password_at, must_change, failures, created_by, created_at,
         approved_by, approved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11)",
        params![
            new.person,
            new.assembly,
            login,
            new.state,
            new.password,
            new.password.map(|_| now),
            new.must_change,
            new.created_by,
            now,
            approved_at.map(|_| new.created_by),
            approved_at
        ],
    )?;
    Ok(())
}

/// A new password; the old one goes into the history. `must_change` for one that somebody else knows.
pub fn set_password(tx: &mut Tx, person: Id, hash: &str, must_change: bool) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO password_past (person, at, password) SELECT person, $2, password FROM account WHERE person = $1 AND password IS NOT NULL
         ON CONFLICT (person, at) DO NOTHING",
        params![person, now],
    )?;
    tx.execute(
        "UPDATE account SET password = $2, password_at = $3, must_change = $4 WHERE person = $1",
        params![person, hash, now, must_change],
    )?;
    Ok(())
}

/// Hashes of the present password and the `most` before it.
pub fn past_passwords(tx: &mut Tx, person: Id, most: usize) -> Result<Vec<String>> {
    let mut hashes: Vec<String> =
        tx.query("SELECT password FROM account WHERE person = $1 AND password IS NOT NULL", params![person], |row| row.get(0))?;
    let sql = "SELECT password FROM password_past WHERE person = $1 ORDER BY at DESC LIMIT $2";
    hashes.extend(tx.query(sql, params![person, most.saturating_sub(1)], |row| row.get::<String>(0))?);
    Ok(hashes)
}

/// Every second factor as it is stored.
pub fn second_factors(tx: &mut Tx) -> Result<Vec<(Id, String)>> {
    tx.query("SELECT person, totp FROM account WHERE totp IS NOT NULL", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Stores the same secret in another form.
pub fn restate_second_factor(tx: &mut Tx, person: Id, stored: &str) -> Result<()> {
    tx.execute("UPDATE account SET totp = $2 WHERE person = $1", params![person, stored])?;
    Ok(())
}

/// Takes a sealed secret; `None` takes the second factor away, of whichever kind it is.
pub fn set_second_factor(tx: &mut Tx, person: Id, secret: Option<&str>, last: Option<i64>) -> Result<()> {
    tx.execute("UPDATE account SET totp = $2, totp_last = $3, phone = NULL WHERE person = $1", params![person, secret, last])?;
    Ok(())
}

/// Takes a sealed number, which replaces the one-time codes.
pub fn set_phone_factor(tx: &mut Tx, person: Id, number: &str) -> Result<()> {
    tx.execute("UPDATE account SET phone = $2, totp = NULL, totp_last = NULL WHERE person = $1", params![person, number])?;
    Ok(())
}

/// Every number as it is stored.
pub fn phone_factors(tx: &mut Tx) -> Result<Vec<(Id, String)>> {
    tx.query("SELECT person, phone FROM account WHERE phone IS NOT NULL", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Marks the step of a one-time code as used. Errors: `Conflict` when it was used meanwhile.
pub fn use_code(tx: &mut Tx, person: Id, step: i64) -> Result<()> {
    let changed =
        tx.execute("UPDATE account SET totp_last = $2 WHERE person = $1 AND COALESCE(totp_last, -1) < $2", params![person, step])?;
    if changed == 0 { Err(Error::conflict("identity.code.used")) } else { Ok(()) }
}

pub fn set_state(tx: &mut Tx, person: Id, state: &str) -> Result<()> {
    tx.execute("UPDATE account SET state = $2 WHERE person = $1", params![person, state])?;
    Ok(())
}

pub fn approve(tx: &mut Tx, person: Id, by: Id) -> Result<()> {
    let sql = "UPDATE account SET state = 'active', approved_by = $2, approved_at = $3 WHERE person = $1";
    tx.execute(sql, params![person, by, tx.now()])?;
    Ok(())
}

pub fn seen(tx: &mut Tx, person: Id) -> Result<()> {
    tx.execute("UPDATE account SET seen_at = $2, failures = 0, locked_until = NULL WHERE person = $1", params![person, tx.now()])?;
    Ok(())
}

pub fn unlock(tx: &mut Tx, person: Id) -> Result<()> {
    tx.execute("UPDATE account SET failures = 0, locked_until = NULL WHERE person = $1", params![person])?;
    Ok(())
}

/// What the list of accounts shows of the lock that [`super::failures`] decides.
pub fn mark_locked(tx: &mut Tx, login: &str, failures: usize, until: Timestamp) -> Result<()> {
    let sql = "UPDATE account SET failures = $2, locked_until = $3 WHERE login = $1";
    tx.execute(sql, params![login, failures, until])?;
    Ok(())
}

fn account(row: &Row) -> Result<Account> {
    Ok(Account {
        person: row.get(0)?,
        assembly: row.get(1)?,
        name: row.get(2)?,
        login: row.get(3)?,
        state: row.get(4)?,
        password: row.get(5)?,
        password_at: row.get(6)?,
        must_change: row.get(7)?,
        totp: row.get(8)?,
        totp_last: row.get(9)?,
        phone: row.get(10)?,
        locked_until: row.get(11)?,
        created_by: row.get(12)?,
        created_at: row.get(13)?,
        seen_at: row.get(14)?,
    })
}
