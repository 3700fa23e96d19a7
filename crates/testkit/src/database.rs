//! One fresh database for one test.

use std::sync::Arc;

use kernel::db::{Migration, Options, Target};
use kernel::{Db, FixedClock, Tx};

use crate::postgres::{Database, Server};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A migrated, empty database with a clock that stands at [`crate::START`].
pub struct TestDb {
    pub db: Db,
    pub clock: FixedClock,
    pub kind: Kind,
    folder: tempfile::TempDir,
    /// Dropped after the handle is closed.
    _database: Option<Database>,
}

impl TestDb {
    pub fn new(kind: Kind, migrations: &[Migration]) -> TestDb {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = FixedClock::at(crate::START);
        let (target, database) = match kind {
            Kind::Sqlite => (Target::File(folder.path().join("test.db")), None),
            Kind::Postgres => {
                let database = Server::shared().create();
                (Target::Postgres(database.url.clone()), Some(database))
            }
        };
        let options = Options { readers: 2, writers: 4, ..Options::default() };
        let db = Db::open(target, Arc::new(clock.clone()), options).expect("the test database opens");
        db.seal_with(kernel::Seal::new(&[7; 32]));
        db.migrate(migrations.to_vec()).expect("the migrations run");
        TestDb { db, clock, kind, folder, _database: database }
    }

    /// Of the test alone, removed after it; the SQLite file is `test.db` in it.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A write that must succeed.
    pub fn write<T: Send + 'static>(&self, f: impl Fn(&mut Tx) -> kernel::Result<T> + Send + 'static) -> T {
        self.db.write_blocking(f).expect("the write succeeds")
    }

    /// A read that must succeed.
    pub fn read<T: Send + 'static>(&self, f: impl Fn(&mut Tx) -> kernel::Result<T> + Send + 'static) -> T {
        self.db.read_blocking(f).expect("the read succeeds")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db.close();
    }
}
