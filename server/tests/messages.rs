//! Text messages of the started program: kept over a kill, sent when the gateway is back, told by `doctor`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Place, Program, an_account};

const NUMBER: &str = "13800005678";

/// Where nobody listens yet.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn asks_for_a_code(program: &Program) {
    let body = format!(r#"{{"mobile":"{NUMBER}"}}"#);
    let mut stream = TcpStream::connect(&program.address).unwrap();
    let head =
        format!("Host: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close", program.address, body.len());
    write!(stream, "POST /api/v1/phone HTTP/1.1\r\n{head}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

/// Takes one message; what came.
fn takes_one(port: u16) -> String {
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    let mut came = Vec::new();
    while !came.ends_with(b"}") {
        let mut part = [0u8; 1_024];
        let n = stream.read(&mut part).unwrap();
        assert!(n > 0, "it broke off");
        came.extend_from_slice(&part[..n]);
    }
    stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n").unwrap();
    String::from_utf8(came).unwrap()
}

/// What `doctor` says of them.
fn doctor(place: &Place, variables: &[(&str, &str)]) -> Value {
    let output = place.command(&["--json", "doctor"]).envs(variables.iter().copied()).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["checks"].as_array().unwrap().iter().find(|check| check["check"] == "text messages").unwrap().clone()
}

#[test]
fn a_message_outlives_a_kill_and_leaves_when_the_gateway_is_back() {
    let place = Place::sqlite();
    an_account(&place, "auditor");
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}/sms");
    let secret = place.path("secret");
    std::fs::write(&secret, "0123456789abcdef\n").unwrap();
    let variables = [
        ("SHANGLIANG_SMS_ADAPTER", "webhook"),
        ("SHANGLIANG_SMS_URL", url.as_str()),
        ("SHANGLIANG_SMS_SECRET_FILE", secret.to_str().unwrap()),
    ];
    let mut program = place.serve_with(&[], &variables);
    asks_for_a_code(&program);
    let until = Instant::now() + Duration::from_secs(20);
    while !place.log().contains("a text message was not sent") {
        assert!(Instant::now() < until, "{}", place.log());
        std::thread::sleep(Duration::from_millis(50));
    }
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    let told = doctor(&place, &variables);
    assert!(told["good"] == false && told["detail"].as_str().unwrap().contains("no connection"), "{told}");

    let gateway = std::thread::spawn(move || takes_one(port));
    let program = place.serve_with(&[], &variables);
    let came = gateway.join().unwrap();
    assert!(came.contains("POST /sms") && came.contains("Bearer 0123456789abcdef") && came.contains(NUMBER), "{came}");
    assert!(program.stop().0.success());
    assert!(!place.log().contains(NUMBER) && !place.log().contains("0123456789abcdef"));
}

#[test]
fn without_an_adapter_nobody_asks_for_a_code() {
    let place = Place::sqlite();
    an_account(&place, "auditor");
    assert_eq!(doctor(&place, &[])["detail"], "off");
    let program = place.serve();
    assert_eq!(program.get("/phone").status, 409);
    assert_eq!(doctor(&place, &[("SHANGLIANG_SMS_ADAPTER", "file")])["good"], true);
}
