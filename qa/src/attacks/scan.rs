//! R29: the scanners sqlmap and wapiti against a demonstration city.

use std::process::Command;

use serde_json::{Value, json};

use super::schema::log;
use super::tools;
use crate::Length;
use crate::program::{Outcome, Program};

/// Its module `csrf` looks for tokens in forms; here requests of other sites are refused by Sec-Fetch-Site and Origin, which
/// server/tests/routes.rs shows for every route.
const WAPITI: &str = "sql,xss,permanentxss,file,exec,crlf,redirect,methods,backup,htaccess";

pub fn run(length: Length) -> Outcome<Value> {
    let long = length == Length::Long;
    let program = Program::start(tempfile::tempdir()?)?;
    let sql = sqlmap(&program, if long { 1_800 } else { 240 }, long)?;
    let web = wapiti(&program, if long { 1_800 } else { 240 })?;
    let (lines, errors) = log(&program)?;
    let good = sql["injectable"] == 0 && sql["tried"].as_u64() > Some(0) && web["found"] == 0 && errors == 0;
    Ok(json!({ "good": good, "sqlmap": sql, "wapiti": web, "lines_of_the_log": lines, "server_errors": errors }))
}

/// Every parameter of every list of the API, and the ids in paths.
fn sqlmap(program: &Program, seconds: u64, long: bool) -> Outcome<Value> {
    let tool = tools::tool("sqlmap")?;
    let token = program.token("tangchuan", "proposal_office")?;
    let described = described(program, &token)?;
    let folder = tools::folder().join("sqlmap");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let list = folder.join("urls.txt");
    let urls: Vec<String> = urls(&described, program.port).into_iter().take(if long { usize::MAX } else { 3 }).collect();
    std::fs::write(&list, urls.join("\n"))?;
    let mut command = Command::new(tool);
    command.arg("-m").arg(&list).arg("--output-dir").arg(&folder);
    command.args(["--batch", "--smart", "--flush-session", "--disable-coloring", "--threads", "2"]);
    command.args(["--level", if long { "3" } else { "1" }, "--risk", if long { "2" } else { "1" }, "--ignore-code", "*"]);
    command.arg("--header").arg(format!("Authorization: Bearer {token}"));
    let out = tools::run(&mut command, seconds)?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    std::fs::write(tools::folder().join("sqlmap.txt"), &said)?;
    let injectable = said.matches("is vulnerable").count() + said.matches("appears to be injectable").count();
    let tried = said.matches("testing URL").count();
    Ok(json!({ "urls": urls.len(), "tried": tried, "whole": out.status.success(), "injectable": injectable }))
}

fn described(program: &Program, token: &std::sync::Arc<str>) -> Outcome<Value> {
    let (_, body) = crate::load::Connection::open(program.port, token)?.get("/api/openapi.json")?;
    Ok(serde_json::from_slice(&body)?)
}

/// Each GET with a value for every parameter.
fn urls(described: &Value, port: u16) -> Vec<String> {
    let mut urls = Vec::new();
    for (path, methods) in described["paths"].as_object().into_iter().flatten() {
        let names: Vec<&str> = methods["get"]["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|p| p["in"] == "query")
            .filter_map(|p| p["name"].as_str())
            .collect();
        if methods["get"].is_object() && !names.is_empty() {
            let query = names.iter().map(|name| format!("{name}=1")).collect::<Vec<_>>().join("&");
            urls.push(format!("http://127.0.0.1:{port}{}?{query}", path.replace("{id}", "1")));
        }
    }
    urls
}

fn wapiti(program: &Program, seconds: u64) -> Outcome<Value> {
    let tool = tools::tool("wapiti")?;
    let token = program.token("tangchuan", "proposal_office")?;
    let report = tools::folder().join("wapiti.json");
    let _ = std::fs::remove_file(&report);
    let mut command = Command::new(tool);
    command.args(["-u", &format!("http://127.0.0.1:{}/", program.port), "--scope", "domain", "--flush-session"]);
    command.args(["-m", WAPITI, "-d", "4", "--max-files-per-dir", "30", "--max-links-per-page", "60", "--no-bugreport"]);
    command.args(["--max-scan-time", &(seconds / 4).to_string(), "--max-attack-time", &(seconds / 16).to_string()]);
    command.args(["-H", &format!("Authorization: Bearer {token}"), "-f", "json", "-o"]).arg(&report);
    let out = tools::run(&mut command, seconds)?;
    std::fs::write(tools::folder().join("wapiti.txt"), &out.stdout)?;
    let found: Value = serde_json::from_str(&std::fs::read_to_string(&report)?)?;
    let count =
        |part: &str| -> usize { found[part].as_object().into_iter().flatten().filter_map(|(_, v)| v.as_array()).map(Vec::len).sum() };
    Ok(json!({ "found": count("vulnerabilities") + count("anomalies"), "pages": found["infos"]["crawled_pages_nbr"] }))
}
