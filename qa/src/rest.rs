//! 存放加密: numbers, passwords, tokens and secrets are entered in every place that takes one; none of them stands in what lies
//! on the disk afterwards, and all can be read again under a new key by those who may.

mod enter;
mod read;
mod rotate;
mod search;
mod seeds;

use serde_json::{Value, json};

use crate::program::{Outcome, Program, command};
use crate::{Length, Run};

pub const RUNS: &[Run] = &[Run {
    name: "rest",
    bars: "R38",
    about: "numbers, cards, passwords, tokens and secrets entered everywhere, then searched for in database, log, archive and files; a change of \
            keys that is killed half-way, and everything read again",
    run,
}];

pub fn run(length: Length) -> Outcome<Value> {
    let kills = match length {
        Length::Long => 100,
        Length::Short => 20,
        Length::Check => 4,
    };
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let outside = tempfile::tempdir()?;
    let tray = outside.path().join("tray.jsonl");
    let with_sms = |serve: &mut std::process::Command| {
        serve.env("SHANGLIANG_SMS_ADAPTER", "file").env("SHANGLIANG_SMS_FILE", &tray).env("SHANGLIANG_SIGN_IN_SMS_FACTOR", "on");
    };
    let tokens = enter::Tokens::made(folder.path())?;
    let mut seeds = seeds::Seeds::new();
    let program = Program::start_with(folder, with_sms)?;
    let entered = enter::everywhere(&program, &tokens, &tray, &mut seeds)?;
    // As it lies there while it runs, and after it has ended.
    let mut files = vec![program.log.path().to_owned()];
    let running = search::search(&[program.folder.path().to_owned(), files[0].clone()], &seeds)?;
    let log = tempfile::NamedTempFile::new()?;
    std::fs::copy(program.log.path(), log.path())?;
    let folder = program.stop()?;
    let archive = outside.path().join("backup.tar");
    command(folder.path(), &["backup", archive.to_str().ok_or("path")?])?;
    files = vec![folder.path().to_owned(), archive, log.path().to_owned()];
    let stopped = search::search(&files, &seeds)?;
    let found = running.found.len() + stopped.found.len();
    for hit in running.found.iter().chain(&stopped.found).take(40) {
        eprintln!("{hit}");
    }
    let mut figures = json!({
        "good": found == 0, "places": seeds.places(), "seeds": seeds.len(), "spellings_of_each": search::SPELLINGS, "files_searched": stopped.files,
        "megabytes_searched": (running.bytes + stopped.bytes) / 1_000_000, "found": found,
    });
    if found == 0 {
        let (folder, changed) = rotate::killed(folder, kills)?;
        let program = Program::start_with(folder, with_sms)?;
        let read = read::everything(&program, &tokens, &entered, &tray)?;
        read.missing.iter().for_each(|place| eprintln!("not read again: {place}"));
        figures["good"] = json!(changed.is_good() && read.missing.is_empty());
        figures["kills_of_a_change_of_keys"] = json!(kills);
        figures["of_them_half_way"] = json!(changed.half_way);
        figures["rows_sealed_anew"] = json!(changed.rows);
        figures["change_seconds"] = json!(changed.seconds);
        figures["read_again"] = json!(read.count);
        figures["not_read_again"] = json!(read.missing.len());
    }
    Ok(figures)
}
