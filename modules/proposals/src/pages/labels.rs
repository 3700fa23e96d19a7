//! Words and chips for states, and clocks with both halves.

use jiff::civil::Date;
use kernel::calendar::Calendar;
use kernel::workflow::Word;
use web::Ask;
use web::i18n::Lang;
use web::ui::{Chip, Clock, Tone};

use crate::rules::Coded;
use crate::workflow::{State, assignment, invitation};

pub fn word<W: Word>(ask: &Ask, prefix: &str, word: W) -> String {
    ask.t(&format!("{prefix}.{}", word.name())).to_owned()
}

pub fn state(ask: &Ask, state: State) -> Chip {
    let tone = match state {
        State::Draft | State::Withdrawn | State::Merged => Tone::Plain,
        State::Closed | State::Filed | State::Replied => Tone::Good,
        State::NotFiled => Tone::Bad,
        State::Returned | State::Rehandling | State::FaceToFace | State::ReExamination => Tone::Warn,
        _ => Tone::Active,
    };
    Chip::new(tone, word(ask, "proposal.state", state))
}

pub fn part_state(ask: &Ask, state: assignment::State) -> Chip {
    use assignment::State as S;
    let tone = match state {
        S::Replied | S::Opined => Tone::Good,
        S::ReturnRequested => Tone::Warn,
        S::Reassigned | S::Revoked | S::Proposed => Tone::Plain,
        _ => Tone::Active,
    };
    Chip::new(tone, word(ask, "assignment.state", state))
}

pub fn invitation_state(ask: &Ask, state: invitation::State) -> Chip {
    use invitation::State as S;
    let tone = match state {
        S::Accepted => Tone::Good,
        S::Invited => Tone::Active,
        S::Declined | S::Expired | S::Left | S::Voided => Tone::Plain,
    };
    Chip::new(tone, word(ask, "invitation.state", state))
}

/// How long still, and until which day.
pub fn clock(ask: &Ask, calendar: &Calendar, due: Date) -> Clock {
    ask.locale.clock(due, ask.today, calendar.working_days_between(ask.today, due))
}

/// The label of a policy's word in the reader's language.
pub fn coded(ask: &Ask, coded: &Coded) -> String {
    in_language(ask, &coded.label, &coded.label_en)
}

pub fn in_language(ask: &Ask, label: &str, label_en: &str) -> String {
    let text = if ask.locale.lang == Lang::En && !label_en.is_empty() { label_en } else { label };
    text.to_owned()
}

/// The case number, else the receipt number with its word, else nothing.
pub fn number(ask: &Ask, case_no: Option<&str>, receipt_no: Option<i64>) -> String {
    match (case_no, receipt_no) {
        (Some(no), _) => ask.locale.f("proposals.case-number", &[("no", no)]),
        (None, Some(no)) => ask.locale.f("proposals.receipt-number", &[("no", no.to_string().as_str())]),
        (None, None) => String::new(),
    }
}
