//! 领域统计: topics, sessions and solved issues by domain, by room and by level, in a period; every figure opens its records
//! (inventory A-GR-25).

use std::collections::{BTreeMap, BTreeSet};

use documents::Table;
use jiff::civil::{Date, date};
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::Ask;
use web::ui::{Cell, Choice, Column, Field, Row};

use super::labels;
use crate::acts::rules_now;
use crate::rules::Coded;
use crate::store;
use crate::store::stats::{Count, Measure, Scope};
use crate::store::topics::NO_DOMAIN;

/// How the page is cut: the name in the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A line for each domain, a column for each measure.
    Domain,
    /// A line for each room, a column for each domain.
    Room,
    /// A line for each assembly, a column for each domain.
    Level,
}

pub const CUTS: &[(&str, Cut)] = &[("domain", Cut::Domain), ("room", Cut::Room), ("level", Cut::Level)];

const MEASURES: &[(&str, Measure)] = &[("raised", Measure::Raised), ("sessions", Measure::Sessions), ("solved", Measure::Solved)];

/// What was asked for.
pub struct Asked {
    cut: Cut,
    scope: Scope,
    measure: (&'static str, Measure),
    year: i64,
}

/// A line of figures, each with where it opens; none for figures of another assembly.
pub struct Line {
    id: String,
    name: String,
    figures: Vec<(i64, Option<String>)>,
}

pub struct Sheet {
    first: &'static str,
    heads: Vec<String>,
    codes: Vec<String>,
    lines: Vec<Line>,
}

/// Every level that this person reads; one of them where the page is narrowed to it.
pub fn asked(tx: &mut Tx, who: &Actor, ask: &Ask, cut: Cut) -> Result<Asked> {
    let wrong = |name: &'static str| Error::invalid(name, "web.invalid.shape");
    let level = store::rooms::level(tx, who)?;
    let assemblies = match (ask.get("assembly"), cut) {
        (None, Cut::Domain) => vec![who.assembly],
        (None | Some("all"), _) => level,
        (Some(one), _) => match one.parse() {
            Ok(one) if level.contains(&one) => vec![one],
            _ => return Err(wrong("assembly")),
        },
    };
    let year = match ask.get("year") {
        Some(text) => text.parse().ok().filter(|y| (1949..=2999).contains(y)).ok_or_else(|| wrong("year"))?,
        None => i64::from(ask.today.year()),
    };
    let (from, until) = period(year, ask.get("period").unwrap_or_default()).ok_or_else(|| wrong("period"))?;
    let name = ask.get("measure").unwrap_or("raised");
    let measure = MEASURES.iter().find(|(own, _)| *own == name).copied().ok_or_else(|| wrong("measure"))?;
    Ok(Asked { cut, scope: Scope { assemblies, room: ask.get_id("room"), from, until }, measure, year })
}

/// A year, `q1` … `q4` or `1` … `12` of it.
fn period(year: i64, name: &str) -> Option<(Date, Date)> {
    let year = i16::try_from(year).ok()?;
    let (first, last) = match name {
        "" => (1, 12),
        "q1" => (1, 3),
        "q2" => (4, 6),
        "q3" => (7, 9),
        "q4" => (10, 12),
        month => {
            let month: i8 = month.parse().ok().filter(|m| (1..=12).contains(m))?;
            (month, month)
        }
    };
    Some((date(year, first, 1), date(year, last, 1).last_of_month()))
}

pub fn filters(tx: &mut Tx, who: &Actor, ask: &Ask, asked: &Asked) -> Result<Vec<Field>> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let quarters = ["q1", "q2", "q3", "q4"].map(|q| Choice::new(q, ask.t(&format!("domains.period.{q}"))));
    let months = (1..=12).map(|m| Choice::new(m.to_string(), ask.locale.f("domains.period.month", &[("n", m.to_string())])));
    let mut fields = vec![
        Field::number("year", ask.t("rooms.statistics.year")).value(asked.year.to_string()),
        chosen(Field::select("period", ask.t("domains.period"), quarters.into_iter().chain(months).collect()), "period"),
    ];
    let below = directory::assemblies::below(tx, who.assembly)?;
    if below.len() > 1 && asked.cut != Cut::Level {
        let english = ask.locale.lang == web::i18n::Lang::En;
        let each = below.into_iter().map(|a| Choice::new(a.id.to_string(), if english { a.name_en } else { a.name }));
        let all = each.chain([Choice::new("all", ask.t("domains.every-level"))]).collect();
        let first = if asked.cut == Cut::Domain { who.assembly.to_string() } else { "all".to_owned() };
        let now = ask.get("assembly").map_or(first, str::to_owned);
        fields.push(Field::select("assembly", ask.t("domains.level"), all).value(now).required());
    }
    if asked.cut == Cut::Domain {
        let rooms = store::rooms::running(tx, who.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
        fields.push(chosen(Field::select("room", ask.t("topics.column.room"), rooms), "room"));
    } else {
        let all = MEASURES.iter().map(|(name, _)| Choice::new(*name, ask.t(&format!("domains.measure.{name}")))).collect();
        fields.push(Field::select("measure", ask.t("domains.measure"), all).value(asked.measure.0).required());
    }
    let by = CUTS.iter().find(|(_, cut)| *cut == asked.cut).map_or("domain", |(name, _)| name);
    fields.push(Field::hidden("by", by));
    Ok(fields)
}

pub fn sheet(tx: &mut Tx, who: &Actor, ask: &Ask, asked: &Asked) -> Result<Sheet> {
    match asked.cut {
        Cut::Domain => by_domain(tx, who, ask, asked),
        Cut::Room | Cut::Level => across(tx, who, ask, asked),
    }
}

fn by_domain(tx: &mut Tx, who: &Actor, ask: &Ask, asked: &Asked) -> Result<Sheet> {
    let mut counted = Vec::new();
    for (_, measure) in MEASURES {
        counted.push(store::stats::by_domain(tx, &asked.scope, *measure)?);
    }
    let held: i64 = store::stats::sessions_held(tx, &asked.scope)?.iter().map(|(.., n)| n).sum();
    let domains = domains(tx, ask, asked, counted.iter().flatten())?;
    let own = asked.scope.assemblies == [who.assembly];
    let mut lines = Vec::new();
    for (code, name) in &domains {
        let of = |all: &Vec<Count>| all.iter().filter(|c| c.domain.as_deref().unwrap_or(NO_DOMAIN) == code).map(|c| c.n).sum();
        let figures =
            counted.iter().zip(MEASURES).map(|(all, (_, m))| opens(of(all), own, address(asked, *m, asked.scope.room, Some(code))));
        lines.push(Line { id: code.clone(), name: name.clone(), figures: figures.collect() });
    }
    let sum = |all: &Vec<Count>, m: Measure| if m == Measure::Sessions { held } else { all.iter().map(|c| c.n).sum() };
    let figures =
        counted.iter().zip(MEASURES).map(|(all, (_, m))| opens(sum(all, *m), own, address(asked, *m, asked.scope.room, None))).collect();
    lines.push(Line { id: "total".into(), name: ask.t("domains.total").to_owned(), figures });
    Ok(Sheet {
        first: "topics.column.domain",
        heads: MEASURES.iter().map(|(name, _)| ask.t(&format!("domains.measure.{name}")).to_owned()).collect(),
        codes: MEASURES.iter().map(|(name, _)| (*name).to_owned()).collect(),
        lines,
    })
}

fn across(tx: &mut Tx, who: &Actor, ask: &Ask, asked: &Asked) -> Result<Sheet> {
    let counted = store::stats::by_domain(tx, &asked.scope, asked.measure.1)?;
    let held = store::stats::sessions_held(tx, &asked.scope)?;
    let domains = domains(tx, ask, asked, counted.iter())?;
    let by_room = asked.cut == Cut::Room;
    let mut lines = Vec::new();
    for (id, name, assembly) in sides(tx, ask, asked)? {
        let here = |assembly: Id, room: Id| if by_room { room == id } else { assembly == id };
        let own = assembly == who.assembly;
        let room = by_room.then_some(id);
        let mine: Vec<&Count> = counted.iter().filter(|c| here(c.assembly, c.room)).collect();
        let mut figures: Vec<(i64, Option<String>)> = domains
            .iter()
            .map(|(code, _)| {
                let n = mine.iter().filter(|c| c.domain.as_deref().unwrap_or(NO_DOMAIN) == code).map(|c| c.n).sum();
                opens(n, own, address(asked, asked.measure.1, room, Some(code)))
            })
            .collect();
        let total = match asked.measure.1 {
            Measure::Sessions => held.iter().filter(|(a, r, _)| here(*a, *r)).map(|(.., n)| n).sum(),
            _ => mine.iter().map(|c| c.n).sum(),
        };
        figures.push(opens(total, own, address(asked, asked.measure.1, room, None)));
        lines.push(Line { id: id.to_string(), name, figures });
    }
    let (codes, heads): (Vec<String>, Vec<String>) =
        domains.into_iter().chain([("total".to_owned(), ask.t("domains.total").to_owned())]).unzip();
    Ok(Sheet { first: if by_room { "rooms.column.name" } else { "domains.level" }, heads, codes, lines })
}

/// Rooms or assemblies: (id, name, assembly).
fn sides(tx: &mut Tx, ask: &Ask, asked: &Asked) -> Result<Vec<(Id, String, Id)>> {
    if asked.cut == Cut::Room {
        let filter = store::rooms::Filter { assemblies: asked.scope.assemblies.clone(), ..Default::default() };
        let rooms = store::rooms::page(tx, &filter, super::statistics::MOST)?;
        return Ok(rooms.into_iter().map(|r| (r.id, r.name, r.assembly)).collect());
    }
    let english = ask.locale.lang == web::i18n::Lang::En;
    let mut all = Vec::new();
    for id in &asked.scope.assemblies {
        let a = directory::assemblies::get(tx, *id)?;
        all.push((a.id, if english { a.name_en } else { a.name }, a.id));
    }
    Ok(all)
}

/// The domains of the policy, those that records have beside, and the lack of one: (code, label).
fn domains<'a>(tx: &mut Tx, ask: &Ask, asked: &Asked, counted: impl Iterator<Item = &'a Count>) -> Result<Vec<(String, String)>> {
    let mut known: Vec<Coded> = Vec::new();
    for assembly in &asked.scope.assemblies {
        let (_, rules) = rules_now(tx, *assembly)?;
        for d in &rules.domains {
            if known.iter().all(|k| k.code != d.code) {
                known.push(d.clone());
            }
        }
    }
    let met: BTreeSet<String> = counted.map(|c| c.domain.clone().unwrap_or_else(|| NO_DOMAIN.into())).collect();
    let mut all: Vec<(String, String)> = known.iter().map(|d| (d.code.clone(), labels::in_language(ask, &d.label, &d.label_en))).collect();
    for code in met.iter().filter(|code| known.iter().all(|k| k.code != **code)) {
        let label = if code == NO_DOMAIN { ask.t("domains.none").to_owned() } else { code.clone() };
        all.push((code.clone(), label));
    }
    Ok(all)
}

