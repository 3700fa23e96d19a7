//! What an upload would do, what is wrong with it, and the template to begin with.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::page::{Ask, Download, Page, Reply, page};
use web::tables::{self, Shown};

use super::columns::template;
use super::run::{get, mapping};
use super::upload::IMPORTERS;
use super::{Kind, said, work};

pub fn pages() -> Vec<Page> {
    vec![
        page("imports.show", "/imports/{id}", show).access(IMPORTERS),
        page("imports.marked", "/imports/{id}/marked", marked).access(IMPORTERS),
        page("imports.template-people", "/imports/people.xlsx", |_, _, ask| blank(Kind::People, ask)).access(IMPORTERS),
        page("imports.template-units", "/imports/units.xlsx", |_, _, ask| blank(Kind::Units, ask)).access(IMPORTERS),
    ]
}

fn show(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let (upload, kind) = get(tx, who, ask.id)?;
    let outcome = said(l, work(kind, tx, who, &upload.table, &upload.map, false)?);
    let shown = Shown {
        title: l.t(&format!("identity.import.{}", kind.word())).to_owned(),
        upload: &upload,
        outcome: &outcome,
        base: format!("/imports/{}", upload.id),
        again: format!("/imports/new?kind={}", kind.word()),
        records: (l.t(&format!("identity.{}", kind.word())).to_owned(), format!("/{}", kind.word())),
        mapping: &mapping(kind, &upload),
        label: &|key| l.t(&kind.label_key(key)).to_owned(),
    };
    tables::show(l, &shown)
}

fn marked(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (upload, kind) = get(tx, who, ask.id)?;
    let outcome = said(&ask.locale, work(kind, tx, who, &upload.table, &upload.map, false)?);
    tables::marked(&ask.locale, &upload, &outcome.rejected)
}

fn blank(kind: Kind, ask: &Ask) -> Result<Reply> {
    let name = format!("{}.xlsx", ask.t(&format!("identity.import.{}", kind.word())));
    let media_type = documents::Kind::Xlsx.media_type();
    Ok(Reply::File(Download { name, media_type, content: template(kind, &ask.locale)? }))
}
