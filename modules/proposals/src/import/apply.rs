//! 写入: rows become records in one transaction, with the words they came in.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use directory::sessions::Session;
use documents::{Mapping, Table};
use jiff::civil::Date;
use kernel::calendar::Term;
use kernel::clock::start_of;
use kernel::db::Tx;
use kernel::journal::{self, Ref};
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result, counter};
use serde_json::json;
use web::module::Progress;

use super::incoming::{Incoming, Which};
use super::plan::{Context, Step};
use crate::clocks;
use crate::model::{Assignment, Beginning, Invitation, Proposal, Reply};
use crate::rules::Rules;
use crate::store;
use crate::store::sources::{self, Source};
use crate::workflow::words::{Kind, Part, Period};
use crate::workflow::{State, assignment, invitation};

/// Everything that one import writes with.
pub struct Writer<'a> {
    pub context: Context,
    pub who: &'a Actor,
    pub table: &'a Table,
    pub source: Source,
    categories: HashMap<String, Id>,
    bodies: HashMap<String, Id>,
    policies: HashMap<Id, (i64, Arc<Rules>)>,
    places: HashMap<Which, Session>,
    /// The highest receipt number brought into a session.
    receipts: HashMap<Id, i64>,
    /// New records and the place of their rows, not yet written.
    waiting: Vec<(Proposal, usize)>,
    /// When a term that begins now ends.
    days: Vec<(Term, Date)>,
}

/// Records written in one go.
const AT_ONCE: usize = 500;

