//! 能力建设表: the figures of a county in a year, by what the policy of the highest level asks, so that counties compare
//! (两个薄弱, inventory A-GR-23).

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, FieldError, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::rooms::KEPT;
use super::{form, rules_now};
use crate::model::CapacitySheet;
use crate::rules::Coded;
use crate::store;

const ENTER: Act = act("capacity.enter", "/capacity-sheets").form_at("/capacity-sheets/new").access(KEPT).journals("capacity.entered");

pub fn all() -> Vec<Bound> {
    vec![ENTER.create(enter).form(enter_form)]
}

/// The figures that sheets of an assembly and of its neighbours have.
pub fn asked_for(tx: &mut Tx, assembly: Id) -> Result<Vec<Coded>> {
    let mut top = assembly;
    while let Some(above) = directory::assemblies::get(tx, top)?.parent {
        top = above;
    }
    Ok(rules_now(tx, top)?.1.capacity_figures.clone())
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Entered {
    /// One's own without it.
    #[garde(skip)]
    assembly: Option<Id>,
    #[garde(range(min = 1949, max = 2999))]
    year: i64,
    /// In the order of the policy; blank for what is not known.
    #[garde(length(max = 100), inner(length(chars, max = 20)))]
    values: Vec<String>,
    #[garde(length(chars, max = 2_000))]
    note: String,
}

/// 12, 12.5; no sign, two places behind the point at most.
fn number(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole, 12) && digits(part, 2)
}

/// The same year again is the same sheet, written anew.
fn enter(tx: &mut Tx, who: &Actor, input: &Entered) -> Result<Done> {
    let assembly = input.assembly.unwrap_or(who.assembly);
    if !store::rooms::level(tx, who)?.contains(&assembly) {
        return Err(Error::invalid("assembly", "web.invalid.shape"));
    }
    let figures = asked_for(tx, assembly)?;
    if figures.is_empty() || input.values.len() > figures.len() {
        return Err(Error::invalid("values", "capacity.no-figures"));
    }
    let typed: Vec<(usize, &Coded, String)> =
        figures.iter().zip(&input.values).enumerate().map(|(n, (f, v))| (n, f, v.trim().replace(['，', ','], ""))).collect();
    let wrong: Vec<FieldError> = typed
        .iter()
        .filter(|(.., v)| !v.is_empty() && !number(v))
        .map(|(n, ..)| FieldError { field: format!("values[{n}]"), message: "capacity.not-a-number".into() })
        .collect();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let mut sheet = match store::capacity::sheet_of_year(tx, assembly, input.year)? {
        Some(sheet) => sheet,
        None => CapacitySheet {
            id: tx.new_id(),
            assembly,
            year: input.year,
            figures: Default::default(),
            note: String::new(),
            changes: 0,
            created_at: tx.now(),
        },
    };
    let before = sheet.figures.clone();
    sheet.figures = typed.into_iter().filter(|(.., v)| !v.is_empty()).map(|(_, f, v)| (f.code.clone(), v)).collect();
    sheet.note = input.note.trim().to_owned();
    store::capacity::put_sheet(tx, &mut sheet)?;
    let payload = json!({ "before": before, "after": sheet.figures, "note": input.note });
    Ok(Done::new(Ref::new("capacity-sheets", sheet.id), &view(&sheet))?.journal(payload).say("capacity.said.entered"))
}

/// The record as JSON.
pub fn view(c: &CapacitySheet) -> Value {
    json!({ "id": c.id, "assembly": c.assembly, "year": c.year, "figures": c.figures, "note": c.note })
}

fn enter_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let level = directory::assemblies::below(tx, who.assembly)?;
    let assembly = ask.get_id("assembly").filter(|id| level.iter().any(|a| a.id == *id)).unwrap_or(who.assembly);
    let year = ask.get("year").and_then(|y| y.parse().ok()).unwrap_or(i64::from(ask.today.year()));
    let figures = asked_for(tx, assembly)?;
    let there = store::capacity::sheet_of_year(tx, assembly, year)?;
    let names = level.into_iter().map(|a| Choice::new(a.id.to_string(), form::in_language(ask, &a.name, &a.name_en))).collect();
    let mut fields = vec![
        Field::select("assembly", ask.t("capacity.field.assembly"), names).required().value(assembly.to_string()),
        Field::number("year", ask.t("rooms.statistics.year")).required().value(year.to_string()),
    ];
    for (place, f) in figures.iter().enumerate() {
        let value = there.as_ref().and_then(|c| c.figures.get(&f.code).cloned()).unwrap_or_default();
        fields.push(Field::text("values", form::in_language(ask, &f.label, &f.label_en)).value(value).at(place));
    }
    let note = there.map(|c| c.note).unwrap_or_default();
    fields.push(Field::textarea("note", ask.t("capacity.field.note"), 4).max_chars(2_000).hint(ask.t("capacity.hint.note")).value(note));
    let warning = figures.is_empty().then(|| ask.t("capacity.no-figures").to_owned());
    Ok(FormView { fields, warning, cancel: Some(Link::new(ask.t("web.cancel"), "/capacity-sheets")), ..FormView::default() })
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn figures_are_plain_decimals() {
        assert!(["0", "12", "12.5", "8.25"].iter().all(|t| number(t)));
        assert!(["", "-1", "1.234", "1.", ".5", "十二", "1e3"].iter().all(|t| !number(t)));
    }
}
