//! A bounded queue of closures between the callers and the database threads.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::tx::Tx;
use crate::error::{Error, Result};

/// A closure with its answer; run at least once, answered exactly once.
pub(super) struct Job {
    run: Box<dyn FnMut(&mut Tx) -> Result<()> + Send>,
    reply: Box<dyn FnMut(Result<()>) + Send>,
    since: Instant,
}

impl Job {
    pub fn new<T, F>(f: F) -> (Job, oneshot::Receiver<Result<T>>)
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let held: Arc<Mutex<Option<T>>> = Arc::default();
        let kept = Arc::clone(&held);
        let run = Box::new(move |tx: &mut Tx| {
            let value = f(tx)?;
            *lock(&kept) = Some(value);
            Ok(())
        });
        let mut sender = Some(sender);
        let reply = Box::new(move |outcome: Result<()>| {
            let answer = outcome.and_then(|()| lock(&held).take().ok_or_else(|| Error::internal("no answer kept")));
            if let Some(sender) = sender.take() {
                // The caller may have gone away; the work is done all the same.
                let _ = sender.send(answer);
            }
        });
        (Job { run, reply, since: Instant::now() }, receiver)
    }

    /// A panic inside the closure becomes `Internal`; the thread lives.
    pub fn run(&mut self, tx: &mut Tx) -> Result<()> {
        let started = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.run)(tx)))
            .unwrap_or_else(|panic| Err(Error::Internal(format!("panic: {}", panic_text(&*panic)))));
        let took = started.elapsed();
        if took.as_millis() > 250 {
            tracing::warn!(ms = took.as_millis() as u64, "slow database closure");
        }
        outcome
    }

    pub fn answer(mut self, outcome: Result<()>) {
        (self.reply)(outcome);
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| s.to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".into())
}

#[derive(Clone)]
pub(super) struct Queue {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    wake: Condvar,
    capacity: usize,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Queue {
    pub fn new(capacity: usize) -> Queue {
        Queue { inner: Arc::new(Inner { state: Mutex::default(), wake: Condvar::new(), capacity }) }
    }

    pub fn push(&self, job: Job) -> Result<()> {
        let mut state = lock(&self.inner.state);
        if state.closed || state.jobs.len() >= self.inner.capacity {
            return Err(Error::Unavailable("kernel.busy".into()));
        }
        state.jobs.push_back(job);
        drop(state);
        self.inner.wake.notify_one();
        Ok(())
    }

    /// Waits for work; up to `most` jobs at once, none when it has waited for `longest`, `None` when the queue is closed and empty.
    pub fn take(&self, most: usize, longest: Option<Duration>) -> Option<Vec<Job>> {
        let mut state = lock(&self.inner.state);
        while state.jobs.is_empty() {
            if state.closed {
                return None;
            }
            state = match longest {
                None => self.inner.wake.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(longest) => {
                    let (state, waited) = self.inner.wake.wait_timeout(state, longest).unwrap_or_else(PoisonError::into_inner);
                    if waited.timed_out() && state.jobs.is_empty() && !state.closed {
                        return Some(Vec::new());
                    }
                    state
                }
            };
        }
        let n = state.jobs.len().min(most);
        Some(state.jobs.drain(..n).collect())
    }

    pub fn close(&self) {
        lock(&self.inner.state).closed = true;
        self.inner.wake.notify_all();
    }

    /// Is it full, or has its first job waited longer than this?
    pub fn is_crowded(&self, patience: Duration) -> bool {
        let state = lock(&self.inner.state);
        state.jobs.len() >= self.inner.capacity || state.jobs.front().is_some_and(|job| job.since.elapsed() > patience)
    }

    pub fn len(&self) -> usize {
        lock(&self.inner.state).jobs.len()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_crowded_when_it_is_full_or_slow() {
        let (queue, patience) = (Queue::new(2), Duration::from_secs(3_600));
        let push = || queue.push(Job::new(|_| Ok(())).0);
        assert!(!queue.is_crowded(Duration::ZERO), "nobody waits");
        push().expect("room");
        std::thread::sleep(Duration::from_millis(2));
        assert!(!queue.is_crowded(patience) && queue.is_crowded(Duration::from_millis(1)));
        push().expect("room for one more");
        assert!(queue.is_crowded(patience) && push().is_err());
    }
}
