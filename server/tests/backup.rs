use std::time::Duration;

use crate::program::{Place, an_account, exists, sign_all};

/// Backed up while it runs, restored elsewhere: the same journal, the same accounts, the same key.
fn goes_round(from: &Place, to: &Place) {
    let password = an_account(from, "first");
    sign_all(from);
    let program = from.serve();
    let archive = from.path("backup.tar");
    let name = archive.to_str().unwrap();
    let told = from.run(&["--json", "backup", name]).expect(0).json();
    assert_eq!(told["sound"], true, "{told}");
    assert!(told["journal"]["compared"].as_bool().unwrap(), "held against the checkpoint inside");
    assert_eq!(program.get("/readyz").status, 200);
    from.run(&["backup", name]).expect(1);
    let checkpoint = from.run(&["audit", "checkpoint"]).expect(0).out;
    drop(program);

    to.run(&["restore", name]).expect(0);
    to.run(&["restore", name]).expect(1);
    let secrets = |place: &Place| std::fs::read(place.data().join("keys/secrets.key")).unwrap();
    assert_eq!(secrets(from), secrets(to), "what was sealed there opens here");
    let file = to.path("checkpoint.txt");
    std::fs::write(&file, checkpoint).unwrap();
    let audit = to.run(&["--json", "audit", "verify", "--checkpoint", file.to_str().unwrap()]).expect(0).json();
    assert_eq!(audit["compared"], true);
    to.run(&["doctor"]).expect(0);
    to.run(&["admin", "unlock", "--login", "first"]).expect(0);
    assert_ne!(an_account(to, "second"), password);
    sign_all(to);
    to.run(&["audit", "verify", "--checkpoint", file.to_str().unwrap()]).expect(0);
}

#[test]
fn from_sqlite_to_sqlite() {
    goes_round(&Place::sqlite(), &Place::sqlite());
}

#[test]
fn from_postgres_to_postgres() {
    goes_round(&Place::postgres(), &Place::postgres());
}

#[test]
fn from_sqlite_to_postgres() {
    goes_round(&Place::sqlite(), &Place::postgres());
}

#[test]
fn from_postgres_to_sqlite() {
    goes_round(&Place::postgres(), &Place::sqlite());
}

/// Whoever gets hold of an archive later cannot find out with it who voted how.
#[test]
fn no_archive_holds_the_key_of_a_deliberation() {
    for place in [Place::sqlite(), Place::postgres()] {
        an_account(&place, "first");
        place.execute("INSERT INTO ballot_key (deliberation, sealed) VALUES (7, 'a256gcm:BALLOTKEYBALLOTKEY')");
        place.execute("INSERT INTO vote (deliberation, voter, statement, vote) SELECT 7, digest, 1, 1 FROM journal LIMIT 1");
        sign_all(&place);
        let archive = place.path("backup.tar");
        place.run(&["backup", archive.to_str().unwrap()]).expect(0);
        let bytes = std::fs::read(&archive).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!holds("BALLOTKEYBALLOTKEY"));
        // Nothing that was sealed here opens.
        place.run(&["doctor"]).expect(1);
        place.execute("DELETE FROM ballot_key");
        place.run(&["doctor"]).expect(0);
    }
}

#[test]
fn a_damaged_archive_is_told_and_not_restored() {
    let place = Place::sqlite();
    an_account(&place, "first");
    sign_all(&place);
    let archive = place.path("backup.tar");
    place.run(&["backup", archive.to_str().unwrap()]).expect(0);
    let whole = std::fs::read(&archive).unwrap();
    let damaged = place.path("damaged.tar");
    let name = damaged.to_str().unwrap();
    for (n, at) in (0..20).map(|n| (n, 2_048 + n * (whole.len() - 4_096) / 20)) {
        let mut bytes = whole.clone();
        // Into the middle of a block, so that it is content and not a tar header's unused part.
        bytes[at / 512 * 512 + 300] ^= 0x10;
        std::fs::write(&damaged, &bytes).unwrap();
        let ran = place.run(&["backup", "verify", name]);
        assert!(ran.code == 1 || harmless(&whole, &bytes), "change {n} at {at} was not seen: {ran:?}");
    }
    std::fs::write(&damaged, &whole[..whole.len() / 2]).unwrap();
    place.run(&["backup", "verify", name]).expect(1);
    let empty = Place::sqlite();
    empty.run(&["restore", name]).expect(1);
    assert!(!exists(&empty.data().join("shangliang.db")));
    std::fs::write(&damaged, "no archive").unwrap();
    place.run(&["backup", "verify", name]).expect(1);
}

