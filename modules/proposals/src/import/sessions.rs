//! 届次: the session that a row belongs to, made where the past has none yet.

use std::collections::HashMap;

use directory::sessions::Session;
use jiff::civil::{Date, date};
use kernel::db::Tx;
use kernel::{Error, Id, Result};

use super::incoming::Which;
use crate::store::sources::{self, Term};

/// Terms last five years, with one session in each.
const TERM_YEARS: i64 = 5;

/// Sessions that rows asked for, found so far.
pub struct Sessions {
    assembly: Id,
    today: Date,
    all: Vec<Session>,
    terms: Vec<Term>,
    made: HashMap<Which, Session>,
}

impl Sessions {
    pub fn load(tx: &mut Tx, assembly: Id) -> Result<Sessions> {
        let (all, terms) = (directory::sessions::of(tx, assembly)?, sources::terms(tx, assembly)?);
        Ok(Sessions { assembly, today: tx.today(), all, terms, made: HashMap::new() })
    }

    /// The one that is there, or was made by this import.
    pub fn find(&self, which: Which) -> Option<&Session> {
        let found = match which {
            Which::Pair(term, ordinal) => self.all.iter().find(|s| s.term_ordinal == term && s.ordinal == ordinal),
            Which::Year(year) => self.all.iter().find(|s| s.year == year),
            Which::Ordinal(ordinal) => {
                let running = self.terms.iter().rfind(|t| t.ends.is_none()).or(self.terms.last());
                self.all.iter().find(|s| s.ordinal == ordinal && running.is_some_and(|t| t.id == s.term))
            }
            Which::Current => self.all.iter().find(|s| s.window_from <= self.today),
        };
        found.or_else(|| self.made.get(&which))
    }

    /// Could it be made? A session of a term that has already begun cannot be guessed by its number alone.
    pub fn can_make(&self, which: Which) -> bool {
        !matches!(which, Which::Ordinal(n) | Which::Pair(_, n) if !(1..=20).contains(&n))
    }

    /// `year` is that of the session, where the table says it.
    pub fn find_or_make(&mut self, tx: &mut Tx, which: Which, year: Option<i64>) -> Result<Session> {
        if let Some(found) = self.find(which) {
            return Ok(found.clone());
        }
        let made = self.make(tx, which, year)?;
        self.made.insert(which, made.clone());
        self.all = directory::sessions::of(tx, self.assembly)?;
        self.terms = sources::terms(tx, self.assembly)?;
        Ok(made)
    }

    fn make(&mut self, tx: &mut Tx, which: Which, said: Option<i64>) -> Result<Session> {
        let this_year = i64::from(self.today.year());
        let (term, ordinal, year) = match which {
            Which::Pair(term, ordinal) => {
                let term = self.term_numbered(tx, term, said.unwrap_or(this_year) - ordinal + 1)?;
                (term, Some(ordinal), said.unwrap_or(i64::from(term.starts.year()) + ordinal - 1))
            }
            Which::Ordinal(ordinal) => {
                let term = match self.terms.iter().rfind(|t| t.ends.is_none()).or(self.terms.last()).copied() {
                    Some(term) => term,
                    None => self.term_of_year(tx, this_year - ordinal + 1)?,
                };
                (term, Some(ordinal), i64::from(term.starts.year()) + ordinal - 1)
            }
            Which::Year(year) => (self.term_of_year(tx, year)?, None, year),
            Which::Current => (self.term_of_year(tx, this_year)?, None, this_year),
        };
        let taken: Vec<i64> = self.all.iter().filter(|s| s.term == term.id).map(|s| s.ordinal).collect();
        let usual = (year - i64::from(term.starts.year()) + 1).max(1);
        let next = taken.iter().max().map_or(1, |last| last + 1);
        let ordinal = ordinal.unwrap_or(if taken.contains(&usual) { next } else { usual });
        let (from, until) = (day(year, 1, 1)?, day(year, 3, 31)?);
        let id = sources::insert_session(tx, self.assembly, term.id, ordinal, year, from, until)?;
        directory::sessions::get(tx, id)
    }

    fn term_numbered(&mut self, tx: &mut Tx, ordinal: i64, starts: i64) -> Result<Term> {
        if let Some(term) = self.terms.iter().find(|t| t.ordinal == ordinal) {
            return Ok(*term);
        }
        let starts = match self.terms.first() {
            Some(first) => i64::from(first.starts.year()) + (ordinal - first.ordinal) * TERM_YEARS,
            None => starts,
        };
        self.new_term(tx, ordinal, starts)
    }

    fn term_of_year(&mut self, tx: &mut Tx, year: i64) -> Result<Term> {
        if let Some(term) = self.terms.iter().rfind(|t| i64::from(t.starts.year()) <= year) {
            return Ok(*term);
        }
        match self.terms.first().copied() {
            None => self.new_term(tx, 1, year),
            Some(first) => {
                let before = i64::from(first.starts.year()) - year;
                let back = (before + TERM_YEARS - 1) / TERM_YEARS;
                if first.ordinal <= back {
                    return Ok(first);
                }
                self.new_term(tx, first.ordinal - back, i64::from(first.starts.year()) - back * TERM_YEARS)
            }
        }
    }

    /// Runs on where no later term is known.
    fn new_term(&mut self, tx: &mut Tx, ordinal: i64, year: i64) -> Result<Term> {
        let starts = day(year, 1, 1)?;
        let later = self.terms.iter().any(|t| t.starts > starts);
        let ends = if later { Some(day(year + TERM_YEARS - 1, 12, 31)?) } else { None };
        let term = Term { id: tx.new_id(), ordinal, starts, ends };
        sources::insert_term(tx, self.assembly, &term)?;
        self.terms = sources::terms(tx, self.assembly)?;
        Ok(term)
    }
}

fn day(year: i64, month: i8, of_month: i8) -> Result<Date> {
    let year =
        i16::try_from(year).ok().filter(|y| (1949..=2999).contains(y)).ok_or_else(|| Error::invalid("session", "kernel.policy.year"))?;
    Ok(date(year, month, of_month))
}
