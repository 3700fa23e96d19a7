//! 下级政协和乡镇街道.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Bound, Done, act};

use super::{KEEPERS, home};
use crate::scope;
use crate::store::places::{self, NewAssembly};

const CREATE: Act =
    act("identity.assembly-create", "/assemblies").form_at("/assemblies/new").access(KEEPERS).journals("assembly.created").confirmed();
const RENAME: Act = act("identity.assembly-rename", "/assemblies/{id}/name").access(KEEPERS).journals("assembly.renamed");
const TOWNSHIP: Act =
    act("identity.township-create", "/townships").form_at("/townships/new").access(KEEPERS).journals("assembly.township-created");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Place {
    #[garde(skip)]
    pub assembly: Option<Id>,
    #[garde(length(chars, min = 1, max = 20))]
    pub code: String,
    #[garde(length(chars, min = 1, max = 50))]
    pub name: String,
    #[garde(length(chars, max = 100))]
    pub name_en: String,
    #[garde(length(chars, max = 10))]
    pub level: String,
}

/// A new name in both languages, for anything that has one.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Name {
    #[garde(length(chars, min = 1, max = 50))]
    pub name: String,
    #[garde(length(chars, max = 100))]
    pub name_en: String,
}

pub fn acts() -> Vec<Bound> {
    vec![CREATE.create(create).form(create_form), RENAME.bind(rename).form(rename_form), TOWNSHIP.create(add_township).form(township_form)]
}

/// The two fields of a [`Name`].
pub fn name_fields(ask: &Ask, name: &str, name_en: &str) -> [Field; 2] {
    [
        Field::text("name", ask.t("identity.name")).required().value(name).max_chars(50),
        Field::text("name_en", ask.t("identity.name-en")).value(name_en),
    ]
}

fn place_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let view = super::form(tx, who, ask)?
        .field(Field::text("code", ask.t("identity.code-field")).required().hint(ask.t("identity.assembly.code.hint")));
    Ok(name_fields(ask, "", "").into_iter().fold(view, FormView::field))
}

fn create_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let levels = ["county", "city"].map(|level| Choice::new(level, ask.t(&format!("identity.level.{level}"))));
    let view = place_form(tx, who, ask)?.field(Field::radio("level", ask.t("identity.level"), levels.to_vec()).value("county").required());
    Ok(FormView { lead: Some(ask.t("identity.assembly-create.lead").to_owned()), ..view })
}

fn create(tx: &mut Tx, who: &Actor, place: &Place) -> Result<Done> {
    let parent = scope::given(tx, who, place.assembly)?;
    let level = if place.level == "city" { "city" } else { "county" };
    let new = NewAssembly { code: place.code.trim(), name: place.name.trim(), name_en: place.name_en.trim(), level, parent: Some(parent) };
    let id = places::insert_assembly(tx, &new)?;
    let entry = json!({ "code": new.code, "name": new.name, "parent": parent });
    Ok(Done::new(Ref::new("assemblies", id), &json!({ "id": id }))?.journal(entry).go(home(id)).say("identity.said.saved"))
}

fn rename_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    scope::check(tx, who, ask.id)?;
    let assembly = directory::assemblies::get(tx, ask.id)?;
    let view = FormView { cancel: Some(Link::new(ask.t("web.cancel"), home(ask.id))), ..FormView::default() };
    Ok(name_fields(ask, &assembly.name, &assembly.name_en).into_iter().fold(view, FormView::field))
}

fn rename(tx: &mut Tx, who: &Actor, id: Id, new: &Name) -> Result<Done> {
    scope::check(tx, who, id)?;
    let before = directory::assemblies::get(tx, id)?.name;
    places::rename_assembly(tx, id, new.name.trim(), new.name_en.trim())?;
    let entry = json!({ "before": before, "after": new.name.trim() });
    Ok(Done::new(Ref::new("assemblies", id), &json!({ "id": id }))?.journal(entry).go(home(id)).say("identity.said.saved"))
}

fn township_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    place_form(tx, who, ask)
}

fn add_township(tx: &mut Tx, who: &Actor, place: &Place) -> Result<Done> {
    let assembly = scope::given(tx, who, place.assembly)?;
    let id = places::insert_township(tx, assembly, place.code.trim(), place.name.trim(), place.name_en.trim())?;
    let entry = json!({ "township": id, "name": place.name.trim() });
    Ok(Done::new(Ref::new("assemblies", assembly), &json!({ "id": id }))?.journal(entry).go(home(assembly)).say("identity.said.saved"))
}
