//! `sbom`: every crate that is compiled into the program, with version, licence and checksum, as CycloneDX 1.5.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::{Value, json};

use crate::run::root;

const PROGRAM: &str = "shangliang";

pub fn run(args: &[String]) -> bool {
    let file = args.first().map_or_else(|| root().join("target/shangliang.cdx.json"), |name| name.into());
    match bill().and_then(|bill| Ok(std::fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&bill)?))?)) {
        Ok(()) => {
            println!("{}", file.display());
            true
        }
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            false
        }
    }
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn bill() -> Outcome<Value> {
    let arguments = ["metadata", "--locked", "--format-version", "1", "--filter-platform", "x86_64-unknown-linux-gnu"];
    let out = Command::new("cargo").args(arguments).current_dir(root()).output()?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into());
    }
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    of(&serde_json::from_slice(&out.stdout)?, &checksums(&lock))
}

fn of(metadata: &Value, checksums: &BTreeMap<(String, String), String>) -> Outcome<Value> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages: BTreeMap<String, Value> = list(&metadata["packages"]).into_iter().map(|p| (text(&p["id"]), p)).collect();
    // What only tests need is not in the program.
    let needs: BTreeMap<String, Vec<String>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let built_in = |dep: &&Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
            (text(&node["id"]), list(&node["deps"]).iter().filter(built_in).map(|dep| text(&dep["pkg"])).collect())
        })
        .collect();
    let start = packages.iter().find(|(_, p)| p["name"] == PROGRAM).map(|(id, _)| id.clone()).ok_or("no such package")?;
    let (mut met, mut waiting) = (BTreeSet::new(), vec![start.clone()]);
    while let Some(id) = waiting.pop() {
        if met.insert(id.clone()) {
            waiting.extend(needs.get(&id).into_iter().flatten().cloned());
        }
    }
    let reference =
        |id: &str| packages.get(id).map(|p| format!("pkg:cargo/{}@{}", text(&p["name"]), text(&p["version"]))).unwrap_or_default();
    let component = |id: &String| {
        let package = &packages[id];
        let (name, version) = (text(&package["name"]), text(&package["version"]));
        let mut entry = json!({ "type": "library", "bom-ref": reference(id), "name": name, "version": version, "purl": reference(id) });
        if let Some(licence) = package["license"].as_str() {
            entry["licenses"] = json!([{ "expression": licence.replace('/', " OR ").split_whitespace().collect::<Vec<_>>().join(" ") }]);
        }
        if let Some(sum) = checksums.get(&(name, version)) {
            entry["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
        }
        entry
    };
    let mut program = component(&start);
    program["type"] = "application".into();
    let components: Vec<Value> = met.iter().filter(|id| **id != start).map(component).collect();
    let edges = met.iter().map(
        |id| json!({ "ref": reference(id), "dependsOn": needs.get(id).into_iter().flatten().map(|n| reference(n)).collect::<Vec<_>>() }),
    );
    Ok(json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": program },
        "components": components,
        "dependencies": edges.collect::<Vec<_>>(),
    }))
}

/// By name and version, as Cargo.lock has them.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let field = |block: &str, name: &str| {
        let start = format!("{name} = \"");
        block.lines().find_map(|line| Some(line.strip_prefix(&start)?.trim_end_matches('"').to_owned()))
    };
    let blocks = lock.split("[[package]]");
    blocks.filter_map(|b| Some(((field(b, "name")?, field(b, "version")?), field(b, "checksum")?))).collect()
}

/// Of every choice one side, of every sum all parts: what deny.toml allows.
#[cfg(test)]
pub fn is_permissive(licence: &str) -> bool {
    let allowed = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
    let plain = licence.replace(['(', ')'], "");
    let known = |one: &str| allowed.contains(&format!("\"{}\"", one.trim()));
    !plain.is_empty() && plain.split(" AND ").all(|part| part.split(" OR ").any(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_the_program_is_on_the_bill_and_tests_are_not() {
        let bill = bill().expect("made");
        let names: Vec<&str> = bill["components"].as_array().expect("a list").iter().filter_map(|c| c["name"].as_str()).collect();
        assert!(names.contains(&"rusqlite") && names.contains(&"kernel") && names.len() > 100, "{}", names.len());
        assert!(!names.contains(&"proptest") && !names.contains(&"testkit"));
        for part in bill["components"].as_array().expect("a list") {
            let licence = part["licenses"][0]["expression"].as_str().unwrap_or_default();
            assert!(is_permissive(licence), "{}: {licence:?}", part["name"]);
            let ours = part["version"] == env!("CARGO_PKG_VERSION") && part["hashes"].is_null();
            assert!(ours || part["hashes"].is_array(), "{} has no checksum", part["name"]);
        }
    }
}
