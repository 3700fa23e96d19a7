//! What a request of a participant brings: by whom it is known, and what opens the key.

use kernel::{Actor, Error, Id, Result, Seal};
use web::head::{Head, VOICE_COOKIE};
use web::{App, Done};

use crate::model::Deliberation;
use crate::store;
use crate::voice::{Key, Signs, Speaker};
use crate::workflow::RUNNING;

/// Filled in before the transaction; never part of a body.
#[derive(Clone, Default)]
pub struct Hand {
    pub signs: Signs,
    seal: Option<Seal>,
    /// A browser that was not known before is known from now on.
    cookie: Option<String>,
}

impl Hand {
    /// Of an act. Somebody unknown without a cookie gets one.
    pub fn of(app: &App, head: &Head) -> Hand {
        let (browser, cookie) = match &head.voice {
            Some(known) => (known.clone(), None),
            None => {
                let fresh = web::respond::random_token(16);
                let cookie = format!("{VOICE_COOKIE}={fresh}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=34560000");
                (fresh, Some(cookie))
            }
        };
        let signs = Signs { browser: Some(browser), ..Signs::default() };
        Hand { signs, seal: Some(app.settings.seal.clone()), cookie }
    }

    /// Of a page: nobody is made known by reading.
    pub fn of_page(ask: &web::Ask) -> Hand {
        let signs = Signs { browser: ask.voice.clone(), ..Signs::default() };
        Hand { signs, seal: ask.seal.clone(), cookie: None }
    }

    /// The answer of an act, which makes the browser known when the voice is the browser's.
    pub fn known_by(&self, who: &Actor, done: Done) -> Done {
        let is_browsers = who.is_anonymous() && self.signs.slip.is_none() && who.phone.is_none();
        match self.cookie.clone().filter(|_| is_browsers) {
            Some(cookie) => done.cookie(cookie),
            None => done,
        }
    }

    /// Who speaks: the slip counts if it is one of this deliberation.
    pub fn speaker(&mut self, tx: &mut kernel::Tx, who: &Actor, d: &Deliberation, slip: &str) -> Result<Option<Speaker>> {
        let code = tidy_code(slip);
        if !code.is_empty() {
            if store::slips::entered(tx, d.id, &code)?.is_none() {
                return Err(Error::invalid("slip", "deliberations.slip.unknown"));
            }
            self.signs.slip = Some(code);
        }
        Ok(Speaker::of(who, &self.signs))
    }

    /// The key of the deliberation, if it has one.
    pub fn key(&self, tx: &mut kernel::Tx, d: &Deliberation) -> Result<Option<Key>> {
        let (Some(sealed), Some(seal)) = (store::keys::sealed(tx, d.id)?, &self.seal) else { return Ok(None) };
        Ok(Some(Key::new(&seal.open(&place(d.id), &sealed)?)))
    }

    /// The same; the first to take part makes it. `Conflict` where it was lost: a backup has none.
    pub fn key_or_new(&self, tx: &mut kernel::Tx, d: &Deliberation) -> Result<Key> {
        if let Some(key) = self.key(tx, d)? {
            return Ok(key);
        }
        if d.keyed || !RUNNING.contains(&d.state.get()) {
            return Err(Error::conflict("deliberations.key-lost"));
        }
        let seal = self.seal.as_ref().ok_or_else(|| Error::internal("no seal"))?;
        let bytes: [u8; 32] = tx.random()?;
        store::keys::keep(tx, d.id, &seal.seal(&place(d.id), &bytes)?)?;
        Ok(Key::new(&bytes))
    }
}

fn place(deliberation: Id) -> String {
    format!("ballot_key/{deliberation}")
}

/// As it was typed or read out: without blanks and hyphens, in capitals.
pub fn tidy_code(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).take(40).collect()
}
