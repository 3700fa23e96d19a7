//! 公开: after the check for disclosure, the proposal and its answers stand on the public pages.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView, Html, numbered, prose};
use web::{Act, Ask, Done, act};

use crate::acts::{self, feedback::heading};
use crate::model::Proposal;
use crate::workflow::{self, PROCESS};
use crate::{policy, store};

pub const ACT: Act = act("proposals.publish", "/proposals/{id}/publication").rule("proposal", "publish").journals("proposal.published");

/// What must have been looked at.
pub const CHECKS: &[&str] = &["no_secrets", "no_contacts", "no_private"];

/// The check for disclosure, with the name of whoever made it.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Input {
    /// All of `no_secrets`, `no_contacts`, `no_private`.
    #[garde(skip)]
    pub checks: Vec<String>,
    #[garde(length(chars, min = 1, max = 40))]
    pub checker: String,
}

/// Publishes; texts with the number of a telephone or an identity card are refused.
pub fn publish(tx: &mut Tx, who: &Actor, id: Id, input: &Input) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::Publish)?;
    if !CHECKS.iter().all(|check| input.checks.iter().any(|c| c == check)) {
        return Err(Error::invalid("checks", "proposals.publication.unchecked"));
    }
    if let Some(found) = texts(tx, &p)?.iter().find_map(|text| private_number(text)) {
        return Err(Error::invalid("checks", kernel::Message::new("proposals.publication.number").with("number", found)));
    }
    p.published_at = p.published_at.or(Some(tx.now()));
    store::save(tx, &mut p)?;
    Ok(acts::done(tx, who, &p)?
        .journal(json!({ "from": p.state.name(), "to": to.name(), "checks": CHECKS, "checker": input.checker, "note": input.checker }))
        .say("proposals.said.published"))
}

/// Everything that the public will read.
fn texts(tx: &mut Tx, p: &Proposal) -> Result<Vec<String>> {
    let mut texts = vec![p.title.clone(), p.background.clone(), p.analysis.clone()];
    texts.extend(p.suggestions.iter().cloned());
    for reply in store::replies::of(tx, p.id)?.into_iter().filter(|r| r.sent_at.is_some() && r.revoked_at.is_none()) {
        texts.push(reply.body);
        texts.extend(reply.answers.into_iter().map(|a| a.text));
    }
    texts.extend(store::replies::promises(tx, p.id)?.into_iter().map(|x| x.text));
    Ok(texts)
}

/// The first run of digits that is a mobile telephone (11 from 13 to 19) or an identity card (18).
fn private_number(text: &str) -> Option<String> {
    let runs = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, 'X' | 'x'));
    let mobile = |r: &str| r.len() == 11 && r.starts_with('1') && r.as_bytes()[1] >= b'3';
    let card = |r: &str| r.len() == 18 && r.as_bytes()[..17].iter().all(u8::is_ascii_digit);
    runs.filter(|r| r.is_ascii()).find(|r| mobile(r) || card(r)).map(str::to_owned)
}

/// The texts once more, as the public will read them.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = store::get(tx, who, ask.id)?;
    let around = store::around(tx, &p)?;
    PROCESS.step(p.state, workflow::Act::Publish, &policy::roles(who, &p, &around))?;
    let mut parts = vec![heading(ask, &p), prose(&p.background), prose(&p.analysis), numbered(p.suggestions.clone())];
    for reply in store::replies::of(tx, p.id)?.into_iter().filter(|r| r.sent_at.is_some() && r.revoked_at.is_none()) {
        parts.push(prose(&reply.body));
    }
    let checks = CHECKS.iter().map(|c| Choice::new(*c, ask.t(&format!("proposals.check.{c}")))).collect();
    Ok(FormView {
        lead: Some(ask.t("proposals.publication.lead").to_owned()),
        context: Some(Html::join(parts)),
        fields: vec![
            Field::checkboxes("checks", ask.t("proposals.field.disclosure-check"), checks).required(),
            Field::text("checker", ask.t("proposals.field.checker")).hint(ask.t("proposals.hint.checker")).required().max_chars(40),
        ],
        ..FormView::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_numbers_are_found_and_others_are_not() {
        assert_eq!(private_number("请联系13912345678。").as_deref(), Some("13912345678"));
        assert_eq!(private_number("证件 32010119900101123X").as_deref(), Some("32010119900101123X"));
        assert_eq!(private_number("热线12345，投资1391234567800元，2026年"), None);
    }
}
