//! 催办: by hand with words of the office, and by a daily job before and after the day. What is overdue is asked, never stored.

use garde::Validate;
use kernel::db::Tx;
use kernel::jobs::Job;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::module::JobKind;
use web::ui::{Field, FormView};
use web::{Act, Ask, Done, act};

use super::{fields, part};
use crate::acts::{self, done};
use crate::model::Assignment;
use crate::phrases::{self, Purpose};
use crate::store::{self, assignments, feedback, handling};
use crate::workflow;
use crate::workflow::assignment::State;

pub const ACT: Act = act("proposals.urge", "/proposals/{id}/urging").rule("proposal", "urge").journals("proposal.urged").batch();

/// Every day, for every assembly.
pub const JOB: JobKind = JobKind { kind: "proposals.urge", run: urge_what_is_due, every_minutes: Some(24 * 60) };

/// The same unit is not urged by the job again within a week.
const PAUSE_DAYS: i64 = 7;
/// More than any policy asks for, and few enough for one transaction.
const MOST: usize = 2_000;

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Urging {
    /// One unit; without it every unit that is not done.
    #[garde(skip)]
    pub assignment: Option<Id>,
    /// Of the phrase library.
    #[garde(length(max = 10))]
    pub phrases: Vec<Id>,
    /// Needed where no phrase is chosen.
    #[garde(length(chars, max = 1000))]
    pub text: String,
}

pub fn urge(tx: &mut Tx, who: &Actor, id: Id, input: &Urging) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::Urge)?;
    let mut open: Vec<Assignment> = assignments::of(tx, id)?.into_iter().filter(|a| is_open(a.state.get())).collect();
    open.retain(|a| input.assignment.is_none_or(|named| named == a.id));
    if open.is_empty() {
        return Err(Error::conflict("proposals.urge.nobody"));
    }
    let text = phrases::noted(tx, p.assembly, &input.phrases, &input.text)?;
    if text.is_empty() {
        return Err(Error::invalid("text", "web.invalid.required"));
    }
    let mut units = Vec::new();
    for a in &mut open {
        feedback::insert_urging(tx, a.assembly, id, Some(a.id), &text, who.person)?;
        a.urged += 1;
        assignments::save(tx, a)?;
        units.push(part::unit_name(tx, a.unit)?);
    }
    p.state = to;
    store::save(tx, &mut p)?;
    let entry = json!({ "from": to.name(), "to": to.name(), "units": units, "text": text });
    Ok(done(tx, who, &p)?.journal(entry).say("handling.said.urged"))
}

/// In the hands of a unit.
fn is_open(state: State) -> bool {
    OPEN.contains(&state)
}

/// States in which a unit owes something.
pub const OPEN: &[State] = &[State::Assigned, State::Accepted, State::Planned, State::Drafting, State::Checking, State::ToSign];

/// Parts that are due within the days of their policy, or past them.
fn urge_what_is_due(tx: &mut Tx, job: &Job) -> Result<Vec<(&'static str, Ref, Value)>> {
    let today = tx.today();
    let since = tx.now().plus_days(-PAUSE_DAYS);
    let mut entries = Vec::new();
    for mut a in handling::unurged(tx, job.assembly, since, MOST)? {
        let p = store::get_unscoped(tx, a.proposal)?;
        let rules = store::rules_of(tx, &p)?;
        let Some(due) = a.reply_due.or(a.opinion_due) else { continue };
        if due > today.saturating_add(jiff::Span::new().days(rules.urge_before_days.clamp(0, 365))) {
            continue;
        }
        feedback::insert_urging(tx, a.assembly, p.id, Some(a.id), "", Id(0))?;
        a.urged += 1;
        assignments::save(tx, &mut a)?;
        let unit = part::unit_name(tx, a.unit)?;
        entries.push((
            "proposal.urged_by_rule",
            acts::subject(&p),
            json!({ "unit": unit, "assignment": a.id, "due": due, "overdue": due < today }),
        ));
    }
    Ok(entries)
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut form, p) = fields::about(tx, who, ask)?;
    form.fields = fields::which_part(tx, ask, |a| is_open(a.state.get()))?.into_iter().map(|f| Field { required: false, ..f }).collect();
    let text = Field::textarea("text", ask.t("handling.field.urging"), 5).max_chars(1000);
    Ok(match phrases::field(tx, &ask.locale, p.assembly, Purpose::Urge)? {
        Some(library) => form.field(library).field(text),
        None => form.field(text.value(ask.t("proposals.urging.default")).required()),
    })
}
