//! `restore`: an archive becomes an installation, only where there is none yet.

use std::fs;
use std::path::Path;

use kernel::db::Target;

use super::verify::{Verified, database, look};
use super::{CHECKPOINT, DATABASE, Keys, MANIFEST, ROWS, archive, rows};
use crate::config::Config;
use crate::failure::{During, Failure, Outcome};
use crate::home::Home;
use crate::{home, modules};

/// Unpacks beside the place where it will lie, verifies, and only then moves it there. The archive may be of either
/// database and goes into the one that is configured.
pub fn restore(home: &Home, config: &Config, file: &Path, keys: &Keys) -> Outcome<Verified> {
    home.create()?;
    refuse_full(home, config)?;
    let folder = tempfile::Builder::new().prefix(".restore-").tempdir_in(&home.data).during(home.data.display())?;
    let (manifest, problems) = archive::unpack(file, keys, folder.path())?;
    let verified = look(folder.path(), &manifest, problems);
    if !verified.is_sound() {
        return Err(Failure::failed(format!("{} is not sound: {}", file.display(), verified.problems.join("; "))));
    }
    let unpacked = folder.path();
    match &home.target {
        Target::File(path) => {
            let source = if unpacked.join(DATABASE).exists() { DATABASE } else { "loaded.db" };
            home::move_into(&unpacked.join(source), path)?;
        }
        Target::Postgres(_) => load_into_server(home, config, unpacked)?,
    }
    for member in manifest.members.iter().filter(|m| m.path != CHECKPOINT && m.path != MANIFEST && m.path != DATABASE) {
        if member.path.starts_with(ROWS) {
            continue;
        }
        let target = home.data.join(&member.path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        home::move_into(&unpacked.join(&member.path), &target)?;
        home::only_owner(&target, 0o600)?;
    }
    Ok(verified)
}

fn refuse_full(home: &Home, config: &Config) -> Outcome<()> {
    let full = match &home.target {
        Target::File(path) => path.exists(),
        Target::Postgres(_) => {
            let db = home.open(config, std::sync::Arc::new(kernel::SystemClock::default()))?;
            let names = home::migrations(&modules::all());
            let all = names.len();
            let pending = db.read_blocking(move |tx| kernel::db::pending(tx, &names));
            db.close();
            pending?.len() < all
        }
    };
    match full {
        true => Err(Failure::failed(format!("{} holds data already: restore into an empty place", home.describe()))),
        false => Ok(()),
    }
}

fn load_into_server(home: &Home, config: &Config, unpacked: &Path) -> Outcome<()> {
    let folder = unpacked.join(ROWS);
    if !folder.exists() {
        fs::create_dir(&folder)?;
        let source = database(unpacked)?;
        let target = folder.clone();
        let dumped = source.read_blocking(move |tx| rows::dump(tx, &target));
        source.close();
        dumped?;
    }
    let db = home.open(config, std::sync::Arc::new(kernel::SystemClock::default()))?;
    let loaded = db.migrate(home::migrations(&modules::all())).and_then(|_| db.write_blocking(move |tx| rows::load(tx, &folder)));
    db.close();
    Ok(loaded?)
}
