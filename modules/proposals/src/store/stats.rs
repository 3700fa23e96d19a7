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

/// The moment that a proposal came in; imported ones may have nothing but a filing. The index `proposal_came` holds it, so
/// that the figures of a year read the year and not everything before it.
const CAME: &str = "COALESCE(p.submitted_at, p.filed_at, p.created_at)";

/// The final states other than closed.
pub const ENDS: &[&str] = &["merged", "transferred_to_brief", "transferred_as_letter", "withdrawn", "not_filed"];

const SENT: &str = "r.sent_at IS NOT NULL AND r.sent_at < $4 AND (r.revoked_at IS NULL OR r.revoked_at >= $4)";

/// `facts`: what each proposal received in the span amounts to on its last day, a row each, in the terms that figures are
/// declared in:
///
/// - `ended`: the final state other than closed in which it ended by then, else empty
/// - `filed`, `answered`, `not_returned`, `closed`, `published`: 0 or 1; all but the first only of what is filed
/// - `category`: 0 where none of today's has it
/// - `class`: the result class of the latest answer of the leading or only unit, else of the unit that was assigned first
/// - `satisfaction`: the first signer's rating of the result in the latest round
///
/// Answered is a proposal when every unit that answers has sent an answer; imported ones count by their state. A count keeps
/// the steps apart, so that each is worked out once a row; a page of rows does not, and ends when it is full.
fn facts(counting: bool) -> String {
    let ends = ENDS.iter().map(|state| quoted(state)).collect::<Vec<_>>().join(", ");
    let apart = if counting { "AS MATERIALIZED" } else { "AS" };
    format!(
        "WITH received AS (
           SELECT p.id, p.kind, p.category, p.state, p.round, p.imported_at, p.filed_at, p.published_at, {CAME} AS came,
             COALESCE(p.replied_at, p.closed_at, {CAME}) AS replied_at, COALESCE(p.closed_at, p.state_since) AS closed_at,
             CASE WHEN p.state IN ({ends}) AND (p.state_since < $4 OR p.imported_at IS NOT NULL) THEN p.state ELSE '' END AS ended
           FROM proposal p
           WHERE p.assembly = $1 AND {CAME} >= $2 AND {CAME} < $3
             AND (p.submitted_at IS NOT NULL OR p.imported_at IS NOT NULL) AND p.state NOT IN ('draft', 'cosign_open')),
         stood {apart} (
           SELECT p.*, CASE
             WHEN p.state IN ('filed', 'assigned', 'replied', 'rehandling', 'face_to_face', 'closed') THEN
               CASE WHEN COALESCE(p.filed_at, p.came) < $4 THEN 1 ELSE 0 END
             WHEN p.ended = '' AND p.state IN ('merged', 'withdrawn', 'not_filed') AND COALESCE(p.filed_at, $4) < $4 THEN 1
             ELSE 0 END AS filed
           FROM received p),
         replied {apart} (
           SELECT p.*, CASE
             WHEN p.filed = 0 THEN 0
             WHEN p.imported_at IS NOT NULL AND p.state IN ('replied', 'rehandling', 'face_to_face', 'closed') AND p.replied_at < $4 THEN 1
             WHEN EXISTS (SELECT 1 FROM reply r WHERE r.proposal = p.id AND {SENT})
               AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.proposal = p.id AND a.part <> 'co'
                 AND a.state NOT IN ('proposed', 'reassigned', 'revoked')
                 AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.assignment = a.id AND {SENT})) THEN 1
             ELSE 0 END AS answered
           FROM stood p),
         facts {apart} (
           SELECT p.id, p.kind, p.ended, p.filed, p.answered, COALESCE(c.id, 0) AS category,
             CASE WHEN p.answered = 0 THEN '' ELSE COALESCE((
               SELECT r.result_class FROM reply r JOIN assignment a ON a.id = r.assignment
               WHERE r.proposal = p.id AND {SENT} AND a.state NOT IN ('reassigned', 'revoked')
               ORDER BY CASE WHEN a.part IN ('lead', 'sole') THEN 0 ELSE 1 END, a.id, r.round DESC LIMIT 1), '') END AS class,
             CASE WHEN p.answered = 0 THEN '' ELSE COALESCE((
               SELECT t.result FROM rating t WHERE t.proposal = p.id AND t.first_signer = 1 AND t.voided_at IS NULL
               AND t.state = 'given' AND t.given_at < $4 ORDER BY t.round DESC LIMIT 1), '') END AS satisfaction,
             CASE WHEN p.answered = 1 AND EXISTS (
               SELECT 1 FROM rating t WHERE t.proposal = p.id AND t.first_signer = 1 AND t.voided_at IS NULL
               AND t.round = p.round AND t.state = 'not_returned') THEN 1 ELSE 0 END AS not_returned,
             CASE WHEN p.filed = 1 AND p.state = 'closed' AND p.closed_at < $4 THEN 1 ELSE 0 END AS closed,
             CASE WHEN p.filed = 1 AND COALESCE(p.published_at, $4) < $4 THEN 1 ELSE 0 END AS published
           FROM replied p LEFT JOIN category c ON c.id = p.category AND c.ended_at IS NULL)"
    )
}

/// A word of the policy as an SQL text.
pub fn quoted(code: &str) -> String {
    format!("'{}'", code.replace('\'', "''"))
}

fn bound(span: &Span) -> Vec<Param<'static>> {
    // What came in after the day as of which is counted was not there.
    let until = span.until.min(span.as_of);
    params![span.assembly, span.from, until, span.as_of].iter().cloned().map(Param::into_owned).collect()
}

/// One pass over what was received: how many of the facts meet each condition.
pub fn counts(tx: &mut Tx, span: &Span, conditions: &[String]) -> Result<Vec<i64>> {
    let sums: Vec<String> = conditions.iter().map(|c| format!("SUM(CASE WHEN {c} THEN 1 ELSE 0 END)")).collect();
    let sql = format!("{} SELECT {} FROM facts f", facts(true), sums.join(", "));
    tx.query_one(&sql, &bound(span), |row| (0..conditions.len()).map(|n| Ok(row.get::<Option<i64>>(n)?.unwrap_or(0))).collect())
}

/// How many were received: the other side of the first identity, counted for itself.
pub fn total(tx: &mut Tx, span: &Span) -> Result<i64> {
    tx.scalar(&format!("{} SELECT COUNT(*) FROM received p WHERE $4 = $4", facts(false)), &bound(span))
}

/// The rows behind a figure, newest first, below `before`, one more than `size`.
pub fn rows(tx: &mut Tx, span: &Span, condition: &str, before: Option<Id>, size: usize) -> Result<Vec<Line>> {
    let mut params = bound(span);
    params.push(Param::Int(before.map_or(i64::MAX, |b| b.0)));
    params.push(Param::Int(size as i64 + 1));
    let sql = format!(
        "{} SELECT p.id, p.case_no, p.receipt_no, p.title, p.proposer, p.kind, c.name, p.state, p.state_since, p.due, c.name_en
         FROM facts f JOIN proposal p ON p.id = f.id LEFT JOIN category c ON c.id = p.category
         WHERE {condition} AND f.id < $5 ORDER BY f.id DESC LIMIT $6",
        facts(false)
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
