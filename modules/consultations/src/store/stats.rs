//! 统计: counts by room, each of which a list opens.

use jiff::civil::date;
use kernel::clock::start_of;
use kernel::db::Tx;
use kernel::{Id, Result, Timestamp, params};

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
