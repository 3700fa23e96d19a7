//! Records made straight in a transaction: by the demonstration, the test personas, imports and the command line. No act,
//! no journal entry, no approval: the caller answers for that.

use kernel::db::Tx;
use kernel::{Id, Result, Seal};

pub use crate::password::hash::hash as hash_password;
pub use crate::store::grants::NewGrant;
pub use crate::store::people::{NewMembership, NewPerson};
pub use crate::store::places::{NewAssembly, NewSession};
pub use crate::store::units::NewUnit;
use crate::store::{accounts, grants, people, sign_ins, units};

pub use crate::store::people::{insert as person, insert_membership as membership};
pub use crate::store::places::{
    end_term, insert_assembly as assembly, insert_body as body, insert_sector as sector, insert_session as session, insert_term as term,
    insert_township as township,
};
pub use units::insert as unit;

/// An active account. `password` is a hash by [`hash_password`].
pub fn account(tx: &mut Tx, person: Id, assembly: Id, login: &str, password: &str) -> Result<()> {
    let new = accounts::NewAccount {
        person,
        assembly,
        login,
        state: accounts::ACTIVE,
        password: Some(password),
        must_change: false,
        created_by: Id(0),
    };
    accounts::insert(tx, &new)
}

/// An approved grant from now on, or the one that the person holds already; fill `approved_by` and `from_at` of [`NewGrant`] to say more.
pub fn grant(tx: &mut Tx, new: NewGrant) -> Result<Id> {
    let approved_by = new.approved_by.or(Some(new.granted_by));
    match grants::held(tx, &new)? {
        Some(held) => Ok(held),
        None => grants::insert(tx, &NewGrant { approved_by, ..new }),
    }
}

/// A running session; answers the token for the cookie `__Host-session`.
pub fn sign_in(tx: &mut Tx, person: Id, assembly: Id, unit: Option<Id>) -> Result<String> {
    let token = crate::token::fresh();
    let new = sign_ins::NewSignIn {
        person,
        assembly,
        unit,
        stage: "full",
        digest: web::head::digest(&token),
        address: "",
        device: "",
        expires_at: tx.now().plus_days(1),
    };
    sign_ins::insert(tx, &new)?;
    Ok(token)
}

/// A second factor with this secret, for accounts whose profile demands one.
pub fn second_factor(tx: &mut Tx, seal: &Seal, person: Id, secret: &[u8]) -> Result<()> {
    accounts::set_second_factor(tx, person, Some(&crate::factor::sealed(seal, person, secret)?), None)
}

pub use people::set_private;

/// A password chosen by the caller, given as its hash; it need not be changed at the next sign-in.
pub fn set_password(tx: &mut Tx, person: Id, hash: &str) -> Result<()> {
    accounts::set_password(tx, person, hash, false)
}
