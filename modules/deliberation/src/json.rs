//! The records as JSON: what the API answers. Never an author, never a vote.

pub mod remote;

use kernel::Result;
use kernel::db::Tx;
use serde_json::{Value, json};

use crate::model::{Deliberation, JointReview, Outcome, Statement};
use crate::store;
use crate::workflow::statement;

pub fn deliberation(tx: &mut Tx, d: &Deliberation) -> Result<Value> {
    let statements: Vec<Value> = store::statements::of(tx, d.id, &[statement::State::Shown])?.iter().map(one).collect();
    let about = d.about.as_ref().map(|(kind, id)| json!({ "kind": kind, "id": id }));
    Ok(json!({
        "id": d.id, "assembly": d.assembly, "state": d.state, "state_since": d.state_since.rfc3339(), "due": d.due, "title": d.title,
        "question": d.question, "materials": d.materials, "audience": d.audience, "place": d.place, "level": d.level,
        "moderation": d.moderation, "takes_statements": d.takes_statements, "secret": d.secret, "opens_on": d.opens_on,
        "closes_on": d.closes_on, "expected": d.expected, "about": about, "summary": d.summary, "report": d.report, "result": d.result,
        "result_on": d.result_on, "reason": d.reason, "statements": statements,
    }))
}

pub fn one(s: &Statement) -> Value {
    json!({
        "id": s.id, "deliberation": s.deliberation, "number": s.number, "state": s.state, "text": s.body, "source": s.source,
        "signed": s.signed_name, "is_meta": s.is_meta, "reason": s.reason, "merged_into": s.merged_into, "picked": s.picked,
        "answer": s.answer,
    })
}

/// Never who answered, never who judged.
pub fn outcome(o: &Outcome) -> Value {
    json!({
        "id": o.id, "deliberation": o.deliberation, "number": o.number, "state": o.state, "state_since": o.state_since.rfc3339(),
        "text": o.body, "statement": o.statement, "unit": o.unit, "owner": o.owner, "method": o.method, "due": o.due,
        "instruction": o.instruction, "instructed_on": o.instructed_on, "returned": o.returned, "class": o.class, "answer": o.answer,
        "reason": o.reason, "answered_on": o.answered_on, "verdict": o.verdict, "evaluation": o.evaluation,
    })
}

/// With what it took up and decided.
pub fn joint_review(tx: &mut Tx, r: &JointReview) -> Result<Value> {
    let items: Vec<Value> = store::reviews::items(tx, r.id)?
        .iter()
        .map(|i| {
            json!({
                "outcome": i.outcome, "text": i.body, "owner": i.owner, "missed": i.missed, "decision": i.decision, "new_due": i.new_due,
                "words": i.words, "state": i.state,
            })
        })
        .collect();
    Ok(json!({
        "id": r.id, "state": r.state, "quarter": r.quarter.to_string(), "held_on": r.held_on, "office": r.office, "ours": r.ours,
        "theirs": r.theirs, "words": r.words, "items": items,
    }))
}
