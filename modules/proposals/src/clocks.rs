//! 时限: from a term of the policy to a day. Four clocks run apart: return window, co-opinion, reply, re-handling.

use jiff::civil::Date;
pub use kernel::calendar::of as calendar;
use kernel::calendar::{Calendar, Term};
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Id, Result};

use crate::model::{Assignment, Proposal};
use crate::rules::Rules;
use crate::workflow::{State, assignment};

/// The day a term ends that begins today.
pub fn due(tx: &mut Tx, assembly: Id, term: Term) -> Result<Date> {
    let today = tx.today();
    Ok(calendar(tx, assembly)?.due(today, term, false))
}

/// Moves the proposal: state, since when, until when.
pub fn moved(tx: &mut Tx, p: &mut Proposal, state: At<State>, term: Option<Term>) -> Result<()> {
    if state != p.state {
        p.state_since = tx.now();
    }
    p.state = state;
    p.due = term.map(|t| due(tx, p.assembly, t)).transpose()?;
    Ok(())
}

/// Moves a unit's part: state, since when, until when.
pub fn part_moved(tx: &mut Tx, a: &mut Assignment, state: At<assignment::State>, term: Option<Term>) -> Result<()> {
    if state != a.state {
        a.state_since = tx.now();
    }
    a.state = state;
    a.due = term.map(|t| due(tx, a.assembly, t)).transpose()?;
    Ok(())
}

/// The terms by which a proposal can have come to the due day of its present step.
pub fn terms(state: State, rules: &Rules) -> Vec<Term> {
    match state {
        State::Submitted => vec![rules.take_up],
        State::PreReview => vec![rules.decide, rules.take_up],
        State::SecondReview => vec![rules.second_review],
        State::Returned => vec![rules.revise],
        State::ReExamination => vec![rules.re_examine],
        State::Filed => vec![rules.assign],
        State::Replied => vec![rules.rating],
        State::Rehandling => vec![rules.rehandle],
        State::FaceToFace => vec![rules.face_to_face],
        _ => Vec::new(),
    }
}

/// The same for a unit's part.
pub fn part_terms(state: assignment::State, rules: &Rules) -> Vec<Term> {
    use assignment::State as S;
    match state {
        S::Assigned => vec![rules.accept],
        S::ReturnRequested => vec![rules.return_decision],
        S::Accepted => vec![rules.plan, rules.rehandle],
        S::Checking => vec![rules.check],
        S::ToSign => vec![rules.sign],
        _ => Vec::new(),
    }
}

/// Where a due day moves when the calendar changes; `None` where it stays, or came about otherwise.
pub fn moved_due(before: &Calendar, after: &Calendar, from: Date, due: Date, terms: &[Term]) -> Option<Date> {
    let term = terms.iter().find(|term| before.due(from, **term, false) == due)?;
    Some(after.due(from, *term, false)).filter(|moved| *moved != due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::calendar::DayKind;

    #[test]
    fn a_new_holiday_moves_what_is_counted_in_working_days() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let (before, off) = (Calendar::official(), vec![(day("2026-03-16"), DayKind::Off, String::new())]);
        let after = Calendar::with(&off);
        let moved = |due: &str, terms: &[Term]| moved_due(before, &after, day("2026-03-12"), day(due), terms);
        assert_eq!(moved("2026-03-19", &[Term::WorkingDays(5)]), Some(day("2026-03-20")));
        assert_eq!(moved("2026-03-13", &[Term::WorkingDays(1)]), None, "due before the new holiday");
        assert_eq!(moved("2026-04-11", &[Term::Days(30)]), None, "counted in days");
        assert_eq!(moved("2026-03-25", &[Term::WorkingDays(5)]), None, "extended by somebody");
    }
}
