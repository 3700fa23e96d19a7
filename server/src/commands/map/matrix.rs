//! One row for each person, one column for each statement, empty where it was not seen.

use std::collections::HashSet;

use opinion_map::VotesBuilder;

use super::sheet::{Bad, Sheet, cell, filled};
use super::votes::said;
use crate::failure::Outcome;

/// Columns about the person; every other one is a statement.
const ABOUT: [&str; 7] = ["participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"];

pub fn read(sheet: &mut Sheet, builder: &mut VotesBuilder, bad: &mut Bad) -> Outcome<()> {
    let participant = sheet.needs(&["participant"])?;
    let is_statement = |column: &&(usize, String)| !ABOUT.iter().any(|about| column.1.eq_ignore_ascii_case(about));
    let columns: Vec<(usize, String)> = sheet.columns.iter().cloned().enumerate().collect();
    let statements: Vec<&(usize, String)> = columns.iter().filter(is_statement).collect();
    let file = sheet.file.clone();
    let mut named = HashSet::new();
    for (_, id) in &statements {
        let once = if named.insert(id) { Ok(()) } else { Err("this column twice".to_owned()) };
        bad.check(&file, 1, id, once);
        builder.statement(id);
    }
    let mut seen = HashSet::new();
    sheet.each(|row, record| {
        let person =
            filled(record, participant).and_then(|id| if seen.insert(id.to_owned()) { Ok(id) } else { Err(format!("twice: {id:?}")) });
        let Some(person) = bad.check(&file, row, "participant", person) else { return };
        builder.participant(person);
        for (column, id) in &statements {
            let vote = cell(record, *column).and_then(|text| if text.is_empty() { Ok(None) } else { said(text).map(Some) });
            if let Some(Some(vote)) = bad.check(&file, row, id, vote) {
                builder.cast(person, id, vote, 0);
            }
        }
    })
}
