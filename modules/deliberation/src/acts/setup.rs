//! 网络议政参数: a new version of the policy by a form; versions are never changed.

use directory::roles;
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result, policy};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, act};

use super::rules_now;
use crate::rules::{Coded, Rules, Slice, coded};

const SAVE: Act = act("deliberations.save_policy", "/policies/deliberations")
    .form_at("/policies/deliberations/edit")
    .journals("deliberations.policy_saved")
    .access(Access::Roles(&[roles::COMMITTEE_OFFICER]))
    .confirmed();

pub fn all() -> Vec<Bound> {
    vec![SAVE.create(save).form(form)]
}

/// Slices are lines: `age | 年龄段 | Age`, each answer below it as `- 60_up | 60 岁及以上 | 60 and over`.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Saving {
    #[garde(skip)]
    min_statement_chars: usize,
    #[garde(skip)]
    max_statement_chars: usize,
    #[garde(skip)]
    statements_each: i64,
    #[garde(skip)]
    map_people: usize,
    #[garde(skip)]
    map_statements: usize,
    #[garde(skip)]
    fewest: usize,
    #[garde(length(chars, min = 1, max = 6))]
    approve: String,
    #[garde(length(chars, min = 1, max = 6))]
    screen: String,
    #[garde(length(chars, min = 1, max = 6))]
    summarise: String,
    #[garde(length(chars, min = 1, max = 6))]
    report: String,
    #[garde(length(chars, min = 1, max = 6))]
    post: String,
    #[garde(length(chars, min = 1, max = 6))]
    remind: String,
    /// That of the version before where none is given, as the next two.
    #[garde(skip)]
    speech_minutes: Option<i64>,
    #[garde(length(chars, max = 6))]
    minute: String,
    #[garde(length(chars, max = 6))]
    confirm_minutes: String,
    #[garde(length(chars, max = 4_000))]
    slices: String,
    #[garde(length(chars, min = 1, max = 500))]
    reason: String,
}

fn save(tx: &mut Tx, who: &Actor, input: &Saving) -> Result<Done> {
    let (_, before) = rules_now(tx, who.assembly)?;
    let term = |field: &str, text: &str| text.trim().parse().map_err(|_| Error::invalid(field, "deliberations.policy.term"));
    let or = |field: &str, text: &str, before| if text.trim().is_empty() { Ok(before) } else { term(field, text) };
    let rules = Rules {
        min_statement_chars: input.min_statement_chars,
        max_statement_chars: input.max_statement_chars,
        statements_each: input.statements_each,
        map_people: input.map_people,
        map_statements: input.map_statements,
        fewest: input.fewest,
        approve: term("approve", &input.approve)?,
        screen: term("screen", &input.screen)?,
        summarise: term("summarise", &input.summarise)?,
        report: term("report", &input.report)?,
        post: term("post", &input.post)?,
        remind: term("remind", &input.remind)?,
        speech_minutes: input.speech_minutes.unwrap_or(before.speech_minutes),
        minute: or("minute", &input.minute, before.minute)?,
        confirm_minutes: or("confirm_minutes", &input.confirm_minutes, before.confirm_minutes)?,
        slices: slices(&input.slices)?,
    };
    let year = i64::from(tx.today().year());
    let version = policy::save(tx, who.assembly, year, &rules, &input.reason, who.person)?;
    Ok(Done::new(Ref::new("policies", Id(version)), &json!({ "version": version, "year": year }))?
        .journal(json!({ "version": version, "year": year, "reason": input.reason }))
        .go("/deliberations")
        .say("deliberations.said.policy-saved"))
}

fn slices(text: &str) -> Result<Vec<Slice>> {
    let wrong = || Error::invalid("slices", "deliberations.policy.slices");
    let mut found: Vec<Slice> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (is_answer, rest) = match line.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let parts: Vec<&str> = rest.split(['|', '｜']).map(str::trim).collect();
        let [code, label, label_en] = parts.as_slice() else { return Err(wrong()) };
        match (is_answer, found.last_mut()) {
            (true, Some(slice)) => slice.answers.push(coded(code, label, label_en)),
            (true, None) => return Err(wrong()),
            (false, _) => found.push(Slice {
                code: (*code).to_owned(),
                label: (*label).to_owned(),
                label_en: (*label_en).to_owned(),
                answers: Vec::new(),
            }),
        }
    }
    Ok(found)
}

fn lines(slices: &[Slice]) -> String {
    let answer = |a: &Coded| format!("- {} | {} | {}", a.code, a.label, a.label_en);
    let slice = |s: &Slice| {
        let head = format!("{} | {} | {}", s.code, s.label, s.label_en);
        std::iter::once(head).chain(s.answers.iter().map(answer)).collect::<Vec<_>>().join("\n")
    };
    slices.iter().map(slice).collect::<Vec<_>>().join("\n")
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (_, rules) = rules_now(tx, who.assembly)?;
    let label = |name: &str| ask.t(&format!("deliberations.policy.{name}")).to_owned();
    let number = |name: &str, value: usize| Field::number(name, label(name)).required().value(value.to_string());
    let term = |name: &str, value: kernel::calendar::Term| Field::text(name, label(name)).required().value(value.to_string());
    let fields = vec![
        number("min_statement_chars", rules.min_statement_chars),
        number("max_statement_chars", rules.max_statement_chars),
        number("statements_each", usize::try_from(rules.statements_each).unwrap_or(0)),
        number("map_people", rules.map_people).hint(ask.t("deliberations.policy.map_people.hint")),
        number("map_statements", rules.map_statements),
        number("fewest", rules.fewest).hint(ask.t("deliberations.policy.fewest.hint")),
        term("approve", rules.approve).hint(ask.t("deliberations.policy.term.hint")),
        term("screen", rules.screen),
        term("summarise", rules.summarise),
        term("report", rules.report),
        term("post", rules.post),
        term("remind", rules.remind),
        number("speech_minutes", usize::try_from(rules.speech_minutes).unwrap_or(0)),
        term("minute", rules.minute),
        term("confirm_minutes", rules.confirm_minutes),
        Field::textarea("slices", label("slices"), 10).hint(ask.t("deliberations.policy.slices.hint")).value(lines(&rules.slices)),
        Field::text("reason", label("reason")).required().max_chars(500),
    ];
    Ok(FormView { fields, cancel: Some(Link::new(ask.t("web.cancel"), "/deliberations")), ..FormView::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_written_and_read_as_lines() {
        let shipped = Rules::default().slices;
        assert_eq!(slices(&lines(&shipped)).unwrap(), shipped);
        assert!(slices("- a | b | c").is_err() && slices("age | only two").is_err());
    }
}
