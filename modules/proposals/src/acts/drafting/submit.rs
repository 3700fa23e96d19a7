//! 提交: the whole text as it will be printed, checked, with a receipt number that leaves no gap.

use kernel::db::Tx;
use kernel::workflow::Roles;
use kernel::{Actor, Error, FieldError, Id, Message, Result, counter};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::i18n::Locale;
use web::ui::{Cell, Choice, Fact, Field, FormView, Html, Link, key_values, numbered, prose};
use web::{Act, Ask, Bound, Done, act};

use crate::acts::{done, stepped, subject};
use crate::model::{Invitation, Proposal};
use crate::rules::Rules;
use crate::workflow::words::{Kind, Period};
use crate::workflow::{Act as Step, invitation};
use crate::{clocks, store};

pub const SUBMIT: Act = act("proposals.submit", "/proposals/{id}/submission")
    .rule("proposal", "submit")
    .journals("proposal.submitted")
    .on_paper(&[directory::roles::PROPOSAL_OFFICE]);

pub fn bound() -> Bound {
    SUBMIT.bind(submit).form(form)
}

#[derive(Clone, Debug, Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Submission {
    /// 不含涉密信息: the proposer confirms that nothing in it is secret.
    #[garde(skip)]
    pub no_secrets: bool,
}

pub fn submit(tx: &mut Tx, who: &Actor, id: Id, input: &Submission) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::Submit)?;
    let today = tx.today();
    let session = directory::sessions::on(tx, p.assembly, today)?;
    let (version, rules) = kernel::policy::current::<Rules>(tx, p.assembly, session.year)?;
    let lapsed = lapse(tx, &p)?;
    let mut wrong = wrong(tx, &p, &rules)?;
    if !input.no_secrets {
        wrong.push(error("no_secrets", "proposals.submit.no-secrets"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let from = p.state.get().name();
    let receipt = match p.receipt_no.filter(|_| p.session == session.id) {
        // Taken back and submitted again: the paper keeps its number.
        Some(number) => number,
        None => counter::next(tx, p.assembly, &format!("proposals.receipt.{}", session.id))?,
    };
    p.receipt_no = Some(receipt);
    p.session = session.id;
    p.period = if session.in_plenary_window(today) { Period::Plenary } else { Period::InterSession };
    p.policy_version = version;
    p.submitted_at = Some(tx.now());
    p.proposer = printed(tx, &p)?;
    clocks::moved(tx, &mut p, to, Some(rules.take_up))?;
    store::save(tx, &mut p)?;
    let entry = json!({
        "from": from, "to": p.state.name(), "receipt_no": receipt, "version": p.version, "period": p.period.name(), "policy": version,
    });
    let done = done(tx, who, &p)?.journal(entry).say(Message::new("proposals.said.submitted").with("number", receipt));
    Ok(match lapsed.is_empty() {
        true => done,
        false => done.also("co-signature.expired", subject(&p), json!({ "persons": lapsed })),
    })
}

/// An invitation past its hour is a no, whether or not the job has come by.
pub fn lapse(tx: &mut Tx, p: &Proposal) -> Result<Vec<Id>> {
    let now = tx.now();
    let open = store::invitations::of(tx, p.id)?.into_iter().filter(|i| i.state == invitation::State::Invited && i.expires_at <= now);
    open.map(|i| expire(tx, i)).collect()
}

/// Closes one invitation; whose it was.
pub fn expire(tx: &mut Tx, mut i: Invitation) -> Result<Id> {
    i.state = invitation::PROCESS.step(i.state, invitation::Act::Expire, &Roles::only(invitation::Role::System))?;
    store::invitations::save(tx, &i)?;
    Ok(i.person)
}

/// Everything that keeps the proposal from being handed in.
pub fn wrong(tx: &mut Tx, p: &Proposal, rules: &Rules) -> Result<Vec<FieldError>> {
    let mut wrong = text_wrong(p, rules);
    let invitations = store::invitations::of(tx, p.id)?;
    let now = tx.now();
    let open = invitations.iter().filter(|i| i.state == invitation::State::Invited && i.expires_at > now).count();
    if open > 0 {
        wrong.push(FieldError { field: String::new(), message: Message::new("proposals.submit.open-invitations").with("n", open) });
    }
    let signed = invitations.iter().any(|i| i.state == invitation::State::Accepted);
    if p.kind == Kind::Joint && !signed {
        wrong.push(error("", "proposals.submit.nobody-signed"));
    }
    Ok(wrong)
}

/// The rules of a text; pure.
pub fn text_wrong(p: &Proposal, rules: &Rules) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if text::length_chars(&p.title) > rules.max_title_chars {
        wrong.push(FieldError {
            field: "title".into(),
            message: Message::new("proposals.submit.title-long").with("max", rules.max_title_chars),
        });
    }
    for (field, part, key) in
        [("background", &p.background, "proposals.submit.no-background"), ("analysis", &p.analysis, "proposals.submit.no-analysis")]
    {
        if part.trim().is_empty() {
            wrong.push(error(field, key));
        }
    }
    match p.suggestions.len() {
        0 => wrong.push(error("suggestions", "proposals.submit.no-suggestions")),
        n if n > rules.max_suggestions => {
            let message = Message::new("proposals.submit.many-suggestions").with("max", rules.max_suggestions);
            wrong.push(FieldError { field: "suggestions".into(), message });
        }
        _ => {}
    }
    let body = body_chars(p);
    if body > rules.max_body_chars {
        let message = Message::new("proposals.submit.body-long").with("n", body).with("max", rules.max_body_chars);
        wrong.push(FieldError { field: "background".into(), message });
    }
    wrong
}

fn error(field: &str, key: &'static str) -> FieldError {
    FieldError { field: field.into(), message: key.into() }
}

/// Characters of the three parts together.
pub fn body_chars(p: &Proposal) -> usize {
    [&p.background, &p.analysis].into_iter().chain(&p.suggestions).map(|part| text::length_chars(part)).sum()
}

/// The proposer as printed: the body, the name, or the first name with the number of signers. The form of the paper, in
/// Chinese in every language.
pub fn printed(tx: &mut Tx, p: &Proposal) -> Result<String> {
    if let (Kind::Collective, Some(body)) = (p.kind, p.body) {
        return Ok(directory::names::bodies(tx, &[body])?.remove(&body).unwrap_or_else(|| p.proposer.clone()));
    }
    let name = directory::names::person(tx, p.first_signer)?;
    let others = store::invitations::accepted(tx, p.id)?.len();
    Ok(if others == 0 { name } else { format!("{name}等{}人", others + 1) })
}

/// The proposal as it stands on paper: who, what, why, and the numbered suggestions.
pub fn as_printed(tx: &mut Tx, p: &Proposal, l: &Locale) -> Result<Html> {
    let signers = store::invitations::accepted(tx, p.id)?;
    let names = directory::names::persons(tx, &signers)?;
    let signed: Vec<String> = signers.iter().filter_map(|s| names.get(s).cloned()).collect();
    let category = store::categories(tx, p.assembly)?.into_iter().find(|(id, ..)| Some(*id) == p.category);
    let category = category.map(|(_, name, en)| if l.lang.code() == "en" { en } else { name }).unwrap_or_default();
    let mut facts = vec![
        Fact::new(l.t("proposals.field.title"), p.title.clone()),
        Fact::new(l.t("proposals.field.proposer"), printed(tx, p)?),
        Fact::new(l.t("proposals.field.kind"), l.t(&format!("word.kind.{}", p.kind.name()))),
        Fact::new(l.t("proposals.field.category"), category),
    ];
    if !signed.is_empty() {
        facts.push(Fact::new(l.t("proposals.field.co-signers"), signed.join("、")));
    }
    facts.extend([
        Fact::new(l.t("proposals.field.background"), prose(&p.background)),
        Fact::new(l.t("proposals.field.analysis"), prose(&p.analysis)),
        Fact::new(l.t("proposals.field.suggestions"), numbered(p.suggestions.clone())),
    ]);
    facts.extend(super::attachments::of(tx, p)?.into_iter().map(|file| {
        let link = Cell::link(file.name, format!("/files/{}", file.id));
        Fact::new(l.t("proposals.field.attachments"), link)
    }));
    Ok(key_values(&facts))
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = match stepped(tx, who, ask.id, Step::Submit) {
        // The office that registers a signed paper sees the draft that it typed.
        Err(Error::Refused(_)) if who.holds(directory::roles::PROPOSAL_OFFICE) => store::get(tx, who, ask.id)?,
        other => other?.0,
    };
    let today = tx.today();
    let session = directory::sessions::on(tx, p.assembly, today)?;
    let (_, rules) = kernel::policy::current::<Rules>(tx, p.assembly, session.year)?;
    let l = &ask.locale;
    let period = if session.in_plenary_window(today) { Period::Plenary } else { Period::InterSession };
    let period = l.t(&format!("word.period.{}", period.name())).to_owned();
    let missing: Vec<String> = wrong(tx, &p, &rules)?.iter().map(|e| web::respond::text(l, &e.message)).collect();
    let confirm = Choice::new("true", l.t("proposals.submit.confirm"));
    let mut fields = vec![
        Field::checkboxes("no_secrets", l.t("proposals.field.no-secrets"), vec![confirm]).hint(l.t("proposals.hint.no-secrets")).required(),
    ];
    if who.holds(directory::roles::PROPOSAL_OFFICE) {
        let signer = Choice::new(p.first_signer.to_string(), directory::names::person(tx, p.first_signer)?);
        fields.insert(0, web::paper::fieldset(l, vec![signer]));
    }
    Ok(FormView {
        lead: Some(l.f("proposals.submit.lead", &[("period", period.as_str()), ("chars", l.number(body_chars(&p)).as_str())])),
        context: Some(as_printed(tx, &p, l)?),
        warning: (!missing.is_empty()).then(|| missing.join("\n")),
        fields,
        cancel: Some(Link::new(l.t("proposals.submit.back"), format!("/proposals/{}/text", p.id))),
        ..FormView::default()
    })
}
