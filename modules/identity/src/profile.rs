//! 安全配置: the two sets of sign-in rules, by GB/T 22239 level 3 (等保三级) and by OWASP ASVS 5.0, which contradict each other.

use serde::{Deserialize, Serialize};

/// Which rules an installation follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// 等保三级: complexity, expiry, history, short idle time, second factor for staff.
    Djbh3,
    /// ASVS 5.0: length and a list of common passwords, no expiry, progressive lockout.
    #[default]
    Asvs,
    /// As `asvs`, and nobody is made to enrol a second factor: demonstrations only.
    Demo,
}

/// What the identity module is told at start.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdentitySettings {
    pub profile: Profile,
    /// A code by text message may be somebody's second factor.
    pub sms_factor: bool,
}

impl Profile {
    pub fn rules(self) -> &'static Rules {
        match self {
            Profile::Djbh3 => &Djbh3::RULES,
            Profile::Asvs => &Asvs::RULES,
            Profile::Demo => &Demo::RULES,
        }
    }
}

/// Every figure of a profile; times in milliseconds.
#[derive(Debug)]
pub struct Rules {
    pub name: &'static str,
    /// For accounts without and with a second factor.
    pub min_chars: (usize, usize),
    /// Of capitals, small letters, digits and other characters; 0 asks for no composition.
    pub min_classes: usize,
    /// A list of common passwords and context words is consulted.
    pub refuses_common: bool,
    pub max_age_days: Option<i64>,
    /// So many earlier passwords may not come back.
    pub history: usize,
    pub idle_ms: i64,
    pub absolute_ms: i64,
    pub failures: usize,
    /// The first lock; a progressive one doubles with every further failure, up to an hour.
    pub lock_ms: i64,
    pub progressive: bool,
    pub second_factor: SecondFactor,
    /// May a code by text message be the second factor of anybody but administrators?
    pub sms_factor: bool,
}

/// Who must enrol a second factor before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    Nobody,
    Administrators,
    Staff,
}

const MINUTE: i64 = 60_000;

/// The rules as a type, so that acts bound as plain functions know theirs.
pub trait Policy: 'static {
    const RULES: Rules;
}

pub enum Djbh3 {}
pub enum Asvs {}
pub enum Demo {}

impl Policy for Djbh3 {
    const RULES: Rules = Rules {
        name: "djbh3",
        min_chars: (8, 8),
        min_classes: 3,
        refuses_common: true,
        max_age_days: Some(90),
        history: 5,
        idle_ms: 15 * MINUTE,
        absolute_ms: 8 * 60 * MINUTE,
        failures: 5,
        lock_ms: 15 * MINUTE,
        progressive: false,
        second_factor: SecondFactor::Staff,
        sms_factor: false,
    };
}

impl Policy for Asvs {
    const RULES: Rules = Rules {
        name: "asvs",
        min_chars: (12, 8),
        min_classes: 0,
        refuses_common: true,
        max_age_days: None,
        history: 0,
        idle_ms: 30 * MINUTE,
        absolute_ms: 12 * 60 * MINUTE,
        failures: 5,
        lock_ms: MINUTE,
        progressive: true,
        second_factor: SecondFactor::Administrators,
        sms_factor: false,
    };
}

impl Policy for Demo {
    const RULES: Rules = Rules { name: "demo", second_factor: SecondFactor::Nobody, ..Asvs::RULES };
}

/// The same rules where text messages are good enough as a second factor.
pub struct WithSms<P>(std::marker::PhantomData<P>);

impl<P: Policy> Policy for WithSms<P> {
    const RULES: Rules = Rules { sms_factor: true, ..P::RULES };
}

impl Rules {
    /// How long the account is locked after so many failures; 0 for not yet.
    pub fn lock_after(&self, failures: usize) -> i64 {
        match failures.checked_sub(self.failures) {
            None => 0,
            Some(_) if !self.progressive => self.lock_ms,
            Some(more) => (self.lock_ms << more.min(6)).min(60 * MINUTE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn djbh3_locks_for_a_quarter_of_an_hour_and_asvs_ever_longer() {
        assert_eq!([4, 5, 9].map(|n| Djbh3::RULES.lock_after(n) / MINUTE), [0, 15, 15]);
        assert_eq!([4, 5, 6, 7, 30].map(|n| Asvs::RULES.lock_after(n) / MINUTE), [0, 1, 2, 4, 60]);
    }
}
