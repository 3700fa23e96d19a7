//! The sectors of the running term, and the bodies of an assembly.

use directory::bodies::KINDS;
use directory::{assemblies, bodies, terms};
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::page::{Ask, Reply};
use web::ui::{Cell, Column, Empty, Field, Link, ListView, Pager, Row, Tab};

use super::{KEEPERS, home};
use crate::scope::{self, in_language};

pub fn sectors(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let assembly = scope::chosen(tx, who, ask)?;
    let mut rows = Vec::new();
    if let Some(term) = terms::running(tx, assembly)? {
        let seats = directory::people::seats_by_sector(tx, term.id)?;
        for s in terms::sectors(tx, term.id)? {
            let count = seats.get(&s.id).copied().unwrap_or(0);
            let people = Cell::link(l.number(count), format!("/people?kind=members&sector={}&assembly={assembly}", s.id));
            let row = Row::new(s.id, vec![Cell::strong(in_language(ask, &s.name, &s.name_en)), people]);
            rows.push(if KEEPERS.admits(who) { row.href(format!("/sectors/{}/name", s.id)) } else { row });
        }
    }
    let view = ListView {
        title: l.t("identity.sectors").to_owned(),
        lead: l.count("identity.sectors.lead", rows.len()),
        columns: vec![Column::new(l.t("identity.sector")), Column::new(l.t("identity.members"))],
        actions: action(who, ask, "identity.sector-create", "/sectors/new", assembly),
        empty: Empty { text: l.t("identity.sectors.none").to_owned(), first_step: None },
        ..whole(tx, who, ask, rows)?
    };
    shown(tx, ask, assembly, view)
}

pub fn bodies(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let assembly = scope::chosen(tx, who, ask)?;
    let kind = ask.get("kind").filter(|kind| KINDS.contains(kind));
    let keeper = KEEPERS.admits(who);
    let mut bodies = bodies::running(tx, assembly)?;
    bodies.retain(|b| kind.is_none_or(|kind| b.kind == kind));
    let row = |b: &bodies::Body| {
        let end = if keeper { Cell::link(l.t("identity.body-end"), format!("/bodies/{}/end", b.id)) } else { Cell::text("") };
        let cells = vec![Cell::strong(in_language(ask, &b.name, &b.name_en)), Cell::text(l.t(&format!("identity.body.{}", b.kind))), end];
        let row = Row::new(b.id, cells);
        if keeper { row.href(format!("/bodies/{}/name", b.id)) } else { row }
    };
    let rows: Vec<Row> = bodies.iter().map(row).collect();
    let tab = |label: &str, of: Option<&str>| Tab {
        label: l.t(label).to_owned(),
        href: format!("/bodies?assembly={assembly}&kind={}", of.unwrap_or_default()),
        count: None,
        current: kind == of,
    };
    let mut tabs = vec![tab("identity.all", None)];
    tabs.extend(KINDS.iter().map(|kind| tab(&format!("identity.body.{kind}"), Some(kind))));
    let mut view = ListView {
        title: l.t("identity.bodies").to_owned(),
        lead: l.count("identity.bodies.lead", rows.len()),
        tabs,
        columns: ["body", "kind", "act"].map(|key| Column::new(l.t(&format!("identity.{key}")))).to_vec(),
        actions: action(who, ask, "identity.body-create", "/bodies/new", assembly),
        empty: Empty { text: l.t("identity.bodies.none").to_owned(), first_step: None },
        ..whole(tx, who, ask, rows)?
    };
    view.filters.extend(kind.map(|kind| Field::hidden("kind", kind)));
    shown(tx, ask, assembly, view)
}

/// A list that needs no paging, with the choice of the assembly.
fn whole(tx: &mut Tx, who: &Actor, ask: &Ask, rows: Vec<Row>) -> Result<ListView> {
    let total = rows.len() as u64;
    let pager = Pager { total, shown_from: total.min(1), shown_to: total, ..Pager::default() };
    Ok(ListView { rows, pager, filters: scope::field(tx, who, ask)?.into_iter().collect(), ..ListView::default() })
}

fn action(who: &Actor, ask: &Ask, act: &str, path: &str, assembly: Id) -> Vec<Link> {
    if KEEPERS.admits(who) { vec![Link::new(ask.t(act), format!("{path}?assembly={assembly}"))] } else { Vec::new() }
}

fn shown(tx: &mut Tx, ask: &Ask, assembly: Id, view: ListView) -> Result<Reply> {
    let above = assemblies::get(tx, assembly)?;
    let crumb = Link::new(scope::name(ask, &above), home(assembly));
    Ok(Reply::page(view.title.clone(), view.render(&ask.locale))?.crumbs(vec![crumb]))
}
