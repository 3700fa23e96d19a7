//! 交办会材料的页面: printed lists of parts, with a code back to each record.

use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::ui::{Cell, Column, Html, PrintBlock, PrintView, Row, Sheet};
use web::{Ask, Reply};

use super::labels;
use crate::store::handling::Item;

/// Rows of one printed document.
pub const MOST: i64 = 2_000;

/// A whole document.
pub fn print(ask: &Ask, title: &str, sheets: Vec<Sheet>) -> Result<Reply> {
    let view = PrintView { locale: ask.locale.clone(), title: ask.t(title).to_owned(), sheets, ..PrintView::default() };
    Ok(Reply::Print(view.render()))
}

/// A sheet of the assembly; `link` is what its own code leads to.
pub fn sheet(tx: &mut Tx, who: &Actor, ask: &Ask, title: String, number: String, link: &str, blocks: Vec<PrintBlock>) -> Result<Sheet> {
    let moment = ask.locale.moment(tx.now().0, ask.today);
    Ok(Sheet {
        head: directory::assemblies::get(tx, who.assembly)?.name,
        title,
        number,
        qr: code(ask, link).map(|svg| (svg, ask.t("proposals.paper.scan").to_owned())),
        blocks,
        foot: ask.locale.f("proposals.paper.foot", &[("who", who.name.as_str()), ("at", moment.as_str())]),
    })
}

fn code(ask: &Ask, path: &str) -> Option<Html> {
    documents::qr_svg(&format!("{}{path}", ask.public_url)).map(Html::drawing)
}

/// 承办清单: what one unit has, and where it signs.
pub fn for_unit(tx: &mut Tx, who: &Actor, ask: &Ask, unit: Id, items: &[Item], title: &str) -> Result<Sheet> {
    let name = directory::units::get(tx, who.assembly, unit)?.name;
    let count = ask.locale.count("proposals.total", items.len());
    let columns = [
        "proposals.column.number",
        "proposals.column.title",
        "proposals.column.proposer",
        "handling.column.part",
        "handling.column.reply-due",
        "handling.column.code",
    ];
    let columns = columns.map(|key| Column::new(ask.t(key))).to_vec();
    let rows = items.iter().map(|i| {
        let due = i.reply_due.or(i.opinion_due).map(|day| ask.locale.short_day(day, ask.today)).unwrap_or_default();
        let back = code(ask, &format!("/proposals/{}", i.proposal)).unwrap_or_default();
        let part = labels::word(ask, "word.part", i.part);
        let number = labels::number(ask, i.number.as_deref(), None);
        Row::new(
            i.assignment,
            vec![
                Cell::text(number),
                Cell::text(i.title.as_str()),
                Cell::text(i.proposer.as_str()),
                Cell::text(part),
                Cell::Day(due),
                Cell::Html(back),
            ],
        )
    });
    let blocks = vec![
        PrintBlock::Table { columns, rows: rows.collect() },
        PrintBlock::Signatures(["handling.paper.unit-seal", "handling.paper.receiver"].map(|key| ask.t(key).to_owned()).to_vec()),
    ];
    let title = format!("{name} {}", ask.t(title));
    sheet(tx, who, ask, title, count, "/inbox", blocks)
}
