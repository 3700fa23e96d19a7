//! The kit itself, with a module as small as one can be.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use kernel::journal::{Entry, Ref};
use kernel::{Actor, Id, Result, Tx, jobs, params};
use serde_json::json;
use testkit::{Kind, TestApp, both_dbs};
use web::module::{JobKind, Reader};
use web::{Done, Module, Note, act};

fn app(kind: Kind) -> TestApp {
    let module = Module {
        name: "notes",
        messages: &[
            ("zh-CN", "notes.write: \"写便条\"\nnotes.trip: \"绊\"\nnotes.fall: \"跌\"\n"),
            ("en", "notes.write: \"Write a note\"\nnotes.trip: \"Trip\"\nnotes.fall: \"Fall\"\n"),
        ],
        acts: vec![
            act("notes.write", "/notes").journals("note.written").create::<Note>(write),
            act("notes.trip", "/notes/trip").journals("note.tripped").create::<Tripping>(|_, _, _| Err(kernel::Error::NotFound)),
            act("notes.fall", "/notes/fall").journals("note.fell").create::<Note>(|_, _, _| panic!("in the transaction")),
        ],
        jobs: vec![
            JobKind { kind: "notes.copy", run: copy, every_minutes: None },
            JobKind { kind: "notes.tidy", run: |_, _| Ok(Vec::new()), every_minutes: Some(60) },
        ],
        readers: vec![Reader { name: "notes.counter", read: count }],
        ..Module::default()
    };
    TestApp::new(kind, vec![module])
}

/// What cannot even be read.
#[derive(garde::Validate, schemars::JsonSchema, Default)]
struct Tripping {}

impl<'de> serde::Deserialize<'de> for Tripping {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Tripping, D::Error> {
        panic!("before the transaction")
    }
}

fn write(tx: &mut Tx, who: &Actor, form: &Note) -> Result<Done> {
    let id = tx.new_id();
    jobs::add(tx, "notes.copy", who.assembly, &json!({ "note": form.note }), tx.now().plus_hours(1))?;
    Done::new(Ref::new("notes", id), &json!({ "id": id, "note": form.note }))
}

fn copy(tx: &mut Tx, job: &jobs::Job) -> Result<Vec<(&'static str, Ref, serde_json::Value)>> {
    if job.payload["note"] == "bad" {
        return Err(kernel::Error::internal("a bad note"));
    }
    let id = tx.new_id();
    Ok(vec![("note.copied", Ref::new("notes", id), json!({}))])
}

fn count(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let name = format!("seen {}", entry.act);
    tx.execute(
        "INSERT INTO counter (assembly, name, value) VALUES (0, $1, 1) ON CONFLICT (assembly, name) DO UPDATE SET value = counter.value + 1",
        params![name],
    )?;
    Ok(())
}

fn seen(app: &TestApp, act: &'static str) -> i64 {
    app.home.read(move |tx| tx.scalar("SELECT value FROM counter WHERE name = $1", params![format!("seen {act}")]))
}

both_dbs! { app =>
    fn visitors_members_and_programs_are_told_apart(app: &TestApp) {
        app.anon().post_json("/api/v1/notes", &json!({"note": "x"})).expect(401);
        let wang = app.person("wang");
        wang.get("/workbench").expect(200);
        let page = wang.post("/notes", &[("note", "百分之一 & 更多")]);
        assert!(page.status.is_redirection(), "{}", page.text());
        let answer = app.token("li").post_json("/api/v1/notes", &json!({"note": "x"})).expect(201);
        assert_eq!(app.journalled("notes", answer.id()), ["note.written"]);
        assert_eq!(app.journal_length(), 2);
    }

    fn the_same_key_twice_is_one_act(app: &TestApp) {
        let li = app.token("li").key("k1");
        let once = li.post_json("/api/v1/notes", &json!({"note": "x"})).expect(201);
        let again = li.post_json("/api/v1/notes", &json!({"note": "x"})).expect(201);
        assert_eq!(once.bytes, again.bytes);
        li.post_json("/api/v1/notes", &json!({"note": "y"})).expect(409);
        assert_eq!(app.journal_length(), 1);
    }

    fn a_panic_ends_one_request_alone(app: &TestApp) {
        let li = app.token("li");
        for path in ["/notes/trip", "/notes/fall"] {
            let problem = li.post_json(&format!("/api/v1{path}"), &json!({"note": "x"})).expect(500).json();
            assert!(problem["reference"].as_str().is_some_and(|r| r.len() >= 6), "{problem}");
            assert!(!problem.to_string().contains("transaction"), "the cause is for the log");
            app.person("wang").post(path, &[("note", "x")]).expect(500);
        }
        li.post_json("/api/v1/notes", &json!({"note": "x"})).expect(201);
        assert_eq!(app.journal_length(), 1);
    }

    fn another_site_changes_nothing(app: &TestApp) {
        let wang = app.person("wang");
        let before = app.fingerprint(&[]);
        wang.clone().header("sec-fetch-site", "cross-site").post("/notes", &[("note", "x")]).expect(403);
        wang.clone().header("origin", "https://elsewhere.example").post("/notes", &[("note", "x")]).expect(403);
        assert_eq!(app.fingerprint(&[]), before);
        let kept = ["journal", "job"];
        let others = app.fingerprint(&kept);
        wang.post("/notes", &[("note", "x")]);
        assert_ne!(app.fingerprint(&[]), before);
        assert_eq!(app.fingerprint(&kept), others);
    }

    fn jobs_run_repeat_and_fail_and_readers_follow(app: &TestApp) {
        let li = app.token("li");
        li.post_json("/api/v1/notes", &json!({"note": "good"})).expect(201);
        li.post_json("/api/v1/notes", &json!({"note": "bad"})).expect(201);
        let round = app.work();
        assert_eq!((round.done, round.failed, round.read), (2, 0, 2), "one repeating job for each of two assemblies");
        assert_eq!(seen(app, "note.written"), 2);
        app.clock().advance_days(1);
        let round = app.work();
        assert_eq!((round.done, round.failed), (3, 1));
        app.work();
        assert_eq!(seen(app, "note.copied"), 1);
        let error = app.home.read(|tx| tx.query_one("SELECT last_error FROM job WHERE last_error IS NOT NULL", &[], |r| r.get::<String>(0)));
        assert!(error.contains("a bad note"));
    }

    fn everybody_of_the_town_can_sign_in(app: &TestApp) {
        for (login, ..) in testkit::people::PERSONAS {
            app.person(login).get("/workbench").expect(200);
        }
        assert_ne!(app.town.person("wang"), Id(0));
        assert!(app.person("wang").english().get("/workbench").expect(200).text().contains("lang=\"en\""));
    }
}

#[test]
fn forms_are_encoded_as_browsers_do() {
    assert_eq!(testkit::encode(&[("a b", "x&y=1"), ("c", "好")]), "a+b=x%26y%3D1&c=%E5%A5%BD");
    std::str::from_utf8(testkit::encode(&[("c", "\n")]).as_bytes()).unwrap();
}
