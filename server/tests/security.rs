//! What no single module holds: methods, boundaries of messages, files, redirects, the address of a visitor, cookies
//! beside the session. The rows of security/asvs.csv name these tests.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use axum::http::Method;
use identity::{IdentitySettings, Profile};
use kernel::Id;
use serde_json::json;
use testkit::{Kind, TestApp};

use crate::program::Place;

fn town() -> TestApp {
    TestApp::new(
        Kind::Sqlite,
        vec![identity::module(IdentitySettings { profile: Profile::Asvs, ..IdentitySettings::default() }), proposals::module()],
    )
}

fn draft(app: &TestApp) -> Id {
    let body =
        json!({ "title": "关于疏通排水管网的提案", "background": "甲", "analysis": "乙", "suggestions": ["丙"], "kind": "individual" });
    app.token("wang").post_json("/api/v1/proposals", &body).expect(201).id()
}

#[test]
fn methods_that_nobody_uses_are_refused() {
    let app = town();
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE, Method::CONNECT] {
        for path in ["/sign-in", "/proposals", "/api/v1/proposals", "/workbench"] {
            let answer = app.person("office").send(method.clone(), path, None, Vec::new());
            assert!([403, 405].contains(&answer.status.as_u16()), "{method} {path}: {}", answer.status);
        }
    }
}

#[test]
fn a_session_makes_so_many_calls_in_a_minute_and_no_more() {
    let app = town();
    let (wang, limit) = (app.person("wang"), app.app.settings.pace.session);
    for _ in 1..limit {
        wang.get("/nothing").expect(404);
    }
    wang.get("/public").expect(200);
    let refused = wang.get("/public").expect(429);
    assert_eq!(refused.headers["retry-after"], "60");
    assert!(refused.text().contains("一分钟内的访问次数过多"));
    let problem = wang.get("/api/v1/proposals").expect(429);
    assert_eq!(problem.json()["key"], "web.pace");
    wang.get("/assets/app.js").expect(200);
    app.person("office").get("/public").expect(200);
    app.anon().get("/public").expect(200);
    app.clock().set(kernel::Timestamp(kernel::Clock::now(app.clock()).0 + 60_000));
    wang.get("/public").expect(200);
}

#[test]
fn no_other_origin_is_allowed_anything() {
    let app = town();
    for path in ["/proposals", "/api/v1/proposals", "/api/openapi.json", "/assets/app.js", "/public"] {
        let answer = app.person("office").header("origin", "https://elsewhere.example").get(path);
        assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{path}");
    }
}

#[test]
fn every_text_names_its_charset() {
    let app = town();
    for path in [
        "/sign-in",
        "/public",
        "/nothing",
        "/assets/app.js",
        "/assets/app.css",
        "/api/openapi.json",
        "/api/v1/proposals",
        "/api/v1/nothing",
    ] {
        let answer = app.person("office").get(path);
        let kind = answer.headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
        assert!(kind.ends_with("charset=utf-8"), "{path}: {kind:?}");
    }
}

#[test]
fn redirects_stay_at_home() {
    let app = town();
    for back in [
        "//elsewhere.example",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=y",
    ] {
        let answer = app.person("office").post("/preferences", &[("lang", "en"), ("back", back)]);
        assert!(answer.location().starts_with('/') && !answer.location().starts_with("//"), "{back}");
        assert!(answer.headers.get_all("set-cookie").iter().count() == 1, "{back}");
    }
}

#[test]
fn cookies_of_preference_are_the_hosts_own_too() {
    let answer = town().anon().post("/preferences", &[("lang", "en"), ("theme", "dark"), ("back", "/public")]);
    let cookies: Vec<&str> = answer.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).collect();
    assert_eq!(cookies.len(), 2);
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        assert!(["Secure", "HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|part| cookie.contains(part)), "{cookie}");
    }
}

#[test]
fn signing_out_leaves_nothing_in_the_browser() {
    let app = town();
    let page = app.person("office").get("/workbench").expect(200).text();
    assert!(page.contains("action=\"/sign-out\""), "every page leads out");
    let answer = app.person("office").post("/sign-out", &[]);
    assert_eq!(answer.headers.get("clear-site-data").and_then(|v| v.to_str().ok()), Some("\"storage\""));
}

#[test]
fn fields_that_are_not_the_acts_change_nothing() {
    let app = town();
    let body = json!({
        "title": "关于疏通排水管网的提案", "background": "甲", "analysis": "乙", "suggestions": ["丙"], "kind": "individual",
        "state": "filed", "case_seq": 1, "assembly": "1", "id": "7", "proposer": "1", "created_by": "1", "published": true,
    });
    let id = app.token("wang").post_json("/api/v1/proposals", &body).expect(201).id();
    assert_ne!(id, Id(7));
    let record = app.token("wang").get(&format!("/api/v1/proposals/{id}")).expect(200).json();
    assert_eq!((record["state"].as_str(), record["number"].is_null()), (Some("draft"), true), "{record}");
    assert!(record.to_string().contains("王静好"));
}

