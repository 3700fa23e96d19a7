//! The house's own rules, held by a test: each failure names the place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use testkit::statements::{sources, statements};
use web::i18n::{Catalogue, Lang};

use crate::generated::modules;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn folders(of: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join(of)).unwrap().map(|e| e.unwrap().path()).collect();
    found.retain(|path| path.join("Cargo.toml").exists());
    found.sort();
    found
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_str().unwrap().to_owned()
}

fn depends_on(folder: &Path) -> BTreeSet<String> {
    let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap();
    let tables = ["dependencies", "dev-dependencies"].iter().filter_map(|t| manifest.get(*t)?.as_table());
    tables.flat_map(|table| table.keys().cloned()).collect()
}

/// The lines of code, tests in the file left out.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn all_sources() -> Vec<PathBuf> {
    let crates =
        folders("crates").into_iter().chain(folders("modules")).chain([root().join("server"), root().join("xtask"), root().join("qa")]);
    crates.filter(|c| c.join("src").exists()).flat_map(|c| sources(&c.join("src"))).collect()
}

#[test]
fn no_module_depends_on_a_module() {
    let modules = folders("modules");
    let names: BTreeSet<String> = modules.iter().map(|m| name(m)).collect();
    for module in &modules {
        let crossed: Vec<String> = depends_on(module).intersection(&names).cloned().collect();
        assert!(crossed.is_empty(), "{} depends on {crossed:?}: meet by a Ref, the journal or a bridge in server", name(module));
    }
}

#[test]
fn dependencies_point_one_way() {
    let allowed: &[(&str, &[&str])] = &[
        ("kernel", &["testkit"]),
        ("text", &[]),
        ("opinion-map", &[]),
        ("documents", &["testkit"]),
        ("directory", &["kernel", "text", "testkit"]),
        ("web", &["kernel", "directory", "documents", "text", "testkit"]),
    ];
    let ours: BTreeSet<String> = folders("crates").iter().chain(&folders("modules")).map(|f| name(f)).collect();
    for (crate_name, allowed) in allowed {
        let used = depends_on(&root().join("crates").join(crate_name));
        let wrong: Vec<&String> = used.intersection(&ours).filter(|d| !allowed.contains(&d.as_str())).collect();
        assert!(wrong.is_empty(), "{crate_name} depends on {wrong:?}");
    }
}

#[test]
fn every_crate_keeps_the_lints() {
    for folder in
        folders("crates").into_iter().chain(folders("modules")).chain([root().join("server"), root().join("xtask"), root().join("qa")])
    {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{}", folder.display());
    }
}

#[test]
fn sql_stands_in_stores_only() {
    let mut elsewhere = Vec::new();
    for module in folders("modules") {
        for (file, sql) in statements(&module.join("src")) {
            let inside = file.rsplit_once("/src/").unwrap().1;
            if !inside.starts_with("store") {
                elsewhere.push(format!("{}/{inside}: {}", name(&module), sql.lines().next().unwrap_or_default()));
            }
        }
    }
    assert!(elsewhere.is_empty(), "these belong into src/store:\n{}", elsewhere.join("\n"));
}

/// Time and randomness are parameters: the transaction has both.
#[test]
fn nobody_asks_the_system_for_time_or_chance() {
    let forbidden = ["SystemTime::now", "Timestamp::now()", "Zoned::now", "Utc::now", "getrandom::", "rand::", "OsRng"];
    let places = folders("modules")
        .into_iter()
        .chain(["directory", "text", "opinion-map", "documents"].iter().map(|c| root().join("crates").join(c)));
    let mut asked = Vec::new();
    for path in places.flat_map(|p| sources(&p.join("src"))) {
        // Salts are made before the transaction, where hashing takes its time.
        if path.ends_with("identity/src/password/hash.rs") {
            continue;
        }
        let code = code(&path);
        asked.extend(forbidden.iter().filter(|call| code.contains(**call)).map(|call| format!("{} calls {call}", path.display())));
    }
    assert!(asked.is_empty(), "{}", asked.join("\n"));
}

