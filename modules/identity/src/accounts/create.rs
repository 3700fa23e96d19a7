//! 开设账号: a person with a login and a first office; the password is the person's own, by a one-time link.

use directory::roles;
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Act, Bound, Done, act};

use crate::grants::{self, place};
use crate::store::accounts::{self, NewAccount};
use crate::store::people::{self, NewPerson};
use crate::{link, scope};

const ACT: Act = act("accounts.create", "/accounts").form_at("/accounts/new").access(super::SYSTEM).journals("account.created").confirmed();

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct NewOne {
    /// Somebody who is in the directory already; otherwise the name says who.
    #[garde(skip)]
    pub person: Option<Id>,
    #[garde(length(chars, max = 50))]
    pub name: String,
    #[garde(length(chars, max = 100))]
    pub name_en: String,
    #[garde(length(chars, max = 100))]
    pub employer: String,
    #[garde(length(chars, max = 100))]
    pub post: String,
    #[garde(length(chars, max = 30))]
    pub mobile: String,
    #[garde(length(chars, min = 2, max = 50))]
    pub login: String,
    #[garde(skip)]
    pub assembly: Option<Id>,
    #[garde(length(chars, max = 40))]
    pub role: String,
    #[garde(skip)]
    pub unit: Option<Id>,
    #[garde(skip)]
    pub body: Option<Id>,
    #[serde(skip)]
    #[garde(skip)]
    link: Option<(String, String)>,
}

pub fn bound() -> Bound {
    let bound = ACT.bind_after(
        |app, _, new: NewOne| {
            Box::pin(async move {
                let token = crate::token::fresh();
                let address = link::address(&app, &token);
                Ok(NewOne { link: Some((token, address)), ..new })
            })
        },
        create,
    );
    bound.form(form)
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let mut view = FormView { lead: Some(ask.t("accounts.create.lead").to_owned()), ..FormView::default() };
    match ask.get_id("person") {
        Some(person) => {
            let person = directory::people::get(tx, person)?;
            scope::check(tx, who, person.assembly)?;
            view = view.field(Field::note(person.name)).field(Field::hidden("person", person.id.to_string()));
        }
        None => {
            view = view
                .field(Field::text("name", ask.t("identity.person.name")).required().max_chars(50))
                .field(Field::text("name_en", ask.t("identity.name-en")))
                .field(Field::text("employer", ask.t("identity.employer")))
                .field(Field::text("post", ask.t("identity.post")))
                .field(Field::text("mobile", ask.t("identity.mobile")).autocomplete("off"));
        }
    }
    view = view.field(Field::text("login", ask.t("identity.login")).required().hint(ask.t("identity.login.hint")).autocomplete("off"));
    if let Some(assembly) = scope::field(tx, who, ask)? {
        view = view.field(assembly);
    }
    let assembly = scope::chosen(tx, who, ask)?;
    let offices = place::fields(tx, ask, assembly, &grants::grantable(who), false)?;
    view = view.field(Field::fieldset(ask.t("identity.first-office"), offices));
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/accounts"));
    Ok(view)
}

fn create(tx: &mut Tx, who: &Actor, _: Id, new: &NewOne) -> Result<Done> {
    let assembly = scope::given(tx, who, new.assembly)?;
    let person = match new.person {
        Some(person) => {
            let person = directory::people::get(tx, person).map_err(|_| Error::invalid("person", "web.invalid.shape"))?;
            scope::check(tx, who, person.assembly)?;
            if accounts::find(tx, person.id)?.is_some() {
                return Err(Error::conflict("identity.account.exists"));
            }
            person.id
        }
        None if new.name.trim().is_empty() => return Err(Error::invalid("name", "web.invalid.required")),
        None => {
            let mobile = Some(new.mobile.trim()).filter(|m| !m.is_empty());
            let row = NewPerson {
                assembly,
                name: new.name.trim(),
                name_en: new.name_en.trim(),
                employer: new.employer.trim(),
                post: new.post.trim(),
                mobile,
                ..NewPerson::default()
            };
            people::insert(tx, &row)?
        }
    };
    // Without a security administrator nobody could approve the first one.
    let first = new.role == roles::SECURITY_ADMIN && !crate::store::grants::anybody_holds(tx, assembly, roles::SECURITY_ADMIN)?;
    let state = if first { accounts::ACTIVE } else { accounts::PENDING };
    accounts::insert(
        tx,
        &NewAccount { person, assembly, login: &new.login, state, password: None, must_change: false, created_by: who.person },
    )?;
    if !new.role.is_empty() {
        let office = place::Office { assembly, person, role: &new.role, unit: new.unit, body: new.body };
        grants::give::add(tx, who, &office, None, None, first.then_some(who.person))?;
    }
    let (token, address) = new.link.clone().ok_or_else(|| Error::internal("no link was made"))?;
    link::make(tx, person, &token)?;
    let subject = Ref::new("accounts", person);
    let mut done = Done::new(subject.clone(), &json!({ "id": person, "login": accounts::folded(&new.login), "state": state }))?
        .journal(json!({ "role": new.role, "unit": new.unit, "body": new.body }))
        .once("link", address, "identity.said.link")
        .go(format!("/accounts/{person}"));
    if first {
        done = done.also("account.approved", subject, json!({ "first": true }));
    }
    Ok(done)
}
