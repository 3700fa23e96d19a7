//! 认领提案线索: a member makes a proposal of what a village sent up; nobody has to (inventory A-GR-17).

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::{At, Roles};
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::ui::{self, Fact, Field, FormView, Html};
use web::{Act, Ask, Bound, Done, Note, Nothing, Reason, act};

use super::states;
use crate::model::{Clue, Topic};
use crate::workflow::clue::{Act as Step, PROCESS, Role, State};
use crate::{policy, store, view};

const TAKE_UP: Act = act("clues.take_up", "/clues/{id}/taking-up").rule("clue", "take_up").journals("clue.taken_up");
const GIVE_BACK: Act = act("clues.give_back", "/clues/{id}/giving-back").rule("clue", "give_back").journals("clue.given_back");
const DECLINE: Act = act("clues.decline", "/clues/{id}/declining").rule("clue", "decline").journals("clue.declined");

pub fn all() -> Vec<Bound> {
    vec![
        TAKE_UP.bind(take_up).form(take_up_form),
        GIVE_BACK.bind(give_back).form(|tx, who, ask| with(tx, who, ask, Step::GiveBack, note)),
        DECLINE.bind(decline).form(|tx, who, ask| with(tx, who, ask, Step::Decline, reason)),
    ]
}

fn note(ask: &Ask) -> Field {
    Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1_000)
}

fn reason(ask: &Ask) -> Field {
    Field::textarea("reason", ask.t("clues.field.reason"), 4).required().max_chars(1_000).hint(ask.t("clues.hint.reason"))
}

fn stepped(tx: &mut Tx, who: &Actor, id: Id, act: Step) -> Result<(Clue, At<State>)> {
    let c = store::clues::get(tx, who, id)?;
    let to = PROCESS.step(c.state, act, &policy::clue_roles(who, &c))?;
    Ok((c, to))
}

fn moved(tx: &mut Tx, c: &mut Clue, to: At<State>, also: Value) -> Result<Done> {
    let from = c.state.get();
    c.state = to;
    c.state_since = tx.now();
    store::clues::save(tx, c)?;
    let payload = states(from.name(), to.get().name(), also);
    Ok(Done::new(Ref::new("clues", c.id), &view::clue(c))?.journal(payload))
}

/// The member goes on to the form of a new proposal, which begins with the words of the clue.
fn take_up(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let (mut c, to) = stepped(tx, who, id, Step::TakeUp)?;
    c.taken_by = Some(who.person);
    c.taken_at = Some(tx.now());
    let topic = Ref::new("topics", c.topic);
    let done = moved(tx, &mut c, to, json!({}))?;
    Ok(done.also("topic.clue_taken_up", topic, json!({})).go(format!("/proposals/new?about=clues:{id}")).say("clues.said.taken-up"))
}

fn give_back(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut c, to) = stepped(tx, who, id, Step::GiveBack)?;
    let topic = Ref::new("topics", c.topic);
    c.taken_by = None;
    c.taken_at = None;
    let told = json!({ "note": input.note });
    let done = moved(tx, &mut c, to, told.clone())?;
    Ok(done.also("topic.clue_given_back", topic, told).say("clues.said.given-back"))
}

/// The reason is read in the village.
fn decline(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut c, to) = stepped(tx, who, id, Step::Decline)?;
    c.reason = Some(input.reason.trim().to_owned());
    let topic = Ref::new("topics", c.topic);
    let told = json!({ "reason": input.reason });
    let done = moved(tx, &mut c, to, told.clone())?;
    Ok(done.also("topic.clue_declined", topic, told).say("clues.said.declined"))
}

/// A topic that was sent up as a clue.
pub(super) fn offer(tx: &mut Tx, who: &Actor, t: &Topic, request: &str) -> Result<Clue> {
    let now = tx.now();
    let c = Clue {
        id: tx.new_id(),
        assembly: t.assembly,
        topic: t.id,
        room: t.room,
        state: PROCESS.start(),
        state_since: now,
        title: t.title.clone(),
        request: request.to_owned(),
        offered_by: who.person,
        offered_at: now,
        taken_by: None,
        taken_at: None,
        reason: None,
        changes: 0,
    };
    store::clues::insert(tx, &c)?;
    Ok(c)
}

/// What the room does to the topic is done to its clue too: one that nobody took up is withdrawn with the reason, one that
/// was taken up has told its result. A clue that is over stays as it is.
pub(super) fn follow(tx: &mut Tx, t: &Topic, reason: &str) -> Result<Option<(&'static str, Ref, Value)>> {
    let Some(mut c) = store::clues::of_topic(tx, t.id)?.filter(|c| !PROCESS.is_final(c.state.get())) else { return Ok(None) };
    let taken = c.state == State::TakenUp;
    let (act, entry) = if taken { (Step::Settle, "clue.settled") } else { (Step::Withdraw, "clue.withdrawn") };
    let to = PROCESS.step(c.state, act, &Roles::only(Role::System))?;
    let mut told = json!({});
    if !taken {
        c.reason = Some(reason.to_owned());
        told = json!({ "reason": reason });
    }
    let done = moved(tx, &mut c, to, told)?;
    Ok(Some((entry, done.subject, done.journal)))
}

fn about(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (c, _) = stepped(tx, who, ask.id, act)?;
    let topic = store::topics::any(tx, c.topic)?;
    let room = store::rooms::any(tx, c.room)?;
    let facts = [Fact::new(ask.t("clues.column.title"), c.title.as_str()), Fact::new(ask.t("topics.column.room"), room.name)];
    Ok(FormView { context: Some(Html::join([ui::facts(&facts), ui::prose(&topic.body)])), ..FormView::default() })
}

fn take_up_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let view = about(tx, who, ask, Step::TakeUp)?;
    Ok(FormView { lead: Some(ask.t("clues.take_up.lead").to_owned()), ..view })
}

fn with(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step, field: fn(&Ask) -> Field) -> Result<FormView> {
    Ok(about(tx, who, ask, act)?.field(field(ask)))
}
