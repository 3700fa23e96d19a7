//! 开始、延期与截止. What closes a secret deliberation destroys its key in the same transaction.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Note;
use web::ui::Field;
use web::{Act, Bound, Done, act};

use super::{Case, form, moved, stepped};
use crate::maps::{self, Told, What};
use crate::store;
use crate::workflow::{Act as Step, State, statement};

const OPEN: Act = act("deliberations.open", "/deliberations/{id}/opening").rule("deliberation", "open").journals("deliberation.opened");
const END_COLLECTION: Act = act("deliberations.end_collection", "/deliberations/{id}/collection-end")
    .rule("deliberation", "end_collection")
    .journals("deliberation.collection_ended");
const EXTEND: Act =
    act("deliberations.extend", "/deliberations/{id}/extension").rule("deliberation", "extend").journals("deliberation.extended");
const CLOSE: Act = act("deliberations.close", "/deliberations/{id}/closing").rule("deliberation", "close").journals("deliberation.closed");

pub fn all() -> Vec<Bound> {
    vec![
        OPEN.bind(open).form(|tx, who, ask| Ok(form::about(tx, who, ask, Step::Open)?.0.field(form::note(ask)))).after(maps::told),
        END_COLLECTION
            .bind(end_collection)
            .form(|tx, who, ask| Ok(form::about(tx, who, ask, Step::EndCollection)?.0.field(form::note(ask)))),
        EXTEND.bind(extend).form(|tx, who, ask| {
            let (view, case) = form::about(tx, who, ask, Step::Extend)?;
            let until = Field::date("closes_on", ask.t("deliberations.field.closes-on")).required().value(case.d.closes_on.to_string());
            Ok(view.field(until).field(form::reason(ask)))
        }),
        CLOSE
            .bind(close)
            .form(|tx, who, ask| {
                let (mut view, case) = form::about(tx, who, ask, Step::Close)?;
                let warning = if case.d.secret { "deliberations.close.warning-secret" } else { "deliberations.close.warning" };
                view.warning = Some(ask.t(warning).to_owned());
                Ok(view.field(form::note(ask)))
            })
            .after(maps::told),
    ]
}

fn open(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Open)?;
    case.d.opened_at = Some(tx.now());
    // Opened by hand before its day, it runs from today.
    case.d.opens_on = case.d.opens_on.min(tx.today());
    let done = moved(tx, &mut case, to, json!({ "note": input.note }))?.say("deliberations.said.opened");
    Ok(done.tell(Told { deliberation: id, what: What::Anew }))
}

/// 征集截止: from now on people vote on what is there.
fn end_collection(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::EndCollection)?;
    let waiting = store::statements::count(tx, id, &[statement::State::New, statement::State::Appealed])?;
    if waiting > 0 {
        return Err(Error::conflict("deliberations.end-collection.waiting"));
    }
    Ok(moved(tx, &mut case, to, json!({ "note": input.note }))?.say("deliberations.said.collection-ended"))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Extension {
    #[garde(required)]
    #[schemars(with = "String")]
    closes_on: Option<Date>,
    #[garde(length(chars, min = 1, max = 1000))]
    reason: String,
}

fn extend(tx: &mut Tx, who: &Actor, id: Id, input: &Extension) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Extend)?;
    let until = input.closes_on.ok_or_else(|| Error::invalid("closes_on", "web.invalid.required"))?;
    if until <= case.d.closes_on || until < tx.today() {
        return Err(Error::invalid("closes_on", "deliberations.invalid.later"));
    }
    case.d.closes_on = until;
    case.d.due = if case.d.state == State::Announced { Some(case.d.opens_on) } else { Some(until) };
    moved(tx, &mut case, to, json!({ "reason": input.reason, "closes_on": until }))
}

fn close(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Close)?;
    let voices = ended(tx, &mut case)?;
    let done = moved(tx, &mut case, to, json!({ "note": input.note, "voices": voices }))?.say("deliberations.said.closed");
    Ok(done.tell(Told { deliberation: id, what: What::Anew }))
}

/// What every closing does, by hand or by the calendar; how many voices there were.
pub fn ended(tx: &mut Tx, case: &mut Case) -> Result<i64> {
    case.d.closed_at = Some(tx.now());
    let id = case.d.id;
    if case.d.secret {
        store::keys::destroy(tx, id)?;
        store::statements::forget_authors(tx, id)?;
        store::votes::settle(tx, id)?;
    }
    Ok(store::votes::levels(tx, id)?.iter().map(|(_, voices)| voices).sum())
}
