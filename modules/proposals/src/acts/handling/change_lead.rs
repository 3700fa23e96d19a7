//! 调整主办单位: a co-handler takes over as lead; the unit that led so far goes on as co-handler, or no more.

use garde::Validate;
use kernel::db::Tx;
use kernel::workflow::Roles;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Done, act};

use super::{add_unit, fields, part};
use crate::acts::{self, done};
use crate::model::Assignment;
use crate::store;
use crate::store::assignments;
use crate::workflow;
use crate::workflow::assignment::{self, PROCESS, Role, State};
use crate::workflow::words::Part;

pub const ACT: Act =
    act("proposals.change_lead", "/proposals/{id}/lead-unit").rule("proposal", "change_lead").journals("proposal.lead_changed");

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Successor {
    /// A unit that co-handles and has given no opinion yet.
    #[garde(required)]
    pub unit: Option<Id>,
    /// What becomes of the unit that led: `co`, or `none`.
    #[garde(required, length(max = 10))]
    pub former: Option<String>,
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
}

/// The clock of the successor starts again, capped from the first assignment.
pub fn change(tx: &mut Tx, who: &Actor, id: Id, input: &Successor) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::ChangeLead)?;
    let rules = store::rules_of(tx, &p)?;
    let stays = match input.former.as_deref() {
        Some("co") => true,
        Some("none") => false,
        _ => return Err(Error::invalid("former", "web.invalid.shape")),
    };
    let parts = assignments::of(tx, id)?;
    let mut lead = parts.iter().find(|a| a.part == Part::Lead && a.runs()).cloned().ok_or(Error::conflict("proposals.lead.none"))?;
    let mut next =
        open(&parts).find(|a| Some(a.unit) == input.unit).cloned().ok_or_else(|| Error::invalid("unit", "proposals.lead.not-co"))?;
    // A reply that was signed is revoked first, by two persons.
    let ended = PROCESS.step(lead.state, assignment::Act::Revoke, &Roles::only(Role::System))?;
    part::rest(tx, &p, &rules, &mut lead, ended)?;
    assignments::save(tx, &mut lead)?;
    next.part = Part::Lead;
    next.opinion_due = None;
    part::start_clocks(tx, &p, &rules, &mut next, lead.first_assigned_at)?;
    let rests = next.state;
    part::rest(tx, &p, &rules, &mut next, rests)?;
    assignments::save(tx, &mut next)?;
    if stays {
        add_unit::hand_to(tx, &p, &rules, lead.unit, Some(Part::Co), None, part::filled(&input.reason))?;
    }
    p.state = to;
    part::settle_due(tx, &mut p)?;
    store::save(tx, &mut p)?;
    let (former, unit) = (part::unit_name(tx, lead.unit)?, part::unit_name(tx, next.unit)?);
    let entry = json!({ "from": to.name(), "to": to.name(), "unit": unit, "former": former, "stays": stays, "reason": input.reason });
    Ok(done(tx, who, &p)?.journal(entry).say("handling.said.lead-changed"))
}

/// Is there somebody to take over, and something to take over from?
pub fn possible(parts: &[Assignment]) -> bool {
    parts.iter().any(|a| a.part == Part::Lead && a.runs() && a.state != State::Replied) && open(parts).next().is_some()
}

/// Co-handlers that can still take over.
fn open(parts: &[Assignment]) -> impl Iterator<Item = &Assignment> {
    parts.iter().filter(|a| a.part == Part::Co && matches!(a.state.get(), State::Assigned | State::Accepted))
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (form, p) = fields::about(tx, who, ask)?;
    let parts = assignments::of(tx, p.id)?;
    let mut units = Vec::new();
    for a in open(&parts) {
        units.push(Choice::new(a.unit.to_string(), part::unit_name(tx, a.unit)?));
    }
    let former = ["co", "none"].map(|word| Choice::new(word, ask.t(&format!("proposals.lead.former.{word}"))));
    Ok(form
        .field(Field::select("unit", ask.t("proposals.lead.next"), units).hint(ask.t("proposals.lead.next.hint")).required())
        .field(Field::radio("former", ask.t("proposals.lead.former"), former.to_vec()).required())
        .field(fields::reason(ask)))
}
