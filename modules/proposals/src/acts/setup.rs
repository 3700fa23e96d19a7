//! 设置: what an office arranges for its own work: phrases, categories, the calendar, the policy.

mod calendar;
mod categories;
mod phrases;
pub(crate) mod policy;

use directory::roles;
use web::{Access, Bound};

/// Who arranges these things.
pub(crate) const KEEPERS: &[&str] = &[roles::PROPOSAL_OFFICE, roles::ORG_ADMIN];
pub(crate) const KEPT: Access = Access::Roles(KEEPERS);

/// The acts of this part.
pub fn all() -> Vec<Bound> {
    [phrases::all(), categories::all(), calendar::all(), policy::all()].concat()
}
