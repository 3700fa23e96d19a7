//! 提出议题: by a resident's phone without an account, by a member or a unit, or by the worker from a walk-in or a paper slip.

use directory::roles;
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Message, Result, counter};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use web::ui::{Choice, Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, act};

use super::{form, rules_now, subject};
use crate::model::{Room, Topic};
use crate::rules::Rules;
use crate::workflow::words::Source;
use crate::workflow::{PROCESS, State, room};
use crate::{clocks, policy, store, view};

const BY_PHONE: Act = act("topics.raise_by_phone", "/public/rooms/{id}/topics")
    .form_at("/public/rooms/{id}/raise")
    .access(Access::Anyone)
    .with_pictures(MOST_PICTURES)
    .journals("topic.pictures_sent");

/// Photographs that a resident may send along.
const MOST_PICTURES: usize = 4;

/// Of all that residents sent into the rooms of an assembly within a day: beyond it their words come without pictures.
const PICTURES_OF_A_DAY_BYTES: i64 = 1 << 30;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Members, units, and whoever works in a room.
pub const RAISERS: Access =
    Access::MemberOr(&[roles::ROOM_WORKER, roles::TOWNSHIP_CONVENER, roles::UNIT_LIAISON, roles::UNIT_HANDLER, roles::UNIT_LEADER]);

const RAISE: Act = act("topics.raise", "/topics").form_at("/topics/new").access(RAISERS).journals("topic.raised");

/// Letters and digits that nobody takes for others, for reading out and copying from a slip.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// The record that a resident's photographs hang on, by the id of the topic.
pub const PICTURES: &str = "topic_pictures";
const CODE_CHARS: usize = 12;
const HOUR_MS: i64 = 3_600_000;

pub fn all() -> Vec<Bound> {
    vec![BY_PHONE.bind(by_phone).form(phone_form), RAISE.create(raise).form(raise_form)]
}

/// Three fields; a contact is the resident's choice.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Phone {
    #[garde(length(chars, min = 2, max = 60))]
    title: String,
    #[garde(length(chars, min = 1, max = 2_000))]
    text: String,
    #[garde(length(chars, max = 100))]
    place: String,
    #[garde(length(chars, max = 50))]
    name: String,
    #[garde(length(chars, max = 30))]
    telephone: String,
    /// The stored photographs.
    #[garde(length(max = MOST_PICTURES))]
    photo: Vec<Id>,
}

fn by_phone(tx: &mut Tx, who: &Actor, id: Id, input: &Phone) -> Result<Done> {
    let r = open_room(tx, id)?;
    let (version, rules) = rules_now(tx, r.assembly)?;
    limit(tx, who, &r, &rules)?;
    if !input.photo.is_empty() && store::postings::picture_bytes(tx, tx.now().plus_ms(-DAY_MS))? > PICTURES_OF_A_DAY_BYTES {
        return Err(Error::invalid("photo", "topics.raise.pictures-too-many"));
    }
    let telephone = telephone(&input.telephone)?;
    let mut t = new(tx, &r, (version, &rules), Source::Phone, &input.title, &input.text)?;
    t.place = input.place.trim().to_owned();
    store::topics::insert(tx, &t)?;
    keep_contact(tx, &t, &input.name, &telephone)?;
    let answer = json!({ "id": t.id, "code": t.code, "receipt_no": t.receipt_no.to_string(), "state": t.state });
    let payload = json!({ "to": t.state.get().name(), "source": t.source.name(), "receipt_no": t.receipt_no });
    // The photographs hang on a record of their own: nobody but the worker and the convener sees them before the matter is
    // verified, and nobody outside before the worker has looked at them.
    let pictures = Ref::new(PICTURES, t.id);
    let done = Done::new(pictures, &answer)?.journal(json!({ "n": input.photo.len() })).by(Id(0), r.assembly);
    let done = done.also("topic.raised_by_phone", subject(&t), payload);
    Ok(done.go(format!("/public/follow?code={}&new=1", t.code)).say("topics.said.raised"))
}

fn phone_form(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let r = open_room(tx, ask.id)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    let fields = vec![
        Field::text("title", ask.t("topics.field.phone-title"))
            .required()
            .max_chars(rules.max_title_chars)
            .hint(ask.t("topics.hint.phone-title")),
        Field::textarea("text", ask.t("topics.field.phone-text"), 5).required().max_chars(rules.max_body_chars),
        Field::text("place", ask.t("topics.field.place")).max_chars(100).hint(ask.t("topics.hint.place")),
        Field::files("photo", ask.t("topics.field.photo"), ".jpg,.jpeg,.png"),
        Field::text("name", ask.t("topics.field.name")).max_chars(50).autocomplete("name"),
        Field::text("telephone", ask.t("topics.field.telephone")).max_chars(30).autocomplete("tel").hint(ask.t("topics.hint.telephone")),
    ];
    Ok(FormView {
        title: ask.locale.f("topics.raise-at", &[("room", r.name.as_str())]),
        lead: Some(ask.t("topics.raise-by-phone.lead").to_owned()),
        submit: ask.t("topics.raise-by-phone.submit").to_owned(),
        fields,
        multipart: true,
        cancel: Some(Link::new(ask.t("web.cancel"), format!("/public/rooms/{}", r.id))),
        ..FormView::default()
    })
}

