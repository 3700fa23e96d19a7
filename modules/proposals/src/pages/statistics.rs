//! 统计: figures beside last year's, each opening its rows; the identities; sentences for the closing speech.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use serde_json::Value;
use web::ui::{Cell, Chip, Column, Empty, Field, Html, Link, ListView, MessageView, Pager, Row, Tone, prose, table};
use web::{Ask, Paging, Reply};

use super::{labels, list};
use crate::rules::Rules;
use crate::stats::{self, Statistics};
use crate::store;

/// Whose figures, from when to when, as of when.
struct Period {
    from: Date,
    to: Date,
    as_of: Date,
}

impl Period {
    /// The running year to this day, unless the query says otherwise.
    fn of(ask: &Ask) -> Result<Period> {
        let day = |name: &str, default: Date| match ask.get(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| Error::invalid(name, "web.invalid.shape")),
        };
        let year = ask.today.year();
        Ok(Period { from: day("from", date(year, 1, 1))?, to: day("to", date(year, 12, 31))?, as_of: day("as_of", ask.today)? })
    }

    fn a_year_before(&self) -> Period {
        let before = |day: Date| day.saturating_sub(1.year());
        Period { from: before(self.from), to: before(self.to), as_of: before(self.as_of) }
    }

    fn query(&self) -> String {
        format!("from={}&to={}&as_of={}", self.from, self.to, self.as_of)
    }

    fn read(&self, tx: &mut Tx, who: &Actor) -> Result<Statistics> {
        stats::proposals(tx, who.assembly, self.from, self.to, self.as_of)
    }
}

/// `GET /api/v1/statistics`
pub fn json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let period = Period::of(ask)?;
    stats::run(tx, who.assembly, Some(period.from), Some(period.to), Some(period.as_of))
}

/// `GET /statistics`
pub fn statistics(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let period = Period::of(ask)?;
    let (now, before) = (period.read(tx, who)?, period.a_year_before().read(tx, who)?);
    let names = Names::of(tx, who, ask, period.to)?;
    let mut rows = Vec::new();
    for figure in &now.figures {
        let was = before.get(&figure.name);
        // A word that nothing falls under, such as "not classified", is worth a line only when something does.
        if figure.count == 0 && was == 0 && figure.name.ends_with(":none") {
            continue;
        }
        let cells = vec![
            Cell::strong(names.grouped(&figure.name)),
            Cell::Number(ask.locale.number(figure.count)),
            Cell::Number(ask.locale.number(was)),
            Cell::Number(difference(ask, figure.count - was)),
        ];
        let href = format!("/statistics/rows?figure={}&{}", list::encoded(&figure.name), period.query());
        rows.push(Row::new(&figure.name, cells).href(href));
    }
    let shown = rows.len() as u64;
    let day = |d: Date| ask.locale.day(d, ask.today);
    let view = ListView {
        title: ask.t("proposals.statistics").to_owned(),
        lead: ask.locale.f("proposals.statistics.lead", &[("from", day(period.from)), ("to", day(period.to)), ("day", day(period.as_of))]),
        filters: vec![
            Field::date("from", ask.t("proposals.statistics.from")).value(period.from.to_string()),
            Field::date("to", ask.t("proposals.statistics.to")).value(period.to.to_string()),
            Field::date("as_of", ask.t("proposals.statistics.as-of")).value(period.as_of.to_string()),
        ],
        clear: (!ask.query.is_empty()).then(|| "/statistics".to_owned()),
        columns: vec![
            Column::new(ask.t("proposals.statistics.figure")),
            Column::new(ask.t("proposals.statistics.now")).numeric(),
            Column::new(ask.t("proposals.statistics.before")).numeric(),
            Column::new(ask.t("proposals.statistics.change")).numeric(),
        ],
        rows,
        actions: vec![Link::new(ask.t("proposals.speech"), format!("/statistics/speech?{}", period.query()))],
        pager: Pager { total: shown, shown_from: 1, shown_to: shown, ..Pager::default() },
        ..ListView::default()
    };
    let html = Html::join([
        view.introduced(&ask.locale, ask.t("proposals.statistics.intro")),
        identities(ask, &now, &names),
        prose(ask.t("proposals.statistics.rules")),
    ]);
    Reply::page(ask.t("proposals.statistics"), html)
}

