//! 首次设置: the first assembly and its system administrator, by a one-time link. There is no default account.

use directory::{assemblies, roles};
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::head::Head;
use web::page::Ask;
use web::ui::{Choice, Field, FormView};
use web::{Access, Act, App, Bound, Done, act};

use crate::password::{self, Context, hash};
use crate::profile::Policy;
use crate::sign_in::choose::new_password;
use crate::store::accounts::{self, NewAccount};
use crate::store::grants::{self, NewGrant};
use crate::store::links;
use crate::store::people::{self, NewPerson};
use crate::store::places::{self, NewAssembly};

pub const ACT: Act = act("identity.setup", "/setup").access(Access::Anyone).journals("account.created");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Setup {
    #[garde(length(chars, min = 1, max = 100))]
    pub token: String,
    #[garde(length(chars, max = 50))]
    pub assembly_name: String,
    #[garde(length(chars, max = 100))]
    pub assembly_name_en: String,
    #[garde(length(chars, max = 20))]
    pub code: String,
    #[garde(length(chars, max = 10))]
    pub level: String,
    #[garde(length(chars, min = 1, max = 50))]
    pub name: String,
    #[garde(length(chars, min = 1, max = 50))]
    pub login: String,
    #[garde(length(chars, min = 1, max = 128))]
    pub password: String,
    #[garde(matches(password))]
    pub again: String,
    #[serde(skip)]
    #[garde(skip)]
    hash: Option<String>,
}

pub fn bound<P: Policy>() -> Bound {
    ACT.bind_after(|app, head, setup| Box::pin(check::<P>(app, head, setup)), set_up).form(form::<P>)
}

fn form<P: Policy>(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let token = ask.get("token").unwrap_or_default();
    links::find(tx, &web::head::digest(token), links::SETUP)?.ok_or_else(|| Error::refused("identity.link.gone"))?;
    let mut view = FormView { lead: Some(ask.t("identity.setup.lead").to_owned()), ..FormView::default() };
    if assemblies::all(tx)?.is_empty() {
        let levels = ["city", "county"].map(|level| Choice::new(level, ask.t(&format!("identity.level.{level}"))));
        let assembly = vec![
            Field::text("assembly_name", ask.t("identity.assembly.name")).required().hint(ask.t("identity.assembly.name.hint")),
            Field::text("assembly_name_en", ask.t("identity.name-en")),
            Field::text("code", ask.t("identity.code-field")).required().hint(ask.t("identity.assembly.code.hint")),
            Field::radio("level", ask.t("identity.level"), levels.to_vec()).value("city").required(),
        ];
        view = view.field(Field::fieldset(ask.t("identity.assembly"), assembly));
    }
    view = view
        .field(Field::text("name", ask.t("identity.person.name")).required().autocomplete("name"))
        .field(Field::text("login", ask.t("identity.login")).required().autocomplete("username").hint(ask.t("identity.login.hint")));
    Ok(new_password(view, ask, &P::RULES, true).field(Field::hidden("token", token)))
}

async fn check<P: Policy>(_: App, _: Head, mut setup: Setup) -> Result<Setup> {
    let context = Context { login: &setup.login, name: &setup.name, has_second_factor: true };
    password::check(&P::RULES, &setup.password, &context)?;
    setup.hash = Some(hash::hash_in_turn(std::mem::take(&mut setup.password)).await?);
    Ok(setup)
}

fn set_up(tx: &mut Tx, _: &Actor, _: Id, setup: &Setup) -> Result<Done> {
    if !links::use_up(tx, &web::head::digest(&setup.token), links::SETUP)? || accounts::is_any(tx)? {
        return Err(Error::refused("identity.link.gone"));
    }
    let assembly = match assemblies::all(tx)?.first() {
        Some(first) => first.id,
        None => found(tx, setup)?,
    };
    let person = people::insert(tx, &NewPerson { assembly, name: setup.name.trim(), ..NewPerson::default() })?;
    let account = NewAccount {
        person,
        assembly,
        login: &setup.login,
        state: accounts::ACTIVE,
        password: setup.hash.as_deref(),
        must_change: false,
        created_by: person,
    };
    accounts::insert(tx, &account)?;
    let role = roles::SYSTEM_ADMIN;
    grants::insert(tx, &NewGrant { assembly, person, role, granted_by: person, approved_by: Some(person), ..NewGrant::default() })?;
    let subject = Ref::new("accounts", person);
    Ok(Done::new(subject, &json!({ "id": person }))?
        .journal(json!({ "first": true, "role": role }))
        .by(person, assembly)
        .go("/sign-in")
        .say("identity.said.set-up"))
}

fn found(tx: &mut Tx, setup: &Setup) -> Result<Id> {
    for (field, value) in [("assembly_name", &setup.assembly_name), ("code", &setup.code)] {
        if value.trim().is_empty() {
            return Err(Error::invalid(field, "web.invalid.required"));
        }
    }
    let level = if setup.level == "county" { "county" } else { "city" };
    let (code, name, name_en) = (setup.code.trim(), setup.assembly_name.trim(), setup.assembly_name_en.trim());
    places::insert_assembly(tx, &NewAssembly { code, name, name_en, level, parent: None })
}
