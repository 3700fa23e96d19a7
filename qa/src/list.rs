//! The list page: flat from 1,000 to 100,000 for the filters that clerks use most, and quick under load.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::Length;
use crate::load::{Connection, closed_loop};
use crate::program::{Outcome, Program, accounts, command, token};

const CATEGORIES: [&str; 8] = ["经济发展", "农业农村", "教育科技", "医药卫生", "城乡建设", "生态环境", "文化旅游", "社会保障"];
const STATES: [&str; 4] = ["closed", "closed", "closed", "replied"];
/// The heading of the unit's name in the export.
const UNIT_NAME: &str = "名称";
/// At most so much more at 100,000 than at 1,000.
const FLAT: f64 = 1.3;
const P99_MS: f64 = 60.0;

/// Who signs and who handles in the rows: the members and units of the demonstration in `data`.
pub struct Names {
    members: Vec<Value>,
    units: Vec<Value>,
}

impl Names {
    pub fn of(data: &Path) -> Outcome<Names> {
        let members = accounts(data, "tangchuan", "member")?.into_iter().map(|a| a["name"].clone()).collect();
        let units = command(data, &["export", "units", "--assembly", "tangchuan", "--format", "jsonl"])?;
        let units = units.lines().map(|line| Ok(serde_json::from_str::<Value>(line)?[UNIT_NAME].clone())).collect::<Outcome<_>>()?;
        Ok(Names { members, units })
    }
}

/// Invented proposals of past years, as a file that `import` takes.
pub fn write_rows(path: &Path, names: &Names, from: usize, count: usize) -> Outcome<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    for n in from..from + count {
        let year = 2016 + n % 8;
        let row = json!({
            "案号": format!("{:06}", n + 1),
            "案由": format!("关于改进第{}网格公共设施管护的建议", n + 1),
            "提案人": names.members[n % names.members.len()],
            "承办单位": names.units[n % names.units.len()],
            "类别": CATEGORIES[n % CATEGORIES.len()],
            "背景情况": "设施建成多年，分属几家单位，损坏后不知道找谁。",
            "问题及分析": "台账不清，经费没有着落，巡查流于形式。",
            "具体建议": "一、建立一本台账。二、明确一家单位牵头。三、每季度公布一次维修情况。",
            "年度": year.to_string(),
            "状态": STATES[n % STATES.len()],
        });
        writeln!(out, "{row}")?;
    }
    Ok(out.flush()?)
}

struct Installed {
    program: Program,
    /// Name, who asks, path.
    filters: Vec<(&'static str, Arc<str>, String)>,
}

fn install(rows: usize) -> Outcome<Installed> {
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let file = folder.path().join("rows.jsonl");
    let names = Names::of(folder.path())?;
    for from in (0..rows).step_by(10_000) {
        write_rows(&file, &names, from, (rows - from).min(10_000))?;
        command(folder.path(), &["import", "proposals", file.to_str().ok_or("path")?, "--assembly", "tangchuan"])?;
    }
    let office = token(folder.path(), "tangchuan", "proposal_office")?;
    let member = token(folder.path(), "tangchuan", "member")?;
    let program = Program::start(folder)?;
    program.rest()?;
    let mut connection = Connection::open(program.port, &office)?;
    let (_, page) = connection.get("/proposals")?;
    let page = String::from_utf8_lossy(&page).into_owned();
    let first = |name: &str| -> Option<String> {
        let rest = page.split(&format!("name=\"{name}\"")).nth(1)?;
        let values: Vec<&str> = rest.split("</select>").next()?.split("value=\"").skip(1).filter_map(|v| v.split('"').next()).collect();
        values.into_iter().find(|v| !v.is_empty()).map(str::to_owned)
    };
    let mut filters =
        vec![("none", Arc::clone(&office), "/proposals".to_owned()), ("state", Arc::clone(&office), "/proposals?state=closed".into())];
    for name in ["category", "session", "unit"] {
        let value = first(name).ok_or_else(|| format!("the list has no filter {name}"))?;
        filters.push((name, Arc::clone(&office), format!("/proposals?{name}={value}")));
    }
    filters.push(("signer", member, "/proposals?mine=1".into()));
    Ok(Installed { program, filters })
}

/// CPU microseconds of the program for each request of a page, asked for one after the other.
fn cost(installed: &Installed, who: &Arc<str>, path: &str) -> Outcome<f64> {
    let mut connection = Connection::open(installed.program.port, who)?;
    for _ in 0..50 {
        connection.get(path)?;
    }
    let rounds = 1_000;
    let before = installed.program.cpu_us()?;
    for _ in 0..rounds {
        connection.get(path)?;
    }
    Ok((installed.program.cpu_us()? - before) as f64 / rounds as f64)
}

pub fn run(_: Length) -> Outcome<Value> {
    let small = install(1_000)?;
    let mut small_costs = Vec::new();
    for (name, who, path) in &small.filters {
        small_costs.push((*name, cost(&small, who, path)?));
    }
    drop(small);
    let large = install(100_000)?;
    let (ready_ms, rss_mb) = (large.program.ready_ms, large.program.rss_mb()?);
    let mut filters = serde_json::Map::new();
    let mut flat = true;
    for (name, who, path) in &large.filters {
        let Some((_, then)) = small_costs.iter().find(|(n, _)| n == name) else { continue };
        let now = cost(&large, who, path)?;
        let ratio = now / then;
        flat &= ratio <= FLAT;
        filters.insert(
            (*name).to_owned(),
            json!({ "at_1000_us": then.round(), "at_100000_us": now.round(), "ratio": (ratio * 100.0).round() / 100.0 }),
        );
    }
    let pages: Vec<_> = large.filters.iter().map(|(_, who, path)| (Arc::clone(who), path.clone())).collect();
    let latencies = closed_loop(large.program.port, &pages, 32, 20)?;
    let p99 = latencies.quantile(0.99);
    Ok(json!({
        "good": flat && p99 <= P99_MS, "filters": filters, "flat_limit": FLAT,
        "requests": latencies.count(), "per_second": latencies.count() / 20,
        "p50_ms": latencies.quantile(0.5), "p99_ms": p99, "p99_limit_ms": P99_MS,
        "ready_ms": ready_ms as u64, "rss_idle_mb": rss_mb.round(),
    }))
}