impl<'a> Writer<'a> {
    pub fn new(tx: &mut Tx, context: Context, who: &'a Actor, table: &'a Table, mapping: &Mapping) -> Result<Writer<'a>> {
        let fields = mapping.pairs().filter_map(|(key, column)| Some((key.to_owned(), column?))).collect();
        let source = Source { id: tx.new_id(), columns: table.columns.clone(), fields };
        sources::insert_source(tx, context.assembly, &source)?;
        let bodies = store::drafting::bodies(tx, context.assembly)?.into_iter().map(|(id, name, _)| (name, id)).collect();
        Ok(Writer {
            categories: sources::categories_by_name(tx, context.assembly)?,
            bodies,
            context,
            who,
            table,
            source,
            policies: HashMap::new(),
            places: HashMap::new(),
            receipts: HashMap::new(),
            waiting: Vec::with_capacity(AT_ONCE),
            days: Vec::new(),
        })
    }

    /// How many records are new, and how many changed.
    pub fn write(mut self, tx: &mut Tx, steps: Vec<Step>, progress: &Progress) -> Result<(usize, usize)> {
        let (mut created, mut updated) = (0, 0);
        for step in steps {
            progress.step();
            match step {
                Step::Create(row) => {
                    self.create(tx, &row)?;
                    created += 1;
                }
                Step::Update(row, id, fresh) => {
                    self.update(tx, &row, id, &fresh)?;
                    updated += 1;
                }
                Step::Unchanged => {}
            }
        }
        self.flush(tx)?;
        for (session, highest) in &self.receipts {
            counter::raise(tx, self.context.assembly, &format!("proposals.receipt.{session}"), *highest)?;
        }
        Ok((created, updated))
    }

    fn create(&mut self, tx: &mut Tx, row: &Incoming) -> Result<()> {
        let session = self.session(tx, row.which, row.year)?;
        let (policy_version, rules) = self.policy(tx, &session)?;
        let p = self.proposal(tx, row, &session, policy_version, &rules)?;
        self.sign(tx, &p, row)?;
        self.assign(tx, &p, row)?;
        self.waiting.push((p, row.position));
        if self.waiting.len() >= AT_ONCE { self.flush(tx) } else { Ok(()) }
    }

    fn flush(&mut self, tx: &mut Tx) -> Result<()> {
        let (proposals, positions): (Vec<Proposal>, Vec<usize>) = std::mem::take(&mut self.waiting).into_iter().unzip();
        store::insert_all(tx, &proposals)?;
        store::keep_versions(tx, &proposals, self.who.person)?;
        let rows: Vec<(Id, &[String])> = proposals.iter().zip(positions).map(|(p, at)| (p.id, self.cells(at))).collect();
        sources::insert_rows(tx, self.source.id, &rows)?;
        let entry = |p: &Proposal| {
            let payload = json!({ "to": p.state.name(), "number": p.case_no, "session": p.session, "version": 1 });
            (Ref::new("proposals", p.id), payload)
        };
        let entries: Vec<_> = proposals.iter().map(entry).collect();
        journal::write_all(tx, self.who, "proposal.imported", &entries)
    }

    fn cells(&self, position: usize) -> &'a [String] {
        self.table.rows.get(position).map(|row| row.cells.as_slice()).unwrap_or_default()
    }

    fn session(&mut self, tx: &mut Tx, which: Which, year: Option<i64>) -> Result<Session> {
        if let Some(found) = self.places.get(&which) {
            return Ok(found.clone());
        }
        let session = self.context.sessions.find_or_make(tx, which, year)?;
        self.places.insert(which, session.clone());
        Ok(session)
    }

    fn policy(&mut self, tx: &mut Tx, session: &Session) -> Result<(i64, Arc<Rules>)> {
        if let Some(found) = self.policies.get(&session.id) {
            return Ok(found.clone());
        }
        let found = kernel::policy::current::<Rules>(tx, self.context.assembly, session.year)?;
        self.policies.insert(session.id, found.clone());
        Ok(found)
    }

    /// One look at the calendar for each term.
    fn due(&mut self, tx: &mut Tx, term: Term) -> Result<Date> {
        if let Some((_, day)) = self.days.iter().find(|(known, _)| *known == term) {
            return Ok(*day);
        }
        let day = clocks::due(tx, self.context.assembly, term)?;
        self.days.push((term, day));
        Ok(day)
    }

    fn category(&mut self, tx: &mut Tx, name: Option<&str>) -> Result<Option<Id>> {
        let Some(name) = name else { return Ok(None) };
        if let Some(id) = self.categories.get(name) {
            return Ok(Some(*id));
        }
        let id = store::category_named(tx, self.context.assembly, name)?;
        self.categories.insert(name.to_owned(), id);
        Ok(Some(id))
    }

    fn proposal(&mut self, tx: &mut Tx, row: &Incoming, session: &Session, policy_version: i64, rules: &Rules) -> Result<Proposal> {
        let state = At::decode(row.arrives_at().name()).ok_or_else(|| Error::internal("a state without a name"))?;
        let now = tx.now();
        let came = row.submitted_at.unwrap_or_else(|| match row.arrives_at() {
            State::Submitted => now,
            // Of its session all the same, so that the figures of a year are those of the year.
            _ => start_of(session.opens).min(now),
        });
        let receipt_no = match (row.receipt_no, row.arrives_at()) {
            (None, State::Submitted) => Some(counter::next(tx, self.context.assembly, &format!("proposals.receipt.{}", session.id))?),
            (given, _) => given,
        };
        if let Some(n) = row.receipt_no {
            let highest = self.receipts.entry(session.id).or_default();
            *highest = n.max(*highest);
        }
        // What is still to be done now has a day; what is of the past has none.
        let due = match row.arrives_at() {
            State::Filed if start_of(session.window_until) > now => Some(self.due(tx, rules.assign)?),
            State::Submitted => Some(self.due(tx, rules.take_up)?),
            _ => None,
        };
        let was_filed = row.number.is_some() || crate::policy::members_see(row.arrives_at());
        let start = Beginning { session, state, kind: row.kind, policy_version, at: came };
        let begun = Proposal::begin(tx.new_id(), &start);
        Ok(Proposal {
            // Without a day it is taken for one of the plenary, as lists of past years are.
            period: row.period.unwrap_or(if row.submitted_at.is_none() { Period::Plenary } else { begun.period }),
            due,
            category: self.category(tx, row.category.as_deref())?,
            first_signer: row.names.first().and_then(|name| self.context.person(name)).unwrap_or(Id(0)),
            proposer: row.proposer.clone(),
            body: if row.kind == Kind::Collective { self.bodies.get(&row.proposer).copied() } else { None },
            receipt_no,
            case_no: row.number.clone(),
            title: row.title.clone(),
            background: row.background.clone(),
            analysis: row.analysis.clone(),
            suggestions: row.suggestions.clone(),
            submitted_at: Some(came),
            filed_at: was_filed.then_some(came),
            closed_at: row.closed_at.filter(|_| row.arrives_at() == State::Closed),
            imported_at: Some(now),
            source_text: row.source_text.clone(),
            ..begun
        })
    }

    /// Names written out that one member alone bears are signatures, in their order.
    fn sign(&self, tx: &mut Tx, p: &Proposal, row: &Incoming) -> Result<()> {
        let mut signed: HashSet<Id> = HashSet::from([p.first_signer]);
        let mut position = 0;
        for person in row.names.iter().skip(1).filter_map(|name| self.context.person(name)) {
            if !signed.insert(person) {
                continue;
            }
            position += 1;
            let state = At::decode(invitation::State::Accepted.name()).ok_or_else(|| Error::internal("a state without a name"))?;
            let invitation = Invitation {
                id: tx.new_id(),
                assembly: p.assembly,
                proposal: p.id,
                person,
                state,
                expires_at: p.created_at,
                invited_at: p.created_at,
                answered_at: Some(p.created_at),
                position: Some(position),
                told_version: Some(1),
            };
            store::invitations::insert(tx, &invitation)?;
        }
        Ok(())
    }

    /// Units that are known get their part; the first leads where there are several. What was answered has its class.
    fn assign(&self, tx: &mut Tx, p: &Proposal, row: &Incoming) -> Result<()> {
        let word = match p.state.get() {
            State::Assigned | State::Rehandling => assignment::State::Assigned,
            State::Replied | State::FaceToFace | State::Closed => assignment::State::Replied,
            _ => return Ok(()),
        };
        let units: Vec<Id> = row.units.iter().filter_map(|name| self.context.units.get(name).copied()).collect();
        for (at, unit) in units.iter().enumerate() {
            let part = match (units.len(), at) {
                (1, _) => Part::Sole,
                (_, 0) => Part::Lead,
                _ => Part::Co,
            };
            let word = if part == Part::Co && word == assignment::State::Replied { assignment::State::Opined } else { word };
            let a = assigned(tx, p, *unit, part, word)?;
            store::assignments::insert(tx, &a)?;
            if word == assignment::State::Replied {
                self.answer(tx, &a, row)?;
            }
        }
        Ok(())
    }

    fn answer(&self, tx: &mut Tx, a: &Assignment, row: &Incoming) -> Result<()> {
        let class = row.result_class.as_deref();
        let found = class.and_then(|c| self.context.rules.classes.iter().find(|own| own.code == c || own.label == c));
        let Some(class) = found else { return Ok(()) };
        let reply = Reply {
            id: tx.new_id(),
            assembly: a.assembly,
            proposal: a.proposal,
            assignment: a.id,
            unit: a.unit,
            round: 1,
            result_class: Some(class.code.clone()),
            body: String::new(),
            answers: Vec::new(),
            document_no: None,
            signer: None,
            contact_name: None,
            contact_telephone: None,
            copies: None,
            drafted_by: Id(0),
            drafted_at: a.state_since,
            checked_by: None,
            check_note: None,
            signed_by: None,
            sent_at: Some(a.state_since),
            revoked_at: None,
        };
        store::replies::put(tx, &reply)
    }

    fn update(&mut self, tx: &mut Tx, row: &Incoming, id: Id, fresh: &HashSet<&'static str>) -> Result<()> {
        let mut p = store::get_unscoped(tx, id)?;
        let from = p.state.name();
        let before = (p.title.clone(), p.background.clone(), p.analysis.clone(), p.suggestions.clone());
        let new = |keys: &[&str]| keys.iter().any(|key| fresh.contains(key));
        if new(&["title"]) {
            p.title.clone_from(&row.title);
        }
        if new(&["background", "content"]) {
            p.background.clone_from(&row.background);
        }
        if new(&["analysis", "content"]) {
            p.analysis.clone_from(&row.analysis);
        }
        if new(&["suggestions", "content"]) {
            p.suggestions.clone_from(&row.suggestions);
        }
        if new(&["category"]) {
            p.category = self.category(tx, row.category.as_deref())?;
        }
        if new(&["proposer"]) {
            p.proposer.clone_from(&row.proposer);
            p.kind = row.kind;
            p.first_signer = row.names.first().and_then(|name| self.context.person(name)).unwrap_or(Id(0));
        }
        if let (true, Some(state)) = (new(&["state"]), row.state) {
            p.state = At::decode(state.name()).ok_or_else(|| Error::internal("a state without a name"))?;
        }
        if before != (p.title.clone(), p.background.clone(), p.analysis.clone(), p.suggestions.clone()) {
            p.version += 1;
            store::keep_version(tx, &p, self.who.person)?;
        }
        store::save(tx, &mut p)?;
        sources::put_row(tx, id, self.source.id, self.cells(row.position))?;
        let mut fields: Vec<&str> = fresh.iter().copied().collect();
        fields.sort_unstable();
        let entry = json!({ "from": from, "to": p.state.name(), "fields": fields, "version": p.version });
        journal::write(tx, self.who, "proposal.imported", &Ref::new("proposals", id), &entry)?;
        Ok(())
    }
}

fn assigned(tx: &mut Tx, p: &Proposal, unit: Id, part: Part, word: assignment::State) -> Result<Assignment> {
    let state = At::decode(word.name()).ok_or_else(|| Error::internal("a state without a name"))?;
    Ok(Assignment {
        id: tx.new_id(),
        assembly: p.assembly,
        proposal: p.id,
        unit,
        part,
        state,
        state_since: p.created_at,
        due: None,
        reply_due: None,
        return_until: None,
        first_assigned_at: Some(p.created_at),
        assigned_at: Some(p.created_at),
        round: 1,
        handler: None,
        section: None,
        plan_lead: None,
        plan_note: None,
        objection: None,
        return_reason: None,
        note: None,
        opinion: None,
        opinion_due: None,
        extended_at: None,
        urged: 0,
        changes: 0,
    })
}
