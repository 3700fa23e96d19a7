//! Seeds on their way in: by forms, by the API, by tables, as each of the people who enter them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use documents::{Row, Table, write_xlsx};
use serde_json::{Value, json};

use super::seeds::Seeds;
use crate::faults::store::Store;
use crate::first::{ask, code, cookie};
use crate::load::Connection;
use crate::program::{Outcome, Program, accounts, command};

/// API tokens by login.
pub struct Tokens {
    all: BTreeMap<String, Arc<str>>,
    /// (login, password)
    pub logins: BTreeMap<&'static str, (String, String)>,
    /// (proposal, login of its handler)
    pub draft: (String, String),
}

/// (name here, assembly, role)
const PEOPLE: &[(&str, &str, &str)] = &[
    ("keeper", "tangchuan", "org_admin"),
    ("system", "tangchuan", "system_admin"),
    ("caller", "tangchuan", "proposal_office"),
    ("liaison", "tangchuan", "unit_liaison"),
    ("clerk", "jilan", "unit_handler"),
    ("worker", "tingpu", "room_worker"),
    ("officer", "tingpu", "committee_officer"),
];

impl Tokens {
    /// Of everybody who enters or reads, made while the program does not run.
    pub fn made(data: &Path) -> Outcome<Tokens> {
        let mut logins = BTreeMap::new();
        for (name, assembly, role) in PEOPLE {
            let found = accounts(data, assembly, role)?.into_iter().next().ok_or(*role)?;
            let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
            logins.insert(*name, (text("login"), text("password")));
        }
        let drafting =
            "SELECT a.proposal, p.login FROM assignment a JOIN account p ON p.person = a.handler WHERE a.state = 'drafting' LIMIT 1";
        let draft = Store::in_folder(data).rows(drafting)?.into_iter().next().ok_or("no draft")?;
        let draft = (draft[0].clone(), draft[1].clone());
        let mut all = BTreeMap::new();
        for login in logins.values().map(|(login, _)| login).chain([&draft.1]) {
            let said = command(data, &["token", "create", "--login", login])?;
            all.insert(login.clone(), said.trim().lines().last().unwrap_or_default().trim().into());
        }
        Ok(Tokens { all, logins, draft })
    }

    pub fn of(&self, name: &str) -> Outcome<Arc<str>> {
        let login = self.logins.iter().find(|(own, _)| **own == name).map_or(name, |(_, (login, _))| login.as_str());
        self.all.get(login).cloned().ok_or_else(|| format!("no token of {name}").into())
    }
}

/// Where each is read again.
pub struct Entered {
    /// (place, who asks, the act that shows it or the page, the number)
    pub shown: Vec<(&'static str, String, String, String)>,
    /// The secret of the system administrator in base 32, and the half minute since 1970 in which it was last used.
    pub factor: String,
    pub enrolled_step: u64,
    /// The number that gets the clerk's codes, one a minute.
    pub clerk: String,
    pub clerk_at: Instant,
}

/// A desk in one installation.
pub struct Desk<'a> {
    pub port: u16,
    pub store: Store,
    pub tokens: &'a Tokens,
    keys: u32,
}

