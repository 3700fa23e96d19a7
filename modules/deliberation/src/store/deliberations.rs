//! Deliberations.

use kernel::db::{Param, Row, Tx};
use kernel::workflow::{At, Word};
use kernel::{Actor, Error, Id, Result, params};

use super::{Filters, unknown};
use crate::model::Deliberation;
use crate::policy::READING_OFFICES;
use crate::view::View;
use crate::workflow::words::{Audience, Level, Moderation};
use crate::workflow::{SHOWN, State};

const COLUMNS: &str = "d.id, d.assembly, d.state, d.state_since, d.due, d.title, d.question, d.materials, d.audience, d.place, d.level,
 d.moderation, d.takes_statements, d.secret, d.opens_on, d.closes_on, d.expected, d.about_module, d.about, d.proposed_by, d.approved_by,
 d.keyed, d.opened_at, d.closed_at, d.summary, d.summarised_by, d.report, d.result, d.result_on, d.reason, d.policy_version, d.changes,
 d.created_at";

/// The deliberation for somebody who works with it; `NotFound` for everybody else.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Deliberation> {
    let mut filters = Filters::default();
    filters.and("d.id = ?", &id);
    visible(who, &mut filters);
    tx.query_one(&format!("SELECT {COLUMNS} FROM deliberation d WHERE {}", filters.sql()), &filters.params, deliberation)
}

/// Without scope: for the program itself and for what was scoped already.
pub fn any(tx: &mut Tx, id: Id) -> Result<Deliberation> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM deliberation d WHERE d.id = $1"), params![id], deliberation)
}

/// Does one run that a voice may still come back to?
pub fn is_any_running(tx: &mut Tx) -> Result<bool> {
    tx.exists(&format!("SELECT 1 FROM deliberation WHERE keyed = 1 AND state IN ({}) LIMIT 1", names(crate::workflow::RUNNING)), &[])
}

/// Who may see a row is part of the query: the offices all, members and everybody what was announced to them.
fn visible(who: &Actor, filters: &mut Filters) {
    if who.system {
        return;
    }
    let shown = names(SHOWN);
    let mut ways = vec![format!("d.state IN ({shown}) AND d.audience <> 'members'")];
    if who.membership.is_some() {
        let assembly = filters.place(&who.assembly);
        ways.push(format!("d.state IN ({shown}) AND d.assembly = {assembly}"));
    }
    if who.holds_any(READING_OFFICES) {
        let assembly = filters.place(&who.assembly);
        ways.push(format!("d.assembly = {assembly}"));
    }
    filters.conditions.push(format!("(({}))", ways.join(") OR (")));
}

pub(super) fn names(states: &[State]) -> String {
    let all: Vec<String> = states.iter().map(|s| format!("'{}'", s.name())).collect();
    all.join(", ")
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub states: Vec<State>,
    pub audience: Option<Audience>,
    pub about: Option<(String, Id)>,
    /// Folded.
    pub text: Option<String>,
    pub before: Option<Id>,
}

fn narrowed(who: &Actor, filter: &Filter) -> Filters {
    let mut filters = Filters::default();
    visible(who, &mut filters);
    if !filter.states.is_empty() {
        filters.conditions.push(format!("d.state IN ({})", names(&filter.states)));
    }
    if let Some(audience) = filter.audience {
        filters.and("d.audience = ?", &audience.name());
    }
    if let Some((module, id)) = &filter.about {
        filters.and("d.about_module = ?", &module.as_str());
        filters.and("d.about = ?", id);
    }
    if let Some(text) = &filter.text {
        let pattern = format!("%{}%", text.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
        filters.and("d.folded LIKE ? ESCAPE '!'", &pattern);
    }
    if let Some(before) = filter.before {
        filters.and("d.id < ?", &before);
    }
    filters
}

/// The newest first; one more than `size` where there are more.
pub fn page(tx: &mut Tx, who: &Actor, filter: &Filter, size: usize) -> Result<Vec<Deliberation>> {
    let filters = narrowed(who, filter);
    let sql = format!("SELECT {COLUMNS} FROM deliberation d WHERE {} ORDER BY d.id DESC LIMIT {}", filters.sql(), size + 1);
    tx.query(&sql, &filters.params, deliberation)
}

pub fn count(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    let filters = narrowed(who, filter);
    tx.scalar(&format!("SELECT COUNT(*) FROM deliberation d WHERE {}", filters.sql()), &filters.params)
}

pub fn insert(tx: &mut Tx, d: &Deliberation) -> Result<()> {
    const INTO: &str =
        "deliberation (id, assembly, proposed_by, policy_version, created_at, changes, state, state_since, due, title, folded,
     question, materials, audience, place, level, moderation, takes_statements, secret, opens_on, closes_on, expected, about_module, about,
     approved_by, keyed, opened_at, closed_at, summary, summarised_by, report, result, result_on, reason)";
    let head = params![d.id, d.assembly, d.proposed_by, d.policy_version, d.created_at, d.changes];
    let row = head.iter().cloned().map(Param::into_owned).chain(values(d)).collect();
    tx.insert_all(INTO, &[row])?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, d: &mut Deliberation) -> Result<()> {
    let mut all: Vec<Param<'static>> = params![d.id, d.changes].iter().cloned().map(Param::into_owned).collect();
    all.extend(values(d));
    let changed = tx.execute(
        "UPDATE deliberation SET changes = changes + 1, state = $3, state_since = $4, due = $5, title = $6, folded = $7, question = $8,
         materials = $9, audience = $10, place = $11, level = $12, moderation = $13, takes_statements = $14, secret = $15, opens_on = $16,
         closes_on = $17, expected = $18, about_module = $19, about = $20, approved_by = $21, keyed = $22, opened_at = $23, closed_at = $24,
         summary = $25, summarised_by = $26, report = $27, result = $28, result_on = $29, reason = $30 WHERE id = $1 AND changes = $2",
        &all,
    )?;
    d.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("deliberations.changed-meanwhile")) }
}

