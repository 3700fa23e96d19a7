use kernel::jobs::{self, Job};
use kernel::{Id, Timestamp};
use serde_json::json;
use testkit::{TestDb, both_dbs};

fn take(home: &TestDb) -> Option<Job> {
    home.write(jobs::lease)
}

fn pass(home: &TestDb, ms: i64) {
    use kernel::Clock;
    home.clock.set(home.clock.now().plus_ms(ms));
}

both_dbs! { crate::kernel =>
    fn a_job_runs_once_and_not_before_its_time(home: &TestDb) {
        home.write(|tx| jobs::add(tx, "later", Id(1), &json!({"n": 1}), tx.now().plus_hours(1)));
        assert!(take(home).is_none());
        pass(home, 3_600_000);
        let job = take(home).unwrap();
        assert_eq!((job.kind.as_str(), &job.payload, job.attempts), ("later", &json!({"n": 1}), 0));
        assert!(take(home).is_none(), "it is leased");
        home.write(move |tx| jobs::finish(tx, job.id));
        pass(home, 600_000);
        assert!(take(home).is_none(), "it is done");
    }

    fn a_worker_that_died_loses_its_lease(home: &TestDb) {
        home.write(|tx| jobs::add(tx, "k", Id(1), &json!({}), tx.now()));
        assert_eq!(take(home).unwrap().attempts, 0);
        pass(home, 60_001);
        assert_eq!(take(home).unwrap().attempts, 1);
    }

    fn failures_back_off_and_end(home: &TestDb) {
        home.write(|tx| jobs::add(tx, "k", Id(1), &json!({}), tx.now()));
        let mut waits = Vec::new();
        while let Some(job) = take(home) {
            home.write(move |tx| jobs::fail(tx, &job, "no route"));
            let next: i64 = home.read(|tx| Ok(tx.scalar("SELECT run_at FROM job", &[])? - tx.now().0));
            waits.push(next / 60_000);
            pass(home, next);
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]);
        let (failed, error) = home.read(|tx| tx.query_one("SELECT failed_at, last_error FROM job", &[], |r| Ok((r.get::<Option<Timestamp>>(0)?, r.get::<String>(1)?))));
        assert!(failed.is_some());
        assert_eq!(error, "no route");
    }

    fn no_two_workers_get_the_same_job(home: &TestDb) {
        home.write(|tx| (0..20).try_for_each(|n| jobs::add(tx, "k", Id(1), &json!(n), tx.now()).map(drop)));
        let workers: Vec<_> = (0..4).map(|_| {
            let db = home.db.clone();
            std::thread::spawn(move || {
                let mut taken = Vec::new();
                loop {
                    match db.write_blocking(jobs::lease) {
                        Ok(Some(job)) => taken.push(job.id),
                        Ok(None) => return taken,
                        Err(kernel::Error::Unavailable(_)) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        }).collect();
        let mut taken: Vec<Id> = workers.into_iter().flat_map(|w| w.join().unwrap()).collect();
        taken.sort_unstable();
        assert_eq!(taken.len(), 20);
        taken.dedup();
        assert_eq!(taken.len(), 20);
    }

    fn one_leads_until_it_stops(home: &TestDb) {
        let lead = |holder: i64| home.write(move |tx| jobs::lead(tx, "clock", Id(holder), 10_000));
        assert!(lead(1) && lead(1));
        assert!(!lead(2));
        pass(home, 10_001);
        assert!(lead(2));
        assert!(!lead(1));
    }

    /// quality R15: whoever held a lease when the clock was set back a day may be dead.
    fn a_lease_from_the_future_binds_nobody(home: &TestDb) {
        let lead = |holder: i64| home.write(move |tx| jobs::lead(tx, "clock", Id(holder), 10_000));
        home.write(|tx| jobs::add(tx, "k", Id(1), &json!({}), tx.now().plus_days(-2)));
        assert!(lead(1) && take(home).is_some() && take(home).is_none());
        pass(home, -86_400_000);
        assert!(lead(2) && !lead(1));
        assert!(take(home).is_some() && take(home).is_none());
    }
}
