//! 承办单位: their names, contacts and successors.

mod confirm;
mod contacts;
mod detail;
mod edit;
mod list;
mod succeed;

use directory::roles;
use directory::units::Unit;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::page::{Page, page};
use web::{Access, Bound};

use crate::organisation::KEEPERS;
use crate::scope;

/// Whoever works with units may look up whom to call.
const READERS: Access = Access::MemberOr(&[
    roles::ORG_ADMIN,
    roles::PROPOSAL_OFFICE,
    roles::REVIEWER,
    roles::SEC_GENERAL,
    roles::COMMITTEE_HEAD,
    roles::CHAIR,
    roles::SUPERVISING_OFFICE,
    roles::COLLECTIVE_ACCOUNT,
    roles::UNIT_LIAISON,
    roles::UNIT_HANDLER,
    roles::UNIT_LEADER,
]);

pub fn acts() -> Vec<Bound> {
    [edit::acts(), succeed::acts(), contacts::acts(), confirm::acts()].concat()
}

pub fn pages() -> Vec<Page> {
    vec![
        page("units.list", "/units", list::list).access(READERS).json(list::list_json).filters(&["state", "side", "q", "assembly"]),
        page("units.show", "/units/{id}", detail::show).access(READERS).json(detail::show_json),
    ]
}

/// A unit within this person's scope.
fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Unit> {
    let unit = directory::units::any(tx, id)?;
    scope::check(tx, who, unit.assembly)?;
    Ok(unit)
}

/// May this person change the contacts and confirm them: the keeper, or the unit's own liaison?
fn is_own(who: &Actor, unit: &Unit) -> bool {
    KEEPERS.admits(who) || who.holds_in_unit(roles::UNIT_LIAISON, unit.id)
}
