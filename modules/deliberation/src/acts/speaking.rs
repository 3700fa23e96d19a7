//! 发表观点: one idea in a sentence or two; what is like it already is pointed out first. A hidden one may be appealed.

use garde::Validate;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, act};

use super::voting::{next_page, over, taking_part};
use super::{form, statement_subject, states};
use crate::hand::Hand;
use crate::model::Statement;
use crate::rules::Rules;
use crate::workflow::words::{Moderation, Source};
use crate::workflow::{Act as Step, PROCESS, statement};
use crate::{alike, clocks, policy, store};

const SPEAK: Act = act("deliberations.speak", "/deliberations/{id}/statements")
    .form_at("/public/deliberations/{id}/speak")
    .rule("deliberation", "speak")
    .access(Access::Anyone)
    .secret()
    .journals("deliberation.spoken");
const APPEAL: Act = act("statements.appeal", "/statements/{id}/appeal")
    .rule("statement", "appeal")
    .access(Access::Anyone)
    .secret()
    .journals("statement.appealed");

pub fn all() -> Vec<Bound> {
    vec![
        SPEAK
            .bind_after(|app, head, input: Speech| Box::pin(async move { Ok(Speech { hand: Hand::of(&app, &head), ..input }) }), speak)
            .form(speak_form),
        APPEAL
            .bind_after(|app, head, input: Appeal| Box::pin(async move { Ok(Appeal { hand: Hand::of(&app, &head), ..input }) }), appeal)
            .form(appeal_form),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Speech {
    #[garde(length(chars, min = 1, max = 500))]
    text: String,
    /// What is alike was read, and this is another idea.
    #[garde(skip)]
    anyway: bool,
    /// 本人署名: members only.
    #[garde(skip)]
    signed: bool,
    #[garde(length(chars, max = 40))]
    slip: String,
    #[serde(skip)]
    #[schemars(skip)]
    #[garde(skip)]
    hand: Hand,
}

fn speak(tx: &mut Tx, who: &Actor, id: Id, input: &Speech) -> Result<Done> {
    let mut hand = input.hand.clone();
    let (case, speaker) = taking_part(tx, who, id, &mut hand, &input.slip)?;
    PROCESS.step(case.d.state, Step::Speak, &case.roles)?;
    over(tx, &case)?;
    if !case.d.takes_statements {
        return Err(Error::conflict("deliberations.speak.seeds-only"));
    }
    let body = tidy("text", &input.text, &case.rules)?;
    let key = hand.key_or_new(tx, &case.d)?;
    let author = key.author(&speaker);
    if store::statements::written_by(tx, id, &author)? >= case.rules.statements_each {
        return Err(Error::invalid("text", Message::new("deliberations.speak.too-many").with("n", case.rules.statements_each)));
    }
    if let Some(number) = store::statements::same(tx, id, &body)? {
        return Err(Error::invalid("text", Message::new("deliberations.speak.same").with("n", number)));
    }
    if !input.anyway {
        let found = alike::to(tx, id, &body, 1)?;
        if let Some((like, _)) = found.first() {
            return Err(Error::invalid("text", Message::new("deliberations.speak.alike").with("n", like.number).with("text", &like.body)));
        }
    }
    let signed = input.signed && who.membership.is_some();
    let state = if case.d.moderation == Moderation::After { statement::State::Shown } else { statement::State::New };
    let s = Statement {
        author: Some(author.to_vec()),
        signed_by: signed.then_some(who.person),
        signed_name: signed.then(|| who.name.clone()),
        ..new(tx, id, state, body, if hand.signs.slip.is_some() { Source::Paper } else { Source::Participant })?
    };
    store::statements::insert(tx, &s)?;
    let answer = json!({ "id": s.id, "number": s.number, "state": s.state });
    let said = if state == statement::State::Shown { "deliberations.said.spoken" } else { "deliberations.said.spoken-waits" };
    let done = Done::new(statement_subject(&s), &answer)?
        .journal(json!({ "deliberation": case.d.id, "number": s.number }))
        .by(if signed { who.person } else { Id(0) }, case.d.assembly)
        .go(next_page(id, &hand))
        .say(said);
    Ok(hand.known_by(who, done))
}

/// One paragraph of the wanted length.
pub(super) fn tidy(field: &str, text: &str, rules: &Rules) -> Result<String> {
    let body = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let chars = text::length_chars(&body);
    if chars < rules.min_statement_chars {
        return Err(Error::invalid(field, Message::new("web.invalid.short").with("min", rules.min_statement_chars)));
    }
    if chars > rules.max_statement_chars {
        return Err(Error::invalid(field, Message::new("web.invalid.long").with("max", rules.max_statement_chars)));
    }
    Ok(body)
}

pub(super) fn new(tx: &mut Tx, deliberation: Id, state: statement::State, body: String, source: Source) -> Result<Statement> {
    Ok(Statement {
        id: tx.new_id(),
        deliberation,
        number: store::statements::next_number(tx, deliberation)?,
        state: At::start(&statement::PROCESS, state),
        state_since: tx.now(),
        body,
        source,
        author: None,
        signed_by: None,
        signed_name: None,
        is_meta: false,
        reason: None,
        appeal: None,
        moderated_by: None,
        merged_into: None,
        picked: false,
        answer: None,
        answered_by: None,
        changes: 0,
    })
}

fn speak_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let mut hand = Hand::of_page(ask);
    // Whoever has no cookie yet gets one by speaking.
    hand.signs.browser.get_or_insert_default();
    let slip = ask.get("slip").unwrap_or_default().to_owned();
    let (case, _) = taking_part(tx, who, ask.id, &mut hand, &slip)?;
    PROCESS.step(case.d.state, Step::Speak, &case.roles)?;
    if !case.d.takes_statements {
        return Err(Error::conflict("deliberations.speak.seeds-only"));
    }
    let mut fields = vec![
        Field::textarea("text", ask.t("deliberations.field.statement"), 3)
            .required()
            .max_chars(case.rules.max_statement_chars)
            .hint(ask.t("deliberations.hint.statement"))
            .alike(format!("/api/v1/deliberations/{}/similar?text=", ask.id)),
    ];
    if ask.get("text").is_some() {
        let mut other = Vec::new();
        for (s, _) in alike::to(tx, ask.id, ask.get("text").unwrap_or_default(), 3)? {
            other.push(format!("{}. {}", s.number, s.body));
        }
        if !other.is_empty() {
            fields.push(Field::note(format!("{}\n{}", ask.t("deliberations.speak.alike-list"), other.join("\n"))));
            fields.push(Field::checkboxes(
                "anyway",
                ask.t("deliberations.field.anyway"),
                vec![Choice::new("true", ask.t("deliberations.field.anyway.yes"))],
            ));
        }
    }
    if who.membership.is_some() {
        let yes = vec![Choice::new("true", ask.locale.f("deliberations.field.signed.yes", &[("name", who.name.as_str())]))];
        fields.push(Field::checkboxes("signed", ask.t("deliberations.field.signed"), yes).hint(ask.t("deliberations.hint.signed")));
    }
    if !slip.is_empty() {
        fields.push(Field::hidden("slip", slip));
    }
    Ok(FormView {
        fields,
        context: Some(form::context(ask, &case.d)),
        cancel: Some(Link::new(ask.t("web.cancel"), next_page(ask.id, &hand))),
        ..FormView::default()
    })
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Appeal {
    #[garde(length(chars, min = 2, max = 500))]
    reason: String,
    #[garde(length(chars, max = 40))]
    slip: String,
    #[serde(skip)]
    #[schemars(skip)]
    #[garde(skip)]
    hand: Hand,
}

/// Whose statement it is: known by the key while there is one, or by the name that was put to it.
fn own(
    tx: &mut Tx,
    who: &Actor,
    id: Id,
    hand: &mut Hand,
    slip: &str,
) -> Result<(Statement, crate::model::Deliberation, At<statement::State>)> {
    let s = store::statements::get(tx, id)?;
    let d = store::deliberations::get(tx, who, s.deliberation)?;
    let speaker = hand.speaker(tx, who, &d, slip)?;
    let author = match (&speaker, hand.key(tx, &d)?) {
        (Some(speaker), Some(key)) => Some(key.author(speaker)),
        _ => None,
    };
    let roles = policy::statement_roles(who, &d, &s, author.as_ref().map(|a| &a[..]));
    let to = statement::PROCESS.step(s.state, statement::Act::Appeal, &roles)?;
    Ok((s, d, to))
}

fn appeal(tx: &mut Tx, who: &Actor, id: Id, input: &Appeal) -> Result<Done> {
    let mut hand = input.hand.clone();
    let (mut s, d, to) = own(tx, who, id, &mut hand, &input.slip)?;
    let from = s.state.get();
    s.appeal = Some(input.reason.trim().to_owned());
    clocks::statement_moved(tx, &mut s, to);
    store::statements::save(tx, &mut s)?;
    let payload = states(from.name(), to.get().name(), json!({ "number": s.number }));
    let nobody = if s.signed_by == Some(who.person) { who.person } else { Id(0) };
    Ok(Done::new(statement_subject(&s), &json!({ "id": s.id, "state": s.state }))?
        .journal(payload)
        .by(nobody, d.assembly)
        .go(next_page(d.id, &hand))
        .say("statements.said.appealed"))
}

fn appeal_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let mut hand = Hand::of_page(ask);
    let slip = ask.get("slip").unwrap_or_default().to_owned();
    let (s, _, _) = own(tx, who, ask.id, &mut hand, &slip)?;
    let said = s.reason.clone().unwrap_or_default();
    let context =
        web::ui::Html::join([web::ui::prose(&s.body), web::ui::facts(&[web::ui::Fact::new(ask.t("statements.field.hidden-for"), said)])]);
    let fields =
        vec![Field::textarea("reason", ask.t("statements.appeal.reason"), 4).required().max_chars(500), Field::hidden("slip", slip)];
    let cancel = Some(Link::new(ask.t("web.cancel"), next_page(s.deliberation, &hand)));
    Ok(FormView { fields, context: Some(context), cancel, ..FormView::default() })
}
