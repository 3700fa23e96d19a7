//! 委托代办: the holder of an office hands it to somebody for a time (leave, travel), and a member names an aide who drafts;
//! it counts at once and ends by itself.

use directory::{people, roles};
use garde::Validate;
use jiff::civil::Date;
use kernel::clock::start_of;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::{Ask, Reply};
use web::ui::{Cell, Choice, Column, Empty, Field, FormView, Link, ListView, Pager, Row};
use web::{Act, Bound, Done, Nothing, act};

use super::place::Office;
use super::{give, words};
use crate::store::grants::{self, Grant, NewGrant};

const GIVE: Act = act("identity.delegate", "/delegations").form_at("/delegations/new").journals("grant.delegated").confirmed();
const END: Act = act("identity.delegation-end", "/delegations/{id}/end").journals("grant.delegation-ended");
/// Longer absences are a matter for the administrator.
const MOST_DAYS: i64 = 90;

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Delegation {
    /// One's own grant, or `aide`: a member names somebody who drafts.
    #[garde(length(chars, min = 1, max = 20))]
    pub grant: String,
    #[garde(required)]
    pub person: Option<Id>,
    /// The last day.
    #[garde(required)]
    pub until: Option<Date>,
}

pub fn bound() -> Bound {
    GIVE.create(delegate).form(form)
}

pub fn end() -> Bound {
    END.bind::<Nothing>(end_one).form(end_form)
}

pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let given = grants::delegated_by(tx, who.person)?;
    let rows: Vec<Row> = given
        .iter()
        .map(|g| {
            let until = g.until_at.map(|at| l.day(at.plus_ms(-1).day(), ask.today)).unwrap_or_default();
            let end = Cell::link(l.t("identity.delegation-end"), format!("/delegations/{}/end", g.id));
            Row::new(g.id, vec![Cell::strong(g.person_name.clone()), Cell::text(words(ask, g)), Cell::Day(until), end])
        })
        .collect();
    let first = Link::new(l.t("identity.delegate"), "/delegations/new");
    let able = who.membership.is_some() || !own(tx, who)?.is_empty();
    let view = ListView {
        title: l.t("identity.delegations").to_owned(),
        lead: l.count("identity.delegations.lead", rows.len()),
        columns: ["person", "role", "until", "act"].map(|key| Column::new(l.t(&format!("identity.{key}")))).to_vec(),
        pager: Pager { total: rows.len() as u64, shown_from: 1, shown_to: rows.len() as u64, ..Pager::default() },
        rows,
        actions: if able { vec![first.clone()] } else { Vec::new() },
        empty: Empty { text: l.t("identity.delegations.empty").to_owned(), first_step: able.then_some(first) },
        ..ListView::default()
    };
    Ok(Reply::page(l.t("identity.delegations"), view.render(l))?.crumbs(vec![Link::new(l.t("identity.me"), "/me")]))
}

/// Offices that may be delegated: running, not delegated themselves, not one of the three.
fn own(tx: &mut Tx, who: &Actor) -> Result<Vec<Grant>> {
    let mut held = grants::of_person(tx, who.person)?;
    let now = tx.now();
    held.retain(|g| {
        let running = g.assembly == who.assembly && g.approved_at.is_some() && g.from_at <= now && g.delegated_by.is_none();
        running && !roles::ADMINISTRATORS.contains(&g.role.as_str()) && g.role != roles::ORG_ADMIN
    });
    Ok(held)
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let own = own(tx, who)?;
    let people = people::with_account(tx, who.assembly)?;
    let people = people.into_iter().filter(|p| p.id != who.person).map(|p| Choice::new(p.id.to_string(), p.name).hint(p.employer));
    let aide = who.membership.map(|_| Choice::new(roles::AIDE, ask.t("identity.delegate.aide")).hint(ask.t("identity.delegate.aide.hint")));
    let offices = own.iter().map(|g| Choice::new(g.id.to_string(), words(ask, g))).chain(aide).collect();
    let mut view = FormView::default()
        .field(Field::radio("grant", ask.t("identity.delegate.what"), offices).required())
        .field(Field::select("person", ask.t("identity.delegate.whom"), people.collect()).required())
        .field(Field::date("until", ask.t("identity.delegate.until")).required().hint(ask.t("identity.delegate.until.hint")));
    view.lead = Some(ask.t("identity.delegate.lead").to_owned());
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/delegations"));
    Ok(view)
}

fn delegate(tx: &mut Tx, who: &Actor, input: &Delegation) -> Result<Done> {
    let office = office(tx, who, &input.grant)?;
    let until = input.until.unwrap_or(tx.today());
    if until < tx.today() || start_of(until) > tx.now().plus_days(MOST_DAYS) {
        return Err(Error::invalid("until", "identity.delegate.too-long"));
    }
    let known = people::with_account(tx, who.assembly)?;
    let person = input.person.filter(|id| *id != who.person && known.iter().any(|p| p.id == *id));
    let person = person.ok_or_else(|| Error::invalid("person", "web.invalid.shape"))?;
    let Delegable { role, unit, body, until_at } = office;
    give::exclusive(tx, &Office { assembly: who.assembly, person, role: &role, unit, body })?;
    let last = start_of(until).plus_days(1);
    let new = NewGrant {
        assembly: who.assembly,
        person,
        role: &role,
        unit,
        body,
        delegated_by: Some(who.person),
        granted_by: who.person,
        approved_by: Some(who.person),
        from_at: None,
        until_at: Some(until_at.map_or(last, |end| end.min(last))),
    };
    if grants::held(tx, &new)?.is_some() {
        return Err(Error::conflict("identity.grant.held"));
    }
    let id = grants::insert(tx, &new)?;
    let entry = json!({ "person": person, "role": role, "unit": unit, "until": until });
    Ok(Done::new(Ref::new("grants", id), &json!({ "id": id }))?.journal(entry).say("identity.said.delegated").go("/delegations"))
}

/// What is handed over, and until when it is one's own.
struct Delegable {
    role: String,
    unit: Option<Id>,
    body: Option<Id>,
    until_at: Option<Timestamp>,
}

fn office(tx: &mut Tx, who: &Actor, chosen: &str) -> Result<Delegable> {
    if chosen == roles::AIDE && who.membership.is_some() {
        return Ok(Delegable { role: roles::AIDE.to_owned(), unit: None, body: None, until_at: None });
    }
    let own = own(tx, who)?.into_iter().find(|g| g.id.to_string() == chosen);
    let grant = own.ok_or_else(|| Error::invalid("grant", "identity.delegate.not-yours"))?;
    Ok(Delegable { role: grant.role, unit: grant.unit, body: grant.body, until_at: grant.until_at })
}

fn end_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let grant = delegated(tx, who, ask.id)?;
    let mut view = FormView { lead: Some(format!("{} · {}", grant.person_name, words(ask, &grant))), ..FormView::default() };
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/delegations"));
    Ok(view)
}

fn end_one(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let grant = delegated(tx, who, id)?;
    grants::revoke(tx, id)?;
    let entry = json!({ "person": grant.person, "role": grant.role });
    Ok(Done::new(Ref::new("grants", id), &json!({ "id": id }))?.journal(entry).say("identity.said.delegation-ended").go("/delegations"))
}

fn delegated(tx: &mut Tx, who: &Actor, id: Id) -> Result<Grant> {
    let grant = grants::get(tx, id)?;
    if grant.delegated_by == Some(who.person) { Ok(grant) } else { Err(Error::NotFound) }
}
