//! 列的对应: which column of the sheet is which field, proposed from the header and changed by a person.

use std::collections::BTreeMap;

use documents::{Mapping, Table};
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::i18n::Locale;
use crate::ui::{Choice, Field, FormView};

/// Shown of the first cell of a column.
const SAMPLE_CHARS: usize = 12;

/// The column of each field by its header, an empty one for none.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Chosen {
    #[serde(flatten)]
    #[garde(skip)]
    columns: BTreeMap<String, String>,
}

impl Chosen {
    /// COLUMN=FIELD for every column of the table. A field that was not sent keeps nothing.
    ///
    /// # Errors
    /// `Invalid` on the field: a column that the table has not, or that another field took.
    pub fn map(&self, table: &Table, fields: &[&str]) -> Result<Vec<(String, String)>> {
        let mut map: Vec<(String, String)> = Vec::new();
        for field in fields {
            let Some(column) = self.columns.get(*field).filter(|column| !column.is_empty()) else { continue };
            if table.column(column).is_none() {
                return Err(Error::invalid(*field, "web.invalid.shape"));
            }
            if map.iter().any(|(taken, _)| taken == column) {
                return Err(Error::invalid(*field, "web.import.column-taken"));
            }
            map.push((column.clone(), (*field).to_owned()));
        }
        let left = table.columns.iter().filter(|column| !column.is_empty() && !map.iter().any(|(taken, _)| taken == *column));
        // First what is left out, so that no proposal from the header stands in the way of a choice.
        let left: Vec<(String, String)> = left.map(|column| (column.clone(), String::new())).collect();
        Ok(left.into_iter().chain(map).collect())
    }
}

/// One select for each field; `label` names a field.
pub fn columns_form(l: &Locale, table: &Table, mapping: &Mapping, label: impl Fn(&str) -> String) -> FormView {
    let sample = |at: usize| {
        let cell = table.rows.iter().find_map(|row| row.cells.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()));
        let cell = cell.unwrap_or_default();
        let cut: String = cell.chars().take(SAMPLE_CHARS).collect();
        if cut.len() < cell.len() { format!("{cut}…") } else { cut }
    };
    let named = table.columns.iter().enumerate().filter(|(_, name)| !name.is_empty());
    let choices: Vec<Choice> = named.map(|(at, name)| Choice::new(name, name).hint(sample(at))).collect();
    let missing = mapping.required();
    let field = |(key, at): (&str, Option<usize>)| {
        let field =
            Field::select(key, label(key), [Choice::new("", l.t("web.import.no-column"))].into_iter().chain(choices.clone()).collect());
        let field = field.value(at.and_then(|at| table.columns.get(at)).map_or("", String::as_str));
        if missing.iter().any(|required| required == key) { field.required() } else { field }
    };
    FormView { lead: Some(l.t("web.import.columns.lead").to_owned()), fields: mapping.pairs().map(field).collect(), ..FormView::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> Result<Vec<(String, String)>> {
        let table = Table::new(vec!["题".into(), "谁".into(), "备注".into()], []);
        let columns = pairs.iter().map(|(f, c)| ((*f).to_owned(), (*c).to_owned())).collect();
        Chosen { columns }.map(&table, &["title", "proposer"])
    }

    #[test]
    fn what_is_not_chosen_is_left_out() {
        let own = |column: &str, field: &str| (column.to_owned(), field.to_owned());
        let chosen = map(&[("title", "题"), ("proposer", ""), ("idempotency_key", "x")]).expect("good");
        assert_eq!(chosen, [own("谁", ""), own("备注", ""), own("题", "title")]);
    }

    #[test]
    fn a_column_stands_for_one_field() {
        assert!(matches!(map(&[("title", "题"), ("proposer", "题")]), Err(Error::Invalid(fields)) if fields[0].field == "proposer"));
        assert!(matches!(map(&[("title", "没有")]), Err(Error::Invalid(_))));
    }
}