/// The map that was drawn when it had closed: as a view, and in its published shape.
pub fn final_map(tx: &mut Tx, id: Id) -> Result<Option<(View, String)>> {
    let (view, map): (Option<String>, Option<String>) =
        tx.query_one("SELECT final_view, final_map FROM deliberation WHERE id = $1", params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    view.zip(map).map(|(view, map)| Ok((serde_json::from_str(&view)?, map))).transpose()
}

pub fn set_final_map(tx: &mut Tx, id: Id, view: &View, map: &str) -> Result<()> {
    let view = serde_json::to_string(view)?;
    tx.execute("UPDATE deliberation SET final_view = $2, final_map = $3 WHERE id = $1", params![id, view, map])?;
    Ok(())
}

/// Announced ones whose first day has come, and running ones whose last day is over.
pub fn by_calendar(tx: &mut Tx, assembly: Id, today: jiff::civil::Date) -> Result<Vec<Id>> {
    tx.query(
        "SELECT id FROM deliberation WHERE assembly = $1 AND (state = 'announced' AND opens_on <= $2
         OR state IN ('open', 'moderated') AND closes_on < $2) ORDER BY id LIMIT 200",
        params![assembly, today],
        |row| row.get(0),
    )
}

fn values(d: &Deliberation) -> Vec<Param<'static>> {
    let folded = text::fold(&format!("{} {}", d.title, d.question));
    let about_module = d.about.as_ref().map(|(module, _)| module.clone());
    params![
        d.state.get().name(),
        d.state_since,
        d.due,
        d.title,
        folded,
        d.question,
        d.materials,
        d.audience.name(),
        d.place,
        d.level.name(),
        d.moderation.name(),
        d.takes_statements,
        d.secret,
        d.opens_on,
        d.closes_on,
        d.expected,
        about_module,
        d.about.as_ref().map(|(_, id)| *id),
        d.approved_by,
        d.keyed,
        d.opened_at,
        d.closed_at,
        d.summary,
        d.summarised_by,
        d.report,
        d.result,
        d.result_on,
        d.reason
    ]
    .iter()
    .cloned()
    .map(Param::into_owned)
    .collect()
}

fn deliberation(row: &Row) -> Result<Deliberation> {
    let about: (Option<String>, Option<Id>) = (row.get(17)?, row.get(18)?);
    Ok(Deliberation {
        id: row.get(0)?,
        assembly: row.get(1)?,
        state: At::decode(&row.get::<String>(2)?).ok_or_else(|| unknown("state"))?,
        state_since: row.get(3)?,
        due: row.get(4)?,
        title: row.get(5)?,
        question: row.get(6)?,
        materials: row.get(7)?,
        audience: word::<Audience>(row, 8)?,
        place: row.get(9)?,
        level: word::<Level>(row, 10)?,
        moderation: word::<Moderation>(row, 11)?,
        takes_statements: row.get(12)?,
        secret: row.get(13)?,
        opens_on: row.get(14)?,
        closes_on: row.get(15)?,
        expected: row.get(16)?,
        about: about.0.zip(about.1),
        proposed_by: row.get(19)?,
        approved_by: row.get(20)?,
        keyed: row.get(21)?,
        opened_at: row.get(22)?,
        closed_at: row.get(23)?,
        summary: row.get(24)?,
        summarised_by: row.get(25)?,
        report: row.get(26)?,
        result: row.get(27)?,
        result_on: row.get(28)?,
        reason: row.get(29)?,
        policy_version: row.get(30)?,
        changes: row.get(31)?,
        created_at: row.get(32)?,
    })
}

/// A word of a closed list.
pub(super) fn word<W: Word>(row: &Row, column: usize) -> Result<W> {
    W::parse(&row.get::<String>(column)?).ok_or_else(|| unknown("word"))
}
