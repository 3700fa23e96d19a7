//! 越权与密钥: what is refused is kept, what is secret is sealed.

use identity::{factor, totp};
use kernel::{Seal, params};
use serde_json::json;
use testkit::TestApp;
use testkit::both_dbs;

use crate::home::{PASSWORD, asvs, code, enters, with_password, with_second_factor};

const SECRET: &[u8] = b"twenty bytes of luck";

both_dbs! { asvs =>
    fn what_somebody_may_not_do_is_journalled_once_a_minute(home: &TestApp) {
        let wang = home.town.person("wang");
        let li = home.town.person("li");
        let tried = |home: &TestApp| home.token("wang").post_json(&format!("/api/v1/accounts/{li}/suspension"), &json!({"reason": "x"})).status.as_u16();
        assert!([403, 404].contains(&tried(home)));
        home.token("wang").post_json("/api/v1/accounts", &json!({"person": li.to_string(), "login": "somebody"})).expect(403);
        home.token("wang").post_json("/api/v1/accounts", &json!({"person": li.to_string(), "login": "somebody"})).expect(403);
        let kept = home.journalled("accounts", wang);
        let refused = kept.iter().filter(|act| *act == "access.refused").count();
        assert!((1..=2).contains(&refused), "{kept:?}");
        let page = home.person("auditor").get("/audit?act=access.").expect(200).text();
        assert!(page.contains("越权操作被拒绝") && page.contains("identity.accounts.create") || page.contains("tried="), "the auditor sees it");
        assert_eq!(home.person("wang").get("/accounts").status.as_u16(), 403);
        assert_eq!(home.journalled("accounts", wang), kept, "reading writes nothing, also when it is refused");
    }

    fn nobody_unknown_sends_a_body(home: &TestApp) {
        let files = || std::fs::read_dir(home.home.folder().join("files")).map(|d| d.count()).unwrap_or(0);
        let before = files();
        let upload = [("file", "a.csv", &b"a,b\n1,2\n"[..])];
        home.anon().post_multipart("/imports", &[("kind", "people")], &upload).expect(303);
        home.anon().cookie("__Host-session", "made-up").post_multipart("/imports", &[("kind", "people")], &upload).expect(303);
        home.anon().post_json("/api/v1/imports", &json!({"nonsense": 1})).expect(401);
        assert_eq!(files(), before);
    }

    fn a_key_that_is_too_long_is_refused_and_not_cut(home: &TestApp) {
        let key = "k".repeat(201);
        home.token("wang").key(&key).post_json("/api/v1/me/tokens", &json!({"name": "x"})).expect(422);
    }

    fn a_cookie_is_no_token_whatever_the_header_is_called(home: &TestApp) {
        let wang = home.person("wang").header("authorization", "Basic eDp5").header("sec-fetch-site", "cross-site");
        wang.post("/sign-out", &[]).expect(403);
    }

    fn secrets_of_second_factors_are_sealed(home: &TestApp) {
        let person = home.town.person("wang");
        with_password(home, "wang");
        with_second_factor(home, "wang", SECRET);
        let stored: String = home.home.read(move |tx| tx.query_one("SELECT totp FROM account WHERE person = $1", params![person], |row| row.get(0)));
        assert!(Seal::is_sealed(&stored) && !stored.contains(&totp::base32(SECRET)));
        let (browser, answer) = enters(home, "wang", PASSWORD);
        assert_eq!(answer.expect(303).location(), "/sign-in/code");
        browser.post("/sign-in/code", &[("code", &code(home, SECRET))]).expect(303);
        browser.get("/workbench").expect(200);
    }

    fn secrets_of_an_older_version_are_sealed_at_the_next_start(home: &TestApp) {
        let person = home.town.person("wang");
        let seal = home.app.settings.seal.clone();
        home.home.write(move |tx| tx.execute("UPDATE account SET totp = $2 WHERE person = $1", params![person, totp::base32(SECRET)]));
        let (first, second) = (seal.clone(), seal.clone());
        assert_eq!(home.home.write(move |tx| factor::seal_old(tx, &first)), 1);
        assert_eq!(home.home.write(move |tx| factor::seal_old(tx, &second)), 0);
        let stored: String = home.home.read(move |tx| tx.query_one("SELECT totp FROM account WHERE person = $1", params![person], |row| row.get(0)));
        assert_eq!(factor::secret(&seal, person, &stored).unwrap(), SECRET);
        assert_eq!(home.home.read(move |tx| factor::unreadable(tx, &seal)), (1, 0));
        assert_eq!(home.home.read(|tx| factor::unreadable(tx, &Seal::new(&[9; 32]))), (1, 1));
    }
}
