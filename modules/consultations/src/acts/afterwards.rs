//! 补录: a session that was held without a posting, registered on one page: date, people, agreed items, photographs.
//! Marked and counted apart, never back-dated (practice, *Rooms*).

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::participants::{blank, lines};
use super::sessions::{new, own_room};
use super::{form, raising, rules_now, subject};
use crate::model::{Item, Participant, Room};
use crate::workflow::session;
use crate::workflow::words::{Outcome, Part, Progress, Source, Venue};
use crate::workflow::{PROCESS, State};
use crate::{policy, store, view};

const REGISTER: Act = act("consultations.register_past", "/rooms/{id}/past-sessions").journals("consultation.registered_after");

pub fn all() -> Vec<Bound> {
    vec![REGISTER.bind(register).form(register_form)]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Past {
    #[garde(required)]
    on: Option<Date>,
    #[garde(required)]
    venue_kind: Option<Venue>,
    #[garde(length(chars, max = 100))]
    venue: String,
    #[garde(length(chars, min = 2, max = 200))]
    title: String,
    #[garde(length(chars, min = 1, max = 10_000))]
    text: String,
    #[garde(length(chars, max = 40))]
    domain: Option<String>,
    /// Members of the room who were there.
    #[garde(length(max = 50))]
    members: Vec<Id>,
    /// `name | organisation`, one a line: residents.
    #[garde(length(min = 1, max = 50), inner(length(chars, max = 6_000)))]
    people: Vec<String>,
    /// `what | owner | 2026-05-01`, one a line.
    #[garde(length(min = 1, max = 30), inner(length(chars, max = 20_000)))]
    items: Vec<String>,
}

fn register(tx: &mut Tx, who: &Actor, id: Id, input: &Past) -> Result<Done> {
    let r = own_room(tx, who, Some(id))?;
    let on = input.on.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
    if on > tx.today() {
        return Err(Error::invalid("on", "topics.day.future"));
    }
    let items = items(&input.items)?;
    let people = present(tx, &r, input)?;
    let venue = (input.venue_kind.unwrap_or(Venue::Room), input.venue.as_str());
    let mut s = new(tx, &r, (&input.title, on, ""), venue, At::start(&session::PROCESS, session::State::Confirmed));
    s.registered_after = true;
    s.minutes = Some(input.text.trim().to_owned());
    store::sessions::insert(tx, &s)?;
    for mut p in people {
        p.id = tx.new_id();
        p.session = s.id;
        p.signed_in_at = Some(tx.now());
        store::sessions::insert_participant(tx, &p)?;
    }
    let topic = topic(tx, &r, &s.id, input, &items)?;
    let record = view::topic(tx, who, &topic)?;
    let payload = json!({ "to": topic.state.get().name(), "session": s.id, "on": on });
    Ok(Done::new(subject(&topic), &record)?.journal(payload).say("consultations.said.registered"))
}

/// The topic comes in with its items in hand.
fn topic(tx: &mut Tx, r: &Room, session: &Id, input: &Past, items: &[(String, String, Date)]) -> Result<crate::model::Topic> {
    let (version, rules) = rules_now(tx, r.assembly)?;
    if input.domain.as_deref().is_some_and(|code| rules.domain(code).is_none()) {
        return Err(Error::invalid("domain", "web.invalid.shape"));
    }
    let mut t = raising::at(tx, r, (version, &rules), Source::Room, (&input.title, &input.text), State::Handling)?;
    let today = tx.today();
    t.registered_after = true;
    t.domain = input.domain.clone();
    t.announced_on = Some(today);
    t.outcome = Some(Outcome::Agreed);
    t.session = Some(*session);
    t.due = items.iter().map(|(_, _, due)| *due).max();
    debug_assert!(PROCESS.initial.contains(&t.state.get()));
    store::topics::insert(tx, &t)?;
    store::sessions::put_topic(tx, *session, t.id)?;
    for (body, owner, due) in items {
        let item = Item {
            id: tx.new_id(),
            topic: t.id,
            session: Some(*session),
            round: 1,
            body: body.clone(),
            unit: None,
            owner: owner.clone(),
            method: String::new(),
            due: *due,
            progress: Progress::Open,
            report: None,
            reported_by: None,
            reported_at: None,
        };
        store::items::insert(tx, &item)?;
    }
    Ok(t)
}

fn present(tx: &mut Tx, r: &Room, input: &Past) -> Result<Vec<Participant>> {
    let assigned = store::rooms::assigned_members(tx, r.id)?;
    let mut all = Vec::new();
    for person in &input.members {
        let member = assigned.iter().find(|m| m.person == *person).ok_or_else(|| Error::invalid("members", "web.invalid.shape"))?;
        let organisation = member.assembly.clone();
        all.push(Participant { person: Some(member.person), organisation, ..blank(Part::Member, member.name.clone()) });
    }
    all.extend(lines(&input.people).map(|(name, organisation)| Participant { organisation, ..blank(Part::Resident, name) }));
    Ok(all)
}

/// What, who, until when; the error names the line.
fn items(given: &[String]) -> Result<Vec<(String, String, Date)>> {
    let all: Vec<&str> = given.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty()).collect();
    let read = |(n, line): (usize, &&str)| {
        let parts: Vec<&str> = line.split(['|', '｜']).map(str::trim).collect();
        let wrong = || Error::invalid("items", Message::new("consultations.past.item").with("n", n + 1));
        match parts.as_slice() {
            [what, owner, due] if !what.is_empty() && !owner.is_empty() => {
                Ok(((*what).to_owned(), (*owner).to_owned(), due.parse::<Date>().map_err(|_| wrong())?))
            }
            _ => Err(wrong()),
        }
    };
    all.iter().enumerate().map(read).collect()
}

