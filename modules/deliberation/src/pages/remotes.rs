//! 远程协商: the list, a session, the page of one site, print, what waits for whom.

pub mod about;
pub mod detail;
pub mod list;
pub mod prints;
pub mod queue;
pub mod sections;
pub mod site;
pub mod waiting;

use kernel::Timestamp;
use web::Ask;
use web::ui::{Chip, Column, Link, Tone};

use super::labels::word;
use crate::acts::remotes::draft::{hour, length, site_name};
use crate::model::remote::{Attendee, Site, Speech};
use crate::workflow::remote::{State, site as at_site};

pub(super) fn state(ask: &Ask, state: State) -> Chip {
    let tone = match state {
        State::Closed => Tone::Good,
        State::Cancelled => Tone::Plain,
        State::Recorded | State::Minuted => Tone::Warn,
        _ => Tone::Active,
    };
    Chip::new(tone, word(ask, "remote.state", state))
}

pub(super) fn site_state(ask: &Ask, state: at_site::State) -> Chip {
    use at_site::State as S;
    let tone = match state {
        S::Tested | S::Linked | S::Confirmed | S::Settled => Tone::Good,
        S::Trouble | S::ToConfirm => Tone::Warn,
        S::Lost | S::Objected => Tone::Bad,
        S::Testing => Tone::Active,
        S::Expected | S::Ended | S::Released => Tone::Plain,
    };
    Chip::new(tone, word(ask, "remote_site.state", state))
}

fn heads(ask: &Ask, names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| Column::new(ask.t(&format!("remotes.column.{name}")))).collect()
}

/// 乔予安（荷塘村会场）
fn speaker(ask: &Ask, s: &Speech, people: &[Attendee], sites: &[Site]) -> String {
    let name = people.iter().find(|a| a.id == s.attendee).map_or("", |a| a.name.as_str());
    ask.locale.f("remotes.speaker-of", &[("name", name), ("site", site_name(sites, s.site).as_str())])
}

/// Who speaks, since when, how long, of how long; and the chip of whoever speaks too long.
fn speaking(ask: &Ask, s: &Speech, people: &[Attendee], sites: &[Site], now: Timestamp) -> (String, String, Option<Chip>) {
    let words = [
        ("at", s.started_at.map(hour).unwrap_or_default()),
        ("length", length(ask, s.seconds(now))),
        ("limit", s.limit_minutes.to_string()),
    ];
    (speaker(ask, s, people, sites), ask.locale.f("remotes.speaking-since", &words), over(ask, s, now))
}

fn over(ask: &Ask, s: &Speech, now: Timestamp) -> Option<Chip> {
    let beyond = s.over(now);
    (beyond > 0).then(|| Chip::new(Tone::Bad, ask.locale.f("remotes.over", &[("length", length(ask, beyond))])))
}

/// The same page as it is now; the moment in the address makes it another one.
fn refresh(ask: &Ask, path: &str, now: Timestamp) -> Link {
    Link::new(ask.locale.f("remotes.refresh", &[("at", hour(now))]), format!("{path}?now={}#queue", now.0))
}
