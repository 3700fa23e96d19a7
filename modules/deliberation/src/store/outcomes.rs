//! Outcome items: who may see a row is part of the query.

use jiff::civil::Date;
use kernel::db::{Param, Row, Tx};
use kernel::workflow::{At, Word};
use kernel::{Actor, Error, Id, Result, Timestamp, params};

use super::deliberations::word;
use super::queues::{Item, Waiting};
use super::{Filters, unknown};
use crate::model::Outcome;
use crate::policy::{READING_OFFICES, units};
use crate::workflow::outcome::{ANSWERED, Class, RUNNING, State};

const COLUMNS: &str = "o.id, o.assembly, o.deliberation, o.number, o.state, o.state_since, o.body, o.statement, o.unit, o.owner, o.method,
 o.due, o.instruction, o.instructed_on, o.returned, o.class, o.answer, o.reason, o.answered_by, o.answered_on, o.verdict, o.evaluation,
 o.evaluated_by, o.recommended_by, o.changes, o.created_at, o.reminded";

const FROM: &str = "FROM outcome o JOIN deliberation d ON d.id = o.deliberation";

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub class: Option<Class>,
    pub unit: Option<Id>,
    pub deliberation: Option<Id>,
    /// The owner's day was before this one and there is no answer.
    pub overdue: Option<Date>,
    /// The owner's day is within these two, and there is no answer.
    pub soon: Option<(Date, Date)>,
    pub before: Option<Id>,
}

/// `NotFound` outside the scope.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Outcome> {
    let mut filters = Filters::default();
    filters.and("o.id = ?", &id);
    visible(who, &mut filters);
    tx.query_one(&format!("SELECT {COLUMNS} {FROM} WHERE {}", filters.sql()), &filters.params, outcome)
}

/// The assembly's reading offices, among whom are the organisers, and the unit that owns it.
fn visible(who: &Actor, filters: &mut Filters) {
    if who.system {
        return;
    }
    filters.and("o.assembly = ?", &who.assembly);
    if !who.holds_any(READING_OFFICES) {
        let owned = owned(who, filters).unwrap_or_else(|| "1 = 0".to_owned());
        filters.conditions.push(owned);
    }
}

fn owned(who: &Actor, filters: &mut Filters) -> Option<String> {
    let places: Vec<String> = units(who).iter().map(|unit| filters.place(unit)).collect();
    (!places.is_empty()).then(|| format!("o.unit IN ({})", places.join(", ")))
}

fn narrowed(who: &Actor, filter: &Filter) -> Filters {
    let mut filters = Filters::default();
    visible(who, &mut filters);
    if let Some(state) = filter.state {
        filters.and("o.state = ?", &state.name());
    }
    if let Some(class) = filter.class {
        filters.and("o.class = ?", &class.name());
    }
    if let Some(unit) = filter.unit {
        filters.and("o.unit = ?", &unit);
    }
    if let Some(deliberation) = filter.deliberation {
        filters.and("o.deliberation = ?", &deliberation);
    }
    if let Some(day) = filter.overdue {
        filters.and("o.due < ?", &day);
        filters.conditions.push(format!("o.state IN ({})", names(RUNNING)));
    }
    if let Some((first, last)) = filter.soon {
        filters.and("o.due >= ?", &first);
        filters.and("o.due <= ?", &last);
        filters.conditions.push(format!("o.state IN ({})", names(RUNNING)));
    }
    if let Some(before) = filter.before {
        filters.and("o.id < ?", &before);
    }
    filters
}

/// With the title of the deliberation, the newest first; one more than `size` where there are more.
pub fn page(tx: &mut Tx, who: &Actor, filter: &Filter, size: usize) -> Result<Vec<(Outcome, String)>> {
    let filters = narrowed(who, filter);
    let sql = format!("SELECT {COLUMNS}, d.title {FROM} WHERE {} ORDER BY o.id DESC LIMIT {}", filters.sql(), size + 1);
    tx.query(&sql, &filters.params, |row| Ok((outcome(row)?, row.get(27)?)))
}

pub fn count(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    let filters = narrowed(who, filter);
    tx.scalar(&format!("SELECT COUNT(*) {FROM} WHERE {}", filters.sql()), &filters.params)
}

