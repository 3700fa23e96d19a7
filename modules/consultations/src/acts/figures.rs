//! 基本数据与报道: the numbers that a topic stands on, each in a field of its own, and where it was reported.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::{form, moved, stepped};
use crate::model::{Coverage, Figure};
use crate::pages::labels;
use crate::store;
use crate::workflow::Act as Step;
use crate::workflow::words::Measure;

const RECORD: Act = act("topics.record_figure", "/topics/{id}/figures").rule("topic", "record_figure").journals("topic.figure_recorded");
const COVERAGE: Act =
    act("topics.record_coverage", "/topics/{id}/coverage").rule("topic", "record_coverage").journals("topic.coverage_recorded");

/// Figures of one topic.
const MOST: usize = 30;

pub fn all() -> Vec<Bound> {
    vec![RECORD.bind(record).form(record_form), COVERAGE.bind(cover).form(coverage_form)]
}

/// A new figure, and those that are taken out.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Recorded {
    #[garde(length(chars, max = 40))]
    label: String,
    #[garde(skip)]
    measure: Option<Measure>,
    #[garde(inner(range(min = 0_i64, max = 1_000_000_000_000_i64)))]
    number: Option<i64>,
    /// `2014-09`
    #[garde(length(chars, max = 7))]
    month: Option<String>,
    #[garde(length(chars, max = 10))]
    unit: String,
    #[garde(length(max = 30))]
    drop: Vec<Id>,
}

fn record(tx: &mut Tx, who: &Actor, id: Id, input: &Recorded) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::RecordFigure)?;
    let label = input.label.trim();
    if label.is_empty() && input.drop.is_empty() {
        return Err(Error::invalid("label", "web.invalid.required"));
    }
    for figure in &input.drop {
        if store::figures::remove(tx, id, *figure)? == 0 {
            return Err(Error::invalid("drop", "web.invalid.shape"));
        }
    }
    if !label.is_empty() {
        if store::figures::of(tx, id)?.len() >= MOST {
            return Err(Error::invalid("label", "topics.figure.too-many"));
        }
        let measure = input.measure.unwrap_or(Measure::Exact);
        let (number, month) = value(measure, input)?;
        let unit = input.unit.trim().to_owned();
        let figure = Figure {
            id: tx.new_id(),
            topic: id,
            label: label.to_owned(),
            measure,
            number,
            month,
            unit,
            entered_by: who.person,
            at: tx.now(),
        };
        store::figures::insert(tx, &figure)?;
    }
    Ok(moved(tx, who, &mut case, to, None, json!({ "text": label, "dropped": input.drop }))?.say("topics.said.figure"))
}

/// A number, or a month where the measure is one.
fn value(measure: Measure, input: &Recorded) -> Result<(Option<i64>, Option<String>)> {
    if measure == Measure::Month {
        let month = input.month.as_deref().map(str::trim).unwrap_or_default();
        let day: Option<Date> = format!("{month}-01").parse().ok();
        return day.map(|_| (None, Some(month.to_owned()))).ok_or_else(|| Error::invalid("month", "topics.figure.wrong-month"));
    }
    let number = input.number.ok_or_else(|| Error::invalid("number", "web.invalid.required"))?;
    Ok((Some(number), None))
}

fn record_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, Step::RecordFigure)?;
    let there = store::figures::of(tx, case.t.id)?;
    let choices: Vec<Choice> = there.iter().map(|f| Choice::new(f.id.to_string(), f.label.as_str()).hint(labels::figure(ask, f))).collect();
    let view = view
        .field(Field::text("label", ask.t("topics.field.figure")).max_chars(40).hint(ask.t("topics.hint.figure")))
        .field(Field::radio("measure", ask.t("topics.field.measure"), form::words::<Measure>(ask, "word.measure")).value("exact"))
        .field(Field::number("number", ask.t("topics.field.number")))
        .field(Field::text("unit", ask.t("topics.field.unit")).max_chars(10).hint(ask.t("topics.hint.unit")))
        .field(Field::text("month", ask.t("topics.field.month")).max_chars(7).hint(ask.t("topics.hint.month")));
    Ok(match choices.is_empty() {
        true => view,
        false => view.field(Field::checkboxes("drop", ask.t("topics.field.drop"), choices)),
    })
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Covered {
    #[garde(required)]
    on: Option<Date>,
    #[garde(length(chars, min = 1, max = 60))]
    outlet: String,
    /// `https://…`, where there is one
    #[garde(length(chars, max = 300))]
    address: String,
}

fn cover(tx: &mut Tx, who: &Actor, id: Id, input: &Covered) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::RecordCoverage)?;
    let on_day = input.on.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
    if on_day > tx.today() {
        return Err(Error::invalid("on", "topics.day.future"));
    }
    let address = input.address.trim();
    let is_web = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
    if !address.is_empty() && (!is_web || address.chars().any(|c| c.is_whitespace() || c.is_control())) {
        return Err(Error::invalid("address", "topics.coverage.address"));
    }
    let coverage = Coverage {
        id: tx.new_id(),
        topic: id,
        on_day,
        outlet: input.outlet.trim().to_owned(),
        address: address.to_owned(),
        entered_by: who.person,
        at: tx.now(),
    };
    store::figures::insert_coverage(tx, &coverage)?;
    Ok(moved(tx, who, &mut case, to, None, json!({ "text": coverage.outlet, "on": on_day }))?.say("topics.said.coverage"))
}

fn coverage_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, Step::RecordCoverage)?;
    Ok(view
        .field(Field::date("on", ask.t("topics.field.covered-on")).required())
        .field(Field::text("outlet", ask.t("topics.field.outlet")).required().max_chars(60))
        .field(Field::text("address", ask.t("topics.field.address")).max_chars(300).hint(ask.t("topics.hint.address"))))
}