#[test]
fn an_address_is_believed_from_a_trusted_proxy_only() {
    let app = town();
    let liar =
        app.anon().header("x-forwarded-for", "203.0.113.7").header("x-real-ip", "203.0.113.7").header("forwarded", "for=203.0.113.7");
    liar.post("/sign-in", &[("login", "wang"), ("password", "wrong"), ("back", "")]).expect(422);
    let said: Vec<String> =
        app.home.read(|tx| tx.query("SELECT payload FROM journal WHERE act = 'account.sign-in-failed'", &[], |row| row.get(0)));
    assert!(said.len() == 1 && !said[0].contains("203.0.113.7"), "{said:?}");
}

#[test]
fn an_attachment_is_handed_out_to_be_saved_and_never_run() {
    let app = town();
    let id = draft(&app);
    let subject = kernel::journal::Ref::new("proposals", id);
    let file = kernel::Id(4_711);
    let stored = app.app.shelf.put(file, "通知\r\nX: y\"<script>.txt", "text/plain", "正文".as_bytes()).expect("kept");
    let who = kernel::Actor { person: app.town.person("wang"), assembly: app.town.assembly, ..kernel::Actor::default() };
    app.home.write(move |tx| kernel::files::attach(tx, &who, &stored, &subject, "file"));
    let answer = app.person("wang").get("/files/4711").expect(200);
    let header = |name: &str| answer.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    assert!(header("content-disposition").starts_with("attachment; filename=\"") && !header("content-disposition").contains("<script>"));
    assert!(header("content-security-policy").contains("sandbox") && header("x-content-type-options") == "nosniff");
    assert!(header("cache-control").contains("no-store"));
    for other in ["neighbour", "liaison_b", "system"] {
        app.person(other).get("/files/4711").expect(404);
    }
}

#[test]
fn nothing_of_the_installation_is_served() {
    let app = town();
    for path in [
        "/.git/config",
        "/.env",
        "/shangliang.db",
        "/keys/journal.key",
        "/keys/secrets.key",
        "/assets/",
        "/assets",
        "/files/",
        "/files/../keys/journal.key",
        "/assets/..%2f..%2fkeys%2fjournal.key",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/files/%2e%2e%2fkeys%2fjournal.key",
        "/backups/",
        "/Cargo.toml",
    ] {
        assert_eq!(app.person("office").get(path).status.as_u16(), 404, "{path}");
    }
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let app = town();
    let large = vec![b'x'; 5 << 20];
    let answer = app.token("wang").send(Method::POST, "/api/v1/proposals", Some("application/json"), large);
    assert_eq!(answer.status.as_u16(), 422, "{}", answer.text());
    let file = vec![b'x'; (20 << 20) + 1];
    let answer = app.person("office").post_multipart("/proposals/import", &[], &[("file", "a.csv", &file)]);
    assert_eq!(answer.status.as_u16(), 422);
}

#[test]
fn a_file_of_some_megabytes_is_taken() {
    let app = town();
    let file = "甲,乙\n".repeat(600_000);
    let answer = app.token("office").post_multipart("/api/v1/proposals/import", &[], &[("file", "a.csv", file.as_bytes())]);
    assert!(!answer.text().contains("web.invalid.shape") && !answer.text().contains("too-large"), "{}", answer.text());
}

