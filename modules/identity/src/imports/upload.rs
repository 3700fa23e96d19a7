//! 上传表格: checked at once, kept until it is imported or forgotten.

use directory::roles;
use documents::Table;
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::tables;
use web::ui::{Field, FormView, Html, Link};
use web::{Access, Act, App, Bound, Done, act};

use super::{Kind, work};

/// People with logins are the system administrator's, everything else is the keeper's.
pub const IMPORTERS: Access = Access::Roles(&[roles::ORG_ADMIN, roles::SYSTEM_ADMIN]);

const ACT: Act = act("identity.import-upload", "/imports").form_at("/imports/new").access(IMPORTERS).journals("import.uploaded");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Upload {
    /// `people` or `units`
    #[garde(length(chars, min = 1, max = 10))]
    pub kind: String,
    #[garde(required)]
    pub file: Option<Id>,
    #[serde(skip)]
    #[garde(skip)]
    table: Option<Table>,
}

pub fn bound() -> Bound {
    ACT.bind_after(|app, _, upload| Box::pin(read(app, upload)), keep).form(form)
}

fn form(_: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let kind = kind(who, ask.get("kind").unwrap_or_default())?;
    let title = ask.t(&format!("identity.import.{}", kind.word())).to_owned();
    let template = Link::new(ask.t("identity.template.download"), format!("/imports/{}.xlsx", kind.word()));
    let mut view = FormView { title, multipart: true, lead: Some(ask.t("identity.import.lead").to_owned()), ..FormView::default() };
    view.context = Some(Html::of(&template));
    view.cancel = Some(Link::new(
        ask.t("web.cancel"),
        if who.holds(roles::ORG_ADMIN) { format!("/{}", kind.word()) } else { "/accounts".to_owned() },
    ));
    let file = Field::file("file", ask.t("identity.import.file"), ".xlsx,.csv").required().hint(ask.t("identity.import.file.hint"));
    Ok(view.field(Field::hidden("kind", kind.word())).field(file))
}

/// Units are business of the keeper alone.
fn kind(who: &Actor, word: &str) -> Result<Kind> {
    let kind = Kind::parse(word).ok_or_else(|| Error::invalid("kind", "web.invalid.shape"))?;
    let allowed = kind == Kind::People || who.holds(roles::ORG_ADMIN);
    if allowed { Ok(kind) } else { Err(Error::refused("web.not-yours")) }
}

async fn read(app: App, mut upload: Upload) -> Result<Upload> {
    if let Some(file) = upload.file {
        upload.table = Some(tables::read(&app, file).await?);
    }
    Ok(upload)
}

fn keep(tx: &mut Tx, who: &Actor, _: Id, upload: &Upload) -> Result<Done> {
    let kind = kind(who, &upload.kind)?;
    let table = upload.table.as_ref().ok_or_else(|| Error::invalid("file", "web.invalid.required"))?;
    let outcome = work(kind, tx, who, table, &[], false)?;
    let id = tables::keep(tx, who, kind.word(), table)?;
    let counts =
        json!({ "id": id, "rows": outcome.rows, "created": outcome.created, "updated": outcome.updated, "rejected": outcome.faults.len() });
    Ok(Done::new(Ref::new("imports", id), &counts)?.journal(counts).forgetting_files())
}
