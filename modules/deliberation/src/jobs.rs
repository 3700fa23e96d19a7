//! 定时事务: the calendar opens and closes; owners of suggestions are reminded.

use kernel::Result;
use kernel::db::Tx;
use kernel::jobs::Job;
use kernel::journal::Ref;
use kernel::workflow::Roles;
use serde_json::{Value, json};
use web::module::JobKind;

use crate::acts::{Case, outcomes, rules_now, running};
use crate::rules::Rules;
use crate::workflow::outcome::Reminder;
use crate::workflow::{Act, PROCESS, Role, State};
use crate::{clocks, store};

/// Records that one run works through in one transaction.
const MOST: usize = 500;

/// Every job of the module.
pub fn all() -> Vec<JobKind> {
    vec![
        JobKind { kind: "deliberations.calendar", run: calendar, every_minutes: Some(5) },
        JobKind { kind: "outcomes.remind", run: remind, every_minutes: Some(6 * 60) },
    ]
}

/// Opens on the first day, closes after the last one: a vote that comes later is refused by its day already.
fn calendar(tx: &mut Tx, job: &Job) -> Result<Vec<(&'static str, Ref, Value)>> {
    let today = tx.today();
    let mut entries = Vec::new();
    for id in store::deliberations::by_calendar(tx, job.assembly, today)? {
        let d = store::deliberations::any(tx, id)?;
        let rules = kernel::policy::version::<Rules>(tx, d.assembly, d.policy_version)?;
        let (act, kind) = match d.state.get() {
            State::Announced => (Act::Open, "deliberation.opened_by_calendar"),
            _ => (Act::Close, "deliberation.closed_by_calendar"),
        };
        let to = PROCESS.step(d.state, act, &Roles::only(Role::System))?;
        let mut case = Case { d, rules, roles: Roles::none() };
        match act {
            Act::Open => case.d.opened_at = Some(tx.now()),
            _ => drop(running::ended(tx, &mut case)?),
        }
        clocks::moved(tx, &mut case.d, &case.rules, to)?;
        store::deliberations::save(tx, &mut case.d)?;
        entries.push((kind, Ref::new("deliberations", id), json!({ "to": to.get().name() })));
    }
    Ok(entries)
}

/// 催办: once when its day is near, once when it has passed. Where the day was moved, both begin anew.
fn remind(tx: &mut Tx, job: &Job) -> Result<Vec<(&'static str, Ref, Value)>> {
    let today = tx.today();
    let (_, rules) = rules_now(tx, job.assembly)?;
    let soon = clocks::due(tx, job.assembly, rules.remind)?;
    let mut entries = Vec::new();
    for mut o in store::outcomes::to_remind(tx, job.assembly, today, soon, MOST)? {
        let is_late = o.due.is_some_and(|due| due < today);
        o.reminded = Some(if is_late { Reminder::Late } else { Reminder::Soon });
        store::outcomes::save(tx, &mut o)?;
        let kind = if is_late { "outcome.reminded_late" } else { "outcome.reminded" };
        entries.push((kind, outcomes::subject(&o), json!({ "unit": o.owner, "due": o.due })));
    }
    Ok(entries)
}
