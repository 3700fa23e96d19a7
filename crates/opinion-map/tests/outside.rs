//! Data that is not part of the project, where it is at hand.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// `None`, with a word, where the folder of outside data is missing.
pub fn set(name: &str) -> Option<PathBuf> {
    let sets = std::env::var_os("SHANGLIANG_DATA_SETS").map(PathBuf::from);
    let sets = sets.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let found = Some(sets.join(name)).filter(|folder| folder.exists());
    if found.is_none() {
        println!("skipped: no {name} in {}", sets.display());
    }
    found
}

pub fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}
