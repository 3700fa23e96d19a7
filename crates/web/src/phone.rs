//! 手机号: mainland mobile numbers, and the proof that this browser's person holds one.
//!
//! The proof is a sealed cookie and no row: nothing in the database leads from a number to what was done with it. Pages and
//! acts find it in [`kernel::Actor::phone`]; a page without sends people to [`proof_path`].

use std::fmt;

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use kernel::{PhoneProof, Result, Seal, Timestamp};

use crate::head::cookie;
use crate::respond;

pub const PHONE_COOKIE: &str = "__Host-phone";

/// Afterwards the number is proven anew: numbers change hands, and telephones are lent.
pub const PROOF_DAYS: i64 = 30;

const PLACE: &str = "cookie/phone";

/// The form that asks for a number; after the proof people are back at `return_to`, a path of our own.
pub fn proof_path(return_to: &str) -> String {
    format!("/phone?return_to={}", respond::percent(return_to))
}

/// `return_to` where it is a path of our own, else the public page.
pub fn returned(return_to: &str) -> &str {
    if respond::is_local(return_to) { return_to } else { "/public" }
}

/// Eleven digits that a code can be sent to. Shown masked; the digits have a method of their own.
#[derive(Clone, PartialEq, Eq)]
pub struct Mobile(String);

impl Mobile {
    /// With the signs that people write between the digits, in any width, with or without +86.
    pub fn read(text: &str) -> Option<Mobile> {
        let narrow = |c: char| match c {
            '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
            '＋' => '+',
            other => other,
        };
        let is_sign = |c: &char| c.is_whitespace() || "-－()（）".contains(*c);
        let text: String = text.chars().filter(|c| !is_sign(c)).map(narrow).collect();
        let digits = ["+86", "0086", "86"].iter().find_map(|prefix| text.strip_prefix(prefix).filter(|rest| rest.len() == 11));
        let digits = digits.unwrap_or(&text).as_bytes();
        let fits = digits.len() == 11 && digits[0] == b'1' && (b'3'..=b'9').contains(&digits[1]) && digits.iter().all(u8::is_ascii_digit);
        fits.then(|| Mobile(digits.iter().map(|b| char::from(*b)).collect()))
    }

    pub fn digits(&self) -> &str {
        &self.0
    }

    /// `138****5678`
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }

    /// What stands for the number: [`PhoneProof::voice`].
    pub fn voice(&self, seal: &Seal) -> [u8; 32] {
        seal.mark("phone voice", self.0.as_bytes())
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// `Set-Cookie` of a proof.
pub fn proof_cookie(seal: &Seal, proof: &PhoneProof) -> Result<String> {
    let value = BASE64.encode(seal.seal(PLACE, &[&proof.voice[..], &proof.proven_at.0.to_be_bytes()].concat())?);
    Ok(format!("{PHONE_COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", PROOF_DAYS * 86_400))
}

/// The proof is forgotten; what the browser keeps for this place beside it stays.
pub fn proof_cookie_away() -> String {
    format!("{PHONE_COOKIE}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax")
}

/// The proof that a request brings, if this program made it.
pub(crate) fn presented(seal: &Seal, headers: &HeaderMap) -> Option<PhoneProof> {
    let sealed = String::from_utf8(BASE64.decode(cookie(headers, PHONE_COOKIE)?).ok()?).ok()?;
    let bytes = seal.open(PLACE, &sealed).ok()?;
    let (voice, proven_at) = bytes.split_first_chunk::<32>()?;
    Some(PhoneProof { voice: *voice, proven_at: Timestamp(i64::from_be_bytes(proven_at.try_into().ok()?)) })
}

/// Unless it has grown too old.
pub(crate) fn still_good(proof: Option<PhoneProof>, now: Timestamp) -> Option<PhoneProof> {
    proof.filter(|proof| proof.proven_at.plus_days(PROOF_DAYS) > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for text in ["13800005678", "138 0000 5678", "+86 138-0000-5678", "0086 13800005678", "8613800005678", "１３８００００５６７８"]
        {
            assert_eq!(Mobile::read(text).expect(text).digits(), "13800005678", "{text}");
        }
        for text in ["", "1380000567", "138000056789", "12800005678", "010-88886666", "+1 2025550123", "1380000567x", "86138000056"] {
            assert!(Mobile::read(text).is_none(), "{text}");
        }
        assert_eq!(format!("{:?}", Mobile::read("13800005678").expect("a number")), "138****5678");
    }

    #[test]
    fn a_proof_goes_through_the_cookie_and_no_other_does() {
        let seal = Seal::new(&[1; 32]);
        let voice = Mobile::read("13800005678").expect("a number").voice(&seal);
        let proof = PhoneProof { voice, proven_at: Timestamp(1_790_000_000_000) };
        let set = proof_cookie(&seal, &proof).expect("a cookie");
        let mut headers = HeaderMap::new();
        headers.insert("cookie", set.split(';').next().expect("a pair").parse().expect("a header"));
        assert_eq!(presented(&seal, &headers), Some(proof));
        assert_eq!(presented(&Seal::new(&[2; 32]), &headers), None);
        assert_eq!(still_good(Some(proof), proof.proven_at.plus_days(29)), Some(proof));
        assert_eq!(still_good(Some(proof), proof.proven_at.plus_days(30)), None);
        headers.insert("cookie", format!("{PHONE_COOKIE}=AAAA").parse().expect("a header"));
        assert_eq!(presented(&seal, &headers), None);
    }

    #[test]
    fn people_are_sent_back_to_our_own_pages_only() {
        assert_eq!(returned("/public/deliberations/7?q=1"), "/public/deliberations/7?q=1");
        for elsewhere in ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "", "javascript:alert(1)"] {
            assert_eq!(returned(elsewhere), "/public", "{elsewhere}");
        }
        assert_eq!(proof_path("/public/d/7?a=b"), "/phone?return_to=/public/d/7%3Fa%3Db");
    }
}
