//! 清除验证: a telephone that is lent, a tablet in the room: the next person speaks for themselves.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::phone::{proof_cookie_away, returned};
use web::ui::{Field, FormView, Link};
use web::{Access, Act, Bound, Done, act};

use super::{first_assembly, subject};

const ACT: Act = act("phone_codes.forget", "/phone/forget").access(Access::Anyone).journals("phone.forgotten");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Forget {
    #[garde(length(chars, max = 1000))]
    pub return_to: String,
}

pub fn bound() -> Bound {
    ACT.create(forget).form(form)
}

fn form(_: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let return_to = returned(ask.get("return_to").unwrap_or_default());
    let mut view = FormView::default().field(Field::hidden("return_to", return_to));
    view.lead = Some(ask.t(if who.phone.is_some() { "phone_codes.forget.lead" } else { "phone_codes.forget.none" }).to_owned());
    view.cancel = Some(Link::new(ask.t("web.cancel"), return_to));
    Ok(view)
}

fn forget(tx: &mut Tx, who: &Actor, forget: &Forget) -> Result<Done> {
    let assembly = first_assembly(tx)?;
    let done = Done::new(subject(Id(0)), &json!({ "proven": false }))?.by(who.person, assembly);
    Ok(done.cookie(proof_cookie_away()).go(returned(&forget.return_to)).say("phone_codes.said.forgotten"))
}
