//! 交接清单: what one handler has open and when it is due, to be signed by both.

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use web::ui::{Cell, Column, PrintBlock, Row};
use web::{Ask, Reply};

use super::{labels, sheets};
use crate::acts::handling::urge::OPEN;
use crate::store::handling::{self, Filter};

/// `GET /handover/list?handler=`, the earliest due first.
pub fn print(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let unit = who.units().first().copied().ok_or(Error::refused("proposals.not-in-a-unit"))?;
    let handler = ask.get_id("handler").ok_or(Error::NotFound)?;
    let filter = Filter { unit: Some(unit), handler: Some(handler), states: OPEN.to_vec(), ..Filter::default() };
    let items = handling::items(tx, &filter, 0, sheets::MOST)?;
    let name = items.first().and_then(|i| i.handler_name.clone()).ok_or(Error::NotFound)?;
    let columns = [
        "proposals.column.number",
        "proposals.column.title",
        "handling.column.part",
        "proposals.column.state",
        "handling.column.step-due",
        "handling.column.reply-due",
    ];
    let day = |d: Option<jiff::civil::Date>| Cell::Day(d.map(|d| ask.locale.short_day(d, ask.today)).unwrap_or_default());
    let rows = items.iter().map(|i| {
        let state = labels::word(ask, "assignment.state", i.state);
        let number = labels::number(ask, i.number.as_deref(), None);
        let part = labels::word(ask, "word.part", i.part);
        Row::new(
            i.assignment,
            vec![
                Cell::text(number),
                Cell::text(i.title.as_str()),
                Cell::text(part),
                Cell::text(state),
                day(i.due),
                day(i.reply_due.or(i.opinion_due)),
            ],
        )
    });
    let blocks = vec![
        PrintBlock::Table { columns: columns.map(|key| Column::new(ask.t(key))).to_vec(), rows: rows.collect() },
        PrintBlock::Signatures(["handling.field.hand_from", "handling.field.hand_to"].map(|key| ask.t(key).to_owned()).to_vec()),
    ];
    let count = ask.locale.count("proposals.total", items.len());
    let title = format!("{name} {}", ask.t("handling.handover.list"));
    let sheet = sheets::sheet(tx, who, ask, title, count, &format!("/inbox?handler={handler}"), blocks)?;
    sheets::print(ask, "handling.handover.list", vec![sheet])
}
