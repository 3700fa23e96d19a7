//! `token create`

use clap::Subcommand;
use kernel::Error;
use serde_json::json;

use super::Opened;
use crate::failure::{Failure, Outcome};
use crate::output::Output;

#[derive(Subcommand)]
pub enum Token {
    /// Prints an API token for a person, once
    Create {
        #[arg(long)]
        login: String,
        /// Days until it ends
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
    },
}

pub fn run(opened: &Opened, command: &Token) -> Outcome<Output> {
    let Token::Create { login, days } = command;
    let (own, days) = (login.clone(), i64::from(*days));
    let token = opened.db.write_blocking(move |tx| identity::create_token(tx, &own, days)).map_err(|error| match error {
        Error::NotFound => Failure::failed(format!("there is no account {login}")),
        other => other.into(),
    })?;
    Ok(Output::new(format!("{token}\n"), json!({ "login": login, "token": token, "days": days })))
}
