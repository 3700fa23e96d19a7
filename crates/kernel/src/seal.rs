//! 加密存放: small secrets in the database, readable only with a key that is kept outside of it.

use std::fmt;
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

use crate::error::{Error, Result};

/// Names the algorithm in front of what is sealed, so that another one can follow (ASVS 11.2.2).
const MARK: &str = "a256gcm";

/// Stands where a text does not open; it is never stored.
pub const SHUT: &str = "🔒";

/// AES-256-GCM under one key, and keyed hashes under another one that is made of it. Opens what older keys have sealed as well,
/// while they are changed. Cheap to clone.
#[derive(Clone)]
pub struct Seal {
    keys: Arc<Keys>,
}

struct Keys {
    /// The one that seals, then older ones.
    ring: Vec<Named>,
    mark: hmac::Key,
}

struct Named {
    name: String,
    key: LessSafeKey,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    pub fn new(key: &[u8; 32]) -> Seal {
        Seal::of(key, &[], &mark_key(key))
    }

    /// Seals under `key`, opens what one of `older` has sealed too, and marks under `marks`, which is [`mark_key`] of a key.
    pub fn of(key: &[u8; 32], older: &[[u8; 32]], marks: &[u8; 32]) -> Seal {
        let ring = std::iter::once(key).chain(older).map(named).collect();
        Seal { keys: Arc::new(Keys { ring, mark: hmac::Key::new(hmac::HMAC_SHA256, marks) }) }
    }

    /// Under a key that nobody keeps: what it seals is gone with the process.
    pub fn passing() -> Result<Seal> {
        let mut key = [0u8; 32];
        getrandom::fill(&mut key).map_err(Error::internal)?;
        Ok(Seal::new(&key))
    }

    /// `a256gcm.`, the name of the key, `:`, and Base64 of nonce, text and tag. `place` names the row and the column: in another
    /// place it does not open.
    pub fn seal(&self, place: &str, secret: &[u8]) -> Result<String> {
        let mut nonce = [0u8; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(Error::internal)?;
        let mut text = secret.to_vec();
        let sealed = self.own().key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut text);
        sealed.map_err(|_| Error::internal("too long to be sealed"))?;
        Ok(format!("{}{}", self.head(), BASE64.encode([&nonce[..], &text].concat())))
    }

    /// Errors: `Internal` when it was sealed under another key, for another place, or was changed since.
    pub fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>> {
        let wrong = || Error::internal(format!("{place} does not open: is the key in keys/ the one it was sealed with?"));
        let (name, coded) = parts(sealed).ok_or_else(wrong)?;
        let bytes = BASE64.decode(coded).map_err(|_| wrong())?;
        let nonce: [u8; NONCE_LEN] = bytes.get(..NONCE_LEN).and_then(|n| n.try_into().ok()).ok_or_else(wrong)?;
        // What was sealed before keys had names may be of any of them.
        let fitting = self.keys.ring.iter().filter(|named| name.is_empty() || named.name == name);
        let opened = fitting.into_iter().find_map(|named| {
            let mut text = bytes.clone();
            let opened = named.key.open_within(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut text, NONCE_LEN..);
            opened.ok().map(|text| text.to_vec())
        });
        opened.ok_or_else(wrong)
    }

    /// How everything begins that the present key has sealed.
    pub fn head(&self) -> String {
        format!("{MARK}.{}:", self.own().name)
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
        parts(text).is_some()
    }

    fn own(&self) -> &Named {
        self.keys.ring.first().expect("made with a key")
    }
}

/// The key of marks that is made of a key of seals.
pub fn mark_key(key: &[u8; 32]) -> [u8; 32] {
    derived(key, "shangliang/mark")
}

/// For whoever needs the text itself. Errors: `Conflict` where it does not open.
pub fn legible(text: String) -> Result<String> {
    if text.contains(SHUT) { Err(Error::conflict("kernel.sealed.shut")) } else { Ok(text) }
}

/// (name of the key, Base64); keys had no names at first.
fn parts(sealed: &str) -> Option<(&str, &str)> {
    let (head, coded) = sealed.split_once(':')?;
    let name = head.strip_prefix(MARK)?;
    if name.is_empty() { Some(("", coded)) } else { Some((name.strip_prefix('.')?, coded)) }
}

fn named(key: &[u8; 32]) -> Named {
    let name = derived(key, "shangliang/name")[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    let key = UnboundKey::new(&AES_256_GCM, key).expect("32 bytes are a key of AES-256");
    Named { name, key: LessSafeKey::new(key) }
}

fn derived(key: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut bytes = [0u8; 32];
    bytes.copy_from_slice(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), purpose.as_bytes()).as_ref());
    bytes
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
    fn what_an_older_key_has_sealed_opens_beside_the_new_one_and_marks_can_stay() {
        let (old, new) = ([1; 32], [2; 32]);
        let sealed = Seal::new(&old).seal("t.c/7", b"text").expect("sealed");
        let both = Seal::of(&new, &[old], &mark_key(&old));
        assert_eq!(both.open("t.c/7", &sealed).expect("opened"), b"text");
        assert!(!sealed.starts_with(&both.head()) && both.seal("t.c/7", b"text").expect("sealed").starts_with(&both.head()));
        assert_eq!(both.mark("phone", b"1"), Seal::new(&old).mark("phone", b"1"));
        let nameless = sealed.replace(&Seal::new(&old).head(), "a256gcm:");
        assert!(Seal::is_sealed(&nameless) && !Seal::is_sealed("a256gcmx:") && !Seal::is_sealed("13800000000"));
        assert_eq!(both.open("t.c/7", &nameless).expect("of the time before keys had names"), b"text");
        assert!(Seal::new(&new).open("t.c/7", &nameless).is_err());
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
