//! 短信验证码 as the second step of signing in.

use kernel::params;
use testkit::{Client, START, TestApp, both_dbs};

use crate::home::{PASSWORD, enters, with_password, with_sms};

const NUMBER: &str = "13800005678";

/// The six digits of the only message that waits.
fn sent(home: &TestApp) -> String {
    let sent = home.sms();
    assert!(sent.len() == 1 && sent[0].0 == NUMBER, "{sent:?}");
    let digits = sent[0].1.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6);
    digits.expect("six digits").to_owned()
}

fn minutes(home: &TestApp, minutes: i64) {
    home.clock().set(START.plus_ms(minutes * 60_000));
}

/// A person with a password who has chosen text messages.
fn enrolled(home: &TestApp, login: &str) -> Client {
    with_password(home, login);
    let (browser, answer) = enters(home, login, PASSWORD);
    assert_eq!(answer.expect(303).location(), "/sign-in/enrol");
    assert!(browser.get("/sign-in/enrol").expect(200).text().contains("/sign-in/enrol/sms"));
    browser.post("/sign-in/enrol/sms", &[("mobile", "12345"), ("back", "")]).expect(422);
    let answer = browser.post("/sign-in/enrol/sms", &[("mobile", NUMBER), ("back", "")]).expect(303);
    assert!(browser.get(&answer.location()).expect(200).text().contains("138****5678"));
    let code = sent(home);
    browser.post("/sign-in/enrol/sms/code", &[("code", if code == "111111" { "222222" } else { "111111" })]).expect(422);
    browser.post("/sign-in/enrol/sms/code", &[("code", &code)]).expect(303);
    browser.get("/workbench").expect(200);
    browser
}

both_dbs! { with_sms =>
    fn a_clerk_signs_in_with_a_text_message(home: &TestApp) {
        assert!(enrolled(home, "handler").get("/me").expect(200).text().contains("短信验证码"));
        let person = home.town.person("handler");
        let stored: String = home.home.read(move |tx| tx.query_one("SELECT phone FROM account WHERE person = $1", params![person], |row| row.get(0)));
        assert!(kernel::Seal::is_sealed(&stored) && !stored.contains(NUMBER));
        minutes(home, 2);
        let (browser, answer) = enters(home, "handler", PASSWORD);
        let page = answer.expect(303).location();
        assert_eq!(page, "/sign-in/code");
        assert!(browser.get(&page).expect(200).text().contains("138****5678"));
        browser.get("/workbench").expect(303);
        let code = sent(home);
        browser.post("/sign-in/code", &[("code", if code == "111111" { "222222" } else { "111111" })]).expect(422);
        let first = browser.cookie_value("__Host-session").unwrap();
        browser.post("/sign-in/code", &[("code", &code)]).expect(303);
        assert_ne!(browser.cookie_value("__Host-session").unwrap(), first);
        browser.get("/workbench").expect(200);
        minutes(home, 4);
        let (again, _) = enters(home, "handler", PASSWORD);
        again.post("/sign-in/code", &[("code", &code)]).expect(422);
    }

    fn another_message_may_be_asked_for_and_the_one_before_is_dead(home: &TestApp) {
        enrolled(home, "handler");
        minutes(home, 2);
        let (browser, _) = enters(home, "handler", PASSWORD);
        let first = sent(home);
        browser.post("/sign-in/code/sms", &[("back", "")]).expect(422);
        minutes(home, 4);
        browser.get("/sign-in/code/sms").expect(200);
        assert_eq!(browser.post("/sign-in/code/sms", &[("back", "/me")]).expect(303).location(), "/sign-in/code?back=/me");
        let second = sent(home);
        if first != second {
            browser.post("/sign-in/code", &[("code", &first)]).expect(422);
        }
        assert_eq!(browser.post("/sign-in/code", &[("code", &second), ("back", "/me")]).expect(303).location(), "/me");
        home.anon().post("/sign-in/code/sms", &[]).expect(303);
    }

    fn wrong_codes_lock_as_wrong_passwords_do(home: &TestApp) {
        enrolled(home, "handler");
        minutes(home, 2);
        let (browser, _) = enters(home, "handler", PASSWORD);
        let code = sent(home);
        let wrong = if code == "111111" { "222222" } else { "111111" };
        (0..5).for_each(|_| drop(browser.post("/sign-in/code", &[("code", wrong)]).expect(422)));
        assert!(browser.post("/sign-in/code", &[("code", &code)]).expect(422).text().contains("次数过多"));
    }

    fn strangers_do_not_use_up_the_codes_of_an_account(home: &TestApp) {
        enrolled(home, "handler");
        for minute in 1..12 {
            minutes(home, minute * 2);
            home.anon().post("/phone", &[("mobile", NUMBER)]);
        }
        home.sms();
        minutes(home, 30);
        enters(home, "handler", PASSWORD).1.expect(303);
        sent(home);
    }

    fn administrators_keep_their_one_time_codes(home: &TestApp) {
        with_password(home, "security");
        let (browser, _) = enters(home, "security", PASSWORD);
        assert!(!browser.get("/sign-in/enrol").expect(200).text().contains("/sign-in/enrol/sms"));
        browser.get("/sign-in/enrol/sms").expect(403);
        browser.post("/sign-in/enrol/sms", &[("mobile", NUMBER)]).expect(403);
        assert!(home.sms().is_empty());
    }

    fn an_administrator_takes_it_away_and_it_is_set_up_anew(home: &TestApp) {
        let browser = enrolled(home, "handler");
        let person = home.town.person("handler");
        home.person("system").post(&format!("/accounts/{person}/second-factor"), &[("reason", "换了手机")]).expect(303);
        browser.get("/workbench").expect(303);
        assert_eq!(enters(home, "handler", PASSWORD).1.expect(303).location(), "/sign-in/enrol");
    }
}
