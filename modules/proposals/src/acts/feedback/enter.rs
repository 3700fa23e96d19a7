//! 代录反馈: the proposal office enters what a signer said by telephone or wrote on paper; the signer sees it and may correct.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Done, act};

use super::{closing, rate};
use crate::model::{Proposal, Rating};
use crate::workflow::rating::{self, PROCESS};
use crate::{policy, store};

pub const ACT: Act = act("ratings.enter", "/proposals/{id}/rating-entry").rule("rating", "enter").journals("rating.entered");

const CHANNELS: &[&str] = &["telephone", "paper"];

/// Whose rating it is, what it says, and how it came.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Input {
    /// The signer.
    #[garde(skip)]
    pub person: Option<Id>,
    #[garde(length(chars, min = 1, max = 40))]
    pub work: String,
    #[garde(length(chars, min = 1, max = 40))]
    pub result: String,
    #[garde(length(chars, max = 1000))]
    pub comment: String,
    /// `telephone` or `paper`
    #[garde(length(chars, min = 1, max = 20))]
    pub channel: String,
    /// Who spoke with the signer, or took the paper in.
    #[garde(length(chars, min = 1, max = 40))]
    pub caller: String,
    #[garde(skip)]
    pub called_on: Option<Date>,
    /// `14:05`
    #[garde(length(chars, max = 5))]
    pub called_time: String,
    #[garde(skip)]
    pub scan: Option<Id>,
}

/// Enters the rating of another.
pub fn enter(tx: &mut Tx, who: &Actor, id: Id, input: &Input) -> Result<Done> {
    let mut p = store::get(tx, who, id)?;
    let mut given = asked(tx, &p, input.person)?;
    let to = PROCESS.step(given.state, rating::Act::Enter, &policy::rating_roles(who, &given, tx.today()))?;
    let rules = store::rules_of(tx, &p)?;
    rate::check(&rules, &input.work, &input.result, &input.comment)?;
    if !CHANNELS.contains(&input.channel.as_str()) {
        return Err(Error::invalid("channel", "web.invalid.shape"));
    }
    given.called_at = Some(called_at(tx, input)?);
    given.state = to;
    given.work = Some(input.work.clone());
    given.result = Some(input.result.clone());
    given.comment = rate::comment(&input.comment);
    given.channel = Some(input.channel.clone());
    given.caller = Some(input.caller.trim().to_owned());
    given.entered_by = Some(who.person);
    given.given_at = Some(tx.now());
    store::feedback::save_rating(tx, &given)?;
    let closed = closing::by_rule(tx, &mut p)?;
    rate::finished(tx, who, &p, &given, "proposals.said.rating-entered", closed)
}

fn asked(tx: &mut Tx, p: &Proposal, person: Option<Id>) -> Result<Rating> {
    let person = person.ok_or_else(|| Error::invalid("person", "web.invalid.required"))?;
    store::feedback::rating_of(tx, p.id, p.round, person).map_err(|error| match error {
        Error::NotFound => Error::invalid("person", "proposals.rating.not-asked"),
        other => other,
    })
}

/// The moment of the call; not in the future.
fn called_at(tx: &mut Tx, input: &Input) -> Result<Timestamp> {
    let day = input.called_on.ok_or_else(|| Error::invalid("called_on", "web.invalid.required"))?;
    let at = kernel::clock::start_of(day);
    let at = match input.called_time.as_str() {
        "" => at,
        time => {
            let time: jiff::civil::Time = time.parse().map_err(|_| Error::invalid("called_time", "web.invalid.shape"))?;
            at.plus_ms((i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60_000)
        }
    };
    if at > tx.now() { Err(Error::invalid("called_on", "proposals.rating.in-future")) } else { Ok(at) }
}

/// `?person=` chooses the signer.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = store::get(tx, who, ask.id)?;
    let rules = store::rules_of(tx, &p)?;
    let ratings = store::feedback::ratings(tx, p.id, p.round)?;
    let open = |r: &&Rating| PROCESS.step(r.state, rating::Act::Enter, &policy::rating_roles(who, r, ask.today)).is_ok();
    let open: Vec<&Rating> = ratings.iter().filter(open).collect();
    if open.is_empty() {
        let first = ratings.first().ok_or_else(|| Error::conflict("proposals.rating.nobody-asked"))?;
        PROCESS.step(first.state, rating::Act::Enter, &policy::rating_roles(who, first, ask.today))?;
        return Err(Error::conflict("proposals.rating.nobody-asked"));
    }
    let names = directory::names::persons(tx, &open.iter().map(|r| r.person).collect::<Vec<_>>())?;
    let signers = open.iter().map(|r| Choice::new(r.person.to_string(), names.get(&r.person).cloned().unwrap_or_default()));
    let mut person = Field::select("person", ask.t("proposals.field.signer"), signers.collect()).required();
    if let Some(chosen) = ask.get("person").map(str::to_owned).or_else(|| open.first().map(|r| r.person.to_string())) {
        person = person.value(chosen);
    }
    let channels = CHANNELS.iter().map(|c| Choice::new(*c, ask.t(&format!("proposals.channel.{c}")))).collect();
    let mut fields = vec![person];
    fields.extend(rate::questions(ask, &rules, None));
    fields.extend([
        Field::radio("channel", ask.t("proposals.field.channel"), channels).required(),
        Field::text("caller", ask.t("proposals.field.caller")).value(who.name.as_str()).required().max_chars(40),
        Field::date("called_on", ask.t("proposals.field.called-on")).value(ask.today.to_string()).required(),
        Field::text("called_time", ask.t("proposals.field.called-time")).hint(ask.t("proposals.hint.called-time")),
        Field::file("scan", ask.t("proposals.field.scan"), ".pdf,.jpg,.jpeg,.png").hint(ask.t("proposals.hint.rating-scan")),
    ]);
    Ok(FormView {
        lead: Some(ask.t("proposals.rating.enter-lead").to_owned()),
        context: Some(super::heading(ask, &p)),
        fields,
        multipart: true,
        ..FormView::default()
    })
}
