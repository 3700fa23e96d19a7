//! 安排: a session is arranged with its sites, changed, put off, called off.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Reason;
use web::ui::{Choice, Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, act};

use super::super::{form, rules_now};
use super::{about, all_sites, moved, sites, stepped, subject};
use crate::model::remote::Remote;
use crate::policy::ORGANISERS;
use crate::workflow::remote::{Act as Step, PROCESS, site};
use crate::{json as shape, store};

/// Who may arrange one.
pub const ARRANGERS: Access = Access::Roles(ORGANISERS);

const ARRANGE: Act = act("remotes.arrange", "/remotes").form_at("/remotes/new").access(ARRANGERS).journals("remote.arranged");
const EDIT: Act = act("remotes.edit", "/remotes/{id}/edits").rule("remote", "edit").journals("remote.edited");
const POSTPONE: Act = act("remotes.postpone", "/remotes/{id}/postponement").rule("remote", "postpone").journals("remote.postponed");
const CANCEL: Act = act("remotes.cancel", "/remotes/{id}/cancellation").rule("remote", "cancel").journals("remote.cancelled");

pub fn all() -> Vec<Bound> {
    vec![
        ARRANGE.create(arrange).form(arrange_form),
        EDIT.bind(edit).form(edit_form),
        POSTPONE.bind(postpone).form(postpone_form),
        CANCEL.bind(cancel).form(|tx, who, ask| {
            let (mut view, _) = about(tx, who, ask, Step::Cancel)?;
            view.danger = true;
            Ok(view.field(form::reason(ask)))
        }),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Plan {
    #[garde(length(chars, min = 2, max = 80))]
    title: String,
    #[garde(required)]
    #[schemars(with = "String")]
    on: Option<Date>,
    #[garde(length(chars, min = 1, max = 20))]
    time: String,
    #[garde(length(chars, min = 2, max = 5_000))]
    agenda: String,
    #[garde(length(chars, max = 10_000))]
    materials: String,
    /// `https://…`
    #[garde(length(chars, max = 500))]
    video: String,
    /// Minutes of a speech; those of the policy where none are given.
    #[garde(inner(range(min = 1, max = 120)))]
    speech_minutes: Option<i64>,
    #[garde(skip)]
    secretary: Option<Id>,
    /// The deliberation that it goes on with: `deliberations:7`.
    #[garde(length(chars, max = 60))]
    about: String,
    /// Sites to begin with, one a line: `name | place`.
    #[garde(length(chars, max = 5_000))]
    sites: String,
}

impl Plan {
    fn put(&self, tx: &mut Tx, who: &Actor, r: &mut Remote) -> Result<()> {
        r.on_day = coming(tx, self.on)?;
        r.title = self.title.trim().to_owned();
        r.at_time = self.time.trim().to_owned();
        r.agenda = self.agenda.trim().to_owned();
        r.materials = self.materials.trim().to_owned();
        r.video = address("video", &self.video)?;
        r.speech_minutes = self.speech_minutes.unwrap_or(r.speech_minutes);
        r.secretary = match self.secretary {
            Some(person) => Some(sites::account(tx, r.assembly, "secretary", person)?.id),
            None => None,
        };
        r.deliberation = deliberation(tx, who, r, &self.about)?;
        Ok(())
    }
}

/// Today or later.
fn coming(tx: &Tx, day: Option<Date>) -> Result<Date> {
    let day = day.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
    if day < tx.today() { Err(Error::invalid("on", "remotes.invalid.past")) } else { Ok(day) }
}

/// Only `https:`: the room of a video session is not handed over in the open.
pub(super) fn address(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    let host = text.strip_prefix("https://").unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    if text.is_empty() || plain && !host.is_empty() { Ok(text.to_owned()) } else { Err(Error::invalid(field, "remotes.invalid.address")) }
}

/// One of the assembly's that this person may see; what was there before may stay.
fn deliberation(tx: &mut Tx, who: &Actor, r: &Remote, about: &str) -> Result<Option<Id>> {
    let wrong = || Error::invalid("about", "web.invalid.shape");
    let about = about.trim();
    if about.is_empty() {
        return Ok(None);
    }
    let id: Id = about.strip_prefix("deliberations:").and_then(|id| id.parse().ok()).ok_or_else(wrong)?;
    if r.deliberation == Some(id) {
        return Ok(Some(id));
    }
    match store::deliberations::get(tx, who, id) {
        Ok(d) if d.assembly == r.assembly => Ok(Some(id)),
        Ok(_) | Err(Error::NotFound) => Err(wrong()),
        Err(error) => Err(error),
    }
}

fn arrange(tx: &mut Tx, who: &Actor, input: &Plan) -> Result<Done> {
    let (version, rules) = rules_now(tx, who.assembly)?;
    let mut r = Remote {
        id: tx.new_id(),
        assembly: who.assembly,
        state: PROCESS.start(),
        state_since: tx.now(),
        due: input.on,
        title: String::new(),
        on_day: tx.today(),
        at_time: String::new(),
        agenda: String::new(),
        materials: String::new(),
        video: String::new(),
        recording: String::new(),
        speech_minutes: rules.speech_minutes,
        deliberation: None,
        arranged_by: who.person,
        secretary: None,
        untested: None,
        reason: None,
        started_at: None,
        ended_at: None,
        minutes: None,
        minutes_by: None,
        unconfirmed: None,
        policy_version: version,
        changes: 0,
        created_at: tx.now(),
    };
    input.put(tx, who, &mut r)?;
    store::remotes::insert(tx, &r)?;
    for (name, place) in form_lines(&input.sites)? {
        sites::insert(tx, &r, &name, &place)?;
    }
    let record = shape::remote::one(tx, &r)?;
    let payload = json!({ "to": r.state.get().name(), "text": r.title });
    Ok(Done::new(subject(&r), &record)?.journal(payload).say("remotes.said.arranged"))
}

/// `name | place` of each line that is not blank, whatever kind of bar was typed.
fn form_lines(text: &str) -> Result<Vec<(String, String)>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let (name, place) = line.split_once(['|', '｜']).unwrap_or((line, ""));
        (name.trim().to_owned(), place.trim().to_owned())
    });
    let all: Vec<(String, String)> = lines.collect();
    let fits = |(name, place): &(String, String)| (1..=60).contains(&name.chars().count()) && place.chars().count() <= 100;
    if all.len() <= 50 && all.iter().all(fits) { Ok(all) } else { Err(Error::invalid("sites", "remotes.invalid.sites")) }
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Plan) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Edit)?;
    input.put(tx, who, &mut case.r)?;
    Ok(moved(tx, &mut case, to, json!({}))?.say("remotes.said.edited"))
}

