//! 交办与督办: what the assigning side looks after, unit by unit: objections, returns, extensions, drafts to check, days.

use directory::roles::{PROPOSAL_OFFICE, SUPERVISING_OFFICE};
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::Value;
use web::ui::{Batch, Cell, Choice, Empty, Field, Link, ListView, Tab};
use web::{Access, Ask, Reply};

use super::inbox::{columns, page_of, row};
use super::labels;
use crate::acts::handling::urge::OPEN;
use crate::clocks;
use crate::store::handling::{self, Filter};
use crate::workflow::assignment::State;

/// Those who work here have it in their navigation.
pub const DESK: Access = Access::Roles(&[PROPOSAL_OFFICE, SUPERVISING_OFFICE]);
/// The counts of the countdown lead here.
pub const READERS: Access = Access::Roles(crate::policy::READING_OFFICES);

const TABS: &[&str] = &["open", "listed", "accept", "returns", "extensions", "checks", "soon", "overdue", "done"];
const SOON_DAYS: i64 = 15;
/// Sides of units, as `directory::units` names them.
const SIDES: &[&str] = &["party", "government", "court", "enterprise", "county", "organisation"];

fn tab_filter(tab: &str, who: &Actor, ask: &Ask) -> Filter {
    let at = |states: &[State]| Filter { assembly: Some(who.assembly), states: states.to_vec(), ..Filter::default() };
    match tab {
        "listed" => at(&[State::Proposed]),
        "accept" => at(&[State::Assigned]),
        "returns" => at(&[State::ReturnRequested]),
        "extensions" => Filter { extension_asked: true, ..at(OPEN) },
        "checks" => at(&[State::Checking]),
        "soon" => Filter { answer_before: Some(ask.today.saturating_add(jiff::Span::new().days(SOON_DAYS + 1))), ..at(OPEN) },
        "overdue" => Filter { answer_before: Some(ask.today), ..at(OPEN) },
        "done" => at(&[State::Replied, State::Opined]),
        _ => at(&[OPEN, &[State::ReturnRequested]].concat()),
    }
}

fn wanted(who: &Actor, ask: &Ask) -> (&'static str, Filter) {
    let tab = TABS.iter().find(|t| ask.get("tab") == Some(**t)).copied().unwrap_or("open");
    let filter = Filter {
        unit: ask.get_id("unit"),
        session: ask.get_id("session"),
        side: ask.get("side").map(str::to_owned),
        q: ask.get("q").map(str::to_owned),
        ..tab_filter(tab, who, ask)
    };
    (tab, filter)
}

/// `GET /api/v1/assignments`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (_, filter) = wanted(who, ask);
    Ok(page_of(tx, ask, &filter)?.json())
}

/// `GET /assignments`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (tab, filter) = wanted(who, ask);
    let listed = page_of(tx, ask, &filter)?;
    let calendar = clocks::calendar(tx, who.assembly)?;
    let narrowed = ["q", "unit", "session", "side"].iter().any(|name| ask.get(name).is_some());
    let view = ListView {
        title: ask.t("handling.desk").to_owned(),
        lead: ask.locale.count("proposals.total", listed.total),
        tabs: tabs(tx, who, ask, tab)?,
        filters: filters(tx, who, ask, tab)?,
        clear: narrowed.then(|| format!("/assignments?tab={tab}")),
        columns: columns(ask, "handling.field.unit"),
        rows: listed.items.iter().map(|i| row(ask, &calendar, i, Cell::text(i.unit_name.as_str()))).collect(),
        batch: batch(who, ask, tab),
        key: String::new(),
        actions: actions(who, ask),
        exports: Vec::new(),
        pager: listed.pager(ask, "/assignments"),
        empty: Empty { text: ask.t("handling.desk.empty").to_owned(), first_step: None },
    };
    Reply::page(ask.t("handling.desk"), view.render(&ask.locale))
}

fn tabs(tx: &mut Tx, who: &Actor, ask: &Ask, current: &str) -> Result<Vec<Tab>> {
    let mut tabs = Vec::new();
    for name in TABS {
        let count = handling::count(tx, &tab_filter(name, who, ask))?;
        if count > 0 || *name == current || *name == "open" {
            let label = ask.t(&format!("handling.tab.{name}")).to_owned();
            tabs.push(Tab { label, href: format!("/assignments?tab={name}"), count: Some(count), current: *name == current });
        }
    }
    Ok(tabs)
}

fn filters(tx: &mut Tx, who: &Actor, ask: &Ask, tab: &str) -> Result<Vec<Field>> {
    let units = directory::units::running(tx, who.assembly)?;
    let units = units.into_iter().map(|u| Choice::new(u.id.to_string(), labels::in_language(ask, &u.short_name, &u.name_en))).collect();
    let sides = SIDES.iter().map(|side| Choice::new(*side, ask.t(&format!("handling.side.{side}")))).collect();
    let chosen = |field: Field, name: &str| field.values(ask.get(name).map(str::to_owned));
    Ok(vec![
        chosen(Field::text("q", ask.t("proposals.filter.text")), "q"),
        chosen(Field::select("unit", ask.t("handling.field.unit"), units), "unit"),
        chosen(Field::select("side", ask.t("handling.column.side"), sides), "side"),
        Field::hidden("tab", tab),
    ])
}

fn actions(who: &Actor, ask: &Ask) -> Vec<Link> {
    let narrowed =
        ["unit", "side"].iter().filter_map(|name| Some(format!("{name}={}", super::list::encoded(ask.get(name)?)))).collect::<Vec<_>>();
    let pack = if narrowed.is_empty() { "/assignment-pack".to_owned() } else { format!("/assignment-pack?{}", narrowed.join("&")) };
    let mut links = Vec::new();
    if super::assignment_pack::READERS.check(who).is_ok() {
        links.push(Link::new(ask.t("handling.pack"), pack));
    }
    links.push(Link::new(ask.t("handling.countdown"), "/countdown"));
    if let Some(unit) = ask.get_id("unit") {
        links.push(Link::new(ask.t("handling.sign-off"), format!("/inbox/sign-off?unit={unit}")));
    }
    links
}

fn batch(who: &Actor, ask: &Ask, tab: &str) -> Vec<Batch> {
    let office = who.holds(PROPOSAL_OFFICE);
    let names: &[&str] = match tab {
        _ if DESK.check(who).is_err() => &[],
        "listed" => &["proposals.dispatch"],
        "accept" if office => &["assignments.accept", "proposals.urge"],
        "returns" => &["assignments.grant_return", "assignments.deny_return"],
        "extensions" => &["extensions.grant", "extensions.deny"],
        "checks" => &["assignments.pass_draft", "assignments.reject_draft"],
        "open" | "accept" | "soon" | "overdue" => &["proposals.urge"],
        _ => &[],
    };
    names.iter().map(|name| Batch { label: ask.t(name).into(), action: format!("/batch/{name}") }).collect()
}
