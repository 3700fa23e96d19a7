//! 会场、签到、发言与断线记录 as parts of a session's page.

use kernel::workflow::Roles;
use kernel::{Actor, Id, Timestamp};
use web::Ask;
use web::ui::{ActLink, Cell, Chip, Html, Link, Row, Section, Tone, prose, table};

use super::super::labels::{FORMS, word};
use super::{heads, over, site_state};
use crate::acts::remotes::draft::{hour, length, reason, site_name, spoken};
use crate::model::remote::{Attendee, Gap, Remote, Site, Speech};
use crate::policy;
use crate::workflow::remote::{Part, State, site, speech};

/// One row a site, with what this person may do with it.
pub fn sites(ask: &Ask, who: &Actor, r: &Remote, all: &[Site], people: &[Attendee], contacts: &[Id]) -> Section {
    let staff = policy::remote::is_staff(who, r);
    let rows: Vec<Row> = all
        .iter()
        .map(|s| {
            let own = people.iter().filter(|a| a.site == s.id);
            let (came, expected) = own.fold((0, 0), |(came, n), a| (came + usize::from(a.signed_in_at.is_some()), n + 1));
            let host = (!s.host_name.is_empty()).then(|| ask.locale.f("remotes.host-is", &[("name", s.host_name.as_str())]));
            let phone = (staff && contacts.contains(&s.id)).then(|| ask.t("remotes.contact.masked").to_owned());
            let test = s.device_note.as_ref().map(|note| ask.locale.f("remotes.test-note", &[("note", note.as_str())]));
            let told = [Some(s.place.clone()), host, phone, test, s.released.clone()];
            let place = told.into_iter().flatten().filter(|text| !text.is_empty()).collect();
            let cells = vec![
                Cell::strong(s.name.as_str()),
                Cell::Lines(place),
                Cell::Number(format!("{came} / {expected}")),
                Cell::Chip(site_state(ask, s.state.get())),
                Cell::Html(acts(ask, who, r, s, people, contacts.contains(&s.id))),
            ];
            Row::new(s.id, cells).href(format!("/remote-sites/{}", s.id))
        })
        .collect();
    let title = ask.locale.count("remotes.section.sites", all.iter().filter(|s| s.state != site::State::Released).count());
    let body = match rows.is_empty() {
        true => prose(ask.t("remotes.sites.empty")),
        false => table(&heads(ask, &["site", "place-host", "people", "state", "acts"]), &rows),
    };
    Section::new("sites", title, body)
}

/// What is done from the page of the session; the rest belongs to the room, and stands on the site's own page.
const FROM_AFAR: &[&str] = &["/test", "/loss", "/return", "/edits", "/release", "/confirmation", "/objection"];

fn acts(ask: &Ask, who: &Actor, r: &Remote, s: &Site, people: &[Attendee], contact: bool) -> Html {
    let roles: Roles<site::Role> = policy::remote::site_roles(who, r, s, people);
    let (mut links, more, _) = FORMS.acts(ask, &site::PROCESS, s.state, &roles, s.id, &[site::Act::Release]);
    links.extend(more);
    links.retain(|link| FROM_AFAR.iter().any(|verb| link.href.ends_with(verb)));
    if contact && policy::remote::is_staff(who, r) {
        let label = ask.t("remote_sites.show_contact").to_owned();
        links.push(ActLink::new(label, format!("/remote-sites/{}/contact", s.id), Default::default()));
    }
    let apart = |l: ActLink| [Html::of(&Link::new(l.label, l.href)), Html::drawing(" ".to_owned())];
    Html::join(links.into_iter().flat_map(apart))
}

/// Who is expected and came, by site.
pub fn roster(ask: &Ask, all: &[Site], people: &[Attendee]) -> Option<Section> {
    if people.is_empty() {
        return None;
    }
    let mut rows = Vec::new();
    for s in all {
        let mut own: Vec<&Attendee> = people.iter().filter(|a| a.site == s.id).collect();
        own.sort_by_key(|a| (Part::ALL.iter().position(|p| *p == a.role), a.id));
        rows.extend(own.into_iter().map(|a| person(ask, a, Some(s.name.as_str()))));
    }
    let came = people.iter().filter(|a| a.signed_in_at.is_some()).count();
    let title = ask.locale.f("remotes.section.roster", &[("came", came.to_string()), ("all", people.len().to_string())]);
    Some(Section::new("roster", title, table(&heads(ask, &["name", "part", "organisation", "site", "here"]), &rows)))
}

