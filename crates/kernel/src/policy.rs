//! 制度参数: what differs from place to place, as data of the assembly, versioned by year and readable for ever.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::params;

/// A kind of policy: its name, the values that ship, and what makes a body valid.
pub trait Policy: Serialize + DeserializeOwned + Default + Clone + Send + Sync + 'static {
    /// `proposals.deadlines`
    const KIND: &'static str;
    /// Errors name the field inside the body.
    fn check(&self) -> Result<()>;
}

/// A word of a list of the policy: its code is stored, its labels are shown.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema, PartialEq)]
pub struct Coded {
    pub code: String,
    pub label: String,
    pub label_en: String,
}

pub fn coded(code: &str, label: &str, label_en: &str) -> Coded {
    Coded { code: code.into(), label: label.into(), label_en: label_en.into() }
}

/// One saved version. Version 0 is what ships and is stored nowhere.
#[derive(Clone, Debug, Serialize)]
pub struct Version {
    pub version: i64,
    pub year: i64,
    pub body: Value,
    pub reason: String,
    pub saved_by: Id,
    #[serde(skip)]
    pub at: Timestamp,
}

/// The version that a record created in `year` takes: the newest saved for that year or an earlier one.
pub fn current<P: Policy>(tx: &mut Tx, assembly: Id, year: i64) -> Result<(i64, Arc<P>)> {
    let row = tx.query_opt(
        "SELECT version, body FROM policy WHERE assembly = $1 AND kind = $2 AND year <= $3 ORDER BY year DESC, version DESC LIMIT 1",
        params![assembly, P::KIND, year],
        |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)),
    )?;
    match row {
        Some((version, body)) => Ok((version, tx.policies().read(assembly, version, body)?)),
        None => Ok((0, tx.policies().shipped())),
    }
}

/// The version that a record keeps.
pub fn version<P: Policy>(tx: &mut Tx, assembly: Id, version: i64) -> Result<Arc<P>> {
    if version == 0 {
        return Ok(tx.policies().shipped());
    }
    let body: String = tx.query_one(
        "SELECT body FROM policy WHERE assembly = $1 AND kind = $2 AND version = $3",
        params![assembly, P::KIND, version],
        |row| row.get(0),
    )?;
    tx.policies().read(assembly, version, body)
}

/// Bodies that were read before: an act asks for its policy several times, and it is long.
#[derive(Default)]
pub(crate) struct Policies {
    read: Mutex<HashMap<(TypeId, Id, i64), Known>>,
}

/// What was read, with its text: a version whose saving was rolled back may have been given again.
type Known = (String, Arc<dyn Any + Send + Sync>);

impl Policies {
    const MOST: usize = 256;

    fn shipped<P: Policy>(&self) -> Arc<P> {
        self.known(Id(0), 0, "").unwrap_or_else(|| self.keep(Id(0), 0, String::new(), P::default()))
    }

    fn read<P: Policy>(&self, assembly: Id, version: i64, body: String) -> Result<Arc<P>> {
        match self.known(assembly, version, &body) {
            Some(policy) => Ok(policy),
            None => {
                let policy = serde_json::from_str(&body)?;
                Ok(self.keep(assembly, version, body, policy))
            }
        }
    }

    fn known<P: Policy>(&self, assembly: Id, version: i64, body: &str) -> Option<Arc<P>> {
        let held = self.held();
        let (text, policy) = held.get(&(TypeId::of::<P>(), assembly, version))?;
        Arc::clone(policy).downcast().ok().filter(|_| text == body)
    }

    fn keep<P: Policy>(&self, assembly: Id, version: i64, body: String, policy: P) -> Arc<P> {
        let policy = Arc::new(policy);
        let mut held = self.held();
        if held.len() >= Self::MOST {
            held.clear();
        }
        held.insert((TypeId::of::<P>(), assembly, version), (body, policy.clone()));
        policy
    }

    fn held(&self) -> MutexGuard<'_, HashMap<(TypeId, Id, i64), Known>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Saves a new version after checking it; versions are never changed or deleted.
pub fn save<P: Policy>(tx: &mut Tx, assembly: Id, year: i64, body: &P, reason: &str, saved_by: Id) -> Result<i64> {
    body.check()?;
    if !(1949..=2999).contains(&year) {
        return Err(Error::invalid("year", "kernel.policy.year"));
    }
    let last = tx.scalar("SELECT MAX(version) FROM policy WHERE assembly = $1 AND kind = $2", params![assembly, P::KIND])?;
    tx.execute(
        "INSERT INTO policy (assembly, kind, version, year, body, reason, saved_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![assembly, P::KIND, last + 1, year, serde_json::to_string(body)?, reason, saved_by, tx.now()],
    )?;
    Ok(last + 1)
}

/// All versions of a kind, newest first.
pub fn versions(tx: &mut Tx, assembly: Id, kind: &str) -> Result<Vec<Version>> {
    tx.query(
        "SELECT version, year, body, reason, saved_by, at FROM policy WHERE assembly = $1 AND kind = $2 ORDER BY version DESC",
        params![assembly, kind],
        |row| {
            Ok(Version {
                version: row.get(0)?,
                year: row.get(1)?,
                body: row.get(2)?,
                reason: row.get(3)?,
                saved_by: row.get(4)?,
                at: row.get(5)?,
            })
        },
    )
}
