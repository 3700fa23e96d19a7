//! 综述、报送与公布: a person writes what was said; the report goes to whom it concerns; the result comes back to those who spoke.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::{form, moved, stepped};
use crate::workflow::Act as Step;

const SUMMARISE: Act =
    act("deliberations.summarise", "/deliberations/{id}/summary").rule("deliberation", "summarise").journals("deliberation.summarised");
const REPORT: Act =
    act("deliberations.report", "/deliberations/{id}/report").rule("deliberation", "report").journals("deliberation.reported");
const POST_RESULT: Act = act("deliberations.post_result", "/deliberations/{id}/result")
    .rule("deliberation", "post_result")
    .journals("deliberation.result_posted");

pub fn all() -> Vec<Bound> {
    vec![
        SUMMARISE.bind(summarise).form(summarise_form),
        REPORT.bind(report).form(report_form),
        POST_RESULT.bind(post_result).form(result_form),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Summary {
    #[garde(length(chars, min = 10, max = 20_000))]
    summary: String,
}

fn summarise(tx: &mut Tx, who: &Actor, id: Id, input: &Summary) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Summarise)?;
    case.d.summary = Some(input.summary.trim().to_owned());
    case.d.summarised_by = Some(who.person);
    Ok(moved(tx, &mut case, to, json!({}))?.say("deliberations.said.summarised"))
}

fn summarise_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, Step::Summarise)?;
    let field = Field::textarea("summary", ask.t("deliberations.field.summary"), 14).required().max_chars(20_000);
    Ok(view.field(field.hint(ask.t("deliberations.hint.summary")).value(case.d.summary.unwrap_or_default())))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Report {
    /// To whom, when, under which number.
    #[garde(length(chars, min = 2, max = 2_000))]
    report: String,
}

fn report(tx: &mut Tx, who: &Actor, id: Id, input: &Report) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Report)?;
    case.d.report = Some(input.report.trim().to_owned());
    Ok(moved(tx, &mut case, to, json!({ "text": input.report }))?.say("deliberations.said.reported"))
}

fn report_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, Step::Report)?;
    let field = Field::textarea("report", ask.t("deliberations.field.report"), 5).required().max_chars(2_000);
    Ok(view.field(field.hint(ask.t("deliberations.hint.report"))))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Outcome {
    #[garde(length(chars, min = 10, max = 20_000))]
    result: String,
}

fn post_result(tx: &mut Tx, who: &Actor, id: Id, input: &Outcome) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::PostResult)?;
    if input.result.trim().is_empty() {
        return Err(Error::invalid("result", "web.invalid.required"));
    }
    case.d.result = Some(input.result.trim().to_owned());
    case.d.result_on = Some(tx.today());
    Ok(moved(tx, &mut case, to, json!({}))?.say("deliberations.said.result-posted"))
}

fn result_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, Step::PostResult)?;
    let field = Field::textarea("result", ask.t("deliberations.field.result"), 10).required().max_chars(20_000);
    Ok(view.field(field.hint(ask.t("deliberations.hint.result"))))
}
