//! 界别: the list of a term, entered many at a time.

use directory::terms;
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Act, Bound, Done, act};

use super::KEEPERS;
use super::assemblies::{Name, name_fields};
use crate::scope;
use crate::store::places;

const CREATE: Act = act("identity.sector-create", "/sectors").form_at("/sectors/new").access(KEEPERS).journals("assembly.sectors-created");
const RENAME: Act = act("identity.sector-rename", "/sectors/{id}/name").access(KEEPERS).journals("assembly.sector-renamed");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Names {
    #[garde(skip)]
    pub assembly: Option<Id>,
    /// One a line; the English name may follow after a vertical bar.
    #[garde(length(chars, min = 1, max = 5000))]
    pub names: String,
}

pub fn acts() -> Vec<Bound> {
    vec![CREATE.create(create).form(form), RENAME.bind(rename).form(rename_form)]
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let view = super::form(tx, who, ask)?;
    Ok(view.field(Field::textarea("names", ask.t("identity.sectors"), 12).required().hint(ask.t("identity.sectors.hint"))))
}

fn create(tx: &mut Tx, who: &Actor, input: &Names) -> Result<Done> {
    let assembly = scope::given(tx, who, input.assembly)?;
    let term = terms::running(tx, assembly)?.ok_or_else(|| Error::conflict("identity.sessions.no-term"))?;
    let there = i64::try_from(terms::sectors(tx, term.id)?.len()).unwrap_or(0);
    let lines: Vec<(&str, &str)> =
        input.names.lines().map(|line| line.split_once('|').unwrap_or((line, ""))).map(|(a, b)| (a.trim(), b.trim())).collect();
    let names: Vec<(&str, &str)> = lines.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    for ((name, name_en), position) in names.iter().zip(there + 1..) {
        if name.chars().count() > 50 {
            return Err(Error::invalid("names", kernel::Message::new("web.invalid.long").with("max", 50)));
        }
        places::insert_sector(tx, assembly, term.id, name, name_en, position)
            .map_err(|_| Error::invalid("names", kernel::Message::new("identity.sectors.twice").with("name", *name)))?;
    }
    let entry = json!({ "term": term.id, "names": names.iter().map(|n| n.0).collect::<Vec<_>>() });
    Ok(Done::new(Ref::new("assemblies", assembly), &json!({ "created": names.len() }))?
        .journal(entry)
        .go(list(assembly))
        .say("identity.said.saved"))
}

fn rename_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (assembly, name, name_en) = places::sector_of(tx, ask.id)?;
    scope::check(tx, who, assembly)?;
    let view = FormView { cancel: Some(Link::new(ask.t("web.cancel"), list(assembly))), ..FormView::default() };
    Ok(name_fields(ask, &name, &name_en).into_iter().fold(view, FormView::field))
}

fn rename(tx: &mut Tx, who: &Actor, id: Id, new: &Name) -> Result<Done> {
    let (assembly, before, _) = places::sector_of(tx, id)?;
    scope::check(tx, who, assembly)?;
    places::rename_sector(tx, id, new.name.trim(), new.name_en.trim())?;
    let entry = json!({ "sector": id, "before": before, "after": new.name.trim() });
    Ok(Done::new(Ref::new("assemblies", assembly), &json!({ "id": id }))?.journal(entry).go(list(assembly)).say("identity.said.saved"))
}

fn list(assembly: Id) -> String {
    format!("/sectors?assembly={assembly}")
}
