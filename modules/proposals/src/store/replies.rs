//! Replies and the promises in them.

use kernel::db::{Row, Sealed, Tx};
use kernel::{Id, Result, params};

use crate::model::{Promise, Reply};

/// Of whoever at the unit answers for the reply.
pub const TELEPHONE: Sealed =
    Sealed { table: "reply", key: "id", column: "contact_telephone", place: "reply.contact_telephone", was_readable: true };

const SELECT: &str =
    "SELECT id, assembly, proposal, assignment, unit, round, result_class, body, answers, document_no, signer, contact_name,
 contact_telephone, copies, drafted_by, drafted_at, checked_by, check_note, signed_by, sent_at, revoked_at FROM reply";

/// Drafts included, oldest first.
pub fn of(tx: &mut Tx, proposal: Id) -> Result<Vec<Reply>> {
    let replies = tx.query(&format!("{SELECT} WHERE proposal = $1 ORDER BY id"), params![proposal], reply)?;
    replies.into_iter().map(|reply| opened(tx, reply)).collect()
}

/// The reply or its draft of one unit in one round.
pub fn of_round(tx: &mut Tx, assignment: Id, round: i64) -> Result<Option<Reply>> {
    let found = tx.query_opt(&format!("{SELECT} WHERE assignment = $1 AND round = $2"), params![assignment, round], reply)?;
    found.map(|reply| opened(tx, reply)).transpose()
}

/// Inserts the draft of this round or replaces it.
pub fn put(tx: &mut Tx, r: &Reply) -> Result<()> {
    let telephone = r.contact_telephone.as_deref().map(|text| TELEPHONE.close(tx, r.id, text)).transpose()?;
    tx.execute(
        "INSERT INTO reply (id, assembly, proposal, assignment, unit, round, result_class, body, answers, document_no, signer, contact_name,
          contact_telephone, copies, drafted_by, drafted_at, checked_by, check_note, signed_by, sent_at, revoked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
         ON CONFLICT (assignment, round) DO UPDATE SET result_class = excluded.result_class, body = excluded.body, answers = excluded.answers,
          document_no = excluded.document_no, signer = excluded.signer, contact_name = excluded.contact_name,
          contact_telephone = excluded.contact_telephone, copies = excluded.copies, drafted_by = excluded.drafted_by,
          drafted_at = excluded.drafted_at, checked_by = excluded.checked_by, check_note = excluded.check_note,
          signed_by = excluded.signed_by, sent_at = excluded.sent_at, revoked_at = excluded.revoked_at",
        params![
            r.id,
            r.assembly,
            r.proposal,
            r.assignment,
            r.unit,
            r.round,
            r.result_class,
            r.body,
            serde_json::to_string(&r.answers)?,
            r.document_no,
            r.signer,
            r.contact_name,
            telephone,
            r.copies,
            r.drafted_by,
            r.drafted_at,
            r.checked_by,
            r.check_note,
            r.signed_by,
            r.sent_at,
            r.revoked_at
        ],
    )?;
    Ok(())
}

fn opened(tx: &Tx, reply: Reply) -> Result<Reply> {
    let contact_telephone = reply.contact_telephone.map(|stored| TELEPHONE.open(tx, reply.id, stored)).transpose()?;
    Ok(Reply { contact_telephone, ..reply })
}

fn reply(row: &Row) -> Result<Reply> {
    Ok(Reply {
        id: row.get(0)?,
        assembly: row.get(1)?,
        proposal: row.get(2)?,
        assignment: row.get(3)?,
        unit: row.get(4)?,
        round: row.get(5)?,
        result_class: row.get(6)?,
        body: row.get(7)?,
        answers: serde_json::from_str(&row.get::<String>(8)?)?,
        document_no: row.get(9)?,
        signer: row.get(10)?,
        contact_name: row.get(11)?,
        contact_telephone: row.get(12)?,
        copies: row.get(13)?,
        drafted_by: row.get(14)?,
        drafted_at: row.get(15)?,
        checked_by: row.get(16)?,
        check_note: row.get(17)?,
        signed_by: row.get(18)?,
        sent_at: row.get(19)?,
        revoked_at: row.get(20)?,
    })
}

/// Promises of a proposal, by suggestion.
pub fn promises(tx: &mut Tx, proposal: Id) -> Result<Vec<Promise>> {
    tx.query(
        "SELECT id, proposal, reply, unit, suggestion, text, due, who, state, evidence FROM promise WHERE proposal = $1 ORDER BY suggestion, id",
        params![proposal],
        |row| {
            Ok(Promise {
                id: row.get(0)?,
                proposal: row.get(1)?,
                reply: row.get(2)?,
                unit: row.get(3)?,
                suggestion: row.get(4)?,
                text: row.get(5)?,
                due: row.get(6)?,
                who: row.get(7)?,
                state: row.get(8)?,
                evidence: row.get(9)?,
            })
        },
    )
}

/// Replaces the promises of a draft.
pub fn put_promises(tx: &mut Tx, assembly: Id, reply: Id, promises: &[Promise]) -> Result<()> {
    tx.execute("DELETE FROM promise WHERE reply = $1", params![reply])?;
    for p in promises {
        tx.execute(
            "INSERT INTO promise (id, assembly, proposal, reply, unit, suggestion, text, due, who, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![p.id, assembly, p.proposal, reply, p.unit, p.suggestion, p.text, p.due, p.who, p.state],
        )?;
    }
    Ok(())
}
