//! 账号管理: the system administrator opens accounts, the security administrator approves them.

mod approve;
mod create;
mod detail;
mod list;
mod state;

use directory::roles;
use kernel::Error;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::page::{Page, page};
use web::{Access, Bound};

pub use list::chip;

use crate::scope;
use crate::store::accounts::{self, Account};

/// Those who open and look after accounts.
pub const SYSTEM: Access = Access::Roles(&[roles::SYSTEM_ADMIN]);
/// Those who approve.
pub const SECURITY: Access = Access::Roles(&[roles::SECURITY_ADMIN]);
/// Both see the list.
pub const EITHER: Access = Access::Roles(&[roles::SYSTEM_ADMIN, roles::SECURITY_ADMIN]);

pub fn acts() -> Vec<Bound> {
    let mut acts = vec![create::bound(), approve::bound(), approve::refuse()];
    acts.extend(state::acts());
    acts
}

pub fn pages() -> Vec<Page> {
    vec![
        page("accounts.list", "/accounts", list::list).access(EITHER).json(list::list_json).filters(&["state", "q", "assembly"]),
        page("accounts.show", "/accounts/{id}", detail::show).access(EITHER),
    ]
}

/// An account within this administrator's scope.
pub fn get(tx: &mut Tx, who: &Actor, person: Id) -> Result<Account> {
    let account = accounts::find(tx, person)?.ok_or(Error::NotFound)?;
    scope::check(tx, who, account.assembly)?;
    Ok(account)
}
