//! The records as JSON: what the API answers. Never a contact, never a code.

use directory::names;
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::{Value, json};

use crate::model::{Clue, Item, Participant, Room, Session, Topic};
use crate::store;

pub fn room(tx: &mut Tx, r: &Room) -> Result<Value> {
    let people: Vec<_> = [r.convener, r.worker, r.approver].into_iter().flatten().collect();
    let people = names::persons(tx, &people)?;
    let person = |id: Option<kernel::Id>| id.map(|id| json!({ "id": id, "name": people.get(&id) }));
    let members: Vec<Value> = store::rooms::assigned_members(tx, r.id)?
        .into_iter()
        .map(|m| json!({ "person": m.person, "name": m.name, "assembly": m.assembly }))
        .collect();
    Ok(json!({
        "id": r.id, "assembly": r.assembly, "state": r.state, "kind": r.kind, "name": r.name, "division": r.division, "place": r.place,
        "address": r.address, "functions": r.functions, "convener": person(r.convener), "worker": person(r.worker),
        "approver": person(r.approver), "convener_rank_settled": r.convener_rank_settled, "checks": r.checks,
        "checked_on": r.checked_on, "planned_for": r.planned_for, "opened_on": r.opened_on, "members": members,
    }))
}

pub fn topic(tx: &mut Tx, _: &Actor, t: &Topic) -> Result<Value> {
    let items: Vec<Value> = store::items::of(tx, t.id)?.iter().map(item).collect();
    let visits: Vec<Value> = store::topics::visits(tx, t.id)?
        .iter()
        .map(|v| json!({ "on": v.on_day, "visitors": v.visitors, "findings": v.findings }))
        .collect();
    let positions: Vec<Value> =
        store::sessions::positions(tx, t.id)?.iter().map(|p| json!({ "session": p.session, "side": p.side, "text": p.body })).collect();
    let ratings: Vec<Value> = store::ratings::of(tx, t.id)?
        .iter()
        .map(|r| json!({ "round": r.round, "value": r.value, "words": r.words, "via": r.via }))
        .collect();
    let sessions: Vec<Value> =
        store::sessions::on_topic(tx, t.id)?.iter().map(|s| json!({ "id": s.id, "title": s.title, "on": s.on_day })).collect();
    let figures: Vec<Value> = store::figures::of(tx, t.id)?
        .iter()
        .map(|f| json!({ "id": f.id, "label": f.label, "measure": f.measure, "number": f.number, "month": f.month, "unit": f.unit }))
        .collect();
    let coverage: Vec<Value> =
        store::figures::coverage(tx, t.id)?.iter().map(|c| json!({ "on": c.on_day, "outlet": c.outlet, "address": c.address })).collect();
    let offered = store::clues::of_topic(tx, t.id)?.as_ref().map(clue);
    Ok(json!({
        "id": t.id, "room": t.room, "clue": offered, "state": t.state, "due": t.due, "receipt_no": t.receipt_no.to_string(), "title": t.title,
        "text": t.body, "place": t.place, "domain": t.domain, "source": t.source, "urgent": t.urgent,
        "registered_after": t.registered_after, "needs_party_report": t.needs_party_report, "party_reported_on": t.party_reported_on,
        "announced_on": t.announced_on, "notice_until": t.notice_until, "outcome": t.outcome, "verdict": t.verdict,
        "session": t.session, "figures": figures, "coverage": coverage,
        "main_topic": t.main_topic, "reason": t.reason, "round": t.round, "result": t.result, "result_on": t.result_on,
        "referred": t.referred, "referred_to": t.referred_to, "referral": t.referral_text, "answer": t.answer,
        "items": items, "visits": visits, "positions": positions, "ratings": ratings, "sessions": sessions,
        "created_at": t.created_at.rfc3339(),
    }))
}

pub fn clue(c: &Clue) -> Value {
    json!({
        "id": c.id, "topic": c.topic, "room": c.room, "state": c.state, "title": c.title, "request": c.request,
        "offered_at": c.offered_at.rfc3339(), "taken_by": c.taken_by, "taken_at": c.taken_at.map(kernel::Timestamp::rfc3339),
        "reason": c.reason,
    })
}

fn item(i: &Item) -> Value {
    json!({
        "id": i.id, "text": i.body, "unit": i.unit, "owner": i.owner, "method": i.method, "scope": i.scope, "due": i.due, "progress": i.progress,
        "report": i.report, "round": i.round, "session": i.session,
    })
}

pub fn session(tx: &mut Tx, s: &Session) -> Result<Value> {
    let topics: Vec<Value> = store::sessions::topics(tx, s.id)?
        .into_iter()
        .map(|(id, title, state)| json!({ "id": id, "title": title, "state": state }))
        .collect();
    let participants: Vec<Value> = store::sessions::participants(tx, s.id)?.iter().map(participant).collect();
    Ok(json!({
        "id": s.id, "room": s.room, "state": s.state, "title": s.title, "on": s.on_day, "time": s.at_time, "venue_kind": s.venue_kind,
        "venue": s.venue, "registered_after": s.registered_after, "minutes": s.minutes, "topics": topics, "participants": participants,
    }))
}

fn participant(p: &Participant) -> Value {
    json!({
        "id": p.id, "role": p.role, "person": p.person, "unit": p.unit, "name": p.name, "organisation": p.organisation,
        "signed_in": p.signed_in_at.is_some(), "confirmed": p.confirmed_at.is_some(),
    })
}
