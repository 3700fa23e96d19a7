//! 发言队列: who speaks, since when, who waits; the organisers' buttons do their work at one touch.

use kernel::Result;
use kernel::db::Tx;
use web::Ask;
use web::ui::{ActTone, Cell, Html, Now, Row, Section, Tap, table, taps};

use super::super::labels::word;
use super::{heads, refresh, speaker, speaking};
use crate::acts::remotes::draft::hour;
use crate::acts::remotes::running::queue;
use crate::model::remote::{Attendee, Site, Speech};
use crate::workflow::remote::{site, speech};

/// What a page of a session has read already.
pub struct Hall<'a> {
    pub sites: &'a [Site],
    pub people: &'a [Attendee],
    pub speeches: &'a [Speech],
    /// The reader keeps the queue.
    pub staff: bool,
}

/// Who speaks now, large.
pub fn now(tx: &mut Tx, ask: &Ask, h: &Hall, touch: Vec<Tap>) -> Html {
    let (running, next) = queue(h.speeches, h.sites);
    let mut view = match &running {
        None => Now { label: ask.t("remotes.fact.now").to_owned(), name: ask.t("remotes.nobody").to_owned(), ..Now::default() },
        Some(s) => {
            let (name, since, chip) = speaking(ask, s, h.people, h.sites, tx.now());
            Now { label: ask.t("remotes.fact.now").to_owned(), name, lines: vec![since, s.subject.clone()], chip, taps: Vec::new() }
        }
    };
    if let Some(s) = &next {
        view.lines.push(ask.locale.f("remotes.next-is", &[("name", speaker(ask, s, h.people, h.sites))]));
    }
    view.lines.retain(|line| !line.is_empty());
    view.taps = touch;
    view.render()
}

/// The whole section, for the page of the session.
pub fn section(tx: &mut Tx, ask: &Ask, id: kernel::Id, h: &Hall, own_site: Option<kernel::Id>) -> Result<Section> {
    let (running, next) = queue(h.speeches, h.sites);
    let mut touch = Vec::new();
    if h.staff && next.is_some() {
        let after = running.as_ref().map(|s| s.id.to_string()).unwrap_or_default();
        touch.push(Tap::post(ask.t("remotes.next_speaker"), format!("/remotes/{id}/next")).with("after", after).primary());
    }
    if let Some(s) = running.filter(|_| h.staff) {
        touch.push(Tap::post(ask.t("speeches.stop"), format!("/speeches/{}/end", s.id)));
    }
    if let Some(at) = own_site {
        touch.push(Tap::link(ask.t("remote_sites.ask_to_speak"), format!("/remote-sites/{at}/speeches")));
    }
    let again = refresh(ask, &format!("/remotes/{id}"), tx.now());
    let body = web::ui::followed(&Html::join([now(tx, ask, h, touch), waiting(ask, h), web::ui::links(&[again])]));
    let waits = h.speeches.iter().filter(|s| s.state == speech::State::Asked).count();
    Ok(Section::new("queue", ask.locale.count("remotes.section.queue", waits), body))
}

fn waiting(ask: &Ask, h: &Hall) -> Html {
    let all: Vec<&Speech> = h.speeches.iter().filter(|s| s.state == speech::State::Asked).collect();
    if all.is_empty() {
        return web::ui::prose(ask.t("remotes.queue.empty"));
    }
    let last = all.len() - 1;
    let rows: Vec<Row> = all
        .iter()
        .enumerate()
        .map(|(at, s)| {
            let name = h.people.iter().find(|a| a.id == s.attendee);
            let place = h.sites.iter().find(|place| place.id == s.site);
            let gone = place.is_some_and(|place| place.state != site::State::Linked);
            let mut lines = vec![place.map(|place| place.name.clone()).unwrap_or_default()];
            lines.extend(name.map(|a| word(ask, "word.remote-part", a.role)));
            lines.extend(gone.then(|| ask.t("remotes.queue.gone").to_owned()));
            let mut cells = vec![
                Cell::Number((at + 1).to_string()),
                Cell::strong(name.map(|a| a.name.clone()).unwrap_or_default()),
                Cell::Lines(lines),
                Cell::text(s.subject.as_str()),
                Cell::Number(hour(s.asked_at)),
            ];
            if h.staff {
                cells.push(Cell::Html(taps(&touches(ask, s, name, (at, last), gone))));
            }
            Row::new(s.id, cells)
        })
        .collect();
    let mut names = vec!["order", "speaker", "site", "subject", "asked"];
    names.extend(h.staff.then_some("acts"));
    table(&heads(ask, &names), &rows)
}

fn touches(ask: &Ask, s: &Speech, speaker: Option<&Attendee>, (at, last): (usize, usize), gone: bool) -> Vec<Tap> {
    let name = speaker.map(|a| a.name.as_str()).unwrap_or_default();
    let tap = |act: speech::Act, verb: &str| Tap::post(word(ask, "speech.act", act), format!("/speeches/{}/{verb}", s.id)).of(name);
    let mut all = Vec::new();
    if at > 0 {
        all.push(tap(speech::Act::MoveUp, "up"));
    }
    if at < last {
        all.push(tap(speech::Act::MoveDown, "down"));
    }
    if !gone {
        all.push(tap(speech::Act::Start, "start"));
    }
    let withdraw = Tap::link(word(ask, "speech.act", speech::Act::Withdraw), format!("/speeches/{}/withdrawal", s.id)).of(name);
    all.push(Tap { tone: ActTone::Plain, ..withdraw });
    all
}
