//! 发起与审批: a question is proposed with its audience and period, approved, announced.

use directory::roles;
use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::{Note, Reason};
use web::ui::{Choice, Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, act};

use super::{form, moved, rules_now, stepped, subject};
use crate::json as shape;
use crate::model::Deliberation;
use crate::policy::ORGANISERS;
use crate::store;
use crate::workflow::words::{Audience, Level, Moderation};
use crate::workflow::{Act as Step, PROCESS, State};

/// Who may propose one.
pub const PROPOSERS: Access = Access::Roles(ORGANISERS);

const PROPOSE: Act =
    act("deliberations.propose", "/deliberations").form_at("/deliberations/new").access(PROPOSERS).journals("deliberation.proposed");
const EDIT: Act = act("deliberations.edit", "/deliberations/{id}/edits").rule("deliberation", "edit").journals("deliberation.edited");
const APPROVE: Act =
    act("deliberations.approve", "/deliberations/{id}/approval").rule("deliberation", "approve").journals("deliberation.approved");
const DECLINE: Act =
    act("deliberations.decline", "/deliberations/{id}/refusal").rule("deliberation", "decline").journals("deliberation.declined");
const ANNOUNCE: Act =
    act("deliberations.announce", "/deliberations/{id}/announcement").rule("deliberation", "announce").journals("deliberation.announced");
const CANCEL: Act =
    act("deliberations.cancel", "/deliberations/{id}/cancellation").rule("deliberation", "cancel").journals("deliberation.cancelled");

