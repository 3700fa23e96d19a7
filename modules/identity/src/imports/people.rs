//! 导入人员: a person is known again by login, or by name and employer.

use std::collections::{HashMap, HashSet};

use directory::roles::{self, Scope};
use directory::{bodies, terms};
use documents::Row;
use kernel::db::Tx;
use kernel::{Actor, Id, Message, Result};
use web::module::Progress;

use super::columns::{Sheet, parse_word};
use super::{Fault, Outcome};
use crate::grants::{grantable, place::Office};
use crate::store::accounts::{self, NewAccount};
use crate::store::grants::{self, NewGrant};
use crate::store::people::{self, NewMembership, NewPerson};

/// What the names in the cells may mean.
struct Known {
    /// By folded login.
    logins: HashMap<String, Id>,
    /// By folded name and employer; two of a kind cannot be told apart.
    people: HashMap<(String, String), Vec<Id>>,
    term: Option<terms::Term>,
    sectors: HashMap<String, Id>,
    units: HashMap<String, Id>,
    bodies: HashMap<String, Id>,
    allowed: Vec<&'static str>,
    opens_accounts: bool,
}

/// One row understood.
struct Planned<'a> {
    person: Option<Id>,
    new: NewPerson<'a>,
    login: &'a str,
    seat: Option<Option<Id>>,
    role: Option<(&'static str, Option<Id>, Option<Id>)>,
}

pub fn work(tx: &mut Tx, who: &Actor, sheet: &Sheet, apply: bool, progress: &Progress) -> Result<Outcome> {
    let known = Known::load(tx, who)?;
    let mut outcome = Outcome { rows: sheet.table.rows.len(), ..Outcome::default() };
    let (mut plans, mut logins, mut names) = (Vec::new(), HashSet::new(), HashSet::new());
    for row in &sheet.table.rows {
        progress.step();
        let before = outcome.faults.len();
        let plan = known.plan(tx, sheet, row, &mut outcome.faults)?;
        if !plan.login.is_empty() && !logins.insert(accounts::folded(plan.login)) {
            outcome.faults.push(sheet.fault(row, "login", "identity.import.twice"));
        }
        if plan.login.is_empty() && !names.insert((plan.new.name, plan.new.employer)) {
            outcome.faults.push(sheet.fault(row, "name", "identity.import.twice"));
        }
        if outcome.faults.len() == before {
            plans.push(plan);
        }
    }
    outcome.created = plans.iter().filter(|plan| plan.person.is_none()).count();
    outcome.updated = plans.len() - outcome.created;
    if apply && outcome.faults.is_empty() {
        for plan in &plans {
            progress.step();
            carry_out(tx, who, &known, plan)?;
        }
    }
    Ok(outcome)
}

impl Known {
    fn load(tx: &mut Tx, who: &Actor) -> Result<Known> {
        let term = terms::running(tx, who.assembly)?;
        let sectors = match &term {
            Some(term) => terms::sectors(tx, term.id)?,
            None => Vec::new(),
        };
        let mut people: HashMap<(String, String), Vec<Id>> = HashMap::new();
        for person in directory::people::kept_by(tx, who.assembly)? {
            people.entry((text::fold(&person.name), text::fold(&person.employer))).or_default().push(person.id);
        }
        let units = directory::units::running(tx, who.assembly)?;
        let all_roles = || roles::ALL.iter().map(|role| role.name).collect();
        Ok(Known {
            logins: accounts::logins(tx)?.into_iter().collect(),
            people,
            term,
            sectors: sectors.into_iter().map(|s| (text::fold(&s.name), s.id)).collect(),
            units: units.into_iter().flat_map(|u| [u.code, u.name, u.short_name].map(|name| (text::fold(&name), u.id))).collect(),
            bodies: bodies::running(tx, who.assembly)?.into_iter().map(|b| (text::fold(&b.name), b.id)).collect(),
            allowed: if who.system { all_roles() } else { grantable(who).iter().map(|role| role.name).collect() },
            opens_accounts: who.system || who.holds(roles::SYSTEM_ADMIN),
        })
    }