/// A room that takes topics; for everybody else there is none.
pub fn open_room(tx: &mut Tx, id: Id) -> Result<Room> {
    let r = store::rooms::any(tx, id)?;
    if r.state == room::State::Open { Ok(r) } else { Err(Error::NotFound) }
}

/// So many an hour from one address, and into one room. The address is kept for a day, as a digest that changes daily.
pub fn limit(tx: &mut Tx, who: &Actor, r: &Room, rules: &Rules) -> Result<()> {
    let address = who.address.as_deref().unwrap_or_default();
    let digest = Sha256::new().chain_update(tx.today().to_string()).chain_update([0]).chain_update(address).finalize();
    let sender: String = digest.iter().take(16).map(|b| format!("{b:02x}")).collect();
    let since = tx.now().plus_ms(-HOUR_MS);
    let (own, all) = store::postings::since(tx, &sender, r.id, since)?;
    if own >= rules.posts_per_sender {
        return Err(Error::invalid("", Message::new("topics.raise.too-many").with("n", rules.posts_per_sender)));
    }
    if all >= rules.posts_per_room {
        return Err(Error::invalid("", "topics.raise.room-too-many"));
    }
    store::postings::remember(tx, &sender, r.id)
}

/// Digits, with the signs that people write between them.
pub fn telephone(text: &str) -> Result<String> {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_digit() || " +-()（）".contains(c));
    if text.is_empty() || plain && (7..=15).contains(&digits) {
        Ok(text.to_owned())
    } else {
        Err(Error::invalid("telephone", "topics.raise.telephone"))
    }
}

pub fn keep_contact(tx: &mut Tx, t: &Topic, name: &str, telephone: &str) -> Result<()> {
    if name.trim().is_empty() && telephone.is_empty() {
        return Ok(());
    }
    store::contacts::set(tx, t.id, name.trim(), telephone)
}

/// A topic at the beginning of its life.
pub fn new(tx: &mut Tx, r: &Room, (version, rules): (i64, &Rules), source: Source, title: &str, text: &str) -> Result<Topic> {
    at(tx, r, (version, rules), source, (title, text), State::Suggested)
}

/// The same at any state where the process starts.
pub fn at(
    tx: &mut Tx,
    r: &Room,
    (version, rules): (i64, &Rules),
    source: Source,
    (title, text): (&str, &str),
    state: State,
) -> Result<Topic> {
    let (title, text) = (title.trim(), text.trim());
    if title.chars().count() > rules.max_title_chars {
        return Err(Error::invalid("title", Message::new("web.invalid.long").with("max", rules.max_title_chars)));
    }
    if text.chars().count() > rules.max_body_chars {
        return Err(Error::invalid("text", Message::new("web.invalid.long").with("max", rules.max_body_chars)));
    }
    let receipt_no = counter::next(tx, r.assembly, &format!("topic/{}", r.id))?;
    Ok(Topic {
        id: tx.new_id(),
        assembly: r.assembly,
        room: r.id,
        state: kernel::workflow::At::start(&PROCESS, state),
        state_since: tx.now(),
        due: Some(clocks::due(tx, r.assembly, rules.verify)?),
        code: code(tx)?,
        receipt_no,
        title: title.to_owned(),
        body: text.to_owned(),
        place: String::new(),
        domain: None,
        source,
        raised_by: None,
        raised_unit: None,
        urgent: false,
        registered_after: false,
        needs_party_report: false,
        party_reported_on: None,
        announced_on: None,
        notice_until: None,
        outcome: None,
        verdict: None,
        session: None,
        main_topic: None,
        reason: None,
        round: 1,
        result: None,
        result_on: None,
        picture_words: String::new(),
        shows_pictures: false,
        referred: None,
        referred_to: None,
        referral_text: None,
        referred_at: None,
        answer: None,
        answered_by: None,
        answered_at: None,
        policy_version: version,
        changes: 0,
        created_at: tx.now(),
        closed_at: None,
    })
}

/// Sixty bits that nobody can guess.
pub fn code(tx: &mut Tx) -> Result<String> {
    let bytes: [u8; CODE_CHARS] = tx.random()?;
    Ok(bytes.iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect())
}

