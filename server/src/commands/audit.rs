//! `audit verify`, `audit checkpoint`

use std::path::PathBuf;

use clap::Subcommand;
use kernel::journal::verify::Report;
use kernel::journal::{sequencer, verify};
use serde_json::json;

use super::Opened;
use crate::failure::{During, Failure, Outcome};
use crate::output::{Output, working};

#[derive(Subcommand)]
pub enum Audit {
    /// Recomputes the whole journal and holds it against its signatures
    Verify {
        /// A checkpoint that was kept elsewhere: without one, a journal that was cut off or rewritten by somebody who has
        /// the key looks sound
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
    },
    /// Prints the newest signed checkpoint, to be kept elsewhere
    Checkpoint,
}

pub fn run(opened: &Opened, command: &Audit) -> Outcome<Output> {
    match command {
        Audit::Verify { checkpoint } => verified(opened, checkpoint.as_ref()),
        Audit::Checkpoint => {
            let note = opened.db.read_blocking(sequencer::checkpoint)?;
            let note = note.ok_or_else(|| Failure::failed("nothing has been signed yet: `serve` signs a second after the first act"))?;
            let key = opened.home.public_key(&opened.config)?.to_string();
            Ok(Output::new(note.clone(), json!({ "checkpoint": note, "key": key })))
        }
    }
}

fn verified(opened: &Opened, checkpoint: Option<&PathBuf>) -> Outcome<Output> {
    let key = opened.home.public_key(&opened.config)?;
    let outside = checkpoint.map(|path| std::fs::read_to_string(path).during(path.display())).transpose()?;
    let bar = working("verifying the journal");
    let report = opened.db.read_blocking(move |tx| verify::verify(tx, &key, outside.as_deref()))?;
    bar.finish_and_clear();
    let mut json = serde_json::to_value(&report)?;
    json["sound"] = report.is_sound().into();
    Ok(Output::new(text(&report), json).failed_if(!report.is_sound()))
}

fn text(report: &Report) -> String {
    let mut text = format!(
        "{} entries, {} of them redacted, {} under the newest signature, {} pending\n",
        report.entries, report.redacted, report.signed, report.pending
    );
    for problem in &report.problems {
        let place = problem.seq.map_or("head".to_owned(), |seq| format!("entry {seq}"));
        let id = problem.id.map(|id| format!(" (id {id})")).unwrap_or_default();
        text.push_str(&format!("{place}{id}: {:?}\n", problem.kind));
    }
    text.push_str(match (report.is_sound(), report.compared) {
        (true, true) => "sound, and the continuation of the checkpoint\n",
        (true, false) => "sound in itself; truncation and forks show only against a checkpoint kept elsewhere (--checkpoint)\n",
        (false, _) => "NOT SOUND\n",
    });
    text
}
