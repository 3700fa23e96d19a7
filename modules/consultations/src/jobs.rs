//! 定时事务: the window for rating ends; the yearly check of a room is due; contacts go when their time is over.

use jiff::ToSpan;
use kernel::db::Tx;
use kernel::jobs::Job;
use kernel::journal::Ref;
use kernel::workflow::Roles;
use kernel::{Error, Result};
use serde_json::{Value, json};
use web::module::JobKind;

use crate::workflow::{Act, PROCESS, Role};
use crate::{clocks, store};

/// Records that one run works through in one transaction.
const MOST: usize = 500;

/// Every job of the module.
pub fn all() -> Vec<JobKind> {
    vec![
        JobKind { kind: "consultations.ratings", run: ratings, every_minutes: Some(30) },
        JobKind { kind: "consultations.checks", run: checks, every_minutes: Some(12 * 60) },
        JobKind { kind: "consultations.contacts", run: contacts, every_minutes: Some(12 * 60) },
    ]
}

/// A month before the year since its last check is over, a room waits for its worker and for the office that keeps it
/// (workflows 4.3: yearly completeness check).
fn checks(tx: &mut Tx, job: &Job) -> Result<Vec<(&'static str, Ref, Value)>> {
    let today = tx.today();
    let before = today.checked_sub(11.months()).map_err(Error::internal)?;
    let mut entries = Vec::new();
    for id in store::rooms::check_due(tx, job.assembly, before, MOST)? {
        let mut r = store::rooms::any(tx, id)?;
        let due = r.checked_on.map(|day| day.checked_add(1.year())).transpose().map_err(Error::internal)?.unwrap_or(today);
        r.check_due = Some(due);
        store::rooms::save(tx, &mut r)?;
        entries.push(("room.check_due", Ref::new("rooms", id), json!({ "on": due })));
    }
    Ok(entries)
}

/// Names and telephones that nobody needs any more, by the policy of today (PIPL 19, ASVS 14.2.7). What is said in words stays.
fn contacts(tx: &mut Tx, job: &Job) -> Result<Vec<(&'static str, Ref, Value)>> {
    let days = crate::acts::rules_now(tx, job.assembly)?.1.contact_days;
    if days == 0 {
        return Ok(Vec::new());
    }
    let (before, mut entries) = (tx.now().plus_days(-days), Vec::new());
    for id in store::contacts::over(tx, job.assembly, before, MOST)? {
        store::contacts::erase(tx, id)?;
        entries.push(("topic.contact_erased", Ref::new("topics", id), json!({ "days": days })));
    }
    for id in store::receptions::contacts_over(tx, job.assembly, before.day(), MOST)? {
        let visitors = store::receptions::erase_contacts(tx, id)?;
        entries.push(("reception.contacts_erased", Ref::new("reception-days", id), json!({ "days": days, "visitors": visitors })));
    }
    if !entries.is_empty() {
        // It would keep what was just erased.
        tx.empty_log();
    }
    Ok(entries)
}

/// Topics whose last day for rating has passed wait for the convener.
fn ratings(tx: &mut Tx, job: &Job) -> Result<Vec<(&'static str, Ref, Value)>> {
    let today = tx.today();
    let mut entries = Vec::new();
    for id in store::ratings::over(tx, job.assembly, today, MOST)? {
        let mut t = store::topics::any(tx, id)?;
        let to = PROCESS.step(t.state, Act::EndRating, &Roles::only(Role::System))?;
        t.verdict = crate::acts::rating::verdict(tx, &t)?;
        clocks::moved(tx, &mut t, to, None)?;
        store::topics::save(tx, &mut t)?;
        entries.push(("topic.rating_ended", Ref::new("topics", id), json!({ "to": to.get().name() })));
    }
    Ok(entries)
}
