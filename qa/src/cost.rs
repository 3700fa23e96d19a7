//! What the pages of every day cost, beside what they cost at least: a server that answers a constant, the same page drawn
//! from a finished view, and the statements alone. All of it in one run, by the CPU time of the process that answers.

mod limits;
mod sql;

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

pub use limits::serve as serve_limits;

use crate::Length;
use crate::list::{Names, write_rows};
use crate::load::{Connection, closed_loop};
use crate::pressure::{closed, draft, in_seconds, members};
use crate::program::{Outcome, Program, command, cpu_us, token};
use limits::Limits;

/// A page may cost so much of the page without a database and the bare statements.
const OF_LIMITS: f64 = 1.5;
/// At most so much more at 100,000 than at 1,000.
const FLAT: f64 = 1.3;
const CONNECTIONS: usize = 8;
/// The cheapest and the dearest page of the civic programs that were measured on a machine like this.
const PEERS_US: [u32; 2] = [34_000, 102_000];
/// Stands in one title.
const SEARCH: &str = "/proposals?q=%E7%AC%AC777%E7%BD%91%E6%A0%BC";

pub fn run(length: Length) -> Outcome<Value> {
    let seconds = if length == Length::Long { 15 } else { 4 };
    let small = Place::install(1_000)?;
    let before = [small.page("/proposals", seconds)?, small.page(&small.detail, seconds)?];
    drop(small);
    let mut figures = Map::new();
    let (mut good, mut ratios) = (true, Map::new());
    for rows in [2_000, 100_000] {
        let place = Place::install(rows)?;
        let pages = [("list", place.page("/proposals", seconds)?), ("detail", place.page(&place.detail, seconds)?)];
        figures.insert(format!("search_at_{rows}"), place.page(SEARCH, seconds)?.json());
        figures.insert(format!("rss_mb_at_{rows}"), place.program.rss_mb()?.round().into());
        let Place { program, office, detail } = place;
        let folder = program.stop()?;
        let limits = Limits::start(folder.path(), &office, &detail)?;
        figures.insert(format!("bare_server_at_{rows}"), limits.measure("/constant", CONNECTIONS, seconds)?.json());
        for ((name, page), path) in pages.into_iter().zip(["/proposals", &detail]) {
            let without = limits.measure(path, CONNECTIONS, seconds)?;
            let (sql_us, statements) = sql::cost(folder.path(), &office, path)?;
            let ratio = page.cpu_us / (without.cpu_us + sql_us);
            good &= ratio <= OF_LIMITS;
            ratios.insert(format!("{name}_at_{rows}"), rounded(ratio).into());
            figures.insert(format!("{name}_at_{rows}"), page.json());
            figures.insert(format!("{name}_without_database_at_{rows}"), without.json());
            figures.insert(format!("{name}_statements_at_{rows}"), json!({ "count": statements, "cpu_us": sql_us.round() }));
            if rows == 100_000 {
                let flat = page.cpu_us / before[usize::from(name == "detail")].cpu_us;
                good &= flat <= FLAT;
                ratios.insert(format!("{name}_from_1000_to_100000"), rounded(flat).into());
            }
        }
        drop(limits);
        // Last, as thousands of drafts that nobody else may see stand before what a list shows.
        figures.insert(format!("create_at_{rows}"), create(&Program::start(folder)?, seconds)?.json());
    }
    let mut outcome =
        json!({ "good": good, "ratios": ratios, "of_limits_at_most": OF_LIMITS, "flat_at_most": FLAT, "connections": CONNECTIONS });
    for (name, cost) in ["list_at_1000", "detail_at_1000"].into_iter().zip(before) {
        outcome[name] = cost.json();
    }
    figures.into_iter().for_each(|(name, value)| outcome[name] = value);
    outcome["peers_page_cpu_us"] = json!(PEERS_US);
    Ok(outcome)
}

/// An installation with so many proposals of past years.
struct Place {
    program: Program,
    office: Arc<str>,
    /// The page of a proposal of the demonstration that has been through everything.
    detail: String,
}

impl Place {
    fn install(rows: usize) -> Outcome<Place> {
        let folder = Program::start(tempfile::tempdir()?)?.stop()?;
        let office = token(folder.path(), "tangchuan", "proposal_office")?;
        let program = Program::start(folder)?;
        let closed = Connection::open(program.port, &office)?.get("/api/v1/proposals?state=closed")?.1;
        let closed: Value = serde_json::from_slice(&closed)?;
        let detail = format!("/proposals/{}", closed["items"][0]["id"].as_str().ok_or("the demonstration has nothing closed")?);
        let folder = program.stop()?;
        import(folder.path(), rows)?;
        let program = Program::start(folder)?;
        program.rest()?;
        Ok(Place { program, office, detail })
    }

    fn page(&self, path: &str, seconds: u64) -> Outcome<Cost> {
        Cost::of(self.program.id(), self.program.port, &self.office, path, CONNECTIONS, seconds)
    }
}

fn create(program: &Program, seconds: u64) -> Outcome<Cost> {
    let tokens = members(program.folder.path(), CONNECTIONS)?;
    program.rest()?;
    let before = program.cpu_us()?;
    let post = |connection: &mut Connection, worker: usize, round: usize| {
        let answer = connection.post("/api/v1/proposals", &format!("cost-{worker}-{round}"), &draft(round))?;
        if answer.status == 201 { Ok(Some(answer)) } else { Err(format!("answered {}", answer.status).into()) }
    };
    let (latencies, _) = closed(program.port, &tokens, in_seconds(seconds), post, |_| None)?;
    Ok(Cost::new(program.cpu_us()? - before, &latencies, seconds))
}

/// So many proposals of past years.
pub fn import(data: &Path, rows: usize) -> Outcome<()> {
    let (file, names) = (data.join("rows.jsonl"), Names::of(data)?);
    for from in (0..rows).step_by(10_000) {
        write_rows(&file, &names, from, (rows - from).min(10_000))?;
        command(data, &["import", "proposals", file.to_str().ok_or("path")?, "--assembly", "tangchuan"])?;
    }
    Ok(std::fs::remove_file(file)?)
}

/// Of one kind of request: CPU microseconds of the process that answers, and what its callers saw.
struct Cost {
    cpu_us: f64,
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
}

impl Cost {
    fn of(process: u32, port: u16, who: &Arc<str>, path: &str, connections: usize, seconds: u64) -> Outcome<Cost> {
        let pages = [(Arc::clone(who), path.to_owned())];
        closed_loop(port, &pages, connections, 1)?;
        let before = cpu_us(process)?;
        let latencies = closed_loop(port, &pages, connections, seconds)?;
        Ok(Cost::new(cpu_us(process)? - before, &latencies, seconds))
    }

    fn new(spent_us: u64, latencies: &crate::load::Latencies, seconds: u64) -> Cost {
        let count = latencies.count() as f64;
        Cost {
            cpu_us: spent_us as f64 / count,
            per_second: count / seconds as f64,
            p50_ms: latencies.quantile(0.5),
            p99_ms: latencies.quantile(0.99),
        }
    }

    fn json(&self) -> Value {
        json!({ "cpu_us": self.cpu_us.round(), "per_second": self.per_second.round(), "p50_ms": rounded(self.p50_ms), "p99_ms": rounded(self.p99_ms) })
    }
}

fn rounded(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}
