//! Sections of the detail page: co-signers, units, replies, ratings, versions.

use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{self, ActLink, ActTone, Cell, Column, Html, Row, Section, facts, prose};

use super::detail::Whole;
use super::{labels, links};
use crate::acts::handling::extension;
use crate::model::{Proposal, Rating, Reply};
use crate::policy;
use crate::rules::Rules;
use crate::store;
use crate::workflow::{self, rating};

/// 延期: the request of the unit that answers, once; the decision on an open one.
pub fn extension_links(who: &Actor, ask: &Ask, whole: &Whole) -> Vec<ActLink> {
    let p = &whole.proposal;
    let mut found = Vec::new();
    for part in &whole.parts {
        let roles = policy::assignment_roles(who, p, part, &whole.rules, ask.today);
        let asked = whole.extensions.iter().any(|e| e.assignment == part.id);
        if !asked && roles.contains(workflow::assignment::Role::LeadHandler) && extension::may_ask(part, ask.today) {
            found.push(ActLink::new(ask.t(extension::ASK.name), format!("/proposals/{}/extension", p.id), ActTone::Plain));
        }
    }
    for e in &whole.extensions {
        for act in workflow::extension::PROCESS.available(e.state, &policy::extension_roles(who, e)) {
            found.extend(links::link(ask, "extension", act.name(), p.id, Some(e.assignment), ActTone::Primary));
        }
    }
    found
}

/// What an office or a liaison may register for a unit that signed on paper.
pub fn on_paper(who: &Actor, ask: &Ask, whole: &Whole) -> Vec<ActLink> {
    let mut found = Vec::new();
    let units = who.units();
    for part in whole.parts.iter().filter(|a| units.is_empty() || units.contains(&a.unit)) {
        let roles = policy::assignment_roles(who, &whole.proposal, part, &whole.rules, ask.today);
        let process = &workflow::assignment::PROCESS;
        for mut link in links::on_paper(ask, who, process, part.state, &roles, whole.proposal.id, Some(part.id)) {
            if whole.parts.len() > 1 {
                link.label = format!("{}：{}", link.label, whole.units.get(&part.unit).map_or("", String::as_str));
            }
            found.push(link);
        }
    }
    found
}

pub fn co_signers(ask: &Ask, whole: &Whole) -> Option<Section> {
    if whole.invitations.is_empty() {
        return None;
    }
    let columns = [
        Column::new(ask.t("proposals.cosigner.name")),
        Column::new(ask.t("proposals.column.state")),
        Column::new(ask.t("proposals.cosigner.until")),
    ];
    let rows: Vec<Row> = whole
        .invitations
        .iter()
        .map(|i| {
            let when = i.answered_at.unwrap_or(i.expires_at);
            Row::new(
                i.id,
                vec![
                    Cell::text(whole.people.get(&i.person).cloned().unwrap_or_default()),
                    Cell::Chip(labels::invitation_state(ask, i.state.get())),
                    Cell::Day(ask.locale.moment(when.0, ask.today)),
                ],
            )
        })
        .collect();
    Some(Section::new("co-signers", ask.t("proposals.section.co-signers"), ui::table(&columns, &rows)))
}

