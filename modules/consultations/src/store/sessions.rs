//! Sessions of a room, with topics, participants and positions.

use jiff::civil::Date;
use kernel::db::{Param, Row, Tx};
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result, params};

use super::queues::{self, Of};
use super::{Filters, quoted, unknown};
use crate::model::{Participant, Position, Session};
use crate::policy::READING_OFFICES;
use crate::workflow::session::State;
use crate::workflow::words::{Part, Venue};

const COLUMNS: &str = "s.id, s.assembly, s.room, s.state, s.state_since, s.title, s.on_day, s.at_time, s.venue_kind, s.venue, s.chair,
 s.registered_after, s.minutes, s.changes, s.created_at";

/// The session for somebody who may see it; `NotFound` for everybody else.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Session> {
    let mut filters = Filters::default();
    filters.and("s.id = ?", &id);
    visible(who, &mut filters);
    tx.query_one(&format!("SELECT {COLUMNS} FROM consultation_session s WHERE {}", filters.sql()), &filters.params, session)
}

pub fn any(tx: &mut Tx, id: Id) -> Result<Session> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM consultation_session s WHERE s.id = $1"), params![id], session)
}

fn visible(who: &Actor, filters: &mut Filters) {
    if who.system {
        return;
    }
    if who.is_anonymous() {
        filters.conditions.push("1 = 0".into());
        return;
    }
    let person = filters.place(&who.person);
    let assembly = filters.place(&who.assembly);
    let mut ways = vec![
        format!(
            "EXISTS (SELECT 1 FROM room r WHERE r.id = s.room AND r.assembly = {assembly} AND (r.convener = {person} OR r.worker = {person} OR r.approver = {person}))"
        ),
        format!("EXISTS (SELECT 1 FROM participant p WHERE p.session = s.id AND p.person = {person})"),
        format!("EXISTS (SELECT 1 FROM room_member m WHERE m.room = s.room AND m.person = {person} AND m.ended_at IS NULL)"),
    ];
    for unit in who.units() {
        let unit = filters.place(&unit);
        ways.push(format!("EXISTS (SELECT 1 FROM participant p WHERE p.session = s.id AND p.unit = {unit})"));
    }
    if who.holds_any(READING_OFFICES) {
        ways.push(format!("s.assembly = {assembly}"));
    }
    if who.membership.is_some() {
        ways.push(format!("s.assembly = {assembly} AND s.state IN ('notified', 'open', 'paused', 'published')"));
    }
    filters.conditions.push(format!("(({}))", ways.join(") OR (")));
}

pub fn insert(tx: &mut Tx, s: &Session) -> Result<()> {
    const INTO: &str = "consultation_session (id, assembly, room, registered_after, created_at, changes, state, state_since, title, on_day,
     at_time, venue_kind, venue, chair, minutes)";
    let head = params![s.id, s.assembly, s.room, s.registered_after, s.created_at, s.changes];
    let row = head.iter().cloned().map(Param::into_owned).chain(values(s)).collect();
    tx.insert_all(INTO, &[row])?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, s: &mut Session) -> Result<()> {
    let mut all: Vec<Param<'static>> = params![s.id, s.changes].iter().cloned().map(Param::into_owned).collect();
    all.extend(values(s));
    let changed = tx.execute(
        "UPDATE consultation_session SET changes = changes + 1, state = $3, state_since = $4, title = $5, on_day = $6, at_time = $7,
         venue_kind = $8, venue = $9, chair = $10, minutes = $11 WHERE id = $1 AND changes = $2",
        &all,
    )?;
    s.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("rooms.changed-meanwhile")) }
}

fn values(s: &Session) -> Vec<Param<'static>> {
    params![s.state.get().name(), s.state_since, s.title, s.on_day, s.at_time, s.venue_kind.name(), s.venue, s.chair, s.minutes]
        .iter()
        .cloned()
        .map(Param::into_owned)
        .collect()
}

