//! Questions that several forms share, and what the decision is about.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use web::page::Ask;
use web::ui::{Choice, Fact, Field, FormView, Html, facts, numbered};

use super::part::Work;
use crate::model::{Assignment, Proposal};
use crate::store;
use crate::store::assignments;
use crate::workflow::assignment::State;

/// The form with the proposal above it.
pub fn about(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(FormView, Proposal)> {
    let proposal = store::get(tx, who, ask.id)?;
    let form = FormView { context: Some(context(ask, &proposal)), ..FormView::default() };
    Ok((form, proposal))
}

/// Number, title, proposer, and what is suggested.
pub fn context(ask: &Ask, p: &Proposal) -> Html {
    Html::join([named(ask, p), numbered(p.suggestions.clone())])
}

/// Number, title, proposer.
pub fn named(ask: &Ask, p: &Proposal) -> Html {
    facts(&[
        Fact::new(ask.t("handling.field.case_no"), p.case_no.clone().unwrap_or_default()),
        Fact::new(ask.t("handling.field.title"), p.title.clone()),
        Fact::new(ask.t("handling.field.proposer"), p.proposer.clone()),
    ])
}

pub fn note(ask: &Ask) -> Field {
    Field::textarea("note", ask.t("handling.field.note"), 3).max_chars(1000)
}

pub fn reason(ask: &Ask) -> Field {
    Field::textarea("reason", ask.t("handling.field.reason"), 4).max_chars(1000).required()
}

/// Running units of the assembly.
pub fn unit_choices(tx: &mut Tx, who: &Actor) -> Result<Vec<Choice>> {
    let units = directory::units::running(tx, who.assembly)?;
    Ok(units.into_iter().map(|u| Choice::new(u.id.to_string(), u.name)).collect())
}

/// Which part is meant: settled by the address or by there being only one; else a choice.
pub fn which_part(tx: &mut Tx, ask: &Ask, wanted: impl Fn(&Assignment) -> bool) -> Result<Vec<Field>> {
    // One form for many: each record says for itself where there are several.
    if ask.path.starts_with("/batch/") {
        return Ok(Vec::new());
    }
    if let Some(id) = ask.get_id("assignment") {
        return Ok(vec![Field::hidden("assignment", id.to_string())]);
    }
    let parts: Vec<Assignment> = assignments::of(tx, ask.id)?.into_iter().filter(|p| p.runs() && wanted(p)).collect();
    if parts.len() < 2 {
        return Ok(Vec::new());
    }
    let names = directory::names::units(tx, &parts.iter().map(|p| p.unit).collect::<Vec<_>>())?;
    let choices = parts.iter().map(|p| Choice::new(p.id.to_string(), names.get(&p.unit).cloned().unwrap_or_default()));
    Ok(vec![Field::select("assignment", ask.t("handling.field.unit"), choices.collect()).required()])
}

/// As [`which_part`], for parts that stand at one state.
pub fn part_at(tx: &mut Tx, ask: &Ask, state: State) -> Result<Vec<Field>> {
    which_part(tx, ask, |part| part.state == state)
}

/// The person's own part; somebody outside the unit gets an empty form, and RULES refuse what is posted.
pub fn own_part(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Option<Work>> {
    match super::part::own(tx, who, ask.id, ask.get_id("assignment")) {
        Ok(work) => Ok(Some(work)),
        Err(Error::Refused(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Persons with an office in the unit.
pub fn people_of(tx: &mut Tx, unit: Id) -> Result<Vec<(Id, String)>> {
    use directory::roles::{UNIT_HANDLER, UNIT_LEADER, UNIT_LIAISON};
    let mut people: Vec<(Id, String)> = Vec::new();
    for role in [UNIT_HANDLER, UNIT_LIAISON, UNIT_LEADER] {
        for person in directory::units::holders(tx, unit, role)? {
            if !people.contains(&person) {
                people.push(person);
            }
        }
    }
    Ok(people)
}

pub fn person_choices(people: Vec<(Id, String)>) -> Vec<Choice> {
    people.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect()
}

/// Signatories of the proposal's units, for an office that registers a decision from paper.
pub fn unit_signers(tx: &mut Tx, parts: &[Assignment], role: &str) -> Result<Vec<Choice>> {
    let mut choices: Vec<Choice> = Vec::new();
    for part in parts.iter().filter(|p| p.runs()) {
        let unit = super::part::unit_name(tx, part.unit)?;
        for (id, name) in directory::units::holders(tx, part.unit, role)? {
            choices.push(Choice::new(id.to_string(), name).hint(unit.clone()));
        }
    }
    Ok(choices)
}

/// A word of a scheme in the reader's language.
pub fn label(ask: &Ask, label: &str, label_en: &str) -> String {
    let english = ask.locale.lang == web::i18n::Lang::En && !label_en.is_empty();
    if english { label_en.to_owned() } else { label.to_owned() }
}
