//! What many see of the same records while the program is killed, held and put into another time, on both databases: a
//! text as a register, receipts as a counter and unique numbers, drafts as a growing set, signatures as one for each person.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::check::{records, sound_but};
use super::clients::{Client, members, settle_all, work_while};
use super::cluster::Cluster;
use super::linear::{Call, Op, State, is_linearizable};
use super::random::Random;
use super::store::Store;
use crate::Length;
use crate::load::{Answer, Connection};
use crate::program::{Outcome, Program};

const WRITERS: usize = 4;
const OPS: usize = 12;
const FAULTS: [&str; 4] = ["none", "kill", "stop_and_continue", "clock_jump"];

struct Place {
    url: Option<String>,
    clock: std::path::PathBuf,
}

impl Place {
    fn start(&self, folder: tempfile::TempDir) -> Outcome<Program> {
        Program::start_with(folder, |serve| {
            serve.env("SHANGLIANG_TEST_CLOCK_FILE", &self.clock);
            if let Some(url) = &self.url {
                serve.env("SHANGLIANG_DATABASE_URL", url);
            }
        })
    }

    fn arguments(&self) -> Vec<&str> {
        self.url.iter().flat_map(|url| ["--database", url]).collect()
    }
}

pub fn run(length: Length) -> Outcome<Value> {
    let histories = match length {
        Length::Long => 100,
        Length::Short => 8,
        Length::Check => FAULTS.len(),
    };
    let mut random = Random::new();
    let folder = tempfile::tempdir()?;
    let clock = folder.path().join("clock");
    let sqlite = on(&Place { url: None, clock: clock.clone() }, histories, &mut random)?;
    let server = Cluster::primary()?;
    server.create("shangliang")?;
    let postgres = on(&Place { url: Some(server.url("shangliang")), clock }, histories, &mut random)?;
    let good = sqlite["anomalies"] == 0 && postgres["anomalies"] == 0;
    Ok(json!({ "good": good, "histories": histories, "faults": FAULTS, "sqlite": sqlite, "postgresql": postgres, "seed": random.seed }))
}

