//! Who may come in at all, before any record is looked at.

use kernel::{Actor, Error, Result};

/// The outer gate of a page or of an act without a rule table. Acts on records are decided by RULES behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// No sign-in needed.
    Anyone,
    /// Any person with a running account.
    SignedIn,
    /// A running member of the acting assembly.
    Member,
    /// One of these offices in the acting assembly or unit.
    Roles(&'static [&'static str]),
    /// A running member, or one of these offices.
    MemberOr(&'static [&'static str]),
}

impl Access {
    /// `Refused` for a person without; the shell asks for sign-in before that.
    pub fn check(self, who: &Actor) -> Result<()> {
        if self.admits(who) { Ok(()) } else { Err(Error::refused("web.not-yours")) }
    }

    pub fn admits(self, who: &Actor) -> bool {
        match self {
            Access::Anyone => true,
            _ if who.is_anonymous() => false,
            Access::SignedIn => true,
            Access::Member => who.membership.is_some(),
            Access::Roles(roles) => who.holds_any(roles),
            Access::MemberOr(roles) => who.membership.is_some() || who.holds_any(roles),
        }
    }

    /// The words of the permission matrix.
    pub fn names(self) -> Vec<&'static str> {
        match self {
            Access::Anyone => vec!["anyone"],
            Access::SignedIn => vec!["signed_in"],
            Access::Member => vec!["member"],
            Access::Roles(roles) => roles.to_vec(),
            Access::MemberOr(roles) => [&["member"], roles].concat(),
        }
    }
}
