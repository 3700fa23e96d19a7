//! 提出异议: a unit on the pre-assignment list says before the conference why it is not the one.

use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use serde_json::json;
use web::act::Reason;
use web::ui::FormView;
use web::{Act, Ask, Done, act};

use super::{fields, part};
use crate::workflow::assignment;

pub const ACT: Act = act("assignments.object", "/proposals/{id}/objection").rule("assignment", "object").journals("assignment.objected");

pub fn object(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let mut work = part::own(tx, who, id, None)?;
    let to = work.step(tx, who, assignment::Act::Object)?;
    work.part.objection = part::filled(&input.reason);
    work.go(tx, to)?;
    Ok(work.done(tx, who, json!({ "reason": input.reason }))?.say("handling.said.objected"))
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (form, _) = fields::about(tx, who, ask)?;
    Ok(form.field(fields::reason(ask)))
}
