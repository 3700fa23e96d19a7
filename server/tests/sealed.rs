//! What lies sealed in the database, and how its key is changed.

use directory::SEALED;
use serde_json::Value;
use testkit::{Kind, TestDb};

use crate::generated::modules;
use crate::program::{Place, an_account};

/// Of an office: printed on letters and shown to everybody.
const PUBLIC: &[(&str, &str)] = &[("unit", "telephone"), ("room", "telephone")];
/// What a column is called that holds the number of a person.
const NUMBERS: &[&str] = &["telephone", "mobile", "phone", "fax", "id_card", "identity", "id_number"];
const NUMBER: &str = "13812340987";
const KEY: &str = "keys/secrets.key";

#[test]
fn every_number_of_a_person_lies_sealed() {
    let modules = modules();
    let migrations = kernel::MIGRATIONS.iter().chain(directory::MIGRATIONS).chain(modules.iter().flat_map(|m| m.migrations));
    let home = TestDb::new(Kind::Sqlite, &migrations.copied().collect::<Vec<_>>());
    let sql = "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY 1, 2";
    let columns: Vec<(String, String)> = home.read(move |tx| tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?))));
    let sealed: Vec<(&str, &str)> = SEALED.iter().chain(modules.iter().flat_map(|m| m.sealed)).map(|s| (s.table, s.column)).collect();
    for (table, column) in &columns {
        let of = (table.as_str(), column.as_str());
        if NUMBERS.iter().any(|name| column.contains(name)) {
            assert!(sealed.contains(&of) != PUBLIC.contains(&of), "{table}.{column} is neither sealed nor said to be public");
        }
    }
    for (table, column) in sealed.iter().chain(PUBLIC) {
        assert!(columns.iter().any(|(t, c)| t == table && c == column), "there is no {table}.{column}");
    }
}

fn key(place: &Place) -> String {
    std::fs::read_to_string(place.data().join(KEY)).unwrap()
}

fn put_key(place: &Place, text: &str) {
    std::fs::write(place.data().join(KEY), text).unwrap();
}

/// `true` with what `doctor` says of the secrets.
fn secrets(place: &Place) -> (bool, String) {
    let told: Value = place.run(&["--json", "doctor"]).json();
    let found = told["checks"].as_array().unwrap().iter().find(|check| check["check"] == "secrets").unwrap();
    (found["good"] == true, found["detail"].as_str().unwrap().to_owned())
}

#[track_caller]
fn rotates(place: &Place) -> Value {
    place.run(&["--json", "keys", "rotate"]).expect(0).json()
}

/// An installation of a version that kept numbers readable.
fn older(place: &Place) {
    an_account(place, "first");
    place.execute("UPDATE person_private SET mobile = '13812340987'");
    place.execute("DELETE FROM setting WHERE name LIKE 'sealed/%'");
}

fn goes_round(place: &Place) {
    older(place);
    let (good, detail) = secrets(place);
    assert!(!good && detail.contains("1 of 1 lie readable"), "{detail}");
    let program = place.serve();
    assert!(secrets(place).0, "sealed by the start");
    place.run(&["keys", "rotate"]).expect(1);
    program.stop();

    let first = key(place);
    let told = rotates(place);
    assert_eq!((&told["sealed"], &told["done"], &told["went_on"]), (&Value::from(1), &Value::from(true), &Value::from(false)), "{told}");
    let second = key(place);
    assert!(first != second && second.trim().len() == 44, "the older key is gone");
    assert!(secrets(place).0);

    // As it stands when the process was killed before the first batch.
    let third = first.clone();
    put_key(place, &format!("{}\nolder {}", third.trim(), second.trim()));
    let (good, detail) = secrets(place);
    assert!(!good && detail.contains("run `shangliang keys rotate`"), "{detail}");
    place.serve().stop();
    assert_eq!(rotates(place)["went_on"], true);
    assert_eq!(key(place).trim(), third.trim());
    assert!(secrets(place).0);

    // A key that is lost and found.
    put_key(place, &second);
    let (good, detail) = secrets(place);
    assert!(!good && detail.contains("1 of 1 of person_private.mobile do not open") && detail.contains("older KEY"), "{detail}");
    put_key(place, &format!("{}\nolder {}", second.trim(), third.trim()));
    rotates(place);
    assert!(secrets(place).0);
}

#[test]
fn keys_change_on_sqlite() {
    let place = Place::sqlite();
    goes_round(&place);
    for name in ["shangliang.db", "shangliang.db-wal"] {
        let content = std::fs::read(place.data().join(name)).unwrap_or_default();
        assert!(!content.windows(NUMBER.len()).any(|part| part == NUMBER.as_bytes()), "the number stands in {name}");
    }
}

#[test]
fn keys_change_on_postgres() {
    goes_round(&Place::postgres());
}

#[test]
fn a_key_of_the_configuration_is_changed_by_hand() {
    let place = Place::sqlite();
    older(&place);
    place.serve().stop();
    let (old, new) = (key(&place), "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=");
    std::fs::remove_file(place.data().join(KEY)).unwrap();
    let rotate = |value: &str| {
        let ran = place.command(&["keys", "rotate"]).env("SHANGLIANG_SIGN_IN_KEY", value).output().unwrap();
        (ran.status.code(), String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned())
    };
    let (code, said) = rotate(old.trim());
    assert!(code == Some(78) && said.contains("older"), "{said}");
    let (code, said) = rotate(&format!("{new}, older {}", old.trim()));
    assert!(code == Some(0) && said.contains("take `older …` out"), "{said}");
    put_key(&place, new);
    assert!(secrets(&place).0);
}
