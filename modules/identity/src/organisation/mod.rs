//! 组织与届次: assemblies and townships, terms, sessions, sectors, bodies.

mod assemblies;
mod bodies;
mod lists;
mod page;
mod sectors;
mod terms;

use directory::roles;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::page::{Ask, Page, page};
use web::ui::{Field, FormView, Link};
use web::{Access, Bound};

use crate::scope;

/// Who keeps the directory.
pub const KEEPERS: Access = Access::Roles(&[roles::ORG_ADMIN]);
/// Who reads it.
pub const READERS: Access = Access::Roles(OFFICES);
const OFFICES: &[&str] =
    &[roles::ORG_ADMIN, roles::PROPOSAL_OFFICE, roles::SEC_GENERAL, roles::COMMITTEE_HEAD, roles::CHAIR, roles::SUPERVISING_OFFICE];

pub fn acts() -> Vec<Bound> {
    [assemblies::acts(), terms::acts(), sectors::acts(), bodies::acts()].concat()
}

pub fn pages() -> Vec<Page> {
    vec![
        page("organisation", "/organisation", page::show).access(READERS),
        page("organisation.sectors", "/sectors", lists::sectors).access(READERS),
        page("organisation.bodies", "/bodies", lists::bodies).access(READERS),
    ]
}

/// The way back of every form here.
fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let assembly = scope::chosen(tx, who, ask)?;
    let cancel = Some(Link::new(ask.t("web.cancel"), format!("/organisation?assembly={assembly}")));
    Ok(FormView { cancel, fields: vec![Field::hidden("assembly", assembly.to_string())], ..FormView::default() })
}

fn home(assembly: kernel::Id) -> String {
    format!("/organisation?assembly={assembly}")
}
