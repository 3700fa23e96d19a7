//! 统计: counts by room, each of which a list opens.

use jiff::civil::{Date, date};
use kernel::clock::start_of;
use kernel::db::Tx;
use kernel::{Id, Result, Timestamp, params};

use super::Filters;

/// The figures of one room in a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub raised: i64,
    pub announced: i64,
    /// Sessions held, those registered afterwards apart.
    pub sessions: i64,
    pub sessions_after: i64,
    /// Topics that were talked over and settled, the same way.
    pub closed: i64,
    pub closed_after: i64,
    pub reopened: i64,
    pub referred: i64,
    /// Topics by their verdict in the last round.
    pub satisfied: i64,
    pub basically: i64,
    pub dissatisfied: i64,
    pub members: i64,
}

/// From the first moment of a year to that of the next; `None` for a year that no calendar has.
pub fn bounds(year: i64) -> Option<(Timestamp, Timestamp)> {
    let year = i16::try_from(year).ok().filter(|y| (1949..=2999).contains(y))?;
    Some((start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))))
}

pub fn of_room(tx: &mut Tx, room: Id, year: i64) -> Result<Line> {
    let Some((from, until)) = bounds(year) else { return Ok(Line::default()) };
    let (first, last) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let (raised, announced, closed, closed_after, reopened, referred) = tx.query_one(
        "SELECT COUNT(*), COUNT(announced_on), COUNT(CASE WHEN state = 'closed' AND registered_after = 0 THEN 1 END),
         COUNT(CASE WHEN state = 'closed' AND registered_after = 1 THEN 1 END), COUNT(CASE WHEN round > 1 THEN 1 END), COUNT(referred)
         FROM topic WHERE room = $1 AND created_at >= $2 AND created_at < $3",
        params![room, from, until],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)),
    )?;
    let (sessions, sessions_after) = tx.query_one(
        "SELECT COUNT(CASE WHEN registered_after = 0 THEN 1 END), COUNT(CASE WHEN registered_after = 1 THEN 1 END) FROM consultation_session
         WHERE room = $1 AND state IN ('minutes', 'confirmed', 'published') AND on_day >= $2 AND on_day <= $3",
        params![room, first, last],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let (satisfied, basically, dissatisfied) = tx.query_one(
        "SELECT COUNT(CASE WHEN verdict = 'satisfied' THEN 1 END), COUNT(CASE WHEN verdict = 'basically' THEN 1 END),
         COUNT(CASE WHEN verdict = 'dissatisfied' THEN 1 END) FROM topic WHERE room = $1 AND created_at >= $2 AND created_at < $3",
        params![room, from, until],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let members = tx.scalar("SELECT COUNT(*) FROM room_member WHERE room = $1 AND ended_at IS NULL", params![room])?;
    Ok(Line {
        raised,
        announced,
        sessions,
        sessions_after,
        closed,
        closed_after,
        reopened,
        referred,
        satisfied,
        basically,
        dissatisfied,
        members,
    })
}

/// What figures by domain are counted over.
#[derive(Clone, Debug)]
pub struct Scope {
    pub assemblies: Vec<Id>,
    pub room: Option<Id>,
    pub from: Date,
    /// Inclusive.
    pub until: Date,
}

/// What is counted by domain (inventory A-GR-25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Topics that were raised in the period.
    Raised,
    /// Sessions that were held in the period, in every domain that they talked over.
    Sessions,
    /// Topics that were agreed on, wholly or in part, and closed in the period.
    Solved,
}

/// A figure of one room in one domain; `None` for topics that were not verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub assembly: Id,
    pub room: Id,
    pub domain: Option<String>,
    pub n: i64,
}

/// The moments between which a period lies.
pub fn moments(from: Date, until: Date) -> (Timestamp, Timestamp) {
    (start_of(from), start_of(until.tomorrow().unwrap_or(until)))
}

/// One line for each room and domain that has any.
pub fn by_domain(tx: &mut Tx, scope: &Scope, measure: Measure) -> Result<Vec<Count>> {
    let (mut filters, record) = (Filters::default(), if measure == Measure::Sessions { "s" } else { "t" });
    narrow(&mut filters, scope, record, measure);
    let sql = match measure {
        Measure::Sessions => format!(
            "SELECT s.assembly, s.room, t.domain, COUNT(DISTINCT s.id) FROM consultation_session s
             JOIN consultation_topic c ON c.session = s.id JOIN topic t ON t.id = c.topic WHERE {} GROUP BY s.assembly, s.room, t.domain",
            filters.sql()
        ),
        _ => format!(
            "SELECT t.assembly, t.room, t.domain, COUNT(*) FROM topic t WHERE {} GROUP BY t.assembly, t.room, t.domain",
            filters.sql()
        ),
    };
    tx.query(&sql, &filters.params, |row| Ok(Count { assembly: row.get(0)?, room: row.get(1)?, domain: row.get(2)?, n: row.get(3)? }))
}

/// Sessions of each room, once each: one that talked over two domains is one session. (assembly, room, n)
pub fn sessions_held(tx: &mut Tx, scope: &Scope) -> Result<Vec<(Id, Id, i64)>> {
    let mut filters = Filters::default();
    narrow(&mut filters, scope, "s", Measure::Sessions);
    let sql =
        format!("SELECT s.assembly, s.room, COUNT(*) FROM consultation_session s WHERE {} GROUP BY s.assembly, s.room", filters.sql());
    tx.query(&sql, &filters.params, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

fn narrow(filters: &mut Filters, scope: &Scope, record: &str, measure: Measure) {
    let assemblies: Vec<String> = scope.assemblies.iter().map(Id::to_string).collect();
    let assemblies = if assemblies.is_empty() { "0".to_owned() } else { assemblies.join(", ") };
    filters.conditions.push(format!("{record}.assembly IN ({assemblies})"));
    if let Some(room) = scope.room {
        filters.and(&format!("{record}.room = ?"), &room);
    }
    let (from, until) = moments(scope.from, scope.until);
    match measure {
        Measure::Raised => {
            filters.and("t.created_at >= ?", &from);
            filters.and("t.created_at < ?", &until);
        }
        Measure::Solved => {
            filters.conditions.push(SOLVED.into());
            filters.and("t.closed_at >= ?", &from);
            filters.and("t.closed_at < ?", &until);
        }
        Measure::Sessions => {
            filters.conditions.push("s.state IN ('minutes', 'confirmed', 'published')".into());
            filters.and("s.on_day >= ?", &scope.from);
            filters.and("s.on_day <= ?", &scope.until);
        }
    }
}

/// A topic (`t`) that was agreed on and is closed.
pub(super) const SOLVED: &str = "t.state = 'closed' AND t.outcome IN ('agreed', 'partly')";