fn opens(n: i64, own: bool, address: String) -> (i64, Option<String>) {
    (n, (own && n > 0).then_some(address))
}

/// The list of exactly these records.
fn address(asked: &Asked, measure: Measure, room: Option<Id>, domain: Option<&str>) -> String {
    let (from, until) = (asked.scope.from, asked.scope.until);
    let mut pairs = match measure {
        Measure::Raised => vec![format!("/topics?own=1&raised_from={from}&raised_until={until}")],
        Measure::Solved => vec![format!("/topics?own=1&solved=1&closed_from={from}&closed_until={until}")],
        Measure::Sessions => vec![format!("/consultations?own=1&state=held&held_from={from}&held_until={until}")],
    };
    pairs.extend(room.map(|room| format!("room={room}")));
    pairs.extend(domain.map(|code| format!("domain={}", labels::encoded(code))));
    pairs.join("&")
}

pub fn columns(ask: &Ask, sheet: &Sheet) -> Vec<Column> {
    let heads = sheet.heads.iter().map(|head| Column::new(head.as_str()).numeric());
    std::iter::once(Column::new(ask.t(sheet.first))).chain(heads).collect()
}

pub fn rows(sheet: &Sheet) -> Vec<Row> {
    let figure = |(n, href): &(i64, Option<String>)| match href {
        Some(href) => Cell::link(n.to_string(), href.as_str()),
        None => Cell::Number(n.to_string()),
    };
    let row = |line: &Line| {
        Row::new(&line.id, std::iter::once(Cell::strong(line.name.as_str())).chain(line.figures.iter().map(figure)).collect())
    };
    sheet.lines.iter().map(row).collect()
}

