//! 一次远程协商: whose turn it is, who speaks, who came where, when a site was gone, the minutes.

use directory::names;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Result, files};
use serde_json::Value;
use web::ui::{ActLink, ActTone, Cell, DetailView, Fact, Link, Section, Turn, drawing, prose};
use web::{Ask, Reply};

use super::super::labels::{self, FORMS};
use super::queue::{self, Hall};
use super::sections;
use crate::acts::remotes::{Case, case, subject, when};
use crate::model::remote::{Attendee, Site};
use crate::store::remotes::{sites, speeches};
use crate::workflow::remote::{Act, HELD, PROCESS, Role, State, site};
use crate::workflow::{self, Act as DeliberationAct};
use crate::{clocks, json as shape, policy, store};

/// `GET /api/v1/remotes/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let r = store::remotes::get(tx, who, ask.id)?;
    shape::remote::one(tx, &r)
}

/// `GET /remotes/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = case(tx, who, ask.id)?;
    let r = &case.r;
    let places = sites::of(tx, r.id)?;
    let (mut acts, mut more_acts, yours) = FORMS.acts(ask, &PROCESS, r.state, &case.roles, r.id, &[Act::Cancel, Act::Postpone]);
    // It stands beside whoever speaks, where it is done at one touch.
    acts.retain(|link| !link.href.ends_with("/next"));
    more_acts.extend(suggest(tx, who, ask, &case)?);
    let (timeline, visited) = web::record::history(tx, ask, &subject(r), "deliberations.somebody")?;
    let visited: Vec<&str> = visited.iter().map(String::as_str).collect();
    let attached = files::of(tx, &Ref::new("remotes", r.id))?;
    let mut prints = Vec::new();
    if HELD.contains(&r.state.get()) {
        prints.push(Link::new(ask.t("remotes.print"), format!("/remotes/{}/print/minutes", r.id)));
    }
    let view = DetailView {
        eyebrow: ask.t("remotes.list").to_owned(),
        title: r.title.clone(),
        chip: super::state(ask, r.state.get()),
        turn: turn(tx, ask, &case, &places, yours)?,
        acts,
        more_acts,
        facts: facts(tx, who, ask, &case)?,
        sections: all_sections(tx, who, ask, &case, &places)?,
        files: attached.into_iter().map(|f| Link::new(f.name, format!("/files/{}", f.id))).collect(),
        timeline,
        drawing: Some(drawing(&ask.locale, &PROCESS, r.state.get(), &visited)),
        prints,
    };
    let crumbs = vec![Link::new(ask.t("remotes.list"), "/remotes")];
    Ok(Reply::page(r.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

/// While sites are to be tested or to confirm, they are named beside the organisers.
fn turn(tx: &mut Tx, ask: &Ask, case: &Case, places: &[Site], yours: bool) -> Result<Option<Turn>> {
    let r = &case.r;
    let roles = PROCESS.turn(r.state);
    if roles.is_empty() {
        return Ok(None);
    }
    let waited: &[site::State] = match r.state.get() {
        State::DeviceTest => site::UNTESTED,
        State::Minuted => &[site::State::ToConfirm],
        _ => &[],
    };
    let slow = places.iter().filter(|s| waited.contains(&s.state.get())).map(|s| s.name.clone());
    let words = roles.iter().filter(|role| **role != Role::System).map(|role| labels::word(ask, "remote.role", *role));
    let who: Vec<String> = slow.chain(words).collect();
    let calendar = clocks::calendar(tx, r.assembly)?;
    Ok(Some(Turn {
        who: labels::listed(ask, &who),
        since: ask.locale.moment(r.state_since.0, ask.today),
        until: r.due.map(|day| labels::clock(ask, &calendar, day)),
        yours,
    }))
}

fn facts(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case) -> Result<Vec<Fact>> {
    let r = &case.r;
    let mut facts = vec![Fact::new(ask.t("remotes.column.day"), when(ask, r))];
    let link = |key: &str, href: &str| Fact::new(ask.t(key), Cell::link(ask.t("remotes.external"), href));
    if !r.video.is_empty() {
        facts.push(link("remotes.field.video", &r.video));
    }
    if !r.recording.is_empty() {
        facts.push(link("remotes.field.recording", &r.recording));
    }
    let minutes = ask.locale.count("remotes.minutes-each", r.speech_minutes);
    facts.push(Fact::new(ask.t("remotes.field.speech-minutes"), minutes));
    facts.push(Fact::new(ask.t("remotes.fact.arranged-by"), names::person(tx, r.arranged_by)?));
    if let Some(person) = r.secretary {
        facts.push(Fact::new(ask.t("remotes.field.secretary"), names::person(tx, person)?));
    }
    if let Some(id) = r.deliberation {
        // Somebody from elsewhere is told the title; the record is the office's.
        let d = store::deliberations::any(tx, id)?;
        let reads = store::deliberations::get(tx, who, id).is_ok();
        let cell = if reads { Cell::link(d.title, format!("/deliberations/{id}")) } else { Cell::text(d.title) };
        facts.push(Fact::new(ask.t("remotes.fact.about"), cell));
    }
    if let (Some(from), Some(until)) = (r.started_at, r.ended_at) {
        let [from, until] = [from, until].map(crate::acts::remotes::draft::hour);
        facts.push(Fact::new(ask.t("remotes.fact.held"), format!("{from}–{until}")));
    }
    Ok(facts)
}

/// Suggestions out of a session become outcome items of the deliberation that it goes on with.
fn suggest(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case) -> Result<Option<ActLink>> {
    let Some(id) = case.r.deliberation.filter(|_| HELD.contains(&case.r.state.get())) else { return Ok(None) };
    let d = match store::deliberations::get(tx, who, id) {
        Ok(d) => d,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let may = workflow::PROCESS.step(d.state, DeliberationAct::Recommend, &policy::roles(who, &d, None)).is_ok();
    Ok(may.then(|| ActLink::new(ask.t("outcomes.recommend"), format!("/deliberations/{id}/outcomes"), ActTone::Plain)))
}

fn all_sections(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case, places: &[Site]) -> Result<Vec<Section>> {
    let r = &case.r;
    let (people, gaps, said) = (sites::attendees(tx, r.id)?, sites::gaps(tx, r.id)?, speeches::of(tx, r.id)?);
    let mut all = Vec::new();
    for (name, text) in [("reason", &r.reason), ("untested", &r.untested)] {
        if let Some(text) = text {
            all.push(Section::new(name, ask.t(&format!("remotes.section.{name}")), prose(text)));
        }
    }
    let staff = policy::remote::is_staff(who, r);
    if r.state == State::Live {
        let hall = Hall { sites: places, people: &people, speeches: &said, staff };
        all.push(queue::section(tx, ask, r.id, &hall, own_site(who, places, &people))?);
    }
    let contacts = if staff { sites::with_contact(tx, r.id)? } else { Vec::new() };
    all.push(sections::sites(ask, who, r, places, &people, &contacts));
    all.extend(sections::minutes(ask, r, places));
    all.extend(sections::speeches(ask, &said, places, &people, tx.now()));
    all.extend(sections::gaps(ask, &gaps, places));
    all.extend(sections::roster(ask, places, &people));
    for (name, text) in [("agenda", &r.agenda), ("materials", &r.materials)] {
        if !text.is_empty() {
            all.push(Section::new(name, ask.t(&format!("remotes.field.{name}")), prose(text)));
        }
    }
    Ok(all)
}

/// The site at which this person signed in and may ask for the word.
fn own_site(who: &Actor, places: &[Site], people: &[Attendee]) -> Option<kernel::Id> {
    let own = people.iter().find(|a| a.person == Some(who.person) && a.signed_in_at.is_some())?;
    places.iter().find(|s| s.id == own.site && s.state == site::State::Linked).map(|s| s.id)
}
