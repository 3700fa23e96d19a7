//! 对应列: which column of a foreign table is which field of ours.

use crate::{Row, Table};

/// A field that a table may fill.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// As in the export, `title`.
    pub key: &'a str,
    /// What people call it, in every language: 案由, 标题, subject, reason.
    pub labels: &'a [&'a str],
    pub required: bool,
}

/// For each field its column, if it has one. No column stands for two fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Key of the field, column from 0.
    pairs: Vec<(String, Option<usize>)>,
    required: Vec<String>,
    columns: usize,
}

/// Why an override cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MapError {
    /// Not of the form `COLUMN=FIELD`.
    Malformed(String),
    UnknownColumn(String),
    UnknownField(String),
    /// Two columns for this field.
    Twice(String),
}

impl MapError {
    /// The message key and what fills its `{detail}`.
    pub fn message(&self) -> (&'static str, &str) {
        match self {
            Self::Malformed(text) => ("documents.map.malformed", text),
            Self::UnknownColumn(text) => ("documents.map.unknown-column", text),
            Self::UnknownField(text) => ("documents.map.unknown-field", text),
            Self::Twice(text) => ("documents.map.twice", text),
        }
    }
}

/// English, for the command line.
impl std::fmt::Display for MapError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(text) => write!(f, "{text:?} should read COLUMN=FIELD"),
            Self::UnknownColumn(text) => write!(f, "the table has no column {text:?}"),
            Self::UnknownField(text) => write!(f, "there is no field {text:?}"),
            Self::Twice(text) => write!(f, "two columns are meant for the field {text:?}"),
        }
    }
}

impl std::error::Error for MapError {}

impl Mapping {
    /// Proposes by the header: first names that are a key or a label, then those that are one but for width, case, blanks, marks and
    /// notes in brackets (「提案人*（必填）」), then those that contain one (「提案人姓名」). The longer label wins, then the earlier field.
    pub fn propose(columns: &[String], fields: &[Field<'_>]) -> Self {
        let mut mapping = Self {
            pairs: fields.iter().map(|field| (field.key.to_owned(), None)).collect(),
            required: fields.iter().filter(|field| field.required).map(|field| field.key.to_owned()).collect(),
            columns: columns.len(),
        };
        let folded: Vec<String> = columns.iter().map(|name| fold(name)).collect();
        let mut matches: Vec<Match> = Vec::new();
        for (field, names) in fields.iter().enumerate() {
            for label in names.labels.iter().chain([&names.key]) {
                for (column, name) in columns.iter().enumerate() {
                    matches.extend(closeness(name, &folded[column], label).map(|(grade, length)| Match { grade, length, field, column }));
                }
            }
        }
        matches.sort_by_key(|found| (found.grade, std::cmp::Reverse(found.length), found.field, found.column));
        for found in matches {
            let taken = mapping.pairs.iter().any(|(_, column)| *column == Some(found.column));
            if !taken && mapping.pairs[found.field].1.is_none() {
                mapping.pairs[found.field].1 = Some(found.column);
            }
        }
        mapping
    }

    /// Follows overrides of the form `COLUMN=FIELD`; `COLUMN=` leaves a column out. Every field named takes exactly the column named.
    ///
    /// # Errors
    /// The first override that names what is not there.
    pub fn with_overrides(mut self, columns: &[String], overrides: &[impl AsRef<str>]) -> Result<Self, MapError> {
        let mut set: Vec<&str> = Vec::new();
        for text in overrides.iter().map(AsRef::as_ref) {
            let (name, key) = text.rsplit_once('=').ok_or_else(|| MapError::Malformed(text.to_owned()))?;
            let (name, key) = (name.trim(), key.trim());
            let exact = columns.iter().position(|column| column == name);
            let column = exact
                .or_else(|| columns.iter().position(|column| fold(column) == fold(name)))
                .ok_or_else(|| MapError::UnknownColumn(name.to_owned()))?;
            self.pairs.iter_mut().filter(|(_, at)| *at == Some(column)).for_each(|(_, at)| *at = None);
            if key.is_empty() {
                continue;
            }
            if set.contains(&key) {
                return Err(MapError::Twice(key.to_owned()));
            }
            set.push(key);
            let pair = self.pairs.iter_mut().find(|(field, _)| field == key).ok_or_else(|| MapError::UnknownField(key.to_owned()))?;
            pair.1 = Some(column);
        }
        Ok(self)
    }

    /// The column of a field, from 0.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.pairs.iter().find(|(field, _)| field == key).and_then(|(_, column)| *column)
    }

