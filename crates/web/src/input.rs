//! From a body to a checked input: one reader for forms and JSON, errors as message keys by field.

use std::borrow::Cow;
use std::fmt::Display;

use garde::i18n::{I18n, with_i18n};
use kernel::{Error, FieldError, Message, Result};

use crate::act::Input;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Form,
    Json,
}

/// Reads and validates. Blank fields of a form count as not given.
pub fn read<I: Input>(format: Format, body: &[u8]) -> Result<I> {
    let input: I = match format {
        Format::Json => {
            let body = if body.is_empty() { b"{}" } else { body };
            // A list of the fields' values would be read as well, and one without fields as an empty list.
            if body.trim_ascii_start().first() == Some(&b'[') {
                return Err(Error::invalid("", "web.invalid.shape"));
            }
            let mut reader = serde_json::Deserializer::from_slice(body);
            let value = serde_path_to_error::deserialize(&mut reader).map_err(wrong_shape)?;
            reader.end().map_err(|_| Error::invalid("", "web.invalid.json"))?;
            value
        }
        Format::Form => {
            let parsed = serde_html_form::Deserializer::from_bytes(body);
            serde_path_to_error::deserialize(parsed).map_err(wrong_shape)?
        }
    };
    with_i18n(Keys, || input.validate()).map_err(|report| {
        let errors = report.iter().map(|(path, error)| FieldError { field: path.to_string(), message: decoded(error.message()) });
        Error::Invalid(errors.collect())
    })?;
    Ok(input)
}

fn wrong_shape<E: Display>(error: serde_path_to_error::Error<E>) -> Error {
    let path = error.path().to_string();
    let text = error.inner().to_string();
    let field = match text.strip_prefix("missing field `") {
        Some(rest) => rest.trim_end_matches(|c| c != '`').trim_end_matches('`').to_owned(),
        None if path == "." || path == "?" => String::new(),
        None => path,
    };
    let key = if text.starts_with("missing field") { "web.invalid.required" } else { "web.invalid.shape" };
    Error::invalid(field, key)
}

/// `web.invalid.long|max=500` → key and arguments.
fn decoded(text: &str) -> Message {
    let mut parts = text.split('|');
    let mut message = Message::new(parts.next().unwrap_or_default().to_owned());
    for (name, value) in parts.filter_map(|p| p.split_once('=')) {
        message = message.with(if name == "max" { "max" } else { "min" }, value);
    }
    message
}

struct Keys;

macro_rules! keys {
    ($($name:ident($($arg:ty),*) = $key:literal;)*) => { $(
        fn $name(&self, $(_: $arg),*) -> Cow<'static, str> { $key.into() }
    )* };
}

impl I18n for Keys {
    fn length_lower_than(&self, min: usize) -> Cow<'static, str> {
        if min == 1 { "web.invalid.required".into() } else { format!("web.invalid.short|min={min}").into() }
    }
    fn length_greater_than(&self, max: usize) -> Cow<'static, str> {
        format!("web.invalid.long|max={max}").into()
    }
    fn range_lower_than(&self, min: &dyn Display) -> Cow<'static, str> {
        format!("web.invalid.below|min={min}").into()
    }
    fn range_greater_than(&self, max: &dyn Display) -> Cow<'static, str> {
        format!("web.invalid.above|max={max}").into()
    }
    fn matches_field_mismatch(&self, _: &dyn Display) -> Cow<'static, str> {
        "web.invalid.mismatch".into()
    }
    keys! {
        credit_card_invalid(garde::i18n::InvalidCreditCard) = "web.invalid.shape";
        pattern_no_match(&dyn Display) = "web.invalid.shape";
        contains_missing(&dyn Display) = "web.invalid.shape";
        url_invalid(garde::i18n::InvalidUrl) = "web.invalid.shape";
        prefix_missing(&dyn Display) = "web.invalid.shape";
        suffix_missing(&dyn Display) = "web.invalid.shape";
        phone_number_invalid(garde::i18n::InvalidPhoneNumber) = "web.invalid.shape";
        ip_invalid(garde::i18n::IpKind) = "web.invalid.shape";
        email_invalid(garde::i18n::InvalidEmail) = "web.invalid.shape";
        ascii_invalid() = "web.invalid.shape";
        alphanumeric_invalid() = "web.invalid.shape";
        required_not_set() = "web.invalid.required";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, garde::Validate, schemars::JsonSchema, Debug)]
    struct Sample {
        #[garde(length(chars, min = 1, max = 4))]
        title: String,
        #[serde(default)]
        #[garde(inner(length(chars, max = 2)))]
        lines: Vec<String>,
        #[garde(skip)]
        due: Option<jiff::civil::Date>,
    }

    fn errors(format: Format, body: &str) -> Vec<(String, String)> {
        match read::<Sample>(format, body.as_bytes()) {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|e| (e.field, e.message.key.into_owned())).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_error_names_its_field() {
        assert_eq!(errors(Format::Form, "title=12345"), [("title".into(), "web.invalid.long".into())]);
        assert_eq!(errors(Format::Form, "lines=1"), [("title".into(), "web.invalid.required".into())]);
        assert_eq!(errors(Format::Form, "title=1&lines=1&lines=123"), [("lines[1]".into(), "web.invalid.long".into())]);
        assert_eq!(errors(Format::Json, r#"{"title":"1","due":"2026-02-30"}"#), [("due".into(), "web.invalid.shape".into())]);
        assert_eq!(errors(Format::Json, "{"), [("".into(), "web.invalid.shape".into())]);
    }

    #[test]
    fn a_list_is_no_record() {
        for list in ["[]", " [\"a\", [], null]", "\n[{}]"] {
            assert_eq!(errors(Format::Json, list), [("".into(), "web.invalid.shape".into())]);
            assert!(read::<crate::act::Nothing>(Format::Json, list.as_bytes()).is_err());
        }
    }

    #[test]
    fn a_form_and_json_read_the_same() {
        let form: Sample = read(Format::Form, b"title=1&due=2026-03-01&lines=a").unwrap();
        let json: Sample = read(Format::Json, br#"{"title":"1","due":"2026-03-01","lines":["a"]}"#).unwrap();
        assert_eq!((form.due, form.lines), (json.due, json.lines));
    }
}
