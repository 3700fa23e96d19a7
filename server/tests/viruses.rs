//! Uploads and the virus scanner, which is played here: it speaks as clamd does and finds whatever holds `EICAR`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use testkit::{Kind, TestApp};
use web::Settings;
use web::scanner::{Scanner, Verdict};

use crate::program::Place;

/// Takes so many bytes and no more.
fn daemon(limit: usize) -> Scanner {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| drop(answer(stream, limit))));
    Scanner::Tcp(address)
}

fn answer(mut stream: TcpStream, limit: usize) -> std::io::Result<()> {
    let mut command = Vec::new();
    while command.last() != Some(&0) {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        command.push(byte[0]);
    }
    if command == b"zVERSION\0" {
        return stream.write_all(b"ClamAV 1.4.3/27000/Sun Nov 22 2026\0");
    }
    assert_eq!(command, b"zINSTREAM\0");
    let mut content = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let (start, length) = (content.len(), u32::from_be_bytes(length) as usize);
        if length == 0 {
            break;
        }
        content.resize(start + length, 0);
        stream.read_exact(&mut content[start..])?;
        if content.len() > limit {
            return stream.write_all(b"INSTREAM size limit exceeded. ERROR\0");
        }
    }
    let found = content.windows(5).any(|piece| piece == b"EICAR");
    stream.write_all(if found { b"stream: Eicar-Test-Signature FOUND\0" } else { b"stream: OK\0" })
}

#[test]
fn clean_and_found_are_told_apart_over_many_pieces() {
    let scanner = daemon(1 << 20);
    assert_eq!(scanner.scan(b"").expect("answered"), Verdict::Clean);
    let mut content = vec![b'a'; 300_000];
    assert_eq!(scanner.scan(&content).expect("answered"), Verdict::Clean);
    content.extend_from_slice(b"EICAR");
    assert_eq!(scanner.scan(&content).expect("answered"), Verdict::Found("Eicar-Test-Signature".into()));
}

#[test]
fn what_is_no_verdict_is_an_error() {
    let said = daemon(1_000).scan(&[b'a'; 5_000]).expect_err("too large for it").to_string();
    assert!(said.contains("size limit"), "{said}");
    assert!(Scanner::Unix("/nowhere/clamd.ctl".into()).scan(b"a").is_err());
}

#[test]
fn what_carries_a_virus_is_not_kept() {
    let town = |scanner| {
        let settings = Settings { scanner: Some(scanner), ..Settings::default() };
        TestApp::with(Kind::Sqlite, vec![proposals::module()], settings)
    };
    let send = |app: &TestApp, file: &[u8]| app.person("office").post_multipart("/proposals/import", &[], &[("file", "表.csv", file)]);
    let kept = |app: &TestApp| app.app.shelf.ids().expect("listed").len();
    let app = town(daemon(1 << 20));
    let page = send(&app, "标题\nEICAR\n".as_bytes()).expect(422).text();
    assert!(page.contains("“表.csv”带有病毒（Eicar-Test-Signature），没有保存"), "{page}");
    assert_eq!(kept(&app), 0);
    assert_ne!(send(&app, "标题\n修井盖\n".as_bytes()).status, 422, "a clean one is looked at");
    let away = town(Scanner::Unix("/nowhere/clamd.ctl".into()));
    let page = send(&away, "标题\n修井盖\n".as_bytes()).expect(503).text();
    assert!(page.contains("病毒扫描服务没有应答"), "{page}");
    assert_eq!(kept(&away), 0);
}

#[test]
fn doctor_says_whether_the_scanner_answers() {
    let place = Place::sqlite();
    place.serve().stop();
    let Scanner::Tcp(address) = daemon(1) else { unreachable!() };
    let with = |scanner: String| {
        std::fs::write(place.data().join("shangliang.toml"), format!("[uploads]\nscanner = \"{scanner}\"\n")).expect("written");
        place.run(&["doctor"])
    };
    assert!(with(format!("tcp:{address}")).expect(0).out.contains("ok  virus scanner: ClamAV 1.4.3"));
    let bad = with("unix:/nowhere/clamd.ctl".into()).expect(1).out;
    assert!(bad.contains("BAD virus scanner: unix:/nowhere/clamd.ctl") && bad.contains("start clamd"), "{bad}");
}
