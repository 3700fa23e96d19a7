//! The form of a draft: a group of questions for each suggestion, then the promises, then who can be asked.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Choice, Fact, Field, FormView, Html, diff, key_values};

use super::super::fields;
use super::super::part::unit_name;
use super::input::PROMISE_ROWS;
use super::moment;
use crate::model::{Promise, Proposal, Reply};
use crate::rules::Rules;
use crate::store::{self, assignments, replies};

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = store::get(tx, who, ask.id)?;
    let lead = Some(ask.t("proposals.reply.lead").to_owned());
    let rules = store::rules_of(tx, &p)?;
    let work = fields::own_part(tx, who, ask)?;
    let (mut draft, mut promises) = (None, Vec::new());
    if let Some(work) = &work {
        draft = replies::of_round(tx, work.part.id, work.part.round)?;
        let all = replies::promises(tx, p.id)?;
        promises = all.into_iter().filter(|x| draft.as_ref().is_some_and(|d| d.id == x.reply)).collect();
    }
    let classes = class_choices(ask, &rules);
    let context = [Some(fields::named(ask, &p)), between(ask, &p, draft.as_ref(), &promises, &classes)];
    let context = Some(Html::join(context.into_iter().flatten()));
    let mut form = FormView { context, lead, ..FormView::default() }.field(Field::hidden("drafted_at", moment(draft.as_ref())));
    for opinion in assignments::of(tx, p.id)?.iter().filter(|a| a.runs()) {
        if let Some(text) = &opinion.opinion {
            let unit = unit_name(tx, opinion.unit)?;
            form = form.field(Field::note(ask.locale.f("proposals.opinion.of", &[("unit", unit.as_str()), ("text", text.as_str())])));
        }
    }
    for (place, suggestion) in p.suggestions.iter().enumerate() {
        form = form.field(answer(ask, place, suggestion, draft.as_ref(), &classes));
    }
    let value = |read: fn(&Reply) -> Option<String>| draft.as_ref().and_then(read);
    form = form
        .field(Field::select("result_class", ask.t("handling.field.result_class"), classes).values(value(|d| d.result_class.clone())))
        .field(Field::textarea("body", ask.t("handling.field.body"), 10).values(value(|d| Some(d.body.clone()))).max_chars(10_000));
    for row in 1..=rows(ask, &promises) {
        form = form.field(promise(ask, row, &p, promises.get(row - 1)));
    }
    Ok(form
        .field(Field::text("contact_name", ask.t("handling.field.contact_name")).values(value(|d| d.contact_name.clone())).max_chars(50))
        .field(
            Field::text("contact_telephone", ask.t("handling.field.contact_telephone"))
                .values(value(|d| d.contact_telephone.clone()))
                .max_chars(50),
        )
        .field(Field::text("copies", ask.t("handling.field.copies")).values(value(|d| d.copies.clone())).max_chars(500)))
}

/// What somebody else has saved since, beside what was typed.
fn between(ask: &Ask, p: &Proposal, draft: Option<&Reply>, promises: &[Promise], classes: &[Choice]) -> Option<Html> {
    let (draft, read) = (draft?, ask.get("drafted_at")?);
    if read == moment(Some(draft)) {
        return None;
    }
    let typed = |name: &str| ask.get(name).unwrap_or_default().trim().to_owned();
    let class = |code: &str| classes.iter().find(|c| c.value == code).map_or_else(String::new, |c| c.label.clone());
    let mut both = Vec::new();
    for n in 1..=p.suggestions.len() {
        let saved = draft.answers.get(n - 1);
        let label = suggestion(ask, n);
        both.push((label.clone(), saved.map_or_else(String::new, |a| a.text.clone()), typed(&format!("answer_{n}"))));
        let label = format!("{label} · {}", ask.t("handling.field.answer_class"));
        both.push((label, saved.map_or_else(String::new, |a| class(&a.class)), class(&typed(&format!("class_{n}")))));
    }
    let saved = draft.result_class.as_deref().map_or_else(String::new, class);
    both.push((ask.t("handling.field.result_class").to_owned(), saved, class(&typed("result_class"))));
    both.push((ask.t("handling.field.body").to_owned(), draft.body.clone(), typed("body")));
    let line = |no: &str, rest: [&str; 3]| {
        let no = no.parse().map_or_else(|_| String::new(), |n| suggestion(ask, n));
        let parts = std::iter::once(no.as_str()).chain(rest).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" · ")
    };
    for row in 1..=rows(ask, promises) {
        let saved = promises.get(row - 1).map(|g| line(&g.suggestion.to_string(), [&g.text, &g.due.to_string(), &g.who]));
        let part = |part: &str| typed(&format!("promise_{part}_{row}"));
        let sent = line(&part("suggestion"), [&part("text"), &part("due"), &part("who")]);
        both.push((promise_name(ask, row), saved.unwrap_or_default(), sent));
    }
    let other = both.into_iter().filter(|(_, saved, typed)| saved != typed);
    let facts: Vec<Fact> = other.map(|(label, saved, typed)| Fact::new(label, diff(&ask.locale, &saved, &typed))).collect();
    (!facts.is_empty()).then(|| key_values(&facts))
}

fn suggestion(ask: &Ask, n: usize) -> String {
    ask.locale.f("proposals.reply.suggestion", &[("n", n.to_string())])
}

fn promise_name(ask: &Ask, row: usize) -> String {
    ask.locale.f("proposals.reply.promise", &[("n", row.to_string())])
}

/// Groups of questions for promises: always one to spare, and each that was sent, also where somebody else has left fewer.
fn rows(ask: &Ask, promises: &[Promise]) -> usize {
    let sent = ask.query.iter().filter(|(name, _)| name.starts_with("promise_text_")).count();
    PROMISE_ROWS.max(promises.len() + 1).max(sent)
}

/// The classes of the scheme in the reader's language.
pub fn class_choices(ask: &Ask, rules: &Rules) -> Vec<Choice> {
    rules.classes.iter().map(|c| Choice::new(c.code.clone(), fields::label(ask, &c.label, &c.label_en))).collect()
}

fn answer(ask: &Ask, place: usize, suggestion: &str, draft: Option<&Reply>, classes: &[Choice]) -> Field {
    let number = place + 1;
    let given = draft.and_then(|d| d.answers.get(place));
    let text = Field::textarea(format!("answer_{number}"), ask.t("handling.field.answer"), 4)
        .values(given.map(|a| a.text.clone()))
        .max_chars(5_000);
    let class = Field::select(format!("class_{number}"), ask.t("handling.field.answer_class"), classes.to_vec());
    Field::fieldset(self::suggestion(ask, number), vec![Field::note(suggestion), text, class.values(given.map(|a| a.class.clone()))])
}

fn promise(ask: &Ask, row: usize, p: &Proposal, given: Option<&Promise>) -> Field {
    let name = |part: &str| format!("promise_{part}_{row}");
    let suggestions = (1..=p.suggestions.len()).map(|n| Choice::new(n.to_string(), suggestion(ask, n))).collect();
    Field::fieldset(
        promise_name(ask, row),
        vec![
            Field::select(name("suggestion"), ask.t("handling.field.promise_suggestion"), suggestions)
                .values(given.map(|g| g.suggestion.to_string())),
            Field::text(name("text"), ask.t("handling.field.promise_text")).values(given.map(|g| g.text.clone())).max_chars(500),
            Field::date(name("due"), ask.t("handling.field.promise_due")).values(given.map(|g| g.due.to_string())),
            Field::text(name("who"), ask.t("handling.field.promise_who")).values(given.map(|g| g.who.clone())).max_chars(100),
        ],
    )
}
