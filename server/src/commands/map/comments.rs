//! Statements and their standing.

use std::collections::HashMap;
use std::path::Path;

use opinion_map::{Standing, Votes};

use super::sheet::{Bad, Sheet, cell, filled};
use crate::failure::Outcome;

/// The standing of each statement of the file, by id.
#[derive(Default)]
pub struct Comments(HashMap<String, Standing>);

impl Comments {
    /// By statement number; what the file does not name is open.
    pub fn standing(&self, votes: &Votes) -> Vec<Standing> {
        votes.statements().iter().map(|id| self.0.get(&**id).copied().unwrap_or_default()).collect()
    }
}

/// Columns comment-id, moderated and is-meta, the last two if they are there.
pub fn read(path: &Path, bad: &mut Bad) -> Outcome<Comments> {
    let mut sheet = Sheet::open(path)?;
    let id = sheet.needs(&["comment-id"])?;
    let (moderated, meta) = (sheet.column(&["moderated"]), sheet.column(&["is-meta", "is_meta", "meta"]));
    let file = sheet.file.clone();
    let mut comments = Comments::default();
    sheet.each(|row, record| {
        let out = moderated.map_or(Ok(false), |column| cell(record, column).and_then(moderated_out));
        let out = bad.check(&file, row, "moderated", out);
        let meta = bad.check(&file, row, "is-meta", meta.map_or(Ok(false), |column| cell(record, column).and_then(yes)));
        let id = bad.check(&file, row, "comment-id", filled(record, id));
        if let (Some(id), Some(out), Some(meta)) = (id, out, meta) {
            let standing = match (out, meta) {
                (true, _) => Standing::Out,
                (false, true) => Standing::Meta,
                (false, false) => Standing::Open,
            };
            let before = comments.0.insert(id.to_owned(), standing);
            let once = if before.is_none() { Ok(()) } else { Err(format!("twice: {id:?}")) };
            bad.check(&file, row, "comment-id", once);
        }
    })?;
    Ok(comments)
}

/// 1 accepted, 0 or nothing not looked at, −1 rejected.
fn moderated_out(text: &str) -> Result<bool, String> {
    match text {
        "-1" => Ok(true),
        "0" | "1" | "" => Ok(false),
        _ => Err(format!("not 1, 0 or -1: {text:?}")),
    }
}

fn yes(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" => Ok(true),
        "false" | "f" | "0" | "" => Ok(false),
        _ => Err(format!("not true or false: {text:?}")),
    }
}