fn on(place: &Place, histories: usize, random: &mut Random) -> Outcome<Value> {
    std::fs::write(&place.clock, "0")?;
    let folder = place.start(tempfile::tempdir()?)?.stop()?;
    let more = place.arguments();
    let mut clients = members(folder.path(), 6, &more)?;
    let (author, signer) = (Arc::clone(&clients[4].token), Arc::clone(&clients[5].token));
    clients.truncate(4);
    let mut program = place.start(folder)?;
    let (mut ops, mut unlinear, mut not_once, mut taken) = (0, 0, 0, 0);
    let mut joint = Vec::new();
    for round in 0..histories {
        let register = draft(&program, &author, &format!("register-{round}"))?;
        let paper = draft(&program, &author, &format!("joint-{round}"))?;
        let person = draft(&program, &signer, &format!("who-{round}"))?["first_signer"].clone();
        let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
        let mut connection = Connection::open(program.port, &author)?;
        let invited = format!("/api/v1/proposals/{}/invitations", id(&paper));
        let invited = connection.post(&invited, &format!("invite-{round}"), &json!({ "persons": [person] }))?;
        if invited.status != 200 {
            return Err(format!("inviting answered {}", invited.status).into());
        }
        let port = AtomicU16::new(program.port);
        let begin = State { version: 1, value: register["title"].as_str().unwrap_or_default().into() };
        let (next, history, signatures) = one(
            place,
            program,
            &port,
            &mut clients,
            random,
            &Round { number: round, register: &id(&register), paper: &id(&paper), author: &author, signer: &signer },
        )?;
        program = next;
        std::fs::write(&place.clock, "0")?;
        // The program looks at the file every 40 ms; an invitation of yesterday would have run out today.
        std::thread::sleep(Duration::from_millis(150));
        settle_all(&mut clients, &program)?;
        ops += history.len();
        if !is_linearizable(&begin, &history) {
            unlinear += 1;
            eprintln!("history {round} ({}) is not linearizable: {history:#?}", FAULTS[round % FAULTS.len()]);
        }
        // A day later the invitation has run out, and nobody signs.
        let may_be_late = FAULTS[round % FAULTS.len()] == "clock_jump";
        if signatures > 1 || signatures == 0 && !may_be_late {
            not_once += 1;
            eprintln!("history {round} ({}): signed {signatures} times", FAULTS[round % FAULTS.len()]);
        }
        taken += signatures as i64;
        joint.push(id(&paper));
    }
    let store = place.url.clone().map_or_else(|| Store::in_folder(program.folder.path()), Store::Postgres);
    let folder = program.stop()?;
    // The clock was ahead: entries from then are younger than now.
    sound_but(folder.path(), "clock", &more)?;
    let verdict = records(&store, &clients)?;
    let given =
        store.number(&format!("SELECT COUNT(*) FROM journal WHERE act = 'co-signature.given' AND subject IN ({})", joint.join(", ")))?;
    let gaps = store.number(
        "SELECT COALESCE(MAX(receipt_no) - COUNT(*), 0) FROM proposal WHERE receipt_no IS NOT NULL
         GROUP BY assembly, session ORDER BY COUNT(*) DESC LIMIT 1",
    )?;
    let set = verdict.lost + verdict.doubled + verdict.half_done + verdict.stray;
    let one_each = not_once + (given - taken).abs();
    Ok(json!({
        "anomalies": unlinear as i64 + one_each + gaps.abs() + set as i64, "register_operations": ops, "not_linearizable": unlinear,
        "counter_gaps": gaps, "set_and_unique": verdict.acknowledged, "set_anomalies": set, "signatures_taken": taken,
        "signed_not_once": one_each,
    }))
}

struct Round<'a> {
    number: usize,
    register: &'a str,
    paper: &'a str,
    author: &'a Arc<str>,
    signer: &'a Arc<str>,
}

/// Everybody at once with a fault in the middle; what was seen of the register, and how often the signature was taken.
fn one(
    place: &Place,
    program: Program,
    port: &AtomicU16,
    clients: &mut [Client],
    random: &mut Random,
    round: &Round,
) -> Outcome<(Program, Vec<Op>, usize)> {
    let fault = FAULTS[round.number % FAULTS.len()];
    let (delay, length) = (Duration::from_millis(random.between(20, 250)), Duration::from_millis(random.between(100, 700)));
    let seeds: Vec<u64> = (0..WRITERS).map(|_| random.between(0, u64::MAX)).collect();
    std::thread::scope(|scope| {
        let writers: Vec<_> =
            seeds.iter().enumerate().map(|(n, seed)| scope.spawn(move || write_and_read(port, round, n, *seed))).collect();
        let signers: Vec<_> = (0..WRITERS).map(|n| scope.spawn(move || sign(port, round, n))).collect();
        let now = port.load(Ordering::Relaxed);
        let program = work_while(clients, now, delay + length + Duration::from_millis(300), Duration::from_millis(8), || -> Outcome<_> {
            std::thread::sleep(delay);
            Ok(match fault {
                "kill" => {
                    let again = place.start(program.kill()?)?;
                    port.store(again.port, Ordering::Relaxed);
                    again
                }
                "stop_and_continue" => {
                    program.signal("STOP")?;
                    std::thread::sleep(length);
                    program.signal("CONT")?;
                    program
                }
                "clock_jump" => {
                    let day: i64 = 86_400_000;
                    std::fs::write(&place.clock, if delay.as_millis() % 2 == 0 { day } else { -day }.to_string())?;
                    program
                }
                _ => program,
            })
        })?;
        let mut history = Vec::new();
        for writer in writers {
            history.extend(writer.join().map_err(|_| "a writer panicked")??);
        }
        let mut signatures = 0;
        for signer in signers {
            signatures += usize::from(signer.join().map_err(|_| "a signer panicked")??);
        }
        Ok((program, history, signatures))
    })
}

