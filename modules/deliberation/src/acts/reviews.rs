//! 联席督办: a meeting is prepared with what is late, its decisions are registered one by one, then it is concluded
//! (workflows 4.5).

use std::collections::HashSet;

use garde::Validate;
use jiff::{ToSpan, civil::Date};
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Note;
use web::ui::{Choice, Fact, Field, FormView, Link, facts};
use web::{Access, Act, Ask, Bound, Done, act};

use super::{form, states};
use crate::model::JointReview;
use crate::workflow::review::{Act as Step, PROCESS, Quarter};
use crate::{clocks, json as shape, policy, store};

const PREPARE: Act = act("joint_reviews.prepare", "/joint-reviews")
    .form_at("/joint-reviews/new")
    .access(Access::Roles(policy::REVIEWERS))
    .journals("joint_review.prepared");
const EDIT: Act = act("joint_reviews.edit", "/joint-reviews/{id}/edits").rule("joint_review", "edit").journals("joint_review.edited");
const CONCLUDE: Act =
    act("joint_reviews.conclude", "/joint-reviews/{id}/conclusion").rule("joint_review", "conclude").journals("joint_review.concluded");

/// How far ahead a meeting is prepared.
const AHEAD_DAYS: i64 = 92;
/// Quarters that a meeting may count for: this one and those before it.
const QUARTERS: usize = 5;

pub fn all() -> Vec<Bound> {
    vec![
        PREPARE.create(prepare).form(prepare_form),
        EDIT.bind(edit).form(edit_form),
        CONCLUDE.bind(conclude).form(|tx, who, ask| Ok(about(tx, who, ask, Step::Conclude)?.0.field(form::note(ask)))),
    ]
}

pub fn subject(r: &JointReview) -> Ref {
    Ref::new("joint_reviews", r.id)
}

/// 2026 年第 4 季度
pub fn quarter(ask: &Ask, quarter: Quarter) -> String {
    ask.locale.f("joint_reviews.quarter", &[("year", quarter.year.to_string()), ("n", quarter.quarter.to_string())])
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Meeting {
    /// `2026-4`
    #[garde(length(chars, min = 6, max = 6))]
    quarter: String,
    #[garde(required)]
    #[schemars(with = "String")]
    held_on: Option<Date>,
    /// The party or government office, or the unit, on the other side.
    #[garde(length(chars, min = 2, max = 100))]
    office: String,
    /// A person a line.
    #[garde(length(chars, min = 2, max = 1000))]
    ours: String,
    #[garde(length(chars, min = 2, max = 1000))]
    theirs: String,
    #[garde(length(chars, max = 2_000))]
    words: String,
    /// Suggestions that were late on that day.
    #[garde(length(max = 500))]
    items: Vec<Id>,
}

impl Meeting {
    fn put(&self, tx: &Tx, r: &mut JointReview) -> Result<()> {
        let given = Quarter::parse(&self.quarter).filter(|q| *q <= Quarter::of(tx.today().saturating_add(AHEAD_DAYS.days())));
        r.quarter = given.ok_or_else(|| Error::invalid("quarter", "web.invalid.shape"))?;
        r.held_on = self.held_on.ok_or_else(|| Error::invalid("held_on", "web.invalid.required"))?;
        if r.held_on > tx.today().saturating_add(AHEAD_DAYS.days()) {
            return Err(Error::invalid("held_on", "joint_reviews.invalid.held-on"));
        }
        (r.office, r.ours, r.theirs) = (self.office.trim().to_owned(), self.ours.trim().to_owned(), self.theirs.trim().to_owned());
        r.words = self.words.trim().to_owned();
        Ok(())
    }

    /// Takes up what is new, leaves out what is chosen no more; what was decided on stays.
    fn take_up(&self, tx: &mut Tx, r: &JointReview) -> Result<usize> {
        let late = store::reviews::late(tx, r.assembly, r.held_on)?;
        let before = store::reviews::items(tx, r.id)?;
        let mut left: HashSet<Id> = before.iter().map(|item| item.outcome).collect();
        let mut fresh: Vec<Id> = self.items.clone();
        fresh.sort_unstable();
        fresh.dedup();
        for id in fresh {
            if left.remove(&id) {
                continue;
            }
            let (_, _, _, missed) =
                late.iter().find(|(o, ..)| *o == id).ok_or_else(|| Error::invalid("items", "joint_reviews.invalid.items"))?;
            store::reviews::take_up(tx, r.id, id, *missed)?;
        }
        for id in left {
            store::reviews::leave_out(tx, r.id, id)?;
        }
        let taken = store::reviews::items(tx, r.id)?.len();
        if taken == 0 { Err(Error::invalid("items", "joint_reviews.invalid.none")) } else { Ok(taken) }
    }
}

fn prepare(tx: &mut Tx, who: &Actor, input: &Meeting) -> Result<Done> {
    let mut r = JointReview {
        id: tx.new_id(),
        assembly: who.assembly,
        state: PROCESS.start(),
        state_since: tx.now(),
        quarter: Quarter::of(tx.today()),
        held_on: tx.today(),
        office: String::new(),
        ours: String::new(),
        theirs: String::new(),
        words: String::new(),
        created_by: who.person,
        changes: 0,
        created_at: tx.now(),
    };
    input.put(tx, &mut r)?;
    store::reviews::insert(tx, &r)?;
    let taken = input.take_up(tx, &r)?;
    let told = json!({ "to": r.state, "quarter": r.quarter.to_string(), "held_on": r.held_on, "items": taken });
    done(tx, &r).map(|done| done.journal(told).say("joint_reviews.said.prepared"))
}

fn done(tx: &mut Tx, r: &JointReview) -> Result<Done> {
    let record = shape::joint_review(tx, r)?;
    Ok(Done::new(subject(r), &record)?.go(format!("/joint-reviews/{}", r.id)))
}

fn stepped(tx: &mut Tx, who: &Actor, id: Id, act: Step) -> Result<(JointReview, At<crate::workflow::review::State>)> {
    let r = store::reviews::get(tx, who, id)?;
    let to = PROCESS.step(r.state, act, &policy::review_roles(who, r.assembly))?;
    Ok((r, to))
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Meeting) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Edit)?;
    input.put(tx, &mut r)?;
    let taken = input.take_up(tx, &r)?;
    store::reviews::save(tx, &mut r)?;
    let told = json!({ "held_on": r.held_on, "items": taken });
    Ok(done(tx, &r)?.journal(states(to.get().name(), to.get().name(), told)))
}

