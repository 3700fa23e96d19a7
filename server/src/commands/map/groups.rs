//! Groups as they are given.

use std::collections::HashMap;
use std::path::Path;

use opinion_map::Votes;

use super::sheet::{Bad, Sheet, cell, filled};
use crate::failure::Outcome;

/// Which group each person is in, by number; groups are numbered in the order of their names.
pub struct Given {
    pub names: Vec<String>,
    pub of: Vec<Option<u32>>,
}

/// Columns participant and group; an empty group is none.
pub fn read(path: &Path, votes: &Votes, bad: &mut Bad) -> Outcome<Given> {
    let mut sheet = Sheet::open(path)?;
    let (participant, group) = (sheet.needs(&["participant"])?, sheet.needs(&["group", "group-id"])?);
    let numbers: HashMap<&str, usize> = votes.participants().iter().enumerate().map(|(number, id)| (&**id, number)).collect();
    let file = sheet.file.clone();
    let mut named: Vec<Option<String>> = vec![None; numbers.len()];
    let mut seen = vec![false; numbers.len()];
    sheet.each(|row, record| {
        let number = filled(record, participant).and_then(|id| match numbers.get(id) {
            None => Err(format!("has not voted: {id:?}")),
            Some(&number) if std::mem::replace(&mut seen[number], true) => Err(format!("twice: {id:?}")),
            Some(&number) => Ok(number),
        });
        let number = bad.check(&file, row, "participant", number);
        let group = bad.check(&file, row, "group", cell(record, group));
        if let (Some(number), Some(group)) = (number, group) {
            named[number] = Some(group.to_owned()).filter(|group| !group.is_empty());
        }
    })?;
    let mut names: Vec<String> = named.iter().flatten().cloned().collect();
    names.sort_by(|a, b| opinion_map::compare_ids(a, b));
    names.dedup();
    let places: HashMap<&str, u32> = names.iter().map(String::as_str).zip(0..).collect();
    let of = named.iter().map(|name| name.as_ref().map(|name| places[name.as_str()])).collect();
    Ok(Given { names, of })
}
