//! 联动履职: an activity of a city with its counties, and what came of it (inventory A-GR-21).

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{self, Choice, Fact, Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::rooms::KEPT;
use super::{form, rules_now};
use crate::model::JointActivity;
use crate::store;

const ENTER: Act = act("activities.enter", "/joint-activities").form_at("/joint-activities/new").access(KEPT).journals("activity.entered");
const EDIT: Act = act("activities.edit", "/joint-activities/{id}/details").access(KEPT).journals("activity.edited");
const RECORD: Act = act("activities.record", "/joint-activities/{id}/outcome").access(KEPT).journals("activity.recorded");

pub fn all() -> Vec<Bound> {
    vec![ENTER.create(enter).form(enter_form), EDIT.bind(edit).form(edit_form), RECORD.bind(record).form(record_form)]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Entered {
    #[garde(length(chars, min = 2, max = 80))]
    title: String,
    /// A word of the policy.
    #[garde(length(chars, min = 1, max = 40))]
    kind: String,
    #[garde(required)]
    on: Option<Date>,
    #[garde(skip)]
    until: Option<Date>,
    #[garde(length(chars, max = 100))]
    place: String,
    /// Assemblies that take part beside one's own.
    #[garde(length(max = 200))]
    orgs: Vec<Id>,
    #[garde(length(chars, max = 1_000))]
    participants: String,
}

impl Entered {
    fn put_into(&self, tx: &mut Tx, who: &Actor, a: &mut JointActivity) -> Result<Vec<Id>> {
        let (_, rules) = rules_now(tx, who.assembly)?;
        if !rules.activity_kinds.iter().any(|k| k.code == self.kind) {
            return Err(Error::invalid("kind", "web.invalid.shape"));
        }
        let on_day = self.on.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
        if self.until.is_some_and(|until| until < on_day) {
            return Err(Error::invalid("until", "activities.until-before"));
        }
        let may = partners(tx, who)?;
        if self.orgs.is_empty() {
            return Err(Error::invalid("orgs", "activities.with-nobody"));
        }
        if self.orgs.iter().any(|id| !may.iter().any(|(own, ..)| own == id)) {
            return Err(Error::invalid("orgs", "web.invalid.shape"));
        }
        a.title = self.title.trim().to_owned();
        a.kind.clone_from(&self.kind);
        a.on_day = on_day;
        a.until_day = self.until.filter(|until| *until > on_day);
        a.place = self.place.trim().to_owned();
        a.participants = self.participants.trim().to_owned();
        Ok(self.orgs.clone())
    }
}

/// The assembly above and all below it but one's own: (id, name, English name).
fn partners(tx: &mut Tx, who: &Actor) -> Result<Vec<(Id, String, String)>> {
    let here = directory::assemblies::get(tx, who.assembly)?;
    let all = directory::assemblies::below(tx, here.parent.unwrap_or(here.id))?;
    Ok(all.into_iter().filter(|a| a.id != who.assembly).map(|a| (a.id, a.name, a.name_en)).collect())
}

fn enter(tx: &mut Tx, who: &Actor, input: &Entered) -> Result<Done> {
    let mut a = JointActivity {
        id: tx.new_id(),
        assembly: who.assembly,
        title: String::new(),
        kind: String::new(),
        on_day: tx.today(),
        until_day: None,
        place: String::new(),
        participants: String::new(),
        attended: None,
        outcome: None,
        outcome_on: None,
        changes: 0,
        created_at: tx.now(),
    };
    let orgs = input.put_into(tx, who, &mut a)?;
    store::activities::insert(tx, &a)?;
    store::activities::set_orgs(tx, a.id, &orgs)?;
    Ok(done(tx, &a)?.journal(json!({ "text": a.title, "orgs": orgs })).say("activities.said.entered"))
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Entered) -> Result<Done> {
    let mut a = own(tx, who, id)?;
    let orgs = input.put_into(tx, who, &mut a)?;
    store::activities::save(tx, &mut a)?;
    store::activities::set_orgs(tx, id, &orgs)?;
    Ok(done(tx, &a)?.journal(json!({ "text": a.title, "orgs": orgs })).say("activities.said.edited"))
}

fn fields(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Field>> {
    let (_, rules) = rules_now(tx, who.assembly)?;
    let partners = partners(tx, who)?;
    let orgs = partners.iter().map(|(id, name, en)| Choice::new(id.to_string(), form::in_language(ask, name, en))).collect();
    Ok(vec![
        Field::text("title", ask.t("activities.field.title")).required().max_chars(80),
        Field::select("kind", ask.t("activities.field.kind"), form::coded(ask, &rules.activity_kinds)).required(),
        Field::date("on", ask.t("activities.field.on")).required(),
        Field::date("until", ask.t("activities.field.until")).hint(ask.t("activities.hint.until")),
        Field::text("place", ask.t("rooms.column.place")).max_chars(100),
        Field::checkboxes("orgs", ask.t("activities.field.orgs"), orgs),
        Field::textarea("participants", ask.t("activities.field.participants"), 3).max_chars(1_000),
    ])
}

fn enter_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let fields = fields(tx, who, ask)?;
    Ok(FormView { fields, cancel: Some(Link::new(ask.t("web.cancel"), "/joint-activities")), ..FormView::default() })
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let a = own(tx, who, ask.id)?;
    let mut fields = fields(tx, who, ask)?;
    let orgs = store::activities::orgs(tx, a.id)?.iter().map(|(id, ..)| id.to_string()).collect();
    let until = a.until_day.map(|day| day.to_string()).into_iter().collect();
    let values = [vec![a.title], vec![a.kind], vec![a.on_day.to_string()], until, vec![a.place], orgs, vec![a.participants]];
    for (field, values) in fields.iter_mut().zip(values) {
        field.values = values;
    }
    Ok(FormView { fields, ..FormView::default() })
}

/// The record as JSON.
pub fn view(tx: &mut Tx, a: &JointActivity) -> Result<Value> {
    let orgs: Vec<Value> = store::activities::orgs(tx, a.id)?.iter().map(|(id, name, _)| json!({ "id": id, "name": name })).collect();
    Ok(json!({
        "id": a.id, "assembly": a.assembly, "title": a.title, "kind": a.kind, "on": a.on_day, "until": a.until_day, "place": a.place,
        "orgs": orgs, "participants": a.participants, "attended": a.attended, "outcome": a.outcome, "outcome_on": a.outcome_on,
    }))
}

fn done(tx: &mut Tx, a: &JointActivity) -> Result<Done> {
    let record = view(tx, a)?;
    Done::new(Ref::new("joint-activities", a.id), &record)
}

/// Called by the acting assembly itself.
fn own(tx: &mut Tx, who: &Actor, id: Id) -> Result<JointActivity> {
    let a = store::activities::get(tx, who, id)?;
    if a.assembly == who.assembly { Ok(a) } else { Err(Error::NotFound) }
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Recorded {
    #[garde(length(chars, min = 1, max = 3_000))]
    outcome: String,
    #[garde(inner(range(min = 1, max = 100_000)))]
    attended: Option<i64>,
}

fn record(tx: &mut Tx, who: &Actor, id: Id, input: &Recorded) -> Result<Done> {
    let mut a = own(tx, who, id)?;
    let today = tx.today();
    if a.on_day > today {
        return Err(Error::conflict("activities.not-yet"));
    }
    a.outcome = Some(input.outcome.trim().to_owned());
    a.outcome_on = Some(today);
    a.attended = input.attended;
    store::activities::save(tx, &mut a)?;
    Ok(done(tx, &a)?.journal(json!({ "text": input.outcome, "attended": input.attended })).say("activities.said.recorded"))
}

fn record_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let a = own(tx, who, ask.id)?;
    let facts = [
        Fact::new(ask.t("activities.field.title"), a.title.as_str()),
        Fact::new(ask.t("activities.field.on"), ask.locale.day(a.on_day, ask.today)),
    ];
    let attended = a.attended.map(|n| n.to_string()).unwrap_or_default();
    Ok(FormView { context: Some(ui::facts(&facts)), ..FormView::default() }
        .field(
            Field::textarea("outcome", ask.t("activities.field.outcome"), 6)
                .required()
                .max_chars(3_000)
                .value(a.outcome.unwrap_or_default()),
        )
        .field(Field::number("attended", ask.t("activities.field.attended")).value(attended)))
}