/// How many of each class of answer, and without any.
pub fn classes(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<Vec<(Option<Class>, i64)>> {
    let filters = narrowed(who, filter);
    let sql = format!("SELECT o.class, COUNT(*) {FROM} WHERE {} GROUP BY o.class", filters.sql());
    tx.query(&sql, &filters.params, |row| Ok((maybe(row, 0)?, row.get(1)?)))
}

/// Of one deliberation by number. Without scope: for what was scoped already.
pub fn of(tx: &mut Tx, deliberation: Id) -> Result<Vec<Outcome>> {
    tx.query(&format!("SELECT {COLUMNS} FROM outcome o WHERE o.deliberation = $1 ORDER BY o.number"), params![deliberation], outcome)
}

/// Whose turn a queue asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The assembly's: for officers and those who approve
    Office,
    /// Of deliberations that this person proposed
    Proposer,
    Unit,
}

/// What a queue asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    In(State),
    /// Without an answer near the day
    Soon,
    /// Without an answer past the day
    Late,
}

/// Today, and the last day that is near.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    pub today: Date,
    pub soon: Date,
}

/// What waits, those that waited longest first; each in one queue alone. An owner's work is the unit's, or the organiser's where
/// it has none; what is late is the organisers' too. Nobody judges the own answer.
pub fn waiting(tx: &mut Tx, who: &Actor, turn: Turn, whose: Whose, days: Days) -> Result<Waiting> {
    let filter = match turn {
        Turn::In(state) => Filter { state: Some(state), ..Filter::default() },
        Turn::Soon => Filter { soon: Some((days.today, days.soon)), ..Filter::default() },
        Turn::Late => Filter { overdue: Some(days.today), ..Filter::default() },
    };
    let mut filters = narrowed(who, &filter);
    let is_running = matches!(turn, Turn::In(state) if RUNNING.contains(&state));
    match whose {
        Whose::Unit => {
            let owned = owned(who, &mut filters).unwrap_or_else(|| "1 = 0".to_owned());
            filters.conditions.push(owned);
        }
        _ if is_running || turn == Turn::Soon => filters.conditions.push("o.unit IS NULL".to_owned()),
        _ => {}
    }
    if is_running {
        filters.and("o.due > ?", &days.soon);
    }
    if whose == Whose::Proposer {
        filters.and("d.proposed_by = ?", &who.person);
    }
    if turn == Turn::In(State::Feedback) {
        filters.and("o.answered_by <> ?", &who.person);
    }
    let count = tx.scalar(&format!("SELECT COUNT(*) {FROM} WHERE {}", filters.sql()), &filters.params)?;
    let sql =
        format!("SELECT o.id, o.body, o.state, o.state_since, o.due {FROM} WHERE {} ORDER BY o.state_since, o.id LIMIT 5", filters.sql());
    let items = tx.query(&sql, &filters.params, |row| {
        Ok(Item { id: row.get(0)?, title: row.get(1)?, state: row.get(2)?, since: row.get(3)?, due: row.get(4)? })
    })?;
    Ok(Waiting { count, items })
}

/// Those without an answer of whose day nobody was reminded yet: until `soon` once, and past the day once more.
pub fn to_remind(tx: &mut Tx, assembly: Id, today: Date, soon: Date, most: usize) -> Result<Vec<Outcome>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM outcome o WHERE o.assembly = $1 AND o.state IN ({}) AND o.due <= $3
         AND (o.reminded IS NULL OR o.reminded = 'soon' AND o.due < $2) ORDER BY o.due, o.id LIMIT $4",
        names(RUNNING)
    );
    tx.query(&sql, params![assembly, today, soon, most], outcome)
}

