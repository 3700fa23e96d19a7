//! `backup FILE`, `backup verify FILE`, `backup key FILE`, `restore FILE`

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use crate::backup::{self, Keys, Verified};
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
    Verify {
        file: PathBuf,
        #[command(flatten)]
        identity: Identity,
    },
    /// Makes a key for encrypted backups: the file opens them and belongs on another machine or on paper, its public half into
    /// `backup.recipients`
    Key { file: PathBuf },
}

/// How an encrypted archive is opened.
#[derive(Args)]
pub struct Identity {
    /// The file that `backup key` made, for an encrypted archive
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
}

impl Identity {
    fn keys(&self) -> Outcome<Keys> {
        self.identity.as_deref().map_or(Ok(Keys::default()), Keys::read)
    }
}

pub fn run(place: &Place, options: &Backup) -> Outcome<Output> {
    match (&options.command, &options.file) {
        (Some(Command::Key { file }), _) => {
            let public = backup::make_key(file)?;
            let text = format!(
                "{} opens the backups that are made for it: keep it on another machine or on paper, nothing replaces it.\n\
                 [backup]\nrecipients = [\"{public}\"]\n",
                file.display()
            );
            Ok(Output::new(text, json!({ "recipient": public })))
        }
        (Some(Command::Verify { file, identity }), _) => {
            let bar = working("verifying the backup");
            let verified = backup::verify(file, &identity.keys()?)?;
            bar.finish_and_clear();
            Ok(told(&verified, "sound"))
        }
        (None, Some(file)) => {
            let opened = place.open()?;
            let bar = working("backing up");
            let verified = backup::verify(file, &backup::write(&opened.home, &opened.db, &opened.config, file)?)?;
            bar.finish_and_clear();
            Ok(told(&verified, &format!("written to {} and verified", file.display())))
        }
        (None, None) => Err(Failure::usage("backup FILE")),
    }
}

pub fn restore(place: &Place, file: &Path, identity: &Identity) -> Outcome<Output> {
    let keys = identity.keys()?;
    let config = place.load()?.config;
    let home = Home::of(&place.data, &config);
    let bar = working("restoring");
    let verified = backup::restore(&home, &config, file, &keys)?;
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
