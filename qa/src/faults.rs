//! What is broken on purpose: the process, the disk, the database server, the clock.

mod backup;
mod check;
mod clients;
mod clock;
mod cluster;
mod config;
mod disk;
pub mod files;
mod flip;
mod health;
mod history;
mod io;
mod kill;
mod linear;
mod migrate;
mod offline;
mod panic;
mod partition;
mod postgres;
mod power;
pub mod random;
mod ready;
mod stop;
pub mod store;
mod trace;
mod volume;

use crate::Run;

/// In the order of the bars.
pub const RUNS: &[Run] = &[
    Run {
        name: "kill",
        bars: "R1",
        about: "kill -9 at random moments while eight clients write; the unanswered asked again under the same key",
        run: kill::run,
    },
    Run {
        name: "power",
        bars: "R2",
        about: "power loss at any moment: the files rebuilt from what was synced, with and without scraps of what was not",
        run: power::run,
    },
    Run {
        name: "io",
        bars: "R4",
        about: "syncs that fail, writes without space, files that cannot be opened, while members write",
        run: io::run,
    },
    Run {
        name: "disk",
        bars: "R5",
        about: "a small disk that is filled and freed, and one that is read-only, while members write and the office reads",
        run: disk::run,
    },
    Run {
        name: "flip",
        bars: "R6",
        about: "one byte changed in the database, in a journal entry, in an attachment: doctor or audit verify says so",
        run: flip::run,
    },
    Run { name: "backup", bars: "R7, O4", about: "backups while members write, each restored elsewhere and compared", run: backup::run },
    Run {
        name: "migrate",
        bars: "R8, O8",
        about: "every released schema brought to this one, migrations killed half-way, a newer database refused",
        run: migrate::run,
    },
    Run {
        name: "postgres",
        bars: "R9",
        about: "the primary lost and its standby promoted under load; two processes on one database, one of them killed",
        run: postgres::run,
    },
    Run {
        name: "partition",
        bars: "R10",
        about: "the way to PostgreSQL cut without a word, and back: everybody answered, nothing lost, no restart",
        run: partition::run,
    },
    Run {
        name: "history",
        bars: "R10",
        about: "register, counter, set, unique numbers, one for each person: linearizable on both databases under faults",
        run: history::run,
    },
    Run {
        name: "clock",
        bars: "R15",
        about: "a clock that jumps by a day, back, over midnight and the year's end, and a kill in between",
        run: clock::run,
    },
    Run {
        name: "stop",
        bars: "R17",
        about: "asked to stop while members write: what runs is answered, and the end is in good order",
        run: stop::run,
    },
    Run {
        name: "panic",
        bars: "R18",
        about: "a panic before and inside a transaction ends that request alone, with a reference to the log",
        run: panic::run,
    },
    Run {
        name: "config",
        bars: "O3",
        about: "thirty broken configurations: exit 78, key, line and fix named, nothing started",
        run: config::run,
    },
    Run {
        name: "health",
        bars: "O5",
        about: "/readyz with a database that is held or gone, a disk that refuses, a journal that was changed; /livez stays",
        run: health::run,
    },
    Run {
        name: "metrics",
        bars: "O6",
        about: "what a board needs is there, well formed, and bounded whatever paths are asked for",
        run: health::metrics,
    },
    Run {
        name: "offline",
        bars: "O7",
        about: "every system call that names an address, from the first start through every page: none leaves this machine",
        run: offline::run,
    },
    Run {
        name: "errors",
        bars: "O10",
        about: "every failure shows a reference that stands in the log with its cause",
        run: health::errors,
    },
];
