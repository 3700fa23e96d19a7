//! 协商会详情: agenda, who was invited and came, what each side said, the minutes.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Result};
use serde_json::Value;
use web::ui::{ActLink, ActTone, Cell, Chip, Column, DetailView, Fact, Html, Link, Row, Section, Tone, drawing, prose, table};
use web::{Ask, Reply};

use super::{labels, links};
use crate::model::Participant;
use crate::workflow::session::{Act, PROCESS};
use crate::workflow::{State, words::Part};
use crate::{policy, store, view};

/// `GET /api/v1/consultations/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let s = store::sessions::get(tx, who, ask.id)?;
    view::session(tx, &s)
}

/// `GET /consultations/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let s = store::sessions::get(tx, who, ask.id)?;
    let room = store::rooms::any(tx, s.room)?;
    let people = store::sessions::participants(tx, s.id)?;
    let roles = policy::session_roles(who, &s, &room, &people);
    let (acts, mut more_acts, _) = links::FORMS.acts(ask, &PROCESS, s.state, &roles, s.id, &[Act::Cancel]);
    let (timeline, visited) = web::record::history(tx, ask, &Ref::new("consultations", s.id), "topics.somebody")?;
    let visited: Vec<&str> = visited.iter().map(String::as_str).collect();
    let mut facts = vec![
        Fact::new(ask.t("topics.column.room"), Cell::link(room.name.as_str(), format!("/rooms/{}", room.id))),
        Fact::new(ask.t("consultations.column.day"), format!("{} {}", ask.locale.day(s.on_day, ask.today), s.at_time)),
        Fact::new(ask.t("consultations.field.venue-kind"), labels::word(ask, "word.venue", s.venue_kind)),
        Fact::new(ask.t("consultations.field.venue"), s.venue.as_str()),
    ];
    if let Some(chair) = s.chair {
        facts.push(Fact::new(ask.t("consultations.field.chair"), directory::names::person(tx, chair)?));
    }
    if s.registered_after {
        facts.push(Fact::new(ask.t("topics.fact.after"), ask.t("topics.fact.after-yes")));
    }
    if policy::is_worker(who, &room) || policy::is_convener(who, &room) {
        // The opinion part of a session: another module's form, met by its address alone.
        let about = format!("consultations:{}", s.id);
        let [title, place] = [&s.title, &room.place].map(|text| labels::encoded(text));
        let put = format!("/deliberations/new?about={about}&title={title}&place={place}");
        more_acts.push(ActLink::new(ask.t("consultations.link.put-to-vote"), put, ActTone::Plain));
        more_acts.push(ActLink::new(ask.t("consultations.link.deliberations"), format!("/deliberations?about={about}"), ActTone::Plain));
    }
    let view = DetailView {
        eyebrow: ask.t("consultations.one").to_owned(),
        title: s.title.clone(),
        chip: labels::session_state(ask, s.state.get()),
        acts,
        more_acts,
        facts,
        sections: sections(tx, ask, &s, &people)?,
        timeline,
        drawing: Some(drawing(&ask.locale, &PROCESS, s.state.get(), &visited)),
        prints: vec![
            Link::new(ask.t("consultations.print.sign-in"), format!("/consultations/{}/print/sign-in", s.id)),
            Link::new(ask.t("consultations.print.minutes"), format!("/consultations/{}/print/minutes", s.id)),
        ],
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("topics.list"), "/topics"), Link::new(ask.t("consultations.list"), "/consultations")];
    Ok(Reply::page(s.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

fn sections(tx: &mut Tx, ask: &Ask, s: &crate::model::Session, people: &[Participant]) -> Result<Vec<Section>> {
    let mut all = Vec::new();
    let topics = store::sessions::topics(tx, s.id)?;
    let rows: Vec<Row> = topics
        .iter()
        .map(|(id, title, state)| {
            let chip = State::parse(state).map(|state| labels::state(ask, state)).unwrap_or_default();
            Row::new(id, vec![Cell::strong(title.as_str()), Cell::Chip(chip)]).href(format!("/topics/{id}"))
        })
        .collect();
    if !rows.is_empty() {
        let heads = [Column::new(ask.t("topics.column.title")), Column::new(ask.t("topics.column.state"))];
        all.push(Section::new("topics", ask.t("consultations.section.topics"), table(&heads, &rows)));
    }
    if !people.is_empty() {
        all.push(Section::new("participants", participants_title(ask, people), participants(ask, people)));
    }
    for (id, title, _) in &topics {
        let said: Vec<_> = store::sessions::positions(tx, *id)?.into_iter().filter(|p| p.session == s.id).collect();
        if said.is_empty() {
            continue;
        }
        let heads = [Column::new(ask.t("consultations.field.side")), Column::new(ask.t("consultations.field.position"))];
        let rows: Vec<Row> =
            said.iter().map(|p| Row::new(p.id, vec![Cell::strong(labels::side(ask, p)), Cell::text(p.body.as_str())])).collect();
        let heading = ask.locale.f("consultations.section.said-on", &[("title", title.as_str())]);
        all.push(Section::new(format!("said-{id}"), heading, table(&heads, &rows)));
    }
    if let Some(minutes) = &s.minutes {
        all.push(Section::new("minutes", ask.t("consultations.section.minutes"), prose(minutes)));
    }
    Ok(all)
}

/// How many were invited, came, and confirmed the minutes.
fn participants_title(ask: &Ask, people: &[Participant]) -> String {
    let came = people.iter().filter(|p| p.signed_in_at.is_some()).count();
    let confirmed = people.iter().filter(|p| p.confirmed_at.is_some()).count();
    ask.locale.f(
        "consultations.section.participants-of",
        &[("all", people.len().to_string()), ("came", came.to_string()), ("confirmed", confirmed.to_string())],
    )
}

fn participants(ask: &Ask, people: &[Participant]) -> Html {
    let heads = ["consultations.column.name", "consultations.field.role", "consultations.column.organisation", "consultations.column.here"];
    let heads: Vec<Column> = heads.iter().map(|key| Column::new(ask.t(key))).collect();
    let mut people: Vec<&Participant> = people.iter().collect();
    people.sort_by_key(|p| Part::ALL.iter().position(|part| *part == p.role));
    let rows: Vec<Row> = people
        .into_iter()
        .map(|p| {
            let (tone, key) = match (p.confirmed_at, p.signed_in_at) {
                (Some(_), _) => (Tone::Good, "consultations.here.confirmed"),
                (_, Some(_)) => (Tone::Active, "consultations.here.signed-in"),
                _ => (Tone::Plain, "consultations.here.invited"),
            };
            let cells = vec![
                Cell::strong(p.name.as_str()),
                Cell::text(labels::word(ask, "word.part", p.role)),
                Cell::text(p.organisation.as_str()),
                Cell::Chip(Chip::new(tone, ask.t(key))),
            ];
            Row::new(p.id, cells)
        })
        .collect();
    table(&heads, &rows)
}
