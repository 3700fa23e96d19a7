//! 手机号验证.

use kernel::params;
use serde_json::json;
use testkit::{Client, START, TestApp, both_dbs};

use crate::home::asvs;

const NUMBER: &str = "13800005678";

/// Asks for a code: the page of the code, and the message.
fn asks(home: &TestApp, browser: &Client, number: &str, return_to: &str) -> (String, String) {
    let answer = browser.post("/phone", &[("mobile", number), ("return_to", return_to)]).expect(303);
    let sent = home.sms();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0].0, NUMBER);
    (answer.location(), digits(&sent[0].1))
}

fn digits(text: &str) -> String {
    let found = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6);
    found.expect("six digits").to_owned()
}

fn ask_of(location: &str) -> String {
    location.split("ask=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

fn proves(browser: &Client, page: &str, code: &str) -> testkit::Answer {
    browser.post("/phone/code", &[("ask", &ask_of(page)), ("code", code), ("return_to", "/public?a=1")])
}

/// Everything the database holds, as text.
fn everything(home: &TestApp) -> String {
    home.home.read(|tx| {
        let jobs: Vec<String> = tx.query("SELECT payload FROM job", &[], |row| row.get(0))?;
        let journal: Vec<String> = tx.query("SELECT payload FROM journal", &[], |row| row.get(0))?;
        let codes: Vec<String> = tx.query("SELECT masked FROM phone_code", &[], |row| row.get(0))?;
        Ok([jobs, journal, codes].concat().join("\n"))
    })
}

both_dbs! { asvs =>
    fn a_number_is_proven_and_kept_nowhere(home: &TestApp) {
        let browser = home.anon();
        browser.get("/phone?return_to=/public").expect(200);
        let answer = browser.post("/phone", &[("mobile", "138 0000-5678"), ("return_to", "/public?a=1")]).expect(303);
        assert!(!everything(home).contains(NUMBER), "sealed while it waits");
        let sent = home.sms();
        let (to, code) = (&sent[0].0, digits(&sent[0].1));
        assert!(to == NUMBER && sent[0].1.contains("10 分钟"));
        assert!(!everything(home).contains(NUMBER) && !everything(home).contains(&code) && !everything(home).contains("sealed"));
        let page = answer.location();
        assert!(browser.get(&page).expect(200).text().contains("138****5678"));
        assert_eq!(proves(&browser, &page, &code).expect(303).location(), "/public?a=1");
        let first = browser.cookie_value("__Host-phone").expect("the proof");
        let proven = browser.get("/phone?return_to=/public?a=1").expect(200).text();
        assert!(proven.contains("已经验证过") && proven.contains("/phone/forget?return_to=/public%3Fa%3D1"));
        assert_eq!(home.home.read(|tx| tx.scalar("SELECT COUNT(*) FROM phone_code", &[])), 0, "used up");
        home.anon().post("/phone/code", &[("ask", &ask_of(&page)), ("code", &code)]).expect(422);
        browser.post("/phone/forget", &[("return_to", "/public")]).expect(303);
        assert_eq!(browser.cookie_value("__Host-phone"), None);
        home.anon().cookie("__Host-phone", &first).get("/phone").expect(200);
    }

    fn the_answer_says_nothing_about_who_is_known(home: &TestApp) {
        let known = home.town.person("wang");
        home.home.write(move |tx| tx.execute("INSERT INTO person_private (person, mobile) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET mobile = excluded.mobile", params![known, NUMBER]));
        let ask = |number: &str| home.anon().post_json("/api/v1/phone", &json!({ "mobile": number })).expect(201).json();
        let (known, unknown) = (ask(NUMBER), ask("13900001111"));
        let names = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!((names(&known), names(&unknown)), (vec!["ask".to_owned()], vec!["ask".to_owned()]));
        assert_eq!(home.sms().len(), 2);
    }

    fn a_code_can_be_tried_five_times_within_ten_minutes(home: &TestApp) {
        let browser = home.anon();
        let (page, code) = asks(home, &browser, NUMBER, "/public");
        let wrong = if code == "111111" { "222222" } else { "111111" };
        for left in ["还可以试 4 次", "还可以试 3 次", "还可以试 2 次", "还可以试 1 次", "已经失效"] {
            assert!(proves(&browser, &page, wrong).expect(422).text().contains(left), "{left}");
        }
        assert!(proves(&browser, &page, &code).expect(422).text().contains("已经失效"));
        home.clock().set(START.plus_ms(61_000));
        let (page, code) = asks(home, &browser, NUMBER, "/public");
        home.clock().set(START.plus_ms(12 * 60_000));
        proves(&browser, &page, &code).expect(422);
        let (page, code) = asks(home, &browser, NUMBER, "https://elsewhere.example/");
        assert!(page.ends_with("return_to=/public"), "{page}");
        proves(&browser, &page, &format!("{} {}", &code[..3], &code[3..])).expect(303);
    }

    fn one_number_gets_few_codes(home: &TestApp) {
        let ask = || home.anon().post("/phone", &[("mobile", NUMBER)]).status.as_u16();
        assert_eq!((ask(), ask()), (303, 422));
        let mut sent = 1;
        for minute in 1..8 {
            home.clock().set(START.plus_ms(minute * 61_000));
            sent += usize::from(ask() == 303);
        }
        assert_eq!(sent, 5, "in an hour");
        for hour in 2..9 {
            home.clock().set(START.plus_ms(hour * 61 * 60_000));
            sent += usize::from(ask() == 303);
        }
        assert_eq!(sent, 10, "in a day");
        assert_eq!(home.anon().post("/phone", &[("mobile", "13900001111")]).status.as_u16(), 303);
        for number in ["12345678901", "1380000567", "", "88886666"] {
            home.anon().post("/phone", &[("mobile", number)]).expect(422);
        }
    }

    fn one_address_gets_so_many(home: &TestApp) {
        let ask = |n: usize| home.anon().post("/phone", &[("mobile", &format!("139{n:08}"))]);
        (0..100).for_each(|n| drop(ask(n).expect(303)));
        assert!(ask(100).expect(422).text().contains("一小时"));
        home.clock().set(START.plus_ms(61 * 60_000));
        ask(101).expect(303);
    }

    fn nobody_makes_a_proof_and_it_grows_old(home: &TestApp) {
        let proven = home.phone(NUMBER);
        assert!(proven.get("/phone/forget").expect(200).text().contains("清除后"));
        assert_eq!(proven.get("/phone/forget").headers["cache-control"], "no-store");
        let made_up = home.anon().cookie("__Host-phone", "YTI1NmdjbTpBQUFB");
        assert!(made_up.get("/phone/forget").expect(200).text().contains("没有验证过"));
        home.clock().advance_days(31);
        assert!(proven.get("/phone/forget").expect(200).text().contains("没有验证过"));
    }

    fn a_room_full_of_telephones_asks_at_once(home: &TestApp) {
        let outcomes: Vec<u16> = std::thread::scope(|scope| {
            let ask = |n: usize| {
                let browser = home.anon();
                scope.spawn(move || browser.post("/phone", &[("mobile", &format!("139{n:08}"))]).status.as_u16())
            };
            (0..30).map(ask).collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(outcomes, [303; 30]);
        assert_eq!(home.sms().len(), 30);
    }

    fn guessing_at_once_brings_no_further_attempts(home: &TestApp) {
        let (page, code) = asks(home, &home.anon(), NUMBER, "/public");
        let number: u32 = code.parse().unwrap();
        std::thread::scope(|scope| {
            for n in 1..20 {
                let (browser, page) = (home.anon(), page.clone());
                let guess = format!("{:06}", (number + n) % 1_000_000);
                scope.spawn(move || proves(&browser, &page, &guess).expect(422));
            }
        });
        proves(&home.anon(), &page, &code).expect(422);
        home.clock().set(START.plus_ms(61_000));
        let (page, code) = asks(home, &home.anon(), NUMBER, "/public");
        let proven: Vec<u16> = std::thread::scope(|scope| {
            let (page, code) = (page.as_str(), code.as_str());
            let prove = |_| {
                let browser = home.anon();
                scope.spawn(move || proves(&browser, page, code).status.as_u16())
            };
            (0..4).map(prove).collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(proven.iter().filter(|status| **status == 303).count(), 1, "{proven:?}");
    }

    fn what_was_not_answered_is_removed(home: &TestApp) {
        asks(home, &home.anon(), NUMBER, "/public");
        home.work();
        home.clock().advance_days(2);
        home.work();
        for sql in ["SELECT COUNT(*) FROM phone_code", "SELECT COUNT(*) FROM phone_code_count"] {
            assert_eq!(home.home.read(move |tx| tx.scalar(sql, &[])), 0, "{sql}");
        }
    }

    fn a_message_that_does_not_leave_is_tried_again_and_then_erased(home: &TestApp) {
        struct Dead;
        impl web::sms::Adapter for Dead {
            fn send(&self, _: &str, _: &str, _: &str) -> Result<(), String> {
                Err("the gateway answered 500".into())
            }
        }
        let round = || web::sms::round(home.db(), &home.app.settings.seal, Some(&Dead)).unwrap();
        home.anon().post("/phone", &[("mobile", NUMBER)]).expect(303);
        let mut tries = 0;
        for seconds in 0..700 {
            home.clock().set(START.plus_ms(seconds * 1_000));
            tries += usize::from(round());
        }
        assert_eq!(tries, 7, "after 0, 5, 15, 35, 75, 155 and 315 seconds; then the code is too old");
        assert!(!everything(home).contains("sealed"));
        let cause: String = home.home.read(|tx| tx.query_one("SELECT last_error FROM job WHERE failed_at IS NOT NULL AND kind = 'out.sms'", &[], |row| row.get(0)));
        assert_eq!(cause, "the gateway answered 500");
        assert_eq!(home.work().failed, 0, "no other thread takes it");
    }
}
