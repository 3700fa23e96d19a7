//! 轮到谁: whose turn it is, since when and until when.

use kernel::calendar::Calendar;
use web::Ask;
use web::ui::Turn;

use super::detail::Whole;
use super::labels;
use crate::model::Assignment;
use crate::workflow::words::Recommendation;
use crate::workflow::{PROCESS, State, assignment};

/// `None` at rest. `yours`: the reader has an act that the record waits for.
pub fn turn(ask: &Ask, calendar: &Calendar, whole: &Whole, yours: bool) -> Option<Turn> {
    let (who, since, due) = place(ask, whole)?;
    Some(Turn { who, since: ask.locale.moment(since.0, ask.today), until: due.map(|day| labels::clock(ask, calendar, day)), yours })
}

type Place = (String, kernel::Timestamp, Option<jiff::civil::Date>);

fn place(ask: &Ask, whole: &Whole) -> Option<Place> {
    let p = &whole.proposal;
    let named = |person: Option<kernel::Id>, role: &str| match person.and_then(|id| whole.people.get(&id)) {
        Some(name) => format!("{name}（{role}）"),
        None => role.to_owned(),
    };
    let who = match p.state.get() {
        State::Draft | State::CosignOpen | State::Returned => named(Some(p.first_signer), ask.t("proposal.role.first_signer")),
        State::PreReview => named(p.first_reviewer, ask.t("proposal.role.first_reviewer")),
        State::SecondReview if p.recommended.is_some_and(|r| r != Recommendation::File) => ask.t("proposal.role.committee_head").to_owned(),
        State::Assigned | State::Rehandling => return parts_place(ask, whole),
        State::Replied => {
            let open = whole.ratings.iter().filter(|r| r.state == crate::workflow::rating::State::Asked).count();
            let due = whole.ratings.iter().map(|r| r.due).max();
            let who = match open {
                0 => ask.t("proposal.role.office").to_owned(),
                n => ask.locale.count("proposals.turn.raters", n as i64),
            };
            return Some((who, p.state_since, due.or(p.due)));
        }
        state if PROCESS.is_final(state) => return None,
        _ => {
            let roles = PROCESS.turn(p.state);
            roles.iter().map(|r| labels::word(ask, "proposal.role", *r)).collect::<Vec<_>>().join("、")
        }
    };
    Some((who, p.state_since, p.due))
}

/// Units that still have something to do, the earliest due first.
fn parts_place(ask: &Ask, whole: &Whole) -> Option<Place> {
    let mut open: Vec<&Assignment> = whole.parts.iter().filter(|a| a.runs() && !assignment::PROCESS.is_final(a.state.get())).collect();
    open.sort_by_key(|a| (a.due.is_none(), a.due));
    let first = open.first()?;
    let (gap, comma) = if ask.locale.lang == web::i18n::Lang::En { (" ", ", ") } else { ("", "、") };
    let names: Vec<String> = open
        .iter()
        .map(|a| {
            let unit = whole.units.get(&a.unit).cloned().unwrap_or_default();
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
    let since = open.iter().map(|a| a.state_since).min().unwrap_or(whole.proposal.state_since);
    Some((names.join(comma), since, first.due.or(first.reply_due)))
}