/// Name, part, organisation, perhaps the site, when signed in.
pub fn person(ask: &Ask, a: &Attendee, site: Option<&str>) -> Row {
    let here = match a.signed_in_at {
        Some(at) => Chip::new(Tone::Good, ask.locale.f("remotes.here.since", &[("at", hour(at))])),
        None => Chip::new(Tone::Plain, ask.t("remotes.here.not-yet")),
    };
    let mut cells =
        vec![Cell::strong(a.name.as_str()), Cell::text(word(ask, "word.remote-part", a.role)), Cell::text(a.organisation.as_str())];
    cells.extend(site.map(Cell::text));
    cells.push(Cell::Chip(here));
    Row::new(a.id, cells)
}

/// What was said in which order, how long, and what was not reached.
pub fn speeches(ask: &Ask, all: &[Speech], places: &[Site], people: &[Attendee], now: Timestamp) -> Option<Section> {
    let done = spoken(all);
    let left: Vec<&Speech> = all.iter().filter(|s| matches!(s.state.get(), speech::State::Lapsed | speech::State::Withdrawn)).collect();
    if done.is_empty() && left.is_empty() {
        return None;
    }
    let name = |s: &Speech| people.iter().find(|a| a.id == s.attendee).map(|a| a.name.clone()).unwrap_or_default();
    let row = |place: String, s: &Speech, length: String, chip: Option<Chip>| {
        let cells = vec![
            Cell::Number(place),
            Cell::strong(name(s)),
            Cell::text(site_name(places, s.site)),
            Cell::text(s.subject.as_str()),
            Cell::Number(s.started_at.map(hour).unwrap_or_default()),
            Cell::Number(length),
            chip.map_or(Cell::text(""), Cell::Chip),
        ];
        Row::new(s.id, cells)
    };
    let cut = |s: &Speech| s.cut_short.then(|| Chip::new(Tone::Warn, ask.t("remotes.cut-short")));
    let spoken = (1..)
        .zip(&done)
        .map(|(n, s): (usize, &Speech)| row(n.to_string(), s, length(ask, s.seconds(now)), cut(s).or_else(|| over(ask, s, now))));
    let others =
        left.iter().map(|s| row(String::new(), s, String::new(), Some(Chip::new(Tone::Plain, word(ask, "speech.state", s.state.get())))));
    let rows: Vec<Row> = spoken.chain(others).collect();
    let names = ["order", "speaker", "site", "subject", "at", "length", "remark"];
    Some(Section::new("speeches", ask.locale.count("remotes.section.speeches", done.len()), table(&heads(ask, &names), &rows)))
}

/// 断线记录: it belongs to the minutes.
pub fn gaps(ask: &Ask, all: &[Gap], places: &[Site]) -> Option<Section> {
    let rows: Vec<Row> = all
        .iter()
        .map(|g| {
            let until = match g.until_at {
                Some(at) => Cell::Number(hour(at)),
                None => Cell::Chip(Chip::new(Tone::Bad, ask.t("remotes.gap.still"))),
            };
            let cells = vec![Cell::strong(site_name(places, g.site)), Cell::Number(hour(g.from_at)), until, Cell::text(reason(ask, g))];
            Row::new(g.id, cells)
        })
        .collect();
    let names = ["site", "gap-from", "gap-until", "gap-reason"];
    (!rows.is_empty()).then(|| Section::new("gaps", ask.t("remotes.section.gaps"), table(&heads(ask, &names), &rows)))
}

/// 会议记录, with who confirmed it.
pub fn minutes(ask: &Ask, r: &Remote, places: &[Site]) -> Option<Section> {
    let text = r.minutes.as_ref()?;
    let rows: Vec<Row> = places
        .iter()
        .filter(|s| s.state != site::State::Released)
        .map(|s| {
            let chip = match (s.confirmed_at, &s.objection) {
                (Some(at), _) => {
                    let when = ask.locale.moment(at.0, ask.today);
                    Chip::new(Tone::Good, ask.locale.f("remotes.confirmed-at", &[("at", when)]))
                }
                (None, Some(_)) => Chip::new(Tone::Bad, word(ask, "remote_site.state", site::State::Objected)),
                (None, None) => Chip::new(Tone::Warn, ask.t("remotes.not-confirmed")),
            };
            let cells = vec![Cell::strong(s.name.as_str()), Cell::Chip(chip), Cell::text(s.objection.clone().unwrap_or_default())];
            Row::new(s.id, cells)
        })
        .collect();
    let mut parts = vec![prose(text), table(&heads(ask, &["site", "word", "objection"]), &rows)];
    if let Some(why) = r.unconfirmed.as_ref().filter(|_| r.state == State::Closed) {
        parts.push(prose(&ask.locale.f("remotes.unconfirmed-why", &[("why", why.as_str())])));
    }
    Some(Section::new("minutes", ask.t("remotes.field.minutes"), Html::join(parts)))
}
