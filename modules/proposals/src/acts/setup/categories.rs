//! 类别: add, rename, end, take up again.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Nothing;
use web::ui::{self, Fact, Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::KEPT;
use crate::store;
use crate::store::categories::Category;

const ADD: Act = act("categories.add", "/categories").form_at("/categories/new").journals("category.added").access(KEPT);
const RENAME: Act = act("categories.rename", "/categories/{id}/name").journals("category.renamed").access(KEPT);
const END: Act = act("categories.end", "/categories/{id}/end").journals("category.ended").access(KEPT);
const RESUME: Act = act("categories.resume", "/categories/{id}/resumption").journals("category.resumed").access(KEPT);

pub(super) fn all() -> Vec<Bound> {
    vec![
        ADD.create(add).form(|_, _, ask| Ok(named(ask, None))),
        RENAME.bind(rename).form(rename_form),
        END.bind(end).form(about),
        RESUME.bind(resume).form(about),
    ]
}

#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Naming {
    #[garde(length(chars, min = 1, max = 40))]
    name: String,
    #[garde(length(chars, max = 80))]
    name_en: String,
}

fn add(tx: &mut Tx, who: &Actor, input: &Naming) -> Result<Done> {
    let name = free(tx, who, &input.name, None)?;
    let id = store::categories::insert(tx, who.assembly, &name, input.name_en.trim())?;
    answered(tx, who, id, None, "proposals.said.category-added")
}

fn rename(tx: &mut Tx, who: &Actor, id: Id, input: &Naming) -> Result<Done> {
    let before = store::categories::get(tx, who.assembly, id)?;
    let name = free(tx, who, &input.name, Some(id))?;
    store::categories::rename(tx, id, &name, input.name_en.trim())?;
    answered(tx, who, id, Some(before.name), "proposals.said.category-renamed")
}

fn end(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    store::categories::get(tx, who.assembly, id)?;
    store::categories::end(tx, id, true)?;
    answered(tx, who, id, None, "proposals.said.category-ended")
}

fn resume(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    store::categories::get(tx, who.assembly, id)?;
    store::categories::end(tx, id, false)?;
    answered(tx, who, id, None, "proposals.said.category-resumed")
}

/// The trimmed name, if no other category of the assembly has it.
fn free(tx: &mut Tx, who: &Actor, name: &str, own: Option<Id>) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::invalid("name", "web.invalid.required"));
    }
    let taken = store::categories::all(tx, who.assembly)?.iter().any(|c| c.name == name && Some(c.id) != own);
    if taken { Err(Error::invalid("name", "proposals.category.taken")) } else { Ok(name.to_owned()) }
}

fn answered(tx: &mut Tx, who: &Actor, id: Id, before: Option<String>, said: &'static str) -> Result<Done> {
    let c = store::categories::get(tx, who.assembly, id)?;
    let view = json!({ "id": id, "name": c.name, "name_en": c.name_en, "ended": c.ended });
    let mut payload = json!({ "name": c.name });
    if let Some(before) = before {
        payload["before"] = before.into();
    }
    Ok(Done::new(Ref::new("categories", id), &view)?.journal(payload).say(said).go("/categories"))
}

fn named(ask: &Ask, c: Option<&Category>) -> FormView {
    FormView { cancel: Some(Link::new(ask.t("web.cancel"), "/categories")), ..FormView::default() }
        .field(Field::text("name", ask.t("proposals.category.name")).value(c.map_or("", |c| &c.name)).max_chars(40).required())
        .field(Field::text("name_en", ask.t("proposals.category.name-en")).value(c.map_or("", |c| &c.name_en)).max_chars(80))
}

fn rename_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let c = store::categories::get(tx, who.assembly, ask.id)?;
    Ok(named(ask, Some(&c)))
}

fn about(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let c = store::categories::get(tx, who.assembly, ask.id)?;
    let facts = [
        Fact::new(ask.t("proposals.category.name"), c.name.as_str()),
        Fact::new(ask.t("proposals.category.proposals"), ask.locale.number(c.proposals)),
    ];
    let lead = Some(ask.t("proposals.category.end-lead").to_owned());
    Ok(FormView {
        context: Some(ui::facts(&facts)),
        lead,
        cancel: Some(Link::new(ask.t("web.cancel"), "/categories")),
        ..FormView::default()
    })
}
