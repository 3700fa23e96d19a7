//! 工作格局检查: are there tasks, people and results in a township; the points of each are policy (inventory A-GR-27).

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::rooms::KEPT;
use super::studios::past;
use super::{form, rules_now};
use crate::model::ReadinessCheck;
use crate::rules::{ASPECTS, Rules};
use crate::store;

const ENTER: Act = act("readiness.enter", "/readiness-checks").form_at("/readiness-checks/new").access(KEPT).journals("readiness.entered");
const EDIT: Act = act("readiness.edit", "/readiness-checks/{id}/details").access(KEPT).journals("readiness.edited");

pub fn all() -> Vec<Bound> {
    vec![ENTER.create(enter).form(enter_form), EDIT.bind(edit).form(edit_form)]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Entered {
    #[garde(length(chars, min = 2, max = 40))]
    township: String,
    #[garde(range(min = 1949, max = 2999))]
    year: i64,
    #[garde(required)]
    on: Option<Date>,
    /// Codes of the points of each aspect that are so.
    #[garde(length(max = 50))]
    tasks: Vec<String>,
    #[garde(length(max = 50))]
    people: Vec<String>,
    #[garde(length(max = 50))]
    results: Vec<String>,
    #[garde(length(chars, max = 2_000))]
    note: String,
}

impl Entered {
    fn put_into(&self, tx: &mut Tx, rules: &Rules, r: &mut ReadinessCheck) -> Result<()> {
        let so: Vec<&String> = self.tasks.iter().chain(&self.people).chain(&self.results).collect();
        if so.iter().any(|code| !rules.readiness.iter().any(|c| c.code == **code)) {
            return Err(Error::invalid("tasks", "web.invalid.shape"));
        }
        r.township = self.township.trim().to_owned();
        r.year = self.year;
        r.checked_on = past(tx, self.on)?;
        r.points = rules.readiness.iter().map(|c| (c.code.clone(), so.contains(&&c.code))).collect();
        r.note = self.note.trim().to_owned();
        Ok(())
    }
}

fn enter(tx: &mut Tx, who: &Actor, input: &Entered) -> Result<Done> {
    let (_, rules) = rules_now(tx, who.assembly)?;
    let mut r = ReadinessCheck {
        id: tx.new_id(),
        assembly: who.assembly,
        township: String::new(),
        year: input.year,
        points: Default::default(),
        note: String::new(),
        checked_on: tx.today(),
        changes: 0,
        created_at: tx.now(),
    };
    input.put_into(tx, &rules, &mut r)?;
    store::capacity::put_check(tx, &mut r)?;
    Ok(done(&r)?.say("readiness.said.entered"))
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Entered) -> Result<Done> {
    let mut r = own(tx, who, id)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    input.put_into(tx, &rules, &mut r)?;
    store::capacity::put_check(tx, &mut r)?;
    Ok(done(&r)?.say("readiness.said.edited"))
}

/// The record as JSON.
pub fn view(r: &ReadinessCheck) -> Value {
    json!({
        "id": r.id, "assembly": r.assembly, "township": r.township, "year": r.year, "points": r.points, "note": r.note,
        "checked_on": r.checked_on,
    })
}

fn done(r: &ReadinessCheck) -> Result<Done> {
    let payload = json!({ "text": format!("{} {}", r.township, r.year), "points": r.points, "note": r.note });
    Ok(Done::new(Ref::new("readiness-checks", r.id), &view(r))?.journal(payload))
}

fn own(tx: &mut Tx, who: &Actor, id: Id) -> Result<ReadinessCheck> {
    let r = store::capacity::check_get(tx, who, id)?;
    if r.assembly == who.assembly { Ok(r) } else { Err(Error::NotFound) }
}

fn fields(ask: &Ask, rules: &Rules, now: Option<&ReadinessCheck>) -> Vec<Field> {
    let text = |f: fn(&ReadinessCheck) -> String, or: String| now.map_or(or, f);
    let mut fields = vec![
        Field::text("township", ask.t("readiness.field.township"))
            .required()
            .max_chars(40)
            .value(text(|r| r.township.clone(), String::new())),
        Field::number("year", ask.t("rooms.statistics.year")).required().value(text(|r| r.year.to_string(), ask.today.year().to_string())),
        Field::date("on", ask.t("studios.field.checked-on")).required().value(text(|r| r.checked_on.to_string(), ask.today.to_string())),
    ];
    for aspect in ASPECTS {
        let points: Vec<Choice> = form::coded(ask, &rules.points_of(aspect));
        let so: Vec<String> = now.into_iter().flat_map(|r| &r.points).filter(|(_, so)| **so).map(|(code, _)| code.clone()).collect();
        fields.push(Field::checkboxes(aspect, ask.t(&format!("readiness.aspect.{aspect}")), points).values(so));
    }
    fields.push(Field::textarea("note", ask.t("readiness.field.note"), 4).max_chars(2_000).value(text(|r| r.note.clone(), String::new())));
    fields
}

fn enter_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (_, rules) = rules_now(tx, who.assembly)?;
    let fields = fields(ask, &rules, None);
    Ok(FormView { fields, cancel: Some(Link::new(ask.t("web.cancel"), "/readiness-checks")), ..FormView::default() })
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let r = own(tx, who, ask.id)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    Ok(FormView { fields: fields(ask, &rules, Some(&r)), ..FormView::default() })
}
