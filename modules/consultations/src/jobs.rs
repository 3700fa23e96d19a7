//! 定时事务: the window for rating ends.

use kernel::Result;
use kernel::db::Tx;
use kernel::jobs::Job;
use kernel::journal::Ref;
use kernel::workflow::Roles;
use serde_json::{Value, json};
use web::module::JobKind;

use crate::workflow::{Act, PROCESS, Role};
use crate::{clocks, store};

/// Records that one run works through in one transaction.
const MOST: usize = 500;

/// Every job of the module.
pub fn all() -> Vec<JobKind> {
    vec![JobKind { kind: "consultations.ratings", run: ratings, every_minutes: Some(30) }]
}

/// Topics whose last day for rating has passed wait for the convener.
fn ratings(tx: &mut Tx, job: &Job) -> Result<Vec<(&'static str, Ref, Value)>> {
    let today = tx.today();
    let mut entries = Vec::new();
    for id in store::topics::rating_over(tx, job.assembly, today, MOST)? {
        let mut t = store::topics::any(tx, id)?;
        let to = PROCESS.step(t.state, Act::EndRating, &Roles::only(Role::System))?;
        clocks::moved(tx, &mut t, to, None)?;
        store::topics::save(tx, &mut t)?;
        entries.push(("topic.rating_ended", Ref::new("topics", id), json!({ "to": to.get().name() })));
    }
    Ok(entries)
}
