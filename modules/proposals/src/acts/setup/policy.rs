//! 提案工作参数: a new version of the policy by a form; versions are never changed and readable for ever.

use std::collections::BTreeMap;

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::policy::{self, Policy};
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::KEPT;
use crate::rules::Rules;

const SAVE: Act =
    act("policies.save", "/policies/proposals").form_at("/policies/proposals/edit").journals("policy.saved").access(KEPT).confirmed();

pub(super) fn all() -> Vec<Bound> {
    vec![SAVE.create(save).form(form)]
}

/// How a value is written in the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    Number,
    Text,
    /// `5wd`, `30d`, `3m`
    Term,
    Day,
    Scope,
    /// `code|label|English label`
    Coded,
    /// One a line; a fourth part says whether promises stay tracked, or how a rating counts.
    List,
}

/// The fields of the policy in the order of the form, in groups.
pub(crate) const GROUPS: &[(&str, &[(&str, Shape)])] = &[
    (
        "writing",
        &[
            ("max_title_chars", Shape::Number),
            ("max_body_chars", Shape::Number),
            ("max_suggestions", Shape::Number),
            ("cosign_plenary_hours", Shape::Number),
            ("cosign_hours", Shape::Number),
        ],
    ),
    (
        "review",
        &[
            ("take_up", Shape::Term),
            ("decide", Shape::Term),
            ("second_review", Shape::Term),
            ("revise", Shape::Term),
            ("re_examine", Shape::Term),
            ("case_number", Shape::Text),
            ("first_review_label", Shape::Coded),
            ("second_review_label", Shape::Coded),
            ("not_filed_reasons", Shape::List),
        ],
    ),
    (
        "handling",
        &[
            ("assign", Shape::Term),
            ("accept", Shape::Term),
            ("return_window", Shape::Term),
            ("return_decision", Shape::Term),
            ("plan_scope", Shape::Scope),
            ("plan", Shape::Term),
            ("co_opinion", Shape::Term),
            ("contacts_required", Shape::Number),
            ("check_scope", Shape::Scope),
            ("check", Shape::Term),
            ("sign", Shape::Term),
            ("reply_plenary", Shape::Term),
            ("reply_inter_session", Shape::Term),
            ("reply_fixed_day", Shape::Day),
            ("extension", Shape::Term),
            ("reply_cap", Shape::Term),
            ("urge_before_days", Shape::Number),
            ("classes", Shape::List),
        ],
    ),
    (
        "feedback",
        &[
            ("rating", Shape::Term),
            ("rehandle", Shape::Term),
            ("face_to_face", Shape::Term),
            ("publish", Shape::Term),
            ("ratings", Shape::List),
        ],
    ),
];

/// Year, reason and the changed fields by name; what is not named stays as it is in the version in force for that year.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
struct Saving {
    #[serde(flatten)]
    #[garde(skip)]
    fields: BTreeMap<String, Value>,
}

fn save(tx: &mut Tx, who: &Actor, input: &Saving) -> Result<Done> {
    let text = |name: &str| input.fields.get(name).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).unwrap_or_default();
    let year: i64 = text("year").trim().parse().map_err(|_| Error::invalid("year", "web.invalid.required"))?;
    let reason = text("reason").trim().to_owned();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(Error::invalid("reason", "web.invalid.required"));
    }
    let (from, base) = policy::current::<Rules>(tx, who.assembly, year)?;
    let before = object(&base)?;
    let body = changed(&before, &input.fields)?;
    let after = object(&body)?;
    let changed: Vec<&String> = after.iter().filter(|(name, value)| before.get(*name) != Some(value)).map(|(name, _)| name).collect();
    if changed.is_empty() {
        return Err(Error::conflict("proposals.policy.unchanged"));
    }
    let version = policy::save(tx, who.assembly, year, &body, &reason, who.person)?;
    let view = json!({ "version": version, "year": year, "reason": reason, "body": after });
    let payload = json!({ "policy": Rules::KIND, "version": version, "from": from, "year": year, "reason": reason, "changed": changed });
    let said = kernel::Message::new("proposals.said.policy-saved").with("version", version);
    let go = format!("/policies/proposals/version?no={version}");
    Ok(Done::new(Ref::new("policies", Id(version)), &view)?.journal(payload).say(said).go(go))
}

/// The values as JSON, by field.
pub(crate) fn object(rules: &Rules) -> Result<Map<String, Value>> {
    match serde_json::to_value(rules)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Error::internal("a policy is an object")),
    }
}

/// The base with what was typed; `Invalid` names the field that does not read.
fn changed(base: &Map<String, Value>, typed: &BTreeMap<String, Value>) -> Result<Rules> {
    let mut body = base.clone();
    // A form drops what is blank; only the day may be blank, so that a form as a whole empties it.
    if typed.contains_key("whole") {
        body.insert("reply_fixed_day".into(), Value::Null);
    }
    for (name, shape) in GROUPS.iter().flat_map(|(_, fields)| fields.iter()) {
        let wrong = || Error::invalid(*name, "proposals.policy.wrong");
        let Some(value) = typed.get(*name) else { continue };
        let value = match value {
            Value::String(text) => read(*shape, name, text).ok_or_else(wrong)?,
            other => other.clone(),
        };
        let mut alone = base.clone();
        alone.insert((*name).into(), value.clone());
        serde_json::from_value::<Rules>(Value::Object(alone)).map_err(|_| wrong())?;
        body.insert((*name).into(), value);
    }
    Ok(serde_json::from_value(Value::Object(body))?)
}

