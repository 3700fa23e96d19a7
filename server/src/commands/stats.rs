//! `stats proposals`: the figures of a period, as of a day, with the identities that must hold.

use clap::Subcommand;
use jiff::civil::Date;

use super::Opened;
use crate::failure::Outcome;
use crate::output::Output;

#[derive(Subcommand)]
pub enum Stats {
    /// Counts and reconciliation identities, each `true` or `false` with both sides
    Proposals {
        /// Received from this day on
        #[arg(long, value_name = "DAY")]
        from: Option<Date>,
        /// Received up to this day
        #[arg(long, value_name = "DAY")]
        to: Option<Date>,
        /// As things stood at the end of this day
        #[arg(long, value_name = "DAY")]
        as_of: Option<Date>,
        /// The assembly, where there are several
        #[arg(long, value_name = "CODE")]
        assembly: Option<String>,
    },
}

pub fn run(opened: &Opened, command: &Stats) -> Outcome<Output> {
    let Stats::Proposals { from, to, as_of, assembly } = command;
    let assembly = opened.assembly(assembly.as_deref())?.id;
    let (from, to, as_of) = (*from, *to, *as_of);
    let figures = opened.db.read_blocking(move |tx| proposals::stats::run(tx, assembly, from, to, as_of))?;
    let text = serde_json::to_string_pretty(&figures).map_err(kernel::Error::from)?;
    Ok(Output::new(format!("{text}\n"), figures))
}
