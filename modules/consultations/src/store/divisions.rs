//! 行政区划: provinces to villages, by code. The code of a place begins with the code of what it lies in.

use std::collections::HashMap;

use kernel::db::{Param, ToParam, Tx};
use kernel::{Result, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    pub code: String,
    pub name: String,
}

/// Codes of provinces, cities, counties, townships, villages have so many digits.
pub const LEVELS: [usize; 5] = [2, 4, 6, 9, 12];

/// The code of what a place lies in; empty for a province.
pub fn parent(code: &str) -> &str {
    LEVELS.iter().rev().find(|digits| **digits < code.len()).map_or("", |digits| &code[..*digits])
}

/// Adds places, or renames those that are there.
pub fn upsert_all(tx: &mut Tx, places: &[Division]) -> Result<()> {
    for chunk in places.chunks(300) {
        let lists: Vec<String> = (0..chunk.len()).map(|n| format!("(${}, ${}, ${})", n * 3 + 1, n * 3 + 2, n * 3 + 3)).collect();
        let values = chunk.iter().flat_map(|place| [place.code.to_param(), place.name.to_param(), parent(&place.code).to_param()]);
        let all: Vec<Param> = values.collect();
        let sql = format!(
            "INSERT INTO division (code, name, parent) VALUES {} ON CONFLICT (code) DO UPDATE SET name = excluded.name",
            lists.join(", ")
        );
        tx.execute(&sql, &all)?;
    }
    Ok(())
}

/// Names of those that are there, by code.
pub fn names(tx: &mut Tx, places: &[Division]) -> Result<HashMap<String, String>> {
    let codes: Vec<String> = (1..=places.len()).map(|n| format!("${n}")).collect();
    let all: Vec<Param> = places.iter().map(|place| place.code.to_param()).collect();
    let sql = format!("SELECT code, name FROM division WHERE code IN ({})", codes.join(", "));
    Ok(tx.query(&sql, &all, |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

pub fn count(tx: &mut Tx) -> Result<i64> {
    tx.scalar("SELECT COUNT(*) FROM division", &[])
}

pub fn get(tx: &mut Tx, code: &str) -> Result<Option<Division>> {
    tx.query_opt("SELECT code, name FROM division WHERE code = $1", params![code], |row| {
        Ok(Division { code: row.get(0)?, name: row.get(1)? })
    })
}

/// 某省某市某县某镇某村: the names down to this place, as far as they are known.
pub fn path(tx: &mut Tx, code: &str) -> Result<String> {
    // What somebody typed may be no code at all.
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(String::new());
    }
    let mut names = Vec::new();
    for digits in LEVELS.iter().filter(|digits| **digits <= code.len()) {
        names.extend(get(tx, &code[..*digits])?.map(|d| d.name));
    }
    Ok(names.join(" "))
}

/// Townships and villages whose name or code begins so, by name, after `after`; one more than `size` tells that there are more.
pub fn beginning(tx: &mut Tx, text: &str, within: &str, after: Option<(&str, &str)>, size: usize) -> Result<Vec<Division>> {
    let column = if text.bytes().all(|b| b.is_ascii_digit()) { "code" } else { "name" };
    let (name, code) = after.unwrap_or(("", ""));
    let sql = format!(
        "SELECT code, name FROM division WHERE {column} >= $1 AND {column} < $2 AND code >= $3 AND code < $4 AND (name, code) > ($5, $6)
         AND LENGTH(code) >= 9 ORDER BY name, code LIMIT $7"
    );
    tx.query(&sql, params![text, above(text), within, above(within), name, code, size + 1], |row| {
        Ok(Division { code: row.get(0)?, name: row.get(1)? })
    })
}

/// What lies directly in a place (in the country for an empty code), by code, after `after`; one more than `size` tells that
/// there are more.
pub fn children(tx: &mut Tx, parent: &str, after: &str, size: usize) -> Result<Vec<Division>> {
    let sql = "SELECT code, name FROM division WHERE parent = $1 AND code > $2 ORDER BY code LIMIT $3";
    tx.query(sql, params![parent, after, size + 1], |row| Ok(Division { code: row.get(0)?, name: row.get(1)? }))
}

/// The least text above everything that begins with `text`.
fn above(text: &str) -> String {
    format!("{text}\u{10ffff}")
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[test]
    fn a_place_lies_in_what_its_code_begins_with() {
        assert_eq!(
            [parent("110101001001"), parent("110101001"), parent("110101"), parent("1101"), parent("11")],
            ["110101001", "110101", "1101", "11", ""]
        );
    }
}