fn session(row: &Row) -> Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        assembly: row.get(1)?,
        room: row.get(2)?,
        state: At::decode(&row.get::<String>(3)?).ok_or_else(|| unknown("state"))?,
        state_since: row.get(4)?,
        title: row.get(5)?,
        on_day: row.get(6)?,
        at_time: row.get(7)?,
        venue_kind: Venue::parse(&row.get::<String>(8)?).ok_or_else(|| unknown("venue"))?,
        venue: row.get(9)?,
        chair: row.get(10)?,
        registered_after: row.get(11)?,
        minutes: row.get(12)?,
        changes: row.get(13)?,
        created_at: row.get(14)?,
    })
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Vec<State>,
    pub room: Option<Id>,
    pub registered_after: Option<bool>,
    pub year: Option<i64>,
    /// Held on these days, inclusive.
    pub days: (Option<Date>, Option<Date>),
    pub assembly: Option<Id>,
    /// Of a topic that it talked over.
    pub domain: Option<String>,
    /// 待办 of this person, by name.
    pub queue: Option<String>,
    pub before: Option<Id>,
}

/// Newest first; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, who: &Actor, filter: &Filter, size: usize) -> Result<Vec<Session>> {
    let mut filters = build(who, filter)?;
    visible(who, &mut filters);
    if let Some(before) = filter.before {
        filters.and("s.id < ?", &before);
    }
    let limit = filters.place(&(size + 1));
    let sql = format!("SELECT {COLUMNS} FROM consultation_session s WHERE {} ORDER BY s.id DESC LIMIT {limit}", filters.sql());
    tx.query(&sql, &filters.params, session)
}

pub fn count(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    let mut filters = build(who, filter)?;
    visible(who, &mut filters);
    tx.scalar(&format!("SELECT COUNT(*) FROM consultation_session s WHERE {}", filters.sql()), &filters.params)
}

fn build(who: &Actor, filter: &Filter) -> Result<Filters> {
    let mut filters = Filters::default();
    if let Some(name) = &filter.queue {
        if !queues::narrow(name, Of::Sessions, who, &mut filters) {
            return Err(Error::invalid("queue", "web.invalid.shape"));
        }
    }
    if !filter.state.is_empty() {
        filters.conditions.push(format!("s.state IN ({})", quoted(&filter.state)));
    }
    if let Some(room) = filter.room {
        filters.and("s.room = ?", &room);
    }
    if let Some(after) = filter.registered_after {
        filters.and("s.registered_after = ?", &after);
    }
    if let Some(year) = filter.year {
        filters.and("s.on_day >= ?", &format!("{year:04}-01-01"));
        filters.and("s.on_day <= ?", &format!("{year:04}-12-31"));
    }
    if let Some(assembly) = filter.assembly {
        filters.and("s.assembly = ?", &assembly);
    }
    if let (Some(day), _) = filter.days {
        filters.and("s.on_day >= ?", &day);
    }
    if let (_, Some(day)) = filter.days {
        filters.and("s.on_day <= ?", &day);
    }
    const TALKED: &str = "EXISTS (SELECT 1 FROM consultation_topic c JOIN topic t ON t.id = c.topic WHERE c.session = s.id AND t.domain";
    match filter.domain.as_deref() {
        Some(super::topics::NO_DOMAIN) => filters.conditions.push(format!("{TALKED} IS NULL)")),
        Some(domain) => filters.and(&format!("{TALKED} = ?)"), &domain),
        None => {}
    }
    Ok(filters)
}

/// Those of a room that everybody may read, newest first.
pub fn public_of(tx: &mut Tx, room: Id, most: usize) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM consultation_session s WHERE s.room = $1 AND s.state IN ('notified', 'open', 'paused', 'published')
         ORDER BY s.on_day DESC, s.id DESC LIMIT $2"
    );
    tx.query(&sql, params![room, most], session)
}

/// Adds a topic at the end of the agenda; nothing when it is on it.
pub fn put_topic(tx: &mut Tx, session: Id, topic: Id) -> Result<()> {
    let position = tx.scalar("SELECT COUNT(*) FROM consultation_topic WHERE session = $1", params![session])? + 1;
    tx.execute(
        "INSERT INTO consultation_topic (session, topic, position) VALUES ($1, $2, $3) ON CONFLICT (session, topic) DO NOTHING",
        params![session, topic, position],
    )?;
    Ok(())
}

