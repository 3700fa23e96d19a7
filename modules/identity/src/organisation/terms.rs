//! 届次: terms, and the plenary sessions in them with the window in which proposals count as the plenary's.

use directory::{sessions, terms};
use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Bound, Done, act};

use super::{KEEPERS, home};
use crate::scope;
use crate::store::places::{self, NewSession};

const TERM: Act = act("identity.term-create", "/terms").form_at("/terms/new").access(KEEPERS).journals("assembly.term-created");
const SESSION: Act =
    act("identity.session-create", "/sessions").form_at("/sessions/new").access(KEEPERS).journals("assembly.session-created");
const DATES: Act = act("identity.session-dates", "/sessions/{id}/dates").access(KEEPERS).journals("assembly.session-changed");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct NewTerm {
    #[garde(skip)]
    pub assembly: Option<Id>,
    #[garde(range(min = 1, max = 99))]
    pub ordinal: i64,
    #[garde(required)]
    pub starts: Option<Date>,
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct NewPlenary {
    #[garde(skip)]
    pub assembly: Option<Id>,
    #[garde(required)]
    pub term: Option<Id>,
    #[garde(range(min = 1, max = 99))]
    pub ordinal: i64,
    #[garde(range(min = 1949, max = 2200))]
    pub year: i64,
    #[garde(required)]
    pub opens: Option<Date>,
    #[garde(required)]
    pub closes: Option<Date>,
    #[garde(required)]
    pub window_from: Option<Date>,
    #[garde(required)]
    pub window_until: Option<Date>,
}

#[derive(Deserialize, Validate, JsonSchema, Default, Clone, Copy)]
#[serde(default)]
pub struct Days {
    #[garde(required)]
    pub opens: Option<Date>,
    #[garde(required)]
    pub closes: Option<Date>,
    #[garde(required)]
    pub window_from: Option<Date>,
    #[garde(required)]
    pub window_until: Option<Date>,
}

pub fn acts() -> Vec<Bound> {
    vec![TERM.create(add_term).form(term_form), SESSION.create(add_session).form(session_form), DATES.bind(change).form(dates_form)]
}

fn term_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let assembly = scope::chosen(tx, who, ask)?;
    let next = terms::of(tx, assembly)?.first().map_or(1, |t| t.ordinal + 1);
    let view = super::form(tx, who, ask)?
        .field(Field::number("ordinal", ask.t("identity.term")).required().value(next.to_string()).hint(ask.t("identity.term.hint")))
        .field(Field::date("starts", ask.t("identity.term.starts")).required());
    Ok(FormView { warning: Some(ask.t("identity.term-create.warning").to_owned()), ..view })
}

fn add_term(tx: &mut Tx, who: &Actor, new: &NewTerm) -> Result<Done> {
    let assembly = scope::given(tx, who, new.assembly)?;
    let starts = new.starts.unwrap_or(tx.today());
    let id = places::insert_term(tx, assembly, new.ordinal, starts)?;
    let entry = json!({ "term": id, "ordinal": new.ordinal, "starts": starts });
    Ok(Done::new(Ref::new("assemblies", assembly), &json!({ "id": id }))?.journal(entry).go(home(assembly)).say("identity.said.saved"))
}

fn session_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let assembly = scope::chosen(tx, who, ask)?;
    let choices: Vec<Choice> = terms::of(tx, assembly)?
        .iter()
        .map(|t| Choice::new(t.id.to_string(), ask.locale.f("identity.term-name", &[("n", t.ordinal.to_string())])))
        .collect();
    let chosen = choices.first().map(|c| c.value.clone()).unwrap_or_default();
    let next = sessions::of(tx, assembly)?.iter().filter(|s| s.term.to_string() == chosen).map(|s| s.ordinal).max().unwrap_or(0) + 1;
    let view = super::form(tx, who, ask)?
        .field(Field::select("term", ask.t("identity.term"), choices).required().value(chosen))
        .field(
            Field::number("ordinal", ask.t("identity.session-of"))
                .required()
                .value(next.to_string())
                .hint(ask.t("identity.session-of.hint")),
        )
        .field(Field::number("year", ask.t("identity.year")).required().value(ask.today.year().to_string()));
    Ok(day_fields(ask, None).into_iter().fold(view, FormView::field))
}

