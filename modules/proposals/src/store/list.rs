//! Lists of proposals: filters are built, so that each combination has its plan. Flat by state, category, session, unit
//! and first signer, each with an index.

use jiff::civil::Date;
use kernel::db::{Param, ToParam, Tx};
use kernel::workflow::At;
use kernel::{Actor, Id, Result, Timestamp};

use super::{scope, unknown};
use crate::workflow::State;

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub category: Option<Id>,
    pub session: Option<Id>,
    pub unit: Option<Id>,
    pub signer: Option<Id>,
    pub first_reviewer: Option<Id>,
    /// Folded text that the title contains, or a case number.
    pub text: Option<String>,
    pub due_until: Option<Date>,
}

/// A line of a list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: Id,
    pub case_no: Option<String>,
    pub receipt_no: Option<i64>,
    pub title: String,
    pub proposer: String,
    pub kind: String,
    pub category: Option<String>,
    /// Empty where it has none.
    pub category_en: String,
    pub state: At<State>,
    pub state_since: Timestamp,
    pub due: Option<Date>,
}

struct Built {
    tables: &'static str,
    conditions: String,
    params: Vec<Param<'static>>,
    scope: scope::Scope,
    /// The column that orders: the index of the unit has its own.
    order: &'static str,
}

/// Newest first, below `before`; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, who: &Actor, filter: &Filter, before: Option<Id>, size: usize) -> Result<Vec<Line>> {
    let Built { tables, conditions, mut params, scope, order } = build(who, filter);
    let visible = scope.of_list();
    params.extend(scope.params);
    let mut sql = format!(
        "SELECT p.id, p.case_no, p.receipt_no, p.title, p.proposer, p.kind, c.name, p.state, p.state_since, p.due, c.name_en {tables}
         LEFT JOIN category c ON c.id = p.category WHERE {conditions} AND {visible}"
    );
    if let Some(before) = before {
        params.push(before.to_param().into_owned());
        sql.push_str(&format!(" AND {order} < ${}", params.len()));
    }
    params.push(Param::Int(size as i64 + 1));
    sql.push_str(&format!(" ORDER BY {order} DESC LIMIT ${}", params.len()));
    tx.query(&sql, &params, |row| {
        Ok(Line {
            id: row.get(0)?,
            case_no: row.get(1)?,
            receipt_no: row.get(2)?,
            title: row.get(3)?,
            proposer: row.get(4)?,
            kind: row.get(5)?,
            category: row.get(6)?,
            state: At::decode(&row.get::<String>(7)?).ok_or_else(|| unknown("state"))?,
            state_since: row.get(8)?,
            due: row.get(9)?,
            category_en: row.get::<Option<String>>(10)?.unwrap_or_default(),
        })
    })
}

/// How many there are. Those in states open to the person anyhow are counted in an index, which holds the state; only the
/// others are looked at one by one.
pub fn count(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    counts(who, filter).into_iter().map(|(sql, params)| tx.scalar(&sql, &params)).sum()
}

/// The counts that add up to the total.
fn counts(who: &Actor, filter: &Filter) -> Vec<(String, Vec<Param<'static>>)> {
    let Built { tables, conditions, mut params, scope, .. } = build(who, filter);
    let count = |condition: &str| format!("SELECT COUNT(*) {tables} WHERE {conditions} AND {condition}");
    let Some(wide) = scope.wide else {
        params.extend(scope.params);
        return vec![(count(&scope.sql), params)];
    };
    let open = (count(&format!("p.state IN ({})", scope::names(&wide.open))), params.clone());
    params.extend(scope.params);
    vec![open, (count(&format!("p.state IN ({}) AND {}", scope::names(&wide.other), wide.own)), params)]
}

fn build(who: &Actor, filter: &Filter) -> Built {
    let mut params: Vec<Param<'static>> = vec![who.assembly.to_param().into_owned()];
    let mut given = |value: &dyn ToParam| {
        params.push(value.to_param().into_owned());
        format!("${}", params.len())
    };
    // Whoever acts for a unit sees the list of that unit.
    let unit = who.units().first().copied().or(filter.unit);
    let mut conditions = Vec::new();
    let (tables, order) = match unit {
        Some(unit) => {
            let unit = given(&unit);
            conditions.push(format!("a.assembly = $1 AND a.unit = {unit} AND a.state NOT IN ('reassigned', 'revoked')"));
            ("FROM assignment a JOIN proposal p ON p.id = a.proposal", "a.proposal")
        }
        None => {
            conditions.push("p.assembly = $1".into());
            ("FROM proposal p", "p.id")
        }
    };
    if let Some(state) = filter.state {
        let state = given(&state.name());
        conditions.push(format!("p.state = {state}"));
    }
    if let Some(category) = filter.category {
        let category = given(&category);
        conditions.push(format!("p.category = {category}"));
    }
    if let Some(session) = filter.session {
        let session = given(&session);
        conditions.push(format!("p.session = {session}"));
    }
    if let Some(signer) = filter.signer {
        let signer = given(&signer);
        conditions.push(format!("p.first_signer = {signer}"));
    }
    if let Some(reviewer) = filter.first_reviewer {
        let reviewer = given(&reviewer);
        conditions.push(format!("p.first_reviewer = {reviewer}"));
    }
    if let Some(day) = filter.due_until {
        let day = given(&day);
        conditions.push(format!("p.due <= {day}"));
    }
    if let Some(text) = &filter.text {
        let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let like = given(&format!("%{escaped}%"));
        let number = given(text);
        conditions.push(format!("(p.folded LIKE {like} ESCAPE '!' OR p.case_no = {number})"));
    }
    let scope = scope::visible(who, params.len() + 1);
    Built { tables, conditions: conditions.join(" AND "), params, scope, order }
}

/// Every combination that the builder can make, for the test that prepares them on both databases.
pub fn texts(who: &Actor) -> Vec<String> {
    (0..128u32)
        .flat_map(|bits| {
            let on = |n: u32| bits >> n & 1 == 1;
            let filter = Filter {
                state: on(0).then_some(State::Filed),
                category: on(1).then_some(Id(1)),
                session: on(2).then_some(Id(1)),
                unit: on(3).then_some(Id(1)),
                signer: on(4).then_some(Id(1)),
                text: on(5).then(|| "x".into()),
                first_reviewer: on(6).then_some(Id(1)),
                due_until: None,
            };
            let Built { tables, conditions, scope, .. } = build(who, &filter);
            let visible = scope.of_list();
            let page = format!("SELECT p.id {tables} WHERE {conditions} AND {visible}");
            counts(who, &filter).into_iter().map(|(sql, _)| sql).chain([page])
        })
        .collect()
}