/// Every suggestion was decided on, or its owner has answered meanwhile.
fn conclude(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Conclude)?;
    if r.held_on > tx.today() {
        return Err(Error::conflict("joint_reviews.not-yet"));
    }
    let open = store::reviews::items(tx, id)?.iter().filter(|item| item.is_open()).count();
    if open > 0 {
        return Err(Error::Conflict(Message::new("joint_reviews.undecided").with("n", open)));
    }
    let from = r.state.get();
    (r.state, r.state_since) = (to, tx.now());
    store::reviews::save(tx, &mut r)?;
    let told = json!({ "note": input.note });
    Ok(done(tx, &r)?.journal(states(from.name(), to.get().name(), told)).say("joint_reviews.said.concluded"))
}

fn about(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<(FormView, JointReview)> {
    let (r, _) = stepped(tx, who, ask.id, act)?;
    let told = [
        Fact::new(ask.t("joint_reviews.field.quarter"), quarter(ask, r.quarter)),
        Fact::new(ask.t("joint_reviews.field.held-on"), ask.locale.day(r.held_on, ask.today)),
        Fact::new(ask.t("joint_reviews.field.office"), r.office.as_str()),
    ];
    let cancel = Link::new(ask.t("web.cancel"), format!("/joint-reviews/{}", r.id));
    Ok((FormView { context: Some(facts(&told)), cancel: Some(cancel), ..FormView::default() }, r))
}

/// What was late is proposed; who prepares it leaves out what need not be talked over.
fn prepare_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let on: Date = ask.get("held_on").and_then(|day| day.parse().ok()).unwrap_or(ask.today);
    let late = store::reviews::late(tx, who.assembly, on)?;
    let chosen = ask.get("quarter").and_then(Quarter::parse).unwrap_or(Quarter::of(ask.today));
    let view = FormView { cancel: Some(Link::new(ask.t("web.cancel"), "/joint-reviews")), ..FormView::default() };
    let view = view.field(quarters(ask, chosen)).field(day(ask, on));
    let items: Vec<(Id, Choice)> = late.iter().map(|row| choice(tx, ask, who.assembly, row)).collect::<Result<_>>()?;
    let view = sides(ask, view, None).field(match items.is_empty() {
        true => Field::note(ask.t("joint_reviews.none-late")),
        false => taken(ask, items.iter().map(|(_, choice)| choice.clone()).collect(), items.iter().map(|(id, _)| *id).collect()),
    });
    Ok(view.field(words(ask, "")))
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (r, _) = stepped(tx, who, ask.id, Step::Edit)?;
    let now: Vec<Id> = store::reviews::items(tx, r.id)?.iter().filter(|item| item.decision.is_none()).map(|item| item.outcome).collect();
    let decided: HashSet<Id> =
        store::reviews::items(tx, r.id)?.iter().filter(|item| item.decision.is_some()).map(|item| item.outcome).collect();
    let late = store::reviews::late(tx, r.assembly, r.held_on)?;
    let open: Vec<_> = late.iter().filter(|(id, ..)| !decided.contains(id)).collect();
    let items: Vec<Choice> = open.iter().map(|row| Ok(choice(tx, ask, r.assembly, row)?.1)).collect::<Result<_>>()?;
    let cancel = Link::new(ask.t("web.cancel"), format!("/joint-reviews/{}", r.id));
    let view = FormView { cancel: Some(cancel), ..FormView::default() };
    let view = sides(ask, view.field(quarters(ask, r.quarter)).field(day(ask, r.held_on)), Some(&r));
    let view = if items.is_empty() { view } else { view.field(taken(ask, items, now)) };
    Ok(view.field(words(ask, &r.words)))
}

