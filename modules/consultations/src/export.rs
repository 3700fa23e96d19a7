//! 导出: topics, rooms, agreed items and the fund register as tables. Never a contact, never a code of a resident.
//!
//! The columns have stable names, and values are the words of the processes; `In::Words` says both in a reader's language.

use documents::Table;
use kernel::db::Tx;
use kernel::workflow::Word;
use kernel::{Actor, Id, Result};
use web::Ask;
use web::module::Export;

use crate::acts::funds::written;
use crate::model::{FundEntry, Item, Room, Topic};
use crate::pages::labels;
use crate::store;

/// For the shell: everything of the assembly, in codes.
pub const EXPORTS: &[Export] = &[
    Export { kind: "topics", run: |tx, who| every(tx, who, Sheet::Topics) },
    Export { kind: "rooms", run: |tx, who| every(tx, who, Sheet::Rooms) },
    Export { kind: "agreed-items", run: |tx, who| every(tx, who, Sheet::Items) },
    Export { kind: "room-funds", run: |tx, who| every(tx, who, Sheet::Funds) },
];

/// Rows of one table.
pub const MOST: usize = 50_000;

#[derive(Clone, Copy)]
enum Sheet {
    Topics,
    Rooms,
    Items,
    Funds,
}

/// How a table speaks.
#[derive(Clone, Copy)]
pub enum In<'a> {
    /// To programs: stable names.
    Codes,
    /// To a person.
    Words(&'a Ask),
}

impl In<'_> {
    fn word<W: Word>(self, prefix: &str, word: W) -> String {
        match self {
            In::Codes => word.name().to_owned(),
            In::Words(ask) => labels::word(ask, prefix, word),
        }
    }

    fn yes(self, so: bool) -> String {
        match (self, so) {
            (In::Codes, so) => so.to_string(),
            (In::Words(ask), true) => ask.t("rooms.export.yes").to_owned(),
            (In::Words(_), false) => String::new(),
        }
    }

    fn table(self, keys: &[&str], rows: Vec<Vec<String>>) -> Table {
        let head = |key: &&str| match self {
            In::Codes => (*key).to_owned(),
            In::Words(ask) => ask.t(&format!("rooms.export.{key}")).to_owned(),
        };
        Table::new(keys.iter().map(head).collect(), rows)
    }
}

fn every(tx: &mut Tx, who: &Actor, sheet: Sheet) -> Result<Table> {
    let room = store::rooms::Filter { assemblies: vec![who.assembly], ..Default::default() };
    match sheet {
        Sheet::Topics => {
            let filter = store::topics::Filter { assembly: Some(who.assembly), ..Default::default() };
            let all = store::topics::page(tx, who, &filter, MOST)?;
            topics(tx, In::Codes, &all)
        }
        Sheet::Rooms => {
            let all = store::rooms::page(tx, &room, MOST)?;
            rooms(tx, In::Codes, &all)
        }
        Sheet::Items => {
            let filter = store::items::Filter { assembly: Some(who.assembly), ..Default::default() };
            let all = store::items::page(tx, who, &filter, MOST)?;
            items(tx, In::Codes, &all)
        }
        Sheet::Funds => {
            let filter = store::funds::Filter { assembly: who.assembly, ..Default::default() };
            let all = store::funds::page(tx, &filter, MOST)?;
            funds(tx, In::Codes, &all)
        }
    }
}

