//! What became of each proposal, told through the same acts that people use, at the times when they would have acted.

use std::sync::Arc;

use kernel::{Error, Result};
use web::App;

use super::city::City;
use super::data::{Pools, Proposals};
use super::story::{Story, is_resting};

const FILES: &[&str] = &[
    include_str!("data/proposals/2024-a.toml"),
    include_str!("data/proposals/2024-b.toml"),
    include_str!("data/proposals/2024-c.toml"),
    include_str!("data/proposals/2025-a.toml"),
    include_str!("data/proposals/2025-b.toml"),
    include_str!("data/proposals/2025-c.toml"),
    include_str!("data/proposals/2026-a.toml"),
    include_str!("data/proposals/2026-b.toml"),
    include_str!("data/proposals/2026-c.toml"),
    include_str!("data/proposals/2026-d.toml"),
];

/// Where the story of a proposal ends, further than the words of the data.
const NEWEST_ENDS: &[&str] =
    &["replied", "checking", "to_sign", "drafting", "planned", "cosign_open", "re_examination", "overdue", "extension_asked", "co_asked"];

/// Files all proposals; answers how many of each end and what went wrong.
pub fn run(app: &App, city: &Arc<City>) -> Result<Vec<String>> {
    let pools: Arc<Pools> = Arc::new(toml::from_str(include_str!("data/phrases.toml")).map_err(Error::internal)?);
    let mut all = Vec::new();
    for file in FILES {
        all.extend(toml::from_str::<Proposals>(file).map_err(Error::internal)?.proposals);
    }
    let newest = all.iter().map(|p| p.submitted_on.year()).max().unwrap_or(2026);
    let mut closed = 0;
    for p in all.iter_mut().filter(|p| p.submitted_on.year() == newest && p.end == "closed" && p.assembly == "tangchuan") {
        closed += 1;
        if closed % 3 == 0 {
            p.end = NEWEST_ENDS[closed / 3 % NEWEST_ENDS.len()].into();
        }
    }
    all.sort_by_key(|p| (!is_resting(&p.end), p.submitted_on));
    let mut troubles = Vec::new();
    for (n, p) in all.into_iter().enumerate() {
        let (app2, city, pools, title) = (app.clone(), Arc::clone(city), Arc::clone(&pools), p.title.clone());
        let end = p.end.clone();
        let told = app.db.write_blocking(move |tx| Story::new(&app2, &city, &pools, &p, n, tx).tell(tx));
        if let Err(error) = told {
            troubles.push(format!("{title} ({end}): {error}"));
        }
    }
    Ok(troubles)
}