fn add_session(tx: &mut Tx, who: &Actor, new: &NewPlenary) -> Result<Done> {
    let assembly = scope::given(tx, who, new.assembly)?;
    let term =
        terms::of(tx, assembly)?.into_iter().find(|t| Some(t.id) == new.term).ok_or_else(|| Error::invalid("term", "web.invalid.shape"))?;
    let days = Days { opens: new.opens, closes: new.closes, window_from: new.window_from, window_until: new.window_until };
    let row = days.checked()?.of(assembly, term.id, new.ordinal, new.year);
    let id = places::insert_session(tx, &row)?;
    Ok(Done::new(Ref::new("assemblies", assembly), &json!({ "id": id }))?
        .journal(entry(id, &row))
        .go(home(assembly))
        .say("identity.said.saved"))
}

fn dates_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let session = sessions::get(tx, ask.id)?;
    scope::check(tx, who, session.assembly)?;
    let title =
        ask.locale.f("identity.session-name", &[("term", session.term_ordinal.to_string()), ("session", session.ordinal.to_string())]);
    let view = FormView { lead: Some(title), cancel: Some(Link::new(ask.t("web.cancel"), home(session.assembly))), ..FormView::default() };
    Ok(day_fields(ask, Some(&session)).into_iter().fold(view, FormView::field))
}

fn change(tx: &mut Tx, who: &Actor, id: Id, days: &Days) -> Result<Done> {
    let session = sessions::get(tx, id)?;
    scope::check(tx, who, session.assembly)?;
    let row = days.checked()?.of(session.assembly, session.term, session.ordinal, session.year);
    places::set_session_dates(tx, id, &row)?;
    let done = Done::new(Ref::new("assemblies", session.assembly), &json!({ "id": id }))?;
    Ok(done.journal(entry(id, &row)).go(home(session.assembly)).say("identity.said.saved"))
}

fn day_fields(ask: &Ask, session: Option<&sessions::Session>) -> [Field; 4] {
    let field = |name: &'static str, day: Option<Date>| {
        let field = Field::date(name, ask.t(&format!("identity.{}", name.replace('_', "-")))).required();
        if let Some(day) = day { field.value(day.to_string()) } else { field }
    };
    [
        field("opens", session.map(|s| s.opens)),
        field("closes", session.map(|s| s.closes)),
        field("window_from", session.map(|s| s.window_from)).hint(ask.t("identity.window.hint")),
        field("window_until", session.map(|s| s.window_until)),
    ]
}

/// Days in their order.
struct Ordered {
    opens: Date,
    closes: Date,
    window_from: Date,
    window_until: Date,
}

impl Days {
    fn checked(&self) -> Result<Ordered> {
        let day = |name: &'static str, day: Option<Date>| day.ok_or_else(|| Error::invalid(name, "web.invalid.required"));
        let (opens, closes) = (day("opens", self.opens)?, day("closes", self.closes)?);
        let (window_from, window_until) = (day("window_from", self.window_from)?, day("window_until", self.window_until)?);
        if closes < opens {
            return Err(Error::invalid("closes", "identity.days.order"));
        }
        if window_until < window_from {
            return Err(Error::invalid("window_until", "identity.days.order"));
        }
        Ok(Ordered { opens, closes, window_from, window_until })
    }
}

impl Ordered {
    fn of(self, assembly: Id, term: Id, ordinal: i64, year: i64) -> NewSession {
        let Ordered { opens, closes, window_from, window_until } = self;
        NewSession { assembly, term, ordinal, year, opens, closes, window_from, window_until }
    }
}

fn entry(id: Id, row: &NewSession) -> serde_json::Value {
    json!({ "session": id, "opens": row.opens, "closes": row.closes, "window_from": row.window_from, "window_until": row.window_until })
}
