//! Batch acts: each record succeeds or fails alone, with its reason (practice 2).

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::future::join_all;
use kernel::{Error, FieldError, Id};
use serde_json::json;

use crate::app::App;
use crate::i18n::Locale;
use crate::page::Body;
use crate::perform::{Payload, perform};
use crate::renames::in_own_words;
use crate::respond;
use crate::router::{fail, head_of, plain_ask};
use crate::ui::{self, Cell, Column, Field, Html, Link, MessageView, Row};
use crate::upload;

const MOST: usize = 500;

/// First the form that all chosen records share, then, with `confirmed`, the act on each.
pub async fn post(State(app): State<App>, Path(name): Path<String>, request: Request) -> Response {
    let head = head_of(&app, &request);
    let Some(bound) = app.acts.get(name.as_str()).filter(|b| b.act.batch).cloned() else {
        return fail(&app, &head, &Error::NotFound).await;
    };
    let raw = match axum::body::to_bytes(request.into_body(), 4 << 20).await {
        Ok(raw) => raw,
        Err(_) => return fail(&app, &head, &Error::invalid("", "web.invalid.too-large")).await,
    };
    let pairs: Vec<(String, String)> = serde_html_form::from_bytes(&raw).unwrap_or_default();
    let ids: Vec<Id> = pairs.iter().filter(|(n, _)| n == "ids").filter_map(|(_, v)| v.parse().ok()).take(MOST).collect();
    if ids.is_empty() {
        return fail(&app, &head, &Error::invalid("ids", "web.batch.none")).await;
    }
    let confirmed = pairs.iter().any(|(n, v)| n == "confirmed" && v == "1");
    if !confirmed && bound.form.is_some() {
        return ask(&app, &head, &bound, &ids, None).await;
    }
    let key = pairs.iter().find(|(n, _)| n == "idempotency_key").map(|(_, v)| v.clone()).unwrap_or_default();
    let shared: Vec<(String, String)> = pairs.into_iter().filter(|(n, _)| n != "ids").collect();
    let runs = ids.iter().map(|id| {
        let payload = Payload { key: Some(format!("{key}:{id}")), ..upload::shared(shared.clone()) };
        let (app, bound, head, id) = (&app, &bound, &head, *id);
        async move { (id, perform(app, bound, head, id, payload).await) }
    });
    let outcomes = join_all(runs).await;
    if let (false, Some(errors)) = (head.api, wrong_for_all(&outcomes)) {
        return ask(&app, &head, &bound, &ids, Some((errors, shared))).await;
    }
    if head.api {
        let items: Vec<_> = outcomes.iter().map(|(id, o)| outcome_json(&app.locale(head.lang), *id, o)).collect();
        return respond::json(StatusCode::OK, &json!({ "items": items }));
    }
    report(&app, &head, &bound.act, outcomes).await
}

fn outcome_json(l: &Locale, id: Id, outcome: &kernel::Result<crate::perform::Performed>) -> serde_json::Value {
    match outcome {
        Ok(performed) => match &performed.once {
            Some(once) => json!({ "id": id, "done": true, once.name: once.value }),
            None => json!({ "id": id, "done": true }),
        },
        Err(error) => {
            json!({ "id": id, "done": false, "key": respond::message_of(error).key, "title": reason(l, error) })
        }
    }
}

fn reason(l: &Locale, error: &Error) -> String {
    match error {
        Error::Invalid(fields) => fields.iter().map(|e| respond::text(l, &e.message)).collect::<Vec<_>>().join("；"),
        other => respond::text(l, &respond::message_of(other)),
    }
}

/// What is wrong with the form itself: nothing was done, and every record says so.
fn wrong_for_all<T>(outcomes: &[(Id, kernel::Result<T>)]) -> Option<Vec<FieldError>> {
    let mut all = outcomes.iter().map(|(_, outcome)| match outcome {
        Err(Error::Invalid(fields)) => Some(fields),
        _ => None,
    });
    let first = all.next()??;
    let same = |other: &Vec<FieldError>| other.iter().map(|e| &e.field).eq(first.iter().map(|e| &e.field));
    all.all(|other| other.is_some_and(same)).then(|| first.clone())
}

type Typed = Vec<(String, String)>;

