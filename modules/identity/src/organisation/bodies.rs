//! 党派团体、专委会、活动组.

use directory::bodies::KINDS;
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Bound, Done, Reason, act};

use super::KEEPERS;
use super::assemblies::{Name, name_fields};
use crate::scope;
use crate::store::places;

const CREATE: Act = act("identity.body-create", "/bodies").form_at("/bodies/new").access(KEEPERS).journals("assembly.body-created");
const RENAME: Act = act("identity.body-rename", "/bodies/{id}/name").access(KEEPERS).journals("assembly.body-renamed");
const END: Act = act("identity.body-end", "/bodies/{id}/end").access(KEEPERS).journals("assembly.body-ended");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct NewBody {
    #[garde(skip)]
    pub assembly: Option<Id>,
    #[garde(length(chars, min = 1, max = 20))]
    pub kind: String,
    #[garde(length(chars, min = 1, max = 50))]
    pub name: String,
    #[garde(length(chars, max = 100))]
    pub name_en: String,
}

pub fn acts() -> Vec<Bound> {
    vec![CREATE.create(create).form(form), RENAME.bind(rename).form(rename_form), END.bind(end).form(end_form)]
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let kinds = KINDS.iter().map(|kind| Choice::new(*kind, ask.t(&format!("identity.body.{kind}")))).collect();
    let view = super::form(tx, who, ask)?.field(Field::radio("kind", ask.t("identity.kind"), kinds).required());
    Ok(name_fields(ask, "", "").into_iter().fold(view, FormView::field))
}

fn create(tx: &mut Tx, who: &Actor, new: &NewBody) -> Result<Done> {
    let assembly = scope::given(tx, who, new.assembly)?;
    if !KINDS.contains(&new.kind.as_str()) {
        return Err(Error::invalid("kind", "web.invalid.shape"));
    }
    let id = places::insert_body(tx, assembly, &new.kind, new.name.trim(), new.name_en.trim())?;
    let entry = json!({ "body": id, "kind": new.kind, "name": new.name.trim() });
    Ok(Done::new(Ref::new("assemblies", assembly), &json!({ "id": id }))?.journal(entry).go(list(assembly)).say("identity.said.saved"))
}

fn rename_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (assembly, name, name_en) = get(tx, who, ask.id)?;
    let view = FormView { cancel: Some(Link::new(ask.t("web.cancel"), list(assembly))), ..FormView::default() };
    Ok(name_fields(ask, &name, &name_en).into_iter().fold(view, FormView::field))
}

fn rename(tx: &mut Tx, who: &Actor, id: Id, new: &Name) -> Result<Done> {
    let (assembly, before, _) = get(tx, who, id)?;
    places::rename_body(tx, id, new.name.trim(), new.name_en.trim())?;
    let entry = json!({ "body": id, "before": before, "after": new.name.trim() });
    Ok(Done::new(Ref::new("assemblies", assembly), &json!({ "id": id }))?.journal(entry).go(list(assembly)).say("identity.said.saved"))
}

fn end_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (assembly, name, _) = get(tx, who, ask.id)?;
    let cancel = Some(Link::new(ask.t("web.cancel"), list(assembly)));
    let view = FormView { cancel, lead: Some(name), danger: true, ..FormView::default() };
    Ok(view.field(Field::textarea("reason", ask.t("identity.reason"), 3).required().max_chars(1000)))
}

fn end(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (assembly, name, _) = get(tx, who, id)?;
    places::end_body(tx, id)?;
    let entry = json!({ "body": id, "name": name, "reason": input.reason });
    Ok(Done::new(Ref::new("assemblies", assembly), &json!({ "id": id }))?.journal(entry).go(list(assembly)).say("identity.said.saved"))
}

fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<places::Named> {
    let found = places::body_of(tx, id)?;
    scope::check(tx, who, found.0)?;
    Ok(found)
}

fn list(assembly: Id) -> String {
    format!("/bodies?assembly={assembly}")
}
