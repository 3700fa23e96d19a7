//! 比对: what the rows would do, before anything is written.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use documents::Table;
use kernel::db::Tx;
use kernel::{Id, Result};

use super::incoming::{Incoming, Reader};
use super::render::{self, Names};
use super::sessions::Sessions;
use crate::rules::Rules;
use crate::store;
use crate::store::sources::{self, Known, Source, SourceRow};
use crate::workflow::State;

/// What becomes of a row.
pub enum Step {
    Create(Box<Incoming>),
    /// With the fields whose cells are new.
    Update(Box<Incoming>, Id, HashSet<&'static str>),
    Unchanged,
}

/// What the whole import needs to know of the assembly.
pub struct Context {
    pub assembly: Id,
    pub sessions: Sessions,
    pub members: HashMap<String, Vec<Id>>,
    pub units: HashMap<String, Id>,
    pub rules: Arc<Rules>,
    known: Index,
    sources: HashMap<Id, Source>,
    rows: HashMap<Id, SourceRow>,
}

impl Context {
    pub fn load(tx: &mut Tx, assembly: Id) -> Result<Context> {
        let year = i64::from(tx.today().year());
        Ok(Context {
            assembly,
            sessions: Sessions::load(tx, assembly)?,
            members: sources::members_by_name(tx, assembly)?,
            units: sources::units_by_name(tx, assembly)?,
            rules: kernel::policy::current::<Rules>(tx, assembly, year)?.1,
            known: Index::of(sources::known(tx, assembly)?),
            sources: sources::sources(tx, assembly)?,
            rows: sources::rows(tx, assembly)?,
        })
    }

    /// The person of this name, where one member alone bears it.
    pub fn person(&self, name: &str) -> Option<Id> {
        match self.members.get(name).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }
}

/// Steps in the order of the rows; rejected ones are noted in the reader.
pub fn plan(tx: &mut Tx, context: &Context, reader: &mut Reader, incoming: Vec<Incoming>) -> Result<Vec<Step>> {
    let mut seen = Seen::default();
    let mut names: Option<Names> = None;
    let mut steps = Vec::with_capacity(incoming.len());
    for row in incoming {
        let session = context.sessions.find(row.which).map(|s| s.id);
        if !seen.is_new(reader, &row, session) {
            continue;
        }
        if session.is_none() && !context.sessions.can_make(row.which) {
            reader.reject(&row, "session", "proposals.import.no-session", &[]);
            continue;
        }
        let Some(known) = session.and_then(|session| context.known.find(session, &row)) else {
            seen.check_numbers(tx, context, reader, &row, session)?;
            check_units(context, reader, &row);
            steps.push(Step::Create(Box::new(row)));
            continue;
        };
        if is_same(context, reader.table, &row, known) {
            steps.push(Step::Unchanged);
            continue;
        }
        let names = match &mut names {
            Some(names) => names,
            none => none.insert(Names::load(tx, context.assembly)?),
        };
        let fresh = fresh(tx, context, reader, &row, known, names)?;
        steps.push(if fresh.is_empty() { Step::Unchanged } else { Step::Update(Box::new(row), known.id, fresh) });
    }
    Ok(steps)
}

/// What the rows before have taken.
#[derive(Default)]
struct Seen {
    /// Identity and line.
    rows: HashMap<String, usize>,
    receipts: HashMap<(Option<Id>, i64), usize>,
    /// Void numbers by session.
    void: HashMap<Id, HashSet<String>>,
}

impl Seen {
    fn is_new(&mut self, reader: &mut Reader, row: &Incoming, session: Option<Id>) -> bool {
        if let Some(line) = self.rows.insert(identity(row, session), row.line) {
            let key = if row.number.is_some() { "number" } else { "title" };
            reader.reject(row, key, "proposals.import.twice", &[("row", &line.to_string())]);
            return false;
        }
        let earlier = row.receipt_no.and_then(|receipt| self.receipts.insert((session, receipt), row.line));
        if let Some(line) = earlier {
            reader.reject(row, "receipt_no", "proposals.import.twice", &[("row", &line.to_string())]);
        }
        earlier.is_none()
    }

