//! 一条建议: its owner, its day, whose turn it is, the answer and what a person says of it.

use directory::names;
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::Value;
use web::ui::{Cell, DetailView, Fact, Link, Section, Turn, prose};
use web::{Ask, Reply};

use super::super::labels::{self, FORMS};
use super::super::reviews;
use crate::acts::outcomes::{Case, case, reviewed, subject};
use crate::policy::READING_OFFICES;
use crate::workflow::outcome::{Act, PROCESS, RUNNING};
use crate::{clocks, evidence, json as shape, store};

/// A suggestion up to this length is its own title.
const TITLE_CHARS: usize = 50;

/// `GET /api/v1/outcomes/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    Ok(shape::outcome(&store::outcomes::get(tx, who, ask.id)?))
}

/// `GET /outcomes/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = case(tx, who, ask.id)?;
    let o = &case.o;
    let (mut acts, more_acts, yours) = FORMS.acts(ask, &PROCESS, o.state, &case.roles, o.id, &[Act::Return, Act::Rework]);
    // What a joint review decides is offered where one took it up.
    if reviewed::meetings(tx, ask, o.id)?.is_empty() {
        acts.retain(|act| !act.href.contains(reviewed::MARK));
    }
    let (timeline, visited) = web::record::history(tx, ask, &subject(o), "outcomes.somebody")?;
    let visited: Vec<&str> = visited.iter().map(String::as_str).collect();
    let number = ask.locale.f("outcomes.title", &[("n", o.number.to_string())]);
    let title = if is_short(&o.body) { o.body.clone() } else { number.clone() };
    let view = DetailView {
        eyebrow: format!("{}　{number}", case.d.title),
        title: title.clone(),
        chip: super::state(ask, o.state.get()),
        turn: turn(tx, ask, &case, yours)?,
        acts,
        more_acts,
        facts: facts(tx, who, ask, &case)?,
        sections: sections(tx, who, ask, &case)?,
        timeline,
        drawing: Some(web::ui::drawing(&ask.locale, &PROCESS, o.state.get(), &visited)),
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("outcomes.list"), "/outcomes")];
    Ok(Reply::page(title, view.render(&ask.locale))?.crumbs(crumbs))
}

/// Fits above the page.
fn is_short(text: &str) -> bool {
    text::length_chars(text) <= TITLE_CHARS
}

fn turn(tx: &mut Tx, ask: &Ask, case: &Case, yours: bool) -> Result<Option<Turn>> {
    let o = &case.o;
    let roles: Vec<String> = PROCESS.turn(o.state).into_iter().map(|role| labels::word(ask, "outcome.role", role)).collect();
    if roles.is_empty() {
        return Ok(None);
    }
    let running = RUNNING.contains(&o.state.get());
    let calendar = clocks::calendar(tx, o.assembly)?;
    Ok(Some(Turn {
        who: if running { o.owner.clone() } else { labels::listed(ask, &roles) },
        since: ask.locale.moment(o.state_since.0, ask.today),
        until: o.due.filter(|_| running).map(|day| labels::clock(ask, &calendar, day)),
        yours,
    }))
}

fn facts(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case) -> Result<Vec<Fact>> {
    let (o, d) = (&case.o, &case.d);
    // A unit is told of the suggestion; the record that it comes from is the office's.
    let from = match who.holds_any(READING_OFFICES) {
        true => Cell::link(d.title.as_str(), format!("/deliberations/{}", d.id)),
        false => Cell::text(d.title.as_str()),
    };
    let statement = match o.statement {
        Some(n) => store::statements::numbered(tx, d.id, n)?.map(|s| labels::numbered(ask, n, &s.body)),
        None => None,
    };
    let mut facts = vec![Fact::new(ask.t("outcomes.column.deliberation"), from)];
    let mut add = |key: &str, text: Option<String>| facts.extend(text.filter(|t| !t.is_empty()).map(|t| Fact::new(ask.t(key), t)));
    let day = |day: Option<jiff::civil::Date>| day.map(|day| ask.locale.day(day, ask.today));
    add("outcomes.field.statement", statement);
    add("outcomes.column.owner", Some(o.owner.clone()));
    add("outcomes.column.due", day(o.due));
    add("outcomes.field.method", Some(o.method.clone()));
    add("outcomes.field.class", o.class.map(|class| super::class(ask, class)));
    add("outcomes.fact.answered-on", day(o.answered_on));
    add("outcomes.field.verdict", o.verdict.map(|verdict| super::verdict(ask, verdict)));
    if let Some(by) = o.evaluated_by {
        add("outcomes.fact.evaluated-by", Some(names::person(tx, by)?));
    }
    Ok(facts)
}

fn sections(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case) -> Result<Vec<Section>> {
    let o = &case.o;
    let mut sections = Vec::new();
    if !is_short(&o.body) {
        sections.push(Section::new("text", ask.t("outcomes.field.text"), prose(&o.body)));
    }
    let instruction = o.instruction.as_ref().map(|text| match o.instructed_on {
        Some(day) => format!("{text}（{}）", ask.locale.day(day, ask.today)),
        None => text.clone(),
    });
    let told = [
        ("returned", &o.returned),
        ("instruction", &instruction),
        ("answer", &o.answer),
        ("reason", &o.reason),
        ("evaluation", &o.evaluation),
    ];
    for (name, text) in told {
        if let Some(text) = text {
            sections.push(Section::new(name, ask.t(&format!("outcomes.field.{name}")), prose(text)));
        }
    }
    sections.extend(evidence::sections(tx, ask, o)?);
    sections.extend(reviews::of_outcome(tx, who, ask, o)?);
    Ok(sections)
}
