//! Votes, one a row or one person a row.

use std::path::Path;

use opinion_map::{Vote, Votes, VotesBuilder};

use super::matrix;
use super::sheet::{Bad, Sheet, cell, filled};
use crate::failure::Outcome;

/// The votes of the file.
pub fn read(path: &Path, bad: &mut Bad) -> Outcome<Votes> {
    let mut sheet = Sheet::open(path)?;
    let mut builder = VotesBuilder::new();
    match sheet.column(&["voter-id"]) {
        Some(voter) => long(&mut sheet, voter, &mut builder, bad)?,
        None => matrix::read(&mut sheet, &mut builder, bad)?,
    }
    Ok(builder.build())
}

/// Columns comment-id, voter-id, vote, and timestamp if there is one; others are not looked at.
fn long(sheet: &mut Sheet, voter: usize, builder: &mut VotesBuilder, bad: &mut Bad) -> Outcome<()> {
    let (comment, vote) = (sheet.needs(&["comment-id"])?, sheet.needs(&["vote"])?);
    let timestamp = sheet.column(&["timestamp"]);
    let file = sheet.file.clone();
    sheet.each(|row, record| {
        let at = timestamp.map_or(Ok(0), |column| cell(record, column).and_then(time));
        let at = bad.check(&file, row, "timestamp", at);
        let comment = bad.check(&file, row, "comment-id", filled(record, comment));
        let voter = bad.check(&file, row, "voter-id", filled(record, voter));
        let vote = bad.check(&file, row, "vote", filled(record, vote).and_then(said));
        if let (Some(at), Some(comment), Some(voter), Some(vote)) = (at, comment, voter, vote) {
            builder.cast(voter, comment, vote, at);
        }
    })
}

/// Seconds or milliseconds since anything; some programs write them with a fraction. Empty is before everything else.
fn time(text: &str) -> Result<i64, String> {
    let with_fraction = || text.parse().ok().filter(|at: &f64| at.is_finite()).map(|at| at as i64);
    match text {
        "" => Ok(i64::MIN),
        _ => text.parse().ok().or_else(with_fraction).ok_or_else(|| format!("not a number of milliseconds: {text:?}")),
    }
}

pub fn said(text: &str) -> Result<Vote, String> {
    match text {
        "1" => Ok(Vote::Agree),
        "-1" => Ok(Vote::Disagree),
        "0" => Ok(Vote::Pass),
        _ => Err(format!("not 1, -1 or 0: {text:?}")),
    }
}
