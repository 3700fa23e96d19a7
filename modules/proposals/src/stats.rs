//! 统计: counts as they stood on a day, and the identities by which they reconcile (rules.md 3.1.2).

use jiff::ToSpan;
use jiff::civil::{Date, date};
use kernel::db::Tx;
use kernel::{Id, Result, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::rules::Rules;
use crate::store;
use crate::store::stats::{self as sql, Span};

/// One number, and the condition by which its rows are found.
#[derive(Clone, Debug)]
pub struct Figure {
    /// `filed`, `class:A`, `satisfaction:satisfied`, `category:7`
    pub name: String,
    pub count: i64,
}

/// Two sides that must be equal.
#[derive(Clone, Debug, Serialize)]
pub struct Identity {
    pub name: &'static str,
    pub left: i64,
    pub right: i64,
    pub holds: bool,
    /// The figures whose sum is the right side.
    pub terms: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Statistics {
    pub from: Date,
    pub to: Date,
    pub as_of: Date,
    pub figures: Vec<Figure>,
    pub identities: Vec<Identity>,
}

impl Statistics {
    /// The count of a figure; 0 for one that is not there.
    pub fn get(&self, name: &str) -> i64 {
        self.figures.iter().find(|f| f.name == name).map_or(0, |f| f.count)
    }

    /// Figures of a group, `class` or `satisfaction`.
    pub fn group<'a>(&'a self, group: &'a str) -> impl Iterator<Item = (&'a str, i64)> {
        self.figures.iter().filter_map(move |f| {
            let (name, code) = f.name.split_once(':')?;
            (name == group).then_some((code, f.count))
        })
    }
}

/// What was received from `from` to `to`, both days included, as it stood at the end of `as_of`.
pub fn proposals(tx: &mut Tx, assembly: Id, from: Date, to: Date, as_of: Date) -> Result<Statistics> {
    let span = span(assembly, from, to, as_of);
    let definitions = definitions(tx, assembly, to)?;
    let conditions: Vec<String> = definitions.iter().map(|(_, condition)| condition.clone()).collect();
    let counts = sql::counts(tx, &span, &conditions)?;
    let mut figures = vec![Figure { name: "received".into(), count: sql::total(tx, &span)? }];
    figures.extend(definitions.into_iter().zip(counts).map(|((name, _), count)| Figure { name, count }));
    let identities = identities(&figures);
    Ok(Statistics { from, to, as_of, figures, identities })
}

/// The condition behind a figure, for the list of its rows.
pub fn condition(tx: &mut Tx, assembly: Id, to: Date, name: &str) -> Result<Option<String>> {
    if name == "received" {
        return Ok(Some("1 = 1".into()));
    }
    Ok(definitions(tx, assembly, to)?.into_iter().find(|(n, _)| n == name).map(|(_, condition)| condition))
}

/// From the first moment of `from` to the last of `to`.
pub fn span(assembly: Id, from: Date, to: Date, as_of: Date) -> Span {
    let after = |day: Date| kernel::clock::start_of(day.saturating_add(1.day()));
    Span { assembly, from: kernel::clock::start_of(from), until: after(to), as_of: after(as_of) }
}

/// The JSON of `stats proposals`: counts, groups, and each identity with both sides. Without days it is everything to
/// this day.
pub fn run(tx: &mut Tx, assembly: Id, from: Option<Date>, to: Option<Date>, as_of: Option<Date>) -> Result<Value> {
    let today = tx.today();
    let all = proposals(tx, assembly, from.unwrap_or(date(1949, 1, 1)), to.unwrap_or(today), as_of.unwrap_or(today))?;
    let mut counts = Map::new();
    for figure in &all.figures {
        match figure.name.split_once(':') {
            None => counts.insert(figure.name.clone(), figure.count.into()),
            Some((group, code)) => {
                let group = counts.entry(format!("by_{group}")).or_insert_with(|| json!({}));
                group.as_object_mut().and_then(|g| g.insert(code.to_owned(), figure.count.into()))
            }
        };
    }
    Ok(json!({
        "assembly": assembly, "from": from, "to": all.to, "as_of": all.as_of, "counts": counts, "identities": all.identities,
        "holds": all.identities.iter().all(|i| i.holds),
    }))
}

/// Every figure but the total, in the order of the page.
fn definitions(tx: &mut Tx, assembly: Id, to: Date) -> Result<Vec<(String, String)>> {
    let (_, rules) = kernel::policy::current::<Rules>(tx, assembly, i64::from(to.year()))?;
    let mut all: Vec<(String, String)> = vec![("filed".into(), "f.filed = 1".into())];
    all.extend(sql::ENDS.iter().map(|state| ((*state).to_owned(), format!("f.ended = {}", sql::quoted(state)))));
    all.push(("pending".into(), "f.filed = 0 AND f.ended = ''".into()));
    for kind in ["collective", "individual", "joint"] {
        all.push((format!("kind:{kind}"), format!("f.filed = 1 AND f.kind = '{kind}'")));
    }
    all.push(("answered".into(), "f.answered = 1".into()));
    all.push(("unanswered".into(), "f.filed = 1 AND f.answered = 0".into()));
    let classes: Vec<&str> = rules.classes.iter().map(|c| c.code.as_str()).collect();
    grouped(&mut all, "class", &classes, "f.answered = 1", "f.class");
    let values: Vec<&str> = rules.ratings.iter().map(|v| v.code.as_str()).collect();
    grouped(&mut all, "satisfaction", &values, "f.answered = 1 AND f.satisfaction <> ''", "f.satisfaction");
    let unrated = "f.answered = 1 AND f.satisfaction = ''";
    all.push(("not_returned".into(), format!("{unrated} AND f.not_returned = 1")));
    all.push(("awaiting".into(), format!("{unrated} AND f.not_returned = 0")));
    all.push(("closed".into(), "f.closed = 1".into()));
    all.push(("published".into(), "f.published = 1".into()));
    for (id, ..) in store::categories(tx, assembly)? {
        all.push((format!("category:{id}"), format!("f.filed = 1 AND f.category = {id}")));
    }
    all.push(("category:none".into(), "f.filed = 1 AND f.category = 0".into()));
    Ok(all)
}

/// A figure for each code, and one for what no code of today covers.
fn grouped(all: &mut Vec<(String, String)>, group: &str, codes: &[&str], base: &str, value: &str) {
    for code in codes {
        all.push((format!("{group}:{code}"), format!("{base} AND {value} = {}", sql::quoted(code))));
    }
    let known: Vec<String> = codes.iter().map(|c| sql::quoted(c)).collect();
    all.push((format!("{group}:none"), format!("{base} AND {value} NOT IN ({})", known.join(", "))));
}

/// received = filed + merged + transferred + withdrawn + not filed + pending, and so on.
fn identities(figures: &[Figure]) -> Vec<Identity> {
    let count = |name: &str| figures.iter().find(|f| f.name == name).map_or(0, |f| f.count);
    let of = |group: &str| figures.iter().map(|f| f.name.clone()).filter(|n| n.starts_with(&format!("{group}:"))).collect::<Vec<_>>();
    let named = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let sides = [
        ("received", "received", [named(&["filed"]), named(sql::ENDS), named(&["pending"])].concat()),
        ("filed_by_class", "filed", [of("class"), named(&["unanswered"])].concat()),
        ("answered_by_satisfaction", "answered", [of("satisfaction"), named(&["not_returned", "awaiting"])].concat()),
        ("filed_by_kind", "filed", of("kind")),
        ("filed_by_category", "filed", of("category")),
    ];
    let identity = |(name, left, terms): (&'static str, &str, Vec<String>)| {
        let (left, right) = (count(left), terms.iter().map(|t| count(t)).sum());
        Identity { name, left, right, holds: left == right, terms }
    };
    sides.into_iter().map(identity).collect()
}

/// Whole per cent of `part` in `whole`, to one place: `79.7`; nothing of nothing is no rate.
pub fn per_cent(part: i64, whole: i64) -> Option<String> {
    let tenths = (part * 2_000 + whole).checked_div(whole * 2)?;
    Some(if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) })
}

