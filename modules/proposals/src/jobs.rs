//! 定时事务: windows for rating end, and proposals close by rule.

use kernel::Result;
use kernel::db::Tx;
use kernel::jobs::Job;
use kernel::journal::Ref;
use kernel::workflow::Roles;
use serde_json::{Value, json};
use web::module::JobKind;

use crate::acts::feedback::closing;
use crate::store;
use crate::workflow::rating::{self, PROCESS};

/// Records that one run works through in one transaction.
const MOST: usize = 500;

/// Every job of the module.
pub fn all() -> Vec<JobKind> {
    let ratings = JobKind { kind: "proposals.ratings", run: ratings, every_minutes: Some(30) };
    vec![crate::acts::drafting::EXPIRE_INVITATIONS, crate::acts::handling::urge::JOB, ratings]
}

type Entries = Vec<(&'static str, Ref, Value)>;

/// Ratings past their day were not returned, which is not "no view"; then whatever waits for nobody closes by rule.
fn ratings(tx: &mut Tx, job: &Job) -> Result<Entries> {
    let mut entries = lapse(tx, job)?;
    for id in store::feedback::all_rated(tx, job.assembly, MOST)? {
        let mut p = store::get_unscoped(tx, id)?;
        entries.extend(closing::by_rule(tx, &mut p)?);
    }
    Ok(entries)
}

fn lapse(tx: &mut Tx, job: &Job) -> Result<Entries> {
    let today = tx.today();
    let mut entries = Vec::new();
    for mut open in store::feedback::ratings_lapsed(tx, job.assembly, today, MOST)? {
        open.state = PROCESS.step(open.state, rating::Act::Lapse, &Roles::only(rating::Role::System))?;
        store::feedback::save_rating(tx, &open)?;
        let payload = json!({ "proposal": open.proposal, "round": open.round, "to": open.state.name() });
        entries.push(("rating.lapsed", Ref::new("ratings", open.id), payload));
    }
    Ok(entries)
}
