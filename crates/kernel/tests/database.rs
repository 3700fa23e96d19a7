use std::sync::mpsc;

use kernel::db::{Db, Options, Target};
use kernel::{Error, Tx, params};
use testkit::{TestDb, both_dbs};

fn put(tx: &mut Tx, name: &str) -> kernel::Result<()> {
    tx.execute("INSERT INTO setting (name, value) VALUES ($1, 'x')", params![name])?;
    Ok(())
}

fn names(home: &TestDb) -> Vec<String> {
    home.read(|tx| tx.query("SELECT name FROM setting ORDER BY name", &[], |row| row.get(0)))
}

/// Holds a writer until the sender is dropped, so that what is written meanwhile shares one batch.
fn hold(home: &TestDb) -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel::<()>();
    let (started, begun) = mpsc::channel();
    let (db, released) = (home.db.clone(), std::sync::Mutex::new(released));
    std::thread::spawn(move || {
        let _ = db.write_blocking(move |_| {
            let _ = started.send(());
            let _ = released.lock().unwrap().recv();
            Ok(())
        });
    });
    begun.recv().unwrap();
    release
}

both_dbs! { crate::kernel =>
    fn a_failing_closure_rolls_back_alone(home: &TestDb) {
        let release = hold(home);
        let callers: Vec<_> = (0..12).map(|n: i64| {
            let db = home.db.clone();
            std::thread::spawn(move || db.write_blocking(move |tx| {
                put(tx, &format!("{n:02}"))?;
                match n % 3 {
                    0 => Err(Error::conflict("test.no")),
                    1 if n == 4 => panic!("a mistake in a use case"),
                    _ => Ok(n),
                }
            }))
        }).collect();
        std::thread::sleep(std::time::Duration::from_millis(100));
        drop(release);
        for (n, caller) in callers.into_iter().enumerate() {
            match (n, caller.join().unwrap()) {
                (4, Err(Error::Internal(cause))) => assert!(cause.contains("a mistake")),
                (n, Err(Error::Conflict(_))) => assert_eq!(n % 3, 0),
                (n, outcome) => assert_eq!(outcome.unwrap(), n as i64),
            }
        }
        assert_eq!(names(home), ["01", "02", "05", "07", "08", "10", "11"]);
    }

    fn a_broken_statement_rolls_back_alone(home: &TestDb) {
        home.write(|tx| put(tx, "there"));
        let twice = home.db.write_blocking(|tx| { put(tx, "new")?; put(tx, "there") });
        assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
        let nonsense = home.db.write_blocking(|tx| { put(tx, "new")?; tx.execute("SELEKT 1", &[]) });
        assert!(matches!(nonsense, Err(Error::Internal(_))), "{nonsense:?}");
        assert_eq!(names(home), ["there"]);
    }

    fn a_panic_leaves_the_workers_alive(home: &TestDb) {
        for _ in 0..12 {
            let outcome: kernel::Result<()> = home.db.write_blocking(|tx| { put(tx, "lost")?; panic!("no") });
            assert!(matches!(outcome, Err(Error::Internal(_))));
            let outcome: kernel::Result<()> = home.db.read_blocking(|_| panic!("no"));
            assert!(matches!(outcome, Err(Error::Internal(_))));
        }
        home.write(|tx| put(tx, "kept"));
        assert_eq!(names(home), ["kept"]);
    }

    fn a_reader_cannot_write(home: &TestDb) {
        let outcome = home.db.read_blocking(|tx| put(tx, "sly"));
        assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
        assert!(names(home).is_empty());
    }

    fn two_who_read_before_they_write_cannot_both_win(home: &TestDb) {
        home.write(|tx| tx.execute("INSERT INTO setting (name, value) VALUES ('winner', '')", &[]));
        let callers: Vec<_> = (0..8).map(|n| {
            let db = home.db.clone();
            std::thread::spawn(move || db.write_blocking(move |tx| {
                let winner: String = tx.query_one("SELECT value FROM setting WHERE name = 'winner'", &[], |row| row.get(0))?;
                if !winner.is_empty() {
                    return Err(Error::conflict("test.taken"));
                }
                tx.execute("UPDATE setting SET value = $1 WHERE name = 'winner'", params![n.to_string()])?;
                Ok(())
            }))
        }).collect();
        assert_eq!(callers.into_iter().filter(|_| true).map(|c| c.join().unwrap()).filter(Result::is_ok).count(), 1);
    }

    /// Each counts what is there and takes the next name: on PostgreSQL who comes second meets the name of the first
    /// before the database sees that the two collide, and must not be told of a duplicate that is none.
    fn who_takes_the_next_number_takes_the_next_one_free(home: &TestDb) {
        let callers: Vec<_> = (0..8).map(|_| {
            let db = home.db.clone();
            std::thread::spawn(move || (0..10).try_for_each(|_| db.write_blocking(|tx| {
                let taken = tx.scalar("SELECT COUNT(*) FROM setting WHERE value = 'x'", &[])?;
                put(tx, &format!("{taken:04}"))
            })))
        }).collect();
        callers.into_iter().for_each(|caller| caller.join().unwrap().unwrap());
        assert_eq!(names(home).last().map(String::as_str), Some("0079"));
        assert!(matches!(home.db.write_blocking(|tx| put(tx, "0000")), Err(Error::Conflict(_))), "a real one is told");
    }

    fn values_come_back_as_they_went_in(home: &TestDb) {
        let text = "𫖯㛃 emoji 🏯 e\u{301} 'quoted' \"double\" ?1 $1 \u{200b}".to_owned();
        let sent = text.clone();
        let (back, cut, bytes) = home.write(move |tx| {
            tx.execute("INSERT INTO setting (name, value) VALUES ('t', $1), ('n', $2)", params![sent, "a\0b"])?;
            tx.execute("INSERT INTO journal_alias (person, alias) VALUES (1, $1)", params![[0u8, 1, 255, 0]])?;
            let value = |tx: &mut Tx, name: &str| tx.query_one("SELECT value FROM setting WHERE name = $1", params![name], |r| r.get::<String>(0));
            let bytes: Vec<u8> = tx.query_one("SELECT alias FROM journal_alias WHERE person = 1", &[], |row| row.get(0))?;
            Ok((value(tx, "t")?, value(tx, "n")?, bytes))
        });
        assert_eq!(back, text);
        assert_eq!(cut, "ab", "PostgreSQL has no U+0000, so neither database has");
        assert_eq!(bytes, [0, 1, 255, 0]);
    }

    fn every_statement_of_the_kernel_prepares(home: &TestDb) {
        let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let all = testkit::statements::statements(&src);
        let of_one = |sql: &str| sql.contains("sqlite_master") || sql.contains("pg_catalog");
        let both: Vec<_> = all.into_iter().filter(|(_, sql)| !of_one(sql)).collect();
        assert!(both.len() > 40, "only {} statements found", both.len());
        home.read(move |tx| testkit::statements::prepare_all(tx, &both));
    }
}

