//! 密钥环: the keys that seal in the database, as they lie in `keys/secrets.key` or stand in `sign_in.key`.
//!
//! The first seals. While it is changed, `older` ones stay beside it, which only open; `marks` stays as long as votes by telephone
//! are told apart by it. Each stands on a line, or behind a comma.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use kernel::Seal;
use kernel::seal::mark_key;

use crate::failure::{Failure, Outcome};

type Key = [u8; 32];

#[derive(Clone, PartialEq, Eq)]
pub struct Ring {
    own: Key,
    pub older: Vec<Key>,
    marks: Option<Key>,
}

impl Ring {
    pub fn fresh() -> Outcome<Ring> {
        let mut own = Key::default();
        getrandom::fill(&mut own).map_err(Failure::failed)?;
        Ok(Ring { own, older: Vec::new(), marks: None })
    }

    /// A new key, with the present one as an older one. The key of marks goes with it unless it is needed still.
    pub fn next(&self, keeps_marks: bool) -> Outcome<Ring> {
        let marks = self.marks.unwrap_or_else(|| mark_key(&self.own));
        let older = std::iter::once(self.own).chain(self.older.iter().copied()).collect();
        Ok(Ring { older, marks: keeps_marks.then_some(marks), ..Ring::fresh()? })
    }

    /// When nothing is left that an older one has sealed.
    pub fn settled(&self) -> Ring {
        Ring { older: Vec::new(), ..self.clone() }
    }

    pub fn keeps_marks(&self) -> bool {
        self.marks.is_some()
    }

    pub fn seal(&self) -> Seal {
        Seal::of(&self.own, &self.older, &self.marks.unwrap_or_else(|| mark_key(&self.own)))
    }

    /// `None` where it is not written so.
    pub fn read(text: &str) -> Option<Ring> {
        let mut lines = text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty());
        let mut ring = Ring { own: key(lines.next()?)?, older: Vec::new(), marks: None };
        for line in lines {
            match line.split_once(' ')? {
                ("older", text) => ring.older.push(key(text)?),
                ("marks", text) => ring.marks = Some(key(text)?),
                _ => return None,
            }
        }
        Some(ring)
    }

    pub fn text(&self) -> String {
        let older = self.older.iter().map(|key| format!("\nolder {}", BASE64.encode(key)));
        let marks = self.marks.iter().map(|key| format!("\nmarks {}", BASE64.encode(key)));
        std::iter::once(BASE64.encode(self.own)).chain(older).chain(marks).collect()
    }
}

fn key(text: &str) -> Option<Key> {
    BASE64.decode(text.trim()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_read_as_it_was_written() {
        let first = Ring::fresh().expect("a ring");
        assert_eq!(first.text().len(), 44, "as versions before wrote it");
        let second = first.next(true).expect("a ring");
        for ring in [&first, &second, &second.settled(), &second.next(false).expect("a ring")] {
            assert!(Ring::read(&ring.text()).as_ref() == Some(ring));
            assert!(Ring::read(&ring.text().replace('\n', ", ")).as_ref() == Some(ring), "as the configuration has it");
        }
        for broken in ["", "short", "older AAAA", &format!("{}\nnewer {}", first.text(), first.text())] {
            assert!(Ring::read(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn the_next_one_opens_what_this_one_has_sealed_and_marks_stay_while_they_are_needed() {
        let first = Ring::fresh().expect("a ring");
        let sealed = first.seal().seal("t.c/1", b"x").expect("sealed");
        let (keeps, new) = (first.next(true).expect("a ring"), first.next(false).expect("a ring"));
        assert!(keeps.seal().open("t.c/1", &sealed).is_ok() && keeps.settled().seal().open("t.c/1", &sealed).is_err());
        let mark = first.seal().mark("phone voice", b"1");
        assert_eq!(keeps.settled().next(true).expect("a ring").seal().mark("phone voice", b"1"), mark);
        assert_ne!(new.seal().mark("phone voice", b"1"), mark);
    }
}
