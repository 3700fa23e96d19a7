//! 实时图谱: the maps of running deliberations in memory. Votes are pushed after their commit; a task of its own draws, so that
//! nobody who votes waits for it. What another process stored is found by comparing counts.

mod drawing;

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use kernel::{Error, Id, Result};
use opinion_map::{Live, Standing, Threads};
use serde_json::json;
use tokio::sync::{Notify, watch};
use web::App;
use web::live::Snapshot;

use self::drawing::{apply, may_show, name, prepared, without_people};
pub use self::drawing::{from_scratch, numbered, standing, standings};
use crate::model::Deliberation;
use crate::rules::Rules;
use crate::store;
use crate::view::View;
use crate::voice::Digest;
use crate::workflow::words::Audience;
use crate::workflow::{RUNNING, SHOWN};

/// One vote, new or changed.
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    pub voter: Digest,
    pub statement: i64,
    pub vote: i64,
}

/// Drawings are at least so far apart, and take at most a quarter of one processor.
const PAUSE: Duration = Duration::from_millis(500);
/// How often counts are compared with the database's.
const COMPARE: Duration = Duration::from_secs(2);
/// Comparing takes at most a fiftieth of one processor.
const COMPARE_SHARE: u32 = 50;
/// Beyond so many votes a map that missed some is drawn anew instead of caught up with.
const CATCH_UP: usize = 300_000;
/// A page waits so long for the first drawing.
const FIRST: Duration = Duration::from_secs(5);

/// All maps of one program, in its `Memory`.
#[derive(Default)]
pub struct Maps(Mutex<HashMap<Id, Arc<Drawn>>>);

/// The map of one deliberation, as far as it is drawn.
pub struct Drawn {
    waiting: Mutex<Waiting>,
    wake: Notify,
    view: RwLock<Arc<View>>,
    /// The map in its published shape, of the drawing for which somebody asked for it: version and JSON.
    report: RwLock<Option<(u64, Arc<String>)>>,
    is_report_wanted: AtomicBool,
    sender: watch::Sender<Arc<Snapshot>>,
}

/// What is not drawn yet.
#[derive(Default)]
struct Waiting {
    casts: Vec<Cast>,
    standing: Vec<(i64, Standing)>,
}

/// What an act tells the map of a deliberation after its commit.
#[derive(Clone, Debug)]
pub struct Told {
    pub deliberation: Id,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Votes(Vec<Cast>),
    /// A statement is shown, hidden or merged now.
    Standing(i64, Standing),
    /// It has closed, or begins.
    Anew,
}

impl Maps {
    fn known(&self, id: Id) -> Option<Arc<Drawn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// The latest drawing, if somebody has looked since the program started.
    pub fn view(&self, id: Id) -> Option<Arc<View>> {
        let drawn = self.known(id)?;
        let view = drawn.view.read().unwrap_or_else(PoisonError::into_inner).clone();
        (view.version > 0).then_some(view)
    }

    /// The map in its published shape, if somebody wanted it and it is there.
    pub fn report(&self, id: Id) -> Option<Arc<String>> {
        let drawn = self.known(id)?;
        let report = drawn.report.read().unwrap_or_else(PoisonError::into_inner).clone();
        report.map(|(_, report)| report)
    }

    fn forget(&self, id: Id) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

/// After an act is durable: what it told changes what is drawn.
pub fn told(app: &App, _: Id, told: &(dyn std::any::Any + Send + Sync)) {
    let Some(Told { deliberation, what }) = told.downcast_ref::<Told>() else { return };
    let maps = app.memory.of::<Maps>();
    if let What::Anew = what {
        return maps.forget(*deliberation);
    }
    let Some(drawn) = maps.known(*deliberation) else { return };
    let mut waiting = drawn.waiting.lock().unwrap_or_else(PoisonError::into_inner);
    match what {
        What::Votes(casts) => waiting.casts.extend_from_slice(casts),
        What::Standing(number, standing) => waiting.standing.push((*number, *standing)),
        What::Anew => {}
    }
    drop(waiting);
    drawn.wake.notify_one();
}

/// The live route's side of it.
pub fn watch(app: &App, id: Id) -> watch::Receiver<Arc<Snapshot>> {
    let maps = app.memory.of::<Maps>();
    let mut all = maps.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(drawn) = all.get(&id) {
        return drawn.sender.subscribe();
    }
    let (sender, receiver) = watch::channel(Arc::default());
    let drawn = Arc::new(Drawn {
        waiting: Mutex::default(),
        wake: Notify::new(),
        view: RwLock::default(),
        report: RwLock::default(),
        is_report_wanted: AtomicBool::new(false),
        sender,
    });
    all.insert(id, Arc::clone(&drawn));
    drop(all);
    tokio::spawn(draw(app.clone(), id, drawn));
    receiver
}

/// Before a page is loaded: the first drawing is there, or has taken too long.
pub fn ready(app: App, id: Id) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let mut receiver = watch(&app, id);
        let first = receiver.wait_for(|snapshot| snapshot.version > 0);
        let _ = tokio::time::timeout(FIRST, first).await;
    })
}

