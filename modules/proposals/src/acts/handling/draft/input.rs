//! The draft as it is posted: lists in JSON, numbered fields (`answer_1`, `promise_text_2`) in a form.

use std::collections::HashMap;

use garde::Validate;
use jiff::civil::Date;
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Answer;
use crate::rules::Rules;

/// Rows of promises in the form.
pub const PROMISE_ROWS: usize = 3;
const MOST_PROMISES: usize = 40;
const MOST_CHARS: usize = 5_000;

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Draft {
    #[garde(length(chars, max = 10_000))]
    pub body: String,
    /// A code of the assembly's scheme, for the reply as a whole.
    #[garde(skip)]
    pub result_class: Option<String>,
    /// One for each numbered suggestion, in order.
    #[garde(skip)]
    pub answers: Vec<AnswerInput>,
    #[garde(skip)]
    pub promises: Vec<PromiseInput>,
    #[garde(length(chars, max = 50))]
    pub contact_name: String,
    #[garde(length(chars, max = 50))]
    pub contact_telephone: String,
    #[garde(length(chars, max = 500))]
    pub copies: String,
    /// Of the draft that was read, in milliseconds, `0` for none; another one now means that somebody was faster.
    #[garde(inner(length(chars, max = 20)))]
    pub drafted_at: Option<String>,
    /// The numbered fields of the form.
    #[garde(skip)]
    #[serde(flatten)]
    #[schemars(skip)]
    pub numbered: HashMap<String, String>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AnswerInput {
    pub text: String,
    /// A code of the scheme.
    pub class: String,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PromiseInput {
    /// Number of the suggestion, from 1.
    pub suggestion: i64,
    pub text: String,
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    pub who: String,
}

/// A promise with nothing missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Promised {
    pub suggestion: i64,
    pub text: String,
    pub due: Date,
    pub who: String,
}

/// What was typed, with every code known and no half promise.
#[derive(Debug)]
pub struct Content {
    pub body: String,
    pub result_class: Option<String>,
    pub answers: Vec<Answer>,
    pub promises: Vec<Promised>,
}

impl Draft {
    /// Checked against the scheme and the number of suggestions. Answers may still be missing.
    pub fn content(&self, rules: &Rules, suggestions: usize) -> Result<Content> {
        let known = |field: String, code: &str| match code.is_empty() || rules.class(code).is_some() {
            true => Ok(()),
            false => Err(Error::invalid(field, "proposals.reply.unknown-class")),
        };
        let result_class = self.result_class.clone().filter(|code| !code.is_empty());
        known("result_class".into(), result_class.as_deref().unwrap_or_default())?;
        let answers = self.answers(suggestions)?;
        for (place, answer) in answers.iter().enumerate() {
            known(format!("class_{}", place + 1), &answer.class)?;
            if answer.text.chars().count() > MOST_CHARS {
                return Err(Error::invalid(
                    format!("answer_{}", place + 1),
                    kernel::Message::new("web.invalid.long").with("max", MOST_CHARS),
                ));
            }
        }
        Ok(Content { body: self.body.trim().to_owned(), result_class, answers, promises: self.promised(suggestions)? })
    }

    fn answers(&self, suggestions: usize) -> Result<Vec<Answer>> {
        if self.answers.len() > suggestions {
            return Err(Error::invalid("answers", "proposals.reply.too-many-answers"));
        }
        let typed =
            |name: &str, number: usize| self.numbered.get(&format!("{name}_{number}")).map(|v| v.trim().to_owned()).unwrap_or_default();
        let answer = |place: usize| match self.answers.get(place) {
            Some(given) => Answer { text: given.text.trim().to_owned(), class: given.class.trim().to_owned() },
            None => Answer { text: typed("answer", place + 1), class: typed("class", place + 1) },
        };
        Ok((0..suggestions).map(answer).collect())
    }

    fn promised(&self, suggestions: usize) -> Result<Vec<Promised>> {
        let mut rows: Vec<(usize, PromiseInput)> = self.promises.iter().cloned().enumerate().map(|(place, p)| (place + 1, p)).collect();
        for row in 1..=MOST_PROMISES {
            if let Some(promise) = self.typed_promise(row)? {
                rows.push((row, promise));
            }
        }
        if rows.len() > MOST_PROMISES {
            return Err(Error::invalid("promises", "proposals.reply.too-many-promises"));
        }
        rows.into_iter().map(|(row, promise)| whole(row, promise, suggestions)).collect()
    }

    /// A row of the form; a row left blank is none.
    fn typed_promise(&self, row: usize) -> Result<Option<PromiseInput>> {
        let typed = |name: &str| self.numbered.get(&format!("promise_{name}_{row}")).map_or("", |v| v.trim());
        if typed("text").is_empty() && typed("due").is_empty() && typed("who").is_empty() {
            return Ok(None);
        }
        let due = match typed("due") {
            "" => None,
            day => Some(day.parse().map_err(|_| Error::invalid(format!("promise_due_{row}"), "web.invalid.shape"))?),
        };
        let suggestion = typed("suggestion").parse().unwrap_or(0);
        Ok(Some(PromiseInput { suggestion, text: typed("text").into(), due, who: typed("who").into() }))
    }
}

fn whole(row: usize, p: PromiseInput, suggestions: usize) -> Result<Promised> {
    let missing = |name: &str| Error::invalid(format!("promise_{name}_{row}"), "proposals.reply.half-promise");
    let on_a_suggestion = usize::try_from(p.suggestion).is_ok_and(|n| (1..=suggestions).contains(&n));
    match (on_a_suggestion, p.due) {
        (false, _) => Err(missing("suggestion")),
        _ if p.text.trim().is_empty() => Err(missing("text")),
        (_, None) => Err(missing("due")),
        _ if p.who.trim().is_empty() => Err(missing("who")),
        (true, Some(due)) => Ok(Promised { suggestion: p.suggestion, text: p.text.trim().into(), due, who: p.who.trim().into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Draft {
        let numbered = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Draft { numbered, ..Draft::default() }
    }

    #[test]
    fn a_form_and_json_say_the_same() {
        let form = typed(&[
            ("answer_1", "已经普查"),
            ("class_1", "A"),
            ("answer_2", "列入计划"),
            ("class_2", "B"),
            ("promise_suggestion_1", "2"),
            ("promise_text_1", "更新五公里"),
            ("promise_due_1", "2026-12-31"),
            ("promise_who_1", "市水务局"),
        ]);
        let json: Draft = serde_json::from_value(serde_json::json!({
            "answers": [{"text": "已经普查", "class": "A"}, {"text": "列入计划", "class": "B"}],
            "promises": [{"suggestion": 2, "text": "更新五公里", "due": "2026-12-31", "who": "市水务局"}],
        }))
        .unwrap();
        let (form, json) = (form.content(&Rules::default(), 2).unwrap(), json.content(&Rules::default(), 2).unwrap());
        assert_eq!((form.answers, form.promises), (json.answers, json.promises));
    }

    #[test]
    fn half_a_promise_names_what_is_missing() {
        let half = typed(&[("promise_suggestion_2", "1"), ("promise_text_2", "更新")]);
        let Err(Error::Invalid(fields)) = half.content(&Rules::default(), 2) else { panic!("taken") };
        assert_eq!(fields[0].field, "promise_due_2");
        assert!(typed(&[("promise_suggestion_1", "1")]).content(&Rules::default(), 2).unwrap().promises.is_empty());
    }

    #[test]
    fn only_codes_of_the_scheme_count() {
        assert!(typed(&[("answer_1", "好"), ("class_1", "Z")]).content(&Rules::default(), 2).is_err());
        assert!(Draft { result_class: Some("Z".into()), ..Draft::default() }.content(&Rules::default(), 2).is_err());
    }
}