pub fn all() -> Vec<Bound> {
    vec![
        PROPOSE.create(propose).form(propose_form),
        EDIT.bind(edit).form(edit_form),
        APPROVE.bind(approve).form(|tx, who, ask| Ok(form::about(tx, who, ask, Step::Approve)?.0.field(form::note(ask)))),
        DECLINE.bind(decline).form(|tx, who, ask| Ok(form::about(tx, who, ask, Step::Decline)?.0.field(form::reason(ask)))),
        ANNOUNCE.bind(announce).form(|tx, who, ask| Ok(form::about(tx, who, ask, Step::Announce)?.0.field(form::note(ask)))),
        CANCEL.bind(cancel).form(|tx, who, ask| Ok(form::about(tx, who, ask, Step::Cancel)?.0.field(form::reason(ask)))),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Question {
    #[garde(length(chars, min = 2, max = 60))]
    title: String,
    #[garde(length(chars, min = 4, max = 300))]
    question: String,
    #[garde(length(chars, max = 10_000))]
    materials: String,
    #[garde(required)]
    audience: Option<Audience>,
    #[garde(length(chars, max = 100))]
    place: String,
    #[garde(skip)]
    level: Option<Level>,
    #[garde(skip)]
    moderation: Option<Moderation>,
    #[garde(required)]
    #[schemars(with = "String")]
    opens_on: Option<Date>,
    #[garde(required)]
    #[schemars(with = "String")]
    closes_on: Option<Date>,
    /// How many people it concerns, where that is known.
    #[garde(inner(range(min = 1, max = 2_000_000_000)))]
    expected: Option<i64>,
    /// Participants may only vote on what the organisers wrote.
    #[garde(skip)]
    seeds_only: bool,
    /// Votes stay with the program after the closing, so that each can read the own again.
    #[garde(skip)]
    keeps_voters: bool,
    /// Statements to begin with, one a line.
    #[garde(length(chars, max = 10_000))]
    seeds: String,
    /// The record that it belongs to: `consultations:7`.
    #[garde(length(chars, max = 60))]
    about: String,
}

impl Question {
    fn put(&self, tx: &Tx, d: &mut Deliberation) -> Result<()> {
        let required = |field: &'static str| Error::invalid(field, "web.invalid.required");
        d.audience = self.audience.ok_or_else(|| required("audience"))?;
        d.opens_on = self.opens_on.ok_or_else(|| required("opens_on"))?;
        d.closes_on = self.closes_on.ok_or_else(|| required("closes_on"))?;
        if d.closes_on < d.opens_on {
            return Err(Error::invalid("closes_on", "deliberations.invalid.period"));
        }
        if d.closes_on < tx.today() {
            return Err(Error::invalid("closes_on", "deliberations.invalid.over"));
        }
        d.level = match (d.audience, self.level) {
            // Members sign in: another level would let in whoever is none.
            (Audience::Members, _) => Level::SignIn,
            (_, level) => level.unwrap_or(Level::Device),
        };
        if d.audience == Audience::Place && self.place.trim().is_empty() {
            return Err(Error::invalid("place", "web.invalid.required"));
        }
        d.title = self.title.trim().to_owned();
        d.question = self.question.trim().to_owned();
        d.materials = self.materials.trim().to_owned();
        d.place = self.place.trim().to_owned();
        d.moderation = self.moderation.unwrap_or(Moderation::Before);
        d.expected = self.expected;
        d.takes_statements = !self.seeds_only;
        d.secret = !self.keeps_voters;
        d.about = about(&self.about)?;
        Ok(())
    }
}

/// `consultations:7`: a kind of record that a link can be made to.
fn about(text: &str) -> Result<Option<(String, Id)>> {
    let wrong = || Error::invalid("about", "web.invalid.shape");
    if text.trim().is_empty() {
        return Ok(None);
    }
    let (kind, id) = text.trim().split_once(':').ok_or_else(wrong)?;
    let known = ["consultations", "topics", "proposals"].contains(&kind);
    let id: Id = id.parse().map_err(|()| wrong())?;
    if known { Ok(Some((kind.to_owned(), id))) } else { Err(wrong()) }
}

fn propose(tx: &mut Tx, who: &Actor, input: &Question) -> Result<Done> {
    let (version, rules) = rules_now(tx, who.assembly)?;
    let mut d = Deliberation {
        id: tx.new_id(),
        assembly: who.assembly,
        state: At::start(&PROCESS, State::Proposed),
        state_since: tx.now(),
        due: Some(crate::clocks::due(tx, who.assembly, rules.approve)?),
        title: String::new(),
        question: String::new(),
        materials: String::new(),
        audience: Audience::Everyone,
        place: String::new(),
        level: Level::Device,
        moderation: Moderation::Before,
        takes_statements: true,
        secret: true,
        opens_on: tx.today(),
        closes_on: tx.today(),
        expected: None,
        about: None,
        proposed_by: who.person,
        approved_by: None,
        keyed: false,
        opened_at: None,
        closed_at: None,
        summary: None,
        summarised_by: None,
        report: None,
        result: None,
        result_on: None,
        reason: None,
        policy_version: version,
        changes: 0,
        created_at: tx.now(),
    };
    input.put(tx, &mut d)?;
    store::deliberations::insert(tx, &d)?;
    for line in input.seeds.lines().map(str::trim).filter(|line| !line.is_empty()) {
        super::screening::seed(tx, who, &d, &rules, line, false, "seeds")?;
    }
    let record = shape::deliberation(tx, &d)?;
    let payload = json!({ "to": d.state.get().name(), "audience": d.audience, "level": d.level, "secret": d.secret });
    Ok(Done::new(subject(&d), &record)?.journal(payload).say("deliberations.said.proposed"))
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Question) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Edit)?;
    input.put(tx, &mut case.d)?;
    moved(tx, &mut case, to, json!({}))
}

fn propose_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let today = tx.today();
    let mut fields = fields(ask, who, None);
    for (name, value) in [("opens_on", today), ("closes_on", today.saturating_add(jiff::Span::new().days(14)))] {
        fields = fields.into_iter().map(|f| if f.name == name && f.values.is_empty() { f.value(value.to_string()) } else { f }).collect();
    }
    fields.push(Field::textarea("seeds", ask.t("deliberations.field.seeds"), 6).hint(ask.t("deliberations.hint.seeds")));
    let lead = Some(ask.t("deliberations.propose.lead").to_owned());
    Ok(FormView { fields, lead, cancel: Some(Link::new(ask.t("web.cancel"), "/deliberations")), ..FormView::default() })
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (case, _) = stepped(tx, who, ask.id, Step::Edit)?;
    Ok(FormView { fields: fields(ask, who, Some(&case.d)), ..FormView::default() })
}

