//! 动态口令: time-based one-time codes (RFC 6238: SHA-1, 30 seconds, 6 digits, as authenticator programs expect).

use hmac::{Hmac, Mac};
use kernel::Timestamp;
use sha1::Sha1;
use sha2::{Digest, Sha256};

const STEP_MS: i64 = 30_000;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The secret offered to a session that enrols: made from its token, so that showing the page writes nothing, and gone
/// with the token.
pub fn offered(session: &[u8; 32]) -> Vec<u8> {
    let digest = Sha256::new().chain_update(b"shangliang second factor").chain_update(session).finalize();
    digest[..20].to_vec()
}

/// The step of a code that fits at this moment, one step early or late; later than `last`, so that no code works twice.
pub fn step_of(secret: &[u8], code: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let at = now.0.div_euclid(STEP_MS);
    [at, at - 1, at + 1].into_iter().find(|step| last.is_none_or(|last| *step > last) && self::code(secret, *step) == code)
}

/// The six digits of a step.
pub fn code(secret: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes([hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

/// The code of a moment: for tests and demonstrations.
pub fn code_at(secret: &[u8], now: Timestamp) -> String {
    code(secret, now.0.div_euclid(STEP_MS))
}

/// RFC 4648 without padding.
pub fn base32(bytes: &[u8]) -> String {
    let bits: Vec<u8> = bytes.iter().flat_map(|b| (0..8).rev().map(move |i| b >> i & 1)).collect();
    let value = |chunk: &[u8]| chunk.iter().fold(0, |n, bit| n << 1 | usize::from(*bit)) << (5 - chunk.len());
    bits.chunks(5).map(|chunk| ALPHABET[value(chunk)] as char).collect()
}

/// Reads [`base32`]; blanks are ignored.
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let letters = text.bytes().filter(|b| !b.is_ascii_whitespace());
    let values: Option<Vec<usize>> = letters.map(|b| ALPHABET.iter().position(|a| *a == b.to_ascii_uppercase())).collect();
    let bits: Vec<u8> = values?.into_iter().flat_map(|v| (0..5).rev().map(move |i| (v >> i & 1) as u8)).collect();
    Some(bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |n, bit| n << 1 | bit)).collect())
}

/// What the QR code says.
pub fn uri(issuer: &str, login: &str, secret: &[u8]) -> String {
    let (issuer, login) = (percent(issuer), percent(login));
    format!("otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}", base32(secret))
}

fn percent(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    text.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            assert_eq!(code_at(secret, Timestamp(seconds * 1000)), expected);
        }
    }

    #[test]
    fn a_code_works_once_and_for_a_minute_and_a_half() {
        let (secret, now) = (offered(&[7; 32]), Timestamp(1_790_000_000_000));
        let code = code_at(&secret, now);
        let step = step_of(&secret, &code, now, None).unwrap();
        assert_eq!(step_of(&secret, &code, now, Some(step)), None);
        assert_eq!(step_of(&secret, &code, now.plus_ms(30_000), None), Some(step));
        assert_eq!(step_of(&secret, &code, now.plus_ms(90_000), None), None);
    }

    #[test]
    fn base32_goes_both_ways() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(from_base32("mzxw 6ytb oi"), Some(b"foobar".to_vec()));
        assert_eq!(from_base32("1"), None);
    }
}