fn arrange_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (_, rules) = rules_now(tx, who.assembly)?;
    let mut fields = fields(tx, ask, who.assembly, None)?;
    for field in &mut fields {
        if field.name == "speech_minutes" {
            field.values = vec![rules.speech_minutes.to_string()];
        }
    }
    let sites = Field::textarea("sites", ask.t("remotes.field.sites"), 4).hint(ask.t("remotes.hint.sites"));
    fields.insert(3, sites);
    let lead = Some(ask.t("remotes.arrange.lead").to_owned());
    let cancel = Some(Link::new(ask.t("web.cancel"), "/remotes"));
    Ok(FormView { fields, lead, cancel, multipart: true, ..FormView::default() })
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = about(tx, who, ask, Step::Edit)?;
    Ok(FormView { fields: fields(tx, ask, case.r.assembly, Some(&case.r))?, context: None, multipart: true, ..view })
}

fn fields(tx: &mut Tx, ask: &Ask, assembly: Id, r: Option<&Remote>) -> Result<Vec<Field>> {
    let text = |value: fn(&Remote) -> &str| r.map(value).unwrap_or_default().to_owned();
    let asked = || ask.get("about").unwrap_or_default().to_owned();
    let about = r.map_or_else(asked, |r| r.deliberation.map(|id| format!("deliberations:{id}")).unwrap_or_default());
    let title = r.map_or_else(|| ask.get("title").unwrap_or_default().to_owned(), |r| r.title.clone());
    let people = sites::choices(sites::accounts(tx, assembly)?);
    let nobody = std::iter::once(Choice::new("", ask.t("remotes.secretary.none")));
    let secretary = r.and_then(|r| r.secretary).map(|id| id.to_string()).unwrap_or_default();
    Ok(vec![
        Field::text("title", ask.t("remotes.column.title")).required().max_chars(80).value(title),
        Field::date("on", ask.t("remotes.column.day")).required().value(r.map(|r| r.on_day.to_string()).unwrap_or_default()),
        Field::text("time", ask.t("remotes.field.time"))
            .required()
            .max_chars(20)
            .hint(ask.t("remotes.hint.time"))
            .value(text(|r| &r.at_time)),
        Field::textarea("agenda", ask.t("remotes.field.agenda"), 6)
            .required()
            .max_chars(5_000)
            .hint(ask.t("remotes.hint.agenda"))
            .value(text(|r| &r.agenda)),
        Field::textarea("materials", ask.t("remotes.field.materials"), 5).max_chars(10_000).value(text(|r| &r.materials)),
        Field::files("attachment", ask.t("remotes.field.attachment"), ".pdf,.ofd,.docx,.xlsx,.jpg,.jpeg,.png"),
        Field::text("video", ask.t("remotes.field.video")).max_chars(500).hint(ask.t("remotes.hint.video")).value(text(|r| &r.video)),
        Field::number("speech_minutes", ask.t("remotes.field.speech-minutes"))
            .hint(ask.t("remotes.hint.speech-minutes"))
            .value(r.map(|r| r.speech_minutes.to_string()).unwrap_or_default()),
        Field::select("secretary", ask.t("remotes.field.secretary"), nobody.chain(people).collect())
            .hint(ask.t("remotes.hint.secretary"))
            .value(secretary),
        Field::hidden("about", about),
    ])
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Later {
    #[garde(required)]
    #[schemars(with = "String")]
    on: Option<Date>,
    #[garde(length(chars, min = 1, max = 20))]
    time: String,
    #[garde(length(chars, min = 1, max = 1000))]
    reason: String,
}

/// To another day; devices are tested anew.
fn postpone(tx: &mut Tx, who: &Actor, id: Id, input: &Later) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Postpone)?;
    let before = case.r.on_day;
    case.r.on_day = coming(tx, input.on)?;
    case.r.at_time = input.time.trim().to_owned();
    case.r.reason = Some(input.reason.trim().to_owned());
    all_sites(tx, &case.r, site::Act::Reset)?;
    let told = json!({ "reason": input.reason, "before": before, "on": case.r.on_day });
    Ok(moved(tx, &mut case, to, told)?.say("remotes.said.postponed"))
}

