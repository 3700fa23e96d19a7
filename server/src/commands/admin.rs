//! `admin create`, `admin reset-password`, `admin unlock`: recovery from the shell.

use std::io::BufRead;

use clap::{Subcommand, ValueEnum};
use directory::roles;
use identity::seed::{self, NewAssembly, NewGrant, NewPerson};
use kernel::journal::{self, Ref};
use kernel::{Error, Id, Tx};
use serde_json::json;

use super::{Opened, shell};
use crate::failure::{Failure, Outcome};
use crate::output::Output;

#[derive(Subcommand)]
pub enum Admin {
    /// Makes an account with one administrator's role
    Create {
        #[arg(long)]
        name: String,
        #[arg(long)]
        login: String,
        /// The three administrators are three persons
        #[arg(long, value_enum, default_value = "system")]
        role: Role,
        /// The assembly, where there are several
        #[arg(long, value_name = "CODE")]
        assembly: Option<String>,
        /// Reads the password from standard input instead of making one
        #[arg(long)]
        password_stdin: bool,
    },
    /// Gives an account a new password that must be changed at the next sign-in
    ResetPassword {
        #[arg(long)]
        login: String,
        /// Reads the password from standard input instead of making one
        #[arg(long)]
        password_stdin: bool,
    },
    /// Ends the lockout of an account
    Unlock {
        #[arg(long)]
        login: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Role {
    System,
    Security,
    Auditor,
    Organisation,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::System => roles::SYSTEM_ADMIN,
            Role::Security => roles::SECURITY_ADMIN,
            Role::Auditor => roles::AUDITOR_ADMIN,
            Role::Organisation => roles::ORG_ADMIN,
        }
    }
}

pub fn run(opened: &Opened, command: &Admin) -> Outcome<Output> {
    match command {
        Admin::Create { name, login, role, assembly, password_stdin } => {
            let none = opened.db.read_blocking(directory::assemblies::all)?.is_empty();
            let assembly = if none { None } else { Some(opened.assembly(assembly.as_deref())?.id) };
            let password = password(*password_stdin)?;
            let (name, login, role) = (name.clone(), login.clone(), role.name());
            let (hash, shown) = (hashed(&password.text)?, login.clone());
            opened.db.write_blocking(move |tx| create(tx, assembly, &name, &login, role, &hash)).map_err(named(&shown))?;
            Ok(told(&shown, &password))
        }
        Admin::ResetPassword { login, password_stdin } => {
            let password = password(*password_stdin)?;
            let (hash, own) = (hashed(&password.text)?, login.clone());
            opened.db.write_blocking(move |tx| identity::reset_password(tx, &own, &hash)).map_err(named(login))?;
            Ok(told(login, &password))
        }
        Admin::Unlock { login } => {
            let own = login.clone();
            opened.db.write_blocking(move |tx| identity::unlock(tx, &own)).map_err(named(login))?;
            Ok(Output::new(format!("{login} may sign in again\n"), json!({ "login": login, "unlocked": true })))
        }
    }
}

fn create(tx: &mut Tx, assembly: Option<Id>, name: &str, login: &str, role: &str, hash: &str) -> kernel::Result<()> {
    let assembly = match assembly {
        Some(assembly) => assembly,
        None => first_assembly(tx)?,
    };
    let person = NewPerson { assembly, name, name_en: "", employer: "", post: "", code: None, mobile: None, affiliation: None };
    let person = seed::person(tx, &person)?;
    seed::account(tx, person, assembly, login, hash)?;
    let grant = NewGrant {
        assembly,
        person,
        role,
        unit: None,
        body: None,
        delegated_by: None,
        granted_by: person,
        approved_by: Some(person),
        from_at: None,
        until_at: None,
    };
    seed::grant(tx, grant)?;
    journal::write(tx, &shell(assembly), "account.created", &Ref::new("accounts", person), &json!({ "role": role }))?;
    // Also demands a new password at the first sign-in.
    identity::reset_password(tx, login, hash).map(drop)
}

/// An empty installation gets an assembly, to be named on its page.
pub(crate) fn first_assembly(tx: &mut Tx) -> kernel::Result<Id> {
    let new = NewAssembly { code: "main", name: "本级政协", name_en: "The conference", level: "city", parent: None };
    seed::assembly(tx, &new)
}

struct Password {
    text: String,
    /// Made here, so it must be shown once.
    made: bool,
}

/// From standard input, or made of unambiguous letters and digits, with every class that a profile may ask for.
fn password(from_stdin: bool) -> Outcome<Password> {
    if from_stdin {
        let mut text = String::new();
        std::io::stdin().lock().read_line(&mut text)?;
        let text = text.trim_end_matches(['\r', '\n']).to_owned();
        return match text.chars().count() {
            0..8 => Err(Failure::usage("a password has at least eight characters")),
            _ => Ok(Password { text, made: false }),
        };
    }
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(Failure::failed)?;
    let text: String = bytes.iter().map(|b| char::from(SIGNS[usize::from(b % 32)])).collect();
    Ok(Password { text: format!("{}-{}-{}-{}K7", &text[..4], &text[4..8], &text[8..12], &text[12..]), made: true })
}

fn hashed(password: &str) -> Outcome<String> {
    seed::hash_password(password).map_err(Failure::from)
}

fn named(login: &str) -> impl Fn(Error) -> Failure {
    move |error| match error {
        Error::NotFound => Failure::failed(format!("there is no account {login}")),
        other => Failure::failed(format!("{login}: {other}")),
    }
}

fn told(login: &str, password: &Password) -> Output {
    if !password.made {
        return Output::new(format!("{login}: the password is set, to be changed at the next sign-in\n"), json!({ "login": login }));
    }
    let text = format!("{login}: {}\n(shown this once; to be changed at the next sign-in)\n", password.text);
    Output::new(text, json!({ "login": login, "password": password.text }))
}
