//! 导出: what a list shows, narrowed in the same way, as csv, xlsx or jsonl.

use documents::{Csv, Kind, Table, write_csv, write_jsonl, write_xlsx};
use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use web::ui::Link;
use web::{Ask, Download, Reply};

use super::{funds, items, labels, list, rooms, statistics};
use crate::export::{self, In, MOST};
use crate::store;

const FORMATS: [&str; 3] = ["xlsx", "csv", "jsonl"];

/// The links below a list whose table is at this path.
pub fn links(ask: &Ask, path: &str) -> Vec<Link> {
    let link = |format: &str| Link::new(format.to_uppercase(), labels::address(path, ask, &[("format", format.to_owned())]));
    FORMATS.map(link).to_vec()
}

/// Programs read jsonl; the other two are for people.
fn speak(ask: &Ask) -> In<'_> {
    if ask.get("format") == Some("jsonl") { In::Codes } else { In::Words(ask) }
}

pub(super) fn file(ask: &Ask, table: &Table, title: &str) -> Result<Reply> {
    let title = ask.t(title);
    let (ending, media_type, content) = match ask.get("format").unwrap_or("xlsx") {
        "xlsx" => ("xlsx", Kind::Xlsx.media_type(), write_xlsx(table, title).map_err(Error::internal)?),
        "csv" => ("csv", "text/csv; charset=utf-8", write_csv(table, Csv::default())),
        "jsonl" => ("jsonl", "application/x-ndjson", write_jsonl(table)),
        _ => return Err(Error::invalid("format", "web.invalid.shape")),
    };
    Ok(Reply::File(Download { name: format!("{title}-{}.{ending}", ask.today), media_type, content }))
}

/// `GET /topics/export?format=`
pub fn topics(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let all = store::topics::page(tx, who, &list::filter(who, ask)?, MOST)?;
    file(ask, &export::topics(tx, speak(ask), &all)?, "topics.list")
}

/// `GET /rooms/export?format=`
pub fn rooms(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let filter = rooms::filter(tx, who, ask)?;
    let all = store::rooms::page(tx, &filter, MOST)?;
    file(ask, &export::rooms(tx, speak(ask), &all)?, "rooms.list")
}

/// `GET /agreed-items/export?format=`
pub fn items(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let all = store::items::page(tx, who, &items::filter(ask)?, MOST)?;
    file(ask, &export::items(tx, speak(ask), &all)?, "topics.items")
}

/// `GET /rooms/funds/export?format=`
pub fn funds(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let all = store::funds::page(tx, &funds::filter(who, ask)?, MOST)?;
    file(ask, &export::funds(tx, speak(ask), &all)?, "rooms.funds")
}

/// `GET /rooms/statistics/export?by=&format=`
pub fn statistics(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let table = statistics::table(tx, who, ask)?;
    file(ask, &table, "rooms.statistics")
}
