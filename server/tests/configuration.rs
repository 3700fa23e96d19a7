use crate::program::Place;

#[test]
fn a_bad_configuration_ends_with_78_and_names_the_line() {
    let place = Place::sqlite();
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(place.data().join("shangliang.toml"), "[backup]\nkeep = 7\nkeeep = 8\n").unwrap();
    for args in [&["config", "check"][..], &["serve", "--listen", "127.0.0.1:0"], &["doctor"], &["backup", "x.tar"]] {
        let ran = place.run(args).expect(78);
        assert!(ran.err.contains("line 3") && ran.err.contains("keeep"), "{args:?}: {}", ran.err);
    }
    assert!(!place.data().join("shangliang.db").exists(), "it never half-starts");
}

#[test]
fn a_good_one_is_shown_with_its_sources() {
    let place = Place::sqlite();
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(place.data().join("shangliang.toml"), "[backup]\nkeep = 7\n").unwrap();
    place.run(&["config", "check"]).expect(0);
    let shown = place.run(&["--json", "config", "show"]).expect(0).json();
    let keep = shown["keys"].as_array().unwrap().iter().find(|k| k["key"] == "backup.keep").unwrap().clone();
    assert_eq!((keep["value"].as_i64(), keep["source"].as_str()), (Some(7), Some("file")));
}

#[test]
fn wrong_usage_ends_with_2() {
    let place = Place::sqlite();
    for args in
        [&["no-such-command"][..], &[], &["import"], &["serve", "--tls-cert", "x"], &["token", "create", "--login", "x", "--days", "0"]]
    {
        place.run(args).expect(2);
    }
    place.run(&["version"]).expect(0);
}

#[test]
fn commands_need_an_installation_and_do_not_make_one() {
    let place = Place::sqlite();
    for args in [&["doctor"][..], &["audit", "verify"], &["backup", "x.tar"], &["export", "people"], &["admin", "unlock", "--login", "x"]] {
        place.run(args).expect(1);
    }
    assert!(!place.data().exists());
}

#[test]
fn migrate_tells_first_and_a_newer_database_is_refused() {
    let place = Place::sqlite();
    let dry = place.run(&["--json", "migrate", "--dry-run"]).expect(0).json();
    assert!(dry["migrations"].as_array().unwrap().len() >= 2);
    place.run(&["migrate"]).expect(0);
    assert!(place.run(&["--json", "migrate"]).expect(0).json()["migrations"].as_array().unwrap().is_empty());
    let db = crate::audit::open(&place);
    db.write_blocking(|tx| tx.execute("INSERT INTO migration (name, at, text_length) VALUES ('future/0001-x', 1, 1)", &[])).unwrap();
    db.close();
    let refused = place.run(&["serve", "--listen", "127.0.0.1:0"]).expect(1);
    assert!(refused.err.contains("newer") && refused.err.contains("future/0001-x"), "{}", refused.err);
}
