//! What can be done, in the order of the process.

pub mod activities;
pub mod afterwards;
pub mod agreement;
pub mod capacity;
pub mod clues;
pub mod contact;
pub mod figures;
pub mod form;
pub mod funds;
pub mod handling;
pub mod participants;
pub mod plans;
pub mod preparing;
pub mod raising;
pub mod rating;
pub mod readiness;
pub mod receptions;
pub mod referral;
pub mod registers;
pub mod rooms;
pub mod screening;
pub mod sessions;
pub mod setup;
pub mod staff;
pub mod studios;

use std::sync::Arc;

use kernel::calendar::Term;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::{At, Roles};
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::{Bound, Done};

use crate::model::{Room, Session, Topic};
use crate::policy::{self, Around};
use crate::rules::Rules;
use crate::workflow::{Act, PROCESS, Role, State, session};
use crate::{clocks, store, view};

/// All acts of the module.
pub fn all() -> Vec<Bound> {
    [
        rooms::all(),
        staff::all(),
        funds::all(),
        plans::all(),
        raising::all(),
        screening::all(),
        preparing::all(),
        agreement::all(),
        handling::all(),
        rating::all(),
        referral::all(),
        clues::all(),
        contact::all(),
        receptions::all(),
        registers::all(),
        studios::all(),
        activities::all(),
        capacity::all(),
        readiness::all(),
        figures::all(),
        sessions::all(),
        participants::all(),
        afterwards::all(),
        setup::all(),
    ]
    .concat()
}

/// A topic with what decides on it.
pub struct Case {
    pub t: Topic,
    pub room: Room,
    pub rules: Arc<Rules>,
    pub around: Around,
    pub roles: Roles<Role>,
}

/// `NotFound` outside the scope.
pub fn case(tx: &mut Tx, who: &Actor, id: Id) -> Result<Case> {
    let t = store::topics::get(tx, who, id)?;
    case_of(tx, who, t)
}

/// The same for a topic that was found already.
pub fn case_of(tx: &mut Tx, who: &Actor, t: Topic) -> Result<Case> {
    let room = store::rooms::any(tx, t.room)?;
    let rules = kernel::policy::version::<Rules>(tx, t.assembly, t.policy_version)?;
    let around = Around {
        members: store::rooms::assigned(tx, t.room)?,
        owners: store::items::of(tx, t.id)?.iter().filter_map(|i| i.unit).collect(),
        took_part: store::sessions::took_part(tx, t.id)?.iter().filter_map(|p| p.person).collect(),
        rated: store::ratings::has_rated(tx, t.id, t.round, &rating::rater_of(who, &t))?,
    };
    let roles = policy::roles(who, &t, &room, &around);
    Ok(Case { t, room, rules, around, roles })
}

/// The topic, and where the act leads from here: `NotFound` outside the scope, `Refused` for others, `Conflict` at
/// another state.
pub fn stepped(tx: &mut Tx, who: &Actor, id: Id, act: Act) -> Result<(Case, At<State>)> {
    let case = case(tx, who, id)?;
    let to = PROCESS.step(case.t.state, act, &case.roles)?;
    Ok((case, to))
}

/// Moves and saves the topic; `also` goes into the journal beside the states.
pub fn moved(tx: &mut Tx, who: &Actor, case: &mut Case, to: At<State>, term: Option<Term>, also: Value) -> Result<Done> {
    let from = case.t.state.get();
    clocks::moved(tx, &mut case.t, to, term)?;
    store::topics::save(tx, &mut case.t)?;
    Ok(done(tx, who, &case.t)?.journal(states(from.name(), to.get().name(), also)))
}

pub(crate) fn states(from: &str, to: &str, also: Value) -> Value {
    let mut payload = json!({ "from": from, "to": to });
    if let (Value::Object(all), Value::Object(more)) = (&mut payload, also) {
        all.extend(more);
    }
    payload
}

/// The answer of an act on a topic: the record after it.
pub fn done(tx: &mut Tx, who: &Actor, t: &Topic) -> Result<Done> {
    let record = view::topic(tx, who, t)?;
    Done::new(subject(t), &record)
}

pub fn subject(t: &Topic) -> Ref {
    Ref::new("topics", t.id)
}

/// The policy of an assembly now.
pub fn rules_now(tx: &mut Tx, assembly: Id) -> Result<(i64, Arc<Rules>)> {
    let year = i64::from(tx.today().year());
    kernel::policy::current::<Rules>(tx, assembly, year)
}

/// A session with its room, and where the act leads.
pub fn session_stepped(tx: &mut Tx, who: &Actor, id: Id, act: session::Act) -> Result<(Session, Room, At<session::State>)> {
    let s = store::sessions::get(tx, who, id)?;
    let room = store::rooms::any(tx, s.room)?;
    let participants = store::sessions::participants(tx, id)?;
    let to = session::PROCESS.step(s.state, act, &policy::session_roles(who, &s, &room, &participants))?;
    Ok((s, room, to))
}

/// Moves and saves the session.
pub fn session_moved(tx: &mut Tx, s: &mut Session, to: At<session::State>, also: Value) -> Result<Done> {
    let from = s.state.get();
    clocks::session_moved(tx, s, to);
    store::sessions::save(tx, s)?;
    let record = view::session(tx, s)?;
    Ok(Done::new(Ref::new("consultations", s.id), &record)?.journal(states(from.name(), to.get().name(), also)))
}
