use kernel::{Error, Id, idempotency, params};
use serde_json::json;
use testkit::{TestDb, both_dbs};

both_dbs! { crate::kernel =>
    fn the_same_key_is_answered_again_and_another_body_refused(home: &TestDb) {
        home.write(|tx| {
            assert_eq!(idempotency::replayed(tx, Id(1), "k", &[1; 32])?, None);
            idempotency::remember(tx, Id(1), "k", &[1; 32], &json!({"id": "7"}))
        });
        assert_eq!(home.read(|tx| idempotency::replayed(tx, Id(1), "k", &[1; 32])), Some(json!({"id": "7"})));
        let other = home.db.read_blocking(|tx| idempotency::replayed(tx, Id(1), "k", &[2; 32]));
        assert!(matches!(other, Err(Error::Conflict(m)) if m.key == "kernel.key-reused"));
        assert_eq!(home.read(|tx| idempotency::replayed(tx, Id(2), "k", &[1; 32])), None, "keys belong to a person");
    }

    fn what_is_remembered_lies_sealed_and_follows_a_change_of_keys(home: &TestDb) {
        let answer = || json!({"telephone": "13800000000"});
        home.write(move |tx| {
            idempotency::remember(tx, Id(1), "k", &[1; 32], &answer())?;
            // As versions before left it.
            tx.execute("INSERT INTO idempotency (person, key, print, answer, at) VALUES (2, 'k', $1, $2, $3)", params![vec![1u8; 32], answer(), tx.now()])
        });
        home.db.seal_with(kernel::Seal::of(&[8; 32], &[[7; 32]], &[7; 32]));
        assert_eq!(idempotency::bring_all(&home.db).unwrap(), 2);
        assert_eq!(idempotency::bring_all(&home.db).unwrap(), 0);
        home.db.seal_with(kernel::Seal::new(&[8; 32]));
        for person in [1, 2] {
            assert_eq!(home.read(move |tx| idempotency::replayed(tx, Id(person), "k", &[1; 32])), Some(answer()));
            assert!(home.db.read_blocking(move |tx| idempotency::replayed(tx, Id(person), "k", &[2; 32])).is_err());
        }
        assert_eq!(home.read(|tx| tx.scalar("SELECT COUNT(*) FROM idempotency WHERE answer LIKE '%13800000000%'", &[])), 0);
    }

    fn two_at_once_cannot_both_store_a_key(home: &TestDb) {
        let callers: Vec<_> = (0..8).map(|n| {
            let db = home.db.clone();
            std::thread::spawn(move || db.write_blocking(move |tx| {
                if let Some(answer) = idempotency::replayed(tx, Id(1), "k", &[1; 32])? {
                    return Ok(answer);
                }
                idempotency::remember(tx, Id(1), "k", &[1; 32], &json!(n))?;
                Ok(json!(n))
            }))
        }).collect();
        let answers: Vec<_> = callers.into_iter().filter_map(|c| c.join().unwrap().ok()).collect();
        assert!(!answers.is_empty() && answers.iter().all(|a| *a == answers[0]), "{answers:?}");
    }

    fn keys_are_forgotten_after_a_week(home: &TestDb) {
        home.write(|tx| idempotency::remember(tx, Id(1), "k", &[1; 32], &json!(1)));
        home.clock.advance_days(7);
        assert_eq!(home.write(idempotency::purge), 0);
        home.clock.advance_days(1);
        assert_eq!(home.write(idempotency::purge), 1);
    }
}
