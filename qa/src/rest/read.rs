//! Everything back again, by those who may see it.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::enter::{Desk, Entered, Tokens, sent, signs_in};
use crate::first::{ask, code};
use crate::program::{Outcome, Program};

#[derive(Default)]
pub struct Read {
    pub count: usize,
    pub missing: Vec<String>,
}

pub fn everything(program: &Program, tokens: &Tokens, entered: &Entered, tray: &Path) -> Outcome<Read> {
    let mut desk = Desk::at(program, tokens);
    let mut read = Read::default();
    for (place, who, path, number) in &entered.shown {
        let told = match path.split_once(' ') {
            Some(("GET", page)) => desk.page(who, page),
            // A table that has waited is imported now.
            Some((_, run)) => desk.act(who, run, &json!({})).and_then(|_| {
                let person = desk.one("SELECT MAX(person) FROM person_private")?;
                desk.act("caller", &format!("/people/{person}/contact"), &json!({})).map(|answer| answer.to_string())
            }),
            None => desk.act(who, path, &json!({})).map(|answer| answer.to_string()),
        };
        let is_there = told.as_ref().is_ok_and(|text| text.contains(number.as_str()));
        read.note(is_there, || format!("{place}: {:?}", told.map(|text| text.chars().take(200).collect::<String>())));
    }
    let by_code = second_factor(&desk, entered);
    read.note(by_code.is_ok(), || format!("second factor: {by_code:?}"));
    let by_sms = text_message(&desk, entered, tray);
    read.note(by_sms.is_ok(), || format!("number that gets codes: {by_sms:?}"));
    Ok(read)
}

impl Read {
    fn note(&mut self, is_there: bool, why: impl FnOnce() -> String) {
        self.count += usize::from(is_there);
        if !is_there {
            self.missing.push(why());
        }
    }
}

/// A code is good once: the next one comes within half a minute.
fn second_factor(desk: &Desk, entered: &Entered) -> Outcome<()> {
    let step = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() / 30);
    while step() <= entered.enrolled_step {
        std::thread::sleep(Duration::from_millis(200));
    }
    let (login, password) = &desk.tokens.logins["system"];
    let half = signs_in(desk.port, login, password)?;
    ask(desk.port, "POST", "/sign-in/code", &half, &[("code", &code(&entered.factor)?)]).map(drop)
}

fn text_message(desk: &Desk, entered: &Entered, tray: &Path) -> Outcome<()> {
    let minute = Duration::from_secs(61);
    std::thread::sleep(minute.saturating_sub(entered.clerk_at.elapsed()));
    let earlier = std::fs::read_to_string(tray)?.lines().count();
    let (login, password) = &desk.tokens.logins["clerk"];
    let half = signs_in(desk.port, login, password)?;
    let code = sent(tray, &entered.clerk, earlier)?;
    ask(desk.port, "POST", "/sign-in/code", &half, &[("code", &code)]).map(drop)
}
