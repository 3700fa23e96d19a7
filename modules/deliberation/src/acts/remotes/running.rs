//! 开会、下一位发言、散会.

use garde::Validate;
use kernel::db::Tx;
use kernel::workflow::Roles;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Note;
use web::ui::{Fact, Field, FormView, Html};
use web::{Act, Ask, Bound, Done, act};

use super::super::form;
use super::{about, all_sites, moved, speeches, stepped};
use crate::model::remote::{Site, Speech};
use crate::store;
use crate::workflow::remote::{Act as Step, site, speech};

const GO_LIVE: Act = act("remotes.go_live", "/remotes/{id}/opening").rule("remote", "go_live").journals("remote.opened");
const NEXT: Act = act("remotes.next_speaker", "/remotes/{id}/next").rule("remote", "next_speaker").journals("remote.next_speaker");
const LIMIT: Act = act("remotes.set_limit", "/remotes/{id}/limit").rule("remote", "set_limit").journals("remote.limit_set");
const FINISH: Act = act("remotes.finish", "/remotes/{id}/end").rule("remote", "finish").journals("remote.finished");

pub fn all() -> Vec<Bound> {
    vec![
        GO_LIVE.bind(go_live).form(go_live_form),
        NEXT.bind(next).form(next_form),
        LIMIT.bind(limit).form(|tx, who, ask| {
            let (view, case) = about(tx, who, ask, Step::SetLimit)?;
            let minutes = Field::number("speech_minutes", ask.t("remotes.field.speech-minutes")).required();
            Ok(view.field(minutes.hint(ask.t("remotes.hint.limit")).value(case.r.speech_minutes.to_string())))
        }),
        FINISH.bind(finish).form(|tx, who, ask| {
            let (mut view, _) = about(tx, who, ask, Step::Finish)?;
            view.warning = Some(ask.t("remotes.finish.warning").to_owned());
            Ok(view.field(form::note(ask)))
        }),
    ]
}

fn not_ready(sites: &[Site]) -> Vec<&Site> {
    sites.iter().filter(|s| site::UNTESTED.contains(&s.state.get())).collect()
}

/// With every site tested, or with a word why not. A site that is not ready is gone from the first minute on.
fn go_live(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::GoLive)?;
    let sites = store::remotes::sites::of(tx, id)?;
    let (missing, note) = (not_ready(&sites), input.note.trim());
    if !missing.is_empty() && note.is_empty() {
        let text = kernel::Message::new("remotes.go-live.untested").with("n", missing.len());
        return Err(Error::invalid("note", text));
    }
    for s in &missing {
        store::remotes::sites::open_gap(tx, s, "")?;
    }
    case.r.untested = (!missing.is_empty()).then(|| note.to_owned());
    case.r.started_at = Some(tx.now());
    all_sites(tx, &case.r, site::Act::Link)?;
    all_sites(tx, &case.r, site::Act::Miss)?;
    Ok(moved(tx, &mut case, to, json!({ "note": note }))?.say("remotes.said.live"))
}

fn go_live_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut view, case) = about(tx, who, ask, Step::GoLive)?;
    let sites = store::remotes::sites::of(tx, case.r.id)?;
    let missing = not_ready(&sites);
    if missing.is_empty() {
        return Ok(view.field(form::note(ask)));
    }
    let told = missing.iter().map(|s| {
        let state = ask.t(&format!("remote_site.state.{}", s.state.get().name())).to_owned();
        Fact::new(s.name.as_str(), s.device_note.as_ref().map_or(state.clone(), |note| format!("{state}：{note}")))
    });
    let told = web::ui::facts(&told.collect::<Vec<_>>());
    view.context = view.context.map(|context| Html::join([context, told]));
    let why = Field::textarea("note", ask.t("remotes.field.untested"), 3).required().max_chars(1000);
    Ok(view.field(why.hint(ask.t("remotes.hint.untested"))))
}

