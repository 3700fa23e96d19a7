//! One assembly on one page: the tree, its terms and sessions, its townships.

use directory::{assemblies, bodies, sessions, terms};
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::page::{Ask, Reply};
use web::ui::{self, ActLink, ActTone, Cell, Chip, Column, DetailView, Fact, Html, Row, Section, Tone};

use super::KEEPERS;
use crate::note::note;
use crate::scope::{self, in_language};

pub fn show(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let id = scope::chosen(tx, who, ask)?;
    let assembly = assemblies::get(tx, id)?;
    let parent = match assembly.parent {
        Some(parent) => Some(assemblies::get(tx, parent)?),
        None => None,
    };
    let keeper = KEEPERS.admits(who);
    let mut facts = vec![
        Fact::new(l.t("identity.code-field"), assembly.code.clone()),
        Fact::new(l.t("identity.level"), l.t(&format!("identity.level.{}", assembly.level)).to_owned()),
    ];
    facts.extend(parent.map(|p| Fact::new(l.t("identity.assembly.above"), scope::name(ask, &p).to_owned())));
    let sectors = match terms::running(tx, id)? {
        Some(term) => terms::sectors(tx, term.id)?.len(),
        None => 0,
    };
    let many = |path: &str, n: usize| Cell::link(l.number(n), format!("/{path}?assembly={id}"));
    facts.push(Fact::new(l.t("identity.sectors"), many("sectors", sectors)));
    facts.push(Fact::new(l.t("identity.bodies"), many("bodies", bodies::running(tx, id)?.len())));
    let title = scope::name(ask, &assembly).to_owned();
    let view = DetailView {
        eyebrow: l.t("identity.organisation").to_owned(),
        title: title.clone(),
        acts: if keeper { acts(ask, id) } else { Vec::new() },
        more_acts: if keeper { more(ask, id) } else { Vec::new() },
        facts,
        sections: vec![
            Section::new("below", l.t("identity.assemblies"), below(tx, who, ask, id)?),
            Section::new("sessions", l.t("identity.sessions-of"), plenaries(tx, ask, id, keeper)?),
            Section::new("townships", l.t("identity.townships"), townships(tx, ask, id)?),
        ],
        ..DetailView::default()
    };
    Reply::page(title, view.render(l))
}

fn acts(ask: &Ask, id: Id) -> Vec<ActLink> {
    let link = |act: &str, path: &str, tone| ActLink::new(ask.t(act), format!("{path}?assembly={id}"), tone);
    vec![
        link("identity.session-create", "/sessions/new", ActTone::Primary),
        link("identity.sector-create", "/sectors/new", ActTone::Plain),
        link("identity.body-create", "/bodies/new", ActTone::Plain),
    ]
}

fn more(ask: &Ask, id: Id) -> Vec<ActLink> {
    let link = |act: &str, path: &str| ActLink::new(ask.t(act), format!("{path}?assembly={id}"), ActTone::Plain);
    vec![
        link("identity.term-create", "/terms/new"),
        link("identity.township-create", "/townships/new"),
        link("identity.assembly-create", "/assemblies/new"),
        ActLink::new(ask.t("identity.assembly-rename"), format!("/assemblies/{id}/name"), ActTone::Plain),
    ]
}

fn below(tx: &mut Tx, who: &Actor, ask: &Ask, current: Id) -> Result<Html> {
    let l = &ask.locale;
    let rows: Vec<Row> = scope::of(tx, who)?
        .iter()
        .map(|a| {
            let here = if a.id == current { l.t("identity.shown") } else { "" };
            let cells = vec![
                Cell::strong(scope::name(ask, a)),
                Cell::text(l.t(&format!("identity.level.{}", a.level))),
                Cell::text(a.code.clone()),
                Cell::text(here),
            ];
            Row::new(a.id, cells).href(format!("/organisation?assembly={}", a.id))
        })
        .collect();
    let columns = ["assembly", "level", "code-field", "note"].map(|key| Column::new(l.t(&format!("identity.{key}"))));
    Ok(ui::table(&columns, &rows))
}

fn plenaries(tx: &mut Tx, ask: &Ask, assembly: Id, keeper: bool) -> Result<Html> {
    let l = &ask.locale;
    let terms = terms::of(tx, assembly)?;
    let span = |from, until| format!("{} – {}", l.short_day(from, ask.today), l.short_day(until, ask.today));
    let mut rows: Vec<Row> = Vec::new();
    for s in sessions::of(tx, assembly)? {
        let name = l.f("identity.session-name", &[("term", s.term_ordinal.to_string()), ("session", s.ordinal.to_string())]);
        let open = s.in_plenary_window(ask.today);
        let chip = if open { Chip::new(Tone::Active, l.t("identity.window.open")) } else { Chip::default() };
        let cells = vec![
            Cell::strong(name),
            Cell::text(s.year.to_string()),
            Cell::Day(span(s.opens, s.closes)),
            Cell::Day(span(s.window_from, s.window_until)),
            if open { Cell::Chip(chip) } else { Cell::text("") },
        ];
        let row = Row::new(s.id, cells);
        rows.push(if keeper { row.href(format!("/sessions/{}/dates", s.id)) } else { row });
    }
    if rows.is_empty() {
        let key = if terms.is_empty() { "identity.sessions.no-term" } else { "identity.sessions.none" };
        return Ok(note(l.t(key)));
    }
    let columns = ["session-of", "year", "session-days", "window", "state"].map(|key| Column::new(l.t(&format!("identity.{key}"))));
    Ok(ui::table(&columns, &rows))
}

fn townships(tx: &mut Tx, ask: &Ask, assembly: Id) -> Result<Html> {
    let l = &ask.locale;
    let townships = terms::townships(tx, assembly)?;
    if townships.is_empty() {
        return Ok(note(l.t("identity.townships.none")));
    }
    let rows: Vec<Row> = townships
        .iter()
        .map(|t| Row::new(t.id, vec![Cell::strong(in_language(ask, &t.name, &t.name_en)), Cell::text(t.code.clone())]))
        .collect();
    let columns = ["township", "code-field"].map(|key| Column::new(l.t(&format!("identity.{key}"))));
    Ok(ui::table(&columns, &rows))
}
