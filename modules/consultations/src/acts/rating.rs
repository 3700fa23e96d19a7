//! 评价与办结: those who raised it and took part rate; the convener closes, reopens, or lets it be talked over again.

use garde::Validate;
use kernel::db::Tx;
use kernel::workflow::Roles;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Note;
use web::ui::{Choice, Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, act};

use super::screening::{with_note, with_reason};
use super::{Case, case_of, form, moved, stepped, subject};
use crate::acts::raising::tidy_code;
use crate::model::{Topic, TopicRating};
use crate::workflow::words::Rating;
use crate::workflow::{Act as Step, PROCESS, Role, State};
use crate::{clocks, policy, store};

const RATE: Act = act("topics.rate", "/topics/{id}/ratings").rule("topic", "rate").journals("topic.rated");
const RATE_BY_CODE: Act =
    act("topics.rate_by_code", "/public/ratings").form_at("/public/follow/rate").access(Access::Anyone).journals("topic.rated_by_code");
const END: Act = act("topics.end_rating", "/topics/{id}/rating-end").rule("topic", "end_rating").journals("topic.rating_closed");
const CLOSE: Act = act("topics.close", "/topics/{id}/closing").rule("topic", "close").journals("topic.closed");
const REOPEN: Act = act("topics.reopen", "/topics/{id}/reopening").rule("topic", "reopen").journals("topic.reopened");
const TALK_AGAIN: Act = act("topics.talk_again", "/topics/{id}/second-round").rule("topic", "talk_again").journals("topic.talked_again");
const WITHDRAW: Act = act("topics.withdraw", "/topics/{id}/withdrawal").rule("topic", "withdraw").journals("topic.withdrawn");
const WITHDRAW_BY_CODE: Act = act("topics.withdraw_by_code", "/public/withdrawals")
    .form_at("/public/follow/withdraw")
    .access(Access::Anyone)
    .journals("topic.withdrawn_by_code");

pub fn all() -> Vec<Bound> {
    vec![
        RATE.bind(rate).form(rate_form),
        RATE_BY_CODE.create(rate_by_code).form(code_form),
        END.bind(end).form(|tx, who, ask| with_note(tx, who, ask, Step::EndRating)),
        CLOSE.bind(close).form(|tx, who, ask| with_note(tx, who, ask, Step::Close)),
        REOPEN.bind(reopen).form(|tx, who, ask| with_reason(tx, who, ask, Step::Reopen)),
        TALK_AGAIN.bind(talk_again).form(|tx, who, ask| with_reason(tx, who, ask, Step::TalkAgain)),
        WITHDRAW.bind(withdraw).form(|tx, who, ask| with_note(tx, who, ask, Step::Withdraw)),
        WITHDRAW_BY_CODE.create(withdraw_by_code).form(withdraw_form),
    ]
}

/// Under which name a person's rating is kept: one voice each in a round.
pub fn rater_of(who: &Actor, t: &Topic) -> String {
    let raised = t.raised_by.is_some() && t.raised_by == Some(who.person);
    if raised { "raiser".to_owned() } else { format!("person:{}", who.person) }
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Rated {
    #[garde(required)]
    value: Option<Rating>,
    #[garde(length(chars, max = 500))]
    words: String,
    /// Whose paper slip the worker enters: a participant, or nobody for the raiser's own.
    #[garde(length(chars, max = 20))]
    of: Option<String>,
}

fn rate(tx: &mut Tx, who: &Actor, id: Id, input: &Rated) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Rate)?;
    let value = input.value.ok_or_else(|| Error::invalid("value", "web.invalid.required"))?;
    let (rater, via) = if case.roles.contains(Role::Rater) {
        (rater_of(who, &case.t), "account")
    } else {
        (on_paper(tx, id, input.of.as_deref())?, "paper")
    };
    keep(tx, &case.t, &rater, value, &input.words, via)?;
    Ok(moved(tx, who, &mut case, to, None, json!({ "value": value.name(), "via": via }))?.say("topics.said.rated"))
}

