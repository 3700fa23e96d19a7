//! 安全日志: who was refused what. Acts of known persons are journalled as well; nothing here holds what somebody typed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kernel::db::Tx;
use kernel::journal::{self, Ref};
use kernel::{Actor, Error, Id, Result, Timestamp};
use serde_json::json;

use crate::app::App;
use crate::head::Head;
use crate::identify::identify;
use crate::respond;

/// The same refusal of the same person is journalled once in this time, so that a loop cannot fill the journal.
const QUIET_MS: i64 = 60_000;
/// Beyond so many at once the oldest memory is given up.
const MOST: usize = 10_000;

/// What was journalled a moment ago.
#[derive(Default)]
pub struct Recent(Mutex<HashMap<(Id, &'static str), Timestamp>>);

impl Recent {
    fn is_new(&self, person: Id, what: &'static str, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            seen.retain(|_, at| now.0 - at.0 < QUIET_MS);
        }
        let quiet = seen.get(&(person, what)).is_some_and(|at| now.0 - at.0 < QUIET_MS);
        if !quiet && seen.len() < MOST {
            seen.insert((person, what), now);
        }
        !quiet
    }
}

/// Is this a refusal for want of a right, or the sight of a record outside of one's scope?
fn is_refusal(error: &Error) -> bool {
    match error {
        Error::Refused(m) => !matches!(&*m.key, "web.sign-in-first" | "web.confirm-first"),
        Error::NotFound => true,
        _ => false,
    }
}

/// A refused page: a line in the log, as reading writes nothing.
pub fn page_refused(who: &Actor, what: &'static str, id: Id, error: &Error) {
    if is_refusal(error) {
        line(who, what, id, error);
    }
}

/// A refused act: a line in the log and, when somebody known may not do it, `access.refused` in the journal.
pub async fn act_refused(app: &App, head: &Head, what: &'static str, id: Id, error: &Error) {
    if !is_refusal(error) {
        return;
    }
    let (own, own_head, is_absent) = (app.clone(), head.clone(), matches!(error, Error::NotFound));
    let who = app.db.read(move |tx| Ok(identify(tx, &own_head, own.settings.idle_ms)?.who)).await.unwrap_or_default();
    line(&who, what, id, error);
    if is_absent || who.is_anonymous() || !app.refusals.is_new(who.person, what, app.db.clock().now()) {
        return;
    }
    if let Err(error) = app.db.write(move |tx| entry(tx, &who, what, id)).await {
        tracing::error!(%error, what, "a refusal could not be journalled");
    }
}

fn entry(tx: &mut Tx, who: &Actor, what: &'static str, id: Id) -> Result<()> {
    let payload = json!({ "tried": what, "record": id });
    journal::write(tx, who, "access.refused", &Ref::new("accounts", who.person), &payload)?;
    Ok(())
}

/// Another site tried to act in somebody's name.
pub fn cross_site() {
    tracing::warn!(security = "cross-site", "security");
    metrics::counter!("security_events_total", "kind" => "cross-site").increment(1);
}

/// Something that was sent was refused by the virus scanner.
pub fn virus_found(virus: &str) {
    tracing::warn!(security = "virus-found", virus, "security");
    metrics::counter!("security_events_total", "kind" => "virus-found").increment(1);
}

/// More calls in a minute than a session, or a token, may make.
pub fn too_fast(is_token: bool) {
    tracing::warn!(security = "too-fast", is_token, "security");
    metrics::counter!("security_events_total", "kind" => "too-fast").increment(1);
}

/// A wrong password or code; `person` is 0 when there is no such login.
pub fn sign_in_failed(person: Id, is_locked: bool) {
    tracing::warn!(security = "sign-in-failed", person = person.0, is_locked, "security");
    metrics::counter!("security_events_total", "kind" => "sign-in-failed").increment(1);
}

fn line(who: &Actor, what: &'static str, id: Id, error: &Error) {
    let status = respond::status_of(error).as_u16();
    tracing::warn!(security = "refused", what, status, person = who.person.0, record = id.0, "security");
    metrics::counter!("security_events_total", "kind" => "refused").increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_refusal_is_news_once_a_minute() {
        let recent = Recent::default();
        assert!(recent.is_new(Id(1), "proposals.file", Timestamp(0)));
        assert!(!recent.is_new(Id(1), "proposals.file", Timestamp(59_999)));
        assert!(recent.is_new(Id(2), "proposals.file", Timestamp(1)) && recent.is_new(Id(1), "proposals.number", Timestamp(1)));
        assert!(recent.is_new(Id(1), "proposals.file", Timestamp(60_000)));
    }
}
