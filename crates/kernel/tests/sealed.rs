use kernel::db::sealed::{Count, bring_all, count_all, seal_readable};
use kernel::db::{Migration, Sealed};
use kernel::seal::{SHUT, mark_key};
use kernel::{Id, Seal, Tx, params};
use testkit::{Kind, TestDb, both_dbs};

const SLIP: Sealed = Sealed { table: "slip", key: "id", column: "phone", place: "slip.phone", was_readable: true };
const ROWS: i64 = 1_200;
const TABLE: Migration = Migration { name: "slips/0001-start", sql: "CREATE TABLE slip (id BIGINT PRIMARY KEY, phone TEXT)" };
const OLD: [u8; 32] = [1; 32];
const NEW: [u8; 32] = [2; 32];

/// Readable rows, one without a number and one with an empty one.
fn slips(kind: Kind) -> TestDb {
    let home = TestDb::new(kind, &[::kernel::MIGRATIONS, &[TABLE]].concat());
    home.write(|tx| {
        for n in 1..=ROWS {
            tx.execute("INSERT INTO slip (id, phone) VALUES ($1, $2)", params![Id(n), number(n)])?;
        }
        tx.execute("INSERT INTO slip (id, phone) VALUES (2000, NULL), (2001, '')", &[])
    });
    home
}

fn number(n: i64) -> String {
    format!("139{n:08}")
}

fn both() -> Seal {
    Seal::of(&NEW, &[OLD], &mark_key(&OLD))
}

fn opened(tx: &mut Tx) -> kernel::Result<Vec<String>> {
    let stored: Vec<(Id, String)> =
        tx.query("SELECT id, phone FROM slip WHERE phone <> '' ORDER BY id", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    stored.into_iter().map(|(id, text)| SLIP.open(tx, id, text)).collect()
}

fn all() -> Vec<String> {
    (1..=ROWS).map(number).collect()
}

fn count(home: &TestDb) -> Count {
    home.read(|tx| count_all(tx, &[SLIP]))
}

both_dbs! { slips =>
    fn what_was_readable_is_sealed_once(home: &TestDb) {
        home.db.seal_with(Seal::new(&OLD));
        assert_eq!(home.read(opened), all(), "still read as it lies");
        assert_eq!(count(home), Count { rows: 1_200, readable: 1_200, ..Count::default() });
        assert_eq!(seal_readable(&home.db, &[SLIP]).unwrap(), 1_200);
        assert_eq!(seal_readable(&home.db, &[SLIP]).unwrap(), 0);
        assert_eq!(count(home), Count { rows: 1_200, ..Count::default() });
        assert_eq!(home.read(opened), all());
        assert_eq!(home.read(|tx| tx.scalar("SELECT COUNT(*) FROM slip WHERE phone LIKE '139%'", &[])), 0);
    }

    fn a_change_of_keys_that_was_ended_half_way_goes_on(home: &TestDb) {
        home.db.seal_with(Seal::new(&OLD));
        seal_readable(&home.db, &[SLIP]).unwrap();
        home.db.seal_with(both());
        // As it stands after a process was killed between two batches: some under the new key, the rest under the old one.
        home.write(|tx| {
            for n in 1..=400 {
                let text = SLIP.close(tx, Id(n), &number(n))?;
                tx.execute("UPDATE slip SET phone = $2 WHERE id = $1", params![Id(n), text])?;
            }
            Ok(())
        });
        assert_eq!(count(home), Count { rows: 1_200, older: 800, ..Count::default() });
        assert_eq!(home.read(opened), all(), "both keys open meanwhile");
        assert_eq!(bring_all(&home.db, &[SLIP]).unwrap(), 800);
        assert_eq!(bring_all(&home.db, &[SLIP]).unwrap(), 0);
        home.db.seal_with(Seal::new(&NEW));
        assert_eq!(home.read(opened), all(), "the old key is needed no more");
        assert_eq!(count(home), Count { rows: 1_200, ..Count::default() });
    }

    fn what_does_not_open_is_told_and_kept(home: &TestDb) {
        home.db.seal_with(Seal::new(&OLD));
        seal_readable(&home.db, &[SLIP]).unwrap();
        home.db.seal_with(Seal::new(&NEW));
        let text = home.read(|tx| {
            let stored = tx.query_one("SELECT phone FROM slip WHERE id = 7", &[], |row| row.get(0))?;
            SLIP.open(tx, Id(7), stored)
        });
        assert_eq!(text, SHUT, "a page shows a sign and stands");
        assert!(kernel::seal::legible(text).is_err());
        home.write(|tx| {
            assert!(matches!(SLIP.close(tx, Id(7), SHUT), Err(kernel::Error::Conflict(_))), "the sign never replaces the number");
            Ok(())
        });
        assert_eq!(bring_all(&home.db, &[SLIP]).unwrap(), 0);
        assert_eq!(count(home), Count { rows: 1_200, shut: 1_200, ..Count::default() });
        home.db.seal_with(both());
        assert_eq!(bring_all(&home.db, &[SLIP]).unwrap(), 1_200, "the key was brought back");
    }
}
