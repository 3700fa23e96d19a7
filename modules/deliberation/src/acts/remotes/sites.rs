//! 会场: places of a session with their hosts; added, changed, taken out.

use directory::people::{self, Person};
use garde::Validate;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Reason;
use web::ui::{Choice, Field};
use web::{Act, Ask, Bound, Done, act};

use super::super::form;
use super::{about, about_site, moved, site_moved, site_stepped, stepped};
use crate::model::remote::{Remote, Site};
use crate::store;
use crate::workflow::remote::{Act as SessionStep, State, site};

use site::Act as Step;

const ADD: Act = act("remotes.add_site", "/remotes/{id}/sites").rule("remote", "add_site").journals("remote.site_added");
const EDIT: Act = act("remote_sites.edit", "/remote-sites/{id}/edits").rule("remote_site", "edit").journals("remote_site.edited");
const RELEASE: Act =
    act("remote_sites.release", "/remote-sites/{id}/release").rule("remote_site", "release").journals("remote_site.released");

pub fn all() -> Vec<Bound> {
    vec![
        ADD.bind(add).form(|tx, who, ask| {
            let (mut view, case) = about(tx, who, ask, SessionStep::AddSite)?;
            view.fields = fields(tx, ask, &case.r, None)?;
            Ok(view)
        }),
        EDIT.bind(edit).form(|tx, who, ask| {
            let (mut view, place) = about_site(tx, who, ask, Step::Edit)?;
            view.fields = fields(tx, ask, &place.r, Some(&place.s))?;
            Ok(view)
        }),
        RELEASE.bind(release).form(|tx, who, ask| {
            let (mut view, _) = about_site(tx, who, ask, Step::Release)?;
            view.danger = true;
            Ok(view.field(form::reason(ask)))
        }),
    ]
}

/// People of the assembly and of those below it who can sign in: hosts sit in a township, or in another county.
pub fn accounts(tx: &mut Tx, assembly: Id) -> Result<Vec<Person>> {
    let mut all = Vec::new();
    for a in directory::assemblies::below(tx, assembly)? {
        all.extend(people::with_account(tx, a.id)?);
    }
    Ok(all)
}

pub(super) fn account(tx: &mut Tx, assembly: Id, field: &'static str, person: Id) -> Result<Person> {
    let found = accounts(tx, assembly)?.into_iter().find(|p| p.id == person);
    found.ok_or_else(|| Error::invalid(field, "web.invalid.shape"))
}

pub(super) fn choices(people: Vec<Person>) -> Vec<Choice> {
    let choice = |p: Person| {
        let place = [p.employer, p.post].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
        let label = if place.is_empty() { p.name } else { format!("{}（{place}）", p.name) };
        Choice::new(p.id.to_string(), label)
    };
    people.into_iter().map(choice).collect()
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Place {
    #[garde(length(chars, min = 1, max = 60))]
    name: String,
    #[garde(length(chars, max = 100))]
    place: String,
    /// The host's account; without one, `host_name` and perhaps `telephone`.
    #[garde(skip)]
    host: Option<Id>,
    #[garde(length(chars, max = 30))]
    host_name: String,
    /// Of a host without an account; kept where it stands if left empty. `-` forgets it.
    #[garde(length(chars, max = 30))]
    telephone: String,
}

impl Place {
    fn put(&self, tx: &mut Tx, r: &Remote, s: &mut Site) -> Result<()> {
        let telephone = telephone(&self.telephone)?;
        s.name = self.name.trim().to_owned();
        s.place = self.place.trim().to_owned();
        s.host = self.host;
        s.host_name = match self.host {
            Some(person) => account(tx, r.assembly, "host", person)?.name,
            None => self.host_name.trim().to_owned(),
        };
        match telephone {
            // Whoever has an account is reached by it.
            _ if self.host.is_some() => store::remotes::sites::set_contact(tx, s.id, ""),
            Some(number) => store::remotes::sites::set_contact(tx, s.id, &number),
            None => Ok(()),
        }
    }
}

/// Digits, with the signs that people write between them; nothing where it stays as it is.
fn telephone(text: &str) -> Result<Option<String>> {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_digit() || " +-()（）".contains(c));
    match text {
        "" => Ok(None),
        "-" => Ok(Some(String::new())),
        _ if plain && (7..=15).contains(&digits) => Ok(Some(text.to_owned())),
        _ => Err(Error::invalid("telephone", "remotes.invalid.telephone")),
    }
}

