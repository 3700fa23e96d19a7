//! 公开: what everybody may read without signing in: published proposals, their answers, what was promised and how it
//! was rated. Never a contact.

use directory::names;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::ui::{Cell, Chip, Choice, Column, DetailView, Empty, Fact, Field, Html, Link, ListView, Row, Section, Tone};
use web::ui::{facts, numbered, prose, table};
use web::{Ask, Paging, Reply};

use super::{labels, list};
use crate::model::{self, Promise, Proposal, Rating};
use crate::rules::Rules;
use crate::store;
use crate::store::public::{Filter, Line};
use crate::workflow::rating;

/// `GET /public`: what this is for, and what was published.
pub fn home(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<Reply> {
    let paging = Paging::of(ask)?;
    let filter = Filter {
        text: ask.get("q").map(text::fold).filter(|t| !t.is_empty()),
        category: ask.get("category").map(str::to_owned),
        year: ask.get("year").and_then(|y| y.parse().ok()),
    };
    let mut lines = store::public::page(tx, &filter, paging.after, paging.size)?;
    let next = (lines.len() > paging.size).then(|| {
        lines.truncate(paging.size);
        lines[paging.size - 1].id
    });
    let key = format!("proposals/public/{filter:?}");
    let total = ask.counts.clone().get(&key, tx.now(), || store::public::count(tx, &filter))?;
    let mut rows = Vec::new();
    for line in &lines {
        rows.push(row(tx, ask, line)?);
    }
    let narrowed = ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty());
    let view = ListView {
        title: ask.t("proposals.public").to_owned(),
        lead: ask.locale.count("proposals.public.total", total),
        filters: filters(tx, ask)?,
        clear: narrowed.then(|| "/public".to_owned()),
        columns: vec![
            Column::new(ask.t("proposals.column.number")),
            Column::new(ask.t("proposals.column.title")),
            Column::new(ask.t("proposals.column.proposer")),
            Column::new(ask.t("proposals.public.units")).hide_on_phone(),
            Column::new(ask.t("proposals.column.state")),
            Column::new(ask.t("proposals.public.published")).hide_on_phone(),
        ],
        rows,
        pager: web::page::pager("/public", ask, lines.len(), total as u64, next),
        empty: Empty { text: ask.t(if narrowed { "proposals.none-found" } else { "proposals.public.empty" }).to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(ask.t("proposals.public"), view.introduced(&ask.locale, ask.t("proposals.public.intro")))
}

fn row(tx: &mut Tx, ask: &Ask, line: &Line) -> Result<Row> {
    let parts = store::assignments::of(tx, line.id)?;
    let ids: Vec<_> = parts.iter().filter(|a| a.runs()).map(|a| a.unit).collect();
    let units = names::units(tx, &ids)?;
    let units: Vec<&str> = ids.iter().filter_map(|u| units.get(u)).map(String::as_str).collect();
    let cells = vec![
        Cell::Number(labels::number(ask, line.case_no.as_deref(), None)),
        Cell::strong(line.title.as_str()),
        Cell::text(line.proposer.as_str()),
        Cell::text(units.join("、")),
        Cell::Chip(labels::state(ask, line.state)),
        Cell::Day(ask.locale.short_day(line.published_at.day(), ask.today)),
    ];
    Ok(Row::new(line.id, cells).href(format!("/public/proposals/{}", line.id)))
}

fn filters(tx: &mut Tx, ask: &Ask) -> Result<Vec<Field>> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let categories = store::public::categories(tx)?;
    let categories = categories.into_iter().map(|(zh, en)| Choice::new(zh.as_str(), labels::in_language(ask, &zh, &en))).collect();
    let years = store::public::years(tx)?.into_iter().map(|y| Choice::new(y.to_string(), y.to_string())).collect();
    Ok(vec![
        chosen(Field::text("q", ask.t("proposals.public.search")), "q"),
        chosen(Field::select("category", ask.t("proposals.column.category"), categories), "category"),
        chosen(Field::select("year", ask.t("proposals.public.year"), years), "year"),
    ])
}

/// `GET /public/proposals/{id}`
pub fn detail(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<Reply> {
    let p = store::public::get(tx, ask.id)?;
    let rules = store::rules_of(tx, &p)?;
    let mut sections = vec![
        Section::new("background", ask.t("proposals.section.background"), prose(&p.background)),
        Section::new("analysis", ask.t("proposals.section.analysis"), prose(&p.analysis)),
        Section::new("suggestions", ask.t("proposals.section.suggestions"), numbered(p.suggestions.clone())),
    ];
    sections.retain(|s| !s.body.is_empty());
    let replies: Vec<model::Reply> =
        store::replies::of(tx, p.id)?.into_iter().filter(|r| r.sent_at.is_some() && r.revoked_at.is_none()).collect();
    let units = names::units(tx, &replies.iter().map(|r| r.unit).collect::<Vec<_>>())?;
    for reply in &replies {
        let unit = units.get(&reply.unit).map_or("", String::as_str);
        let title = ask.locale.f("proposals.public.answer-of", &[("unit", unit)]);
        sections.push(Section::new(format!("reply-{}", reply.id), title, answer(ask, &rules, reply)));
    }
    let shown: Vec<_> = replies.iter().map(|r| r.id).collect();
    let promises: Vec<Promise> = store::replies::promises(tx, p.id)?.into_iter().filter(|x| shown.contains(&x.reply)).collect();
    if !promises.is_empty() {
        sections.push(Section::new("promises", ask.t("proposals.public.promises"), kept(ask, &promises)));
    }
    if let Some(words) = satisfaction(tx, ask, &p, &rules)? {
        sections.push(Section::new("ratings", ask.t("proposals.public.ratings"), prose(&words)));
    }
    let view = DetailView {
        eyebrow: labels::number(ask, p.case_no.as_deref(), None),
        title: p.title.clone(),
        chip: labels::state(ask, p.state.get()),
        facts: head(tx, ask, &p)?,
        sections,
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("proposals.public"), "/public")];
    Ok(Reply::page(p.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

fn head(tx: &mut Tx, ask: &Ask, p: &Proposal) -> Result<Vec<Fact>> {
    let session = directory::sessions::get(tx, p.session)?;
    let mut all = vec![
        Fact::new(ask.t("proposals.column.proposer"), p.proposer.as_str()),
        Fact::new(ask.t("proposals.filter.session"), list::session_name(ask, &session)),
    ];
    if let Some((zh, en)) = store::category(tx, p)? {
        all.push(Fact::new(ask.t("proposals.column.category"), labels::in_language(ask, &zh, &en)));
    }
    let days = [("proposals.fact.filed", p.filed_at), ("proposals.fact.replied", p.replied_at), ("proposals.fact.closed", p.closed_at)];
    for (key, at) in days {
        if let Some(at) = at {
            all.push(Fact::new(ask.t(key), Cell::Day(ask.locale.day(at.day(), ask.today))));
        }
    }
    Ok(all)
}

/// Class, number and day; the text; an answer to every suggestion. No signer's telephone, no contact.
fn answer(ask: &Ask, rules: &Rules, reply: &model::Reply) -> Html {
    let class = |code: &str| rules.class(code).map_or_else(|| code.to_owned(), |c| labels::in_language(ask, &c.label, &c.label_en));
    let mut head = Vec::new();
    if let Some(code) = &reply.result_class {
        head.push(Fact::new(ask.t("proposals.public.class"), class(code)));
    }
    if let Some(number) = &reply.document_no {
        head.push(Fact::new(ask.t("proposals.public.document"), number.as_str()));
    }
    if let Some(sent) = reply.sent_at {
        head.push(Fact::new(ask.t("proposals.fact.replied"), Cell::Day(ask.locale.day(sent.day(), ask.today))));
    }
    let answers: Vec<String> = reply
        .answers
        .iter()
        .map(|a| if a.class.is_empty() { a.text.clone() } else { format!("{}\u{3000}—— {}", a.text, class(&a.class)) })
        .collect();
    let mut pieces = vec![facts(&head), prose(&reply.body)];
    if !answers.is_empty() {
        pieces.push(prose(ask.t("proposals.public.one-by-one")));
        pieces.push(numbered(answers));
    }
    Html::join(pieces)
}

fn kept(ask: &Ask, promises: &[Promise]) -> Html {
    let columns = ["proposals.public.suggestion", "proposals.public.promise", "proposals.public.due", "proposals.column.state"];
    let columns: Vec<Column> = columns.iter().map(|key| Column::new(ask.t(key))).collect();
    let rows: Vec<Row> = promises
        .iter()
        .map(|x| {
            let cells = vec![
                Cell::Number(x.suggestion.to_string()),
                Cell::strong(x.text.as_str()),
                Cell::Day(ask.locale.short_day(x.due, ask.today)),
                Cell::Chip(promise(ask, x, ask.today)),
            ];
            Row::new(x.id, cells)
        })
        .collect();
    table(&columns, &rows)
}

/// Kept, partly kept, missed, cancelled; what is open after its day was missed too.
fn promise(ask: &Ask, x: &Promise, today: Date) -> Chip {
    let (word, tone) = match x.state.as_str() {
        "fulfilled" => ("kept", Tone::Good),
        "partly" => ("partly", Tone::Warn),
        "cancelled" | "cancelled_with_reason" => ("cancelled", Tone::Plain),
        "missed" => ("missed", Tone::Bad),
        _ if x.due < today => ("missed", Tone::Bad),
        _ => ("open", Tone::Active),
    };
    Chip::new(tone, ask.t(&format!("proposals.public.promise.{word}")))
}

/// 满意 2 · 未反馈 1, once nobody is asked any more.
fn satisfaction(tx: &mut Tx, ask: &Ask, p: &Proposal, rules: &Rules) -> Result<Option<String>> {
    let ratings = store::feedback::ratings(tx, p.id, p.round)?;
    if ratings.is_empty() || ratings.iter().any(|r| r.state == rating::State::Asked) {
        return Ok(None);
    }
    let words = |value: fn(&Rating) -> Option<&String>| {
        let mut words: Vec<String> = Vec::new();
        for v in &rules.ratings {
            let n = ratings.iter().filter(|r| value(r) == Some(&v.code)).count();
            if n > 0 {
                words.push(format!("{} {n}", labels::in_language(ask, &v.label, &v.label_en)));
            }
        }
        let none = ratings.iter().filter(|r| value(r).is_none()).count();
        if none > 0 {
            words.push(format!("{} {none}", ask.t("rating.state.not_returned")));
        }
        words.join(" · ")
    };
    let work = ask.locale.f("proposals.public.rated-work", &[("words", words(|r| r.work.as_ref()))]);
    let result = ask.locale.f("proposals.public.rated-result", &[("words", words(|r| r.result.as_ref()))]);
    Ok(Some(format!("{work}\n{result}")))
}
