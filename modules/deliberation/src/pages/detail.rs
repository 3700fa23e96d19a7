//! 议题管理: what it is, whose turn it is, what waits for a moderator, and everything that happened.

use directory::names;
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::Value;
use web::ui::{ActLink, Cell, Column, DetailView, Fact, Link, Row, Section, Turn, drawing, prose, table};
use web::{Ask, Reply};

use super::labels::{self, FORMS};
use super::{list, outcomes, remotes, results};
use crate::acts::{self, Case, subject};
use crate::model::Statement;
use crate::workflow::{Act, PROCESS, Role, SHOWN, statement};
use crate::{clocks, json as shape, policy, store};

/// `GET /api/v1/deliberations/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let d = store::deliberations::get(tx, who, ask.id)?;
    shape::deliberation(tx, &d)
}

/// `GET /deliberations/{id}`: whoever does not work with it goes to its public side.
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = acts::case(tx, who, ask.id)?;
    let d = &case.d;
    if !who.holds_any(policy::READING_OFFICES) || who.assembly != d.assembly {
        return Ok(Reply::Go(format!("/public/deliberations/{}", d.id)));
    }
    let (acts, more_acts, yours) = FORMS.acts(ask, &PROCESS, d.state, &case.roles, d.id, &[Act::Decline, Act::Cancel]);
    // Everybody's acts are on the public side.
    let own = |links: Vec<ActLink>| links.into_iter().filter(|l| !l.href.starts_with("/public/")).collect();
    let (timeline, visited) = web::record::history(tx, ask, &subject(d), "deliberations.somebody")?;
    let visited: Vec<&str> = visited.iter().map(String::as_str).collect();
    let view = DetailView {
        eyebrow: list::audience(ask, d),
        title: d.title.clone(),
        chip: labels::state(ask, d.state.get()),
        turn: turn(tx, ask, &case, yours)?,
        acts: own(acts),
        more_acts: own(more_acts),
        facts: facts(tx, ask, &case)?,
        sections: sections(tx, who, ask, &case)?,
        files: Vec::new(),
        timeline,
        drawing: Some(drawing(&ask.locale, &PROCESS, d.state.get(), &visited)),
        prints: prints(who, ask, &case),
    };
    let crumbs = vec![Link::new(ask.t("deliberations.list"), "/deliberations")];
    Ok(Reply::page(d.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

fn prints(who: &Actor, ask: &Ask, case: &Case) -> Vec<Link> {
    let d = &case.d;
    if !SHOWN.contains(&d.state.get()) {
        return Vec::new();
    }
    let mut links = vec![
        Link::new(ask.t("deliberations.link.public"), format!("/public/deliberations/{}", d.id)),
        Link::new(ask.t("deliberations.link.results"), format!("/public/deliberations/{}/results", d.id)),
        Link::new(ask.t("deliberations.link.board"), format!("/deliberations/{}/board", d.id)),
        Link::new(ask.t("deliberations.print.poster"), format!("/deliberations/{}/print/poster", d.id)),
    ];
    // A code is a voice: only who organises it has the codes.
    if policy::is_organiser(who, d) && PROCESS.step(d.state, Act::PrintSlips, &case.roles).is_ok() {
        links.push(Link::new(ask.t("deliberations.print.slips"), format!("/deliberations/{}/print/slips", d.id)));
    }
    links
}

fn turn(tx: &mut Tx, ask: &Ask, case: &Case, yours: bool) -> Result<Option<Turn>> {
    let d = &case.d;
    let roles = PROCESS.turn(d.state);
    if roles.is_empty() || PROCESS.is_final(d.state.get()) {
        return Ok(None);
    }
    let calendar = clocks::calendar(tx, d.assembly)?;
    let who: Vec<String> = roles.iter().filter(|r| **r != Role::System).map(|r| labels::word(ask, "deliberation.role", *r)).collect();
    Ok(Some(Turn {
        who: labels::listed(ask, &who),
        since: ask.locale.moment(d.state_since.0, ask.today),
        until: d.due.map(|day| labels::clock(ask, &calendar, day)),
        yours,
    }))
}

fn facts(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Vec<Fact>> {
    let d = &case.d;
    let yes_no = |is: bool| ask.t(if is { "deliberations.yes" } else { "deliberations.no" }).to_owned();
    let mut facts = vec![
        Fact::new(ask.t("deliberations.column.period"), labels::period(ask, d)),
        Fact::new(ask.t("deliberations.column.level"), labels::word(ask, "word.level", d.level)),
        Fact::new(ask.t("deliberations.field.moderation"), labels::word(ask, "word.moderation", d.moderation)),
        Fact::new(ask.t("deliberations.fact.secret"), yes_no(d.secret)),
        Fact::new(ask.t("deliberations.fact.takes-statements"), yes_no(d.takes_statements)),
        Fact::new(ask.t("deliberations.fact.proposed-by"), names::person(tx, d.proposed_by)?),
    ];
    if let Some(by) = d.approved_by {
        facts.push(Fact::new(ask.t("deliberations.fact.approved-by"), names::person(tx, by)?));
    }
    if let Some((kind, id)) = &d.about {
        facts.push(Fact::new(
            ask.t("deliberations.fact.about"),
            Cell::link(ask.t(&format!("deliberations.about.{kind}")), format!("/{kind}/{id}")),
        ));
    }
    let (made, entered) = store::slips::count(tx, d.id)?;
    if made > 0 {
        let so_far = ask.locale.f("deliberations.slips.so-far", &[("made", made.to_string()), ("entered", entered.to_string())]);
        facts.push(Fact::new(ask.t("deliberations.fact.slips"), so_far));
    }
    Ok(facts)
}

fn sections(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case) -> Result<Vec<Section>> {
    let d = &case.d;
    let mut sections = Vec::new();
    if let Some(reason) = &d.reason {
        sections.push(Section::new("reason", ask.t("deliberations.field.reason"), prose(reason)));
    }
    sections.push(Section::new("question", ask.t("deliberations.field.question"), prose(&d.question)));
    if !d.materials.is_empty() {
        sections.push(Section::new("materials", ask.t("deliberations.field.materials"), prose(&d.materials)));
    }
    sections.extend(screening(tx, who, ask, case)?);
    if SHOWN.contains(&d.state.get()) && d.opened_at.is_some() {
        sections.push(Section::new("participation", ask.t("deliberations.section.participation"), results::participation(tx, ask, case)?));
        sections.push(Section::new("map", ask.t("deliberations.section.map"), results::map(ask, case, None)));
    }
    for (name, text) in [("summary", &d.summary), ("report", &d.report), ("result", &d.result)] {
        if let Some(text) = text {
            sections.push(Section::new(name, ask.t(&format!("deliberations.field.{name}")), prose(text)));
        }
    }
    sections.extend(outcomes::sections::inside(tx, ask, d)?);
    sections.extend(remotes::about::of_deliberation(tx, who, ask, d)?);
    Ok(sections)
}

/// Statements by state, those that wait first, each with what this person can do with it.
fn screening(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case) -> Result<Option<Section>> {
    use statement::State::*;
    let mut all = store::statements::of(tx, case.d.id, &[])?;
    let order = |s: &Statement| [Appealed, New, Shown, Merged, Hidden, Upheld].iter().position(|state| s.state == *state);
    all.sort_by_key(|s| (order(s), s.number));
    if all.is_empty() {
        return Ok(None);
    }
    let view = ask.memory.of::<crate::maps::Maps>().view(case.d.id);
    let mut rows = Vec::new();
    for s in &all {
        let roles = policy::statement_roles(who, &case.d, s, None);
        let (mut links, more, _) = FORMS.acts(ask, &statement::PROCESS, s.state, &roles, s.id, &[]);
        links.extend(more);
        let about = [
            s.signed_name.as_ref().map(|name| ask.locale.f("statements.signed", &[("name", name.as_str())])),
            s.merged_into.map(|n| ask.locale.f("statements.merged-into", &[("n", n.to_string())])),
            s.reason.clone(),
            s.appeal.as_ref().map(|text| format!("{} {text}", ask.t("statements.appeal.reason"))),
            s.is_meta.then(|| ask.t("statements.field.is-meta").to_owned()),
            s.picked.then(|| ask.t("statements.field.picked.yes").to_owned()),
            s.answer.as_ref().map(|text| format!("{} {text}", ask.t("statements.field.answer"))),
        ];
        let links: Vec<Link> = links.into_iter().map(|l| Link::new(l.label, l.href)).collect();
        let tally = view.as_ref().and_then(|v| v.tallies.get(&s.number).copied());
        let cells = vec![
            labels::said(ask, s, about.into_iter().flatten().collect(), tally, case.rules.fewest),
            Cell::Chip(labels::statement_state(ask, s.state.get())),
            Cell::Html(web::ui::links(&links)),
        ];
        rows.push(Row::new(s.id, cells));
    }
    let heads: Vec<Column> =
        ["text", "state", "acts"].iter().map(|name| Column::new(ask.t(&format!("statements.column.{name}")))).collect();
    let waiting = all.iter().filter(|s| matches!(s.state.get(), New | Appealed)).count();
    let title = match waiting {
        0 => ask.t("deliberations.section.statements").to_owned(),
        n => ask.locale.count("deliberations.section.statements-waiting", n as i64),
    };
    Ok(Some(Section::new("screening", title, table(&heads, &rows))))
}