type Told<T> = Result<T, String>;

fn write_and_read(port: &AtomicU16, round: &Round, n: usize, seed: u64) -> Told<Vec<Op>> {
    let mut random = Random::from(seed);
    let (mut ops, mut known) = (Vec::new(), 1);
    let path = format!("/api/v1/proposals/{}", round.register);
    for turn in 0..OPS {
        std::thread::sleep(Duration::from_millis(random.between(0, 25)));
        let mut start = Instant::now();
        let call = match random.between(0, 3) {
            0 => loop {
                // A question that only reads is a new one each time.
                start = Instant::now();
                let asked = Connection::open(port.load(Ordering::Relaxed), round.author).and_then(|mut c| c.get(&path));
                if let Ok((200, body)) = asked {
                    let body: Value = serde_json::from_slice(&body).map_err(|e| e.to_string())?;
                    known = body["version"].as_i64().unwrap_or_default();
                    break Call::Read { found: State { version: known, value: body["title"].as_str().unwrap_or_default().into() } };
                }
                std::thread::sleep(Duration::from_millis(15));
            },
            kind => {
                let value = format!("关于登记簿{}之{n}之{turn}的建议", round.number);
                let mut body = json!({ "title": value, "background": "一", "analysis": "二", "suggestions": ["三。"] });
                if kind == 2 {
                    body["version"] = known.into();
                }
                let answer = until_answered(port, round.author, &format!("{path}/text"), &format!("r{}-{n}-{turn}", round.number), &body)?;
                let version = answer.json().ok().and_then(|body| body["version"].as_i64());
                match (answer.status, kind) {
                    (200, 1) => Call::Write { value, version: version.unwrap_or_default() },
                    (200, _) => Call::Swap { over: known, value, version },
                    (409 | 422, 2) => Call::Swap { over: known, value, version: None },
                    (status, _) => return Err(format!("editing answered {status}: {}", String::from_utf8_lossy(&answer.body))),
                }
            }
        };
        if let Call::Write { version, .. } | Call::Swap { version: Some(version), .. } = &call {
            known = *version;
        }
        ops.push(Op { start, end: Instant::now(), call });
    }
    Ok(ops)
}

/// Whether this one was taken.
fn sign(port: &AtomicU16, round: &Round, n: usize) -> Told<bool> {
    let path = format!("/api/v1/proposals/{}/co-signature", round.paper);
    let answer = until_answered(port, round.signer, &path, &format!("s{}-{n}", round.number), &json!({}))?;
    match answer.status {
        200 => Ok(true),
        403 | 409 => Ok(false),
        status => Err(format!("signing answered {status}")),
    }
}

/// Asks under the same key until there is an answer that is not "later".
fn until_answered(port: &AtomicU16, token: &Arc<str>, path: &str, key: &str, body: &Value) -> Told<Answer> {
    let until = Instant::now() + Duration::from_secs(30);
    while Instant::now() < until {
        let asked = Connection::open(port.load(Ordering::Relaxed), token).and_then(|mut c| c.post(path, key, body));
        match asked {
            Ok(answer) if !matches!(answer.status, 429 | 503) => return Ok(answer),
            _ => std::thread::sleep(Duration::from_millis(15)),
        }
    }
    Err(format!("{key} gets no answer"))
}

fn draft(program: &Program, token: &Arc<str>, key: &str) -> Outcome<Value> {
    let body = json!({ "title": format!("关于{key}的建议"), "background": "一", "analysis": "二", "suggestions": ["三。"] });
    let answer = Connection::open(program.port, token)?.post("/api/v1/proposals", key, &body)?;
    if answer.status == 201 { answer.json() } else { Err(format!("drafting answered {}", answer.status).into()) }
}
