//! The modules of this program; the only list of them.

use identity::{IdentitySettings, Profile};
use web::Module;

/// Under the usual sign-in rules: for commands, migrations and tests.
pub fn all() -> Vec<Module> {
    with(Profile::default())
}

/// Under the rules of a profile: for `serve`.
pub fn with(profile: Profile) -> Vec<Module> {
    vec![identity::module(IdentitySettings { profile }), proposals::module(), consultations::module()]
}
