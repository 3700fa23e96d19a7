//! 联系方式: whom to call about a topic, apart from it, and for how long.

use kernel::db::{Sealed, Tx};
use kernel::{Id, Result, Timestamp, params};

use crate::workflow::PROCESS;

/// Of whoever raised a matter.
pub const TELEPHONE: Sealed =
    Sealed { table: "topic_contact", key: "topic", column: "telephone", place: "topic_contact.telephone", was_readable: true };

pub fn set(tx: &mut Tx, topic: Id, name: &str, telephone: &str) -> Result<()> {
    let telephone = TELEPHONE.close(tx, topic, telephone)?;
    tx.execute("INSERT INTO topic_contact (topic, name, telephone) VALUES ($1, $2, $3)", params![topic, name, telephone])?;
    Ok(())
}

/// Topics that ended before, and of whose raiser a name or telephone is still kept.
pub fn over(tx: &mut Tx, assembly: Id, before: Timestamp, most: usize) -> Result<Vec<Id>> {
    let sql = format!(
        "SELECT t.id FROM topic_contact c JOIN topic t ON t.id = c.topic
         WHERE t.assembly = $1 AND t.state_since < $2 AND t.state IN ({}) ORDER BY t.id LIMIT $3",
        super::quoted(PROCESS.finals)
    );
    tx.query(&sql, params![assembly, before, most], |row| row.get(0))
}

pub fn erase(tx: &mut Tx, topic: Id) -> Result<()> {
    tx.execute("DELETE FROM topic_contact WHERE topic = $1", params![topic])?;
    Ok(())
}

/// Name and telephone as they were left.
pub fn of(tx: &mut Tx, topic: Id) -> Result<Option<(String, String)>> {
    let sql = "SELECT name, telephone FROM topic_contact WHERE topic = $1";
    let found: Option<(String, String)> = tx.query_opt(sql, params![topic], |row| Ok((row.get(0)?, row.get(1)?)))?;
    found.map(|(name, stored)| Ok((name, TELEPHONE.open(tx, topic, stored)?))).transpose()
}
