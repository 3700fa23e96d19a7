//! 签到: each site has its own roster, and its own host signs in who came.

use directory::people::Member;
use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::super::form;
use super::{Place, about_site, site_moved, site_stepped};
use crate::model::remote::{Attendee, Site};
use crate::store;
use crate::workflow::remote::{Part, site};

use site::{Act as Step, PROCESS};

const ADD: Act =
    act("remote_sites.add_people", "/remote-sites/{id}/people").rule("remote_site", "add_people").journals("remote_site.people");
const SIGN_IN: Act =
    act("remote_sites.sign_in", "/remote-sites/{id}/sign-in").rule("remote_site", "sign_in").journals("remote_site.signed_in");

pub fn all() -> Vec<Bound> {
    vec![ADD.bind(add).form(add_form), SIGN_IN.bind(sign_in).form(sign_in_form)]
}

/// Members by their accounts, and people without one by name, one a line.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Expected {
    #[garde(length(max = 100))]
    members: Vec<Id>,
    #[garde(skip)]
    role: Option<Part>,
    /// `name` or `name | organisation`
    #[garde(length(chars, max = 5_000))]
    people: String,
    /// They are here: signed in at once.
    #[garde(skip)]
    here: bool,
}

/// Seats of the session's assembly and of the assemblies below it.
fn seats(tx: &mut Tx, assembly: Id) -> Result<Vec<Member>> {
    let mut all: Vec<Member> = Vec::new();
    for a in directory::assemblies::below(tx, assembly)? {
        let more = directory::people::members(tx, a.id)?;
        all.extend(more.into_iter().filter(|m| !all.iter().any(|known| known.person == m.person)).collect::<Vec<_>>());
    }
    Ok(all)
}

fn add(tx: &mut Tx, who: &Actor, id: Id, input: &Expected) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::AddPeople)?;
    if input.here {
        PROCESS.step(place.s.state, Step::SignIn, &place.roles)?;
    }
    let all = expected(tx, &place, input)?;
    if all.is_empty() {
        return Err(Error::invalid("people", "remotes.invalid.nobody"));
    }
    let now = input.here.then(|| tx.now());
    let names: Vec<String> = all.iter().map(|a| a.name.clone()).collect();
    for mut a in all {
        a.id = tx.new_id();
        a.signed_in_at = now;
        store::remotes::sites::insert_attendee(tx, &a)?;
    }
    let told = json!({ "text": names.join("、"), "here": input.here });
    Ok(site_moved(tx, who, &mut place, to, told)?.say(if input.here { "remotes.said.signed-in" } else { "remotes.said.people" }))
}

/// Nobody sits at two sites: whoever stands on a roster of this session already is refused by name.
fn expected(tx: &mut Tx, place: &Place, input: &Expected) -> Result<Vec<Attendee>> {
    let seats = if input.members.is_empty() { Vec::new() } else { seats(tx, place.r.assembly)? };
    let mut all = Vec::new();
    for person in &input.members {
        let m = seats.iter().find(|m| m.person == *person).ok_or_else(|| Error::invalid("members", "web.invalid.shape"))?;
        if place.people.iter().any(|a| a.person == Some(m.person)) {
            let elsewhere = kernel::Message::new("remotes.invalid.twice").with("name", m.name.clone());
            return Err(Error::invalid("members", elsewhere));
        }
        all.push(Attendee { person: Some(m.person), ..blank(&place.s, Part::Member, &m.name, &m.employer) });
    }
    let role = input.role.unwrap_or(Part::Resident);
    for line in input.people.lines().filter(|line| !line.trim().is_empty()) {
        let (name, organisation) = line.split_once(['|', '｜']).unwrap_or((line, ""));
        let (name, organisation) = (name.trim(), organisation.trim());
        if name.is_empty() || name.chars().count() > 30 || organisation.chars().count() > 60 {
            return Err(Error::invalid("people", "remotes.invalid.people"));
        }
        all.push(blank(&place.s, role, name, organisation));
    }
    Ok(all)
}

fn blank(s: &Site, role: Part, name: &str, organisation: &str) -> Attendee {
    Attendee {
        id: Id(0),
        remote: s.remote,
        site: s.id,
        role,
        person: None,
        name: name.to_owned(),
        organisation: organisation.to_owned(),
        signed_in_at: None,
    }
}

fn add_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, place) = about_site(tx, who, ask, Step::AddPeople)?;
    let known = |m: &Member| place.people.iter().any(|a| a.person == Some(m.person));
    let members = seats(tx, place.r.assembly)?.into_iter().filter(|m| !known(m));
    let members: Vec<Choice> = members.map(|m| Choice::new(m.person.to_string(), m.name).hint(m.employer)).collect();
    let people = Field::textarea("people", ask.t("remotes.field.people"), 4).hint(ask.t("remotes.hint.people"));
    let role = Field::select("role", ask.t("remotes.column.part"), form::words::<Part>(ask, "word.remote-part"));
    let mut view = view.field(people).field(role.value(Part::Resident.name()));
    if PROCESS.step(place.s.state, Step::SignIn, &place.roles).is_ok() {
        let here = vec![Choice::new("true", ask.t("remotes.field.here.yes"))];
        view = view.field(Field::checkboxes("here", ask.t("remotes.field.here"), here).value("true"));
    }
    if members.is_empty() { Ok(view) } else { Ok(view.field(Field::checkboxes("members", ask.t("remotes.field.members"), members))) }
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Marked {
    #[garde(length(min = 1, max = 200))]
    attendees: Vec<Id>,
}

/// Of this site alone.
fn sign_in(tx: &mut Tx, who: &Actor, id: Id, input: &Marked) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::SignIn)?;
    let marked: Vec<&Attendee> = place.own().filter(|a| input.attendees.contains(&a.id)).collect();
    if marked.len() != input.attendees.len() {
        return Err(Error::invalid("attendees", "web.invalid.shape"));
    }
    let names: Vec<&str> = marked.iter().map(|a| a.name.as_str()).collect();
    let told = json!({ "text": names.join("、") });
    for attendee in &input.attendees {
        store::remotes::sites::sign_in(tx, *attendee)?;
    }
    Ok(site_moved(tx, who, &mut place, to, told)?.say("remotes.said.signed-in"))
}

fn sign_in_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, place) = about_site(tx, who, ask, Step::SignIn)?;
    let part = |a: &Attendee| ask.t(&format!("word.remote-part.{}", a.role.name())).to_owned();
    let open = place.own().filter(|a| a.signed_in_at.is_none());
    let choices: Vec<Choice> = open.map(|a| Choice::new(a.id.to_string(), a.name.as_str()).hint(part(a))).collect();
    if choices.is_empty() {
        return Ok(view.field(Field::note(ask.t("remotes.sign-in.all-here"))));
    }
    Ok(view.field(Field::checkboxes("attendees", ask.t("remotes.field.attendees"), choices).required()))
}
