//! 新增、修改承办单位; a renamed unit keeps its former name.

use directory::units::{SIDES, Unit};
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Bound, Done, act};

use super::get;
use crate::organisation::KEEPERS;
use crate::scope;
use crate::store::units::{self, NewUnit};

const CREATE: Act = act("units.create", "/units").form_at("/units/new").access(KEEPERS).journals("unit.created");
const EDIT: Act = act("units.edit", "/units/{id}/particulars").access(KEEPERS).journals("unit.changed");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Particulars {
    #[garde(skip)]
    pub assembly: Option<Id>,
    /// Given once and kept.
    #[garde(length(chars, max = 30))]
    pub code: String,
    #[garde(length(chars, min = 1, max = 60))]
    pub name: String,
    #[garde(length(chars, max = 30))]
    pub short_name: String,
    #[garde(length(chars, max = 100))]
    pub name_en: String,
    #[garde(length(chars, min = 1, max = 20))]
    pub side: String,
    #[garde(length(chars, max = 40))]
    pub telephone: String,
}

pub fn acts() -> Vec<Bound> {
    vec![CREATE.create(create).form(create_form), EDIT.bind(edit).form(edit_form)]
}

fn create_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let mut view = FormView { cancel: Some(Link::new(ask.t("web.cancel"), "/units")), ..FormView::default() };
    if let Some(assembly) = scope::field(tx, who, ask)? {
        view = view.field(assembly);
    }
    view = view.field(Field::text("code", ask.t("identity.code-field")).required().hint(ask.t("identity.unit.code.hint")));
    Ok(fields(ask, None).into_iter().fold(view, FormView::field))
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let unit = get(tx, who, ask.id)?;
    Ok(fields(ask, Some(&unit)).into_iter().fold(FormView::default(), FormView::field))
}

fn fields(ask: &Ask, unit: Option<&Unit>) -> [Field; 5] {
    let sides = SIDES.iter().map(|side| Choice::new(*side, ask.t(&format!("identity.side.{side}")))).collect();
    let value = |f: fn(&Unit) -> &String| unit.map(f).cloned().unwrap_or_default();
    let renamed = if unit.is_some() { ask.t("identity.unit.name.hint") } else { "" };
    [
        Field::text("name", ask.t("identity.unit.name")).required().max_chars(60).hint(renamed).value(value(|u| &u.name)),
        Field::text("short_name", ask.t("identity.short-name")).value(value(|u| &u.short_name)),
        Field::text("name_en", ask.t("identity.name-en")).value(value(|u| &u.name_en)),
        Field::radio("side", ask.t("identity.side"), sides).required().value(unit.map_or("government", |u| &u.side)),
        Field::text("telephone", ask.t("identity.telephone")).value(value(|u| &u.telephone)).autocomplete("off"),
    ]
}

fn create(tx: &mut Tx, who: &Actor, input: &Particulars) -> Result<Done> {
    let assembly = scope::given(tx, who, input.assembly)?;
    if input.code.trim().is_empty() {
        return Err(Error::invalid("code", "web.invalid.required"));
    }
    let id = units::insert(tx, &input.row(assembly)?)?;
    let entry = json!({ "code": input.code.trim(), "name": input.name.trim() });
    Ok(Done::new(Ref::new("units", id), &json!({ "id": id }))?.journal(entry).say("identity.said.saved"))
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Particulars) -> Result<Done> {
    let unit = get(tx, who, id)?;
    let row = input.row(unit.assembly)?;
    units::update(tx, &unit, &row)?;
    let renamed = (unit.name != row.name).then_some(&unit.name);
    let entry = json!({ "name": row.name, "former_name": renamed, "telephone": row.telephone });
    Ok(Done::new(Ref::new("units", id), &json!({ "id": id }))?.journal(entry).say("identity.said.saved"))
}

impl Particulars {
    fn row(&self, assembly: Id) -> Result<NewUnit<'_>> {
        if !SIDES.contains(&self.side.as_str()) {
            return Err(Error::invalid("side", "web.invalid.shape"));
        }
        Ok(NewUnit {
            assembly,
            code: self.code.trim(),
            name: self.name.trim(),
            short_name: if self.short_name.trim().is_empty() { self.name.trim() } else { self.short_name.trim() },
            name_en: self.name_en.trim(),
            side: &self.side,
            telephone: self.telephone.trim(),
        })
    }
}
