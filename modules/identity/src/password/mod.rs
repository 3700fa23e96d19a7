//! 密码: hashing, and what a profile demands of a new one.

mod common;
pub mod hash;

use kernel::{Error, Message, Result};

use crate::profile::Rules;

/// Longest accepted, in characters (ASVS 6.2.9 asks for at least 64).
pub const MAX_CHARS: usize = 128;

/// What the rules look at beside the password itself.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub has_second_factor: bool,
}

/// `Ok` if the profile accepts it; the error belongs to the field `password`.
pub fn check(rules: &Rules, password: &str, context: &Context) -> Result<()> {
    let length = password.chars().count();
    let (alone, with_second) = rules.min_chars;
    let least = if context.has_second_factor { with_second } else { alone };
    if length < least {
        return Err(wrong(Message::new("identity.password.short").with("min", least)));
    }
    if length > MAX_CHARS {
        return Err(wrong(Message::new("identity.password.long").with("max", MAX_CHARS)));
    }
    if classes(password) < rules.min_classes {
        return Err(wrong("identity.password.classes".into()));
    }
    if rules.refuses_common && (common::is_common(password) || common::is_of_context(password, context)) {
        return Err(wrong("identity.password.common".into()));
    }
    Ok(())
}

fn wrong(message: Message) -> Error {
    Error::invalid("password", message)
}

/// Of the four: capitals, small letters, digits, everything else.
fn classes(password: &str) -> usize {
    let kinds: [fn(char) -> bool; 4] =
        [|c| c.is_ascii_uppercase(), |c| c.is_ascii_lowercase(), |c| c.is_ascii_digit(), |c| !c.is_ascii_alphanumeric()];
    kinds.iter().filter(|kind| password.chars().any(|c| kind(c))).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Asvs, Djbh3, Policy};

    fn key(rules: &Rules, password: &str) -> Option<String> {
        let context = Context { login: "zhoumin", name: "周敏", has_second_factor: false };
        match check(rules, password, &context) {
            Err(Error::Invalid(fields)) => Some(fields[0].message.key.to_string()),
            _ => None,
        }
    }

    #[test]
    fn djbh3_wants_three_classes_of_four() {
        assert_eq!(key(&Djbh3::RULES, "Yu8#zz"), Some("identity.password.short".into()));
        assert_eq!(key(&Djbh3::RULES, "yuhuatai88"), Some("identity.password.classes".into()));
        assert_eq!(key(&Djbh3::RULES, "Yuhuatai88"), None);
    }

    #[test]
    fn asvs_wants_length_and_nothing_common() {
        assert_eq!(key(&Asvs::RULES, "lamp-river-sofa"), None);
        assert_eq!(key(&Asvs::RULES, "lamp-river"), Some("identity.password.short".into()));
        assert_eq!(key(&Asvs::RULES, "zhengxie2026"), Some("identity.password.common".into()));
        assert_eq!(key(&Asvs::RULES, "zhoumin-zhoumin"), Some("identity.password.common".into()));
        assert_eq!(key(&Asvs::RULES, "aaaaaaaaaaaaaa"), Some("identity.password.common".into()));
        assert_eq!(key(&Asvs::RULES, "Woaini1314520!"), Some("identity.password.common".into()));
    }
}
