//! 申请更正: a correction, a revocation or a reopening, with the reason; a second person does it.

use directory::{names, units};
use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Done, act};

use crate::acts::{self, feedback::heading};
use crate::model::{Assignment, ChangeRequest, Proposal};
use crate::workflow::{self, PROCESS, RULES, assignment, words::Change};
use crate::{policy, store};

pub const ACT: Act =
    act("proposals.ask_change", "/proposals/{id}/change-request").rule("proposal", "ask_change").journals("proposal.change_asked");

/// What is to be changed, and why.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Input {
    /// `correction`, `revocation`, `reopening`
    #[garde(length(chars, min = 1, max = 20))]
    pub kind: String,
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
    /// Of a correction: what it should read; blank for what stays.
    #[garde(length(chars, max = 200))]
    pub title: String,
    #[garde(skip)]
    pub category: Option<Id>,
    #[garde(length(chars, max = 100))]
    pub proposer: String,
    /// The part whose unit is wrong, or whose answer is revoked; all answers where none is named.
    #[garde(skip)]
    pub assignment: Option<Id>,
    #[garde(skip)]
    pub unit: Option<Id>,
}

/// Asks; one request is open at a time.
pub fn ask_change(tx: &mut Tx, who: &Actor, id: Id, input: &Input) -> Result<Done> {
    let (p, to) = acts::stepped(tx, who, id, workflow::Act::AskChange)?;
    if store::feedback::open_change(tx, id)?.is_some() {
        return Err(Error::conflict("proposals.change.open"));
    }
    let kind = Change::parse(&input.kind).ok_or_else(|| Error::invalid("kind", "web.invalid.shape"))?;
    if !possible(&p).contains(&kind) {
        return Err(Error::invalid("kind", "proposals.change.not-here"));
    }
    let fields = match kind {
        Change::Correction => corrections(tx, &p, input)?,
        Change::Revocation => answers(tx, &p, input)?,
        Change::Reopening => json!({}),
    };
    let request = ChangeRequest {
        id: tx.new_id(),
        assembly: p.assembly,
        proposal: p.id,
        kind,
        state: "open".into(),
        reason: input.reason.clone(),
        fields,
        asked_by: who.person,
        asked_at: tx.now(),
        decided_by: None,
    };
    store::feedback::insert_change(tx, &request)?;
    Ok(acts::done(tx, who, &p)?
        .journal(json!({
            "from": p.state.name(), "to": to.name(), "kind": kind.name(), "reason": input.reason,
            "fields": request.fields, "text": super::change::summary(&request.fields),
        }))
        .say("proposals.said.change-asked"))
}

/// The kinds of change that RULES know at this state.
fn possible(p: &Proposal) -> Vec<Change> {
    let acts = [
        (Change::Correction, workflow::Act::Correct),
        (Change::Revocation, workflow::Act::Revoke),
        (Change::Reopening, workflow::Act::Reopen),
    ];
    let here = |act| RULES.iter().any(|rule| p.state == rule.from && rule.act == act);
    acts.into_iter().filter(|(_, act)| here(*act)).map(|(kind, _)| kind).collect()
}

/// Old and new of what differs: `{"title": {"old": …, "new": …}}`.
fn corrections(tx: &mut Tx, p: &Proposal, input: &Input) -> Result<Value> {
    let mut fields = Map::new();
    let title = input.title.trim();
    if !title.is_empty() && title != p.title {
        if title.chars().count() > store::rules_of(tx, p)?.max_title_chars {
            return Err(Error::invalid("title", "proposals.change.title-long"));
        }
        fields.insert("title".into(), json!({ "old": p.title, "new": title }));
    }
    let proposer = input.proposer.trim();
    if !proposer.is_empty() && proposer != p.proposer {
        fields.insert("proposer".into(), json!({ "old": p.proposer, "new": proposer }));
    }
    if let Some(category) = input.category.filter(|c| Some(*c) != p.category) {
        let categories = store::categories(tx, p.assembly)?;
        let name = |id: Id| categories.iter().find(|c| c.0 == id).map(|c| c.1.clone());
        let new = name(category).ok_or_else(|| Error::invalid("category", "web.invalid.shape"))?;
        let old = p.category.and_then(name).unwrap_or_default();
        fields.insert("category".into(), json!({ "old": old, "new": new, "id": category }));
    }
    if let Some(unit) = input.unit {
        fields.insert("unit".into(), unit_correction(tx, p, input.assignment, unit)?);
    }
    if fields.is_empty() { Err(Error::invalid("title", "proposals.change.nothing")) } else { Ok(fields.into()) }
}

