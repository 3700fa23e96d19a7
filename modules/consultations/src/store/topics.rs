//! Topics, their contacts, visits and ratings.

use directory::roles as offices;
use jiff::civil::Date;
use kernel::db::{Param, Row, Tx};
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result, params};

use super::queues::{self, Of};
use super::{Filters, contains, quoted, unknown};
use crate::model::{Topic, Visit};
use crate::policy::{KEEPERS, READING_OFFICES};
use crate::workflow::State;
use crate::workflow::words::{Outcome, Rating, Referral, Source};

pub(crate) const COLUMNS: &str =
    "t.id, t.assembly, t.room, t.state, t.state_since, t.due, t.code, t.receipt_no, t.title, t.body, t.place, t.domain,
 t.source, t.raised_by, t.raised_unit, t.urgent, t.registered_after, t.needs_party_report, t.party_reported_on, t.announced_on,
 t.notice_until, t.outcome, t.session, t.main_topic, t.reason, t.round, t.result, t.result_on, t.referred, t.referred_to,
 t.referral_text, t.referred_at, t.answer, t.answered_by, t.answered_at, t.policy_version, t.changes, t.created_at, t.closed_at, t.verdict,
 t.shows_pictures, t.picture_words";

/// The topic for somebody who may see it; `NotFound` for everybody else.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Topic> {
    let mut filters = Filters::default();
    filters.and("t.id = ?", &id);
    visible(who, &mut filters);
    tx.query_one(&format!("SELECT {COLUMNS} FROM topic t WHERE {}", filters.sql()), &filters.params, topic)
}

/// Without scope: for the program itself and for what was scoped already.
pub fn any(tx: &mut Tx, id: Id) -> Result<Topic> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM topic t WHERE t.id = $1"), params![id], topic)
}

/// By the code that its raiser was given.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Topic> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM topic t WHERE t.code = $1"), params![code], topic)
}

/// Who may see a row is part of the query.
pub fn visible(who: &Actor, filters: &mut Filters) {
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
        format!("t.raised_by = {person}"),
        format!(
            "EXISTS (SELECT 1 FROM room r WHERE r.id = t.room AND r.assembly = {assembly} AND (r.convener = {person} OR r.worker = {person} OR r.approver = {person}))"
        ),
        format!(
            "t.announced_on IS NOT NULL AND EXISTS (SELECT 1 FROM participant p JOIN consultation_topic c ON c.session = p.session
             WHERE c.topic = t.id AND p.person = {person})"
        ),
        format!("EXISTS (SELECT 1 FROM room_member m WHERE m.room = t.room AND m.person = {person} AND m.ended_at IS NULL)"),
    ];
    for unit in who.units() {
        let unit = filters.place(&unit);
        ways.push(format!("t.raised_unit = {unit}"));
        ways.push(format!("EXISTS (SELECT 1 FROM agreed_item i WHERE i.topic = t.id AND i.unit = {unit})"));
        ways.push(format!(
            "EXISTS (SELECT 1 FROM participant p JOIN consultation_topic c ON c.session = p.session WHERE c.topic = t.id AND p.unit = {unit})"
        ));
    }
    if who.holds_any(READING_OFFICES) {
        ways.push(format!("t.assembly = {assembly}"));
    }
    if who.holds_any(KEEPERS) {
        ways.push(format!("t.referred_to = {assembly}"));
    }
    if who.membership.is_some() || who.holds_any(&[offices::TOWNSHIP_CONVENER, offices::ROOM_WORKER, offices::TOWNSHIP_PARTY]) {
        ways.push(format!("t.assembly = {assembly} AND t.announced_on IS NOT NULL"));
    }
    filters.conditions.push(format!("(({}))", ways.join(") OR (")));
}

pub fn insert(tx: &mut Tx, t: &Topic) -> Result<()> {
    const INTO: &str =
        "topic (id, assembly, room, code, receipt_no, policy_version, created_at, changes, state, state_since, due, title, folded,
     body, place, domain, source, raised_by, raised_unit, urgent, registered_after, needs_party_report, party_reported_on, announced_on,
     notice_until, outcome, session, main_topic, reason, round, result, result_on, referred, referred_to, referral_text, referred_at,
     answer, answered_by, answered_at, closed_at, verdict, shows_pictures, picture_words)";
    let head = params![t.id, t.assembly, t.room, t.code, t.receipt_no, t.policy_version, t.created_at, t.changes];
    let row = head.iter().cloned().map(Param::into_owned).chain(values(t)).collect();
    tx.insert_all(INTO, &[row])?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, t: &mut Topic) -> Result<()> {
    let mut all: Vec<Param<'static>> = params![t.id, t.changes].iter().cloned().map(Param::into_owned).collect();
    all.extend(values(t));
    let changed = tx.execute(
        "UPDATE topic SET changes = changes + 1, state = $3, state_since = $4, due = $5, title = $6, folded = $7, body = $8, place = $9,
         domain = $10, source = $11, raised_by = $12, raised_unit = $13, urgent = $14, registered_after = $15, needs_party_report = $16,
         party_reported_on = $17, announced_on = $18, notice_until = $19, outcome = $20, session = $21, main_topic = $22, reason = $23,
         round = $24, result = $25, result_on = $26, referred = $27, referred_to = $28, referral_text = $29, referred_at = $30,
         answer = $31, answered_by = $32, answered_at = $33, closed_at = $34, verdict = $35,
         shows_pictures = $36, picture_words = $37 WHERE id = $1 AND changes = $2",
        &all,
    )?;
    t.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("rooms.changed-meanwhile")) }
}