fn difference(ask: &Ask, n: i64) -> String {
    if n > 0 { format!("+{}", ask.locale.number(n)) } else { ask.locale.number(n) }
}

fn identities(ask: &Ask, now: &Statistics, names: &Names) -> Html {
    let columns = [
        Column::new(ask.t("proposals.statistics.identity")),
        Column::new(ask.t("proposals.statistics.left")).numeric(),
        Column::new(ask.t("proposals.statistics.right")).numeric(),
        Column::new(ask.t("proposals.statistics.holds")),
    ];
    let rows: Vec<Row> = now
        .identities
        .iter()
        .map(|identity| {
            let terms: Vec<String> = identity.terms.iter().filter(|t| now.get(t) > 0).map(|t| names.label(t)).collect();
            let left = ask.t(&format!("proposals.identity.{}", identity.name)).to_owned();
            let (tone, word) =
                if identity.holds { (Tone::Good, "proposals.statistics.equal") } else { (Tone::Bad, "proposals.statistics.unequal") };
            let cells = vec![
                Cell::strong(format!("{left} = {}", if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") })),
                Cell::Number(ask.locale.number(identity.left)),
                Cell::Number(ask.locale.number(identity.right)),
                Cell::Chip(Chip::new(tone, ask.t(word))),
            ];
            Row::new(identity.name, cells)
        })
        .collect();
    table(&columns, &rows)
}

/// `GET /statistics/rows`: the proposals behind one figure.
pub fn rows(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let period = Period::of(ask)?;
    let paging = Paging::of(ask)?;
    let name = ask.get("figure").ok_or(Error::NotFound)?.to_owned();
    let condition = stats::condition(tx, who.assembly, period.to, &name)?.ok_or(Error::NotFound)?;
    let span = stats::span(who.assembly, period.from, period.to, period.as_of);
    let mut lines = store::stats::rows(tx, &span, &condition, paging.after, paging.size)?;
    let total = store::stats::counts(tx, &span, &[condition])?.first().copied().unwrap_or(0);
    let next = (lines.len() > paging.size).then(|| {
        lines.truncate(paging.size);
        lines[paging.size - 1].id
    });
    let rows = lines.iter().map(|line| {
        let cells = vec![
            Cell::Number(labels::number(ask, line.case_no.as_deref(), line.receipt_no)),
            Cell::strong(line.title.as_str()),
            Cell::text(line.proposer.as_str()),
            Cell::text(labels::in_language(ask, line.category.as_deref().unwrap_or_default(), &line.category_en)),
            Cell::Chip(labels::state(ask, line.state.get())),
        ];
        Row::new(line.id, cells).href(format!("/proposals/{}", line.id))
    });
    let columns = ["number", "title", "proposer", "category", "state"];
    let title = Names::of(tx, who, ask, period.to)?.grouped(&name);
    let view = ListView {
        title: title.clone(),
        lead: ask.locale.count("proposals.total", total),
        columns: columns.iter().map(|c| Column::new(ask.t(&format!("proposals.column.{c}")))).collect(),
        rows: rows.collect(),
        pager: web::page::pager("/statistics/rows", ask, lines.len(), total.unsigned_abs(), next),
        empty: Empty { text: ask.t("proposals.none-found").to_owned(), first_step: None },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("proposals.statistics"), format!("/statistics?{}", period.query()))];
    Ok(Reply::page(title, view.render(&ask.locale))?.crumbs(crumbs))
}

/// Words of figures: those of the policy by code, those of categories by id.
struct Names<'a> {
    ask: &'a Ask,
    rules: std::sync::Arc<Rules>,
    categories: Vec<(kernel::Id, String, String)>,
}

