//! What holds for every route there is, over HTTP: headers (R31), cross-site requests (R32), the journal (R25), who may
//! come in (R26), and that nothing but POST changes anything.

use std::fmt::Write;
use std::path::Path;

use identity::{IdentitySettings, Profile};
use kernel::Id;
use testkit::people::PERSONAS;
use testkit::{Client, Kind, TestApp};
use web::Module;

fn modules() -> Vec<Module> {
    vec![
        identity::module(IdentitySettings { profile: Profile::Demo, ..IdentitySettings::default() }),
        proposals::module(),
        consultations::module(),
        deliberation::module(),
    ]
}

fn town() -> (TestApp, Id) {
    let app = TestApp::new(Kind::Sqlite, modules());
    let body = serde_json::json!({
        "title": "关于疏通老城区排水管网的提案", "background": "老城区管网建于三十年前。", "analysis": "雨季积水，影响出行。",
        "suggestions": ["普查管网并公布结果。", "分三年更新老旧管段。"], "kind": "individual",
    });
    let id = app.token("wang").post_json("/api/v1/proposals", &body).expect(201).id();
    app.token("wang").post_json(&format!("/api/v1/proposals/{id}/submission"), &serde_json::json!({ "no_secrets": true })).expect(200);
    (app, id)
}

/// (method, path): pages, forms and acts, with `{id}` in place.
fn routes(id: Id) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for module in modules() {
        for page in &module.pages {
            if page.load.is_some() {
                all.push(("GET", page.path.to_owned()));
            }
            if page.json.is_some() {
                all.push(("GET", format!("/api/v1{}", page.path)));
            }
        }
        for bound in &module.acts {
            if bound.has_form() {
                all.push(("GET", bound.act.form_path().to_owned()));
            }
            all.push(("POST", bound.act.path.to_owned()));
            all.push(("POST", format!("/api/v1{}", bound.act.path)));
        }
    }
    all.extend(["/workbench", "/", "/components", "/assets/app.css", "/api/openapi.json", "/nothing-here"].map(|p| ("GET", p.to_owned())));
    all.iter_mut().for_each(|(_, path)| *path = path.replace("{id}", &id.to_string()));
    all.sort();
    all.dedup();
    all
}

fn send(client: &Client, method: &str, path: &str) -> testkit::Answer {
    match method {
        "GET" => client.get(path),
        _ if path.starts_with("/api/") => client.post_json(path, &serde_json::json!({})),
        _ => client.post(path, &[]),
    }
}

#[test]
fn every_answer_has_its_security_headers_and_cookies() {
    let (app, id) = town();
    for client in [app.anon(), app.person("office")] {
        for (method, path) in routes(id) {
            let answer = send(&client, method, &path);
            for name in [
                "content-security-policy",
                "strict-transport-security",
                "x-content-type-options",
                "referrer-policy",
                "cross-origin-opener-policy",
                "cache-control",
            ] {
                assert!(answer.headers.contains_key(name), "{method} {path} has no {name}");
            }
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{method} {path}: {policy}");
            for cookie in answer.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap()) {
                let kept_private = ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|part| cookie.contains(part));
                assert!(kept_private && cookie.starts_with("__Host-"), "{method} {path} sets {cookie}");
            }
        }
    }
}

#[test]
fn another_site_can_do_nothing() {
    let (app, id) = town();
    let before = app.fingerprint(&["sign_in"]);
    for (method, path) in routes(id).into_iter().filter(|(method, _)| *method == "POST") {
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://elsewhere.example"), ("origin", "null")]
        {
            let answer = send(&app.person("office").header(name, value), method, &path);
            assert_eq!(answer.status.as_u16(), 403, "{path} with {name}: {value}");
        }
    }
    assert_eq!(before, app.fingerprint(&["sign_in"]));
}

#[test]
fn reading_changes_nothing() {
    let (app, id) = town();
    let readers: Vec<Client> = PERSONAS.iter().map(|(login, ..)| app.person(login)).collect();
    let before = app.fingerprint(&["sign_in", "journal"]);
    let entries = app.journal_length();
    for (_, path) in routes(id).into_iter().filter(|(method, _)| *method == "GET") {
        for reader in &readers {
            assert_ne!(send(reader, "GET", &path).status.as_u16(), 500, "{path}");
        }
    }
    assert_eq!(before, app.fingerprint(&["sign_in", "journal"]));
    assert_eq!(entries, app.journal_length(), "a page wrote to the journal");
}

