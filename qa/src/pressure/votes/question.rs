//! The deliberation that everybody votes on.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::load::Connection;
use crate::program::{Outcome, Program};

pub const STATEMENTS: usize = 20;

pub struct Question {
    pub id: String,
    officer: Arc<str>,
    /// Ids, in the order of the numbers.
    pub statements: Vec<String>,
}

/// Proposed with its statements by an officer, approved by the secretary-general, announced and open to everybody.
pub fn open(program: &Program) -> Outcome<Question> {
    let (officer, general) = (program.token("tangchuan", "committee_officer")?, program.token("tangchuan", "sec_general")?);
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let seeds: Vec<String> = (1..=STATEMENTS).map(|n| format!("第{n}条街的路灯应当先修")).collect();
    let body = json!({
        "title": "先修哪条街的路灯", "question": "今年的维修资金先用在哪里？", "audience": "everyone", "level": "device",
        "opens_on": today, "closes_on": today.saturating_add(jiff::Span::new().days(14)), "seeds": seeds.join("\n"),
    });
    let proposed = act(program.port, &officer, "/deliberations", &body)?;
    let id = proposed["id"].as_str().ok_or("no id")?.to_owned();
    act(program.port, &general, &format!("/deliberations/{id}/approval"), &json!({}))?;
    act(program.port, &officer, &format!("/deliberations/{id}/announcement"), &json!({}))?;
    let opened = act(program.port, &officer, &format!("/deliberations/{id}/opening"), &json!({}))?;
    let mut statements: Vec<(i64, String)> = Vec::new();
    for one in opened["statements"].as_array().ok_or("no statements")? {
        statements.push((one["number"].as_i64().ok_or("no number")?, one["id"].as_str().ok_or("no id")?.to_owned()));
    }
    statements.sort();
    // The export names a statement by its number: 1 and so on.
    if statements.iter().map(|(number, _)| *number).ne(1..=STATEMENTS as i64) {
        return Err(format!("other statements: {statements:?}").into());
    }
    Ok(Question { id, officer, statements: statements.into_iter().map(|(_, id)| id).collect() })
}

impl Question {
    pub fn close(&self, port: u16) -> Outcome<()> {
        act(port, &self.officer, &format!("/deliberations/{}/closing", self.id), &json!({})).map(drop)
    }
}

fn act(port: u16, token: &Arc<str>, path: &str, body: &Value) -> Outcome<Value> {
    // Several are put in one run: each its own request.
    let key = format!("{path}-{}", jiff::Timestamp::now().as_nanosecond());
    let answer = Connection::open(port, token)?.post(&format!("/api/v1{path}"), &key, body)?;
    match answer.status {
        200 | 201 => answer.json(),
        status => Err(format!("{path} answered {status}: {}", String::from_utf8_lossy(&answer.body)).into()),
    }
}
