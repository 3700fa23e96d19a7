//! 重新办理: the first signer is dissatisfied with the first answer, and the committee orders a second handling.

use garde::Validate;
use kernel::db::Tx;
use kernel::workflow::Roles;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Done, act};

use crate::acts;
use crate::model::{Assignment, Proposal};
use crate::rules::Rules;
use crate::workflow::{self, assignment};
use crate::{clocks, policy, store};

pub const ACT: Act = act("proposals.order_rehandling", "/proposals/{id}/rehandling")
    .rule("proposal", "order_rehandling")
    .journals("proposal.rehandling_ordered")
    .on_paper(&[directory::roles::PROPOSAL_OFFICE]);

/// Why, and which units; all that answered where none is named.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Input {
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
    /// Parts that answer again.
    #[garde(skip)]
    pub assignments: Vec<Id>,
}

/// Opens the second round: a clock of its own, a new contact, ratings asked after the new answer.
pub fn order_rehandling(tx: &mut Tx, who: &Actor, id: Id, input: &Input) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::OrderRehandling)?;
    let rules = store::rules_of(tx, &p)?;
    let from = p.state;
    let answered = answered(tx, &p)?;
    if let Some(place) = input.assignments.iter().position(|id| !answered.iter().any(|a| a.id == *id)) {
        return Err(Error::invalid(format!("assignments[{place}]"), "proposals.part-not-answered"));
    }
    let chosen: Vec<Assignment> =
        answered.into_iter().filter(|a| input.assignments.is_empty() || input.assignments.contains(&a.id)).collect();
    if chosen.is_empty() {
        return Err(Error::conflict("proposals.nothing-answered"));
    }
    p.round += 1;
    let mut units = Vec::new();
    for mut part in chosen {
        restart(tx, &p, &mut part, &rules)?;
        units.push(part.unit);
    }
    clocks::moved(tx, &mut p, to, Some(rules.rehandle))?;
    store::save(tx, &mut p)?;
    let names = directory::names::units(tx, &units)?;
    let units: Vec<&str> = units.iter().filter_map(|u| names.get(u)).map(String::as_str).collect();
    Ok(acts::done(tx, who, &p)?
        .journal(json!({ "from": from.name(), "to": to.name(), "reason": input.reason, "units": units.join("、"), "round": p.round }))
        .say("proposals.said.rehandling-ordered"))
}

/// The part begins again where it was accepted; it is not returned a second time.
fn restart(tx: &mut Tx, p: &Proposal, part: &mut Assignment, rules: &Rules) -> Result<()> {
    let to = assignment::PROCESS.step(part.state, assignment::Act::Rehandle, &Roles::only(assignment::Role::System))?;
    clocks::part_moved(tx, part, to, Some(rules.rehandle))?;
    part.reply_due = part.due;
    part.return_until = None;
    part.round = p.round;
    store::assignments::save(tx, part)
}

fn answered(tx: &mut Tx, p: &Proposal) -> Result<Vec<Assignment>> {
    let parts = store::assignments::of(tx, p.id)?;
    Ok(parts.into_iter().filter(|a| a.answers() && a.state == assignment::State::Replied).collect())
}

/// The reason of the first signer stands above.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = store::get(tx, who, ask.id)?;
    let around = store::around(tx, &p)?;
    let registrar = who.holds(directory::roles::PROPOSAL_OFFICE);
    if !registrar || !around.dissatisfied {
        workflow::PROCESS.step(p.state, workflow::Act::OrderRehandling, &policy::roles(who, &p, &around))?;
    }
    let rules = store::rules_of(tx, &p)?;
    let answered = answered(tx, &p)?;
    let names = directory::names::units(tx, &answered.iter().map(|a| a.unit).collect::<Vec<_>>())?;
    let choices: Vec<Choice> =
        answered.iter().map(|a| Choice::new(a.id.to_string(), names.get(&a.unit).cloned().unwrap_or_default())).collect();
    let due = clocks::due(tx, p.assembly, rules.rehandle)?;
    let mut fields = Vec::new();
    if choices.len() > 1 {
        let all: Vec<String> = choices.iter().map(|c| c.value.clone()).collect();
        fields.push(Field::checkboxes("assignments", ask.t("proposals.field.rehandling-units"), choices).values(all));
    }
    fields.push(
        Field::textarea("reason", ask.t("proposals.field.rehandling-reason"), 4)
            .hint(ask.t("proposals.hint.rehandling-reason"))
            .required()
            .max_chars(1000),
    );
    Ok(FormView {
        lead: Some(ask.locale.f("proposals.rehandling.lead", &[("day", ask.locale.short_day(due, ask.today).as_str())])),
        context: Some(super::opinion(tx, ask, &p)?),
        fields,
        ..FormView::default()
    })
}
