//! Who acts: a person, in one assembly, with the offices held there at this moment.

use std::fmt;

use jiff::civil::Date;

use crate::clock::Timestamp;
use crate::id::Id;

/// A role granted for a time: 提案委工作人员, 承办单位联络员 …. The names are those of `directory::roles`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    pub grant: Id,
    pub role: String,
    pub assembly: Id,
    /// The handling unit, for offices inside one.
    pub unit: Option<Id>,
    /// Party, organisation, committee or group, for offices that speak for one.
    pub body: Option<Id>,
    /// The person who delegated this office, if it is held by delegation.
    pub delegated_by: Option<Id>,
}

/// 代录: a decision that was signed on paper, registered by the office. Both names are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub registrar: Id,
    pub signed_on: Date,
    pub scan: Option<Id>,
}

/// 手机号验证: somebody proved by a code to hold a telephone. The number is kept nowhere.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PhoneProof {
    /// The same for the same number, in this installation alone; it does not lead back to the number without the key.
    pub voice: [u8; 32],
    pub proven_at: Timestamp,
}

impl fmt::Debug for PhoneProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneProof")
    }
}

/// Resolved inside every transaction, so that a role withdrawn a moment ago no longer counts.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    pub person: Id,
    pub name: String,
    pub assembly: Id,
    /// The running membership in this assembly.
    pub membership: Option<Id>,
    pub offices: Vec<Office>,
    /// Set when this person's decision is being registered from paper by somebody else.
    pub paper: Option<Paper>,
    /// The program itself: jobs, imports and the command line.
    pub system: bool,
    /// Network address, for the journal of security events only.
    pub address: Option<String>,
    /// The telephone proven in this browser, with or without an account.
    pub phone: Option<PhoneProof>,
}

impl Actor {
    /// The program acting in an assembly.
    pub fn system(assembly: Id) -> Actor {
        Actor { assembly, system: true, ..Actor::default() }
    }

    pub fn is_anonymous(&self) -> bool {
        self.person == Id(0) && !self.system
    }

    pub fn holds(&self, role: &str) -> bool {
        self.offices.iter().any(|o| o.role == role)
    }

    pub fn holds_any(&self, roles: &[&str]) -> bool {
        self.offices.iter().any(|o| roles.contains(&o.role.as_str()))
    }

    pub fn holds_in_unit(&self, role: &str, unit: Id) -> bool {
        self.offices.iter().any(|o| o.role == role && o.unit == Some(unit))
    }

    pub fn holds_for_body(&self, role: &str, body: Id) -> bool {
        self.offices.iter().any(|o| o.role == role && o.body == Some(body))
    }

    /// Units in which this person holds any office.
    pub fn units(&self) -> Vec<Id> {
        let mut units: Vec<Id> = self.offices.iter().filter_map(|o| o.unit).collect();
        units.sort_unstable();
        units.dedup();
        units
    }
}
