//! 数据导出: votes under numbers that lead to nobody, statements, receipts. `shangliang map` makes the same map of them.

use std::fmt::Write;

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use web::{Ask, Download, Reply};

use super::results;
use crate::workflow::statement;
use crate::{maps, store, voice};

/// `GET /deliberations/{id}/export?what=votes|statements|receipts`: when it has closed.
pub fn file(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = results::shown(tx, who, ask)?;
    let d = &case.d;
    if d.closed_at.is_none() {
        return Err(Error::conflict("deliberations.export.not-yet"));
    }
    let receipts = store::votes::receipts(tx, d.id)?;
    if receipts.len() < case.rules.fewest {
        return Err(Error::conflict("deliberations.export.few"));
    }
    let (name, content) = match ask.get("what").unwrap_or("votes") {
        "votes" => ("votes.csv", votes(tx, d.id)?),
        "statements" => ("comments.csv", statements(tx, d.id)?),
        "receipts" => ("receipts.txt", receipts.iter().map(|r| voice::written(r) + "\n").collect()),
        _ => return Err(Error::invalid("what", "web.invalid.shape")),
    };
    let media_type = if name.ends_with(".csv") { "text/csv; charset=utf-8" } else { "text/plain; charset=utf-8" };
    Ok(Reply::File(Download { name: format!("deliberation-{}-{name}", d.id), media_type, content: content.into_bytes() }))
}

/// The people's numbers are those of the published map.
fn votes(tx: &mut Tx, id: kernel::Id) -> Result<String> {
    let all = maps::all_votes(tx, id)?;
    let mut out = String::from("comment-id,voter-id,vote\r\n");
    for (person, cast) in maps::numbered(&all) {
        let _ = write!(out, "{},{person},{}\r\n", cast.statement, cast.vote);
    }
    Ok(out)
}

/// `moderated` is 1 for what was shown and −1 for what was not, as the map's command reads it.
fn statements(tx: &mut Tx, id: kernel::Id) -> Result<String> {
    let mut out = String::from("comment-id,moderated,is-meta,merged-into,agrees,disagrees,passes,comment-body\r\n");
    let tallies = store::votes::tallies(tx, id)?;
    for s in store::statements::of(tx, id, &[])? {
        let is_shown = statement::VOTED.contains(&s.state.get());
        let count = |vote: i64| tallies.iter().find(|(n, v, _)| *n == s.number && *v == vote).map_or(0, |(_, _, count)| *count);
        // What was not shown is counted, and not told again.
        let body = if is_shown { quoted(&s.body) } else { String::new() };
        let into = s.merged_into.map(|n| n.to_string()).unwrap_or_default();
        let moderated = if is_shown { 1 } else { -1 };
        let _ = write!(out, "{},{moderated},{},{into},{},{},{},{body}\r\n", s.number, i64::from(s.is_meta), count(1), count(-1), count(0));
    }
    Ok(out)
}

/// RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
