//! `import` and `export` from the shell.

use std::path::{Path, PathBuf};

use crate::program::Place;

/// Outside data, where it is at hand.
fn real_file() -> Option<PathBuf> {
    let sets = std::env::var_os("SHANGLIANG_DATA_SETS").map(PathBuf::from);
    let sets = sets.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"));
    Some(sets.join("cppcc-jiangsu-2022/proposals.csv")).filter(|file| file.exists())
}

#[test]
fn a_real_file_comes_in_whole_once_and_goes_out_equal() {
    let Some(file) = real_file() else { return };
    let (place, other) = (Place::sqlite(), Place::postgres());
    let first = place.run(&["--json", "import", "proposals", file.to_str().unwrap()]).expect(0).json();
    assert_eq!((first["rows"].as_i64(), first["created"].as_i64()), (Some(122), Some(122)));
    let again = place.run(&["--json", "import", "proposals", file.to_str().unwrap()]).expect(0).json();
    assert_eq!((again["created"].as_i64(), again["updated"].as_i64()), (Some(0), Some(0)));
    for format in ["csv", "jsonl"] {
        let out = place.path(&format!("out.{format}"));
        place.run(&["export", "proposals", "--format", format, "--out", out.to_str().unwrap()]).expect(0);
        let elsewhere = other.run(&["--json", "import", "proposals", out.to_str().unwrap()]).expect(0).json();
        assert_eq!(elsewhere["rows"], 122);
        let back = other.run(&["export", "proposals", "--format", format]).expect(0);
        assert!(back.out == std::fs::read_to_string(&out).unwrap(), "{format} differs after a round");
    }
}

#[test]
fn a_file_with_a_fault_changes_nothing_and_names_it() {
    let place = Place::sqlite();
    let file = place.path("people.csv");
    std::fs::write(&file, "姓名,手机\n王静好,13800000000\n,13800000001\n").unwrap();
    let errors = place.path("errors.xlsx");
    let ran = place.run(&["--json", "import", "people", file.to_str().unwrap(), "--errors", errors.to_str().unwrap()]);
    let told = ran.expect(1).json();
    assert!(!told["rejected"].as_array().unwrap().is_empty(), "{told}");
    assert!(std::fs::read(&errors).unwrap().starts_with(b"PK"));
    let db = crate::audit::open(&place);
    assert_eq!(db.read_blocking(|tx| tx.scalar("SELECT COUNT(*) FROM person", &[])).unwrap(), 0);
    assert_eq!(db.read_blocking(|tx| tx.scalar("SELECT COUNT(*) FROM assembly", &[])).unwrap(), 0, "not even the assembly stays");
    db.close();
}

#[test]
fn a_dry_run_says_what_would_happen() {
    let Some(file) = real_file() else { return };
    let place = Place::sqlite();
    let told = place.run(&["--json", "import", "proposals", file.to_str().unwrap(), "--dry-run"]).expect(0).json();
    assert_eq!(told["created"], 122);
    let db = crate::audit::open(&place);
    assert_eq!(db.read_blocking(|tx| tx.scalar("SELECT COUNT(*) FROM proposal", &[])).unwrap(), 0);
    db.close();
}

#[test]
fn unknown_kinds_and_files_are_told() {
    let place = Place::sqlite();
    place.run(&["import", "nonsense", "x.csv"]).expect(2);
    place.run(&["import", "proposals", "no-such-file.csv"]).expect(1);
    let file = place.path("x.csv");
    std::fs::write(&file, [0xff, 0xfe, 0x00, 0x01, 0x02]).unwrap();
    place.run(&["import", "proposals", file.to_str().unwrap()]).expect(1);
}
