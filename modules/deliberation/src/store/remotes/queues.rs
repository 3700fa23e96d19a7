//! What of remote sessions waits for whom.

use kernel::db::Tx;
use kernel::{Actor, Result};

use super::super::Filters;
use super::super::queues::{Item, Waiting};
use crate::workflow::remote::{State, site};

/// Whose turn a queue asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The assembly's: for the committee's officers
    Office,
    /// Arranged by this person
    Arranged,
    /// Whose minutes this person writes
    Secretary,
}

/// Sessions in a state, those that waited longest first.
pub fn sessions(tx: &mut Tx, who: &Actor, state: State, whose: Whose) -> Result<Waiting> {
    let mut filters = Filters::default();
    filters.and("r.state = ?", &state.name());
    match whose {
        Whose::Secretary => filters.and("r.secretary = ?", &who.person),
        Whose::Office => filters.and("r.assembly = ?", &who.assembly),
        Whose::Arranged => {
            filters.and("r.assembly = ?", &who.assembly);
            filters.and("r.arranged_by = ?", &who.person);
        }
    }
    let from = format!("FROM remote r WHERE {}", filters.sql());
    waiting(tx, &from, "r.id, r.title, r.state, r.state_since, r.due", "r.state_since, r.id", &filters)
}

/// Sites that this person hosts, by the session's title. The id is that of the site.
pub fn hosted(tx: &mut Tx, who: &Actor, states: &[site::State]) -> Result<Waiting> {
    let names: Vec<String> = states.iter().map(|s| format!("'{}'", s.name())).collect();
    let mut filters = Filters::default();
    filters.and("s.host = ?", &who.person);
    filters.conditions.push(format!("s.state IN ({})", names.join(", ")));
    let from = format!("FROM remote_site s JOIN remote r ON r.id = s.remote WHERE {}", filters.sql());
    waiting(tx, &from, "s.id, r.title, s.state, s.state_since, r.due", "s.state_since, s.id", &filters)
}

fn waiting(tx: &mut Tx, from: &str, columns: &str, order: &str, filters: &Filters) -> Result<Waiting> {
    let count = tx.scalar(&format!("SELECT COUNT(*) {from}"), &filters.params)?;
    let items = tx.query(&format!("SELECT {columns} {from} ORDER BY {order} LIMIT 5"), &filters.params, |row| {
        Ok(Item { id: row.get(0)?, title: row.get(1)?, state: row.get(2)?, since: row.get(3)?, due: row.get(4)? })
    })?;
    Ok(Waiting { count, items })
}
