use super::{Hash, NoteError, NoteKey, NoteSigner};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

/// The state of a log at one moment, as in c2sp.org/tlog-checkpoint: kept elsewhere, it holds the log to its past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: a line without spaces at its ends, by custom the name of the key.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed: origin, size and root, a line each.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root))
    }

    /// The signed note.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] if the origin is empty or more than a line.
    pub fn sign(&self, signer: &NoteSigner) -> Result<String, NoteError> {
        let text = self.text();
        if Self::read(&text).as_ref() == Some(self) { signer.sign(&text) } else { Err(NoteError::Malformed) }
    }

    /// Lines after the third are extensions, which say nothing to us.
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let origin = lines.next().filter(|origin| !origin.is_empty())?.to_owned();
        let size = lines.next().filter(|digits| is_plain_number(digits))?.parse().ok()?;
        let root = BASE64.decode(lines.next()?).ok()?.try_into().ok()?;
        lines.all(|extension| !extension.is_empty()).then_some(Self { origin, size, root })
    }
}

/// The checkpoint of a signed note, if this key signed it. The caller compares the origin with its own.
///
/// # Errors
/// See [`NoteError`].
pub fn parse_and_verify(note: &str, key: &NoteKey) -> Result<Checkpoint, NoteError> {
    Checkpoint::read(key.open(note)?).ok_or(NoteError::Malformed)
}

/// Decimal digits without a sign or leading zeros.
fn is_plain_number(text: &str) -> bool {
    text.bytes().all(|sign| sign.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::super::{Frontier, vectors};
    use super::*;

    fn signer() -> NoteSigner {
        NoteSigner::new("cppcc.example/journal", &[3; 32]).unwrap()
    }

    fn checkpoint() -> Checkpoint {
        let frontier: Frontier = vectors::leaves().into_iter().collect();
        Checkpoint { origin: "cppcc.example/journal".into(), size: frontier.size(), root: frontier.root() }
    }

    #[test]
    fn a_signed_checkpoint_is_read_back() {
        let note = checkpoint().sign(&signer()).unwrap();
        assert!(note.starts_with("cppcc.example/journal\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— cppcc.example/journal "));
        assert_eq!(parse_and_verify(&note, &signer().public()), Ok(checkpoint()));
    }

    #[test]
    fn a_larger_size_under_the_old_signature_is_forged() {
        let note = checkpoint().sign(&signer()).unwrap().replacen("\n8\n", "\n9\n", 1);
        assert_eq!(parse_and_verify(&note, &signer().public()), Err(NoteError::Forged));
    }

    #[test]
    fn extensions_are_passed_over_and_other_notes_refused() {
        let read = |text: &str| parse_and_verify(&signer().sign(text).unwrap(), &signer().public());
        let text = checkpoint().text();
        assert_eq!(read(&format!("{text}an extension\n")), Ok(checkpoint()));
        for wrong in ["a\n", "a\n8\n", "a\n8\nAAAA\n", &text.replace("\n8\n", "\n08\n"), &text.replace("\n8\n", "\n+8\n")] {
            assert_eq!(read(wrong), Err(NoteError::Malformed), "{wrong}");
        }
    }

    #[test]
    fn an_origin_of_two_lines_is_not_signed() {
        for origin in ["", "a\nb"] {
            let checkpoint = Checkpoint { origin: origin.into(), ..checkpoint() };
            assert_eq!(checkpoint.sign(&signer()), Err(NoteError::Malformed));
        }
    }
}
