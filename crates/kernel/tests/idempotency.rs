use kernel::{Error, Id, idempotency};
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
