//! 导入: what was uploaded and found good, in one transaction.

use documents::Mapping;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::page::Ask;
use web::tables::{self, Upload};
use web::ui::FormView;
use web::{Act, Bound, Done, Nothing, act};

use super::upload::IMPORTERS;
use super::{Kind, columns, said, work};

const ACT: Act = act("identity.import-run", "/imports/{id}/run").access(IMPORTERS).journals("import.done");

pub fn bound() -> Bound {
    ACT.bind::<Nothing>(run).form(form)
}

/// An upload of one's own.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<(Upload, Kind)> {
    let upload = tables::own(tx, who, id, &["people", "units"])?;
    let kind = Kind::parse(&upload.kind).ok_or(Error::NotFound)?;
    Ok((upload, kind))
}

/// What the header says, and what the person said.
pub fn mapping(kind: Kind, upload: &Upload) -> Mapping {
    let said: Vec<String> = upload.map.iter().map(|(column, field)| format!("{column}={field}")).collect();
    let proposed = columns::proposed(kind, &upload.table);
    proposed.clone().with_overrides(&upload.table.columns, &said).unwrap_or(proposed)
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (upload, kind) = get(tx, who, ask.id)?;
    let outcome = said(&ask.locale, work(kind, tx, who, &upload.table, &upload.map, false)?);
    Ok(FormView { lead: Some(tables::summary(&ask.locale, &outcome)), ..FormView::default() })
}

fn run(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let (upload, kind) = get(tx, who, id)?;
    tables::open(&upload)?;
    let outcome = work(kind, tx, who, &upload.table, &upload.map, true)?;
    if !outcome.faults.is_empty() {
        return Err(Error::conflict("web.import.has-faults"));
    }
    tables::finish(tx, id)?;
    let counts = json!({ "kind": kind.word(), "rows": outcome.rows, "created": outcome.created, "updated": outcome.updated });
    Ok(Done::new(Ref::new("imports", id), &counts)?.journal(counts).say("identity.said.imported"))
}
