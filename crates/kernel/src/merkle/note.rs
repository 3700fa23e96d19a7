//! Signed notes as in c2sp.org/signed-note: a text, a blank line, and lines of signatures by named Ed25519 keys.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// The signature type of Ed25519 in key ids and printed keys.
const ED25519: u8 = 1;
const MAX_NOTE_BYTES: usize = 1_000_000;
const MAX_SIGNATURES: usize = 100;

/// The public half of a named key. Printed and read as a vkey: `name+1f2e3d4c+AQ…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    name: String,
    key: VerifyingKey,
}

/// A named key that signs notes.
pub struct NoteSigner {
    name: String,
    key: SigningKey,
}

/// Why a note or a key is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteError {
    /// Not of the form of a signed note, of a checkpoint, or of a key.
    Malformed,
    /// No line is signed by this key.
    Unsigned,
    /// A line claims to be signed by this key, and is not.
    Forged,
}

impl NoteSigner {
    /// A key of this name, from 32 secret random bytes.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] if the name is empty or has a space or a plus sign.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let name = key_name(name)?;
        Ok(Self { name, key: SigningKey::from_bytes(seed) })
    }

    /// The public half, to be printed and kept where checkpoints are verified.
    pub fn public(&self) -> NoteKey {
        NoteKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The signed note of a text that ends with a line feed and has no other control character.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] for any other text.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        if !is_note_text(text) {
            return Err(NoteError::Malformed);
        }
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        let signed = BASE64.encode([&self.public().id()[..], &signature].concat());
        Ok(format!("{text}\n— {} {signed}\n", self.name))
    }
}

impl NoteKey {
    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of `SHA-256(name ‖ 0x0A ‖ type ‖ public key)`.
    pub fn id(&self) -> [u8; 4] {
        let digest = Sha256::new().chain_update(&self.name).chain_update([b'\n', ED25519]).chain_update(self.key.as_bytes());
        *digest.finalize().first_chunk().expect("a hash has 32 bytes")
    }

    /// The text of a note, if this key signed it. Lines by other keys are passed over, as witnesses add theirs.
    ///
    /// # Errors
    /// See [`NoteError`].
    pub fn open<'a>(&self, note: &'a str) -> Result<&'a str, NoteError> {
        let split = note.rfind("\n\n").filter(|_| note.len() <= MAX_NOTE_BYTES).ok_or(NoteError::Malformed)?;
        let (text, signatures) = (&note[..=split], &note[split + 2..]);
        if !is_note_text(text) || !signatures.ends_with('\n') || signatures.lines().count() > MAX_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        let mut signed = false;
        for line in signatures.lines() {
            let (name, id, signature) = signature_line(line)?;
            if name == self.name && id == self.id() {
                let signature = Signature::from_slice(&signature).map_err(|_| NoteError::Forged)?;
                self.key.verify_strict(text.as_bytes(), &signature).map_err(|_| NoteError::Forged)?;
                signed = true;
            }
        }
        if signed { Ok(text) } else { Err(NoteError::Unsigned) }
    }
}

fn signature_line(line: &str) -> Result<(&str, [u8; 4], Vec<u8>), NoteError> {
    let (name, encoded) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(NoteError::Malformed)?;
    key_name(name)?;
    let bytes = BASE64.decode(encoded).map_err(|_| NoteError::Malformed)?;
    let (id, signature) = bytes.split_first_chunk().ok_or(NoteError::Malformed)?;
    Ok((name, *id, signature.to_vec()))
}

fn is_note_text(text: &str) -> bool {
    text.ends_with('\n') && !text.chars().any(|sign| sign != '\n' && sign.is_ascii_control())
}

fn key_name(name: &str) -> Result<String, NoteError> {
    let good = !name.is_empty() && !name.contains(|sign: char| sign == '+' || sign.is_whitespace() || sign.is_control());
    if good { Ok(name.to_owned()) } else { Err(NoteError::Malformed) }
}

