//! 会议记录: a person writes it, beginning with a draft of what the program knows; each site confirms it or objects.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Note;
use web::ui::{Fact, Field, FormView, Html, prose};
use web::{Act, Ask, Bound, Done, act};

use super::super::form;
use super::arranging::address;
use super::{about, about_site, all_sites, draft, moved, site_moved, site_stepped, stepped};
use crate::model::remote::{Remote, Site};
use crate::store;
use crate::workflow::remote::{Act as SessionStep, site};

use site::Act as Step;

const WRITE: Act = act("remotes.write_minutes", "/remotes/{id}/minutes").rule("remote", "write_minutes").journals("remote.minuted");
const REVISE: Act =
    act("remotes.revise_minutes", "/remotes/{id}/revision").rule("remote", "revise_minutes").journals("remote.minutes_revised");
const RECORDING: Act =
    act("remotes.link_recording", "/remotes/{id}/recording").rule("remote", "link_recording").journals("remote.recording_linked");
const CLOSE: Act = act("remotes.close", "/remotes/{id}/closing").rule("remote", "close").journals("remote.closed");
const CONFIRM: Act =
    act("remote_sites.confirm", "/remote-sites/{id}/confirmation").rule("remote_site", "confirm").journals("remote_site.confirmed");
const OBJECT: Act =
    act("remote_sites.object", "/remote-sites/{id}/objection").rule("remote_site", "object").journals("remote_site.objected");

pub fn all() -> Vec<Bound> {
    vec![
        WRITE.bind(write).form(write_form),
        REVISE.bind(revise).form(revise_form),
        RECORDING.bind(recording).form(|tx, who, ask| {
            let (view, case) = about(tx, who, ask, SessionStep::LinkRecording)?;
            let link = Field::text("recording", ask.t("remotes.field.recording")).required().max_chars(500);
            Ok(view.field(link.hint(ask.t("remotes.hint.video")).value(case.r.recording)))
        }),
        CLOSE.bind(close).form(close_form),
        CONFIRM.bind(confirm).form(|tx, who, ask| Ok(on_minutes(tx, who, ask, Step::Confirm)?.field(form::note(ask)))),
        OBJECT.bind(object).form(|tx, who, ask| {
            let why = Field::textarea("reason", ask.t("remotes.field.objection"), 4).required().max_chars(1000);
            Ok(on_minutes(tx, who, ask, Step::Object)?.field(why.hint(ask.t("remotes.hint.objection"))))
        }),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Minutes {
    #[garde(length(chars, min = 10, max = 50_000))]
    minutes: String,
    /// Which text was on the page; another one now is to be read first.
    #[garde(skip)]
    read: Option<String>,
}

fn write(tx: &mut Tx, who: &Actor, id: Id, input: &Minutes) -> Result<Done> {
    put(tx, who, id, input, SessionStep::WriteMinutes)
}

/// After an objection, or because something was forgotten: every site confirms anew.
fn revise(tx: &mut Tx, who: &Actor, id: Id, input: &Minutes) -> Result<Done> {
    put(tx, who, id, input, SessionStep::ReviseMinutes)
}

/// The minutes as they stand, in few letters.
fn edition(r: &Remote) -> String {
    let digest = web::head::digest(r.minutes.as_deref().unwrap_or_default());
    digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Nobody answers for a text that was not on the page.
fn must_be_read(read: Option<&String>, r: &Remote, otherwise: &'static str) -> Result<()> {
    match read.is_none_or(|read| *read == edition(r)) {
        true => Ok(()),
        false => Err(Error::invalid("read", otherwise)),
    }
}

fn put(tx: &mut Tx, who: &Actor, id: Id, input: &Minutes, act: SessionStep) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, act)?;
    must_be_read(input.read.as_ref(), &case.r, "remotes.revise.faster")?;
    case.r.minutes = Some(input.minutes.trim().replace("\r\n", "\n"));
    case.r.minutes_by = Some(who.person);
    all_sites(tx, &case.r, Step::PutMinutes)?;
    Ok(moved(tx, &mut case, to, json!({}))?.say("remotes.said.minuted"))
}

fn field(ask: &Ask, text: String) -> Field {
    Field::textarea("minutes", ask.t("remotes.field.minutes"), 24).required().max_chars(50_000).value(text)
}

fn write_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = about(tx, who, ask, SessionStep::WriteMinutes)?;
    let text = draft::minutes(tx, ask, &case.r)?;
    Ok(view.field(field(ask, text).hint(ask.t("remotes.hint.minutes"))))
}

