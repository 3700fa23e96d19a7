//! quality R24: a thousand changes behind the program's back, each found.

use std::sync::Arc;

use kernel::journal::sequencer;
use kernel::journal::verify::{self, Kind as Fault};
use kernel::merkle::{Frontier, NoteSigner};
use kernel::{Error, Tx, params};
use testkit::{Kind, TestDb};

use crate::journal::{a_second_later, fill, sequence, signer};

const CHANGES: u64 = 1_000;
const ENTRIES: i64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Edit,
    EditWithLeaf,
    Delete,
    Swap,
    Insert,
    /// The end is cut off and an honest older head put back: only a checkpoint from elsewhere shows it.
    Truncate,
    /// The past is rewritten by somebody who has the key: only a checkpoint from elsewhere shows it.
    Fork,
}

const ALL: [Change; 7] = [Change::Edit, Change::EditWithLeaf, Change::Delete, Change::Swap, Change::Insert, Change::Truncate, Change::Fork];

/// In two halves, so that two cores share them.
#[test]
fn a_thousand_changes_are_all_found() {
    assert!(CHANGES / 2 >= ALL.len() as u64, "each kind is tried in each half");
    let found = |half: u64| {
        let home = crate::kernel(Kind::Sqlite);
        let scene = scene(&home, ENTRIES);
        let mut random = Random(20_260_312 + half);
        for n in 0..CHANGES / 2 {
            let change = ALL[(n % ALL.len() as u64) as usize];
            let report = tampered(&home, &scene, change, Random(random.next()));
            assert!(!report.is_sound(), "{change:?} number {n} of half {half} was not seen");
        }
        assert!(crate::journal::report(&home, Some(scene.outside.to_string())).is_sound(), "the log itself is untouched");
    };
    std::thread::scope(|threads| {
        threads.spawn(|| found(0));
        threads.spawn(|| found(1));
    });
}

#[test]
fn on_postgres_each_kind_is_found() {
    let home = crate::kernel(Kind::Postgres);
    let scene = scene(&home, 300);
    for n in 0..70 {
        let change = ALL[n % ALL.len()];
        assert!(!tampered(&home, &scene, change, Random(n as u64)).is_sound(), "{change:?} number {n} was not seen");
    }
}

/// Says plainly what the program cannot see by itself.
#[test]
fn truncation_and_forks_need_a_checkpoint_from_elsewhere() {
    let home = crate::kernel(Kind::Sqlite);
    let scene = scene(&home, 300);
    let alone = Scene { outside: "".into(), ..scene.clone() };
    for (change, fault) in [(Change::Truncate, Fault::Truncated), (Change::Fork, Fault::Forked)] {
        assert!(tampered(&home, &alone, change, Random(5)).is_sound());
        let report = tampered(&home, &scene, change, Random(5));
        assert_eq!(report.problems.iter().map(|p| p.kind).collect::<Vec<_>>(), [fault]);
    }
}

#[test]
fn entries_without_a_head_are_told() {
    let home = crate::kernel(Kind::Sqlite);
    let outside = scene(&home, 30).outside.to_string();
    home.write(|tx| tx.execute("DELETE FROM tree_head", &[]).map(drop));
    let found = |outside| crate::journal::report(&home, outside).problems.iter().map(|p| p.kind).collect::<Vec<_>>();
    assert!(found(None).contains(&Fault::NoHead));
    assert!(found(Some(outside)).contains(&Fault::NoHead));
    home.write(|tx| tx.execute("DELETE FROM journal", &[]).map(drop));
    assert_eq!(found(None), [], "an empty journal has none");
}

#[derive(Clone)]
struct Scene {
    entries: i64,
    /// The head as it honestly was after two thirds of the entries.
    old_head: (i64, Vec<u8>, String, i64),
    outside: Arc<str>,
}

