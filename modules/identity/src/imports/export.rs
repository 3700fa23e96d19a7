//! 导出: the columns that import takes; the mobile number stays at home.

use documents::{Csv, Table, write_csv, write_xlsx};
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use web::page::{Ask, Download, Page, Reply, page};

use super::Kind;
use super::columns::locales;
use crate::organisation::KEEPERS;
use crate::scope;
use crate::store::export;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub fn pages() -> Vec<Page> {
    vec![
        page("exports.people-xlsx", "/exports/people.xlsx", |tx, who, ask| sheet(Kind::People, tx, who, ask)).access(KEEPERS),
        page("exports.people-csv", "/exports/people.csv", |tx, who, ask| comma(Kind::People, tx, who, ask)).access(KEEPERS),
        page("exports.units-xlsx", "/exports/units.xlsx", |tx, who, ask| sheet(Kind::Units, tx, who, ask)).access(KEEPERS),
        page("exports.units-csv", "/exports/units.csv", |tx, who, ask| comma(Kind::Units, tx, who, ask)).access(KEEPERS),
    ]
}

pub fn people(tx: &mut Tx, assembly: Id) -> Result<Table> {
    let l = &locales()[0];
    let role = |role: Option<String>| role.map(|r| l.t(&format!("role.{r}")).to_owned()).unwrap_or_default();
    let rows = export::people(tx, assembly)?.into_iter().map(|p| {
        let term = p.term.map(|n| n.to_string()).unwrap_or_default();
        vec![p.name, p.name_en, p.login, p.employer, p.post, p.sector, term, String::new(), role(p.role), p.unit, p.body]
    });
    Ok(Table::new(Kind::People.labels(l), rows))
}

pub fn units(tx: &mut Tx, assembly: Id) -> Result<Table> {
    let l = &locales()[0];
    let units = directory::units::running(tx, assembly)?;
    let rows = units
        .into_iter()
        .map(|u| vec![u.code, u.name, u.short_name, u.name_en, l.t(&format!("identity.side.{}", u.side)).to_owned(), u.telephone]);
    Ok(Table::new(Kind::Units.labels(l), rows))
}

fn table(kind: Kind, tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Table> {
    let assembly = scope::chosen(tx, who, ask)?;
    match kind {
        Kind::People => people(tx, assembly),
        Kind::Units => units(tx, assembly),
    }
}

fn sheet(kind: Kind, tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let table = table(kind, tx, who, ask)?;
    let title = ask.t(&format!("identity.{}", kind.word())).to_owned();
    let content = write_xlsx(&table, &title).map_err(Error::internal)?;
    Ok(Reply::File(Download { name: format!("{title}.xlsx"), media_type: XLSX, content }))
}

fn comma(kind: Kind, tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let table = table(kind, tx, who, ask)?;
    let title = ask.t(&format!("identity.{}", kind.word())).to_owned();
    Ok(Reply::File(Download {
        name: format!("{title}.csv"),
        media_type: "text/csv; charset=utf-8",
        content: write_csv(&table, Csv::default()),
    }))
}
