//! The city itself: assemblies, terms, people, units, bodies, categories and the phrase library.

use std::collections::HashMap;

use directory::roles;
use identity::seed::{self, NewAssembly, NewGrant, NewMembership, NewPerson, NewSession, NewUnit};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Error, Id, Result, Timestamp};
use serde_json::{Value, json};

use super::data::{Categories, Committees, Groups, Named, People, PhraseLibrary, Places, Sectors, Units};

/// 民主党派 by their codes in `sectors.toml`, with the party that leads them.
const PARTIES: [&str; 7] = ["cpc", "rcck", "cdl", "cndca", "capd", "cpwdp", "jiusan"];

/// Ids by the codes of the data.
#[derive(Default)]
pub struct City {
    pub assemblies: HashMap<String, Id>,
    pub people: HashMap<String, Id>,
    /// (assembly, unit code)
    pub units: HashMap<(String, String), Id>,
    /// (assembly, body code)
    pub bodies: HashMap<(String, String), Id>,
    pub categories: HashMap<(String, String), Id>,
    /// (assembly, role) → persons
    pub staff: HashMap<(String, String), Vec<Id>>,
    /// (unit, role) → person
    pub unit_people: HashMap<(Id, String), Id>,
    /// What `demo-accounts.json` lists.
    pub accounts: Vec<Value>,
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    toml::from_str(text).map_err(Error::internal)
}

/// Years by which the written dates are moved, so that the newest session is this year's.
pub fn shift_years(today: Date) -> i16 {
    let year = if today.month() < 2 { today.year() - 1 } else { today.year() };
    year - 2026
}

pub fn moved(day: Date, shift_years: i16) -> Date {
    day.checked_add(i64::from(shift_years).years()).unwrap_or(day)
}

/// Fills an empty database. `hash` is the password of every account.
pub fn build(tx: &mut Tx, hash: &str) -> Result<City> {
    let mut city = City::default();
    let shift = shift_years(tx.today());
    let places: Places = read(include_str!("data/places.toml"))?;
    let sectors: Sectors = read(include_str!("data/sectors.toml"))?;
    let categories: Categories = read(include_str!("data/categories.toml"))?;
    let mut seats: HashMap<String, (Id, HashMap<String, Id>)> = HashMap::new();
    for a in &places.assemblies {
        let parent = a.parent.as_ref().and_then(|code| city.assemblies.get(code)).copied();
        let id = seed::assembly(tx, &NewAssembly { code: &a.code, name: &a.name_short, name_en: &a.name_en, level: &a.level, parent })?;
        city.assemblies.insert(a.code.clone(), id);
        let first = a.sessions.iter().map(|s| s.opens).min().unwrap_or(tx.today());
        let term = seed::term(tx, id, a.term, moved(first, shift).checked_sub(2.years()).map_err(Error::internal)?)?;
        for s in &a.sessions {
            let opens = moved(s.opens, shift);
            let new = NewSession {
                assembly: id,
                term,
                ordinal: s.number,
                year: s.year + i64::from(shift),
                opens,
                closes: moved(s.closes, shift),
                window_from: opens.checked_sub(3.months()).map_err(Error::internal)?,
                window_until: moved(s.closes, shift),
            };
            seed::session(tx, &new)?;
        }
        let mut own = HashMap::new();
        for (n, s) in sectors.sectors.iter().enumerate() {
            own.insert(s.code.clone(), seed::sector(tx, id, term, &s.name, &s.name_en, n as i64 + 1)?);
            let body = seed::body(tx, id, if PARTIES.contains(&s.code.as_str()) { "party" } else { "organisation" }, &s.name, &s.name_en)?;
            city.bodies.insert((a.code.clone(), s.code.clone()), body);
        }
        seats.insert(a.code.clone(), (term, own));
        for c in &categories.categories {
            let category = proposals::store::category_named(tx, id, &c.name)?;
            proposals::store::name_category_in_english(tx, category, &c.name_en)?;
            city.categories.insert((a.code.clone(), c.code.clone()), category);
        }
    }
    for t in &places.townships {
        seed::township(tx, city.assembly(&t.parent)?, &t.code, &t.name, &t.name_en)?;
    }
    bodies(tx, &mut city)?;
    let groups = city.bodies.clone();
    units(tx, &mut city)?;
    people(tx, &mut city, &seats, &groups, hash)?;
    phrases(tx, &city)?;
    Ok(city)
}

fn bodies(tx: &mut Tx, city: &mut City) -> Result<()> {
    let committees: Committees = read(include_str!("data/committees.toml"))?;
    let groups: Groups = read(include_str!("data/activity_groups.toml"))?;
    let mut add = |tx: &mut Tx, kind: &str, all: Vec<Named>| -> Result<()> {
        for b in all {
            let code = b.assembly.clone().unwrap_or_default();
            let id = seed::body(tx, city.assembly(&code)?, kind, &b.name, &b.name_en)?;
            city.bodies.insert((code, b.code), id);
        }
        Ok(())
    };
    add(tx, "committee", committees.committees)?;
    add(tx, "group", groups.groups)
}

