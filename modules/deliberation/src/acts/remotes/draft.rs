//! 记录草稿: what the program knows of a session as text, for a person to go on with.

use kernel::db::Tx;
use kernel::{Id, Result, Timestamp};
use web::Ask;

use super::when;
use crate::model::remote::{Attendee, Gap, Remote, Site, Speech};
use crate::store::remotes::{sites, speeches};
use crate::workflow::remote::{Part, site, speech};

/// Roster by site, speeches in their order with their length, when a site was gone, places to write what was said.
pub fn minutes(tx: &mut Tx, ask: &Ask, r: &Remote) -> Result<String> {
    let places = sites::of(tx, r.id)?;
    let (people, gaps) = (sites::attendees(tx, r.id)?, sites::gaps(tx, r.id)?);
    let said = speeches::of(tx, r.id)?;
    let mut lines = vec![r.title.clone(), ask.locale.f("remotes.draft.when", &[("when", period(ask, r))]), String::new()];
    lines.push(heading(ask, "sites"));
    for s in places.iter().filter(|s| s.state != site::State::Released) {
        lines.push(roster(ask, s, &people));
    }
    lines.extend([String::new(), heading(ask, "agenda"), r.agenda.clone(), String::new(), heading(ask, "speeches")]);
    let spoken = spoken(&said);
    if spoken.is_empty() {
        lines.push(ask.t("remotes.draft.no-speech").to_owned());
    }
    for (n, s) in (1..).zip(&spoken) {
        lines.push(one(ask, n, s, &people, &places, tx.now()));
    }
    if !gaps.is_empty() {
        lines.extend([String::new(), heading(ask, "gaps")]);
        lines.extend(gaps.iter().map(|g| gap(ask, g, &places)));
    }
    lines.extend([String::new(), heading(ask, "agreed"), String::new()]);
    Ok(lines.join("\n"))
}

fn heading(ask: &Ask, name: &str) -> String {
    ask.t(&format!("remotes.draft.{name}")).to_owned()
}

/// 3月12日 周四 14:30–16:05
fn period(ask: &Ask, r: &Remote) -> String {
    match (r.started_at, r.ended_at) {
        (Some(from), Some(until)) => format!("{} {}–{}", ask.locale.day(from.day(), ask.today), hour(from), hour(until)),
        _ => when(ask, r),
    }
}

/// 14:05, the wall clock of the place.
pub fn hour(at: Timestamp) -> String {
    at.rfc3339().get(11..16).unwrap_or_default().to_owned()
}

/// 6 分 20 秒
pub fn length(ask: &Ask, seconds: i64) -> String {
    let [minutes, rest] = [seconds / 60, seconds % 60].map(|n| n.to_string());
    ask.locale.f("remotes.length", &[("m", minutes), ("s", format!("{rest:0>2}"))])
}

/// Those that were given, in the order in which they began.
pub fn spoken(all: &[Speech]) -> Vec<Speech> {
    let mut spoken: Vec<Speech> = all.iter().filter(|s| s.state == speech::State::Spoken).cloned().collect();
    spoken.sort_by_key(|s| (s.started_at, s.id));
    spoken
}

fn roster(ask: &Ask, s: &Site, people: &[Attendee]) -> String {
    let here: Vec<&Attendee> = people.iter().filter(|a| a.site == s.id && a.signed_in_at.is_some()).collect();
    let host = if s.host_name.is_empty() { String::new() } else { ask.locale.f("remotes.draft.host", &[("name", s.host_name.clone())]) };
    let told: Vec<String> = Part::ALL
        .iter()
        .filter_map(|part| {
            let names: Vec<&str> = here.iter().filter(|a| a.role == *part).map(|a| a.name.as_str()).collect();
            let word = ask.t(&format!("word.remote-part.{}", part.name())).to_owned();
            (!names.is_empty())
                .then(|| ask.locale.f("remotes.draft.part", &[("part", word), ("names", names.join(ask.t("remotes.draft.comma")))]))
        })
        .collect();
    let who = if told.is_empty() { ask.t("remotes.draft.nobody").to_owned() } else { told.join(ask.t("remotes.draft.semicolon")) };
    let site = [("name", s.name.clone()), ("host", host), ("n", here.len().to_string()), ("who", who)];
    ask.locale.f("remotes.draft.site", &site)
}

fn one(ask: &Ask, n: usize, s: &Speech, people: &[Attendee], places: &[Site], now: Timestamp) -> String {
    let name = people.iter().find(|a| a.id == s.attendee).map_or("", |a| a.name.as_str());
    let mut line = ask.locale.f(
        "remotes.draft.speech",
        &[
            ("n", n.to_string()),
            ("name", name.to_owned()),
            ("site", site_name(places, s.site)),
            ("at", s.started_at.map(hour).unwrap_or_default()),
            ("length", length(ask, s.seconds(now))),
        ],
    );
    if s.cut_short {
        line.push_str(ask.t("remotes.draft.cut-short"));
    }
    format!("{line}{}", s.subject)
}

fn gap(ask: &Ask, g: &Gap, places: &[Site]) -> String {
    let until = g.until_at.map(hour).unwrap_or_default();
    let words = [("name", site_name(places, g.site)), ("from", hour(g.from_at)), ("until", until), ("reason", reason(ask, g))];
    ask.locale.f("remotes.draft.gap", &words)
}

/// Why a site was gone.
pub fn reason(ask: &Ask, g: &Gap) -> String {
    if g.reason.is_empty() { ask.t("remotes.gap.from-the-start").to_owned() } else { g.reason.clone() }
}

pub fn site_name(places: &[Site], id: Id) -> String {
    places.iter().find(|s| s.id == id).map(|s| s.name.clone()).unwrap_or_default()
}
