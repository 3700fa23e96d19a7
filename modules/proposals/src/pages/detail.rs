//! 提案详情: what it is, whose turn it is, what this person can do now, and everything that happened.

use std::collections::HashMap;
use std::sync::Arc;

use directory::names;
use kernel::db::Tx;
use kernel::{Actor, Id, Result, files};
use serde_json::Value;
use web::i18n::Lang;
use web::past::{Past, Telling};
use web::ui::{ActLink, ActTone, Cell, DetailView, Fact, Link, Section, drawing, numbered, prose};
use web::{Ask, Reply};

use super::{labels, links, list, parts, turn};
use crate::acts::drafting::attachments;
use crate::model::{Assignment, Extension, Invitation, Proposal, Rating, Reply as Answered};
use crate::policy::{self, Around};
use crate::rules::Rules;
use crate::workflow::words::Kind;
use crate::workflow::{self, Act, PROCESS};
use crate::{clocks, store, view};

/// Everything on the page, read in one snapshot.
pub struct Whole {
    pub proposal: Proposal,
    pub rules: Arc<Rules>,
    pub around: Around,
    pub parts: Vec<Assignment>,
    pub invitations: Vec<Invitation>,
    pub extensions: Vec<Extension>,
    pub replies: Vec<Answered>,
    pub ratings: Vec<Rating>,
    pub past: Past,
    pub units: HashMap<Id, String>,
    pub people: HashMap<Id, String>,
}

impl Whole {
    /// How its past is told to this reader: what units and offices write to each other is read by them alone.
    fn telling(&self, who: &Actor) -> Telling<'static> {
        let inside = !who.units().is_empty() || who.holds_any(policy::READING_OFFICES);
        Telling {
            somebody: "proposals.the-program",
            apart: &["assignment.", "extension.", "reply.", "rating."],
            wordless: if inside { &[] } else { &["assignment.", "extension."] },
        }
    }
}

/// `GET /api/v1/proposals/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let p = store::get(tx, who, ask.id)?;
    let mut record = serde_json::to_value(view::proposal(tx, who, &p)?)?;
    record["attachments"] = attachments::json(&attachments::of(tx, &p)?);
    Ok(record)
}

