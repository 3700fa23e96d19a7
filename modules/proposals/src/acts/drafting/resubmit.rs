//! 重新提交: a revised text goes back to the reviewer who returned it, with what changed.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Fact, Field, FormView, Link, key_values};
use web::{Act, Ask, Bound, Done, act};

use super::submit;
use crate::acts::{done, stepped, subject};
use crate::model::Proposal;
use crate::workflow::Act as Step;
use crate::{clocks, store};

pub const RESUBMIT: Act =
    act("proposals.resubmit", "/proposals/{id}/resubmission").rule("proposal", "resubmit").journals("proposal.resubmitted");

pub fn bound() -> Bound {
    RESUBMIT.bind(resubmit).form(form)
}

#[derive(Clone, Debug, Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Resubmission {
    /// What was revised, or why nothing was.
    #[garde(length(chars, max = 1000))]
    pub note: String,
    #[garde(skip)]
    pub no_secrets: bool,
}

pub fn resubmit(tx: &mut Tx, who: &Actor, id: Id, input: &Resubmission) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::Resubmit)?;
    let rules = store::rules_of(tx, &p)?;
    let lapsed = submit::lapse(tx, &p)?;
    let mut wrong = submit::wrong(tx, &p, &rules)?;
    let revised = revised(tx, &p)?;
    if !revised && input.note.trim().is_empty() {
        wrong.push(kernel::FieldError { field: "note".into(), message: "proposals.resubmit.unchanged".into() });
    }
    if !input.no_secrets {
        wrong.push(kernel::FieldError { field: "no_secrets".into(), message: "proposals.submit.no-secrets".into() });
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if !revised {
        // Every submission is a version of its own, even one that only answers.
        p.version += 1;
        store::keep_version(tx, &p, who.person)?;
    }
    let from = p.state.get().name();
    p.proposer = submit::printed(tx, &p)?;
    clocks::moved(tx, &mut p, to, Some(rules.take_up))?;
    store::save(tx, &mut p)?;
    let entry = json!({ "from": from, "to": p.state.name(), "version": p.version, "note": input.note });
    let done = done(tx, who, &p)?.journal(entry).say("proposals.said.resubmitted");
    Ok(match lapsed.is_empty() {
        true => done,
        false => done.also("co-signature.expired", subject(&p), json!({ "persons": lapsed })),
    })
}

/// Was the text saved since it was returned?
fn revised(tx: &mut Tx, p: &Proposal) -> Result<bool> {
    Ok(store::versions(tx, p.id)?.last().is_some_and(|v| v.at >= p.state_since && v.version > 1))
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (p, _) = stepped(tx, who, ask.id, Step::Resubmit)?;
    let versions = store::versions(tx, p.id)?;
    let before = versions.iter().rev().skip(1).find(|v| v.at <= p.state_since);
    let l = &ask.locale;
    let context = match (before, versions.last()) {
        (Some(old), Some(new)) if old.version != new.version => {
            let changes: Vec<Fact> = super::version_diff(l, old, new).into_iter().map(|s| Fact::new(s.title, s.body)).collect();
            key_values(&changes)
        }
        _ => submit::as_printed(tx, &p, l)?,
    };
    let confirm = Choice::new("true", l.t("proposals.submit.confirm"));
    Ok(FormView {
        context: Some(context),
        fields: vec![
            Field::textarea("note", l.t("proposals.field.revision-note"), 3).hint(l.t("proposals.hint.revision-note")),
            Field::checkboxes("no_secrets", l.t("proposals.field.no-secrets"), vec![confirm])
                .hint(l.t("proposals.hint.no-secrets"))
                .required(),
        ],
        cancel: Some(Link::new(l.t("proposals.submit.back"), format!("/proposals/{}/text", p.id))),
        ..FormView::default()
    })
}