/// As it was typed or read out: without blanks and hyphens, in capitals.
pub fn tidy_code(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).take(40).collect()
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Raised {
    #[garde(required)]
    room: Option<Id>,
    #[garde(length(chars, min = 2, max = 200))]
    title: String,
    #[garde(length(chars, min = 1, max = 10_000))]
    text: String,
    #[garde(length(chars, max = 100))]
    place: String,
    #[garde(length(chars, max = 40))]
    domain: Option<String>,
    /// `walk_in`, `paper` or `room`, where the worker of the room enters it.
    #[garde(skip)]
    source: Option<Source>,
    #[garde(skip)]
    urgent: bool,
    #[garde(length(chars, max = 50))]
    name: String,
    #[garde(length(chars, max = 30))]
    telephone: String,
}

fn raise(tx: &mut Tx, who: &Actor, input: &Raised) -> Result<Done> {
    let id = input.room.ok_or_else(|| Error::invalid("room", "web.invalid.required"))?;
    let r = store::rooms::get(tx, who, id)?;
    if r.state != room::State::Open {
        return Err(Error::invalid("room", "topics.raise.room-closed"));
    }
    let (version, rules) = rules_now(tx, r.assembly)?;
    if input.domain.as_deref().is_some_and(|code| rules.domain(code).is_none()) {
        return Err(Error::invalid("domain", "web.invalid.shape"));
    }
    let staff = policy::is_worker(who, &r) || policy::is_convener(who, &r);
    let unit = who.units().first().copied();
    let source = match (staff, unit) {
        (true, _) => input.source.filter(|s| matches!(s, Source::WalkIn | Source::Paper | Source::Room)).unwrap_or(Source::Room),
        (_, Some(_)) => Source::Unit,
        _ if who.membership.is_some() => Source::Member,
        _ => return Err(Error::refused("topics.raise.not-your-room")),
    };
    let mut t = new(tx, &r, (version, &rules), source, &input.title, &input.text)?;
    t.place = input.place.trim().to_owned();
    t.domain = input.domain.clone();
    t.urgent = staff && input.urgent;
    t.raised_by = matches!(source, Source::Member | Source::Unit).then_some(who.person);
    t.raised_unit = unit.filter(|_| source == Source::Unit);
    store::topics::insert(tx, &t)?;
    if matches!(source, Source::WalkIn | Source::Paper) {
        let telephone = telephone(&input.telephone)?;
        keep_contact(tx, &t, &input.name, &telephone)?;
    }
    let record = view::topic(tx, who, &t)?;
    let payload = json!({ "to": t.state.get().name(), "source": t.source.name(), "receipt_no": t.receipt_no });
    Ok(Done::new(subject(&t), &record)?.journal(payload).say("topics.said.raised"))
}

fn raise_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let rooms = store::rooms::running(tx, who.assembly)?;
    let rooms = rooms.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let (_, rules) = rules_now(tx, who.assembly)?;
    let mut room = Field::select("room", ask.t("topics.column.room"), rooms).required();
    if let Some(chosen) = ask.get("room") {
        room = room.value(chosen);
    }
    let mut fields = vec![
        room,
        Field::text("title", ask.t("topics.column.title")).required().max_chars(rules.max_title_chars),
        Field::textarea("text", ask.t("topics.field.text"), 6).required().max_chars(rules.max_body_chars),
        Field::text("place", ask.t("topics.field.place")).max_chars(100),
        Field::select("domain", ask.t("topics.column.domain"), form::coded(ask, &rules.domains)),
        Field::files("photo", ask.t("topics.field.photo"), ".jpg,.jpeg,.png,.pdf"),
    ];
    if who.holds_any(&[roles::ROOM_WORKER, roles::TOWNSHIP_CONVENER]) {
        let sources = [Source::WalkIn, Source::Paper, Source::Room];
        let sources = sources.map(|s| Choice::new(s.name(), ask.t(&format!("word.source.{}", s.name())))).to_vec();
        fields.push(Field::radio("source", ask.t("topics.column.source"), sources).value(Source::WalkIn.name()).required());
        fields.push(Field::text("name", ask.t("topics.field.name")).max_chars(50));
        fields.push(Field::text("telephone", ask.t("topics.field.telephone")).max_chars(30).hint(ask.t("topics.hint.telephone-walk-in")));
        fields.push(Field::checkboxes("urgent", ask.t("topics.field.urgent"), vec![Choice::new("true", ask.t("topics.field.urgent-yes"))]));
    }
    Ok(FormView { fields, multipart: true, cancel: Some(Link::new(ask.t("web.cancel"), "/topics")), ..FormView::default() })
}

#[cfg(test)]
mod tests {
    use super::{telephone, tidy_code};

    #[test]
    fn a_code_may_be_typed_as_it_was_read_out() {
        assert_eq!(tidy_code(" abcd-2345 efgh "), "ABCD2345EFGH");
    }

    #[test]
    fn a_telephone_is_digits_or_nothing() {
        assert!(telephone("").is_ok() && telephone("138 0000 0000").is_ok() && telephone("0900-1234567").is_ok());
        assert!(telephone("123").is_err() && telephone("call me maybe").is_err());
    }
}
