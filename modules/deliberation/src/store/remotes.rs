//! Remote sessions: who may see a row is part of the query.

pub mod queues;
pub mod sites;
pub mod speeches;

use jiff::civil::Date;
use kernel::db::{Param, Row, Tx};
use kernel::workflow::{At, Word};
use kernel::{Actor, Error, Id, Result, params};

use super::{Filters, unknown};
use crate::model::remote::Remote;
use crate::policy::READING_OFFICES;
use crate::workflow::remote::State;

const COLUMNS: &str = "r.id, r.assembly, r.state, r.state_since, r.due, r.title, r.on_day, r.at_time, r.agenda, r.materials, r.video,
 r.recording, r.speech_minutes, r.deliberation, r.arranged_by, r.secretary, r.untested, r.reason, r.started_at, r.ended_at, r.minutes,
 r.minutes_by, r.unconfirmed, r.policy_version, r.changes, r.created_at";

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub deliberation: Option<Id>,
    /// Folded.
    pub text: Option<String>,
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub before: Option<Id>,
}

/// `NotFound` outside the scope.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Remote> {
    let mut filters = Filters::default();
    filters.and("r.id = ?", &id);
    visible(who, &mut filters);
    tx.query_one(&format!("SELECT {COLUMNS} FROM remote r WHERE {}", filters.sql()), &filters.params, remote)
}

/// The assembly's reading offices, whoever writes the minutes, hosts a site or is expected at one, from wherever they come.
fn visible(who: &Actor, filters: &mut Filters) {
    if who.system {
        return;
    }
    let me = filters.place(&who.person);
    let mut ways = vec![
        format!("r.secretary = {me}"),
        format!("EXISTS (SELECT 1 FROM remote_site s WHERE s.remote = r.id AND s.host = {me})"),
        format!("EXISTS (SELECT 1 FROM remote_attendee a WHERE a.remote = r.id AND a.person = {me})"),
    ];
    if who.holds_any(READING_OFFICES) {
        let assembly = filters.place(&who.assembly);
        ways.push(format!("r.assembly = {assembly}"));
    }
    filters.conditions.push(format!("(({}))", ways.join(") OR (")));
}

fn narrowed(who: &Actor, filter: &Filter) -> Filters {
    let mut filters = Filters::default();
    visible(who, &mut filters);
    if let Some(state) = filter.state {
        filters.and("r.state = ?", &state.name());
    }
    if let Some(deliberation) = filter.deliberation {
        filters.and("r.deliberation = ?", &deliberation);
    }
    if let Some(text) = &filter.text {
        let pattern = format!("%{}%", text.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
        filters.and("r.folded LIKE ? ESCAPE '!'", &pattern);
    }
    if let Some(day) = filter.from {
        filters.and("r.on_day >= ?", &day);
    }
    if let Some(day) = filter.until {
        filters.and("r.on_day <= ?", &day);
    }
    if let Some(before) = filter.before {
        filters.and("r.id < ?", &before);
    }
    filters
}

/// The newest first; one more than `size` where there are more.
pub fn page(tx: &mut Tx, who: &Actor, filter: &Filter, size: usize) -> Result<Vec<Remote>> {
    let filters = narrowed(who, filter);
    let sql = format!("SELECT {COLUMNS} FROM remote r WHERE {} ORDER BY r.id DESC LIMIT {}", filters.sql(), size + 1);
    tx.query(&sql, &filters.params, remote)
}

pub fn count(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    let filters = narrowed(who, filter);
    tx.scalar(&format!("SELECT COUNT(*) FROM remote r WHERE {}", filters.sql()), &filters.params)
}

/// Of one deliberation by day: id, title, state. Without scope: for those who see the deliberation inside.
pub fn of_deliberation(tx: &mut Tx, assembly: Id, deliberation: Id) -> Result<Vec<Remote>> {
    let sql = format!("SELECT {COLUMNS} FROM remote r WHERE r.assembly = $1 AND r.deliberation = $2 ORDER BY r.on_day, r.id");
    tx.query(&sql, params![assembly, deliberation], remote)
}

pub fn insert(tx: &mut Tx, r: &Remote) -> Result<()> {
    const INTO: &str = "remote (id, assembly, arranged_by, policy_version, created_at, changes, state, state_since, due, title, folded,
     on_day, at_time, agenda, materials, video, recording, speech_minutes, deliberation, secretary, untested, reason, started_at, ended_at,
     minutes, minutes_by, unconfirmed)";
    let head = params![r.id, r.assembly, r.arranged_by, r.policy_version, r.created_at, r.changes];
    let row = head.iter().cloned().map(Param::into_owned).chain(values(r)).collect();
    tx.insert_all(INTO, &[row])?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, r: &mut Remote) -> Result<()> {
    let mut all: Vec<Param<'static>> = params![r.id, r.changes].iter().cloned().map(Param::into_owned).collect();
    all.extend(values(r));
    let changed = tx.execute(
        "UPDATE remote SET changes = changes + 1, state = $3, state_since = $4, due = $5, title = $6, folded = $7, on_day = $8,
         at_time = $9, agenda = $10, materials = $11, video = $12, recording = $13, speech_minutes = $14, deliberation = $15,
         secretary = $16, untested = $17, reason = $18, started_at = $19, ended_at = $20, minutes = $21, minutes_by = $22,
         unconfirmed = $23 WHERE id = $1 AND changes = $2",
        &all,
    )?;
    r.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("deliberations.changed-meanwhile")) }
}

fn values(r: &Remote) -> Vec<Param<'static>> {
    params![
        r.state.get().name(),
        r.state_since,
        r.due,
        r.title,
        text::fold(&r.title),
        r.on_day,
        r.at_time,
        r.agenda,
        r.materials,
        r.video,
        r.recording,
        r.speech_minutes,
        r.deliberation,
        r.secretary,
        r.untested,
        r.reason,
        r.started_at,
        r.ended_at,
        r.minutes,
        r.minutes_by,
        r.unconfirmed
    ]
    .iter()
    .cloned()
    .map(Param::into_owned)
    .collect()
}

fn remote(row: &Row) -> Result<Remote> {
    Ok(Remote {
        id: row.get(0)?,
        assembly: row.get(1)?,
        state: state(row, 2)?,
        state_since: row.get(3)?,
        due: row.get(4)?,
        title: row.get(5)?,
        on_day: row.get(6)?,
        at_time: row.get(7)?,
        agenda: row.get(8)?,
        materials: row.get(9)?,
        video: row.get(10)?,
        recording: row.get(11)?,
        speech_minutes: row.get(12)?,
        deliberation: row.get(13)?,
        arranged_by: row.get(14)?,
        secretary: row.get(15)?,
        untested: row.get(16)?,
        reason: row.get(17)?,
        started_at: row.get(18)?,
        ended_at: row.get(19)?,
        minutes: row.get(20)?,
        minutes_by: row.get(21)?,
        unconfirmed: row.get(22)?,
        policy_version: row.get(23)?,
        changes: row.get(24)?,
        created_at: row.get(25)?,
    })
}

fn state<S: Word>(row: &Row, column: usize) -> Result<At<S>> {
    At::decode(&row.get::<String>(column)?).ok_or_else(|| unknown("state"))
}
