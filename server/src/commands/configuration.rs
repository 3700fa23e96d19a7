//! `config check`, `config show`

use clap::Subcommand;
use serde_json::json;

use crate::cli::Place;
use crate::config;
use crate::failure::Outcome;
use crate::output::Output;

#[derive(Subcommand)]
pub enum Command {
    /// Says what is wrong, with key and line; exit code 78
    Check,
    /// Every key with its meaning, value and source; secrets masked
    Show,
}

pub fn run(place: &Place, command: &Command) -> Outcome<Output> {
    let loaded = place.load()?;
    Ok(match command {
        Command::Check => Output::new("the configuration is good\n", json!({ "good": true, "file": loaded.file })),
        Command::Show => {
            let (text, json) = config::show(&loaded);
            Output::new(text, json)
        }
    })
}