fn values(t: &Topic) -> Vec<Param<'static>> {
    let folded = text::fold(&t.title);
    params![
        t.state.get().name(),
        t.state_since,
        t.due,
        t.title,
        folded,
        t.body,
        t.place,
        t.domain,
        t.source.name(),
        t.raised_by,
        t.raised_unit,
        t.urgent,
        t.registered_after,
        t.needs_party_report,
        t.party_reported_on,
        t.announced_on,
        t.notice_until,
        t.outcome.map(Outcome::name),
        t.session,
        t.main_topic,
        t.reason,
        t.round,
        t.result,
        t.result_on,
        t.referred.map(Referral::name),
        t.referred_to,
        t.referral_text,
        t.referred_at,
        t.answer,
        t.answered_by,
        t.answered_at,
        t.closed_at,
        t.verdict.map(Rating::name),
        t.shows_pictures,
        t.picture_words
    ]
    .iter()
    .cloned()
    .map(Param::into_owned)
    .collect()
}

pub(crate) fn topic(row: &Row) -> Result<Topic> {
    let word = |at: usize| row.get::<String>(at);
    let maybe = |at: usize| row.get::<Option<String>>(at);
    Ok(Topic {
        id: row.get(0)?,
        assembly: row.get(1)?,
        room: row.get(2)?,
        state: At::decode(&word(3)?).ok_or_else(|| unknown("state"))?,
        state_since: row.get(4)?,
        due: row.get(5)?,
        code: row.get(6)?,
        receipt_no: row.get(7)?,
        title: row.get(8)?,
        body: row.get(9)?,
        place: row.get(10)?,
        domain: row.get(11)?,
        source: Source::parse(&word(12)?).ok_or_else(|| unknown("source"))?,
        raised_by: row.get(13)?,
        raised_unit: row.get(14)?,
        urgent: row.get(15)?,
        registered_after: row.get(16)?,
        needs_party_report: row.get(17)?,
        party_reported_on: row.get(18)?,
        announced_on: row.get(19)?,
        notice_until: row.get(20)?,
        outcome: maybe(21)?.and_then(|w| Outcome::parse(&w)),
        session: row.get(22)?,
        main_topic: row.get(23)?,
        reason: row.get(24)?,
        round: row.get(25)?,
        result: row.get(26)?,
        result_on: row.get(27)?,
        referred: maybe(28)?.and_then(|w| Referral::parse(&w)),
        referred_to: row.get(29)?,
        referral_text: row.get(30)?,
        referred_at: row.get(31)?,
        answer: row.get(32)?,
        answered_by: row.get(33)?,
        answered_at: row.get(34)?,
        policy_version: row.get(35)?,
        changes: row.get(36)?,
        created_at: row.get(37)?,
        closed_at: row.get(38)?,
        verdict: maybe(39)?.and_then(|w| Rating::parse(&w)),
        shows_pictures: row.get(40)?,
        picture_words: row.get(41)?,
    })
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Vec<State>,
    pub room: Option<Id>,
    pub domain: Option<String>,
    pub source: Option<Source>,
    pub outcome: Option<Outcome>,
    pub verdict: Option<Rating>,
    /// 待办 of this person, by name.
    pub queue: Option<String>,
    pub raised_by: Option<Id>,
    pub registered_after: Option<bool>,
    pub announced: bool,
    pub reopened: bool,
    pub referred: bool,
    pub referred_to: Option<Id>,
    pub assembly: Option<Id>,
    pub due_before: Option<Date>,
    pub year: Option<i64>,
    /// Raised on these days, inclusive.
    pub raised: (Option<Date>, Option<Date>),
    /// Agreed on and closed.
    pub solved: bool,
    pub closed: (Option<Date>, Option<Date>),
    pub text: Option<String>,
    pub before: Option<Id>,
}

/// As a domain of a filter: topics that have none.
pub const NO_DOMAIN: &str = "-";

/// Newest first; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, who: &Actor, filter: &Filter, size: usize) -> Result<Vec<Topic>> {
    let mut filters = build(who, filter)?;
    visible(who, &mut filters);
    if let Some(before) = filter.before {
        filters.and("t.id < ?", &before);
    }
    let limit = filters.place(&(size + 1));
    let sql = format!("SELECT {COLUMNS} FROM topic t WHERE {} ORDER BY t.id DESC LIMIT {limit}", filters.sql());
    tx.query(&sql, &filters.params, topic)
}