/// The key of a participant or of the raiser, for a slip that the worker enters.
fn on_paper(tx: &mut Tx, topic: Id, of: Option<&str>) -> Result<String> {
    let wrong = || Error::invalid("of", "topics.rate.whose");
    match of {
        Some("raiser") => Ok("raiser".to_owned()),
        Some(id) => {
            let id: Id = id.parse().map_err(|()| wrong())?;
            let found = store::sessions::took_part(tx, topic)?.into_iter().find(|p| p.id == id).ok_or_else(wrong)?;
            Ok(found.person.map_or_else(|| format!("participant:{id}"), |person| format!("person:{person}")))
        }
        None => Err(wrong()),
    }
}

fn keep(tx: &mut Tx, t: &Topic, rater: &str, value: Rating, words: &str, via: &str) -> Result<()> {
    if store::ratings::has_rated(tx, t.id, t.round, rater)? {
        return Err(Error::conflict("topics.rate.twice"));
    }
    let rating = TopicRating {
        id: tx.new_id(),
        topic: t.id,
        round: t.round,
        rater: rater.to_owned(),
        value,
        words: words.trim().to_owned(),
        via: via.to_owned(),
        at: tx.now(),
    };
    store::ratings::insert(tx, &rating)
}

fn rate_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut view, case) = form::about(tx, who, ask, Step::Rate)?;
    if !case.roles.contains(Role::Rater) && policy::is_worker(who, &case.room) {
        let raiser = std::iter::once(Choice::new("raiser", ask.t("topic.role.raiser")));
        let all = raiser.chain(form::took_part(tx, ask, case.t.id)?).collect();
        view = view.field(Field::select("of", ask.t("topics.field.of"), all).required().hint(ask.t("topics.hint.of")));
    }
    Ok(view.field(values(ask)).field(Field::textarea("words", ask.t("topics.field.words"), 3).max_chars(500)))
}

fn values(ask: &Ask) -> Field {
    Field::radio("value", ask.t("topics.field.value"), form::words::<Rating>(ask, "word.rating")).required()
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Code {
    #[garde(length(chars, min = 1, max = 40))]
    code: String,
    #[garde(skip)]
    value: Option<Rating>,
    #[garde(length(chars, max = 500))]
    words: String,
}

/// The topic of a code, with the code's holder as its raiser.
fn by_code(tx: &mut Tx, code: &str, act: Step, role: Role) -> Result<(Case, kernel::workflow::At<State>)> {
    let t = store::topics::by_code(tx, &tidy_code(code)).map_err(|_| Error::invalid("code", "topics.follow.unknown"))?;
    let to = PROCESS.step(t.state, act, &Roles::only(role))?;
    let assembly = t.assembly;
    Ok((case_of(tx, &Actor { assembly, ..Actor::default() }, t)?, to))
}

fn rate_by_code(tx: &mut Tx, _: &Actor, input: &Code) -> Result<Done> {
    let value = input.value.ok_or_else(|| Error::invalid("value", "web.invalid.required"))?;
    let (case, _) = by_code(tx, &input.code, Step::Rate, Role::Rater)?;
    keep(tx, &case.t, "raiser", value, &input.words, "code")?;
    let payload = json!({ "value": value.name(), "via": "code" });
    let done = Done::new(subject(&case.t), &json!({ "state": case.t.state }))?.journal(payload).by(Id(0), case.t.assembly);
    Ok(done.go(format!("/public/follow?code={}", case.t.code)).say("topics.said.rated"))
}

fn code_form(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let view = coded(tx, ask)?;
    Ok(view.field(values(ask)).field(Field::textarea("words", ask.t("topics.field.words"), 3).max_chars(500)))
}

/// About the topic of the code in the address, or with a field for the code.
fn coded(tx: &mut Tx, ask: &Ask) -> Result<FormView> {
    let code = tidy_code(ask.get("code").unwrap_or_default());
    let found = store::topics::by_code(tx, &code).ok();
    let cancel = Some(Link::new(ask.t("web.cancel"), format!("/public/follow?code={code}")));
    let view = FormView { cancel, lead: found.as_ref().map(|t| t.title.clone()), ..FormView::default() };
    Ok(match found {
        Some(t) => view.field(Field::hidden("code", t.code)),
        None => view.field(Field::text("code", ask.t("topics.field.code")).required().value(code)),
    })
}

fn withdraw_form(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    Ok(FormView { danger: true, ..coded(tx, ask)? })
}

fn withdraw_by_code(tx: &mut Tx, _: &Actor, input: &Code) -> Result<Done> {
    let (mut case, to) = by_code(tx, &input.code, Step::Withdraw, Role::Raiser)?;
    let from = case.t.state.get();
    clocks::moved(tx, &mut case.t, to, None)?;
    store::topics::save(tx, &mut case.t)?;
    let payload = super::states(from.name(), to.get().name(), json!({}));
    let done = Done::new(subject(&case.t), &json!({ "state": case.t.state }))?.journal(payload).by(Id(0), case.t.assembly);
    Ok(done.go(format!("/public/follow?code={}", case.t.code)).say("topics.said.withdrawn"))
}

fn withdraw(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Withdraw)?;
    Ok(moved(tx, who, &mut case, to, None, json!({ "note": input.note }))?.say("topics.said.withdrawn"))
}

