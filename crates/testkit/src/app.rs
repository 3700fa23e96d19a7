//! The application in this process, without a socket: the same router, spoken to over HTTP only.

use std::sync::{Arc, Mutex};

use kernel::files::Shelf;
use kernel::journal::{self, Ref};
use kernel::merkle::NoteSigner;
use kernel::{Clock, Db, FixedClock, Id, PhoneProof};
use web::phone::{self, Mobile};
use web::work::{self, Round};
use web::{App, Module, Settings, sms};

use crate::client::Client;
use crate::store::{self, Town};
use crate::{Kind, TestDb};

/// An application on a fresh database.
pub struct TestApp {
    pub home: TestDb,
    pub app: App,
    pub town: Town,
    pub(crate) router: axum::Router,
    pub(crate) runtime: Arc<tokio::runtime::Runtime>,
}

fn settings() -> Settings {
    Settings { sends_sms: true, ..Settings::default() }
}

impl TestApp {
    /// With the town and all its [`crate::people::PERSONAS`].
    pub fn new(kind: Kind, modules: Vec<Module>) -> TestApp {
        TestApp::with(kind, modules, settings())
    }

    /// The same with other settings of the shell.
    pub fn with(kind: Kind, modules: Vec<Module>, settings: Settings) -> TestApp {
        let mut app = TestApp::built(kind, modules, settings);
        app.town = store::found(&app.home.db).expect("the town is founded");
        app
    }

    /// Nobody there: as after the first start.
    pub fn bare(kind: Kind, modules: Vec<Module>) -> TestApp {
        TestApp::built(kind, modules, settings())
    }

    fn built(kind: Kind, modules: Vec<Module>, settings: Settings) -> TestApp {
        let own = modules.iter().flat_map(|m| m.migrations.iter().copied());
        let migrations: Vec<_> = kernel::MIGRATIONS.iter().chain(directory::MIGRATIONS).copied().chain(own).collect();
        let home = TestDb::new(kind, &migrations);
        let shelf = Shelf::open(&home.folder().join("files")).expect("a folder for attachments");
        let app = App::new(home.db.clone(), shelf, settings, modules).expect("the catalogue is whole");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        TestApp { router: web::router(app.clone()), home, app, town: Town::default(), runtime: Arc::new(runtime) }
    }

    /// Somebody more, with an office and perhaps a seat.
    pub fn employ(&mut self, login: &'static str, name: &'static str, role: &'static str, has_seat: bool) -> Id {
        let town = self.town.clone();
        let person = self.home.write(move |tx| {
            let person = store::person(tx, town.assembly, login, name, name)?;
            store::grant(tx, town.assembly, person, role, None, None)?;
            if has_seat {
                store::member(tx, town.assembly, person, town.term, town.sector)?;
            }
            Ok(person)
        });
        self.town.people.insert(login, person);
        person
    }

    pub fn db(&self) -> &Db {
        &self.home.db
    }

    pub fn clock(&self) -> &FixedClock {
        &self.home.clock
    }

    /// A visitor.
    pub fn anon(&self) -> Client {
        Client::new(self)
    }

    /// A persona, signed in with a browser; who has an office in a unit acts for the unit.
    pub fn person(&self, login: &str) -> Client {
        let token = format!("test-session-{login}");
        let (digest, name) = (web::head::digest(&token), login.to_owned());
        self.home.write(move |tx| {
            let (person, assembly, unit) = store::first_hat(tx, &name)?;
            tx.execute("DELETE FROM sign_in WHERE token = $1", kernel::params![digest])?;
            store::sign_in(tx, &digest, person, assembly, unit)
        });
        Client::new(self).cookie(web::head::SESSION_COOKIE, &token)
    }

    /// A persona's program, with an API token.
    pub fn token(&self, login: &str) -> Client {
        let token = format!("test-token-{login}");
        let (digest, name) = (web::head::digest(&token), login.to_owned());
        self.home.write(move |tx| {
            let (person, assembly, unit) = store::first_hat(tx, &name)?;
            tx.execute("DELETE FROM api_token WHERE token = $1", kernel::params![digest])?;
            store::api_token(tx, &digest, person, assembly, unit)
        });
        Client::new(self).header("authorization", &format!("Bearer {token}"))
    }

    /// A visitor who has proven to hold this telephone.
    pub fn phone(&self, number: &str) -> Client {
        let seal = &self.app.settings.seal;
        let voice = Mobile::read(number).expect("a mainland mobile number").voice(seal);
        let set = phone::proof_cookie(seal, &PhoneProof { voice, proven_at: self.clock().now() }).expect("a cookie");
        let value = set.split(['=', ';']).nth(1).expect("a value");
        Client::new(self).cookie(phone::PHONE_COOKIE, value)
    }

    /// Sends the text messages that wait: number and text of each.
    pub fn sms(&self) -> Vec<(String, String)> {
        let tray = Tray::default();
        while sms::round(self.db(), &self.app.settings.seal, Some(&tray)).expect("the round ends") {}
        tray.0.into_inner().expect("nobody panicked")
    }

    /// Numbers the journal, runs every job that is due and lets the readers catch up: what the server's threads do.
    pub fn work(&self) -> Round {
        let signer = Arc::new(NoteSigner::new("test.example/journal", &[1; 32]).expect("a good name"));
        self.home.write(move |tx| journal::sequencer::sequence(tx, &signer));
        work::schedule(self.db(), &self.app.modules).expect("jobs are scheduled");
        let mut sum = Round::default();
        loop {
            let round = work::round(self.db(), &self.app.modules, 1_000).expect("the round ends");
            sum.done += round.done;
            sum.failed += round.failed;
            sum.read += round.read;
            if round == Round::default() {
                return sum;
            }
        }
    }

    /// Kinds of the journal's entries about a record, oldest first.
    pub fn journalled(&self, module: &'static str, id: Id) -> Vec<String> {
        let entries = self.home.read(move |tx| journal::history(tx, &Ref::new(module, id)));
        entries.into_iter().map(|entry| entry.act).collect()
    }

    /// How many entries the journal has.
    pub fn journal_length(&self) -> i64 {
        self.home.read(|tx| tx.scalar("SELECT COUNT(*) FROM journal", &[]))
    }

    /// A hash of every row of every table but `except`: to show that nothing changed.
    pub fn fingerprint(&self, except: &[&str]) -> String {
        let except: Vec<String> = except.iter().map(|t| (*t).to_owned()).collect();
        self.home.read(move |tx| crate::fingerprint::of(tx, &except))
    }
}

/// Text messages as they leave.
#[derive(Default)]
struct Tray(Mutex<Vec<(String, String)>>);

impl sms::Adapter for Tray {
    fn send(&self, _: &str, to: &str, text: &str) -> Result<(), String> {
        self.0.lock().map_err(|error| error.to_string())?.push((to.to_owned(), text.to_owned()));
        Ok(())
    }
}