/// Units with their clocks and the contacts with the proposer.
pub fn assignments(tx: &mut Tx, who: &Actor, ask: &Ask, whole: &Whole, calendar: &Calendar) -> Result<Vec<Section>> {
    if whole.parts.is_empty() {
        return Ok(Vec::new());
    }
    let columns = [
        Column::new(ask.t("proposals.part.unit")),
        Column::new(ask.t("proposals.part.part")),
        Column::new(ask.t("proposals.column.state")),
        Column::new(ask.t("proposals.part.step-due")),
        Column::new(ask.t("proposals.part.reply-due")),
        Column::new(ask.t("proposals.part.handler")),
    ];
    let rows: Vec<Row> = whole
        .parts
        .iter()
        .map(|a| {
            let ended = workflow::assignment::PROCESS.is_final(a.state.get());
            let clock = |day: Option<jiff::civil::Date>| match day {
                Some(day) if !ended => Cell::Clock(labels::clock(ask, calendar, day)),
                Some(day) => Cell::Day(ask.locale.short_day(day, ask.today)),
                None => Cell::text(""),
            };
            let handler = a.handler.and_then(|h| whole.people.get(&h).cloned()).unwrap_or_default();
            let handler = [handler, a.section.clone().unwrap_or_default()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
            Row::new(
                a.id,
                vec![
                    Cell::strong(whole.units.get(&a.unit).cloned().unwrap_or_default()),
                    Cell::text(labels::word(ask, "word.part", a.part)),
                    Cell::Chip(labels::part_state(ask, a.state.get())),
                    clock(a.due.filter(|_| !ended)),
                    clock(if a.answers() { a.reply_due } else { a.opinion_due }),
                    Cell::text(handler.join(" · ")),
                ],
            )
        })
        .collect();
    let mut body = vec![ui::table(&columns, &rows)];
    let mut lines = Vec::new();
    // What units and offices write to each other is not for proposers and other members; the contacts are with the proposer.
    let inside = !who.units().is_empty() || who.holds_any(policy::READING_OFFICES);
    let spoken_with = inside || policy::is_principal(who, &whole.proposal) || whole.around.signers.contains(&who.person);
    for a in whole.parts.iter().filter(|_| spoken_with) {
        let unit = whole.units.get(&a.unit).cloned().unwrap_or_default();
        for (key, text) in [("plan", &a.plan_note), ("objection", &a.objection), ("return", &a.return_reason), ("opinion", &a.opinion)] {
            if let Some(text) = text.as_ref().filter(|_| inside) {
                lines.push(ui::Fact::new(format!("{unit} · {}", ask.t(&format!("proposals.part.{key}"))), text.as_str()));
            }
        }
        for c in store::assignments::contacts(tx, a.id)? {
            let label = format!("{unit} · {} · {}", labels::word(ask, "word.contact", c.form), ask.locale.short_day(c.held_on, ask.today));
            lines.push(ui::Fact::new(label, format!("{}：{}", c.people, c.summary)));
        }
    }
    if !lines.is_empty() {
        body.push(ui::key_values(&lines));
    }
    Ok(vec![Section::new("units", ask.t("proposals.section.units"), Html::join(body))])
}

/// Replies that were sent; drafts only for the unit and the offices.
pub fn replies(tx: &mut Tx, who: &Actor, ask: &Ask, whole: &Whole) -> Result<Vec<Section>> {
    let promises = store::replies::promises(tx, whole.proposal.id)?;
    let sees_drafts = |r: &Reply| who.units().contains(&r.unit) || who.units().is_empty() && who.holds_any(policy::READING_OFFICES);
    let shown = whole.replies.iter().filter(|r| r.sent_at.is_some() && r.revoked_at.is_none() || sees_drafts(r));
    Ok(shown
        .map(|r| {
            let unit = whole.units.get(&r.unit).cloned().unwrap_or_default();
            let key = match (r.sent_at, r.revoked_at) {
                (_, Some(_)) => "proposals.reply.revoked",
                (Some(_), None) => "proposals.reply.sent",
                (None, None) => "proposals.reply.draft",
            };
            let title = ask.locale.f(key, &[("unit", unit)]);
            let own = promises.iter().filter(|p| p.reply == r.id);
            let rows: Vec<Row> = own
                .map(|p| {
                    Row::new(
                        p.id,
                        vec![Cell::text(p.text.as_str()), Cell::Day(ask.locale.day(p.due, ask.today)), Cell::text(p.who.as_str())],
                    )
                })
                .collect();
            let mut body = vec![facts(&reply_facts(ask, &whole.rules, r)), prose(&r.body), answers(ask, whole, r)];
            if !rows.is_empty() {
                let columns = [
                    Column::new(ask.t("proposals.promise.what")),
                    Column::new(ask.t("proposals.promise.when")),
                    Column::new(ask.t("proposals.promise.who")),
                ];
                body.push(ui::table(&columns, &rows));
            }
            Section::new(format!("reply-{}", r.id), title, Html::join(body))
        })
        .collect())
}

fn reply_facts(ask: &Ask, rules: &Rules, r: &Reply) -> Vec<ui::Fact> {
    let class = r.result_class.as_deref().and_then(|c| rules.class(c)).map(|c| labels::in_language(ask, &c.label, &c.label_en));
    let texts = [
        ("proposals.reply.class", class),
        ("proposals.reply.document", r.document_no.clone()),
        ("proposals.reply.signer", r.signer.clone()),
        ("proposals.reply.contact", r.contact_name.clone()),
        ("proposals.reply.telephone", r.contact_telephone.clone()),
        ("proposals.reply.sent-on", r.sent_at.map(|t| ask.locale.day(t.day(), ask.today))),
    ];
    texts.into_iter().filter_map(|(key, text)| Some(ui::Fact::new(ask.t(key), text?))).collect()
}

fn answers(ask: &Ask, whole: &Whole, r: &Reply) -> Html {
    let facts: Vec<ui::Fact> = r
        .answers
        .iter()
        .enumerate()
        .map(|(n, answer)| {
            let class = whole.rules.class(&answer.class).map(|c| c.code.clone()).unwrap_or_default();
            let suggestion = whole.proposal.suggestions.get(n).map(|s| text::excerpt(s, 24)).unwrap_or_default();
            let label = ask.locale.f("proposals.reply.answer", &[("n", (n + 1).to_string()), ("class", class), ("text", suggestion)]);
            ui::Fact::new(label, answer.text.as_str())
        })
        .collect();
    if facts.is_empty() { Html::default() } else { ui::key_values(&facts) }
}

/// Nothing for the unit until all have answered or the window has closed; then totals. Single ratings are shown to
/// their raters and to the proposal office.
pub fn ratings(who: &Actor, ask: &Ask, whole: &Whole) -> Option<Section> {
    if whole.ratings.is_empty() {
        return None;
    }
    let open = whole.ratings.iter().any(|r| r.state == rating::State::Asked && ask.today <= r.due);
    let office = who.units().is_empty() && who.holds_any(policy::READING_OFFICES);
    let label = |code: &Option<String>| {
        let value = code.as_deref().and_then(|c| whole.rules.rating(c));
        value.map(|v| labels::in_language(ask, &v.label, &v.label_en)).unwrap_or_default()
    };
    let seen: Vec<&Rating> = whole.ratings.iter().filter(|r| office || r.person == who.person).collect();
    let columns = [
        Column::new(ask.t("proposals.rating.person")),
        Column::new(ask.t("proposals.column.state")),
        Column::new(ask.t("proposals.rating.work")),
        Column::new(ask.t("proposals.rating.result")),
        Column::new(ask.t("proposals.rating.comment")),
    ];
    let rows: Vec<Row> = seen
        .iter()
        .map(|r| {
            Row::new(
                r.id,
                vec![
                    Cell::text(whole.people.get(&r.person).cloned().unwrap_or_default()),
                    Cell::text(labels::word(ask, "rating.state", r.state.get())),
                    Cell::text(label(&r.work)),
                    Cell::text(label(&r.result)),
                    Cell::text(r.comment.clone().unwrap_or_default()),
                ],
            )
        })
        .collect();
    let mut body = Vec::new();
    if !rows.is_empty() {
        body.push(ui::table(&columns, &rows));
    }
    body.push(if open { prose(ask.t("proposals.rating.secret")) } else { totals(ask, whole) });
    Some(Section::new("ratings", ask.t("proposals.section.ratings"), Html::join(body)))
}

fn totals(ask: &Ask, whole: &Whole) -> Html {
    let count = |f: &dyn Fn(&Rating) -> bool| Cell::Number(whole.ratings.iter().filter(|r| f(r)).count().to_string());
    let mut rows: Vec<Row> = whole
        .rules
        .ratings
        .iter()
        .map(|value| {
            Row::new(
                &value.code,
                vec![
                    Cell::text(labels::in_language(ask, &value.label, &value.label_en)),
                    count(&|r| r.work.as_deref() == Some(&value.code)),
                    count(&|r| r.result.as_deref() == Some(&value.code)),
                ],
            )
        })
        .collect();
    let none = count(&|r| r.state != rating::State::Given);
    rows.push(Row::new("none", vec![Cell::text(ask.t("rating.state.not_returned")), none.clone(), none]));
    let columns = [
        Column::new(ask.t("proposals.rating.value")),
        Column::new(ask.t("proposals.rating.work")).numeric(),
        Column::new(ask.t("proposals.rating.result")).numeric(),
    ];
    ui::table(&columns, &rows)
}

/// What changed from version to version, newest change first.
pub fn versions(tx: &mut Tx, ask: &Ask, p: &Proposal) -> Result<Vec<Section>> {
    if p.version == 1 {
        return Ok(Vec::new());
    }
    let versions = store::versions(tx, p.id)?;
    let mut body = Vec::new();
    for pair in versions.windows(2).rev() {
        let (old, new) = (&pair[0], &pair[1]);
        let title = ask.locale.f("proposals.version.change", &[("from", old.version.to_string()), ("to", new.version.to_string())]);
        let mut changes = vec![ui::Fact::new(title, ask.locale.moment(new.at.0, ask.today))];
        for (key, before, after) in [
            ("proposals.field.title", old.title.clone(), new.title.clone()),
            ("proposals.section.background", old.background.clone(), new.background.clone()),
            ("proposals.section.analysis", old.analysis.clone(), new.analysis.clone()),
            ("proposals.section.suggestions", old.suggestions.join("\n"), new.suggestions.join("\n")),
        ] {
            if before != after {
                changes.push(ui::Fact::new(ask.t(key), Cell::Html(ui::diff(&ask.locale, &before, &after))));
            }
        }
        body.push(ui::key_values(&changes));
    }
    Ok(vec![Section::new("versions", ask.t("proposals.section.versions"), Html::join(body))])
}
