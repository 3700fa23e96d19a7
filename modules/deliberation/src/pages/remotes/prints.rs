//! 会议记录打印件: the minutes with the roster, the log of links, and a place for each site to sign.

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use web::ui::{Cell, Fact, PrintBlock, PrintView, Row, Sheet};
use web::{Ask, Reply};

use super::super::labels::word;
use super::heads;
use crate::acts::remotes::draft::{self, hour, length, reason, site_name, spoken};
use crate::acts::remotes::when;
use crate::store::remotes::{self, sites, speeches};
use crate::workflow::remote::{HELD, site};

/// `GET /remotes/{id}/print/minutes`: once it was held; before they are written, what the program knows of it.
pub fn minutes(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = remotes::get(tx, who, ask.id)?;
    if !HELD.contains(&r.state.get()) {
        return Err(Error::NotFound);
    }
    let mut places = sites::of(tx, r.id)?;
    places.retain(|s| s.state != site::State::Released);
    let (people, gaps) = (sites::attendees(tx, r.id)?, sites::gaps(tx, r.id)?);
    let said = spoken(&speeches::of(tx, r.id)?);
    let held = [r.started_at, r.ended_at].map(|at| at.map(hour).unwrap_or_default()).join("–");
    let text = match &r.minutes {
        Some(text) => text.clone(),
        None => draft::minutes(tx, ask, &r)?,
    };
    let mut blocks = vec![
        PrintBlock::Facts(vec![
            Fact::new(ask.t("remotes.column.day"), when(ask, &r)),
            Fact::new(ask.t("remotes.fact.held"), held),
            Fact::new(ask.t("remotes.column.sites"), places.len().to_string()),
            Fact::new(ask.t("remotes.column.came"), people.iter().filter(|a| a.signed_in_at.is_some()).count().to_string()),
        ]),
        PrintBlock::Box { title: ask.t("remotes.field.minutes").to_owned(), text, min_lines: 8 },
    ];
    let here = people.iter().filter(|a| a.signed_in_at.is_some()).map(|a| {
        let cells = vec![
            Cell::text(site_name(&places, a.site)),
            Cell::text(a.name.as_str()),
            Cell::text(word(ask, "word.remote-part", a.role)),
            Cell::text(a.organisation.as_str()),
        ];
        Row::new(a.id, cells)
    });
    blocks.push(PrintBlock::Table { columns: heads(ask, &["site", "name", "part", "organisation"]), rows: here.collect() });
    if !said.is_empty() {
        let rows = (1..).zip(&said).map(|(n, s): (usize, _)| {
            let name = people.iter().find(|a| a.id == s.attendee).map(|a| a.name.clone()).unwrap_or_default();
            let cells = vec![
                Cell::Number(n.to_string()),
                Cell::text(name),
                Cell::text(site_name(&places, s.site)),
                Cell::text(s.subject.as_str()),
                Cell::Number(s.started_at.map(hour).unwrap_or_default()),
                Cell::Number(length(ask, s.seconds(tx.now()))),
            ];
            Row::new(s.id, cells)
        });
        let columns = heads(ask, &["order", "speaker", "site", "subject", "at", "length"]);
        blocks.push(PrintBlock::Table { columns, rows: rows.collect() });
    }
    if !gaps.is_empty() {
        let rows = gaps.iter().map(|g| {
            let until = g.until_at.map(hour).unwrap_or_default();
            let cells = [site_name(&places, g.site), hour(g.from_at), until, reason(ask, g)];
            Row::new(g.id, cells.into_iter().map(Cell::Text).collect())
        });
        blocks.push(PrintBlock::Table { columns: heads(ask, &["site", "gap-from", "gap-until", "gap-reason"]), rows: rows.collect() });
    }
    blocks.push(PrintBlock::Signatures(places.iter().map(|s| ask.locale.f("remotes.print.sign", &[("name", s.name.as_str())])).collect()));
    let sheet = Sheet { head: ask.t("remotes.print.head").to_owned(), title: r.title.clone(), blocks, ..Sheet::default() };
    Ok(Reply::Print(PrintView { locale: ask.locale.clone(), title: r.title, sheets: vec![sheet], ..PrintView::default() }.render()))
}
