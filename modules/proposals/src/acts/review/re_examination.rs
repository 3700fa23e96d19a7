//! 复议: one written request against a refusal, decided by the committee head.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::act::Reason;
use web::ui::{Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::{form, moved};
use crate::acts::{done, stepped};
use crate::workflow::Act as Step;
use crate::{clocks, store};

const OFFICE: &[&str] = &[directory::roles::PROPOSAL_OFFICE];
const ASK: Act = act("proposals.ask_re_examination", "/proposals/{id}/re-examination")
    .journals("proposal.re_examination_asked")
    .rule("proposal", "ask_re_examination");
const UPHOLD: Act = act("proposals.uphold", "/proposals/{id}/re-examination-refusal")
    .journals("proposal.upheld")
    .rule("proposal", "uphold")
    .on_paper(OFFICE);
const OVERTURN: Act = act("proposals.overturn", "/proposals/{id}/re-examination-filing")
    .journals("proposal.overturned")
    .rule("proposal", "overturn")
    .on_paper(OFFICE);

pub(super) fn all() -> Vec<Bound> {
    vec![
        ASK.bind(ask).form(|tx, who, ask| reason_form(tx, who, ask, Step::AskReExamination)),
        UPHOLD.bind(uphold).form(|tx, who, ask| reason_form(tx, who, ask, Step::Uphold)),
        OVERTURN.bind(overturn).form(|tx, who, ask| reason_form(tx, who, ask, Step::Overturn)),
    ]
}

fn ask(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::AskReExamination)?;
    let from = p.state.get();
    let rules = store::rules_of(tx, &p)?;
    p.re_examined_at = Some(tx.now());
    clocks::moved(tx, &mut p, to, Some(rules.re_examine))?;
    store::save(tx, &mut p)?;
    let rest = json!({ "note": written(&input.reason)? });
    Ok(done(tx, who, &p)?.journal(moved(from, &p, rest)).say("proposals.said.re-examination-asked"))
}

fn uphold(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::Uphold)?;
    let from = p.state.get();
    p.decision_note = Some(written(&input.reason)?);
    clocks::moved(tx, &mut p, to, None)?;
    store::save(tx, &mut p)?;
    let rest = json!({ "note": p.decision_note, "reason_code": p.reason_code });
    Ok(done(tx, who, &p)?.journal(moved(from, &p, rest)).say("proposals.said.upheld"))
}

fn overturn(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::Overturn)?;
    let from = p.state.get();
    let rules = store::rules_of(tx, &p)?;
    p.decision_note = Some(written(&input.reason)?);
    p.reason_code = None;
    p.second_reviewer = Some(who.person);
    p.filed_at = Some(tx.now());
    clocks::moved(tx, &mut p, to, Some(rules.assign))?;
    store::save(tx, &mut p)?;
    Ok(done(tx, who, &p)?.journal(moved(from, &p, json!({ "note": p.decision_note }))).say("proposals.said.overturned"))
}

fn written(reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Error::invalid("reason", "web.invalid.required")) } else { Ok(reason.to_owned()) }
}

fn reason_form(tx: &mut Tx, who: &Actor, ask: &Ask, step: Step) -> Result<FormView> {
    let p = form::record(tx, who, ask, step)?;
    let view = form::about(tx, &ask.locale, &p)?;
    let key = if step == Step::AskReExamination { "proposals.review.why-again" } else { "proposals.review.why" };
    Ok(view.field(Field::textarea("reason", ask.t(key), 5).required().max_chars(1000)))
}
