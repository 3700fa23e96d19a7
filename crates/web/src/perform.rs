//! One act: who, replay, run, journal, remember: one transaction, one hop.

use bytes::Bytes;
use kernel::db::Tx;
use kernel::files::{self, Stored};
use kernel::journal;
use kernel::{Actor, Error, FieldError, Id, Message, Paper, Result, idempotency};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::act::{Act, Bound, Done, Run};
use crate::app::App;
use crate::head::Head;
use crate::identify::{Identity, identify, owner, recently_confirmed};
use crate::input::Format;

/// A body as it came: the pairs of a form, or JSON text, with the files that were written for it.
#[derive(Clone, Debug, Default)]
pub struct Payload {
    pub format: Option<Format>,
    pub bytes: Bytes,
    /// The pairs of a form without the fields of the shell; empty for JSON.
    pub pairs: Vec<(String, String)>,
    pub files: Vec<(String, Stored)>,
    /// What is wrong with those that were not kept; the words beside them are not lost for it.
    pub wrong: Vec<FieldError>,
    pub key: Option<String>,
}

impl Payload {
    fn field(&self, name: &str) -> Option<String> {
        if self.format == Some(Format::Json) {
            let value: Value = serde_json::from_slice(&self.bytes).ok()?;
            return value.get(name)?.as_str().map(str::to_owned);
        }
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())
    }

    /// The same words in the same order are the same body; a file counts by its content.
    fn print(&self, act: &str, id: Id) -> [u8; 32] {
        let mut hash = Sha256::new().chain_update(act).chain_update([0]).chain_update(id.to_string()).chain_update([0]);
        if self.format == Some(Format::Json) {
            return hash.chain_update(&self.bytes).finalize().into();
        }
        for (name, value) in &self.pairs {
            let file = self.files.iter().find(|(n, f)| n == name && f.id.to_string() == *value);
            let value = file.map_or(value.as_str(), |(_, f)| f.sha256.as_str());
            hash = hash.chain_update(name).chain_update([1]).chain_update(value).chain_update([2]);
        }
        hash.finalize().into()
    }
}

/// What a performed act leaves for the answer.
#[derive(Clone, Debug, Default)]
pub struct Performed {
    pub answer: Value,
    pub go: String,
    pub say: Option<Message>,
    pub warns: bool,
    pub cookies: Vec<String>,
    pub once: Option<crate::act::Once>,
    pub(crate) told: Option<std::sync::Arc<dyn std::any::Any + Send + Sync>>,
}

/// Runs an act for a request. Files are removed again when it fails.
pub async fn perform(app: &App, bound: &Bound, head: &Head, id: Id, payload: Payload) -> Result<Performed> {
    let files = payload.files.clone();
    let outcome = attempt(app, bound, head, id, payload).await;
    if let Err(error) = &outcome {
        if !bound.act.secret {
            crate::security::act_refused(app, head, bound.act.name, id, error).await;
        }
    }
    if has_no_row(&outcome) {
        files.iter().for_each(|(_, f)| app.shelf.remove(f.id));
    }
    let (performed, _) = outcome?;
    if let (Some(after), Some(told)) = (bound.after, &performed.told) {
        after(app, id, &**told);
    }
    Ok(performed)
}

/// Whether the files of this attempt are certain to have no row. After a commit of which nothing is known the row may
/// be there when the database is opened again; the sweep of every hour removes them if it is not.
fn has_no_row(outcome: &Result<(Performed, bool)>) -> bool {
    match outcome {
        Ok((_, has_no_files)) => *has_no_files,
        Err(Error::Unavailable(message)) => message.key != "kernel.commit-unknown",
        Err(_) => true,
    }
}

