//! 会场页: what the host of one site needs, on a phone in the room: large buttons, who speaks, who is here.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::ui::{Cell, Html, Link, Row, Section, StationView, Tap, prose, table, taps};
use web::{Ask, Reply};

use super::super::labels::{FORMS, word};
use super::queue::{self, Hall};
use super::{heads, refresh, sections, site_state};
use crate::acts::remotes::draft::{hour, length};
use crate::acts::remotes::{Place, place, when};
use crate::model::remote::Speech;
use crate::policy;
use crate::store::remotes::{sites, speeches};
use crate::workflow::remote::site::{Act, PROCESS, State};
use crate::workflow::remote::{State as Session, speech};

/// `GET /remote-sites/{id}`
pub fn page(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let here = place(tx, who, ask.id)?;
    let (places, said) = (sites::of(tx, here.r.id)?, speeches::of(tx, here.r.id)?);
    let hall = Hall { sites: &places, people: &here.people, speeches: &said, staff: policy::remote::is_staff(who, &here.r) };
    let live = here.r.state == Session::Live;
    let mut lines = vec![when(ask, &here.r)];
    lines.extend([&here.s.place, &here.s.host_name].into_iter().filter(|t| !t.is_empty()).cloned());
    let mut all = vec![roster(ask, &here)];
    all.extend(own_speeches(tx, who, ask, &here, &said));
    all.extend(more(ask, &here));
    let view = StationView {
        eyebrow: here.r.title.clone(),
        title: here.s.name.clone(),
        chip: site_state(ask, here.s.state.get()),
        lines,
        note: note(ask, &here),
        now: if live { queue::now(tx, ask, &hall, Vec::new()) } else { Html::default() },
        taps: buttons(ask, &here),
        refresh: live.then(|| refresh(ask, &format!("/remote-sites/{}", here.s.id), tx.now())),
        sections: all,
    };
    let crumbs = vec![Link::new(ask.t("remotes.list"), "/remotes"), Link::new(here.r.title.as_str(), format!("/remotes/{}", here.r.id))];
    Ok(Reply::page(here.s.name.as_str(), view.render())?.crumbs(crumbs))
}

/// What the host does next, in a sentence.
fn note(ask: &Ask, here: &Place) -> String {
    if !here.roles.contains(crate::workflow::remote::site::Role::Host) {
        return String::new();
    }
    ask.t(&format!("remotes.site.now.{}", here.s.state.get().name())).to_owned()
}

/// What RULES allow this person. What needs no words is done at one touch.
fn buttons(ask: &Ask, here: &Place) -> Vec<Tap> {
    let (first, more, _) = FORMS.acts(ask, &PROCESS, here.s.state, &here.roles, here.s.id, &[Act::LoseLink, Act::Release]);
    let at_once = [Act::PassTest, Act::ComeBack].map(|act| word(ask, "remote_site.act", act));
    let hidden = [Act::Edit, Act::Release].map(|act| word(ask, "remote_site.act", act));
    let acts = first.into_iter().chain(more).filter(|link| !hidden.contains(&link.label));
    let mut all: Vec<Tap> = acts
        .map(|link| {
            let posts = at_once.contains(&link.label);
            let tap = if posts { Tap::post(link.label, link.href) } else { Tap::link(link.label, link.href) };
            Tap { tone: link.tone, ..tap }
        })
        .collect();
    // In the session the word is what people come for.
    if here.s.state == State::Linked {
        if let Some(tap) = all.iter_mut().find(|tap| tap.href.ends_with("/speeches")) {
            tap.tone = web::ui::ActTone::Primary;
        }
        all.sort_by_key(|tap| tap.tone != web::ui::ActTone::Primary);
    }
    if !here.r.video.is_empty() && [Session::DeviceTest, Session::Live].contains(&here.r.state.get()) {
        all.push(Tap::link(ask.t("remotes.site.join-video"), here.r.video.clone()));
    }
    all
}

fn roster(ask: &Ask, here: &Place) -> Section {
    let rows: Vec<Row> = here.own().map(|a| sections::person(ask, a, None)).collect();
    let came = here.own().filter(|a| a.signed_in_at.is_some()).count();
    let title = ask.locale.f("remotes.section.roster", &[("came", came.to_string()), ("all", rows.len().to_string())]);
    let body = match rows.is_empty() {
        true => prose(ask.t("remotes.roster.empty")),
        false => table(&heads(ask, &["name", "part", "organisation", "here"]), &rows),
    };
    Section::new("roster", title, body)
}

fn own_speeches(tx: &mut Tx, who: &Actor, ask: &Ask, here: &Place, said: &[Speech]) -> Option<Section> {
    let queue: Vec<_> = said.iter().filter(|s| s.state == speech::State::Asked).map(|s| s.id).collect();
    let own: Vec<&Speech> = said.iter().filter(|s| s.site == here.s.id).collect();
    let rows: Vec<Row> = own
        .iter()
        .filter_map(|s| {
            let speaker = here.people.iter().find(|a| a.id == s.attendee)?;
            let roles = policy::remote::speech_roles(who, &here.r, &here.s, speaker);
            let about = match (s.state.get(), queue.iter().position(|id| *id == s.id)) {
                (_, Some(at)) => ask.locale.f("remotes.queue.place", &[("n", (at + 1).to_string())]),
                (speech::State::Spoken, _) => {
                    format!("{} {}", s.started_at.map(hour).unwrap_or_default(), length(ask, s.seconds(tx.now())))
                }
                (state, _) => word(ask, "speech.state", state),
            };
            let withdraw = speech::PROCESS.step(s.state, speech::Act::Withdraw, &roles).is_ok().then(|| {
                Tap::link(word(ask, "speech.act", speech::Act::Withdraw), format!("/speeches/{}/withdrawal", s.id)).of(&speaker.name)
            });
            let cells = vec![
                Cell::strong(speaker.name.as_str()),
                Cell::text(about),
                Cell::text(s.subject.as_str()),
                Cell::Html(taps(&withdraw.into_iter().collect::<Vec<_>>())),
            ];
            Some(Row::new(s.id, cells))
        })
        .collect();
    let names = ["speaker", "turn", "subject", "acts"];
    (!rows.is_empty()).then(|| Section::new("speeches", ask.t("remotes.section.own-speeches"), table(&heads(ask, &names), &rows)))
}

fn more(ask: &Ask, here: &Place) -> Vec<Section> {
    let told = [("minutes", here.r.minutes.as_deref()), ("agenda", Some(here.r.agenda.as_str()))];
    let shown = told.into_iter().filter_map(|(name, text)| Some((name, text.filter(|t| !t.is_empty())?)));
    shown.map(|(name, text)| Section::new(name, ask.t(&format!("remotes.field.{name}")), prose(text))).collect()
}
