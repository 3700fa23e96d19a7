//! 实时: what changes while people look. Server-sent events for a room full of phones; for everybody else the same, asked
//! for again and again, with the version that is already there.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body as HttpBody, Bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use tokio::sync::watch;

use crate::app::App;
use crate::head::Head;
use crate::identify::identify;
use crate::respond;

/// Streams that are open at once; who comes later asks again and again instead.
const MOST_STREAMS: usize = 600;
/// A stream ends by itself, so that the program can end too; browsers come back at once.
const LONGEST: Duration = Duration::from_secs(240);
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// A route of its own: `path` has one `{id}`.
#[derive(Clone, Copy)]
pub struct Live {
    pub name: &'static str,
    pub path: &'static str,
    /// `NotFound` for whoever may not see the record; not asked while the snapshot is public.
    pub admit: fn(&mut Tx, &Actor, Id) -> Result<()>,
    /// Kept in memory from the first look on. Called on a runtime's thread: it starts its work and returns.
    pub watch: fn(&App, Id) -> watch::Receiver<Arc<Snapshot>>,
}

/// What everybody who looks is shown at this moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// 0 before the first one is there.
    pub version: u64,
    /// JSON.
    pub body: Bytes,
    pub is_public: bool,
}

/// How many streams are open, in `Memory`.
#[derive(Debug, Default)]
struct Streams(AtomicUsize);

struct Place(Arc<Streams>);

impl Place {
    fn taken(app: &App) -> Option<Place> {
        let streams = app.memory.of::<Streams>();
        if streams.0.fetch_add(1, Ordering::Relaxed) < MOST_STREAMS {
            return Some(Place(streams));
        }
        streams.0.fetch_sub(1, Ordering::Relaxed);
        None
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// `GET path`: a stream for whoever accepts one, else the snapshot, or 204 when `?version=` is the present one.
pub(crate) async fn get(app: App, live: Live, id: Id, request: Request) -> Response {
    let mut head = Arc::unwrap_or_clone(crate::router::head_of(&app, &request));
    head.api = true;
    let wants_stream = request.headers().get(header::ACCEPT).is_some_and(|v| v.as_bytes().starts_with(b"text/event-stream"));
    let known =
        request.uri().query().and_then(|q| q.split('&').find_map(|pair| pair.strip_prefix("version="))).and_then(|v| v.parse().ok());
    let mut receiver = match known_public(&app, live, id) {
        Some(receiver) => receiver,
        None => match admitted(&app, &head, live, id).await {
            Ok(()) => (live.watch)(&app, id),
            Err(error) => return respond::problem(&app, &head, &error),
        },
    };
    // Before the first drawing there is nothing to show.
    let waited = receiver.wait_for(|snapshot| snapshot.version > 0);
    let Ok(Ok(_)) = tokio::time::timeout(Duration::from_secs(10), waited).await else {
        return respond::problem(&app, &head, &Error::Unavailable("web.live.not-yet".into()));
    };
    if !wants_stream {
        return now(&receiver, known);
    }
    match Place::taken(&app) {
        Some(place) => Sse::new(events(receiver, place)).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response(),
        None => respond::problem(&app, &head, &Error::Unavailable("web.live.full".into())),
    }
}

/// What is public already is shown without asking the database.
fn known_public(app: &App, live: Live, id: Id) -> Option<watch::Receiver<Arc<Snapshot>>> {
    let receiver = app.memory.of::<Public>().known(live.name, id)?;
    let is_public = receiver.borrow().is_public;
    is_public.then_some(receiver)
}

/// Receivers that somebody was admitted to, by route and record.
#[derive(Debug, Default)]
struct Public(std::sync::Mutex<std::collections::HashMap<(&'static str, Id), watch::Receiver<Arc<Snapshot>>>>);

impl Public {
    fn known(&self, name: &'static str, id: Id) -> Option<watch::Receiver<Arc<Snapshot>>> {
        let mut all = self.0.lock().ok()?;
        let receiver = all.get(&(name, id))?;
        // Its drawer has ended: the next look starts another.
        if receiver.has_changed().is_err() {
            all.remove(&(name, id));
            return None;
        }
        Some(receiver.clone())
    }

    fn keep(&self, name: &'static str, id: Id, receiver: watch::Receiver<Arc<Snapshot>>) {
        if let Ok(mut all) = self.0.lock() {
            all.insert((name, id), receiver);
        }
    }
}

async fn admitted(app: &App, head: &Head, live: Live, id: Id) -> Result<()> {
    let (head, idle_ms) = (head.clone(), app.settings.idle_ms);
    app.db
        .read(move |tx| {
            let who = identify(tx, &head, idle_ms)?.who;
            (live.admit)(tx, &who, id)
        })
        .await?;
    app.memory.of::<Public>().keep(live.name, id, (live.watch)(app, id));
    Ok(())
}

fn now(receiver: &watch::Receiver<Arc<Snapshot>>, known: Option<u64>) -> Response {
    let snapshot = Arc::clone(&receiver.borrow());
    let mut response = match known == Some(snapshot.version) {
        true => StatusCode::NO_CONTENT.into_response(),
        false => Response::new(HttpBody::from(snapshot.body.clone())),
    };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// The present snapshot, then each one that follows; who is slow misses what lay between.
fn events(
    receiver: watch::Receiver<Arc<Snapshot>>,
    place: Place,
) -> impl Stream<Item = std::result::Result<Event, std::convert::Infallible>> {
    let until = tokio::time::Instant::now() + LONGEST;
    stream::unfold((receiver, place, true), move |(mut receiver, place, first)| async move {
        if !first {
            tokio::time::timeout_at(until, receiver.changed()).await.ok()?.ok()?;
        }
        let snapshot = Arc::clone(&receiver.borrow_and_update());
        let text = std::str::from_utf8(&snapshot.body).unwrap_or_default().to_owned();
        let event = Event::default().id(snapshot.version.to_string()).data(text);
        Some((Ok(event), (receiver, place, false)))
    })
}