#[test]
fn one_too_many_in_the_queue_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { readers: 1, queue: 2, writers: 1, ..Options::default() };
    let clock = std::sync::Arc::new(kernel::SystemClock::default());
    let db = Db::open(Target::File(folder.path().join("test.db")), clock, options).unwrap();
    let (release, released) = mpsc::channel::<()>();
    let (started, begun) = mpsc::channel();
    let released = std::sync::Mutex::new(released);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let first = tokio::spawn({
            let db = db.clone();
            async move {
                db.write(move |_| {
                    let _ = started.send(());
                    let _ = released.lock().unwrap().recv();
                    Ok(())
                })
                .await
            }
        });
        tokio::task::yield_now().await;
        begun.recv().unwrap();
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..5 {
            let db = db.clone();
            waiting.spawn(async move { db.write(|_| Ok(())).await });
        }
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert_eq!(db.load().writes_waiting, 2);
        drop(release);
        let outcomes = waiting.join_all().await;
        let refused = outcomes.iter().filter(|o| matches!(o, Err(Error::Unavailable(m)) if m.key == "kernel.busy")).count();
        assert_eq!((refused, outcomes.len()), (3, 5));
        first.await.unwrap().unwrap();
    });
    db.close();
}

#[test]
fn a_full_queue_of_readers_is_a_crowd() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { readers: 1, queue: 1, ..Options::default() };
    let db = Db::open(Target::File(folder.path().join("test.db")), std::sync::Arc::new(kernel::SystemClock::default()), options).unwrap();
    assert!(!db.is_crowded());
    let (release, released) = mpsc::channel::<()>();
    let (started, begun) = mpsc::channel();
    let (holder, waiter) = (db.clone(), db.clone());
    let held = std::thread::spawn(move || {
        holder.read_blocking(move |_| {
            let _ = started.send(());
            let _ = released.recv();
            Ok(())
        })
    });
    begun.recv().unwrap();
    assert!(!db.is_crowded(), "one reads, nobody waits");
    let waiting = std::thread::spawn(move || waiter.read_blocking(|_| Ok(())));
    while db.load().reads_waiting == 0 {
        std::thread::yield_now();
    }
    assert!(db.is_crowded());
    drop(release);
    held.join().unwrap().unwrap();
    waiting.join().unwrap().unwrap();
    assert!(!db.is_crowded());
    db.close();
}

