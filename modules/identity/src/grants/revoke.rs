//! 收回授权: counts with the next request; what was delegated from it ends too.

use directory::roles;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::page::Ask;
use web::ui::{Field, FormView};
use web::{Access, Act, Bound, Done, Reason, act};

use super::approve::{self, get};
use super::{READERS, grantable};
use crate::store::grants;

const REVOKE: Act = act("grants.revoke", "/grants/{id}/revocation").access(READERS).journals("grant.revoked").batch();
const REFUSE: Act =
    act("grants.refuse", "/grants/{id}/refusal").access(Access::Roles(&[roles::SECURITY_ADMIN])).journals("grant.refused").batch();

pub fn bound() -> Bound {
    REVOKE.bind::<Reason>(revoke).form(form)
}

pub fn refuse() -> Bound {
    REFUSE.bind::<Reason>(refuse_one).form(form)
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let view = approve::form(tx, who, ask)?;
    Ok(FormView { danger: true, ..view }.field(Field::textarea("reason", ask.t("identity.reason"), 3).required().max_chars(1000)))
}

fn revoke(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let grant = get(tx, who, id)?;
    let security = who.holds(roles::SECURITY_ADMIN);
    if !security && !grantable(who).iter().any(|role| role.name == grant.role) {
        return Err(Error::refused("web.not-yours"));
    }
    if grant.person == who.person && roles::ADMINISTRATORS.contains(&grant.role.as_str()) {
        return Err(Error::refused("identity.not-oneself"));
    }
    grants::revoke(tx, id)?;
    let delegated = grants::revoke_delegations(tx, &grant)?;
    let entry = json!({ "person": grant.person, "role": grant.role, "reason": input.reason, "delegated": delegated });
    Ok(Done::new(Ref::new("grants", id), &json!({ "id": id }))?.journal(entry).say("identity.said.revoked").go("/grants"))
}

fn refuse_one(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let grant = get(tx, who, id)?;
    if grant.approved_at.is_some() {
        return Err(Error::conflict("workflow.not-here"));
    }
    grants::revoke(tx, id)?;
    let entry = json!({ "person": grant.person, "role": grant.role, "reason": input.reason });
    Ok(Done::new(Ref::new("grants", id), &json!({ "id": id }))?.journal(entry).say("identity.said.refused").go("/grants?state=pending"))
}
