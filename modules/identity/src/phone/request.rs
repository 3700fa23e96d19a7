//! 获取验证码: a number is typed, a code is sent. Nothing is looked up, so that the answer tells nothing about anybody.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::phone::{Mobile, returned};
use web::ui::{Cell, Fact, Field, FormView, Link, key_values};
use web::{Access, Act, Bound, Done, act};

use super::code::{Fresh, Place, fresh, issue};
use super::{code_path, first_assembly, subject};

const ACT: Act = act("phone_codes.request", "/phone").access(Access::Anyone).journals("phone.code-requested");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Request {
    /// A mainland mobile number.
    #[garde(length(chars, min = 1, max = 30))]
    pub mobile: String,
    /// Where to go after the proof: a path of this program.
    #[garde(length(chars, max = 1000))]
    pub return_to: String,
    #[serde(skip)]
    #[garde(skip)]
    made: Option<(Fresh, String)>,
}

pub fn bound() -> Bound {
    let before: web::act::Before<Request> = |app, head, request| {
        let made = Some((fresh(&app, &head), crate::token::fresh()));
        Box::pin(async move { Ok(Request { made, ..request }) })
    };
    ACT.bind_after(before, ask_for).form(form)
}

fn form(_: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    if !ask.can_prove_phone {
        return Err(Error::conflict("phone_codes.off"));
    }
    let return_to = returned(ask.get("return_to").unwrap_or_default());
    let mut view = FormView::default()
        .field(Field::tel("mobile", ask.t("phone_codes.mobile")).required().hint(ask.t("phone_codes.mobile.hint")))
        .field(Field::hidden("return_to", return_to));
    view.lead = Some(ask.t(if who.phone.is_some() { "phone_codes.proven" } else { "phone_codes.lead" }).to_owned());
    if who.phone.is_some() {
        let path = format!("/phone/forget?return_to={}", web::respond::percent(return_to));
        let forget = Cell::link(ask.t("phone_codes.forget"), path);
        view.context = Some(key_values(&[Fact::new(ask.t("phone_codes.lend"), forget)]));
    }
    view.cancel = Some(Link::new(ask.t("web.cancel"), return_to));
    Ok(view)
}

fn ask_for(tx: &mut Tx, _: &Actor, _: Id, request: &Request) -> Result<Done> {
    let (fresh, token) = request.made.as_ref().ok_or_else(|| Error::internal("nothing was made before"))?;
    let mobile = Mobile::read(&request.mobile).ok_or_else(|| Error::invalid("mobile", "phone_codes.mobile.wrong"))?;
    let assembly = first_assembly(tx)?;
    let place = Place { digest: web::head::digest(token), is_stranger: true, sealed: None };
    let id = issue(tx, fresh, assembly, &mobile, &place)?;
    let done = Done::new(subject(id), &json!({ "ask": token }))?.by(Id(0), assembly);
    Ok(done.go(code_path(token, returned(&request.return_to))))
}