impl<'a> Desk<'a> {
    pub fn at(program: &Program, tokens: &'a Tokens) -> Desk<'a> {
        Desk { port: program.port, store: Store::in_folder(program.folder.path()), tokens, keys: 0 }
    }

    /// Under a key of repetition, whose answer is kept for a week.
    pub fn act(&mut self, who: &str, path: &str, body: &Value) -> Outcome<Value> {
        self.keys += 1;
        let mut connection = Connection::open(self.port, &self.tokens.of(who)?)?;
        let answer = connection.post(&format!("/api/v1{path}"), &format!("rest-{}-{}", self.port, self.keys), body)?;
        match answer.status {
            200..=299 => answer.json(),
            status => Err(format!("{who} {path}: {status} {}", String::from_utf8_lossy(&answer.body)).into()),
        }
    }

    pub fn page(&self, who: &str, path: &str) -> Outcome<String> {
        let (status, body) = Connection::open(self.port, &self.tokens.of(who)?)?.get(path)?;
        if status == 200 { Ok(String::from_utf8_lossy(&body).into_owned()) } else { Err(format!("{path}: {status}").into()) }
    }

    pub fn one(&self, sql: &str) -> Outcome<String> {
        let row = self.store.rows(sql)?.into_iter().flatten().next();
        row.ok_or_else(|| sql.to_owned().into())
    }
}

pub fn everywhere(program: &Program, tokens: &Tokens, tray: &Path, seeds: &mut Seeds) -> Outcome<Entered> {
    let mut desk = Desk::at(program, tokens);
    let mut shown = people(&mut desk, seeds)?;
    shown.extend(rooms(&mut desk, seeds)?);
    shown.extend(replies(&mut desk, seeds)?);
    for (name, _, _) in PEOPLE {
        seeds.known("API token", tokens.of(name)?.to_string());
    }
    let (factor, clerk) = sign_in(&desk, tray, seeds)?;
    let enrolled_step = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 30;
    Ok(Entered { shown, factor, enrolled_step, clerk, clerk_at: Instant::now() })
}

type Shown = Vec<(&'static str, String, String, String)>;

fn people(desk: &mut Desk, seeds: &mut Seeds) -> Outcome<Shown> {
    let mut shown = Shown::new();
    let first = seeds.number("a person's mobile, replaced");
    let person =
        desk.act("keeper", "/people", &json!({ "name": "钟静存", "mobile": first }))?["id"].as_str().unwrap_or_default().to_owned();
    let mobile = seeds.number("a person's mobile");
    desk.act("keeper", &format!("/people/{person}/particulars"), &json!({ "name": "钟静存", "mobile": mobile }))?;
    shown.push(("person", "caller".into(), format!("/people/{person}/contact"), mobile));

    let login = &desk.tokens.logins["liaison"].0;
    let unit = desk.one(&format!("SELECT g.unit FROM role_grant g JOIN account a ON a.person = g.person WHERE a.login = '{login}'"))?;
    let contact = seeds.number("a unit's contact");
    desk.act("liaison", &format!("/units/{unit}/contacts"), &json!({ "name": "联络人", "telephone": contact }))?;
    shown.push(("unit's contact", "liaison".into(), format!("GET /units/{unit}"), contact));
    let card = seeds.card("a card where a telephone belongs");
    desk.act("liaison", &format!("/units/{unit}/contacts"), &json!({ "name": "联络人乙", "telephone": card }))?;
    shown.push(("card", "liaison".into(), format!("GET /units/{unit}"), card));

    // One table is imported, the other waits; both bring a column that nobody asked for.
    let mobile = seeds.number("an imported mobile");
    table(desk, "名册.xlsx", &[("闻人一", &mobile, &seeds.card("a card in an imported sheet"))], true)?;
    let person = desk.one("SELECT id FROM person WHERE name = '闻人一'")?;
    shown.push(("imported", "caller".into(), format!("/people/{person}/contact"), mobile));
    let (mobile, card) = (seeds.number("a mobile in a table that waits"), seeds.card("a card in a table that waits"));
    let path = table(desk, "名册.csv", &[("闻人二", &mobile, &card)], false)?;
    shown.push(("table that waits", "keeper".into(), format!("RUN {path}/run"), mobile));
    Ok(shown)
}

/// Uploads by the page; where it leads.
fn table(desk: &mut Desk, name: &str, rows: &[(&str, &str, &str)], runs: bool) -> Outcome<String> {
    let columns: Vec<String> = ["姓名", "手机", "身份证号"].map(str::to_owned).into();
    let content = if name.ends_with(".xlsx") {
        let rows = rows.iter().zip(2..).map(|((a, b, c), line)| Row { line, cells: [a, b, c].map(|cell| (*cell).to_owned()).into() });
        write_xlsx(&Table { columns, rows: rows.collect() }, "名册")?
    } else {
        let lines: Vec<String> = rows.iter().map(|(a, b, c)| format!("{a},{b},{c}\n")).collect();
        format!("{}\n{}", columns.join(","), lines.concat()).into_bytes()
    };
    let mut connection = Connection::open(desk.port, &desk.tokens.of("keeper")?)?;
    let answer = connection.upload("/api/v1/imports", name, &json!({ "kind": "people" }), ("file", name, &content))?;
    let id = answer.json()?["id"].as_str().map(str::to_owned);
    let id = id.ok_or_else(|| format!("{name}: {} {}", answer.status, String::from_utf8_lossy(&answer.body)))?;
    if runs {
        desk.act("keeper", &format!("/imports/{id}/run"), &json!({}))?;
    }
    Ok(format!("/imports/{id}"))
}

fn rooms(desk: &mut Desk, seeds: &mut Seeds) -> Outcome<Shown> {
    let mut shown = Shown::new();
    let room = desk.one("SELECT id FROM room WHERE state = 'open' ORDER BY id LIMIT 1")?;
    let number = seeds.number("a resident's, by the form");
    let form = [("title", "路灯不亮"), ("text", "晚上看不清路。"), ("name", "居民甲"), ("telephone", number.as_str())];
    ask(desk.port, "POST", &format!("/public/rooms/{room}/topics"), "", &form)?;
    let topic = desk.one("SELECT MAX(topic) FROM topic_contact")?;
    shown.push(("topic", "worker".into(), format!("/topics/{topic}/contact"), number));

    let number = seeds.number("a resident's, at the door");
    let body = json!({ "room": room, "title": "楼道堆物", "text": "三楼过道走不了人。", "source": "walk_in", "name": "居民乙", "telephone": number });
    let topic = desk.act("worker", "/topics", &body)?["id"].as_str().unwrap_or_default().to_owned();
    shown.push(("topic at the door", "worker".into(), format!("/topics/{topic}/contact"), number));

    let day = desk.one("SELECT id FROM reception_day WHERE state = 'open' ORDER BY id LIMIT 1")?;
    let number = seeds.number("who booked a place");
    let form = [("matter", "楼上漏水"), ("name", "居民丙"), ("telephone", number.as_str())];
    ask(desk.port, "POST", &format!("/public/reception-days/{day}/places"), "", &form)?;
    shown.push(("reception", "worker".into(), format!("/reception-days/{day}/contacts"), number.clone()));
    let visit = desk.one(&format!("SELECT MAX(id) FROM reception_visit WHERE day = {day}"))?;
    desk.act("worker", &format!("/reception-days/{day}/topics"), &json!({ "visit": visit, "title": "楼上漏水", "text": "住户反映。" }))?;
    let topic = desk.one("SELECT MAX(topic) FROM topic_contact")?;
    shown.push(("topic of a reception", "worker".into(), format!("/topics/{topic}/contact"), number));

    let remote = desk.one("SELECT id FROM remote WHERE state = 'device_test' LIMIT 1")?;
    let number = seeds.number("a host's without an account");
    let body = json!({ "name": "村口会场", "place": "村委会", "host_name": "主持人丁", "telephone": number });
    desk.act("officer", &format!("/remotes/{remote}/sites"), &body)?;
    let site = desk.one("SELECT MAX(site) FROM remote_contact")?;
    shown.push(("remote site", "officer".into(), format!("/remote-sites/{site}/contact"), number));
    Ok(shown)
}

fn replies(desk: &mut Desk, seeds: &mut Seeds) -> Outcome<Shown> {
    let (proposal, handler) = desk.tokens.draft.clone();
    let number = seeds.number("in a reply");
    let card = seeds.card("a card in a reply");
    let mut draft = json!({ "body": "现答复如下。", "contact_name": "经办人", "contact_telephone": card });
    desk.act(&handler, &format!("/proposals/{proposal}/draft"), &draft)?;
    draft["contact_telephone"] = json!(number);
    desk.act(&handler, &format!("/proposals/{proposal}/draft"), &draft)?;
    Ok(vec![("reply", handler, format!("GET /proposals/{proposal}/draft"), number)])
}

/// Passwords, sessions, the secret of a second factor, a number that gets codes, and numbers of visitors.
fn sign_in(desk: &Desk, tray: &Path, seeds: &mut Seeds) -> Outcome<(String, String)> {
    let (login, password) = &desk.tokens.logins["system"];
    seeds.known("password", password.clone());
    let half = seeds.known("session", signs_in(desk.port, login, password)?);
    let page = ask(desk.port, "GET", "/sign-in/enrol", &half, &[])?;
    let secret: String = page.split("密钥</dt><dd>").nth(1).ok_or("no secret")?.split('<').next().unwrap_or_default().split(' ').collect();
    let enrolled = ask(desk.port, "POST", "/sign-in/enrol", &half, &[("code", &code(&secret)?)])?;
    let secret = seeds.known("secret of a second factor", secret);
    let session = cookie(&enrolled).map_or(half, |fresh| seeds.known("session", fresh));
    let number = seeds.number("with a new account");
    let form = [("name", "新来人"), ("mobile", number.as_str()), ("login", "newcomer")];
    let made = ask(desk.port, "POST", "/accounts", &session, &form)?;
    if !made.starts_with("HTTP/1.1 303") {
        return Err("no account was made".into());
    }

    let (login, password) = &desk.tokens.logins["clerk"];
    let half = seeds.known("session", signs_in(desk.port, login, password)?);
    let clerk = seeds.number("that gets codes");
    ask(desk.port, "POST", "/sign-in/enrol/sms", &half, &[("mobile", &clerk), ("back", "")])?;
    let code = sent(tray, &clerk, 0)?;
    ask(desk.port, "POST", "/sign-in/enrol/sms/code", &half, &[("code", &code)])?;

    let number = seeds.number("of a visitor");
    ask(desk.port, "POST", "/phone", "", &[("mobile", &number), ("return_to", "/public")])?;
    sent(tray, &number, 1)?;
    Ok((secret, clerk))
}

pub fn signs_in(port: u16, login: &str, password: &str) -> Outcome<String> {
    let half = cookie(&ask(port, "POST", "/sign-in", "", &[("login", login), ("password", password)])?)?;
    Ok(half)
}

/// The six digits that left for a number, behind so many earlier messages.
pub fn sent(tray: &Path, number: &str, earlier: usize) -> Outcome<String> {
    for _ in 0..100 {
        let text = std::fs::read_to_string(tray).unwrap_or_default();
        let message = text.lines().skip(earlier).find(|line| line.contains(number));
        let digits = message.and_then(|line| line.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6));
        if let Some(digits) = digits {
            return Ok(digits.to_owned());
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    Err("no text message left".into())
}