/// Who speaks now, and who of those whose site is there waits first.
pub fn queue(speeches: &[Speech], sites: &[Site]) -> (Option<Speech>, Option<Speech>) {
    let linked = |s: &Speech| sites.iter().any(|at| at.id == s.site && at.state == site::State::Linked);
    let now = speeches.iter().find(|s| s.state == speech::State::Speaking).cloned();
    let next = speeches.iter().find(|s| s.state == speech::State::Asked && linked(s)).cloned();
    (now, next)
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Next {
    /// The speech that was running when this was decided: a second click changes nothing.
    #[garde(skip)]
    after: Option<Id>,
}

/// Ends the speech that runs, begins the first one that waits. Sites that are gone are passed over and keep their place.
fn next(tx: &mut Tx, who: &Actor, id: Id, input: &Next) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::NextSpeaker)?;
    let sites = store::remotes::sites::of(tx, id)?;
    let (now, next) = queue(&store::remotes::speeches::of(tx, id)?, &sites);
    if input.after.is_some() && input.after != now.as_ref().map(|s| s.id) {
        return Err(Error::conflict("remotes.next.moved-on"));
    }
    if now.is_none() && next.is_none() {
        return Err(Error::conflict("remotes.next.nobody"));
    }
    let roles = Roles::only(speech::Role::Organiser);
    let mut told = json!({});
    if let Some(mut s) = now {
        speeches::stop_now(tx, &mut s, &roles)?;
    }
    if let Some(mut s) = next {
        speeches::start_now(tx, &mut s, &case.r, &roles)?;
        told = json!({ "text": speeches::name(tx, &s)?, "speech": s.id });
    }
    Ok(moved(tx, &mut case, to, told)?.go(format!("/remotes/{id}#queue")))
}

fn next_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut view, case) = about(tx, who, ask, Step::NextSpeaker)?;
    let sites = store::remotes::sites::of(tx, case.r.id)?;
    let (now, next) = queue(&store::remotes::speeches::of(tx, case.r.id)?, &sites);
    let mut told = Vec::new();
    for (key, speech) in [("remotes.fact.now", &now), ("remotes.fact.next", &next)] {
        let name = match speech {
            Some(s) => speeches::name(tx, s)?,
            None => ask.t("remotes.nobody").to_owned(),
        };
        told.push(Fact::new(ask.t(key), name));
    }
    view.context = Some(web::ui::facts(&told));
    Ok(view.field(Field::hidden("after", now.map(|s| s.id.to_string()).unwrap_or_default())))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Limit {
    #[garde(range(min = 1, max = 120))]
    speech_minutes: i64,
}

/// For speeches that begin from now on.
fn limit(tx: &mut Tx, who: &Actor, id: Id, input: &Limit) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::SetLimit)?;
    case.r.speech_minutes = input.speech_minutes;
    let told = json!({ "minutes": input.speech_minutes, "text": input.speech_minutes.to_string() });
    Ok(moved(tx, &mut case, to, told)?.go(format!("/remotes/{id}#queue")).say("remotes.said.limit"))
}

/// The speech that runs has ended, those who wait did not come to it, gaps end with the session.
fn finish(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Finish)?;
    let system = Roles::only(speech::Role::System);
    for mut s in store::remotes::speeches::of(tx, id)? {
        match s.state.get() {
            speech::State::Speaking => speeches::stop_now(tx, &mut s, &system)?,
            speech::State::Asked => {
                let to = speech::PROCESS.step(s.state, speech::Act::Lapse, &system)?;
                speeches::save(tx, &mut s, to)?;
            }
            _ => {}
        }
    }
    let now = tx.now();
    for s in store::remotes::sites::of(tx, id)? {
        store::remotes::sites::end_gaps(tx, s.id, now)?;
    }
    case.r.ended_at = Some(now);
    all_sites(tx, &case.r, site::Act::End)?;
    Ok(moved(tx, &mut case, to, json!({ "note": input.note }))?.say("remotes.said.finished"))
}