/// `GET /proposals/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let view = view(tx, who, ask)?;
    let crumbs = vec![Link::new(ask.t("proposals.list"), "/proposals")];
    Ok(Reply::page(view.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

/// All that the page shows.
pub fn view(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<DetailView> {
    let whole = load(tx, who, ask)?;
    let p = &whole.proposal;
    let calendar = clocks::calendar(tx, p.assembly)?;
    let (acts, more_acts, yours) = acts(who, ask, &whole);
    let telling = whole.telling(who);
    Ok(DetailView {
        eyebrow: labels::number(ask, p.case_no.as_deref(), p.receipt_no),
        title: p.title.clone(),
        chip: labels::state(ask, p.state.get()),
        turn: turn::turn(ask, &calendar, &whole, yours),
        acts,
        more_acts,
        facts: facts_of(tx, who, ask, &whole)?,
        sections: sections(tx, who, ask, &whole, &calendar)?,
        files: attachments(tx, p)?,
        timeline: whole.past.events(ask, &whole.people, &telling),
        drawing: Some(drawing(&ask.locale, &PROCESS, p.state.get(), &whole.past.visited(&telling))),
        prints: prints(who, ask, &whole),
    })
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Whole> {
    let id = ask.id;
    let proposal = store::get(tx, who, id)?;
    let rules = store::rules_of(tx, &proposal)?;
    let parts = store::assignments::of(tx, id)?;
    let invitations = store::invitations::of(tx, id)?;
    let extensions = store::assignments::extensions(tx, id)?;
    let replies = store::replies::of(tx, id)?;
    let ratings = store::feedback::ratings(tx, id, proposal.round)?;
    let around = Around::of(&invitations, &ratings, store::feedback::open_change(tx, id)?, &rules);
    let past = Past::of(tx, &crate::acts::subject(&proposal))?;
    let ids: Vec<Id> = parts.iter().map(|a| a.unit).collect();
    let units = match ask.locale.lang {
        Lang::Zh => names::units(tx, &ids)?,
        Lang::En => names::units_in_english(tx, &ids)?,
    };
    let mut ids: Vec<Id> = invitations.iter().map(|i| i.person).collect();
    ids.extend(
        [Some(proposal.first_signer), Some(proposal.drafter), proposal.first_reviewer, proposal.second_reviewer].into_iter().flatten(),
    );
    ids.extend(parts.iter().filter_map(|a| a.handler));
    ids.extend(ratings.iter().map(|r| r.person));
    ids.extend(past.people());
    let people = names::persons(tx, &ids)?;
    Ok(Whole { proposal, rules, around, parts, invitations, extensions, replies, ratings, past, units, people })
}

/// Buttons from RULES: first what the record waits for, then what may be done beside, then overrides.
fn acts(who: &Actor, ask: &Ask, whole: &Whole) -> (Vec<ActLink>, Vec<ActLink>, bool) {
    let p = &whole.proposal;
    let roles = policy::roles(who, p, &whole.around);
    let (mut first, mut more, mut yours) = (Vec::new(), Vec::new(), false);
    for part in &whole.parts {
        let mine = policy::assignment_roles(who, p, part, &whole.rules, ask.today);
        for act in workflow::assignment::PROCESS.available(part.state, &mine) {
            let waited = !workflow::assignment::PROCESS.optional.contains(&act);
            yours |= waited;
            let named = if who.units().is_empty() { Some(part.id) } else { None };
            let tone = if waited { ActTone::Primary } else { ActTone::Plain };
            if let Some(mut link) = links::link(ask, "assignment", act.name(), p.id, named, tone) {
                if let (Some(_), true) = (named, whole.parts.len() > 1) {
                    link.label = format!("{}：{}", link.label, whole.units.get(&part.unit).map_or("", String::as_str));
                }
                first.push(link);
            }
        }
    }
    more.extend(parts::on_paper(who, ask, whole));
    more.extend(links::on_paper(ask, who, &PROCESS, p.state, &roles, p.id, None));
    // Signatures are open while the text is with its proposers.
    let is_open = matches!(p.state.get(), workflow::State::Draft | workflow::State::CosignOpen | workflow::State::Returned);
    for invitation in whole.invitations.iter().filter(|i| is_open && i.person == who.person) {
        for act in workflow::invitation::PROCESS.available(invitation.state, &policy::invitation_roles(who, invitation)) {
            let waited = !workflow::invitation::PROCESS.optional.contains(&act);
            yours |= waited;
            let tone = if act == workflow::invitation::Act::Accept { ActTone::Primary } else { ActTone::Plain };
            first.extend(links::link(ask, "invitation", act.name(), p.id, None, tone));
        }
    }
    for rating in &whole.ratings {
        for act in workflow::rating::PROCESS.available(rating.state, &policy::rating_roles(who, rating, ask.today)) {
            let own = rating.person == who.person;
            yours |= own && act == workflow::rating::Act::Rate;
            let target = if own { &mut first } else { &mut more };
            let tone = if act == workflow::rating::Act::Rate { ActTone::Primary } else { ActTone::Plain };
            if let Some(mut link) = links::link(ask, "rating", act.name(), p.id, None, tone) {
                if !own {
                    link.href.push_str(&format!("?person={}", rating.person));
                    link.label = format!("{}：{}", link.label, whole.people.get(&rating.person).map_or("", String::as_str));
                }
                target.push(link);
            }
        }
    }
    let may_lead = |act: &Act| *act != Act::ChangeLead || crate::acts::handling::change_lead::possible(&whole.parts);
    for act in PROCESS.available(p.state, &roles).into_iter().filter(may_lead) {
        // These two are offered only where somebody is dissatisfied and waits for the answer.
        let asked = matches!(act, Act::OrderRehandling | Act::CallFaceToFace);
        let waited = asked || !PROCESS.optional.contains(&act) && !PROCESS.overrides.contains(&act);
        yours |= waited;
        let danger = matches!(act, Act::Withdraw | Act::Decline | Act::Revoke);
        let tone = match (waited, danger) {
            (_, true) => ActTone::Danger,
            (true, _) => ActTone::Primary,
            (false, _) => ActTone::Plain,
        };
        let beside = PROCESS.overrides.contains(&act) && !matches!(act, Act::Correct | Act::Revoke | Act::Reopen)
            || matches!(act, Act::Publish | Act::Urge);
        let target = if beside || danger { &mut more } else { &mut first };
        target.extend(links::link(ask, "proposal", act.name(), p.id, None, tone));
    }
    let mut extensions: Vec<ActLink> = parts::extension_links(who, ask, whole);
    first.append(&mut extensions);
    first.sort_by_key(|link| link.tone != ActTone::Primary);
    // One primary act is found; several are none.
    first.iter_mut().skip(1).for_each(|link| link.tone = ActTone::Plain);
    (first, more, yours)
}

fn facts_of(tx: &mut Tx, who: &Actor, ask: &Ask, whole: &Whole) -> Result<Vec<Fact>> {
    let p = &whole.proposal;
    let session = directory::sessions::get(tx, p.session)?;
    let day = |at: Option<kernel::Timestamp>| at.map(|t| ask.locale.day(t.day(), ask.today));
    let mut facts = vec![
        Fact::new(ask.t("proposals.column.proposer"), p.proposer.as_str()),
        Fact::new(
            ask.t("proposals.fact.kind"),
            format!("{} · {}", labels::word(ask, "word.kind", p.kind), labels::word(ask, "word.period", p.period)),
        ),
        Fact::new(ask.t("proposals.filter.session"), list::session_name(ask, &session)),
    ];
    if let Some((zh, en)) = store::category(tx, p)? {
        facts.push(Fact::new(ask.t("proposals.column.category"), labels::in_language(ask, &zh, &en)));
    }
    let dated = [
        ("proposals.fact.submitted", p.submitted_at),
        ("proposals.fact.filed", p.filed_at),
        ("proposals.fact.assigned", p.assigned_at),
        ("proposals.fact.replied", p.replied_at),
        ("proposals.fact.closed", p.closed_at),
    ];
    facts.extend(dated.into_iter().filter_map(|(key, at)| Some(Fact::new(ask.t(key), Cell::Day(day(at)?)))));
    if let (Some(no), Some(_)) = (p.receipt_no, &p.case_no) {
        facts.push(Fact::new(ask.t("proposals.fact.receipt"), Cell::Number(no.to_string())));
    }
    if let Some((kind, id)) = store::origins::of(tx, p.id)? {
        let told = ask.origin(tx, who, &format!("{kind}:{id}"))?;
        facts.extend(told.map(|told| Fact::new(told.kind.as_str(), told.cell())));
    }
    if let Some(code) = &p.reason_code {
        let reason = whole.rules.reason(code).map(|r| labels::coded(ask, r)).unwrap_or_else(|| code.clone());
        facts.push(Fact::new(ask.t("proposals.fact.reason"), reason));
    }
    if let Some(main) = p.main_proposal.filter(|_| p.state.get() == workflow::State::Merged) {
        facts.push(Fact::new(ask.t("proposals.fact.main"), Cell::link(main.to_string(), format!("/proposals/{main}"))));
    }
    Ok(facts)
}

fn sections(tx: &mut Tx, who: &Actor, ask: &Ask, whole: &Whole, calendar: &kernel::calendar::Calendar) -> Result<Vec<Section>> {
    let p = &whole.proposal;
    let mut sections = Vec::new();
    let opinion = p.review_note.as_deref().filter(|_| who.holds_any(policy::READING_OFFICES));
    if let Some(note) = p.decision_note.as_deref().or(opinion).filter(|_| p.state != workflow::State::Submitted) {
        sections.push(Section::new("note", ask.t("proposals.section.note"), prose(note)));
    }
    for (id, text) in [("background", &p.background), ("analysis", &p.analysis)] {
        if !text.is_empty() {
            sections.push(Section::new(id, ask.t(&format!("proposals.section.{id}")), prose(text)));
        }
    }
    if !p.suggestions.is_empty() {
        sections.push(Section::new("suggestions", ask.t("proposals.section.suggestions"), numbered(p.suggestions.clone())));
    }
    sections.extend(parts::replies(tx, who, ask, whole)?);
    sections.extend(parts::ratings(who, ask, whole));
    sections.extend(parts::assignments(tx, who, ask, whole, calendar)?);
    if p.kind != Kind::Collective {
        sections.extend(parts::co_signers(ask, whole));
    }
    sections.extend(parts::versions(tx, ask, p)?);
    Ok(sections)
}

fn attachments(tx: &mut Tx, p: &Proposal) -> Result<Vec<Link>> {
    let files = files::of(tx, &crate::acts::subject(p))?;
    Ok(files.into_iter().map(|f| Link::new(f.name, format!("/files/{}", f.id))).collect())
}

/// Forms that have something to say now: ratings while some are asked for, urging while a unit has work.
fn prints(who: &Actor, ask: &Ask, whole: &Whole) -> Vec<Link> {
    let p = &whole.proposal;
    let mut kinds = vec!["form"];
    if who.holds_any(policy::READING_OFFICES) {
        kinds.push("review");
        let rated = whole.ratings.iter().any(|r| r.state == workflow::rating::State::Asked);
        let worked = whole.parts.iter().any(|a| a.runs() && !workflow::assignment::PROCESS.is_final(a.state.get()));
        kinds.extend([(rated, "rating"), (worked, "urging")].into_iter().filter(|(shown, _)| *shown).map(|(_, kind)| kind));
        kinds.push("memo");
    }
    kinds.into_iter().map(|k| Link::new(ask.t(&format!("proposals.print.{k}")), format!("/proposals/{}/print/{k}", p.id))).collect()
}
