//! 办理与公布: owners report with evidence, the worker posts the result.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::{form, moved, stepped, subject};
use crate::model::Item;
use crate::workflow::Act as Step;
use crate::workflow::words::Progress;
use crate::{policy, store};

const REPORT: Act = act("topics.report_item", "/topics/{id}/reports").rule("topic", "report_item").journals("topic.item_reported");
const POST: Act = act("topics.post_result", "/topics/{id}/result").rule("topic", "post_result").journals("result.posted");

pub fn all() -> Vec<Bound> {
    vec![REPORT.bind(report).form(report_form), POST.bind(post).form(post_form)]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Report {
    #[garde(required)]
    item: Option<Id>,
    /// `done`, `partly` or `not_done`
    #[garde(required)]
    progress: Option<Progress>,
    #[garde(length(chars, min = 1, max = 2_000))]
    text: String,
}

/// A unit reports on its own items; the worker on those of a body without an account, or for anybody by telephone.
fn report(tx: &mut Tx, who: &Actor, id: Id, input: &Report) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::ReportItem)?;
    let item = input.item.ok_or_else(|| Error::invalid("item", "web.invalid.required"))?;
    let mut item = store::items::get(tx, id, item).map_err(|_| Error::invalid("item", "web.invalid.shape"))?;
    if !may_report(who, &case.room, &item) {
        return Err(Error::refused("topics.report.not-yours"));
    }
    let progress = input.progress.filter(|p| *p != Progress::Open).ok_or_else(|| Error::invalid("progress", "web.invalid.shape"))?;
    item.progress = progress;
    item.report = Some(input.text.trim().to_owned());
    item.reported_by = Some(who.person);
    item.reported_at = Some(tx.now());
    store::items::save(tx, &item)?;
    let payload = json!({ "item": item.id, "unit": item.owner, "progress": progress.name(), "text": item.report });
    Ok(moved(tx, who, &mut case, to, None, payload)?.say("topics.said.item-reported"))
}

fn may_report(who: &Actor, room: &crate::model::Room, item: &Item) -> bool {
    policy::is_worker(who, room) || item.unit.is_some_and(|unit| who.units().contains(&unit))
}

fn report_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, Step::ReportItem)?;
    let items: Vec<Item> = store::items::of(tx, ask.id)?.into_iter().filter(|i| may_report(who, &case.room, i)).collect();
    let choices = items.iter().map(|i| Choice::new(i.id.to_string(), i.body.as_str()).hint(i.owner.as_str())).collect();
    let chosen =
        ask.get("item").map(str::to_owned).or_else(|| items.iter().find(|i| i.progress == Progress::Open).map(|i| i.id.to_string()));
    let words = [Progress::Done, Progress::Partly, Progress::NotDone];
    let words = words.map(|p| Choice::new(p.name(), ask.t(&format!("word.progress.{}", p.name())))).to_vec();
    let mut view = view
        .field(Field::radio("item", ask.t("topics.item.text"), choices).required().value(chosen.unwrap_or_default()))
        .field(Field::radio("progress", ask.t("topics.item.progress"), words).required())
        .field(Field::textarea("text", ask.t("topics.item.report"), 4).required().max_chars(2_000))
        .field(Field::files("evidence", ask.t("topics.item.evidence"), ".jpg,.jpeg,.png,.pdf"));
    view.multipart = true;
    Ok(view)
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Posted {
    #[garde(length(chars, min = 1, max = 3_000))]
    result: String,
    /// What the photographs show, to be read out.
    #[garde(length(chars, max = 200))]
    picture_words: String,
}

/// Every item has been reported on, done or not with the reason. Photographs go with the result, for everybody to see.
fn post(tx: &mut Tx, who: &Actor, id: Id, input: &Posted) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::PostResult)?;
    if store::items::of(tx, id)?.iter().any(|i| i.progress == Progress::Open) {
        return Err(Error::conflict("topics.post.report-first"));
    }
    case.t.result = Some(input.result.trim().to_owned());
    case.t.result_on = Some(tx.today());
    case.t.picture_words = input.picture_words.trim().to_owned();
    let term = Some(case.rules.rating);
    let payload = json!({ "text": case.t.result });
    let mut done = moved(tx, who, &mut case, to, term, payload)?;
    // The photographs hang on the result, which everybody may see, and not on the topic with its raiser's.
    done.subject = Ref::new("topic_results", id);
    let payload = std::mem::take(&mut done.journal);
    Ok(done.also("topic.result_posted", subject(&case.t), payload).go(format!("/topics/{id}")).say("topics.said.result-posted"))
}

fn post_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, Step::PostResult)?;
    let mut view = view
        .field(Field::textarea("result", ask.t("topics.field.result"), 6).required().max_chars(3_000).hint(ask.t("topics.hint.result")))
        .field(Field::files("photo", ask.t("topics.field.result-photo"), ".jpg,.jpeg,.png"))
        .field(Field::text("picture_words", ask.t("topics.field.picture-words")).max_chars(200).hint(ask.t("topics.hint.picture-words")));
    view.multipart = true;
    Ok(view)
}
