//! 提案列表: what this person may see, narrowed and paged.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{Batch, Cell, Choice, Column, Empty, Field, Link, ListView, Row, Tab};
use web::{Ask, Paging, Reply};

use super::labels;
use crate::store::list::{Filter, Line};
use crate::workflow::State;
use crate::{clocks, store};

struct Loaded {
    filter: Filter,
    lines: Vec<Line>,
    next: Option<Id>,
    total: i64,
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Loaded> {
    let paging = Paging::of(ask)?;
    let filter = filter(who, ask)?;
    let mut lines = store::list::page(tx, who, &filter, paging.after, paging.size)?;
    let next = (lines.len() > paging.size).then(|| {
        lines.truncate(paging.size);
        lines[paging.size - 1].id
    });
    let key = format!("proposals/{}/{:?}/{:?}/{filter:?}", who.assembly, who.person, who.units());
    let total = ask.counts.clone().get(&key, tx.now(), || store::list::count(tx, who, &filter))?;
    Ok(Loaded { filter, lines, next, total })
}

/// What the query narrows the list to.
pub(crate) fn filter(who: &Actor, ask: &Ask) -> Result<Filter> {
    let state = match ask.get("state") {
        None => None,
        Some(name) => Some(State::parse(name).ok_or_else(|| Error::invalid("state", "web.invalid.shape"))?),
    };
    let id = |name: &str| -> Result<Option<Id>> {
        ask.get(name).map(|v| v.parse().map_err(|()| Error::invalid(name.to_owned(), "web.invalid.shape"))).transpose()
    };
    Ok(Filter {
        state,
        category: id("category")?,
        session: id("session")?,
        unit: id("unit")?,
        signer: ask.get("mine").map(|_| who.person),
        first_reviewer: ask.get("mine_to_review").map(|_| who.person),
        text: ask.get("q").map(text::fold).filter(|t| !t.is_empty()),
        due_until: None,
    })
}

/// `GET /api/v1/proposals`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let loaded = load(tx, who, ask)?;
    let items: Vec<Value> = loaded
        .lines
        .iter()
        .map(|line| {
            json!({
                "id": line.id,
                "number": line.case_no,
                "receipt_no": line.receipt_no.map(|n| n.to_string()),
                "title": line.title,
                "proposer": line.proposer,
                "kind": line.kind,
                "category": line.category,
                "state": line.state.name(),
                "state_since": line.state_since.rfc3339(),
                "due": line.due.map(|d| d.to_string()),
            })
        })
        .collect();
    Ok(json!({ "items": items, "next_cursor": loaded.next, "total": loaded.total }))
}

/// `GET /proposals`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let view = view(tx, who, ask)?;
    Reply::page(ask.t("proposals.list"), view.render(&ask.locale))
}

/// All that the page shows.
pub fn view(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<ListView> {
    let loaded = load(tx, who, ask)?;
    let calendar = clocks::calendar(tx, who.assembly)?;
    let columns = vec![
        Column::new(ask.t("proposals.column.number")),
        Column::new(ask.t("proposals.column.title")),
        Column::new(ask.t("proposals.column.proposer")),
        Column::new(ask.t("proposals.column.category")).hide_on_phone(),
        Column::new(ask.t("proposals.column.state")),
        Column::new(ask.t("proposals.column.since")).hide_on_phone(),
        Column::new(ask.t("proposals.column.due")),
    ];
    let rows = loaded.lines.iter().map(|line| row(ask, &calendar, line)).collect();
    Ok(ListView {
        title: ask.t("proposals.list").to_owned(),
        lead: lead(ask, &loaded),
        tabs: tabs(who, ask),
        filters: filters(tx, who, ask)?,
        clear: ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty()).then(|| "/proposals".into()),
        columns,
        rows,
        batch: batch(who, ask, &loaded.filter),
        key: String::new(),
        actions: actions(who, ask),
        exports: exports(who, ask),
        pager: web::page::pager("/proposals", ask, loaded.lines.len(), loaded.total.unsigned_abs(), loaded.next),
        empty: Empty {
            text: ask.t(if loaded.total == 0 && ask.query.is_empty() { "proposals.empty" } else { "proposals.none-found" }).to_owned(),
            first_step: who.membership.map(|_| Link::new(ask.t("proposals.create"), "/proposals/new")),
        },
    })
}

fn row(ask: &Ask, calendar: &kernel::calendar::Calendar, line: &Line) -> Row {
    let due = match line.due {
        Some(day) if !crate::workflow::PROCESS.is_final(line.state.get()) => Cell::Clock(labels::clock(ask, calendar, day)),
        _ => Cell::text(""),
    };
    Row::new(
        line.id,
        vec![
            Cell::Number(labels::number(ask, line.case_no.as_deref(), line.receipt_no)),
            Cell::strong(line.title.as_str()),
            Cell::text(line.proposer.as_str()),
            Cell::text(labels::in_language(ask, line.category.as_deref().unwrap_or_default(), &line.category_en)),
            Cell::Chip(labels::state(ask, line.state.get())),
            Cell::Day(ask.locale.short_day(line.state_since.day(), ask.today)),
            due,
        ],
    )
    .href(format!("/proposals/{}", line.id))
}

fn lead(ask: &Ask, loaded: &Loaded) -> String {
    let mut parts = Vec::new();
    if let Some(state) = loaded.filter.state {
        parts.push(labels::word(ask, "proposal.state", state));
    }
    if let Some(q) = ask.get("q") {
        parts.push(ask.locale.f("proposals.filtered-by-text", &[("q", q)]));
    }
    let total = ask.locale.count("proposals.total", loaded.total);
    if parts.is_empty() { total } else { format!("{total} · {}", parts.join(" · ")) }
}

