use kernel::{Id, counter};
use testkit::{TestDb, both_dbs};

both_dbs! { crate::kernel =>
    fn twenty_in_parallel_get_one_to_twenty(home: &TestDb) {
        let callers: Vec<_> = (0..20).map(|_| {
            let db = home.db.clone();
            std::thread::spawn(move || db.write_blocking(|tx| counter::next(tx, Id(1), "case")).unwrap())
        }).collect();
        let mut numbers: Vec<i64> = callers.into_iter().map(|c| c.join().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    }

    fn a_failed_act_gives_its_number_back(home: &TestDb) {
        let failed: kernel::Result<()> = home.db.write_blocking(|tx| {
            counter::next(tx, Id(1), "case")?;
            Err(kernel::Error::conflict("test"))
        });
        assert!(failed.is_err());
        assert_eq!(home.write(|tx| counter::next(tx, Id(1), "case")), 1);
    }

    fn numbers_go_on_after_an_import(home: &TestDb) {
        let next = home.write(|tx| {
            counter::raise(tx, Id(1), "case", 122)?;
            counter::raise(tx, Id(1), "case", 50)?;
            assert_eq!(counter::reserve(tx, Id(1), "case", 10)?, 123);
            assert_eq!(counter::next(tx, Id(2), "case")?, 1);
            counter::next(tx, Id(1), "case")
        });
        assert_eq!(next, 133);
    }
}