fn scene(home: &TestDb, entries: i64) -> Scene {
    fill(home, entries * 2 / 3);
    sequence(home);
    a_second_later(home);
    sequence(home);
    let old_head = home.read(|tx| {
        tx.query_one("SELECT size, frontier, note, at FROM tree_head", &[], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
    });
    fill(home, entries - entries * 2 / 3);
    sequence(home);
    a_second_later(home);
    sequence(home);
    let outside = home.read(sequencer::checkpoint).unwrap().into();
    Scene { entries, old_head, outside }
}

/// Changes the log, verifies it and takes the change back.
fn tampered(home: &TestDb, scene: &Scene, change: Change, random: Random) -> verify::Report {
    let found: Arc<std::sync::Mutex<Option<verify::Report>>> = Arc::default();
    let (kept, scene) = (Arc::clone(&found), scene.clone());
    let outcome: kernel::Result<()> = home.db.write_blocking(move |tx| {
        apply(tx, &scene, change, &mut Random(random.0))?;
        let outside = Some(scene.outside.as_ref()).filter(|note| !note.is_empty());
        *kept.lock().unwrap() = Some(verify::verify(tx, &signer().public(), outside)?);
        Err(Error::conflict("test.taken-back"))
    });
    assert!(matches!(outcome, Err(Error::Conflict(_))), "{change:?}: {outcome:?}");
    found.lock().unwrap().take().unwrap()
}

fn apply(tx: &mut Tx, scene: &Scene, change: Change, random: &mut Random) -> kernel::Result<()> {
    let seq = 1 + random.below(scene.entries);
    match change {
        Change::Edit => edit(tx, seq, random),
        Change::EditWithLeaf => {
            edit(tx, seq, random)?;
            tx.execute("UPDATE journal SET leaf = $2 WHERE seq = $1", params![seq, [7u8; 32]])?;
            Ok(())
        }
        Change::Delete => {
            tx.execute("DELETE FROM journal WHERE seq = $1", params![seq])?;
            // With and without closing the gap.
            if random.below(2) == 0 {
                shift(tx, seq, -1)?;
            }
            Ok(())
        }
        Change::Swap => {
            let other = 1 + (seq + random.below(scene.entries - 1)) % scene.entries;
            for (from, to) in [(seq, -1), (other, seq), (-1, other)] {
                tx.execute("UPDATE journal SET seq = $2 WHERE seq = $1", params![from, to])?;
            }
            Ok(())
        }
        Change::Insert => {
            let at = seq + random.below(2) * (scene.entries + 1 - seq);
            shift(tx, at - 1, 1)?;
            tx.execute(
                "INSERT INTO journal (id, seq, at, assembly, actor, registrar, act, module, subject, payload, salt, digest, leaf, actor_alias, registrar_alias)
                 SELECT id + 1000003, $2, at, assembly, actor, registrar, act, module, subject, payload, salt, digest, leaf, actor_alias, registrar_alias
                 FROM journal WHERE id = (SELECT MAX(id) FROM journal WHERE seq <> $1)",
                params![0, at],
            )?;
            Ok(())
        }
        Change::Truncate => {
            let (size, frontier, note, at) = scene.old_head.clone();
            tx.execute("DELETE FROM journal WHERE seq > $1", params![size])?;
            tx.execute("UPDATE tree_head SET size = $1, frontier = $2, note = $3, at = $4", params![size, frontier, note, at])?;
            Ok(())
        }
        Change::Fork => {
            edit_honestly(tx, seq)?;
            resign(tx, &signer())
        }
    }
}

fn edit(tx: &mut Tx, seq: i64, random: &mut Random) -> kernel::Result<()> {
    let sets = [
        "at = at + 1",
        "assembly = assembly + 1",
        "actor = actor + 1",
        "registrar = 5",
        "registrar = NULL, registrar_alias = actor_alias",
        "act = 'proposal.declined'",
        "module = 'proposal'",
        "subject = subject + 1",
        "payload = '{}'",
        "payload = NULL",
        "salt = NULL",
        "payload = NULL, salt = NULL, digest = leaf",
        "digest = leaf",
        "actor_alias = digest",
        "leaf = digest",
        "leaf = NULL",
        "id = id + 1000003",
        "seq = NULL",
    ];
    let set = sets[random.below(sets.len() as i64) as usize];
    tx.execute(&format!("UPDATE journal SET {set} WHERE seq = $1"), params![seq])?;
    Ok(())
}

/// An edit that leaves the row consistent in itself, as somebody would who knows how leaves are made: the sequencer
/// makes them again.
fn edit_honestly(tx: &mut Tx, seq: i64) -> kernel::Result<()> {
    tx.execute("UPDATE journal SET subject = subject + 1 WHERE seq = $1", params![seq])?;
    tx.execute("UPDATE journal SET seq = NULL", &[])?;
    tx.execute("DELETE FROM tree_head", &[])?;
    Ok(())
}

fn resign(tx: &mut Tx, signer: &NoteSigner) -> kernel::Result<()> {
    while sequencer::sequence(tx, signer)? > 0 {}
    // The last batch falls into the second of the first signature; the thief signs it all the same.
    let frontier: Vec<u8> = tx.query_one("SELECT frontier FROM tree_head", &[], |row| row.get(0))?;
    let frontier = Frontier::from_bytes(&frontier).map_err(Error::internal)?;
    let checkpoint = kernel::merkle::Checkpoint { origin: signer.name().into(), size: frontier.size(), root: frontier.root() };
    tx.execute("UPDATE tree_head SET note = $1", params![checkpoint.sign(signer).map_err(Error::internal)?])?;
    Ok(())
}

/// Moves the numbers after `seq`, through negative ones so that no two collide on the way.
fn shift(tx: &mut Tx, seq: i64, by: i64) -> kernel::Result<()> {
    tx.execute("UPDATE journal SET seq = -seq - $2 WHERE seq > $1", params![seq, by])?;
    tx.execute("UPDATE journal SET seq = -seq WHERE seq < 0", &[])?;
    Ok(())
}

/// A small generator (splitmix64), so that a failure can be run again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: i64) -> i64 {
        (self.next() % end as u64) as i64
    }
}