fn day<D: ToString>(day: Option<D>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

pub fn topics(tx: &mut Tx, speak: In, all: &[Topic]) -> Result<Table> {
    const KEYS: &[&str] = &[
        "id",
        "room",
        "receipt_no",
        "title",
        "text",
        "place",
        "domain",
        "source",
        "state",
        "raised_on",
        "announced_on",
        "due",
        "outcome",
        "round",
        "verdict",
        "registered_after",
        "urgent",
        "result",
        "result_on",
        "referred",
        "answer",
        "closed_on",
    ];
    let names = rooms_by_id(tx, all.iter().map(|t| t.room))?;
    let mut domains = Vec::new();
    let mut rows = Vec::with_capacity(all.len());
    for t in all {
        if !domains.iter().any(|(assembly, _)| *assembly == t.assembly) {
            domains.push((t.assembly, crate::acts::rules_now(tx, t.assembly)?.1));
        }
        let rules = domains.iter().find(|(assembly, _)| *assembly == t.assembly).map(|(_, rules)| rules);
        let domain = match (speak, rules) {
            (In::Words(ask), Some(rules)) => labels::domain(ask, rules, t.domain.as_deref()),
            _ => t.domain.clone().unwrap_or_default(),
        };
        rows.push(vec![
            t.id.to_string(),
            name(&names, t.room),
            t.receipt_no.to_string(),
            t.title.clone(),
            t.body.clone(),
            t.place.clone(),
            domain,
            speak.word("word.source", t.source),
            speak.word("topic.state", t.state.get()),
            t.created_at.day().to_string(),
            day(t.announced_on),
            day(t.due),
            t.outcome.map(|o| speak.word("word.outcome", o)).unwrap_or_default(),
            t.round.to_string(),
            t.verdict.map(|v| speak.word("word.rating", v)).unwrap_or_default(),
            speak.yes(t.registered_after),
            speak.yes(t.urgent),
            t.result.clone().unwrap_or_default(),
            day(t.result_on),
            t.referred.map(|r| speak.word("word.referral", r)).unwrap_or_default(),
            t.answer.clone().unwrap_or_default(),
            day(t.closed_at.map(|at| at.day())),
        ]);
    }
    Ok(speak.table(KEYS, rows))
}

pub fn rooms(tx: &mut Tx, speak: In, all: &[Room]) -> Result<Table> {
    const KEYS: &[&str] = &[
        "id",
        "room",
        "kind",
        "division",
        "place",
        "address",
        "telephone",
        "functions",
        "state",
        "convener",
        "rank_settled",
        "worker",
        "approver",
        "members",
        "checks",
        "checked_on",
        "planned_for",
        "opened_on",
    ];
    let people: Vec<Id> = all.iter().flat_map(|r| [r.convener, r.worker, r.approver]).flatten().collect();
    let people = directory::names::persons(tx, &people)?;
    let person = |id: Option<Id>| id.and_then(|id| people.get(&id).cloned()).unwrap_or_default();
    let mut rows = Vec::with_capacity(all.len());
    for r in all {
        let functions: Vec<String> = r.functions.iter().map(|f| speak.word("word.function", *f)).collect();
        let good = r.checks.values().filter(|good| **good).count();
        rows.push(vec![
            r.id.to_string(),
            r.name.clone(),
            speak.word("word.venue", r.kind),
            r.division.clone().unwrap_or_default(),
            r.place.clone(),
            r.address.clone(),
            r.telephone.clone(),
            functions.join("; "),
            speak.word("room.state", r.state.get()),
            person(r.convener),
            speak.yes(r.convener_rank_settled),
            person(r.worker),
            person(r.approver),
            store::rooms::assigned(tx, r.id)?.len().to_string(),
            format!("{good}/{}", r.checks.len()),
            day(r.checked_on),
            day(r.planned_for),
            day(r.opened_on),
        ]);
    }
    Ok(speak.table(KEYS, rows))
}

pub fn items(tx: &mut Tx, speak: In, all: &[(Item, Topic)]) -> Result<Table> {
    const KEYS: &[&str] =
        &["id", "room", "topic", "title", "item", "owner", "method", "scope", "agreed_due", "progress", "report", "round", "state"];
    let names = rooms_by_id(tx, all.iter().map(|(_, t)| t.room))?;
    let row = |(i, t): &(Item, Topic)| {
        vec![
            i.id.to_string(),
            name(&names, t.room),
            t.id.to_string(),
            t.title.clone(),
            i.body.clone(),
            i.owner.clone(),
            i.method.clone(),
            i.scope.clone(),
            i.due.to_string(),
            speak.word("word.progress", i.progress),
            i.report.clone().unwrap_or_default(),
            i.round.to_string(),
            speak.word("topic.state", t.state.get()),
        ]
    };
    Ok(speak.table(KEYS, all.iter().map(row).collect()))
}

pub fn funds(tx: &mut Tx, speak: In, all: &[FundEntry]) -> Result<Table> {
    const KEYS: &[&str] = &["id", "room", "on", "fund", "year", "purpose", "yuan", "entered_by"];
    let names = rooms_by_id(tx, all.iter().map(|e| e.room))?;
    let people: Vec<Id> = all.iter().map(|e| e.entered_by).collect();
    let people = directory::names::persons(tx, &people)?;
    let row = |e: &FundEntry| {
        let yuan = match speak {
            In::Codes => format!("{}{}.{:02}", if e.amount_fen < 0 { "-" } else { "" }, e.amount_fen.abs() / 100, e.amount_fen.abs() % 100),
            In::Words(_) => written(e.amount_fen),
        };
        vec![
            e.id.to_string(),
            name(&names, e.room),
            e.on_day.to_string(),
            speak.word("word.fund", e.fund),
            e.year.to_string(),
            e.purpose.clone(),
            yuan,
            people.get(&e.entered_by).cloned().unwrap_or_default(),
        ]
    };
    Ok(speak.table(KEYS, all.iter().map(row).collect()))
}

type Names = Vec<(Id, String)>;

fn rooms_by_id(tx: &mut Tx, ids: impl Iterator<Item = Id>) -> Result<Names> {
    let mut ids: Vec<Id> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(|id| Ok((id, store::rooms::any(tx, id)?.name))).collect()
}

fn name(names: &Names, id: Id) -> String {
    names.binary_search_by_key(&id, |(own, _)| *own).map(|at| names[at].1.clone()).unwrap_or_default()
}
