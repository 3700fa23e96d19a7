//! Broken bytes out of whole ones.

use crate::faults::random::Random;

/// What parsers stumble over.
const WORDS: &[&[u8]] = &[
    b"\"",
    b"'",
    b",",
    b";",
    b"\t",
    b"\r\n",
    b"\r",
    b"\n\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x98\x80",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\u0000",
    b"\\ud800",
    b"1e999",
    b"-0",
    b"99999999999999999999",
    b"-9223372036854775808",
    b"0x7fffffff",
    b"NaN",
    b"null",
    b"true",
    b"&#0;",
    b"&lt;",
    b"<![CDATA[",
    b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>",
    b"<",
    b"/>",
    b"=",
    b"&",
    b"%00",
    b"%",
    b"+",
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"\xff\xff\xff\xff",
    "一、".as_bytes(),
    "（1）".as_bytes(),
    "十二、".as_bytes(),
    "：".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{200d}".as_bytes(),
    "\u{20000}".as_bytes(),
    "②".as_bytes(),
    "建议：".as_bytes(),
    "第二百五十六届".as_bytes(),
    "2026-02-30".as_bytes(),
    "2月30日".as_bytes(),
    b"--qa-part",
    b"Content-Length: 0\r\n",
    b"Transfer-Encoding: chunked\r\n",
];

/// One to eight changes of `seed`, now and then spliced with `other`.
pub fn mutated(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.between(1, 9) {
        change(&mut bytes, other, random);
    }
    bytes.truncate(1 << 20);
    bytes
}

fn change(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let place = |length: usize, random: &mut Random| random.between(0, length as u64 + 1) as usize;
    let at = place(bytes.len(), random);
    let end = (at + random.between(1, 65) as usize).min(bytes.len());
    match random.between(0, 9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.between(0, 8),
        1 if at < bytes.len() => bytes[at] = random.between(0, 256) as u8,
        2 => drop(bytes.drain(at..end)),
        3 => bytes.truncate(at),
        4 | 5 => {
            let word = WORDS[random.between(0, WORDS.len() as u64) as usize];
            bytes.splice(at..at, word.iter().copied());
        }
        6 => {
            let part = bytes[at..end].to_vec();
            let times = random.between(1, 40) as usize;
            bytes.splice(at..at, part.repeat(times));
        }
        7 if !other.is_empty() => {
            let from = place(other.len(), random);
            let until = (from + random.between(1, 513) as usize).min(other.len());
            bytes.splice(at..at, other[from..until].iter().copied());
        }
        _ => {
            let part: Vec<u8> = bytes.drain(at..end).collect();
            let to = place(bytes.len(), random);
            bytes.splice(to..to, part);
        }
    }
}
