//! 导入: what was uploaded and found good, in one transaction.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::page::Ask;
use web::ui::FormView;
use web::{Act, Bound, Done, Nothing, act};

use super::upload::IMPORTERS;
use super::{Kind, work};
use crate::store::imports::{self, Upload};

const ACT: Act = act("identity.import-run", "/imports/{id}/run").access(IMPORTERS).journals("import.done");

pub fn bound() -> Bound {
    ACT.bind::<Nothing>(run).form(form)
}

/// An upload of one's own.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<(Upload, Kind)> {
    let upload = imports::get(tx, id)?;
    let own = upload.assembly == who.assembly && upload.uploaded_by == who.person;
    let kind = Kind::parse(&upload.kind).filter(|_| own).ok_or(Error::NotFound)?;
    Ok((upload, kind))
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (upload, kind) = get(tx, who, ask.id)?;
    let outcome = work(kind, tx, who, &upload.table, &[], false)?;
    Ok(FormView { lead: Some(super::page::summary(ask, &outcome)), ..FormView::default() })
}

fn run(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let (upload, kind) = get(tx, who, id)?;
    if upload.done_at.is_some() {
        return Err(Error::conflict("identity.import.done-already"));
    }
    let outcome = work(kind, tx, who, &upload.table, &[], true)?;
    if !outcome.faults.is_empty() {
        return Err(Error::conflict("identity.import.has-faults"));
    }
    imports::finish(tx, id)?;
    let counts = json!({ "kind": kind.word(), "rows": outcome.rows, "created": outcome.created, "updated": outcome.updated });
    Ok(Done::new(Ref::new("imports", id), &counts)?.journal(counts).say("identity.said.imported"))
}
