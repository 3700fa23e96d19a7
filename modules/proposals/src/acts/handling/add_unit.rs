//! 增加承办单位: while a proposal is being handled, another unit, one instead of a unit that gave it back, or the rest of
//! the list.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Done, act};

use super::{assign, fields, part, shares};
use crate::acts::{self, done};
use crate::model::{Assignment, Proposal};
use crate::rules::Rules;
use crate::store;
use crate::store::assignments;
use crate::workflow;
use crate::workflow::assignment::State;
use crate::workflow::words::Part;

pub const ACT: Act =
    act("proposals.add_unit", "/proposals/{id}/further-units").rule("proposal", "add_unit").journals("proposal.unit_added");

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Further {
    /// None: what is still on the list is dispatched, or taken off with `drop`.
    #[garde(length(max = 30))]
    pub units: Vec<Id>,
    /// Without it: that of the unit which gave it back, else co-handling.
    #[garde(skip)]
    pub part: Option<Part>,
    /// Only those of this side of the list.
    #[garde(skip)]
    pub side: Option<String>,
    #[garde(skip)]
    pub drop: bool,
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

pub fn add_unit(tx: &mut Tx, who: &Actor, id: Id, input: &Further) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::AddUnit)?;
    let rules = store::rules_of(tx, &p)?;
    let units = match (input.units.is_empty(), input.drop) {
        (true, false) => assign::dispatch_listed(tx, &p, &rules, input.side.as_deref())?,
        (true, true) => {
            for mut listed in assign::proposed(tx, p.id)? {
                assign::drop_listed(tx, &mut listed)?;
            }
            json!([])
        }
        (false, _) => {
            shares::check_units(tx, p.assembly, &input.units)?;
            let mut added = Vec::new();
            for unit in &input.units {
                added.push(hand_to(tx, &p, &rules, *unit, input.part, None, part::filled(&input.note))?);
            }
            json!(added.iter().map(|(unit, part)| json!({ "unit": unit, "part": part.name() })).collect::<Vec<_>>())
        }
    };
    p.state = to;
    part::settle_due(tx, &mut p)?;
    let also = super::answer_all::if_all(tx, &mut p, &rules)?;
    store::save(tx, &mut p)?;
    let entry = json!({ "from": to.name(), "to": to.name(), "units": units, "note": part::filled(&input.note) });
    let done = done(tx, who, &p)?.journal(entry).say("handling.said.unit-added");
    Ok(super::answer_all::with(done, also))
}

/// Hands a part to a unit that has none, in place of `given_back` where that is said; its clock starts again and is
/// capped from the first assignment.
pub fn hand_to(
    tx: &mut Tx,
    p: &Proposal,
    rules: &Rules,
    unit: Id,
    wanted: Option<Part>,
    given_back: Option<&Assignment>,
    note: Option<String>,
) -> Result<(String, Part)> {
    let parts = assignments::of(tx, p.id)?;
    let running: Vec<&Assignment> = parts.iter().filter(|a| a.runs()).collect();
    if running.iter().any(|a| a.unit == unit) {
        return Err(Error::invalid("units", "proposals.assign.twice"));
    }
    let answering = running.iter().any(|a| a.answers());
    let vacant = given_back.or_else(|| parts.iter().rev().find(|a| !answering && a.state == State::Reassigned && a.answers()));
    let share = wanted.or(vacant.map(|a| a.part)).unwrap_or(if answering { Part::Co } else { Part::Sole });
    if matches!(share, Part::Lead | Part::Sole) && answering {
        return Err(Error::invalid("part", "proposals.assign.one-lead"));
    }
    for sole in running.iter().filter(|a| a.part == Part::Sole) {
        let other = if share == Part::Co { Part::Lead } else { Part::Split };
        assignments::save(tx, &mut Assignment { part: other, ..(*sole).clone() })?;
    }
    let first: Option<Timestamp> = vacant.and_then(|a| a.first_assigned_at);
    let mut new = part::new(tx, p, unit, share, State::Assigned);
    let to = new.state;
    part::start_clocks(tx, p, rules, &mut new, first)?;
    part::rest(tx, p, rules, &mut new, to)?;
    assignments::insert(tx, &Assignment { note, ..new })?;
    Ok((part::unit_name(tx, unit)?, share))
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (form, p) = fields::about(tx, who, ask)?;
    let taken: Vec<String> = assignments::of(tx, p.id)?.iter().filter(|a| a.runs()).map(|a| a.unit.to_string()).collect();
    let units = fields::unit_choices(tx, who)?.into_iter().filter(|c| !taken.contains(&c.value)).collect();
    let parts = Part::ALL.iter().map(|p| Choice::new(p.name(), ask.t(&format!("word.part.{p}")))).collect();
    Ok(form
        .field(Field::checkboxes("units", ask.t("handling.field.units"), units).hint(ask.t("proposals.add_unit.hint")))
        .field(Field::select("part", ask.t("handling.field.part"), parts))
        .field(fields::note(ask)))
}
