//! R42: what `cargo deny check licenses bans sources` says, held by a test, because that tool takes longer to build than all of ours.
//! Known advisories need the public database: `cargo deny check advisories` before a release.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::run::root;
use crate::sbom::is_permissive;

/// Of a block of Cargo.lock.
fn field<'a>(block: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name} = \"");
    block.lines().find_map(|line| Some(line.strip_prefix(start.as_str())?.trim_end_matches('"')))
}

/// `deny = [{ crate = "a" }, { crate = "b", wrappers = ["c"] }]` of deny.toml: names, and who may have it all the same.
fn denied(rules: &str) -> Vec<(String, Vec<String>)> {
    let list = rules.lines().find_map(|line| line.strip_prefix("deny = [")).unwrap_or_default();
    let quoted = |text: &str| text.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let entries = list.split('}').map(quoted).filter(|names| !names.is_empty());
    entries.map(|mut names| (names.remove(0), names)).collect()
}

#[test]
fn nothing_forbidden_is_in_the_lock() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock");
    let rules = denied(&fs::read_to_string(root().join("deny.toml")).expect("deny.toml"));
    assert!(rules.len() >= 4, "{rules:?}");
    let blocks: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    for (name, wrappers) in &rules {
        let needs = format!("\n \"{name}");
        let having = blocks.iter().filter(|block| block.contains(&format!("{needs}\"")) || block.contains(&format!("{needs} ")));
        for user in having.filter_map(|block| field(block, "name")) {
            assert!(wrappers.iter().any(|wrapper| wrapper == user), "{user} brings {name}");
        }
    }
    for block in blocks {
        let name = field(block, "name").unwrap_or_default();
        match field(block, "source") {
            Some(source) => assert!(source.starts_with("registry+") && field(block, "checksum").is_some(), "{name} comes from {source}"),
            None => assert!(field(block, "checksum").is_none(), "{name}"),
        }
    }
}

/// Of tests and builds too, and for both processors.
#[test]
fn every_licence_is_permissive() {
    for target in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"] {
        let arguments = ["metadata", "--locked", "--format-version", "1", "--filter-platform", target];
        let out = Command::new("cargo").args(arguments).current_dir(root()).output().expect("cargo");
        let all: Value = serde_json::from_slice(&out.stdout).expect("metadata");
        for package in all["packages"].as_array().expect("a list") {
            let licence = package["license"].as_str().unwrap_or_default().replace('/', " OR ");
            assert!(is_permissive(&licence), "{}: {licence:?}", package["name"]);
        }
    }
}

#[test]
fn no_dependency_is_a_wildcard() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    assert!(!workspace.contains("\"*\""), "every dependency has a version");
}
