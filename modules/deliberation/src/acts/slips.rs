//! 纸质表态: slips are printed with a code each, filled in by hand and entered by the worker; a phone that scans one is the same
//! voice.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::{ballots, form, moved, stepped};
use crate::hand::{Hand, tidy_code};
use crate::maps::{self, Cast, Told, What};
use crate::store;
use crate::workflow::words::Choice as Answer;
use crate::workflow::{Act as Step, statement};

const PRINT: Act =
    act("deliberations.print_slips", "/deliberations/{id}/slips").rule("deliberation", "print_slips").journals("deliberation.slips_made");
const ENTER: Act = act("deliberations.enter_slip", "/deliberations/{id}/slip-entries")
    .rule("deliberation", "enter_slip")
    .secret()
    .journals("deliberation.slip_entered");

/// Letters and digits that nobody takes for others.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_CHARS: usize = 10;
/// Slips that one act makes.
const MOST: i64 = 500;

pub fn all() -> Vec<Bound> {
    vec![
        PRINT.bind(print).form(print_form),
        ENTER
            .bind_after(|app, head, input: Entry| Box::pin(async move { Ok(Entry { hand: Hand::of(&app, &head), ..input }) }), enter)
            .form(enter_form)
            .after(maps::told),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Printing {
    #[garde(required, inner(range(min = 1, max = MOST)))]
    count: Option<i64>,
}

fn print(tx: &mut Tx, who: &Actor, id: Id, input: &Printing) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::PrintSlips)?;
    let count = input.count.unwrap_or(0);
    let codes = (0..count).map(|_| code(tx)).collect::<Result<Vec<_>>>()?;
    store::slips::insert(tx, id, &codes)?;
    let done = moved(tx, &mut case, to, json!({ "count": count }))?;
    Ok(done.go(format!("/deliberations/{id}/print/slips")))
}

fn print_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut view, _) = form::about(tx, who, ask, Step::PrintSlips)?;
    let (made, entered) = store::slips::count(tx, ask.id)?;
    let so_far = ask.locale.f("deliberations.slips.so-far", &[("made", made.to_string()), ("entered", entered.to_string())]);
    view.lead = Some(so_far);
    Ok(view
        .field(Field::number("count", ask.t("deliberations.field.slips")).required().value("30").hint(ask.t("deliberations.hint.slips"))))
}

/// Fifty bits that nobody can guess.
fn code(tx: &mut Tx) -> Result<String> {
    let bytes: [u8; CODE_CHARS] = tx.random()?;
    Ok(bytes.iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect())
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Entry {
    #[garde(length(chars, min = 1, max = 40))]
    code: String,
    /// `12:agree`, one for each statement with a cross on the slip.
    #[garde(length(max = 1_000), inner(length(chars, max = 40)))]
    votes: Vec<String>,
    /// `age:60_up`
    #[garde(length(max = 10), inner(length(chars, max = 80)))]
    slices: Vec<String>,
    #[serde(skip)]
    #[schemars(skip)]
    #[garde(skip)]
    hand: Hand,
}

/// Entered again, the slip's votes are changed: the worker may have misread it.
fn enter(tx: &mut Tx, who: &Actor, id: Id, input: &Entry) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::EnterSlip)?;
    let mut hand = input.hand.clone();
    let code = tidy_code(&input.code);
    let before = store::slips::entered(tx, id, &code)?.ok_or_else(|| Error::invalid("code", "deliberations.slip.unknown"))?;
    let speaker = hand.speaker(tx, &Actor::default(), &case.d, &code)?.ok_or_else(|| Error::internal("a slip is a voice"))?;
    let votes = votes(tx, id, &input.votes)?;
    if votes.is_empty() {
        return Err(Error::invalid("votes", "deliberations.slip.empty"));
    }
    let key = hand.key_or_new(tx, &case.d)?;
    let voter = key.voter(&speaker);
    let mut casts = Vec::new();
    for (number, answer) in votes {
        store::votes::cast(tx, id, &voter, number, answer)?;
        casts.push(Cast { voter, statement: number, vote: answer.value() });
    }
    store::votes::take_part(tx, id, &key.receipt(&speaker), speaker.level, &case.rules.told(&input.slices))?;
    store::slips::enter(tx, &code)?;
    // The journal knows that a slip was entered, and by whom; not which, and not what stood on it.
    let done = Done { subject: ballots(&case.d), ..moved(tx, &mut case, to, json!({}))? };
    let say = Message::new(if before { "deliberations.said.slip-again" } else { "deliberations.said.slip" }).with("n", casts.len());
    let done = done.go(format!("/deliberations/{id}/slip-entries")).say(say);
    Ok(done.tell(Told { deliberation: id, what: What::Votes(casts) }))
}

/// (number, answer) of each cross; numbers that nobody may vote on are refused.
fn votes(tx: &mut Tx, id: Id, given: &[String]) -> Result<Vec<(i64, Answer)>> {
    let known: Vec<i64> = store::statements::all_votable(tx, id)?.into_iter().map(|(_, number)| number).collect();
    let wrong = || Error::invalid("votes", "web.invalid.shape");
    let mut found = Vec::new();
    for text in given.iter().filter(|text| !text.is_empty()) {
        let (number, answer) = text.split_once(':').ok_or_else(wrong)?;
        let number: i64 = number.parse().map_err(|_| wrong())?;
        let answer = Answer::parse(answer).ok_or_else(wrong)?;
        if !known.contains(&number) {
            return Err(Error::invalid("votes", Message::new("deliberations.slip.no-statement").with("n", number)));
        }
        found.push((number, answer));
    }
    Ok(found)
}

fn enter_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut view, case) = form::about(tx, who, ask, Step::EnterSlip)?;
    let (made, entered) = store::slips::count(tx, ask.id)?;
    view.lead = Some(ask.locale.f("deliberations.slips.so-far", &[("made", made.to_string()), ("entered", entered.to_string())]));
    view.fields.push(
        Field::text("code", ask.t("deliberations.field.slip-code")).required().max_chars(20).hint(ask.t("deliberations.hint.slip-code")),
    );
    let answers =
        |number: i64| Answer::ALL.iter().map(|a| Choice::new(format!("{number}:{a}"), ask.t(&format!("word.choice.{a}")))).collect();
    for s in store::statements::of(tx, ask.id, &[statement::State::Shown])? {
        let place = usize::try_from(s.number).unwrap_or(0);
        view.fields.push(Field::select("votes", format!("{}. {}", s.number, s.body), answers(s.number)).at(place));
    }
    for (place, slice) in case.rules.slices.iter().enumerate() {
        let choice =
            |a: &crate::rules::Coded| Choice::new(format!("{}:{}", slice.code, a.code), form::in_language(ask, &a.label, &a.label_en));
        let choices = slice.answers.iter().map(choice).collect();
        view.fields.push(Field::select("slices", form::in_language(ask, &slice.label, &slice.label_en), choices).at(place));
    }
    Ok(view)
}