/// (deliberation, suggestions answered or closed since then, when the last was), the latest first.
pub fn answered_since(tx: &mut Tx, assembly: Id, since: Timestamp) -> Result<Vec<(Id, i64, Timestamp)>> {
    let sql = format!(
        "SELECT o.deliberation, COUNT(*), MAX(o.state_since) FROM outcome o WHERE o.assembly = $1 AND o.state IN ({}) AND o.state_since >= $2
         GROUP BY o.deliberation ORDER BY 3 DESC LIMIT 50",
        names(ANSWERED)
    );
    tx.query(&sql, params![assembly, since], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Without scope: for what was scoped already, and for the program itself.
pub fn any(tx: &mut Tx, id: Id) -> Result<Outcome> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM outcome o WHERE o.id = $1"), params![id], outcome)
}

/// Each answer is a record of its own, on which its files hang: what follows after a rework has its own again.
pub fn add_answer(tx: &mut Tx, o: &Outcome) -> Result<Id> {
    let id = tx.new_id();
    tx.execute("INSERT INTO outcome_answer (id, outcome, given_on) VALUES ($1, $2, $3)", params![id, o.id, tx.today()])?;
    Ok(id)
}

/// (answer, day), the last one first.
pub fn answers(tx: &mut Tx, outcome: Id) -> Result<Vec<(Id, Date)>> {
    tx.query("SELECT id, given_on FROM outcome_answer WHERE outcome = $1 ORDER BY id DESC", params![outcome], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// The item that an answer belongs to.
pub fn answered(tx: &mut Tx, answer: Id) -> Result<Outcome> {
    let id = tx.query_one("SELECT outcome FROM outcome_answer WHERE id = $1", params![answer], |row| row.get(0))?;
    any(tx, id)
}

pub fn next_number(tx: &mut Tx, deliberation: Id) -> Result<i64> {
    Ok(tx.scalar("SELECT MAX(number) FROM outcome WHERE deliberation = $1", params![deliberation])? + 1)
}

pub fn insert(tx: &mut Tx, o: &Outcome) -> Result<()> {
    const INTO: &str =
        "outcome (id, assembly, deliberation, number, recommended_by, created_at, changes, state, state_since, body, statement,
     unit, owner, method, due, instruction, instructed_on, returned, class, answer, reason, answered_by, answered_on, verdict, evaluation,
     evaluated_by, reminded)";
    let head = params![o.id, o.assembly, o.deliberation, o.number, o.recommended_by, o.created_at, o.changes];
    let row = head.iter().cloned().map(Param::into_owned).chain(values(o)).collect();
    tx.insert_all(INTO, &[row])?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, o: &mut Outcome) -> Result<()> {
    let mut all: Vec<Param<'static>> = params![o.id, o.changes].iter().cloned().map(Param::into_owned).collect();
    all.extend(values(o));
    let changed = tx.execute(
        "UPDATE outcome SET changes = changes + 1, state = $3, state_since = $4, body = $5, statement = $6, unit = $7, owner = $8,
         method = $9, due = $10, instruction = $11, instructed_on = $12, returned = $13, class = $14, answer = $15, reason = $16,
         answered_by = $17, answered_on = $18, verdict = $19, evaluation = $20, evaluated_by = $21, reminded = $22 WHERE id = $1 AND changes = $2",
        &all,
    )?;
    o.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("deliberations.changed-meanwhile")) }
}

/// Of states, as a list of SQL.
pub(super) fn names(states: &[State]) -> String {
    let all: Vec<String> = states.iter().map(|s| format!("'{}'", s.name())).collect();
    all.join(", ")
}

fn values(o: &Outcome) -> Vec<Param<'static>> {
    let (class, verdict, reminded) = (o.class.map(|c| c.name()), o.verdict.map(|v| v.name()), o.reminded.map(|r| r.name()));
    params![
        o.state.get().name(),
        o.state_since,
        o.body,
        o.statement,
        o.unit,
        o.owner,
        o.method,
        o.due,
        o.instruction,
        o.instructed_on,
        o.returned,
        class,
        o.answer,
        o.reason,
        o.answered_by,
        o.answered_on,
        verdict,
        o.evaluation,
        o.evaluated_by,
        reminded
    ]
    .iter()
    .cloned()
    .map(Param::into_owned)
    .collect()
}

fn outcome(row: &Row) -> Result<Outcome> {
    Ok(Outcome {
        id: row.get(0)?,
        assembly: row.get(1)?,
        deliberation: row.get(2)?,
        number: row.get(3)?,
        state: At::decode(&row.get::<String>(4)?).ok_or_else(|| unknown("state"))?,
        state_since: row.get(5)?,
        body: row.get(6)?,
        statement: row.get(7)?,
        unit: row.get(8)?,
        owner: row.get(9)?,
        method: row.get(10)?,
        due: row.get(11)?,
        instruction: row.get(12)?,
        instructed_on: row.get(13)?,
        returned: row.get(14)?,
        class: maybe(row, 15)?,
        answer: row.get(16)?,
        reason: row.get(17)?,
        answered_by: row.get(18)?,
        answered_on: row.get(19)?,
        verdict: maybe(row, 20)?,
        evaluation: row.get(21)?,
        evaluated_by: row.get(22)?,
        recommended_by: row.get(23)?,
        changes: row.get(24)?,
        created_at: row.get(25)?,
        reminded: maybe(row, 26)?,
    })
}

pub(super) fn maybe<W: Word>(row: &Row, column: usize) -> Result<Option<W>> {
    match row.get::<Option<String>>(column)? {
        Some(_) => word(row, column).map(Some),
        None => Ok(None),
    }
}
