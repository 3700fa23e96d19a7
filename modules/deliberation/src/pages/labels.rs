//! Words and chips for states, clocks with both halves, shares and their words.

use std::sync::LazyLock;

use jiff::civil::Date;
use kernel::calendar::Calendar;
use kernel::workflow::Word;
use web::Ask;
use web::record::Forms;
use web::ui::{Cell, Chip, Clock, Html, Tone, bars, stack};

pub use crate::acts::form::{in_language, period};
use crate::model::Statement;
use crate::view::Tally;
use crate::workflow::{State, statement};

/// The forms of the module's acts.
pub static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms::of(crate::acts::all()));

pub fn word<W: Word>(ask: &Ask, prefix: &str, word: W) -> String {
    ask.t(&format!("{prefix}.{}", word.name())).to_owned()
}

pub fn state(ask: &Ask, state: State) -> Chip {
    let tone = match state {
        State::ResultPosted => Tone::Good,
        State::Declined | State::Cancelled => Tone::Plain,
        State::Closed | State::Summarised => Tone::Warn,
        _ => Tone::Active,
    };
    Chip::new(tone, word(ask, "deliberation.state", state))
}

pub fn statement_state(ask: &Ask, state: statement::State) -> Chip {
    let tone = match state {
        statement::State::Shown => Tone::Good,
        statement::State::New => Tone::Active,
        statement::State::Appealed => Tone::Warn,
        statement::State::Hidden | statement::State::Upheld => Tone::Bad,
        statement::State::Merged => Tone::Plain,
    };
    Chip::new(tone, word(ask, "statement.state", state))
}

/// How long still, and until which day.
pub fn clock(ask: &Ask, calendar: &Calendar, due: Date) -> Clock {
    ask.locale.clock(due, ask.today, calendar.working_days_between(ask.today, due))
}

pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// Share of those who did not pass; 0 where nobody took a side.
pub fn agreement([agree, disagree, _]: Tally) -> f64 {
    f64::from(agree) / f64::from((agree + disagree).max(1))
}

/// The bar of a statement with its words; fewer than `fewest` people are not told apart.
pub fn tally(ask: &Ask, number: i64, tally: Option<Tally>, fewest: usize) -> Cell {
    match tally.filter(|t| t.iter().sum::<u32>() as usize >= fewest) {
        Some(t) => {
            let words = [("agree", t[0]), ("disagree", t[1]), ("pass", t[2])].map(|(name, n)| (name, n.to_string()));
            Cell::Html(bars(&number.to_string(), t, &ask.locale.f("deliberations.tally", &words)))
        }
        None => Cell::text(ask.locale.f("deliberations.tally.few", &[("n", fewest.to_string())])),
    }
}

/// 3. words
pub fn numbered(ask: &Ask, number: i64, text: &str) -> String {
    ask.locale.f("statements.numbered", &[("n", number.to_string()), ("text", text.to_owned())])
}

/// Number and words of a statement, what else is known of it, and below them the bar of its votes.
pub fn said(ask: &Ask, s: &Statement, about: Vec<String>, votes: Option<Tally>, fewest: usize) -> Cell {
    let words = Cell::strong(numbered(ask, s.number, &s.body));
    let about = (!about.is_empty()).then_some(Cell::Lines(about));
    let pieces = [Some(words), about, Some(tally(ask, s.number, votes, fewest))];
    Cell::Html(stack(pieces.into_iter().flatten().map(|cell| Html::of(&cell))))
}

/// 甲、乙, or A, B.
pub fn listed(ask: &Ask, parts: &[String]) -> String {
    parts.join(if ask.locale.lang == web::i18n::Lang::En { ", " } else { "、" })
}

pub fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.".contains(&b) { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}
