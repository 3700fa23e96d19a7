//! 授权列表.

use directory::roles;
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::{Value, json};
use web::page::{Ask, Reply};
use web::respond::random_token;
use web::ui::{ActLink, ActTone, Batch, Cell, Choice, Column, DetailView, Empty, Fact, Field, Link, ListView, Row, Tab};

use super::approve::get;
use super::{GIVERS, cells, chip, grantable, words};
use crate::listing::Part;
use crate::scope;
use crate::store::grants;

const STATES: &[&str] = &["running", "pending", "ended"];

pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let part = Part::of(ask)?;
    let assembly = scope::chosen(tx, who, ask)?;
    let (items, total) = grants::list(tx, assembly, state(ask), ask.get("role"), ask.get("q"), part)?;
    let items = items.iter().map(|g| {
        json!({ "id": g.id, "person": g.person, "name": g.person_name, "role": g.role, "unit": g.unit, "body": g.body,
                "from": g.from_at.rfc3339(), "until": g.until_at.map(|at| at.rfc3339()), "approved": g.approved_at.is_some() })
    });
    Ok(part.json(items.collect(), total))
}

pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let part = Part::of(ask)?;
    let assembly = scope::chosen(tx, who, ask)?;
    let (found, total) = grants::list(tx, assembly, state(ask), ask.get("role"), ask.get("q"), part)?;
    let rows = found.iter().map(|g| {
        let mut all = vec![Cell::strong(g.person_name.clone())];
        all.extend(cells(ask, g).into_iter().map(|cell| if let Cell::Strong(text) = cell { Cell::Text(text) } else { cell }));
        Row::new(g.id, all).href(format!("/grants/{}", g.id))
    });
    let all = std::iter::once(Choice::new("", l.t("identity.all")));
    let choices = all.chain(roles::ALL.iter().map(|r| Choice::new(r.name, l.t(&format!("role.{}", r.name))))).collect();
    let mut filters = vec![
        Field::text("q", l.t("identity.person.name")).value(ask.get("q").unwrap_or_default()),
        Field::select("role", l.t("identity.role"), choices).value(ask.get("role").unwrap_or_default()),
    ];
    filters.extend(scope::field(tx, who, ask)?);
    filters.push(Field::hidden("state", state(ask)));
    let batch = |act: &str| Batch { label: l.t(act).to_owned(), action: format!("/batch/{act}") };
    let view = ListView {
        title: l.t("identity.grants").to_owned(),
        lead: l.count("identity.grants.lead", total),
        tabs: STATES
            .iter()
            .map(|s| Tab {
                label: l.t(&format!("identity.grant.{s}")).to_owned(),
                href: format!("/grants?state={s}"),
                count: None,
                current: state(ask) == *s,
            })
            .collect(),
        filters,
        clear: ask.get("q").or(ask.get("role")).map(|_| "/grants".to_owned()),
        columns: ["person", "role", "place", "state", "until"].map(|key| Column::new(l.t(&format!("identity.{key}")))).to_vec(),
        rows: rows.collect(),
        batch: if who.holds(roles::SECURITY_ADMIN) && state(ask) == "pending" { vec![batch("grants.approve")] } else { Vec::new() },
        key: random_token(16),
        actions: if GIVERS.admits(who) { vec![Link::new(l.t("identity.grant"), "/grants/new")] } else { Vec::new() },
        pager: part.pager(ask, found.len(), total),
        empty: Empty { text: l.t("identity.grants.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(l.t("identity.grants"), view.render(l))
}

pub fn show(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let grant = get(tx, who, ask.id)?;
    let link = |act: &str, noun: &str, tone| ActLink::new(l.t(act), format!("/grants/{}/{noun}", grant.id), tone);
    let mut acts = Vec::new();
    let security = who.holds(roles::SECURITY_ADMIN);
    if security && grant.approved_at.is_none() && grant.revoked_at.is_none() {
        acts.push(link("grants.approve", "approval", ActTone::Primary));
        acts.push(link("grants.refuse", "refusal", ActTone::Danger));
    } else if grant.revoked_at.is_none() && (security || grantable(who).iter().any(|role| role.name == grant.role)) {
        acts.push(link("grants.revoke", "revocation", ActTone::Danger));
    }
    let day = |at: kernel::Timestamp| l.day(at.day(), ask.today);
    let mut facts = vec![
        Fact::new(l.t("identity.person"), grant.person_name.clone()),
        Fact::new(l.t("identity.assembly"), grant.assembly_name.clone()),
        Fact::new(l.t("identity.from"), day(grant.from_at)),
        Fact::new(l.t("identity.granted-by"), directory::names::person(tx, grant.granted_by)?),
    ];
    facts.extend(grant.until_at.map(|at| Fact::new(l.t("identity.until"), day(at.plus_ms(-1)))));
    facts.extend(grant.approved_at.map(|at| Fact::new(l.t("identity.approved"), day(at))));
    facts.extend(grant.delegated_by_name.clone().map(|name| Fact::new(l.t("identity.delegator"), name)));
    let view = DetailView {
        eyebrow: grant.person_name.clone(),
        title: words(ask, &grant),
        chip: chip(ask, &grant),
        acts,
        facts,
        ..DetailView::default()
    };
    Ok(Reply::page(words(ask, &grant), view.render(l))?.crumbs(vec![Link::new(l.t("identity.grants"), "/grants")]))
}

fn state(ask: &Ask) -> &str {
    ask.get("state").filter(|state| STATES.contains(state)).unwrap_or("running")
}
