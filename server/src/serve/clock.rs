//! The clock: the machine's, or for browser tests one that a file moves.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Clock, SystemClock};

use crate::failure::{Failure, Outcome};

const VARIABLE: &str = "SHANGLIANG_TEST_CLOCK_FILE";

/// The machine's clock, unless the variable names a file with an offset in milliseconds; refused beyond loopback.
pub fn clock(address: SocketAddr) -> Outcome<Arc<dyn Clock>> {
    let clock = Arc::new(SystemClock::default());
    let Some(file) = std::env::var_os(VARIABLE).map(PathBuf::from) else { return Ok(clock) };
    if !address.ip().is_loopback() {
        return Err(Failure::config(format!("{VARIABLE} is set: such a program may listen on loopback only")));
    }
    tracing::warn!(file = %file.display(), "THE CLOCK IS MOVED BY A FILE: for tests only");
    let moved = Arc::clone(&clock);
    let follow = move || loop {
        let offset = std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok());
        if let Some(offset) = offset {
            moved.set_offset_ms(offset);
        }
        std::thread::sleep(Duration::from_millis(40));
    };
    std::thread::Builder::new().name("test-clock".into()).spawn(follow)?;
    Ok(clock)
}
