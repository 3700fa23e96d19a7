//! Members who draft and hand in without pause, keep every answer, and ask again under the same key when there was none.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::store::Store;
use crate::load::Connection;
use crate::program::{Outcome, Program, accounts, command, token};

/// What was asked and is not answered yet.
struct Asked {
    key: String,
    path: String,
    body: Value,
    act: Act,
    title: String,
    file: Option<Vec<u8>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    Draft,
    Submit,
    /// A draft that the office registers with the scan of its paper.
    Register,
}

/// An act that was acknowledged.
pub struct Told {
    pub act: Act,
    pub id: String,
    pub title: String,
    /// Microseconds since 1970, when the answer had been read.
    pub at_us: u128,
    pub took: Duration,
}

pub struct Client {
    pub token: Arc<str>,
    name: String,
    /// Registers papers that this person signed.
    signer: Option<String>,
    /// The size of each paper, about.
    pub scan_bytes: usize,
    turn: u64,
    open: Option<Asked>,
    pub told: Vec<Told>,
    /// Answers 429, 500, 503 and 507, and when they came.
    pub refused: Vec<(u16, Instant)>,
    /// What the last of them said.
    pub words: String,
    /// When the request began whose connection was cut off.
    pub cut: Option<Instant>,
    /// An answer that no fault explains.
    pub surprise: Option<String>,
}

/// One for each of the first `count` members of the demonstration in `data`; `more` are arguments of every command.
pub fn members(data: &Path, count: usize, more: &[&str]) -> Outcome<Vec<Client>> {
    let accounts = accounts(data, "tangchuan", "member")?;
    let made = accounts.iter().take(count).enumerate().map(|(n, account)| {
        let login = account["login"].as_str().ok_or("no login")?;
        let said = command(data, &[more, &["token", "create", "--login", login]].concat())?;
        let token = said.trim().lines().last().unwrap_or_default().trim().into();
        Ok(Client::new(token, format!("c{n}"), None))
    });
    made.collect()
}

/// The office, which registers what the first member of the demonstration in `data` signed on paper.
pub fn registrar(data: &Path) -> Outcome<Client> {
    let accounts = accounts(data, "tangchuan", "member")?;
    let name = accounts.first().and_then(|a| a["name"].as_str()).ok_or("no member")?;
    let found = Store::in_folder(data).rows(&format!("SELECT id FROM person WHERE name = '{name}'"))?;
    let signer = found.into_iter().flatten().next().ok_or("no such person")?;
    Ok(Client::new(token(data, "tangchuan", "proposal_office")?, "cx".into(), Some(signer)))
}

impl Client {
    fn new(token: Arc<str>, name: String, signer: Option<String>) -> Client {
        Client {
            token,
            name,
            signer,
            scan_bytes: 5_000,
            turn: 0,
            open: None,
            told: Vec::new(),
            refused: Vec::new(),
            words: String::new(),
            cut: None,
            surprise: None,
        }
    }

    /// Writes until the program is gone or `until`; what was not answered stays open.
    pub fn work(&mut self, port: u16, until: Instant, pause: Duration) {
        let Ok(mut connection) = Connection::open(port, &self.token) else { return };
        while Instant::now() < until && self.surprise.is_none() {
            let asked = self.open.take().unwrap_or_else(|| self.next());
            if !self.ask(&mut connection, asked) {
                return;
            }
            std::thread::sleep(pause);
        }
    }

    /// Asks again for what is open until it is answered.
    pub fn settle(&mut self, port: u16) -> Outcome<()> {
        let until = Instant::now() + Duration::from_secs(20);
        while let Some(asked) = self.open.take() {
            if Instant::now() > until {
                return Err(format!("{} {} gets no answer", asked.key, asked.path).into());
            }
            let mut connection = Connection::open(port, &self.token)?;
            if !self.ask(&mut connection, asked) || self.open.is_some() {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        self.surprise.take().map_or(Ok(()), |surprise| Err(surprise.into()))
    }

    pub fn is_waiting(&self) -> bool {
        self.open.is_some()
    }

    fn next(&mut self) -> Asked {
        self.turn += 1;
        let key = format!("{}-{}", self.name, self.turn);
        if let Some(last) = self.told.last().filter(|last| last.act == Act::Draft && self.turn % 2 == 0) {
            let path = format!("/api/v1/proposals/{}/submission", last.id);
            return Asked { key, path, body: json!({ "no_secrets": true }), act: Act::Submit, title: last.title.clone(), file: None };
        }
        let title = format!("关于改进第{key}号网格公共设施管护的建议");
        let mut body = json!({
            "title": title, "background": "设施建成多年，分属几家单位。", "analysis": "台账不清，巡查流于形式。",
            "suggestions": ["建立一本台账。", "明确一家单位牵头。"],
        });
        let (mut act, mut file) = (Act::Draft, None);
        if let Some(signer) = &self.signer {
            body["paper_signer"] = signer.as_str().into();
            body["paper_signed_on"] = "2026-01-05".into();
            let line = format!("signed paper {key}\n");
            file = Some(line.repeat(self.scan_bytes / line.len()).into_bytes());
            act = Act::Register;
        }
        Asked { key, path: "/api/v1/proposals".into(), body, act, title, file }
    }

    /// `false` when the connection is gone.
    fn ask(&mut self, connection: &mut Connection, asked: Asked) -> bool {
        let started = Instant::now();
        let answer = match &asked.file {
            None => connection.post(&asked.path, &asked.key, &asked.body),
            Some(content) => connection.upload(&asked.path, &asked.key, &asked.body, ("paper_scan", "paper.txt", content)),
        };
        let Ok(answer) = answer else {
            self.cut = Some(started);
            self.open = Some(asked);
            return false;
        };
        let at_us = now_us();
        match (answer.status, answer.json()) {
            (200 | 201, Ok(body)) if body["id"].is_string() => {
                let id = body["id"].as_str().unwrap_or_default().to_owned();
                self.told.push(Told { act: asked.act, id, title: asked.title, at_us, took: started.elapsed() });
            }
            (status @ (429 | 500 | 503 | 507), body) => {
                self.words = body.ok().and_then(|body| body["title"].as_str().map(str::to_owned)).unwrap_or_default();
                self.refused.push((status, Instant::now()));
                self.open = Some(asked);
                std::thread::sleep(Duration::from_millis(20));
            }
            (status, _) => {
                let text = String::from_utf8_lossy(&answer.body).chars().take(300).collect::<String>();
                self.surprise = Some(format!("{} {} answered {status}: {text}", asked.key, asked.path));
            }
        }
        true
    }
}

/// Microseconds since 1970.
pub fn now_us() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros())
}

/// All of them at once for `how_long`, while `meanwhile` happens to the program.
pub fn work_while<T>(clients: &mut [Client], port: u16, how_long: Duration, pause: Duration, meanwhile: impl FnOnce() -> T) -> T {
    let until = Instant::now() + how_long;
    std::thread::scope(|scope| {
        for client in clients {
            scope.spawn(move || client.work(port, until, pause));
        }
        meanwhile()
    })
}

pub fn settle_all(clients: &mut [Client], program: &Program) -> Outcome<()> {
    clients.iter_mut().try_for_each(|client| client.settle(program.port))
}

pub fn acknowledged(clients: &[Client]) -> usize {
    clients.iter().map(|client| client.told.len()).sum()
}