/// The same for the map in its published shape.
pub fn report_ready(app: App, id: Id) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        ready(app.clone(), id).await;
        let Some(drawn) = app.memory.of::<Maps>().known(id) else { return };
        // Of what is shown now; it may be newer by the time it is there.
        let shown = drawn.sender.borrow().version;
        let is_old = || drawn.report.read().is_ok_and(|report| report.as_ref().is_none_or(|(version, _)| *version < shown));
        let until = Instant::now() + FIRST;
        while is_old() && Instant::now() < until {
            drawn.is_report_wanted.store(true, Ordering::Relaxed);
            drawn.wake.notify_one();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
}

/// Draws until the deliberation has closed, or another state of things needs a fresh start.
async fn draw(app: App, id: Id, drawn: Arc<Drawn>) {
    let Err(error) = follow(&app, id, &drawn).await else { return };
    if !matches!(error, Error::NotFound) {
        tracing::warn!(%error, deliberation = id.0, "the map is not drawn");
    }
    // The next look starts anew, unless somebody did already.
    let maps = app.memory.of::<Maps>();
    let mut all = maps.0.lock().unwrap_or_else(PoisonError::into_inner);
    if all.get(&id).is_some_and(|now| Arc::ptr_eq(now, &drawn)) {
        all.remove(&id);
    }
}

/// What a drawing begins with.
struct Start {
    d: Deliberation,
    rules: Arc<Rules>,
    standing: Vec<(i64, Standing)>,
    votes: Vec<Cast>,
    ended: Option<(View, String)>,
}

async fn start(app: &App, id: Id) -> Result<Start> {
    app.db
        .read(move |tx| {
            let d = store::deliberations::any(tx, id)?;
            let rules = kernel::policy::version::<Rules>(tx, d.assembly, d.policy_version)?;
            let ended = match RUNNING.contains(&d.state.get()) {
                true => None,
                false => store::deliberations::final_map(tx, id)?,
            };
            let mut votes = Vec::new();
            if ended.is_none() {
                votes = all_votes(tx, id)?;
            }
            Ok(Start { standing: standings(tx, id)?, d, rules, votes, ended })
        })
        .await
}

/// In the order of the digests.
pub fn all_votes(tx: &mut kernel::Tx, id: Id) -> Result<Vec<Cast>> {
    let mut votes = Vec::new();
    store::votes::each(tx, id, |voter, statement, vote| {
        let mut digest = Digest::default();
        digest.copy_from_slice(&voter[..16]);
        votes.push(Cast { voter: digest, statement, vote });
    })?;
    Ok(votes)
}

