//! `docs/generated`: what the declarations say, written down so that a change shows in review. `cargo x bless` writes anew.

use std::fmt::Write;
use std::path::Path;

use identity::{IdentitySettings, Profile};
use kernel::workflow::{matrix, mermaid};
use web::Module;
use web::i18n::{Catalogue, Lang};

/// As the program has them.
pub fn modules() -> Vec<Module> {
    vec![
        identity::module(IdentitySettings { profile: Profile::default(), ..IdentitySettings::default() }),
        proposals::module(),
        consultations::module(),
        deliberation::module(),
    ]
}

/// Compares with the file, or writes it when `BLESS` is set.
#[track_caller]
fn same_as(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/generated").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        return std::fs::write(path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some((line, (now, then))) = text.lines().zip(kept.lines().chain(std::iter::repeat(""))).enumerate().find(|(_, (a, b))| a != b) {
        panic!("docs/generated/{name} differs in line {}:\n  kept: {then}\n  now:  {now}\nIf that is meant: cargo x bless", line + 1);
    }
    assert_eq!(text.lines().count(), kept.lines().count(), "docs/generated/{name} has lines too many. If that is meant: cargo x bless");
}

#[test]
fn routes() {
    let mut text = String::from("# Routes\n\nWritten by a test; `cargo x bless` writes it anew.\n");
    for module in modules() {
        writeln!(text, "\n## {}\n\n| method | path | name | may come in | journals |\n|---|---|---|---|---|", module.name).unwrap();
        for bound in &module.acts {
            let act = bound.act;
            writeln!(text, "| POST | `{}` | {} | {} | {} |", act.path, act.name, act.access.names().join(", "), act.journals).unwrap();
        }
        for page in &module.pages {
            let kinds = [page.load.map(|_| "page"), page.json.map(|_| "json")].into_iter().flatten().collect::<Vec<_>>().join("+");
            writeln!(text, "| GET {kinds} | `{}` | {} | {} | |", page.path, page.name, page.access.names().join(", ")).unwrap();
        }
    }
    same_as("routes.md", &text);
}

#[test]
fn permissions() {
    let mut text = String::from("# Who may do what, and where\n\nWritten by a test; `cargo x bless` writes it anew.\n");
    for drawing in modules().iter().flat_map(|m| &m.processes) {
        writeln!(text, "\n## {}\n\n| at | act | role |\n|---|---|---|", drawing.name).unwrap();
        for cell in matrix(drawing) {
            writeln!(text, "| {} | {} | {} |", cell.from, cell.act, cell.role).unwrap();
        }
    }
    same_as("permissions.md", &text);
}

#[test]
fn processes() {
    let own = web::ui::MESSAGES.iter().chain(web::MESSAGES).copied();
    let modules = modules();
    let files: Vec<(&str, &str)> = own.chain(modules.iter().flat_map(|m| m.messages.iter().copied())).collect();
    let catalogue = Catalogue::build(&files).unwrap();
    for (lang, title) in [(Lang::Zh, "办理流程"), (Lang::En, "Processes")] {
        let locale = catalogue.locale(lang);
        let mut text = format!("# {title}\n\nWritten by a test; `cargo x bless` writes it anew.\n");
        for drawing in modules.iter().flat_map(|m| &m.processes) {
            let diagram = mermaid(drawing, &|key| locale.t(key).to_owned());
            writeln!(text, "\n## {}\n\n```mermaid\n{diagram}```", locale.t(&format!("{}.process", drawing.name))).unwrap();
        }
        same_as(&format!("processes.{}.md", lang.code()), &text);
    }
}

#[test]
fn openapi() {
    let text = serde_json::to_string_pretty(&web::openapi::describe(&modules())).unwrap();
    same_as("openapi.json", &(text + "\n"));
}