/// The act's own form, posted back here with the chosen records. What the form of one record starts with belongs to that
/// record: the form for many starts empty.
async fn ask(app: &App, head: &crate::head::Head, bound: &crate::Bound, ids: &[Id], again: Option<(Vec<FieldError>, Typed)>) -> Response {
    let Some(form) = bound.form else { return fail(app, head, &Error::NotFound).await };
    let status = if again.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (own, own_head, act, ids) = (app.clone(), head.clone(), bound.act, ids.to_vec());
    let shown = app
        .db
        .read(move |tx| {
            let who = crate::identify::identify(tx, &own_head, own.settings.idle_ms)?.who;
            let frame = respond::frame(tx, &own, &who, &own_head)?;
            let mut ask = plain_ask(&own, &own_head);
            ask.id = ids[0];
            let ask = in_own_words(tx, &own, &who, &ask)?;
            let mut view = form(tx, &who, &ask)?;
            let l = &ask.locale;
            view.action = format!("/batch/{}", act.name);
            view.title = l.t(act.name).to_owned();
            view.submit = l.t(act.name).to_owned();
            view.lead = Some(l.count("web.batch.lead", ids.len() as i64));
            view.context = None;
            view.key = respond::random_token(16);
            view.fields.iter_mut().for_each(Field::clear);
            if let Some((errors, typed)) = &again {
                view.errors = errors.iter().map(|e| (e.field.clone(), respond::text(l, &e.message))).collect();
                view = view.refill(typed);
            }
            view.fields.extend(ids.iter().map(|id| Field::hidden("ids", id.to_string())));
            view.fields.push(Field::hidden("confirmed", "1"));
            Ok((frame, Body { title: view.page_title(l), crumbs: Vec::new(), html: view.render(l) }))
        })
        .await;
    match shown {
        Ok((frame, body)) => respond::page(app, head, frame, status, body),
        Err(error) => fail(app, head, &error).await,
    }
}

/// What an act shows once, by the name of its record: to be printed from this page, for it is nowhere else.
fn secret(id: &Id, performed: &crate::perform::Performed) -> Option<Row> {
    let once = performed.once.as_ref()?;
    let name = performed.answer["name"].as_str().map_or_else(|| id.to_string(), str::to_owned);
    Some(Row::new(id, vec![Cell::strong(name), Cell::text(once.value.as_str())]))
}

fn once(l: &Locale, secrets: &[Row]) -> Option<Html> {
    let columns = [Column::new(l.t("web.batch.record")), Column::new(l.t("web.batch.once"))];
    (!secrets.is_empty()).then(|| ui::table(&columns, secrets))
}

async fn report(
    app: &App,
    head: &crate::head::Head,
    act: &crate::Act,
    outcomes: Vec<(Id, kernel::Result<crate::perform::Performed>)>,
) -> Response {
    let l = app.locale(head.lang);
    let done = outcomes.iter().filter(|(_, o)| o.is_ok()).count();
    let failed: Vec<Row> = outcomes
        .iter()
        .filter_map(|(id, o)| o.as_ref().err().map(|e| (id, e)))
        .map(|(id, error)| {
            // The record, whose noun need not be that of the act: assignments are acted on at their proposal.
            let records = act.path.split("/{id}").next().unwrap_or_default();
            Row::new(id, vec![Cell::link(id.to_string(), format!("{records}/{id}")), Cell::text(reason(&l, error))])
        })
        .collect();
    let secrets: Vec<Row> = outcomes.iter().filter_map(|(id, o)| secret(id, o.as_ref().ok()?)).collect();
    let text = l.f("web.batch.done", &[("done", done.to_string()), ("failed", failed.len().to_string())]);
    let columns = [Column::new(l.t("web.batch.record")), Column::new(l.t("web.batch.reason"))];
    let view = MessageView {
        title: l.t(act.name).to_owned(),
        text,
        reference: None,
        links: vec![Link::new(l.t("web.workbench"), "/workbench")],
        panel: None,
        body: Some(Html::join([once(&l, &secrets), (!failed.is_empty()).then(|| ui::table(&columns, &failed))].into_iter().flatten())),
    };
    let body = Body { title: l.t(act.name).to_owned(), crumbs: Vec::new(), html: view.render(&l) };
    let (own, own_head) = (app.clone(), head.clone());
    let frame = app.db.read(move |tx| {
        let who = crate::identify::identify(tx, &own_head, own.settings.idle_ms)?.who;
        respond::frame(tx, &own, &who, &own_head)
    });
    respond::done_page(app, head, frame.await.unwrap_or_default(), body)
}
