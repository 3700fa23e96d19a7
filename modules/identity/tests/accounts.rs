//! 账号与授权: three administrators, two persons for everything.

use testkit::{TestApp, both_dbs};

use crate::home::{PASSWORD, asvs, enters, with_password};

both_dbs! { asvs =>
    fn an_account_works_after_the_security_administrator_approves(home: &TestApp) {
        let system = home.person("system");
        let fields = [("name", "汪小棠"), ("login", "tang"), ("role", "proposal_office")];
        let page = system.post("/accounts", &fields).expect(303);
        let shown = system.follow(page).expect(200).text();
        let token = shown.split("/link?token=").nth(1).expect("the link is shown").chars().take(43).collect::<String>();
        let id = account(home, "tang");
        assert!(!system.get(&format!("/accounts/{id}")).text().contains(&token), "once");

        let tang = home.anon();
        tang.get(&format!("/link?token={token}")).expect(200);
        let chosen = [("token", token.as_str()), ("password", PASSWORD), ("again", PASSWORD)];
        tang.post("/link", &chosen).expect(303);
        tang.post("/link", &chosen).expect(403);
        let (_, answer) = enters(home, "tang", PASSWORD);
        assert!(answer.expect(422).text().contains("待安全管理员审核"));

        home.person("organiser").post(&format!("/accounts/{id}/approval"), &[]).expect(403);
        home.person("security").post(&format!("/accounts/{id}/approval"), &[]).expect(303);
        enters(home, "tang", PASSWORD).1.expect(303);
        assert_eq!(home.journalled("accounts", id), ["account.created", "account.password-changed", "account.approved", "account.signed-in"]);
        home.person("tang").get("/proposals-or-anything").expect(404);
    }

    fn a_list_of_accounts_is_approved_at_once(home: &TestApp) {
        let system = home.person("system");
        for n in 0..20 {
            let (name, login) = (format!("杜若{n}"), format!("member-{n}"));
            system.post("/accounts", &[("name", &name), ("login", &login)]).expect(303);
        }
        let ids: Vec<String> = (0..20).map(|n| account(home, &format!("member-{n}")).to_string()).collect();
        let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", id.as_str())).collect();
        fields.extend([("confirmed", "1"), ("idempotency_key", "one-list")]);
        let report = home.person("security").post("/batch/accounts.approve", &fields).expect(200);
        assert!(report.text().contains("20"), "{}", report.text());
        assert!(!home.person("security").get("/accounts?state=pending").expect(200).text().contains("member-7"));
    }

    fn links_for_a_whole_list_are_shown_once_to_be_printed(home: &TestApp) {
        let system = home.person("system");
        let (wang, li) = (home.town.person("wang").to_string(), home.town.person("li").to_string());
        let fields = [("ids", wang.as_str()), ("ids", li.as_str()), ("confirmed", "1"), ("idempotency_key", "letters")];
        let report = system.post("/batch/accounts.reset", &fields).expect(200).text();
        assert_eq!(report.matches("/link?token=").count(), 2, "{report}");
        assert!(report.contains("王静好（wang）"));
        let again = system.post("/batch/accounts.reset", &fields).expect(200).text();
        assert!(!again.contains("/link?token="), "nothing of it is stored");
        let kept: Vec<Vec<u8>> = home.home.read(|tx| {
            let rows: Vec<(kernel::Id, String, String)> =
                tx.query("SELECT person, key, answer FROM idempotency", &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.into_iter().map(|(person, key, answer)| tx.seal()?.open(&format!("idempotency/{person}/{key}"), &answer)).collect()
        });
        assert!(kept.iter().all(|answer| !String::from_utf8_lossy(answer).contains("token=")));
    }

    fn the_three_administrators_are_three_persons(home: &TestApp) {
        let system = home.person("system");
        let auditor = home.town.person("auditor").to_string();
        let both = [("person", auditor.as_str()), ("role", "security_admin")];
        system.post("/grants", &both).expect(409);
        let business = [("person", auditor.as_str()), ("role", "reviewer")];
        system.post("/grants", &business).expect(409);
        let member = home.town.person("wang").to_string();
        system.post("/grants", &[("person", member.as_str()), ("role", "auditor_admin")]).expect(409);
        let (person, assembly) = (home.town.person("auditor"), home.town.assembly);
        let forced = home.db().write_blocking(move |tx| {
            tx.execute(
                "INSERT INTO role_grant (id, assembly, person, role, granted_by, from_at) VALUES (77, $1, $2, 'system_admin', 1, 1)",
                kernel::params![assembly, person],
            )
        });
        assert!(forced.is_err(), "the database refuses it too");
    }

    fn a_role_withdrawn_counts_no_more_with_the_next_request(home: &TestApp) {
        let auditor = home.person("auditor");
        auditor.get("/audit").expect(200);
        let person = home.town.person("auditor");
        let grant: kernel::Id = home.home.read(move |tx| tx.query_one("SELECT id FROM role_grant WHERE person = $1", kernel::params![person], |r| r.get(0)));
        home.person("security").post(&format!("/grants/{grant}/revocation"), &[("reason", "调离")]).expect(303);
        auditor.get("/audit").expect(403);
    }

    fn a_disabled_account_is_out_at_once(home: &TestApp) {
        with_password(home, "wang");
        let (wang, _) = enters(home, "wang", PASSWORD);
        wang.get("/workbench").expect(200);
        let id = home.town.person("wang");
        home.person("system").post(&format!("/accounts/{id}/suspension"), &[("reason", "离任")]).expect(303);
        wang.get("/workbench").expect(303);
        let (_, answer) = enters(home, "wang", PASSWORD);
        assert!(answer.expect(422).text().contains("已停用"));
    }

    fn somebody_elses_account_is_not_there(home: &TestApp) {
        let wang = home.town.person("wang");
        home.person("neighbour_office").get(&format!("/accounts/{wang}")).expect(403);
        home.person("wang").get("/accounts").expect(403);
        home.person("organiser").get("/audit").expect(403);
        home.anon().get("/me").expect(303);
    }

    fn an_office_is_delegated_for_a_time(home: &TestApp) {
        let office = home.person("office");
        let person = home.town.person("office");
        let grant: kernel::Id = home.home.read(move |tx| tx.query_one("SELECT id FROM role_grant WHERE person = $1", kernel::params![person], |r| r.get(0)));
        let (grant, to) = (grant.to_string(), home.town.person("reviewer_a").to_string());
        office.get("/delegations/new").expect(200);
        let fields = [("grant", grant.as_str()), ("person", to.as_str()), ("until", "2026-03-20")];
        office.post("/delegations", &fields).expect(303);
        office.post("/delegations", &[("grant", grant.as_str()), ("person", to.as_str()), ("until", "2026-12-20")]).expect(422);
        assert!(home.person("reviewer_a").get("/me").expect(200).text().contains("受 孙文竹 委托"));
        let wang = home.person("wang");
        let aide = home.town.person("li").to_string();
        wang.get("/delegations/new").expect(200);
        wang.post("/delegations", &[("grant", "aide"), ("person", aide.as_str()), ("until", "2026-03-15")]).expect(303);
        office.post("/delegations", &[("grant", "aide"), ("person", aide.as_str()), ("until", "2026-03-15")]).expect(422);
        home.clock().advance_days(10);
        assert!(!home.person("reviewer_a").get("/me").expect(200).text().contains("孙文竹"));
    }

    fn a_person_sees_and_ends_own_sessions_and_tokens(home: &TestApp) {
        with_password(home, "wang");
        let (first, _) = enters(home, "wang", PASSWORD);
        let (second, _) = enters(home, "wang", PASSWORD);
        first.get("/me").expect(200);
        let shown = first.post("/me/tokens", &[("name", "统计程序"), ("days", "30")]).expect(303);
        let page = first.follow(shown).expect(200).text();
        let token = page.split("请立即保存）：").nth(1).expect("shown").chars().take(43).collect::<String>();
        let program = home.anon().header("authorization", &format!("Bearer {token}"));
        program.get("/me").expect(200);
        first.post("/me/sessions/end", &[]).expect(303);
        second.get("/workbench").expect(303);
        first.get("/workbench").expect(200);
    }

    fn the_list_in_json(home: &TestApp) {
        let list = home.token("system").get("/api/v1/accounts?page_size=3").expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 3);
        assert_eq!(list["next_cursor"], "1");
        home.token("system").get("/api/v1/accounts?page_size=0").expect(422);
    }
}

fn account(home: &TestApp, login: &str) -> kernel::Id {
    let login = login.to_owned();
    home.home.read(move |tx| tx.query_one("SELECT person FROM account WHERE login = $1", kernel::params![login], |row| row.get(0)))
}
