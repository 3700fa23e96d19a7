//! 一人一票: whom the program can tell from whom, and the digests that stand for them.
//!
//! A voice is known by a session, a proved telephone number, a slip of paper or a browser. Votes, receipts and authors are
//! filed under three digests of it that nobody can bring together without the key of the deliberation. The key is destroyed
//! when a secret deliberation closes and is in no backup (docs/decisions/0007).

use kernel::Actor;
use ring::hmac;

use crate::workflow::words::Level;

/// Who speaks, as far as the program can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    pub level: Level,
    identity: String,
}

/// What a request brings to be known by.
#[derive(Clone, Debug, Default)]
pub struct Signs {
    /// Of the browser's cookie.
    pub browser: Option<String>,
    /// The code of a slip of this deliberation, checked already.
    pub slip: Option<String>,
}

impl Speaker {
    /// The best that is known. A slip comes before everything: its code is one voice wherever it is entered.
    pub fn of(who: &Actor, signs: &Signs) -> Option<Speaker> {
        let known = |level, identity| Some(Speaker { level, identity });
        if let Some(code) = &signs.slip {
            return known(Level::Code, format!("slip:{code}"));
        }
        if !who.is_anonymous() {
            return known(Level::SignIn, format!("person:{}", who.person));
        }
        if let Some(phone) = &who.phone {
            let hex: String = phone.voice.iter().map(|byte| format!("{byte:02x}")).collect();
            return known(Level::Phone, format!("phone:{hex}"));
        }
        signs.browser.as_ref().and_then(|browser| known(Level::Device, format!("browser:{browser}")))
    }
}

/// The key of one deliberation.
#[derive(Clone)]
pub struct Key(hmac::Key);

/// Sixteen bytes: what a voter, a receipt and an author are filed under.
pub type Digest = [u8; 16];

impl Key {
    pub fn new(bytes: &[u8]) -> Key {
        Key(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// Stands beside votes.
    pub fn voter(&self, speaker: &Speaker) -> Digest {
        self.digest("vote", speaker)
    }

    /// Stands beside level and slices, is told to its owner, and is published: it proves that a voice was counted, never how.
    pub fn receipt(&self, speaker: &Speaker) -> Digest {
        self.digest("receipt", speaker)
    }

    /// Stands beside statements.
    pub fn author(&self, speaker: &Speaker) -> Digest {
        self.digest("author", speaker)
    }

    fn digest(&self, domain: &str, speaker: &Speaker) -> Digest {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(domain.as_bytes());
        context.update(&[0]);
        context.update(speaker.identity.as_bytes());
        let tag = context.sign();
        let mut digest = Digest::default();
        digest.copy_from_slice(&tag.as_ref()[..16]);
        digest
    }
}

/// A receipt as people read it: groups of four letters and digits.
pub fn written(receipt: &[u8]) -> String {
    let hex: Vec<String> = receipt.chunks(2).map(|pair| pair.iter().map(|byte| format!("{byte:02X}")).collect()).collect();
    hex.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browser(text: &str) -> Signs {
        Signs { browser: Some(text.into()), ..Signs::default() }
    }

    #[test]
    fn the_same_voice_has_three_names_that_do_not_meet() {
        let key = Key::new(&[7; 32]);
        let speaker = Speaker::of(&Actor::default(), &browser("a")).expect("known by the browser");
        let names = [key.voter(&speaker), key.receipt(&speaker), key.author(&speaker)];
        assert!(names[0] != names[1] && names[1] != names[2] && names[0] != names[2]);
        assert_eq!(key.voter(&speaker), names[0]);
        assert_ne!(Key::new(&[8; 32]).voter(&speaker), names[0], "another deliberation, another name");
        let other = Speaker::of(&Actor::default(), &browser("b")).expect("known by the browser");
        assert_ne!(key.voter(&other), names[0]);
    }

    #[test]
    fn a_slip_is_one_voice_wherever_it_is_entered() {
        let worker = Actor { person: kernel::Id(5), ..Actor::default() };
        let signs = Signs { slip: Some("ABCD".into()), ..browser("a") };
        assert_eq!(Speaker::of(&worker, &signs), Speaker::of(&Actor::default(), &Signs { browser: None, ..signs.clone() }));
        assert_eq!(Speaker::of(&worker, &browser("a")).map(|s| s.level), Some(Level::SignIn));
        assert_eq!(Speaker::of(&Actor::default(), &Signs::default()), None);
    }

    #[test]
    fn a_receipt_can_be_read_out() {
        assert_eq!(written(&[0xab, 0x01, 0x2c, 0xff]), "AB01-2CFF");
    }
}
