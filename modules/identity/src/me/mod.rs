//! 我的账号: sessions, tokens, password, second factor and capacities of whoever is signed in.

mod sessions;
mod tokens;

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::page::{Ask, Page, Reply, page};
use web::ui::{self, ActLink, ActTone, Cell, Column, DetailView, Fact, Html, Row, Section};
use web::{Access, Bound, i18n::Locale};

use crate::note::note;
use crate::profile::Policy;
use crate::scope::in_language;
use crate::sign_in::second_factor;
use crate::store::{accounts, grants, sign_ins};

pub fn acts() -> Vec<Bound> {
    vec![sessions::end(), sessions::end_others(), tokens::create(), tokens::end()]
}

pub fn pages<P: Policy>() -> Vec<Page> {
    vec![page("me", "/me", show::<P>).access(Access::SignedIn)]
}

fn show<P: Policy>(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let account = accounts::get(tx, who.person)?;
    let second = second_factor(&account);
    let view = DetailView {
        title: account.name.clone(),
        eyebrow: l.t("identity.me").to_owned(),
        acts: vec![
            ActLink::new(l.t("identity.password-change"), "/password", ActTone::Plain),
            ActLink::new(
                l.t(if account.has_second_factor() { "identity.enrol.again" } else { "identity.enrol" }),
                "/sign-in/enrol",
                ActTone::Plain,
            ),
            ActLink::new(l.t("identity.token-create"), "/me/tokens/new", ActTone::Plain),
        ],
        more_acts: vec![
            ActLink::new(l.t("identity.delegations"), "/delegations", ActTone::Plain),
            ActLink::new(l.t("identity.sessions-end"), "/me/sessions/end", ActTone::Danger),
        ],
        facts: vec![
            Fact::new(l.t("identity.login"), account.login.clone()),
            Fact::new(l.t("identity.second-factor"), l.t(second).to_owned()),
            Fact::new(l.t("identity.password.at"), account.password_at.map(|at| l.moment(at.0, ask.today)).unwrap_or_default()),
        ],
        sections: vec![
            Section::new("hats", l.t("identity.hats"), hats(tx, who, ask)?),
            Section::new("sessions", l.t("identity.sessions"), sessions_table(tx, who, ask, P::RULES.idle_ms)?),
            Section::new("tokens", l.t("identity.tokens"), tokens_table(tx, who, ask)?),
        ],
        ..DetailView::default()
    };
    Reply::page(l.t("identity.me"), view.render(l))
}

/// What this person is, and what has been delegated.
fn hats(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Html> {
    let l = &ask.locale;
    let mut rows: Vec<Row> = directory::people::seats(tx, who.person)?
        .into_iter()
        .map(|seat| {
            Row::new(
                seat.membership,
                vec![Cell::strong(l.t("role.member")), Cell::text(seat.assembly_name), Cell::text(""), Cell::text("")],
            )
        })
        .collect();
    for grant in grants::of_person(tx, who.person)?.into_iter().filter(|g| g.approved_at.is_some()) {
        let assembly = in_language(ask, &grant.assembly_name, &grant.assembly_name_en);
        let place = crate::grants::place_name(ask, &grant).unwrap_or_else(|| assembly.to_owned());
        let until = grant.until_at.map(|at| l.short_day(at.day(), ask.today)).unwrap_or_default();
        let by = grant.delegated_by_name.map(|name| l.f("identity.delegated-by", &[("name", name)])).unwrap_or_default();
        rows.push(Row::new(
            grant.id,
            vec![Cell::strong(l.t(&format!("role.{}", grant.role))), Cell::text(place), Cell::text(until), Cell::text(by)],
        ));
    }
    let columns = ["identity.role", "identity.place", "identity.until", "identity.note"].map(|key| Column::new(l.t(key)));
    let table = if rows.is_empty() { note(l.t("identity.hats.none")) } else { ui::table(&columns, &rows) };
    Ok(table)
}

fn sessions_table(tx: &mut Tx, who: &Actor, ask: &Ask, idle_ms: i64) -> Result<Html> {
    let l = &ask.locale;
    let columns =
        ["identity.device", "identity.address", "identity.since", "identity.seen", "identity.act"].map(|key| Column::new(l.t(key)));
    let running = sign_ins::running(tx, who.person, idle_ms)?;
    let rows: Vec<Row> = running
        .iter()
        .map(|session| {
            let own = ask.session.is_some_and(|digest| digest.as_slice() == session.token);
            let end = if own {
                Cell::text(l.t("identity.session.this"))
            } else {
                Cell::link(l.t("identity.session-end"), format!("/me/sessions/{}/end", session.id))
            };
            let at = |at: kernel::Timestamp| Cell::Day(l.moment(at.0, ask.today));
            Row::new(
                session.id,
                vec![
                    Cell::strong(device(l, &session.device)),
                    Cell::text(session.address.clone()),
                    at(session.created_at),
                    at(session.seen_at),
                    end,
                ],
            )
        })
        .collect();
    Ok(ui::table(&columns, &rows))
}

fn tokens_table(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Html> {
    let l = &ask.locale;
    let columns = ["identity.token.name", "identity.since", "identity.until", "identity.act"].map(|key| Column::new(l.t(key)));
    let tokens = sign_ins::tokens(tx, who.person)?;
    if tokens.is_empty() {
        return Ok(note(l.t("identity.tokens.none")));
    }
    let day = |at: kernel::Timestamp| Cell::Day(l.short_day(at.day(), ask.today));
    let rows: Vec<Row> = tokens
        .iter()
        .map(|token| {
            let end = Cell::link(l.t("identity.token-end"), format!("/me/tokens/{}/end", token.id));
            Row::new(token.id, vec![Cell::strong(token.name.clone()), day(token.created_at), day(token.expires_at), end])
        })
        .collect();
    Ok(ui::table(&columns, &rows))
}

/// The program and system out of a user agent, as people know them.
fn device(l: &Locale, agent: &str) -> String {
    let known = |names: &[(&str, &'static str)]| names.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name);
    let program =
        known(&[("MicroMessenger", "WeChat"), ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = known(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => l.t("identity.device.unknown").to_owned(),
    }
}
