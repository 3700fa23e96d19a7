//! Who sends this request: resolved inside the transaction, so that a role withdrawn a moment ago no longer counts.

use directory::sign_ins::{self, Idle, SignIn};
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};

use crate::head::Head;

/// The actor with the session behind it, if there is one.
pub struct Identity {
    pub who: Actor,
    pub sign_in: Option<SignIn>,
}

/// Anonymous without a valid token or session. A session that still lacks a step counts as anonymous for everything
/// but the pages of signing in, which read it themselves.
pub fn identify(tx: &mut Tx, head: &Head, idle_ms: i64) -> Result<Identity> {
    if let Some(token) = &head.bearer {
        let mut who = sign_ins::by_api_token(tx, token)?.ok_or_else(|| Error::refused("web.token-unknown"))?;
        who.address = Some(head.address.clone());
        return Ok(Identity { who, sign_in: None });
    }
    let sign_in = match &head.session {
        Some(token) => sign_ins::by_token(tx, token, Idle(idle_ms))?,
        None => None,
    };
    let mut who = match &sign_in {
        Some(s) if s.stage == "full" => directory::actor_of(tx, s.person, s.assembly, s.unit)?,
        _ => Actor::default(),
    };
    who.address = Some(head.address.clone());
    who.phone = crate::phone::still_good(head.phone, tx.now());
    Ok(Identity { who, sign_in })
}

/// Is the session's last password entry recent enough for a sensitive act?
pub fn recently_confirmed(tx: &Tx, sign_in: Option<&SignIn>, within_ms: i64) -> bool {
    sign_in.is_none_or(|s| tx.now().0 - s.confirmed_at.0 <= within_ms)
}

/// The person, or 0 for nobody: the owner of idempotency keys.
pub fn owner(who: &Actor) -> Id {
    who.person
}