/// What was performed, and whether its files have no row: they were forgotten, or it was an act of before.
async fn attempt(app: &App, bound: &Bound, head: &Head, id: Id, payload: Payload) -> Result<(Performed, bool)> {
    let act = bound.act;
    let format = payload.format.unwrap_or(Format::Form);
    let mut wrong = payload.wrong.clone();
    let run = match (bound.prepare)(app.clone(), head.clone(), format, payload.bytes.clone()).await {
        Ok(run) => Some(run),
        Err(Error::Invalid(fields)) => {
            // A file that was not taken is not missing as well.
            wrong.extend(fields.into_iter().filter(|field| payload.wrong.iter().all(|own| own.field != field.field)));
            None
        }
        Err(error) => return Err(error),
    };
    let Some(run) = run.filter(|_| wrong.is_empty()) else {
        // Whose act it is not is told that, and not what is wrong with the form.
        admitted(app, head, &act, &payload).await?;
        return Err(Error::Invalid(wrong));
    };
    let print = payload.print(act.name, id);
    let key = payload.key.clone().or_else(|| head.key.clone());
    let (head, settings) = (head.clone(), app.settings.clone());
    app.db
        .write(move |tx| {
            let Identity { who, sign_in } = identify(tx, &head, settings.idle_ms)?;
            outer_gate(&act, &who, &payload)?;
            let key = key.as_deref().filter(|_| !who.is_anonymous() && !act.secret);
            if let Some(key) = key {
                if let Some(earlier) = idempotency::replayed(tx, owner(&who), key, &print)? {
                    return Ok((restored(earlier), true));
                }
            }
            if act.confirm && !recently_confirmed(tx, sign_in.as_ref(), settings.confirm_ms) {
                return Err(Error::refused("web.confirm-first"));
            }
            crate::quota::check(tx, &who, settings.quota, &payload.files)?;
            let done = run_as(tx, &act, &run, &who, id, &payload)?;
            let has_no_files = done.forgets_files;
            let performed = Performed {
                go: destination(&done),
                answer: done.answer,
                say: done.say,
                warns: done.warns,
                cookies: done.cookies,
                once: done.once,
                told: done.told,
            };
            if let Some(key) = key {
                idempotency::remember(tx, owner(&who), key, &print, &stored(&performed))?;
            }
            Ok((performed, has_no_files))
        })
        .await
}

async fn admitted(app: &App, head: &Head, act: &Act, payload: &Payload) -> Result<()> {
    let (act, head, payload, idle_ms) = (*act, head.clone(), payload.clone(), app.settings.idle_ms);
    app.db.read(move |tx| outer_gate(&act, &identify(tx, &head, idle_ms)?.who, &payload)).await
}

/// A decision on paper is its signer's: whether the registrar may enter it is asked later.
fn outer_gate(act: &Act, who: &Actor, payload: &Payload) -> Result<()> {
    if who.is_anonymous() && !act.access.admits(who) {
        return Err(Error::refused("web.sign-in-first"));
    }
    match act.access.check(who) {
        Err(_) if payload.field("paper_signer").is_some() => Ok(()),
        checked => checked,
    }
}

/// Runs an act inside a transaction that is already open, with its journal entries: for journeys of the program's own,
/// such as the demonstration. No idempotency, no files; acts with slow work before the transaction are refused.
pub fn perform_in(tx: &mut Tx, app: &App, bound: &Bound, who: &Actor, id: Id, input: &Value) -> Result<Done> {
    use futures_util::FutureExt;
    let body = Bytes::from(input.to_string());
    let prepared = (bound.prepare)(app.clone(), Head::default(), Format::Json, body).now_or_never();
    let run = prepared.ok_or_else(|| Error::internal("an act with work before its transaction"))??;
    let payload = Payload { format: Some(Format::Json), ..Payload::default() };
    run_as(tx, &bound.act, &run, who, id, &payload)
}

