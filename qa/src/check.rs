//! What every change must pass: the runs that tell right from wrong, on the development build, two at a time.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::attacks::tools;
use crate::program::{Outcome, Program};

/// The long ones first. The others are about speed, or need tools that are fetched from elsewhere.
const CHECKED: &[&str] = &[
    "postgres", "history", "fuzz", "clock", "health", "disk", "power", "migrate", "io", "kill", "rest", "backup", "flip", "stop", "votes",
    "secrecy", "import", "uploads", "offline", "errors", "metrics", "first", "config",
];
/// Loop devices are for root alone.
const OF_ROOT: &[&str] = &["disk"];
const PATIENCE: Duration = Duration::from_secs(400);
const AT_ONCE: usize = 2;

/// One line each, `qa NAME ... ok`; what a failed one said goes to standard error.
pub fn all() -> Outcome<bool> {
    let demo = Program::start(tempfile::tempdir()?)?.stop()?;
    let waiting = Mutex::new(CHECKED.iter());
    let next = || waiting.lock().map_or(None, |mut names| names.next());
    let work = || {
        let mut good = true;
        while let Some(name) = next() {
            good &= one(name, demo.path());
        }
        good
    };
    Ok(std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().fold(true, |good, worker| worker.join().unwrap_or(false) && good)
    }))
}

fn one(name: &str, demo: &Path) -> bool {
    if OF_ROOT.contains(&name) && !Path::new("/proc/self").metadata().is_ok_and(|own| own.uid() == 0) {
        println!("qa {name} ... ignored, it needs root");
        return true;
    }
    let started = Instant::now();
    let said = std::env::current_exe().map_err(Into::into).and_then(|own| {
        let mut command = Command::new(own);
        // No check cuts the power of a server: a commit need not wait for its disk.
        command.args([name, "--check"]).env("QA_DEMO", demo).env("QA_POSTGRES", "-c fsync=off");
        tools::run(&mut command, PATIENCE.as_secs())
    });
    let seconds = started.elapsed().as_secs_f64();
    match said {
        Ok(said) if said.status.success() => println!("qa {name} ... ok, {seconds:.1} s"),
        Ok(said) => {
            let words = [said.stdout, said.stderr].concat();
            println!("qa {name} ... FAILED, {seconds:.1} s");
            eprintln!("{}", String::from_utf8_lossy(&words));
            return false;
        }
        Err(cause) => {
            println!("qa {name} ... FAILED, {cause}");
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_a_run() {
        for name in CHECKED {
            assert!(crate::runs().any(|run| run.name == *name), "{name}");
        }
    }
}
