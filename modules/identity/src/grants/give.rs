//! 授予角色: works after the security administrator approves.

use directory::{people, roles};
use garde::Validate;
use jiff::civil::Date;
use kernel::clock::start_of;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Bound, Done, act};

use super::place::{self, Office};
use super::{GIVERS, grantable};
use crate::scope;
use crate::store::grants::{self, NewGrant};

const ACT: Act = act("identity.grant", "/grants").form_at("/grants/new").access(GIVERS).journals("grant.given").confirmed();

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Giving {
    #[garde(required)]
    pub person: Option<Id>,
    #[garde(skip)]
    pub assembly: Option<Id>,
    #[garde(length(chars, min = 1, max = 40))]
    pub role: String,
    #[garde(skip)]
    pub unit: Option<Id>,
    #[garde(skip)]
    pub body: Option<Id>,
    #[garde(skip)]
    pub from: Option<Date>,
    /// The last day.
    #[garde(skip)]
    pub until: Option<Date>,
}

pub fn bound() -> Bound {
    ACT.create(give).form(form)
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let assembly = scope::chosen(tx, who, ask)?;
    let people = people::kept_by(tx, assembly)?;
    let choices = people.into_iter().map(|p| Choice::new(p.id.to_string(), p.name).hint(p.employer)).collect();
    let mut view = FormView { lead: Some(ask.t("identity.grant.lead").to_owned()), ..FormView::default() };
    view = view.field(Field::select("person", ask.t("identity.person"), choices).required().value(ask.get("person").unwrap_or_default()));
    if let Some(assembly) = scope::field(tx, who, ask)? {
        view = view.field(assembly);
    }
    for field in place::fields(tx, ask, assembly, &grantable(who), true)? {
        view = view.field(field);
    }
    view = view
        .field(Field::date("from", ask.t("identity.from")).hint(ask.t("identity.from.hint")))
        .field(Field::date("until", ask.t("identity.until")).hint(ask.t("identity.until.hint")));
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/grants"));
    Ok(view)
}

fn give(tx: &mut Tx, who: &Actor, giving: &Giving) -> Result<Done> {
    let assembly = scope::given(tx, who, giving.assembly)?;
    let person = people::get(tx, giving.person.unwrap_or_default()).map_err(|_| Error::invalid("person", "web.invalid.shape"))?;
    scope::check(tx, who, person.assembly).map_err(|_| Error::invalid("person", "web.invalid.shape"))?;
    if giving.until.is_some_and(|until| until < tx.today()) {
        return Err(Error::invalid("until", "identity.until.past"));
    }
    let office = Office { assembly, person: person.id, role: &giving.role, unit: giving.unit, body: giving.body };
    let id = add(tx, who, &office, giving.from, giving.until, None)?;
    let entry = json!({ "person": person.id, "role": giving.role, "unit": giving.unit, "body": giving.body, "from": giving.from, "until": giving.until });
    Ok(Done::new(Ref::new("grants", id), &json!({ "id": id }))?.journal(entry).say("identity.said.granted").go(format!("/grants/{id}")))
}

/// Checks and adds a grant; `until` is its last day. `approved_by` only where the law of two persons does not apply.
pub fn add(tx: &mut Tx, who: &Actor, office: &Office, from: Option<Date>, until: Option<Date>, approved_by: Option<Id>) -> Result<Id> {
    if !grantable(who).iter().any(|role| role.name == office.role) {
        return Err(Error::invalid("role", "identity.role.not-yours"));
    }
    if office.person == who.person {
        return Err(Error::refused("identity.not-oneself"));
    }
    office.check(tx)?;
    exclusive(tx, office)?;
    let (unit, body) = office.place();
    let until_at = until.map(|day| start_of(day).plus_days(1));
    let new = NewGrant {
        assembly: office.assembly,
        person: office.person,
        role: office.role,
        unit,
        body,
        delegated_by: None,
        granted_by: who.person,
        approved_by,
        from_at: from.map(start_of),
        until_at,
    };
    if grants::held(tx, &new)?.is_some() {
        return Err(Error::conflict("identity.grant.held"));
    }
    grants::insert(tx, &new)
}

/// 三员: one of the three and nothing else. The database keeps the three apart as well.
pub fn exclusive(tx: &mut Tx, office: &Office) -> Result<()> {
    let held = grants::administrator_role(tx, office.person)?;
    let administrator = roles::ADMINISTRATORS.contains(&office.role);
    if administrator && held.is_some() {
        return Err(Error::conflict("identity.administrators.exclusive"));
    }
    if (administrator && grants::does_business(tx, office.person)?) || (!administrator && held.is_some()) {
        return Err(Error::conflict("identity.administrators.business"));
    }
    Ok(())
}
