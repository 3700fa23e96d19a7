//! 安全审计: the journal as the auditor reads it; what business records say is not shown.

use std::collections::HashMap;

use directory::roles;
use kernel::db::Tx;
use kernel::journal::{self, Entry};
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::page::{Ask, Page, Reply, page};
use web::ui::{Cell, Choice, Column, Empty, Field, ListView, Pager, Row};
use web::{Access, Paging};

use crate::{scope, store};

/// Kinds of records, by the beginning of their entries.
const KINDS: &[&str] = &["account.", "access.", "grant.", "token.", "person.", "unit.", "assembly.", "import.", "proposal.", "policy."];
/// Of these the auditor sees the particulars: they are about access, not about business.
const OPEN: &[&str] = &["account.", "access.", "grant.", "token."];

pub fn pages() -> Vec<Page> {
    vec![page("audit", "/audit", list).access(Access::Roles(&[roles::AUDITOR_ADMIN])).json(list_json).filters(&["act", "assembly"])]
}

struct Loaded {
    assembly: Id,
    entries: Vec<Entry>,
    names: HashMap<Id, String>,
    next: Option<Id>,
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Loaded> {
    let paging = Paging::of(ask)?;
    let assembly = scope::chosen(tx, who, ask)?;
    let mut entries = journal::recent(tx, assembly, ask.get("act").unwrap_or_default(), paging.after, paging.size + 1)?;
    let next = (entries.len() > paging.size).then(|| entries[paging.size - 1].id);
    entries.truncate(paging.size);
    let people: Vec<Id> = entries.iter().flat_map(|e| [Some(e.actor), e.registrar]).flatten().collect();
    Ok(Loaded { assembly, names: directory::names::persons(tx, &people)?, entries, next })
}

fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let loaded = load(tx, who, ask)?;
    let items = loaded.entries.iter().map(|e| {
        json!({ "id": e.id, "seq": e.seq, "at": e.at.rfc3339(), "act": e.act, "actor": e.actor, "name": loaded.names.get(&e.actor),
                "module": e.subject.module, "subject": e.subject.id, "payload": particulars(e) })
    });
    Ok(json!({ "items": items.collect::<Vec<_>>(), "next_cursor": loaded.next }))
}

fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let loaded = load(tx, who, ask)?;
    let rows: Vec<Row> = loaded.entries.iter().map(|e| row(ask, e, &loaded.names)).collect();
    let all = std::iter::once(Choice::new("", l.t("identity.all")));
    let kinds = all.chain(KINDS.iter().map(|k| Choice::new(*k, l.t(&format!("identity.audit.{}", k.trim_end_matches('.')))))).collect();
    let mut filters = vec![Field::select("act", l.t("identity.audit.kind"), kinds).value(ask.get("act").unwrap_or_default())];
    filters.extend(scope::field(tx, who, ask)?);
    let prefix = ask.get("act").unwrap_or_default();
    let from = ask.get("from").and_then(|n| n.parse().ok()).unwrap_or(1).max(1);
    let to = from + rows.len() as u64;
    let next = loaded.next.map(|id| format!("/audit?act={prefix}&assembly={}&cursor={id}&from={to}", loaded.assembly));
    let total = ask
        .counts
        .clone()
        .get(&format!("audit/{}/{prefix}", loaded.assembly), tx.now(), || store::audit::count(tx, loaded.assembly, prefix))?;
    let view = ListView {
        title: l.t("identity.audit").to_owned(),
        lead: l.t("identity.audit.lead").to_owned(),
        filters,
        clear: ask.get("act").map(|_| "/audit".to_owned()),
        columns: ["audit.seq", "audit.at", "audit.who", "audit.what", "audit.subject", "audit.particulars"]
            .map(|key| Column::new(l.t(&format!("identity.{key}"))))
            .to_vec(),
        pager: Pager { total: u64::try_from(total).unwrap_or(0), shown_from: from, shown_to: to - 1, previous: None, next },
        rows,
        empty: Empty { text: l.t("identity.audit.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(l.t("identity.audit"), view.render(l))
}

fn row(ask: &Ask, entry: &Entry, names: &HashMap<Id, String>) -> Row {
    let l = &ask.locale;
    let name = |id: Id| names.get(&id).cloned().unwrap_or_else(|| l.t("identity.nobody").to_owned());
    let who = match entry.registrar {
        Some(registrar) => l.f("identity.audit.on-paper", &[("signer", name(entry.actor)), ("registrar", name(registrar))]),
        None => name(entry.actor),
    };
    let particulars = particulars(entry).map(|value| words(&value)).unwrap_or_default();
    Row::new(
        entry.id,
        vec![
            Cell::Number(entry.seq.map(|n| n.to_string()).unwrap_or_default()),
            Cell::Day(l.moment(entry.at.0, ask.today)),
            Cell::text(who),
            Cell::strong(l.t(&format!("journal.{}", entry.act))),
            Cell::text(format!("{}/{}", entry.subject.module, entry.subject.id)),
            Cell::text(particulars),
        ],
    )
}

fn particulars(entry: &Entry) -> Option<Value> {
    let open = OPEN.iter().any(|kind| entry.act.starts_with(kind));
    entry.payload.clone().filter(|payload| open && payload.as_object().is_some_and(|fields| !fields.is_empty()))
}

/// `role=reviewer, until=2026-05-01`
fn words(value: &Value) -> String {
    let shown = |v: &Value| v.as_str().map(str::to_owned).unwrap_or_else(|| v.to_string());
    let fields = value.as_object().into_iter().flatten().filter(|(_, v)| !v.is_null() && *v != "");
    fields.map(|(name, v)| format!("{name}={}", shown(v))).collect::<Vec<_>>().join(", ")
}
