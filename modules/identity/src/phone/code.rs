//! Six digits: made, limited, kept as a keyed hash, sent.

use kernel::db::Tx;
use kernel::{Error, Id, Message, Result, Seal, Timestamp};
use web::head::Head;
use web::i18n::Locale;
use web::phone::Mobile;
use web::{App, sms};

use crate::store::codes::{self, NewCode};

pub const MOST_ATTEMPTS: usize = 5;
const VALID_MINUTES: i64 = 10;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Codes to one number: window, most in it, what is said beyond.
const OF_NUMBER: [(i64, usize, &str); 3] =
    [(MINUTE_MS, 1, "phone_codes.wait"), (HOUR_MS, 5, "phone_codes.wait-hour"), (DAY_MS, 10, "phone_codes.wait-day")];

/// Codes that one session may ask for in an hour, to whatever number.
const OF_SESSION: usize = 10;

/// What is made before the transaction for a code that is going to be sent.
#[derive(Clone)]
pub struct Fresh {
    pub seal: Seal,
    locale: Locale,
    brand: String,
    address: String,
    per_address: usize,
    per_day: usize,
    sends_sms: bool,
}

pub fn fresh(app: &App, head: &Head) -> Fresh {
    Fresh {
        seal: app.settings.seal.clone(),
        locale: app.locale(head.lang),
        brand: app.settings.brand.clone(),
        address: head.address.clone(),
        per_address: app.settings.codes_per_address,
        per_day: app.settings.codes_per_day,
        sends_sms: app.settings.sends_sms,
    }
}

/// Where a code lies and what it is for.
pub struct Place<'a> {
    pub digest: [u8; 32],
    /// Strangers are limited by address and day as well.
    pub is_stranger: bool,
    pub sealed: Option<&'a str>,
}

impl Fresh {
    /// `Conflict` where this installation sends nothing.
    pub fn refuse_when_off(&self) -> Result<()> {
        if self.sends_sms { Ok(()) } else { Err(Error::conflict("phone_codes.off")) }
    }

    fn text(&self, code: &str) -> String {
        self.locale.f("phone_codes.text", &[("brand", self.brand.as_str()), ("code", code), ("n", &VALID_MINUTES.to_string())])
    }

    fn limit(&self, tx: &mut Tx, to: &Mobile, place: &Place) -> Result<()> {
        // Apart, so that no stranger uses up the codes that somebody signs in with.
        let purpose = if place.is_stranger { "phone asked" } else { "phone asked by its owner" };
        for (window_ms, most, key) in OF_NUMBER {
            let counted = self.seal.mark(purpose, format!("{window_ms}/{}", to.digits()).as_bytes());
            if codes::count(tx, &counted, window_ms)? > most {
                return Err(Error::invalid("mobile", key));
            }
        }
        let too_many = if place.is_stranger {
            let address = self.seal.mark("phone asked from", self.address.as_bytes());
            let everybody = self.seal.mark("phone asked at all", &[]);
            codes::count(tx, &address, HOUR_MS)? > self.per_address || codes::count(tx, &everybody, DAY_MS)? > self.per_day
        } else {
            codes::count(tx, &self.seal.mark("phone asked in", &place.digest), HOUR_MS)? > OF_SESSION
        };
        if too_many { Err(Error::invalid("", "phone_codes.too-many")) } else { Ok(()) }
    }
}

/// Makes a code and sends it; the one before in this place no longer works. Answers the row's id.
///
/// # Errors
/// `Conflict` where nothing can be sent, `Invalid` beyond the limits.
pub fn issue(tx: &mut Tx, fresh: &Fresh, assembly: Id, to: &Mobile, place: &Place) -> Result<Id> {
    fresh.refuse_when_off()?;
    fresh.limit(tx, to, place)?;
    let digits = format!("{:06}", u64::from_be_bytes(tx.random::<8>()?) % 1_000_000);
    let expires_at: Timestamp = tx.now().plus_ms(VALID_MINUTES * MINUTE_MS);
    let voice = place.is_stranger.then(|| to.voice(&fresh.seal));
    let new = NewCode {
        place: place.digest,
        code: hash(&fresh.seal, &place.digest, &digits),
        masked: &to.masked(),
        voice,
        sealed: place.sealed,
        expires_at,
    };
    let id = codes::insert(tx, &new)?;
    sms::send(tx, &fresh.seal, assembly, to, &fresh.text(&digits), expires_at)?;
    Ok(id)
}

/// Is this the code that was sent to this place?
pub fn fits(seal: &Seal, place: &[u8; 32], stored: &[u8], typed: &str) -> bool {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    // Both are keyed hashes: how long the comparison takes tells nothing about the digits.
    hash(seal, place, &typed).as_slice() == stored
}

fn hash(seal: &Seal, place: &[u8; 32], digits: &str) -> [u8; 32] {
    seal.mark("phone code", &[&place[..], digits.as_bytes()].concat())
}

/// How often the code can still be tried.
pub fn attempts_left(attempts: usize) -> Error {
    match MOST_ATTEMPTS.saturating_sub(attempts) {
        0 => Error::invalid("", "phone_codes.over"),
        left => Error::invalid("code", Message::new("phone_codes.wrong").with("n", left)),
    }
}