/// With the public half of a key in the configuration, an archive shows nothing, is proved all the same, and opens with the
/// file that `backup key` made and with no other.
#[test]
fn an_encrypted_archive_opens_with_its_key_alone() {
    for place in [Place::sqlite(), Place::postgres()] {
        an_account(&place, "first");
        sign_all(&place);
        let [key, other, archive] = ["key", "other", "backup.tar.age"].map(|name| place.path(name).to_str().unwrap().to_owned());
        let public = place.run(&["--json", "backup", "key", &key]).expect(0).json()["recipient"].as_str().unwrap().to_owned();
        place.run(&["backup", "key", &key]).expect(1);
        place.run(&["backup", "key", &other]).expect(0);
        std::fs::write(place.data().join("shangliang.toml"), format!("[backup]\nrecipients = [\"{public}x\"]\n")).unwrap();
        assert!(place.run(&["config", "check"]).expect(78).err.contains("backup.recipients"));
        std::fs::write(place.data().join("shangliang.toml"), format!("[backup]\nrecipients = [\"{public}\"]\n")).unwrap();
        let told = place.run(&["--json", "backup", &archive]).expect(0).json();
        assert_eq!(told["sound"], true, "{told}");
        let bytes = std::fs::read(&archive).unwrap();
        for readable in ["SQLite format 3", "manifest.json", "journal.key"] {
            assert!(!bytes.windows(readable.len()).any(|part| part == readable.as_bytes()), "{readable} can be read");
        }
        assert!(place.run(&["backup", "verify", &archive]).expect(1).err.contains("--identity"));
        place.run(&["backup", "verify", &archive, "--identity", &other]).expect(1);
        place.run(&["backup", "verify", &archive, "--identity", &key]).expect(0);
        let empty = Place::sqlite();
        empty.run(&["restore", &archive]).expect(1);
        empty.run(&["restore", &archive, "--identity", &key]).expect(0);
        empty.run(&["admin", "unlock", "--login", "first"]).expect(0);
        let mut damaged = bytes.clone();
        damaged[bytes.len() / 2] ^= 1;
        std::fs::write(&archive, damaged).unwrap();
        place.run(&["backup", "verify", &archive, "--identity", &key]).expect(1);
    }
}

/// A flipped bit in the padding after a member changes no member.
fn harmless(whole: &[u8], damaged: &[u8]) -> bool {
    let members = |bytes: &[u8]| -> Option<Vec<Vec<u8>>> {
        let mut archive = tar::Archive::new(bytes);
        let read = |entry: Result<tar::Entry<&[u8]>, _>| {
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut entry.ok()?, &mut content).ok()?;
            Some(content)
        };
        archive.entries().ok()?.map(read).collect()
    };
    members(whole) == members(damaged)
}

#[test]
fn backups_are_made_by_the_schedule_and_the_oldest_go() {
    let place = Place::sqlite();
    an_account(&place, "first");
    let folder = place.path("elsewhere");
    let keep = [("SHANGLIANG_BACKUP_KEEP", "2"), ("SHANGLIANG_BACKUP_KEEP_DAYS", "3")];
    let variables = [("SHANGLIANG_BACKUP_FOLDER", folder.to_str().unwrap()), keep[0], keep[1]];
    std::fs::create_dir(&folder).unwrap();
    for moment in ["10000000", "11000000", "12000000", "12120000"] {
        std::fs::write(folder.join(format!("shangliang-202601{moment}.tar")), "old").unwrap();
    }
    std::fs::write(folder.join("notes.txt"), "not ours").unwrap();
    let program = place.serve_with(&[], &variables);
    program.await_get("/metrics", 20, |a| a.body.contains("backup_age_seconds") && names(&folder).len() == 4);
    let names = names(&folder);
    // The new one and the one before it; of the day before, its last.
    assert_eq!(names[..3], ["notes.txt", "shangliang-20260111000000.tar", "shangliang-20260112120000.tar"]);
    drop(program);
    place.run(&["backup", "verify", folder.join(&names[3]).to_str().unwrap()]).expect(0);
    // A restart within the interval makes no other.
    let program = place.serve_with(&[], &variables);
    std::thread::sleep(Duration::from_millis(800));
    drop(program);
    assert_eq!(self::names(&folder), names);
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| !name.starts_with('.') && !name.ends_with(".part")).collect();
    names.sort();
    names
}

/// quality R7: a hundred entries a second are written meanwhile; every backup is of one moment and verifies.
#[test]
fn a_backup_under_load_is_of_one_moment() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
    let place = Place::sqlite();
    an_account(&place, "first");
    let program = place.serve();
    let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
    let writer = std::thread::spawn({
        let (db, stop, written) = (crate::audit::open(&place), Arc::clone(&stop), Arc::clone(&written));
        move || {
            while !stop.load(Ordering::Relaxed) {
                let note = |tx: &mut kernel::Tx| {
                    let who = kernel::Actor::system(kernel::Id(1));
                    kernel::journal::write(
                        tx,
                        &who,
                        "test.written",
                        &kernel::journal::Ref::new("test", kernel::Id(1)),
                        &serde_json::json!({}),
                    )
                };
                if db.write_blocking(note).is_ok() {
                    written.fetch_add(1, Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            db.close();
        }
    });
    for n in 0..5 {
        let before = written.load(Ordering::Relaxed);
        let archive = place.path(&format!("under-load-{n}.tar"));
        let told = place.run(&["--json", "backup", archive.to_str().unwrap()]).expect(0).json();
        let after = written.load(Ordering::Relaxed) + 1;
        let journal = &told["journal"];
        let entries = journal["entries"].as_i64().unwrap() + journal["pending"].as_i64().unwrap() - 2;
        assert!(before <= entries && entries <= after, "{before} <= {entries} <= {after}");
    }
    stop.store(true, Ordering::Relaxed);
    writer.join().unwrap();
    assert_eq!(program.get("/readyz").status, 200);
}
