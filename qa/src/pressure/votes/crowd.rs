//! The voters: each a browser that sends one vote after the other, and sends again what was not answered.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use super::plan::Cast;
use super::question::Question;
use crate::faults::random::Random;
use crate::load::Connection;
use crate::program::{Outcome, Program};

pub struct Crowd {
    path: String,
    statements: Vec<String>,
    workers: Vec<Worker>,
    /// Of voters who came in another way.
    others: HashMap<usize, String>,
    more: usize,
}

/// One connection with the votes it has still to send.
#[derive(Default)]
struct Worker {
    ahead: VecDeque<Cast>,
    /// Receipts by voter.
    receipts: HashMap<usize, String>,
    milliseconds: Vec<f64>,
    /// The first of those ahead was sent and not answered.
    is_open: bool,
}

/// The cookie by which this voter is known.
pub fn browser(voter: usize) -> String {
    format!("{voter:022}")
}

impl Crowd {
    pub fn new(question: &Question) -> Crowd {
        let path = format!("/api/v1/deliberations/{}/votes", question.id);
        Crowd { path, statements: question.statements.clone(), workers: Vec::new(), others: HashMap::new(), more: 0 }
    }

    /// Shares these out among `connections`; the votes of one voter stay in order.
    pub fn take(&mut self, casts: Vec<Cast>, connections: usize) {
        self.workers.resize_with(connections.max(self.workers.len()), Worker::default);
        for cast in casts {
            self.workers[cast.voter % connections].ahead.push_back(cast);
        }
    }

    pub fn acknowledged(&self) -> usize {
        self.more + self.workers.iter().map(|w| w.milliseconds.len()).sum::<usize>()
    }

    /// Of each acknowledged vote.
    pub fn milliseconds(&self) -> Vec<f64> {
        self.workers.iter().flat_map(|w| w.milliseconds.iter().copied()).collect()
    }

    /// The receipt of each voter.
    pub fn receipts(&self) -> HashMap<usize, &str> {
        let all = self.workers.iter().flat_map(|w| &w.receipts).chain(&self.others);
        all.map(|(voter, receipt)| (*voter, receipt.as_str())).collect()
    }

    /// Until every vote is acknowledged.
    pub fn vote_all(&mut self, port: u16) -> Outcome<()> {
        self.vote_while(port, || ())?;
        match self.workers.iter().all(|w| w.ahead.is_empty()) {
            true => Ok(()),
            false => Err("a connection was cut off".into()),
        }
    }

    /// The program is killed again and again among the votes and started anew; the rest is sent at the end. The folder, and how
    /// many votes were cut off.
    pub fn vote_while_killed(&mut self, program: Program, kills: usize, random: &mut Random) -> Outcome<(tempfile::TempDir, usize)> {
        let (mut program, mut cut_off) = (program, 0);
        for _ in 0..kills {
            let (port, alive) = (program.port, Duration::from_millis(random.between(50, 300)));
            let folder = self.vote_while(port, || {
                std::thread::sleep(alive);
                program.kill()
            })??;
            cut_off += self.workers.iter().filter(|w| w.is_open).count();
            program = Program::start(folder)?;
        }
        self.vote_all(program.port)?;
        Ok((program.kill()?, cut_off))
    }

    /// Every connection works while `meanwhile` happens, until it has nothing ahead or is cut off.
    fn vote_while<T>(&mut self, port: u16, meanwhile: impl FnOnce() -> T) -> Outcome<T> {
        let (path, statements) = (&self.path, &self.statements);
        std::thread::scope(|scope| {
            let running: Vec<_> = self.workers.iter_mut().map(|worker| scope.spawn(move || worker.work(port, path, statements))).collect();
            let happened = meanwhile();
            for one in running {
                one.join().map_err(|_| "a voter panicked")??;
            }
            Ok(happened)
        })
    }

    /// Each of these votes is sent `times` at the same moment on connections of their own; how many requests that were.
    pub fn all_at_once(&mut self, port: u16, casts: &[Cast], times: usize) -> Outcome<usize> {
        let ready = Arc::new(Barrier::new(times));
        let (path, statements) = (&self.path, &self.statements);
        let press = || -> Result<Vec<String>, String> {
            let mut connection = Connection::open(port, &Arc::from("")).map_err(|e| e.to_string())?;
            casts
                .iter()
                .map(|cast| {
                    ready.wait();
                    send(&mut connection, path, statements, cast)?.ok_or_else(|| "cut off".to_owned())
                })
                .collect()
        };
        let said = std::thread::scope(|scope| {
            let running: Vec<_> = (0..times).map(|_| scope.spawn(press)).collect();
            running.into_iter().map(|one| one.join().map_err(|_| "a voter panicked".to_owned())?).collect::<Result<Vec<_>, String>>()
        })?;
        for (place, cast) in casts.iter().enumerate() {
            if said.iter().any(|receipts| receipts[place] != said[0][place]) {
                return Err(format!("voter {} has several receipts", cast.voter).into());
            }
            self.others.insert(cast.voter, said[0][place].clone());
        }
        self.more += casts.len();
        Ok(casts.len() * times)
    }

    /// One vote on this connection; its receipt is kept.
    pub fn cast(&mut self, connection: &mut Connection, cast: &Cast) -> Outcome<()> {
        let receipt = send(connection, &self.path, &self.statements, cast)?.ok_or("cut off")?;
        self.others.insert(cast.voter, receipt);
        self.more += 1;
        Ok(())
    }
}

impl Worker {
    fn work(&mut self, port: u16, path: &str, statements: &[String]) -> Result<(), String> {
        let Ok(mut connection) = Connection::open(port, &Arc::from("")) else { return Ok(()) };
        while let Some(cast) = self.ahead.front().copied() {
            let started = Instant::now();
            self.is_open = true;
            let Some(receipt) = send(&mut connection, path, statements, &cast)? else { return Ok(()) };
            self.milliseconds.push(started.elapsed().as_secs_f64() * 1e3);
            self.is_open = false;
            self.ahead.pop_front();
            if self.receipts.entry(cast.voter).or_insert_with(|| receipt.clone()) != &receipt {
                return Err(format!("voter {} has several receipts", cast.voter));
            }
        }
        Ok(())
    }
}

/// The receipt; `None` when the connection is gone, an error for any answer but 200.
fn send(connection: &mut Connection, path: &str, statements: &[String], cast: &Cast) -> Result<Option<String>, String> {
    let word = ["disagree", "pass", "agree"][(cast.vote + 1) as usize];
    let body = format!(r#"{{"statement":"{}","vote":"{word}"}}"#, statements[cast.statement]);
    connection.browser = browser(cast.voter);
    let Ok(answer) = connection.post_of_browser(path, &body) else { return Ok(None) };
    let text = String::from_utf8_lossy(&answer.body);
    let receipt = text.split_once(r#""receipt":""#).and_then(|(_, rest)| rest.split_once('"')).map(|(receipt, _)| receipt.to_owned());
    match (answer.status, receipt) {
        (200, Some(receipt)) => Ok(Some(receipt)),
        (status, _) => Err(format!("a vote was answered {status}: {text}")),
    }
}
