//! 动态口令的密钥: the secrets of second factors, and the numbers of those by text message, as they lie in the database, sealed with a key that is not in it.

use kernel::db::Tx;
use kernel::{Error, Id, Result, Seal};
use web::phone::Mobile;

use crate::store::accounts;
use crate::totp;

fn place(person: Id) -> String {
    format!("account.totp/{person}")
}

/// What is stored of a secret.
pub fn sealed(seal: &Seal, person: Id, secret: &[u8]) -> Result<String> {
    seal.seal(&place(person), secret)
}

/// The secret of what is stored.
pub fn secret(seal: &Seal, person: Id, stored: &str) -> Result<Vec<u8>> {
    seal.open(&place(person), stored)
}

fn phone_place(person: Id) -> String {
    format!("account.phone/{person}")
}

/// What is stored of the number that gets somebody's codes.
pub fn sealed_phone(seal: &Seal, person: Id, mobile: &Mobile) -> Result<String> {
    seal.seal(&phone_place(person), mobile.digits().as_bytes())
}

/// The number of what is stored.
pub fn phone(seal: &Seal, person: Id, stored: &str) -> Result<Mobile> {
    let digits = String::from_utf8(seal.open(&phone_place(person), stored)?).ok();
    digits.and_then(|digits| Mobile::read(&digits)).ok_or_else(|| Error::internal("no number was sealed"))
}

/// Seals what an older version stored in Base32; how many. Run at every start: afterwards there is nothing to do.
pub fn seal_old(tx: &mut Tx, seal: &Seal) -> Result<usize> {
    let open: Vec<_> = accounts::second_factors(tx)?.into_iter().filter(|(_, stored)| !Seal::is_sealed(stored)).collect();
    for (person, stored) in &open {
        let secret = totp::from_base32(stored).ok_or_else(|| Error::internal(format!("account {person}: no secret in Base32")))?;
        accounts::restate_second_factor(tx, *person, &sealed(seal, *person, &secret)?)?;
    }
    Ok(open.len())
}

/// Codes by text message that are on their way are asked for again: the key that they lie under goes.
pub fn forget_codes(tx: &mut Tx) -> Result<()> {
    crate::store::codes::forget_all(tx)?;
    web::sms::forget(tx).map(drop)
}

/// How many second factors there are, and how many of them this key does not open.
pub fn unreadable(tx: &mut Tx, seal: &Seal) -> Result<(usize, usize)> {
    let all = accounts::second_factors(tx)?;
    let shut = all.iter().filter(|(person, stored)| Seal::is_sealed(stored) && secret(seal, *person, stored).is_err()).count();
    let phones = accounts::phone_factors(tx)?;
    let shut_phones = phones.iter().filter(|(person, stored)| phone(seal, *person, stored).is_err()).count();
    Ok((all.len() + phones.len(), shut + shut_phones))
}
