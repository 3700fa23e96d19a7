//! What the program says of itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::load::Connection;

/// The answer of `/readyz`: its status and its cause, 0 when there is none.
pub fn ask(port: u16) -> (u16, String) {
    let answer = Connection::open(port, &Arc::from("")).and_then(|mut connection| connection.get("/readyz"));
    answer.map_or((0, String::new()), |(status, body)| (status, String::from_utf8_lossy(&body).into_owned()))
}

/// When it first answers with `status`; `None` when it does not within `patience`.
pub fn when(port: u16, status: u16, patience: Duration) -> Option<Instant> {
    let until = Instant::now() + patience;
    while Instant::now() < until {
        if ask(port).0 == status {
            return Some(Instant::now());
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    None
}
