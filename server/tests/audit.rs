use std::sync::Arc;

use kernel::Db;
use kernel::db::{Options, Target};

use crate::program::{Place, an_account, sign_all};

/// The data of a stopped program, by hand.
pub fn open(place: &Place) -> Db {
    let target = Target::File(place.data().join("shangliang.db"));
    Db::open(target, Arc::new(kernel::SystemClock::default()), Options::default()).unwrap()
}

fn change(place: &Place, sql: &'static str) {
    let db = open(place);
    db.write_blocking(move |tx| tx.execute_batch(sql)).unwrap();
    db.close();
}

#[test]
fn a_change_behind_the_programs_back_is_found() {
    let place = Place::sqlite();
    an_account(&place, "first");
    an_account(&place, "second");
    sign_all(&place);
    let sound = place.run(&["--json", "audit", "verify"]).expect(0).json();
    assert_eq!((sound["sound"].as_bool(), sound["pending"].as_i64()), (Some(true), Some(0)));
    assert!(sound["entries"].as_i64().unwrap() >= 4 && sound["signed"] == sound["entries"]);
    place.run(&["doctor"]).expect(0);

    change(&place, "UPDATE journal SET act = 'account.deleted' WHERE seq = 2");
    let broken = place.run(&["--json", "audit", "verify"]).expect(1).json();
    assert_eq!((broken["problems"][0]["seq"].as_i64(), broken["problems"][0]["kind"].as_str()), (Some(2), Some("edited")));
    assert!(place.run(&["doctor"]).expect(1).out.contains("BAD journal"));
    let program = place.serve();
    assert!(program.await_get("/readyz", 10, |a| a.status == 503).body.contains("journal"));
    assert_eq!(program.get("/livez").status, 200);
}

#[test]
fn a_cut_off_journal_shows_against_a_checkpoint_from_elsewhere() {
    let place = Place::sqlite();
    an_account(&place, "first");
    sign_all(&place);
    // Somebody keeps the old files …
    std::fs::copy(place.data().join("shangliang.db"), place.path("old.db")).unwrap();
    an_account(&place, "second");
    sign_all(&place);
    let checkpoint = place.run(&["audit", "checkpoint"]).expect(0).out;
    let file = place.path("checkpoint.txt");
    std::fs::write(&file, &checkpoint).unwrap();
    let with = ["audit", "verify", "--checkpoint", file.to_str().unwrap()];
    assert!(place.run(&with).expect(0).out.contains("continuation"));
    // … and puts them back.
    std::fs::copy(place.path("old.db"), place.data().join("shangliang.db")).unwrap();
    assert!(place.run(&["audit", "verify"]).expect(0).out.contains("only against a checkpoint"));
    let cut = place.run(&[&["--json"][..], &with].concat()).expect(1).json();
    assert_eq!(cut["problems"][0]["kind"], "truncated");
}
