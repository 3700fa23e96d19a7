//! 一行: a row of the table as a proposal, or what is wrong with it, cell by cell. Pure.

use documents::{Mapping, Row, Table};
use kernel::Timestamp;
use text::Proposer;
use web::module::Rejected;

use super::words;
use crate::acts::drafting::{MAX_PART_CHARS, MAX_TITLE_CHARS};
use crate::workflow::State;
use crate::workflow::words::{Kind, Period};

/// Which session a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    /// Term and number in it.
    Pair(i64, i64),
    Year(i64),
    /// Number in the running term.
    Ordinal(i64),
    Current,
}

/// A row that was understood.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Where it stands in the table, from 0, and in the sheet.
    pub position: usize,
    pub line: usize,
    pub which: Which,
    /// Of the session, where the table says it.
    pub year: Option<i64>,
    pub number: Option<String>,
    pub receipt_no: Option<i64>,
    pub period: Option<Period>,
    pub kind: Kind,
    pub title: String,
    /// As printed.
    pub proposer: String,
    /// First names written out, the first signer before the others; empty for a body.
    pub names: Vec<String>,
    pub category: Option<String>,
    pub background: String,
    pub analysis: String,
    pub suggestions: Vec<String>,
    /// The whole text as it came, where it came in one cell.
    pub source_text: Option<String>,
    /// As said by the table.
    pub state: Option<State>,
    pub submitted_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub units: Vec<String>,
    pub result_class: Option<String>,
}

impl Incoming {
    /// With a number and no word about it, it was filed.
    pub fn arrives_at(&self) -> State {
        self.state.unwrap_or(if self.number.is_some() { State::Filed } else { State::Submitted })
    }
}

/// Reads cells of one row and notes what is wrong with them.
pub struct Reader<'a> {
    pub table: &'a Table,
    pub mapping: &'a Mapping,
    pub session: Option<i64>,
    pub rejected: Vec<Rejected>,
}