fn revise_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut view, case) = about(tx, who, ask, SessionStep::ReviseMinutes)?;
    let sites = store::remotes::sites::of(tx, case.r.id)?;
    let objections = sites.iter().filter_map(|s| Some(Fact::new(s.name.as_str(), s.objection.clone()?)));
    let told = web::ui::facts(&objections.collect::<Vec<_>>());
    view.context = view.context.map(|context| Html::join([context, told]));
    view.warning = Some(ask.t("remotes.revise.warning").to_owned());
    let typed = ask.get("minutes").filter(|_| ask.get("read").is_some_and(|read| *read != edition(&case.r)));
    let saved = case.r.minutes.as_deref().unwrap_or_default();
    let between = typed.map(|typed| web::ui::diff(&ask.locale, saved, &typed.replace("\r\n", "\n")));
    view.context = Some(Html::join(view.context.into_iter().chain(between)));
    let view = view.field(Field::hidden("read", edition(&case.r)));
    Ok(view.field(field(ask, case.r.minutes.unwrap_or_default())))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Recording {
    /// `https://…`
    #[garde(length(chars, min = 1, max = 500))]
    recording: String,
}

fn recording(tx: &mut Tx, who: &Actor, id: Id, input: &Recording) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, SessionStep::LinkRecording)?;
    case.r.recording = address("recording", &input.recording)?;
    Ok(moved(tx, &mut case, to, json!({}))?.say("remotes.said.recording"))
}

/// The minutes, above the word of the site on them.
fn on_minutes(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (mut view, place) = about_site(tx, who, ask, act)?;
    let minutes = prose(place.r.minutes.as_deref().unwrap_or_default());
    view.context = view.context.map(|context| Html::join([context, minutes]));
    Ok(view.field(Field::hidden("read", edition(&place.r))))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Confirmation {
    #[garde(length(chars, max = 1000))]
    note: String,
    /// Which text was on the page; another one now is to be read first.
    #[garde(skip)]
    read: Option<String>,
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Objection {
    #[garde(length(chars, min = 1, max = 1000))]
    reason: String,
    /// Which text was on the page; another one now is to be read first.
    #[garde(skip)]
    read: Option<String>,
}

fn confirm(tx: &mut Tx, who: &Actor, id: Id, input: &Confirmation) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::Confirm)?;
    must_be_read(input.read.as_ref(), &place.r, "remotes.minutes-changed")?;
    (place.s.confirmed_at, place.s.confirmed_by, place.s.objection) = (Some(tx.now()), Some(who.person), None);
    Ok(site_moved(tx, who, &mut place, to, json!({ "note": input.note }))?.say("remotes.said.confirmed"))
}

fn object(tx: &mut Tx, who: &Actor, id: Id, input: &Objection) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::Object)?;
    must_be_read(input.read.as_ref(), &place.r, "remotes.minutes-changed")?;
    place.s.objection = Some(input.reason.trim().to_owned());
    Ok(site_moved(tx, who, &mut place, to, json!({ "reason": input.reason }))?.say("remotes.said.objected"))
}

/// Sites that took part and have not confirmed.
fn open(sites: &[Site]) -> Vec<&Site> {
    sites.iter().filter(|s| [site::State::ToConfirm, site::State::Objected].contains(&s.state.get())).collect()
}

/// When every site has confirmed, or with a word why one has not.
fn close(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, SessionStep::Close)?;
    let sites = store::remotes::sites::of(tx, id)?;
    let (missing, note) = (open(&sites).len(), input.note.trim());
    if missing > 0 && note.is_empty() {
        return Err(Error::invalid("note", kernel::Message::new("remotes.close.unconfirmed").with("n", missing)));
    }
    case.r.unconfirmed = (missing > 0).then(|| note.to_owned());
    all_sites(tx, &case.r, Step::Settle)?;
    Ok(moved(tx, &mut case, to, json!({ "note": note, "missing": missing }))?.say("remotes.said.closed"))
}

fn close_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut view, case) = about(tx, who, ask, SessionStep::Close)?;
    let sites = store::remotes::sites::of(tx, case.r.id)?;
    let missing = open(&sites);
    if missing.is_empty() {
        return Ok(view.field(form::note(ask)));
    }
    let told = missing.iter().map(|s| {
        let state = ask.t(&format!("remote_site.state.{}", s.state.get().name())).to_owned();
        Fact::new(s.name.as_str(), s.objection.as_ref().map_or(state.clone(), |why| format!("{state}：{why}")))
    });
    let told = web::ui::facts(&told.collect::<Vec<_>>());
    view.context = view.context.map(|context| Html::join([context, told]));
    let why = Field::textarea("note", ask.t("remotes.field.unconfirmed"), 3).required().max_chars(1000);
    Ok(view.field(why.hint(ask.t("remotes.hint.unconfirmed"))))
}
