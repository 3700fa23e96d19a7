//! 邀请过期: an unanswered invitation becomes a no.

use kernel::Result;
use kernel::db::Tx;
use kernel::jobs::Job;
use kernel::journal::Ref;
use serde_json::{Value, json};
use web::module::JobKind;

use super::submit;
use crate::store;

/// Invitations closed in one transaction; the rest waits for the next round.
const AT_ONCE: usize = 500;

pub const EXPIRE_INVITATIONS: JobKind = JobKind { kind: "proposals.expire-invitations", run, every_minutes: Some(5) };

fn run(tx: &mut Tx, job: &Job) -> Result<Vec<(&'static str, Ref, Value)>> {
    let now = tx.now();
    let lapsed = store::invitations::lapsed(tx, job.assembly, now, AT_ONCE)?;
    let mut entries = Vec::with_capacity(lapsed.len());
    for i in lapsed {
        let proposal = i.proposal;
        let person = submit::expire(tx, i)?;
        entries.push(("co-signature.expired", Ref::new("proposals", proposal), json!({ "persons": [person] })));
    }
    Ok(entries)
}