impl<'a> Names<'a> {
    fn of(tx: &mut Tx, who: &Actor, ask: &'a Ask, to: Date) -> Result<Names<'a>> {
        let (_, rules) = kernel::policy::current(tx, who.assembly, i64::from(to.year()))?;
        Ok(Names { ask, rules, categories: store::categories(tx, who.assembly)? })
    }

    /// 办理结果 · A 类: with the group, where the word alone would not say of what.
    fn grouped(&self, figure: &str) -> String {
        match figure.split_once(':') {
            Some((group, _)) => format!("{} · {}", self.ask.t(&format!("proposals.figure.group.{group}")), self.label(figure)),
            None => self.label(figure),
        }
    }

    fn label(&self, figure: &str) -> String {
        let word = |zh: &str, en: &str| labels::in_language(self.ask, zh, en);
        let found = match figure.split_once(':') {
            Some(("class", code)) => self.rules.class(code).map(|c| word(&c.label, &c.label_en)),
            Some(("satisfaction", code)) => self.rules.rating(code).map(|v| word(&v.label, &v.label_en)),
            Some(("category", id)) => self.categories.iter().find(|c| c.0.to_string() == id).map(|c| word(&c.1, &c.2)),
            Some(("kind", kind)) => Some(self.ask.t(&format!("word.kind.{kind}")).to_owned()),
            _ => None,
        };
        found.unwrap_or_else(|| self.ask.t(&format!("proposals.figure.{}", figure.replace(':', "."))).to_owned())
    }
}

/// `GET /statistics/speech`: 闭幕会数字, as sentences to copy.
pub fn speech(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let period = Period::of(ask)?;
    let (now, before) = (period.read(tx, who)?, period.a_year_before().read(tx, who)?);
    let names = Names::of(tx, who, ask, period.to)?;
    let sentences = sentences(ask, &now, &before, &names);
    let day = ask.locale.day(period.as_of, ask.today);
    let view = MessageView {
        title: ask.t("proposals.speech").to_owned(),
        text: ask.locale.f("proposals.speech.lead", &[("day", day.as_str())]),
        body: Some(prose(&sentences.join("\n"))),
        ..MessageView::default()
    };
    let crumbs = vec![Link::new(ask.t("proposals.statistics"), format!("/statistics?{}", period.query()))];
    Ok(Reply::page(ask.t("proposals.speech"), view.render(&ask.locale))?.crumbs(crumbs))
}

fn sentences(ask: &Ask, now: &Statistics, before: &Statistics, names: &Names) -> Vec<String> {
    let l = &ask.locale;
    let n = |name: &str| l.number(now.get(name));
    let rate = |part: i64, whole: i64| stats::per_cent(part, whole).unwrap_or_else(|| "0".into());
    let change = |name: &str| {
        let (now, was) = (now.get(name), before.get(name));
        let key = match now.cmp(&was) {
            std::cmp::Ordering::Greater => "proposals.speech.more",
            std::cmp::Ordering::Less => "proposals.speech.fewer",
            std::cmp::Ordering::Equal => "proposals.speech.same",
        };
        l.f(key, &[("n", l.number((now - was).abs()))])
    };
    let listed = |group: &str| {
        let some = now.group(group).filter(|(_, count)| *count > 0);
        let words = some
            .map(|(code, count)| l.f("proposals.speech.of", &[("word", names.label(&format!("{group}:{code}"))), ("n", l.number(count))]));
        words.collect::<Vec<_>>().join(l.t("proposals.speech.comma"))
    };
    let day = l.short_day(now.as_of, ask.today);
    let (from, to) = (l.short_day(now.from, ask.today), l.short_day(now.to, ask.today));
    let mut all = vec![
        l.f(
            "proposals.speech.received",
            &[("from", from), ("to", to), ("n", n("received")), ("was", l.number(before.get("received"))), ("change", change("received"))],
        ),
        l.f(
            "proposals.speech.filed",
            &[
                ("n", n("filed")),
                ("rate", rate(now.get("filed"), now.get("received"))),
                ("change", change("filed")),
                ("collective", n("kind:collective")),
                ("members", l.number(now.get("kind:individual") + now.get("kind:joint"))),
            ],
        ),
        l.f(
            "proposals.speech.answered",
            &[("day", day), ("n", n("answered")), ("rate", rate(now.get("answered"), now.get("filed"))), ("change", change("answered"))],
        ),
    ];
    for (group, key) in [("class", "proposals.speech.classes"), ("satisfaction", "proposals.speech.ratings")] {
        let words = listed(group);
        if !words.is_empty() {
            all.push(l.f(key, &[("words", words)]));
        }
    }
    all.push(l.f(
        "proposals.speech.closed",
        &[("n", n("closed")), ("rate", rate(now.get("closed"), now.get("filed"))), ("published", n("published"))],
    ));
    all
}
