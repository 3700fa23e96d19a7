//! 撤并单位 (机构改革): the unit ends, one or more others go on; records keep the name they had.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Choice, Field, FormView};
use web::{Act, Bound, Done, act};

use super::get;
use crate::organisation::KEEPERS;
use crate::scope::in_language;
use crate::store::units;

const ACT: Act = act("units.succeed", "/units/{id}/succession").access(KEEPERS).journals("unit.succeeded").confirmed();

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Succession {
    /// The main successor, which takes over the offices of the unit.
    #[garde(required)]
    pub main: Option<Id>,
    /// Further ones, after a split.
    #[garde(length(max = 20))]
    pub others: Vec<Id>,
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
}

pub fn acts() -> Vec<Bound> {
    vec![ACT.bind(succeed).form(form)]
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let unit = get(tx, who, ask.id)?;
    let running = directory::units::running(tx, unit.assembly)?;
    let choices: Vec<Choice> =
        running.iter().filter(|u| u.id != unit.id).map(|u| Choice::new(u.id.to_string(), in_language(ask, &u.name, &u.name_en))).collect();
    let view =
        FormView { lead: Some(unit.name), warning: Some(ask.t("units.succeed.warning").to_owned()), danger: true, ..FormView::default() };
    Ok(view
        .field(
            Field::select("main", ask.t("identity.successor.main"), choices.clone()).required().hint(ask.t("identity.successor.main.hint")),
        )
        .field(Field::checkboxes("others", ask.t("identity.successor.others"), choices))
        .field(Field::textarea("reason", ask.t("identity.reason"), 3).required().hint(ask.t("identity.successor.reason.hint"))))
}

fn succeed(tx: &mut Tx, who: &Actor, id: Id, input: &Succession) -> Result<Done> {
    let unit = get(tx, who, id)?;
    if unit.ended {
        return Err(Error::conflict("workflow.not-here"));
    }
    let mut successors: Vec<Id> = input.main.into_iter().collect();
    successors.extend(input.others.iter().filter(|other| Some(**other) != input.main));
    let running = directory::units::running(tx, unit.assembly)?;
    if successors.iter().any(|s| *s == id || running.iter().all(|u| u.id != *s)) {
        return Err(Error::invalid("main", "web.invalid.shape"));
    }
    units::succeed(tx, id, &successors, who.person)?;
    let entry = json!({ "successors": successors, "reason": input.reason });
    Ok(Done::new(Ref::new("units", id), &json!({ "id": id }))?.journal(entry).say("identity.said.saved"))
}
