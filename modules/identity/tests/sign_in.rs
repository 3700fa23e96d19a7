//! 登录.

use testkit::{TestApp, both_dbs};

use crate::home::{PASSWORD, asvs, code, enters, with_password, with_second_factor};

const SECRET: &[u8] = b"12345678901234567890";

both_dbs! { asvs =>
    fn a_member_signs_in_and_out(home: &TestApp) {
        with_password(home, "wang");
        let (wang, answer) = enters(home, " WANG ", PASSWORD);
        assert_eq!(answer.expect(303).location(), "/workbench");
        let first = wang.cookie_value("__Host-session").unwrap();
        wang.get("/workbench").expect(200);
        wang.post("/sign-out", &[]).expect(303);
        assert_eq!(wang.get("/workbench").expect(303).location(), "/sign-in?back=/workbench");
        let stolen = home.anon().cookie("__Host-session", &first);
        stolen.get("/workbench").expect(303);
        assert_eq!(home.journalled("accounts", home.town.person("wang")), ["account.signed-in", "account.signed-out"]);
    }

    fn a_second_factor_is_asked_for_and_the_token_changes_at_every_step(home: &TestApp) {
        with_password(home, "organiser");
        with_second_factor(home, "organiser", SECRET);
        let (browser, answer) = enters(home, "organiser", PASSWORD);
        assert_eq!(answer.expect(303).location(), "/sign-in/code");
        let first = browser.cookie_value("__Host-session").unwrap();
        browser.get("/workbench").expect(303);
        browser.post("/sign-in/code", &[("code", "000000")]).expect(422);
        let right = code(home, SECRET);
        assert_eq!(browser.post("/sign-in/code", &[("code", &right)]).expect(303).location(), "/workbench");
        assert_ne!(browser.cookie_value("__Host-session").unwrap(), first);
        browser.get("/workbench").expect(200);
        home.anon().cookie("__Host-session", &first).get("/sign-in/code").expect(303);
        let (again, _) = enters(home, "organiser", PASSWORD);
        again.post("/sign-in/code", &[("code", &right)]).expect(422);
    }

    /// ASVS 6.3.5 and 6.3.7: told once, at the next sign-in.
    fn what_happened_meanwhile_is_told_at_the_next_sign_in(home: &TestApp) {
        with_password(home, "wang");
        let sign_in = || {
            let (browser, answer) = enters(home, "wang", PASSWORD);
            answer.expect(303);
            browser.get("/workbench").expect(200).text()
        };
        assert!(!sign_in().contains("上次登录以来"));
        home.clock().set(testkit::START.plus_hours(1));
        enters(home, "wang", "not the password").1.expect(422);
        enters(home, "wang", "nor this one").1.expect(422);
        home.clock().set(testkit::START.plus_hours(2));
        let told = sign_in();
        assert!(told.contains("有 2 次登录失败") && told.contains("notice-warn"), "{told}");
        home.clock().set(testkit::START.plus_hours(3));
        assert!(!sign_in().contains("上次登录以来"));
    }
}
