//! 工作日历: the office enters a holiday or a day that is worked; due days counted in working days move with it.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use kernel::calendar::{Calendar, DayKind};
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::KEPT;
use crate::acts::subject;
use crate::clocks::{self, moved_due, part_terms, terms};
use crate::rules::Rules;
use crate::store;

const EDIT: Act = act("calendar.edit", "/calendar/days").form_at("/calendar/edit").journals("calendar.edited").access(KEPT);

kernel::vocabulary! {
    /// What a day becomes.
    pub enum Becomes {
        Off = "off",
        Work = "work",
        /// As it was announced
        Announced = "announced",
    }
}

pub(super) fn all() -> Vec<Bound> {
    vec![EDIT.create(edit).form(edit_form)]
}

#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Day {
    #[garde(required)]
    day: Option<Date>,
    #[garde(required)]
    kind: Option<Becomes>,
    #[garde(length(chars, max = 40))]
    name: String,
}

fn edit(tx: &mut Tx, who: &Actor, input: &Day) -> Result<Done> {
    let day = input.day.ok_or(Error::invalid("day", "web.invalid.required"))?;
    let becomes = input.kind.ok_or(Error::invalid("kind", "web.invalid.required"))?;
    if !(1949..=2999).contains(&day.year()) {
        return Err(Error::invalid("day", "web.invalid.shape"));
    }
    let name = input.name.trim();
    let before = clocks::calendar(tx, who.assembly)?;
    let entry = match becomes {
        Becomes::Off => Some((DayKind::Off, name)),
        Becomes::Work => Some((DayKind::Work, name)),
        Becomes::Announced => None,
    };
    store::days::edit(tx, who.assembly, day, entry)?;
    let after = clocks::calendar(tx, who.assembly)?;
    let (moved, parts) = match before.is_working_day(day) == after.is_working_day(day) {
        true => (Vec::new(), 0),
        false => recount(tx, who.assembly, day, &before, &after)?,
    };
    let payload = json!({ "day": day.to_string(), "kind": becomes.name(), "name": name, "proposals": moved.len(), "parts": parts });
    let said = kernel::Message::new("proposals.said.calendar-edited").with("moved", moved.len() + parts);
    let mut done = Done::new(Ref::new("calendars", who.assembly), &payload)?.go(format!("/calendar?year={}", day.year()));
    done.also = moved;
    Ok(done.journal(payload).say(said))
}

type Entries = Vec<(&'static str, Ref, Value)>;

/// Moves every stored due day that was counted over the changed day: of proposals, of units' parts, of ratings.
fn recount(tx: &mut Tx, assembly: Id, day: Date, before: &Calendar, after: &Calendar) -> Result<(Entries, usize)> {
    let mut versions = Versions::default();
    let mut entries = Entries::new();
    for mut p in store::days::proposals_due(tx, assembly, day)? {
        let rules = versions.get(tx, assembly, p.policy_version)?;
        let Some(due) = p.due else { continue };
        if let Some(moved) = moved_due(before, after, p.state_since.day(), due, &terms(p.state.get(), &rules)) {
            p.due = Some(moved);
            store::save(tx, &mut p)?;
            let payload = json!({ "from_due": due.to_string(), "to_due": moved.to_string(), "day": day.to_string() });
            entries.push(("proposal.due_moved", subject(&p), payload));
        }
    }
    let mut parts = 0;
    for (mut part, version) in store::days::parts_due(tx, assembly, day)? {
        let rules = versions.get(tx, assembly, version)?;
        let assigned = part.assigned_at.unwrap_or(part.state_since).day();
        let move_to = |from: Date, due: &mut Option<Date>, terms: &[_]| {
            let moved = due.and_then(|due| moved_due(before, after, from, due, terms));
            *due = moved.or(*due);
            moved.is_some()
        };
        let mut changed = move_to(part.state_since.day(), &mut part.due, &part_terms(part.state.get(), &rules));
        let replies = [rules.reply_plenary, rules.reply_inter_session, rules.rehandle];
        changed |= move_to(assigned, &mut part.reply_due, &replies);
        changed |= move_to(assigned, &mut part.return_until, &[rules.return_window]);
        changed |= move_to(assigned, &mut part.opinion_due, &[rules.co_opinion]);
        if changed {
            store::assignments::save(tx, &mut part)?;
            parts += 1;
        }
    }
    for (rating, due, since, version) in store::days::ratings_due(tx, assembly, day)? {
        let rules = versions.get(tx, assembly, version)?;
        if let Some(moved) = moved_due(before, after, since.day(), due, &[rules.rating]) {
            store::days::move_rating(tx, rating, moved)?;
        }
    }
    Ok((entries, parts))
}

/// Policy versions that were read already.
#[derive(Default)]
struct Versions(HashMap<i64, Arc<Rules>>);

impl Versions {
    fn get(&mut self, tx: &mut Tx, assembly: Id, version: i64) -> Result<Arc<Rules>> {
        if let Some(rules) = self.0.get(&version) {
            return Ok(Arc::clone(rules));
        }
        let rules = kernel::policy::version::<Rules>(tx, assembly, version)?;
        self.0.insert(version, Arc::clone(&rules));
        Ok(rules)
    }
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let day = ask.get("day").and_then(|d| d.parse::<Date>().ok());
    let entered = day.map(|day| store::days::edit_of(tx, who.assembly, day)).transpose()?.flatten();
    let kinds = Becomes::ALL.iter().map(|k| Choice::new(k.name(), ask.t(&format!("proposals.calendar.{}", k.name())))).collect();
    let kind = entered.as_ref().map_or("", |(kind, _)| kind.name());
    let name = entered.as_ref().map_or("", |(_, name)| name.as_str());
    let cancel = Some(Link::new(ask.t("web.cancel"), "/calendar"));
    Ok(FormView { cancel, lead: Some(ask.t("calendar.edit.lead").to_owned()), ..FormView::default() }
        .field(Field::date("day", ask.t("proposals.calendar.day")).value(day.map(|d| d.to_string()).unwrap_or_default()).required())
        .field(Field::radio("kind", ask.t("proposals.calendar.kind"), kinds).value(kind).required())
        .field(Field::text("name", ask.t("proposals.calendar.name")).value(name).max_chars(40)))
}
