//! `token create`

use clap::Subcommand;

use super::Opened;
use crate::failure::{Failure, Outcome};
use crate::output::Output;

#[derive(Subcommand)]
pub enum Token {
    /// Prints an API token for a person
    Create {
        #[arg(long)]
        login: String,
        /// Days until it ends
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
    },
}

pub fn run(_: &Opened, _: &Token) -> Outcome<Output> {
    Err(Failure::failed("accounts are not part of this build"))
}
