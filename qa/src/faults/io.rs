//! The system calls of storage fail while members write: nothing that was not saved is called saved, and the program
//! says that it is not well.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::check::{Verdict, records, sound};
use super::clients::{Client, members, registrar, settle_all, work_while};
use super::random::Random;
use super::ready;
use super::store::Store;
use crate::Length;
use crate::program::{Outcome, Program};

const UNREADY: Duration = Duration::from_secs(1);
const HEALED: Duration = Duration::from_secs(5);

pub struct Fault {
    pub name: &'static str,
    pub calls: &'static str,
    pub error: &'static str,
    /// Only a new start tells what of the last writes is on the disk.
    pub restart: bool,
}

const FAULTS: [Fault; 3] = [
    Fault { name: "sync_eio", calls: "fdatasync,fsync", error: "EIO", restart: true },
    Fault { name: "write_enospc", calls: "pwrite64,write", error: "ENOSPC", restart: false },
    Fault { name: "open_emfile", calls: "openat", error: "EMFILE", restart: false },
];

pub fn run(length: Length) -> Outcome<Value> {
    let rounds = match length {
        Length::Long => 100,
        Length::Short => 6,
        Length::Check => 3,
    };
    let mut random = Random::new();
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let mut clients = members(folder.path(), 6, &[])?;
    clients.push(registrar(folder.path())?);
    let mut program = Program::start(folder)?;
    let (mut slowest_unready, mut slowest_healed, mut silent, mut unhealed) = (Duration::ZERO, Duration::ZERO, 0, 0);
    let mut verdict = Verdict::default();
    for round in 0..rounds {
        let fault = &FAULTS[round % FAULTS.len()];
        clients.iter_mut().for_each(|client| client.refused.clear());
        let (port, id) = (program.port, program.id());
        // strace counts each thread's calls, and opening is every thread's business: there all fail at once.
        let first = if fault.calls == "openat" { 1 } else { random.between(1, 30) };
        let seen = work_while(&mut clients, port, Duration::from_millis(2_500), Duration::from_millis(4), || -> Outcome<_> {
            std::thread::sleep(Duration::from_millis(500));
            let injected = inject(id, &program, fault, first)?;
            let unready = ready::when(port, 503, Duration::from_secs(3));
            std::thread::sleep(Duration::from_millis(500));
            Ok((injected, unready))
        });
        let (injected, unready) = seen?;
        match (unready, first_refusal(&clients)) {
            (Some(at), Some(refused)) => {
                let took = at.saturating_duration_since(refused);
                if took > UNREADY {
                    eprintln!("round {round}, {}: {took:?} until /readyz said so", fault.name);
                }
                slowest_unready = slowest_unready.max(took);
            }
            (None, Some(_)) => {
                silent += 1;
                eprintln!("round {round}, {}: /readyz never said so", fault.name);
            }
            (_, None) => {}
        }
        end(injected)?;
        if fault.restart {
            let folder = if round % 2 == 0 { program.kill()? } else { program.stop()? };
            program = Program::start(folder)?;
        } else {
            let ended = Instant::now();
            match ready::when(port, 200, HEALED * 2) {
                Some(at) => slowest_healed = slowest_healed.max(at - ended),
                None => unhealed += 1,
            }
        }
        settle_all(&mut clients, &program)?;
        verdict = records(&Store::in_folder(program.folder.path()), &clients)?;
        if !verdict.is_good() {
            eprintln!("round {round}, {}: {}", fault.name, verdict.json());
            break;
        }
    }
    let folder = program.stop()?;
    sound(folder.path(), &[])?;
    let good = verdict.is_good() && silent + unhealed == 0 && length.bar(slowest_unready <= UNREADY && slowest_healed <= HEALED);
    let kinds: Vec<_> = FAULTS.iter().map(|fault| fault.name).collect();
    Ok(json!({
        "good": good, "rounds": rounds, "faults": kinds, "acknowledged": verdict.acknowledged, "false_2xx": verdict.lost,
        "doubled": verdict.doubled, "half_done": verdict.half_done, "stray": verdict.stray,
        "slowest_unready_ms": slowest_unready.as_millis() as u64, "unready_limit_ms": UNREADY.as_millis() as u64, "never_unready": silent,
        "slowest_healed_without_restart_ms": slowest_healed.as_millis() as u64, "healed_limit_ms": HEALED.as_millis() as u64,
        "unhealed": unhealed, "integrity_and_journal": "sound", "seed": random.seed,
    }))
}

fn first_refusal(clients: &[Client]) -> Option<Instant> {
    clients.iter().flat_map(|client| &client.refused).map(|(_, at)| *at).min()
}

/// From the `first`th such call on the database or the data folder on; returns when the tracer holds the program.
pub fn inject(id: u32, program: &Program, fault: &Fault, first: u64) -> Outcome<Child> {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-p", &id.to_string(), "-o", "/dev/null", "-e", &format!("trace={}", fault.calls)]);
    strace.args(["-e", &format!("inject={}:error={}:when={first}+", fault.calls, fault.error)]);
    if fault.calls.contains("write") {
        // Not the sockets, not the log: a full disk is none of theirs.
        for name in ["shangliang.db", "shangliang.db-wal", ".probe"] {
            strace.arg("-P").arg(program.folder.path().join(name));
        }
    }
    let child = strace.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let held = || std::fs::read_to_string(format!("/proc/{id}/status")).is_ok_and(|s| !s.contains("TracerPid:\t0"));
    while !held() {
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(child)
}

/// The tracer lets go of the program.
pub fn end(mut tracer: Child) -> Outcome<()> {
    Command::new("kill").arg("-TERM").arg(tracer.id().to_string()).status()?;
    tracer.wait()?;
    Ok(())
}
