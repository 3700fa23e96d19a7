//! The modules of this program; the only list of them.

use identity::IdentitySettings;
use web::Module;

/// Under the usual sign-in rules: for commands, migrations and tests.
pub fn all() -> Vec<Module> {
    with(IdentitySettings::default())
}

/// Under the rules of an installation: for `serve`.
pub fn with(settings: IdentitySettings) -> Vec<Module> {
    vec![identity::module(settings), proposals::module(), consultations::module(), deliberation::module()]
}
