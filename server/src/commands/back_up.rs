//! `backup FILE`, `backup verify FILE`, `restore FILE`

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use crate::backup::{self, Verified};
use crate::cli::Place;
use crate::failure::{Failure, Outcome};
use crate::home::Home;
use crate::output::{Output, working};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    /// The archive to write
    #[arg(required = true)]
    file: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Restores the archive into a temporary folder and checks hashes, database, attachments and journal
    Verify { file: PathBuf },
}

pub fn run(place: &Place, options: &Backup) -> Outcome<Output> {
    match (&options.command, &options.file) {
        (Some(Command::Verify { file }), _) => {
            let bar = working("verifying the backup");
            let verified = backup::verify(file)?;
            bar.finish_and_clear();
            Ok(told(&verified, "sound"))
        }
        (None, Some(file)) => {
            let opened = place.open()?;
            let bar = working("backing up");
            backup::write(&opened.home, &opened.db, &opened.config, file)?;
            let verified = backup::verify(file)?;
            bar.finish_and_clear();
            Ok(told(&verified, &format!("written to {} and verified", file.display())))
        }
        (None, None) => Err(Failure::usage("backup FILE")),
    }
}

pub fn restore(place: &Place, file: &Path) -> Outcome<Output> {
    let config = place.load()?.config;
    let home = Home::of(&place.data, &config);
    let bar = working("restoring");
    let verified = backup::restore(&home, &config, file)?;
    bar.finish_and_clear();
    Ok(told(&verified, &format!("restored to {}", home.describe())))
}

fn told(verified: &Verified, good: &str) -> Output {
    let mut text = format!(
        "backup of {}: {} members, {} bytes, {} attachments\n",
        verified.made_at, verified.members, verified.bytes, verified.attachments
    );
    for problem in &verified.problems {
        text.push_str(&format!("{problem}\n"));
    }
    text.push_str(if verified.is_sound() { good } else { "NOT SOUND" });
    text.push('\n');
    let mut json = json!(verified);
    json["sound"] = verified.is_sound().into();
    Output::new(text, json).failed_if(!verified.is_sound())
}
