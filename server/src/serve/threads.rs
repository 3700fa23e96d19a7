//! What runs beside requests: the sequencer, jobs and readers, and the housekeeping of every hour.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use kernel::journal::{sequencer, verify};
use kernel::merkle::NoteSigner;
use kernel::{files, idempotency, jobs, params};
use web::work;

use super::state::State;
use crate::failure::{Failure, Outcome};
use crate::{backup, sms};

const POLL: Duration = Duration::from_millis(250);
const HOUR: Duration = Duration::from_secs(3_600);
/// Finished jobs are of interest for a while, ended sessions to whoever looks at the list.
const KEPT_DAYS: i64 = 30;
const BACKUP: &str = "backup";

pub struct Threads {
    stop: Arc<AtomicBool>,
    handles: Vec<JoinHandle<()>>,
}

pub fn start(state: &Arc<State>, signer: NoteSigner) -> Outcome<Threads> {
    let stop = Arc::new(AtomicBool::new(false));
    let mut handles = vec![sequencer::spawn(state.app.db.clone(), signer, Arc::clone(&stop))?];
    handles.push(spawn("jobs", state, &stop, run_jobs)?);
    handles.push(spawn("messages", state, &stop, send_messages)?);
    handles.push(spawn("housekeeping", state, &stop, keep_house)?);
    Ok(Threads { stop, handles })
}

impl Threads {
    pub fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.handles.into_iter().for_each(|handle| drop(handle.join()));
    }
}

fn spawn(name: &str, state: &Arc<State>, stop: &Arc<AtomicBool>, body: fn(&State, &AtomicBool)) -> Outcome<JoinHandle<()>> {
    let (state, stop) = (Arc::clone(state), Arc::clone(stop));
    std::thread::Builder::new().name(name.into()).spawn(move || body(&state, &stop)).map_err(Failure::failed)
}

fn run_jobs(state: &State, stop: &AtomicBool) {
    let (db, modules) = (&state.app.db, &state.app.modules);
    let mut scheduled: Option<Instant> = None;
    while !stop.load(Ordering::Relaxed) {
        if scheduled.is_none_or(|at| at.elapsed() > Duration::from_secs(60)) {
            if let Err(error) = work::schedule(db, modules) {
                tracing::error!(%error, "jobs could not be scheduled");
            }
            scheduled = Some(Instant::now());
        }
        match work::round(db, modules, 20) {
            Ok(round) if round != work::Round::default() => {}
            Ok(_) => std::thread::sleep(POLL),
            Err(error) => {
                tracing::error!(%error, "jobs stand still");
                std::thread::sleep(Duration::from_secs(2));
            }
        }
    }
}

/// Alone with other machines, so that nothing else waits for them.
fn send_messages(state: &State, stop: &AtomicBool) {
    let (db, seal) = (&state.app.db, &state.app.settings.seal);
    let adapter = match sms::adapter(&state.config.sms, &state.home.data) {
        Ok(adapter) => adapter,
        Err(failure) => {
            tracing::error!(error = %failure.message, "text messages cannot be sent");
            None
        }
    };
    while !stop.load(Ordering::Relaxed) {
        match web::sms::round(db, seal, adapter.as_deref()) {
            Ok(true) => {}
            Ok(false) => std::thread::sleep(POLL),
            Err(error) => {
                tracing::error!(%error, "text messages stand still");
                std::thread::sleep(Duration::from_secs(2));
            }
        }
    }
}

/// Checks and clean-up, each when it is due by its own interval.
fn keep_house(state: &State, stop: &AtomicBool) {
    let minute = Duration::from_secs(60);
    let hours = |n: i64| HOUR * u32::try_from(n).unwrap_or(24);
    let mut chores: [Chore; 3] = [
        Chore { every: HOUR, last: None, run: purge },
        Chore { every: hours(state.config.audit.verify_every_hours), last: None, run: verify_journal },
        Chore { every: minute, last: None, run: back_up },
    ];
    while !stop.load(Ordering::Relaxed) {
        for chore in &mut chores {
            if chore.last.is_none_or(|at| at.elapsed() >= chore.every) && !stop.load(Ordering::Relaxed) {
                chore.last = Some(Instant::now());
                (chore.run)(state);
            }
        }
        std::thread::sleep(POLL);
    }
}

struct Chore {
    every: Duration,
    last: Option<Instant>,
    run: fn(&State),
}

fn purge(state: &State) {
    let outcome = state.app.db.write_blocking(|tx| {
        let before = tx.now().plus_days(-KEPT_DAYS);
        let keys = idempotency::purge(tx)?;
        let done = tx.execute("DELETE FROM job WHERE done_at < $1", params![before])?;
        let sessions = identity::purge(tx, before)?;
        files::purge(tx, before)?;
        Ok((keys, done, sessions))
    });
    match outcome {
        Ok((keys, done, sessions)) if keys + done + sessions > 0 => tracing::info!(keys, done, sessions, "purged"),
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "could not purge"),
    }
    let shelf = state.app.shelf.clone();
    match state.app.db.read_blocking(move |tx| files::sweep(tx, &shelf)) {
        Ok(orphans) => orphans.into_iter().for_each(|id| state.app.shelf.remove(id)),
        Err(error) => tracing::error!(%error, "could not sweep attachments"),
    }
}

fn verify_journal(state: &State) {
    let key = state.key.clone();
    match state.app.db.read_blocking(move |tx| verify::verify(tx, &key, None)) {
        Ok(report) => {
            state.journal_broken.store(!report.is_sound(), Ordering::Relaxed);
            match report.is_sound() {
                true => tracing::info!(entries = report.entries, redacted = report.redacted, "journal verified"),
                false => tracing::error!(problems = report.problem_count, first = ?report.problems.first(), "THE JOURNAL HAS BEEN CHANGED"),
            }
        }
        Err(error) => tracing::error!(%error, "the journal could not be verified"),
    }
}

/// By one process only, however many there are: the lease is the timer.
fn back_up(state: &State) {
    if state.config.backup.folder.is_empty() {
        return;
    }
    let wait_ms = state.config.backup.every_minutes * 60_000 - 30_000;
    if !matches!(take_turn(state, wait_ms), Ok(true)) {
        return;
    }
    match backup::scheduled(&state.home, &state.app.db, &state.config) {
        Ok(file) => {
            state.backup_failed.store(false, Ordering::Relaxed);
            tracing::info!(file = %file.display(), "backed up");
        }
        Err(error) => {
            state.backup_failed.store(true, Ordering::Relaxed);
            tracing::error!(error = %error.message, "THE BACKUP FAILED");
            if let Err(error) = state.app.db.write_blocking(again_soon) {
                tracing::error!(%error, "the next backup is late");
            }
        }
    }
}

fn take_turn(state: &State, wait_ms: i64) -> kernel::Result<bool> {
    state.app.db.write_blocking(move |tx| {
        let holder = tx.new_id();
        jobs::lead(tx, BACKUP, holder, wait_ms)
    })
}

fn again_soon(tx: &mut kernel::Tx) -> kernel::Result<()> {
    let soon = tx.now().plus_ms(600_000);
    tx.execute("UPDATE lease SET until_at = $2 WHERE name = $1", params![BACKUP, soon])?;
    Ok(())
}