fn read(shape: Shape, name: &str, text: &str) -> Option<Value> {
    let text = text.trim();
    match shape {
        Shape::Number => text.parse::<i64>().ok().map(Value::from),
        Shape::Day if text.is_empty() => Some(Value::Null),
        Shape::Text | Shape::Term | Shape::Day | Shape::Scope => Some(text.into()),
        Shape::Coded => coded(name, text),
        Shape::List => text.lines().filter(|line| !line.trim().is_empty()).map(|line| coded(name, line)).collect(),
    }
}

/// `A|A 类|A: solved|tracked`
fn coded(name: &str, line: &str) -> Option<Value> {
    let parts: Vec<&str> = line.split(['|', '｜']).map(str::trim).collect();
    let (code, label) = (*parts.first()?, *parts.get(1)?);
    if code.is_empty() || label.is_empty() || parts.len() > 4 {
        return None;
    }
    let mut value = json!({ "code": code, "label": label, "label_en": parts.get(2).copied().unwrap_or(label) });
    let last = parts.get(3).copied().unwrap_or_default();
    match name {
        "classes" => value["tracked"] = (last == "tracked").into(),
        "ratings" => value["counts"] = last.into(),
        _ if !last.is_empty() => return None,
        _ => {}
    }
    Some(value)
}

/// A value as the form writes it.
pub(crate) fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join("\n"),
        Value::Object(coded) => {
            let part = |name: &str| coded.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let mut parts = vec![part("code"), part("label"), part("label_en")];
            match (coded.get("tracked"), coded.get("counts")) {
                (Some(Value::Bool(true)), _) => parts.push("tracked".into()),
                (_, Some(Value::String(counts))) => parts.push(counts.clone()),
                _ => {}
            }
            parts.join("|")
        }
        other => other.to_string(),
    }
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let year = i64::from(ask.today.year());
    let (_, rules) = policy::current::<Rules>(tx, who.assembly, year)?;
    let values = object(&rules)?;
    let mut view = FormView {
        lead: Some(ask.t("policies.save.lead").to_owned()),
        cancel: Some(Link::new(ask.t("web.cancel"), "/policies/proposals")),
        ..FormView::default()
    }
    .field(
        Field::number("year", ask.t("proposals.policy.year")).hint(ask.t("proposals.policy.year.hint")).value(year.to_string()).required(),
    )
    .field(Field::textarea("reason", ask.t("proposals.policy.reason"), 3).max_chars(1000).required())
    .field(Field::hidden("whole", "1"));
    for (group, fields) in GROUPS {
        let fields = fields.iter().map(|(name, shape)| field(ask, name, *shape, &written(&values[*name]))).collect();
        view.fields.push(Field::fieldset(ask.t(&format!("proposals.policy.group.{group}")), fields));
    }
    Ok(view)
}

fn field(ask: &Ask, name: &str, shape: Shape, value: &str) -> Field {
    let label = ask.t(&format!("proposals.policy.{name}")).to_owned();
    let hint = |key: &str| ask.t(&format!("proposals.policy.hint.{key}")).to_owned();
    let lines = |text: &str| u8::try_from(text.lines().count() + 1).unwrap_or(20);
    match shape {
        Shape::Number => Field::number(name, label).required(),
        Shape::Term => Field::text(name, label).hint(hint("term")).required(),
        Shape::Text => Field::text(name, label).hint(hint(name)).required(),
        Shape::Day => Field::date(name, label),
        Shape::Scope => {
            let scopes = ["all", "key", "none"].map(|s| Choice::new(s, ask.t(&format!("proposals.policy.scope.{s}"))));
            Field::select(name, label, scopes.to_vec()).required()
        }
        Shape::Coded => Field::text(name, label).hint(hint("coded")).required(),
        Shape::List => Field::textarea(name, label, lines(value)).hint(hint(name)).required(),
    }
    .value(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_policy_is_in_the_form_and_reads_back() {
        let base = object(&Rules::default()).unwrap();
        let named: Vec<&str> = GROUPS.iter().flat_map(|(_, fields)| fields.iter().map(|(name, _)| *name)).collect();
        assert!(base.keys().all(|name| named.contains(&name.as_str())), "{named:?}");
        let typed: BTreeMap<String, Value> = base.iter().map(|(name, value)| (name.clone(), written(value).into())).collect();
        let typed = typed.into_iter().filter(|(_, v)| v != "").collect();
        assert_eq!(changed(&base, &typed).unwrap(), Rules::default());
    }

    #[test]
    fn what_does_not_read_names_its_field() {
        let base = object(&Rules::default()).unwrap();
        for (name, text) in
            [("take_up", "5 天"), ("max_suggestions", "many"), ("classes", "A"), ("ratings", "good|好|Good|great"), ("plan_scope", "some")]
        {
            let typed = BTreeMap::from([(name.to_owned(), Value::from(text))]);
            let error = changed(&base, &typed).unwrap_err().to_string();
            assert_eq!(error, format!("invalid: {name}=proposals.policy.wrong"));
        }
    }
}