fn fields(ask: &Ask, who: &Actor, d: Option<&Deliberation>) -> Vec<Field> {
    let text = |value: fn(&Deliberation) -> &str| d.map(value).unwrap_or_default().to_owned();
    let day = |value: fn(&Deliberation) -> Date| d.map(|d| value(d).to_string()).unwrap_or_default();
    let chosen = |field: Field, value: Option<&str>| match value {
        Some(value) => field.value(value),
        None => field,
    };
    let audience = d.map(|d| d.audience.name()).or(if who.holds(roles::ROOM_WORKER) { Some("place") } else { None });
    let about = match d {
        Some(d) => d.about.as_ref().map(|(kind, id)| format!("{kind}:{id}")).unwrap_or_default(),
        None => ask.get("about").unwrap_or_default().to_owned(),
    };
    let yes = |name: &str, is: bool| {
        let label = ask.t(&format!("deliberations.field.{name}")).to_owned();
        let field = Field::checkboxes(name, label, vec![Choice::new("true", ask.t(&format!("deliberations.field.{name}.yes")))]);
        let field = field.hint(ask.t(&format!("deliberations.hint.{name}")));
        if is { field.value("true") } else { field }
    };
    vec![
        Field::text("title", ask.t("deliberations.column.title"))
            .required()
            .max_chars(60)
            .value(d.map_or_else(|| ask.get("title").unwrap_or_default().to_owned(), |d| d.title.clone())),
        Field::textarea("question", ask.t("deliberations.field.question"), 3)
            .required()
            .max_chars(300)
            .hint(ask.t("deliberations.hint.question"))
            .value(text(|d| &d.question)),
        Field::textarea("materials", ask.t("deliberations.field.materials"), 8)
            .max_chars(10_000)
            .hint(ask.t("deliberations.hint.materials"))
            .value(text(|d| &d.materials)),
        chosen(
            Field::radio("audience", ask.t("deliberations.column.audience"), form::words::<Audience>(ask, "word.audience")).required(),
            audience,
        ),
        Field::text("place", ask.t("deliberations.field.place"))
            .max_chars(100)
            .hint(ask.t("deliberations.hint.place"))
            .value(d.map_or_else(|| ask.get("place").unwrap_or_default().to_owned(), |d| d.place.clone())),
        Field::radio("level", ask.t("deliberations.column.level"), form::words::<Level>(ask, "word.level"))
            .required()
            .value(d.map_or(Level::Device, |d| d.level).name()),
        Field::date("opens_on", ask.t("deliberations.field.opens-on")).required().value(day(|d| d.opens_on)),
        Field::date("closes_on", ask.t("deliberations.field.closes-on")).required().value(day(|d| d.closes_on)),
        Field::number("expected", ask.t("deliberations.field.expected"))
            .hint(ask.t("deliberations.hint.expected"))
            .value(d.and_then(|d| d.expected).map(|n| n.to_string()).unwrap_or_default()),
        Field::radio("moderation", ask.t("deliberations.field.moderation"), form::words::<Moderation>(ask, "word.moderation"))
            .required()
            .value(d.map_or(Moderation::Before, |d| d.moderation).name()),
        yes("seeds_only", d.is_some_and(|d| !d.takes_statements)),
        yes("keeps_voters", d.is_some_and(|d| !d.secret)),
        Field::hidden("about", about),
    ]
}

fn approve(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Approve)?;
    case.d.approved_by = Some(who.person);
    Ok(moved(tx, &mut case, to, json!({ "note": input.note }))?.say("deliberations.said.approved"))
}

fn decline(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Decline)?;
    case.d.reason = Some(input.reason.clone());
    moved(tx, &mut case, to, json!({ "reason": input.reason }))
}

fn announce(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Announce)?;
    Ok(moved(tx, &mut case, to, json!({ "note": input.note }))?.say("deliberations.said.announced"))
}

fn cancel(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Cancel)?;
    case.d.reason = Some(input.reason.clone());
    moved(tx, &mut case, to, json!({ "reason": input.reason }))
}
