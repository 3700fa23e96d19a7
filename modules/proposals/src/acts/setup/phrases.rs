//! 常用语库: add, change, retire.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Nothing;
use web::ui::{self, Choice, Fact, Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::KEPT;
use crate::phrases::Purpose;
use crate::store;

const ADD: Act = act("phrases.add", "/phrases").form_at("/phrases/new").journals("phrase.added").access(KEPT);
const CHANGE: Act = act("phrases.change", "/phrases/{id}/text").journals("phrase.changed").access(KEPT);
const RETIRE: Act = act("phrases.retire", "/phrases/{id}/retirement").journals("phrase.retired").access(KEPT);

pub(super) fn all() -> Vec<Bound> {
    vec![ADD.create(add).form(add_form), CHANGE.bind(change).form(change_form), RETIRE.bind(retire).form(retire_form)]
}

#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Wording {
    #[garde(required)]
    purpose: Option<Purpose>,
    #[garde(length(chars, min = 1, max = 500))]
    text: String,
}

fn add(tx: &mut Tx, who: &Actor, input: &Wording) -> Result<Done> {
    let purpose = purpose(input)?;
    let id = store::phrases::insert(tx, who.assembly, purpose.name(), input.text.trim(), who.person)?;
    answered(id, purpose, &input.text, "proposals.said.phrase-added")
}

fn change(tx: &mut Tx, who: &Actor, id: Id, input: &Wording) -> Result<Done> {
    let before = store::phrases::get(tx, who.assembly, id)?;
    let purpose = purpose(input)?;
    store::phrases::change(tx, id, purpose.name(), input.text.trim(), who.person)?;
    let done = answered(id, purpose, &input.text, "proposals.said.phrase-changed")?;
    Ok(done.journal(json!({ "purpose": purpose.name(), "before": before.text, "text": input.text.trim() })))
}

fn retire(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let phrase = store::phrases::get(tx, who.assembly, id)?;
    store::phrases::retire(tx, id)?;
    let purpose = Purpose::parse(&phrase.purpose).unwrap_or(Purpose::Review);
    answered(id, purpose, &phrase.text, "proposals.said.phrase-retired")
}

fn purpose(input: &Wording) -> Result<Purpose> {
    input.purpose.ok_or(Error::invalid("purpose", "web.invalid.required"))
}

fn answered(id: Id, purpose: Purpose, text: &str, said: &'static str) -> Result<Done> {
    let view = json!({ "id": id, "purpose": purpose.name(), "text": text.trim() });
    let payload = json!({ "purpose": purpose.name(), "text": text.trim() });
    Ok(Done::new(Ref::new("phrases", id), &view)?.journal(payload).say(said).go(format!("/phrases?purpose={}", purpose.name())))
}

fn add_form(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    Ok(wording(ask, ask.get("purpose").unwrap_or_default(), ""))
}

fn change_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let phrase = store::phrases::get(tx, who.assembly, ask.id)?;
    Ok(wording(ask, &phrase.purpose, &phrase.text))
}

fn wording(ask: &Ask, purpose: &str, text: &str) -> FormView {
    let purposes = Purpose::ALL.iter().map(|p| Choice::new(p.name(), ask.t(&format!("proposals.phrases.purpose.{}", p.name())))).collect();
    FormView { cancel: Some(Link::new(ask.t("web.cancel"), "/phrases")), ..FormView::default() }
        .field(Field::radio("purpose", ask.t("proposals.phrases.purpose"), purposes).value(purpose).required())
        .field(Field::textarea("text", ask.t("proposals.phrases.text"), 3).value(text).max_chars(500).required())
}

fn retire_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let phrase = store::phrases::get(tx, who.assembly, ask.id)?;
    let context = ui::facts(&[Fact::new(ask.t("proposals.phrases.text"), phrase.text)]);
    Ok(FormView {
        context: Some(context),
        lead: Some(ask.t("phrases.retire.lead").to_owned()),
        cancel: Some(Link::new(ask.t("web.cancel"), "/phrases")),
        ..FormView::default()
    })
}
