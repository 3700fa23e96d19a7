//! 演示: a demonstration city with invented people, whose proposals went through the same acts as everybody's.

mod city;
mod data;
mod outcomes;
mod registers;
mod remote;
mod rooms;
mod script;
mod story;
mod talks;

use std::io::Write;
use std::sync::Arc;

use serde_json::{Value, json};
use web::App;

use crate::failure::Outcome;
use crate::home::Home;

/// Fills an empty installation; does nothing to one that has an assembly.
pub fn fill(app: &App, home: &Home) -> Outcome<()> {
    if app.db.read_blocking(|tx| Ok(!directory::assemblies::all(tx)?.is_empty()))? {
        return Ok(());
    }
    let password = web::respond::random_token(9);
    let hash = identity::seed::hash_password(&password)?;
    let city = Arc::new(app.db.write_blocking(move |tx| city::build(tx, &hash))?);
    for trouble in script::run(app, &city)?
        .into_iter()
        .chain(rooms::run(app, &city)?)
        .chain(registers::run(app, &city)?)
        .chain(talks::run(app, &city)?)
        .chain(remote::run(app, &city)?)
    {
        tracing::warn!(trouble, "a story of the demonstration stopped");
    }
    list_accounts(&city, &password, home)
}

/// Prints the accounts to try first and writes all of them to `demo-accounts.json`.
fn list_accounts(city: &city::City, password: &str, home: &Home) -> Outcome<()> {
    let accounts: Vec<Value> = city
        .accounts
        .iter()
        .map(|a| json!({ "login": a["login"], "password": password, "name": a["name"], "assembly": a["assembly"], "roles": a["roles"] }))
        .collect();
    let file = home.data.join("demo-accounts.json");
    std::fs::write(&file, serde_json::to_string_pretty(&accounts).map_err(kernel::Error::from)?).map_err(kernel::Error::from)?;
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "\nDemonstration city: every account has the password {password}\n");
    let mut shown = std::collections::BTreeSet::new();
    for a in &accounts {
        let role = a["roles"][0].as_str().unwrap_or_default().to_owned();
        if shown.insert(role.clone()) {
            let _ =
                writeln!(out, "  {:<18} {:<14} {}", role, a["login"].as_str().unwrap_or_default(), a["name"].as_str().unwrap_or_default());
        }
    }
    let _ = writeln!(out, "\nAll {} accounts: {}\n", accounts.len(), file.display());
    Ok(())
}
