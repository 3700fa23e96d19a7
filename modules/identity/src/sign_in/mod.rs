//! 登录: login and password, one-time code, new password, enrolment, and then a full session; the token changes at every step.

pub mod acting;
pub mod attempt;
pub mod choose;
pub mod code;
pub mod code_by_sms;
pub mod confirm;
pub mod enrol;
pub mod enrol_sms;
pub mod enrol_sms_prove;
pub mod enter;
pub mod out;
pub mod since;

use directory::roles;
use directory::sign_ins::{self as sessions, Idle, SignIn};
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Error, Id, Result};
use serde_json::json;
use web::Done;
use web::head::{Head, SESSION_COOKIE};
use web::respond::percent;

use crate::profile::{Policy, Rules, SecondFactor};
use crate::store::accounts::{self, Account};
use crate::store::{grants, sign_ins};

/// A session that lacks a step must finish it soon.
const STEP_MS: i64 = 10 * 60_000;

/// What is still missing of a session, in the order in which it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Login and password were right.
    Entered,
    Code,
    Password,
    Enrol,
    Full,
}

impl Stage {
    pub fn word(self) -> &'static str {
        match self {
            Stage::Entered => "entered",
            Stage::Code => "code",
            Stage::Password => "password",
            Stage::Enrol => "enrol",
            Stage::Full => "full",
        }
    }

    fn page(self) -> &'static str {
        match self {
            Stage::Entered => "/sign-in",
            Stage::Code => "/sign-in/code",
            Stage::Password => "/password",
            Stage::Enrol => "/sign-in/enrol",
            Stage::Full => "/workbench",
        }
    }
}

/// Where a request stands: filled before the transaction, never read from the body.
#[derive(Clone, Debug, Default)]
pub struct Here {
    pub session: Option<[u8; 32]>,
    pub address: String,
    pub device: String,
    /// The token of the next step.
    pub token: String,
}

impl Here {
    pub fn of(head: &Head) -> Here {
        Here { session: head.session, address: head.address.clone(), device: head.device.clone(), token: crate::token::fresh() }
    }

    pub fn digest(&self) -> [u8; 32] {
        web::head::digest(&self.token)
    }
}

/// The session and account behind a token at one of these stages; `web.sign-in-first` without.
pub fn at_stage(tx: &mut Tx, rules: &Rules, session: Option<[u8; 32]>, stages: &[Stage]) -> Result<(SignIn, Account)> {
    let found = match session {
        Some(digest) => sessions::by_token(tx, &digest, Idle(rules.idle_ms))?,
        None => None,
    };
    let sign_in = found.filter(|s| stages.iter().any(|stage| stage.word() == s.stage));
    let sign_in = sign_in.ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let account = accounts::get(tx, sign_in.person)?;
    Ok((sign_in, account))
}

/// What comes after a finished step.
pub fn next(tx: &mut Tx, rules: &Rules, account: &Account, done: Stage) -> Result<Stage> {
    if done < Stage::Code && account.has_second_factor() {
        return Ok(Stage::Code);
    }
    let expired = rules.max_age_days.zip(account.password_at).is_some_and(|(days, at)| at.plus_days(days) < tx.now());
    if done < Stage::Password && (account.must_change || expired) {
        return Ok(Stage::Password);
    }
    let is_good = account.totp.is_some() || account.phone.is_some() && sms_is_enough(tx, rules, account.person)?;
    if !is_good && is_second_factor_due(tx, rules, account.person)? {
        return Ok(Stage::Enrol);
    }
    Ok(Stage::Full)
}

/// Does the profile demand a second factor of this person?
pub fn is_second_factor_due(tx: &mut Tx, rules: &Rules, person: Id) -> Result<bool> {
    match rules.second_factor {
        SecondFactor::Nobody => Ok(false),
        SecondFactor::Administrators => is_administrator(tx, person),
        SecondFactor::Staff => Ok(!grants::of_person(tx, person)?.is_empty()),
    }
}

fn is_administrator(tx: &mut Tx, person: Id) -> Result<bool> {
    let held = grants::of_person(tx, person)?;
    Ok(held.iter().any(|g| g.role == roles::ORG_ADMIN || roles::ADMINISTRATORS.contains(&g.role.as_str())))
}

/// May this person's second factor be a code by text message? Telephone numbers can be taken over, so not an administrator's.
pub fn sms_is_enough(tx: &mut Tx, rules: &Rules, person: Id) -> Result<bool> {
    Ok(rules.sms_factor && !is_administrator(tx, person)?)
}

/// The key of what this account's second factor is called.
pub fn second_factor(account: &Account) -> &'static str {
    match (&account.totp, &account.phone) {
        (Some(_), _) => "identity.second-factor.on",
        (None, Some(_)) => "identity.second-factor.sms",
        (None, None) => "identity.second-factor.off",
    }
}

/// Moves an existing session to its next stage under a new token.
pub fn advance<P: Policy>(tx: &mut Tx, sign_in: &SignIn, done: Stage, here: &Here, back: &str) -> Result<Done> {
    let account = accounts::get(tx, sign_in.person)?;
    let stage = next(tx, &P::RULES, &account, done)?;
    let expires_at = tx.now().plus_ms(if stage == Stage::Full { P::RULES.absolute_ms } else { STEP_MS });
    sign_ins::advance(tx, sign_in.id, stage.word(), &here.digest(), expires_at)?;
    arrived(tx, &account, sign_in.assembly, stage, here, back)
}

/// The answer to a finished step: cookie, journal, next page.
fn arrived(tx: &mut Tx, account: &Account, assembly: Id, stage: Stage, here: &Here, back: &str) -> Result<Done> {
    let mut since = None;
    if stage == Stage::Full {
        since = since::told(tx, account)?;
        accounts::seen(tx, account.person)?;
    }
    let mut done = Done::new(Ref::new("accounts", account.person), &json!({ "stage": stage.word() }))?
        .journal(json!({ "stage": stage.word(), "address": here.address }))
        .by(account.person, assembly)
        .cookie(cookie(&here.token))
        .go(onward(stage, back));
    if let Some(message) = since {
        done = done.warn(message);
    }
    Ok(done)
}

/// The page of the next stage; after the last one back to where the person wanted to go.
fn onward(stage: Stage, back: &str) -> String {
    match stage {
        Stage::Full if back.starts_with('/') && !back.starts_with("/sign-in") => back.to_owned(),
        _ if back.is_empty() => stage.page().to_owned(),
        Stage::Full => stage.page().to_owned(),
        _ => format!("{}?back={}", stage.page(), percent(back)),
    }
}

pub fn cookie(token: &str) -> String {
    format!("{SESSION_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax")
}

pub fn cookie_away() -> String {
    format!("{SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}
