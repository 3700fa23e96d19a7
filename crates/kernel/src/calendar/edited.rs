//! The days that an assembly has edited, over the official table.

use std::borrow::Cow;

use jiff::civil::Date;

use super::{Calendar, DayKind};
use crate::db::Tx;
use crate::error::Result;
use crate::id::Id;
use crate::params;

/// The calendar of an assembly as it is now; it is not pinned to a record.
pub fn of(tx: &mut Tx, assembly: Id) -> Result<Cow<'static, Calendar>> {
    let edits = tx.query("SELECT day, kind, name FROM calendar_day WHERE assembly = $1 ORDER BY day", params![assembly], |row| {
        let kind = if row.get::<String>(1)? == "work" { DayKind::Work } else { DayKind::Off };
        Ok((row.get::<Date>(0)?, kind, row.get::<String>(2)?))
    })?;
    Ok(if edits.is_empty() { Cow::Borrowed(Calendar::official()) } else { Cow::Owned(Calendar::with(&edits)) })
}
