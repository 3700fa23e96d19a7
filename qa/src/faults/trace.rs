//! What the program did to its files, recorded by strace.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::Outcome;

const CALLS: &str = "pwrite64,pwritev,write,writev,fdatasync,fsync,ftruncate,openat,mkdir,rename,unlink";

/// Microseconds since 1970.
pub type Moment = u128;

pub struct Event {
    pub start: Moment,
    pub end: Moment,
    pub path: PathBuf,
    pub what: What,
}

pub enum What {
    /// A file or folder that may not have been there.
    Create,
    Write {
        at: u64,
        bytes: Vec<u8>,
    },
    /// At the end of what was written to it before.
    Append {
        bytes: Vec<u8>,
    },
    Truncate(u64),
    Sync,
    Remove,
}

/// Makes `serve` a command that is recorded to `log` from its first step; the process stays the program's own.
pub fn recorded(serve: &mut Command, log: &Path) {
    let mut traced = Command::new("strace");
    traced.args(["-D", "-f", "-y", "-xx", "-s", "4000000", "-ttt", "-T", "--seccomp-bpf", "-e", &format!("trace={CALLS}")]);
    traced.arg("-o").arg(log).arg(serve.get_program()).args(serve.get_args());
    *serve = traced;
}

/// The events under `folder`, in the order of their ends; shared memory is left out.
pub fn read(log: &Path, folder: &Path) -> Outcome<Vec<Event>> {
    let mut lines = BufReader::new(std::fs::File::open(log)?);
    let mut begun: HashMap<String, (Moment, String)> = HashMap::new();
    let (mut events, mut line) = (Vec::new(), String::new());
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            break;
        }
        let Some((process, rest)) = line.trim_end().split_once(' ') else { continue };
        let Some((at, rest)) = rest.trim_start().split_once(' ') else { continue };
        let at = micros(at)?;
        if let Some(begin) = rest.strip_suffix("<unfinished ...>") {
            begun.insert(process.to_owned(), (at, begin.trim_end().to_owned()));
        } else if let Some((_, end)) = rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            if let Some((start, begin)) = begun.remove(process) {
                events.extend(event(start, &(begin + end), folder));
            }
        } else {
            events.extend(event(at, rest, folder));
        }
    }
    events.sort_by_key(|event| event.end);
    Ok(events)
}

/// A whole call such as `pwrite64(5<\x2f…>, "\x00…", 24, 0) = 24 <0.000177>` that succeeded on a file of ours.
fn event(start: Moment, text: &str, folder: &Path) -> Option<Event> {
    let (name, rest) = text.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    let arguments = arguments.trim_end().strip_suffix(')')?;
    let (result, took) = result.split_once(" <").and_then(|(r, _)| Some((r, result.rsplit_once('<')?.1)))?;
    if result.starts_with('-') {
        return None;
    }
    let end = start + micros(took.trim_end_matches('>')).ok()?;
    let path = match name {
        "openat" => bracketed(text.rsplit_once(") = ")?.1)?,
        "mkdir" | "unlink" | "rename" => quoted(arguments)?,
        _ => bracketed(arguments)?,
    };
    let path = PathBuf::from(String::from_utf8(path).ok()?);
    if !path.starts_with(folder) || path.to_string_lossy().ends_with("-shm") {
        return None;
    }
    let last = |n: usize| arguments.rsplit(", ").nth(n)?.parse::<u64>().ok();
    let what = match name {
        "pwrite64" => What::Write { at: last(0)?, bytes: quoted(arguments)? },
        "write" => What::Append { bytes: quoted(arguments)? },
        "ftruncate" => What::Truncate(last(0)?),
        "fsync" | "fdatasync" => What::Sync,
        "openat" if arguments.contains("O_CREAT") => What::Create,
        "mkdir" => What::Create,
        "unlink" => What::Remove,
        "pwritev" | "writev" | "rename" => {
            eprintln!("the recording knows nothing of {name} on {}", path.display());
            return None;
        }
        _ => return None,
    };
    Some(Event { start, end, path, what })
}

fn bracketed(text: &str) -> Option<Vec<u8>> {
    unescaped(text.split_once('<')?.1.split_once('>')?.0)
}

fn quoted(text: &str) -> Option<Vec<u8>> {
    unescaped(text.split_once('"')?.1.split_once('"')?.0)
}

/// `\x2f\x74`
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| (byte as char).to_digit(16);
    text.as_bytes().chunks(4).map(|c| Some((digit(*c.get(2)?)? * 16 + digit(*c.get(3)?)?) as u8)).collect()
}

fn micros(seconds: &str) -> Outcome<Moment> {
    let (whole, part) = seconds.split_once('.').ok_or("no time")?;
    Ok(whole.parse::<Moment>()? * 1_000_000 + part.parse::<Moment>()?)
}
