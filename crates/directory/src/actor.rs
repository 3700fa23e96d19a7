//! Who somebody is at this moment: membership and offices in the assembly (and unit) they act for.

use kernel::db::Tx;
use kernel::{Actor, Id, Office, Result, params};

/// A capacity to act in: an assembly, or a unit of one. 一人多职的切换.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hat {
    pub assembly: Id,
    pub assembly_name: String,
    pub assembly_name_en: String,
    pub unit: Option<Id>,
    pub unit_name: Option<String>,
    pub unit_name_en: Option<String>,
}

impl Hat {
    /// The assembly, in English where that is asked for and there is a name.
    pub fn assembly_in(&self, english: bool) -> &str {
        if english && !self.assembly_name_en.is_empty() { &self.assembly_name_en } else { &self.assembly_name }
    }

    /// The unit, or else the assembly.
    pub fn place_in(&self, english: bool) -> &str {
        let name = if english {
            self.unit_name_en.as_deref().filter(|n| !n.is_empty()).or(self.unit_name.as_deref())
        } else {
            self.unit_name.as_deref()
        };
        name.unwrap_or_else(|| self.assembly_in(english))
    }

    /// `assembly` or `assembly-unit`, for forms.
    pub fn key(&self) -> String {
        match self.unit {
            Some(unit) => format!("{}-{unit}", self.assembly),
            None => self.assembly.to_string(),
        }
    }
}

/// The actor of a person in one capacity. Offices inside a unit count only under that unit's hat.
pub fn actor_of(tx: &mut Tx, person: Id, assembly: Id, unit: Option<Id>) -> Result<Actor> {
    let name = tx.query_one("SELECT name FROM person WHERE id = $1", params![person], |row| row.get(0))?;
    let membership = match unit {
        Some(_) => None,
        None => tx.query_opt(
            "SELECT m.id FROM membership m JOIN term t ON t.id = m.term
             WHERE m.person = $1 AND m.assembly = $2 AND m.ended_at IS NULL AND t.ends IS NULL ORDER BY m.id DESC LIMIT 1",
            params![person, assembly],
            |row| row.get(0),
        )?,
    };
    let offices = running_offices(tx, person)?;
    let offices = offices.into_iter().filter(|o| o.assembly == assembly && o.unit == unit).collect();
    Ok(Actor { person, name, assembly, membership, offices, ..Actor::default() })
}

/// Everything that a person is in one assembly, whatever the unit: for decisions registered from paper.
pub fn person_actor(tx: &mut Tx, person: Id, assembly: Id) -> Result<Actor> {
    let mut who = actor_of(tx, person, assembly, None)?;
    who.offices = running_offices(tx, person)?.into_iter().filter(|o| o.assembly == assembly).collect();
    Ok(who)
}

/// All capacities of a person, those of an assembly before those of its units.
pub fn hats(tx: &mut Tx, person: Id) -> Result<Vec<Hat>> {
    let now = tx.now();
    let mut hats = tx.query(
        "SELECT a.id, a.name, a.name_en, CAST(NULL AS BIGINT), CAST(NULL AS TEXT), CAST(NULL AS TEXT)
         FROM membership m JOIN assembly a ON a.id = m.assembly WHERE m.person = $1 AND m.ended_at IS NULL
         UNION ALL
         SELECT a.id, a.name, a.name_en, u.id, u.name, u.name_en
         FROM role_grant g JOIN assembly a ON a.id = g.assembly LEFT JOIN unit u ON u.id = g.unit
         WHERE g.person = $1 AND g.approved_at IS NOT NULL AND g.revoked_at IS NULL AND g.from_at <= $2
           AND (g.until_at IS NULL OR g.until_at > $2)",
        params![person, now],
        |row| {
            Ok(Hat {
                assembly: row.get(0)?,
                assembly_name: row.get(1)?,
                assembly_name_en: row.get(2)?,
                unit: row.get(3)?,
                unit_name: row.get(4)?,
                unit_name_en: row.get(5)?,
            })
        },
    )?;
    // A few rows: the statement would make a temporary table to sort them and to free them of repetitions.
    hats.sort_by_key(|hat| (hat.assembly, hat.unit));
    hats.dedup();
    Ok(hats)
}

fn running_offices(tx: &mut Tx, person: Id) -> Result<Vec<Office>> {
    let now = tx.now();
    tx.query(
        "SELECT id, role, assembly, unit, body, delegated_by FROM role_grant
         WHERE person = $1 AND approved_at IS NOT NULL AND revoked_at IS NULL AND from_at <= $2
           AND (until_at IS NULL OR until_at > $2) ORDER BY id",
        params![person, now],
        |row| {
            Ok(Office {
                grant: row.get(0)?,
                role: row.get(1)?,
                assembly: row.get(2)?,
                unit: row.get(3)?,
                body: row.get(4)?,
                delegated_by: row.get(5)?,
            })
        },
    )
}