impl Reader<'_> {
    /// `None` where the row was rejected.
    pub fn row(&mut self, position: usize, row: &Row) -> Option<Incoming> {
        let before = self.rejected.len();
        let title = self.bounded(row, "title", MAX_TITLE_CHARS).split_whitespace().collect::<Vec<_>>().join(" ");
        let named = self.bounded(row, "proposer", 200);
        for (key, value) in [("title", &title), ("proposer", &named)] {
            if value.is_empty() {
                self.wrong(row, key, "proposals.import.empty", &[]);
            }
        }
        let (proposer, kind, names) = self.proposer(row, &named);
        let (background, analysis, suggestions, source_text) = self.parts(row);
        let number = Some(self.bounded(row, "number", 30)).filter(|n| !n.is_empty());
        let (which, year) = self.which(row);
        let incoming = Incoming {
            position,
            line: row.line,
            which,
            year,
            number,
            receipt_no: self.parsed(row, "receipt_no", |cell| cell.parse().ok().filter(|n: &i64| *n > 0)),
            period: self.parsed(row, "period", words::period),
            kind,
            title,
            proposer,
            names,
            category: Some(self.bounded(row, "category", 100)).filter(|c| !c.is_empty()),
            background,
            analysis,
            suggestions,
            source_text,
            state: self.parsed(row, "state", words::state),
            submitted_at: self.parsed(row, "submitted_at", words::moment),
            closed_at: self.parsed(row, "closed_at", words::moment),
            units: self
                .value(row, "unit")
                .split(['、', '，', ',', ';', '；', '\n'])
                .map(str::trim)
                .filter(|u| !u.is_empty())
                .map(str::to_owned)
                .collect(),
            result_class: Some(self.value(row, "result_class")).filter(|c| !c.is_empty()),
        };
        if incoming.closed_at.is_some_and(|closed| incoming.submitted_at.is_some_and(|came| closed < came)) {
            self.wrong(row, "closed_at", "proposals.import.closed-early", &[]);
        }
        if matches!(incoming.state, Some(State::Draft | State::CosignOpen)) {
            self.wrong(row, "state", "proposals.import.draft", &[]);
        }
        (self.rejected.len() == before).then_some(incoming)
    }

    fn value(&self, row: &Row, key: &str) -> String {
        text::clean(self.mapping.value(row, key)).trim().to_owned()
    }

    fn bounded(&mut self, row: &Row, key: &str, max: usize) -> String {
        let value = self.value(row, key);
        if text::length_chars(&value) > max {
            self.wrong(row, key, "proposals.import.long", &[("max", &max.to_string())]);
        }
        value
    }

    fn parsed<T>(&mut self, row: &Row, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let cell = self.value(row, key);
        if cell.is_empty() {
            return None;
        }
        let value = read(&cell);
        if value.is_none() {
            self.wrong(row, key, &format!("proposals.import.unknown.{key}"), &[("cell", &text::excerpt(&cell, 20))]);
        }
        value
    }

    /// `--session` wins over the columns, the session over the year.
    fn which(&mut self, row: &Row) -> (Which, Option<i64>) {
        let pair = self.parsed(row, "session", |cell| words::session(cell).map(Ok).or_else(|| words::year(cell).map(Err)));
        let year = self.parsed(row, "year", words::year);
        let which = match (self.session, pair, year) {
            (Some(n), ..) if n >= 1949 => Which::Year(n),
            (Some(n), ..) => Which::Ordinal(n),
            (_, Some(Ok((term, session))), _) => Which::Pair(term, session),
            (_, Some(Err(year)), _) | (_, None, Some(year)) => Which::Year(year),
            (None, None, None) => Which::Current,
        };
        (which, year)
    }

    fn proposer(&mut self, row: &Row, named: &str) -> (String, Kind, Vec<String>) {
        let said = self.parsed(row, "kind", words::kind);
        let (read, mut names) = match text::proposer(named) {
            Proposer::Individual { name } => (Kind::Individual, vec![name]),
            Proposer::Joint { first, others, .. } => (Kind::Joint, [vec![first], others].concat()),
            Proposer::Collective { .. } => (Kind::Collective, Vec::new()),
        };
        let co_signers = self.value(row, "co_signers");
        if !names.is_empty() && !co_signers.is_empty() {
            match text::proposer(&co_signers) {
                Proposer::Individual { name } => names.push(name),
                Proposer::Joint { first, others, .. } => names.extend([vec![first], others].concat()),
                Proposer::Collective { .. } => self.wrong(row, "co_signers", "proposals.import.unknown.co_signers", &[]),
            }
        }
        let read = if read == Kind::Individual && names.len() > 1 { Kind::Joint } else { read };
        let kind = said.unwrap_or(read);
        (named.to_owned(), kind, if kind == Kind::Collective { Vec::new() } else { names })
    }

    /// Parts in columns of their own win over those cut from the whole text, which is kept as it came.
    fn parts(&mut self, row: &Row) -> (String, String, Vec<String>, Option<String>) {
        let whole = self.mapping.column("content").and_then(|at| row.cells.get(at)).filter(|cell| !cell.trim().is_empty());
        let whole = whole.cloned();
        if whole.as_ref().is_some_and(|w| text::length_chars(w) > MAX_PART_CHARS * 2) {
            self.wrong(row, "content", "proposals.import.long", &[("max", &(MAX_PART_CHARS * 2).to_string())]);
        }
        let cut = whole.as_deref().map(|w| text::split_parts(&text::clean(w))).unwrap_or_default();
        let own = |given: String, cut: String| if given.is_empty() { cut } else { given };
        let background = own(self.bounded(row, "background", MAX_PART_CHARS), cut.background);
        let analysis = own(self.bounded(row, "analysis", MAX_PART_CHARS), cut.analysis);
        let listed = text::split_suggestions(&self.bounded(row, "suggestions", MAX_PART_CHARS * 2));
        let suggestions = if listed.is_empty() { cut.suggestions } else { listed };
        (background, analysis, suggestions, whole)
    }

    fn wrong(&mut self, row: &Row, key: &str, reason: &str, args: &[(&str, &str)]) {
        let column = self.mapping.column(key).and_then(|at| self.table.columns.get(at));
        let column = column.cloned().unwrap_or_else(|| key.to_owned());
        self.rejected.push(Rejected { row: row.line, column, reason: words::say(reason, args) });
    }

    /// From outside the row: a duplicate, an unknown unit.
    pub fn reject(&mut self, incoming: &Incoming, key: &str, reason: &str, args: &[(&str, &str)]) {
        let table = self.table;
        if let Some(row) = table.rows.get(incoming.position) {
            self.wrong(row, key, reason, args);
        }
    }
}
