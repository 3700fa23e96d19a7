//! 审核授权: by the security administrator, singly or as one list.

use directory::roles;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::page::Ask;
use web::ui::{Fact, FormView, key_values};
use web::{Access, Act, Bound, Done, Nothing, act};

use crate::scope;
use crate::store::grants::{self, Grant};

const ACT: Act =
    act("grants.approve", "/grants/{id}/approval").access(Access::Roles(&[roles::SECURITY_ADMIN])).journals("grant.approved").batch();

pub fn bound() -> Bound {
    ACT.bind::<Nothing>(approve).form(form)
}

/// A grant within this administrator's scope.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Grant> {
    let grant = grants::get(tx, id)?;
    scope::check(tx, who, grant.assembly)?;
    Ok(grant)
}

/// What the grant says, above the question.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let grant = get(tx, who, ask.id)?;
    let facts = [
        Fact::new(ask.t("identity.person"), grant.person_name.clone()),
        Fact::new(ask.t("identity.role"), super::words(ask, &grant)),
        Fact::new(ask.t("identity.granted-by"), directory::names::person(tx, grant.granted_by)?),
    ];
    Ok(FormView { context: Some(key_values(&facts)), ..FormView::default() })
}

fn approve(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let grant = get(tx, who, id)?;
    if grant.granted_by == who.person || grant.person == who.person {
        return Err(Error::refused("identity.two-persons"));
    }
    grants::approve(tx, id, who.person)?;
    let entry = json!({ "person": grant.person, "role": grant.role });
    Ok(Done::new(Ref::new("grants", id), &json!({ "id": id }))?.journal(entry).say("identity.said.approved").go("/grants?state=pending"))
}
