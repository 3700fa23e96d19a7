//! 会办意见: the co-handling unit gives the leading one its opinion, on a clock of its own.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView};
use web::{Act, Ask, Done, act};

use super::{fields, part};
use crate::model::Assignment;
use crate::workflow::assignment::{self, State};
use crate::workflow::words::Part;

pub const ACT: Act =
    act("assignments.give_opinion", "/proposals/{id}/co-opinion").rule("assignment", "give_opinion").journals("assignment.opinion_given");

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Opinion {
    #[garde(length(chars, min = 1, max = 5000))]
    pub opinion: String,
}

pub fn give_opinion(tx: &mut Tx, who: &Actor, id: Id, input: &Opinion) -> Result<Done> {
    let mut work = part::own(tx, who, id, None)?;
    let to = work.step(tx, who, assignment::Act::GiveOpinion)?;
    let late = is_late(&work.part, tx.today());
    work.part.opinion = part::filled(&input.opinion);
    work.go(tx, to)?;
    Ok(work.done(tx, who, json!({ "late": late }))?.say("handling.said.opinion-given"))
}

/// A co-handling unit that has given nothing yet.
pub fn is_missing(part: &Assignment) -> bool {
    part.runs() && part.part == Part::Co && part.state != State::Opined
}

/// Past the day of its opinion: it is named and no longer waited for.
pub fn is_late(part: &Assignment, today: jiff::civil::Date) -> bool {
    part.opinion_due.is_some_and(|day| today > day)
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (form, _) = fields::about(tx, who, ask)?;
    let due = fields::own_part(tx, who, ask)?.and_then(|work| work.part.opinion_due);
    let lead = due.map(|day| ask.locale.f("proposals.opinion.until", &[("day", ask.locale.day(day, ask.today))]));
    Ok(FormView { lead, ..form }.field(Field::textarea("opinion", ask.t("handling.field.opinion"), 8).max_chars(5000).required()))
}
