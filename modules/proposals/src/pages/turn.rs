//! 轮到谁: whose turn it is, since when and until when.

use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::Ask;
use web::ui::Turn;

use super::labels;
use crate::model::{Assignment, Proposal, Rating};
use crate::workflow::words::Recommendation;
use crate::workflow::{PROCESS, State, assignment};

/// What the answer needs beside the proposal.
pub struct Facts<'a> {
    pub calendar: &'a Calendar,
    pub parts: &'a [Assignment],
    pub ratings: &'a [Rating],
    pub units: &'a std::collections::HashMap<Id, String>,
    /// The reader has an act that the record waits for.
    pub yours: bool,
}

/// `None` at rest.
pub fn turn(tx: &mut Tx, _: &Actor, ask: &Ask, p: &Proposal, facts: &Facts) -> Result<Option<Turn>> {
    let Some((who, since, due)) = place(tx, ask, p, facts)? else { return Ok(None) };
    Ok(Some(Turn {
        who,
        since: ask.locale.moment(since.0, ask.today),
        until: due.map(|day| labels::clock(ask, facts.calendar, day)),
        yours: facts.yours,
    }))
}

type Place = (String, kernel::Timestamp, Option<jiff::civil::Date>);

fn place(tx: &mut Tx, ask: &Ask, p: &Proposal, facts: &Facts) -> Result<Option<Place>> {
    let named = |name: String, role: &str| if name.is_empty() { role.to_owned() } else { format!("{name}（{role}）") };
    let who = match p.state.get() {
        State::Draft | State::CosignOpen | State::Returned => {
            named(directory::names::person(tx, p.first_signer)?, ask.t("proposal.role.first_signer"))
        }
        State::PreReview => {
            let reviewer = p.first_reviewer.map(|id| directory::names::person(tx, id)).transpose()?.unwrap_or_default();
            named(reviewer, ask.t("proposal.role.first_reviewer"))
        }
        State::SecondReview if p.recommended.is_some_and(|r| r != Recommendation::File) => ask.t("proposal.role.committee_head").to_owned(),
        State::Assigned | State::Rehandling => return Ok(parts_place(ask, p, facts)),
        State::Replied => {
            let open = facts.ratings.iter().filter(|r| r.state == crate::workflow::rating::State::Asked).count();
            let due = facts.ratings.iter().map(|r| r.due).max();
            let who = match open {
                0 => ask.t("proposal.role.office").to_owned(),
                n => ask.locale.count("proposals.turn.raters", n as i64),
            };
            return Ok(Some((who, p.state_since, due.or(p.due))));
        }
        state if PROCESS.is_final(state) => return Ok(None),
        _ => {
            let roles = PROCESS.turn(p.state);
            roles.iter().map(|r| labels::word(ask, "proposal.role", *r)).collect::<Vec<_>>().join("、")
        }
    };
    Ok(Some((who, p.state_since, p.due)))
}

/// Units that still have something to do, the earliest due first.
fn parts_place(ask: &Ask, p: &Proposal, facts: &Facts) -> Option<Place> {
    let mut open: Vec<&Assignment> = facts.parts.iter().filter(|a| a.runs() && !assignment::PROCESS.is_final(a.state.get())).collect();
    open.sort_by_key(|a| (a.due.is_none(), a.due));
    let first = open.first()?;
    let (gap, comma) = if ask.locale.lang == web::i18n::Lang::En { (" ", ", ") } else { ("", "、") };
    let names: Vec<String> = open
        .iter()
        .map(|a| {
            let unit = facts.units.get(&a.unit).cloned().unwrap_or_default();
            let roles = assignment::PROCESS.turn(a.state);
            match roles.first() {
                Some(assignment::Role::Assigner | assignment::Role::Checker) => {
                    format!("{}（{unit}）", labels::word(ask, "assignment.role", roles[0]))
                }
                Some(role) => format!("{unit}{gap}{}", ask.t(&format!("assignment.role.{}", role.name()))),
                None => unit,
            }
        })
        .collect();
    let since = open.iter().map(|a| a.state_since).min().unwrap_or(p.state_since);
    Some((names.join(comma), since, first.due.or(first.reply_due)))
}
