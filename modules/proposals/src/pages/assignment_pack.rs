//! 交办会材料: the grand list, a list for each unit, and the signing sheet, in one print.

use directory::roles::{COMMITTEE_HEAD, PROPOSAL_OFFICE, SUPERVISING_OFFICE};
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use web::ui::{Cell, Column, PrintBlock, Row, Sheet};
use web::{Access, Ask, Reply};

use super::{labels, sheets};
use crate::store::handling::{self, Filter, Item};
use crate::workflow::assignment::State;

pub const READERS: Access = Access::Roles(&[PROPOSAL_OFFICE, SUPERVISING_OFFICE, COMMITTEE_HEAD]);

/// `GET /assignment-pack`, narrowed by `session`, `side` and `unit`: what is on the list or handed over and not signed for.
pub fn pack(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let filter = Filter {
        assembly: Some(who.assembly),
        session: ask.get_id("session"),
        side: ask.get("side").map(str::to_owned),
        unit: ask.get_id("unit"),
        states: vec![State::Proposed, State::Assigned],
        ..Filter::default()
    };
    let items = handling::by_unit(tx, &filter, sheets::MOST)?;
    if items.is_empty() {
        return Err(Error::conflict("handling.pack.empty"));
    }
    let mut sheets = vec![grand(tx, who, ask, &items)?];
    let units = by_unit(&items);
    for (unit, items) in &units {
        sheets.push(sheets::for_unit(tx, who, ask, *unit, items, "handling.pack.unit")?);
    }
    sheets.push(signing(tx, who, ask, &units)?);
    sheets::print(ask, "handling.pack", sheets)
}

/// Neighbours of one unit, in the order they came.
fn by_unit(items: &[Item]) -> Vec<(Id, &[Item])> {
    items.chunk_by(|a, b| a.unit == b.unit).map(|chunk| (chunk[0].unit, chunk)).collect()
}

/// 交办总表: a line for each proposal with all its units.
fn grand(tx: &mut Tx, who: &Actor, ask: &Ask, items: &[Item]) -> Result<Sheet> {
    let mut proposals: Vec<(&Item, Vec<String>)> = Vec::new();
    for i in items {
        let unit = ask.locale.f("handling.pack.part", &[("unit", i.unit_name.as_str()), ("part", ask.t(&format!("word.part.{}", i.part)))]);
        match proposals.iter_mut().find(|(first, _)| first.proposal == i.proposal) {
            Some((_, units)) => units.push(unit),
            None => proposals.push((i, vec![unit])),
        }
    }
    proposals.sort_by_key(|(i, _)| (i.number.as_deref().map_or(usize::MAX, str::len), i.number.clone(), i.proposal));
    let columns =
        ["proposals.column.number", "proposals.column.title", "proposals.column.proposer", "handling.field.units", "handling.field.note"];
    let rows = proposals.iter().map(|(i, units)| {
        let number = labels::number(ask, i.number.as_deref(), None);
        let note = i.note.clone().unwrap_or_default();
        Row::new(
            i.proposal,
            vec![
                Cell::text(number),
                Cell::text(i.title.as_str()),
                Cell::text(i.proposer.as_str()),
                Cell::Lines(units.clone()),
                Cell::text(note),
            ],
        )
    });
    let block = PrintBlock::Table { columns: columns.map(|key| Column::new(ask.t(key))).to_vec(), rows: rows.collect() };
    let count = ask.locale.count("proposals.total", proposals.len());
    sheets::sheet(tx, who, ask, ask.t("handling.pack.grand").to_owned(), count, "/assignments", vec![block])
}

/// 签收表: a line for each unit to sign on.
fn signing(tx: &mut Tx, who: &Actor, ask: &Ask, units: &[(Id, &[Item])]) -> Result<Sheet> {
    let columns =
        ["handling.field.unit", "handling.column.count", "handling.paper.receiver", "handling.column.telephone", "handling.column.day"];
    let rows = units.iter().map(|(unit, items)| {
        let name = items.first().map(|i| i.unit_name.clone()).unwrap_or_default();
        Row::new(unit, vec![Cell::text(name), Cell::Number(ask.locale.number(items.len())), Cell::text(""), Cell::text(""), Cell::text("")])
    });
    let block = PrintBlock::Table { columns: columns.map(|key| Column::new(ask.t(key))).to_vec(), rows: rows.collect() };
    sheets::sheet(tx, who, ask, ask.t("handling.pack.signing").to_owned(), String::new(), "/assignments", vec![block])
}
