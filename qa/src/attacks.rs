//! What somebody tries who means no good: guesses, generated requests, scanners, broken bytes.

pub mod fuzz;
pub mod guess;
pub mod scan;
pub mod schema;
pub mod timing;
pub mod uploads;

mod corpus;
mod mutate;
mod raw;
mod targets;
pub mod tools;

use crate::Run;

/// In the order of the bars.
pub const RUNS: &[Run] = &[
    Run {
        name: "schema",
        bars: "R28, R44",
        about: "requests generated from the published description as each role, by schemathesis",
        run: schema::run,
    },
    Run { name: "scan", bars: "R29", about: "the scanners sqlmap and wapiti", run: scan::run },
    Run {
        name: "uploads",
        bars: "R33",
        about: "files that mean harm: bombs, links, entities, macros, pixels, false names",
        run: uploads::run,
    },
    Run { name: "fuzz", bars: "R34", about: "broken bytes into every parser", run: fuzz::run },
    Run {
        name: "guess",
        bars: "R35",
        about: "a thousand guesses at one login, and from one address, while others sign in",
        run: guess::run,
    },
    Run {
        name: "timing",
        bars: "R36",
        about: "the time of an answer to a wrong password, for logins that exist and that do not",
        run: timing::run,
    },
];
