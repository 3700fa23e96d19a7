//! 导航 of this module.

use directory::roles;
use web::Access;
use web::module::Nav;

use crate::{accounts, grants, organisation};

/// Others reach the directory from the records that name its people and units.
const KEEPERS: Access = Access::Roles(&[roles::ORG_ADMIN, roles::PROPOSAL_OFFICE]);

pub fn entries() -> Vec<Nav> {
    let entry = |label, href, access, place| Nav { label, href, access, place };
    vec![
        entry("identity.people", "/people", KEEPERS, 60),
        entry("identity.units", "/units", KEEPERS, 62),
        entry("identity.organisation", "/organisation", organisation::KEEPERS, 64),
        entry("identity.accounts", "/accounts", accounts::EITHER, 70),
        entry("identity.grants", "/grants", grants::READERS, 72),
        entry("identity.audit", "/audit", Access::Roles(&[roles::AUDITOR_ADMIN]), 74),
        entry("identity.me", "/me", Access::SignedIn, 90),
    ]
}