pub fn table(ask: &Ask, sheet: &Sheet) -> Table {
    let heads = std::iter::once(ask.t(sheet.first).to_owned()).chain(sheet.heads.iter().cloned()).collect();
    let row =
        |line: &Line| std::iter::once(line.name.clone()).chain(line.figures.iter().map(|(n, _)| n.to_string())).collect::<Vec<String>>();
    Table::new(heads, sheet.lines.iter().map(row).collect::<Vec<_>>())
}

pub fn as_json(asked: &Asked, sheet: &Sheet) -> Value {
    let line = |line: &Line| {
        let figures: BTreeMap<&str, i64> = sheet.codes.iter().map(String::as_str).zip(line.figures.iter().map(|(n, _)| *n)).collect();
        json!({ "id": line.id, "name": line.name, "figures": figures })
    };
    let lines: Vec<Value> = sheet.lines.iter().map(line).collect();
    json!({ "from": asked.scope.from, "until": asked.scope.until, "measure": asked.measure.0, "lines": lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_year_a_quarter_or_a_month() {
        assert_eq!(period(2026, ""), Some((date(2026, 1, 1), date(2026, 12, 31))));
        assert_eq!(period(2026, "q3"), Some((date(2026, 7, 1), date(2026, 9, 30))));
        assert_eq!(period(2028, "2"), Some((date(2028, 2, 1), date(2028, 2, 29))));
        assert_eq!(period(2026, "13"), None);
    }
}
