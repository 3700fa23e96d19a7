//! 成果转化 on the pages of a deliberation: inside with links, outside what became of it, never a person's name.

use kernel::Result;
use kernel::db::Tx;
use web::Ask;
use web::ui::{Cell, Column, Html, Link, Row, Section, links, prose, stack, table};

use super::super::labels;
use crate::model::{Deliberation, Outcome};
use crate::workflow::outcome::{ANSWERED, Class, RUNNING, TOLD};
use crate::{clocks, evidence, store};

fn heads(ask: &Ask, names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| Column::new(ask.t(&format!("outcomes.column.{name}")))).collect()
}

fn adopted(all: &[Outcome]) -> i64 {
    all.iter().filter(|o| o.class == Some(Class::Adopted)).count() as i64
}

/// For those who work with it; `None` where nothing was suggested yet.
pub fn inside(tx: &mut Tx, ask: &Ask, d: &Deliberation) -> Result<Option<Section>> {
    let all = store::outcomes::of(tx, d.id)?;
    if all.is_empty() {
        return Ok(None);
    }
    let calendar = clocks::calendar(tx, d.assembly)?;
    let row = |o: &Outcome| {
        // Until there is an answer its day counts, afterwards what the answer is.
        let progress = match (o.class, o.due.filter(|_| RUNNING.contains(&o.state.get()))) {
            (None, Some(day)) => Cell::Clock(labels::clock(ask, &calendar, day)),
            (class, _) => Cell::text(class.map(|class| super::class(ask, class)).unwrap_or_default()),
        };
        let cells = vec![
            Cell::strong(labels::numbered(ask, o.number, &o.body)),
            Cell::text(o.owner.as_str()),
            progress,
            Cell::Chip(super::state(ask, o.state.get())),
        ];
        Row::new(o.id, cells).href(format!("/outcomes/{}", o.id))
    };
    let rows: Vec<Row> = all.iter().map(row).collect();
    let records = format!("/outcomes?deliberation={}&class={}", d.id, Class::Adopted.name());
    let content = Html::join([
        prose(&super::rate(ask, adopted(&all), all.len() as i64)),
        table(&heads(ask, &["text", "owner", "progress", "state"]), &rows),
        links(&[Link::new(ask.t("outcomes.link.adopted"), records)]),
    ]);
    Ok(Some(Section::new("outcomes", ask.t("outcomes.list"), content)))
}

/// For everybody: who has it, and what the answer is. 批示 and those who wrote stay inside.
pub fn outside(tx: &mut Tx, ask: &Ask, d: &Deliberation) -> Result<Option<Section>> {
    let mut all = store::outcomes::of(tx, d.id)?;
    all.retain(|o| TOLD.contains(&o.state.get()));
    if all.is_empty() {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for o in &all {
        let ended = store::reviews::ended(tx, o.id)?;
        let told = Html::of(&Cell::Lines(answer(ask, o, ended)));
        let cells = vec![
            Cell::strong(labels::numbered(ask, o.number, &o.body)),
            Cell::text(o.owner.as_str()),
            Cell::Html(stack([told, evidence::public(tx, ask, o)?])),
            Cell::Chip(super::state(ask, o.state.get())),
        ];
        rows.push(Row::new(o.id, cells));
    }
    let rate = super::rate(ask, adopted(&all), all.len() as i64);
    let content = Html::join([prose(&rate), table(&heads(ask, &["text", "owner", "answer", "state"]), &rows)]);
    Ok(Some(Section::new("outcomes", ask.t("outcomes.section.became"), content)))
}

fn answer(ask: &Ask, o: &Outcome, ended: Option<String>) -> Vec<String> {
    if !ANSWERED.contains(&o.state.get()) {
        return vec![ask.t("outcomes.answer.not-yet").to_owned()];
    }
    let reason = o.reason.as_ref().map(|text| ask.locale.f("outcomes.answer.reason", &[("text", text.as_str())]));
    let verdict = o.verdict.map(|v| ask.locale.f("outcomes.answer.verdict", &[("word", super::verdict(ask, v))]));
    let ended = ended.map(|text| ask.locale.f("outcomes.answer.ended", &[("text", text)]));
    [o.class.map(|class| super::class(ask, class)), o.answer.clone(), reason, verdict, ended].into_iter().flatten().collect()
}