fn quarters(ask: &Ask, chosen: Quarter) -> Field {
    let mut offered = Quarter::of(ask.today).back(QUARTERS);
    if !offered.contains(&chosen) {
        offered.push(chosen);
    }
    let choices = offered.into_iter().map(|q| Choice::new(q.to_string(), quarter(ask, q))).collect();
    Field::select("quarter", ask.t("joint_reviews.field.quarter"), choices).required().value(chosen.to_string())
}

fn day(ask: &Ask, on: Date) -> Field {
    Field::date("held_on", ask.t("joint_reviews.field.held-on")).required().value(on.to_string())
}

fn sides(ask: &Ask, view: FormView, r: Option<&JointReview>) -> FormView {
    let field = |name: &str, field: Field, value: Option<&String>| {
        field.required().hint(ask.t(&format!("joint_reviews.hint.{name}"))).value(value.cloned().unwrap_or_default())
    };
    let label = |name: &str| ask.t(&format!("joint_reviews.field.{name}")).to_owned();
    view.field(field("ours", Field::textarea("ours", label("ours"), 3).max_chars(1000), r.map(|r| &r.ours)))
        .field(field("office", Field::text("office", label("office")).max_chars(100), r.map(|r| &r.office)))
        .field(field("theirs", Field::textarea("theirs", label("theirs"), 3).max_chars(1000), r.map(|r| &r.theirs)))
}

fn choice(tx: &mut Tx, ask: &Ask, assembly: Id, (id, body, owner, due): &(Id, String, String, Date)) -> Result<(Id, Choice)> {
    let calendar = clocks::calendar(tx, assembly)?;
    let clock = ask.locale.clock(*due, ask.today, calendar.working_days_between(ask.today, *due));
    Ok((*id, Choice::new(id.to_string(), body.as_str()).hint(format!("{owner}　{}", clock.word))))
}

fn taken(ask: &Ask, choices: Vec<Choice>, chosen: Vec<Id>) -> Field {
    let field = Field::checkboxes("items", ask.t("joint_reviews.field.items"), choices).hint(ask.t("joint_reviews.hint.items"));
    field.values(chosen.iter().map(Id::to_string))
}

fn words(ask: &Ask, now: &str) -> Field {
    Field::textarea("words", ask.t("joint_reviews.field.words"), 4).max_chars(2_000).value(now)
}