#[test]
fn an_act_whose_journal_fails_has_not_happened() {
    let (app, id) = town();
    app.home
        .write(|tx| tx.execute_batch("CREATE TRIGGER no_journal BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'audit is down'); END"));
    let office = app.token("reviewer_a");
    let before = app.fingerprint(&[]);
    let answer = office.post_json(&format!("/api/v1/proposals/{id}/first-reviewer"), &serde_json::json!({}));
    assert!(answer.status.is_server_error() || answer.status.as_u16() == 409, "{}", answer.text());
    assert_eq!(before, app.fingerprint(&[]));
    app.home.write(|tx| tx.execute_batch("DROP TRIGGER no_journal"));
    office.post_json(&format!("/api/v1/proposals/{id}/first-reviewer"), &serde_json::json!({})).expect(200);
}

#[test]
fn every_act_journals_a_kind_that_has_a_name_in_both_languages() {
    let app = TestApp::bare(Kind::Sqlite, modules());
    let acts: Vec<_> = modules().into_iter().flat_map(|m| m.acts).collect();
    for lang in web::i18n::Lang::ALL {
        let locale = app.app.locale(lang);
        for bound in &acts {
            assert!(locale.has(&format!("journal.{}", bound.act.journals)), "journal.{} has no {} text", bound.act.journals, lang.code());
            assert!(locale.has(bound.act.name), "{} has no {} verb", bound.act.name, lang.code());
        }
    }
}

/// The answer of every route to every persona, about a proposal that was just submitted and about one that does not exist.
/// `docs/generated/matrix.csv` is the expected table: a new route without a row, or an answer that changed, fails.
#[test]
fn everybody_gets_what_the_matrix_says() {
    let (mut app, mut id) = town();
    let mut table = String::from("method,path,about,anonymous");
    PERSONAS.iter().for_each(|(login, ..)| write!(table, ",{login}").unwrap());
    table.push('\n');
    for (about, subject) in [("submitted", None), ("absent", Some(Id(1)))] {
        for (method, template) in routes(Id(0)).into_iter().map(|(m, p)| (m, p.replace("/0", "/{id}"))) {
            let posted_form = method == "POST" && !template.starts_with("/api/");
            if posted_form || about == "absent" && !template.contains("{id}") {
                continue;
            }
            write!(table, "{method},{template},{about}").unwrap();
            for login in std::iter::once(None).chain(PERSONAS.iter().map(|(login, ..)| Some(*login))) {
                let client = login.map_or_else(|| app.anon(), |login| app.person(login));
                let path = template.replace("{id}", &subject.unwrap_or(id).to_string());
                let status = send(&client, method, &path).status;
                assert_ne!(status.as_u16(), 500, "{method} {path} by {login:?}");
                write!(table, ",{}", status.as_u16()).unwrap();
                if method == "POST" && status.is_success() {
                    // It was done: the next persona finds a fresh town.
                    (app, id) = town();
                }
            }
            table.push('\n');
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/generated/matrix.csv");
    if std::env::var_os("BLESS").is_some() {
        return std::fs::write(path, table).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    for (n, (now, then)) in table.lines().zip(kept.lines().chain(std::iter::repeat(""))).enumerate() {
        assert_eq!(now, then, "docs/generated/matrix.csv, line {}. If that is meant: cargo x bless", n + 1);
    }
    assert_eq!(table.lines().count(), kept.lines().count(), "docs/generated/matrix.csv has lines too many: cargo x bless");
}

#[test]
fn a_neighbour_cannot_tell_a_hidden_record_from_an_absent_one() {
    let (app, id) = town();
    for login in ["neighbour", "neighbour_office", "liaison", "li"] {
        let client = app.token(login);
        let hidden = client.get(&format!("/api/v1/proposals/{id}"));
        let absent = client.get("/api/v1/proposals/1");
        assert_eq!(hidden.status.as_u16(), 404, "{login}");
        assert_eq!(hidden.bytes, absent.bytes, "{login}");
        let acted = client.post_json(&format!("/api/v1/proposals/{id}/filing"), &serde_json::json!({ "note": "x" }));
        assert_eq!(acted.status.as_u16(), 404, "{login}");
    }
}

#[test]
fn the_three_administrators_read_no_business() {
    let (app, id) = town();
    for login in ["system", "security", "auditor"] {
        app.token(login).get(&format!("/api/v1/proposals/{id}")).expect(404);
        let list = app.token(login).get("/api/v1/proposals").expect(200).json();
        assert_eq!(list["total"], 0, "{login}");
    }
}
