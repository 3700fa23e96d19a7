//! 导入导出页面: past years come in from a table, all rows or none, and go out again in the same columns.

use directory::roles;
use documents::{Mapping, Table};
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::tables::{self, Chosen, Shown};
use web::ui::{Field, FormView, Html, Link};
use web::{Access, Act, App, Ask, Bound, Done, Download, Nothing, Page, Reply, act, page};

const OFFICE: Access = Access::Roles(&[roles::PROPOSAL_OFFICE]);
const UPLOAD: Act = act("proposals.import", "/proposals/import").access(OFFICE).journals("proposals.import-uploaded");
const COLUMNS: Act =
    act("proposals.import-columns", "/proposals/imports/{id}/columns").access(OFFICE).journals("proposals.import-columns-chosen");
const RUN: Act = act("proposals.import-run", "/proposals/imports/{id}/run").access(OFFICE).journals("proposals.imported");
const KIND: &str = crate::import::IMPORT.kind;

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Upload {
    /// The stored file.
    #[garde(required)]
    pub file: Option<Id>,
    #[serde(skip)]
    #[garde(skip)]
    table: Option<Table>,
}

pub fn all() -> Vec<Bound> {
    vec![
        UPLOAD.bind_after(|app, _, upload| Box::pin(read(app, upload)), keep).form(upload_form),
        COLUMNS.bind(choose).form(columns_form),
        RUN.bind::<Nothing>(import).form(run_form),
    ]
}

pub fn pages() -> Vec<Page> {
    vec![
        page("proposals.import-template", "/proposals/import.xlsx", template).access(OFFICE),
        page("proposals.import-show", "/proposals/imports/{id}", show).access(OFFICE),
        page("proposals.import-marked", "/proposals/imports/{id}/marked", marked).access(OFFICE),
        page("proposals.export-xlsx", "/proposals/export.xlsx", xlsx).access(OFFICE),
        page("proposals.export-csv", "/proposals/export.csv", csv).access(OFFICE),
    ]
}

fn upload_form(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let template = Link::new(ask.t("proposals.import.template"), "/proposals/import.xlsx");
    let file =
        Field::file("file", ask.t("proposals.import.file"), ".xlsx,.csv,.json,.jsonl").required().hint(ask.t("proposals.import.hint"));
    let mut view = FormView { multipart: true, lead: Some(ask.t("proposals.import.lead").to_owned()), ..FormView::default() };
    view.context = Some(Html::of(&template));
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/proposals"));
    Ok(view.field(file))
}

async fn read(app: App, mut upload: Upload) -> Result<Upload> {
    if let Some(file) = upload.file {
        upload.table = Some(tables::read(&app, file).await?);
    }
    Ok(upload)
}

/// Checked at once, kept until it is imported or forgotten.
fn keep(tx: &mut Tx, who: &Actor, _: Id, upload: &Upload) -> Result<Done> {
    let table = upload.table.as_ref().ok_or_else(|| Error::invalid("file", "web.invalid.required"))?;
    let id = tables::keep(tx, who, KIND, table)?;
    let kept = tables::own(tx, who, id, &[KIND])?;
    let found = crate::import::run(tx, who, &kept.file(true))?;
    let counts =
        json!({ "id": id, "rows": found.rows, "created": found.created, "updated": found.updated, "rejected": found.rejected.len() });
    Ok(Done::new(Ref::new("imports", id), &counts)?.journal(counts).go(base(id)).forgetting_files())
}

fn base(id: Id) -> String {
    format!("/proposals/imports/{id}")
}

/// What the header says, and what the person said.
fn mapping(upload: &tables::Upload) -> Mapping {
    let said: Vec<String> = upload.map.iter().map(|(column, field)| format!("{column}={field}")).collect();
    let proposed = Mapping::propose(&upload.table.columns, crate::import::FIELDS);
    proposed.clone().with_overrides(&upload.table.columns, &said).unwrap_or(proposed)
}

