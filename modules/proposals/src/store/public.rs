//! What was published, for everybody.

use kernel::db::{Param, Row, ToParam, Tx};
use kernel::workflow::At;
use kernel::{Id, Result, Timestamp, params};

use super::{COLUMNS, proposal, unknown};
use crate::model::Proposal;
use crate::workflow::State;

/// What a list of published proposals is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Folded text that the title contains.
    pub text: Option<String>,
    /// By name, because every assembly has categories of its own.
    pub category: Option<String>,
    pub year: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub id: Id,
    pub case_no: Option<String>,
    pub title: String,
    pub proposer: String,
    pub state: State,
    pub published_at: Timestamp,
}

/// Newest first, below `before`; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, filter: &Filter, before: Option<Id>, size: usize) -> Result<Vec<Line>> {
    let (from, mut params) = build(filter);
    let mut sql = format!("SELECT p.id, p.case_no, p.title, p.proposer, p.state, p.published_at {from}");
    if let Some(before) = before {
        params.push(before.to_param().into_owned());
        sql.push_str(&format!(" AND p.id < ${}", params.len()));
    }
    params.push(Param::Int(size as i64 + 1));
    sql.push_str(&format!(" ORDER BY p.id DESC LIMIT ${}", params.len()));
    tx.query(&sql, &params, line)
}

pub fn count(tx: &mut Tx, filter: &Filter) -> Result<i64> {
    let (from, params) = build(filter);
    tx.scalar(&format!("SELECT COUNT(*) {from}"), &params)
}

fn build(filter: &Filter) -> (String, Vec<Param<'static>>) {
    let mut params: Vec<Param<'static>> = Vec::new();
    let mut given = |value: &dyn ToParam| {
        params.push(value.to_param().into_owned());
        format!("${}", params.len())
    };
    let mut from = "FROM proposal p WHERE p.published_at IS NOT NULL".to_owned();
    if let Some(text) = &filter.text {
        let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        from.push_str(&format!(" AND p.folded LIKE {} ESCAPE '!'", given(&format!("%{escaped}%"))));
    }
    if let Some(category) = &filter.category {
        let category = given(category);
        from.push_str(&format!(" AND EXISTS (SELECT 1 FROM category c WHERE c.id = p.category AND c.name = {category})"));
    }
    if let Some(year) = filter.year {
        let year = given(&year);
        from.push_str(&format!(" AND EXISTS (SELECT 1 FROM session s WHERE s.id = p.session AND s.year = {year})"));
    }
    (from, params)
}

fn line(row: &Row) -> Result<Line> {
    Ok(Line {
        id: row.get(0)?,
        case_no: row.get(1)?,
        title: row.get(2)?,
        proposer: row.get(3)?,
        state: At::<State>::decode(&row.get::<String>(4)?).ok_or_else(|| unknown("state"))?.get(),
        published_at: row.get(5)?,
    })
}

/// A published proposal; `NotFound` for every other.
pub fn get(tx: &mut Tx, id: Id) -> Result<Proposal> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM proposal p WHERE p.id = $1 AND p.published_at IS NOT NULL"), params![id], proposal)
}

/// Names of categories with something published: (Chinese, English).
pub fn categories(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    tx.query(
        "SELECT c.name, MIN(c.name_en) FROM category c
         WHERE EXISTS (SELECT 1 FROM proposal p WHERE p.assembly = c.assembly AND p.category = c.id AND p.published_at IS NOT NULL)
         GROUP BY c.name ORDER BY c.name",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Years of sessions with something published, newest first.
pub fn years(tx: &mut Tx) -> Result<Vec<i64>> {
    tx.query(
        "SELECT DISTINCT s.year FROM session s
         WHERE EXISTS (SELECT 1 FROM proposal p WHERE p.assembly = s.assembly AND p.session = s.id AND p.published_at IS NOT NULL)
         ORDER BY s.year DESC",
        &[],
        |row| row.get(0),
    )
}
