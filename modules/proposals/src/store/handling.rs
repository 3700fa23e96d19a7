//! Lists over units' parts: the inbox of a unit, what the assigning side looks after, and the sums by unit.

use jiff::civil::Date;
use kernel::db::{Param, Row, ToParam, Tx};
use kernel::{Id, Result, Timestamp, params};

use super::unknown;
use crate::model::Assignment;
use crate::workflow::assignment::State;
use crate::workflow::words::Part;

/// Which parts; nothing set means all of them.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub assembly: Option<Id>,
    pub unit: Option<Id>,
    pub session: Option<Id>,
    pub side: Option<String>,
    pub states: Vec<State>,
    pub handler: Option<Id>,
    /// In the title or the number.
    pub q: Option<String>,
    pub part: Option<Part>,
    /// Units that answer the proposer themselves.
    pub answering: bool,
    /// The step that is due now: on or before this day.
    pub due_until: Option<Date>,
    /// Reply or opinion: before this day.
    pub answer_before: Option<Date>,
    /// With an objection to the pre-assignment list.
    pub objected: bool,
    /// With a request for an extension that nobody has decided.
    pub extension_asked: bool,
}

/// One part with what a list shows of its proposal.
#[derive(Clone, Debug)]
pub struct Item {
    pub assignment: Id,
    pub proposal: Id,
    pub number: Option<String>,
    pub title: String,
    pub proposer: String,
    pub unit: Id,
    pub unit_name: String,
    pub side: String,
    pub part: Part,
    pub state: State,
    pub state_since: Timestamp,
    /// Of the present step.
    pub due: Option<Date>,
    pub reply_due: Option<Date>,
    pub opinion_due: Option<Date>,
    pub return_until: Option<Date>,
    pub handler: Option<Id>,
    pub handler_name: Option<String>,
    pub section: Option<String>,
    pub objection: Option<String>,
    pub note: Option<String>,
    pub urged: i64,
}

struct Where {
    sql: String,
    params: Vec<Param<'static>>,
}

impl Where {
    fn and(&mut self, condition: &str, value: impl ToParam) {
        self.params.push(value.to_param().into_owned());
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replace('?', &format!("${}", self.params.len())));
    }
}

fn conditions(filter: &Filter) -> Where {
    let mut found = Where { sql: "1 = 1".into(), params: Vec::new() };
    if let Some(assembly) = filter.assembly {
        found.and("a.assembly = ?", assembly);
    }
    if let Some(unit) = filter.unit {
        found.and("a.unit = ?", unit);
    }
    if let Some(session) = filter.session {
        found.and("p.session = ?", session);
    }
    if let Some(side) = &filter.side {
        found.and("u.side = ?", side.as_str());
    }
    if let Some(handler) = filter.handler {
        found.and("a.handler = ?", handler);
    }
    if let Some(part) = filter.part {
        found.and("a.part = ?", part.name());
    }
    if let Some(day) = filter.due_until {
        found.and("a.due <= ?", day);
    }
    if let Some(day) = filter.answer_before {
        found.and("COALESCE(a.reply_due, a.opinion_due) < ?", day);
    }
    if let Some(q) = filter.q.as_deref().map(text::fold).filter(|q| !q.is_empty()) {
        let escaped: String = q.chars().flat_map(|c| if "%_!".contains(c) { vec!['!', c] } else { vec![c] }).collect();
        found.and("(p.folded LIKE ? ESCAPE '!' OR p.case_no LIKE ? ESCAPE '!')", format!("%{escaped}%"));
    }
    if filter.answering {
        found.sql.push_str(" AND a.part <> 'co'");
    }
    if filter.objected {
        found.sql.push_str(" AND a.objection IS NOT NULL");
    }
    if filter.extension_asked {
        found.sql.push_str(" AND EXISTS (SELECT 1 FROM extension e WHERE e.assignment = a.id AND e.state = 'asked')");
    }
    if !filter.states.is_empty() {
        let names: Vec<String> = filter.states.iter().map(|s| format!("'{}'", s.name())).collect();
        found.sql.push_str(&format!(" AND a.state IN ({})", names.join(", ")));
    }
    found
}

const FROM: &str =
    "FROM assignment a JOIN proposal p ON p.id = a.proposal JOIN unit u ON u.id = a.unit LEFT JOIN person h ON h.id = a.handler";

/// The earliest due first.
pub fn items(tx: &mut Tx, filter: &Filter, skip: i64, most: i64) -> Result<Vec<Item>> {
    let mut found = conditions(filter);
    found.params.push(most.to_param().into_owned());
    found.params.push(skip.to_param().into_owned());
    let n = found.params.len();
    let sql = format!(
        "SELECT a.id, p.id, p.case_no, p.title, p.proposer, u.id, u.name, u.side, a.part, a.state, a.state_since, a.due, a.reply_due,
          a.opinion_due, a.return_until, a.handler, h.name, a.section, a.objection, a.note, a.urged
         {FROM} WHERE {} ORDER BY a.due NULLS LAST, a.reply_due NULLS LAST, a.id LIMIT ${} OFFSET ${n}",
        found.sql,
        n - 1
    );
    tx.query(&sql, &found.params, item)
}