fn units(tx: &mut Tx, city: &mut City) -> Result<()> {
    let units: Units = read(include_str!("data/units.toml"))?;
    for u in units.units {
        for code in &u.assemblies {
            let new = NewUnit {
                assembly: city.assembly(code)?,
                code: &u.code,
                name: &u.name,
                short_name: &u.short,
                name_en: &u.name_en,
                side: &u.side,
                telephone: &u.telephone,
            };
            let id = seed::unit(tx, &new)?;
            city.units.insert((code.clone(), u.code.clone()), id);
        }
    }
    Ok(())
}

type Seats = HashMap<String, (Id, HashMap<String, Id>)>;

fn people(tx: &mut Tx, city: &mut City, seats: &Seats, groups: &HashMap<(String, String), Id>, hash: &str) -> Result<()> {
    let people: People = read(include_str!("data/people.toml"))?;
    for m in &people.members {
        let held: Vec<String> = std::iter::once("member".to_owned()).chain(m.roles.iter().cloned()).collect();
        let person = city.person(tx, &m.assembly, (&m.login, &m.name, &m.name_en, &m.post), hash, &held)?;
        for role in &m.roles {
            city.grant(tx, &m.assembly, person, role, None, None)?;
        }
        let (term, sectors) = &seats[&m.assembly];
        let group = m.group.as_ref().and_then(|g| groups.get(&(m.assembly.clone(), g.clone()))).copied();
        let new = NewMembership {
            assembly: city.assembly(&m.assembly)?,
            person,
            term: *term,
            sector: sectors.get(&m.sector).copied(),
            activity_group: group,
            standing: m.standing,
            from_at: Some(Timestamp(tx.now().0 - 3 * 365 * 86_400_000)),
        };
        seed::membership(tx, &new)?;
    }
    for s in &people.staff {
        let held: Vec<String> = s.roles.iter().flat_map(|r| role_names(r)).map(str::to_owned).collect();
        let person = city.person(tx, &s.assembly, (&s.login, &s.name, &s.name_en, &s.post), hash, &held)?;
        for code in std::iter::once(&s.assembly).chain(&s.serves) {
            // An administrator's office is one for the installation.
            for role in held.iter().filter(|r| *code == s.assembly || !roles::ADMINISTRATORS.contains(&r.as_str())) {
                city.grant(tx, code, person, role, None, None)?;
                city.staff.entry((code.clone(), role.clone())).or_default().push(person);
            }
        }
    }
    for u in &people.unit_people {
        let at: Vec<(String, Id)> =
            city.units.iter().filter(|((_, code), _)| *code == u.unit).map(|((a, _), id)| (a.clone(), *id)).collect();
        let home = at.first().map_or("tangchuan", |(a, _)| a.as_str()).to_owned();
        let person = city.person(tx, &home, (&u.login, &u.name, &u.name_en, &u.post), hash, std::slice::from_ref(&u.role))?;
        for (assembly, unit) in at {
            city.grant(tx, &assembly, person, &u.role, Some(unit), None)?;
            city.unit_people.insert((unit, u.role.clone()), person);
        }
    }
    Ok(())
}

/// The words of the data in the names of `directory::roles`.
fn role_names(role: &str) -> Vec<&'static str> {
    match role {
        "platform_admin" => vec![roles::SYSTEM_ADMIN],
        "cpc_committee_office" => vec![roles::SUPERVISING_OFFICE],
        "sec_general" => vec![roles::SEC_GENERAL, roles::ORG_ADMIN],
        other => roles::find(other).map(|r| vec![r.name]).unwrap_or_default(),
    }
}

fn phrases(tx: &mut Tx, city: &City) -> Result<()> {
    let library: PhraseLibrary = read(include_str!("data/phrase_library.toml"))?;
    for assembly in city.assemblies.values() {
        for p in &library.phrases {
            let purpose = match p.kind.as_str() {
                "return_for_revision" => "return",
                "urging" => "urge",
                "review_opinion" => "review",
                "assignment_note" => "assignment",
                other => other,
            };
            proposals::store::phrases::insert(tx, *assembly, purpose, &p.text, Id(0))?;
        }
    }
    Ok(())
}

impl City {
    pub fn assembly(&self, code: &str) -> Result<Id> {
        self.assemblies.get(code).copied().ok_or_else(|| Error::internal(format!("no assembly {code}")))
    }

    /// A grant that has run since the beginning of what is shown.
    pub fn grant(&self, tx: &mut Tx, assembly: &str, person: Id, role: &str, unit: Option<Id>, body: Option<Id>) -> Result<()> {
        let new = NewGrant {
            assembly: self.assembly(assembly)?,
            person,
            role,
            unit,
            body,
            delegated_by: None,
            granted_by: Id(0),
            approved_by: None,
            from_at: Some(Timestamp(tx.now().0 - 4 * 365 * 86_400_000)),
            until_at: None,
        };
        seed::grant(tx, new).map(drop)
    }

    fn person(&mut self, tx: &mut Tx, assembly: &str, who: (&str, &str, &str, &str), hash: &str, roles: &[String]) -> Result<Id> {
        let (login, name, name_en, post) = who;
        let home = self.assembly(assembly)?;
        let new = NewPerson { assembly: home, name, name_en, employer: "", post, code: None, mobile: None, affiliation: None };
        let id = seed::person(tx, &new)?;
        seed::account(tx, id, home, login, hash)?;
        self.people.insert(login.to_owned(), id);
        self.accounts.push(json!({ "login": login, "name": name, "assembly": assembly, "roles": roles }));
        Ok(id)
    }
}
