//! 人员: convener, worker, who agrees for the party committee, and the members assigned from all levels.

use directory::{people, roles};
use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::rooms::{about, moved, stepped};
use crate::store;
use crate::workflow::room::Act as Step;

const APPOINT: Act = act("rooms.appoint", "/rooms/{id}/staff").rule("room", "appoint").journals("room.appointed");
const ASSIGN: Act = act("rooms.assign_members", "/rooms/{id}/members").rule("room", "assign_members").journals("room.members_assigned");
const RELEASE: Act =
    act("rooms.release_member", "/rooms/{id}/members/release").rule("room", "release_member").journals("room.member_released");

pub fn all() -> Vec<Bound> {
    vec![APPOINT.bind(appoint).form(appoint_form), ASSIGN.bind(assign).form(assign_form), RELEASE.bind(release).form(release_form)]
}

/// Each holds the office already: granting it is the security administrator's.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Appointed {
    #[garde(skip)]
    convener: Option<Id>,
    #[garde(skip)]
    rank_settled: bool,
    #[garde(skip)]
    worker: Option<Id>,
    #[garde(skip)]
    approver: Option<Id>,
}

fn appoint(tx: &mut Tx, who: &Actor, id: Id, input: &Appointed) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Appoint)?;
    let posts = [
        ("convener", input.convener, roles::TOWNSHIP_CONVENER),
        ("worker", input.worker, roles::ROOM_WORKER),
        ("approver", input.approver, roles::TOWNSHIP_PARTY),
    ];
    for (field, person, role) in posts {
        if let Some(person) = person {
            if !people::holders(tx, r.assembly, role)?.iter().any(|(id, _)| *id == person) {
                return Err(Error::invalid(field, "rooms.appoint.no-office"));
            }
        }
    }
    // Who proposes a list does not agree to it.
    if input.convener.is_some() && input.convener == input.approver {
        return Err(Error::invalid("approver", "rooms.appoint.same"));
    }
    // Practice: a convener sits in the county's assembly (A-GR-05).
    if let Some(convener) = input.convener {
        if !people::is_member(tx, r.assembly, convener)? {
            return Err(Error::invalid("convener", "rooms.appoint.not-a-member"));
        }
    }
    r.convener = input.convener;
    r.convener_rank_settled = input.rank_settled && input.convener.is_some();
    r.worker = input.worker;
    r.approver = input.approver;
    store::posts::keep(tx, &r)?;
    let payload = json!({ "convener": r.convener, "worker": r.worker, "approver": r.approver });
    Ok(moved(tx, &mut r, to, payload)?.say("rooms.said.appointed"))
}

fn appoint_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, r) = about(tx, who, ask, Step::Appoint)?;
    let posts = [
        ("convener", r.convener, roles::TOWNSHIP_CONVENER),
        ("worker", r.worker, roles::ROOM_WORKER),
        ("approver", r.approver, roles::TOWNSHIP_PARTY),
    ];
    let mut view = view;
    for (name, now, role) in posts {
        let holders = people::holders(tx, r.assembly, role)?;
        let choices = std::iter::once(Choice::new("", ask.t("rooms.field.nobody")))
            .chain(holders.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)))
            .collect();
        let field = Field::select(name, ask.t(&format!("rooms.field.{name}")), choices).hint(ask.t(&format!("rooms.hint.{name}")));
        view = view.field(field.value(now.map(|id| id.to_string()).unwrap_or_default()));
        if name == "convener" {
            let settled =
                Field::checkboxes("rank_settled", ask.t("rooms.field.rank"), vec![Choice::new("true", ask.t("rooms.field.rank-settled"))]);
            view = view.field(if r.convener_rank_settled { settled.value("true") } else { settled });
        }
    }
    Ok(view)
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Members {
    #[garde(length(min = 1, max = 200))]
    persons: Vec<Id>,
}

fn assign(tx: &mut Tx, who: &Actor, id: Id, input: &Members) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::AssignMembers)?;
    let levels = levels(tx, r.assembly)?;
    let seats = store::rooms::assignable(tx, &levels)?;
    for person in &input.persons {
        let seat = seats.iter().find(|(id, ..)| id == person).ok_or_else(|| Error::invalid("persons", "rooms.assign.no-seat"))?;
        store::rooms::assign(tx, id, *person, seat.2)?;
    }
    Ok(moved(tx, &mut r, to, json!({ "persons": input.persons }))?.say("rooms.said.assigned"))
}

/// The assembly of the room and all above it: members of every level sink into the villages (A-GR-10).
fn levels(tx: &mut Tx, assembly: Id) -> Result<Vec<Id>> {
    let mut all = vec![assembly];
    let mut at = directory::assemblies::get(tx, assembly)?;
    while let Some(above) = at.parent {
        all.push(above);
        at = directory::assemblies::get(tx, above)?;
    }
    Ok(all)
}

fn assign_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, r) = about(tx, who, ask, Step::AssignMembers)?;
    let there = store::rooms::assigned(tx, r.id)?;
    let mut seen = Vec::new();
    let levels = levels(tx, r.assembly)?;
    let seats = store::rooms::assignable(tx, &levels)?;
    let choices = seats
        .into_iter()
        .filter(|(id, ..)| {
            let new = !there.contains(id) && !seen.contains(id);
            seen.push(*id);
            new
        })
        .map(|(id, name, _, assembly)| Choice::new(id.to_string(), name).hint(assembly))
        .collect();
    Ok(view.field(Field::checkboxes("persons", ask.t("rooms.field.members"), choices).required()))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Released {
    #[garde(required)]
    person: Option<Id>,
}

fn release(tx: &mut Tx, who: &Actor, id: Id, input: &Released) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::ReleaseMember)?;
    let person = input.person.ok_or_else(|| Error::invalid("person", "web.invalid.required"))?;
    if store::rooms::release(tx, id, person)? == 0 {
        return Err(Error::invalid("person", "web.invalid.shape"));
    }
    Ok(moved(tx, &mut r, to, json!({ "person": person }))?.say("rooms.said.released"))
}

fn release_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, r) = about(tx, who, ask, Step::ReleaseMember)?;
    let members = store::rooms::assigned_members(tx, r.id)?;
    let choices = members.into_iter().map(|m| Choice::new(m.person.to_string(), m.name)).collect();
    Ok(view.field(Field::select("person", ask.t("rooms.field.members"), choices).required()))
}
