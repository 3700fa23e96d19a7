//! 登录, under the rules of level 3 (等保三级).

use testkit::{START, TestApp, both_dbs};

use crate::home::{PASSWORD, code, djbh3, enters, with_password};

both_dbs! { djbh3 =>
    fn five_failures_lock_for_a_quarter_of_an_hour(home: &TestApp) {
        with_password(home, "wang");
        for _ in 0..5 {
            enters(home, "wang", "wrong").1.expect(422);
        }
        let (_, answer) = enters(home, "wang", PASSWORD);
        assert!(answer.expect(422).text().contains("次数过多"));
        home.clock().set(START.plus_ms(16 * 60_000));
        enters(home, "wang", PASSWORD).1.expect(303);
    }

    fn unknown_logins_are_answered_alike(home: &TestApp) {
        with_password(home, "wang");
        for _ in 0..6 {
            let known = enters(home, "wang", "wrong").1;
            let unknown = enters(home, "nobody", "wrong").1;
            assert_eq!(known.status, unknown.status);
            assert_eq!(plain(&known), plain(&unknown));
        }
    }

    fn sessions_end_when_idle_and_after_eight_hours(home: &TestApp) {
        with_password(home, "wang");
        let (wang, _) = enters(home, "wang", PASSWORD);
        home.clock().set(START.plus_ms(31 * 60_000));
        wang.get("/workbench").expect(303);
        let (wang, _) = enters(home, "wang", PASSWORD);
        let person = home.town.person("wang");
        home.clock().set(START.plus_hours(10));
        home.home.write(move |tx| tx.execute("UPDATE sign_in SET seen_at = $2 WHERE person = $1", kernel::params![person, tx.now()]));
        wang.get("/workbench").expect(303);
    }

    fn staff_must_enrol_before_anything_else(home: &TestApp) {
        with_password(home, "office");
        let (browser, answer) = enters(home, "office", PASSWORD);
        assert_eq!(answer.expect(303).location(), "/sign-in/enrol");
        browser.get("/workbench").expect(303);
        let page = browser.get("/sign-in/enrol").expect(200).text();
        let secret = page.split("<dd>").map(|p| p.split("</dd>").next().unwrap()).find(|p| p.len() == 39 && p.contains(' ')).expect("the secret as text");
        let secret = identity::totp::from_base32(secret).unwrap();
        browser.post("/sign-in/enrol", &[("code", "123456")]).expect(422);
        browser.post("/sign-in/enrol", &[("code", &code(home, &secret))]).expect(303);
        browser.get("/workbench").expect(200);
    }

    fn an_old_password_must_be_changed_and_the_last_five_do_not_come_back(home: &TestApp) {
        with_password(home, "wang");
        home.clock().advance_days(91);
        let (browser, answer) = enters(home, "wang", PASSWORD);
        assert_eq!(answer.expect(303).location(), "/password");
        let change = |new: &str| browser.post("/password", &[("password", new), ("again", new)]);
        assert!(change(PASSWORD).expect(422).text().contains("最近用过"));
        change("simple").expect(422);
        change("Another-path-58").expect(303);
        browser.get("/workbench").expect(200);
        browser.post("/password", &[("current", "Another-path-58"), ("password", PASSWORD), ("again", PASSWORD)]).expect(422);
    }
}

/// The answer without what differs between any two: keys and nonces, and the login as typed.
fn plain(answer: &testkit::Answer) -> String {
    let text = answer.text().replace("nobody", "wang");
    text.split('"').filter(|part| part.len() != 16 && part.len() != 22).collect()
}
