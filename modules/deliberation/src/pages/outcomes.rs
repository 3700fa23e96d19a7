//! 成果转化: the list, one item, what the pages of a deliberation and the workbench tell of them.

pub mod detail;
pub mod heard;
pub mod list;
pub mod sections;
pub mod waiting;

use web::Ask;
use web::ui::{Chip, Tone};

use super::labels::word;
use crate::workflow::outcome::{Class, State, Verdict};

pub(super) fn state(ask: &Ask, state: State) -> Chip {
    let tone = match state {
        State::Closed | State::Evaluated => Tone::Good,
        State::Returned => Tone::Warn,
        State::Recommended => Tone::Plain,
        _ => Tone::Active,
    };
    Chip::new(tone, word(ask, "outcome.state", state))
}

pub(super) fn class(ask: &Ask, class: Class) -> String {
    word(ask, "word.outcome-class", class)
}

pub(super) fn verdict(ask: &Ask, verdict: Verdict) -> String {
    word(ask, "word.outcome-verdict", verdict)
}

/// 采纳率: adopted ÷ all suggestions, in words.
pub(super) fn rate(ask: &Ask, adopted: i64, all: i64) -> String {
    let share = super::labels::percent(adopted as f64 / all.max(1) as f64);
    ask.locale.f("outcomes.rate", &[("all", all.to_string()), ("adopted", adopted.to_string()), ("share", share)])
}
