//! 列的对应: which column of an uploaded sheet is which field.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Id, Result};
use serde_json::json;
use web::page::Ask;
use web::tables::{self, Chosen};
use web::ui::{FormView, Link};
use web::{Act, Bound, Done, act};

use super::columns;
use super::run::{get, mapping};
use super::upload::IMPORTERS;

const ACT: Act = act("identity.import-columns", "/imports/{id}/columns").access(IMPORTERS).journals("import.columns-chosen");

pub fn bound() -> Bound {
    ACT.bind(choose).form(form)
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let l = &ask.locale;
    let (upload, kind) = get(tx, who, ask.id)?;
    tables::open(&upload)?;
    let mut view = tables::columns_form(l, &upload.table, &mapping(kind, &upload), |key| l.t(&kind.label_key(key)).to_owned());
    view.cancel = Some(Link::new(l.t("web.cancel"), format!("/imports/{}", upload.id)));
    Ok(view)
}

fn choose(tx: &mut Tx, who: &Actor, id: Id, chosen: &Chosen) -> Result<Done> {
    let (upload, kind) = get(tx, who, id)?;
    let fields: Vec<&str> = columns::Kind::fields(kind).collect();
    let map = chosen.map(&upload.table, &fields)?;
    tables::choose(tx, &upload, &map)?;
    let entry = json!({ "id": id, "map": map });
    Ok(Done::new(Ref::new("imports", id), &entry)?.journal(entry))
}
