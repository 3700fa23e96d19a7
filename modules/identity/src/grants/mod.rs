//! 授权管理: offices given for a time by one administrator and approved by another; delegations by their holders.

mod approve;
mod delegate;
pub mod give;
mod list;
pub mod place;
mod revoke;

use directory::roles;
use kernel::{Actor, Timestamp};
use web::page::{Ask, Page, page};
use web::ui::{Cell, Chip, Tone};
use web::{Access, Bound};

use crate::scope::in_language;
use crate::store::grants::Grant;

/// Who gives offices: business offices by the assembly's own administrator, the administrators' by the system's.
pub const GIVERS: Access = Access::Roles(&[roles::SYSTEM_ADMIN, roles::ORG_ADMIN]);
pub const READERS: Access = Access::Roles(&[roles::SYSTEM_ADMIN, roles::ORG_ADMIN, roles::SECURITY_ADMIN]);

pub fn acts() -> Vec<Bound> {
    vec![give::bound(), approve::bound(), revoke::refuse(), revoke::bound(), delegate::bound(), delegate::end()]
}

pub fn pages() -> Vec<Page> {
    vec![
        page("grants.list", "/grants", list::list).access(READERS).json(list::list_json).filters(&["state", "role", "q", "assembly"]),
        page("grants.show", "/grants/{id}", list::show).access(READERS),
        page("delegations", "/delegations", delegate::list).access(Access::SignedIn),
    ]
}

/// The roles that this administrator may give.
pub fn grantable(who: &Actor) -> Vec<&'static roles::Role> {
    let (system, organisation) = (who.holds(roles::SYSTEM_ADMIN), who.holds(roles::ORG_ADMIN));
    let own = |role: &roles::Role| roles::ADMINISTRATORS.contains(&role.name) || role.name == roles::ORG_ADMIN;
    roles::ALL.iter().filter(|role| (system) || (organisation && !own(role))).collect()
}

/// Role, place, state and end, for tables.
pub fn cells(ask: &Ask, grant: &Grant) -> Vec<Cell> {
    let l = &ask.locale;
    vec![
        Cell::strong(l.t(&format!("role.{}", grant.role))),
        Cell::text(place_name(ask, grant).unwrap_or_else(|| in_language(ask, &grant.assembly_name, &grant.assembly_name_en).to_owned())),
        Cell::Chip(chip(ask, grant)),
        Cell::Day(grant.until_at.map(|at| l.short_day(at.plus_ms(-1).day(), ask.today)).unwrap_or_default()),
    ]
}

/// `提案委工作人员（…）` in one line.
pub fn words(ask: &Ask, grant: &Grant) -> String {
    let place = place_name(ask, grant);
    let place = place.as_deref().unwrap_or_else(|| in_language(ask, &grant.assembly_name, &grant.assembly_name_en));
    ask.locale.f("identity.role-at", &[("role", ask.t(&format!("role.{}", grant.role))), ("place", place)])
}

/// The role, with its unit or body where it has one.
pub fn short_words(ask: &Ask, grant: &Grant) -> String {
    match place_name(ask, grant) {
        Some(_) => words(ask, grant),
        None => ask.t(&format!("role.{}", grant.role)).to_owned(),
    }
}

/// The unit or body that the office is in.
pub fn place_name(ask: &Ask, grant: &Grant) -> Option<String> {
    let named = |name: &Option<String>, name_en: &Option<String>| {
        name.as_deref().map(|name| in_language(ask, name, name_en.as_deref().unwrap_or_default()).to_owned())
    };
    named(&grant.unit_name, &grant.unit_name_en).or_else(|| named(&grant.body_name, &grant.body_name_en))
}

pub fn chip(ask: &Ask, grant: &Grant) -> Chip {
    let over = |at: Option<Timestamp>| at.is_some_and(|at| at.plus_ms(-1).day() < ask.today);
    let (tone, key) = match grant {
        Grant { revoked_at: Some(_), .. } => (Tone::Plain, "revoked"),
        Grant { approved_at: None, .. } => (Tone::Warn, "pending"),
        grant if over(grant.until_at) => (Tone::Plain, "ended"),
        grant if grant.from_at.day() > ask.today => (Tone::Plain, "later"),
        Grant { delegated_by: Some(_), .. } => (Tone::Active, "delegated"),
        _ => (Tone::Good, "running"),
    };
    Chip::new(tone, ask.t(&format!("identity.grant.{key}")))
}