/// A site as it begins: where the test runs already, its own begins at once.
pub(super) fn insert(tx: &mut Tx, r: &Remote, name: &str, place: &str) -> Result<Site> {
    let state = if r.state == State::DeviceTest { site::State::Testing } else { site::State::Expected };
    let s = Site {
        id: tx.new_id(),
        remote: r.id,
        number: store::remotes::sites::next_number(tx, r.id)?,
        state: At::start(&site::PROCESS, state),
        state_since: tx.now(),
        name: name.to_owned(),
        place: place.to_owned(),
        host: None,
        host_name: String::new(),
        device_note: None,
        tested_at: None,
        objection: None,
        confirmed_at: None,
        confirmed_by: None,
        released: None,
        changes: 0,
    };
    store::remotes::sites::insert(tx, &s)?;
    Ok(s)
}

fn add(tx: &mut Tx, who: &Actor, id: Id, input: &Place) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, SessionStep::AddSite)?;
    let mut s = insert(tx, &case.r, &input.name, &input.place)?;
    input.put(tx, &case.r, &mut s)?;
    store::remotes::sites::save(tx, &mut s)?;
    let done = moved(tx, &mut case, to, json!({ "unit": s.name, "site": s.id }))?;
    Ok(done.go(format!("/remotes/{id}#sites")).say("remotes.said.site-added"))
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Place) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::Edit)?;
    input.put(tx, &place.r, &mut place.s)?;
    Ok(site_moved(tx, who, &mut place, to, json!({}))?.say("remotes.said.site-edited"))
}

fn release(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::Release)?;
    place.s.released = Some(input.reason.trim().to_owned());
    Ok(site_moved(tx, who, &mut place, to, json!({ "reason": input.reason }))?.say("remotes.said.site-released"))
}

fn fields(tx: &mut Tx, ask: &Ask, r: &Remote, s: Option<&Site>) -> Result<Vec<Field>> {
    let text = |value: fn(&Site) -> &str| s.map(value).unwrap_or_default().to_owned();
    let none = std::iter::once(Choice::new("", ask.t("remotes.host.none")));
    let hosts = none.chain(choices(accounts(tx, r.assembly)?)).collect();
    let host = s.and_then(|s| s.host).map(|id| id.to_string()).unwrap_or_default();
    let without_account = s.filter(|s| s.host.is_none()).map(|s| s.host_name.clone()).unwrap_or_default();
    let kept = match s {
        Some(s) => store::remotes::sites::contact(tx, s.id)?.is_some(),
        None => false,
    };
    let hint = if kept { "remotes.hint.telephone-kept" } else { "remotes.hint.telephone" };
    Ok(vec![
        Field::text("name", ask.t("remotes.field.site-name"))
            .required()
            .max_chars(60)
            .hint(ask.t("remotes.hint.site-name"))
            .value(text(|s| &s.name)),
        Field::text("place", ask.t("remotes.field.place")).max_chars(100).value(text(|s| &s.place)),
        Field::select("host", ask.t("remotes.field.host"), hosts).hint(ask.t("remotes.hint.host")).value(host),
        Field::text("host_name", ask.t("remotes.field.host-name")).max_chars(30).value(without_account),
        Field::tel("telephone", ask.t("remotes.field.telephone")).hint(ask.t(hint)),
    ])
}

#[cfg(test)]
mod tests {
    use super::telephone;

    #[test]
    fn a_telephone_is_digits() {
        assert_eq!(telephone(" 0900-8800123 ").unwrap().as_deref(), Some("0900-8800123"));
        assert_eq!(telephone("").unwrap(), None);
        assert_eq!(telephone("-").unwrap().as_deref(), Some(""));
        assert!(telephone("找小田").is_err() && telephone("12").is_err());
    }
}
