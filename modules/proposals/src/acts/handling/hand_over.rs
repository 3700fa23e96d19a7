//! 移交: everything open of one handler goes to a successor in the unit, with a list of what is due (practice 6).

use directory::roles::{UNIT_LEADER, UNIT_LIAISON};
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::ui::{Field, FormView};
use web::{Access, Act, Ask, Done, act};

use super::{fields, urge};
use crate::store::{assignments, handling};

pub const ACT: Act =
    act("assignments.hand_over", "/handover").access(Access::Roles(&[UNIT_LIAISON, UNIT_LEADER])).journals("unit.handed_over");

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Handover {
    #[garde(required)]
    pub from: Option<Id>,
    #[garde(required)]
    pub to: Option<Id>,
}

/// What went over, the earliest due first.
#[derive(Debug, Serialize)]
pub struct HandedOver {
    pub id: Id,
    pub items: Vec<HandedItem>,
}

#[derive(Debug, Serialize)]
pub struct HandedItem {
    pub proposal: Id,
    pub number: Option<String>,
    pub title: String,
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
}

pub fn hand_over(tx: &mut Tx, who: &Actor, input: &Handover) -> Result<Done> {
    let unit = who.units().first().copied().ok_or(Error::refused("proposals.not-in-a-unit"))?;
    let (Some(from), Some(to)) = (input.from, input.to) else { return Err(Error::invalid("to", "web.invalid.required")) };
    let people = fields::people_of(tx, unit)?;
    let to_name = people.iter().find(|(id, _)| *id == to).map(|(_, name)| name.clone());
    let to_name = to_name.filter(|_| from != to).ok_or_else(|| Error::invalid("to", "proposals.handler.not-here"))?;
    let filter = handling::Filter { unit: Some(unit), handler: Some(from), states: urge::OPEN.to_vec(), ..handling::Filter::default() };
    let items = handling::items(tx, &filter, 0, 1_000)?;
    if items.is_empty() {
        return Err(Error::invalid("from", "proposals.handover.nothing"));
    }
    let from_name = directory::names::person(tx, from)?;
    let mut moved = Vec::new();
    for item in &items {
        let mut part = assignments::get(tx, item.proposal, item.assignment)?;
        part.handler = Some(to);
        assignments::save(tx, &mut part)?;
        let (number, title) = (item.number.clone(), item.title.clone());
        moved.push(HandedItem { proposal: item.proposal, number, title, state: item.state.name(), due: item.due.map(|d| d.to_string()) });
    }
    let answer = HandedOver { id: unit, items: moved };
    let entry = json!({ "from_person": from_name, "to_person": to_name, "count": items.len() });
    let said = Message::new("handling.said.handed-over").with("n", items.len()).with("name", &to_name);
    let done = Done::new(Ref::new("units", unit), &answer)?.journal(entry.clone()).say(said).go(format!("/inbox?handler={to}"));
    let note = |done: Done, proposal: Id| {
        done.also("assignment.handed_over", Ref::new("proposals", proposal), json!({ "from_person": from_name, "to_person": to_name }))
    };
    Ok(items.iter().fold(done, |done, item| note(done, item.proposal)))
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let unit = who.units().first().copied().ok_or(Error::refused("proposals.not-in-a-unit"))?;
    let people = fields::person_choices(fields::people_of(tx, unit)?);
    let holders = handling::handlers(tx, unit)?;
    let with_work = fields::person_choices(holders);
    Ok(FormView {
        lead: Some(ask.t("proposals.handover.lead").to_owned()),
        cancel: Some(web::ui::Link::new(ask.t("web.cancel"), "/inbox")),
        ..FormView::default()
    }
    .field(Field::select("from", ask.t("handling.field.hand_from"), with_work).values(ask.get("from").map(str::to_owned)).required())
    .field(Field::select("to", ask.t("handling.field.hand_to"), people).required()))
}
