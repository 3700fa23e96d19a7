//! O7: a network without the world. The program is traced from its first step: it connects to nothing that is not on this
//! machine, asks no name server, and no page of it sends a browser elsewhere.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::Length;
use crate::load::Connection;
use crate::program::{Outcome, Program, accounts};

pub fn run(_: Length) -> Outcome<Value> {
    let trace = tempfile::NamedTempFile::new()?;
    let program = Program::start_with(tempfile::tempdir()?, |serve| traced(serve, trace.path()))?;
    let people = accounts(program.folder.path(), "tangchuan", "member")?.len();
    let (mut pages, mut remote) = (0, BTreeSet::new());
    for role in ["member", "proposal_office", "unit_handler", "system_admin", "org_admin", "auditor_admin"] {
        let mut connection = Connection::open(program.port, &program.token("tangchuan", role)?)?;
        let (_, described) = connection.get("/api/openapi.json")?;
        let described: Value = serde_json::from_slice(&described)?;
        for (path, methods) in described["paths"].as_object().into_iter().flatten() {
            if methods["get"].is_object() && !path.contains('{') {
                for path in [path.as_str(), path.trim_start_matches("/api/v1")] {
                    let (status, body) = connection.get(path)?;
                    pages += usize::from(status == 200);
                    remote.extend(elsewhere(&String::from_utf8_lossy(&body), program.port));
                }
            }
        }
    }
    drop(program.stop()?);
    let (calls, outside) = connections(&std::fs::read_to_string(trace.path())?);
    Ok(json!({
        "good": outside.is_empty() && remote.is_empty() && pages > 50 && calls > 0, "pages": pages, "people": people,
        "network_calls_traced": calls, "addresses_elsewhere": outside, "references_elsewhere": remote,
    }))
}

fn traced(serve: &mut Command, log: &Path) {
    let mut traced = Command::new("strace");
    traced.args(["-D", "-f", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg,bind", "-o"]).arg(log);
    traced.arg(serve.get_program()).args(serve.get_args());
    *serve = traced;
}

/// How many calls there were, and the addresses in them that are not of this machine.
fn connections(log: &str) -> (usize, BTreeSet<String>) {
    let mut outside = BTreeSet::new();
    let calls = log.lines().filter(|line| line.contains('(')).inspect(|line| {
        let address = |start: &str| line.split(start).nth(1).and_then(|rest| rest.split('"').next());
        let address = address("inet_addr(\"").or_else(|| address("inet_pton(AF_INET6, \""));
        outside.extend(address.filter(|at| !at.starts_with("127.") && *at != "::1").map(str::to_owned));
    });
    (calls.count(), outside)
}

/// What a browser would fetch from another place.
fn elsewhere(page: &str, port: u16) -> Vec<String> {
    let own = format!("http://127.0.0.1:{port}");
    let places = ["src=\"", "href=\"", "url(", "action=\""].into_iter().flat_map(|start| page.split(start).skip(1));
    let outside = places.filter(|at| (at.starts_with("http") || at.starts_with("//")) && !at.starts_with(&own));
    outside.map(|at| at.chars().take_while(|c| !matches!(c, '"' | ')' | '<')).take(60).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_elsewhere_is_seen() {
        let log = "12 connect(5, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr(\"10.0.0.1\")}, 16) = 0\n\
                   12 bind(5, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0\n\
                   12 connect(5, {sa_family=AF_INET6, inet_pton(AF_INET6, \"2001:db8::1\", &sin6_addr)}, 28) = 0";
        let (calls, outside) = connections(log);
        assert_eq!((calls, outside.into_iter().collect::<Vec<_>>()), (3, vec!["10.0.0.1".to_owned(), "2001:db8::1".to_owned()]));
        assert_eq!(elsewhere("<a href=\"https://a.example/b\"><img src=\"/c\">", 1), ["https://a.example/b"]);
    }
}
