//! 表态: agree, disagree or pass, changed as often as one likes until the closing. The act keeps no trace of who voted how:
//! the journal says that somebody voted, the vote stands beside a digest.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::{Access, Act, Bound, Done, act};

use super::{Case, ballots, case};
use crate::hand::Hand;
use crate::maps::{self, Cast, Told, What};
use crate::model::Slices;
use crate::voice::{Speaker, written};
use crate::workflow::words::Choice;
use crate::workflow::{Act as Step, PROCESS};
use crate::{policy, store};

const VOTE: Act = act("deliberations.vote", "/deliberations/{id}/votes")
    .rule("deliberation", "vote")
    .access(Access::Anyone)
    .secret()
    .journals("deliberation.voted");
const TELL: Act = act("deliberations.tell_of_oneself", "/deliberations/{id}/voices")
    .access(Access::Anyone)
    .secret()
    .journals("deliberation.told_of_oneself");

pub fn all() -> Vec<Bound> {
    vec![
        VOTE.bind_after(|app, head, input: Casting| Box::pin(async move { Ok(Casting { hand: Hand::of(&app, &head), ..input }) }), vote)
            .after(maps::told),
        TELL.bind_after(|app, head, input: Telling| Box::pin(async move { Ok(Telling { hand: Hand::of(&app, &head), ..input }) }), tell),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Casting {
    #[garde(required)]
    statement: Option<Id>,
    #[garde(required)]
    vote: Option<Choice>,
    /// The code of a slip of paper, in place of the browser.
    #[garde(length(chars, max = 40))]
    slip: String,
    #[serde(skip)]
    #[schemars(skip)]
    #[garde(skip)]
    hand: Hand,
}

/// Who takes part: the roles with the voice in them. `Refused` with the reason for whoever cannot.
pub(super) fn taking_part(tx: &mut Tx, who: &Actor, id: Id, hand: &mut Hand, slip: &str) -> Result<(Case, Speaker)> {
    let mut case = case(tx, who, id)?;
    let speaker = hand.speaker(tx, who, &case.d, slip)?;
    let speaker = speaker.ok_or_else(|| Error::refused("deliberations.vote.unknown"))?;
    case.roles = policy::roles(who, &case.d, Some(&speaker));
    if !policy::takes_part(who, &case.d, &speaker) && policy::may_read(who, &case.d) {
        // Told how to be known better, not only that it is not theirs.
        let key = match case.d.level.reaches(speaker.level) && !speaker.level.reaches(case.d.level) {
            true => format!("deliberations.vote.level-{}", case.d.level.name()),
            false => "deliberations.vote.not-invited".to_owned(),
        };
        return Err(Error::Refused(kernel::Message::new(key)));
    }
    Ok((case, speaker))
}

fn vote(tx: &mut Tx, who: &Actor, id: Id, input: &Casting) -> Result<Done> {
    let mut hand = input.hand.clone();
    let (case, speaker) = taking_part(tx, who, id, &mut hand, &input.slip)?;
    PROCESS.step(case.d.state, Step::Vote, &case.roles)?;
    over(tx, &case)?;
    let (Some(statement), Some(choice)) = (input.statement, input.vote) else {
        return Err(Error::invalid("vote", "web.invalid.required"));
    };
    let number =
        store::statements::votable(tx, id, statement)?.ok_or_else(|| Error::invalid("statement", "deliberations.vote.no-statement"))?;
    let key = hand.key_or_new(tx, &case.d)?;
    let (voter, receipt) = (key.voter(&speaker), key.receipt(&speaker));
    store::votes::cast(tx, id, &voter, number, choice)?;
    if !store::votes::has_taken_part(tx, id, &receipt)? {
        store::votes::take_part(tx, id, &receipt, speaker.level, &Slices::new())?;
    }
    // What is answered names the voice, never the choice: whoever is shown it cannot tell how somebody voted.
    let answer = json!({ "id": id, "recorded": true, "receipt": written(&receipt) });
    let cast = Cast { voter, statement: number, vote: choice.value() };
    let done = Done::new(ballots(&case.d), &answer)?
        .by(Id(0), case.d.assembly)
        .go(next_page(id, &hand))
        .tell(Told { deliberation: id, what: What::Votes(vec![cast]) });
    Ok(hand.known_by(who, done))
}

/// The day is over before the calendar has closed it.
pub(super) fn over(tx: &Tx, case: &Case) -> Result<()> {
    if tx.today() > case.d.closes_on { Err(Error::conflict("deliberations.vote.over")) } else { Ok(()) }
}

pub(super) fn next_page(id: Id, hand: &Hand) -> String {
    match &hand.signs.slip {
        Some(slip) => format!("/public/deliberations/{id}?slip={slip}"),
        None => format!("/public/deliberations/{id}"),
    }
}

/// Answers about oneself, each of which may be left open; kept beside the receipt, never beside a vote.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Telling {
    /// `age:60_up`, one for each slice that is answered.
    #[garde(length(max = 10), inner(length(chars, max = 80)))]
    slices: Vec<String>,
    #[garde(length(chars, max = 40))]
    slip: String,
    #[serde(skip)]
    #[schemars(skip)]
    #[garde(skip)]
    hand: Hand,
}

fn tell(tx: &mut Tx, who: &Actor, id: Id, input: &Telling) -> Result<Done> {
    let mut hand = input.hand.clone();
    let (case, speaker) = taking_part(tx, who, id, &mut hand, &input.slip)?;
    PROCESS.step(case.d.state, Step::Vote, &case.roles)?;
    over(tx, &case)?;
    let told = case.rules.told(&input.slices);
    let key = hand.key_or_new(tx, &case.d)?;
    store::votes::take_part(tx, id, &key.receipt(&speaker), speaker.level, &told)?;
    let answer = json!({ "id": id, "recorded": true, "receipt": written(&key.receipt(&speaker)) });
    let done = Done::new(ballots(&case.d), &answer)?.by(Id(0), case.d.assembly).go(next_page(id, &hand)).say("deliberations.said.told");
    Ok(hand.known_by(who, done))
}
