//! Words and chips for states, and clocks with both halves.

use jiff::civil::Date;
use kernel::calendar::Calendar;
use kernel::workflow::Word;
use web::Ask;
use web::ui::{Chip, Clock, Tone};

pub use crate::acts::form::in_language;
use crate::model::{Figure, Position, Topic};
use crate::rules::Rules;
use crate::workflow::words::{Measure, Progress, Rating};
use crate::workflow::{State, room, session};

pub fn word<W: Word>(ask: &Ask, prefix: &str, word: W) -> String {
    ask.t(&format!("{prefix}.{}", word.name())).to_owned()
}

pub fn state(ask: &Ask, state: State) -> Chip {
    let tone = match state {
        State::Closed | State::Agreed | State::Rated => Tone::Good,
        State::NotTakenUp | State::Withdrawn | State::Merged => Tone::Plain,
        State::NoAgreement | State::Partly | State::ReferredUp => Tone::Warn,
        _ => Tone::Active,
    };
    Chip::new(tone, word(ask, "topic.state", state))
}

pub fn room_state(ask: &Ask, state: room::State) -> Chip {
    let tone = match state {
        room::State::Open => Tone::Good,
        room::State::Suspended => Tone::Warn,
        room::State::Closed => Tone::Plain,
        _ => Tone::Active,
    };
    Chip::new(tone, word(ask, "room.state", state))
}

pub fn session_state(ask: &Ask, state: session::State) -> Chip {
    let tone = match state {
        session::State::Published | session::State::Confirmed => Tone::Good,
        session::State::Cancelled => Tone::Plain,
        session::State::Paused => Tone::Warn,
        _ => Tone::Active,
    };
    Chip::new(tone, word(ask, "consultation.state", state))
}

pub fn progress(ask: &Ask, progress: Progress) -> Chip {
    let tone = match progress {
        Progress::Done => Tone::Good,
        Progress::Partly => Tone::Warn,
        Progress::NotDone => Tone::Bad,
        Progress::Open => Tone::Active,
    };
    Chip::new(tone, word(ask, "word.progress", progress))
}

pub fn rating(ask: &Ask, rating: Rating) -> Chip {
    let tone = match rating {
        Rating::Satisfied => Tone::Good,
        Rating::Basically => Tone::Warn,
        Rating::Dissatisfied => Tone::Bad,
    };
    Chip::new(tone, word(ask, "word.rating", rating))
}

pub fn domain(ask: &Ask, rules: &Rules, code: Option<&str>) -> String {
    let found = code.and_then(|code| rules.domain(code));
    found.map(|c| in_language(ask, &c.label, &c.label_en)).unwrap_or_default()
}

/// 约 1,724 户, 2014 年 9 月
pub fn figure(ask: &Ask, f: &Figure) -> String {
    let number = f.number.map(|n| ask.locale.number(n)).or_else(|| f.month.clone()).unwrap_or_default();
    let value = ask.locale.f(&format!("topics.figure.{}", f.measure.name()), &[("n", number)]);
    if f.unit.is_empty() || f.measure == Measure::Month { value } else { format!("{value} {}", f.unit) }
}

/// Whose position it is; everybody's where nobody was named.
pub fn side(ask: &Ask, p: &Position) -> String {
    if p.side.is_empty() { ask.t("consultations.position.everybody").to_owned() } else { p.side.clone() }
}

/// How long still, and until which day.
pub fn clock(ask: &Ask, calendar: &Calendar, due: Date) -> Clock {
    ask.locale.clock(due, ask.today, calendar.working_days_between(ask.today, due))
}

/// 第 12 号, of its room.
pub fn number(ask: &Ask, t: &Topic) -> String {
    ask.locale.f("topics.number", &[("no", t.receipt_no.to_string())])
}

/// The code in groups of four, to be read out.
pub fn grouped(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    chars.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

pub fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.".contains(&b) { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// This page's own query with some parameters put anew.
pub fn address(path: &str, ask: &Ask, put: &[(&str, String)]) -> String {
    let kept =
        ask.query.iter().filter(|(n, v)| !v.is_empty() && !["cursor", "seen"].contains(&n.as_str()) && put.iter().all(|(p, _)| p != n));
    let put_on = put.iter().filter(|(_, v)| !v.is_empty()).cloned();
    let pairs = kept.map(|(n, v)| (n.as_str(), v.clone())).chain(put_on);
    let query: Vec<String> = pairs.map(|(n, v)| format!("{n}={}", encoded(&v))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// The pager of a list that goes on below an id.
pub fn pager(path: &str, ask: &Ask, shown: usize, total: i64, next: Option<kernel::Id>) -> web::ui::Pager {
    web::page::pager(path, ask, shown, u64::try_from(total).unwrap_or(0), next)
}
