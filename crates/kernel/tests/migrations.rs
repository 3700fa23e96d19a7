use kernel::db::{Migration, pending};
use testkit::{TestDb, both_dbs};

const SECOND: Migration =
    Migration { name: "test/0001-second", sql: "CREATE TABLE second (id BIGINT PRIMARY KEY, name TEXT {c} NOT NULL, body {blob})" };
const BROKEN: Migration = Migration { name: "test/0002-broken", sql: "CREATE TABLE third (id BIGINT); CREATE TABLE second (id BIGINT)" };

fn with(more: &[Migration]) -> Vec<Migration> {
    [kernel::MIGRATIONS, more].concat()
}

both_dbs! { crate::kernel =>
    fn each_runs_once_in_order(home: &TestDb) {
        assert_eq!(home.read(|tx| pending(tx, &with(&[SECOND]))), ["test/0001-second"]);
        assert_eq!(home.db.migrate(with(&[SECOND])).unwrap(), ["test/0001-second"]);
        assert!(home.db.migrate(with(&[SECOND])).unwrap().is_empty());
        assert_eq!(home.read(|tx| tx.scalar("SELECT COUNT(*) FROM second", &[])), 0);
    }

    fn a_newer_database_is_refused(home: &TestDb) {
        home.db.migrate(with(&[SECOND])).unwrap();
        let older = home.db.migrate(kernel::MIGRATIONS.to_vec());
        assert!(matches!(older, Err(kernel::Error::Internal(cause)) if cause.contains("newer") && cause.contains("test/0001-second")));
    }

    fn a_broken_one_leaves_nothing_behind(home: &TestDb) {
        assert!(home.db.migrate(with(&[SECOND, BROKEN])).is_err());
        assert!(home.db.read_blocking(|tx| tx.scalar("SELECT COUNT(*) FROM second", &[])).is_err());
        assert_eq!(home.read(|tx| pending(tx, &with(&[SECOND, BROKEN]))).len(), 2);
    }
}
