//! Looks for every seed in every file, as it was typed and as programs write bytes down.

use std::path::{Path, PathBuf};

use super::seeds::Seeds;
use crate::program::Outcome;

/// UTF-8, hexadecimal in small and in capital letters, and Base64 as it is at each of three beginnings.
pub const SPELLINGS: usize = 6;

#[derive(Default)]
pub struct Searched {
    pub files: usize,
    pub bytes: u64,
    /// A line for each place in a file.
    pub found: Vec<String>,
}

struct Needle<'a> {
    place: &'a str,
    spelling: &'static str,
    bytes: Vec<u8>,
}

pub fn search(places: &[PathBuf], seeds: &Seeds) -> Outcome<Searched> {
    let needles: Vec<Needle> = seeds.iter().flat_map(|(place, value)| spelled(place, value)).collect();
    let mut searched = Searched::default();
    let mut waiting: Vec<PathBuf> = places.to_vec();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path)?.flatten().map(|entry| entry.path()));
            continue;
        }
        // It prints the passwords of the demonstration on purpose.
        if path.file_name().is_some_and(|name| name == "demo-accounts.json") {
            continue;
        }
        let content = std::fs::read(&path)?;
        searched.files += 1;
        searched.bytes += content.len() as u64;
        look(&path, &content, &needles, &mut searched.found);
    }
    Ok(searched)
}

/// Six bytes of each needle are hashed into a table, so that a file is gone through once, not once for each.
fn look(path: &Path, content: &[u8], needles: &[Needle], found: &mut Vec<String>) {
    let mut heads: std::collections::HashMap<&[u8], Vec<&Needle>> = std::collections::HashMap::new();
    for needle in needles {
        heads.entry(&needle.bytes[..HEAD]).or_default().push(needle);
    }
    // Which first bytes there are, as nearly all places are passed over by it.
    let mut firsts = [false; 256];
    needles.iter().for_each(|needle| firsts[usize::from(needle.bytes[0])] = true);
    for (at, window) in content.windows(HEAD).enumerate().filter(|(_, window)| firsts[usize::from(window[0])]) {
        for needle in heads.get(window).into_iter().flatten().filter(|needle| content[at..].starts_with(&needle.bytes)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            found.push(format!("{} stands in {name} at {at}, as {}", needle.place, needle.spelling));
        }
    }
}

const HEAD: usize = 8;

fn spelled<'a>(place: &'a str, value: &str) -> Vec<Needle<'a>> {
    let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut all = vec![("UTF-8", value.as_bytes().to_vec()), ("hex", hex.to_uppercase().into_bytes()), ("hex", hex.into_bytes())];
    all.dedup_by(|a, b| a.1 == b.1);
    all.extend((0..3).map(|before| ("Base64", base64_within(value.as_bytes(), before))));
    all.into_iter().filter(|(_, bytes)| bytes.len() >= HEAD).map(|(spelling, bytes)| Needle { place, spelling, bytes }).collect()
}

/// The letters of Base64 that depend on these bytes alone when `before` others stand in front and any behind.
fn base64_within(bytes: &[u8], before: usize) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |n| byte >> n & 1)).collect();
    let skipped = [0, 4, 2][before % 3];
    let letter = |six: &[u8]| LETTERS[usize::from(six.iter().fold(0u8, |sum, bit| sum << 1 | bit))];
    bits[skipped..].chunks_exact(6).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_found_wherever_it_begins() {
        // `19912345678` with nothing, `a` and `ab` before it, and `z` behind it.
        for (before, whole) in [(0, "MTk5MTIzNDU2Nzh6"), (1, "YTE5OTEyMzQ1Njc4eg=="), (2, "YWIxOTkxMjM0NTY3OHo=")] {
            let inner = String::from_utf8(base64_within(b"19912345678", before)).expect("letters");
            assert!(inner.len() >= 13 && whole.contains(&inner), "{inner} in {whole}");
        }
    }

    #[test]
    fn a_seed_is_found_in_each_spelling() {
        let mut seeds = Seeds::new();
        let number = seeds.number("here");
        let needles: Vec<Needle> = seeds.iter().flat_map(|(place, value)| spelled(place, value)).collect();
        assert_eq!(needles.len(), SPELLINGS - 1, "digits are the same in capitals");
        let mut found = Vec::new();
        for needle in &needles {
            let content = [b"before ".as_slice(), &needle.bytes, b" after"].concat();
            look(Path::new("file"), &content, &needles, &mut found);
        }
        assert!(found.len() >= needles.len(), "{found:?}");
        found.clear();
        look(Path::new("file"), number[1..].as_bytes(), &needles, &mut found);
        assert!(found.is_empty());
    }
}
