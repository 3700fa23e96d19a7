//! 一位人员: seats, offices, account; contact data masked.

use kernel::db::Tx;
use kernel::journal::{self, Ref};
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::page::{Ask, Reply};
use web::ui::{self, ActLink, ActTone, Cell, Column, DetailView, Fact, Html, Link, Row, Section};

use super::{CALLERS, get, masked};
use crate::note::note;
use crate::organisation::KEEPERS;
use crate::scope::in_language;
use crate::store::{accounts, grants, people};

pub fn show_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let person = get(tx, who, ask.id)?;
    let seats: Vec<Value> = people::seats(tx, person.id)?
        .iter()
        .map(|s| json!({ "id": s.id, "assembly": s.assembly, "term": s.term_ordinal, "sector": s.sector_name, "standing": s.standing, "ended": s.ended_at.is_some() }))
        .collect();
    Ok(
        json!({ "id": person.id, "name": person.name, "name_en": person.name_en, "employer": person.employer, "post": person.post, "seats": seats }),
    )
}

pub fn show(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let person = get(tx, who, ask.id)?;
    let mobile = people::mobile(tx, person.id)?;
    let account = accounts::find(tx, person.id)?;
    let keeper = KEEPERS.admits(who);
    let mut acts = Vec::new();
    let link = |act: &str, noun: &str, tone| ActLink::new(l.t(act), format!("/people/{}/{noun}", person.id), tone);
    if keeper {
        acts.push(link("identity.person-edit", "particulars", ActTone::Primary));
        // An administrator does no business, so has no seat.
        if crate::store::grants::administrator_role(tx, person.id)?.is_none() && !super::seats::vacant(tx, who, person.id)?.is_empty() {
            acts.push(link("identity.seat-add", "seats", ActTone::Plain));
        }
        acts.push(ActLink::new(l.t("identity.grant"), format!("/grants/new?person={}", person.id), ActTone::Plain));
    }
    if CALLERS.admits(who) && mobile.is_some() {
        acts.push(link("identity.contact-show", "contact", ActTone::Plain));
    }
    let name = in_language(ask, &person.name, &person.name_en).to_owned();
    let account = match account {
        Some(account) => format!("{} · {}", account.login, crate::accounts::chip(l, &account, tx.now()).word),
        None => l.t("identity.no-account").to_owned(),
    };
    let view = DetailView {
        eyebrow: if name == person.name { person.name_en.clone() } else { person.name.clone() },
        title: name.clone(),
        acts,
        facts: vec![
            Fact::new(l.t("identity.employer"), person.employer.clone()),
            Fact::new(l.t("identity.post"), person.post.clone()),
            Fact::new(l.t("identity.mobile"), mobile.as_deref().map(masked).unwrap_or_default()),
            Fact::new(l.t("identity.account"), account),
        ],
        sections: vec![
            Section::new("seats", l.t("identity.seats"), seats(tx, ask, person.id, keeper)?),
            Section::new("grants", l.t("identity.grants"), offices(tx, ask, person.id)?),
        ],
        timeline: timeline(tx, ask, person.id)?,
        ..DetailView::default()
    };
    Ok(Reply::page(name, view.render(l))?.crumbs(vec![Link::new(l.t("identity.people"), "/people")]))
}

fn seats(tx: &mut Tx, ask: &Ask, person: Id, keeper: bool) -> Result<Html> {
    let l = &ask.locale;
    let seats = people::seats(tx, person)?;
    if seats.is_empty() {
        return Ok(note(l.t("identity.seats.none")));
    }
    let rows: Vec<Row> = seats
        .iter()
        .map(|s| {
            let running = s.ended_at.is_none();
            let kind = if s.standing { "identity.seat.standing" } else { "role.member" };
            let term = l.f("identity.term-name", &[("n", s.term_ordinal.to_string())]);
            let until = s.ended_at.map(|at| l.short_day(at.day(), ask.today)).unwrap_or_default();
            let row = Row::new(
                s.id,
                vec![
                    Cell::strong(format!("{} · {term}", s.assembly_name)),
                    Cell::text(l.t(kind)),
                    Cell::text(s.sector_name.clone().unwrap_or_default()),
                    Cell::text(s.group_name.clone().unwrap_or_default()),
                    Cell::Day(until),
                    if keeper && running {
                        Cell::link(l.t("identity.seat-end"), format!("/memberships/{}/end", s.id))
                    } else {
                        Cell::text("")
                    },
                ],
            );
            if keeper && running { row.href(format!("/memberships/{}/sector", s.id)) } else { row }
        })
        .collect();
    let columns = ["seat", "kind", "sector", "activity-group", "until", "act"].map(|key| Column::new(l.t(&format!("identity.{key}"))));
    Ok(ui::table(&columns, &rows))
}

fn offices(tx: &mut Tx, ask: &Ask, person: Id) -> Result<Html> {
    let l = &ask.locale;
    let held = grants::of_person(tx, person)?;
    if held.is_empty() {
        return Ok(note(l.t("identity.grants.none")));
    }
    let columns = ["role", "place", "state", "until"].map(|key| Column::new(l.t(&format!("identity.{key}"))));
    let rows: Vec<Row> = held.iter().map(|g| Row::new(g.id, crate::grants::cells(ask, g))).collect();
    Ok(ui::table(&columns, &rows))
}

fn timeline(tx: &mut Tx, ask: &Ask, person: Id) -> Result<Vec<ui::Event>> {
    let entries = journal::history(tx, &Ref::new("people", person))?;
    let actors: Vec<Id> = entries.iter().map(|e| e.actor).collect();
    let names = directory::names::persons(tx, &actors)?;
    Ok(crate::timeline::events(ask, &entries, &names))
}