fn postpone_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = about(tx, who, ask, Step::Postpone)?;
    let time = Field::text("time", ask.t("remotes.field.time")).required().max_chars(20).value(case.r.at_time);
    Ok(view.field(Field::date("on", ask.t("remotes.field.new-day")).required()).field(time).field(form::reason(ask)))
}

fn cancel(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Cancel)?;
    case.r.reason = Some(input.reason.trim().to_owned());
    all_sites(tx, &case.r, site::Act::Release)?;
    Ok(moved(tx, &mut case, to, json!({ "reason": input.reason }))?.say("remotes.said.cancelled"))
}

#[cfg(test)]
mod tests {
    use super::{address, form_lines};

    #[test]
    fn only_secure_addresses_are_links() {
        assert_eq!(address("video", " https://meet.example/123 ").unwrap(), "https://meet.example/123");
        assert_eq!(address("video", "").unwrap(), "");
        for wrong in ["http://meet.example", "javascript:alert(1)", "https://", "https://a b", "https:///x", "meet.example"] {
            assert!(address("video", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sites_are_lines() {
        let read = form_lines("荷塘村会场｜村部二楼\n\n县政协 | 三楼会议室").unwrap();
        assert_eq!(read[0], ("荷塘村会场".to_owned(), "村部二楼".to_owned()));
        assert_eq!(read.len(), 2);
        assert!(form_lines("| 没有名称").is_err());
    }
}
