use std::io::Write;
use std::process::Stdio;

use crate::program::{Place, an_account};

#[test]
fn a_token_from_the_shell_opens_the_api() {
    let place = Place::sqlite();
    an_account(&place, "auditor");
    let token = place.run(&["token", "create", "--login", "auditor", "--days", "1"]).expect(0).out;
    let program = place.serve();
    let with = |token: &str| program.get_with("/api/v1/proposals", &format!("Authorization: Bearer {}\r\n", token.trim())).status;
    assert_eq!(with("wrong"), 401);
    assert_ne!(with(&token), 401);
}

#[test]
fn a_password_is_shown_once_or_read_from_standard_input() {
    let place = Place::sqlite();
    let made = an_account(&place, "auditor");
    assert!(made.len() >= 20);
    assert_ne!(place.run(&["--json", "admin", "reset-password", "--login", "auditor"]).expect(0).json()["password"], made.as_str());
    let give = |password: &str| {
        let mut child = place
            .command(&["--json", "admin", "reset-password", "--login", "auditor", "--password-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, out) = give("Correct-Horse-9-Battery\n");
    assert_eq!(code, Some(0));
    assert!(!out.contains("Horse"));
    assert_eq!(give("short\n").0, Some(2));
}

#[test]
fn an_unknown_login_is_told() {
    let place = Place::sqlite();
    an_account(&place, "auditor");
    for args in [
        &["admin", "unlock", "--login", "nobody"][..],
        &["token", "create", "--login", "nobody"],
        &["admin", "reset-password", "--login", "nobody"],
    ] {
        assert!(place.run(args).expect(1).err.contains("nobody"));
    }
    place.run(&["admin", "create", "--name", "周正", "--login", "auditor"]).expect(1);
}
