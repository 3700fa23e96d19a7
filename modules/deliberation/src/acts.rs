//! What can be done, in the order of the process.

pub mod ending;
pub mod form;
pub mod organising;
pub mod outcomes;
pub mod remotes;
pub mod reviews;
pub mod running;
pub mod screening;
pub mod setup;
pub mod slips;
pub mod speaking;
pub mod voting;

use std::sync::Arc;

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::{At, Roles};
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::{Bound, Done};

use crate::model::{Deliberation, Statement};
use crate::rules::Rules;
use crate::workflow::{Act, PROCESS, Role, State, statement};
use crate::{clocks, json as shape, policy, store};

/// All acts of the module.
pub fn all() -> Vec<Bound> {
    [
        organising::all(),
        running::all(),
        speaking::all(),
        voting::all(),
        screening::all(),
        slips::all(),
        ending::all(),
        outcomes::all(),
        remotes::all(),
        reviews::all(),
        setup::all(),
    ]
    .concat()
}

/// A deliberation with what decides on it.
pub struct Case {
    pub d: Deliberation,
    pub rules: Arc<Rules>,
    pub roles: Roles<Role>,
}

/// `NotFound` outside the scope.
pub fn case(tx: &mut Tx, who: &Actor, id: Id) -> Result<Case> {
    let d = store::deliberations::get(tx, who, id)?;
    let rules = kernel::policy::version::<Rules>(tx, d.assembly, d.policy_version)?;
    let roles = policy::roles(who, &d, None);
    Ok(Case { d, rules, roles })
}

/// The deliberation, and where the act leads from here: `NotFound` outside the scope, `Refused` for others, `Conflict` at
/// another state.
pub fn stepped(tx: &mut Tx, who: &Actor, id: Id, act: Act) -> Result<(Case, At<State>)> {
    let case = case(tx, who, id)?;
    let to = PROCESS.step(case.d.state, act, &case.roles)?;
    Ok((case, to))
}

/// Moves and saves the deliberation; `also` goes into the journal beside the states.
pub fn moved(tx: &mut Tx, case: &mut Case, to: At<State>, also: Value) -> Result<Done> {
    let from = case.d.state.get();
    clocks::moved(tx, &mut case.d, &case.rules, to)?;
    store::deliberations::save(tx, &mut case.d)?;
    let record = shape::deliberation(tx, &case.d)?;
    Ok(Done::new(subject(&case.d), &record)?.journal(states(from.name(), to.get().name(), also)))
}

pub(crate) fn states(from: &str, to: &str, also: Value) -> Value {
    let mut payload = json!({ "from": from, "to": to });
    if let (Value::Object(all), Value::Object(more)) = (&mut payload, also) {
        all.extend(more);
    }
    payload
}

pub fn subject(d: &Deliberation) -> Ref {
    Ref::new("deliberations", d.id)
}

/// Under this name the journal counts votes: beside the record, whose history they would bury.
pub fn ballots(d: &Deliberation) -> Ref {
    Ref::new("ballots", d.id)
}

/// A statement has a history of its own: a thousand of them would bury that of the deliberation.
pub fn statement_subject(s: &Statement) -> Ref {
    Ref::new("statements", s.id)
}

/// The policy of an assembly now.
pub fn rules_now(tx: &mut Tx, assembly: Id) -> Result<(i64, Arc<Rules>)> {
    let year = i64::from(tx.today().year());
    kernel::policy::current::<Rules>(tx, assembly, year)
}

/// A statement with its deliberation, and where the act leads.
pub fn statement_stepped(tx: &mut Tx, who: &Actor, id: Id, act: statement::Act) -> Result<(Statement, Deliberation, At<statement::State>)> {
    let s = store::statements::get(tx, id)?;
    let d = store::deliberations::get(tx, who, s.deliberation)?;
    let to = statement::PROCESS.step(s.state, act, &policy::statement_roles(who, &d, &s, None))?;
    Ok((s, d, to))
}