#[test]
fn files_can_be_held_in_the_head() {
    let mut long = Vec::new();
    for path in all_sources() {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > 400 {
            long.push(format!("{} has {lines} lines: split it", path.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn exceptions_to_lints_have_reasons() {
    for path in all_sources() {
        let code = code(&path);
        assert!(!code.contains("#[allow("), "{}: #[expect(…, reason)] instead of #[allow]", path.display());
        assert!(!code.contains("unsafe {"), "{} is unsafe", path.display());
    }
}

fn message_files() -> Vec<(&'static str, &'static str)> {
    let own = web::ui::MESSAGES.iter().chain(web::MESSAGES).copied();
    own.chain(modules().iter().flat_map(|m| m.messages.iter().copied())).collect()
}

#[test]
fn both_languages_say_the_same() {
    let catalogue = Catalogue::build(&message_files()).unwrap();
    // Only English tells one from many.
    let faults: Vec<String> = web::i18n::differences(&catalogue).into_iter().filter(|d| !d.contains(".one: not in zh-CN")).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Keys that stand in the code as they are; those that are put together at run time show on the pages' own tests.
#[test]
fn every_key_in_the_code_has_a_text() {
    let catalogue = Catalogue::build(&message_files()).unwrap();
    let locale = catalogue.locale(Lang::Zh);
    let calls = ["refused(\"", "conflict(\"", "Message::new(\"", ".t(\"", ".say(\"", "count(\"", "label: \"", ".f(\""];
    let mut missing = BTreeSet::new();
    let places = folders("modules").into_iter().chain(["kernel", "directory", "web"].iter().map(|c| root().join("crates").join(c)));
    for path in places.flat_map(|p| sources(&p.join("src"))) {
        let code = code(&path);
        for call in calls {
            for rest in code.split(call).skip(1) {
                let key = rest.split('"').next().unwrap();
                let plain = key.contains('.') && key.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
                if plain && !locale.has(key) && !internal(key) {
                    missing.insert(format!("{key} ({})", path.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "no text for:\n{}", missing.into_iter().collect::<Vec<_>>().join("\n"));
}

/// Answers that only programs see.
fn internal(key: &str) -> bool {
    key.starts_with("server.") || key.starts_with("test.")
}

#[test]
fn every_act_and_every_entry_of_the_journal_has_a_name() {
    let catalogue = Catalogue::build(&message_files()).unwrap();
    let locale = catalogue.locale(Lang::Zh);
    let mut missing = BTreeSet::new();
    for module in modules() {
        for bound in &module.acts {
            for key in [bound.act.name.to_owned(), format!("journal.{}", bound.act.journals)] {
                if !locale.has(&key) {
                    missing.insert(key);
                }
            }
        }
    }
    assert!(missing.is_empty(), "no text for:\n{}", missing.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_word_of_a_process_has_a_label() {
    let catalogue = Catalogue::build(&message_files()).unwrap();
    let locale = catalogue.locale(Lang::Zh);
    let mut missing = BTreeSet::new();
    for drawing in modules().iter().flat_map(|m| &m.processes) {
        let states = drawing.states.iter().map(|place| format!("{}.state.{}", drawing.name, place.name));
        let acts = drawing.acts.iter().map(|act| format!("{}.act.{act}", drawing.name));
        let roles = drawing.edges.iter().flat_map(|e| &e.roles).map(|role| format!("{}.role.{role}", drawing.name));
        missing.extend(states.chain(acts).chain(roles).filter(|key| !locale.has(key)));
    }
    assert!(
        missing.is_empty(),
        "no text in messages/words.zh-CN.yml and words.en.yml for:\n{}",
        missing.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn every_act_of_a_process_can_be_done() {
    let modules = modules();
    let declared: BTreeSet<(&str, &str)> = modules.iter().flat_map(|m| &m.acts).filter_map(|bound| bound.act.rule).collect();
    let mut missing = BTreeSet::new();
    for drawing in modules.iter().flat_map(|m| &m.processes) {
        let people = drawing.edges.iter().filter(|edge| edge.roles.iter().any(|role| role != "system"));
        let lost = people.filter(|edge| !declared.contains(&(drawing.name.as_str(), edge.act.as_str())));
        missing.extend(
            lost.map(|edge| format!("RULES of {} have {}: no act is declared with .rule(\"{0}\", \"{1}\")", drawing.name, edge.act)),
        );
    }
    assert!(missing.is_empty(), "{}", missing.into_iter().collect::<Vec<_>>().join("\n"));
}

/// The lint forbids it in every crate of ours: no crate has an exception, and none leaves the workspace's lints.
#[test]
fn unsafe_code_stands_nowhere() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    let word = ["un", "safe"].concat();
    for path in all_sources() {
        let code = code(&path);
        for start in [" {", " fn ", " impl ", " extern "] {
            assert!(!code.contains(&format!("{word}{start}")), "{} is {word}", path.display());
        }
    }
}

/// O8: a release says how one comes to it, and keeps the schema that the next one starts from.
#[test]
fn every_version_says_how_one_comes_to_it() {
    let version = env!("CARGO_PKG_VERSION");
    let text = fs::read_to_string(root().join("UPGRADING.md")).unwrap();
    let said = text.split_once(&format!("## {version}\n")).map_or("", |(_, rest)| rest.split("\n## ").next().unwrap());
    assert!(said.trim().len() > 20, "UPGRADING.md says nothing about {version}");
    assert!(root().join(format!("qa/fixtures/schema-{version}.sql")).exists(), "`cargo x qa migrate` keeps the schema");
}
