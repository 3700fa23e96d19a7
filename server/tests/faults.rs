//! quality O5: `/readyz` tells the truth within two seconds and `/livez` stays.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::program::{Place, Program, an_account, sign_all};

#[track_caller]
fn unready_within_two_seconds(program: &Program, cause: &str) {
    let asked = Instant::now();
    let answer = program.get("/readyz");
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.body.contains(cause), "{}", answer.body);
    assert!(answer.head.contains("retry-after"));
    assert_eq!(program.get("/livez").status, 200);
}

#[test]
fn a_database_that_another_holds() {
    let place = Place::sqlite();
    let program = place.serve();
    assert_eq!(program.get("/readyz").status, 200);
    let held = Held::new(&place);
    unready_within_two_seconds(&program, "database");
    drop(held);
    program.await_get("/readyz", 15, |answer| answer.status == 200);
}

#[test]
fn a_request_that_runs_is_answered_before_the_program_ends() {
    let place = Place::sqlite();
    let program = place.serve();
    let held = Held::new(&place);
    let address = program.address.clone();
    let asking = std::thread::spawn(move || {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    });
    // That request and the one that asks.
    program.await_get("/metrics", 10, |a| a.body.contains("http_requests_running 2"));
    program.signal("TERM");
    std::thread::sleep(Duration::from_millis(200));
    drop(held);
    assert!(asking.join().unwrap().starts_with("HTTP/1.1 "), "it was cut off");
    let ended = Instant::now();
    assert_eq!(program.stop().0.code(), Some(0));
    assert!(ended.elapsed() < Duration::from_secs(12));
}

/// The writer's lock of a database, held by another until this is dropped.
struct Held {
    release: Option<std::sync::mpsc::Sender<()>>,
    holder: Option<std::thread::JoinHandle<()>>,
}

impl Held {
    fn new(place: &Place) -> Held {
        let db = crate::audit::open(place);
        let (held, holding) = std::sync::mpsc::channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let released = std::sync::Mutex::new(released);
        let holder = std::thread::spawn(move || {
            let hold = move |tx: &mut kernel::Tx| {
                tx.execute("INSERT INTO setting (name, value) VALUES ('held', '')", &[])?;
                let _ = held.send(());
                let _ = released.lock().map(|r| r.recv());
                Ok(())
            };
            db.write_blocking(hold).unwrap();
            db.close();
        });
        holding.recv().unwrap();
        Held { release: Some(release), holder: Some(holder) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.release.take();
        self.holder.take().map(|h| h.join());
    }
}

#[test]
fn a_database_server_that_goes_away_and_comes_back() {
    let database = testkit::Database::create();
    let wire = Wire::to(&database.url);
    let place = Place::sqlite();
    let program = place.serve_with(&[], &[("SHANGLIANG_DATABASE_URL", &wire.url)]);
    assert_eq!(program.get("/readyz").status, 200);
    wire.cut.store(true, Ordering::Relaxed);
    std::thread::sleep(Duration::from_millis(200));
    unready_within_two_seconds(&program, "database");
    wire.cut.store(false, Ordering::Relaxed);
    program.await_get("/readyz", 20, |answer| answer.status == 200);
    assert!(program.stop().0.success());
}

/// A wire to a database server that can be cut.
struct Wire {
    url: String,
    cut: Arc<AtomicBool>,
}

impl Wire {
    fn to(url: &str) -> Wire {
        let (user, rest) = url.split_once('@').unwrap();
        let (server, name) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("{user}@{}/{name}", listener.local_addr().unwrap());
        let (cut, server) = (Arc::new(AtomicBool::new(false)), server.to_owned());
        let state = Arc::clone(&cut);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A connection that is dropped at once is what a dead server looks like.
                if state.load(Ordering::Relaxed) {
                    continue;
                }
                let server = TcpStream::connect(&server).unwrap();
                for (from, to) in [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)] {
                    let state = Arc::clone(&state);
                    std::thread::spawn(move || carry(from, to, &state));
                }
            }
        });
        Wire { url, cut }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, cut: &AtomicBool) {
    from.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let mut buffer = [0u8; 1 << 14];
    while !cut.load(Ordering::Relaxed) {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) if to.write_all(&buffer[..n]).is_err() => break,
            Ok(_) => {}
            Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
    }
    let _ = from.shutdown(std::net::Shutdown::Both);
    let _ = to.shutdown(std::net::Shutdown::Both);
}

/// Killed in the middle, started again: nothing acknowledged is lost, the journal is whole.
#[test]
fn a_program_that_is_killed() {
    let place = Place::sqlite();
    an_account(&place, "first");
    sign_all(&place);
    for _ in 0..3 {
        let mut program = place.serve();
        program.get("/sign-in");
        program.child.kill().unwrap();
        program.child.wait().unwrap();
    }
    an_account(&place, "second");
    sign_all(&place);
    assert_eq!(place.run(&["--json", "audit", "verify"]).expect(0).json()["sound"], true);
    place.run(&["doctor"]).expect(0);
}

/// quality O1: from nothing to the set-up page in a minute, with one command.
#[test]
fn from_nothing_to_the_first_page() {
    let started = Instant::now();
    let place = Place::sqlite();
    let program = place.serve();
    std::thread::sleep(Duration::from_millis(300));
    let (status, told) = {
        assert_eq!(program.get("/sign-in").status, 200);
        program.stop()
    };
    assert!(status.success() && started.elapsed() < Duration::from_secs(60));
    assert!(told.contains("/setup?token="));
}

#[test]
fn a_program_that_is_stopped_the_moment_it_is_ready() {
    let place = Place::sqlite();
    for _ in 0..5 {
        assert_eq!(place.serve().stop().0.code(), Some(0));
    }
}
