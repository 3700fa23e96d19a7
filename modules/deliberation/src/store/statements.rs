//! Statements.

use kernel::db::{Param, Row, Tx};
use kernel::workflow::At;
use kernel::{Error, Id, Result, params};

use super::deliberations::word;
use super::unknown;
use crate::model::Statement;
use crate::workflow::statement::State;

const COLUMNS: &str = "id, deliberation, number, state, state_since, body, source, author, signed_by, signed_name, is_meta, reason, appeal,
 moderated_by, merged_into, picked, answer, answered_by, changes";

pub fn get(tx: &mut Tx, id: Id) -> Result<Statement> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM statement WHERE id = $1"), params![id], statement)
}

/// In some states, by number; all of them without any.
pub fn of(tx: &mut Tx, deliberation: Id, states: &[State]) -> Result<Vec<Statement>> {
    let within = match states {
        [] => String::new(),
        states => format!(" AND state IN ({})", names(states)),
    };
    let sql = format!("SELECT {COLUMNS} FROM statement WHERE deliberation = $1{within} ORDER BY number");
    tx.query(&sql, params![deliberation], statement)
}

pub fn names(states: &[State]) -> String {
    let all: Vec<String> = states.iter().map(|s| format!("'{}'", s.name())).collect();
    all.join(", ")
}

/// Number, and whether it may be voted on: all that a vote needs to know.
pub fn votable(tx: &mut Tx, deliberation: Id, id: Id) -> Result<Option<i64>> {
    tx.query_opt("SELECT number FROM statement WHERE id = $1 AND deliberation = $2 AND state = 'shown'", params![id, deliberation], |row| {
        row.get(0)
    })
}

/// (id, number) of what can be voted on.
pub fn all_votable(tx: &mut Tx, deliberation: Id) -> Result<Vec<(Id, i64)>> {
    tx.query("SELECT id, number FROM statement WHERE deliberation = $1 AND state = 'shown' ORDER BY number", params![deliberation], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

pub fn count(tx: &mut Tx, deliberation: Id, states: &[State]) -> Result<i64> {
    tx.scalar(&format!("SELECT COUNT(*) FROM statement WHERE deliberation = $1 AND state IN ({})", names(states)), params![deliberation])
}

/// How many a voice has written.
pub fn written_by(tx: &mut Tx, deliberation: Id, author: &[u8]) -> Result<i64> {
    tx.scalar("SELECT COUNT(*) FROM statement WHERE deliberation = $1 AND author = $2", params![deliberation, author])
}

/// By its number within the deliberation.
pub fn numbered(tx: &mut Tx, deliberation: Id, number: i64) -> Result<Option<Statement>> {
    let sql = format!("SELECT {COLUMNS} FROM statement WHERE deliberation = $1 AND number = $2");
    tx.query_opt(&sql, params![deliberation, number], statement)
}

/// Has this person put the name to one?
pub fn signed(tx: &mut Tx, deliberation: Id, person: Id) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM statement WHERE deliberation = $1 AND signed_by = $2";
    Ok(tx.scalar(sql, params![deliberation, person])? > 0)
}

/// With the own name to it.
pub fn by_signer(tx: &mut Tx, deliberation: Id, person: Id) -> Result<Vec<Statement>> {
    let sql = format!("SELECT {COLUMNS} FROM statement WHERE deliberation = $1 AND signed_by = $2 ORDER BY number");
    tx.query(&sql, params![deliberation, person], statement)
}

pub fn by_author(tx: &mut Tx, deliberation: Id, author: &[u8]) -> Result<Vec<Statement>> {
    let sql = format!("SELECT {COLUMNS} FROM statement WHERE deliberation = $1 AND author = $2 ORDER BY number");
    tx.query(&sql, params![deliberation, author], statement)
}

/// The same words stand there already.
pub fn same(tx: &mut Tx, deliberation: Id, body: &str) -> Result<Option<i64>> {
    tx.query_opt(
        "SELECT number FROM statement WHERE deliberation = $1 AND folded = $2 AND state <> 'upheld' LIMIT 1",
        params![deliberation, text::fold(body)],
        |row| row.get(0),
    )
}

pub fn next_number(tx: &mut Tx, deliberation: Id) -> Result<i64> {
    Ok(tx.scalar("SELECT MAX(number) FROM statement WHERE deliberation = $1", params![deliberation])? + 1)
}

pub fn insert(tx: &mut Tx, s: &Statement) -> Result<()> {
    const INTO: &str =
        "statement (id, deliberation, number, source, author, changes, state, state_since, body, folded, signed_by, signed_name,
     is_meta, reason, appeal, moderated_by, merged_into, picked, answer, answered_by)";
    let (source, author) = (s.source.name(), s.author.as_deref());
    let head = params![s.id, s.deliberation, s.number, source, author, s.changes];
    let row = head.iter().cloned().map(Param::into_owned).chain(values(s)).collect();
    tx.insert_all(INTO, &[row])?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, s: &mut Statement) -> Result<()> {
    let mut all: Vec<Param<'static>> = params![s.id, s.changes].iter().cloned().map(Param::into_owned).collect();
    all.extend(values(s));
    let changed = tx.execute(
        "UPDATE statement SET changes = changes + 1, state = $3, state_since = $4, body = $5, folded = $6, signed_by = $7, signed_name = $8,
         is_meta = $9, reason = $10, appeal = $11, moderated_by = $12, merged_into = $13, picked = $14, answer = $15, answered_by = $16
         WHERE id = $1 AND changes = $2",
        &all,
    )?;
    s.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("deliberations.changed-meanwhile")) }
}

/// Authors are forgotten when a secret deliberation has closed; names that members put to their words stay.
pub fn forget_authors(tx: &mut Tx, deliberation: Id) -> Result<()> {
    tx.execute("UPDATE statement SET author = NULL WHERE deliberation = $1", params![deliberation])?;
    Ok(())
}

fn values(s: &Statement) -> Vec<Param<'static>> {
    let folded = text::fold(&s.body);
    params![
        s.state.get().name(),
        s.state_since,
        s.body,
        folded,
        s.signed_by,
        s.signed_name,
        s.is_meta,
        s.reason,
        s.appeal,
        s.moderated_by,
        s.merged_into,
        s.picked,
        s.answer,
        s.answered_by
    ]
    .iter()
    .cloned()
    .map(Param::into_owned)
    .collect()
}

fn statement(row: &Row) -> Result<Statement> {
    Ok(Statement {
        id: row.get(0)?,
        deliberation: row.get(1)?,
        number: row.get(2)?,
        state: At::decode(&row.get::<String>(3)?).ok_or_else(|| unknown("state"))?,
        state_since: row.get(4)?,
        body: row.get(5)?,
        source: word(row, 6)?,
        author: row.get(7)?,
        signed_by: row.get(8)?,
        signed_name: row.get(9)?,
        is_meta: row.get(10)?,
        reason: row.get(11)?,
        appeal: row.get(12)?,
        moderated_by: row.get(13)?,
        merged_into: row.get(14)?,
        picked: row.get(15)?,
        answer: row.get(16)?,
        answered_by: row.get(17)?,
        changes: row.get(18)?,
    })
}
