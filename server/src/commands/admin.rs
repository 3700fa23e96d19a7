//! `admin create`, `admin reset-password`, `admin unlock`: recovery from the shell.

use clap::Subcommand;

use super::Opened;
use crate::failure::{Failure, Outcome};
use crate::output::Output;

#[derive(Subcommand)]
pub enum Admin {
    /// Makes a system administrator
    Create {
        #[arg(long)]
        name: String,
        #[arg(long)]
        login: String,
    },
    /// Gives an account a new password that must be changed at the next sign-in
    ResetPassword {
        #[arg(long)]
        login: String,
    },
    /// Ends the lockout of an account
    Unlock {
        #[arg(long)]
        login: String,
    },
}

pub fn run(_: &Opened, _: &Admin) -> Outcome<Output> {
    Err(Failure::failed("accounts are not part of this build"))
}