/// As [`items`] in the order of a printed list: by unit, then by number.
pub fn by_unit(tx: &mut Tx, filter: &Filter, most: i64) -> Result<Vec<Item>> {
    let mut found = conditions(filter);
    found.params.push(most.to_param().into_owned());
    let sql = format!(
        "SELECT a.id, p.id, p.case_no, p.title, p.proposer, u.id, u.name, u.side, a.part, a.state, a.state_since, a.due, a.reply_due,
          a.opinion_due, a.return_until, a.handler, h.name, a.section, a.objection, a.note, a.urged
         {FROM} WHERE {} ORDER BY CASE u.side WHEN 'party' THEN 1 WHEN 'government' THEN 2 WHEN 'court' THEN 3 ELSE 4 END, u.code,
          p.case_seq NULLS LAST, p.id LIMIT ${}",
        found.sql,
        found.params.len()
    );
    tx.query(&sql, &found.params, item)
}

pub fn count(tx: &mut Tx, filter: &Filter) -> Result<u64> {
    let found = conditions(filter);
    let n = tx.query_one(&format!("SELECT COUNT(*) {FROM} WHERE {}", found.sql), &found.params, |row| row.get::<i64>(0))?;
    Ok(n.unsigned_abs())
}

fn item(row: &Row) -> Result<Item> {
    Ok(Item {
        assignment: row.get(0)?,
        proposal: row.get(1)?,
        number: row.get(2)?,
        title: row.get(3)?,
        proposer: row.get(4)?,
        unit: row.get(5)?,
        unit_name: row.get(6)?,
        side: row.get(7)?,
        part: Part::parse(&row.get::<String>(8)?).ok_or_else(|| unknown("part"))?,
        state: State::parse(&row.get::<String>(9)?).ok_or_else(|| unknown("assignment"))?,
        state_since: row.get(10)?,
        due: row.get(11)?,
        reply_due: row.get(12)?,
        opinion_due: row.get(13)?,
        return_until: row.get(14)?,
        handler: row.get(15)?,
        handler_name: row.get(16)?,
        section: row.get(17)?,
        objection: row.get(18)?,
        note: row.get(19)?,
        urged: row.get(20)?,
    })
}

/// Persons of a unit who handle something that is open, by name.
pub fn handlers(tx: &mut Tx, unit: Id) -> Result<Vec<(Id, String)>> {
    tx.query(
        "SELECT DISTINCT h.id, h.name FROM assignment a JOIN person h ON h.id = a.handler
         WHERE a.unit = $1 AND a.state NOT IN ('replied', 'opined', 'reassigned', 'revoked') ORDER BY h.name, h.id",
        params![unit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Parts in the hands of a unit that nobody urged since then, the earliest due first.
pub fn unurged(tx: &mut Tx, assembly: Id, since: Timestamp, most: usize) -> Result<Vec<Assignment>> {
    let ids = tx.query(
        "SELECT a.id, a.proposal FROM assignment a WHERE a.assembly = $1
          AND a.state IN ('assigned', 'accepted', 'planned', 'drafting', 'checking', 'to_sign')
          AND COALESCE(a.reply_due, a.opinion_due) IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM urging g WHERE g.assignment = a.id AND g.at > $2)
         ORDER BY COALESCE(a.reply_due, a.opinion_due), a.id LIMIT $3",
        params![assembly, since, most],
        |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?)),
    )?;
    ids.into_iter().map(|(id, proposal)| super::assignments::get(tx, proposal, id)).collect()
}

/// 承办进度: one unit's sums.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Sums {
    pub unit: Id,
    pub name: String,
    pub side: String,
    pub assigned: i64,
    pub accepted: i64,
    pub answered: i64,
    /// Due within 7 days and within 15, the day itself included; what is overdue is in neither.
    pub in_7_days: i64,
    pub in_15_days: i64,
    pub overdue: i64,
}

/// Every unit that was handed something in these sessions; by side and code. `session` 0 means all.
pub fn sums(tx: &mut Tx, assembly: Id, session: Id, today: Date) -> Result<Vec<Sums>> {
    let (soon, later) = (today.saturating_add(jiff::Span::new().days(7)), today.saturating_add(jiff::Span::new().days(15)));
    tx.query(
        "SELECT u.id, u.name, u.side, COUNT(*),
          SUM(CASE WHEN a.state IN ('assigned', 'return_requested') THEN 0 ELSE 1 END),
          SUM(CASE WHEN a.state IN ('replied', 'opined') THEN 1 ELSE 0 END),
          SUM(CASE WHEN a.state NOT IN ('replied', 'opined') AND COALESCE(a.reply_due, a.opinion_due) BETWEEN $3 AND $4 THEN 1 ELSE 0 END),
          SUM(CASE WHEN a.state NOT IN ('replied', 'opined') AND COALESCE(a.reply_due, a.opinion_due) BETWEEN $3 AND $5 THEN 1 ELSE 0 END),
          SUM(CASE WHEN a.state NOT IN ('replied', 'opined') AND COALESCE(a.reply_due, a.opinion_due) < $3 THEN 1 ELSE 0 END)
         FROM assignment a JOIN unit u ON u.id = a.unit JOIN proposal p ON p.id = a.proposal
         WHERE a.assembly = $1 AND a.state NOT IN ('proposed', 'reassigned', 'revoked') AND ($2 = 0 OR p.session = $2)
         GROUP BY u.id, u.name, u.side, u.code
         ORDER BY CASE u.side WHEN 'party' THEN 1 WHEN 'government' THEN 2 WHEN 'court' THEN 3 ELSE 4 END, u.code",
        params![assembly, session, today, soon, later],
        |row| {
            Ok(Sums {
                unit: row.get(0)?,
                name: row.get(1)?,
                side: row.get(2)?,
                assigned: row.get(3)?,
                accepted: row.get(4)?,
                answered: row.get(5)?,
                in_7_days: row.get(6)?,
                in_15_days: row.get(7)?,
                overdue: row.get(8)?,
            })
        },
    )
}