    /// The value of a field in a row, trimmed; empty where the field has no column.
    pub fn value<'r>(&self, row: &'r Row, key: &str) -> &'r str {
        self.column(key).and_then(|column| row.cells.get(column)).map_or("", |cell| cell.trim())
    }

    /// Keys of the fields that a table must have.
    pub fn required(&self) -> &[String] {
        &self.required
    }

    /// Required fields without a column.
    pub fn missing(&self) -> Vec<&str> {
        self.required.iter().map(String::as_str).filter(|key| self.column(key).is_none()).collect()
    }

    /// Columns that stand for no field, from 0.
    pub fn unused(&self) -> Vec<usize> {
        (0..self.columns).filter(|column| !self.pairs.iter().any(|(_, at)| *at == Some(*column))).collect()
    }

    /// Every field with its column, in the order of the fields.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, Option<usize>)> {
        self.pairs.iter().map(|(key, column)| (key.as_str(), *column))
    }

    /// What is in force as overrides, `COLUMN=FIELD` each: for showing it and for saying it again.
    pub fn spelled(&self, table: &Table) -> Vec<String> {
        self.pairs().filter_map(|(key, column)| Some(format!("{}={key}", table.columns.get(column?)?))).collect()
    }
}

struct Match {
    grade: u8,
    length: usize,
    field: usize,
    column: usize,
}

fn closeness(name: &str, folded: &str, label: &str) -> Option<(u8, usize)> {
    let plain = fold(label);
    if plain.is_empty() || folded.is_empty() {
        return None;
    }
    let length = plain.chars().count();
    match () {
        () if name == label => Some((0, length)),
        () if folded == plain => Some((1, length)),
        () if length > 1 && folded.contains(&plain) => Some((2, length)),
        () => None,
    }
}

/// Width, case, blanks, separators, stars and notes in brackets do not matter in a header.
fn fold(name: &str) -> String {
    let mut depth = 0;
    let mut out = String::new();
    for c in name.chars() {
        let c = if ('\u{ff01}'..='\u{ff5e}').contains(&c) { char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c) } else { c };
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth -= 1,
            _ if depth > 0 || c.is_whitespace() || "_-*:.、/".contains(c) => {}
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Field, MapError, Mapping};
    use crate::{Row, Table};

    const FIELDS: [Field<'static>; 5] = [
        Field { key: "number", labels: &["案号", "提案号", "proposal_number"], required: false },
        Field { key: "title", labels: &["案由", "标题", "reason"], required: true },
        Field { key: "proposer", labels: &["提案人", "提案者", "personnel_name"], required: true },
        Field { key: "category", labels: &["类别", "type"], required: false },
        Field { key: "content", labels: &["内容", "正文"], required: true },
    ];

    fn names(columns: &[&str]) -> Vec<String> {
        columns.iter().map(|name| (*name).to_owned()).collect()
    }

    fn propose(columns: &[&str]) -> Vec<Option<usize>> {
        Mapping::propose(&names(columns), &FIELDS).pairs().map(|(_, column)| column).collect()
    }

    #[test]
    fn headers_are_recognised() {
        assert_eq!(
            propose(&["rownum", "proposal_number", "reason", "personnel_name", "type", "content"]),
            [Some(1), Some(2), Some(3), Some(4), Some(5)]
        );
        assert_eq!(propose(&["案号", "案　由*", "提案人姓名（必填）", "类别", "提案内容"]), [Some(0), Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!(propose(&["Title", "ＴＹＰＥ", "Proposal Number"]), [Some(2), Some(0), None, Some(1), None]);
    }

    #[test]
    fn an_exact_name_wins_over_a_longer_one() {
        assert_eq!(propose(&["提案人单位", "提案人", "内容分类", "内容"]), [None, None, Some(1), None, Some(3)]);
    }

    #[test]
    fn overrides_are_followed() {
        let columns = names(&["题目", "案由", "提案人"]);
        let mapping =
            Mapping::propose(&columns, &FIELDS).with_overrides(&columns, &["题目=title", "案由=content", "提案人="]).expect("valid");
        assert_eq!((mapping.column("title"), mapping.column("content"), mapping.column("proposer")), (Some(0), Some(1), None));
        assert_eq!((mapping.missing(), mapping.unused()), (vec!["proposer"], vec![2]));
        assert_eq!(mapping.spelled(&Table { columns, rows: vec![] }), ["题目=title", "案由=content"]);
        assert_eq!(mapping.value(&Row { line: 2, cells: names(&[" 甲 ", "乙", "丙"]) }, "title"), "甲");
    }

    #[test]
    fn overrides_that_name_nothing_are_refused() {
        let columns = names(&["案由", "标题"]);
        let tried = |text: &[&str]| Mapping::propose(&columns, &FIELDS).with_overrides(&columns, text).expect_err("refused");
        assert_eq!(tried(&["案由"]), MapError::Malformed("案由".into()));
        assert_eq!(tried(&["无=title"]), MapError::UnknownColumn("无".into()));
        assert_eq!(tried(&["案由=nothing"]), MapError::UnknownField("nothing".into()));
        assert_eq!(tried(&["案由=title", "标题=title"]), MapError::Twice("title".into()));
    }
}
