//! Review meetings with their lists.

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::{Error, Id, Result, params};

/// 审查会议
#[derive(Clone, Debug)]
pub struct Meeting {
    pub id: Id,
    pub assembly: Id,
    pub held_on: Date,
    pub place: String,
    /// Names, one a line.
    pub attendance: String,
    pub note: String,
    /// `open`, `decided`
    pub state: String,
    pub created_by: Id,
}

/// One proposal on the list: what the meeting recorded, and what came of it.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: Id,
    pub meeting: Id,
    pub proposal: Id,
    /// A word of `acts::review::meeting::Decision`.
    pub decision: Option<String>,
    pub reason_code: Option<String>,
    pub main: Option<Id>,
    pub note: String,
    pub dissent: String,
    /// `done`, `failed`
    pub outcome: Option<String>,
    /// Message key of what stood in the way.
    pub failure: Option<String>,
}

const MEETING: &str = "SELECT id, assembly, held_on, place, attendance, note, state, created_by FROM review_meeting";
const ITEM: &str = "SELECT id, meeting, proposal, decision, reason_code, main, note, dissent, outcome, failure FROM review_item";

/// Newest first.
pub fn of(tx: &mut Tx, assembly: Id, most: usize) -> Result<Vec<Meeting>> {
    tx.query(&format!("{MEETING} WHERE assembly = $1 ORDER BY id DESC LIMIT $2"), params![assembly, most], meeting)
}

/// Open meetings with how many recorded decisions wait to be carried out, the oldest first.
pub fn to_sign(tx: &mut Tx, assembly: Id) -> Result<Vec<(Meeting, i64)>> {
    let sql = format!(
        "{MEETING} WHERE assembly = $1 AND state = 'open' AND EXISTS (SELECT 1 FROM review_item i WHERE i.meeting = review_meeting.id
           AND i.decision IS NOT NULL AND i.outcome IS NULL) ORDER BY id"
    );
    let meetings = tx.query(&sql, params![assembly], meeting)?;
    let recorded = "SELECT COUNT(*) FROM review_item WHERE meeting = $1 AND decision IS NOT NULL AND outcome IS NULL";
    meetings.into_iter().map(|m| Ok((tx.scalar(recorded, params![m.id])?, m))).map(|found: Result<_>| found.map(|(n, m)| (m, n))).collect()
}

/// `NotFound` for another assembly's.
pub fn get(tx: &mut Tx, assembly: Id, id: Id) -> Result<Meeting> {
    tx.query_one(&format!("{MEETING} WHERE assembly = $1 AND id = $2"), params![assembly, id], meeting)
}

pub fn insert(tx: &mut Tx, m: &Meeting) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO review_meeting (id, assembly, held_on, place, attendance, note, state, created_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![m.id, m.assembly, m.held_on, m.place, m.attendance, m.note, m.state, m.created_by, now],
    )?;
    Ok(())
}

pub fn save(tx: &mut Tx, m: &Meeting) -> Result<()> {
    let changed = tx.execute(
        "UPDATE review_meeting SET held_on = $2, place = $3, attendance = $4, note = $5, state = $6 WHERE id = $1",
        params![m.id, m.held_on, m.place, m.attendance, m.note, m.state],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// The list, in the order in which it was made.
pub fn items(tx: &mut Tx, meeting: Id) -> Result<Vec<Item>> {
    tx.query(&format!("{ITEM} WHERE meeting = $1 ORDER BY id"), params![meeting], item)
}

pub fn put_on(tx: &mut Tx, m: &Meeting, proposal: Id) -> Result<()> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO review_item (id, assembly, meeting, proposal, note, dissent) VALUES ($1, $2, $3, $4, '', '') ON CONFLICT (meeting, proposal) DO NOTHING",
        params![id, m.assembly, m.id, proposal],
    )?;
    Ok(())
}

pub fn take_off(tx: &mut Tx, item: Id) -> Result<()> {
    tx.execute("DELETE FROM review_item WHERE id = $1 AND outcome IS NULL", params![item])?;
    Ok(())
}

pub fn save_item(tx: &mut Tx, i: &Item) -> Result<()> {
    let now = tx.now();
    let decided = i.outcome.as_deref().filter(|o| *o == "done").map(|_| now);
    tx.execute(
        "UPDATE review_item SET decision = $2, reason_code = $3, main = $4, note = $5, dissent = $6, outcome = $7, failure = $8, decided_at = $9 WHERE id = $1",
        params![i.id, i.decision, i.reason_code, i.main, i.note, i.dissent, i.outcome, i.failure, decided],
    )?;
    Ok(())
}

/// The meeting that decided a proposal.
pub fn mark(tx: &mut Tx, proposal: Id, meeting: Id) -> Result<()> {
    tx.execute("UPDATE proposal SET meeting = $2 WHERE id = $1", params![proposal, meeting])?;
    Ok(())
}

fn meeting(row: &Row) -> Result<Meeting> {
    Ok(Meeting {
        id: row.get(0)?,
        assembly: row.get(1)?,
        held_on: row.get(2)?,
        place: row.get(3)?,
        attendance: row.get(4)?,
        note: row.get(5)?,
        state: row.get(6)?,
        created_by: row.get(7)?,
    })
}

fn item(row: &Row) -> Result<Item> {
    Ok(Item {
        id: row.get(0)?,
        meeting: row.get(1)?,
        proposal: row.get(2)?,
        decision: row.get(3)?,
        reason_code: row.get(4)?,
        main: row.get(5)?,
        note: row.get(6)?,
        dissent: row.get(7)?,
        outcome: row.get(8)?,
        failure: row.get(9)?,
    })
}
