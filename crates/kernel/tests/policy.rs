use std::sync::Arc;

use kernel::policy::{self, Policy};
use kernel::{Error, Id};
use serde::{Deserialize, Serialize};
use testkit::{TestDb, both_dbs};

#[derive(Clone, Serialize, Deserialize, PartialEq, Debug)]
struct Deadlines {
    reply_days: i64,
}

impl Default for Deadlines {
    fn default() -> Deadlines {
        Deadlines { reply_days: 90 }
    }
}

impl Policy for Deadlines {
    const KIND: &'static str = "test.deadlines";
    fn check(&self) -> kernel::Result<()> {
        if self.reply_days < 1 { Err(Error::invalid("reply_days", "test.too-few")) } else { Ok(()) }
    }
}

fn save(home: &TestDb, year: i64, reply_days: i64) -> i64 {
    home.write(move |tx| policy::save(tx, Id(1), year, &Deadlines { reply_days }, "as decided", Id(9)))
}

both_dbs! { crate::kernel =>
    fn a_record_keeps_the_version_it_was_made_under(home: &TestDb) {
        let current = |year| {
            let (version, deadlines) = home.read(move |tx| policy::current::<Deadlines>(tx, Id(1), year));
            (version, Deadlines::clone(&deadlines))
        };
        assert_eq!(current(2026), (0, Deadlines { reply_days: 90 }), "what ships");
        assert_eq!((save(home, 2025, 60), save(home, 2026, 75), save(home, 2025, 61)), (1, 2, 3));
        assert_eq!(current(2024).0, 0);
        assert_eq!(current(2025), (3, Deadlines { reply_days: 61 }), "corrected within its year");
        assert_eq!(current(2027), (2, Deadlines { reply_days: 75 }), "the newest year rules on");
        let kept = |version| home.read(move |tx| policy::version::<Deadlines>(tx, Id(1), version)).reply_days;
        assert_eq!((kept(0), kept(1), kept(2), kept(3)), (90, 60, 75, 61));
        let other = home.read(|tx| policy::current::<Deadlines>(tx, Id(2), 2026));
        assert_eq!(other.0, 0, "policies belong to one assembly");
    }

    fn what_was_rolled_back_is_not_remembered(home: &TestDb) {
        let undone = home.db.write_blocking(|tx| {
            policy::save(tx, Id(1), 2026, &Deadlines { reply_days: 60 }, "as decided", Id(9))?;
            assert_eq!(policy::current::<Deadlines>(tx, Id(1), 2026)?.1.reply_days, 60);
            Err::<(), _>(Error::conflict("undone"))
        });
        assert!(undone.is_err());
        assert_eq!(save(home, 2026, 75), 1, "the number is given again");
        assert_eq!(home.read(|tx| policy::version::<Deadlines>(tx, Id(1), 1)).reply_days, 75);
    }

    fn what_is_read_often_is_read_once_and_memory_has_an_end(home: &TestDb) {
        let (first, second) = (save(home, 2025, 60), save(home, 2026, 75));
        let read = |version| home.read(move |tx| policy::version::<Deadlines>(tx, Id(1), version));
        let (one, other) = (read(first), read(second));
        assert!(Arc::ptr_eq(&one, &read(first)) && Arc::ptr_eq(&other, &read(second)));
        for year in 0..300 {
            read(save(home, 2027 + year, 90));
        }
        assert_eq!(Arc::strong_count(&one), 1, "only this test holds it still");
    }

    fn a_bad_body_is_not_saved(home: &TestDb) {
        let outcome = home.db.write_blocking(|tx| policy::save(tx, Id(1), 2026, &Deadlines { reply_days: 0 }, "", Id(9)));
        assert!(matches!(outcome, Err(Error::Invalid(fields)) if fields[0].field == "reply_days"));
        assert!(home.read(|tx| policy::versions(tx, Id(1), Deadlines::KIND)).is_empty());
    }

    fn versions_are_listed_newest_first_with_their_reasons(home: &TestDb) {
        save(home, 2025, 60);
        save(home, 2026, 75);
        let versions = home.read(|tx| policy::versions(tx, Id(1), Deadlines::KIND));
        let seen: Vec<_> = versions.iter().map(|v| (v.version, v.year, v.body["reply_days"].as_i64(), v.reason.as_str(), v.saved_by)).collect();
        assert_eq!(seen, [(2, 2026, Some(75), "as decided", Id(9)), (1, 2025, Some(60), "as decided", Id(9))]);
    }
}
