//! 一个账号.

use directory::roles;
use kernel::db::Tx;
use kernel::journal::{self, Ref};
use kernel::{Actor, Result};
use web::page::{Ask, Reply};
use web::ui::{self, ActLink, ActTone, Column, DetailView, Event, Fact, Link, Row, Section};

use super::list::chip;
use crate::note::note;
use crate::sign_in::second_factor;
use crate::store::accounts::{self, Account};
use crate::store::grants;

pub fn show(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let account = super::get(tx, who, ask.id)?;
    let moment = |at: Option<kernel::Timestamp>| at.map(|at| l.moment(at.0, ask.today)).unwrap_or_else(|| l.t("identity.never").to_owned());
    let assembly = directory::assemblies::get(tx, account.assembly)?;
    let second = second_factor(&account);
    let view = DetailView {
        eyebrow: account.login.clone(),
        title: account.name.clone(),
        chip: chip(l, &account, tx.now()),
        acts: acts(who, ask, &account),
        facts: vec![
            Fact::new(l.t("identity.login"), account.login.clone()),
            Fact::new(l.t("identity.assembly"), crate::scope::name(ask, &assembly).to_owned()),
            Fact::new(l.t("identity.second-factor"), l.t(second).to_owned()),
            Fact::new(l.t("identity.created"), moment(Some(account.created_at))),
            Fact::new(l.t("identity.created-by"), directory::names::person(tx, account.created_by)?),
            Fact::new(l.t("identity.seen"), moment(account.seen_at)),
            Fact::new(l.t("identity.password.at"), moment(account.password_at)),
        ],
        sections: vec![Section::new("grants", l.t("identity.grants"), grants_table(tx, ask, &account)?)],
        timeline: timeline(tx, ask, &account)?,
        ..DetailView::default()
    };
    Ok(Reply::page(account.name.clone(), view.render(l))?.crumbs(vec![Link::new(l.t("identity.accounts"), "/accounts")]))
}

fn acts(who: &Actor, ask: &Ask, account: &Account) -> Vec<ActLink> {
    let link = |act: &str, noun: &str, tone| ActLink::new(ask.t(act), format!("/accounts/{}/{noun}", account.person), tone);
    let pending = account.state == accounts::PENDING;
    let mut acts = Vec::new();
    if who.holds(roles::SECURITY_ADMIN) && pending {
        acts.push(link("accounts.approve", "approval", ActTone::Primary));
        acts.push(link("accounts.refuse", "refusal", ActTone::Danger));
    }
    if who.holds(roles::SYSTEM_ADMIN) {
        if account.state == accounts::DISABLED {
            acts.push(link("accounts.enable", "reinstatement", ActTone::Primary));
        } else {
            acts.push(link("accounts.reset", "reset", ActTone::Plain));
            acts.push(link("accounts.unlock", "unlocking", ActTone::Plain));
            if account.has_second_factor() {
                acts.push(link("identity.second-factor-remove", "second-factor", ActTone::Plain));
            }
            acts.push(link("accounts.disable", "suspension", ActTone::Danger));
        }
        acts.push(ActLink::new(ask.t("identity.grant"), format!("/grants/new?person={}", account.person), ActTone::Plain));
    }
    acts
}

fn grants_table(tx: &mut Tx, ask: &Ask, account: &Account) -> Result<ui::Html> {
    let l = &ask.locale;
    let held = grants::of_person(tx, account.person)?;
    if held.is_empty() {
        return Ok(note(l.t("identity.grants.none")));
    }
    let columns = ["role", "place", "state", "until"].map(|key| Column::new(l.t(&format!("identity.{key}"))));
    let rows: Vec<Row> = held.iter().map(|g| Row::new(g.id, crate::grants::cells(ask, g)).href(format!("/grants/{}", g.id))).collect();
    Ok(ui::table(&columns, &rows))
}

fn timeline(tx: &mut Tx, ask: &Ask, account: &Account) -> Result<Vec<Event>> {
    let mut entries = journal::history(tx, &Ref::new("accounts", account.person))?;
    entries.retain(|e| !e.act.starts_with("account.signed") && e.act != "account.confirmed" && e.act != "account.hat-changed");
    let actors: Vec<_> = entries.iter().map(|e| e.actor).collect();
    let names = directory::names::persons(tx, &actors)?;
    Ok(crate::timeline::events(ask, &entries, &names))
}
