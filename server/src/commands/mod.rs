//! The commands beside `serve`, one file each.

pub mod admin;
pub mod audit;
pub mod back_up;
pub mod configuration;
pub mod doctor;
pub mod export;
pub mod import;
pub mod keys;
pub mod map;
pub mod migrate;
pub mod stats;
pub mod token;

use std::sync::Arc;

use kernel::{Actor, Db, SystemClock, Tx};
use web::Module;

use crate::cli::Place;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::home::{self, Home};
use crate::modules;

/// An installation that a command works on, beside a program that may serve it.
pub struct Opened {
    pub home: Home,
    pub config: Config,
    pub db: Db,
    pub modules: Vec<Module>,
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.db.close();
    }
}

impl Place {
    /// Errors: there is no installation, or its database is not of this version.
    pub fn open(&self) -> Outcome<Opened> {
        let opened = self.open_any(false)?;
        opened.refuse_other_versions()?;
        Ok(opened)
    }

    /// As [`Place::open`], but makes an installation where there is none.
    pub fn open_or_make(&self) -> Outcome<Opened> {
        let opened = self.open_any(true)?;
        let all = home::migrations(&opened.modules);
        let (listed, count) = (all.clone(), all.len());
        let pending = opened.db.read_blocking(move |tx| kernel::db::pending(tx, &listed))?;
        match pending.len() {
            0 => opened.refuse_other_versions()?,
            // Brand-new.
            n if n == count => drop(opened.db.migrate(all)?),
            _ => return Err(Failure::failed("the database is of an older version: run `shangliang migrate`")),
        }
        Ok(opened)
    }

    /// Whatever version it is of.
    pub fn open_any(&self, make: bool) -> Outcome<Opened> {
        let config = self.load()?.config;
        let home = Home::of(&self.data, &config);
        if !make && !home.exists() {
            return Err(Failure::failed(format!("there is no installation at {}; `shangliang serve` makes one", home.describe())));
        }
        home.create()?;
        let db = home.open(&config, Arc::new(SystemClock::default()))?;
        Ok(Opened { home, config, db, modules: modules::all() })
    }
}

impl Opened {
    fn refuse_other_versions(&self) -> Outcome<()> {
        let all = home::migrations(&self.modules);
        let pending = self.db.read_blocking(move |tx| kernel::db::pending(tx, &all))?;
        match pending.is_empty() {
            true => Ok(()),
            false => Err(Failure::failed("the database is of an older version: run `shangliang migrate`")),
        }
    }

    /// The assembly of this code, or the only one.
    pub fn assembly(&self, code: Option<&str>) -> Outcome<directory::assemblies::Assembly> {
        let mut all = self.db.read_blocking(directory::assemblies::all)?;
        let codes = all.iter().map(|a| a.code.as_str()).collect::<Vec<_>>().join(", ");
        match code {
            Some(code) => match all.iter().position(|a| a.code == code) {
                Some(at) => Ok(all.swap_remove(at)),
                None => Err(Failure::failed(format!("there is no assembly {code:?}; there are: {codes}"))),
            },
            None if all.len() == 1 => Ok(all.remove(0)),
            None if all.is_empty() => Err(Failure::failed("there is no assembly yet")),
            None => Err(Failure::usage(format!("--assembly is needed, one of: {codes}"))),
        }
    }
}

/// Runs a closure in one transaction that is taken back when it answers `Err`, and hands out what it made in either case.
pub(crate) fn try_out<T, F>(db: &Db, keep: impl Fn(&T) -> bool + Send + 'static, f: F) -> Outcome<T>
where
    T: Clone + Send + 'static,
    F: Fn(&mut Tx) -> kernel::Result<T> + Send + 'static,
{
    let made: Arc<std::sync::Mutex<Option<T>>> = Arc::default();
    let out = Arc::clone(&made);
    let outcome = db.write_blocking(move |tx| {
        let value = f(tx)?;
        let kept = keep(&value);
        if let Ok(mut out) = out.lock() {
            *out = Some(value);
        }
        if kept { Ok(()) } else { Err(kernel::Error::conflict("server.taken-back")) }
    });
    let made = made.lock().ok().and_then(|mut made| made.take());
    match (outcome, made) {
        (Ok(()), Some(value)) => Ok(value),
        (Err(kernel::Error::Conflict(m)), Some(value)) if m.key == "server.taken-back" => Ok(value),
        (Err(error), _) => Err(error.into()),
        (Ok(()), None) => Err(Failure::failed("no answer from the database")),
    }
}

/// The program acting for the shell.
pub(crate) fn shell(assembly: kernel::Id) -> Actor {
    Actor { address: Some("command line".into()), ..Actor::system(assembly) }
}