async fn follow(app: &App, id: Id, drawn: &Drawn) -> Result<()> {
    // Votes that come in while these are read are drawn twice, which changes nothing.
    let begun = Instant::now();
    let Start { d, rules, standing, votes, ended } = start(app, id).await?;
    let fewest = rules.fewest;
    if !RUNNING.contains(&d.state.get()) {
        let is_stored = ended.is_some();
        let (view, report) = match ended {
            Some(ended) => ended,
            None => blocking(move || from_scratch(&votes, &standing, &rules)).await??,
        };
        if d.closed_at.is_some() && !is_stored {
            let (view, report) = (view.clone(), report.clone());
            app.db.write(move |tx| store::deliberations::set_final_map(tx, id, &view, &report)).await?;
        }
        keep_report(drawn, 1, report);
        publish(drawn, &d, fewest, View { version: 1, ..view });
        return Ok(());
    }
    let compare_cost = begun.elapsed();
    let thresholds = (rules.map_people, rules.map_statements);
    let mut live = blocking(move || {
        let (votes, settings) = prepared(&votes, &standing, |_, digest| name(digest), Threads::ONE);
        Live::new(votes, settings)
    })
    .await?;
    let mut version = 1;
    publish(drawn, &d, fewest, View { version, ..View::of(live.votes(), live.map(), thresholds) });
    let (mut waiting, mut standing): (Vec<Cast>, Vec<(i64, Standing)>) = (Vec::new(), Vec::new());
    let (mut drew, mut compared) = (Instant::now(), Instant::now());
    let compare_every = COMPARE.max(compare_cost * COMPARE_SHARE);
    let mut last_cost = Duration::ZERO;
    loop {
        let _ = tokio::time::timeout(COMPARE, drawn.wake.notified()).await;
        if app.memory.of::<Maps>().known(id).is_none_or(|now| !std::ptr::eq(&*now, drawn)) {
            // Something else than a vote has changed: whoever looks next gets another one.
            return Ok(());
        }
        tokio::time::sleep(PAUSE.max(last_cost * 3).saturating_sub(drew.elapsed())).await;
        let new = std::mem::take(&mut *drawn.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        waiting.extend(new.casts);
        standing.extend(new.standing);
        if compared.elapsed() >= compare_every {
            compared = Instant::now();
            match missed(app, id, &live, &waiting).await? {
                Missed::Nothing => {}
                Missed::Votes(all) if all.len() <= CATCH_UP => waiting = all,
                Missed::Votes(_) | Missed::Closed => {
                    app.memory.of::<Maps>().forget(id);
                    return Ok(());
                }
            }
        }
        let wanted = drawn.is_report_wanted.swap(false, Ordering::Relaxed);
        let may_show = !waiting.is_empty() && may_show(d.secret, fewest, &waiting);
        let is_new = may_show || !standing.is_empty();
        if !is_new && !wanted {
            continue;
        }
        let begun = Instant::now();
        let casts = if may_show { std::mem::take(&mut waiting) } else { Vec::new() };
        let changed = std::mem::take(&mut standing);
        let report;
        (live, report) = blocking(move || {
            let mut live = live;
            apply(&mut live, &casts, &changed);
            let report = if wanted { without_people(&live) } else { None };
            (live, report)
        })
        .await?;
        version += u64::from(is_new);
        if let Some(report) = report {
            keep_report(drawn, version, report);
        }
        if is_new {
            publish(drawn, &d, fewest, View { version, ..View::of(live.votes(), live.map(), thresholds) });
        }
        (drew, last_cost) = (Instant::now(), begun.elapsed());
    }
}

enum Missed {
    Nothing,
    Votes(Vec<Cast>),
    Closed,
}

/// Compares the counts of what is drawn and what waits to be with those of the database.
async fn missed(app: &App, id: Id, live: &Live, waiting: &[Cast]) -> Result<Missed> {
    let numbers: Vec<i64> = live.votes().statements().iter().map(|id| id.parse().unwrap_or(0)).collect();
    let mut drawn: Vec<(i64, i64, i64)> = Vec::new();
    for (number, counts) in numbers.iter().zip(&live.map().tally.everybody) {
        for (vote, count) in [(-1, counts.disagree), (0, counts.pass()), (1, counts.agree)] {
            if count > 0 {
                drawn.push((*number, vote, i64::from(count)));
            }
        }
    }
    drawn.sort_unstable();
    // Votes that wait explain a difference; it is looked at again when they are drawn.
    let explained = !waiting.is_empty();
    app.db
        .read(move |tx| {
            let d = store::deliberations::any(tx, id)?;
            if !RUNNING.contains(&d.state.get()) {
                return Ok(Missed::Closed);
            }
            if explained || store::votes::tallies(tx, id)? == drawn {
                return Ok(Missed::Nothing);
            }
            Ok(Missed::Votes(all_votes(tx, id)?))
        })
        .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

fn keep_report(drawn: &Drawn, version: u64, report: String) {
    *drawn.report.write().unwrap_or_else(PoisonError::into_inner) = Some((version, Arc::new(report)));
}

fn publish(drawn: &Drawn, d: &Deliberation, fewest: usize, view: View) {
    let svg = view.map.as_ref().map(|picture| crate::picture::svg(picture, None));
    let enough = |tally: &crate::view::Tally| tally.iter().sum::<u32>() as usize >= fewest;
    let tallies: BTreeMap<_, _> = view.tallies.iter().filter(|(_, tally)| enough(tally)).collect();
    let body = json!({
        "version": view.version, "people": view.people, "votes": view.votes, "tallies": tallies, "svg": svg,
        "again_ms": 2_000 + view.people as u64 / 10,
    });
    let snapshot = Snapshot {
        version: view.version,
        body: body.to_string().into(),
        is_public: d.audience != Audience::Members && SHOWN.contains(&d.state.get()),
    };
    *drawn.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
    drawn.sender.send_replace(Arc::new(snapshot));
}
