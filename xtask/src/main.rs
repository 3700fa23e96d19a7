//! `cargo x COMMAND`: what a contributor does, by one name for each thing.

mod checks;
mod e2e;
mod new_module;
mod run;
mod sbom;
#[cfg(test)]
mod supply;
mod tally;

use std::process::ExitCode;

use tally::Tally;

const USAGE: &str = "\
cargo x test [FILTER]     every test: the workspace, the fault runs, the browser; ends with `N passed, N failed`
cargo x demo [ARGS]       starts the demonstration city (data in ./shangliang-data-demo, http://127.0.0.1:8080)
cargo x e2e [ARGS]        the browser tests alone
cargo x bless             writes what tests compare with anew: routes, diagrams, permission matrix
cargo x new-module NAME   copies modules/_template and adds it to the workspace
cargo x sbom [FILE]       what the program is made of, as CycloneDX 1.5 (target/shangliang.cdx.json)
cargo x check             the fault runs of every change alone, on the development build
cargo x qa NAME           a fault, load or conformance run, on the optimised build
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let good = match args.first().map(String::as_str) {
        Some("test") => test(rest),
        Some("demo") => demo(rest),
        Some("e2e") => e2e::run(rest).report(),
        Some("check") => checks::run().report(),
        Some("bless") => bless(),
        Some("new-module") => new_module::run(rest),
        Some("sbom") => sbom::run(rest),
        Some("qa") => run::cargo(&["run", "--package", "qa", "--release", "--"], rest, &[]),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Everything, although something fails on the way; a filter leaves the browser and the fault runs out.
fn test(filter: &[String]) -> bool {
    let mut tally = Tally::default();
    tally.add(run::counted("cargo", &["test", "--workspace", "--no-fail-fast"], filter, tally::of_cargo));
    if filter.is_empty() {
        tally.add(checks::run());
        tally.add(e2e::run(&[]));
    }
    tally.report()
}

/// The development build: a fresh clone has the demonstration running minutes sooner than with an optimised one.
fn demo(args: &[String]) -> bool {
    let own = ["run", "--package", "shangliang", "--", "--data", "./shangliang-data-demo", "serve", "--demo"];
    run::cargo(&own, args, &[])
}

fn bless() -> bool {
    run::cargo(&["test", "--package", "shangliang", "--test", "main", "--", "generated", "matrix"], &[], &[("BLESS", "1")])
}