/// (topic, title, state) in the order of the agenda.
pub fn topics(tx: &mut Tx, session: Id) -> Result<Vec<(Id, String, String)>> {
    tx.query(
        "SELECT t.id, t.title, t.state FROM consultation_topic c JOIN topic t ON t.id = c.topic WHERE c.session = $1 ORDER BY c.position, t.id",
        params![session],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Sessions on a topic, newest first.
pub fn on_topic(tx: &mut Tx, topic: Id) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM consultation_topic c JOIN consultation_session s ON s.id = c.session WHERE c.topic = $1 ORDER BY s.on_day DESC, s.id DESC"
    );
    tx.query(&sql, params![topic], session)
}

pub fn insert_participant(tx: &mut Tx, p: &Participant) -> Result<()> {
    tx.execute(
        "INSERT INTO participant (id, session, role, person, unit, name, organisation, signed_in_at, confirmed_at, confirmed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![p.id, p.session, p.role.name(), p.person, p.unit, p.name, p.organisation, p.signed_in_at, p.confirmed_at, p.confirmed_by],
    )?;
    Ok(())
}

pub fn participants(tx: &mut Tx, session: Id) -> Result<Vec<Participant>> {
    tx.query(
        "SELECT id, session, role, person, unit, name, organisation, signed_in_at, confirmed_at, confirmed_by FROM participant
         WHERE session = $1 ORDER BY id",
        params![session],
        participant,
    )
}

/// Everybody who signed in to a session on the topic.
pub fn took_part(tx: &mut Tx, topic: Id) -> Result<Vec<Participant>> {
    tx.query(
        "SELECT p.id, p.session, p.role, p.person, p.unit, p.name, p.organisation, p.signed_in_at, p.confirmed_at, p.confirmed_by
         FROM participant p JOIN consultation_topic c ON c.session = p.session WHERE c.topic = $1 AND p.signed_in_at IS NOT NULL ORDER BY p.id",
        params![topic],
        participant,
    )
}

fn participant(row: &Row) -> Result<Participant> {
    Ok(Participant {
        id: row.get(0)?,
        session: row.get(1)?,
        role: Part::parse(&row.get::<String>(2)?).ok_or_else(|| unknown("role"))?,
        person: row.get(3)?,
        unit: row.get(4)?,
        name: row.get(5)?,
        organisation: row.get(6)?,
        signed_in_at: row.get(7)?,
        confirmed_at: row.get(8)?,
        confirmed_by: row.get(9)?,
    })
}

pub fn sign_in(tx: &mut Tx, session: Id, participant: Id) -> Result<u64> {
    tx.execute(
        "UPDATE participant SET signed_in_at = $3 WHERE session = $1 AND id = $2 AND signed_in_at IS NULL",
        params![session, participant, tx.now()],
    )
}

pub fn confirm(tx: &mut Tx, session: Id, participant: Id, by: Id) -> Result<u64> {
    tx.execute(
        "UPDATE participant SET confirmed_at = $3, confirmed_by = $4 WHERE session = $1 AND id = $2 AND confirmed_at IS NULL",
        params![session, participant, tx.now(), by],
    )
}

pub fn insert_position(tx: &mut Tx, p: &Position) -> Result<()> {
    tx.execute(
        "INSERT INTO consultation_position (id, session, topic, participant, side, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![p.id, p.session, p.topic, p.participant, p.side, p.body, p.at],
    )?;
    Ok(())
}

/// Positions on one topic, in the order in which they were recorded.
pub fn positions(tx: &mut Tx, topic: Id) -> Result<Vec<Position>> {
    tx.query(
        "SELECT id, session, topic, participant, side, body, at FROM consultation_position WHERE topic = $1 ORDER BY id",
        params![topic],
        |row| {
            Ok(Position {
                id: row.get(0)?,
                session: row.get(1)?,
                topic: row.get(2)?,
                participant: row.get(3)?,
                side: row.get(4)?,
                body: row.get(5)?,
                at: row.get(6)?,
            })
        },
    )
}
