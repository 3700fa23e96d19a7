//! Counts for the statistics: conditions on `proposal p` that are counted together and opened one by one.

use kernel::db::{Param, Tx};
use kernel::{Id, Result, Timestamp, params};

use super::list::Line;
use super::unknown;
use kernel::workflow::At;

/// What was received from … until …, as it stood at a moment; the ends are exclusive.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub assembly: Id,
    pub from: Timestamp,
    pub until: Timestamp,
    pub as_of: Timestamp,
}

/// The moment that a proposal came in; imported ones may have nothing but a filing.
const CAME: &str = "COALESCE(p.submitted_at, p.filed_at, p.created_at)";

fn received() -> String {
    format!(
        "p.assembly = $1 AND {CAME} >= $2 AND {CAME} < $3 AND {CAME} < $4
         AND (p.submitted_at IS NOT NULL OR p.imported_at IS NOT NULL) AND p.state NOT IN ('draft', 'cosign_open')"
    )
}

/// Ended without or after a filing, in this one of the final states.
pub fn ended(state: &str) -> String {
    format!("(p.state = '{state}' AND (p.state_since < $4 OR p.imported_at IS NOT NULL))")
}

/// The final states other than closed.
pub const ENDS: &[&str] = &["merged", "transferred_to_brief", "transferred_as_letter", "withdrawn", "not_filed"];

fn ended_somehow() -> String {
    format!("({})", ENDS.iter().map(|s| ended(s)).collect::<Vec<_>>().join(" OR "))
}

/// Filed and not ended otherwise.
pub fn filed() -> String {
    let ended = ended_somehow();
    format!(
        "((p.state IN ('filed', 'assigned', 'replied', 'rehandling', 'face_to_face', 'closed') AND COALESCE(p.filed_at, {CAME}) < $4)
          OR (p.state IN ('merged', 'withdrawn', 'not_filed') AND NOT {ended} AND COALESCE(p.filed_at, $4) < $4))"
    )
}

/// Neither filed nor ended.
pub fn pending() -> String {
    format!("(NOT {} AND NOT {})", ended_somehow(), filed())
}

const SENT: &str = "r.sent_at IS NOT NULL AND r.sent_at < $4 AND (r.revoked_at IS NULL OR r.revoked_at >= $4)";

/// Every unit that answers has sent an answer; imported ones count by their state.
pub fn answered() -> String {
    format!(
        "((EXISTS (SELECT 1 FROM reply r WHERE r.proposal = p.id AND {SENT})
           AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.proposal = p.id AND a.part <> 'co'
             AND a.state NOT IN ('proposed', 'reassigned', 'revoked')
             AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.assignment = a.id AND {SENT})))
          OR (p.imported_at IS NOT NULL AND p.state IN ('replied', 'rehandling', 'face_to_face', 'closed')
             AND COALESCE(p.replied_at, p.closed_at, {CAME}) < $4))"
    )
}

/// The result class of a proposal by the declared rule: that of the leading or only unit, else of the unit that was
/// assigned first; its latest answer.
pub fn class() -> String {
    format!(
        "COALESCE((SELECT r.result_class FROM reply r JOIN assignment a ON a.id = r.assignment
           WHERE r.proposal = p.id AND {SENT} AND a.state NOT IN ('reassigned', 'revoked')
           ORDER BY CASE WHEN a.part IN ('lead', 'sole') THEN 0 ELSE 1 END, a.id, r.round DESC LIMIT 1), '')"
    )
}

/// The satisfaction of a proposal by the declared rule: the first signer's rating of the result in the latest round.
pub fn satisfaction() -> String {
    "COALESCE((SELECT t.result FROM rating t WHERE t.proposal = p.id AND t.first_signer = 1 AND t.voided_at IS NULL
       AND t.state = 'given' AND t.given_at < $4 ORDER BY t.round DESC LIMIT 1), '')"
        .to_owned()
}

/// The first signer was asked, and the window closed without a rating.
pub const NOT_RETURNED: &str = "EXISTS (SELECT 1 FROM rating t WHERE t.proposal = p.id AND t.first_signer = 1 AND t.voided_at IS NULL
   AND t.round = p.round AND t.state = 'not_returned')";

/// A word of the policy as an SQL text.
pub fn quoted(code: &str) -> String {
    format!("'{}'", code.replace('\'', "''"))
}

fn bound(span: &Span) -> Vec<Param<'static>> {
    params![span.assembly, span.from, span.until, span.as_of].iter().cloned().map(Param::into_owned).collect()
}

/// One pass over what was received: how many meet each condition.
pub fn counts(tx: &mut Tx, span: &Span, conditions: &[String]) -> Result<Vec<i64>> {
    let sums: Vec<String> = conditions.iter().map(|c| format!("SUM(CASE WHEN {c} THEN 1 ELSE 0 END)")).collect();
    let sql = format!("SELECT {} FROM proposal p WHERE {}", sums.join(", "), received());
    tx.query_one(&sql, &bound(span), |row| (0..conditions.len()).map(|n| Ok(row.get::<Option<i64>>(n)?.unwrap_or(0))).collect())
}

/// How many were received: the other side of the first identity, counted for itself.
pub fn total(tx: &mut Tx, span: &Span) -> Result<i64> {
    tx.scalar(&format!("SELECT COUNT(*) FROM proposal p WHERE {}", received()), &bound(span))
}

/// The rows behind a figure, newest first, below `before`, one more than `size`.
pub fn rows(tx: &mut Tx, span: &Span, condition: &str, before: Option<Id>, size: usize) -> Result<Vec<Line>> {
    let mut params = bound(span);
    params.push(Param::Int(before.map_or(i64::MAX, |b| b.0)));
    params.push(Param::Int(size as i64 + 1));
    let sql = format!(
        "SELECT p.id, p.case_no, p.receipt_no, p.title, p.proposer, p.kind, c.name, p.state, p.state_since, p.due, c.name_en
         FROM proposal p LEFT JOIN category c ON c.id = p.category WHERE {} AND {condition} AND p.id < $5 ORDER BY p.id DESC LIMIT $6",
        received()
    );
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