/// Before its last day only when somebody has rated: nobody is cut off unheard.
fn end(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::EndRating)?;
    let over = case.t.due.is_some_and(|due| due < tx.today());
    let raised = store::ratings::has_rated(tx, id, case.t.round, "raiser")?;
    if !over && !raised {
        return Err(Error::conflict("topics.end-rating.too-early"));
    }
    case.t.verdict = verdict(tx, &case.t)?;
    Ok(moved(tx, who, &mut case, to, None, json!({ "note": input.note }))?.say("topics.said.rating-ended"))
}

/// What dissatisfies its raiser is not closed in the first round: one more round, or up (workflows 4.3). After that with a
/// word why.
fn close(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Close)?;
    let unhappy = case.t.verdict == Some(Rating::Dissatisfied);
    if unhappy && case.t.round == 1 && case.t.state == State::Rated {
        return Err(Error::conflict("topics.close.dissatisfied"));
    }
    if (unhappy || case.t.state == State::NoAgreement) && input.note.trim().is_empty() {
        return Err(Error::invalid("note", "topics.close.say-why"));
    }
    case.t.closed_at = Some(tx.now());
    Ok(moved(tx, who, &mut case, to, None, json!({ "note": input.note }))?.say("topics.said.closed"))
}

/// 评价结论: the raiser's voice in the present round, or that of most who took part where the raiser said nothing; between
/// the two where neither has most. `None` where nobody rated.
pub fn verdict(tx: &mut Tx, t: &Topic) -> Result<Option<Rating>> {
    let all: Vec<TopicRating> = store::ratings::of(tx, t.id)?.into_iter().filter(|r| r.round == t.round).collect();
    if let Some(raiser) = all.iter().find(|r| r.rater == "raiser") {
        return Ok(Some(raiser.value));
    }
    let most = |value: Rating| all.iter().filter(|r| r.value == value).count() * 2 > all.len();
    let found = [Rating::Dissatisfied, Rating::Satisfied].into_iter().find(|value| most(*value));
    Ok(found.or((!all.is_empty()).then_some(Rating::Basically)))
}

/// One more round: the items are handled again.
fn reopen(tx: &mut Tx, who: &Actor, id: Id, input: &web::Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Reopen)?;
    case.t.round += 1;
    case.t.verdict = None;
    case.t.reason = Some(input.reason.clone());
    let until = clocks::due(tx, case.t.assembly, case.rules.handle_cap)?;
    for mut item in store::items::of(tx, id)? {
        item.progress = crate::workflow::words::Progress::Open;
        item.due = until;
        store::items::save(tx, &item)?;
    }
    let term = Some(case.rules.handle_cap);
    Ok(moved(tx, who, &mut case, to, term, json!({ "reason": input.reason }))?.say("topics.said.reopened"))
}

fn talk_again(tx: &mut Tx, who: &Actor, id: Id, input: &web::Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::TalkAgain)?;
    case.t.round += 1;
    case.t.verdict = None;
    case.t.reason = Some(input.reason.clone());
    case.t.outcome = None;
    Ok(moved(tx, who, &mut case, to, None, json!({ "reason": input.reason }))?.say("topics.said.talked-again"))
}
