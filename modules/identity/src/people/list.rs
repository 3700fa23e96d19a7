//! 人员列表.

use directory::terms;
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::{Value, json};
use web::page::{Ask, Reply};
use web::ui::{Cell, Choice, Column, Empty, Field, Link, ListView, Row, Tab};

use crate::listing::Part;
use crate::organisation::KEEPERS;
use crate::scope::{self, in_language};
use crate::store::people;

pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let part = Part::of(ask)?;
    let assembly = scope::chosen(tx, who, ask)?;
    let (found, total) = people::list(tx, assembly, members_only(ask), ask.get_id("sector"), ask.get("q"), part)?;
    let items = found.iter().map(|p| json!({ "id": p.id, "name": p.name, "name_en": p.name_en, "employer": p.employer, "post": p.post, "sector": p.sector, "member": p.member }));
    Ok(part.json(items.collect(), total))
}

pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let part = Part::of(ask)?;
    let assembly = scope::chosen(tx, who, ask)?;
    let keeper = KEEPERS.admits(who);
    let (found, total) = people::list(tx, assembly, members_only(ask), ask.get_id("sector"), ask.get("q"), part)?;
    let sectors = match terms::running(tx, assembly)? {
        Some(term) => terms::sectors(tx, term.id)?,
        None => Vec::new(),
    };
    let choices = std::iter::once(Choice::new("", l.t("identity.all")))
        .chain(sectors.iter().map(|s| Choice::new(s.id.to_string(), in_language(ask, &s.name, &s.name_en))));
    let mut filters = vec![
        Field::text("q", l.t("identity.person.name")).value(ask.get("q").unwrap_or_default()),
        Field::select("sector", l.t("identity.sector"), choices.collect()).value(ask.get("sector").unwrap_or_default()),
    ];
    filters.extend(scope::field(tx, who, ask)?);
    filters.push(Field::hidden("kind", ask.get("kind").unwrap_or_default()));
    let rows = found.iter().map(|p| {
        let cells = vec![
            Cell::strong(in_language(ask, &p.name, &p.name_en)),
            Cell::text(p.sector.clone().unwrap_or_default()),
            Cell::text(format!("{}{}", p.employer, p.post)),
            Cell::text(if p.member { l.t("role.member") } else { "" }),
        ];
        Row::new(p.id, cells).href(format!("/people/{}", p.id))
    });
    let tab = |key: &str, kind: &str| Tab {
        label: l.t(key).to_owned(),
        href: format!("/people?kind={kind}&assembly={assembly}"),
        count: None,
        current: members_only(ask) == (kind == "members"),
    };
    let view = ListView {
        title: l.t("identity.people").to_owned(),
        lead: l.count("identity.people.lead", total),
        tabs: vec![tab("identity.all", ""), tab("identity.members", "members")],
        filters,
        clear: ask.get("q").or(ask.get("sector")).map(|_| "/people".to_owned()),
        columns: ["person.name", "sector", "employer-post", "kind"].map(|key| Column::new(l.t(&format!("identity.{key}")))).to_vec(),
        rows: rows.collect(),
        actions: if keeper {
            vec![
                Link::new(l.t("identity.person-create"), "/people/new"),
                Link::new(l.t("identity.import.people"), "/imports/new?kind=people"),
            ]
        } else {
            Vec::new()
        },
        exports: if keeper { vec![Link::new("xlsx", "/exports/people.xlsx"), Link::new("csv", "/exports/people.csv")] } else { Vec::new() },
        pager: part.pager(ask, found.len(), total),
        empty: Empty { text: l.t("identity.people.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(l.t("identity.people"), view.render(l))
}

fn members_only(ask: &Ask) -> bool {
    ask.get("kind") == Some("members")
}