    fn plan<'a>(&self, tx: &mut Tx, sheet: &Sheet, row: &'a Row, faults: &mut Vec<Fault>) -> Result<Planned<'a>> {
        for (key, required, most) in [
            ("name", true, 50),
            ("name_en", false, 100),
            ("login", false, 50),
            ("employer", false, 100),
            ("post", false, 100),
            ("mobile", false, 30),
        ] {
            sheet.check_text(row, key, required, most, faults);
        }
        let value = |key: &str| sheet.value(row, key);
        let (name, employer, login, mobile) = (value("name"), value("employer"), value("login"), value("mobile"));
        if !login.is_empty() && !self.opens_accounts && !self.logins.contains_key(&accounts::folded(login)) {
            faults.push(sheet.fault(row, "login", "identity.import.login-not-yours"));
        }
        let person = self.person(sheet, row, faults);
        if let Some(person) = person {
            if directory::people::get(tx, person).is_ok_and(|p| text::fold(&p.name) != text::fold(name)) {
                faults.push(sheet.fault(row, "name", "identity.import.other-person"));
            }
        }
        let new = NewPerson {
            name,
            name_en: value("name_en"),
            employer,
            post: value("post"),
            mobile: Some(mobile).filter(|m| !m.is_empty()),
            ..NewPerson::default()
        };
        Ok(Planned { person, new, login, seat: self.seat(sheet, row, faults), role: self.role(sheet, row, faults) })
    }

    fn person(&self, sheet: &Sheet, row: &Row, faults: &mut Vec<Fault>) -> Option<Id> {
        let login = sheet.value(row, "login");
        if let Some(person) = self.logins.get(&accounts::folded(login)).filter(|_| !login.is_empty()) {
            return Some(*person);
        }
        let same = self.people.get(&(text::fold(sheet.value(row, "name")), text::fold(sheet.value(row, "employer"))))?;
        if same.len() > 1 {
            faults.push(sheet.fault(row, "name", "identity.import.ambiguous"));
        }
        same.first().copied()
    }

    /// `Some` for a seat in the running term, with its sector.
    fn seat(&self, sheet: &Sheet, row: &Row, faults: &mut Vec<Fault>) -> Option<Option<Id>> {
        let (sector, term) = (sheet.value(row, "sector"), sheet.value(row, "term"));
        if sector.is_empty() && term.is_empty() {
            return None;
        }
        let Some(running) = &self.term else {
            faults.push(sheet.fault(row, "term", "identity.sessions.no-term"));
            return None;
        };
        let number: String = term.chars().filter(char::is_ascii_digit).collect();
        if !term.is_empty() && number.parse() != Ok(running.ordinal) {
            faults.push(sheet.fault(row, "term", Message::new("identity.import.other-term").with("n", running.ordinal)));
        }
        if sector.is_empty() {
            return Some(None);
        }
        let found = self.sectors.get(&text::fold(sector)).copied();
        if found.is_none() {
            faults.push(sheet.fault(row, "sector", "identity.import.no-sector"));
        }
        Some(found)
    }

    fn role(&self, sheet: &Sheet, row: &Row, faults: &mut Vec<Fault>) -> Option<(&'static str, Option<Id>, Option<Id>)> {
        let (role, unit, body) = (sheet.value(row, "role"), sheet.value(row, "unit"), sheet.value(row, "body"));
        let find = |known: &HashMap<String, Id>, name: &str| if name.is_empty() { None } else { known.get(&text::fold(name)).copied() };
        let (unit_id, body_id) = (find(&self.units, unit), find(&self.bodies, body));
        if !unit.is_empty() && unit_id.is_none() {
            faults.push(sheet.fault(row, "unit", "identity.import.no-unit"));
        }
        if !body.is_empty() && body_id.is_none() {
            faults.push(sheet.fault(row, "body", "identity.import.no-body"));
        }
        if role.is_empty() {
            return None;
        }
        let Some(found) = parse_word(role, "role.", roles::ALL.iter().map(|r| r.name)).and_then(roles::find) else {
            faults.push(sheet.fault(row, "role", "identity.role.unknown"));
            return None;
        };
        if !self.allowed.contains(&found.name) {
            faults.push(sheet.fault(row, "role", "identity.role.not-yours"));
        }
        match found.scope {
            Scope::Unit if unit.is_empty() => faults.push(sheet.fault(row, "unit", "identity.role.needs-unit")),
            Scope::Body if body.is_empty() => faults.push(sheet.fault(row, "body", "identity.role.needs-body")),
            _ => {}
        }
        let at = |scope| found.scope == scope;
        Some((found.name, unit_id.filter(|_| at(Scope::Unit)), body_id.filter(|_| at(Scope::Body))))
    }
}

fn carry_out(tx: &mut Tx, who: &Actor, known: &Known, plan: &Planned) -> Result<()> {
    let assembly = who.assembly;
    let person = match plan.person {
        Some(person) => {
            people::update(tx, person, &plan.new)?;
            person
        }
        None => people::insert(tx, &NewPerson { assembly, ..plan.new.clone() })?,
    };
    if let (Some(sector), Some(term)) = (plan.seat, &known.term) {
        match people::seats(tx, person)?.into_iter().find(|s| s.assembly == assembly && s.term == term.id) {
            Some(seat) if seat.sector != sector => people::move_seat(tx, seat.id, sector, None, seat.standing)?,
            Some(_) => {}
            None => {
                people::insert_membership(tx, &NewMembership { assembly, person, term: term.id, sector, ..NewMembership::default() })?;
            }
        }
    }
    if !plan.login.is_empty() && accounts::find(tx, person)?.is_none() {
        let state = if who.system { accounts::ACTIVE } else { accounts::PENDING };
        accounts::insert(
            tx,
            &NewAccount { person, assembly, login: plan.login, state, password: None, must_change: false, created_by: who.person },
        )?;
    }
    if let Some((role, unit, body)) = plan.role {
        let new = NewGrant {
            assembly,
            person,
            role,
            unit,
            body,
            granted_by: who.person,
            approved_by: who.system.then_some(who.person),
            ..NewGrant::default()
        };
        if grants::held(tx, &new)?.is_none() {
            crate::grants::give::exclusive(tx, &Office { assembly, person, role, unit, body })?;
            grants::insert(tx, &new)?;
        }
    }
    Ok(())
}