fn register_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let r = store::rooms::get(tx, who, ask.id)?;
    if !(policy::is_worker(who, &r) || policy::is_convener(who, &r)) {
        return Err(Error::refused("web.not-yours"));
    }
    let (_, rules) = rules_now(tx, r.assembly)?;
    let members = store::rooms::assigned_members(tx, r.id)?;
    let members: Vec<Choice> = members.into_iter().map(|m| Choice::new(m.person.to_string(), m.name)).collect();
    let mut fields = vec![
        Field::date("on", ask.t("consultations.field.held-on")).required(),
        Field::select("venue_kind", ask.t("consultations.field.venue-kind"), form::words::<Venue>(ask, "word.venue"))
            .required()
            .value(Venue::Room.name()),
        Field::text("venue", ask.t("consultations.field.venue")).max_chars(100),
        Field::text("title", ask.t("topics.column.title")).required().max_chars(rules.max_title_chars),
        Field::textarea("text", ask.t("consultations.field.what-was-said"), 5).required().max_chars(rules.max_body_chars),
        Field::select("domain", ask.t("topics.column.domain"), form::coded(ask, &rules.domains)),
    ];
    if !members.is_empty() {
        fields.push(Field::checkboxes("members", ask.t("rooms.field.members"), members));
    }
    fields.extend([
        Field::textarea("people", ask.t("consultations.field.residents"), 3).required().hint(ask.t("consultations.hint.people")),
        Field::textarea("items", ask.t("consultations.field.items"), 4).required().hint(ask.t("consultations.hint.items")),
        Field::files("photo", ask.t("topics.field.photo"), ".jpg,.jpeg,.png,.pdf"),
    ]);
    Ok(FormView { fields, multipart: true, lead: Some(ask.t("consultations.register-past.lead").to_owned()), ..FormView::default() })
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn an_item_has_three_parts() {
        let read = items(&["修好路灯 | 村委会 | 2026-05-01\n\n清淤｜水务所｜2026-06-30".into()]).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[1].0.as_str(), read[1].1.as_str()), ("清淤", "水务所"));
        assert!(items(&["修好路灯 | 村委会".into()]).is_err());
        assert!(items(&["修好路灯 | 村委会 | 明天".into()]).is_err());
    }
}
