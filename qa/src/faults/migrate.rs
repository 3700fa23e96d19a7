//! Bringing a database to this version: from every released schema, killed half-way, and never backwards.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::check::sound;
use super::files::{all, copy};
use super::random::Random;
use super::store::Store;
use crate::Length;
use crate::program::{Outcome, Program, binary, command, output};

pub fn run(length: Length) -> Outcome<Value> {
    let kills = match length {
        Length::Long => 20,
        Length::Short => 5,
        Length::Check => 2,
    };
    let mut random = Random::new();
    let released = released()?;
    for dump in &released {
        let folder = tempfile::tempdir()?;
        load(dump, folder.path())?;
        command(folder.path(), &["migrate"])?;
        sound(folder.path(), &[]).or_else(|_| command(folder.path(), &["doctor"]).map(drop))?;
    }
    let (mut killed, mut failures) = (0, Vec::new());
    for round in 0..kills {
        let folder = older()?;
        let took = duration(folder.path())?;
        killed += usize::from(killed_after(folder.path(), took.mul_f64(random.between(1, 1_000) as f64 / 1_000.0))?);
        if let Err(cause) = command(folder.path(), &["migrate"]).and_then(|_| sound(folder.path(), &[])) {
            failures.push(format!("round {round}: {cause}"));
        }
    }
    failures.iter().take(3).for_each(|cause| eprintln!("{cause}"));
    let newer = refuses_newer()?;
    let good = failures.is_empty() && newer && !released.is_empty() && length.bar(killed > 0);
    let names: Vec<_> = released.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
    Ok(json!({
        "good": good, "released_schemas": names, "migrations_killed": kills, "ended_by_the_kill": killed,
        "failed_afterwards": failures.len(), "newer_database_refused": newer, "seed": random.seed,
    }))
}

/// One dump for each release; the schema of this version is added when it is not kept yet.
fn released() -> Outcome<Vec<PathBuf>> {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    std::fs::create_dir_all(&kept)?;
    let own = kept.join(concat!("schema-", env!("CARGO_PKG_VERSION"), ".sql"));
    if !own.exists() {
        std::fs::write(&own, dumped()?)?;
    }
    all(&kept)
}

/// An installation with one account as SQL, without its search index.
fn dumped() -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    command(folder.path(), &["admin", "create", "--login", "first", "--name", "周正清"])?;
    let store = Store::in_folder(folder.path());
    let mut text = String::new();
    for row in store.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")? {
        text += &format!("{};\n", row[0]);
    }
    for table in store.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")? {
        let columns = store.rows(&format!("SELECT name FROM pragma_table_info('{}')", table[0]))?;
        let quoted: Vec<String> = columns.iter().map(|c| format!("quote(\"{}\")", c[0])).collect();
        for row in store.rows(&format!("SELECT {} FROM \"{}\"", quoted.join(" || ', ' || "), table[0]))? {
            text += &format!("INSERT INTO \"{}\" VALUES ({});\n", table[0], row[0]);
        }
    }
    Ok(text)
}

fn load(dump: &Path, data: &Path) -> Outcome<()> {
    let connection = rusqlite::Connection::open(data.join("shangliang.db"))?;
    Ok(connection.execute_batch(&std::fs::read_to_string(dump)?)?)
}

/// The demonstration without the last part's tables, as if that part were new.
fn older() -> Outcome<tempfile::TempDir> {
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let connection = rusqlite::Connection::open(folder.path().join("shangliang.db"))?;
    let last = "SELECT name FROM migration WHERE name LIKE 'proposals/%'";
    let store = Store::in_folder(folder.path());
    let names: Vec<String> = store.rows(last)?.into_iter().flatten().collect();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'proposal%' OR name IN
                  (SELECT tbl_name FROM sqlite_master WHERE sql LIKE '%proposal BIGINT%'))";
    // Everything that the migration's text creates, in whatever order.
    let mut sql = String::from("PRAGMA foreign_keys = OFF;\n");
    for table in created(&names)?.into_iter().chain(store.rows(tables)?.into_iter().flatten()) {
        sql += &format!("DROP TABLE IF EXISTS \"{table}\";\n");
    }
    sql += "DELETE FROM migration WHERE name LIKE 'proposals/%';\nDELETE FROM file WHERE module = 'proposals';\n";
    connection.execute_batch(&sql)?;
    Ok(folder)
}

fn created(migrations: &[String]) -> Outcome<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../modules/proposals/migrations");
    let mut tables = Vec::new();
    for migration in migrations {
        let name = migration.rsplit('/').next().unwrap_or_default();
        let text = all(&root)?.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == name));
        let text = std::fs::read_to_string(text.ok_or("the migration's text")?)?;
        let named = text.lines().filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split([' ', '(']).next());
        tables.extend(named.map(str::to_owned));
    }
    Ok(tables)
}

/// How long it takes on a copy that nobody disturbs.
fn duration(data: &Path) -> Outcome<Duration> {
    let other = tempfile::tempdir()?;
    copy(data, other.path())?;
    let started = Instant::now();
    command(other.path(), &["migrate"])?;
    Ok(started.elapsed())
}

/// Whether the kill came before the end.
fn killed_after(data: &Path, moment: Duration) -> Outcome<bool> {
    let mut child = Command::new(binary()?);
    let mut child = child.arg("--data").arg(data).arg("migrate").stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    std::thread::sleep(moment);
    child.kill()?;
    Ok(!child.wait()?.success())
}

/// A database that a later program has changed is left alone, by every command that would change it.
fn refuses_newer() -> Outcome<bool> {
    let folder = tempfile::tempdir()?;
    command(folder.path(), &["admin", "create", "--login", "first", "--name", "周正清"])?;
    let connection = rusqlite::Connection::open(folder.path().join("shangliang.db"))?;
    connection.execute("INSERT INTO migration (name, at, text_length) VALUES ('later/0001-start', 1, 1)", [])?;
    drop(connection);
    let refused = |args: &[&str]| -> Outcome<bool> {
        let said = output(folder.path(), args)?;
        let words = [said.stdout, said.stderr].concat();
        Ok(!said.status.success() && String::from_utf8_lossy(&words).contains("newer than this program"))
    };
    Ok(refused(&["migrate"])? && refused(&["serve", "--listen", "127.0.0.1:0"])?)
}
