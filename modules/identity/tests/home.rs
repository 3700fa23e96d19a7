//! The town with passwords.

use identity::{IdentitySettings, Profile, seed};
use testkit::{Client, Kind, TestApp};

pub const PASSWORD: &str = "Lamp-river-57";

pub fn asvs(kind: Kind) -> TestApp {
    town(kind, Profile::Asvs)
}

pub fn djbh3(kind: Kind) -> TestApp {
    town(kind, Profile::Djbh3)
}

fn town(kind: Kind, profile: Profile) -> TestApp {
    TestApp::new(kind, vec![identity::module(IdentitySettings { profile, sms_factor: false })])
}

/// Gives a persona the usual password.
pub fn with_password(home: &TestApp, login: &str) {
    let person = home.town.person(login);
    let hash = seed::hash_password(PASSWORD).unwrap();
    home.home.write(move |tx| seed::set_password(tx, person, &hash));
}

/// A browser that has entered login and password.
pub fn enters(home: &TestApp, login: &str, password: &str) -> (Client, testkit::Answer) {
    let client = home.anon();
    let answer = client.post("/sign-in", &[("login", login), ("password", password), ("back", "")]);
    (client, answer)
}

/// A browser at the second step: the code of this moment for a known secret.
pub fn with_second_factor(home: &TestApp, login: &str, secret: &'static [u8]) {
    let person = home.town.person(login);
    let seal = home.app.settings.seal.clone();
    home.home.write(move |tx| seed::second_factor(tx, &seal, person, secret));
}

pub fn code(home: &TestApp, secret: &[u8]) -> String {
    use kernel::Clock;
    identity::totp::code_at(secret, home.clock().now())
}

/// Where a code by text message is good enough.
pub fn with_sms(kind: Kind) -> TestApp {
    TestApp::new(kind, vec![identity::module(IdentitySettings { profile: Profile::Djbh3, sms_factor: true })])
}
