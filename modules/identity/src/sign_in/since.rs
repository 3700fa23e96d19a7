//! 上次登录以来: what happened to the account while its owner was away, told at the next sign-in (ASVS 6.3.5, 6.3.7).

use kernel::db::Tx;
use kernel::journal::{self, Entry, Ref};
use kernel::{Message, Result};
use serde::de::IgnoredAny;

use crate::store::accounts::Account;

const FAILED: &str = "account.sign-in-failed";
/// What proves who somebody is, changed by whomever.
const CHANGED: &[&str] =
    &["account.password-changed", "account.password-reset", "account.second-factor-set", "account.second-factor-removed"];

/// Nothing at the first sign-in, nor when nothing happened.
pub fn told(tx: &mut Tx, account: &Account) -> Result<Option<Message>> {
    let Some(seen) = account.seen_at else { return Ok(None) };
    let entries: Vec<Entry<IgnoredAny>> = journal::history_of(tx, &Ref::new("accounts", account.person))?;
    Ok(message(entries.iter().filter(|entry| entry.at > seen)))
}

fn message<'a>(entries: impl Iterator<Item = &'a Entry<IgnoredAny>>) -> Option<Message> {
    let (mut failed, mut changed) = (0, false);
    for entry in entries {
        failed += usize::from(entry.act == FAILED);
        changed |= CHANGED.contains(&entry.act.as_str());
    }
    match (failed, changed) {
        (0, false) => None,
        (0, true) => Some("identity.since.changed".into()),
        (n, false) => Some(Message::new("identity.since.failed").with("n", n)),
        (n, true) => Some(Message::new("identity.since.both").with("n", n)),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Timestamp};

    use super::*;

    #[test]
    fn a_change_is_told_with_the_failures() {
        let entry = |act: &str| Entry {
            id: Id(1),
            seq: None,
            at: Timestamp(1),
            assembly: Id(1),
            actor: Id(2),
            registrar: None,
            act: act.into(),
            subject: Ref::new("accounts", Id(3)),
            payload: None,
        };
        let told = |acts: &[&str]| message(acts.iter().map(|act| entry(act)).collect::<Vec<_>>().iter()).map(|m| m.key.into_owned());
        assert_eq!(told(&["account.signed-in", "account.signed-out"]), None);
        assert_eq!(told(&["account.password-reset"]).as_deref(), Some("identity.since.changed"));
        assert_eq!(told(&["account.sign-in-failed", "account.second-factor-removed"]).as_deref(), Some("identity.since.both"));
        assert_eq!(told(&["account.sign-in-failed"]).as_deref(), Some("identity.since.failed"));
    }
}
