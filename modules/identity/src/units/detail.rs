//! 一个承办单位: whom to call, who acts in it, what it was called.

use directory::{roles, units::Unit};
use kernel::db::Tx;
use kernel::journal::{self, Ref};
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::page::{Ask, Reply};
use web::ui::{self, ActLink, ActTone, Cell, Chip, Column, DetailView, Fact, Html, Link, Row, Section, Tone};

use super::{get, is_own};
use crate::note::note;
use crate::organisation::KEEPERS;
use crate::scope::in_language;
use crate::store::units;

pub fn show_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let unit = get(tx, who, ask.id)?;
    let contacts = units::contacts(tx, unit.id)?;
    let contacts: Vec<Value> = contacts.iter().map(|c| json!({ "name": c.name, "post": c.post, "telephone": c.telephone })).collect();
    Ok(
        json!({ "id": unit.id, "code": unit.code, "name": unit.name, "short_name": unit.short_name, "name_en": unit.name_en, "side": unit.side,
               "telephone": unit.telephone, "successor": unit.successor, "ended": unit.ended, "contacts": contacts }),
    )
}

pub fn show(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let unit = get(tx, who, ask.id)?;
    let confirmed = units::confirmed_on(tx, unit.id)?;
    let name = in_language(ask, &unit.name, &unit.name_en).to_owned();
    let mut facts = vec![
        Fact::new(l.t("identity.short-name"), unit.short_name.clone()),
        Fact::new(l.t("identity.side"), l.t(&format!("identity.side.{}", unit.side)).to_owned()),
        Fact::new(l.t("identity.telephone"), unit.telephone.clone()),
        Fact::new(l.t("identity.confirmed"), confirmed.map_or_else(|| l.t("identity.unconfirmed").to_owned(), |day| l.day(day, ask.today))),
    ];
    let former = units::former_names(tx, unit.id)?;
    if !former.is_empty() {
        let lines = former
            .iter()
            .map(|(name, until)| l.f("identity.former-until", &[("name", name.as_str()), ("day", &l.short_day(until.day(), ask.today))]));
        facts.push(Fact::new(l.t("identity.former-names"), Cell::Lines(lines.collect())));
    }
    let (before, after) = units::kin(tx, unit.id)?;
    for (key, kin) in [("identity.predecessors", before), ("identity.successors", after)] {
        if !kin.is_empty() {
            facts.push(Fact::new(l.t(key), Cell::Lines(kin.into_iter().map(|(_, name)| name).collect())));
        }
    }
    let chip =
        if unit.ended { Chip::new(Tone::Plain, l.t("identity.units.ended")) } else { Chip::new(Tone::Good, l.t("identity.units.running")) };
    let view = DetailView {
        eyebrow: unit.code.clone(),
        title: name.clone(),
        chip,
        acts: acts(who, ask, &unit),
        facts,
        sections: vec![
            Section::new("contacts", l.t("identity.contacts"), contacts(tx, who, ask, &unit)?),
            Section::new("offices", l.t("identity.unit.people"), people(tx, ask, unit.id)?),
        ],
        timeline: timeline(tx, ask, unit.id)?,
        ..DetailView::default()
    };
    Ok(Reply::page(name, view.render(l))?.crumbs(vec![Link::new(l.t("identity.units"), "/units")]))
}

fn acts(who: &Actor, ask: &Ask, unit: &Unit) -> Vec<ActLink> {
    let link = |act: &str, noun: &str, tone| ActLink::new(ask.t(act), format!("/units/{}/{noun}", unit.id), tone);
    let mut acts = Vec::new();
    if unit.ended {
        return acts;
    }
    if is_own(who, unit) {
        acts.push(link("units.confirm", "confirmation", ActTone::Primary));
        acts.push(link("identity.contact-add", "contacts", ActTone::Plain));
    }
    if KEEPERS.admits(who) {
        acts.push(link("units.edit", "particulars", ActTone::Plain));
        acts.push(link("units.succeed", "succession", ActTone::Danger));
    }
    acts
}

fn contacts(tx: &mut Tx, who: &Actor, ask: &Ask, unit: &Unit) -> Result<Html> {
    let l = &ask.locale;
    let contacts = units::contacts(tx, unit.id)?;
    if contacts.is_empty() {
        return Ok(note(l.t("identity.contacts.none")));
    }
    let own = is_own(who, unit);
    let rows: Vec<Row> = contacts
        .iter()
        .map(|c| {
            let end = if own { Cell::link(l.t("identity.contact-end"), format!("/contacts/{}/end", c.id)) } else { Cell::text("") };
            Row::new(c.id, vec![Cell::strong(c.name.clone()), Cell::text(c.post.clone()), Cell::text(c.telephone.clone()), end])
        })
        .collect();
    let columns = ["person.name", "post", "telephone", "act"].map(|key| Column::new(l.t(&format!("identity.{key}"))));
    Ok(ui::table(&columns, &rows))
}

fn people(tx: &mut Tx, ask: &Ask, unit: Id) -> Result<Html> {
    let l = &ask.locale;
    let mut rows = Vec::new();
    for role in [roles::UNIT_LEADER, roles::UNIT_LIAISON, roles::UNIT_HANDLER] {
        for (person, name) in directory::units::holders(tx, unit, role)? {
            rows.push(Row::new(person, vec![Cell::strong(name), Cell::text(l.t(&format!("role.{role}")))]));
        }
    }
    if rows.is_empty() {
        return Ok(note(l.t("identity.unit.people.none")));
    }
    let columns = ["person.name", "role"].map(|key| Column::new(l.t(&format!("identity.{key}"))));
    Ok(ui::table(&columns, &rows))
}

fn timeline(tx: &mut Tx, ask: &Ask, unit: Id) -> Result<Vec<ui::Event>> {
    let entries = journal::history(tx, &Ref::new("units", unit))?;
    let actors: Vec<Id> = entries.iter().map(|e| e.actor).collect();
    let names = directory::names::persons(tx, &actors)?;
    Ok(crate::timeline::events(ask, &entries, &names))
}
