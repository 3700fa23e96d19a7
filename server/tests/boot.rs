use std::time::{Duration, Instant};

use crate::program::Place;

fn starts_serves_and_stops(place: &Place) {
    let program = place.serve();
    assert_eq!(program.get("/livez").status, 200);
    assert_eq!(program.get("/readyz").status, 200);
    assert!(program.get("/version").body.contains(env!("CARGO_PKG_VERSION")));
    assert_eq!(program.get("/api/openapi.json").status, 200);
    assert_eq!(program.get("/sign-in").status, 200);
    let metrics = program.get("/metrics").body;
    for name in
        ["http_requests_total{", "http_request_seconds_bucket{", "database_writes_waiting", "journal_pending_entries", "job_lag_seconds"]
    {
        assert!(metrics.contains(name), "{name} is missing in\n{metrics}");
    }
    assert!(metrics.lines().count() < 2_000);
    let (status, told) = program.stop();
    assert_eq!(status.code(), Some(0));
    assert!(told.contains("/setup?token="), "{told}");
}

#[test]
fn on_sqlite_it_starts_serves_and_stops() {
    starts_serves_and_stops(&Place::sqlite());
}

#[test]
fn on_postgres_it_starts_serves_and_stops() {
    starts_serves_and_stops(&Place::postgres());
}

#[test]
fn every_answer_carries_its_headers_and_its_id() {
    let place = Place::sqlite();
    let program = place.serve();
    for path in ["/livez", "/readyz", "/version", "/metrics", "/sign-in", "/nowhere", "/api/v1/nowhere"] {
        let head = program.get(path).head;
        for header in ["x-content-type-options: nosniff", "content-security-policy:", "strict-transport-security:", "x-request-id:"] {
            assert!(head.contains(header), "{path} lacks {header}\n{head}");
        }
    }
}

#[test]
fn metrics_are_not_for_those_behind_a_proxy() {
    let place = Place::sqlite();
    let program = place.serve();
    assert_eq!(program.get_with("/metrics", "X-Forwarded-For: 203.0.113.9\r\n").status, 404);
}

#[test]
fn a_second_one_on_the_same_data_is_refused() {
    let place = Place::sqlite();
    let program = place.serve();
    let second = place.run(&["serve", "--listen", "127.0.0.1:0"]).expect(1);
    assert!(second.err.contains("in use"), "{}", second.err);
    assert_eq!(program.get("/readyz").status, 200);
    drop(program);
    assert!(place.serve().stop().0.success(), "the lock ends with its holder, however it ended");
}

#[test]
fn the_log_is_json_and_says_nothing_of_persons() {
    let place = Place::sqlite();
    let program = place.serve();
    program.get("/proposals/7?q=%E7%8E%8B%E9%9D%99");
    program.get("/sign-in");
    program.stop();
    let log = place.log();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let request = lines.iter().find(|l| l["message"] == "request" && l["route"] == "/sign-in").unwrap_or_else(|| panic!("{log}"));
    assert_eq!((request["status"].as_i64(), request["method"].as_str()), (Some(200), Some("GET")));
    assert!(request["request"].as_str().unwrap().len() == 16 && request["ms"].is_number());
    assert!(!log.contains("%E7") && !log.contains("127.0.0.1:8") && !log.contains("/proposals/7"), "{log}");
}

#[test]
fn the_test_clock_moves_and_is_refused_beyond_loopback() {
    let place = Place::sqlite();
    let file = place.path("offset");
    std::fs::write(&file, "0").unwrap();
    let refused = place.command(&["serve", "--listen", "0.0.0.0:0"]).env("SHANGLIANG_TEST_CLOCK_FILE", &file).output().unwrap();
    assert_eq!(refused.status.code(), Some(78));
    let program = place.serve_with(&[], &[("SHANGLIANG_TEST_CLOCK_FILE", file.to_str().unwrap())]);
    assert_eq!(program.get("/readyz").status, 200);
    drop(program);
    assert!(place.log().contains("THE CLOCK IS MOVED"));
}

#[test]
fn an_empty_folder_that_cannot_be_written_is_told() {
    let place = Place::sqlite();
    std::fs::write(place.data(), "a file where the folder should be").unwrap();
    let ran = place.run(&["serve", "--listen", "127.0.0.1:0"]).expect(1);
    assert!(ran.err.contains("data"), "{}", ran.err);
}

/// quality R: who holds a connection without sending a request does not hold it for ever.
#[test]
fn a_head_that_never_ends_is_cut_off() {
    use std::io::{Read, Write};
    let place = Place::sqlite();
    let program = place.serve();
    let mut stream = std::net::TcpStream::connect(&program.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").unwrap();
    let started = Instant::now();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}
