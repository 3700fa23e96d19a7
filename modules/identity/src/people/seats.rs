//! 委员资格: a seat in a term, its sector and its end. 增补、终止、调整界别.

use directory::{bodies, terms};
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Bound, Done, Reason, act};

use super::get;
use crate::organisation::KEEPERS;
use crate::scope::{self, in_language};
use crate::store::people::{self, NewMembership, Seat};

const ADD: Act = act("identity.seat-add", "/people/{id}/seats").access(KEEPERS).journals("person.seat-added");
const MOVE: Act = act("identity.seat-move", "/memberships/{id}/sector").access(KEEPERS).journals("person.seat-changed");
const END: Act = act("identity.seat-end", "/memberships/{id}/end").access(KEEPERS).journals("person.seat-ended");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Place {
    #[garde(skip)]
    pub assembly: Option<Id>,
    #[garde(skip)]
    pub sector: Option<Id>,
    #[garde(skip)]
    pub group: Option<Id>,
    /// 常委: `yes`.
    #[garde(length(chars, max = 3))]
    pub standing: String,
}

pub fn acts() -> Vec<Bound> {
    vec![ADD.bind(add).form(add_form), MOVE.bind(change).form(move_form), END.bind(end).form(end_form)]
}

/// Sector, activity group, standing committee.
pub fn seat_fields(tx: &mut Tx, ask: &Ask, assembly: Id, term: Id, seat: Option<&Seat>) -> Result<Vec<Field>> {
    let none = || std::iter::once(Choice::new("", ask.t("identity.none")));
    let sectors = terms::sectors(tx, term)?;
    let sectors = none().chain(sectors.iter().map(|s| Choice::new(s.id.to_string(), in_language(ask, &s.name, &s.name_en)))).collect();
    let groups = bodies::running(tx, assembly)?;
    let groups = none()
        .chain(groups.iter().filter(|b| b.kind == "group").map(|b| Choice::new(b.id.to_string(), in_language(ask, &b.name, &b.name_en))))
        .collect();
    let standing =
        Field::checkboxes("standing", ask.t("identity.seat.standing"), vec![Choice::new("yes", ask.t("identity.seat.is-standing"))]);
    let sector = seat.and_then(|s| s.sector).map(|s| s.to_string()).unwrap_or_default();
    Ok(vec![
        Field::select("sector", ask.t("identity.sector"), sectors).value(sector),
        Field::select("group", ask.t("identity.activity-group"), groups),
        if seat.is_some_and(|s| s.standing) { standing.value("yes") } else { standing },
    ])
}

/// Sector and group belong to this term and assembly.
pub fn check(tx: &mut Tx, assembly: Id, term: Id, sector: Option<Id>, group: Option<Id>) -> Result<()> {
    if let Some(sector) = sector {
        let known = terms::sectors(tx, term)?.iter().any(|s| s.id == sector);
        known.then_some(()).ok_or_else(|| Error::invalid("sector", "web.invalid.shape"))?;
    }
    if let Some(group) = group {
        bodies::get(tx, assembly, group).map_err(|_| Error::invalid("group", "web.invalid.shape"))?;
    }
    Ok(())
}

/// Assemblies of the keeper's scope in whose running term the person has had no seat yet.
pub fn vacant(tx: &mut Tx, who: &Actor, person: Id) -> Result<Vec<Id>> {
    let seats = people::seats(tx, person)?;
    let mut vacant = Vec::new();
    for assembly in scope::of(tx, who)? {
        let term = terms::running(tx, assembly.id)?;
        let seated = |term: Id| seats.iter().any(|s| s.assembly == assembly.id && s.term == term);
        if term.is_some_and(|term| !seated(term.id)) {
            vacant.push(assembly.id);
        }
    }
    Ok(vacant)
}

/// Is it said in the form which assembly the seat is in? One's own goes without saying where it is the only one.
fn asks_which(who: &Actor, vacant: &[Id]) -> bool {
    !vacant.is_empty() && vacant != [who.assembly]
}

