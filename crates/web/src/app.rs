//! What every request finds: the database, the modules, the texts and the settings.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::files::Shelf;
use kernel::{Db, Error, Result, Seal};

use crate::act::Bound;
use crate::i18n::{Catalogue, Lang, Locale};
use crate::module::Module;

/// Settings of the shell.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A session that stands idle longer is over.
    pub idle_ms: i64,
    /// How people reach this program, for QR codes: `https://zx.example.gov.cn`.
    pub public_url: String,
    /// Largest body, attachments included.
    pub max_body_bytes: usize,
    /// Largest single attachment.
    pub max_file_bytes: usize,
    pub quota: crate::Quota,
    /// Looks at every upload before it is written.
    pub scanner: Option<crate::scanner::Scanner>,
    pub pace: crate::pace::Limits,
    /// Peers whose X-Forwarded-For counts.
    pub trusted_proxies: Vec<crate::network::Network>,
    /// The name above the pages before anybody is signed in.
    pub brand: String,
    /// A sensitive act asks for the password again after this long.
    pub confirm_ms: i64,
    /// Seals the secrets of second factors in the database.
    pub seal: Seal,
    /// Can text messages be sent at all?
    pub sends_sms: bool,
    /// Codes that one network address may ask for in an hour.
    pub codes_per_address: usize,
    /// Codes that strangers may ask for in a day, all together: messages cost money.
    pub codes_per_day: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            idle_ms: 30 * 60_000,
            public_url: "http://127.0.0.1:8080".into(),
            max_body_bytes: 64 << 20,
            max_file_bytes: 20 << 20,
            quota: crate::Quota::default(),
            scanner: None,
            pace: crate::pace::Limits::default(),
            trusted_proxies: Vec::new(),
            brand: "商量".into(),
            confirm_ms: 15 * 60_000,
            sends_sms: false,
            codes_per_address: 100,
            codes_per_day: 5_000,
            seal: Seal::passing().expect("without randomness nobody could sign in"),
        }
    }
}

/// Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

pub struct Inner {
    pub db: Db,
    pub shelf: Shelf,
    pub settings: Settings,
    pub modules: Vec<Module>,
    pub acts: HashMap<&'static str, Bound>,
    pub catalogue: Catalogue,
    pub counts: Arc<crate::counts::Counts>,
    pub memory: crate::Memory,
    pub tellers: Arc<crate::told::Tellers>,
    pub refusals: crate::security::Recent,
    pub strangers: crate::strangers::Strangers,
    pub crowd: crate::crowd::Crowd,
    pub lately: crate::lately::Lately,
    pub pace: crate::pace::Pace,
    pub openapi: std::sync::OnceLock<String>,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl App {
    pub fn new(db: Db, shelf: Shelf, settings: Settings, modules: Vec<Module>) -> Result<App> {
        let own = crate::ui::MESSAGES.iter().chain(crate::MESSAGES).chain(documents::MESSAGES).copied();
        let files: Vec<(&str, &str)> = own.chain(modules.iter().flat_map(|m| m.messages.iter().copied())).collect();
        let catalogue = Catalogue::build(&files).map_err(Error::internal)?;
        let acts = modules.iter().flat_map(|m| &m.acts).map(|b| (b.act.name, b.clone())).collect();
        let tellers = crate::told::Tellers {
            origins: modules.iter().flat_map(|m| m.origins.iter().copied()).collect(),
            became: modules.iter().filter_map(|m| m.became).collect(),
        };
        db.seal_with(settings.seal.clone());
        let inner = Inner {
            db,
            shelf,
            settings,
            modules,
            acts,
            catalogue,
            counts: Arc::default(),
            memory: Default::default(),
            tellers: Arc::new(tellers),
            refusals: Default::default(),
            strangers: Default::default(),
            crowd: Default::default(),
            lately: Default::default(),
            pace: Default::default(),
            openapi: std::sync::OnceLock::new(),
        };
        Ok(App { inner: Arc::new(inner) })
    }

    pub fn locale(&self, lang: Lang) -> Locale {
        self.catalogue.locale(lang)
    }
}
