//! `keys rotate`

use clap::Subcommand;
use kernel::db::sealed::{bring_all, count_all};
use serde_json::json;

use super::Opened;
use crate::failure::{Failure, Outcome};
use crate::home;
use crate::output::Output;

#[derive(Subcommand)]
pub enum Keys {
    /// Makes a new key and seals everything anew; the program must be stopped
    ///
    /// Second factors, telephone numbers, uploaded tables and the keys of deliberations are sealed again under the new key, in
    /// batches. The old key stays in keys/secrets.key as an older one until nothing is left that it has sealed. Ended at any
    /// point, it goes on when it is called again; meanwhile `serve` may run, as both keys open. Where several processes share a
    /// PostgreSQL server, all of them are stopped, and get the new key before they start.
    Rotate,
}

const OF_CONFIGURATION: &str = "the key comes from the configuration: let sign_in.key be a new one (`openssl rand -base64 32`), a comma, \
     `older ` and the present one, then run this again";

pub fn run(opened: &Opened, Keys::Rotate: &Keys) -> Outcome<Output> {
    let (home, config, db) = (&opened.home, &opened.config, &opened.db);
    let _lock = home.lock()?;
    let is_ours = config.sign_in.key.is_empty();
    let mut ring = home.ring(config)?;
    let goes_on = !ring.older.is_empty();
    if !goes_on && !is_ours {
        return Err(Failure::config(OF_CONFIGURATION));
    }
    if !goes_on {
        ring = ring.next(db.read_blocking(deliberation::store::deliberations::is_any_running)?)?;
        home.keep_ring(&ring)?;
    }
    db.seal_with(ring.seal());
    let seal = ring.seal();
    db.write_blocking(move |tx| {
        identity::factor::forget_codes(tx)?;
        identity::factor::seal_old(tx, &seal)
    })?;
    let columns = home::sealed(&opened.modules);
    let sealed = bring_all(db, &columns)?;
    let answers = kernel::idempotency::bring_all(db)?;
    let left = db.read_blocking(move |tx| count_all(tx, &columns))?;
    let is_done = left.older == 0 && left.readable == 0;
    if is_done && is_ours {
        home.keep_ring(&ring.settled())?;
    }
    let mut text = format!("{sealed} texts sealed under the new key, {} in all, and {answers} answers of the last week\n", left.rows);
    if left.shut > 0 {
        text += &format!("{} are under a key that is not here: see `shangliang doctor`\n", left.shut);
    }
    text += match (is_done, is_ours) {
        (false, _) => "some are left under an older key: run this again\n",
        (true, true) => "the older key is removed; backups from before hold their own\n",
        (true, false) => "take `older …` out of sign_in.key now, for every process\n",
    };
    if ring.keeps_marks() {
        text += "a deliberation is running, so telephones are marked as before: rotate again when none is\n";
    }
    let all = json!({ "sealed": sealed, "answers": answers, "rows": left.rows, "shut": left.shut, "done": is_done, "went_on": goes_on, "marks_kept": ring.keeps_marks() });
    Ok(Output::new(text, all).failed_if(left.shut > 0 || !is_done))
}