fn label(ask: &Ask, key: &str) -> String {
    ask.t(&format!("proposals.import.column.{key}")).to_owned()
}

fn show(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let upload = tables::own(tx, who, ask.id, &[KIND])?;
    let outcome = crate::import::run(tx, who, &upload.file(true))?;
    let shown = Shown {
        title: ask.t("proposals.import").to_owned(),
        upload: &upload,
        outcome: &outcome,
        base: base(upload.id),
        again: "/proposals/import".into(),
        records: (ask.t("proposals.list").to_owned(), "/proposals".into()),
        mapping: &mapping(&upload),
        label: &|key| label(ask, key),
    };
    tables::show(&ask.locale, &shown)
}

fn marked(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let upload = tables::own(tx, who, ask.id, &[KIND])?;
    let outcome = crate::import::run(tx, who, &upload.file(true))?;
    tables::marked(&ask.locale, &upload, &outcome.rejected)
}

fn columns_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let upload = tables::own(tx, who, ask.id, &[KIND])?;
    tables::open(&upload)?;
    let mut view = tables::columns_form(&ask.locale, &upload.table, &mapping(&upload), |key| label(ask, key));
    view.cancel = Some(Link::new(ask.t("web.cancel"), base(upload.id)));
    Ok(view)
}

fn choose(tx: &mut Tx, who: &Actor, id: Id, chosen: &Chosen) -> Result<Done> {
    let upload = tables::own(tx, who, id, &[KIND])?;
    let fields: Vec<&str> = crate::import::FIELDS.iter().map(|field| field.key).collect();
    let map = chosen.map(&upload.table, &fields)?;
    tables::choose(tx, &upload, &map)?;
    let entry = json!({ "id": id, "map": map });
    Ok(Done::new(Ref::new("imports", id), &entry)?.journal(entry).go(base(id)))
}

fn run_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let upload = tables::own(tx, who, ask.id, &[KIND])?;
    let outcome = crate::import::run(tx, who, &upload.file(true))?;
    let cancel = Some(Link::new(ask.t("web.cancel"), base(upload.id)));
    Ok(FormView { lead: Some(tables::summary(&ask.locale, &outcome)), cancel, ..FormView::default() })
}

fn import(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let upload = tables::own(tx, who, id, &[KIND])?;
    tables::open(&upload)?;
    let imported = crate::import::run(tx, who, &upload.file(false))?;
    if !imported.rejected.is_empty() {
        return Err(Error::conflict("web.import.has-faults"));
    }
    tables::finish(tx, id)?;
    let counts = json!({ "rows": imported.rows, "created": imported.created, "updated": imported.updated });
    let said = Message::new("proposals.said.imported").with("created", imported.created).with("updated", imported.updated);
    Ok(Done::new(Ref::new("imports", id), &counts)?.journal(counts).go("/proposals").say(said))
}

fn template(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<Reply> {
    let content = (crate::import::IMPORT.template)(&ask.locale)?;
    Ok(Reply::File(Download {
        name: format!("{}.xlsx", ask.t("proposals.import.template")),
        media_type: documents::Kind::Xlsx.media_type(),
        content,
    }))
}

fn xlsx(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let table = (crate::export::EXPORT.run)(tx, who)?;
    let content = documents::write_xlsx(&table, ask.t("proposals.list")).map_err(Error::internal)?;
    Ok(Reply::File(Download { name: format!("{}.xlsx", ask.t("proposals.list")), media_type: documents::Kind::Xlsx.media_type(), content }))
}

/// With a byte-order mark and escaped formulas: it will be opened in a spreadsheet program.
fn csv(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let table = (crate::export::EXPORT.run)(tx, who)?;
    let content = documents::write_csv(&table, documents::Csv { bom: true, escape_formulas: true });
    Ok(Reply::File(Download { name: format!("{}.csv", ask.t("proposals.list")), media_type: "text/csv; charset=utf-8", content }))
}
