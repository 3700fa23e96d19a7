//! `migrate`

use serde_json::json;

use crate::cli::Place;
use crate::failure::Outcome;
use crate::home;
use crate::output::Output;
use crate::serve;

pub fn run(place: &Place, dry_run: bool) -> Outcome<Output> {
    let opened = place.open_any(true)?;
    let _lock = if dry_run { None } else { Some(opened.home.lock()?) };
    let all = home::migrations(&opened.modules);
    let done = match dry_run {
        true => opened.db.read_blocking(move |tx| kernel::db::pending(tx, &all))?,
        false => serve::migrate(&opened.home, &opened.db, &opened.modules, &opened.config, false)?,
    };
    let verb = if dry_run { "would be applied" } else { "applied" };
    let text = match done.is_empty() {
        true => "the database is up to date\n".to_owned(),
        false => done.iter().map(|name| format!("{name}: {verb}\n")).collect(),
    };
    Ok(Output::new(text, json!({ "dry_run": dry_run, "migrations": done })))
}
