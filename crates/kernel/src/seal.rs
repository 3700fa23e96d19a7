//! 加密存放: small secrets in the database, readable only with a key that is kept outside of it.

use std::fmt;
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

use crate::error::{Error, Result};

/// Names the algorithm in front of what is sealed, so that another one can follow (ASVS 11.2.2).
const MARK: &str = "a256gcm:";

/// AES-256-GCM under one key, and keyed hashes under another one that is made of it. Cheap to clone.
#[derive(Clone)]
pub struct Seal {
    keys: Arc<Keys>,
}

struct Keys {
    seal: LessSafeKey,
    mark: hmac::Key,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    pub fn new(key: &[u8; 32]) -> Seal {
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), b"shangliang/mark");
        let mark = hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref());
        let seal = UnboundKey::new(&AES_256_GCM, key).expect("32 bytes are a key of AES-256");
        Seal { keys: Arc::new(Keys { seal: LessSafeKey::new(seal), mark }) }
    }

    /// Under a key that nobody keeps: what it seals is gone with the process.
    pub fn passing() -> Result<Seal> {
        let mut key = [0u8; 32];
        getrandom::fill(&mut key).map_err(Error::internal)?;
        Ok(Seal::new(&key))
    }

    /// `a256gcm:` and Base64 of nonce, text and tag. `place` names the row and the column: in another place it does not open.
    pub fn seal(&self, place: &str, secret: &[u8]) -> Result<String> {
        let mut nonce = [0u8; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(Error::internal)?;
        let mut text = secret.to_vec();
        let sealed = self.keys.seal.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut text);
        sealed.map_err(|_| Error::internal("too long to be sealed"))?;
        Ok(format!("{MARK}{}", BASE64.encode([&nonce[..], &text].concat())))
    }

    /// Errors: `Internal` when it was sealed under another key, for another place, or was changed since.
    pub fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>> {
        let wrong = || Error::internal(format!("{place} does not open: is the key in keys/ the one it was sealed with?"));
        let coded = sealed.strip_prefix(MARK).ok_or_else(wrong)?;
        let mut text = BASE64.decode(coded).map_err(|_| wrong())?;
        let nonce: [u8; NONCE_LEN] = text.get(..NONCE_LEN).and_then(|n| n.try_into().ok()).ok_or_else(wrong)?;
        let opened = self.keys.seal.open_within(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut text, NONCE_LEN..);
        Ok(opened.map_err(|_| wrong())?.to_vec())
    }

    /// HMAC-SHA-256: who has the text and not the key cannot make it, and it does not lead back to the text. `purpose` keeps
    /// marks of different kinds apart and holds no 0.
    pub fn mark(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.keys.mark);
        [purpose.as_bytes(), &[0], text].iter().for_each(|part| context.update(part));
        let mut mark = [0u8; 32];
        mark.copy_from_slice(context.sign().as_ref());
        mark
    }

    /// Is this text sealed at all, by whatever key?
    pub fn is_sealed(text: &str) -> bool {
        text.starts_with(MARK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_with_its_key_alone() {
        let seal = Seal::new(&[1; 32]);
        let sealed = seal.seal("account/7", b"twenty bytes of luck").expect("sealed");
        assert!(Seal::is_sealed(&sealed) && !sealed.contains("luck"));
        assert_eq!(seal.open("account/7", &sealed).expect("opened"), b"twenty bytes of luck");
        assert_ne!(seal.seal("account/7", b"twenty bytes of luck").expect("sealed"), sealed, "a nonce is used once");
        assert!(seal.open("account/8", &sealed).is_err());
        assert!(Seal::new(&[2; 32]).open("account/7", &sealed).is_err());
        let changed = sealed.replace(sealed.chars().last().expect("text"), "-");
        for broken in [changed.as_str(), "a256gcm:", "a256gcm:AAAA", "MZXW6YTBOI", ""] {
            assert!(seal.open("account/7", broken).is_err(), "{broken}");
        }
    }
    #[test]
    fn marks_differ_by_key_purpose_and_text() {
        let seal = Seal::new(&[1; 32]);
        let mark = seal.mark("phone", b"1");
        assert_eq!(mark, Seal::new(&[1; 32]).mark("phone", b"1"));
        for other in [seal.mark("phone", b"2"), seal.mark("code", b"1"), Seal::new(&[2; 32]).mark("phone", b"1")] {
            assert_ne!(mark, other);
        }
    }
}
