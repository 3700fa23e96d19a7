//! 导入导出页面: past years come in from a table, all rows or none, and go out again in the same columns.

use directory::roles;
use documents::{Limits, Table};
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, FieldError, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::module::ImportFile;
use web::ui::{Field, FormView, Html, Link};
use web::{Access, Act, App, Ask, Bound, Done, Download, Page, Reply, act, page};

const OFFICE: Access = Access::Roles(&[roles::PROPOSAL_OFFICE]);
const IMPORT: Act = act("proposals.import", "/proposals/import").access(OFFICE).journals("proposals.imported");
/// So many bad cells are named on the page; the file has to be mended anyway.
const NAMED: usize = 30;

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
    vec![IMPORT.bind_after(|app, _, upload| Box::pin(read(app, upload)), import).form(form)]
}

pub fn pages() -> Vec<Page> {
    vec![
        page("proposals.import-template", "/proposals/import.xlsx", template).access(OFFICE),
        page("proposals.export-xlsx", "/proposals/export.xlsx", xlsx).access(OFFICE),
        page("proposals.export-csv", "/proposals/export.csv", csv).access(OFFICE),
    ]
}

fn form(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let template = Link::new(ask.t("proposals.import.template"), "/proposals/import.xlsx");
    let file =
        Field::file("file", ask.t("proposals.import.file"), ".xlsx,.csv,.json,.jsonl").required().hint(ask.t("proposals.import.hint"));
    let mut view = FormView { multipart: true, lead: Some(ask.t("proposals.import.lead").to_owned()), ..FormView::default() };
    view.context = Some(Html::of(&template));
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/proposals"));
    Ok(view.field(file))
}

/// Parsing is slow work: it happens before the transaction.
async fn read(app: App, mut upload: Upload) -> Result<Upload> {
    let Some(id) = upload.file else { return Ok(upload) };
    let path = app.shelf.path(id);
    let table = tokio::task::spawn_blocking(move || {
        let bytes = std::fs::read(path).map_err(|_| Error::invalid("file", "web.invalid.required"))?;
        documents::read("", &bytes, &Limits::default()).map_err(|error| {
            let place = error.cell().map(|cell| format!("{cell} ")).unwrap_or_default();
            Error::invalid("file", Message::new(error.key()).with("detail", format!("{place}{}", error.detail())))
        })
    });
    upload.table = Some(table.await.map_err(Error::internal)??);
    Ok(upload)
}

fn import(tx: &mut Tx, who: &Actor, _: Id, upload: &Upload) -> Result<Done> {
    let table = upload.table.clone().ok_or_else(|| Error::invalid("file", "web.invalid.required"))?;
    let imported = crate::import::run(tx, who, &ImportFile { table, map: Vec::new(), session: None, dry_run: false })?;
    if !imported.rejected.is_empty() {
        let named = imported.rejected.iter().take(NAMED).map(|bad| FieldError {
            field: "file".into(),
            message: Message::new("proposals.import.bad").with("row", bad.row).with("column", &bad.column).with("reason", &bad.reason),
        });
        return Err(Error::Invalid(named.collect()));
    }
    let counts = json!({ "rows": imported.rows, "created": imported.created, "updated": imported.updated });
    let said = Message::new("proposals.said.imported").with("created", imported.created).with("updated", imported.updated);
    let id = tx.new_id();
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
