use kernel::{Error, params};
use testkit::{Kind, TestDb};

/// `max_page_count` makes SQLite say that the disk is full, and some such failures roll the whole transaction back.
#[test]
fn who_fills_the_disk_fails_alone() {
    let home = crate::kernel(Kind::Sqlite);
    limit(&home, Some(40));
    let callers: Vec<_> = (0..30)
        .map(|n: usize| {
            let db = home.db.clone();
            std::thread::spawn(move || {
                let bytes = if n % 10 == 5 { 4_000_000 } else { 10 };
                db.write_blocking(move |tx| {
                    tx.execute("INSERT INTO setting (name, value) VALUES ($1, $2)", params![format!("{n:02}"), "x".repeat(bytes)])
                })
            })
        })
        .collect();
    for (n, caller) in callers.into_iter().enumerate() {
        match caller.join().unwrap() {
            Ok(_) => assert_ne!(n % 10, 5),
            Err(Error::Unavailable(message)) => assert_eq!((n % 10, message.key.as_ref()), (5, "kernel.disk-full")),
            Err(other) => panic!("{n}: {other}"),
        }
    }
    assert_eq!(home.read(|tx| tx.scalar("SELECT COUNT(*) FROM setting", &[])), 27);

    limit(&home, None);
    home.write(|tx| tx.execute("INSERT INTO setting (name, value) VALUES ('05', $1)", params!["x".repeat(4_000_000)]));
    assert_eq!(home.read(|tx| tx.scalar("SELECT COUNT(*) FROM setting", &[])), 28);
}

/// Pages beyond those in use now; the limit belongs to the writer's connection.
fn limit(home: &TestDb, spare: Option<i64>) {
    home.write(move |tx| {
        let used = tx.scalar("PRAGMA page_count", &[])?;
        let most = spare.map_or(1_000_000, |spare| used + spare);
        tx.scalar(&format!("PRAGMA max_page_count = {most}"), &[])
    });
}

/// Only a write that succeeds is proof that the storage takes writes again.
#[test]
fn a_full_disk_is_remembered_until_a_write_succeeds() {
    let home = crate::kernel(Kind::Sqlite);
    let big = |tx: &mut kernel::Tx| tx.execute("INSERT INTO setting (name, value) VALUES ('big', $1)", params!["x".repeat(4_000_000)]);
    assert!(!home.db.load().refusing);
    limit(&home, Some(40));
    assert!(home.db.write_blocking(big).is_err());
    assert!(home.db.load().refusing);
    home.write(|tx| tx.scalar("SELECT CAST(1 AS BIGINT)", &[]));
    assert!(home.db.load().refusing && !home.db.load().read_only);
    limit(&home, None);
    home.write(big);
    assert!(!home.db.load().refusing);
}
