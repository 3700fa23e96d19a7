//! A remote session as JSON: sites with their people and gaps, speeches in their order. Never a telephone.

use kernel::db::Tx;
use kernel::{Id, Result};
use serde_json::{Value, json};

use crate::model::remote::{Attendee, Gap, Remote, Site, Speech};
use crate::store::remotes::{sites, speeches};

/// With everything that belongs to it.
pub fn one(tx: &mut Tx, r: &Remote) -> Result<Value> {
    let (people, gaps) = (sites::attendees(tx, r.id)?, sites::gaps(tx, r.id)?);
    let places: Vec<Value> = sites::of(tx, r.id)?.iter().map(|s| site(s, &people, &gaps)).collect();
    let mut record = brief(r);
    record["agenda"] = json!(r.agenda);
    record["materials"] = json!(r.materials);
    record["untested"] = json!(r.untested);
    record["reason"] = json!(r.reason);
    record["minutes"] = json!(r.minutes);
    record["unconfirmed"] = json!(r.unconfirmed);
    record["sites"] = json!(places);
    record["speeches"] = speeches::of(tx, r.id)?.iter().map(speech).collect();
    Ok(record)
}

/// As in a list.
pub fn brief(r: &Remote) -> Value {
    json!({
        "id": r.id, "assembly": r.assembly, "state": r.state, "state_since": r.state_since.rfc3339(), "due": r.due, "title": r.title,
        "on": r.on_day, "time": r.at_time, "video": r.video, "recording": r.recording, "speech_minutes": r.speech_minutes,
        "deliberation": r.deliberation, "started_at": r.started_at.map(|at| at.rfc3339()), "ended_at": r.ended_at.map(|at| at.rfc3339()),
    })
}

fn site(s: &Site, people: &[Attendee], gaps: &[Gap]) -> Value {
    let own = |id: Id| id == s.id;
    let people: Vec<Value> = people.iter().filter(|a| own(a.site)).map(attendee).collect();
    let gaps: Vec<Value> = gaps.iter().filter(|g| own(g.site)).map(gap).collect();
    json!({
        "id": s.id, "number": s.number, "state": s.state, "state_since": s.state_since.rfc3339(), "name": s.name, "place": s.place,
        "host": s.host, "host_name": s.host_name, "device_note": s.device_note, "objection": s.objection,
        "confirmed_at": s.confirmed_at.map(|at| at.rfc3339()), "released": s.released, "people": people, "gaps": gaps,
    })
}

fn attendee(a: &Attendee) -> Value {
    json!({
        "id": a.id, "role": a.role, "person": a.person, "name": a.name, "organisation": a.organisation,
        "signed_in_at": a.signed_in_at.map(|at| at.rfc3339()),
    })
}

fn gap(g: &Gap) -> Value {
    json!({ "from": g.from_at.rfc3339(), "until": g.until_at.map(|at| at.rfc3339()), "reason": g.reason })
}

fn speech(s: &Speech) -> Value {
    json!({
        "id": s.id, "site": s.site, "attendee": s.attendee, "place": s.place, "state": s.state, "subject": s.subject,
        "asked_at": s.asked_at.rfc3339(), "started_at": s.started_at.map(|at| at.rfc3339()),
        "ended_at": s.ended_at.map(|at| at.rfc3339()), "limit_minutes": s.limit_minutes, "cut_short": s.cut_short,
    })
}