/// The moment until which a day lasts.
pub fn end_of(day: Date) -> Timestamp {
    span(Id(0), day, day, day).as_of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_of_real_places_reconcile_and_a_wrong_one_does_not() {
        let figures = |pairs: &[(&str, i64)]| -> Vec<Figure> {
            pairs.iter().map(|(name, count)| Figure { name: (*name).into(), count: *count }).collect()
        };
        let sound = identities(&figures(&[
            ("received", 441),
            ("filed", 391),
            ("merged", 12),
            ("withdrawn", 38),
            ("kind:collective", 97),
            ("kind:individual", 294),
        ]));
        assert!(sound[0].holds && sound[3].holds);
        let broken = identities(&figures(&[("received", 441), ("filed", 390), ("merged", 12), ("withdrawn", 38)]));
        assert!(!broken[0].holds);
        assert_eq!((broken[0].left, broken[0].right), (441, 440));
    }

    #[test]
    fn rates_have_one_place_where_they_need_it() {
        assert_eq!(per_cent(318, 399).as_deref(), Some("79.7"));
        assert_eq!(per_cent(1, 2).as_deref(), Some("50"));
        assert_eq!(per_cent(3, 3).as_deref(), Some("100"));
        assert_eq!(per_cent(1, 0), None);
    }
}