    fn check_numbers(&mut self, tx: &mut Tx, context: &Context, reader: &mut Reader, row: &Incoming, session: Option<Id>) -> Result<()> {
        let Some(session) = session else { return Ok(()) };
        if let std::collections::hash_map::Entry::Vacant(place) = self.void.entry(session) {
            let numbers = store::numbers::void(tx, context.assembly, session)?;
            place.insert(numbers.into_iter().map(|(number, _)| number).collect());
        }
        let void = self.void.get(&session).zip(row.number.as_ref()).is_some_and(|(void, number)| void.contains(number));
        if void {
            reader.reject(row, "number", "proposals.import.void", &[]);
        }
        if row.receipt_no.is_some_and(|receipt| context.known.receipts.contains_key(&(session, receipt))) {
            reader.reject(row, "receipt_no", "proposals.import.receipt-taken", &[]);
        }
        Ok(())
    }
}

/// Two rows of one table that mean the same record.
fn identity(row: &Incoming, session: Option<Id>) -> String {
    let place = session.map_or_else(|| format!("{:?}", row.which), |id| id.to_string());
    match (&row.number, row.receipt_no) {
        (Some(number), _) => format!("{place}\nn{number}"),
        (None, Some(receipt)) => format!("{place}\nr{receipt}"),
        (None, None) => format!("{place}\nt{}\n{}", row.title, row.proposer),
    }
}

/// What is being handled is handled by somebody; where it has ended, an unknown unit stays a word in the source.
fn check_units(context: &Context, reader: &mut Reader, row: &Incoming) {
    let handled = matches!(row.arrives_at(), State::Assigned | State::Replied | State::Rehandling | State::FaceToFace);
    if !handled {
        return;
    }
    if row.units.is_empty() {
        reader.reject(row, "unit", "proposals.import.unit-needed", &[]);
    }
    for unit in row.units.iter().filter(|unit| !context.units.contains_key(*unit)) {
        reader.reject(row, "unit", "proposals.import.unit-unknown", &[("unit", unit)]);
    }
    let class = row.result_class.as_deref();
    if class.is_some_and(|c| context.rules.class(c).is_none() && !context.rules.classes.iter().any(|own| own.label == c)) {
        reader.reject(row, "result_class", "proposals.import.class-unknown", &[]);
    }
}

/// The very row that came before.
fn is_same(context: &Context, table: &Table, row: &Incoming, known: &Known) -> bool {
    let Some(old) = context.rows.get(&known.id) else { return false };
    let columns = context.sources.get(&old.source).is_some_and(|s| s.columns == table.columns);
    columns && table.rows.get(row.position).is_some_and(|new| new.cells == old.cells)
}

/// Fields whose cells say something new, of those that an import may change.
fn fresh(
    tx: &mut Tx,
    context: &Context,
    reader: &mut Reader,
    row: &Incoming,
    known: &Known,
    names: &Names,
) -> Result<HashSet<&'static str>> {
    const MAY_CHANGE: &[&str] = &["title", "proposer", "category", "background", "analysis", "suggestions", "content", "state"];
    let p = store::get_unscoped(tx, known.id)?;
    let (mapping, table) = (reader.mapping, reader.table);
    let Some(cells) = table.rows.get(row.position) else { return Ok(HashSet::new()) };
    let old = context.rows.get(&known.id).and_then(|old| Some((context.sources.get(&old.source)?, &old.cells)));
    let mut fresh = HashSet::new();
    for key in MAY_CHANGE.iter().copied().filter(|key| mapping.column(key).is_some()) {
        let new = text::clean(mapping.value(cells, key)).trim().to_owned();
        let before = match old {
            Some((source, cells)) => match source.fields.iter().find(|(field, _)| field == key) {
                Some((_, at)) => cells.get(*at).cloned().unwrap_or_default(),
                None => render::field(tx, &p, key, names)?,
            },
            None => render::field(tx, &p, key, names)?,
        };
        if new != text::clean(&before).trim() {
            fresh.insert(key);
        }
    }
    if fresh.contains("state") {
        let said = row.state;
        if said.is_none_or(|said| p.state == said) {
            fresh.remove("state");
        } else if p.imported_at.is_none() || !store::assignments::of(tx, p.id)?.is_empty() {
            reader.reject(row, "state", "proposals.import.state-differs", &[("state", p.state.get().name())]);
        }
    }
    Ok(fresh)
}

/// Records by what they are known by.
struct Index {
    numbers: HashMap<(Id, String), Known>,
    receipts: HashMap<(Id, i64), Known>,
    titles: HashMap<(Id, String, String), Known>,
}

impl Index {
    fn of(known: Vec<Known>) -> Index {
        let mut index = Index { numbers: HashMap::new(), receipts: HashMap::new(), titles: HashMap::new() };
        for k in known {
            if let Some(number) = &k.case_no {
                index.numbers.insert((k.session, number.clone()), k.clone());
            }
            if let Some(receipt) = k.receipt_no {
                index.receipts.insert((k.session, receipt), k.clone());
            }
            index.titles.insert((k.session, k.title.clone(), k.proposer.clone()), k);
        }
        index
    }

    /// By case number; without one by receipt number; without either by title and proposer.
    fn find(&self, session: Id, row: &Incoming) -> Option<&Known> {
        match (&row.number, row.receipt_no) {
            (Some(number), _) => self.numbers.get(&(session, number.clone())),
            (None, Some(receipt)) => self.receipts.get(&(session, receipt)),
            (None, None) => self.titles.get(&(session, row.title.clone(), row.proposer.clone())),
        }
    }
}
