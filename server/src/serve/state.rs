//! What the threads and the health pages share.

use std::sync::atomic::{AtomicBool, Ordering};

use kernel::merkle::NoteKey;
use web::App;

use crate::config::Config;
use crate::home::Home;

pub struct State {
    pub app: App,
    pub home: Home,
    pub config: Config,
    pub key: NoteKey,
    /// The program is going down: no new work from the balancer.
    pub draining: AtomicBool,
    /// The last whole verification of the journal found a fault.
    pub journal_broken: AtomicBool,
    pub backup_failed: AtomicBool,
}

impl State {
    pub fn new(app: App, home: Home, config: Config, key: NoteKey) -> State {
        State {
            app,
            home,
            config,
            key,
            draining: AtomicBool::new(false),
            journal_broken: AtomicBool::new(false),
            backup_failed: AtomicBool::new(false),
        }
    }

    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