/// A unit written down wrongly, as long as it has not begun to answer.
fn unit_correction(tx: &mut Tx, p: &Proposal, part: Option<Id>, unit: Id) -> Result<Value> {
    let parts = store::assignments::of(tx, p.id)?;
    let running: Vec<&Assignment> = parts.iter().filter(|a| a.runs()).collect();
    let part = match (part, running.as_slice()) {
        (Some(id), running) => running.iter().find(|a| a.id == id).copied(),
        (None, [only]) => Some(*only),
        (None, _) => None,
    };
    let part = part.ok_or_else(|| Error::invalid("assignment", "web.invalid.required"))?;
    use assignment::State as S;
    if !matches!(part.state.get(), S::Proposed | S::Assigned | S::ReturnRequested | S::Accepted | S::Planned) {
        return Err(Error::invalid("assignment", "proposals.change.answering"));
    }
    if running.iter().any(|a| a.unit == unit) {
        return Err(Error::invalid("unit", "proposals.change.unit-there"));
    }
    let new = units::get(tx, p.assembly, unit).map_err(|_| Error::invalid("unit", "web.invalid.shape"))?;
    let old = names::units(tx, &[part.unit])?.remove(&part.unit).unwrap_or_default();
    Ok(json!({ "old": old, "new": new.name, "assignment": part.id, "id": unit }))
}

/// Of an answered proposal: the parts whose answers are revoked.
fn answers(tx: &mut Tx, p: &Proposal, input: &Input) -> Result<Value> {
    if p.state != workflow::State::Replied {
        return Ok(json!({}));
    }
    let parts = store::assignments::of(tx, p.id)?;
    let answered = parts.iter().filter(|a| a.state == assignment::State::Replied).map(|a| a.id);
    let chosen: Vec<Id> = answered.filter(|id| input.assignment.is_none_or(|one| one == *id)).collect();
    if chosen.is_empty() { Err(Error::invalid("assignment", "proposals.part-not-answered")) } else { Ok(json!({ "answers": chosen })) }
}

/// All kinds in one form; what a correction does not touch stays as it is filled in.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = store::get(tx, who, ask.id)?;
    let around = store::around(tx, &p)?;
    PROCESS.step(p.state, workflow::Act::AskChange, &policy::roles(who, &p, &around))?;
    if around.change.is_some() {
        return Err(Error::conflict("proposals.change.open"));
    }
    let possible = possible(&p);
    let kinds = possible.iter().map(|k| {
        let hint = ask.t(&format!("proposals.hint.change.{}", k.name())).to_owned();
        Choice::new(k.name(), ask.t(&format!("word.change.{}", k.name()))).hint(hint)
    });
    let chosen = ask.get("kind").unwrap_or_else(|| possible.first().map_or("", |k| k.name())).to_owned();
    let mut fields = vec![
        Field::radio("kind", ask.t("proposals.field.change-kind"), kinds.collect()).value(chosen).required(),
        Field::textarea("reason", ask.t("proposals.field.change-reason"), 3).required().max_chars(1000),
        Field::fieldset(ask.t("proposals.change.what"), wanted(tx, ask, &p)?),
    ];
    let parts: Vec<Assignment> = store::assignments::of(tx, p.id)?.into_iter().filter(Assignment::runs).collect();
    if !parts.is_empty() {
        let names = names::units(tx, &parts.iter().map(|a| a.unit).collect::<Vec<_>>())?;
        let name = |a: &Assignment| names.get(&a.unit).cloned().unwrap_or_default();
        let choices = parts.iter().map(|a| Choice::new(a.id.to_string(), name(a))).collect();
        let all = units::running(tx, p.assembly)?.into_iter().map(|u| Choice::new(u.id.to_string(), u.name)).collect();
        fields.push(Field::fieldset(
            ask.t("proposals.change.unit"),
            vec![
                Field::select("assignment", ask.t("proposals.field.change-part"), choices).hint(ask.t("proposals.hint.change-part")),
                Field::select("unit", ask.t("proposals.field.change-unit"), all),
            ],
        ));
    }
    Ok(FormView { lead: Some(ask.t("proposals.change.lead").to_owned()), context: Some(heading(ask, &p)), fields, ..FormView::default() })
}

fn wanted(tx: &mut Tx, ask: &Ask, p: &Proposal) -> Result<Vec<Field>> {
    let categories = store::categories(tx, p.assembly)?;
    let choices = categories.into_iter().map(|(id, zh, en)| Choice::new(id.to_string(), acts::feedback::label(ask, &zh, &en)));
    let mut category = Field::select("category", ask.t("proposals.column.category"), choices.collect());
    if let Some(id) = p.category {
        category = category.value(id.to_string());
    }
    Ok(vec![
        Field::text("title", ask.t("proposals.column.title")).value(p.title.as_str()).max_chars(200),
        Field::text("proposer", ask.t("proposals.column.proposer")).value(p.proposer.as_str()).max_chars(100),
        category,
    ])
}
