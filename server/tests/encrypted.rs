//! The way to PostgreSQL (ASVS 12.3.1): encrypted where the address says so, and then only to the server that it should be.

use crate::program::Place;

#[test]
fn the_way_to_the_database_is_encrypted_and_its_server_known() {
    // A server that was given from outside has a certificate of its own.
    let Some(certificate) = testkit::Database::certificate() else { return };
    let place = Place::postgres();
    let plain = place.database.as_ref().unwrap().url.clone();
    let required = format!("{plain}?sslmode=require");
    let create = |url: &str, authorities: &str, login: &str| {
        let mut command = place.command(&["admin", "create", "--login", login, "--name", "周正清"]);
        command.env("SHANGLIANG_DATABASE_URL", url).env("SHANGLIANG_DATABASE_AUTHORITIES", authorities);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let trusted = certificate.to_str().unwrap();
    assert_eq!(create(&required, trusted, "first").0, Some(0));
    assert_eq!(create(&plain, "", "second").0, Some(0), "on the same machine it need not be");
    let (code, words) = create(&required, "", "third");
    assert_eq!(code, Some(1), "nobody vouches for it: {words}");
    assert!(words.to_lowercase().contains("certificate"), "{words}");
    let (code, words) = create(&required.replace("127.0.0.1", "localhost"), trusted, "third");
    assert_eq!(code, Some(1), "it is another's certificate: {words}");
    let (code, words) = create("postgres://h/d?sslmode=perhaps", trusted, "third");
    assert_eq!(code, Some(78), "{words}");
    assert!(words.contains("database.url"), "{words}");

    let program = place.serve_with(&[], &[("SHANGLIANG_DATABASE_URL", &required), ("SHANGLIANG_DATABASE_AUTHORITIES", trusted)]);
    assert_eq!(program.get("/readyz").status, 200);
    let (open, encrypted) = connections(&plain);
    assert!(open == 0 && encrypted >= 2, "{open} open, {encrypted} encrypted");
    drop(program);
}

/// Of the program to this database: without and with TLS.
fn connections(url: &str) -> (i64, i64) {
    let clock = kernel::FixedClock::at(kernel::Timestamp(0));
    let options = kernel::db::Options { readers: 1, writers: 1, ..Default::default() };
    let db = kernel::Db::open(kernel::db::Target::Postgres(url.to_owned()), std::sync::Arc::new(clock), options).unwrap();
    // The two of this test are open ones.
    let sql = "SELECT COUNT(*) FILTER (WHERE NOT s.ssl) - 2, COUNT(*) FILTER (WHERE s.ssl) FROM pg_stat_ssl s
               JOIN pg_stat_activity a ON a.pid = s.pid WHERE a.datname = current_database() AND a.application_name = 'shangliang'";
    let found = db.read_blocking(|tx| tx.query_one(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))).unwrap();
    db.close();
    found
}
