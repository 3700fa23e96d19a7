use kernel::journal::{self, Ref, sequencer, verify};
use kernel::merkle::{NoteSigner, parse_and_verify};
use kernel::{Actor, Id, Paper};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use testkit::{TestDb, both_dbs};

pub fn signer() -> NoteSigner {
    NoteSigner::new("cppcc.example/journal", &[3; 32]).unwrap()
}

/// Writes `count` entries by seven persons.
pub fn fill(home: &TestDb, count: i64) {
    home.write(move |tx| {
        for n in 0..count {
            let mut who = Actor { person: Id(n % 7), assembly: Id(1 + n % 2), ..Actor::default() };
            if n % 5 == 0 {
                who.paper = Some(Paper { registrar: Id(100), signed_on: jiff::civil::date(2026, 3, 1), scan: None });
            }
            journal::write(
                tx,
                &who,
                "proposal.filed",
                &Ref::new("proposals", Id(1 + n % 50)),
                &json!({"n": n, "note": "经审查，准予立案"}),
            )?;
        }
        Ok(())
    });
}

pub fn sequence(home: &TestDb) -> usize {
    let signer = Arc::new(signer());
    let mut all = 0;
    loop {
        let signer = Arc::clone(&signer);
        match home.write(move |tx| sequencer::sequence(tx, &signer)) {
            0 => return all,
            n => all += n,
        }
    }
}

pub fn report(home: &TestDb, outside: Option<String>) -> verify::Report {
    let key = signer().public();
    home.read(move |tx| verify::verify(tx, &key, outside.as_deref()))
}

pub fn a_second_later(home: &TestDb) {
    use kernel::Clock;
    home.clock.set(home.clock.now().plus_ms(1_000));
}

both_dbs! { crate::kernel =>
    fn entries_are_numbered_without_gaps_and_signed(home: &TestDb) {
        fill(home, 2_345);
        assert_eq!(report(home, None).pending, 2_345);
        assert_eq!(sequence(home), 2_345);
        let entries = home.read(|tx| journal::after(tx, 2_340, 100));
        assert_eq!(entries.iter().map(|e| e.seq.unwrap()).collect::<Vec<_>>(), (2_341..=2_345).collect::<Vec<_>>());
        assert!(entries.windows(2).all(|pair| pair[0].id < pair[1].id));
        a_second_later(home);
        sequence(home);
        let report = report(home, None);
        assert!(report.is_sound(), "{report:?}");
        assert_eq!((report.entries, report.pending, report.redacted, report.signed, report.compared), (2_345, 0, 0, 2_345, false));
        let note = home.read(sequencer::checkpoint).unwrap();
        assert_eq!(parse_and_verify(&note, &signer().public()).unwrap().size, 2_345);
    }

    fn the_head_is_signed_once_a_second(home: &TestDb) {
        fill(home, 3);
        sequence(home);
        let first = home.read(sequencer::checkpoint);
        fill(home, 4);
        sequence(home);
        assert_eq!(home.read(sequencer::checkpoint), first);
        a_second_later(home);
        assert_eq!(sequence(home), 0);
        assert_ne!(home.read(sequencer::checkpoint), first);
        assert!(report(home, first).is_sound());
    }

    fn what_the_law_erases_is_told_and_verifies(home: &TestDb) {
        fill(home, 20);
        sequence(home);
        home.write(|tx| {
            let id = journal::after(tx, 0, 1)?[0].id;
            journal::erase(tx, id)?;
            assert_eq!(journal::forget(tx, Id(6))?, 2);
            assert_eq!(journal::forget(tx, Id(6))?, 0, "once is for good");
            Ok(())
        });
        let report = report(home, None);
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.redacted, 3, "one payload, two entries of one person");
        assert!(home.read(|tx| journal::after(tx, 0, 1))[0].payload.is_none());
    }

    fn nobody_is_forgotten_before_the_entries_have_their_numbers(home: &TestDb) {
        fill(home, 10);
        let early = home.db.write_blocking(|tx| journal::forget(tx, Id(6)));
        assert!(matches!(early, Err(kernel::Error::Conflict(_))));
    }

    fn a_foreign_checkpoint_is_told(home: &TestDb) {
        fill(home, 5);
        sequence(home);
        let foreign = NoteSigner::new("cppcc.example/journal", &[4; 32]).unwrap().sign("cppcc.example/journal\n0\nAAAA\n").unwrap();
        let report = report(home, Some(foreign));
        assert_eq!(report.problems[0].kind, verify::Kind::ForeignCheckpoint);
        assert!(!report.compared);
    }

    fn two_processes_number_every_entry_once(home: &TestDb) {
        let stop = Arc::new(AtomicBool::new(false));
        let threads: Vec<_> = (0..2).map(|_| sequencer::spawn(home.db.clone(), signer(), Arc::clone(&stop)).unwrap()).collect();
        for _ in 0..5 {
            fill(home, 20);
            std::thread::sleep(Duration::from_millis(60));
        }
        let until = Instant::now() + Duration::from_secs(20);
        while home.read(sequencer::pending) > 0 {
            assert!(Instant::now() < until, "entries stay without a number");
            std::thread::sleep(Duration::from_millis(50));
        }
        stop.store(true, Ordering::Relaxed);
        threads.into_iter().for_each(|t| t.join().unwrap());
        let report = report(home, None);
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.entries, 100);
    }

    fn a_cursor_remembers_where_a_reader_stands(home: &TestDb) {
        assert_eq!(home.read(|tx| journal::cursor(tx, "search")), 0);
        home.write(|tx| { journal::set_cursor(tx, "search", 5)?; journal::set_cursor(tx, "search", 9) });
        assert_eq!(home.read(|tx| journal::cursor(tx, "search")), 9);
    }
}

/// `cargo test -p kernel --release a_million -- --ignored --nocapture`
#[test]
#[ignore = "a measurement: a million entries, at most ten seconds in a release build"]
fn a_million_entries() {
    let home = crate::kernel(testkit::Kind::Sqlite);
    for _ in 0..100 {
        fill(&home, 10_000);
        sequence(&home);
    }
    a_second_later(&home);
    sequence(&home);
    let started = Instant::now();
    let report = report(&home, home.read(sequencer::checkpoint));
    let took = started.elapsed();
    println!("{} entries verified in {took:?}", report.entries);
    assert!(report.is_sound() && report.entries == 1_000_000);
    assert!(cfg!(debug_assertions) || took < Duration::from_secs(10));
}
