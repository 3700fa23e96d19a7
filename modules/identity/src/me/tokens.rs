//! 接口令牌: made by their owner, shown once, for the capacity in which they were made.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Act, Bound, Done, Nothing, act};

use crate::sign_in::Here;
use crate::store::sign_ins::{self, NewToken};

const CREATE: Act = act("identity.token-create", "/me/tokens").form_at("/me/tokens/new").journals("token.created").confirmed();
const END: Act = act("identity.token-end", "/me/tokens/{id}/end").journals("token.ended");

#[derive(Deserialize, Validate, JsonSchema)]
#[serde(default)]
struct NewOne {
    #[garde(length(chars, min = 1, max = 50))]
    name: String,
    #[garde(range(min = 1, max = 365))]
    days: i64,
    #[serde(skip)]
    #[garde(skip)]
    here: Here,
}

impl Default for NewOne {
    fn default() -> NewOne {
        NewOne { name: String::new(), days: 90, here: Here::default() }
    }
}

pub fn create() -> Bound {
    CREATE.bind_after(|_, head, new: NewOne| Box::pin(async move { Ok(NewOne { here: Here::of(&head), ..new }) }), make).form(form)
}

pub fn end() -> Bound {
    END.bind::<Nothing>(end_one).form(end_form)
}

fn form(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let mut view = FormView::default()
        .field(Field::text("name", ask.t("identity.token.name")).required().hint(ask.t("identity.token.name.hint")).max_chars(50))
        .field(Field::number("days", ask.t("identity.token.days")).required().value("90"));
    view.lead = Some(ask.t("identity.token-create.lead").to_owned());
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/me"));
    Ok(view)
}

fn end_form(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let mut view = FormView { danger: true, lead: Some(ask.t("identity.token-end.lead").to_owned()), ..FormView::default() };
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/me"));
    Ok(view)
}

fn make(tx: &mut Tx, who: &Actor, _: Id, new: &NewOne) -> Result<Done> {
    let row = NewToken {
        digest: new.here.digest(),
        person: who.person,
        assembly: who.assembly,
        unit: who.offices.iter().find_map(|o| o.unit),
        name: new.name.trim(),
        expires_at: tx.now().plus_days(new.days),
    };
    let id = sign_ins::insert_token(tx, &row)?;
    Ok(Done::new(Ref::new("accounts", who.person), &json!({ "id": id }))?.journal(json!({ "token": id, "days": new.days })).go("/me").once(
        "token",
        new.here.token.clone(),
        "identity.said.token",
    ))
}

fn end_one(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    sign_ins::end_token(tx, who.person, id)?;
    Ok(Done::new(Ref::new("accounts", who.person), &json!({}))?.journal(json!({ "token": id })).go("/me").say("identity.said.token-ended"))
}