fn add_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let person = get(tx, who, ask.id)?;
    let vacant = vacant(tx, who, person.id)?;
    let first = vacant.first().copied().ok_or_else(|| Error::conflict("identity.membership.exists"))?;
    let assembly = ask.get_id("assembly").filter(|asked| vacant.contains(asked)).unwrap_or(first);
    let mut view = FormView { lead: Some(person.name), ..FormView::default() };
    if asks_which(who, &vacant) {
        let all = scope::of(tx, who)?.into_iter().filter(|a| vacant.contains(&a.id));
        let choices = all.map(|a| Choice::new(a.id.to_string(), scope::name(ask, &a))).collect();
        view = view.field(Field::select("assembly", ask.t("identity.assembly"), choices).value(assembly.to_string()).required());
    }
    let term = terms::running(tx, assembly)?.ok_or_else(|| Error::conflict("identity.sessions.no-term"))?;
    Ok(seat_fields(tx, ask, assembly, term.id, None)?.into_iter().fold(view, FormView::field))
}

fn add(tx: &mut Tx, who: &Actor, id: Id, place: &Place) -> Result<Done> {
    get(tx, who, id)?;
    let vacant = vacant(tx, who, id)?;
    let assembly = match place.assembly {
        Some(_) => scope::given(tx, who, place.assembly)?,
        None if asks_which(who, &vacant) => return Err(Error::invalid("assembly", "web.invalid.required")),
        None => who.assembly,
    };
    let term = terms::running(tx, assembly)?.ok_or_else(|| Error::conflict("identity.sessions.no-term"))?;
    check(tx, assembly, term.id, place.sector, place.group)?;
    if crate::store::grants::administrator_role(tx, id)?.is_some() {
        return Err(Error::conflict("identity.administrators.business"));
    }
    let standing = place.standing == "yes";
    let seat =
        NewMembership { assembly, person: id, term: term.id, sector: place.sector, activity_group: place.group, standing, from_at: None };
    let seat = people::insert_membership(tx, &seat)?;
    Ok(Done::new(Ref::new("people", id), &json!({ "id": seat }))?
        .journal(json!({ "seat": seat, "assembly": assembly }))
        .say("identity.said.saved"))
}

fn seat(tx: &mut Tx, who: &Actor, id: Id) -> Result<Seat> {
    let seat = people::seat_of(tx, id)?;
    scope::check(tx, who, seat.assembly)?;
    Ok(seat)
}

fn back(ask: &Ask, seat: &Seat) -> Option<Link> {
    Some(Link::new(ask.t("web.cancel"), format!("/people/{}", seat.person)))
}

fn move_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let seat = seat(tx, who, ask.id)?;
    let lead = directory::names::person(tx, seat.person)?;
    let view = FormView { lead: Some(lead), cancel: back(ask, &seat), ..FormView::default() };
    Ok(seat_fields(tx, ask, seat.assembly, seat.term, Some(&seat))?.into_iter().fold(view, FormView::field))
}

fn change(tx: &mut Tx, who: &Actor, id: Id, place: &Place) -> Result<Done> {
    let seat = seat(tx, who, id)?;
    check(tx, seat.assembly, seat.term, place.sector, place.group)?;
    people::move_seat(tx, id, place.sector, place.group, place.standing == "yes")?;
    let entry = json!({ "seat": id, "before": seat.sector, "after": place.sector, "standing": place.standing == "yes" });
    Ok(Done::new(Ref::new("people", seat.person), &json!({ "id": id }))?.journal(entry).say("identity.said.saved"))
}

fn end_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let seat = seat(tx, who, ask.id)?;
    let lead = directory::names::person(tx, seat.person)?;
    let view = FormView { lead: Some(lead), cancel: back(ask, &seat), danger: true, ..FormView::default() };
    Ok(view.field(Field::textarea("reason", ask.t("identity.reason"), 3).required().max_chars(1000)))
}

fn end(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let seat = seat(tx, who, id)?;
    people::end_seat(tx, id)?;
    let entry = json!({ "seat": id, "reason": input.reason });
    Ok(Done::new(Ref::new("people", seat.person), &json!({ "id": id }))?.journal(entry).say("identity.said.saved"))
}