fn tabs(who: &Actor, ask: &Ask) -> Vec<Tab> {
    let reviews = who.holds_any(&[directory::roles::PROPOSAL_OFFICE, directory::roles::REVIEWER]);
    if reviews && ask.get("state") == Some(State::PreReview.name()) {
        let mine = ask.get("mine_to_review").is_some();
        let tab = |key: &str, href: &str, current| Tab { label: ask.t(key).into(), href: href.into(), count: None, current };
        return vec![
            tab("proposals.tab.all", "/proposals?state=pre_review", !mine),
            tab("proposals.tab.mine-to-review", "/proposals?state=pre_review&mine_to_review=1", mine),
        ];
    }
    if who.membership.is_none() {
        return Vec::new();
    }
    let mine = ask.get("mine").is_some();
    vec![
        Tab { label: ask.t("proposals.tab.all").into(), href: "/proposals".into(), count: None, current: !mine },
        Tab { label: ask.t("proposals.tab.mine").into(), href: "/proposals?mine=1".into(), count: None, current: mine },
    ]
}

fn filters(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Field>> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let states = State::ALL.iter().map(|s| Choice::new(s.name(), labels::word(ask, "proposal.state", *s))).collect();
    let categories = store::categories(tx, who.assembly)?;
    let categories = categories.into_iter().map(|(id, zh, en)| Choice::new(id.to_string(), labels::in_language(ask, &zh, &en))).collect();
    let sessions = directory::sessions::of(tx, who.assembly)?;
    let sessions = sessions.into_iter().map(|s| Choice::new(s.id.to_string(), session_name(ask, &s))).collect();
    let mut fields = vec![
        chosen(Field::text("q", ask.t("proposals.filter.text")), "q"),
        chosen(Field::select("state", ask.t("proposals.column.state"), states), "state"),
        chosen(Field::select("category", ask.t("proposals.column.category"), categories), "category"),
        chosen(Field::select("session", ask.t("proposals.filter.session"), sessions), "session"),
    ];
    if who.units().is_empty() {
        let units = directory::units::short_names(tx, who.assembly)?;
        let units = units.into_iter().map(|(id, zh, en)| Choice::new(id.to_string(), labels::in_language(ask, &zh, &en))).collect();
        fields.push(chosen(Field::select("unit", ask.t("proposals.filter.unit"), units), "unit"));
    }
    for name in ["mine", "mine_to_review"] {
        if ask.get(name).is_some() {
            fields.push(Field::hidden(name, "1"));
        }
    }
    Ok(fields)
}

/// 十五届三次（2026）
pub fn session_name(ask: &Ask, s: &directory::sessions::Session) -> String {
    let args = [("term", ordinal(ask, s.term_ordinal)), ("session", ordinal(ask, s.ordinal)), ("year", s.year.to_string())];
    ask.locale.f("proposals.session", &args)
}

/// Terms and sessions are counted in Chinese numerals where the page is Chinese.
fn ordinal(ask: &Ask, n: i64) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: i64| usize::try_from(n).ok().and_then(|n| DIGITS.get(n)).copied().unwrap_or_default();
    match n {
        _ if ask.locale.lang == web::i18n::Lang::En => n.to_string(),
        1..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", digit(n % 10)),
        20..=99 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}

/// Acts on many at once, by the state that the list is narrowed to.
fn batch(who: &Actor, ask: &Ask, filter: &Filter) -> Vec<Batch> {
    use directory::roles;
    let reviews = who.holds_any(&[roles::PROPOSAL_OFFICE, roles::REVIEWER]);
    let assigns = who.holds_any(&[roles::PROPOSAL_OFFICE, roles::SUPERVISING_OFFICE]);
    let deals = who.holds(roles::PROPOSAL_OFFICE);
    let decides = who.holds(roles::COMMITTEE_HEAD);
    let names: &[&str] = match filter.state {
        Some(State::Submitted) if deals => &["proposals.take_up", "proposals.deal"],
        Some(State::Submitted) if reviews => &["proposals.take_up"],
        Some(State::PreReview) if reviews => &["proposals.endorse"],
        Some(State::SecondReview) if decides => {
            &["proposals.file", "proposals.decline", "proposals.transfer_to_brief", "proposals.transfer_as_letter", "proposals.merge"]
        }
        Some(State::SecondReview) if reviews => &["proposals.file"],
        Some(State::Filed) if assigns => &["proposals.propose_assignment", "proposals.dispatch"],
        Some(State::Assigned | State::Rehandling) if assigns => &["proposals.urge"],
        _ => &[],
    };
    let action = |name: &str| if name == "proposals.deal" { "/proposals/dealing".to_owned() } else { format!("/batch/{name}") };
    names.iter().map(|name| Batch { label: ask.t(name).into(), action: action(name) }).collect()
}

fn actions(who: &Actor, ask: &Ask) -> Vec<Link> {
    use directory::roles;
    let mut links = Vec::new();
    if who.membership.is_some() || who.holds_any(&[roles::COLLECTIVE_ACCOUNT, roles::AIDE]) {
        links.push(Link::new(ask.t("proposals.create"), "/proposals/new"));
    }
    if who.holds(roles::PROPOSAL_OFFICE) {
        links.push(Link::new(ask.t("proposals.import"), "/proposals/import"));
    }
    links
}

/// Everything of the assembly, in the columns that the import takes.
fn exports(who: &Actor, ask: &Ask) -> Vec<Link> {
    if !who.holds(directory::roles::PROPOSAL_OFFICE) {
        return Vec::new();
    }
    vec![
        Link::new(ask.t("proposals.export.xlsx"), "/proposals/export.xlsx"),
        Link::new(ask.t("proposals.export.csv"), "/proposals/export.csv"),
    ]
}

pub(crate) fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.".contains(&b) { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}