/// Runs the use case as this person, or as the signer whose paper this person registers, and journals it.
fn run_as(tx: &mut Tx, act: &Act, run: &Run, who: &Actor, id: Id, payload: &Payload) -> Result<Done> {
    let signer = on_paper(tx, act, who, payload)?;
    let who = signer.as_ref().unwrap_or(who);
    act.access.check(who)?;
    let mut done = run(tx, who, id)?;
    for (field, stored) in payload.files.iter().filter(|_| !done.forgets_files) {
        files::attach(tx, who, stored, &done.subject, field)?;
    }
    let mut entry = std::mem::take(&mut done.journal);
    if let (Some(paper), Value::Object(fields)) = (&who.paper, &mut entry) {
        fields.insert("signed_on".into(), json!(paper.signed_on));
    }
    if let (false, Value::Object(fields)) = (done.forgets_files || payload.files.is_empty(), &mut entry) {
        // What was attached, so that another content in its place is found.
        let file = |(_, stored): &(String, Stored)| json!({ "name": stored.name, "sha256": stored.sha256 });
        fields.insert("files".into(), payload.files.iter().map(file).collect());
    }
    let who = journalled(who, done.by);
    journal::write(tx, &who, act.journals, &done.subject, &entry)?;
    for (kind, subject, payload) in std::mem::take(&mut done.also) {
        journal::write(tx, &who, kind, &subject, &payload)?;
    }
    Ok(done)
}

fn journalled(who: &Actor, by: Option<(Id, Id)>) -> Actor {
    match by {
        Some((person, assembly)) => Actor { person, assembly, ..who.clone() },
        None => who.clone(),
    }
}

/// 代录: the office registers a decision that somebody signed on paper; the signer's roles decide.
fn on_paper(tx: &mut Tx, act: &Act, who: &Actor, payload: &Payload) -> Result<Option<Actor>> {
    let Some(signer) = payload.field("paper_signer").filter(|s| !s.is_empty()) else { return Ok(None) };
    if act.paper.is_empty() || !who.holds_any(act.paper) {
        return Err(Error::refused("web.paper.not-registrar"));
    }
    let signer: Id = signer.parse().map_err(|()| Error::invalid("paper_signer", "web.invalid.shape"))?;
    let signed_on = payload.field("paper_signed_on").ok_or_else(|| Error::invalid("paper_signed_on", "web.invalid.required"))?;
    let signed_on: jiff::civil::Date = signed_on.parse().map_err(|_| Error::invalid("paper_signed_on", "web.invalid.shape"))?;
    if signed_on > tx.today() {
        return Err(Error::invalid("paper_signed_on", "web.paper.future"));
    }
    let scan = payload.files.iter().find(|(n, _)| n == "paper_scan").map(|(_, f)| f.id);
    let mut actor = directory::person_actor(tx, signer, who.assembly).map_err(|_| Error::invalid("paper_signer", "web.paper.unknown"))?;
    actor.paper = Some(Paper { registrar: who.person, signed_on, scan });
    Ok(Some(actor))
}

fn destination(done: &Done) -> String {
    done.go.clone().unwrap_or_else(|| format!("/{}/{}", done.subject.module, done.subject.id))
}

fn stored(performed: &Performed) -> Value {
    json!({ "answer": performed.answer, "go": performed.go, "say": performed.say, "warns": performed.warns })
}

fn restored(mut value: Value) -> Performed {
    let go = value["go"].as_str().unwrap_or("/").to_owned();
    let say = serde_json::from_value(value["say"].take()).unwrap_or_default();
    Performed { answer: value["answer"].take(), go, say, warns: value["warns"] == true, cookies: Vec::new(), once: None, told: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stay_while_nobody_knows_whether_they_have_a_row() {
        let unavailable = |key: &'static str| has_no_row(&Err(Error::Unavailable(key.into())));
        assert!(!unavailable("kernel.commit-unknown") && unavailable("kernel.disk-full"));
        assert!(has_no_row(&Err(Error::NotFound)) && has_no_row(&Ok((Performed::default(), true))));
        assert!(!has_no_row(&Ok((Performed::default(), false))));
    }
}