pub fn count(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    let mut filters = build(who, filter)?;
    visible(who, &mut filters);
    tx.scalar(&format!("SELECT COUNT(*) FROM topic t WHERE {}", filters.sql()), &filters.params)
}

fn build(who: &Actor, filter: &Filter) -> Result<Filters> {
    let mut filters = Filters::default();
    if let Some(name) = &filter.queue {
        if !queues::narrow(name, Of::Topics, who, &mut filters) {
            return Err(Error::invalid("queue", "web.invalid.shape"));
        }
    }
    if !filter.state.is_empty() {
        filters.conditions.push(format!("t.state IN ({})", quoted(&filter.state)));
    }
    if let Some(room) = filter.room {
        filters.and("t.room = ?", &room);
    }
    if let Some(assembly) = filter.assembly {
        filters.and("t.assembly = ?", &assembly);
    }
    match filter.domain.as_deref() {
        Some(NO_DOMAIN) => filters.conditions.push("t.domain IS NULL".into()),
        Some(domain) => filters.and("t.domain = ?", &domain),
        None => {}
    }
    if let Some(source) = filter.source {
        filters.and("t.source = ?", &source.name());
    }
    if let Some(outcome) = filter.outcome {
        filters.and("t.outcome = ?", &outcome.name());
    }
    if let Some(verdict) = filter.verdict {
        filters.and("t.verdict = ?", &verdict.name());
    }
    if let Some(person) = filter.raised_by {
        filters.and("t.raised_by = ?", &person);
    }
    if let Some(after) = filter.registered_after {
        filters.and("t.registered_after = ?", &after);
    }
    if filter.announced {
        filters.conditions.push("t.announced_on IS NOT NULL".into());
    }
    if filter.reopened {
        filters.conditions.push("t.round > 1".into());
    }
    if filter.referred {
        filters.conditions.push("t.referred IS NOT NULL".into());
    }
    if let Some(assembly) = filter.referred_to {
        filters.and("t.referred_to = ?", &assembly);
    }
    if let Some(day) = filter.due_before {
        filters.and("t.due < ?", &day);
    }
    if let Some((from, until)) = filter.year.and_then(super::stats::bounds) {
        filters.and("t.created_at >= ?", &from);
        filters.and("t.created_at < ?", &until);
    }
    between(&mut filters, "t.created_at", filter.raised);
    between(&mut filters, "t.closed_at", filter.closed);
    if filter.solved {
        filters.conditions.push(super::stats::SOLVED.into());
    }
    if let Some(text) = &filter.text {
        filters.and("t.folded LIKE ? ESCAPE '!'", &contains(text));
    }
    Ok(filters)
}

fn between(filters: &mut Filters, column: &str, (from, until): (Option<Date>, Option<Date>)) {
    if let Some(day) = from {
        filters.and(&format!("{column} >= ?"), &super::stats::moments(day, day).0);
    }
    if let Some(day) = until {
        filters.and(&format!("{column} < ?"), &super::stats::moments(day, day).1);
    }
}

/// Topics of a room that everybody may read, newest first.
pub fn public_of(tx: &mut Tx, room: Id, states: &[State], most: usize) -> Result<Vec<Topic>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM topic t WHERE t.room = $1 AND t.announced_on IS NOT NULL AND t.state IN ({}) ORDER BY t.state_since DESC, t.id DESC LIMIT $2",
        quoted(states)
    );
    tx.query(&sql, params![room, most], topic)
}

/// How many there are of them.
pub fn public_count(tx: &mut Tx, room: Id, states: &[State]) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) FROM topic t WHERE t.room = $1 AND t.announced_on IS NOT NULL AND t.state IN ({})", quoted(states));
    tx.scalar(&sql, params![room])
}

/// Topics of a room in some states, oldest first: for forms.
pub fn in_states(tx: &mut Tx, room: Id, states: &[State]) -> Result<Vec<(Id, String)>> {
    let sql = format!("SELECT t.id, t.title FROM topic t WHERE t.room = $1 AND t.state IN ({}) ORDER BY t.id LIMIT 200", quoted(states));
    tx.query(&sql, params![room], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn insert_visit(tx: &mut Tx, v: &Visit) -> Result<()> {
    tx.execute(
        "INSERT INTO topic_visit (id, topic, on_day, visitors, findings, entered_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![v.id, v.topic, v.on_day, v.visitors, v.findings, v.entered_by, v.at],
    )?;
    Ok(())
}

pub fn visits(tx: &mut Tx, topic: Id) -> Result<Vec<Visit>> {
    tx.query(
        "SELECT id, topic, on_day, visitors, findings, entered_by, at FROM topic_visit WHERE topic = $1 ORDER BY on_day, id",
        params![topic],
        |row| {
            Ok(Visit {
                id: row.get(0)?,
                topic: row.get(1)?,
                on_day: row.get(2)?,
                visitors: row.get(3)?,
                findings: row.get(4)?,
                entered_by: row.get(5)?,
                at: row.get(6)?,
            })
        },
    )
}
