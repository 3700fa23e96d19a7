//! 账号列表.

use kernel::db::Tx;
use kernel::{Actor, Result, Timestamp};
use serde_json::{Value, json};
use web::i18n::Locale;
use web::page::{Ask, Reply};
use web::respond::random_token;
use web::ui::{Batch, Cell, Chip, Column, Empty, Field, Link, ListView, Row, Tab, Tone};

use crate::listing::Part;
use crate::scope;
use crate::store::accounts::{self, Account};
use crate::store::grants;

const STATES: &[&str] = &["pending", "active", "disabled", "locked", "dormant"];

pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let part = Part::of(ask)?;
    let assembly = scope::chosen(tx, who, ask)?;
    let (items, total) = accounts::list(tx, assembly, state(ask), ask.get("q"), part)?;
    let items = items.iter().map(|a| {
        json!({ "id": a.person, "name": a.name, "login": a.login, "state": a.state, "created_at": a.created_at.rfc3339(), "seen_at": a.seen_at.map(|at| at.rfc3339()) })
    });
    Ok(part.json(items.collect(), total))
}

pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let part = Part::of(ask)?;
    let assembly = scope::chosen(tx, who, ask)?;
    let (found, total) = accounts::list(tx, assembly, state(ask), ask.get("q"), part)?;
    let mut rows = Vec::with_capacity(found.len());
    for account in &found {
        rows.push(row(tx, ask, account)?);
    }
    let mut filters = vec![Field::text("q", l.t("identity.person.name")).value(ask.get("q").unwrap_or_default())];
    filters.extend(scope::field(tx, who, ask)?);
    filters.push(Field::hidden("state", ask.get("state").unwrap_or_default()));
    let view = ListView {
        title: l.t("identity.accounts").to_owned(),
        lead: l.count("identity.accounts.lead", total),
        tabs: tabs(ask),
        filters,
        clear: ask.get("q").map(|_| "/accounts".to_owned()),
        columns: ["person.name", "login", "offices", "state", "created", "seen"]
            .map(|key| Column::new(l.t(&format!("identity.{key}"))))
            .to_vec(),
        rows,
        batch: batch(who, ask),
        key: random_token(16),
        actions: actions(who, ask),
        pager: part.pager(ask, found.len(), total),
        empty: Empty { text: l.t("identity.accounts.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(l.t("identity.accounts"), view.render(l))
}

fn state(ask: &Ask) -> Option<&str> {
    ask.get("state").filter(|state| STATES.contains(state))
}

fn row(tx: &mut Tx, ask: &Ask, account: &Account) -> Result<Row> {
    let l = &ask.locale;
    let held = grants::of_person(tx, account.person)?;
    let offices = held.iter().map(|g| crate::grants::short_words(ask, g));
    let cells = vec![
        Cell::strong(account.name.clone()),
        Cell::text(account.login.clone()),
        Cell::Lines(offices.collect()),
        Cell::Chip(chip(l, account, tx.now())),
        Cell::Day(l.short_day(account.created_at.day(), ask.today)),
        Cell::Day(account.seen_at.map(|at| l.short_day(at.day(), ask.today)).unwrap_or_default()),
    ];
    Ok(Row::new(account.person, cells).href(format!("/accounts/{}", account.person)))
}

/// The state in one word; a lock that has run out counts no more.
pub fn chip(l: &Locale, account: &Account, now: Timestamp) -> Chip {
    let locked = account.locked_until.is_some_and(|until| until > now);
    let (tone, key) = match account.state.as_str() {
        accounts::PENDING => (Tone::Warn, "pending"),
        accounts::DISABLED => (Tone::Bad, "disabled"),
        _ if locked => (Tone::Warn, "locked"),
        _ => (Tone::Good, "active"),
    };
    Chip::new(tone, l.t(&format!("identity.state.{key}")))
}

fn tabs(ask: &Ask) -> Vec<Tab> {
    let l = &ask.locale;
    let mut tabs =
        vec![Tab { label: l.t("identity.all").to_owned(), href: "/accounts".into(), count: None, current: state(ask).is_none() }];
    tabs.extend(STATES.iter().map(|state| Tab {
        label: l.t(&format!("identity.state.{state}")).to_owned(),
        href: format!("/accounts?state={state}"),
        count: None,
        current: self::state(ask) == Some(state),
    }));
    tabs
}

fn batch(who: &Actor, ask: &Ask) -> Vec<Batch> {
    let one = |act: &str| Batch { label: ask.t(act).to_owned(), action: format!("/batch/{act}") };
    match (who.holds(directory::roles::SECURITY_ADMIN), who.holds(directory::roles::SYSTEM_ADMIN)) {
        (true, _) => vec![one("accounts.approve")],
        (_, true) => vec![one("accounts.reset"), one("accounts.unlock"), one("accounts.disable")],
        _ => Vec::new(),
    }
}

fn actions(who: &Actor, ask: &Ask) -> Vec<Link> {
    match who.holds(directory::roles::SYSTEM_ADMIN) {
        true => vec![
            Link::new(ask.t("accounts.create"), "/accounts/new"),
            Link::new(ask.t("identity.import.people"), "/imports/new?kind=people"),
        ],
        false => vec![Link::new(ask.t("identity.grants.pending"), "/grants?state=pending")],
    }
}