/// What is to be forgotten, and the order of writing, go from the log as well, readers or not.
#[test]
fn the_log_is_emptied_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shangliang.db");
    let log = || std::fs::metadata(folder.path().join("shangliang.db-wal")).map_or(0, |log| log.len());
    let gone_within = |tenths: u32| {
        (0..tenths).any(|_| {
            log() == 0 || {
                std::thread::sleep(std::time::Duration::from_millis(100));
                false
            }
        })
    };
    let open = || Db::open(Target::File(file.clone()), std::sync::Arc::new(kernel::SystemClock::default()), Options::default()).unwrap();
    let db = open();
    db.migrate(kernel::MIGRATIONS.to_vec()).unwrap();
    db.write_blocking(|tx| put(tx, "secret")).unwrap();
    assert!(log() > 0);

    // A reader that stays on an older state holds it up; without it, it goes by itself.
    let (leave, left) = mpsc::channel::<()>();
    let (began, begun) = mpsc::channel();
    let (reader, left) = (db.clone(), std::sync::Mutex::new(left));
    let reading = std::thread::spawn(move || {
        reader.read_blocking(move |tx| {
            tx.scalar("SELECT COUNT(*) FROM setting", &[])?;
            let _ = began.send(());
            let _ = left.lock().unwrap().recv();
            Ok(())
        })
    });
    begun.recv().unwrap();
    db.write_blocking(|tx| {
        tx.execute("DELETE FROM setting", &[])?;
        tx.empty_log();
        Ok(())
    })
    .unwrap();
    assert!(!gone_within(5), "a reader needs it");
    drop(leave);
    reading.join().unwrap().unwrap();
    assert!(gone_within(50));
    assert!(!std::fs::read(&file).unwrap().windows(6).any(|text| text == b"secret"));

    // It goes on as before, and what a killed process has left goes at the next start.
    db.write_blocking(|tx| put(tx, "later")).unwrap();
    assert!(log() > 0);
    let copy = tempfile::tempdir().unwrap();
    for name in ["shangliang.db", "shangliang.db-wal"] {
        std::fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    let other =
        Db::open(Target::File(copy.path().join("shangliang.db")), std::sync::Arc::new(kernel::SystemClock::default()), Options::default())
            .unwrap();
    let left = other.read_blocking(|tx| tx.query("SELECT name FROM setting", &[], |row| row.get::<String>(0))).unwrap();
    assert_eq!(left, ["later"]);
    assert!((0..50).any(|_| std::fs::metadata(copy.path().join("shangliang.db-wal")).map_or(0, |l| l.len()) == 0 || {
        std::thread::sleep(std::time::Duration::from_millis(100));
        false
    }));
}