impl fmt::Display for NoteKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = BASE64.encode([&[ED25519][..], self.key.as_bytes()].concat());
        write!(out, "{}+{:08x}+{key}", self.name, u32::from_be_bytes(self.id()))
    }
}

impl FromStr for NoteKey {
    type Err = NoteError;

    fn from_str(vkey: &str) -> Result<Self, NoteError> {
        let mut parts = vkey.splitn(3, '+');
        let mut part = || parts.next().ok_or(NoteError::Malformed);
        let (name, id, encoded) = (key_name(part()?)?, part()?, part()?);
        let bytes = BASE64.decode(encoded).map_err(|_| NoteError::Malformed)?;
        let Some((&ED25519, bytes)) = bytes.split_first() else { return Err(NoteError::Malformed) };
        let key = VerifyingKey::try_from(bytes).map_err(|_| NoteError::Malformed)?;
        let key = Self { name, key };
        let honest = format!("{:08x}", u32::from_be_bytes(key.id())) == id;
        if honest { Ok(key) } else { Err(NoteError::Malformed) }
    }
}

/// Without the secret.
impl fmt::Debug for NoteSigner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("NoteSigner").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Display for NoteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Malformed => "not a signed note of the expected form",
            Self::Unsigned => "not signed by this key",
            Self::Forged => "the signature is false",
        })
    }
}

impl std::error::Error for NoteError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // The example of the Go package golang.org/x/mod/sumdb/note, from which the specification was written.
    const SEED: &str = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
    const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    fn signer() -> NoteSigner {
        NoteSigner::new("PeterNeumann", &BASE64.decode(SEED).unwrap().try_into().unwrap()).unwrap()
    }

    #[test]
    fn notes_and_keys_are_those_of_the_specification() {
        assert_eq!(signer().public().to_string(), VKEY);
        assert_eq!(VKEY.parse(), Ok(signer().public()));
        assert_eq!(signer().sign(TEXT).unwrap(), format!("{TEXT}\n{LINE}"));
        assert_eq!(signer().public().open(&format!("{TEXT}\n{LINE}")), Ok(TEXT));
    }

    #[test]
    fn other_signatures_are_passed_over() {
        let other = NoteSigner::new("witness.example/记录", &[7; 32]).unwrap();
        let line = other.sign(TEXT).unwrap().split_off(TEXT.len() + 1);
        let note = format!("{TEXT}\n{line}{LINE}");
        assert_eq!(signer().public().open(&note), Ok(TEXT));
        assert_eq!(other.public().open(&note), Ok(TEXT));
        assert_eq!(other.public().open(&format!("{TEXT}\n{LINE}")), Err(NoteError::Unsigned));
        let namesake = NoteSigner::new("PeterNeumann", &[7; 32]).unwrap();
        assert_eq!(namesake.public().open(&note), Err(NoteError::Unsigned));
    }

    #[test]
    fn wrong_names_texts_and_keys_are_refused() {
        for name in ["", "a b", "a+b", "a\u{3000}b"] {
            assert_eq!(NoteSigner::new(name, &[1; 32]).unwrap_err(), NoteError::Malformed);
        }
        for text in ["", "no line feed", "tab\there\n"] {
            assert_eq!(signer().sign(text), Err(NoteError::Malformed));
        }
        let swapped = VKEY.replace("c74f20a3", "c74f20a4");
        for vkey in ["", "PeterNeumann", "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a3+AA==", &swapped] {
            assert_eq!(vkey.parse::<NoteKey>(), Err(NoteError::Malformed));
        }
        assert!(!format!("{:?}", signer()).contains("key"));
    }

    proptest! {
        /// No bit of text or signature can change: either the note is refused or it says what was signed.
        #[test]
        fn a_changed_note_is_refused(at in 0..(TEXT.len() + 1 + LINE.len()), bit in 0..8) {
            let mut bytes = format!("{TEXT}\n{LINE}").into_bytes();
            bytes[at] ^= 1_u8 << bit;
            if let Ok(changed) = String::from_utf8(bytes) {
                prop_assert!(signer().public().open(&changed).is_err());
            }
        }
    }
}