/// One message is one message: what would be a second one for another reader is none.
#[test]
fn the_end_of_a_message_is_never_in_doubt() {
    let place = Place::sqlite();
    let program = place.serve();
    let hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
    for head in [
        "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
        "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n",
        "Content-Length: +0\r\n",
        "Content-Length: 0x0\r\n",
    ] {
        let mut stream = TcpStream::connect(&program.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
        write!(stream, "POST /sign-in HTTP/1.1\r\nHost: {}\r\n{head}\r\n0\r\n\r\n{hidden}", program.address).unwrap();
        let mut heard = Vec::new();
        let mut part = [0u8; 4096];
        while let Ok(n @ 1..) = stream.read(&mut part) {
            heard.extend_from_slice(&part[..n]);
        }
        let text = String::from_utf8_lossy(&heard);
        let first = text.lines().next().unwrap_or_default();
        // With chunked alone the body ends and the next request is a true one; with both, or with neither clear, nothing follows.
        let clear = head.starts_with("Transfer-Encoding: chunked") || head.contains("6\r\nTransfer-Encoding: chunked");
        assert!(clear || !text[1..].contains("HTTP/1.1 404"), "{head:?}: {text}");
        assert!(first.is_empty() || ["400", "422", "403", "415"].iter().any(|code| first.contains(code)), "{head:?}: {first}");
    }
}

#[test]
fn keys_are_for_their_owner() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::sqlite();
    drop(place.serve());
    for name in ["keys/journal.key", "keys/secrets.key"] {
        let mode = std::fs::metadata(place.data().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(std::fs::metadata(place.data().join("keys")).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn lines_of_the_log_cannot_be_forged() {
    let place = Place::sqlite();
    let program = place.serve();
    let nasty = "x%0d%0a%7b%22message%22%3a%22forged%22%7d%1b%5b31m";
    program.get(&format!("/{nasty}?{nasty}"));
    program.get_with("/sign-in", "User-Agent: \u{1b}[31mred\r\nReferer: {\"message\":\"forged\"}\r\nX-Request-Id: forged\r\n");
    program.stop();
    for line in place.log().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        assert_ne!(line["message"], "forged");
        assert!(!line.to_string().contains("forged"), "{line}");
    }
}

/// The password is asked again before what matters, and whoever changes it ends all other sessions.
#[test]
fn what_matters_asks_for_the_password_again() {
    let app = town();
    let person = app.town.person("system");
    let browser = app.person("system");
    app.clock().advance_days(0);
    app.home.write(move |tx| {
        tx.execute("UPDATE sign_in SET confirmed_at = $2 WHERE person = $1", kernel::params![person, tx.now().plus_ms(-16 * 60_000)])
    });
    let wang = app.town.person("wang");
    let answer = browser.post(&format!("/accounts/{wang}/reset"), &[]);
    assert!(answer.expect(303).location().starts_with("/confirm"), "asked again");
}

#[test]
fn passwords_may_be_long_and_pasted() {
    let app = town();
    let page = app.anon().get("/sign-in").expect(200).text();
    assert!(page.contains("type=\"password\"") && page.contains("autocomplete=\"current-password\"") && !page.contains("onpaste"));
    let person = app.town.person("wang");
    let long = "长".repeat(20) + &"lamp-river-".repeat(9);
    let hash = identity::seed::hash_password(&long).unwrap();
    app.home.write(move |tx| identity::seed::set_password(tx, person, &hash));
    let browser = app.anon();
    browser.post("/sign-in", &[("login", "wang"), ("password", &long), ("back", "")]).expect(303);
    let cut: String = long.chars().take(72).collect();
    app.anon().post("/sign-in", &[("login", "wang"), ("password", &cut), ("back", "")]).expect(422);
}

#[test]
fn a_changed_password_ends_all_other_sessions() {
    let app = town();
    let person = app.town.person("wang");
    let hash = identity::seed::hash_password("Lamp-river-57").unwrap();
    app.home.write(move |tx| identity::seed::set_password(tx, person, &hash));
    let enter = || {
        let browser = app.anon();
        browser.post("/sign-in", &[("login", "wang"), ("password", "Lamp-river-57"), ("back", "")]).expect(303);
        browser
    };
    let (here, elsewhere) = (enter(), enter());
    let new = "sofa-under-the-lamp-9";
    here.post("/password", &[("current", "Lamp-river-57"), ("password", new), ("again", new)]).expect(303);
    here.get("/workbench").expect(200);
    elsewhere.get("/workbench").expect(303);
}

#[test]
fn a_reset_chooses_no_password_and_keeps_the_second_factor() {
    let app = town();
    let (person, seal) = (app.town.person("wang"), app.app.settings.seal.clone());
    app.home.write(move |tx| identity::seed::second_factor(tx, &seal, person, b"twenty bytes of luck"));
    let said = app.token("system").post_json(&format!("/api/v1/accounts/{person}/reset"), &json!({})).expect(200).text();
    let token = said.split("token=").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
    let new = "sofa-under-the-lamp-9";
    app.anon().post("/link", &[("token", &token), ("password", new), ("again", new)]).expect(303);
    app.anon().post("/link", &[("token", &token), ("password", new), ("again", new)]).expect(403);
    let answer = app.anon().post("/sign-in", &[("login", "wang"), ("password", new), ("back", "")]);
    assert_eq!(answer.expect(303).location(), "/sign-in/code");
}

#[test]
fn tokens_cannot_be_guessed() {
    let tokens: std::collections::BTreeSet<String> = (0..1_000).map(|_| web::respond::random_token(16)).collect();
    assert_eq!(tokens.len(), 1_000);
    assert!(tokens.iter().all(|token| token.len() == 22), "128 bits in Base64");
}

/// R38: what proves who somebody is lies nowhere as it was typed: not in the database, its log, the program's log or a backup.
#[test]
fn secrets_lie_nowhere_readable() {
    let place = Place::sqlite();
    let password = crate::program::an_account(&place, "auditor");
    let token =
        place.run(&["token", "create", "--login", "auditor"]).expect(0).out.trim().lines().last().unwrap_or_default().trim().to_owned();
    let program = place.serve();
    let body = format!("{{\"login\":\"auditor\",\"password\":\"{password}\"}}");
    let mut stream = TcpStream::connect(&program.address).unwrap();
    let length = body.len();
    write!(stream, "POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let session = answer.split("__Host-session=").nth(1).and_then(|rest| rest.split(';').next()).expect("a session").to_owned();
    program.get_with("/api/v1/me", &format!("Authorization: Bearer {token}\r\n"));
    program.stop();
    let archive = place.path("backup.tar");
    place.run(&["backup", archive.to_str().unwrap()]).expect(0);
    let mut files = vec![place.path("log"), archive];
    let mut folders = vec![place.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    for secret in [&password, &token, &session] {
        assert!(secret.len() >= 12, "{secret}");
        for file in &files {
            let content = std::fs::read(file).unwrap();
            let found = content.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "a secret stands in {}", file.display());
        }
    }
}
